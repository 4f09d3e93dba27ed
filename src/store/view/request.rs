//! `inspect.requests`: the calls of the API.

use serde_json::Value;
use sqlx::{PgConnection, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Home, Part, Place, Reach, Rows, cut, push_reach, with_time};
use crate::model::error::ServiceError;

/// How many of the newest calls are looked through for a text.
const LOOKED_AT: i64 = 20_000;

/// How many of an account's newest calls are grouped by why they were refused.
const GROUPED: i64 = 2_000;

/// A condition that a call must meet.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// A column equals a text.
    Column(Column, String),
    /// Its answer names this member as one that failed validation.
    Field(String),
    /// It was answered at that time or later.
    Since(OffsetDateTime),
    /// It was answered before that time.
    Until(OffsetDateTime),
    /// It took at least so many milliseconds.
    DurationMs(f64),
    /// It wasn't carried out, or nobody heard that it was.
    Refused,
    /// Its input says so, or what it was refused for is called so; of the newest 20,000 calls only.
    Says(String),
}

/// What a text can be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString)]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "the columns of the view")]
pub enum Column {
    RequestId,
    Operation,
    Outcome,
    Reason,
    ResourceType,
    ResourceId,
    AccessKeyId,
    PrincipalArn,
    ClientToken,
    FaultId,
}

impl Column {
    fn equals(self) -> &'static str {
        match self {
            Self::RequestId => " and t.request_id::text = ",
            Self::Operation => " and t.operation = ",
            Self::Outcome => " and t.outcome = ",
            Self::Reason => " and t.reason = ",
            Self::ResourceType => " and t.resource_type = ",
            Self::ResourceId => " and t.resource_id = ",
            Self::AccessKeyId => " and t.access_key_id = ",
            Self::PrincipalArn => " and t.principal_arn = ",
            Self::ClientToken => " and t.client_token = ",
            Self::FaultId => " and t.fault_id::text = ",
        }
    }
}

type Row = (Value, OffsetDateTime, Option<OffsetDateTime>, i64);

fn item((row, at, account_time, sequence): Row) -> (Value, i64) {
    (with_time(with_time(row, "at", Some(at)), "account_time", account_time), sequence)
}

const COLUMNS: &str = "select to_jsonb(v), t.at, t.account_time, t.sequence from ";

const VIEW: &str = " join inspect.requests v on v.sequence = t.sequence";

pub(super) type Change = (Value, OffsetDateTime, Option<OffsetDateTime>, i64, i64);

pub(super) fn change((row, at, account_time, transaction, sequence): Change) -> (Value, Place) {
    (item((row, at, account_time, sequence)).0, Place { transaction, sequence })
}

/// The same with the transaction that wrote them.
pub(super) const CHANGES: &str = "
    select to_jsonb(v), t.at, t.account_time, t.transaction_id::text::bigint, t.sequence
    from callsign.request t join inspect.requests v on v.sequence = t.sequence
    where true";

/// A page of the calls that match, newest first unless it says otherwise. Those of nobody knows whom belong to no account: only who
/// may see all sees them.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    reach: &Reach,
    filters: &[Filter],
    part: Part<i64>,
) -> Result<Rows<i64>, ServiceError> {
    let mut query = QueryBuilder::new(COLUMNS);
    // The view is asked only about the page's own rows: their number is all that counts.
    query.push("(select t.* from callsign.request t where true");
    push_reach(&mut query, reach);
    for filter in filters {
        match filter {
            Filter::Column(column, text) => query.push(column.equals()).push_bind(text.clone()),
            Filter::Field(name) => query.push(" and t.fields @> array[").push_bind(name.clone()).push("::text]"),
            Filter::Since(at) => query.push(" and t.at >= ").push_bind(*at),
            Filter::Until(at) => query.push(" and t.at < ").push_bind(*at),
            Filter::Refused => query.push(" and t.outcome <> 'success'"),
            Filter::Says(text) => {
                query
                    .push(" and t.sequence > (select max(n.sequence) from callsign.request n) - ")
                    .push_bind(LOOKED_AT);
                query.push(" and (t.operation = ").push_bind(text.clone());
                query.push(" or t.resource_id = ").push_bind(text.clone());
                query.push(" or position(lower(").push_bind(text.clone()).push(") in lower(t.input::text)) > 0)")
            }
            Filter::DurationMs(least) => query.push(" and t.duration_ms >= ").push_bind(*least),
        };
    }
    if let Some(sequence) = part.after {
        query.push(if part.is_ascending { " and t.sequence > " } else { " and t.sequence < " }).push_bind(sequence);
    }
    let order = if part.is_ascending { " order by t.sequence" } else { " order by t.sequence desc" };
    query.push(order).push(" limit ").push_bind(part.limit + 1).push(") t").push(VIEW).push(order);
    let rows: Vec<Row> = query.build_query_as().fetch_all(tx).await?;
    Ok(cut(rows.into_iter().map(item).collect(), part.limit))
}

/// The call whose answer carries this id.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, reach: &Reach, request_id: Uuid) -> Result<Option<Value>, ServiceError> {
    let mut query = QueryBuilder::new(COLUMNS);
    query.push("callsign.request t").push(VIEW).push(" where t.request_id = ").push_bind(request_id);
    push_reach(&mut query, reach);
    let row: Option<Row> = query.build_query_as().fetch_optional(tx).await?;
    Ok(row.map(|row| item(row).0))
}

/// Calls that were refused for the same reason.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Refusals {
    /// The exception's name.
    pub outcome: String,
    /// The Reason, if it has one.
    pub reason: Option<String>,
    /// How many of the newest calls.
    pub calls: i64,
}

impl Refusals {
    /// The Reason, else the exception.
    #[must_use]
    pub fn named(&self) -> &str {
        self.reason.as_deref().unwrap_or(&self.outcome)
    }
}

/// Why the newest calls of an account in its region were refused, the most frequent reason first.
///
/// # Errors
///
/// The database's.
pub async fn refusals(tx: &mut PgConnection, home: &Home) -> Result<Vec<Refusals>, ServiceError> {
    Ok(sqlx::query_as(
        "select n.outcome, n.reason, count(*) as calls
         from (select outcome, reason from callsign.request
               where account_id = $1 and region = $2 order by sequence desc limit $3) n
         where n.outcome <> 'success' group by n.outcome, n.reason order by calls desc, n.outcome, n.reason limit 12",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(GROUPED)
    .fetch_all(tx)
    .await?)
}
