//! Service quotas.

use serde::{Deserialize, Serialize};

use crate::model::{
    error::{QuotaReason, ServiceError},
    tag::Tag,
};

/// The quotas of each account and region; 0 turns one off. Documented: the defaults are AWS's published ones, except
/// `keywords_per_pool`. Assumed: that one equals the quota of a phone number.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Quotas {
    /// Phone numbers in an account and region.
    pub phone_numbers: u32,
    /// Pools in an account and region.
    pub pools: u32,
    /// Sender IDs in an account and region.
    pub sender_ids: u32,
    /// Opt-out lists in an account and region, `Default` counted too.
    pub opt_out_lists: u32,
    /// Configuration sets in an account and region.
    pub configuration_sets: u32,
    /// Event destinations of a configuration set.
    pub event_destinations_per_configuration_set: u32,
    /// Protect configurations in an account and region.
    pub protect_configurations: u32,
    /// Number overrides of a protect configuration. Assumed (decision RD15): AWS publishes none, and there is none.
    pub protect_number_overrides: u32,
    /// RCS agents in an account and region. Assumed (decision RD35): AWS publishes no number.
    pub rcs_agents: u32,
    /// Verified destination numbers in an account and region.
    pub verified_destination_numbers: u32,
    /// Registrations in an account and region.
    pub registrations: u32,
    /// Versions that a registration gets within 24 hours. Assumed (decision RD35): AWS publishes no number.
    pub registration_versions_per_day: u32,
    /// Campaigns that stand on a brand.
    pub campaigns_per_brand: u32,
    /// Phone numbers of a campaign.
    pub phone_numbers_per_campaign: u32,
    /// Phone numbers of a registration for toll-free numbers. Assumed: users have seen five.
    pub phone_numbers_per_toll_free_registration: u32,
    /// Attachments of registrations in an account and region.
    pub registration_attachments: u32,
    /// Those of them that were made within 24 hours. Assumed (decision RD35): AWS publishes no number.
    pub registration_attachments_per_day: u32,
    /// Notify configurations in an account and region.
    pub notify_configurations: u32,
    /// Messages by notify configurations of an account to a destination in a day.
    pub notify_messages_to_destination: u32,
    /// Messages by a notify configuration of the tier BASIC in a day.
    pub notify_messages_of_basic_tier: u32,
    /// Origination identities in a pool.
    pub origination_identities_per_pool: u32,
    /// Keywords on a phone number, HELP and STOP not counted.
    pub keywords_per_phone_number: u32,
    /// Keywords on a pool, HELP and STOP not counted.
    pub keywords_per_pool: u32,
    /// Tags on a resource.
    pub tags_per_resource: u32,
    /// Calls to one recipient within 24 hours.
    pub calls_to_recipient: u32,
    /// Calls of an account in the sandbox within 24 hours.
    pub calls_of_sandbox: u32,
}

impl Default for Quotas {
    fn default() -> Self {
        Self {
            phone_numbers: 25,
            pools: 25,
            sender_ids: 200,
            opt_out_lists: 25,
            configuration_sets: 25,
            event_destinations_per_configuration_set: 5,
            protect_configurations: 25,
            protect_number_overrides: 0,
            rcs_agents: 25,
            verified_destination_numbers: 10,
            registrations: 25,
            registration_versions_per_day: 10,
            campaigns_per_brand: 10,
            phone_numbers_per_campaign: 49,
            phone_numbers_per_toll_free_registration: 5,
            registration_attachments: 25,
            registration_attachments_per_day: 100,
            notify_configurations: 25,
            notify_messages_to_destination: 10,
            notify_messages_of_basic_tier: 200,
            origination_identities_per_pool: 100,
            keywords_per_phone_number: 30,
            keywords_per_pool: 30,
            tags_per_resource: 50,
            calls_to_recipient: 5,
            calls_of_sandbox: 20,
        }
    }
}

/// Whether `quota` has room for one more beside the `used` ones.
///
/// # Errors
///
/// ServiceQuotaExceededException with `reason` if it hasn't.
pub fn has_room(quota: u32, used: i64, reason: QuotaReason) -> Result<(), ServiceError> {
    holds(quota, used.saturating_add(1), reason)
}

/// Whether `quota` allows `wanted` in all.
///
/// # Errors
///
/// ServiceQuotaExceededException with `reason` if it doesn't.
pub fn holds(quota: u32, wanted: i64, reason: QuotaReason) -> Result<(), ServiceError> {
    if quota == 0 || wanted <= i64::from(quota) {
        return Ok(());
    }
    Err(ServiceError::quota_exceeded(reason))
}

/// How much there is, and how much there may be, in words.
#[must_use]
pub fn room(used: i64, quota: u32) -> (String, String) {
    let most = if quota == 0 { "any number".to_owned() } else { format!("fewer than {quota}") };
    (used.to_string(), most)
}

/// Whether a new resource may have all of `tags`.
///
/// # Errors
///
/// ServiceQuotaExceededException TAGS_PER_RESOURCE if it may not.
pub fn tags(quotas: &Quotas, tags: &[Tag]) -> Result<(), ServiceError> {
    more_tags(quotas, 0, tags)
}

/// Whether a resource that keeps `kept` tags may have all of `tags` beside them.
///
/// # Errors
///
/// ServiceQuotaExceededException TAGS_PER_RESOURCE if it may not.
pub fn more_tags(quotas: &Quotas, kept: i64, tags: &[Tag]) -> Result<(), ServiceError> {
    let added = i64::try_from(tags.len()).unwrap_or(i64::MAX);
    holds(quotas.tags_per_resource, kept.saturating_add(added), QuotaReason::TagsPerResource)
}
