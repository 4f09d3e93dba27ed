//! # DescribeConfigurationSets
//!
//! Describes the configuration sets of the account: all of them, those that are named, or those that pass the filters.
//!
//! - Documented: a set that is named and doesn't exist fails the whole call.
//! - Documented: a default that isn't set is absent; EventDestinations is there without any, too.
//! - Assumed: a set passes `event-destination-name` and `matching-event-types` by any of its destinations, and the second by
//!   the literal types, wildcards not spelt out; destinations stand in the order of their creation.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        configuration_set::{ConfigurationSetInformation, ConfigurationSetName},
        error::ServiceError,
        filter::FilterInput,
        member::Members,
        resource,
        shape::CONFIGURATION_SET_NAME_OR_ARN,
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        listing::{Listing, ListingInput},
    },
};

/// The operation.
pub struct DescribeConfigurationSets;

/// `DescribeConfigurationSetsRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    configuration_set_names: Option<Vec<String>>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// `DescribeConfigurationSetsResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    configuration_sets: Vec<ConfigurationSetInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeConfigurationSets {
    const NAME: &'static str = "DescribeConfigurationSets";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Listing<ConfigurationSetName>;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Self::Request, ServiceError> {
        const NAMES: &str = "configurationSetNames";
        let mut members = Members::new();
        let named = members.list(NAMES, input.configuration_set_names, 0..=5, &CONFIGURATION_SET_NAME_OR_ARN);
        let Input { filters, next_token, max_results, .. } = input;
        let list = ListingInput { filters, next_token, max_results, owner: None };
        Listing::read(members, list, NAMES, &named, |text| resource::configuration_set(NAMES, text, &call.caller))
    }

    fn mode(request: &Self::Request) -> Mode {
        request.mode()
    }

    fn permissions(request: &Self::Request) -> Vec<Permission> {
        request.permissions()
    }
}

impl Run for DescribeConfigurationSets {
    async fn run(request: &Self::Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (configuration_sets, next_token) = request.page(call, tx).await?;
        Ok(Output { configuration_sets, next_token })
    }
}
