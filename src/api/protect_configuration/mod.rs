//! Protect configurations: which destinations messages may go to.
//!
//! A protect configuration says for each country and capability whether messages are let through, refused, or watched, and for single
//! numbers, perhaps for a while, that they are let through or refused all the same. It holds for the messages that name it, for those
//! of the configuration sets that it is associated with, and, as the account's default, for all others.
//!
//! - Documented: what a message names comes before its set's, and that before the account's default.
//! - Documented: an override for a number comes before the rule for its country; opt-outs come before both.
//! - Documented: a protect configuration isn't shared with other accounts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::Tx,
    domain::protect_configuration::{self as rules, ProtectConfiguration},
    model::{
        arn::Scope,
        configuration_set::ConfigurationSetName,
        error::ServiceError,
        filter::{Filter, FilterNames, FilterValues},
        member::Members,
        phone_number::NumberCapability,
        protect_configuration::{
            ProtectConfigurationId, ProtectConfigurationInformation, ProtectConfigurationRuleSetNumberOverride,
            ProtectStatus,
        },
        resource::{self, Key, Named},
        shape::{CONFIGURATION_SET_NAME_OR_ARN, PROTECT_CONFIGURATION_ID_OR_ARN},
    },
    path::{Call, Served, listing::Listable, served},
    store::{
        self,
        keyset::List,
        next_token::{Page, Position},
        protect_configuration::Lock,
    },
};

mod associate_protect_configuration;
mod create_protect_configuration;
mod delete_account_default_protect_configuration;
mod delete_protect_configuration;
mod delete_protect_configuration_rule_set_number_override;
mod describe_protect_configurations;
mod disassociate_protect_configuration;
mod get_protect_configuration_country_rule_set;
mod list_protect_configuration_rule_set_number_overrides;
mod put_protect_configuration_rule_set_number_override;
mod set_account_default_protect_configuration;
mod update_protect_configuration;
mod update_protect_configuration_country_rule_set;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    served::<associate_protect_configuration::AssociateProtectConfiguration>(),
    served::<create_protect_configuration::CreateProtectConfiguration>(),
    served::<delete_account_default_protect_configuration::DeleteAccountDefaultProtectConfiguration>(),
    served::<delete_protect_configuration::DeleteProtectConfiguration>(),
    served::<delete_protect_configuration_rule_set_number_override::DeleteProtectConfigurationRuleSetNumberOverride>(),
    served::<describe_protect_configurations::DescribeProtectConfigurations>(),
    served::<disassociate_protect_configuration::DisassociateProtectConfiguration>(),
    served::<get_protect_configuration_country_rule_set::GetProtectConfigurationCountryRuleSet>(),
    served::<list_protect_configuration_rule_set_number_overrides::ListProtectConfigurationRuleSetNumberOverrides>(),
    served::<put_protect_configuration_rule_set_number_override::PutProtectConfigurationRuleSetNumberOverride>(),
    served::<set_account_default_protect_configuration::SetAccountDefaultProtectConfiguration>(),
    served::<update_protect_configuration::UpdateProtectConfiguration>(),
    served::<update_protect_configuration_country_rule_set::UpdateProtectConfigurationCountryRuleSet>(),
];

/// `ProtectConfigurationFilterName` of the model.
const FILTERS: &FilterNames =
    &[("account-default", FilterValues::Boolean), ("deletion-protection-enabled", FilterValues::Boolean)];

impl Listable for ProtectConfigurationId {
    type Information = ProtectConfigurationInformation;
    const FILTERS: &'static FilterNames = FILTERS;

    async fn page(
        tx: &mut Tx,
        list: List<'_>,
        filters: &[Filter],
        page: Page,
    ) -> Result<Vec<(Position, ProtectConfigurationInformation)>, ServiceError> {
        store::protect_configuration::page(tx, list, filters, page).await
    }
}

/// The member that names one.
const ID: &str = "protectConfigurationId";

/// The members of a request that names a protect configuration and nothing else.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct IdInput {
    protect_configuration_id: Option<String>,
}

/// What they name.
#[derive(Serialize)]
pub struct IdRequest {
    /// The protect configuration.
    pub protect_configuration: Named<ProtectConfigurationId>,
}

impl IdRequest {
    /// Checks the shape and reads the ARN.
    ///
    /// # Errors
    ///
    /// ValidationException.
    pub fn read(input: IdInput, call: &Call) -> Result<Self, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.protect_configuration_id);
        members.verdict()?;
        Ok(Self { protect_configuration: named(&id, call)? })
    }
}

/// Checks the shape of ProtectConfigurationId.
pub fn read_id(members: &mut Members, text: Option<String>) -> String {
    members.required(ID, text, &PROTECT_CONFIGURATION_ID_OR_ARN)
}

