//! What happens to an RCS message in whose stead a text, or files, are sent where it isn't delivered.
//!
//! Assumed (MD13): the sequence. Documented: the one receipt is that of the final channel, so that only its last event is final.

use time::Duration;

use super::{Delivery, Scheduled, Sent, events, rcs, step};
use crate::{
    domain::message::{channel::Channel, event::MessageStatus, handset::Handset, recipient::Protection},
    model::protect_configuration::ProtectStatus,
};

/// How long a text that an agent of a pool carries is waited for. Documented.
pub const NO_SIGN: Duration = Duration::seconds(25);

/// What is sent in the stead of an RCS message.
#[derive(Clone, Copy, Debug)]
pub struct Instead<'m> {
    /// As what. Its time to live counts from when it is sent, but where there is a `within`: from acceptance.
    pub sent: Sent<'m>,
    /// How long a sign of delivery is waited for; `None`: until the RCS message has failed or expired.
    pub within: Option<Duration>,
}

/// How a message ends that isn't sent in the stead of an RCS message; `None` if it is. Assumed (M6): that is judged at the moment at
/// which it would be sent, as any send is, opt-outs first; and who opted out ends it as BLOCKED.
#[must_use]
pub fn refused(
    channel: Channel,
    is_opted_out: bool,
    protection: Option<&Protection>,
    is_suspicious: bool,
) -> Option<MessageStatus> {
    if is_opted_out {
        return Some(MessageStatus::Blocked);
    }
    let is_dropped = match protection?.status(channel) {
        ProtectStatus::Block => true,
        ProtectStatus::Filter => is_suspicious,
        ProtectStatus::Allow | ProtectStatus::Monitor => false,
    };
    is_dropped.then_some(MessageStatus::ProtectBlocked)
}

/// The events of what is sent in the stead of a message that falls back by hand, counted from then. Assumed: they are those of
/// one that is sent at that moment.
#[must_use]
pub fn by_hand(instead: &Instead, handset: &Handset, delivery: &Delivery) -> Vec<Scheduled> {
    events(&instead.sent, handset, delivery)
}

/// The events of a message, and at which place those begin of what is sent in its stead, if it is.
#[must_use]
pub fn with_instead(
    sent: &Sent,
    instead: Option<&Instead>,
    handset: &Handset,
    delivery: &Delivery,
) -> (Vec<Scheduled>, Option<usize>) {
    let Some(instead) = instead else { return (events(sent, handset, delivery), None) };
    let Some((own, at)) = falls_back(rcs::planned(sent, handset, delivery), instead.within) else {
        return (events(sent, handset, delivery), None);
    };
    let mut all = rcs::told(own, handset, delivery);
    all.push(step(MessageStatus::FallenBackToSms, at));
    let place = all.len();
    // The rule's time is that of the last event of all.
    let handset =
        Handset { after: handset.after.filter(|after| *after > at).map(|after| after - at), ..handset.clone() };
    let passed = if instead.within.is_some() { at } else { Duration::ZERO };
    let time_to_live = instead.sent.time_to_live.map(|time| (time - passed).max(Duration::ZERO));
    let later = events(&Sent { time_to_live, ..instead.sent }, &handset, delivery);
    all.extend(later.into_iter().map(|event| Scheduled { after: event.after + at, ..event }));
    (all, Some(place))
}

/// What happens to an RCS message until it falls back, and when it does; `None` if it doesn't. Documented: it does where it fails or
/// expires, or where 25 seconds bring no sign of delivery. Assumed: a text that expires as a whole before that has expired, and what
/// a protect configuration drops is sent by no other way.
fn falls_back(mut own: Vec<Scheduled>, within: Option<Duration>) -> Option<(Vec<Scheduled>, Duration)> {
    let is_sign = |event: &Scheduled| {
        matches!(
            event.status,
            MessageStatus::Delivered
                | MessageStatus::Undeliverable
                | MessageStatus::Rejected
                | MessageStatus::TtlExpirationRevoked
                | MessageStatus::ProtectBlocked
        )
    };
    let is_in_time = |event: &Scheduled| within.is_none_or(|within| event.after <= within);
    if let Some(sign) = own.iter_mut().find(|event| is_sign(event) && is_in_time(event)) {
        let fails = matches!(sign.status, MessageStatus::Undeliverable | MessageStatus::Rejected);
        let expires = sign.status == MessageStatus::TtlExpirationRevoked && within.is_none();
        sign.is_final = false;
        let at = sign.after;
        return (fails || expires).then_some((own, at));
    }
    let at = within?;
    own.retain(|event| event.after <= at && !is_sign(event));
    Some((own, at))
}
