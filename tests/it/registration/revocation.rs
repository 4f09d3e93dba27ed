//! An approval that is taken back, by people or since what it is for can't be made, and the version that brings it again.

use aws_sdk_pinpointsmsvoicev2::{Client, types::RequestableNumberType};
use callsign::{
    domain::registration::life::{Registration, Version},
    model::registration::{RegistrationStatus, RegistrationVersionStatus as Status},
};
use serde_json::json;
use sqlx::types::time::OffsetDateTime;
use uuid::Uuid;

use super::{
    BRAND, TOLL_FREE, advance, campaign, complete, decide, described, effects, fill_but, filled, next_version, submit,
    text, version_status,
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

#[tokio::test]
async fn an_approval_whose_sender_id_is_anothers_is_denied_and_the_version_before_counts_again() {
    let of = "GB_SENDER_ID_REGISTRATION";
    for provisioning_ms in [0, 1_000] {
        let app = App::with(|settings| settings.registrations.provisioning_ms = provisioning_ms).await;
        app.freeze().await;
        let client = app.client();
        effects::registered(&client, "OTHERS").await;
        let id = effects::registered(&client, "ACME").await;
        advance(&app, "1s").await;
        assert_eq!(standing(&client, &id).await, ("COMPLETE".into(), 1, Some(1)));
        for number in [2, 3] {
            next_version(&client, &id).await;
            text(&client, &id, "senderIdInfo.senderId", "OTHERS").await;
            fill_but(&client, &id, of, &["senderIdInfo.senderId"]).await;
            submit(&client, &id).await;
            if provisioning_ms > 0 {
                assert_eq!(standing(&client, &id).await, ("PROVISIONING".into(), number, Some(number)));
                assert_eq!(versions(&client, &id).await.last().map(String::as_str), Some("ARCHIVED"));
                advance(&app, "1s").await;
            }
            assert_eq!(standing(&client, &id).await, ("REQUIRES_UPDATES".into(), number, Some(1)));
            assert_eq!(described(&client, &id).await.latest_denied_version_number, Some(number));
        }
        assert_eq!(versions(&client, &id).await, ["DENIED", "DENIED", "APPROVED"]);
        let shown = client.describe_sender_ids().send().await.expect("it answers");
        let own = shown.sender_ids().iter().find(|one| one.sender_id() == "ACME").expect("it is there");
        assert_eq!((own.registered(), own.registration_id()), (true, Some(id.as_str())));

        // What counts is what the registration falls back to.
        next_version(&client, &id).await;
        client.discard_registration_version().registration_id(&id).send().await.expect("it is given up");
        assert_eq!(standing(&client, &id).await, ("COMPLETE".into(), 4, Some(1)));
        next_version(&client, &id).await;
        text(&client, &id, "senderIdInfo.senderId", "ACME").await;
        fill_but(&client, &id, of, &["senderIdInfo.senderId"]).await;
        submit(&client, &id).await;
        advance(&app, "1s").await;
        assert_eq!(standing(&client, &id).await, ("COMPLETE".into(), 5, Some(5)));
        assert_eq!(versions(&client, &id).await, ["APPROVED", "DISCARDED", "DENIED", "DENIED", "ARCHIVED"]);
    }
}

/// What may become of a version; none is an approval whose end can't be made.
const ENDS: [Option<Status>; 5] =
    [Some(Status::Approved), Some(Status::Denied), Some(Status::Discarded), Some(Status::Revoked), None];

#[test]
fn what_an_approval_superseded_is_known_whatever_became_of_the_versions_before() {
    for sequence in 0..ENDS.len().pow(6) {
        let mut versions: Vec<Version> = Vec::new();
        for place in 0..6_u32 {
            let end = ENDS[sequence / ENDS.len().pow(place) % ENDS.len()];
            let counted = versions.iter().position(|version| version.status == Status::Approved);
            let is_approved = matches!(end, None | Some(Status::Approved | Status::Revoked));
            if is_approved && let Some(counted) = counted {
                versions[counted].status = Status::Archived;
            }
            let status = if is_approved { Status::Approved } else { Status::Draft };
            let current = Version { number: i64::from(place) + 1, status };
            let registration = Registration {
                key: Uuid::nil(),
                registration_type: BRAND.to_owned(),
                status: RegistrationStatus::Provisioning,
                versions: versions.iter().copied().chain([current]).collect(),
                created_at: OffsetDateTime::UNIX_EPOCH,
                next_due_at: None,
            };
            if is_approved {
                let expected = counted.map(|counted| versions[counted].number);
                assert_eq!(registration.superseded(), expected, "{registration:?}");
            }
            if let (None, Some(counted)) = (end, counted) {
                versions[counted].status = Status::Approved;
            }
            versions.push(Version { status: end.unwrap_or(Status::Denied), ..current });
        }
    }
}
