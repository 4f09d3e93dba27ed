//! Opt-out lists and the destinations on them.
//!
//! Documented: the values are those of the API model; a test compares them with it.

use serde::Serialize;
use time::OffsetDateTime;

use super::{describe::Described, timestamp};

/// The name of an opt-out list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct OptOutListName(pub String);

/// `OptOutListInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct OptOutListInformation {
    pub opt_out_list_arn: String,
    pub opt_out_list_name: String,
    #[serde(with = "timestamp")]
    pub created_timestamp: OffsetDateTime,
}

impl Described for OptOutListInformation {
    fn arn(&self) -> &str {
        &self.opt_out_list_arn
    }
}

/// `OptedOutNumberInformation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct OptedOutNumberInformation {
    pub opted_out_number: String,
    #[serde(with = "timestamp")]
    pub opted_out_timestamp: OffsetDateTime,
    pub end_user_opted_out: bool,
}
