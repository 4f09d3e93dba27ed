//! # ListProtectConfigurationRuleSetNumberOverrides
//!
//! Lists what a protect configuration says about numbers: all of it, or what passes the filters.
//!
//! - Assumed (decision RD17): times in filters are in RFC 3339 or in seconds since 1970, before and after exclude the moment itself,
//!   and an override without an end passes no filter about it.
//! - Assumed (decision RD18): what has expired isn't listed.

use serde::{Deserialize, Serialize};
use strum::VariantNames as _;

use super::{Names, named, read_id};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        error::ServiceError,
        filter::{self, Filter, FilterInput, FilterNames, FilterValues},
        member::Members,
        protect_configuration::{
            ProtectConfigurationId, ProtectConfigurationRuleOverrideAction, ProtectConfigurationRuleSetNumberOverride,
        },
        resource::Named,
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        describe::{OpenPage, Paging},
    },
    store,
};

/// The operation.
pub struct ListProtectConfigurationRuleSetNumberOverrides;

/// `ProtectConfigurationRuleSetNumberOverrideFilterName` of the model.
const FILTERS: &FilterNames = &[
    ("iso-country-code", FilterValues::Any),
    ("destination-phone-number-begins-with", FilterValues::Any),
    ("action", FilterValues::OneOf(ProtectConfigurationRuleOverrideAction::VARIANTS)),
    ("expires-before", FilterValues::Time),
    ("expires-after", FilterValues::Time),
    ("created-before", FilterValues::Time),
    ("created-after", FilterValues::Time),
];

/// `ListProtectConfigurationRuleSetNumberOverridesRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    protect_configuration_id: Option<String>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    protect_configuration: Named<ProtectConfigurationId>,
    filters: Vec<Filter>,
    #[serde(skip)]
    paging: Paging,
}

/// `ListProtectConfigurationRuleSetNumberOverridesResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    names: Names,
    rule_set_number_overrides: Vec<ProtectConfigurationRuleSetNumberOverride>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for ListProtectConfigurationRuleSetNumberOverrides {
    const NAME: &'static str = "ListProtectConfigurationRuleSetNumberOverrides";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.protect_configuration_id);
        let filters = filter::read_up_to(100, &mut members, input.filters, FILTERS);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        members.verdict()?;
        filter::refuse_impossible_values(&filters, FILTERS)?;
        Ok(Request { protect_configuration: named(&id, call)?, filters, paging })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::Read
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.protect_configuration.resource())]
    }
}

impl Run for ListProtectConfigurationRuleSetNumberOverrides {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let named = &request.protect_configuration;
        let scope = call.scope_of(&named.resource())?;
        let open: OpenPage = request.paging.open(call, &scope, request)?;
        let key = store::protect_configuration::find(tx, &scope, &named.key).await?;
        let key = key.ok_or_else(|| named.not_found())?;
        let rows = store::protect_number_override::page(tx, key, call.now(), &request.filters, open.page).await?;
        let (rule_set_number_overrides, next_token) = open.fill(call, rows);
        Ok(Output { names: Names::of(&scope, &named.key), rule_set_number_overrides, next_token })
    }
}
