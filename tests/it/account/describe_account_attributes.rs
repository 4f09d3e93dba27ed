//! DescribeAccountAttributes: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{Client, types::AccountAttributeName};
use callsign::domain::account::AccountTier;

use crate::harness::{App, REGION, Wire, refusal};

/// The attributes, which must stand on one page.
async fn attributes(client: &Client) -> Vec<(AccountAttributeName, String)> {
    let answer = client.describe_account_attributes().send().await.expect("it is answered");
    assert_eq!(answer.next_token, None);
    let attributes = answer.account_attributes.expect("the answer has attributes");
    attributes.into_iter().map(|attribute| (attribute.name, attribute.value)).collect()
}

#[tokio::test]
async fn an_account_is_in_production_unless_the_setting_says_otherwise() {
    let app = App::start().await;

    let attributes = attributes(&app.client()).await;

    assert_eq!(attributes, [(AccountAttributeName::AccountTier, "PRODUCTION".to_owned())]);
}

#[tokio::test]
async fn every_account_is_in_the_sandbox_if_the_setting_says_so() {
    let app = App::with(|settings| settings.account.tier = AccountTier::Sandbox).await;

    for client in [app.client(), app.client_of("other", REGION), app.client_of("test", "eu-west-1")] {
        let attributes = attributes(&client).await;
        assert_eq!(attributes, [(AccountAttributeName::AccountTier, "SANDBOX".to_owned())]);
    }
}

#[tokio::test]
async fn a_page_of_one_holds_all_and_has_no_token() {
    let app = App::start().await;
    let wire = Wire::default();

    let request = app.client().describe_account_attributes().max_results(1).customize().interceptor(wire.clone());
    let answer = request.send().await.expect("it is answered");

    assert_eq!(answer.account_attributes().len(), 1);
    assert_eq!(wire.members(), ["AccountAttributes"]);
}

#[tokio::test]
async fn a_token_that_was_not_handed_out_is_refused() {
    let app = App::start().await;

    let refused = refusal(app.client().describe_account_attributes().next_token("no-token").send().await);

    assert!(refused.is("ValidationException", "INVALID_NEXT_TOKEN"), "{refused:?}");
    assert_eq!(refused.fields, ["nextToken"]);
}

#[tokio::test]
async fn every_failing_field_is_named() {
    let app = App::start().await;

    let refused = refusal(app.client().describe_account_attributes().next_token("").max_results(-1).send().await);

    assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
    assert_eq!(refused.fields, ["nextToken", "maxResults"]);
}
