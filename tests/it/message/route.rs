//! `/route` agrees with what a send does, and both with what elimination leaves of a pool with all three kinds of identities.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::SystemTime,
};

use callsign::{
    domain::message::{
        channel::Channel,
        direct::Asked,
        selection::{Candidate, CandidateKind, Choice, ChosenBy, Spread},
    },
    model::message::MessageType,
};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, TestRunner},
};
use serde_json::{Value, json};
use sqlx::Executor;

use super::{
    NOW,
    selecting::{POOL, WORLD, insert},
    selection::{candidates, eliminate},
    to,
};
use crate::{
    harness::{App, RawAnswer, RawRequest},
    staging::{ask, request},
};

const ACCOUNT: &str = "111122223333";

/// The phones that take RCS.
const CAPABLE: [&str; 2] = ["+12065550142", "+33639980000"];

/// What the database can hold of generated candidates.
fn made_storable(candidates: &mut [Candidate]) {
    let mut seen = false;
    for candidate in candidates.iter_mut().rev() {
        if seen {
            candidate.delivered_at = None;
        }
        seen |= candidate.delivered_at.is_some();
        if let CandidateKind::PhoneNumber { .. } = candidate.kind {
            candidate.message_types.truncate(1);
        } else {
            candidate.is_active = true;
        }
    }
}

/// The last part of the ARN.
fn path(candidate: &Candidate) -> String {
    let (key, country) = (candidate.id, &candidate.iso_country_code);
    match candidate.kind {
        CandidateKind::PhoneNumber { .. } => format!("phone-number/phone-{}", key.simple()),
        CandidateKind::SenderId { .. } => format!("sender-id/S{}/{country}", key.as_u128()),
        CandidateKind::RcsAgent { .. } => format!("rcs-agent/rcs-{}", key.simple()),
    }
}

fn kind(candidate: &Candidate) -> &'static str {
    match candidate.kind {
        CandidateKind::PhoneNumber { .. } => "number",
        CandidateKind::SenderId { .. } => "sender ID",
        CandidateKind::RcsAgent { .. } => "agent",
    }
}

/// What the notes say (M5.4, M10): in a pool, whose messages are TRANSACTIONAL here, a text goes from an agent where the phone
/// takes RCS, whatever delivered last; else from what there is for the channel.
fn expected<'c>(
    candidates: &'c [Candidate],
    phone: &str,
    (channel, wanted): (Channel, Option<&str>),
    in_account: bool,
) -> Option<(&'c Candidate, ChosenBy)> {
    let wanted = wanted.filter(|_| channel == Channel::Text);
    let message_type = match (in_account, wanted) {
        (false, Some("PROMOTIONAL")) => return None,
        (true, None) => None,
        (true, Some("PROMOTIONAL")) => Some(MessageType::Promotional),
        _ => Some(MessageType::Transactional),
    };
    let destination = to(phone);
    let eliminated = |among: &[Candidate], channel| {
        let asked = Asked { channel, destination: &destination, message_type };
        eliminate(among, &Choice { asked, in_account, spread: Spread::Oldest, now: NOW })
    };
    let agents_come_first = channel == Channel::Text && !in_account && CAPABLE.contains(&phone);
    let by_rcs = agents_come_first.then(|| {
        let fresh = candidates.iter().map(|one| Candidate { delivered_at: None, ..one.clone() });
        eliminated(&fresh.collect::<Vec<_>>(), Channel::Rcs)
    });
    let (key, by) = by_rcs.flatten().or_else(|| eliminated(candidates, channel))?;
    Some((candidates.iter().find(|one| one.id.as_u128() == key)?, by))
}

async fn send(app: &App, channel: Channel, question: &Value) -> RawAnswer {
    let (operation, mut input) = match channel {
        Channel::Text => {
            ("SendTextMessage", json!({ "MessageBody": "Hello", "MessageType": question["message_type"] }))
        }
        Channel::Media => ("SendMediaMessage", json!({ "MessageBody": "Hello" })),
        Channel::Voice => ("SendVoiceMessage", json!({ "MessageBody": "Hello" })),
        Channel::Rcs => {
            let content = json!({ "Content": { "TextMessage": { "Body": "Hello" } } });
            ("SendRcsMessage", json!({ "RcsMessageContent": content }))
        }
    };
    input["DestinationPhoneNumber"] = question["to"].clone();
    input["OriginationIdentity"] = question["origination_identity"].clone();
    input.as_object_mut().expect("an object").retain(|_, value| !value.is_null());
    let request = RawRequest::unsigned(app.address(), operation, input.to_string());
    request.signed_by(ACCOUNT, "test", None, SystemTime::now()).send(app.address()).await
}

