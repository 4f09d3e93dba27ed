//! A notify configuration: what its name makes of it, what may be enabled, and when it may go.

use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{Notify, country, template::Template};
use crate::model::{
    error::{ConflictReason, Field, ServiceError, ValidationReason},
    notify_configuration::{
        NotifyConfigurationId, NotifyConfigurationStatus as Status, NotifyConfigurationTier as Tier,
    },
    phone_number::NumberCapability,
    resource_type::ResourceType,
};

/// A notify configuration, as far as the rules ask.
#[derive(Clone, Debug)]
pub struct NotifyConfiguration {
    /// Its key.
    pub key: Uuid,
    /// DisplayName.
    pub display_name: String,
    /// DefaultTemplateId.
    pub default_template_id: Option<String>,
    /// The key of its pool.
    pub pool: Option<Uuid>,
    /// EnabledCountries; `None`: every country of the tier.
    pub enabled_countries: Option<Vec<String>>,
    /// EnabledChannels.
    pub enabled_channels: Vec<NumberCapability>,
    /// Tier.
    pub tier: Tier,
    /// What it is once that is decided.
    pub decided: Status,
    /// When it is.
    pub decided_at: OffsetDateTime,
    /// DeletionProtectionEnabled.
    pub deletion_protection_enabled: bool,
}

impl NotifyConfiguration {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> NotifyConfigurationId {
        NotifyConfigurationId::of(self.key)
    }

    /// What it is at the moment `now`. Documented: PENDING at first.
    #[must_use]
    pub fn status(&self, now: OffsetDateTime) -> Status {
        if self.decided_at <= now { self.decided } else { Status::Pending }
    }

    /// Whether it sends to a country. Documented: to its own, which are of its tier.
    #[must_use]
    pub fn sends_to(&self, iso_country_code: &str) -> bool {
        country::is_of(self.tier, iso_country_code)
            && self.enabled_countries.as_ref().is_none_or(|own| own.iter().any(|one| one == iso_country_code))
    }

    /// Whether it may be deleted.
    ///
    /// # Errors
    ///
    /// ConflictException DELETION_PROTECTION_ENABLED. Documented.
    pub fn may_be_deleted(&self) -> Result<(), ServiceError> {
        if !self.deletion_protection_enabled {
            return Ok(());
        }
        let reason = ConflictReason::DeletionProtectionEnabled;
        Err(ServiceError::conflict(reason, ResourceType::NotifyConfiguration, self.id().as_str()))
    }
}

/// What a name makes of a new configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What it is then.
    pub status: Status,
    /// How long it is PENDING.
    pub after: Duration,
    /// Why it is REJECTED.
    pub rejection_reason: Option<String>,
}

/// What a name makes of a new configuration. Documented: a web address is rejected, a known name of somebody else needs verification.
/// Assumed (decision RD49): which words and names; it is ACTIVE after `pending`, the others at once.
#[must_use]
pub fn decided(settings: &Notify, display_name: &str, pending: Duration) -> Decided {
    let name = display_name.to_lowercase();
    let contains = |word: &&String| !word.is_empty() && name.contains(&word.to_lowercase());
    if let Some(word) = settings.rejected_words.iter().find(contains) {
        let rejection_reason = Some(format!("The display name contains '{word}'"));
        return Decided { status: Status::Rejected, after: Duration::ZERO, rejection_reason };
    }
    if settings.reserved_names.iter().any(|one| one == display_name) {
        return Decided { status: Status::RequiresVerification, after: Duration::ZERO, rejection_reason: None };
    }
    Decided { status: Status::Active, after: pending, rejection_reason: None }
}

/// The countries that a configuration of this tier is to send to, each once. Assumed (decision RD68): none is every country of the tier.
///
/// # Errors
///
/// ValidationException COUNTRY_NOT_ENABLED, Fields `enabledCountries`. Assumed (decision RD68).
pub fn enabled_countries(tier: Tier, said: &[String]) -> Result<Option<Vec<String>>, ServiceError> {
    if let Some(bad) = said.iter().find(|one| !country::is_of(tier, one)) {
        let field = Field::new("enabledCountries", format!("The tier {tier} doesn't send to {bad}"));
        return Err(ServiceError::validation(ValidationReason::CountryNotEnabled, vec![field]));
    }
    let countries = each_once(said);
    Ok((!countries.is_empty()).then_some(countries))
}

/// The channels of a configuration, each once. Documented: SMS and VOICE.
///
/// # Errors
///
/// ValidationException INVALID_PARAMETER, Fields `enabledChannels`. Assumed (decision RD68).
pub fn enabled_channels(said: &[NumberCapability]) -> Result<Vec<NumberCapability>, ServiceError> {
    if let Some(bad) = said.iter().find(|one| !country::CHANNELS.contains(one)) {
        let field = Field::new("enabledChannels", format!("Notify sends by SMS and VOICE, not by {bad}"));
        return Err(ServiceError::validation(ValidationReason::InvalidParameter, vec![field]));
    }
    Ok(each_once(said))
}

fn each_once<T: Clone + PartialEq>(said: &[T]) -> Vec<T> {
    let mut once: Vec<T> = Vec::new();
    for one in said {
        if !once.contains(one) {
            once.push(one.clone());
        }
    }
    once
}

/// Whether a default template has one of the channels. Assumed (decision RD69).
///
/// # Errors
///
/// ValidationException INVALID_PARAMETER, Fields `defaultTemplateId`.
pub fn fits_a_channel(template: &Template, channels: &[NumberCapability]) -> Result<(), ServiceError> {
    if template.information.channels.iter().any(|channel| channels.contains(channel)) {
        return Ok(());
    }
    let field = Field::new("defaultTemplateId", "The template has none of the channels that are enabled");
    Err(ServiceError::validation(ValidationReason::InvalidParameter, vec![field]))
}
