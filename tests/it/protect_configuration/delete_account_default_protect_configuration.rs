//! DeleteAccountDefaultProtectConfiguration: one test for each sentence of its rule and each error that it raises.

use super::{defaults, described};
use crate::harness::{App, Fixture, arn};

#[tokio::test]
async fn the_account_has_no_default_then_and_the_protect_configuration_stays() {
    let app = App::start().await;
    let id = Fixture(app.client()).protect_configuration().await;
    Fixture(app.client()).protect_account(&id).await;

    let answer = app.client().delete_account_default_protect_configuration().send().await.expect("there was one");

    assert_eq!(answer.default_protect_configuration_arn, arn(&format!("protect-configuration/{id}")));
    assert_eq!(answer.default_protect_configuration_id, id);
    assert!(defaults(&app).await.is_empty());
    assert_eq!(described(&app).await.len(), 1);
}

#[tokio::test]
async fn without_a_default_nothing_is_found() {
    let app = App::start().await;
    Fixture(app.client()).protect_configuration().await;
    let refused = app.refused(app.client().delete_account_default_protect_configuration().send()).await;
    assert_eq!(refused.line(), "ResourceNotFoundException - protect-configuration 000000000000");
}
