//! ListTagsForResource: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::{
    operation::list_tags_for_resource::ListTagsForResourceOutput as Answer, types::MessageType,
};

use crate::harness::{App, Fixture, OTHER_ACCOUNT, REGION, Wire, arn, arn_in, refusal, simulator, tag, tags};

/// The tags of the resource with this ARN.
async fn list(app: &App, arn: &str) -> Answer {
    app.client().list_tags_for_resource().resource_arn(arn).send().await.expect("the resource is there")
}

#[tokio::test]
async fn tags_from_creation_are_listed_for_each_kind() {
    let app = App::start().await;
    let client = app.client();
    let wanted = || Some(vec![tag("team", "a"), tag("stage", "")]);
    let number = simulator(&client).set_tags(wanted()).send().await.expect("a number is there");
    let founder = Fixture(app.client()).number().await;
    let pool = client.create_pool().origination_identity(&founder).iso_country_code("US");
    let pool = pool.message_type(MessageType::Transactional).set_tags(wanted()).send().await;
    let sender_id = client.request_sender_id().sender_id("ACME").iso_country_code("GB").set_tags(wanted());
    let sender_id = sender_id.send().await.expect("the country has sender IDs");
    let offers = client.create_opt_out_list().opt_out_list_name("Offers").set_tags(wanted()).send().await;

    for resource in [
        number.phone_number_arn,
        pool.expect("the number founds a pool").pool_arn,
        Some(sender_id.sender_id_arn),
        offers.expect("the name is free").opt_out_list_arn,
    ] {
        let resource = resource.expect("it has an ARN");
        let answer = list(&app, &resource).await;
        assert_eq!(answer.tags(), [tag("stage", ""), tag("team", "a")], "{resource}");
        assert_eq!(answer.resource_arn, Some(resource));
    }
}

#[tokio::test]
async fn the_order_is_that_of_the_keys() {
    let app = App::start().await;
    let resource = arn("opt-out-list/Default");
    let keys = ["é", "b", "Z", "a b", "a", "_", "1"];
    let request = app.client().tag_resource().resource_arn(&resource);
    let request = request.set_tags(Some(keys.iter().map(|key| tag(key, "x")).collect()));
    request.send().await.expect("the list takes the tags");

    let answer = list(&app, &resource).await;

    let listed: Vec<&str> = answer.tags().iter().map(aws_sdk_pinpointsmsvoicev2::types::Tag::key).collect();
    assert_eq!(listed, ["1", "Z", "_", "a", "a b", "b", "é"]);
}

#[tokio::test]
async fn all_tags_are_listed_at_once() {
    let app = App::with(|settings| settings.quotas.tags_per_resource = 0).await;
    let resource = arn("opt-out-list/Default");
    let request = app.client().tag_resource().resource_arn(&resource).set_tags(Some(tags(200)));
    request.send().await.expect("the list takes the tags");

    assert_eq!(list(&app, &resource).await.tags(), tags(200));
}

#[tokio::test]
async fn a_resource_without_tags_answers_an_empty_list() {
    let app = App::start().await;
    let wire = Wire::default();

    let request = app.client().list_tags_for_resource().resource_arn(arn("opt-out-list/Default"));
    let answer = request.customize().interceptor(wire.clone()).send().await.expect("the list is there");

    assert_eq!(answer.tags, Some(Vec::new()));
    assert_eq!(wire.members(), ["ResourceArn", "Tags"]);
}

#[tokio::test]
async fn a_sender_id_is_found_in_any_case_and_answers_in_its_stored_form() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;

    let answer = list(&app, &arn("sender-id/ACME/GB")).await;

    assert_eq!(answer.resource_arn, Some(arn("sender-id/ACME/GB")));
}

#[tokio::test]
async fn the_same_name_in_another_region_is_another_resource() {
    let app = App::start().await;
    let here = arn("opt-out-list/Default");
    app.client().tag_resource().resource_arn(&here).tags(tag("team", "a")).send().await.expect("the list is there");

    let there = here.replace(REGION, "eu-west-1");
    let request = app.client_of("test", "eu-west-1").list_tags_for_resource().resource_arn(&there);

    assert_eq!(request.send().await.expect("the list is there").tags(), []);
    assert_eq!(list(&app, &here).await.tags().len(), 1);
}

#[tokio::test]
async fn a_resource_that_does_not_exist_is_not_found() {
    let app = App::start().await;

    for (path, line) in [
        ("pool/pool-x", "pool pool-x"),
        ("phone-number/phone-x", "phone-number phone-x"),
        ("sender-id/ACME/GB", "sender-id ACME"),
        ("opt-out-list/NoSuch", "opt-out-list NoSuch"),
        ("configuration-set/x", "configuration-set x"),
    ] {
        let request = app.client().list_tags_for_resource().resource_arn(arn(path));
        assert_eq!(refusal(request.send().await).line(), format!("ResourceNotFoundException - {line}"));
    }
}

#[tokio::test]
async fn an_arn_of_another_region_or_unknown_kind_is_invalid() {
    let app = App::start().await;

    for invalid in [arn("opt-out-list/Default").replace(REGION, "eu-west-1"), arn("topic/replies"), arn("pool/")] {
        let refused = refusal(app.client().list_tags_for_resource().resource_arn(&invalid).send().await);
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{invalid}: {refused:?}");
        assert_eq!(refused.fields, ["resourceArn"]);
    }
}

#[tokio::test]
async fn a_resource_of_another_account_is_denied_whether_or_not_it_exists() {
    let app = App::start().await;
    Fixture(app.client_of("other", REGION)).list("Offers").await;

    for path in ["opt-out-list/Offers", "opt-out-list/NoSuch"] {
        let request = app.client().list_tags_for_resource().resource_arn(arn_in(OTHER_ACCOUNT, path));
        assert_eq!(refusal(request.send().await).line(), "AccessDeniedException - - -");
    }
}

#[tokio::test]
async fn a_missing_or_malformed_arn_is_named() {
    let app = App::start().await;

    let missing = refusal(app.client().list_tags_for_resource().send().await);
    let no_arn = refusal(app.client().list_tags_for_resource().resource_arn("opt-out-list/Default").send().await);

    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["resourceArn"]);
    assert!(no_arn.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{no_arn:?}");
    assert_eq!(no_arn.fields, ["resourceArn"]);
}
