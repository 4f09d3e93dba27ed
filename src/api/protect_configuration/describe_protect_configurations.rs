//! # DescribeProtectConfigurations
//!
//! Describes the protect configurations of the account: all of them, those that are named, or those that pass the filters.
//!
//! - Documented: one that is named and doesn't exist fails the whole call.
//! - Observed: without any, the list is empty, although its shape asks for one.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        error::ServiceError,
        filter::FilterInput,
        member::Members,
        protect_configuration::{ProtectConfigurationId, ProtectConfigurationInformation},
        resource,
        shape::PROTECT_CONFIGURATION_ID_OR_ARN,
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        listing::{Listing, ListingInput},
    },
};

/// The operation.
pub struct DescribeProtectConfigurations;

/// `DescribeProtectConfigurationsRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    protect_configuration_ids: Option<Vec<String>>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// `DescribeProtectConfigurationsResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    protect_configurations: Vec<ProtectConfigurationInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeProtectConfigurations {
    const NAME: &'static str = "DescribeProtectConfigurations";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Listing<ProtectConfigurationId>;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Self::Request, ServiceError> {
        const IDS: &str = "protectConfigurationIds";
        let mut members = Members::new();
        let named = members.list(IDS, input.protect_configuration_ids, 0..=5, &PROTECT_CONFIGURATION_ID_OR_ARN);
        let Input { filters, next_token, max_results, .. } = input;
        let list = ListingInput { filters, next_token, max_results, owner: None };
        Listing::read(members, list, IDS, &named, |text| resource::protect_configuration(IDS, text, &call.caller))
    }

    fn mode(request: &Self::Request) -> Mode {
        request.mode()
    }

    fn permissions(request: &Self::Request) -> Vec<Permission> {
        request.permissions()
    }
}

impl Run for DescribeProtectConfigurations {
    async fn run(request: &Self::Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (protect_configurations, next_token) = request.page(call, tx).await?;
        Ok(Output { protect_configurations, next_token })
    }
}
