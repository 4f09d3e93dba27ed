//! What a tier holds: messages of a day, messages of a second, countries; and how a configuration becomes ADVANCED.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    types::{NotifyConfigurationTier as Tier, TierUpgradeStatus as Status},
};
use callsign::domain::registration::settings::Review;
use futures_util::future::join_all;
use serde_json::json;

use super::{PHONE, call, created, described, text};
use crate::{
    harness::App,
    registration::{associate, created as registration, fill_but, submit},
    staging::ask,
};

const UPGRADE: &str = "NOTIFY_TIER_UPGRADE_REGISTRATION";

async fn stands(client: &Client, id: &str) -> (Tier, Status) {
    let one = described(client, id).await;
    (one.tier, one.tier_upgrade_status)
}

#[tokio::test]
async fn a_destination_gets_so_many_a_day_of_all_configurations_and_channels() {
    let app = App::with(|settings| settings.quotas.notify_messages_to_destination = 3).await;
    app.freeze().await;
    let client = app.client();
    let (first, second) = (created(&client).await, created(&client).await);
    text(&client, &first, PHONE).send().await.expect("it is sent");
    call(&client, &second, PHONE).send().await.expect("it is sent");
    text(&client, &second, PHONE).send().await.expect("it is sent");
    for is_trial in [true, false] {
        let refused = app.refused(text(&client, &first, PHONE).dry_run(is_trial).send()).await;
        assert_eq!(refused.line(), "ServiceQuotaExceededException DAILY_DESTINATION_CALL_LIMIT - -");
    }
    text(&client, &first, "+12065550143").send().await.expect("another phone has its own");
    let used = "select messages::text from inspect.notify_usage where notify_configuration_id = $1
                and destination_phone_number = '+12065550142'";
    assert_eq!(app.texts_of(used, &second).await, ["2"]);
    app.pass_ms(24 * 60 * 60 * 1_000).await;
    text(&client, &first, PHONE).send().await.expect("it is another day");
}

#[tokio::test]
async fn a_configuration_of_the_tier_basic_sends_so_many_a_day() {
    let app = App::with(|settings| settings.quotas.notify_messages_of_basic_tier = 2).await;
    app.freeze().await;
    let client = app.client();
    let (first, second) = (created(&client).await, created(&client).await);
    for phone in ["+12065550142", "+12065550143"] {
        text(&client, &first, phone).send().await.expect("it is sent");
    }
    let refused = app.refused(text(&client, &first, "+12065550144").send()).await;
    assert_eq!(refused.line(), "ServiceQuotaExceededException DAILY_NOTIFY_TIER_MESSAGE_LIMIT - -");
    text(&client, &second, PHONE).send().await.expect("another configuration has its own");
    let tier = ask(&app, "POST", &format!("notify-configurations/{first}/tier"), json!({ "tier": "ADVANCED" })).await;
    assert_eq!(tier.status, 200, "{tier:?}");
    text(&client, &first, "+12065550144").send().await.expect("ADVANCED has no such limit");
}

#[tokio::test]
async fn sends_at_once_are_no_more_than_the_day_holds() {
    let app = App::with(|settings| {
        settings.quotas.notify_messages_to_destination = 5;
        settings.database.max_connections = 16;
    })
    .await;
    let id = created(&app.client()).await;
    let beside = app.beside(|settings| settings.quotas.notify_messages_to_destination = 5).await;
    let clients = [app.client(), beside.client()];
    let sends = (0..12).map(|n| text(&clients[n % 2], &id, PHONE).send());
    let outcomes = join_all(sends).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 5);
    assert_eq!(app.count("select count(*) from inspect.messages").await, 5);
}

#[tokio::test]
async fn the_tier_basic_sends_once_a_second_where_rates_are_kept() {
    let app = App::with(|settings| settings.throttling.enabled = true).await;
    let client = app.client();
    let id = created(&client).await;
    let outcomes = join_all((0..4).map(|_| text(&client, &id, PHONE).dry_run(true).send())).await;
    assert!(outcomes.iter().any(Result::is_ok));
    assert!(outcomes.iter().any(Result::is_err));
    let tier = ask(&app, "POST", &format!("notify-configurations/{id}/tier"), json!({ "tier": "ADVANCED" })).await;
    assert_eq!(tier.status, 200, "{tier:?}");
    for outcome in join_all((0..4).map(|_| text(&client, &id, PHONE).dry_run(true).send())).await {
        outcome.expect("ADVANCED sends 25 a second");
    }
}

