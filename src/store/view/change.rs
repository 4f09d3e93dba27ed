//! What came since a snapshot: messages, events and calls in the order of their transactions, for whoever reads on.

use serde_json::Value;
use sqlx::{PgConnection, Postgres, QueryBuilder};

use super::{Place, Reach, Snapshot, event, message, push_reach, request};
use crate::model::error::ServiceError;

/// How many rows of each kind are read at once.
const MOST: i64 = 200;

/// What there is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, strum::AsRefStr)]
#[strum(serialize_all = "snake_case")]
pub enum Kind {
    /// A message that was sent, as a row of `inspect.messages`.
    Message,
    /// What happened to one, as a row of `inspect.message_events`.
    Event,
    /// A message that was received.
    Inbound,
    /// A call of the API, as a row of `inspect.requests`.
    Request,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Message, Self::Event, Self::Inbound, Self::Request];
}

/// From where on is read.
#[derive(Clone, Debug)]
pub struct Since {
    /// What was seen. While a part of what came since is left, this stays what it was.
    pub seen: Snapshot,
    /// What will have been seen after the last part, and how far the reading is: of messages, of events, and of calls.
    under_way: Option<(Snapshot, [Option<Place>; 3])>,
}

impl Since {
    /// Everything that a snapshot doesn't show.
    #[must_use]
    pub fn new(seen: Snapshot) -> Self {
        Self { seen, under_way: None }
    }

    /// Whether nothing is left of what came before the last reading.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.under_way.is_none()
    }
}

/// The next part of what came since, and from where on the one after it is read. Must be in a transaction whose statements see the
/// same.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    reach: &Reach,
    kinds: &[Kind],
    since: Since,
) -> Result<(Vec<(Kind, Value)>, Since), ServiceError> {
    let now = message::snapshot(tx).await?;
    let Since { mut seen, under_way } = since;
    if seen.is_beyond(&now) {
        // Of another cluster: everything is new.
        seen = Snapshot::of_nothing();
    }
    let (until, [after_message, after_event, after_request]) = under_way.unwrap_or((now, [None; 3]));
    let directions: Vec<String> = kinds
        .iter()
        .filter_map(|kind| match kind {
            Kind::Message => Some("OUTBOUND".to_owned()),
            Kind::Inbound => Some("INBOUND".to_owned()),
            Kind::Event | Kind::Request => None,
        })
        .collect();
    let mut changes = Vec::new();
    let mut messages: Vec<(Place, (Kind, Value))> = Vec::new();
    if !directions.is_empty() {
        let mut query = QueryBuilder::new("");
        let more = |query: &mut QueryBuilder<Postgres>| {
            query.push(" and t.direction = any(").push_bind(directions).push(")");
            push_between(query, "t.transaction_id", "t.sequence", &seen, &until, after_message);
        };
        message::push_first(&mut query, reach, &[], more, true, MOST);
        let rows: Vec<message::Row> = query.build_query_as().fetch_all(&mut *tx).await?;
        messages.extend(rows.into_iter().map(message::item).map(|(row, place)| {
            let kind = if row["direction"] == "INBOUND" { Kind::Inbound } else { Kind::Message };
            (place, (kind, row))
        }));
    }
    let mut events: Vec<(Place, (Kind, Value))> = Vec::new();
    if kinds.contains(&Kind::Event) {
        let mut query = QueryBuilder::new("");
        let more = |query: &mut QueryBuilder<Postgres>| {
            push_between(query, "e.happened_in", "e.sequence", &seen, &until, after_event);
        };
        event::push_first(&mut query, reach, more, true, MOST);
        let rows: Vec<event::Row> = query.build_query_as().fetch_all(&mut *tx).await?;
        events.extend(rows.into_iter().map(event::item).map(|(row, place)| (place, (Kind::Event, row))));
    }
    let mut requests: Vec<(Place, (Kind, Value))> = Vec::new();
    if kinds.contains(&Kind::Request) {
        let mut query = QueryBuilder::new(request::CHANGES);
        push_reach(&mut query, reach);
        push_between(&mut query, "t.transaction_id", "t.sequence", &seen, &until, after_request);
        query.push(" order by t.transaction_id, t.sequence limit ").push_bind(MOST);
        let rows: Vec<request::Change> = query.build_query_as().fetch_all(&mut *tx).await?;
        requests.extend(rows.into_iter().map(request::change).map(|(row, place)| (place, (Kind::Request, row))));
    }
    let is_full = |rows: &Vec<(Place, (Kind, Value))>| i64::try_from(rows.len()).is_ok_and(|length| length >= MOST);
    let has_more = is_full(&messages) || is_full(&events) || is_full(&requests);
    let last = |rows: &Vec<(Place, (Kind, Value))>, before| rows.last().map(|(place, _)| *place).or(before);
    let places = [last(&messages, after_message), last(&events, after_event), last(&requests, after_request)];
    changes.extend(messages);
    changes.extend(events);
    changes.extend(requests);
    // A message comes before what happens to it: what wrote it committed first.
    changes.sort_by_key(|(place, _)| place.transaction);
    let changes = changes.into_iter().map(|(_, change)| change).collect();
    let next = if has_more { Since { seen, under_way: Some((until, places)) } } else { Since::new(until) };
    Ok((changes, next))
}

