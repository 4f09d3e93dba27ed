//! `inspect.event_deliveries` and `inspect.delivery_attempts`.

use serde_json::Value;
use sqlx::{PgConnection, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Part, Reach, Rows, cut, push_reach, with_time};
use crate::model::error::ServiceError;

/// What a text can be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "the columns of the view")]
pub enum Column {
    MessageId,
    EventType,
    ConfigurationSetName,
    EventDestinationName,
    DestinationArn,
    Status,
}

impl Column {
    fn equals(self) -> &'static str {
        match self {
            Self::MessageId => " and t.message_id::text = ",
            Self::EventType => " and t.event_type = ",
            Self::ConfigurationSetName => " and t.configuration_set_name = ",
            Self::EventDestinationName => " and t.event_destination_name = ",
            Self::DestinationArn => " and t.destination_arn = ",
            Self::Status => " and t.status = ",
        }
    }
}

/// Which deliveries: whose, and what they must be.
#[derive(Clone, Debug, Default)]
pub struct Which {
    /// Whose.
    pub reach: Reach,
    /// All must equal.
    pub columns: Vec<(Column, String)>,
    /// Those that were written then or later, and those that were written before.
    pub within: (Option<OffsetDateTime>, Option<OffsetDateTime>),
}

#[derive(sqlx::FromRow)]
struct Row {
    item: Value,
    recorded_at: OffsetDateTime,
    last_attempt_at: Option<OffsetDateTime>,
    next_attempt_at: Option<OffsetDateTime>,
    sequence: i64,
}

impl Row {
    fn item(self) -> (Value, i64) {
        let item = with_time(self.item, "created_timestamp", Some(self.recorded_at));
        let item = with_time(item, "last_attempt_at", self.last_attempt_at);
        (with_time(item, "next_attempt_at", self.next_attempt_at), self.sequence)
    }
}

const COLUMNS: &str =
    "select to_jsonb(v) as item, t.recorded_at, t.last_attempt_at, t.next_attempt_at, t.sequence from ";

const VIEW: &str = " join inspect.event_deliveries v on v.sequence = t.sequence";

/// A page of the deliveries that match, newest first unless it says otherwise.
///
/// # Errors
///
/// The database's.
pub async fn page(tx: &mut PgConnection, which: &Which, part: Part<i64>) -> Result<Rows<i64>, ServiceError> {
    let mut query = QueryBuilder::new(COLUMNS);
    // The view is asked only about the page's own rows: their number is all that counts.
    query.push("(select t.* from callsign.delivery t where true");
    push_reach(&mut query, &which.reach);
    for (column, text) in &which.columns {
        query.push(column.equals()).push_bind(text.clone());
    }
    if let Some(since) = which.within.0 {
        query.push(" and t.recorded_at >= ").push_bind(since);
    }
    if let Some(until) = which.within.1 {
        query.push(" and t.recorded_at < ").push_bind(until);
    }
    if let Some(after) = part.after {
        query.push(if part.is_ascending { " and t.sequence > " } else { " and t.sequence < " }).push_bind(after);
    }
    let order = if part.is_ascending { " order by t.sequence" } else { " order by t.sequence desc" };
    query.push(order).push(" limit ").push_bind(part.limit + 1).push(") t").push(VIEW).push(order);
    let rows: Vec<Row> = query.build_query_as().fetch_all(tx).await?;
    Ok(cut(rows.into_iter().map(Row::item).collect(), part.limit))
}

/// The deliveries of a message, in their order.
///
/// # Errors
///
/// The database's.
pub async fn of_message(tx: &mut PgConnection, message_id: Uuid) -> Result<Value, ServiceError> {
    let mut query = QueryBuilder::new(COLUMNS);
    query
        .push("callsign.delivery t")
        .push(VIEW)
        .push(" where t.message_id = ")
        .push_bind(message_id)
        .push(" order by t.sequence");
    let rows: Vec<Row> = query.build_query_as().fetch_all(tx).await?;
    Ok(rows.into_iter().map(|row| row.item().0).collect())
}

/// The delivery with this id, with its attempts in their order.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, reach: &Reach, id: Uuid) -> Result<Option<Value>, ServiceError> {
    let mut query = QueryBuilder::new(COLUMNS);
    query.push("callsign.delivery t").push(VIEW).push(" where t.id = ").push_bind(id);
    push_reach(&mut query, reach);
    let row: Option<Row> = query.build_query_as().fetch_optional(&mut *tx).await?;
    let Some(row) = row else { return Ok(None) };
    let (mut item, _) = row.item();
    let attempts: Vec<(Value, OffsetDateTime)> = sqlx::query_as(
        "select to_jsonb(v), v.attempted_at from inspect.delivery_attempts v
         where v.delivery_id = $1::text order by v.attempt",
    )
    .bind(id.to_string())
    .fetch_all(tx)
    .await?;
    item["delivery_attempts"] =
        attempts.into_iter().map(|(row, at)| with_time(row, "attempted_at", Some(at))).collect();
    Ok(Some(item))
}