#[tokio::test]
async fn a_registration_that_is_approved_makes_it_advanced_and_its_end_does_not() {
    let app = App::with(|settings| settings.registrations.review = Review::Manual).await;
    let client = app.client();
    let (id, form) = (created(&client).await, registration(&client, UPGRADE).await);
    let refused = app.refused(client.submit_registration_version().registration_id(&form).send()).await;
    assert_eq!(
        refused.line(),
        format!("ConflictException SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED registration {form}")
    );
    associate(&client, &form, &id).await;
    fill_but(&client, &form, UPGRADE, &[]).await;
    assert_eq!(stands(&client, &id).await, (Tier::Basic, Status::Basic));
    submit(&client, &form).await;
    assert_eq!(stands(&client, &id).await, (Tier::Basic, Status::PendingUpgrade));
    let review = |decision: &'static str| {
        let path = format!("registrations/{form}/review");
        let app = &app;
        async move { ask(app, "POST", &path, json!({ "decision": decision })).await.status }
    };
    assert_eq!(review("deny").await, 200);
    assert_eq!(stands(&client, &id).await, (Tier::Basic, Status::Rejected));
    client.create_registration_version().registration_id(&form).send().await.expect("another version");
    fill_but(&client, &form, UPGRADE, &[]).await;
    submit(&client, &form).await;
    assert_eq!(review("approve").await, 200);
    assert_eq!(stands(&client, &id).await, (Tier::Advanced, Status::Advanced));
    let listed = client.list_registration_associations().registration_id(&form).send().await.expect("it answers");
    let one = &listed.registration_associations[0];
    assert_eq!((one.resource_id.as_str(), one.resource_type.as_str()), (id.as_str(), "NOTIFY_CONFIGURATION"));
    client.delete_registration().registration_id(&form).send().await.expect("it may go at any time");
    assert_eq!(stands(&client, &id).await, (Tier::Advanced, Status::Advanced));
}

#[tokio::test]
async fn a_version_that_is_discarded_leaves_it_as_it_was_and_a_revoked_one_makes_it_basic() {
    let app = App::with(|settings| settings.registrations.submitted_ms = 60_000).await;
    app.freeze().await;
    let client = app.client();
    let (id, form) = (created(&client).await, registration(&client, UPGRADE).await);
    associate(&client, &form, &id).await;
    fill_but(&client, &form, UPGRADE, &[]).await;
    submit(&client, &form).await;
    client.discard_registration_version().registration_id(&form).send().await.expect("nobody looks at it yet");
    assert_eq!(stands(&client, &id).await, (Tier::Basic, Status::Basic));
    client.create_registration_version().registration_id(&form).send().await.expect("another version");
    fill_but(&client, &form, UPGRADE, &[]).await;
    submit(&client, &form).await;
    for (decision, expected) in
        [("approve", (Tier::Advanced, Status::Advanced)), ("revoke", (Tier::Basic, Status::Rejected))]
    {
        let path = format!("registrations/{form}/review");
        let answer = ask(&app, "POST", &path, json!({ "decision": decision, "force": true })).await;
        assert_eq!(answer.status, 200, "{decision}");
        assert_eq!(stands(&client, &id).await, expected);
    }
}

#[tokio::test]
async fn it_has_one_registration_of_that_type_alone() {
    let app = App::start().await;
    let client = app.client();
    let (id, form) = (created(&client).await, registration(&client, UPGRADE).await);
    let brand = registration(&client, crate::registration::BRAND).await;
    let refused =
        app.refused(client.create_registration_association().registration_id(&brand).resource_id(&id).send()).await;
    assert!(refused.is("ValidationException", "INVALID_REGISTRATION_ASSOCIATION"), "{refused:?}");
    associate(&client, &form, &id).await;
    let other = registration(&client, UPGRADE).await;
    for form in [&form, &other] {
        let again = client.create_registration_association().registration_id(form).resource_id(&id);
        let line = format!("ConflictException RESOURCE_ALREADY_ASSOCIATED notify-configuration {id}");
        assert_eq!(app.refused(again.send()).await.line(), line);
    }
    client.delete_notify_configuration().notify_configuration_id(&id).send().await.expect("it goes with its place");
    assert_eq!(app.count("select count(*) from inspect.registration_associations").await, 0);
}
