//! What settings must be beyond their types: within bounds, and able to work.

use std::collections::HashMap;

use super::{Credential, Settings, SettingsError, events, who_gets_in};
use crate::{domain::quota::Quotas, model::shape::ISO_COUNTRY_CODE};

/// The longest time that a setting in milliseconds may name: a day.
const A_DAY_MS: u64 = 24 * 60 * 60 * 1_000;

/// More than anybody has, and less than what a count in the database or a sum of two of them holds.
const A_BILLION: u64 = 1_000_000_000;

/// Refuses what can't work, in one sentence that names the first such setting and never its value.
pub(super) fn check(settings: &Settings) -> Result<(), SettingsError> {
    check_bounds(settings)?;
    if let Some(place) = settings.sending.blocked_countries.iter().position(|one| ISO_COUNTRY_CODE.fault(one).is_some())
    {
        return Err(SettingsError(format!(
            "sending.blocked_countries[{place}]: is no country: write two capital letters of ISO 3166-1, such as \"FR\""
        )));
    }
    check_credentials(settings)?;
    who_gets_in::check(settings)?;
    events::check(settings)?;
    if settings.uses_built_in_credential() && !settings.server.listen.ip().is_loopback() && !settings.auth.allow_builtin
    {
        return Err(SettingsError(format!(
            "server.listen: {} is reachable from other machines, where the built-in credential is known to everyone: \
             set auth.access_key_id, auth.secret_access_key and auth.account_id, or auth.allow_builtin = true",
            settings.server.listen
        )));
    }
    if settings.database.ephemeral && (settings.database.url.is_some() || settings.database.data_dir.is_some()) {
        return Err(SettingsError(
            "--ephemeral: database.url or database.data_dir names another place for the state: leave out one of the two"
                .to_owned(),
        ));
    }
    if settings.database.data_dir.as_ref().is_some_and(|folder| folder.to_str().is_none()) {
        return Err(SettingsError(
            "database.data_dir: the folder's name isn't UTF-8: choose a folder whose name is".to_owned(),
        ));
    }
    Ok(())
}

/// A setting that is a number: its name, its value, the least and the greatest that it may be, and what it counts.
type Bounded = (&'static str, u64, u64, u64, &'static str);

fn check_bounds(settings: &Settings) -> Result<(), SettingsError> {
    match bounds(settings).into_iter().find(|(_, value, least, most, _)| value < least || value > most) {
        Some(bounded) => Err(SettingsError(format!("{}: {}", bounded.0, must_be(bounded)))),
        None => Ok(()),
    }
}

/// What the number of this name must be, if there is one.
pub(super) fn number(name: &str) -> Option<String> {
    bounds(&Settings::default()).into_iter().find(|bounded| bounded.0 == name).map(must_be)
}

fn must_be((_, _, least, most, unit): Bounded) -> String {
    format!("must be a whole number from {least} to {most} ({unit})")
}

