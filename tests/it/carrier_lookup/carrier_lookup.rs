//! CarrierLookup: one test for each sentence of its rule and each error that it raises.

use serde_json::{Value, json};

use crate::harness::{App, raw};

async fn look_up(app: &App, members: Value) -> Value {
    let answer = raw::call(app, "CarrierLookup", &members.to_string()).await;
    assert_eq!(answer.status, 200, "{members}: {}", answer.body);
    answer.json()
}

#[tokio::test]
async fn a_mobile_phone_has_all_members() {
    let app = App::start().await;
    assert_eq!(
        look_up(&app, json!({ "PhoneNumber": "+447700900123" })).await,
        json!({
            "E164PhoneNumber": "+447700900123", "DialingCountryCode": "44", "IsoCountryCode": "GB",
            "Country": "United Kingdom", "MCC": "001", "MNC": "01", "Carrier": "Staging Mobile GB",
            "PhoneNumberType": "MOBILE",
        })
    );
}

#[tokio::test]
async fn a_landline_and_what_is_free_to_call_have_no_network() {
    let app = App::start().await;
    for (number, kind, country) in [
        ("+441632960123", "LANDLINE", "GB"),
        ("+353209100123", "LANDLINE", "IE"),
        ("+493023125123", "LANDLINE", "DE"),
        ("+61255500123", "LANDLINE", "AU"),
        ("+18005550123", "OTHER", "US"),
    ] {
        let answer = look_up(&app, json!({ "PhoneNumber": number })).await;
        assert_eq!(
            (&answer["PhoneNumberType"], &answer["IsoCountryCode"]),
            (&json!(kind), &json!(country)),
            "{number}"
        );
        assert_eq!((answer.get("MCC"), answer.get("MNC")), (None, None));
        assert_eq!(answer["Carrier"], format!("Staging Mobile {country}"));
    }
}

#[tokio::test]
async fn of_a_number_that_can_not_be_nothing_is_known() {
    let app = App::start().await;
    for number in ["+999123456789", "+120", "+12065550142999", "+4407700900123"] {
        let answer = look_up(&app, json!({ "PhoneNumber": number })).await;
        assert_eq!(answer, json!({ "E164PhoneNumber": number, "PhoneNumberType": "INVALID" }));
    }
    let longest = format!("+{}", "1".repeat(39));
    let answer = look_up(&app, json!({ "PhoneNumber": longest })).await;
    assert_eq!(answer["PhoneNumberType"], "INVALID");
    assert_eq!(answer["E164PhoneNumber"], longest[..20]);
}

#[tokio::test]
async fn a_number_may_be_written_as_people_do() {
    let app = App::start().await;
    for number in ["+1 206 555 0142", "+1 (206) 555-0142", "+(1)206.555.0142", "+[1]{206}5550142"] {
        let answer = look_up(&app, json!({ "PhoneNumber": number })).await;
        assert_eq!((&answer["E164PhoneNumber"], &answer["IsoCountryCode"]), (&json!("+12065550142"), &json!("US")));
        assert_eq!(answer.get("OriginalPhoneNumber"), None, "{number}");
    }
}

#[tokio::test]
async fn cleansing_repairs_a_number_and_answers_what_it_was_if_that_changed_something() {
    let app = App::start().await;
    for (number, original) in [
        ("+44 (0)7700 900123", Some("+44 (0)7700 900123")),
        ("+4407700900123", Some("+4407700900123")),
        ("+44 7700 900123", Some("+44 7700 900123")),
        ("+447700900123", None),
    ] {
        let answer = look_up(&app, json!({ "PhoneNumber": number, "EnableCleansing": true })).await;
        let told = (&answer["E164PhoneNumber"], &answer["PhoneNumberType"]);
        assert_eq!(told, (&json!("+447700900123"), &json!("MOBILE")), "{number}");
        assert_eq!(answer.get("OriginalPhoneNumber").and_then(Value::as_str), original);
    }
    let untouched = look_up(&app, json!({ "PhoneNumber": "+447700900123", "EnableCleansing": false })).await;
    assert_eq!(untouched.get("OriginalPhoneNumber"), None);
}

#[tokio::test]
async fn what_is_not_written_as_a_number_is_refused() {
    let app = App::start().await;
    for (number, reason) in [
        (json!(null), "MISSING_PARAMETER"),
        (json!("12065550142"), "FIELD_VALIDATION_FAILED"),
        (json!("+0206555"), "FIELD_VALIDATION_FAILED"),
        (json!("+1/206/555"), "FIELD_VALIDATION_FAILED"),
    ] {
        let answer = raw::call(&app, "CarrierLookup", &json!({ "PhoneNumber": number }).to_string()).await;
        assert_eq!(answer.json()["Reason"], reason, "{number}");
        assert_eq!(answer.json()["Fields"][0]["Name"], "phoneNumber");
    }
}
