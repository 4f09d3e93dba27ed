//! Protect configurations: what they may say, and when one may go.

use std::collections::BTreeMap;

use time::OffsetDateTime;
use uuid::Uuid;

use super::country;
use crate::model::{
    error::{ConflictReason, Field, ServiceError, ValidationReason},
    phone_number::NumberCapability,
    protect_configuration::{ProtectConfigurationId, ProtectStatus},
    resource::Key as _,
    resource_type::ResourceType,
};

/// A protect configuration, as its rules judge it.
#[derive(Clone, Copy, Debug)]
pub struct ProtectConfiguration {
    /// Its key.
    pub key: Uuid,
    /// Whether it is the account's default.
    pub is_account_default: bool,
    /// Whether it is protected against being deleted.
    pub deletion_protection_enabled: bool,
}

impl ProtectConfiguration {
    /// Whether it may be deleted, where it `is_associated` with a configuration set or not. Documented: the three reasons against it.
    /// Assumed: their order.
    ///
    /// # Errors
    ///
    /// ConflictException. Assumed: the Reasons' names say so.
    pub fn may_be_deleted(&self, is_associated: bool) -> Result<(), ServiceError> {
        let reason = if self.deletion_protection_enabled {
            ConflictReason::DeletionProtectionEnabled
        } else if self.is_account_default {
            ConflictReason::ProtectConfigurationIsAccountDefault
        } else if is_associated {
            ConflictReason::ProtectConfigurationAssociatedWithConfigurationSet
        } else {
            return Ok(());
        };
        Err(self.conflict(reason))
    }

    /// The error for a configuration set that isn't associated with it. Assumed: the Reason's name says so.
    #[must_use]
    pub fn not_associated(&self) -> ServiceError {
        self.conflict(ConflictReason::ProtectConfigurationNotAssociatedWithConfigurationSet)
    }

    fn conflict(&self, reason: ConflictReason) -> ServiceError {
        let id = ProtectConfigurationId::of(self.key);
        ServiceError::conflict(reason, ResourceType::ProtectConfiguration, id.id())
    }
}

/// Whether there are country rules for a capability. Documented: for SMS, VOICE and MMS; RCS goes by those for SMS.
///
/// # Errors
///
/// ValidationException INVALID_PARAMETER for RCS. Assumed (decision RD7).
pub fn has_rule_set(capability: NumberCapability) -> Result<(), ServiceError> {
    if capability == NumberCapability::Rcs {
        let message = "RCS messages go by the rules for SMS";
        return Err(invalid("numberCapability", message.to_owned()));
    }
    Ok(())
}

/// Whether messages can be sent to all of the countries.
///
/// # Errors
///
/// ValidationException INVALID_PARAMETER. Assumed (decision RD9): the countries are those that AWS published.
pub fn countries_are_served<'c>(mut countries: impl Iterator<Item = &'c String>) -> Result<(), ServiceError> {
    match countries.find(|code| !country::is_served(code)) {
        None => Ok(()),
        Some(code) => Err(invalid("countryRuleSetUpdates", format!("No messages are sent to {code}"))),
    }
}

/// The rule of each country, given those that differ from ALLOW. Documented: a country that nothing was said about is allowed.
#[must_use]
pub fn rule_set(rules: &BTreeMap<String, ProtectStatus>) -> BTreeMap<&'static str, ProtectStatus> {
    country::served().map(|code| (code, rules.get(code).copied().unwrap_or_default())).collect()
}

/// Whether an override may end then.
///
/// # Errors
///
/// ValidationException INVALID_PARAMETER for what isn't in the future. Assumed (decision RD13).
pub fn may_expire(at: Option<OffsetDateTime>, now: OffsetDateTime) -> Result<(), ServiceError> {
    if at.is_some_and(|at| at <= now) {
        return Err(invalid("expirationTimestamp", "The time is not in the future".to_owned()));
    }
    Ok(())
}

fn invalid(member: &'static str, message: String) -> ServiceError {
    ServiceError::validation(ValidationReason::InvalidParameter, vec![Field::new(member, message)])
}
