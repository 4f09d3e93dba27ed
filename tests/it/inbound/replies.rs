//! What is sent back, and how both sides stand in one thread.

use aws_sdk_pinpointsmsvoicev2::types::KeywordAction;
use serde_json::json;

use super::digits;
use crate::{
    message::stage::{PHONE, Stage},
    staging::{ask, get},
};

#[tokio::test]
async fn a_reply_is_a_message_of_the_number_that_costs_nothing_and_of_which_nothing_is_told() {
    let stage = Stage::frozen().await;
    let number = digits(&stage.app, &stage.number).await;
    let answer = stage.texted("HELP").await;
    let reply = answer["reply_message_id"].as_str().expect("it has an id");
    let columns = [
        "direction",
        "channel",
        "kind",
        "origination_identity",
        "origination_phone_number",
        "destination_phone_number",
        "iso_country_code",
        "message_type",
        "total_message_price",
        "total_carrier_fee",
        "spend_month",
        "configuration_set_name",
        "handset_id",
        "message_encoding",
        "total_message_parts",
    ];
    let expected = format!(
        "OUTBOUND TEXT AUTO_REPLY {} {number} {PHONE} US TRANSACTIONAL 0.00000 0.00000 - - - GSM 1",
        stage.number
    );
    assert_eq!(stage.columns(reply, &columns).await, expected);
    assert_eq!(stage.column(reply, "reply_to_message_id").await.as_deref(), answer["message_id"].as_str());
    stage.pass_ms(72 * 60 * 60 * 1_000).await;
    assert_eq!(stage.happened(reply).await, Vec::<String>::new());
    assert_eq!(stage.spent("TEXT").await, "0");
}

#[tokio::test]
async fn a_reply_goes_out_to_who_opted_out_and_beyond_every_limit() {
    let stage = Stage::with(|settings| settings.account.tier = callsign::domain::account::AccountTier::Sandbox).await;
    let limit = stage.client.set_text_message_spend_limit_override().monthly_limit(0);
    limit.send().await.expect("the limit is set");
    assert_eq!(stage.told("STOP").await, "STOP OPT_OUT replied opted_out");
    assert_eq!(stage.told("STOP").await, "STOP OPT_OUT replied opted_out");
    assert_eq!(stage.told("HELP").await, "HELP AUTOMATIC_RESPONSE replied");
}

#[tokio::test]
async fn a_reply_makes_no_phone_answer() {
    let stage = Stage::frozen().await;
    let rule = json!({ "phone": "*", "reply": { "body": "HELP" } });
    assert_eq!(ask(&stage.app, "POST", "handsets", rule).await.status, 201);
    stage.told("HELP").await;
    stage.pass_ms(60_000).await;
    assert_eq!(stage.app.count("select count(*) from inspect.messages where direction = 'INBOUND'").await, 1);
}

#[tokio::test]
async fn both_directions_stand_in_one_thread() {
    let stage = Stage::new().await;
    stage.acting(&stage.number, "START", KeywordAction::OptIn).await;
    stage.sent(stage.text(PHONE)).await;
    for body in ["STOP", "START", "Thanks"] {
        stage.told(body).await;
    }
    let thread = "
        select string_agg(direction || ' ' || coalesce(message_keyword, message_body), ', ' order by sequence)
        from inspect.messages
        where origination_identity = $1
          and case direction when 'INBOUND' then origination_phone_number else destination_phone_number end = '+12065550142'";
    let rows: Vec<(String,)> = stage.app.rows_for(thread, &stage.number).await;
    assert_eq!(
        rows[0].0,
        "OUTBOUND Hello, INBOUND STOP, OUTBOUND You are now opted out and will no longer receive messages., \
         INBOUND START, OUTBOUND START it is, INBOUND Thanks"
    );
    let list = get(&stage.app, "messages?order=asc").await;
    assert_eq!(list["items"].as_array().map(Vec::len), Some(6));
}
