//! Where Notify sends.

use crate::{
    domain::country::{self, SenderIds},
    model::{
        notify_configuration::{
            NotifyConfigurationTier as Tier, NotifyConfigurationUseCase as UseCase, NotifyCountryInformation,
        },
        phone_number::NumberCapability,
    },
};

/// The countries of the tier BASIC. Documented.
pub const BASIC: [&str; 30] = [
    "AS", "AU", "BE", "BR", "CA", "CH", "CO", "DE", "DK", "ES", "FI", "FR", "GB", "GU", "HK", "IE", "IN", "IT", "JP",
    "KR", "MP", "MX", "NL", "NZ", "PR", "PT", "SE", "SG", "US", "VI",
];

/// The channels that Notify sends on. Documented.
pub const CHANNELS: [NumberCapability; 2] = [NumberCapability::Sms, NumberCapability::Voice];

/// Whether a configuration of this tier may send to the country. Documented: ADVANCED sends to all.
#[must_use]
pub fn is_of(tier: Tier, iso_country_code: &str) -> bool {
    match tier {
        Tier::Basic => BASIC.contains(&iso_country_code),
        Tier::Advanced => country::is_served(iso_country_code),
    }
}

/// Whether messages to the country need an identity of the customer's own. Assumed (RD48): AWS says that there are such countries, not
/// which; here those beyond BASIC whose sender IDs need a registration.
#[must_use]
pub fn needs_own_identity(iso_country_code: &str) -> bool {
    !BASIC.contains(&iso_country_code) && country::sender_ids(iso_country_code) == SenderIds::Registration
}

/// All countries of Notify, by their codes. Assumed (RD48): both channels in each.
#[must_use]
pub fn all() -> Vec<NotifyCountryInformation> {
    let mut codes: Vec<&'static str> = country::served().collect();
    codes.sort_unstable();
    let information = |iso_country_code| NotifyCountryInformation {
        iso_country_code,
        country_name: country::name(iso_country_code).unwrap_or_default(),
        supported_channels: CHANNELS.to_vec(),
        supported_use_cases: vec![UseCase::CodeVerification],
        supported_tiers: [Tier::Basic, Tier::Advanced]
            .into_iter()
            .filter(|tier| is_of(*tier, iso_country_code))
            .collect(),
        customer_owned_identity_required: needs_own_identity(iso_country_code),
    };
    codes.into_iter().map(information).collect()
}
