//! What happens to a message when.

use callsign::domain::message::{
    channel::Channel,
    cost::Call,
    event::MessageStatus,
    handset::{Handset, Outcome, Rcs},
    schedule::{DEFAULT_TIME_TO_LIVE, Delivery, Sent, events},
};
use time::Duration;

fn sent(channel: Channel) -> Sent<'static> {
    Sent {
        channel,
        from_short_code: false,
        time_to_live: (channel != Channel::Rcs).then_some(DEFAULT_TIME_TO_LIVE),
        call: (channel == Channel::Voice).then_some(Call { seconds: 12, minutes: 1 }),
        media_urls: &[],
        is_filtered: false,
        is_network_opted_out: false,
    }
}

fn ends(outcome: Outcome) -> Handset {
    Handset { outcome, ..Handset::default() }
}

/// The events in one line: each as its type and its milliseconds, the final ones with a `!`.
fn line(sent: &Sent, handset: &Handset, delivery: &Delivery) -> String {
    let events = events(sent, handset, delivery);
    let word = |event: &callsign::domain::message::schedule::Scheduled| {
        let last = if event.is_final { "!" } else { "" };
        format!("{}{last}@{}", event.status.event_type(sent.channel), event.after.whole_milliseconds())
    };
    events.iter().map(word).collect::<Vec<_>>().join(" ")
}

fn usual(sent: &Sent, handset: &Handset) -> String {
    line(sent, handset, &Delivery::default())
}

const DELIVERED: &str = "TEXT_SUCCESSFUL@350 TEXT_DELIVERED!@2800";

#[test]
fn a_text_is_accepted_by_the_carrier_then_by_the_phone() {
    assert_eq!(usual(&sent(Channel::Text), &Handset::default()), DELIVERED);
    let media = usual(&sent(Channel::Media), &Handset::default());
    assert_eq!(media, "MEDIA_SUCCESSFUL@350 MEDIA_DELIVERED!@2800");
}

#[test]
fn a_short_code_gets_no_receipt() {
    let sent = Sent { from_short_code: true, ..sent(Channel::Text) };
    assert_eq!(usual(&sent, &Handset::default()), "TEXT_SUCCESSFUL!@350");
    assert_eq!(usual(&sent, &ends(Outcome::Blocked)), "TEXT_BLOCKED!@350");
}

#[test]
fn each_outcome_of_a_text_has_its_sequence() {
    let hours = 72 * 60 * 60 * 1000;
    for (outcome, expected) in [
        (Outcome::Successful, "TEXT_SUCCESSFUL!@350".to_owned()),
        (Outcome::Blocked, "TEXT_BLOCKED!@350".to_owned()),
        (Outcome::CarrierBlocked, "TEXT_CARRIER_BLOCKED!@350".to_owned()),
        (Outcome::Spam, "TEXT_SPAM!@350".to_owned()),
        (Outcome::Invalid, "TEXT_INVALID!@350".to_owned()),
        (Outcome::InvalidMessage, "TEXT_INVALID_MESSAGE!@350".to_owned()),
        (Outcome::Unreachable, "TEXT_UNREACHABLE!@350".to_owned()),
        (Outcome::CarrierUnreachable, "TEXT_CARRIER_UNREACHABLE!@350".to_owned()),
        (Outcome::Unknown, "TEXT_UNKNOWN!@350".to_owned()),
        (Outcome::Silent, format!("TEXT_SUCCESSFUL@350 TEXT_UNKNOWN!@{hours}")),
        (Outcome::Pending, "TEXT_PENDING@350".to_owned()),
        (Outcome::TtlExpired, format!("TEXT_TTL_EXPIRED!@{hours}")),
        (Outcome::Busy, DELIVERED.to_owned()),
        (Outcome::FileSizeExceeded, DELIVERED.to_owned()),
    ] {
        assert_eq!(usual(&sent(Channel::Text), &ends(outcome)), expected, "{outcome}");
    }
}

#[test]
fn what_is_not_handed_over_within_its_time_to_live_has_expired() {
    let sent = Sent { time_to_live: Some(Duration::seconds(5)), ..sent(Channel::Text) };
    assert_eq!(usual(&sent, &ends(Outcome::TtlExpired)), "TEXT_TTL_EXPIRED!@5000");
    let slow = Delivery { accepted: Duration::seconds(6), ..Delivery::default() };
    assert_eq!(line(&sent, &Handset::default(), &slow), "TEXT_TTL_EXPIRED!@5000");
    let late = Handset { after: Some(Duration::seconds(60)), ..Handset::default() };
    assert_eq!(usual(&sent, &late), "TEXT_SUCCESSFUL@350 TEXT_DELIVERED!@60000");
    let late = Handset { after: Some(Duration::seconds(60)), ..ends(Outcome::Spam) };
    assert_eq!(usual(&sent, &late), "TEXT_TTL_EXPIRED!@5000");
}

