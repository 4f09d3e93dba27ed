//! How values are written for people.

use time::{OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};
use uuid::Uuid;

use crate::store::view::rfc_3339;

const DAY_AND_TIME: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
const TIME: &[BorrowedFormatItem<'_>] = format_description!("[hour]:[minute]:[second].[subsecond digits:3]");
const DAY: &[BorrowedFormatItem<'_>] = format_description!("[day padding:none] [month repr:long] [year]");

/// An instant, in UTC.
#[derive(Clone, Copy, Debug)]
pub struct Moment(pub OffsetDateTime);

impl Moment {
    /// For programs.
    pub fn exact(&self) -> String {
        rfc_3339(self.0)
    }

    /// Day and time.
    pub fn text(&self) -> String {
        self.0.to_utc().format(DAY_AND_TIME).unwrap_or_default()
    }

    /// The time of the day, with milliseconds.
    pub fn time(&self) -> String {
        self.0.to_utc().format(TIME).unwrap_or_default()
    }

    /// The day.
    pub fn day(&self) -> String {
        self.0.to_utc().format(DAY).unwrap_or_default()
    }

    /// How long before `now` it is, in the greatest unit that it is one of.
    pub fn ago(&self, now: OffsetDateTime) -> String {
        let seconds = (now - self.0).whole_seconds();
        match seconds {
            i64::MIN..0 => self.text(),
            0..60 => format!("{seconds} s"),
            60..3_600 => format!("{} m", seconds / 60),
            3_600..86_400 => format!("{} h", seconds / 3_600),
            _ => format!("{} d", seconds / 86_400),
        }
    }
}

/// How long after `start` an event is, for a time line.
pub fn later(start: OffsetDateTime, at: OffsetDateTime) -> String {
    let ms = (at - start).whole_milliseconds();
    let tenths = |unit: i128, name: &str| {
        let tenths = ms * 10 / unit;
        if tenths % 10 == 0 {
            format!("{} {name}", tenths / 10)
        } else {
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
    };
    match ms {
        i128::MIN..1_000 => format!("{ms} ms"),
        1_000..60_000 => tenths(1_000, "s"),
        60_000..3_600_000 => tenths(60_000, "min"),
        _ => tenths(3_600_000, "h"),
    }
}

/// An id or ARN, shortened in its middle where it is long; of a uuid the beginning.
pub fn short(id: &str) -> String {
    if id.len() == 36 && Uuid::try_parse(id).is_ok() {
        return format!("{}…", &id[..8]);
    }
    if let Some(resource) = id.strip_prefix("arn:").and_then(|arn| arn.splitn(5, ':').nth(4)) {
        let (kind, name) = resource.split_once('/').unwrap_or(("", resource));
        return format!("{kind} {}", short(name)).trim_start().to_owned();
    }
    let prefix = id.find('-').map_or(0, |at| at + 1);
    if id.len() <= prefix + 14 || !id.is_ascii() {
        return id.to_owned();
    }
    format!("{}…{}", &id[..prefix + 4], &id[id.len() - 6..])
}

/// A phone number in groups that are easier to read; any other text as it is.
pub fn phone(number: &str) -> String {
    let Some(digits) = number.strip_prefix('+').filter(|digits| digits.bytes().all(|b| b.is_ascii_digit())) else {
        return number.to_owned();
    };
    match rlibphonenumber::PHONE_NUMBER_UTIL.parse(number, None) {
        Ok(parsed) => rlibphonenumber::PHONE_NUMBER_UTIL
            .format(&parsed, rlibphonenumber::PhoneNumberFormat::International)
            .into_owned(),
        Err(_) => format!("+{digits}"),
    }
}

/// The colour of a status.
pub fn tone(status: &str) -> &'static str {
    match status {
        "ACTIVE" | "DELIVERED" | "SUCCESSFUL" | "COMPLETED" | "ANSWERED" | "RECEIVED" | "ASSOCIATED" | "REGISTERED"
        | "COMPLETE" | "APPROVED" | "VERIFIED" | "UPLOAD_COMPLETE" | "ALLOW" => "good",
        "CREATING"
        | "PENDING"
        | "QUEUED"
        | "ACCEPTED"
        | "INITIATED"
        | "RINGING"
        | "ASSOCIATING"
        | "DISASSOCIATING"
        | "UNKNOWN"
        | "CREATED"
        | "SUBMITTED"
        | "AWS_REVIEWING"
        | "REVIEWING"
        | "REQUIRES_AUTHENTICATION"
        | "REQUIRES_OFFLINE_REVIEW"
        | "REQUIRES_VERIFICATION"
        | "PROVISIONING"
        | "TESTING"
        | "PARTIAL"
        | "PENDING_UPGRADE"
        | "UPLOAD_IN_PROGRESS"
        | "MONITOR" => "wait",
        "DRAFT" | "DISCARDED" | "ARCHIVED" | "CLOSED" | "BASIC" | "ADVANCED" | "TRANSACTIONAL" | "PROMOTIONAL"
        | "DISASSOCIATED" | "SENDER_ID" => "plain",
        status if status.ends_with("CODE") || status.ends_with("FREE") || status.ends_with("DLC") => "plain",
        _ => "bad",
    }
}

/// A word of AWS's in small letters, without its underscores.
pub fn words(word: &str) -> String {
    word.replace('_', " ").to_lowercase()
}

/// What templates write values with.
#[expect(
    clippy::inline_always,
    clippy::unused_self,
    clippy::unnecessary_wraps,
    reason = "askama's attribute makes them so"
)]
pub mod filters {
    use askama::{Result, Values};

    use crate::console::link;

    /// As [`super::short`].
    #[askama::filter_fn]
    pub fn short(text: &str, _: &dyn Values) -> Result<String> {
        Ok(super::short(text))
    }

    /// As [`super::tone`].
    #[askama::filter_fn]
    pub fn tone(text: &str, _: &dyn Values) -> Result<&'static str> {
        Ok(super::tone(text))
    }

    /// As [`super::phone`].
    #[askama::filter_fn]
    pub fn phone(text: &str, _: &dyn Values) -> Result<String> {
        Ok(super::phone(text))
    }

    /// As [`super::words`].
    #[askama::filter_fn]
    pub fn words(text: &str, _: &dyn Values) -> Result<String> {
        Ok(super::words(text))
    }

    /// Whether an option is the one that is chosen.
    #[askama::filter_fn]
    pub fn is_chosen(option: &str, _: &dyn Values, chosen: &str) -> Result<bool> {
        Ok(option == chosen)
    }

    /// As [`link::part`].
    #[askama::filter_fn]
    pub fn part(text: &str, _: &dyn Values) -> Result<String> {
        Ok(link::part(text))
    }
}
