//! Whether a phone may be written to: sandbox, opt-outs, protect configurations, countries.

use std::collections::BTreeMap;

use callsign::{
    domain::{
        account::AccountTier,
        check::Rule,
        message::{
            channel::Channel,
            destination::Destination,
            recipient::{Country, Facts, NumberOverride, Protection},
        },
    },
    model::{message::DestinationCountryParameterKey, protect_configuration::ProtectStatus},
};
use time::Duration;

use super::{NOW, answer, to};

static NONE: BTreeMap<DestinationCountryParameterKey, String> = BTreeMap::new();

fn facts(destination: &Destination) -> Facts<'_> {
    Facts {
        channel: Channel::Text,
        destination,
        tier: AccountTier::Production,
        is_verified: false,
        is_opted_out: false,
        protection: None,
        from_registered_sender_id: false,
        destination_country_parameters: &NONE,
    }
}

fn protection(number_override: Option<ProtectStatus>, country_rule: Option<ProtectStatus>) -> Protection {
    Protection { protect_configuration_id: "protect-1".to_owned(), number_override, country_rule }
}

const NOT_VERIFIED: &str =
    "ConflictException DESTINATION_PHONE_NUMBER_NOT_VERIFIED verified-destination-number +12065550142";

#[test]
fn a_country_that_is_closed_is_refused() {
    let closed = ["FR".to_owned()];
    let refused = answer(Country { destination: &to("+33639980000"), blocked_countries: &closed }.verdict());
    assert_eq!(refused, "ValidationException DESTINATION_COUNTRY_BLOCKED destinationPhoneNumber");
    assert_eq!(answer(Country { destination: &to("+12065550142"), blocked_countries: &closed }.verdict()), "ok");
}

#[test]
fn the_sandbox_writes_to_verified_and_simulated_phones_only() {
    let (phone, simulated) = (to("+12065550142"), to("+14254147167"));
    let sandbox = |destination| Facts { tier: AccountTier::Sandbox, ..facts(destination) };
    assert_eq!(answer(sandbox(&phone).may_be_written_to()), NOT_VERIFIED);
    assert_eq!(answer(Facts { is_verified: true, ..sandbox(&phone) }.may_be_written_to()), "ok");
    assert_eq!(answer(sandbox(&simulated).may_be_written_to()), "ok");
    assert_eq!(answer(facts(&phone).may_be_written_to()), "ok");
}

#[test]
fn the_sandbox_calls_verified_phones_of_eleven_countries() {
    let (phone, simulated, france) = (to("+12065550142"), to("+14254147755"), to("+33639980000"));
    let call = |destination| Facts { tier: AccountTier::Sandbox, channel: Channel::Voice, ..facts(destination) };
    let verified = |destination| Facts { is_verified: true, ..call(destination) };
    assert_eq!(answer(verified(&phone).may_be_written_to()), "ok");
    assert_eq!(answer(call(&phone).may_be_written_to()), NOT_VERIFIED);
    assert!(answer(call(&simulated).may_be_written_to()).contains("NOT_VERIFIED"));
    let refused = answer(verified(&france).may_be_written_to());
    assert_eq!(refused, "ValidationException DESTINATION_COUNTRY_BLOCKED destinationPhoneNumber");
    let production = Facts { tier: AccountTier::Production, ..call(&france) };
    assert_eq!(answer(production.may_be_written_to()), "ok");
}

#[test]
fn the_sandbox_is_asked_before_opt_outs_and_these_before_protection() {
    let phone = to("+12065550142");
    let blocking = protection(None, Some(ProtectStatus::Block));
    let all = Facts { tier: AccountTier::Sandbox, is_opted_out: true, protection: Some(&blocking), ..facts(&phone) };
    assert_eq!(answer(all.may_be_written_to()), NOT_VERIFIED);
    let verified = Facts { is_verified: true, ..all };
    let opted_out = "ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT opted-out-number +12065550142";
    assert_eq!(answer(verified.may_be_written_to()), opted_out);
    let blocked = Facts { is_opted_out: false, ..verified };
    assert!(answer(blocked.may_be_written_to()).contains("DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION"));
}

#[test]
fn a_protect_configuration_says_it_for_the_number_before_the_country() {
    use ProtectStatus::{Allow, Block, Filter, Monitor};
    const NUMBER: &str =
        "ConflictException DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE protect-configuration protect-1";
    const COUNTRY: &str =
        "ConflictException DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION protect-configuration protect-1";
    for (number, country, status, expected) in [
        (None, None, Allow, "ok"),
        (None, Some(Allow), Allow, "ok"),
        (None, Some(Monitor), Monitor, "ok"),
        (None, Some(Filter), Filter, "ok"),
        (None, Some(Block), Block, COUNTRY),
        (Some(Allow), Some(Block), Allow, "ok"),
        (Some(Block), Some(Allow), Block, NUMBER),
    ] {
        let protection = protection(number, country);
        assert_eq!(protection.status(Channel::Text), status);
        assert_eq!(answer(protection.lets_through(Channel::Text)), expected);
    }
}

#[test]
fn calls_are_blocked_or_go_through() {
    for (rule, status) in [
        (ProtectStatus::Monitor, ProtectStatus::Allow),
        (ProtectStatus::Filter, ProtectStatus::Allow),
        (ProtectStatus::Block, ProtectStatus::Block),
    ] {
        assert_eq!(protection(None, Some(rule)).status(Channel::Voice), status);
    }
}

#[test]
fn an_override_ends_when_it_expires() {
    let until = |expires_at| NumberOverride { status: ProtectStatus::Block, expires_at };
    assert_eq!(until(None).at(NOW), Some(ProtectStatus::Block));
    assert_eq!(until(Some(NOW + Duration::SECOND)).at(NOW), Some(ProtectStatus::Block));
    assert_eq!(until(Some(NOW)).at(NOW), None);
}

#[test]
fn a_registered_sender_id_to_india_needs_both_parameters() {
    use DestinationCountryParameterKey::{InEntityId, InTemplateId};
    const MISSING: &str = "ValidationException MISSING_PARAMETER destinationCountryParameters";
    let (india, emirates) = (to("+919876543210"), to("+971501234567"));
    let with = |keys: &[DestinationCountryParameterKey]| -> BTreeMap<_, _> {
        keys.iter().map(|key| (*key, "1".to_owned())).collect()
    };
    for (destination, registered, keys, expected) in [
        (&india, true, vec![InTemplateId, InEntityId], "ok"),
        (&india, true, vec![InTemplateId], MISSING),
        (&india, true, vec![InEntityId], MISSING),
        (&india, true, vec![], MISSING),
        (&india, false, vec![], "ok"),
        (&emirates, true, vec![], "ok"),
    ] {
        let parameters = with(&keys);
        let facts = Facts {
            from_registered_sender_id: registered,
            destination_country_parameters: &parameters,
            ..facts(destination)
        };
        assert_eq!(answer(facts.may_be_written_to()), expected, "{keys:?}");
    }
}
