//! `inspect.messages` and `inspect.message_events`: lists, what matches, and what came since.

use serde_json::Value;
use sqlx::{PgConnection, Postgres, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Home, Part, Place, Reach, Rows, Snapshot, cut, delivery, push_reach, push_reach_of, with_time};
use crate::model::error::ServiceError;

/// How many messages one look answers at most.
pub const MOST: i64 = 1_000;

/// A condition that a message must meet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filter {
    /// A column equals a text.
    Column(Column, String),
    /// The body holds a text.
    Contains(String),
    /// A key of its context has a value.
    Context(String, String),
    /// It was accepted or received at that time or later.
    Since(OffsetDateTime),
    /// It was accepted or received before that time.
    Until(OffsetDateTime),
    /// It is of the conversation between an own identity and a phone.
    Conversation(String, String),
}

/// What a text can be compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "snake_case")]
#[expect(missing_docs, reason = "the columns of the view; `To` and `From` are the numbers of both sides")]
pub enum Column {
    To,
    From,
    PoolId,
    Direction,
    Channel,
    MessageType,
    Status,
    ConfigurationSetName,
}

impl Column {
    fn equals(self) -> &'static str {
        match self {
            Self::To => "t.destination_phone_number = ",
            Self::From => "t.origination_phone_number = ",
            Self::PoolId => "t.pool_id = ",
            Self::Direction => "t.direction = ",
            Self::Channel => "t.channel = ",
            Self::MessageType => "t.message_type = ",
            Self::Status => "t.status = ",
            Self::ConfigurationSetName => "t.configuration_set_name = ",
        }
    }
}

impl Filter {
    /// What it is called in a request.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Column(column, _) => <&str>::from(*column).to_owned(),
            Self::Contains(_) => "contains".to_owned(),
            Self::Context(key, _) => format!("context.{key}"),
            Self::Since(_) => "since".to_owned(),
            Self::Until(_) => "until".to_owned(),
            Self::Conversation(..) => "conversation".to_owned(),
        }
    }

    pub(super) fn push(&self, query: &mut QueryBuilder<Postgres>) {
        match self {
            Self::Column(column, text) => query.push(column.equals()).push_bind(text.clone()),
            Self::Contains(text) => {
                query.push("position(").push_bind(text.clone()).push("::text in t.message_body) > 0")
            }
            Self::Context(key, text) => {
                query.push("t.context ->> ").push_bind(key.clone()).push("::text = ").push_bind(text.clone())
            }
            Self::Since(at) => query.push("t.created_at >= ").push_bind(*at),
            Self::Until(at) => query.push("t.created_at < ").push_bind(*at),
            Self::Conversation(own, phone) => {
                query.push("t.own_identity = ").push_bind(own.clone()).push(" and t.phone = ").push_bind(phone.clone())
            }
        };
    }
}

/// Which messages: whose, and what they must be.
#[derive(Clone, Debug, Default)]
pub struct Which {
    /// Whose.
    pub reach: Reach,
    /// All must hold.
    pub filters: Vec<Filter>,
}

/// From when on messages count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// All that are there.
    Nothing,
    /// What a look didn't see.
    Snapshot(Snapshot),
    /// What was accepted or received later than that.
    Time(OffsetDateTime),
}

pub(super) type Row = (Value, OffsetDateTime, i64, i64);

/// What a look saw, and a message of it, if there is one.
type Seen = (String, Option<Value>, Option<OffsetDateTime>);

pub(super) fn item((row, created_at, transaction, sequence): Row) -> (Value, Place) {
    (with_time(row, "created_timestamp", Some(created_at)), Place { transaction, sequence })
}

// The view has no key that is a uuid, nor the transaction: its row is found by an index that both have.
pub(super) const VIEW: &str = "
    join inspect.messages v
      on v.account_id = t.account_id and v.region = t.region
     and v.destination_phone_number = t.destination_phone_number and v.created_timestamp = t.created_at
     and v.sequence = t.sequence";

pub(super) const COLUMNS: &str = "select to_jsonb(v), t.created_at, t.transaction_id::text::bigint, t.sequence from ";

