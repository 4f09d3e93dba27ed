//! Registrations: the list, and one of them.

use aws_sdk_pinpointsmsvoicev2::types::RequestableNumberType;

use super::{Screen, all_pages, call, call_in_vain, get, open, submit, submit_in_vain};
use crate::{
    harness::{App, settings_without_quotas},
    registration::{BRAND, CAMPAIGN, TOLL_FREE, associate, complete, created, effects, fill_but, filled, status, text},
};

const CITY: &str = "companyInfo.city";
const REVIEW: &str = "POST registrations/{registration_id}/review";

/// The RegistrationStatus that it shows.
fn shown(screen: &Screen) -> String {
    screen.texts("#chips .chip").swap_remove(0)
}

/// A brand that was submitted and waits for who reviews it: its id, and the path of its page.
async fn held(app: &App) -> (String, String) {
    let client = app.client();
    let id = filled(&client, BRAND).await;
    text(&client, &id, CITY, "Oslo CALLSIGN-HOLD").await;
    let path = format!("registrations/{id}");
    assert_eq!(shown(&submit(app, &path, "SubmitRegistrationVersion", &[]).await), "REVIEWING");
    (id, path)
}

#[tokio::test]
async fn a_registration_is_made_gets_values_and_is_deleted() {
    let app = App::start().await;
    assert!(open(&app, "registrations").await.says("There are no registrations."));
    let made =
        submit(&app, "registrations", "CreateRegistration", &[("RegistrationType", "US_TOLL_FREE_REGISTRATION")]).await;
    assert_eq!(shown(&made), "CREATED");
    let id = made.texts("h1 .mono").swap_remove(0);
    let path = format!("registrations/{id}");
    let value = [("FieldPath", "companyInfo.address2"), ("TextValue", "Oslo")];
    let screen = submit(&app, &path, "PutRegistrationFieldValue", &value).await;
    assert_eq!(screen.texts("#values td[data-l=Value]"), ["Oslo"]);
    let unknown = [("FieldPath", "no.such"), ("TextValue", "x")];
    let refused = submit_in_vain(&app, &path, "PutRegistrationFieldValue", &unknown).await;
    assert_eq!(refused.all("input[name=FieldPath]", "value"), ["no.such"]);
    let screen = submit(&app, &path, "DeleteRegistrationFieldValue", &[]).await;
    assert!(screen.says("No field has a value."));
    submit(&app, &path, "DeleteRegistration", &[]).await;
    assert_eq!(get(&app, &path).await.status, 404);
}

#[tokio::test]
async fn a_reviewer_denies_with_reasons_and_approves_the_next_version() {
    let app = App::start().await;
    let (id, path) = held(&app).await;
    let said = [
        ("decision", "deny"),
        ("reasons", "Too blurred\nToo old"),
        ("fields", "companyInfo.city=No such city"),
        ("feedback", "Try again"),
    ];
    let denied = call(&app, &path, REVIEW, &said).await;
    assert!(denied.texts(".notice")[0].starts_with("The registration is decided about"));
    assert_eq!(shown(&denied), "REQUIRES_UPDATES");
    for text in ["Too blurred", "Too old", "No such city", "Try again"] {
        assert!(denied.says(text), "{text}");
    }
    let next = submit(&app, &path, "CreateRegistrationVersion", &[]).await;
    assert_eq!(next.texts("#past td[data-l=Version]"), ["2", "1"]);
    // An earlier version is a URL, and isn't written.
    let earlier = open(&app, &format!("{path}?version=1")).await;
    assert!(earlier.says("Form of version 1") && earlier.says("No such city"));
    assert!(earlier.all("input[name=operation][value=PutRegistrationFieldValue]", "value").is_empty());
    // It begins without values.
    fill_but(&app.client(), &id, BRAND, &[]).await;
    text(&app.client(), &id, CITY, "Oslo CALLSIGN-HOLD").await;
    assert_eq!(shown(&submit(&app, &path, "SubmitRegistrationVersion", &[]).await), "REVIEWING");
    call(&app, &path, REVIEW, &[("decision", "approve")]).await;
    assert_eq!(status(&app.client(), &id).await, "COMPLETE");
}

#[tokio::test]
async fn only_decisions_that_lead_somewhere_are_offered() {
    let app = App::start().await;
    let draft = created(&app.client(), BRAND).await;
    let offered = |screen: &Screen| screen.all("button[name=decision]", "value");
    assert!(offered(&open(&app, &format!("registrations/{draft}")).await).is_empty());
    let (_, path) = held(&app).await;
    assert_eq!(offered(&open(&app, &path).await), ["approve", "hold", "require_authentication"]);
    let asks = call(&app, &path, REVIEW, &[("decision", "require_authentication")]).await;
    assert_eq!(shown(&asks), "REQUIRES_AUTHENTICATION");
    assert!(offered(&open(&app, &path).await).contains(&"authenticate".to_owned()));
    // What the endpoint refuses is told in its words.
    let long = "x".repeat(2_001);
    let refused = call_in_vain(&app, &path, REVIEW, &[("decision", "deny"), ("reasons", &long)]).await;
    assert_eq!(refused.refusal().0, "INVALID_VALUE");
}

#[tokio::test]
async fn a_registration_leads_to_its_number_and_the_number_back() {
    let app = App::start().await;
    let client = app.client();
    let number = effects::number(&client, RequestableNumberType::TollFree).send().await;
    let number = number.expect("it is made").phone_number_id.expect("it has an id");
    let id = created(&client, TOLL_FREE).await;
    let path = format!("registrations/{id}");
    let screen = submit(&app, &path, "CreateRegistrationAssociation", &[("ResourceId", &number)]).await;
    assert_eq!(screen.all("#resources a", "title"), [number.as_str()]);
    assert!(screen.all("#resources a", "href")[0].ends_with(&format!("/numbers/{number}")));
    assert_eq!(open(&app, &format!("numbers/{number}")).await.all("dd a[href*='/registrations/']", "title"), [id]);
}

#[tokio::test]
async fn a_brand_names_the_campaigns_that_stand_on_it() {
    let app = App::start().await;
    let client = app.client();
    let brand = complete(&client, BRAND).await;
    let campaign = created(&client, CAMPAIGN).await;
    associate(&client, &campaign, &brand).await;
    let screen = open(&app, &format!("registrations/{brand}")).await;
    assert_eq!(screen.all("section[aria-labelledby=used] a", "title"), [campaign.as_str()]);
    let screen = open(&app, &format!("registrations/{campaign}")).await;
    assert_eq!(screen.all("#resources a", "title"), [brand.as_str()]);
}

#[tokio::test]
async fn registrations_are_found_and_paged_each_once() {
    let app = App::with(settings_without_quotas).await;
    let client = app.client();
    let mut made = Vec::new();
    for _ in 0..30 {
        made.push(created(&client, TOLL_FREE).await);
    }
    made.reverse();
    let rows = |screen: &Screen| screen.all("td[data-l=Registration] a", "title");
    assert_eq!(all_pages(&app, "registrations", rows).await, made);
    let brand = created(&client, BRAND).await;
    for search in ["brand", brand.as_str()] {
        assert_eq!(rows(&open(&app, &format!("registrations?q={search}")).await), [brand.as_str()], "{search}");
    }
    assert_eq!(rows(&open(&app, "registrations?q=created").await).len(), 25);
    assert!(open(&app, "registrations?q=closed").await.says("No registration is “closed”."));
}
