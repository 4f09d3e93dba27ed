//! What phones write to RCS agents, and do in conversations with them.

use aws_sdk_pinpointsmsvoicev2::{Client, types::KeywordAction};
use serde_json::{Value, json};
use time::macros::datetime;

use super::{INBOUND, channel::published, digits, told};
use crate::{
    harness::Fixture,
    message::stage::{PHONE, Stage},
    rcs_agent::{CHANNEL, agent, registered, testing},
    staging::{ask, refused},
};

/// What an agent is written, or what happens in its conversation: the answer, which must be 201.
async fn said(stage: &Stage, to: &str, what: (&str, Value)) -> Value {
    let mut body = json!({ "from": PHONE, "to": to });
    body[what.0] = what.1;
    let answer = ask(&stage.app, "POST", INBOUND, body).await;
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()
}

async fn text(stage: &Stage, agent: &str, body: &str) -> Value {
    said(stage, agent, ("body", json!(body))).await
}

async fn two_way(client: &Client, agent: &str, events: &[&str]) {
    let update = client.update_rcs_agent().rcs_agent_id(agent).two_way_enabled(true).two_way_channel_arn(CHANNEL);
    let events = events.iter().map(|event| (*event).to_owned()).collect();
    update.set_two_way_rcs_events_enabled(Some(events)).send().await.expect("the agent is changed");
}

#[tokio::test]
async fn a_text_to_an_agent_is_a_message_of_it_and_is_told_without_the_plus() {
    let stage = Stage::frozen().await;
    let agent = testing(&stage.client).await;
    two_way(&stage.client, &agent, &[]).await;
    let answer = text(&stage, &agent, "Hello").await;
    let id = answer["message_id"].as_str().expect("it has an id");
    let columns = [
        "direction",
        "channel",
        "status",
        "origination_identity",
        "origination_phone_number",
        "destination_phone_number",
        "iso_country_code",
        "message_encoding",
        "total_message_parts",
    ];
    let expected = format!("INBOUND RCS RECEIVED {agent} {PHONE} {agent} US UNICODE 1");
    assert_eq!(stage.columns(id, &columns).await, expected);
    let record = json!({
        "originationNumber": PHONE.trim_start_matches('+'), "destinationNumber": agent,
        "messageKeyword": "KEYWORD_000000000000", "messageBody": "Hello", "inboundMessageId": id,
    });
    assert_eq!(published(&stage, &answer).await, Some((CHANNEL.to_owned(), record)));
    let path = format!("conversations/{agent}/%2B12065550142?account_id=000000000000");
    assert_eq!(crate::staging::get(&stage.app, &path).await["items"][0]["message_id"], id);
}

#[tokio::test]
async fn stop_to_an_agent_opts_out_of_its_list_and_is_answered_by_rcs() {
    let stage = Stage::frozen().await;
    let agent = testing(&stage.client).await;
    let answer = text(&stage, &agent, "stop").await;
    assert_eq!(told(&answer), "STOP OPT_OUT replied opted_out");
    let reply = answer["reply_message_id"].as_str().expect("it is answered");
    let columns = ["channel", "kind", "origination_identity", "destination_phone_number", "total_message_price"];
    assert_eq!(stage.columns(reply, &columns).await, format!("RCS AUTO_REPLY {agent} {PHONE} 0.00000"));
    let entry = stage.client.describe_opted_out_numbers().opt_out_list_name("Default").opted_out_numbers(PHONE);
    assert!(entry.send().await.expect("it is there").opted_out_numbers()[0].end_user_opted_out);
}

#[tokio::test]
async fn an_agents_keyword_acts_is_answered_and_published() {
    let stage = Stage::frozen().await;
    let agent = testing(&stage.client).await;
    two_way(&stage.client, &agent, &[]).await;
    let put = stage.client.put_keyword().origination_identity(&agent).keyword("JOIN").keyword_message("Welcome");
    put.keyword_action(KeywordAction::AutomaticResponse).send().await.expect("agents take keywords");
    let answer = text(&stage, &agent, "Join us").await;
    assert_eq!(told(&answer), "JOIN AUTOMATIC_RESPONSE replied published");
    let reply = answer["reply_message_id"].as_str().expect("it is answered");
    assert_eq!(stage.column(reply, "message_body").await.as_deref(), Some("Welcome"));
}

