//! DeleteVerifiedDestinationNumber: one test for each sentence of its rule and each error that it raises.

use super::{code_for, code_of, entered, refuses_other_numbers, sent, tried};
use crate::{
    harness::{App, arn, tag},
    message::stage::PHONE,
};

const NOT_YET: &str = "ConflictException RESOURCE_DELETION_NOT_ALLOWED verified-destination-number";

/// Deletes an entry: `gone`, or the refusal.
async fn deleted(app: &App, id: &str) -> String {
    let delete = app.client().delete_verified_destination_number().verified_destination_number_id(id);
    match delete.send().await {
        Ok(_) => "gone".to_owned(),
        refused => crate::harness::refusal(refused).line(),
    }
}

#[tokio::test]
async fn an_entry_that_never_got_a_code_goes_at_once_with_its_tags() {
    let app = App::start().await;
    let create = app.client().create_verified_destination_number().destination_phone_number(PHONE);
    let made = create.tags(tag("team", "a")).send().await.expect("the phone is entered");
    let named = made.verified_destination_number_arn.clone();

    let delete = app.client().delete_verified_destination_number().verified_destination_number_id(&named);
    let gone = delete.send().await.expect("it goes");

    assert_eq!(gone.verified_destination_number_arn, made.verified_destination_number_arn);
    assert_eq!(gone.verified_destination_number_id, made.verified_destination_number_id);
    assert_eq!((gone.destination_phone_number, gone.created_timestamp), (PHONE.to_owned(), made.created_timestamp));
    assert_eq!(app.tags_of(&named).await, Vec::<String>::new());
    let id = made.verified_destination_number_id;
    assert_eq!(deleted(&app, &id).await, format!("ResourceNotFoundException - verified-destination-number {id}"));
    entered(&app.client(), PHONE).await;
}

#[tokio::test]
async fn for_24_hours_from_the_last_code_on_it_stays() {
    let app = App::start().await;
    app.freeze().await;
    let id = entered(&app.client(), PHONE).await;
    sent(code_for(&app.client(), &id)).await;
    assert_eq!(deleted(&app, &id).await, format!("{NOT_YET} {id}"));
    app.pass_ms(3_600_000).await;
    sent(code_for(&app.client(), &id)).await;
    app.pass_ms(24 * 3_600_000 - 1).await;
    assert_eq!(deleted(&app, &id).await, format!("{NOT_YET} {id}"), "by a millisecond");
    app.pass_ms(1).await;
    assert_eq!(deleted(&app, &id).await, "gone");
    assert_eq!(app.count("select count(*) from callsign.verification_code").await, 0);
}

#[tokio::test]
async fn for_24_hours_from_the_verification_on_it_stays() {
    let app = App::start().await;
    app.freeze().await;
    let id = entered(&app.client(), PHONE).await;
    sent(code_for(&app.client(), &id)).await;
    app.pass_ms(600_000).await;
    assert_eq!(tried(&app.client(), &id, &code_of(&app, &id).await).await, "VERIFIED");
    app.pass_ms(24 * 3_600_000 - 1).await;
    assert_eq!(deleted(&app, &id).await, format!("{NOT_YET} {id}"), "by a millisecond");
    app.pass_ms(1).await;
    assert_eq!(deleted(&app, &id).await, "gone");
}

#[tokio::test]
async fn the_hours_are_a_setting_and_0_lets_it_go_at_once() {
    let app = App::with(|settings| settings.verification.delete_after_hours = 0).await;
    let id = super::verified(&app, PHONE).await;
    assert_eq!(deleted(&app, &id).await, "gone");
}

#[tokio::test]
async fn another_entry_than_ones_own_is_refused() {
    let app = App::start().await;
    refuses_other_numbers!(app, |client, id| client
        .delete_verified_destination_number()
        .verified_destination_number_id(id));
    let missing = app.refused(app.client().delete_verified_destination_number().send()).await;
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    let named = arn(&format!("verified-destination-number/{}", entered(&app.client(), PHONE).await));
    assert_eq!(deleted(&app, &named).await, "gone");
}
