//! Points in time, as the wire shows them.

use serde::Serializer;
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// The point in time so many seconds after the epoch, to the millisecond; `None` beyond the years that the type holds.
#[must_use]
pub fn of_seconds(seconds: f64) -> Option<OffsetDateTime> {
    let milliseconds = (seconds * 1000.0).round();
    // Within the years 0 to 9999.
    if !(-62_167_219_200_000.0..253_402_300_800_000.0).contains(&milliseconds) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "it is a whole number within these bounds")]
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(milliseconds as i64) * 1_000_000).ok()
}

/// The point in time that a text says, in RFC 3339 or in seconds after the epoch; `None` for any other text.
#[must_use]
pub fn parse(text: &str) -> Option<OffsetDateTime> {
    let seconds = text.parse().ok().filter(|_| text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'));
    seconds.map_or_else(|| OffsetDateTime::parse(text, &Rfc3339).ok(), of_seconds)
}

/// `at` cut to whole milliseconds, so that what a creating operation answers is what a Describe operation reads later.
#[must_use]
pub fn to_milliseconds(at: OffsetDateTime) -> OffsetDateTime {
    at.replace_millisecond(at.millisecond()).unwrap_or(at)
}

/// As [`serialize`], for a member that is left out when there is none.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize_some<S: Serializer>(at: &Option<OffsetDateTime>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => serialize(at, serializer),
        None => serializer.serialize_none(),
    }
}

/// Writes seconds since the epoch as a JSON number with up to three digits of fraction.
/// Documented: AWS JSON 1.0's default timestamp format.
///
/// # Errors
///
/// Those of the serializer.
pub fn serialize<S: Serializer>(at: &OffsetDateTime, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(seconds(*at))
}

/// Seconds since the epoch, with up to three digits of fraction.
#[must_use]
pub fn seconds(at: OffsetDateTime) -> f64 {
    let milliseconds = at.unix_timestamp_nanos() / 1_000_000;
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of any year the type holds are exact in 53 bits")]
    let milliseconds = milliseconds as f64;
    milliseconds / 1000.0
}
