//! The views of `inspect`, as callsign's own interface reads them: an item is the row of its view, so whatever column a view gets,
//! the interface shows.

use serde_json::Value;
use time::{OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};

pub mod handset;
pub mod message;
pub mod request;
pub mod scope;

/// Whose rows are read or removed: those of an account, of a region, or of all where it isn't said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The account, twelve digits.
    pub account_id: Option<String>,
    /// The region's name.
    pub region: Option<String>,
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
