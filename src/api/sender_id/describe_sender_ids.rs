//! # DescribeSenderIds
//!
//! Describes the sender IDs of the account: all of them, those that are named, or those that pass the filters.
//!
//! - Documented: a sender ID that is named and doesn't exist fails the whole call.
//! - Documented: Owner can't be combined with SenderIds. SHARED lists what other accounts share with this one.
//! - Observed: MessageTypes are written `Transactional` and `Promotional` here (decision D20); a setting gives the model's.
//! - Assumed (row 45): SenderIds and Filters together are ANDed.

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        describe::Owner,
        error::ServiceError,
        filter::{self, Filter, FilterInput, FilterNames, FilterValues},
        member::Members,
        message::MessageType,
        resource::{self, Named},
        sender_id::{SenderIdInformation, SenderIdKey},
        shape::{ISO_COUNTRY_CODE, SENDER_ID_OR_ARN},
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        describe::{self, OpenPage, Paging, refuse_owner_beside},
    },
    store::{
        self,
        keyset::{Listed, Listing},
    },
};

/// The operation.
pub struct DescribeSenderIds;

/// `SenderIdFilterName` of the model.
const FILTERS: &FilterNames = &[
    ("sender-id", FilterValues::Any),
    ("iso-country-code", FilterValues::Any),
    ("message-type", FilterValues::OneOf(MessageType::VARIANTS)),
    ("deletion-protection-enabled", FilterValues::Boolean),
    ("registered", FilterValues::Boolean),
];

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

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    sender_ids: Vec<Named<SenderIdKey>>,
    filters: Vec<Filter>,
    owner: Owner,
    #[serde(skip)]
    paging: Paging,
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
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let sender_ids: Vec<(String, String)> =
            input.sender_ids.unwrap_or_default().into_iter().map(read_sender_id).collect();
        check_sender_ids(&mut members, &sender_ids);
        let filters = filter::read(&mut members, input.filters, FILTERS);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        let owner = members.enumeration("owner", input.owner, Owner::VARIANTS);
        members.verdict()?;
        refuse_owner_beside("senderIds", !sender_ids.is_empty(), owner.is_some())?;
        filter::refuse_impossible_values(&filters, FILTERS)?;
        let named = sender_ids.iter().map(|(id, country)| resource::sender_id("senderIds", id, country, &call.caller));
        Ok(Request { sender_ids: named.collect::<Result<_, _>>()?, filters, owner: owner.unwrap_or_default(), paging })
    }

    fn mode(request: &Request) -> Mode {
        describe::mode(&request.sender_ids, request.owner)
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        describe::to_list("sender-id", &request.sender_ids)
    }
}

impl Run for DescribeSenderIds {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.own_scope();
        let open: OpenPage = request.paging.open(call, &scope, request)?;
        let listing = Listing { scope: &scope, listed: listed(request, call, tx).await? };
        let rows = store::sender_id::page(tx, listing, &request.filters, open.page).await?;
        let (sender_ids, next_token) = open.fill_granted(request.owner, call, tx, rows).await?;
        let write = |message_type| call.rules.compatibility.describe_sender_ids.message_type(message_type);
        Ok(Output { sender_ids: sender_ids.into_iter().map(|one| one.written(write)).collect(), next_token })
    }
}

/// The sender IDs that the request names; if it names none, all of the owner that it asks for.
async fn listed(request: &Request, call: &Call, tx: &mut Tx) -> Result<Listed, ServiceError> {
    if request.sender_ids.is_empty() {
        return Ok(request.owner.into());
    }
    let mut keys = Vec::new();
    for named in &request.sender_ids {
        let key = store::sender_id::find(tx, &call.scope_of(&named.resource())?, &named.key).await?;
        keys.push(key.ok_or_else(|| named.not_found())?);
    }
    Ok(Listed::Keys(keys))
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
