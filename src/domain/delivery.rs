//! Deliveries: what goes out, and when it is tried again.
//!
//! Documented: at least once, and no order is promised. Assumed: the times between attempts; AWS publishes none of its own.

use serde_json::Value;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// What is to be delivered.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Its id, the same in every attempt.
    pub id: Uuid,
    /// Where it goes, as the API names it.
    pub destination_arn: String,
    /// The event destination's name; `None` for EventBridge and for what was received.
    pub event_destination_name: Option<String>,
    /// What happened; `None` for what was received.
    pub event_type: Option<String>,
    /// The text that is delivered.
    pub record: String,
    /// When it was written, by the real clock.
    pub created_at: OffsetDateTime,
}

/// The members of SNS's notification of a record, in SNS's order, without those of its signature.
#[must_use]
pub const fn notification<'n>(
    id: &'n str,
    topic_arn: &'n str,
    record: &'n str,
    timestamp: &'n str,
) -> [(&'static str, &'n str); 5] {
    [
        ("Type", "Notification"),
        ("MessageId", id),
        ("TopicArn", topic_arn),
        ("Message", record),
        ("Timestamp", timestamp),
    ]
}

/// JSON as SNS writes it, line by line.
#[must_use]
pub fn written_by_sns<'n>(members: impl IntoIterator<Item = (&'n str, &'n str)>) -> String {
    // A text of JSON by the writer that escapes it; the rest is SNS's own way.
    let lines = members.into_iter().map(|(name, value)| format!("  \"{name}\" : {}", Value::from(value)));
    format!("{{\n{}\n}}", lines.collect::<Vec<_>>().join(",\n"))
}

/// What became of an attempt.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// How long ago it began.
    pub ago_ms: i64,
    /// How long it took.
    pub duration_ms: i64,
    /// The HTTP status, if anything answered.
    pub status_code: Option<u16>,
    /// The beginning of what was answered, if anything did.
    pub answer: Option<String>,
    /// Why it failed; `None` where it is delivered.
    pub error: Option<String>,
}

/// After how many attempts a delivery has failed for good.
pub const MOST_ATTEMPTS: i64 = 20;

/// How many attempts come at once.
const AT_ONCE: i64 = 3;

/// The longest rest that is doubled, as a power of two in seconds, and the rest after it.
const LAST_DOUBLED: i64 = 8;
const LONGEST: Duration = Duration::minutes(5);

/// How long a delivery rests after so many failed attempts; `None` once it has failed for good.
#[must_use]
pub fn rest_after(failed_attempts: i64) -> Option<Duration> {
    let doubled = failed_attempts - AT_ONCE;
    match failed_attempts {
        MOST_ATTEMPTS.. => None,
        ..AT_ONCE => Some(Duration::ZERO),
        _ if doubled <= LAST_DOUBLED => Some(Duration::seconds(1 << doubled)),
        _ => Some(LONGEST),
    }
}