fn bounds(settings: &Settings) -> Vec<Bounded> {
    let Settings {
        server,
        database,
        spend_limits,
        lifecycle,
        client_tokens,
        history,
        sending,
        delivery,
        messages,
        requests,
        staging,
        verification,
        registrations,
        ..
    } = settings;
    let mut bounds = vec![
        ("server.drain_ms", server.drain_ms, 0, 600_000, "milliseconds"),
        ("auth.builtin_scopes", settings.auth.builtin_scopes.into(), 1, A_BILLION, "accounts and regions"),
        ("database.max_connections", database.max_connections.into(), 1, 1_000, "connections"),
        ("database.wait_s", database.wait_s, 0, 86_400, "seconds"),
        ("spend_limits.text_message", spend_limits.text_message.into(), 0, A_BILLION, "US dollars"),
        ("spend_limits.voice_message", spend_limits.voice_message.into(), 0, A_BILLION, "US dollars"),
        ("spend_limits.media_message", spend_limits.media_message.into(), 0, A_BILLION, "US dollars"),
        ("spend_limits.notify_message", spend_limits.notify_message.into(), 0, A_BILLION, "US dollars"),
        ("spend_limits.rcs_message", spend_limits.rcs_message.into(), 0, A_BILLION, "US dollars"),
        ("lifecycle.pending_ms", lifecycle.pending_ms.into(), 0, A_DAY_MS, "milliseconds"),
        ("lifecycle.creating_ms", lifecycle.creating_ms.into(), 0, A_DAY_MS, "milliseconds"),
        ("lifecycle.associating_ms", lifecycle.associating_ms.into(), 0, A_DAY_MS, "milliseconds"),
        ("lifecycle.disassociating_ms", lifecycle.disassociating_ms.into(), 0, A_DAY_MS, "milliseconds"),
        ("lifecycle.attachment_ms", lifecycle.attachment_ms.into(), 0, A_DAY_MS, "milliseconds"),
        ("lifecycle.notify_ms", lifecycle.notify_ms.into(), 0, A_DAY_MS, "milliseconds"),
        ("lifecycle.tester_ms", lifecycle.tester_ms.into(), 0, A_DAY_MS, "milliseconds"),
        ("registrations.submitted_ms", registrations.submitted_ms.into(), 0, A_DAY_MS, "milliseconds"),
        ("registrations.reviewing_ms", registrations.reviewing_ms.into(), 0, A_DAY_MS, "milliseconds"),
        ("registrations.provisioning_ms", registrations.provisioning_ms.into(), 0, A_DAY_MS, "milliseconds"),
        ("sending.max_septets", sending.max_septets.into(), 1, 1_600, "septets"),
        ("delivery.accepted_ms", delivery.accepted_ms.into(), 0, A_DAY_MS, "milliseconds"),
        ("delivery.delivered_ms", delivery.delivered_ms.into(), 0, A_DAY_MS, "milliseconds"),
        ("verification.code_minutes", verification.code_minutes.into(), 1, 1_440, "minutes"),
        ("verification.codes_per_day", verification.codes_per_day.into(), 0, A_BILLION, "0 is no bound"),
        ("verification.tries_per_code", verification.tries_per_code.into(), 0, A_BILLION, "0 is no bound"),
        ("verification.delete_after_hours", verification.delete_after_hours.into(), 0, 8_760, "hours; 0 is none"),
        ("messages.max_rows", messages.max_rows.into(), 0, A_BILLION, "messages; 0 is no bound"),
        ("client_tokens.retention_hours", client_tokens.retention_hours.into(), 0, 87_600, "hours; 0 remembers none"),
        ("staging.deadline_s", staging.deadline_s.into(), 1, 3_600, "seconds"),
        ("requests.max_rows", requests.max_rows.into(), 0, A_BILLION, "calls; 0 is no bound"),
        ("requests.retention_days", requests.retention_days.into(), 0, 36_500, "days; 0 keeps for ever"),
        ("history.retention_days", history.retention_days.into(), 0, 36_500, "days; 0 keeps for ever"),
    ];
    bounds.extend(quotas(&settings.quotas));
    bounds
}

