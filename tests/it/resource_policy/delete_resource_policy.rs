//! DeleteResourcePolicy: one test for each sentence of its rule and each error that it raises.

use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, Wire, arn, arn_in};

const POLICY: &str = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#;

#[tokio::test]
async fn it_takes_the_policy_of_a_resource_of_each_kind_away_and_answers_what_it_was() {
    let app = App::start().await;
    let (client, fixture) = (app.client(), Fixture(app.client()));
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.sender_id("ACME", "GB").await;
    fixture.list("Offers").await;
    let paths = [
        format!("pool/{pool}"),
        format!("phone-number/{number}"),
        "sender-id/ACME/GB".into(),
        "opt-out-list/Offers".into(),
    ];
    let mut before = Vec::new();
    for path in &paths {
        let put = client.put_resource_policy().resource_arn(arn(path)).policy(POLICY).send().await;
        before.push(put.expect("the policy is put"));
    }

    for (left, (path, put)) in paths.iter().zip(before).enumerate() {
        let wire = Wire::default();
        let request = client.delete_resource_policy().resource_arn(arn(path)).customize().interceptor(wire.clone());
        let gone = request.send().await.expect("the policy goes");

        assert_eq!(gone.resource_arn, Some(arn(path)));
        assert_eq!(gone.policy.as_deref(), Some(POLICY));
        assert_eq!(gone.created_timestamp, put.created_timestamp);
        assert_eq!(wire.members(), ["CreatedTimestamp", "Policy", "ResourceArn"]);
        let got = client.get_resource_policy().resource_arn(arn(path)).send().await.expect("the resource is there");
        assert_eq!(got.policy.as_deref(), Some("{}"));
        let rows = app.rows("select * from inspect.resource_policies").await;
        assert_eq!(rows.len(), paths.len() - 1 - left, "no other resource's policy goes");
    }
    assert_eq!(app.count("select count(*) from callsign.resource_policy_grantee").await, 0);
}

#[tokio::test]
async fn a_resource_without_a_policy_answers_an_empty_one() {
    let app = App::start().await;
    let (client, wire) = (app.client(), Wire::default());
    let list = arn("opt-out-list/Default");

    let request = client.delete_resource_policy().resource_arn(&list).customize().interceptor(wire.clone());
    let gone = request.send().await.expect("the list is there");

    assert_eq!((gone.resource_arn, gone.policy.as_deref()), (Some(list), Some("{}")));
    assert_eq!(wire.members(), ["Policy", "ResourceArn"]);
}

#[tokio::test]
async fn nobody_else_may_use_the_resource_any_more() {
    let app = App::start().await;
    let (client, other) = (app.client(), app.client_of("other", REGION));
    let list = arn("opt-out-list/Default");
    client.put_resource_policy().resource_arn(&list).policy(POLICY).send().await.expect("the policy is put");
    let see = || other.describe_opt_out_lists().opt_out_list_names(&list).send();
    see().await.expect("it is shared");

    client.delete_resource_policy().resource_arn(&list).send().await.expect("the policy goes");

    assert_eq!(app.refused(see()).await.line(), "AccessDeniedException - - -");
}

#[tokio::test]
async fn a_resource_that_does_not_exist_is_not_found() {
    let app = App::start().await;
    for (path, resource) in [
        ("pool/pool-x", "pool pool-x"),
        ("phone-number/phone-x", "phone-number phone-x"),
        ("sender-id/ACME/GB", "sender-id ACME"),
        ("opt-out-list/NoSuch", "opt-out-list NoSuch"),
        ("configuration-set/a", "configuration-set a"),
    ] {
        let refused = app.refused(app.client().delete_resource_policy().resource_arn(arn(path)).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - {resource}"));
    }
}

#[tokio::test]
async fn a_resource_of_another_account_is_denied_whatever_is_granted() {
    let app = App::start().await;
    let other = app.client_of("other", REGION);
    Fixture(other.clone()).list("Offers").await;
    let list = arn_in(OTHER_ACCOUNT, "opt-out-list/Offers");
    other.put_resource_policy().resource_arn(&list).policy(POLICY).send().await.expect("the policy is put");

    for arn in [list.clone(), list.replace("Offers", "NoSuch")] {
        let refused = app.refused(app.client().delete_resource_policy().resource_arn(&arn).send()).await;
        assert_eq!(refused.line(), "AccessDeniedException - - -");
        assert!(refused.message.contains("because no resource-based policy allows"), "{}", refused.message);
    }
}

#[tokio::test]
async fn a_bad_arn_is_refused() {
    let app = App::start().await;
    let list = arn("opt-out-list/Default");
    let delete = |arn: &str| app.client().delete_resource_policy().resource_arn(arn).send();

    let missing = app.refused(app.client().delete_resource_policy().send()).await;
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["resourceArn"]);
    for invalid in [list.replace(REGION, "eu-west-1"), list.replace("arn:aws:", "arn:aws-cn:"), arn("keyword/HELP")] {
        let refused = app.refused(delete(&invalid)).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{invalid}: {refused:?}");
        assert_eq!(refused.fields, ["resourceArn"]);
    }
    let name = app.refused(delete("Default")).await;
    assert!(name.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{name:?}");
}
