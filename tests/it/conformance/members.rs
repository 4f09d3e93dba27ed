//! What is asked: every member of every input makes a difference.

use callsign::api::operations;
use serde_json::{Value, json};

use super::other;
use crate::harness::{App, RawAnswer, Spot, Stage, settings_without_quotas, spots};

/// Members whose difference no answer of the operation shows here, and the test that shows it.
const SHOWN_ELSEWHERE: &[(&str, &str, &str)] = &[
    ("SendDestinationNumberVerificationCode", "VerificationChannel", CODES),
    ("SendDestinationNumberVerificationCode", "LanguageCode", CODES),
    ("SendDestinationNumberVerificationCode", "Context", CODES),
    ("SendDestinationNumberVerificationCode", "DestinationCountryParameters", CODES),
    ("CarrierLookup", "EnableCleansing", "tests/it/carrier_lookup/carrier_lookup.rs: the answer tells what it changed"),
    ("CarrierLookup", "PhoneNumber", "tests/it/carrier_lookup/carrier_lookup.rs: the answer calls it E164PhoneNumber"),
    (
        "PutProtectConfigurationRuleSetNumberOverride",
        "ClientToken",
        "tests/it/protect_configuration/put_protect_configuration_rule_set_number_override.rs: the same again is the same",
    ),
    ("SendMediaMessage", "DestinationPhoneNumber", "tests/it/message/send_media_message.rs: the answer is an id"),
    ("SendMediaMessage", "MessageBody", "tests/it/message/send_media_message.rs: the answer is an id"),
    ("SendMediaMessage", "TimeToLive", "tests/it/message/send_media_message.rs: the answer is an id"),
    ("SendMediaMessage", "Context", "tests/it/message/send_media_message.rs: the answer is an id"),
    ("SendMediaMessage", "DryRun", "tests/it/message/send_media_message.rs: the answer is an id"),
    ("SendMediaMessage", "MessageFeedbackEnabled", "tests/it/message/send_media_message.rs: the answer is an id"),
    ("SendMediaMessage", "MediaUrls", "tests/it/message/send_media_message.rs: the answer is an id"),
    ("SendNotifyTextMessage", "DestinationPhoneNumber", TEXT_BY_NOTIFY),
    ("SendNotifyTextMessage", "TimeToLive", TEXT_BY_NOTIFY),
    ("SendNotifyTextMessage", "Context", TEXT_BY_NOTIFY),
    ("SendNotifyTextMessage", "DryRun", TEXT_BY_NOTIFY),
    ("SendNotifyTextMessage", "MessageFeedbackEnabled", TEXT_BY_NOTIFY),
    ("SendNotifyVoiceMessage", "DestinationPhoneNumber", VOICE_BY_NOTIFY),
    ("SendNotifyVoiceMessage", "TimeToLive", VOICE_BY_NOTIFY),
    ("SendNotifyVoiceMessage", "Context", VOICE_BY_NOTIFY),
    ("SendNotifyVoiceMessage", "DryRun", VOICE_BY_NOTIFY),
    ("SendNotifyVoiceMessage", "MessageFeedbackEnabled", VOICE_BY_NOTIFY),
    ("SendRcsMessage", "DestinationPhoneNumber", RCS),
    ("SendRcsMessage", "TimeToLive", RCS),
    ("SendRcsMessage", "MessageTrafficType", RCS),
    ("SendRcsMessage", "DryRun", RCS),
    ("SendRcsMessage", "Context", RCS),
    ("SendRcsMessage", "MessageFeedbackEnabled", RCS),
    ("SendTextMessage", "DestinationPhoneNumber", "tests/it/message/send_text_message.rs: the answer is an id"),
    ("SendTextMessage", "MessageBody", "tests/it/message/send_text_message.rs: the answer is an id"),
    ("SendTextMessage", "TimeToLive", "tests/it/message/send_text_message.rs: the answer is an id"),
    ("SendTextMessage", "Context", "tests/it/message/send_text_message.rs: the answer is an id"),
    ("SendTextMessage", "DryRun", "tests/it/message/send_text_message.rs: the answer is an id"),
    ("SendTextMessage", "MessageFeedbackEnabled", "tests/it/message/send_text_message.rs: the answer is an id"),
    ("SendTextMessage", "Keyword", "tests/it/message/send_text_message.rs: the answer is an id"),
    ("SendTextMessage", "DestinationCountryParameters", "tests/it/message/send_text_message.rs: the answer is an id"),
    ("SendVoiceMessage", "DestinationPhoneNumber", "tests/it/message/send_voice_message.rs: the answer is an id"),
    ("SendVoiceMessage", "MessageBody", "tests/it/message/send_voice_message.rs: the answer is an id"),
    ("SendVoiceMessage", "TimeToLive", "tests/it/message/send_voice_message.rs: the answer is an id"),
    ("SendVoiceMessage", "Context", "tests/it/message/send_voice_message.rs: the answer is an id"),
    ("SendVoiceMessage", "DryRun", "tests/it/message/send_voice_message.rs: the answer is an id"),
    ("SendVoiceMessage", "MessageFeedbackEnabled", "tests/it/message/send_voice_message.rs: the answer is an id"),
    ("SendVoiceMessage", "MessageBodyTextType", "tests/it/message/send_voice_message.rs: the answer is an id"),
    ("SendVoiceMessage", "VoiceId", "tests/it/message/send_voice_message.rs: the answer is an id"),
    ("TagResource", "Tags", "tests/it/tag_resource.rs: the answer is empty"),
    ("UntagResource", "TagKeys", "tests/it/untag_resource.rs: the answer is empty"),
];

