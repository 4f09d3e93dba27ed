//! # DescribePhoneNumbers
//!
//! Describes the phone numbers of the account: all of them, those that are named, or those that pass the filters.
//!
//! - Documented: a phone number that is named and doesn't exist fails the whole call.
//! - Documented: Owner can't be combined with PhoneNumberIds. SHARED lists what other accounts share with this one.
//! - Assumed (row 45): PhoneNumberIds and Filters together are ANDed.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        error::ServiceError,
        filter::FilterInput,
        member::Members,
        phone_number::{PhoneNumberId, PhoneNumberInformation},
        resource,
        shape::PHONE_NUMBER_ID_OR_ARN,
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        listing::{Listing, ListingInput},
    },
};

/// The operation.
pub struct DescribePhoneNumbers;

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
    type Request = Listing<PhoneNumberId>;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Self::Request, ServiceError> {
        let mut members = Members::new();
        let named = members.list("phoneNumberIds", input.phone_number_ids, 0..=5, &PHONE_NUMBER_ID_OR_ARN);
        let Input { filters, next_token, max_results, owner, .. } = input;
        let list = ListingInput { filters, next_token, max_results, owner };
        Listing::read(members, list, "phoneNumberIds", &named, |text| {
            resource::phone_number("phoneNumberIds", text, &call.caller)
        })
    }

    fn mode(request: &Self::Request) -> Mode {
        request.mode()
    }

    fn permissions(request: &Self::Request) -> Vec<Permission> {
        request.permissions()
    }
}

impl Run for DescribePhoneNumbers {
    async fn run(request: &Self::Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (phone_numbers, next_token) = request.page(call, tx).await?;
        Ok(Output { phone_numbers, next_token })
    }
}
