//! What happens to a message when: its events, all of them known at acceptance.
//!
//! Assumed (MD11): the sequences, where no capture shows one.

use time::Duration;

use super::{
    channel::Channel,
    cost::Call,
    event::MessageStatus,
    handset::{Handset, Outcome},
};

mod instead;
mod rcs;

pub use instead::{Instead, NO_SIGN, by_hand, refused, with_instead};

/// How long what happens takes (`delivery`, `events` in the settings).
#[derive(Clone, Copy, Debug)]
pub struct Delivery {
    /// Until the carrier has a message. Observed: AWS's sample.
    pub accepted: Duration,
    /// Until the phone has it. Observed: AWS's sample.
    pub delivered: Duration,
    /// Whether QUEUED and PENDING are told.
    pub verbose: bool,
    /// Whether each event comes twice. Observed: receipts may.
    pub duplicate_receipts: bool,
}

impl Default for Delivery {
    fn default() -> Self {
        Self {
            accepted: Duration::milliseconds(350),
            delivered: Duration::milliseconds(2800),
            verbose: false,
            duplicate_receipts: false,
        }
    }
}

/// A message, as far as what happens to it depends on it.
#[derive(Clone, Copy, Debug)]
pub struct Sent<'m> {
    /// As what it was sent.
    pub channel: Channel,
    /// Whether it was sent from a short code, whose carriers give no receipts. Observed.
    pub from_short_code: bool,
    /// How long it may take to be handed over; `None`: as long as it takes. Documented: RCS messages don't expire by themselves.
    pub time_to_live: Option<Duration>,
    /// The call that it makes, if it is one.
    pub call: Option<Call>,
    /// The files that it carries.
    pub media_urls: &'m [String],
    /// Whether a protect configuration drops it if it is suspicious.
    pub is_filtered: bool,
    /// Whether the person opted out with the carrier itself.
    pub is_network_opted_out: bool,
}

/// Something that happens to a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scheduled {
    /// What.
    pub status: MessageStatus,
    /// When, counted from acceptance.
    pub after: Duration,
    /// Whether it says the last word.
    pub is_final: bool,
}

/// How long a message may take if nobody says. Documented: 72 hours, and that is how long a receipt is waited for.
pub const DEFAULT_TIME_TO_LIVE: Duration = Duration::hours(72);

/// The events of a message, in their sequence, none before the one in front of it.
#[must_use]
pub fn events(sent: &Sent, handset: &Handset, delivery: &Delivery) -> Vec<Scheduled> {
    if sent.channel == Channel::Rcs {
        return rcs::events(sent, handset, delivery);
    }
    let mut events = course(sent, handset, delivery);
    if let (Some(after), Some(last)) = (handset.after, events.last_mut()) {
        last.after = after;
        for event in &mut events {
            event.after = event.after.min(after);
        }
    }
    // Documented: what isn't handed over in time has expired.
    if let (Some(first), Some(time_to_live)) = (events.first(), sent.time_to_live)
        && first.after > time_to_live
        && handset.outcome != Outcome::Pending
    {
        events = vec![last(MessageStatus::TtlExpired, time_to_live)];
    }
    disturb(&mut events, handset);
    if delivery.verbose && sent.channel != Channel::Voice {
        let is_pending = |event: &Scheduled| event.status == MessageStatus::Pending;
        let mut before = vec![step(MessageStatus::Queued, Duration::ZERO)];
        if !events.iter().any(is_pending) {
            before.push(step(MessageStatus::Pending, Duration::ZERO));
        }
        events.splice(0..0, before);
    }
    twice(events, handset, delivery)
}

/// Lets the last two change places where the phone's rule says so.
fn disturb(events: &mut [Scheduled], handset: &Handset) {
    if let (true, [.., before, last]) = (handset.out_of_order, events) {
        std::mem::swap(&mut before.after, &mut last.after);
        std::mem::swap(before, last);
    }
}

/// Each event twice where somebody wants that.
fn twice(events: Vec<Scheduled>, handset: &Handset, delivery: &Delivery) -> Vec<Scheduled> {
    if delivery.duplicate_receipts || handset.duplicate_receipts {
        return events.into_iter().flat_map(|event| [event, event]).collect();
    }
    events
}

/// When what isn't a matter of RCS expires.
fn expiry(sent: &Sent) -> Duration {
    sent.time_to_live.unwrap_or(DEFAULT_TIME_TO_LIVE)
}

