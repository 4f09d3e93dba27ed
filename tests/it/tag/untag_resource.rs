//! UntagResource: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::operation::untag_resource::builders::UntagResourceFluentBuilder as Request;
use tokio::task::JoinSet;

use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, Wire, answers, arn, arn_in, simulator, tag, tags};

/// A request to untag the resource with this ARN, ready to be given keys.
fn untagging(app: &App, arn: &str) -> Request {
    app.client().untag_resource().resource_arn(arn)
}

/// Tags the list `Default`: its ARN.
async fn tagged_list(app: &App) -> String {
    let list = arn("opt-out-list/Default");
    let request = app.client().tag_resource().resource_arn(&list);
    let request = request.tags(tag("team", "a")).tags(tag("Team", "b")).tags(tag("stage", "test"));
    request.send().await.expect("the list takes the tags");
    list
}

#[tokio::test]
async fn only_the_given_keys_are_removed() {
    let app = App::start().await;
    let list = tagged_list(&app).await;

    untagging(&app, &list).tag_keys("team").tag_keys("stage").send().await.expect("the tags go");

    assert_eq!(app.tags_of(&list).await, ["Team=b"]);
}

#[tokio::test]
async fn tags_from_creation_are_removed_like_others_from_one_resource_only() {
    let app = App::start().await;
    let client = app.client();
    let mut numbers = Vec::new();
    for _ in 0..2 {
        let number = simulator(&client).tags(tag("team", "a")).send().await.expect("a number is there");
        numbers.push(number.phone_number_arn.expect("it has an ARN"));
    }
    let sender_id = client.request_sender_id().sender_id("ACME").iso_country_code("GB").tags(tag("team", "a"));
    let sender_id = sender_id.send().await.expect("the country has sender IDs").sender_id_arn;
    let pool = Fixture(app.client()).pool().await;
    let pool = arn(&format!("pool/{pool}"));
    client.tag_resource().resource_arn(&pool).tags(tag("team", "a")).send().await.expect("the pool takes the tag");

    for resource in [&numbers[0], &sender_id, &pool] {
        untagging(&app, resource).tag_keys("team").send().await.expect("the tag goes");
        assert_eq!(app.tags_of(resource).await, [""; 0], "{resource}");
    }

    assert_eq!(app.tags_of(&numbers[1]).await, ["team=a"]);
}

#[tokio::test]
async fn keys_that_the_resource_does_not_have_are_passed_over() {
    let app = App::start().await;
    let list = tagged_list(&app).await;

    let request = untagging(&app, &list).tag_keys("TEAM").tag_keys("team").tag_keys("team").tag_keys("no-such");
    request.send().await.expect("the tag goes");

    assert_eq!(app.tags_of(&list).await, ["Team=b", "stage=test"]);
    let before = app.state().await;
    untagging(&app, &list).tag_keys("team").send().await.expect("it is gone already");
    assert_eq!(app.state().await, before);
}

#[tokio::test]
async fn the_answer_has_no_members() {
    let app = App::start().await;
    let list = tagged_list(&app).await;
    let wire = Wire::default();

    let request = untagging(&app, &list).tag_keys("team").customize().interceptor(wire.clone());
    request.send().await.expect("the tag goes");

    assert_eq!(wire.members(), Vec::<String>::new());
}

#[tokio::test]
async fn a_removed_tag_leaves_room_in_the_quota() {
    let app = App::with(|settings| settings.quotas.tags_per_resource = 3).await;
    let list = tagged_list(&app).await;

    untagging(&app, &list).tag_keys("team").send().await.expect("the tag goes");

    let request = app.client().tag_resource().resource_arn(&list).tags(tag("cost", "1"));
    request.send().await.expect("the quota has room");
}

#[tokio::test]
async fn calls_at_the_same_time_in_any_order_of_keys_all_succeed() {
    let app = App::start().await;
    let list = arn("opt-out-list/Default");
    let request = app.client().tag_resource().resource_arn(&list).set_tags(Some(tags(50)));
    request.send().await.expect("the list takes the tags");
    let keys: Vec<String> = tags(50).iter().map(|tag| tag.key().to_owned()).collect();

    let mut calls = JoinSet::new();
    for call in 0..8 {
        let mut keys = keys.clone();
        keys.rotate_left(call * 7);
        calls.spawn(untagging(&app, &list).set_tag_keys(Some(keys)).send());
    }

    answers(calls, "none is refused").await;
    assert_eq!(app.tags_of(&list).await, [""; 0]);
}

#[tokio::test]
async fn keys_that_begin_with_aws_are_refused() {
    let app = App::start().await;
    let list = tagged_list(&app).await;

    for key in ["aws:x", "AWS:x"] {
        let refused = app.refused(untagging(&app, &list).tag_keys("team").tag_keys(key).send()).await;
        assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
        assert_eq!(refused.fields, ["tagKeys"]);
    }
}

#[tokio::test]
async fn a_resource_that_does_not_exist_is_not_found() {
    let app = App::start().await;

    for (path, line) in [
        ("pool/pool-x", "pool pool-x"),
        ("phone-number/phone-x", "phone-number phone-x"),
        ("sender-id/ACME/GB", "sender-id ACME"),
        ("opt-out-list/NoSuch", "opt-out-list NoSuch"),
        ("protect-configuration/x", "protect-configuration x"),
    ] {
        let refused = app.refused(untagging(&app, &arn(path)).tag_keys("team").send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - {line}"));
    }
}

#[tokio::test]
async fn an_arn_of_another_region_or_unknown_kind_is_invalid() {
    let app = App::start().await;

    for invalid in [arn("opt-out-list/Default").replace(REGION, "eu-west-1"), arn("topic/replies"), arn("pool/")] {
        let refused = app.refused(untagging(&app, &invalid).tag_keys("team").send()).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{invalid}: {refused:?}");
        assert_eq!(refused.fields, ["resourceArn"]);
    }
}

#[tokio::test]
async fn a_resource_of_another_account_is_denied_whether_or_not_it_exists() {
    let app = App::start().await;
    Fixture(app.client_of("other", REGION)).list("Offers").await;

    for path in ["opt-out-list/Offers", "opt-out-list/NoSuch"] {
        let refused = app.refused(untagging(&app, &arn_in(OTHER_ACCOUNT, path)).tag_keys("team").send()).await;
        assert_eq!(refused.line(), "AccessDeniedException - - -");
    }
}

#[tokio::test]
async fn every_failing_field_is_named() {
    let app = App::start().await;
    let list = tagged_list(&app).await;

    let nothing = app.refused(app.client().untag_resource().send()).await;
    assert!(nothing.is("ValidationException", "MISSING_PARAMETER"), "{nothing:?}");
    assert_eq!(nothing.fields, ["resourceArn", "tagKeys"]);

    let too_many = (0..201).map(|key| key.to_string()).collect();
    for (request, fields) in [
        (untagging(&app, "Default").tag_keys(""), &["resourceArn", "tagKeys"][..]),
        (untagging(&app, &list).set_tag_keys(Some(Vec::new())), &["tagKeys"]),
        (untagging(&app, &list).set_tag_keys(Some(too_many)), &["tagKeys"]),
        (untagging(&app, &list).tag_keys("k".repeat(129)), &["tagKeys"]),
    ] {
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
        assert_eq!(refused.fields, fields);
    }
}
