//! What an account is on AWS: its tier, and how full its quotas are.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumString};

use super::quota::Quotas;
use crate::model::{
    account::{AccountAttribute, AccountAttributeName, AccountLimit, AccountLimitName},
    protect_configuration::ProtectConfigurationId,
};

/// What every account of a deployment is that has no tier of its own.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Account {
    /// What DescribeAccountAttributes answers as ACCOUNT_TIER.
    pub tier: AccountTier,
}

impl Account {
    /// The tier of an account that may have its `own`. Assumed: AWS moves accounts between tiers one by one; a seed does here.
    #[must_use]
    pub fn tier_of(&self, own: Option<AccountTier>) -> AccountTier {
        own.unwrap_or(self.tier)
    }
}

/// The tier of an account. Documented: a new account of AWS is in the sandbox; settled (decision D15): here it isn't.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, AsRefStr, Display, EnumString)]
#[serde(rename_all = "UPPERCASE")]
#[strum(serialize_all = "UPPERCASE")]
pub enum AccountTier {
    /// It may send to everybody.
    #[default]
    Production,
    /// It may send to verified destinations only.
    Sandbox,
}

/// How many resources of each kind an account has in a region.
#[derive(Clone, Copy, Debug)]
#[expect(missing_docs, reason = "the members are the kinds")]
pub struct Used {
    pub phone_numbers: i64,
    pub pools: i64,
    pub configuration_sets: i64,
    pub opt_out_lists: i64,
    pub sender_ids: i64,
    pub registrations: i64,
    pub registration_attachments: i64,
    pub verified_destination_numbers: i64,
}

/// What is answered as the maximum of a quota that is turned off. Assumed: the model's Max must be there, and this is
/// the greatest number that the integers of every client hold.
const UNLIMITED: i64 = i32::MAX as i64;

/// The attributes of an account, given its default protect configuration. Assumed (decision RD6): one that has no value is left out.
#[must_use]
pub fn attributes(tier: AccountTier, protect: Option<&ProtectConfigurationId>) -> Vec<AccountAttribute> {
    let tier = AccountAttribute { name: AccountAttributeName::AccountTier, value: tier.to_string() };
    let protect = protect.map(|id| AccountAttribute {
        name: AccountAttributeName::DefaultProtectConfigurationId,
        value: id.as_str().to_owned(),
    });
    [tier].into_iter().chain(protect).collect()
}

/// The limits of an account, in the model's order.
#[must_use]
pub fn limits(quotas: &Quotas, used: &Used) -> Vec<AccountLimit> {
    let limit = |name, used, max: u32| {
        let max = if max == 0 { UNLIMITED } else { i64::from(max) };
        AccountLimit { name, used, max }
    };
    vec![
        limit(AccountLimitName::PhoneNumbers, used.phone_numbers, quotas.phone_numbers),
        limit(AccountLimitName::Pools, used.pools, quotas.pools),
        limit(AccountLimitName::ConfigurationSets, used.configuration_sets, quotas.configuration_sets),
        limit(AccountLimitName::OptOutLists, used.opt_out_lists, quotas.opt_out_lists),
        limit(AccountLimitName::SenderIds, used.sender_ids, quotas.sender_ids),
        limit(AccountLimitName::Registrations, used.registrations, quotas.registrations),
        limit(
            AccountLimitName::RegistrationAttachments,
            used.registration_attachments,
            quotas.registration_attachments,
        ),
        limit(
            AccountLimitName::VerifiedDestinationNumbers,
            used.verified_destination_numbers,
            quotas.verified_destination_numbers,
        ),
    ]
}