fn push_filters(query: &mut QueryBuilder<Postgres>, filters: &[Filter]) {
    for filter in filters {
        query.push(" and ");
        filter.push(query);
    }
}

/// The first rows of what is reached, matches, and of which `more` holds. Each account and region has them in order by its index, and
/// the view is asked only about those that are answered: so a page takes no longer when there are more messages.
pub(super) fn push_first(
    query: &mut QueryBuilder<Postgres>,
    reach: &Reach,
    filters: &[Filter],
    more: impl FnOnce(&mut QueryBuilder<Postgres>),
    is_ascending: bool,
    limit: i64,
) {
    let order = if is_ascending {
        " order by t.transaction_id, t.sequence"
    } else {
        " order by t.transaction_id desc, t.sequence desc"
    };
    query.push(COLUMNS).push("(select t.* from callsign.account_region r cross join lateral (");
    query.push("select t.* from callsign.message t where t.account_id = r.account_id and t.region = r.region");
    push_filters(query, filters);
    more(query);
    query.push(order).push(" limit ").push_bind(limit).push(") t where true");
    push_reach_of(query, "r", reach);
    query.push(order).push(" limit ").push_bind(limit).push(") t").push(VIEW).push(order);
}

/// A page of the messages that match, newest first unless it says otherwise.
///
/// # Errors
///
/// The database's.
pub async fn page(tx: &mut PgConnection, which: &Which, part: Part<Place>) -> Result<Rows<Place>, ServiceError> {
    let mut query = QueryBuilder::new("");
    let more = |query: &mut QueryBuilder<Postgres>| {
        if let Some(Place { transaction, sequence }) = part.after {
            let than = if part.is_ascending { " > (" } else { " < (" };
            query.push(" and (t.transaction_id, t.sequence)").push(than).push_bind(transaction);
            query.push("::text::xid8, ").push_bind(sequence).push(")");
        }
    };
    push_first(&mut query, &which.reach, &which.filters, more, part.is_ascending, part.limit + 1);
    let rows: Vec<Row> = query.build_query_as().fetch_all(tx).await?;
    Ok(cut(rows.into_iter().map(item).collect(), part.limit))
}

/// The message with this id, with its events and its deliveries in their order.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, reach: &Reach, id: Uuid) -> Result<Option<Value>, ServiceError> {
    let mut query = QueryBuilder::new(COLUMNS);
    query.push("callsign.message t").push(VIEW).push(" where t.id = ").push_bind(id);
    push_reach(&mut query, reach);
    let row: Option<Row> = query.build_query_as().fetch_optional(&mut *tx).await?;
    let Some(row) = row else { return Ok(None) };
    let (mut message, _) = item(row);
    let events: Vec<(Value, OffsetDateTime)> = sqlx::query_as(
        "select to_jsonb(v), v.event_timestamp
         from callsign.message_event e join inspect.message_events v on v.sequence = e.sequence
         where e.message_id = $1 order by e.ordinal",
    )
    .bind(id)
    .fetch_all(&mut *tx)
    .await?;
    message["deliveries"] = delivery::of_message(tx, id).await?;
    message["events"] = events.into_iter().map(|(row, at)| with_time(row, "event_timestamp", Some(at))).collect();
    Ok(Some(message))
}

/// What matches and came after something, newest first and [`MOST`] at most, and what this look saw.
///
/// # Errors
///
/// The database's.
pub async fn look(tx: &mut PgConnection, which: &Which, after: &After) -> Result<(Vec<Value>, Snapshot), ServiceError> {
    let mut query = QueryBuilder::new("with matching as (");
    let more = |query: &mut QueryBuilder<Postgres>| match after {
        After::Nothing => {}
        After::Snapshot(seen) => {
            query.push(" and t.transaction_id >= pg_snapshot_xmin(").push_bind(seen.as_str().to_owned());
            query.push("::text::pg_snapshot) and not pg_visible_in_snapshot(t.transaction_id, ");
            query.push_bind(seen.as_str().to_owned()).push("::text::pg_snapshot)");
        }
        After::Time(at) => {
            query.push(" and t.created_at > ").push_bind(*at);
        }
    };
    push_first(&mut query, &which.reach, &which.filters, more, false, MOST);
    query.push(
        ") select pg_current_snapshot()::text, m.* from (select 1) one
         left join matching m (message, created_at, transaction, sequence) on true
         order by m.transaction desc, m.sequence desc",
    );
    let rows: Vec<Seen> = query.build_query_as().fetch_all(&mut *tx).await?;
    let snapshot = rows.first().map(|(snapshot, ..)| Snapshot::of_postgresql(snapshot.clone()));
    let messages = rows.into_iter().filter_map(|(_, row, at)| Some(with_time(row?, "created_timestamp", at)));
    let messages = messages.collect();
    let snapshot = snapshot.ok_or_else(|| ServiceError::internal("a look saw nothing, not even itself"))?;
    match after {
        After::Snapshot(seen) if seen.is_beyond(&snapshot) => Box::pin(look(tx, which, &After::Nothing)).await,
        _ => Ok((messages, snapshot)),
    }
}

