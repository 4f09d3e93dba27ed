//! TagResource: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::tag_resource::builders::TagResourceFluentBuilder as Request,
    types::{MessageType, Tag},
};
use tokio::task::JoinSet;

use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, Wire, answers, arn, arn_in, simulator, tag, tags};

/// A request to tag the resource with this ARN, ready to be given tags.
fn tagging(app: &App, arn: &str) -> Request {
    app.client().tag_resource().resource_arn(arn)
}

/// Tags a resource.
async fn put(app: &App, arn: &str, tags: Vec<Tag>) {
    tagging(app, arn).set_tags(Some(tags)).send().await.expect("the resource takes the tags");
}

/// The ARNs of a resource of each kind.
async fn one_of_each_kind(app: &App) -> Vec<String> {
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.sender_id("ACME", "GB").await;
    fixture.list("Offers").await;
    fixture.set("orders").await;
    let paths = [
        format!("pool/{pool}"),
        format!("phone-number/{number}"),
        "sender-id/ACME/GB".to_owned(),
        "opt-out-list/Offers".to_owned(),
        "configuration-set/orders".to_owned(),
    ];
    paths.iter().map(|path| arn(path)).collect()
}

#[tokio::test]
async fn tags_go_on_a_resource_of_each_kind_and_on_no_other() {
    let app = App::start().await;
    let resources = one_of_each_kind(&app).await;

    for (number, resource) in resources.iter().enumerate() {
        put(&app, resource, vec![tag("team", &number.to_string()), tag("stage", "")]).await;
    }

    for (number, resource) in resources.iter().enumerate() {
        assert_eq!(app.tags_of(resource).await, ["stage=".to_owned(), format!("team={number}")], "{resource}");
    }
    assert_eq!(app.count("select count(*) from callsign.tag").await, 10);
}

#[tokio::test]
async fn only_the_given_keys_are_overwritten() {
    let app = App::start().await;
    for resource in one_of_each_kind(&app).await {
        put(&app, &resource, vec![tag("team", "a"), tag("stage", "test"), tag("Team", "A")]).await;

        put(&app, &resource, vec![tag("team", "b"), tag("cost", "1")]).await;

        assert_eq!(app.tags_of(&resource).await, ["Team=A", "cost=1", "stage=test", "team=b"], "{resource}");
    }
}

#[tokio::test]
async fn the_answer_has_no_members() {
    let app = App::start().await;
    Fixture(app.client()).list("Offers").await;
    let wire = Wire::default();

    let request = tagging(&app, &arn("opt-out-list/Offers")).tags(tag("team", "a"));
    request.customize().interceptor(wire.clone()).send().await.expect("the list takes the tag");

    assert_eq!(wire.members(), Vec::<String>::new());
}

#[tokio::test]
async fn the_list_default_is_there_for_an_accounts_first_call() {
    let app = App::start().await;

    put(&app, &arn("opt-out-list/Default"), vec![tag("team", "a")]).await;

    assert_eq!(app.tags_of(&arn("opt-out-list/Default")).await, ["team=a"]);
}

#[tokio::test]
async fn a_sender_id_is_found_in_any_case() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;

    put(&app, &arn("sender-id/aCME/GB"), vec![tag("team", "a")]).await;

    assert_eq!(app.tags_of(&arn("sender-id/ACME/GB")).await, ["team=a"]);
}

#[tokio::test]
async fn the_quota_counts_the_tags_after_the_change() {
    let app = App::with(|settings| settings.quotas.tags_per_resource = 3).await;
    for resource in one_of_each_kind(&app).await {
        put(&app, &resource, vec![tag("a", "1"), tag("b", "1"), tag("c", "1")]).await;

        let refused = app.refused(tagging(&app, &resource).tags(tag("d", "1")).send()).await;
        assert!(refused.is("ServiceQuotaExceededException", "TAGS_PER_RESOURCE"), "{resource}: {refused:?}");
        let refused = app.refused(tagging(&app, &resource).tags(tag("a", "2")).tags(tag("d", "2")).send()).await;
        assert!(refused.is("ServiceQuotaExceededException", "TAGS_PER_RESOURCE"), "{resource}: {refused:?}");

        put(&app, &resource, vec![tag("a", "2"), tag("b", "2")]).await;
        assert_eq!(app.tags_of(&resource).await, ["a=2", "b=2", "c=1"]);
    }
}

