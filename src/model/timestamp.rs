//! Points in time, as the wire shows them.

use serde::Serializer;
use time::OffsetDateTime;

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
    let milliseconds = at.unix_timestamp_nanos() / 1_000_000;
    #[expect(clippy::cast_precision_loss, reason = "milliseconds of any year the type holds are exact in 53 bits")]
    serializer.serialize_f64(milliseconds as f64 / 1000.0)
}
