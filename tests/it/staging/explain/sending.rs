//! The rules of sending, check by check: what it is sent from, whether it may be written to, what it costs.

use aws_sdk_pinpointsmsvoicev2::types::RequestableNumberType;
use serde_json::{Value, json};

use super::{explain, explain_and_call, failing, first_failing};
use crate::harness::{App, Fixture, REGION, raw::call_of, simulator};

mod in_any_state;

const PHONE: &str = "+12065550142";
const CANADIAN: &str = "+14165550100";

fn text(identity: &str, to: &str) -> Value {
    json!({ "OriginationIdentity": identity, "DestinationPhoneNumber": to, "MessageBody": "Hello" })
}

/// What is told of a text that is then sent.
async fn explain_and_send(app: &App, input: &Value) -> Value {
    let body = json!({ "operation": "SendTextMessage", "input": input, "access_key_id": "test" });
    let told = explain(app, body).await;
    let answer = call_of(app, "test", REGION, "SendTextMessage", &input.to_string()).await;
    assert_eq!((&told["verdict"], answer.status), (&json!("accepted"), 200), "{told} and {answer:?}");
    assert_eq!(failing(&told), [""; 0], "{told}");
    told
}

/// A callsign whose clock stands: what was sent before changes no row while the next is explained.
async fn still() -> App {
    let app = App::start().await;
    app.freeze().await;
    app
}

#[tokio::test]
async fn canada_through_a_pool_of_the_us_is_told_with_its_cause_and_its_ways_out() {
    let app = still().await;
    let fixture = Fixture(app.client());
    let number = fixture.long_code("US").await;
    let pool = fixture.pool_of(&number, "US").await;
    let told = explain_and_call(&app, "SendTextMessage", &text(&pool, CANADIAN)).await;
    assert_eq!(failing(&told), ["an_identity_can_carry_it"], "{told}");
    let check = first_failing(&told);
    assert_eq!(check["reason"], "NO_ORIGINATION_IDENTITIES_FOUND");
    assert_eq!(check["left"], "1 of US that don't reach CA");
    assert_eq!(check["right"], "one that carries TEXT to CA");
    let remedy = check["remedy"].as_str().expect("a remedy");
    assert!(remedy.starts_with(&format!("Pool {pool} has 1 of US that don't reach CA")), "{remedy}");
    for way in ["request a phone number of CA", "InternationalSendingEnabled", "SharedRoutesEnabled"] {
        assert!(remedy.contains(way), "{way}: {remedy}");
    }

    let shared = app.client().update_pool().pool_id(&pool).shared_routes_enabled(true).send();
    shared.await.expect("shared routes are switched on");
    explain_and_send(&app, &text(&pool, CANADIAN)).await;
    let alone = app.client().update_pool().pool_id(&pool).shared_routes_enabled(false).send();
    alone.await.expect("shared routes are switched off");
    let canadian = fixture.long_code("CA").await;
    fixture.associate(&pool, &canadian, "CA").await;
    explain_and_send(&app, &text(&pool, CANADIAN)).await;
}

#[tokio::test]
async fn canada_from_a_toll_free_number_of_the_us_is_told_to_need_international_sending() {
    let app = still().await;
    let client = app.client();
    let number = simulator(&client).iso_country_code("US").number_type(RequestableNumberType::TollFree).send().await;
    let number = number.expect("a number is there").phone_number_id.expect("it has an id");
    let told = explain_and_call(&app, "SendTextMessage", &text(&number, CANADIAN)).await;
    assert_eq!(failing(&told), ["reaches_the_destination"], "{told}");
    let check = first_failing(&told);
    assert_eq!((&check["left"], &check["right"]), (&json!("US"), &json!("CA")));
    assert!(check["remedy"].as_str().is_some_and(|remedy| remedy.contains("switch its InternationalSendingEnabled")));
    let update = client.update_phone_number().phone_number_id(&number).international_sending_enabled(true);
    update.send().await.expect("international sending is switched on");
    explain_and_send(&app, &text(&number, CANADIAN)).await;
}

