//! # DescribeRegistrations
//!
//! Describes the registrations of the account: all of them, those that are named, or those that pass the filters.
//!
//! - Documented: one that is named and doesn't exist fails the whole call.
//! - Documented: ApprovedVersionNumber and LatestDeniedVersionNumber are there when there are such versions.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        error::ServiceError,
        filter::FilterInput,
        member::Members,
        registration::{RegistrationId, RegistrationInformation},
        resource,
        shape::REGISTRATION_ID_OR_ARN,
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        listing::{Listing, ListingInput},
    },
};

/// The operation.
pub struct DescribeRegistrations;

/// `DescribeRegistrationsRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    registration_ids: Option<Vec<String>>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// `DescribeRegistrationsResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    registrations: Vec<RegistrationInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeRegistrations {
    const NAME: &'static str = "DescribeRegistrations";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Listing<RegistrationId>;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Self::Request, ServiceError> {
        const IDS: &str = "registrationIds";
        let mut members = Members::new();
        let named = members.list(IDS, input.registration_ids, 0..=5, &REGISTRATION_ID_OR_ARN);
        let Input { filters, next_token, max_results, .. } = input;
        let list = ListingInput { filters, next_token, max_results, owner: None };
        Listing::read(members, list, IDS, &named, |text| resource::registration(IDS, text, &call.caller))
    }

    fn mode(request: &Self::Request) -> Mode {
        request.mode()
    }

    fn permissions(request: &Self::Request) -> Vec<Permission> {
        request.permissions()
    }
}

impl Run for DescribeRegistrations {
    async fn run(request: &Self::Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (registrations, next_token) = request.page(call, tx).await?;
        Ok(Output { registrations, next_token })
    }
}