/// What a snapshot doesn't show, another does, and comes after the last place that was read.
fn push_between(
    query: &mut QueryBuilder<Postgres>,
    transaction: &'static str,
    sequence: &'static str,
    seen: &Snapshot,
    until: &Snapshot,
    after: Option<Place>,
) {
    query.push(" and ").push(transaction).push(" >= pg_snapshot_xmin(").push_bind(seen.as_str().to_owned());
    query.push("::text::pg_snapshot) and not pg_visible_in_snapshot(").push(transaction).push(", ");
    query.push_bind(seen.as_str().to_owned()).push("::text::pg_snapshot) and pg_visible_in_snapshot(");
    query.push(transaction).push(", ").push_bind(until.as_str().to_owned()).push("::text::pg_snapshot)");
    if let Some(place) = after {
        query.push(" and (").push(transaction).push(", ").push(sequence).push(") > (").push_bind(place.transaction);
        query.push("::text::xid8, ").push_bind(place.sequence).push(")");
    }
}

/// Whether anything of these kinds came since a snapshot.
///
/// # Errors
///
/// The database's.
pub async fn is_there(
    tx: &mut PgConnection,
    reach: &Reach,
    kinds: &[Kind],
    seen: &Snapshot,
) -> Result<bool, ServiceError> {
    let mut query = QueryBuilder::new("select pg_snapshot_xmax(pg_current_snapshot()) < pg_snapshot_xmax(");
    query.push_bind(seen.as_str().to_owned()).push("::text::pg_snapshot)");
    let messages = "callsign.message t";
    let events = "callsign.message_event e join callsign.message t on t.id = e.message_id";
    for (kinds_of, rows, transaction) in [
        (&[Kind::Message, Kind::Inbound][..], messages, "t.transaction_id"),
        (&[Kind::Event], events, "e.happened_in"),
        (&[Kind::Request], "callsign.request t", "t.transaction_id"),
    ] {
        if kinds_of.iter().any(|kind| kinds.contains(kind)) {
            query.push(" or exists (select from ").push(rows).push(" where ");
            push_unseen(&mut query, transaction, seen);
            push_reach(&mut query, reach);
            query.push(")");
        }
    }
    Ok(query.build_query_scalar().fetch_one(tx).await?)
}

fn push_unseen(query: &mut QueryBuilder<Postgres>, transaction: &'static str, seen: &Snapshot) {
    query.push(transaction).push(" >= pg_snapshot_xmin(").push_bind(seen.as_str().to_owned());
    query.push("::text::pg_snapshot) and not pg_visible_in_snapshot(").push(transaction).push(", ");
    query.push_bind(seen.as_str().to_owned()).push("::text::pg_snapshot)");
}
