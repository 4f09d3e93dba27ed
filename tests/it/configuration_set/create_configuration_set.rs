//! CreateConfigurationSet: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::operation::create_configuration_set::builders::CreateConfigurationSetFluentBuilder as Create;
use serde_json::json;
use sqlx::Executor;

use super::described;
use crate::harness::{App, REGION, arn, raw, refusal, tag, tags, until};

/// A set with this name, ready to be made.
fn create(app: &App, name: &str) -> Create {
    app.client().create_configuration_set().configuration_set_name(name)
}

#[tokio::test]
async fn a_set_is_made_answered_and_shown_by_the_view() {
    let app = App::start().await;

    let set = create(&app, "Orders_2-b").send().await.expect("the set is made");

    assert_eq!(set.configuration_set_name.as_deref(), Some("Orders_2-b"));
    assert_eq!(set.configuration_set_arn, Some(arn("configuration-set/Orders_2-b")));
    assert_eq!(set.tags, None, "absent members are omitted");
    let created = set.created_timestamp.expect("it has a timestamp").as_secs_f64();
    let stored = "
        select concat_ws(' ', configuration_set_name, account_id, region, default_message_type, default_sender_id,
                         default_message_feedback_enabled, round(extract(epoch from created_timestamp), 3))
        from inspect.configuration_sets where configuration_set_arn = $1";
    let shown = app.texts_of(stored, &arn("configuration-set/Orders_2-b")).await;
    assert_eq!(shown, [format!("Orders_2-b 000000000000 {REGION} {created:.3}")]);
}

#[tokio::test]
async fn a_new_set_has_no_defaults_and_an_empty_list_of_destinations() {
    let app = App::start().await;
    create(&app, "orders").send().await.expect("the set is made");

    let set = described(&app, "orders").await;

    let answer = raw::call(&app, "DescribeConfigurationSets", "{}").await.json();
    assert_eq!(answer["ConfigurationSets"][0]["EventDestinations"], json!([]), "it is there all the same: {answer}");
    let defaults = (set.default_message_type, set.default_sender_id, set.default_message_feedback_enabled);
    assert_eq!((defaults, set.protect_configuration_id), ((None, None, None), None));
}

#[tokio::test]
async fn a_name_that_exists_is_refused() {
    let app = App::start().await;
    create(&app, "orders").tags(tag("team", "a")).send().await.expect("the set is made");

    let refused = app.refused(create(&app, "orders").send()).await;

    assert_eq!(refused.line(), "ConflictException RESOURCE_ALREADY_EXISTS configuration-set orders");
}

#[tokio::test]
async fn a_name_that_comes_to_exist_behind_the_lock_is_refused_all_the_same() {
    let app = App::start().await;
    app.begin("test", REGION).await;
    let mut holder = app.connection().await;
    holder
        .execute(
            "begin;
             insert into callsign.configuration_set (id, account_id, region, name, created_at)
             select gen_random_uuid(), account_id, region, 'orders', now() from callsign.account_region",
        )
        .await
        .expect("the name is free");
    let waiting = tokio::spawn(create(&app, "orders").client_token("token").send());
    let waits = "select count(*) from pg_locks l join pg_stat_activity a using (pid)
                 where a.datname = current_database() and l.locktype = 'transactionid' and not l.granted";
    until("the request waits for the name", || async { app.count(waits).await > 0 }).await;

    holder.execute("commit").await.expect("it is made");

    let refused = refusal(waiting.await.expect("it ends"));
    assert_eq!(refused.line(), "ConflictException RESOURCE_ALREADY_EXISTS configuration-set orders");
}

#[tokio::test]
async fn names_differ_by_case_account_and_region() {
    let app = App::start().await;

    for name in ["orders", "ORDERS", "Default"] {
        create(&app, name).send().await.expect("no set has this name");
    }
    for client in [app.client_of("other", REGION), app.client_of("test", "eu-west-1")] {
        let create = client.create_configuration_set().configuration_set_name("orders");
        create.send().await.expect("no set has this name here");
    }
}

