//! What docs/operations.md says about several teams, done as it stands there.

use std::collections::HashMap;

use aws_sdk_pinpointsmsvoicev2::types::{MessageType, Owner};
use callsign::config::{Credential, Flags, SecretText, Settings};

use crate::harness::{App, Fixture, Folder, REGION, refusal};

/// The only block of the page in a language.
fn block(language: &str) -> String {
    let page = include_str!("../../docs/operations.md");
    let (_, block) = page.split_once(&format!("```{language}\n")).expect("the page has it");
    block.split_once("```\n").expect("it ends").0.to_owned()
}

/// A callsign with the credentials of the page; the secrets are the harness's.
async fn with_teams() -> App {
    let folder = Folder::new();
    let flags = Flags { config: Some(folder.write("callsign.toml", &block("toml"))), ..Flags::default() };
    let page = Settings::from_sources(&flags, HashMap::new()).expect("the settings are good");
    App::with(|settings| {
        settings.auth.credentials = page.auth.credentials;
        for credential in &mut settings.auth.credentials {
            credential.secret_access_key = SecretText::new(&credential.access_key_id);
        }
        let administrator = Credential {
            access_key_id: "team-b".to_owned(),
            secret_access_key: SecretText::new("team-b"),
            account_id: "444455556666".to_owned(),
            ..settings.auth.credentials[0].clone()
        };
        settings.auth.credentials.push(administrator);
    })
    .await
}

#[tokio::test]
async fn a_sender_id_that_a_team_shares_goes_into_a_pool_of_another_team() {
    let app = with_teams().await;
    let (team_a, app_of_b) = (app.client_of("team-a", REGION), app.client_of("team-b-app", REGION));
    let shared = team_a
        .request_sender_id()
        .sender_id("SHOP")
        .iso_country_code("GB")
        .message_types(MessageType::Transactional)
        .send()
        .await
        .expect("team A may do everything in its account");
    let pool = Fixture(app.client_of("team-b", REGION)).pool().await;
    let associate = || {
        app_of_b
            .associate_origination_identity()
            .pool_id(&pool)
            .origination_identity(&shared.sender_id_arn)
            .iso_country_code("GB")
    };

    let before = refusal(associate().send().await);
    let put = team_a.put_resource_policy().resource_arn(&shared.sender_id_arn).policy(block("json"));
    put.send().await.expect("the page's policy is one");

    assert_eq!(before.exception, "AccessDeniedException");
    let listed = app_of_b.describe_sender_ids().owner(Owner::Shared).send().await.expect("it may describe");
    assert_eq!(listed.sender_ids()[0].sender_id_arn(), shared.sender_id_arn);
    let joined = associate().send().await.expect("it is shared");
    assert_eq!(joined.origination_identity_arn.as_deref(), Some(shared.sender_id_arn.as_str()));
    let denied = refusal(app_of_b.delete_pool().pool_id(&pool).send().await);
    assert!(denied.message.contains("user/app"), "{denied:?}");
}
