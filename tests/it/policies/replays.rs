//! A retry with a client token is authorised like any other request.

use serde_json::json;

use super::{allow, asks::told, credential, deny};
use crate::harness::{ACCOUNT, App, Fixture, OTHER_ACCOUNT, REGION, arn_in, refusal};

fn policy(statement: &serde_json::Value) -> String {
    json!({ "Version": "2012-10-17", "Statement": statement }).to_string()
}

#[tokio::test]
async fn a_stored_answer_is_not_told_to_a_credential_that_may_not_ask() {
    let app = App::with(|settings| {
        let credentials = [
            credential("may", ACCOUNT, Some(policy(&allow(&["CreateOptOutList"], &["*"])))),
            credential("may-not", ACCOUNT, Some(policy(&allow(&["Describe*"], &["*"])))),
            credential("must-not", ACCOUNT, Some(policy(&json!([allow(&["*"], &["*"]), deny(&["Create*"], &["*"])])))),
        ];
        settings.auth.credentials.extend(credentials);
    })
    .await;
    let make = |key: &str| {
        let request = app.client_of(key, REGION).create_opt_out_list().opt_out_list_name("Offers").client_token("once");
        async move { told(request.send().await) }
    };
    assert_eq!(make("may").await, "allowed");

    let before = app.state().await;
    let sentence = "is not authorized to perform: sms-voice:CreateOptOutList on resource: *";
    assert_eq!(
        make("may-not").await,
        format!(
            "User: arn:aws:iam::{ACCOUNT}:user/may-not {sentence} \
             because no identity-based policy allows the sms-voice:CreateOptOutList action"
        )
    );
    assert_eq!(
        make("must-not").await,
        format!(
            "User: arn:aws:iam::{ACCOUNT}:user/must-not {sentence} with an explicit deny in an identity-based policy"
        )
    );
    assert_eq!(make("may").await, "allowed", "the answer is still there for who may ask");
    assert_eq!(make("test").await, "allowed", "also for another credential of the account");
    assert_eq!(app.state().await, before);
}

#[tokio::test]
async fn a_stored_answer_is_not_told_once_the_resource_is_not_shared_any_more() {
    let app = App::start().await;
    let (owner, consumer) = (app.client(), app.client_of("other", REGION));
    let pool = Fixture(owner.clone()).pool().await;
    let pool = arn_in(ACCOUNT, &format!("pool/{pool}"));
    let number = Fixture(consumer.clone()).number().await;
    let number = arn_in(OTHER_ACCOUNT, &format!("phone-number/{number}"));
    let share = async |resource: &str| {
        let mut statement = allow(&["*"], &["*"]);
        statement["Principal"] = json!({ "AWS": OTHER_ACCOUNT });
        let text = policy(&statement);
        owner.put_resource_policy().resource_arn(resource).policy(text).send().await.expect("the policy is put");
    };
    let list = arn_in(ACCOUNT, "opt-out-list/Default");
    share(&pool).await;
    share(&list).await;
    let update = consumer.update_phone_number().phone_number_id(&number).opt_out_list_name(&list);
    update.send().await.expect("the shared list is taken");
    let join = || {
        let request = consumer.associate_origination_identity().pool_id(&pool).origination_identity(&number);
        request.iso_country_code("US").client_token("once").send()
    };
    join().await.expect("the number joins");
    join().await.expect("the answer is told again");

    owner.delete_resource_policy().resource_arn(&pool).send().await.expect("the policy goes");

    let refused = app.refused(join()).await;
    assert_eq!(refused.line(), "AccessDeniedException - - -");
    share(&pool).await;
    join().await.expect("the answer is told again");
    let again = consumer.associate_origination_identity().pool_id(&pool).origination_identity(&number);
    let refused = refusal(again.iso_country_code("US").client_token("twice").send().await);
    assert!(refused.is("ConflictException", "RESOURCE_ALREADY_ASSOCIATED"), "{refused:?}");
}