fn quotas(quotas: &Quotas) -> impl Iterator<Item = Bounded> + use<> {
    // Written out whole, so that a new quota can't be forgotten here.
    let Quotas {
        phone_numbers,
        pools,
        sender_ids,
        opt_out_lists,
        configuration_sets,
        event_destinations_per_configuration_set,
        protect_configurations,
        protect_number_overrides,
        verified_destination_numbers,
        registrations,
        registration_versions_per_day,
        campaigns_per_brand,
        phone_numbers_per_campaign,
        phone_numbers_per_toll_free_registration,
        registration_attachments,
        registration_attachments_per_day,
        origination_identities_per_pool,
        keywords_per_phone_number,
        keywords_per_pool,
        tags_per_resource,
        notify_configurations,
        notify_messages_to_destination,
        notify_messages_of_basic_tier,
        rcs_agents,
        calls_to_recipient,
        calls_of_sandbox,
    } = *quotas;
    let all = [
        ("quotas.phone_numbers", phone_numbers),
        ("quotas.pools", pools),
        ("quotas.sender_ids", sender_ids),
        ("quotas.opt_out_lists", opt_out_lists),
        ("quotas.configuration_sets", configuration_sets),
        ("quotas.event_destinations_per_configuration_set", event_destinations_per_configuration_set),
        ("quotas.protect_configurations", protect_configurations),
        ("quotas.protect_number_overrides", protect_number_overrides),
        ("quotas.verified_destination_numbers", verified_destination_numbers),
        ("quotas.registrations", registrations),
        ("quotas.registration_versions_per_day", registration_versions_per_day),
        ("quotas.campaigns_per_brand", campaigns_per_brand),
        ("quotas.phone_numbers_per_campaign", phone_numbers_per_campaign),
        ("quotas.phone_numbers_per_toll_free_registration", phone_numbers_per_toll_free_registration),
        ("quotas.registration_attachments", registration_attachments),
        ("quotas.registration_attachments_per_day", registration_attachments_per_day),
        ("quotas.origination_identities_per_pool", origination_identities_per_pool),
        ("quotas.keywords_per_phone_number", keywords_per_phone_number),
        ("quotas.keywords_per_pool", keywords_per_pool),
        ("quotas.tags_per_resource", tags_per_resource),
        ("quotas.notify_configurations", notify_configurations),
        ("quotas.notify_messages_to_destination", notify_messages_to_destination),
        ("quotas.notify_messages_of_basic_tier", notify_messages_of_basic_tier),
        ("quotas.rcs_agents", rcs_agents),
        ("quotas.calls_to_recipient", calls_to_recipient),
        ("quotas.calls_of_sandbox", calls_of_sandbox),
    ];
    all.into_iter().map(|(name, most)| (name, most.into(), 0, A_BILLION, "0 turns it off"))
}

fn check_credentials(settings: &Settings) -> Result<(), SettingsError> {
    let mut places = HashMap::new();
    for (number, credential) in settings.credentials()?.iter().enumerate() {
        let is_listed = number < settings.auth.credentials.len();
        let place = if is_listed { format!("auth.credentials[{number}]") } else { "auth".to_owned() };
        check_credential(credential).map_err(|SettingsError(cause)| SettingsError(format!("{place}.{cause}")))?;
        if let Some(twin) = places.insert(credential.access_key_id.clone(), place.clone()) {
            return Err(SettingsError(format!(
                "{place}.access_key_id: {twin} has the same access key: keep one of the two"
            )));
        }
    }
    Ok(())
}

/// Refuses what no client could sign with. The sentence begins with the member's name.
fn check_credential(credential: &Credential) -> Result<(), SettingsError> {
    let Credential { access_key_id, secret_access_key, session_token, user, .. } = credential;
    let refuse = |text: &str| Err(SettingsError(text.to_owned()));
    credential.account()?;
    // The Authorization header divides at slashes, commas and spaces.
    if access_key_id.is_empty() || !access_key_id.bytes().all(|b| b.is_ascii_graphic() && b != b'/' && b != b',') {
        return refuse(
            "access_key_id: nobody could sign with it: write visible ASCII characters without space, comma and slash",
        );
    }
    let secret = secret_access_key.expose();
    if secret.is_empty() || secret.chars().any(char::is_control) {
        return refuse("secret_access_key: nobody could sign with it: it must not be empty or hold a line break");
    }
    // It is the value of a header, whose ends and runs of spaces signatures don't cover.
    if let Some(token) = session_token.as_ref().map(super::SecretText::expose)
        && (token.is_empty()
            || token.trim() != token
            || token.contains("  ")
            || !token.bytes().all(|b| b.is_ascii_graphic() || b == b' '))
    {
        return refuse("session_token: nobody could send it: write visible ASCII characters, or leave it out");
    }
    // Documented: the characters of an IAM user's name; a path may stand before it.
    if let Some(user) = user
        && (user.is_empty() || !user.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-/".contains(&b)))
    {
        return refuse("user: no IAM user is called so: write letters, digits and _+=,.@-/, or leave it out");
    }
    credential.identity_policy()?;
    Ok(())
}
