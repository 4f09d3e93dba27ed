//! # UpdateProtectConfigurationCountryRuleSet
//!
//! Sets what a protect configuration says about some countries, for one capability. What it says about others stays.
//!
//! - Documented: 1 to 300 countries at a time.
//! - Assumed (decision RD8): the rules for all countries are answered, as GetProtectConfigurationCountryRuleSet does.
//! - Assumed (decision RD9): with a country that messages can't be sent to, nothing changes.
//! - Assumed (decision RD10): MONITOR and FILTER are taken for VOICE and MMS, too, where they let everything through.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strum::VariantNames as _;

use super::{RuleSetOutput, lock, named, read_id};
use crate::{
    database::unit_of_work::Tx,
    domain::{protect_configuration, sharing::Permission},
    model::{
        error::ServiceError,
        member::Members,
        phone_number::NumberCapability,
        protect_configuration::{ProtectConfigurationId, ProtectStatus},
        resource::Named,
        shape::ISO_COUNTRY_CODE,
        structure::Structure,
    },
    path::{Call, Operation, Run},
    store::{self, protect_configuration::Lock},
};

/// The operation.
pub struct UpdateProtectConfigurationCountryRuleSet;

/// `ProtectConfigurationCountryRuleSetInformation` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Rule {
    protect_status: Option<String>,
}

/// `UpdateProtectConfigurationCountryRuleSetRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    protect_configuration_id: Option<String>,
    number_capability: Option<String>,
    country_rule_set_updates: Option<BTreeMap<String, Option<Structure<Rule>>>>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    protect_configuration: Named<ProtectConfigurationId>,
    number_capability: NumberCapability,
    country_rule_set_updates: BTreeMap<String, ProtectStatus>,
}

impl Operation for UpdateProtectConfigurationCountryRuleSet {
    const NAME: &'static str = "UpdateProtectConfigurationCountryRuleSet";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = RuleSetOutput;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.protect_configuration_id);
        let number_capability = members.required_enumeration("numberCapability", input.number_capability);
        let country_rule_set_updates = read_updates(&mut members, input.country_rule_set_updates);
        members.verdict()?;
        Ok(Request { protect_configuration: named(&id, call)?, number_capability, country_rule_set_updates })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.protect_configuration.resource())]
    }
}

/// Reads the member `countryRuleSetUpdates`.
fn read_updates(
    members: &mut Members,
    updates: Option<BTreeMap<String, Option<Structure<Rule>>>>,
) -> BTreeMap<String, ProtectStatus> {
    const MEMBER: &str = "countryRuleSetUpdates";
    let Some(updates) = updates else {
        members.missing(MEMBER);
        return BTreeMap::new();
    };
    members.size(MEMBER, updates.len(), 1..=300);
    let mut rules = BTreeMap::new();
    for (country, rule) in updates {
        if let Some(fault) = ISO_COUNTRY_CODE.fault(&country) {
            members.broken(MEMBER, &format!("{fault} (at 'key')"));
        }
        match rule.and_then(|Structure(rule)| rule.protect_status) {
            None => members.broken(MEMBER, "Member must not be null (at 'protectStatus')"),
            Some(status) => {
                let status = members.enumeration(MEMBER, Some(status), ProtectStatus::VARIANTS);
                rules.insert(country, status.unwrap_or_default());
            }
        }
    }
    rules
}

impl Run for UpdateProtectConfigurationCountryRuleSet {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<RuleSetOutput, ServiceError> {
        let (scope, found) = lock(&request.protect_configuration, Lock::Alone, call, tx).await?;
        let (capability, updates) = (request.number_capability, &request.country_rule_set_updates);
        protect_configuration::has_rule_set(capability)?;
        protect_configuration::countries_are_served(updates.keys())?;
        store::protect_country_rule::put(tx, found.key, capability, updates).await?;
        RuleSetOutput::of(&scope, &request.protect_configuration.key, found.key, capability, tx).await
    }
}