#[tokio::test]
async fn a_resource_has_fifty_tags_unless_the_setting_says_otherwise() {
    let app = App::start().await;
    let list = arn("opt-out-list/Default");

    put(&app, &list, tags(50)).await;
    let refused = app.refused(tagging(&app, &list).tags(tag("one-more", "")).send()).await;
    assert!(refused.is("ServiceQuotaExceededException", "TAGS_PER_RESOURCE"), "{refused:?}");

    let unlimited = app.beside(|settings| settings.quotas.tags_per_resource = 0).await;
    put(&unlimited, &list, vec![tag("one-more", "")]).await;
    put(&unlimited, &list, tags(200)).await;
    assert_eq!(app.tags_of(&list).await.len(), 201);
}

#[tokio::test]
async fn calls_at_the_same_time_never_exceed_the_quota() {
    let app = App::with(|settings| settings.quotas.tags_per_resource = 5).await;
    for resource in one_of_each_kind(&app).await {
        let mut calls = JoinSet::new();
        for key in 0..12 {
            calls.spawn(tagging(&app, &resource).tags(tag(&format!("key-{key}"), "")).send());
        }

        answers(calls, "ServiceQuotaExceededException").await;

        assert_eq!(app.tags_of(&resource).await.len(), 5, "{resource}");
    }
}

#[tokio::test]
async fn calls_at_the_same_time_with_the_same_keys_all_succeed() {
    let app = App::start().await;
    let list = arn("opt-out-list/Default");
    let mut calls = JoinSet::new();
    for value in 0..12 {
        let mut wanted = vec![tag("a", &value.to_string()), tag("b", &value.to_string())];
        if value % 2 == 0 {
            wanted.reverse();
        }
        calls.spawn(tagging(&app, &list).set_tags(Some(wanted)).send());
    }

    answers(calls, "none is refused").await;

    let values: Vec<String> = app.tags_of(&list).await.iter().map(|tag| tag[2..].to_owned()).collect();
    assert_eq!(values.len(), 2);
    assert_eq!(values[0], values[1], "one call's tags, not a mixture");
}

#[tokio::test]
async fn a_key_that_stands_twice_is_refused() {
    let app = App::start().await;

    let request = tagging(&app, &arn("opt-out-list/Default")).tags(tag("team", "a")).tags(tag("team", "a"));
    let refused = app.refused(request.send()).await;

    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["tags"]);
}

#[tokio::test]
async fn keys_that_begin_with_aws_are_refused_also_at_creation() {
    let app = App::start().await;
    let client = app.client();
    let number = Fixture(app.client()).number().await;

    for key in ["aws:", "aws:cloudformation:stack-name", "AWS:x", "Aws:x"] {
        let bad = || tag(key, "x");
        let tagged = tagging(&app, &arn("opt-out-list/Default")).tags(tag("team", "a")).tags(bad());
        let pool = client.create_pool().origination_identity(&number).iso_country_code("US");
        let pool = pool.message_type(MessageType::Transactional).tags(bad());
        let sender_id = client.request_sender_id().sender_id("ACME").iso_country_code("GB").tags(bad());
        let refusals = [
            app.refused(tagged.send()).await,
            app.refused(client.create_opt_out_list().opt_out_list_name("Offers").tags(bad()).send()).await,
            app.refused(pool.send()).await,
            app.refused(simulator(&client).tags(bad()).send()).await,
            app.refused(sender_id.send()).await,
        ];
        for refused in refusals {
            assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{key}: {refused:?}");
            assert_eq!(refused.fields, ["tags"]);
        }
    }
    put(&app, &arn("opt-out-list/Default"), vec![tag("aws", "x"), tag("aw", "x"), tag("awsome:", "x"), tag("é", "x")])
        .await;
}

