//! Which accounts and regions are made, and how many.

use std::time::SystemTime;

use aws_sdk_pinpointsmsvoicev2::error::ProvideErrorMetadata;

use crate::harness::{App, REGION, RawAnswer, RawRequest};

const SCOPES: &str = "select count(*) from callsign.account_region";

async fn call(app: &App, account: &str, operation: &str, body: &str) -> RawAnswer {
    let request = RawRequest::unsigned(app.address(), operation, body);
    request.signed_by(account, "test", None, SystemTime::now()).send(app.address()).await
}

#[tokio::test]
async fn a_call_that_is_refused_leaves_no_account_behind() {
    let app = App::start().await;
    let client = app.client();
    let refused = client.delete_opt_out_list().opt_out_list_name("none").send().await.expect_err("there is none");
    assert_eq!(refused.code(), Some("ResourceNotFoundException"));
    let refused = client
        .associate_origination_identity()
        .pool_id("pool-00000000000000000000000000000000")
        .origination_identity("phone-00000000000000000000000000000000")
        .iso_country_code("US")
        .send()
        .await;
    refused.expect_err("there is no such pool");
    client.describe_pools().send().await.expect("it answers");
    assert_eq!(app.count(SCOPES).await, 0);
    client.create_opt_out_list().opt_out_list_name("mine").send().await.expect("it is made");
    assert_eq!(app.count(SCOPES).await, 1);
    // Its list `Default` was made with it.
    let lists = client.describe_opt_out_lists().send().await.expect("they are listed").opt_out_lists.expect("lists");
    assert_eq!(lists.len(), 2);
}

#[tokio::test]
async fn many_first_calls_of_an_account_at_once_all_succeed() {
    let app = App::start().await;
    let client = app.client();
    let calls = (0..20).map(|number| client.create_opt_out_list().opt_out_list_name(format!("list-{number}")).send());
    for made in futures_util::future::join_all(calls).await {
        made.expect("it is made");
    }
    assert_eq!(app.count(SCOPES).await, 1);
}

#[tokio::test]
async fn no_more_accounts_are_made_than_the_settings_say_while_anybody_may_be_any() {
    let app = App::with(|settings| {
        settings.auth.credentials.clear();
        settings.auth.builtin_scopes = 2;
    })
    .await;
    let create = |account: &'static str| call(&app, account, "CreateOptOutList", r#"{"OptOutListName":"mine"}"#);
    assert_eq!(create("111111111111").await.status, 200);
    assert_eq!(create("222222222222").await.status, 200);
    let answer = create("333333333333").await;
    assert_eq!(answer.line(), "400 AccessDeniedException");
    assert_eq!(answer.json()["Reason"], "ACCOUNT_DISABLED");
    assert_eq!(app.count(SCOPES).await, 2);
    // What is there goes on, and anybody may read.
    let list = r#"{"OptOutListName":"more"}"#;
    assert_eq!(call(&app, "111111111111", "CreateOptOutList", list).await.status, 200);
    assert_eq!(call(&app, "333333333333", "DescribePools", "{}").await.status, 200);

    // Credentials of the settings are no strangers.
    let named = App::with(|settings| settings.auth.builtin_scopes = 1).await;
    for region in [REGION, "eu-west-1", "eu-west-2"] {
        let made = named.client_of("test", region).create_opt_out_list().opt_out_list_name("mine").send().await;
        made.expect("it is made");
    }
}
