//! `/notify-configurations/{notify_configuration_id}/status` and `/tier`, and what `/explain` says of sends.

use aws_sdk_pinpointsmsvoicev2::types::{NotifyConfigurationStatus as Status, NotifyConfigurationTier as Tier};
use serde_json::{Value, json};

use super::{PHONE, TEMPLATE, created, creating, described, text};
use crate::{
    harness::App,
    staging::{ask, refused},
};

async fn decide(app: &App, id: &str, what: &str, body: Value) -> String {
    let answer = ask(app, "POST", &format!("notify-configurations/{id}/{what}"), body).await;
    if answer.status != 200 {
        return refused(&answer);
    }
    let row = answer.json();
    assert_eq!(row["notify_configuration_id"], id);
    row[what].as_str().expect("a word").to_owned()
}

#[tokio::test]
async fn the_endpoint_decides_what_it_is() {
    let app = App::start().await;
    let client = app.client();
    let id = creating(&client).display_name("Amazon").send().await.expect("it is made").notify_configuration_id;
    for status in [Status::Active, Status::Pending, Status::Rejected, Status::RequiresVerification, Status::Active] {
        let told = decide(&app, &id, "status", json!({ "status": status.as_str(), "reason": "It is so" })).await;
        assert_eq!(told, status.as_str());
        let shown = described(&client, &id).await;
        assert_eq!(shown.status, status);
        assert_eq!(shown.rejection_reason.as_deref(), (status == Status::Rejected).then_some("It is so"));
    }
    text(&client, &id, PHONE).send().await.expect("it sends");
}

#[tokio::test]
async fn the_endpoint_gives_it_a_tier_with_its_countries() {
    let app = App::start().await;
    app.freeze().await;
    let client = app.client();
    let id = created(&client).await;
    let update = client.update_notify_configuration().notify_configuration_id(&id).enabled_countries("ZA");
    assert!(app.refused(update.clone().send()).await.is("ValidationException", "COUNTRY_NOT_ENABLED"));
    assert_eq!(decide(&app, &id, "tier", json!({ "tier": "ADVANCED" })).await, "ADVANCED");
    update.send().await.expect("every country is of the tier");
    assert_eq!(described(&client, &id).await.tier, Tier::Advanced);
    text(&client, &id, "+27821234567").send().await.expect("it sends there");
    assert_eq!(decide(&app, &id, "tier", json!({ "tier": "BASIC" })).await, "BASIC");
    assert!(
        app.refused(text(&client, &id, "+27821234567").send()).await.is("ValidationException", "COUNTRY_NOT_ENABLED")
    );
}

#[tokio::test]
async fn what_is_not_there_and_what_is_no_value_are_refused() {
    let app = App::start().await;
    let id = created(&app.client()).await;
    for what in [json!({ "status": "ACTIVE" }), json!({ "status": "ACTIVE", "reason": "x" })] {
        assert!(decide(&app, "notify-0", "status", what).await.starts_with("404"));
    }
    assert!(decide(&app, "notify-0", "tier", json!({ "tier": "BASIC" })).await.starts_with("404"));
    for bad in
        [json!({ "status": "DONE" }), json!({}), json!({ "status": "ACTIVE", "reason": "" }), json!({ "state": 1 })]
    {
        assert!(decide(&app, &id, "status", bad.clone()).await.starts_with('4'), "{bad}");
    }
}

#[tokio::test]
async fn explain_tells_what_holds_a_send_back_and_what_to_do() {
    let app = App::start().await;
    let id = creating(&app.client()).enabled_countries("FR").send().await.expect("it is made").notify_configuration_id;
    let explain = |to: &str| {
        let request = json!({
            "NotifyConfigurationId": id, "DestinationPhoneNumber": to, "TemplateId": TEMPLATE,
            "TemplateVariables": { "code": "4829" },
        });
        let asked = json!({
            "operation": "SendNotifyTextMessage", "input": request, "access_key_id": "test",
        });
        let app = &app;
        async move {
            let answer = ask(app, "POST", "explain", asked).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            answer.json()
        }
    };
    let told = explain("+33612345678").await;
    let names: Vec<&str> =
        told["checks"].as_array().expect("checks").iter().filter_map(|one| one["name"].as_str()).collect();
    for name in ["notify_configuration_is_active", "template_variables_are_right", "day_has_room_for_the_tier"] {
        assert!(names.contains(&name), "{told}");
    }
    assert!(told["checks"].as_array().expect("checks").iter().all(|one| one["holds"] == true), "{told}");
    let told = explain(PHONE).await;
    let failing =
        told["checks"].as_array().expect("checks").iter().find(|one| one["holds"] == false).expect("one fails");
    assert_eq!((&failing["name"], &failing["reason"]), (&json!("country_is_enabled"), &json!("COUNTRY_NOT_ENABLED")));
    assert_eq!((&failing["left"], &failing["right"]), (&json!("US"), &json!("FR")));
    assert!(failing["remedy"].as_str().is_some_and(|remedy| remedy.contains("UpdateNotifyConfiguration")), "{told}");
    assert_eq!(app.count("select count(*) from inspect.messages").await, 0);
}
