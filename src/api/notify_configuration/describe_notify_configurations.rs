//! # DescribeNotifyConfigurations
//!
//! Describes the notify configurations of the account: all of them, those that are named, or those that pass the filters.
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
        notify_configuration::{NotifyConfigurationId, NotifyConfigurationInformation},
        resource,
        shape::NOTIFY_CONFIGURATION_ID_OR_ARN,
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        listing::{Listing, ListingInput},
    },
};

/// The operation.
pub struct DescribeNotifyConfigurations;

/// `DescribeNotifyConfigurationsRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    notify_configuration_ids: Option<Vec<String>>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// `DescribeNotifyConfigurationsResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    notify_configurations: Vec<NotifyConfigurationInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeNotifyConfigurations {
    const NAME: &'static str = "DescribeNotifyConfigurations";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Listing<NotifyConfigurationId>;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Self::Request, ServiceError> {
        const IDS: &str = "notifyConfigurationIds";
        let mut members = Members::new();
        let named = members.list(IDS, input.notify_configuration_ids, 0..=5, &NOTIFY_CONFIGURATION_ID_OR_ARN);
        let Input { filters, next_token, max_results, .. } = input;
        let list = ListingInput { filters, next_token, max_results, owner: None };
        Listing::read(members, list, IDS, &named, |text| resource::notify_configuration(IDS, text, &call.caller))
    }

    fn mode(request: &Self::Request) -> Mode {
        request.mode()
    }

    fn permissions(request: &Self::Request) -> Vec<Permission> {
        request.permissions()
    }
}

impl Run for DescribeNotifyConfigurations {
    async fn run(request: &Self::Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (notify_configurations, next_token) = request.page(call, tx).await?;
        Ok(Output { notify_configurations, next_token })
    }
}
