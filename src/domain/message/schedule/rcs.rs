//! What happens to an RCS message.
//!
//! Assumed (MD13): which status goes with which type, and the sequences. A text's failures are RCS's FAILED.

use time::Duration;

use super::{Delivery, Scheduled, Sent, disturb, last, step, twice};
use crate::domain::message::{
    event::MessageStatus,
    handset::{Handset, Outcome, Rcs},
};

/// How long after it arrived a message is read. Assumed (M7.3).
const READ_AFTER: Duration = Duration::seconds(1);

/// The events of an RCS message, in their sequence.
pub(super) fn events(sent: &Sent, handset: &Handset, delivery: &Delivery) -> Vec<Scheduled> {
    let mut events = planned(sent, handset, delivery);
    disturb(&mut events, handset);
    told(events, handset, delivery)
}

/// What happens by itself, at a rule's times.
pub(super) fn planned(sent: &Sent, handset: &Handset, delivery: &Delivery) -> Vec<Scheduled> {
    let mut events = course(sent, handset, delivery);
    if let (Some(after), Some(last)) = (handset.after, events.last_mut()) {
        last.after = after;
        for event in &mut events {
            event.after = event.after.min(after);
        }
    }
    let delivered = events.iter().position(|event| event.status == MessageStatus::Delivered);
    // Documented: what isn't delivered in time is revoked.
    if let (Some(place), Some(time_to_live)) = (delivered, sent.time_to_live)
        && events[place].after > time_to_live
    {
        events.truncate(place);
        events.retain(|event| event.after <= time_to_live);
        events.push(last(MessageStatus::TtlExpirationRevoked, time_to_live));
    }
    events
}

/// With what is told beside what happens.
pub(super) fn told(mut events: Vec<Scheduled>, handset: &Handset, delivery: &Delivery) -> Vec<Scheduled> {
    if delivery.verbose {
        events.insert(0, step(MessageStatus::Queued, Duration::ZERO));
    }
    twice(events, handset, delivery)
}

fn course(sent: &Sent, handset: &Handset, delivery: &Delivery) -> Vec<Scheduled> {
    let accepted = delivery.accepted;
    if sent.is_filtered && handset.suspicious {
        return vec![last(MessageStatus::ProtectBlocked, accepted)];
    }
    match handset.rcs {
        Rcs::NotCapable => return vec![last(MessageStatus::Undeliverable, accepted)],
        Rcs::Rejected => return vec![last(MessageStatus::Rejected, accepted)],
        Rcs::Capable | Rcs::Read => {}
    }
    let on_its_way = step(MessageStatus::Pending, accepted);
    match handset.outcome {
        Outcome::Silent | Outcome::Pending | Outcome::TtlExpired => {
            let expired = sent.time_to_live.map(|after| last(MessageStatus::TtlExpirationRevoked, after.max(accepted)));
            [on_its_way].into_iter().chain(expired).collect()
        }
        Outcome::Invalid
        | Outcome::InvalidMessage
        | Outcome::Unreachable
        | Outcome::CarrierUnreachable
        | Outcome::Blocked
        | Outcome::CarrierBlocked
        | Outcome::Spam
        | Outcome::Unknown
        | Outcome::Failed => vec![last(MessageStatus::Undeliverable, accepted)],
        Outcome::Delivered
        | Outcome::Successful
        | Outcome::Completed
        | Outcome::FileInaccessible
        | Outcome::FileTypeUnsupported
        | Outcome::FileSizeExceeded
        | Outcome::Busy
        | Outcome::NoAnswer => {
            let delivered = delivery.delivered.max(accepted);
            let read = (handset.rcs == Rcs::Read).then(|| last(MessageStatus::Read, delivered + READ_AFTER));
            [on_its_way, last(MessageStatus::Delivered, delivered)].into_iter().chain(read).collect()
        }
    }
}