#[test]
fn a_filter_drops_what_is_suspicious_and_nothing_else() {
    let suspicious = Handset { suspicious: true, ..Handset::default() };
    let filtered = Sent { is_filtered: true, ..sent(Channel::Text) };
    assert_eq!(usual(&filtered, &suspicious), "TEXT_PROTECT_BLOCKED!@350");
    assert_eq!(usual(&filtered, &Handset::default()), DELIVERED);
    assert_eq!(usual(&sent(Channel::Text), &suspicious), DELIVERED);
    let media = Sent { is_filtered: true, ..sent(Channel::Media) };
    assert_eq!(usual(&media, &suspicious), "MEDIA_BLOCKED!@350");
}

#[test]
fn an_opt_out_with_the_carrier_ends_a_text_there() {
    let sent = Sent { is_network_opted_out: true, ..sent(Channel::Text) };
    assert_eq!(usual(&sent, &Handset::default()), "TEXT_CARRIER_BLOCKED!@350");
}

#[test]
fn a_file_of_an_unknown_type_is_not_sent() {
    for (url, expected) in [
        ("s3://bucket/a.gif", "MEDIA_SUCCESSFUL@350 MEDIA_DELIVERED!@2800"),
        ("s3://bucket/folder/A.PDF", "MEDIA_SUCCESSFUL@350 MEDIA_DELIVERED!@2800"),
        ("s3://bucket/a.exe", "MEDIA_FILE_TYPE_UNSUPPORTED!@350"),
        ("s3://bucket/folder.gif/a", "MEDIA_FILE_TYPE_UNSUPPORTED!@350"),
        ("s3://bucket/gif", "MEDIA_FILE_TYPE_UNSUPPORTED!@350"),
    ] {
        let urls = [url.to_owned()];
        assert_eq!(usual(&Sent { media_urls: &urls, ..sent(Channel::Media) }, &Handset::default()), expected, "{url}");
    }
    for outcome in [Outcome::FileInaccessible, Outcome::FileTypeUnsupported, Outcome::FileSizeExceeded] {
        assert_eq!(usual(&sent(Channel::Media), &ends(outcome)), format!("MEDIA_{outcome}!@350"));
    }
}

#[test]
fn each_outcome_of_a_call_has_its_sequence() {
    let completed = "VOICE_INITIATED@350 VOICE_RINGING@1350 VOICE_ANSWERED@3350 VOICE_COMPLETED!@15350";
    for (outcome, expected) in [
        (Outcome::Delivered, completed),
        (Outcome::Completed, completed),
        (Outcome::Busy, "VOICE_INITIATED@350 VOICE_BUSY!@1350"),
        (Outcome::NoAnswer, "VOICE_INITIATED@350 VOICE_RINGING@1350 VOICE_NO_ANSWER!@3350"),
        (Outcome::Silent, "VOICE_INITIATED@350 VOICE_RINGING@1350 VOICE_NO_ANSWER!@3350"),
        (Outcome::Failed, "VOICE_INITIATED@350 VOICE_FAILED!@1350"),
        (Outcome::Blocked, "VOICE_INITIATED@350 VOICE_FAILED!@1350"),
        (Outcome::Spam, "VOICE_INITIATED@350 VOICE_FAILED!@1350"),
        (Outcome::Pending, "VOICE_INITIATED@350 VOICE_RINGING@1350"),
        (Outcome::TtlExpired, "VOICE_TTL_EXPIRED!@259200000"),
    ] {
        assert_eq!(usual(&sent(Channel::Voice), &ends(outcome)), expected, "{outcome}");
    }
}

#[test]
fn verbose_events_come_first_and_calls_have_none() {
    let verbose = Delivery { verbose: true, ..Delivery::default() };
    let told = line(&sent(Channel::Text), &Handset::default(), &verbose);
    assert_eq!(told, format!("TEXT_QUEUED@0 TEXT_PENDING@0 {DELIVERED}"));
    let pending = line(&sent(Channel::Text), &ends(Outcome::Pending), &verbose);
    assert_eq!(pending, "TEXT_QUEUED@0 TEXT_PENDING@350");
    assert!(line(&sent(Channel::Voice), &Handset::default(), &verbose).starts_with("VOICE_INITIATED"));
}

#[test]
fn receipts_may_come_twice_by_rule_or_by_setting() {
    let twice = "TEXT_SUCCESSFUL@350 TEXT_SUCCESSFUL@350 TEXT_DELIVERED!@2800 TEXT_DELIVERED!@2800";
    let by_rule = Handset { duplicate_receipts: true, ..Handset::default() };
    assert_eq!(usual(&sent(Channel::Text), &by_rule), twice);
    let by_setting = Delivery { duplicate_receipts: true, ..Delivery::default() };
    assert_eq!(line(&sent(Channel::Text), &Handset::default(), &by_setting), twice);
}

