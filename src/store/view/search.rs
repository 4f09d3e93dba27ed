//! All that a search of the inbox finds, or a conversation holds, part by part: each looks at so many messages and answers so many at
//! most, so that its cost doesn't depend on how many there are, nor on how rare what is looked for is.

use serde_json::Value;
use sqlx::{PgConnection, Postgres, QueryBuilder};

use super::{
    Home, Place, Rows,
    message::{self, COLUMNS, VIEW},
    thread::{LOOKED_AT, Term},
};
use crate::model::error::ServiceError;

/// How many messages a part has at most.
const MOST: i64 = 50;

/// Which messages.
#[derive(Clone, Debug)]
pub struct Which {
    /// Whose.
    pub home: Home,
    /// All must hold.
    pub terms: Vec<Term>,
    /// The own identity and the phone, where those of one conversation are meant.
    pub conversation: Option<(String, String)>,
}

/// Rows of `inspect.messages` behind a place, newest first, and the place that the next part begins behind, if one follows: a part may
/// be empty and not the last. Must be in a transaction whose statements see the same.
///
/// # Errors
///
/// The database's.
pub async fn part(tx: &mut PgConnection, which: &Which, after: Option<Place>) -> Result<Rows<Place>, ServiceError> {
    let mut query = QueryBuilder::new(COLUMNS);
    query.push("(select m.* from (select m.*");
    push_from(&mut query, which, after);
    // Limits are no parameters: one that isn't known is guessed to be a tenth of all rows.
    query.push(" limit ").push(LOOKED_AT).push(") m where true");
    for term in &which.terms {
        query.push(" and ");
        term.push(&mut query);
    }
    query.push(" order by m.transaction_id desc, m.sequence desc limit ").push(MOST).push(") t").push(VIEW);
    query.push(" order by t.transaction_id desc, t.sequence desc");
    let rows: Vec<message::Row> = query.build_query_as().fetch_all(&mut *tx).await?;
    let found: Vec<(Value, Place)> = rows.into_iter().map(message::item).collect();
    let is_full = i64::try_from(found.len()).is_ok_and(|length| length >= MOST);
    let next = match found.last() {
        Some((_, last)) if is_full => Some(*last),
        _ => end(tx, which, after).await?,
    };
    Ok((found.into_iter().map(|(row, _)| row).collect(), next))
}

/// The last message that a part looks at, where it looks at as many as it may.
async fn end(tx: &mut PgConnection, which: &Which, after: Option<Place>) -> Result<Option<Place>, ServiceError> {
    let mut query = QueryBuilder::new("select m.transaction_id::text::bigint, m.sequence");
    push_from(&mut query, which, after);
    query.push(" offset ").push(LOOKED_AT - 1).push(" limit 1");
    let last: Option<(i64, i64)> = query.build_query_as().fetch_optional(tx).await?;
    Ok(last.map(|(transaction, sequence)| Place { transaction, sequence }))
}

/// What is looked at, in its order.
fn push_from(query: &mut QueryBuilder<Postgres>, which: &Which, after: Option<Place>) {
    query.push(" from callsign.message m where m.account_id = ").push_bind(which.home.account_id.clone());
    query.push(" and m.region = ").push_bind(which.home.region.clone());
    if let Some((own, phone)) = &which.conversation {
        query.push(" and m.own_identity = ").push_bind(own.clone()).push(" and m.phone = ").push_bind(phone.clone());
    }
    if let Some(Place { transaction, sequence }) = after {
        query.push(" and (m.transaction_id, m.sequence) < (").push_bind(transaction).push("::text::xid8, ");
        query.push_bind(sequence).push(")");
    }
    query.push(" order by m.transaction_id desc, m.sequence desc");
}