/// The last messages of the reach, each with the first of the filters that it fails, if it does.
///
/// # Errors
///
/// The database's.
pub async fn near(
    tx: &mut PgConnection,
    which: &Which,
    count: i64,
) -> Result<Vec<(Value, Option<String>)>, ServiceError> {
    let mut query = QueryBuilder::new("with near as (");
    push_first(&mut query, &which.reach, &[], |_| {}, false, count);
    query.push(") select n.message, n.created_at, case when false then null::text");
    for filter in &which.filters {
        query.push(" when (");
        filter.push(&mut query);
        query.push(") is not true then ").push_bind(filter.name());
    }
    query.push(
        " end from near n (message, created_at, transaction, sequence)
         join callsign.message t on t.id = (n.message ->> 'message_id')::uuid
         order by n.transaction desc, n.sequence desc",
    );
    let rows: Vec<(Value, OffsetDateTime, Option<String>)> = query.build_query_as().fetch_all(tx).await?;
    Ok(rows.into_iter().map(|(row, at, failed)| (with_time(row, "created_timestamp", Some(at)), failed)).collect())
}

/// What everybody's commits so far make visible.
///
/// # Errors
///
/// The database's.
pub async fn snapshot(tx: &mut PgConnection) -> Result<Snapshot, ServiceError> {
    Ok(Snapshot::of_postgresql(sqlx::query_scalar("select pg_current_snapshot()::text").fetch_one(tx).await?))
}

/// Removes up to [`MOST`] messages that match and that a snapshot saw, with their events. How many it were.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, which: &Which, seen: &Snapshot) -> Result<u64, ServiceError> {
    let mut query = QueryBuilder::new(
        "delete from callsign.message where id = any(array(select t.id from callsign.message t where \
         pg_visible_in_snapshot(t.transaction_id, ",
    );
    query.push_bind(seen.as_str().to_owned()).push("::text::pg_snapshot)");
    push_reach(&mut query, &which.reach);
    push_filters(&mut query, &which.filters);
    query.push(" order by t.id limit ").push_bind(MOST).push("))");
    Ok(query.build().execute(tx).await?.rows_affected())
}

/// Where a message stands in its conversation.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Spot {
    /// The own identity's side.
    pub own: String,
    /// The phone's.
    pub phone: String,
    /// When it was accepted or received.
    pub created_at: OffsetDateTime,
    /// Its number in the order of making.
    pub sequence: i64,
    /// How many came after it, counted so far as was asked.
    pub later: i64,
}

/// Where the message with this id stands; later ones are counted up to `most`.
///
/// # Errors
///
/// The database's.
pub async fn spot(tx: &mut PgConnection, home: &Home, id: Uuid, most: i64) -> Result<Option<Spot>, ServiceError> {
    Ok(sqlx::query_as(
        "select m.own_identity as own, m.phone, m.created_at, m.sequence,
                (select count(*) from (
                     select from callsign.message l
                     where l.account_id = m.account_id and l.region = m.region and l.own_identity = m.own_identity
                       and l.phone = m.phone and (l.transaction_id, l.sequence) > (m.transaction_id, m.sequence)
                     limit $4) l) as later
         from callsign.message m where m.id = $1 and m.account_id = $2 and m.region = $3",
    )
    .bind(id)
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(most)
    .fetch_optional(tx)
    .await?)
}
