//! The whole table of events, as it goes out: envelopes of SNS, records of Firehose, log events, held byte for byte against fixtures.
//!
//! The fixtures were written after the captured samples, not by callsign.

use std::{collections::BTreeMap, str::FromStr};

use base64::{Engine, engine::general_purpose::STANDARD};
use callsign::{
    domain::message::{
        body::MessageEncoding,
        channel::Channel,
        cost::Call,
        event::MessageStatus,
        handset::Carrier,
        price::{Dollars, Price},
        record::{Happened, Message, text},
    },
    model::message::{MessageId, MessageType},
    store::delivery::{NewDelivery, Of, insert},
};
use regex::Regex;
use serde_json::{Value, json};
use time::{Duration, macros::datetime};
use uuid::uuid;

use super::{
    aws_at,
    receiver::{Answer, Receiver},
    sns_http, stage,
};
use crate::{
    harness::{ACCOUNT, REGION},
    message::stage::PHONE,
};

const FIXTURES: &str = include_str!("../../data/events.jsonl");

const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:events";
const STREAM: &str = "arn:aws:firehose:us-east-1:000000000000:deliverystream/events";
const GROUP: &str = "arn:aws:logs:us-east-1:000000000000:log-group:/sms/events:*";

/// What callsign itself writes about the event that a fixture tells.
fn written(fixture: &Value) -> String {
    let word = |name: &str| fixture[name].as_str().unwrap_or_default();
    let channel = Channel::from_str(word("eventType").split('_').next().unwrap_or_default()).expect("a channel");
    let (price, fee) = match channel {
        Channel::Text => (581, 302),
        Channel::Media => (1_950, 266),
        Channel::Voice => (1_300, 0),
        Channel::Rcs => (700, 494),
    };
    let message = Message {
        message_id: MessageId::of(uuid!("0b6f4c0e-2f1d-4a64-9f0c-6f2f1f0f4b11")),
        channel,
        origination_phone_number: "+12065550100".to_owned(),
        destination_phone_number: "+14255550142".to_owned(),
        iso_country_code: "US".to_owned(),
        is_international_send: false,
        requested_at: datetime!(2026-04-24 03:06:40 UTC),
        message_encoding: MessageEncoding::Gsm,
        message_type: MessageType::Transactional,
        context: BTreeMap::from([("order".to_owned(), "42".to_owned())]),
        total_message_parts: 1,
        total: Price { price: Dollars(price), carrier_fee: Dollars(fee) },
        call: (channel == Channel::Voice).then_some(Call { seconds: 12, minutes: 1 }),
        carrier: Some(Carrier::of("US")),
        protection: None,
        is_suspicious: false,
        rcs_billing: None,
    };
    let happened = Happened {
        status: MessageStatus::from_str(word("messageStatus")).expect("a status"),
        at: datetime!(2026-04-24 03:06:40 UTC) + Duration::milliseconds(2_800),
        is_final: fixture["isFinal"].as_bool().expect("it says"),
    };
    text(&message, &happened).expect("a record is JSON")
}

fn fixtures() -> Vec<&'static str> {
    FIXTURES.lines().collect()
}

#[test]
fn every_row_of_the_table_is_written_as_its_fixture() {
    assert_eq!(fixtures().len(), 40);
    for fixture in fixtures() {
        assert_eq!(written(&serde_json::from_str(fixture).expect("a fixture is JSON")), fixture);
    }
}

#[tokio::test]
async fn every_row_of_the_table_goes_out_as_its_fixture_on_all_three_ways() {
    let consumer = Receiver::new().await;
    let aws = Receiver::answering(|request| {
        let is_firehose = request.header("x-amz-target").starts_with("Firehose");
        Answer::Whole(200, if is_firehose { r#"{"RecordId":"1"}"# } else { "{}" }.to_owned())
    })
    .await;
    let targets = vec![sns_http("arn:aws:sns:*", &consumer.url("/")), aws_at("*", &aws.url("/"))];
    let stage = stage(&[], targets).await;
    let message_id = stage.sent(stage.text(PHONE)).await.parse().expect("an id");
    let delivery = |fixture: &str, arn: &str| NewDelivery {
        account_id: ACCOUNT.to_owned(),
        region: REGION.to_owned(),
        of: Of::Message(message_id),
        event_type: Some("TEXT_DELIVERED".to_owned()),
        sent_by: Some(("events".to_owned(), "it".to_owned())),
        destination_arn: arn.to_owned(),
        record: fixture.to_owned(),
    };
    let all = fixtures().into_iter().flat_map(|one| [TOPIC, STREAM, GROUP].map(|arn| delivery(one, arn)));
    insert(&mut stage.app.connection().await, &all.collect::<Vec<_>>()).await.expect("they are written");
    super::until_so_many(&stage, 120, "DELIVERED").await;

    let mut wanted = fixtures();
    wanted.sort_unstable();
    let (mut records, mut events) = (Vec::new(), Vec::new());
    for request in aws.requests() {
        let body = request.json();
        if let Some(data) = body["Record"]["Data"].as_str() {
            records.push(String::from_utf8(STANDARD.decode(data).expect("base64")).expect("a text"));
        } else {
            assert_eq!(body["logStreamName"], "it/2026-04-24");
            assert_eq!(body["logEvents"][0]["timestamp"], 1_777_000_002_800_i64);
            events.push(body["logEvents"][0]["message"].as_str().expect("a text").to_owned());
        }
    }
    records.sort();
    events.sort();
    assert_eq!(records, wanted.iter().map(|record| format!("{record}\n")).collect::<Vec<_>>());
    assert_eq!(events, wanted);

    // The envelope line by line; what differs from delivery to delivery is checked by its form.
    let form = format!(
        "^\\{{\n  \"Type\" : \"Notification\",\n  \"MessageId\" : \"[0-9a-f-]{{36}}\",\n  \"TopicArn\" : \"{TOPIC}\",\n  \
         \"Message\" : (\".*\"),\n  \"Timestamp\" : \"[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}T[0-9:]{{8}}\\.[0-9]{{3}}Z\",\n  \
         \"SignatureVersion\" : \"1\",\n  \"Signature\" : \"[A-Za-z0-9+/=]{{344}}\",\n  \"SigningCertURL\" : \
         \"http://127\\.0\\.0\\.1:[0-9]+/_callsign/v1/sns/SimpleNotificationService-[0-9a-f]{{64}}\\.pem\",\n  \
         \"UnsubscribeURL\" : \"http://127\\.0\\.0\\.1:[0-9]+/_callsign/v1/sns/unsubscribe\"\n\\}}$"
    );
    let form = Regex::new(&form).expect("a form");
    let notifications = consumer.requests().into_iter().filter(|request| request.body.contains("\"Notification\""));
    let mut messages: Vec<String> = notifications
        .map(|one| form.captures(&one.body).unwrap_or_else(|| panic!("another form: {}", one.body))[1].to_owned())
        .collect();
    messages.sort();
    let mut wanted: Vec<String> = wanted.iter().map(|record| json!(record).to_string()).collect();
    wanted.sort();
    assert_eq!(messages, wanted);
}