#[tokio::test]
async fn a_route_names_what_a_send_is_sent_from_in_five_hundred_cases() {
    let app = App::with(|settings| settings.auth.credentials.clear()).await;
    let mut connection = app.connection().await;
    connection.execute(sqlx::raw_sql(WORLD)).await.expect("the world is made");
    for phone in CAPABLE {
        let made = ask(&app, "POST", "handsets", json!({ "phone": phone, "rcs": "CAPABLE" })).await;
        assert_eq!(made.status, 201, "{made:?}");
    }
    let mut runner = TestRunner::new(Config::default());
    let cases = (
        candidates(),
        prop::sample::select(vec!["+12065550142", "+14254147755", "+14165550100", "+33639980000", "+971501234567"]),
        prop::sample::select(vec![Channel::Text, Channel::Text, Channel::Media, Channel::Voice, Channel::Rcs]),
        prop::option::of(prop::sample::select(vec!["TRANSACTIONAL", "PROMOTIONAL"])),
        any::<bool>(),
    );
    let mut outcomes = BTreeMap::new();
    let mut chosen_of_three_kinds = BTreeSet::new();
    for _ in 0..500 {
        let (mut candidates, to, channel, message_type, in_account) =
            cases.new_tree(&mut runner).expect("a case is made").current();
        let in_account = in_account && channel == Channel::Text;
        made_storable(&mut candidates);
        insert(&mut connection, &candidates, to, channel, !in_account).await;
        let pool = format!("pool-{}", POOL.simple());
        let question = json!({
            "to": to, "channel": channel.as_ref(), "message_type": message_type,
            "origination_identity": (!in_account).then_some(pool), "account_id": ACCOUNT,
        });
        let route = request(app.address(), "POST", "route", &question).send(app.address()).await;
        assert_eq!(route.status, 200, "{route:?}");
        let route = route.json();
        let items = route["items"].as_array().expect("a list");
        let usable: Vec<bool> = items.iter().map(|item| item["usable"] == true).collect();
        assert!(usable.is_sorted_by_key(|usable| !usable), "what can't comes behind: {route}");
        let sent = send(&app, channel, &question).await;
        let expected = expected(&candidates, to, (channel, message_type), in_account);
        let has_all_kinds = candidates.iter().map(kind).collect::<BTreeSet<_>>().len() == 3;
        if let (Some((one, _)), Channel::Text, true, false) = (expected, channel, has_all_kinds, in_account) {
            chosen_of_three_kinds.insert(kind(one));
        }
        let outcome = if sent.status == 200 {
            let row: (Option<String>, String, String) = sqlx::query_as(
                "select origination_identity_arn, origination_phone_number, chosen_by from inspect.messages where message_id = $1",
            )
            .bind(sent.json()["MessageId"].as_str().expect("an id"))
            .fetch_one(&mut connection)
            .await
            .expect("the message is there");
            let chosen =
                usize::try_from(route["chosen"].as_u64().unwrap_or_else(|| panic!("{route}"))).expect("a place");
            let item = &items[chosen];
            assert_eq!(item["chosen"], true);
            let said = (&item["origination_identity_arn"], &item["origination_phone_number"], &item["why"]);
            assert_eq!(said, (&json!(row.0), &json!(row.1), &json!(row.2)), "{question} {route}");
            assert!(chosen == 0, "what is chosen comes first: {route}");
            let path = expected.map_or_else(String::new, |(one, _)| path(one));
            let by = expected.map_or(ChosenBy::SharedRoute, |(_, by)| by);
            assert_eq!(row.2, by.to_string(), "{question} {candidates:?}");
            assert!(row.0.unwrap_or_default().ends_with(&path), "{path}: {question} {candidates:?} {route}");
            row.2
        } else {
            let body = sent.json();
            let refused = format!("ConflictException {}", body["Reason"].as_str().unwrap_or_default());
            assert_eq!(route["refused"], refused.as_str(), "{question} {sent:?} {route}");
            assert!(route["chosen"].is_null() && !usable.contains(&true), "{route}");
            assert!(expected.is_none(), "{expected:?}: {question} {refused}");
            refused
        };
        *outcomes.entry(outcome).or_insert(0) += 1;
        let clear = "delete from callsign.message; delete from callsign.sticky_identity;
                     delete from callsign.pool_origination_identity; delete from callsign.phone_number;
                     delete from callsign.registration_association; delete from callsign.registration;
                     delete from callsign.rcs_agent;
                     delete from callsign.sender_id";
        connection.execute(sqlx::raw_sql(clear)).await.expect("it is cleared");
    }
    for kind in ["agent", "number"] {
        assert!(
            chosen_of_three_kinds.contains(kind),
            "a text goes from one beside the other two: {chosen_of_three_kinds:?}"
        );
    }
    // Those that come up ten times and more, so that a run without one of them is none of chance.
    let often = ["AGE", "CLASS", "ONLY", "SHARED_ROUTE"].map(str::to_owned);
    let refused = ["MESSAGE_TYPE_MISMATCH", "NO_ORIGINATION_IDENTITIES_FOUND", "NUMBER_CAPABILITIES_MISMATCH"]
        .map(|reason| format!("ConflictException {reason}"));
    for outcome in often.iter().chain(&refused) {
        assert!(outcomes.contains_key(outcome), "{outcome} comes up: {outcomes:?}");
    }
}