const TEXT_BY_NOTIFY: &str =
    "tests/it/notify_configuration/send_notify_text_message.rs: the answer is an id, and what it says";

const VOICE_BY_NOTIFY: &str =
    "tests/it/notify_configuration/send_notify_voice_message.rs: the answer is an id, and what it says";

const RCS: &str = "tests/it/message/send_rcs_message.rs: the answer is an id";

const CODES: &str =
    "tests/it/verified_destination_number/send_destination_number_verification_code.rs: the answer is an id";

/// The answer as one text, without what differs between any two answers.
fn essence(answer: &RawAnswer) -> String {
    answer.body.to_uppercase()
}

/// A member of an answer, or of a structure that the answer has.
fn member_of<'a>(answer: &'a Value, member: &str) -> &'a Value {
    let inside = answer.as_object().into_iter().flat_map(|members| members.values());
    [answer]
        .into_iter()
        .chain(inside)
        .map(|structure| &structure[member])
        .find(|value| !value.is_null())
        .unwrap_or(&Value::Null)
}

/// Whether two requests that differ in one member are answered differently for it: the second is refused, or echoes its
/// value, or, where nothing but that member can make a difference, is another answer at all.
fn makes_a_difference(operation: &str, member: &str, value: &Value, base: &RawAnswer, varied: &RawAnswer) -> bool {
    if varied.status == 400 {
        return true;
    }
    let same = |left: &Value, right: &Value| left.to_string().to_uppercase() == right.to_string().to_uppercase();
    let (base_answer, varied_answer) = (base.json(), varied.json());
    let (in_base, in_varied) = (member_of(&base_answer, member), member_of(&varied_answer, member));
    let only_reads = ["Describe", "Get", "List"].iter().any(|verb| operation.starts_with(verb));
    (same(in_varied, value) && !same(in_base, value)) || (only_reads && essence(base) != essence(varied))
}

/// Whether a client token makes the second of two equal requests a replay, and another answer without it.
async fn is_a_client_token(stage: &Stage<'_>, operation: &str, spot: &Spot, base: &Value) -> bool {
    let with = spot.set(base, Some(json!("the-token"))).to_string();
    let (first, second) = (stage.call(operation, &with).await, stage.call(operation, &with).await);
    let without = stage.call(operation, &base.to_string()).await;
    first.status == 200 && second.status == 200 && first.body == second.body && first.body != without.body
}

#[tokio::test]
async fn every_member_of_every_input_makes_a_difference() {
    let app = App::with(settings_without_quotas).await;
    let untouched = Stage::build(&app, "test", "us-east-1").await;
    let varied = Stage::build(&app, "test", "us-west-2").await;
    let mut failures = Vec::new();
    for operation in operations().map(|served| served.name) {
        let of_base = untouched.call(operation, &untouched.request(operation).to_string()).await;
        let base = varied.request(operation);
        // In reverse: two-way goes off after its channel was changed. Tokens last: they carry the request out.
        let (tokens, spots): (Vec<Spot>, Vec<Spot>) =
            spots(operation).into_iter().filter(Spot::is_outermost).partition(|spot| spot.shape_name == "ClientToken");
        if of_base.status != 200 {
            failures.push(format!("{operation} refuses what the others differ from: {}", of_base.body));
        }
        let mut is_carried_out = false;
        for spot in spots.iter().rev() {
            let member = spot.name();
            // What is absent from the request has the value that is answered.
            let answered = of_base.json();
            let present = if base[&member].is_null() { member_of(&answered, &member) } else { &base[&member] };
            let value = other(spot.shape_name, present);
            let answer =
                varied.call(operation, &spot.set(&varied.request(operation), Some(value.clone())).to_string()).await;
            is_carried_out |= answer.status == 200;
            let is_shown = makes_a_difference(operation, &member, &value, &of_base, &answer);
            let line = SHOWN_ELSEWHERE.iter().find(|(name, shown, _)| *name == operation && *shown == member);
            match (is_shown, line) {
                (false, None) => failures.push(format!("{operation}.{member} = {value}: {}", answer.body)),
                (true, Some((.., place))) => failures.push(format!("{operation}.{member} is shown here too: {place}")),
                _ => {}
            }
        }
        if let Some(token) = tokens.first() {
            let is_elsewhere =
                SHOWN_ELSEWHERE.iter().any(|(name, shown, _)| *name == operation && *shown == "ClientToken");
            if is_a_client_token(&varied, operation, token, &base).await == is_elsewhere {
                failures.push(format!("{operation}.ClientToken makes no retry safe"));
            }
        } else {
            // What a variation set is set back, where it can be carried out twice.
            let answer = varied.call(operation, &base.to_string()).await;
            if answer.status != 200 && !is_carried_out {
                failures.push(format!("{operation} refuses what the others differ from here, too: {}", answer.body));
            }
        }
    }
    assert!(failures.is_empty(), "{}:\n{}", failures.len(), failures.join("\n"));
}
