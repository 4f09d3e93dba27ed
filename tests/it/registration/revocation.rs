//! An approval that is taken back, and the version that brings it again.

use aws_sdk_pinpointsmsvoicev2::{Client, types::RequestableNumberType};
use serde_json::json;

use super::{
    BRAND, TOLL_FREE, campaign, complete, decide, described, effects, fill_but, filled, next_version, submit, text,
    version_status,
};
use crate::harness::App;

/// Status and RegistrationId of a number.
async fn number(client: &Client, id: &str) -> (String, Option<String>) {
    let described = client.describe_phone_numbers().phone_number_ids(id).send().await.expect("it is there");
    let number = &described.phone_numbers()[0];
    (number.status.as_str().to_owned(), number.registration_id.clone())
}

/// RegistrationStatus, CurrentVersionNumber and ApprovedVersionNumber.
async fn standing(client: &Client, id: &str) -> (String, i64, Option<i64>) {
    let now = described(client, id).await;
    (now.registration_status.as_str().to_owned(), now.current_version_number, now.approved_version_number)
}

/// RegistrationVersionStatus of every version, newest first.
async fn versions(client: &Client, id: &str) -> Vec<String> {
    let all = client.describe_registration_versions().registration_id(id).send().await.expect("it answers");
    all.registration_versions().iter().map(|one| one.registration_version_status.as_str().to_owned()).collect()
}

#[tokio::test]
async fn a_revoked_campaign_has_no_approved_version_its_numbers_stay_active_and_the_next_approval_counts() {
    let app = App::start().await;
    let client = app.client();
    let brand = complete(&client, BRAND).await;
    let id = campaign(&client, &brand).await;
    let made = effects::number(&client, RequestableNumberType::TenDlc).registration_id(&id).send().await;
    let ten_dlc = made.expect("it is made").phone_number_id.expect("an id");
    assert_eq!(standing(&client, &id).await, ("COMPLETE".into(), 1, Some(1)));
    decide(&app, &id, json!({ "decision": "revoke" })).await;
    assert_eq!(standing(&client, &id).await, ("REQUIRES_UPDATES".into(), 1, None));
    assert_eq!(version_status(&client, &id).await, "REVOKED");
    assert_eq!(number(&client, &ten_dlc).await, ("ACTIVE".into(), Some(id.clone())));

    next_version(&client, &id).await;
    assert_eq!(standing(&client, &id).await, ("REQUIRES_UPDATES".into(), 2, None));
    fill_but(&client, &id, super::CAMPAIGN, &[]).await;
    submit(&client, &id).await;
    assert_eq!(standing(&client, &id).await, ("COMPLETE".into(), 2, Some(2)));
    assert_eq!(versions(&client, &id).await, ["APPROVED", "REVOKED"]);
    assert_eq!(number(&client, &ten_dlc).await, ("ACTIVE".into(), Some(id)));
}

#[tokio::test]
async fn the_first_version_is_revoked_while_the_second_is_a_draft_which_stays_one() {
    let app = App::start().await;
    let client = app.client();
    let id = complete(&client, BRAND).await;
    next_version(&client, &id).await;
    decide(&app, &id, json!({ "decision": "revoke" })).await;
    assert_eq!(versions(&client, &id).await, ["DRAFT", "REVOKED"]);
    assert_eq!(standing(&client, &id).await, ("REQUIRES_UPDATES".into(), 2, None));
    fill_but(&client, &id, BRAND, &[]).await;
    submit(&client, &id).await;
    assert_eq!(versions(&client, &id).await, ["APPROVED", "REVOKED"]);
    assert_eq!(standing(&client, &id).await, ("COMPLETE".into(), 2, Some(2)));
}

#[tokio::test]
async fn what_a_revocation_took_from_numbers_and_sender_ids_the_next_approval_gives_back() {
    let app = App::start().await;
    let client = app.client();
    let toll_free = filled(&client, TOLL_FREE).await;
    let made = effects::number(&client, RequestableNumberType::TollFree).registration_id(&toll_free).send().await;
    let number_id = made.expect("it is made").phone_number_id.expect("an id");
    submit(&client, &toll_free).await;
    let of_sender_id = effects::registered(&client, "ACME").await;
    let is_registered = || async {
        let described = client.describe_sender_ids().send().await.expect("it answers");
        let [one] = described.sender_ids() else { panic!("{described:?}") };
        assert_eq!(one.registration_id(), Some(of_sender_id.as_str()));
        one.registered()
    };
    for id in [&toll_free, &of_sender_id] {
        decide(&app, id, json!({ "decision": "revoke" })).await;
    }
    assert_eq!(number(&client, &number_id).await, ("PENDING".into(), Some(toll_free.clone())));
    assert!(!is_registered().await);

    for id in [&toll_free, &of_sender_id] {
        next_version(&client, id).await;
    }
    fill_but(&client, &toll_free, TOLL_FREE, &[]).await;
    text(&client, &of_sender_id, "senderIdInfo.senderId", "ACME").await;
    fill_but(&client, &of_sender_id, "GB_SENDER_ID_REGISTRATION", &["senderIdInfo.senderId"]).await;
    for id in [&toll_free, &of_sender_id] {
        submit(&client, id).await;
        assert_eq!(standing(&client, id).await, ("COMPLETE".into(), 2, Some(2)));
    }
    assert_eq!(number(&client, &number_id).await, ("ACTIVE".into(), Some(toll_free.clone())));
    assert!(is_registered().await);
}