/// Reads ProtectConfigurationId, whose shape was checked.
///
/// # Errors
///
/// ValidationException INVALID_ARN.
pub fn named(text: &str, call: &Call) -> Result<Named<ProtectConfigurationId>, ServiceError> {
    resource::protect_configuration(ID, text, &call.caller)
}

/// The members of a request about a protect configuration and a configuration set.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct PairInput {
    protect_configuration_id: Option<String>,
    configuration_set_name: Option<String>,
}

/// What they name.
#[derive(Serialize)]
pub struct PairRequest {
    /// The protect configuration.
    pub protect_configuration: Named<ProtectConfigurationId>,
    /// The configuration set.
    pub configuration_set: Named<ConfigurationSetName>,
}

impl PairRequest {
    /// Checks the shapes and reads the ARNs.
    ///
    /// # Errors
    ///
    /// ValidationException.
    pub fn read(input: PairInput, call: &Call) -> Result<Self, ServiceError> {
        const SET: &str = "configurationSetName";
        let mut members = Members::new();
        let id = read_id(&mut members, input.protect_configuration_id);
        let set = members.required(SET, input.configuration_set_name, &CONFIGURATION_SET_NAME_OR_ARN);
        members.verdict()?;
        Ok(Self {
            protect_configuration: named(&id, call)?,
            configuration_set: resource::configuration_set(SET, &set, &call.caller)?,
        })
    }
}

/// What is answered about such a pair.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PairOutput {
    configuration_set_arn: String,
    configuration_set_name: String,
    #[serde(flatten)]
    protect_configuration: Names,
}

impl PairOutput {
    /// Of the pair that a request names, both of this scope.
    pub fn of(scope: &Scope, request: &PairRequest) -> Self {
        let set = &request.configuration_set.key;
        Self {
            configuration_set_arn: scope.arn(set.path()),
            configuration_set_name: set.0.clone(),
            protect_configuration: Names::of(scope, &request.protect_configuration.key),
        }
    }
}

/// The protect configuration that a request names, locked against other changes of it, and its scope.
///
/// # Errors
///
/// ResourceNotFoundException; AccessDeniedException for another account's.
pub async fn lock(
    named: &Named<ProtectConfigurationId>,
    lock: Lock,
    call: &Call,
    tx: &mut Tx,
) -> Result<(Scope, ProtectConfiguration), ServiceError> {
    let scope = call.scope_of(&named.resource())?;
    let found = store::protect_configuration::lock(tx, &scope, &named.key, lock).await?;
    Ok((scope, found.ok_or_else(|| named.not_found())?))
}

/// How answers name a protect configuration.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Names {
    protect_configuration_arn: String,
    protect_configuration_id: String,
}

impl Names {
    /// Of the one with this id.
    pub fn of(scope: &Scope, id: &ProtectConfigurationId) -> Self {
        Self { protect_configuration_arn: scope.arn(id.path()), protect_configuration_id: id.as_str().to_owned() }
    }
}

/// What is answered about the account's default.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DefaultOutput {
    default_protect_configuration_arn: String,
    default_protect_configuration_id: String,
}

impl DefaultOutput {
    /// That it is, or was, the one with this id.
    pub fn of(scope: &Scope, id: &ProtectConfigurationId) -> Self {
        Self {
            default_protect_configuration_arn: scope.arn(id.path()),
            default_protect_configuration_id: id.as_str().to_owned(),
        }
    }
}

/// The rule for a country (`ProtectConfigurationCountryRuleSetInformation` in the model).
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct CountryRule {
    protect_status: ProtectStatus,
}

/// `GetProtectConfigurationCountryRuleSetResult` of the model; Update answers the same.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct RuleSetOutput {
    #[serde(flatten)]
    names: Names,
    number_capability: NumberCapability,
    country_rule_set: BTreeMap<&'static str, CountryRule>,
}

impl RuleSetOutput {
    /// The rules of a protect configuration for a capability, for every country.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn of(
        scope: &Scope,
        id: &ProtectConfigurationId,
        found: uuid::Uuid,
        capability: NumberCapability,
        tx: &mut Tx,
    ) -> Result<Self, ServiceError> {
        let stored = store::protect_country_rule::list(tx, found, capability).await?;
        let rule_set = rules::rule_set(&stored).into_iter();
        Ok(Self {
            names: Names::of(scope, id),
            number_capability: capability,
            country_rule_set: rule_set.map(|(code, protect_status)| (code, CountryRule { protect_status })).collect(),
        })
    }
}

/// `PutProtectConfigurationRuleSetNumberOverrideResult` of the model; Delete answers the same.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct OverrideOutput {
    /// The protect configuration.
    #[serde(flatten)]
    pub names: Names,
    /// Its override.
    #[serde(flatten)]
    pub number_override: ProtectConfigurationRuleSetNumberOverride,
}