#[tokio::test]
async fn in_a_pool_the_settings_are_the_pools() {
    let stage = Stage::frozen().await;
    let agent = testing(&stage.client).await;
    let pool = Fixture(stage.client.clone()).pool_of(&stage.number, "US").await;
    let join = stage.client.associate_origination_identity().pool_id(&pool).origination_identity(&agent);
    join.iso_country_code("ZZ").send().await.expect("it joins");
    let put = stage.client.put_keyword().origination_identity(&pool).keyword("JOIN").keyword_message("Of the pool");
    put.keyword_action(KeywordAction::AutomaticResponse).send().await.expect("pools take keywords");
    let update = stage.client.update_pool().pool_id(&pool).two_way_enabled(true).two_way_channel_arn(CHANNEL);
    update.send().await.expect("the pool is changed");
    let answer = text(&stage, &agent, "JOIN").await;
    assert_eq!(told(&answer), "JOIN AUTOMATIC_RESPONSE replied published");
    let id = answer["message_id"].as_str().expect("it has an id");
    assert_eq!(stage.column(id, "pool_id").await, Some(pool));
}

#[tokio::test]
async fn what_happens_beside_texts_is_told_as_json_in_the_body_and_nothing_else_with_it() {
    let stage = Stage::frozen().await;
    stage.app.set_clock(datetime!(2026-06-17 17:36:29.937 UTC), 0).await;
    let agent = testing(&stage.client).await;
    two_way(&stage.client, &agent, &["ALL"]).await;
    for (rcs, body) in [
        (json!({ "type": "RCS_TYPING" }), r#"{"type":"RCS_TYPING","receivedAt":"2026-06-17T17:36:29.937+0000"}"#),
        (
            json!({ "type": "SUGGESTION", "text": "Open", "postback_data": "open:1" }),
            r#"{"type":"SUGGESTION","text":"Open","postbackData":"open:1"}"#,
        ),
        (
            json!({ "type": "CONVERSATION_STARTED", "conversation_initiating_message_id": "7e7d",
                    "conversation_initiating_message_type": "OUTBOUND" }),
            r#"{"type":"CONVERSATION_STARTED","startTime":"2026-06-17T17:36:29.937+0000","endTime":"2026-06-18T17:36:29.937+0000","conversationInitiatingMessageId":"7e7d","conversationInitiatingMessageType":"OUTBOUND"}"#,
        ),
    ] {
        let answer = said(&stage, &agent, ("rcs", rcs)).await;
        assert_eq!(told(&answer), "- - published");
        let record = json!({
            "originationNumber": PHONE.trim_start_matches('+'), "destinationNumber": agent, "messageBody": body,
            "inboundMessageId": answer["message_id"],
        });
        assert_eq!(published(&stage, &answer).await, Some((CHANNEL.to_owned(), record)));
    }
}

#[tokio::test]
async fn events_of_a_conversation_are_published_where_the_agent_wants_them_and_suggestions_always() {
    let stage = Stage::frozen().await;
    let agent = testing(&stage.client).await;
    let typing = || said(&stage, &agent, ("rcs", json!({ "type": "RCS_TYPING" })));
    let suggestion =
        || said(&stage, &agent, ("rcs", json!({ "type": "SUGGESTION", "text": "Yes", "postback_data": "STOP" })));
    assert_eq!(suggestion().await["published"], false, "two-way is off");
    for (events, is_published) in
        [(&[] as &[&str], false), (&["CONVERSATION_STARTED"], false), (&["RCS_TYPING"], true), (&["ALL"], true)]
    {
        two_way(&stage.client, &agent, events).await;
        assert_eq!(typing().await["published"], is_published, "{events:?}");
        assert_eq!(told(&suggestion().await), "- - published", "it is no keyword");
    }
}

#[tokio::test]
async fn an_agent_receives_once_it_can_be_tested() {
    let stage = Stage::frozen().await;
    let agent = agent(&stage.client).await;
    let write = |to: &str| {
        let body = json!({ "from": PHONE, "to": to, "body": "Hello" });
        let stage = &stage;
        async move { refused(&ask(&stage.app, "POST", INBOUND, body).await) }
    };
    assert_eq!(write(&agent).await, "404 NOT_FOUND");
    assert_eq!(write("rcs-0").await, "404 NOT_FOUND");
    registered(&stage.client, &agent, crate::rcs_agent::TEST).await;
    let elsewhere = "inbound?account_id=000000000000&region=eu-west-1";
    let body = json!({ "from": PHONE, "to": agent, "body": "Hello" });
    assert_eq!(refused(&ask(&stage.app, "POST", elsewhere, body).await), "404 NOT_FOUND");
    assert_eq!(told(&text(&stage, &agent, "Hello").await), "- -");
}

#[tokio::test]
async fn what_only_agents_get_and_what_is_too_long_is_refused() {
    let stage = Stage::frozen().await;
    let (number, agent) = (digits(&stage.app, &stage.number).await, testing(&stage.client).await);
    let suggestion = |text: &str, data: &str| json!({ "type": "SUGGESTION", "text": text, "postback_data": data });
    for (to, member, rcs, line) in [
        (&number, "rcs", json!({ "type": "RCS_TYPING" }), "422 INVALID_VALUE"),
        (&agent, "rcs", suggestion("", "a"), "422 INVALID_VALUE"),
        (&agent, "rcs", suggestion(&"a".repeat(26), "a"), "422 INVALID_VALUE"),
        (&agent, "rcs", suggestion("a", &"a".repeat(2_049)), "422 INVALID_VALUE"),
        (&agent, "rcs", json!({ "type": "SUGGESTION", "text": "a" }), "400 INVALID_BODY"),
        (&agent, "rcs", json!({ "type": "WAVING" }), "400 INVALID_BODY"),
        (&agent, "body", Value::Null, "422 INVALID_VALUE"),
    ] {
        let mut body = json!({ "from": PHONE, "to": to });
        body[member] = rcs;
        let answer = ask(&stage.app, "POST", INBOUND, body.clone()).await;
        assert_eq!(refused(&answer), line, "{body}");
    }
    let both = json!({ "from": PHONE, "to": agent, "body": "Hello", "rcs": { "type": "RCS_TYPING" } });
    assert_eq!(refused(&ask(&stage.app, "POST", INBOUND, both).await), "422 INVALID_VALUE");
    said(&stage, &agent, ("rcs", suggestion(&"a".repeat(25), &"a".repeat(2_048)))).await;
}

#[tokio::test]
async fn a_phone_answers_an_rcs_message_to_the_agent_that_sent_it() {
    let stage = Stage::frozen().await;
    let agent = testing(&stage.client).await;
    let tester = stage.client.create_verified_destination_number().destination_phone_number(PHONE).rcs_agent_id(&agent);
    tester.send().await.expect("it is entered");
    let rule = json!({ "phone": PHONE, "rcs": "CAPABLE", "reply": { "body": "STOP", "after_ms": 0 } });
    assert_eq!(ask(&stage.app, "POST", "handsets?account_id=000000000000", rule).await.status, 201);
    crate::message::send_rcs_message::sent(crate::message::send_rcs_message::message(&stage, &agent, PHONE)).await;
    stage.pass_ms(60_000).await;
    let answers = "select channel || ' ' || message_body || ' ' || origination_identity from inspect.messages
                   where direction = 'INBOUND' and origination_phone_number = $1";
    assert_eq!(stage.app.texts_of(answers, PHONE).await, [format!("RCS STOP {agent}")]);
}