#[test]
fn the_last_two_events_may_change_places() {
    let out_of_order = Handset { out_of_order: true, ..Handset::default() };
    assert_eq!(usual(&sent(Channel::Text), &out_of_order), "TEXT_DELIVERED!@350 TEXT_SUCCESSFUL@2800");
    let alone = Handset { out_of_order: true, ..ends(Outcome::Spam) };
    assert_eq!(usual(&sent(Channel::Text), &alone), "TEXT_SPAM!@350");
}

#[test]
fn a_rule_says_when_the_last_event_comes_and_nothing_is_later() {
    let early = Handset { after: Some(Duration::milliseconds(100)), ..Handset::default() };
    assert_eq!(usual(&sent(Channel::Text), &early), "TEXT_SUCCESSFUL@100 TEXT_DELIVERED!@100");
    let at_once = Delivery { accepted: Duration::ZERO, delivered: Duration::ZERO, ..Delivery::default() };
    let told = line(&sent(Channel::Text), &Handset::default(), &at_once);
    assert_eq!(told, "TEXT_SUCCESSFUL@0 TEXT_DELIVERED!@0");
}

#[test]
fn what_happens_to_an_rcs_message_is_a_matter_of_the_phone() {
    let phone = |rcs| Handset { rcs, ..Handset::default() };
    let rcs = sent(Channel::Rcs);
    assert_eq!(usual(&rcs, &Handset::default()), "RCS_FAILED!@350");
    assert_eq!(usual(&rcs, &phone(Rcs::Rejected)), "RCS_FAILED!@350");
    assert_eq!(usual(&rcs, &phone(Rcs::Capable)), "RCS_SENT@350 RCS_DELIVERED!@2800");
    assert_eq!(usual(&rcs, &phone(Rcs::Read)), "RCS_SENT@350 RCS_DELIVERED!@2800 RCS_READ!@3800");
    for outcome in [Outcome::Blocked, Outcome::Spam, Outcome::Unreachable, Outcome::Unknown] {
        assert_eq!(usual(&rcs, &Handset { outcome, ..phone(Rcs::Capable) }), "RCS_FAILED!@350", "{outcome}");
    }
    let filtered = Sent { is_filtered: true, ..rcs };
    let suspicious = Handset { suspicious: true, ..phone(Rcs::Capable) };
    assert_eq!(usual(&filtered, &suspicious), "RCS_PROTECT_BLOCKED!@350");
    assert_eq!(usual(&rcs, &suspicious), "RCS_SENT@350 RCS_DELIVERED!@2800");
    let verbose = Delivery { verbose: true, ..Delivery::default() };
    assert_eq!(line(&rcs, &phone(Rcs::Capable), &verbose), "RCS_QUEUED@0 RCS_SENT@350 RCS_DELIVERED!@2800");
}

#[test]
fn an_rcs_message_expires_only_if_it_was_given_a_time() {
    let pending = Handset { rcs: Rcs::Capable, ..ends(Outcome::Pending) };
    let forever = sent(Channel::Rcs);
    let timed = |seconds| Sent { time_to_live: Some(Duration::seconds(seconds)), ..sent(Channel::Rcs) };
    for outcome in [Outcome::Pending, Outcome::Silent, Outcome::TtlExpired] {
        let phone = Handset { outcome, ..pending.clone() };
        assert_eq!(usual(&forever, &phone), "RCS_SENT@350", "{outcome}");
        assert_eq!(usual(&timed(60), &phone), "RCS_SENT@350 RCS_TTL_EXPIRED!@60000", "{outcome}");
    }
    let capable = Handset { rcs: Rcs::Read, ..Handset::default() };
    assert_eq!(usual(&timed(2), &capable), "RCS_SENT@350 RCS_TTL_EXPIRED!@2000");
    assert_eq!(usual(&timed(3), &capable), "RCS_SENT@350 RCS_DELIVERED!@2800 RCS_READ!@3800");
}

#[test]
fn each_type_of_rcs_is_read_back_as_a_status_that_has_it() {
    for suffix in ["QUEUED", "SENT", "DELIVERED", "READ", "FAILED", "TTL_EXPIRED", "PROTECT_BLOCKED"] {
        let event_type = format!("RCS_{suffix}");
        let status = MessageStatus::of_event_type(Channel::Rcs, &event_type).expect("it is one");
        assert_eq!(status.event_type(Channel::Rcs), event_type);
    }
    for (channel, other) in [
        (Channel::Rcs, "RCS_SUCCESSFUL"),
        (Channel::Rcs, "TEXT_DELIVERED"),
        (Channel::Text, "TEXT_READ"),
        (Channel::Text, "TEXT_UNDELIVERABLE"),
        (Channel::Media, "MEDIA_REJECTED"),
    ] {
        assert_eq!(MessageStatus::of_event_type(channel, other), None, "{other}");
    }
}
