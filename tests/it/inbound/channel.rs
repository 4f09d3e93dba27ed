//! What a two-way channel is told.

use serde_json::{Value, json};

use super::{TOPIC, digits, pool_on, text_from};
use crate::{
    delivery::{self, receiver::Receiver},
    message::stage::{PHONE, Stage},
};

const CONNECT: &str = "connect.us-east-1.amazonaws.com";

/// Where a message that came in goes, and its record.
pub async fn published(stage: &Stage, answer: &Value) -> Option<(String, Value)> {
    let id = answer["message_id"].as_str().expect("it has an id");
    let rows: Vec<(Option<String>, Option<String>)> = stage
        .app
        .rows_for("select two_way_channel_arn, two_way_record from callsign.message where id = $1::uuid", id)
        .await;
    let [row] = rows.try_into().expect("the message is there");
    let (Some(channel), Some(record)) = row else { return None };
    assert_eq!(answer["published"], true);
    Some((channel, serde_json::from_str(&record).expect("it is JSON")))
}

async fn record(stage: &Stage, body: &str) -> Value {
    published(stage, &stage.texted(body).await).await.expect("it is published").1
}

#[tokio::test]
async fn a_text_is_told_with_numbers_keyword_body_and_ids() {
    let stage = Stage::new().await;
    stage.two_way(false).await;
    stage.fixture().keyword(&stage.number, "JOIN", "Welcome").await;
    let number = digits(&stage.app, &stage.number).await;
    let answer = stage.texted(" Join us ").await;
    let expected = json!({
        "originationNumber": PHONE, "destinationNumber": number, "messageKeyword": "JOIN", "messageBody": " Join us ",
        "inboundMessageId": answer["message_id"],
    });
    assert_eq!(published(&stage, &answer).await, Some((TOPIC.to_owned(), expected)));
    assert_eq!(record(&stage, "Hello").await["messageKeyword"], "KEYWORD_000000000000");
}

#[tokio::test]
async fn the_previous_message_is_the_last_text_or_picture_from_the_number_to_the_phone() {
    let stage = Stage::new().await;
    stage.two_way(false).await;
    let previous = async || record(&stage, "Hello").await["previousPublishedMessageId"].clone();
    assert_eq!(previous().await, json!(null));
    let text = stage.sent(stage.text(PHONE)).await;
    stage.sent(stage.text("+12065550143")).await;
    assert_eq!(previous().await, json!(text));
    let media = stage.media(PHONE).send().await.expect("it is accepted").message_id.expect("it has an id");
    stage.voice(PHONE).send().await.expect("it is accepted");
    // A reply doesn't count.
    stage.told("HELP").await;
    assert_eq!(previous().await, json!(media));
}

#[tokio::test]
async fn for_a_number_in_a_pool_the_previous_message_is_the_pools_and_so_is_the_channel() {
    let stage = Stage::new().await;
    stage.fixture().list("Offers").await;
    let (pool, number) = pool_on(&stage, "Others").await;
    let update = stage.client.update_pool().pool_id(&pool).two_way_enabled(true).two_way_channel_arn(CONNECT);
    let role = "arn:aws:iam::000000000000:role/connect";
    update.two_way_channel_role(role).send().await.expect("the pool is changed");
    let sent = stage.sent(stage.text_from(&pool, PHONE)).await;
    stage.sent(stage.text(PHONE)).await;
    let answer = text_from(&stage.app, PHONE, &number, "Hello").await;
    // Connect is recorded like a topic.
    let (channel, record) = published(&stage, &answer).await.expect("it is published");
    assert_eq!((channel.as_str(), &record["previousPublishedMessageId"]), (CONNECT, &json!(sent)));
    assert_eq!(stage.column(answer["message_id"].as_str().unwrap_or_default(), "pool_id").await, Some(pool));
}

#[tokio::test]
async fn without_two_way_nothing_is_told() {
    let stage = Stage::new().await;
    let answer = stage.texted("Hello").await;
    assert_eq!((&answer["published"], published(&stage, &answer).await), (&json!(false), None));
}

#[tokio::test]
async fn help_and_stop_are_told_where_opt_outs_are_self_managed_or_a_setting_wants_it() {
    let stage = Stage::new().await;
    stage.two_way(false).await;
    assert_eq!(stage.told("HELP").await, "HELP AUTOMATIC_RESPONSE replied");
    assert_eq!(stage.told("STOP").await, "STOP OPT_OUT replied opted_out");
    let beside = stage.app.beside(|settings| settings.inbound.publish_opt_out_words = true).await;
    let answer = text_from(&beside, PHONE, &digits(&stage.app, &stage.number).await, "end").await;
    assert_eq!(super::told(&answer), "END OPT_OUT replied opted_out published");
    assert_eq!(published(&stage, &answer).await.expect("it is published").1["messageKeyword"], "END");
    stage.two_way(true).await;
    assert_eq!(stage.told("STOP").await, "STOP - published");
}

#[tokio::test]
async fn what_came_in_is_delivered_to_its_channel_as_it_is_kept() {
    let receiver = Receiver::new().await;
    let target = delivery::webhook("*", &receiver.url("/"));
    let stage = Stage::with(|settings| delivery::at_once(settings, vec![target])).await;
    stage.two_way(false).await;
    let answer = stage.texted("Hello").await;
    delivery::until_so_many(&stage, 1, "DELIVERED").await;
    let (channel, record) = published(&stage, &answer).await.expect("it is published");
    assert_eq!(
        delivery::deliveries(&stage, "destination_arn, event_type, configuration_set_name, event_destination_name")
            .await,
        [format!("DELIVERED {channel}")]
    );
    assert_eq!(receiver.requests()[0].json(), record);
}

#[tokio::test]
async fn what_goes_to_connect_is_recorded_only() {
    let receiver = Receiver::new().await;
    let target = delivery::webhook("*", &receiver.url("/"));
    let stage = Stage::with(|settings| delivery::at_once(settings, vec![target])).await;
    let update = stage.client.update_phone_number().phone_number_id(&stage.number).two_way_enabled(true);
    let update = update.two_way_channel_arn(CONNECT).two_way_channel_role(crate::harness::ROLE);
    update.send().await.expect("the number is changed");
    stage.texted("Hello").await;
    delivery::until_so_many(&stage, 1, "NO_TARGET").await;
    assert_eq!(delivery::deliveries(&stage, "destination_arn").await, [format!("NO_TARGET {CONNECT}")]);
    assert!(receiver.requests().is_empty());
}
