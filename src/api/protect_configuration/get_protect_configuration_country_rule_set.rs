//! # GetProtectConfigurationCountryRuleSet
//!
//! Answers what a protect configuration says about each country that messages can be sent to, for one capability.
//!
//! - Observed: every country is there, and there are no pages.
//! - Assumed (decision RD7): RCS, whose messages go by the rules for SMS, is refused.

use serde::{Deserialize, Serialize};

use super::{RuleSetOutput, named, read_id};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::{protect_configuration, sharing::Permission},
    model::{
        error::ServiceError, member::Members, phone_number::NumberCapability,
        protect_configuration::ProtectConfigurationId, resource::Named,
    },
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct GetProtectConfigurationCountryRuleSet;

/// `GetProtectConfigurationCountryRuleSetRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    protect_configuration_id: Option<String>,
    number_capability: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    protect_configuration: Named<ProtectConfigurationId>,
    number_capability: NumberCapability,
}

impl Operation for GetProtectConfigurationCountryRuleSet {
    const NAME: &'static str = "GetProtectConfigurationCountryRuleSet";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = RuleSetOutput;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.protect_configuration_id);
        let number_capability = members.required_enumeration("numberCapability", input.number_capability);
        members.verdict()?;
        Ok(Request { protect_configuration: named(&id, call)?, number_capability })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::Read
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.protect_configuration.resource())]
    }
}

impl Run for GetProtectConfigurationCountryRuleSet {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<RuleSetOutput, ServiceError> {
        let named = &request.protect_configuration;
        let scope = call.scope_of(&named.resource())?;
        let key = store::protect_configuration::find(tx, &scope, &named.key).await?;
        let key = key.ok_or_else(|| named.not_found())?;
        protect_configuration::has_rule_set(request.number_capability)?;
        RuleSetOutput::of(&scope, &named.key, key, request.number_capability, tx).await
    }
}
