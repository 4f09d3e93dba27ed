//! What is told of a registration that comes to another status. Documented: the members.
//!
//! Kept and delivered as this text, since PostgreSQL's jsonb would lose the order.

use serde::Serialize;
use time::OffsetDateTime;

use crate::model::registration::RegistrationStatus as Status;

/// What such deliveries are called here. Assumed: AWS shows no eventType.
pub const EVENT_TYPE: &str = "REGISTRATION_STATUS_CHANGE";

/// A registration that came to a status.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the members of the record")]
pub struct Changed<'c> {
    pub registration_arn: &'c str,
    pub registration_id: &'c str,
    pub version_number: i64,
    pub registration_type: &'c str,
    pub status: Status,
    pub at: OffsetDateTime,
}

impl Changed<'_> {
    /// Whether it is told. Documented: the statuses that are, among which AWS_REVIEWING isn't.
    #[must_use]
    pub fn is_told(&self) -> bool {
        self.status != Status::AwsReviewing
    }

    /// The record.
    ///
    /// # Errors
    ///
    /// Those of the JSON writer, for texts that no JSON could hold, of which there are none.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        let millis = self.at.unix_timestamp_nanos() / 1_000_000;
        serde_json::to_string(&Record {
            registration_details: Details {
                registration_id: self.registration_id,
                registration_version_number: self.version_number,
                registration_type: self.registration_type,
                registration_status_change_timestamp: i64::try_from(millis).unwrap_or_default(),
                current_status: self.status,
            },
            registration_arn: self.registration_arn,
        })
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Record<'r> {
    registration_details: Details<'r>,
    registration_arn: &'r str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Details<'r> {
    registration_id: &'r str,
    registration_version_number: i64,
    registration_type: &'r str,
    registration_status_change_timestamp: i64,
    current_status: Status,
}
