//! # DescribeVerifiedDestinationNumbers
//!
//! Describes the verified destination numbers of the account: all of them, those that are named by id or by phone, or those that pass
//! the filters.
//!
//! - Documented: an entry that is named by its id and doesn't exist fails the whole call.
//! - Observed: a phone that has no entry is left out.
//! - Assumed: ids and phones are ANDed, as filters are; a phone may be written without its `+`.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        error::ServiceError,
        filter::FilterInput,
        member::Members,
        resource,
        shape::{PHONE_NUMBER, VERIFIED_DESTINATION_NUMBER_ID_OR_ARN},
        structure::Structure,
        verified_destination_number::{VerifiedDestinationNumberId, VerifiedDestinationNumberInformation},
    },
    path::{
        Call, Operation, Run,
        listing::{Listing, ListingInput},
    },
    store::verified_destination_number::DESTINATION_PHONE_NUMBER,
};

/// The operation.
pub struct DescribeVerifiedDestinationNumbers;

/// `DescribeVerifiedDestinationNumbersRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    verified_destination_number_ids: Option<Vec<String>>,
    destination_phone_numbers: Option<Vec<String>>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// `DescribeVerifiedDestinationNumbersResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    verified_destination_numbers: Vec<VerifiedDestinationNumberInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeVerifiedDestinationNumbers {
    const NAME: &'static str = "DescribeVerifiedDestinationNumbers";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Listing<VerifiedDestinationNumberId>;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Self::Request, ServiceError> {
        const IDS: &str = "verifiedDestinationNumberIds";
        let mut members = Members::new();
        let ids = input.verified_destination_number_ids;
        let named = members.list(IDS, ids, 0..=5, &VERIFIED_DESTINATION_NUMBER_ID_OR_ARN);
        let phones = members.list("destinationPhoneNumbers", input.destination_phone_numbers, 0..=5, &PHONE_NUMBER);
        let Input { filters, next_token, max_results, .. } = input;
        let list = ListingInput { filters, next_token, max_results, owner: None };
        let parse = |text: &String| resource::verified_destination_number(IDS, text, &call.caller);
        let listing = Listing::read(members, list, IDS, &named, parse)?;
        let phones = phones.iter().map(|phone| format!("+{}", phone.strip_prefix('+').unwrap_or(phone))).collect();
        Ok(listing.narrowed(DESTINATION_PHONE_NUMBER, phones))
    }

    fn mode(request: &Self::Request) -> Mode {
        request.mode()
    }

    fn permissions(request: &Self::Request) -> Vec<Permission> {
        request.permissions()
    }
}

impl Run for DescribeVerifiedDestinationNumbers {
    async fn run(request: &Self::Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (verified_destination_numbers, next_token) = request.page(call, tx).await?;
        Ok(Output { verified_destination_numbers, next_token })
    }
}