#[tokio::test]
async fn the_quota_is_25_unless_set_and_comes_after_the_name() {
    let app = App::start().await;
    for number in 0..25 {
        create(&app, &format!("set-{number}")).send().await.expect("the quota has room");
    }

    let refused = app.refused(create(&app, "one-more").send()).await;
    let known = app.refused(create(&app, "set-7").send()).await;

    assert_eq!(refused.line(), "ServiceQuotaExceededException CONFIGURATION_SETS_PER_ACCOUNT - -");
    assert_eq!(known.line(), "ConflictException RESOURCE_ALREADY_EXISTS configuration-set set-7");
}

#[tokio::test]
async fn a_quota_that_is_set_holds_and_0_switches_it_off() {
    let small = App::with(|settings| settings.quotas.configuration_sets = 1).await;
    create(&small, "first").send().await.expect("the quota has room");
    let refused = small.refused(create(&small, "second").send()).await;
    assert_eq!(refused.line(), "ServiceQuotaExceededException CONFIGURATION_SETS_PER_ACCOUNT - -");

    let off = small.beside(|settings| settings.quotas.configuration_sets = 0).await;
    for number in 0..26 {
        create(&off, &format!("set-{number}")).send().await.expect("nothing limits the number of sets");
    }
}

#[tokio::test]
async fn tags_are_answered_and_stored() {
    let app = App::start().await;
    let wanted = [tag("team", "payments"), tag("stage", "")];

    let set = create(&app, "orders").set_tags(Some(wanted.to_vec())).send().await.expect("the set is made");

    assert_eq!(set.tags(), wanted);
    assert_eq!(app.tags_of(&arn("configuration-set/orders")).await, ["stage=", "team=payments"]);
}

#[tokio::test]
async fn the_quota_of_tags_is_exact() {
    let app = App::with(|settings| settings.quotas.tags_per_resource = 2).await;
    create(&app, "two").set_tags(Some(tags(2))).send().await.expect("the quota has room");

    let refused = app.refused(create(&app, "three").set_tags(Some(tags(3))).send()).await;

    assert_eq!(refused.line(), "ServiceQuotaExceededException TAGS_PER_RESOURCE - -");
}

#[tokio::test]
async fn a_tag_key_that_stands_twice_or_is_reserved_is_refused() {
    let app = App::start().await;

    let twice = create(&app, "orders").tags(tag("team", "a")).tags(tag("team", "a"));
    for request in [twice, create(&app, "orders").tags(tag("aws:team", "a"))] {
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
        assert_eq!(refused.fields, ["tags"]);
    }
}

#[tokio::test]
async fn the_name_is_required_and_an_arn_is_none() {
    let app = App::start().await;

    let missing = app.refused(app.client().create_configuration_set().send()).await;
    assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
    assert_eq!(missing.fields, ["configurationSetName"]);
    for name in ["", "a b", "a/b", "Äpfel", &"x".repeat(65), &arn("configuration-set/orders")] {
        let refused = app.refused(create(&app, name).send()).await;
        assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{name:?}: {refused:?}");
        assert_eq!(refused.fields, ["configurationSetName"]);
    }
    create(&app, &"x".repeat(64)).send().await.expect("64 characters are allowed");
}

#[tokio::test]
async fn a_client_token_makes_one_set_however_often_it_comes() {
    let app = App::start().await;
    let create = |name: &str| create(&app, name).client_token("token");

    let first = create("orders").send().await.expect("the set is made");
    let again = create("orders").send().await.expect("the answer comes again");
    let other = app.refused(create("codes").send()).await;

    assert_eq!(again.configuration_set_arn, first.configuration_set_arn);
    assert_eq!(again.created_timestamp, first.created_timestamp);
    assert!(other.is("ValidationException", "INVALID_PARAMETER"), "{other:?}");
    assert_eq!(other.fields, ["clientToken"]);
}

#[tokio::test]
async fn no_policy_can_be_put_on_a_set() {
    let app = App::start().await;
    create(&app, "orders").send().await.expect("the set is made");
    let policy = r#"{"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}"#;

    let put = app.client().put_resource_policy().resource_arn(arn("configuration-set/orders")).policy(policy);
    let refused = app.refused(put.send()).await;

    assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
    assert_eq!(refused.fields, ["resourceArn"]);
}
