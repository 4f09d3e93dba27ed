//! `inspect.message_events`: what happened to messages.

use serde_json::Value;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Part, Place, Reach, Rows, cut, push_reach, with_time};
use crate::model::error::ServiceError;

/// Which events; all that is said must hold.
#[derive(Clone, Debug, Default)]
#[expect(missing_docs, reason = "the columns of the view; `since` is inclusive, `until` exclusive")]
pub struct Which {
    /// Whose.
    pub reach: Reach,
    pub message_id: Option<String>,
    pub event_type: Option<String>,
    pub message_status: Option<String>,
    pub since: Option<OffsetDateTime>,
    pub until: Option<OffsetDateTime>,
}

pub(super) type Row = (Value, OffsetDateTime, i64, i64);

pub(super) fn item((row, at, transaction, sequence): Row) -> (Value, Place) {
    (with_time(row, "event_timestamp", Some(at)), Place { transaction, sequence })
}

/// The first of the events that happened, of what is reached, and of which `more` holds. The view, which has no key, is asked only about
/// those: its row is found by the message's id as text, which has an index, and the sequence.
pub(super) fn push_first(
    query: &mut QueryBuilder<Postgres>,
    reach: &Reach,
    more: impl FnOnce(&mut QueryBuilder<Postgres>),
    is_ascending: bool,
    limit: i64,
) {
    let order = if is_ascending {
        " order by e.happened_in, e.sequence"
    } else {
        " order by e.happened_in desc, e.sequence desc"
    };
    query.push(
        "select to_jsonb(v), e.happened_at, e.happened_in::text::bigint, e.sequence
         from (select e.* from callsign.message_event e join callsign.message t on t.id = e.message_id
               where e.happened_in is not null",
    );
    push_reach(query, reach);
    more(query);
    query.push(order).push(" limit ").push_bind(limit);
    query.push(") e join inspect.message_events v on v.message_id = e.message_id::text and v.sequence = e.sequence");
    query.push(order);
}

/// A page of the events that match, newest first unless it says otherwise.
///
/// # Errors
///
/// The database's.
pub async fn page(tx: &mut PgConnection, which: &Which, part: Part<Place>) -> Result<Rows<Place>, ServiceError> {
    let mut query = QueryBuilder::new("");
    let more = |query: &mut QueryBuilder<Postgres>| {
        push_which(query, which);
        if let Some(place) = part.after {
            let than = if part.is_ascending { " > (" } else { " < (" };
            query.push(" and (e.happened_in, e.sequence)").push(than).push_bind(place.transaction);
            query.push("::text::xid8, ").push_bind(place.sequence).push(")");
        }
    };
    push_first(&mut query, &which.reach, more, part.is_ascending, part.limit + 1);
    let rows: Vec<Row> = query.build_query_as().fetch_all(tx).await?;
    Ok(cut(rows.into_iter().map(item).collect(), part.limit))
}

fn push_which(query: &mut QueryBuilder<Postgres>, which: &Which) {
    if let Some(message_id) = &which.message_id {
        // What is no id is nobody's.
        query.push(" and e.message_id = ").push_bind(message_id.parse::<Uuid>().unwrap_or_default());
    }
    if let Some(event_type) = &which.event_type {
        query.push(" and e.event_type = ").push_bind(event_type.clone());
    }
    if let Some(message_status) = &which.message_status {
        query.push(" and e.message_status = ").push_bind(message_status.clone());
    }
    if let Some(since) = which.since {
        query.push(" and e.happened_at >= ").push_bind(since);
    }
    if let Some(until) = which.until {
        query.push(" and e.happened_at < ").push_bind(until);
    }
}
