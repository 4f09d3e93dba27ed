//! The views of `inspect`, as callsign's own interface reads them: an item is the row of its view, so whatever column a view gets,
//! the interface shows.

use serde_json::Value;
use sqlx::{Postgres, QueryBuilder};
use time::{
    OffsetDateTime,
    format_description::BorrowedFormatItem,
    macros::{datetime, format_description},
};
use uuid::Uuid;

pub mod account;
pub mod change;
pub mod clock;
pub mod configuration_set;
pub mod conversation;
pub mod delivery;
pub mod event;
pub mod fault;
pub mod handset;
pub mod message;
pub mod notify_configuration;
pub mod opt_out_list;
pub mod phone_number;
pub mod pool;
pub mod protect_configuration;
pub mod rcs_agent;
pub mod registration;
pub mod request;
pub mod scope;
pub mod search;
pub mod seed;
pub mod sender_id;
pub mod shown;
mod snapshot;
pub mod thread;
pub mod verified_destination_number;

pub use snapshot::{Place, Snapshot, set_back};

/// Whose rows are read or removed: those of an account, of a region, or of all where it isn't said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The account, twelve digits.
    pub account_id: Option<String>,
    /// The region's name.
    pub region: Option<String>,
    /// Where no account is named: the accounts that the caller is bound to, if he is.
    pub among: Option<Vec<String>>,
}

impl Reach {
    /// The accounts; all without any.
    #[must_use]
    pub fn accounts(&self) -> Option<Vec<String>> {
        match &self.account_id {
            Some(account_id) => Some(vec![account_id.clone()]),
            None => self.among.clone(),
        }
    }
}

fn push_reach(query: &mut QueryBuilder<Postgres>, reach: &Reach) {
    push_reach_of(query, "t", reach);
}

/// The same for the rows of another table than `t`.
fn push_reach_of(query: &mut QueryBuilder<Postgres>, table: &'static str, reach: &Reach) {
    if let Some(account_id) = &reach.account_id {
        query.push(" and ").push(table).push(".account_id = ").push_bind(account_id.clone());
    } else if let Some(accounts) = &reach.among {
        query.push(" and ").push(table).push(".account_id = any(").push_bind(accounts.clone()).push(")");
    }
    if let Some(region) = &reach.region {
        query.push(" and ").push(table).push(".region = ").push_bind(region.clone());
    }
}

/// One account in one region.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// The account, twelve digits.
    pub account_id: String,
    /// The region's name.
    pub region: String,
}

/// The place of a row in a list that goes from the newest to the oldest: what is older comes behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Older {
    /// When the row was made.
    pub than: OffsetDateTime,
    /// Its key, or its number in the order of making.
    pub key: Uuid,
}

impl Older {
    /// The place before every row.
    pub const NEWEST: Self = Self { than: datetime!(9999-12-31 00:00 UTC), key: Uuid::max() };
}

/// Rows that were read, and whether older ones follow.
#[derive(Clone, Debug)]
pub struct Newest<R> {
    /// The rows, the newest first.
    pub rows: Vec<R>,
    /// Whether there are more.
    pub has_more: bool,
}

impl<R> Newest<R> {
    /// Takes the row off that was read beyond the limit.
    fn cut(mut rows: Vec<R>, limit: i64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = rows.len() > limit;
        rows.truncate(limit);
        Self { rows, has_more }
    }
}

/// Who did what has a request id.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Who {
    /// The access key that signed, or what stands for one.
    pub access_key_id: Option<String>,
    /// The ARN of whom it is of.
    pub principal_arn: Option<String>,
}

impl Who {
    /// The access key; empty where it isn't known.
    #[must_use]
    pub fn key(&self) -> &str {
        self.access_key_id.as_deref().unwrap_or_default()
    }

    /// The user, where he isn't called as his access key.
    #[must_use]
    pub fn user(&self) -> &str {
        let user = self.principal_arn.as_deref().and_then(|arn| arn.split_once(":user/")).map_or("", |(_, user)| user);
        if user == self.key() { "" } else { user }
    }
}

/// Which part of a list is read.
#[derive(Clone, Copy, Debug)]
pub struct Part<P> {
    /// The place of the last row that was read; from the beginning without one.
    pub after: Option<P>,
    /// How many rows, at least 1.
    pub limit: i64,
    /// Whether the oldest come first.
    pub is_ascending: bool,
}

/// Rows of a view, and the place of the last one if more follow.
pub type Rows<P> = (Vec<Value>, Option<P>);

/// Takes the row off that was read beyond the limit, which tells whether more follow.
fn cut<P: Copy>(mut rows: Vec<(Value, P)>, limit: i64) -> Rows<P> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|(_, place)| *place);
    (rows.into_iter().map(|(row, _)| row).collect(), next)
}

const RFC_3339: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// A point in time as the interface writes it: RFC 3339 with milliseconds and `Z`.
#[must_use]
pub fn rfc_3339(at: OffsetDateTime) -> String {
    at.to_utc().format(RFC_3339).unwrap_or_default()
}

/// The row with a time of it as the interface writes it, in place of PostgreSQL's way.
fn with_time(mut row: Value, column: &str, at: Option<OffsetDateTime>) -> Value {
    row[column] = at.map(rfc_3339).into();
    row
}
