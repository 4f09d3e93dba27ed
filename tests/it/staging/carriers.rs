//! PUT `/carriers/{number}`: what CarrierLookup tells of a number.

use serde_json::{Value, json};

use super::{ask, refused};
use crate::harness::{ACCOUNT, App, OTHER_ACCOUNT, RawAnswer, raw};

async fn say(app: &App, number: &str, said: Value) -> RawAnswer {
    ask(app, "PUT", &format!("carriers/{number}?account_id={ACCOUNT}"), said).await
}

async fn look_up(app: &App, number: &str) -> Value {
    let asked = json!({ "PhoneNumber": number, "EnableCleansing": true }).to_string();
    let answer = raw::call(app, "CarrierLookup", &asked).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

#[tokio::test]
async fn a_number_is_what_was_said_of_it_last_however_it_is_written() {
    let app = App::start().await;
    let answer = say(&app, "+447700900123", json!({ "phone_number_type": "VOIP" })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    assert_eq!(
        answer.json(),
        json!({
            "e164_phone_number": "+447700900123", "dialing_country_code": "44", "iso_country_code": "GB",
            "country": "United Kingdom", "mcc": "001", "mnc": "01", "carrier": "Staging Mobile GB",
            "phone_number_type": "VOIP",
        })
    );
    for (written, original) in [("+447700900123", Value::Null), ("+44 (0)7700 900123", json!("+44 (0)7700 900123"))] {
        let known = look_up(&app, written).await;
        assert_eq!((&known["PhoneNumberType"], &known["MCC"]), (&json!("VOIP"), &json!("001")), "{known}");
        assert_eq!(known["OriginalPhoneNumber"], original);
    }
    let said = json!({ "phone_number_type": "PREPAID", "carrier": "A carrier", "mcc": "310", "mnc": "260" });
    assert_eq!(say(&app, "%2B447700900123", said).await.status, 200);
    assert_eq!(
        look_up(&app, "+447700900123").await,
        json!({
            "E164PhoneNumber": "+447700900123", "DialingCountryCode": "44", "IsoCountryCode": "GB",
            "Country": "United Kingdom", "MCC": "310", "MNC": "260", "Carrier": "A carrier",
            "PhoneNumberType": "PREPAID",
        })
    );
    let shown = "select concat_ws(' ', phone_number, phone_number_type, carrier, mcc, mnc, account_id, region)
                 from inspect.carrier_lookups where phone_number = $1";
    let shown = app.texts_of(shown, "+447700900123").await;
    assert_eq!(shown, [format!("+447700900123 PREPAID A carrier 310 260 {ACCOUNT} us-east-1")]);
}

#[tokio::test]
async fn what_is_no_mobile_phone_has_no_network_and_of_what_is_invalid_nothing_is_known() {
    let app = App::start().await;
    let number = "+447700900123";
    for kind in ["LANDLINE", "OTHER"] {
        say(&app, number, json!({ "phone_number_type": kind, "carrier": "A carrier" })).await;
        let known = look_up(&app, number).await;
        let told = (&known["PhoneNumberType"], &known["Carrier"], &known["IsoCountryCode"]);
        assert_eq!(told, (&json!(kind), &json!("A carrier"), &json!("GB")));
        assert_eq!((known.get("MCC"), known.get("MNC")), (None, None));
    }
    say(&app, number, json!({ "phone_number_type": "INVALID" })).await;
    assert_eq!(look_up(&app, number).await, json!({ "E164PhoneNumber": number, "PhoneNumberType": "INVALID" }));
}

#[tokio::test]
async fn it_is_said_for_one_account_and_region() {
    let app = App::start().await;
    let number = "+447700900123";
    for of in [format!("account_id={OTHER_ACCOUNT}"), format!("account_id={ACCOUNT}&region=eu-west-1")] {
        let path = format!("carriers/{number}?{of}");
        assert_eq!(ask(&app, "PUT", &path, json!({ "phone_number_type": "VOIP" })).await.status, 200);
    }
    assert_eq!(look_up(&app, number).await["PhoneNumberType"], "MOBILE");
}

#[tokio::test]
async fn what_no_answer_has_is_refused_and_changes_nothing() {
    let app = App::start().await;
    let voip = json!({ "phone_number_type": "VOIP" });
    for (number, said, code) in [
        ("12065550142", voip.clone(), "422 INVALID_VALUE"),
        ("+02065550142", voip.clone(), "422 INVALID_VALUE"),
        ("+1", voip.clone(), "422 INVALID_VALUE"),
        ("+12065550142120655501421", voip, "422 INVALID_VALUE"),
        ("+12065550142", json!({}), "400 INVALID_BODY"),
        ("+12065550142", json!({ "phone_number_type": "voip" }), "400 INVALID_BODY"),
        ("+12065550142", json!({ "phone_number_type": "VOIP", "country": "Chile" }), "400 INVALID_BODY"),
        ("+12065550142", json!({ "phone_number_type": "VOIP", "mcc": "31" }), "422 INVALID_VALUE"),
        ("+12065550142", json!({ "phone_number_type": "VOIP", "mnc": "1" }), "422 INVALID_VALUE"),
        ("+12065550142", json!({ "phone_number_type": "VOIP", "mnc": "x1" }), "422 INVALID_VALUE"),
        ("+12065550142", json!({ "phone_number_type": "LANDLINE", "mcc": "310" }), "422 INVALID_VALUE"),
        ("+12065550142", json!({ "phone_number_type": "VOIP", "carrier": "" }), "422 INVALID_VALUE"),
        ("+12065550142", json!({ "phone_number_type": "VOIP", "carrier": "x".repeat(101) }), "422 INVALID_VALUE"),
        ("+12065550142", json!({ "phone_number_type": "INVALID", "carrier": "x" }), "422 INVALID_VALUE"),
    ] {
        assert_eq!(refused(&say(&app, number, said.clone()).await), code, "{number} {said}");
    }
    assert_eq!(app.count("select count(*) from inspect.carrier_lookups").await, 0);
}