#[tokio::test]
async fn a_resource_that_does_not_exist_is_not_found() {
    let app = App::start().await;
    let pool = Fixture(app.client()).pool().await;
    app.client().delete_pool().pool_id(&pool).send().await.expect("the pool goes");
    let unknown = format!("phone-{}", "0".repeat(32));

    for (path, resource) in [
        (format!("pool/{pool}"), format!("pool {pool}")),
        ("pool/pool-x".to_owned(), "pool pool-x".to_owned()),
        (format!("phone-number/{unknown}"), format!("phone-number {unknown}")),
        ("sender-id/ACME/GB".to_owned(), "sender-id ACME".to_owned()),
        ("opt-out-list/NoSuch".to_owned(), "opt-out-list NoSuch".to_owned()),
    ] {
        let refused = app.refused(tagging(&app, &arn(&path)).tags(tag("team", "a")).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - {resource}"));
    }
}

#[tokio::test]
async fn a_resource_of_a_kind_that_is_not_built_is_not_found() {
    let app = App::start().await;

    for kind in [
        "notify-configuration",
        "protect-configuration",
        "rcs-agent",
        "registration",
        "registration-attachment",
        "verified-destination-number",
    ] {
        let refused = app.refused(tagging(&app, &arn(&format!("{kind}/x-1"))).tags(tag("team", "a")).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - {kind} x-1"));
    }
}

#[tokio::test]
async fn an_arn_of_another_service_region_partition_or_unknown_kind_is_invalid() {
    let app = App::start().await;
    let list = arn("opt-out-list/Default");

    for invalid in [
        list.replace("sms-voice", "sns"),
        list.replace(REGION, "eu-west-1"),
        list.replace("arn:aws:", "arn:aws-cn:"),
        list.replace("000000000000", "12345"),
        arn("topic/replies"),
        arn("keyword/HELP"),
        arn("message/5f3bd8c5-5ab4-4f65-a5c3-3c0f5d8f0b53"),
        arn("Pool/pool-1"),
        arn("pool"),
        arn("pool/"),
        arn("registration"),
        arn("registration/"),
        arn("sender-id/ACME"),
        arn("sender-id/ACME/gb"),
        arn("sender-id/ACME/GB/x"),
        "arn:aws:sms-voice:::".to_owned(),
    ] {
        let refused = app.refused(tagging(&app, &invalid).tags(tag("team", "a")).send()).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{invalid}: {refused:?}");
        assert_eq!(refused.fields, ["resourceArn"]);
    }
}

#[tokio::test]
async fn a_resource_of_another_account_is_denied_whether_or_not_it_exists() {
    let app = App::start().await;
    Fixture(app.client_of("other", REGION)).list("Offers").await;

    for path in ["opt-out-list/Offers", "opt-out-list/NoSuch", "pool/pool-x", "registration/x"] {
        let foreign = arn_in(OTHER_ACCOUNT, path);
        let refused = app.refused(tagging(&app, &foreign).tags(tag("team", "a")).send()).await;
        assert_eq!(refused.line(), "AccessDeniedException - - -");
    }
}

#[tokio::test]
async fn every_failing_field_is_named() {
    let app = App::start().await;
    let list = arn("opt-out-list/Default");

    let nothing = app.refused(app.client().tag_resource().send()).await;
    assert!(nothing.is("ValidationException", "MISSING_PARAMETER"), "{nothing:?}");
    assert_eq!(nothing.fields, ["resourceArn", "tags"]);

    for (request, fields) in [
        (tagging(&app, "Default").tags(tag("", "a")), &["resourceArn", "tags"][..]),
        (tagging(&app, "arn:aws:sms-voice:a b:c:d").tags(tag("a", "a")), &["resourceArn"]),
        (tagging(&app, &format!("{list}{}", "x".repeat(256))).tags(tag("a", "a")), &["resourceArn"]),
        (tagging(&app, &list).set_tags(Some(Vec::new())), &["tags"]),
        (tagging(&app, &list).set_tags(Some(tags(201))), &["tags"]),
        (tagging(&app, &list).tags(tag(&"k".repeat(129), "a")), &["tags"]),
        (tagging(&app, &list).tags(tag("a", &"v".repeat(257))), &["tags"]),
    ] {
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
        assert_eq!(refused.fields, fields);
    }
}
