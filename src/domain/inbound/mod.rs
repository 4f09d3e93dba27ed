//! What a text from a phone causes: the keyword that it is, who opts out or in, what is replied, and whether it is published.
//!
//! Assumed (MD20): the order of the steps, and that nobody is told of HELP, STOP and the opt-out words while callsign acts on them.

use serde::{Deserialize, Serialize};

use super::keyword::{Keywords, Response, STOP};
use crate::model::{keyword::KeywordAction, phone_number::NumberType};

pub mod interaction;
pub mod matching;
pub mod record;

use matching::{Found, find};

/// What a deployment may set about what comes in.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Inbound {
    /// Whether HELP, STOP and the opt-out words are published while callsign acts on them, too.
    pub publish_opt_out_words: bool,
}

/// The longest text that comes in, in characters. Assumed: as long as one that is sent.
pub const LONGEST: usize = 1_600;

/// Settings of the number that is written to: its pool's, where it is in one. Documented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether it is a toll-free number of the US, whose carriers act on STOP themselves. Documented.
    pub has_network_opt_out: bool,
    /// SelfManagedOptOutsEnabled.
    pub self_managed_opt_outs_enabled: bool,
    /// TwoWayEnabled.
    pub two_way_enabled: bool,
}

/// Whether the carriers of a number act on STOP themselves. Documented: of toll-free numbers of the US.
#[must_use]
pub fn has_network_opt_out(number_type: NumberType, iso_country_code: &str) -> bool {
    number_type == NumberType::TollFree && iso_country_code == "US"
}

/// What a text does to an opt-out list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptOut {
    /// Its sender goes on the list, as one who asked for it himself.
    Added,
    /// Its sender leaves the list. Assumed: whenever he left it before, since he asks for it himself.
    Removed,
}

/// What a text causes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Effect {
    /// The keyword that it is, if it is one.
    pub keyword: Option<String>,
    /// What the keyword does, if anything is done.
    pub action: Option<KeywordAction>,
    /// What happens to the opt-out list.
    pub opt_out: Option<OptOut>,
    /// Whether the carriers block the number for its sender from now on, or don't any more; `None`: as before.
    pub is_network_opted_out: Option<bool>,
    /// What is sent back.
    pub reply: Option<String>,
    /// Whether it goes to the two-way channel.
    pub is_published: bool,
}

/// What a text causes at a number with these keywords.
#[must_use]
pub fn effect(body: &str, keywords: &Keywords, settings: Settings, inbound: Inbound) -> Effect {
    let network = network_opt_out(body).filter(|_| settings.has_network_opt_out);
    if network == Some(true) {
        return stopped_by_carrier(settings);
    }
    let found = find(body, keywords);
    let is_managed = !settings.self_managed_opt_outs_enabled;
    let is_of_callsign = found.as_ref().is_some_and(Found::is_of_callsign);
    // Documented: where opt-outs are self-managed, HELP and STOP go to the topic, and nothing else happens.
    let response = found.as_ref().map(Found::response).filter(|_| is_managed || !is_of_callsign);
    let is_told = !is_of_callsign || !is_managed || inbound.publish_opt_out_words;
    Effect {
        keyword: found.as_ref().map(|found| found.word().to_owned()),
        action: response.map(|response| response.action),
        opt_out: response.and_then(|response| match response.action {
            KeywordAction::OptOut => Some(OptOut::Added),
            KeywordAction::OptIn => Some(OptOut::Removed),
            KeywordAction::AutomaticResponse => None,
        }),
        is_network_opted_out: network,
        reply: response.map(|Response { message, .. }| message.clone()),
        is_published: settings.two_way_enabled && is_told,
    }
}

/// What the carriers of a toll-free number make of a text: `true` for STOP, `false` for what takes that back. Documented.
fn network_opt_out(body: &str) -> Option<bool> {
    let is = |word: &str| body.trim().eq_ignore_ascii_case(word);
    if is(STOP) { Some(true) } else { (is("UNSTOP") || is("START")).then_some(false) }
}

/// Documented: the carriers answer in their own words, so that nothing is sent back. Assumed (M12.6): the list is as after any
/// STOP, and nothing is published.
fn stopped_by_carrier(settings: Settings) -> Effect {
    let is_managed = !settings.self_managed_opt_outs_enabled;
    Effect {
        keyword: Some(STOP.to_owned()),
        action: is_managed.then_some(KeywordAction::OptOut),
        opt_out: is_managed.then_some(OptOut::Added),
        is_network_opted_out: Some(true),
        ..Effect::default()
    }
}