#[tokio::test]
async fn a_number_that_stays_in_its_country_is_not_told_to_send_abroad() {
    let app = still().await;
    let fixture = Fixture(app.client());
    for (number, left) in
        [(fixture.long_code("US").await, "US"), (fixture.number().await, "the simulator's numbers of US")]
    {
        let told = explain_and_call(&app, "SendTextMessage", &text(&number, CANADIAN)).await;
        let check = first_failing(&told);
        assert_eq!((&check["name"], &check["left"]), (&json!("reaches_the_destination"), &json!(left)), "{told}");
        let remedy = check["remedy"].as_str().expect("a remedy");
        assert!(!remedy.contains("UpdatePhoneNumber") && remedy.contains("send from one of CA"), "{remedy}");
    }
}

#[tokio::test]
async fn all_that_keeps_a_number_from_sending_is_told() {
    let app = still().await;
    let number = Fixture(app.client()).long_code("US").await;
    app.execute(
        "update callsign.phone_number
         set active_at = clock_timestamp() + interval '1 day', number_capabilities = '{VOICE}'",
    )
    .await;
    let mut input = text(&number, CANADIAN);
    input["MessageType"] = "PROMOTIONAL".into();
    let told = explain_and_call(&app, "SendTextMessage", &input).await;
    let names = ["phone_number_is_active", "has_the_capability", "sends_the_message_type", "reaches_the_destination"];
    assert_eq!(failing(&told), names, "{told}");
    let not_asked = told["not_asked"].as_array().expect("a list");
    assert!(not_asked.contains(&json!("destination_is_not_opted_out")), "{told}");
}

#[tokio::test]
async fn a_sender_id_is_told_what_keeps_it() {
    let app = still().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;
    let told = explain_and_call(&app, "SendTextMessage", &text("ACME", PHONE)).await;
    assert_eq!(failing(&told), ["country_has_sender_ids"], "{told}");
    let arn = crate::harness::arn_in(crate::harness::ACCOUNT, "sender-id/ACME/GB");
    let told = explain_and_call(&app, "SendTextMessage", &text(&arn, CANADIAN)).await;
    assert_eq!(failing(&told), ["reaches_the_destination"], "{told}");
    explain_and_send(&app, &text(&arn, "+447860019066")).await;
}

#[tokio::test]
async fn a_phone_that_opted_out_a_closed_country_and_a_price_are_told() {
    let app = App::with(|settings| settings.sending.blocked_countries = vec!["FR".to_owned()]).await;
    app.freeze().await;
    let number = Fixture(app.client()).long_code("US").await;
    let told = explain_and_call(&app, "SendTextMessage", &text(&number, "+33639980000")).await;
    assert_eq!(failing(&told), ["destination_country_is_open"], "{told}");

    let mut cheap = text(&number, PHONE);
    cheap["MaxPrice"] = "0.00001".into();
    let told = explain_and_call(&app, "SendTextMessage", &cheap).await;
    assert_eq!(failing(&told), ["price_is_within_the_maximum"], "{told}");

    let put = app.client().put_opted_out_number().opt_out_list_name("Default").opted_out_number(PHONE);
    put.send().await.expect("it is opted out");
    let told = explain_and_call(&app, "SendTextMessage", &text(&number, PHONE)).await;
    assert_eq!(failing(&told), ["destination_is_not_opted_out"], "{told}");
    assert!(first_failing(&told)["remedy"].as_str().is_some_and(|remedy| remedy.contains("DeleteOptedOutNumber")));
}

#[tokio::test]
async fn a_pool_of_another_message_type_and_an_account_without_identities_are_told() {
    let app = still().await;
    let fixture = Fixture(app.client());
    let mut input = json!({ "DestinationPhoneNumber": PHONE, "MessageBody": "Hello" });
    let told = explain_and_call(&app, "SendTextMessage", &input).await;
    assert_eq!(failing(&told), ["an_identity_can_carry_it"], "{told}");
    assert_eq!(first_failing(&told)["left"], "no identity");
    input["OriginationIdentity"] = fixture.pool().await.into();
    input["MessageType"] = "PROMOTIONAL".into();
    let told = explain_and_call(&app, "SendTextMessage", &input).await;
    assert_eq!(failing(&told), ["pool_sends_the_message_type"], "{told}");
}