/// What happens by itself, before a rule's times and disorder.
fn course(sent: &Sent, handset: &Handset, delivery: &Delivery) -> Vec<Scheduled> {
    if sent.channel == Channel::Voice {
        return call(sent, handset.outcome, delivery.accepted);
    }
    let status = if sent.is_filtered && handset.suspicious {
        MessageStatus::ProtectBlocked
    } else if sent.channel == Channel::Media && !sent.media_urls.iter().all(|url| has_known_type(url)) {
        MessageStatus::FileTypeUnsupported
    } else if sent.is_network_opted_out {
        MessageStatus::CarrierBlocked
    } else {
        match (handset.outcome, sent.channel) {
            (Outcome::Successful, _) => MessageStatus::Successful,
            (Outcome::Silent, _) => {
                return vec![
                    step(MessageStatus::Successful, delivery.accepted),
                    last(MessageStatus::Unknown, DEFAULT_TIME_TO_LIVE),
                ];
            }
            (Outcome::Pending, _) => return vec![step(MessageStatus::Pending, delivery.accepted)],
            (Outcome::TtlExpired, _) => return vec![last(MessageStatus::TtlExpired, expiry(sent))],
            (Outcome::Invalid, _) => MessageStatus::Invalid,
            (Outcome::InvalidMessage, _) => MessageStatus::InvalidMessage,
            (Outcome::Unreachable, _) => MessageStatus::Unreachable,
            (Outcome::CarrierUnreachable, _) => MessageStatus::CarrierUnreachable,
            (Outcome::Blocked, _) => MessageStatus::Blocked,
            (Outcome::CarrierBlocked, _) => MessageStatus::CarrierBlocked,
            (Outcome::Spam, _) => MessageStatus::Spam,
            (Outcome::Unknown, _) => MessageStatus::Unknown,
            (Outcome::FileInaccessible, Channel::Media) => MessageStatus::FileInaccessible,
            (Outcome::FileTypeUnsupported, Channel::Media) => MessageStatus::FileTypeUnsupported,
            (Outcome::FileSizeExceeded, Channel::Media) => MessageStatus::FileSizeExceeded,
            _ if sent.from_short_code => MessageStatus::Successful,
            _ => {
                return vec![
                    step(MessageStatus::Successful, delivery.accepted),
                    last(MessageStatus::Delivered, delivery.delivered.max(delivery.accepted)),
                ];
            }
        }
    };
    vec![last(status, delivery.accepted)]
}

/// What happens to a call. Assumed (MD14): the times; that a text's failures are a call's FAILED, and that without a receipt there
/// is no answer.
fn call(sent: &Sent, outcome: Outcome, accepted: Duration) -> Vec<Scheduled> {
    let initiated = step(MessageStatus::Initiated, accepted);
    let ringing = step(MessageStatus::Ringing, accepted + Duration::seconds(1));
    let answered = accepted + Duration::seconds(3);
    match outcome {
        Outcome::Delivered
        | Outcome::Successful
        | Outcome::Completed
        | Outcome::FileInaccessible
        | Outcome::FileTypeUnsupported
        | Outcome::FileSizeExceeded => {
            let spoken = Duration::seconds(sent.call.map_or(0, |call| call.seconds).into());
            let completed = last(MessageStatus::Completed, answered + spoken);
            vec![initiated, ringing, step(MessageStatus::Answered, answered), completed]
        }
        Outcome::Silent | Outcome::NoAnswer => vec![initiated, ringing, last(MessageStatus::NoAnswer, answered)],
        Outcome::Pending => vec![initiated, ringing],
        Outcome::TtlExpired => vec![last(MessageStatus::TtlExpired, expiry(sent))],
        Outcome::Busy => vec![initiated, last(MessageStatus::Busy, ringing.after)],
        Outcome::Spam => vec![initiated, last(MessageStatus::Spam, ringing.after)],
        Outcome::Invalid
        | Outcome::InvalidMessage
        | Outcome::Unreachable
        | Outcome::CarrierUnreachable
        | Outcome::Blocked
        | Outcome::CarrierBlocked
        | Outcome::Unknown
        | Outcome::Failed => vec![initiated, last(MessageStatus::Failed, ringing.after)],
    }
}

/// When the phone has a text or its files, counted from acceptance; `None` if it never does, or nobody is told. Assumed: what its
/// carrier gives no receipt for arrives when the carrier has it.
#[must_use]
pub fn arrival(channel: Channel, events: &[Scheduled]) -> Option<Duration> {
    let arrives = |event: &&Scheduled| {
        event.status == MessageStatus::Delivered || (event.status == MessageStatus::Successful && event.is_final)
    };
    events.iter().find(arrives).map(|event| event.after).filter(|_| channel != Channel::Voice)
}

fn step(status: MessageStatus, after: Duration) -> Scheduled {
    Scheduled { status, after, is_final: false }
}

fn last(status: MessageStatus, after: Duration) -> Scheduled {
    Scheduled { status, after, is_final: true }
}

/// Endings of the files that can be sent. Documented: the media types; Assumed (MD22): that they show in the name, since nothing is
/// fetched.
const FILE_TYPES: [&str; 18] = [
    "gif", "jpg", "jpeg", "png", "tif", "tiff", "3gp", "3g2", "amr", "m4a", "mp3", "mp4", "ogg", "mov", "webm", "ics",
    "vcf", "pdf",
];

fn has_known_type(url: &str) -> bool {
    let file = url.rsplit('/').next().unwrap_or_default();
    let ending = file.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| FILE_TYPES.contains(&ending.as_str()))
}
