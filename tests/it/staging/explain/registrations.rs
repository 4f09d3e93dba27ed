//! The rules of registrations, check by check.

use serde_json::{Value, json};

use super::{explain_and_call, failing, first_failing};
use crate::{
    harness::{App, Fixture},
    rcs_agent::{TEST, agent},
    registration::{BRAND, CAMPAIGN, TOLL_FREE, associate, complete, created, filled, submit, text},
};

const SYMBOL: &str = "companyInfo.stockSymbol";

/// What is told of a call that is refused: each check that doesn't hold, all of them with a way out.
async fn refusing(app: &App, operation: &str, input: Value) -> Vec<String> {
    let told = explain_and_call(app, operation, &input).await;
    for check in told["checks"].as_array().expect("a list").iter().filter(|check| check["holds"] == false) {
        assert!(check["remedy"].is_string() && check["left"] != check["right"], "{check}");
    }
    failing(&told).into_iter().map(str::to_owned).collect()
}

#[tokio::test]
async fn what_keeps_something_from_a_registration_is_told() {
    let app = App::with(|settings| settings.quotas.campaigns_per_brand = 1).await;
    let client = app.client();
    let number = Fixture(client.clone()).number().await;
    let (brand, draft) = (complete(&client, BRAND).await, created(&client, BRAND).await);
    let campaign = created(&client, CAMPAIGN).await;
    let ask = |registration: &str, resource: &str| json!({ "RegistrationId": registration, "ResourceId": resource });
    let operation = "CreateRegistrationAssociation";

    assert_eq!(refusing(&app, operation, ask(&brand, &number)).await, ["registration_takes_its_kind"]);
    assert_eq!(refusing(&app, operation, ask(&campaign, &draft)).await, ["parent_is_complete"]);
    associate(&client, &campaign, &brand).await;
    let names = ["is_not_associated_with_it", "registration_has_room"];
    assert_eq!(refusing(&app, operation, ask(&campaign, &brand)).await, names);
    let second = created(&client, CAMPAIGN).await;
    assert_eq!(refusing(&app, operation, ask(&second, &brand)).await, ["registration_has_room"]);

    let agent = agent(&client).await;
    let launch = filled(&client, TEST).await;
    associate(&client, &launch, &agent).await;
    submit(&client, &launch).await;
    let names = ["registration_takes_it_now", "is_not_associated_with_it"];
    assert_eq!(refusing(&app, operation, ask(&launch, &agent)).await, names);
    let again = created(&client, TEST).await;
    assert_eq!(refusing(&app, operation, ask(&again, &agent)).await, ["is_free_for_it"]);
}

#[tokio::test]
async fn what_keeps_a_version_from_being_submitted_is_told() {
    use callsign::domain::registration::settings::MissingFields;
    let app = App::with(|settings| settings.registrations.missing_fields = MissingFields::Refuse).await;
    let client = app.client();
    let id = created(&client, TOLL_FREE).await;
    let input = json!({ "RegistrationId": id });
    let told = explain_and_call(&app, "SubmitRegistrationVersion", &input).await;
    assert_eq!(failing(&told), ["what_it_needs_is_associated", "form_is_complete"], "{told}");
    assert_eq!(first_failing(&told)["left"], "lacks TOLL_FREE");
    let brand = complete(&client, BRAND).await;
    let names = refusing(&app, "SubmitRegistrationVersion", json!({ "RegistrationId": brand })).await;
    assert_eq!(names, ["version_may_be_submitted"]);
    let names = refusing(&app, "DiscardRegistrationVersion", json!({ "RegistrationId": brand })).await;
    assert_eq!(names, ["version_may_be_given_up"]);
    let names = refusing(&app, "CreateRegistrationVersion", json!({ "RegistrationId": id })).await;
    assert_eq!(names, ["current_version_is_decided"]);
}

#[tokio::test]
async fn what_keeps_a_registration_from_being_deleted_is_told() {
    let app = App::with(|settings| settings.registrations.reviewing_ms = 60_000).await;
    let client = app.client();
    app.freeze().await;
    let brand = filled(&client, BRAND).await;
    submit(&client, &brand).await;
    let delete = |id: &str| json!({ "RegistrationId": id });
    let names = refusing(&app, "DeleteRegistration", delete(&brand)).await;
    assert_eq!(names, ["registration_is_not_under_review"]);
    app.execute("update callsign.registration set registration_status = 'COMPLETE', next_due_at = null").await;
    let campaign = created(&client, CAMPAIGN).await;
    associate(&client, &campaign, &brand).await;
    assert_eq!(refusing(&app, "DeleteRegistration", delete(&brand)).await, ["registration_is_empty"]);
    client.delete_registration().registration_id(campaign).send().await.expect("it goes");
    let told = explain_and_call(&app, "DeleteRegistration", &delete(&brand)).await;
    assert_eq!(told["verdict"], "accepted", "the way out: {told}");
}

#[tokio::test]
async fn what_keeps_a_value_is_told_and_the_value_is_not() {
    let app = App::start().await;
    let client = app.client();
    let id = created(&client, BRAND).await;
    text(&client, &id, SYMBOL, "OLD").await;
    let name = "companyInfo.companyName";
    let put = |path: &str, value: Value| {
        let mut input = json!({ "RegistrationId": id, "FieldPath": path });
        input.as_object_mut().expect("members").extend(value.as_object().expect("members").clone());
        input
    };
    for (input, failed) in [
        (put("companyInfo.nothing", json!({ "TextValue": "A" })), "field_is_of_the_type"),
        (put(SYMBOL, json!({})), "field_takes_the_value"),
        (put(SYMBOL, json!({ "SelectChoices": ["SECRET"] })), "field_takes_the_value"),
        (put(SYMBOL, json!({ "TextValue": "SECRET".repeat(300) })), "field_takes_the_value"),
    ] {
        let told = explain_and_call(&app, "PutRegistrationFieldValue", &input).await;
        assert_eq!(failing(&told), [failed], "{told}");
        assert!(!told.to_string().contains("SECRET"), "{told}");
    }
    let delete = |path: &str| json!({ "RegistrationId": id, "FieldPath": path });
    let operation = "DeleteRegistrationFieldValue";
    assert_eq!(refusing(&app, operation, delete("companyInfo.nothing")).await, ["field_is_of_the_type"]);
    let names = ["field_is_not_required", "field_has_a_value"];
    assert_eq!(refusing(&app, operation, delete(name)).await, names);
    client.delete_registration_field_value().registration_id(&id).field_path(SYMBOL).send().await.expect("it goes");
    assert_eq!(refusing(&app, operation, delete(SYMBOL)).await, ["field_has_a_value"]);
    submit(&client, &id).await;
    let names = ["version_is_a_draft", "field_has_a_value"];
    assert_eq!(refusing(&app, operation, delete(SYMBOL)).await, names);
    let names = refusing(&app, "PutRegistrationFieldValue", put(SYMBOL, json!({ "TextValue": "NEW" }))).await;
    assert_eq!(names, ["version_is_a_draft"]);
}
