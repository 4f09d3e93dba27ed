//! # DescribeSenderIds
//!
//! Describes the sender IDs of the account: all of them, those that are named, or those that pass the filters.
//!
//! - Documented: a sender ID that is named and doesn't exist fails the whole call.
//! - Documented: Owner can't be combined with SenderIds. SHARED lists what other accounts share with this one.
//! - Observed: MessageTypes are written `Transactional` and `Promotional` here (decision D20); a setting gives the model's.
//! - Assumed (row 45): SenderIds and Filters together are ANDed.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        error::ServiceError,
        filter::FilterInput,
        member::Members,
        resource,
        sender_id::{SenderIdInformation, SenderIdKey},
        shape::{ISO_COUNTRY_CODE, SENDER_ID_OR_ARN},
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        listing::{Listing, ListingInput},
    },
};

/// The operation.
pub struct DescribeSenderIds;

/// `DescribeSenderIdsRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    sender_ids: Option<Vec<Structure<SenderIdAndCountry>>>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
    owner: Option<String>,
}

/// `SenderIdAndCountry` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SenderIdAndCountry {
    sender_id: Option<String>,
    iso_country_code: Option<String>,
}

/// `DescribeSenderIdsResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    sender_ids: Vec<SenderIdInformation<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeSenderIds {
    const NAME: &'static str = "DescribeSenderIds";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Listing<SenderIdKey>;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Self::Request, ServiceError> {
        let mut members = Members::new();
        let named: Vec<(String, String)> =
            input.sender_ids.unwrap_or_default().into_iter().map(read_sender_id).collect();
        check_sender_ids(&mut members, &named);
        let Input { filters, next_token, max_results, owner, .. } = input;
        let list = ListingInput { filters, next_token, max_results, owner };
        Listing::read(members, list, "senderIds", &named, |(id, country)| {
            resource::sender_id("senderIds", id, country, &call.caller)
        })
    }

    fn mode(request: &Self::Request) -> Mode {
        request.mode()
    }

    fn permissions(request: &Self::Request) -> Vec<Permission> {
        request.permissions()
    }
}

impl Run for DescribeSenderIds {
    async fn run(request: &Self::Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (sender_ids, next_token) = request.page(call, tx).await?;
        let write = |message_type| call.deployment.compatibility.describe_sender_ids.message_type(message_type);
        Ok(Output { sender_ids: sender_ids.into_iter().map(|one| one.written(write)).collect(), next_token })
    }
}

fn read_sender_id(Structure(named): Structure<SenderIdAndCountry>) -> (String, String) {
    (named.sender_id.unwrap_or_default(), named.iso_country_code.unwrap_or_default())
}

fn check_sender_ids(members: &mut Members, sender_ids: &[(String, String)]) {
    members.size("senderIds", sender_ids.len(), 0..=5);
    for (sender_id, iso_country_code) in sender_ids {
        if let Some(fault) = SENDER_ID_OR_ARN.fault(sender_id) {
            members.broken("senderIds", &format!("{fault} (at 'senderId')"));
        }
        if let Some(fault) = ISO_COUNTRY_CODE.fault(iso_country_code) {
            members.broken("senderIds", &format!("{fault} (at 'isoCountryCode')"));
        }
    }
}
