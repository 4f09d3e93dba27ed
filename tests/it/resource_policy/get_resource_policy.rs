//! GetResourcePolicy: one test for each sentence of its rule and each error that it raises.

use crate::harness::{ACCOUNT, App, Fixture, OTHER_ACCOUNT, REGION, Wire, arn, arn_in};

const POLICY: &str = r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#;

#[tokio::test]
async fn it_answers_the_policy_of_a_resource_of_each_kind() {
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

    for (spaces, path) in paths.iter().enumerate() {
        let (resource, policy) = (arn(path), format!("{POLICY}{}", " ".repeat(spaces)));
        let empty = client.get_resource_policy().resource_arn(&resource).send().await.expect("the resource is there");
        assert_eq!((empty.policy.as_deref(), empty.created_timestamp), (Some("{}"), None), "{path}");
        let put = client.put_resource_policy().resource_arn(&resource).policy(&policy).send().await;
        let put = put.expect("the policy is put");
        let wire = Wire::default();

        let request = client.get_resource_policy().resource_arn(&resource).customize().interceptor(wire.clone());
        let got = request.send().await.expect("the resource is there");

        assert_eq!(got.resource_arn, Some(resource));
        assert_eq!(got.policy, Some(policy));
        assert_eq!(got.created_timestamp, put.created_timestamp);
        assert_eq!(wire.members(), ["CreatedTimestamp", "Policy", "ResourceArn"]);
    }
}

#[tokio::test]
async fn a_resource_without_a_policy_has_an_empty_one() {
    let app = App::start().await;
    let wire = Wire::default();

    let request = app.client().get_resource_policy().resource_arn(arn("opt-out-list/Default"));
    let got = request.customize().interceptor(wire.clone()).send().await.expect("the list is there");

    assert_eq!(got.resource_arn, Some(arn("opt-out-list/Default")));
    assert_eq!(got.policy.as_deref(), Some("{}"));
    assert_eq!(wire.members(), ["Policy", "ResourceArn"]);
}

#[tokio::test]
async fn a_sender_id_is_found_in_any_case_and_answered_as_it_is_stored() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;

    let got = app.client().get_resource_policy().resource_arn(arn("sender-id/aCME/GB")).send().await;

    assert_eq!(got.expect("the sender ID is there").resource_arn, Some(arn("sender-id/ACME/GB")));
}

#[tokio::test]
async fn the_same_resource_in_another_region_has_its_own() {
    let app = App::start().await;
    let client = app.client();
    let put = client.put_resource_policy().resource_arn(arn("opt-out-list/Default")).policy(POLICY);
    put.send().await.expect("the policy is put");

    let there = arn("opt-out-list/Default").replace(REGION, "eu-west-1");
    let got = app.client_of("test", "eu-west-1").get_resource_policy().resource_arn(&there).send().await;

    let got = got.expect("every region has the list");
    assert_eq!((got.resource_arn, got.policy.as_deref()), (Some(there), Some("{}")));
}

#[tokio::test]
async fn reading_a_policy_changes_nothing() {
    let app = App::start().await;
    let (client, list) = (app.client(), arn("opt-out-list/Default"));
    client.put_resource_policy().resource_arn(&list).policy(POLICY).send().await.expect("the policy is put");
    let before = app.state().await;

    client.get_resource_policy().resource_arn(&list).send().await.expect("the list is there");

    assert_eq!(app.state().await, before);
}

#[tokio::test]
async fn a_resource_that_does_not_exist_is_not_found() {
    let app = App::start().await;
    for (path, resource) in [
        ("pool/pool-x", "pool pool-x"),
        ("phone-number/phone-x", "phone-number phone-x"),
        ("sender-id/ACME/GB", "sender-id ACME"),
        ("opt-out-list/NoSuch", "opt-out-list NoSuch"),
        ("registration/registration-1", "registration registration-1"),
    ] {
        let refused = app.refused(app.client().get_resource_policy().resource_arn(arn(path)).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - {resource}"));
    }
}

#[tokio::test]
async fn a_resource_of_another_account_is_denied_whatever_is_granted_and_whether_or_not_it_exists() {
    let app = App::start().await;
    let other = app.client_of("other", REGION);
    Fixture(other.clone()).list("Offers").await;
    let list = arn_in(OTHER_ACCOUNT, "opt-out-list/Offers");
    let get = |arn: &str| app.client().get_resource_policy().resource_arn(arn).send();
    let unshared = app.refused(get(&list)).await;
    let unknown = app.refused(get(&list.replace("Offers", "NoSuch"))).await;
    other.put_resource_policy().resource_arn(&list).policy(POLICY).send().await.expect("the policy is put");

    let shared = app.refused(get(&list)).await;

    assert_eq!(shared.line(), "AccessDeniedException - - -");
    let expected = format!(
        "User: arn:aws:iam::{ACCOUNT}:user/test is not authorized to perform: sms-voice:GetResourcePolicy on resource: \
         {list} because no resource-based policy allows the sms-voice:GetResourcePolicy action"
    );
    assert_eq!(shared.message, expected);
    assert_eq!(unshared.message, expected);
    assert_eq!(unknown.message, expected.replace("Offers", "NoSuch"));
}

#[tokio::test]
async fn a_bad_arn_is_refused() {
    let app = App::start().await;
    let list = arn("opt-out-list/Default");
    let get = |arn: &str| app.client().get_resource_policy().resource_arn(arn).send();

    let missing = app.refused(app.client().get_resource_policy().send()).await;
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["resourceArn"]);
    for invalid in [list.replace(REGION, "eu-west-1"), list.replace("arn:aws:", "arn:aws-cn:"), arn("keyword/HELP")] {
        let refused = app.refused(get(&invalid)).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{invalid}: {refused:?}");
        assert_eq!(refused.fields, ["resourceArn"]);
    }
    let name = app.refused(get("Default")).await;
    assert!(name.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{name:?}");
    assert_eq!(name.fields, ["resourceArn"]);
}
