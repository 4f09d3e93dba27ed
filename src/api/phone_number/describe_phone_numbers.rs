//! # DescribePhoneNumbers
//!
//! Describes the phone numbers of the account: all of them, those that are named, or those that pass the filters.
//!
//! - Documented: a phone number that is named and doesn't exist fails the whole call.
//! - Documented: Owner can't be combined with PhoneNumberIds. SHARED lists what other accounts share with this one.
//! - Assumed (row 45): PhoneNumberIds and Filters together are ANDed.

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
        phone_number::{NumberCapability, NumberStatus, NumberType, PhoneNumberId, PhoneNumberInformation},
        resource::{self, Named},
        shape::PHONE_NUMBER_ID_OR_ARN,
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
pub struct DescribePhoneNumbers;

/// `PhoneNumberFilterName` of the model.
const FILTERS: &FilterNames = &[
    ("status", FilterValues::OneOf(NumberStatus::VARIANTS)),
    ("iso-country-code", FilterValues::Any),
    ("message-type", FilterValues::OneOf(MessageType::VARIANTS)),
    ("number-capability", FilterValues::OneOf(NumberCapability::VARIANTS)),
    ("number-type", FilterValues::OneOf(NumberType::VARIANTS)),
    ("two-way-enabled", FilterValues::Boolean),
    ("self-managed-opt-outs-enabled", FilterValues::Boolean),
    ("opt-out-list-name", FilterValues::Any),
    ("deletion-protection-enabled", FilterValues::Boolean),
    ("two-way-channel-arn", FilterValues::Any),
];

/// `DescribePhoneNumbersRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    phone_number_ids: Option<Vec<String>>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
    owner: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    phone_number_ids: Vec<Named<PhoneNumberId>>,
    filters: Vec<Filter>,
    owner: Owner,
    #[serde(skip)]
    paging: Paging,
}

/// `DescribePhoneNumbersResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    phone_numbers: Vec<PhoneNumberInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribePhoneNumbers {
    const NAME: &'static str = "DescribePhoneNumbers";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let ids = members.list("phoneNumberIds", input.phone_number_ids, 0..=5, &PHONE_NUMBER_ID_OR_ARN);
        let filters = filter::read(&mut members, input.filters, FILTERS);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        let owner = members.enumeration("owner", input.owner, Owner::VARIANTS);
        members.verdict()?;
        refuse_owner_beside("phoneNumberIds", !ids.is_empty(), owner.is_some())?;
        filter::refuse_impossible_values(&filters, FILTERS)?;
        let named = ids.iter().map(|id| resource::phone_number("phoneNumberIds", id, &call.caller));
        Ok(Request {
            phone_number_ids: named.collect::<Result<_, _>>()?,
            filters,
            owner: owner.unwrap_or_default(),
            paging,
        })
    }

    fn mode(request: &Request) -> Mode {
        describe::mode(&request.phone_number_ids, request.owner)
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        describe::to_list("phone-number", &request.phone_number_ids)
    }
}

impl Run for DescribePhoneNumbers {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.own_scope();
        let open: OpenPage = request.paging.open(call, &scope, request)?;
        let listing = Listing { scope: &scope, listed: listed(request, call, tx).await? };
        let rows = store::phone_number::page(tx, listing, &request.filters, open.page, call.now()).await?;
        let (phone_numbers, next_token) = open.fill_granted(request.owner, call, tx, rows).await?;
        Ok(Output { phone_numbers, next_token })
    }
}

/// The numbers that the request names; if it names none, all of the owner that it asks for.
async fn listed(request: &Request, call: &Call, tx: &mut Tx) -> Result<Listed, ServiceError> {
    if request.phone_number_ids.is_empty() {
        return Ok(request.owner.into());
    }
    let mut keys = Vec::new();
    for named in &request.phone_number_ids {
        let key = store::phone_number::find(tx, &call.scope_of(&named.resource())?, &named.key).await?;
        keys.push(key.ok_or_else(|| named.not_found())?);
    }
    Ok(Listed::Keys(keys))
}
