//! PutResourcePolicy: one test for each sentence of its rule and each error that it raises.

use aws_sdk_pinpointsmsvoicev2::operation::put_resource_policy::builders::PutResourcePolicyFluentBuilder as Put;
use serde_json::json;
use sqlx::Row;

use crate::harness::{ACCOUNT, App, Fixture, OTHER_ACCOUNT, REGION, Wire, arn, arn_in};

const POLICY: &str =
    r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#;

fn put(app: &App, resource_arn: &str, policy: &str) -> Put {
    app.client().put_resource_policy().resource_arn(resource_arn).policy(policy)
}

/// A policy that allows these principals everything.
fn allowing(principals: &serde_json::Value) -> String {
    let statement = json!({ "Effect": "Allow", "Principal": principals, "Action": "sms-voice:*", "Resource": "*" });
    json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
}

/// What GetResourcePolicy says.
async fn stored(app: &App, resource_arn: &str) -> String {
    let answer = app.client().get_resource_policy().resource_arn(resource_arn).send().await;
    answer.expect("the resource is there").policy.expect("the answer has a policy")
}

/// The accounts that `inspect.resource_policies` says the resource is shared with.
async fn grantees(app: &App, resource_arn: &str) -> Option<Vec<String>> {
    let query = "select grantee_account_ids from inspect.resource_policies where resource_arn = $1";
    let mut rows: Vec<(Option<Vec<String>>,)> = app.rows_for(query, resource_arn).await;
    assert_eq!(rows.len(), 1, "{resource_arn}");
    rows.pop().and_then(|(accounts,)| accounts)
}

/// The ARN of a pool, a phone number, a sender ID and an opt-out list.
async fn one_of_each_kind(app: &App) -> [String; 4] {
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    fixture.sender_id("ACME", "GB").await;
    fixture.list("Offers").await;
    [format!("pool/{pool}"), format!("phone-number/{number}"), "sender-id/ACME/GB".into(), "opt-out-list/Offers".into()]
        .map(|path| arn(&path))
}

#[tokio::test]
async fn the_text_is_kept_and_answered_byte_for_byte_on_each_kind() {
    let app = App::start().await;
    let text = "\n {\"Statement\": [ { \"Effect\":\"Allow\",\t\"Principal\" : {\"AWS\": \"*\"}, \"Sid\": \"ä 😀 \\u00e4\",\r\n\
                \"Action\":\"sms-voice:*\",\"Resource\":\"*\" } ],   \"Version\":\"2012-10-17\"}  ";
    for (number, resource) in one_of_each_kind(&app).await.iter().enumerate() {
        let wire = Wire::default();
        let own = format!("{text}{}", " ".repeat(number));

        let answer = put(&app, resource, &own).customize().interceptor(wire.clone()).send().await;

        let answer = answer.unwrap_or_else(|error| panic!("{resource}: {error:?}"));
        assert_eq!(answer.resource_arn.as_ref(), Some(resource));
        assert_eq!(answer.policy.as_ref(), Some(&own));
        assert_eq!(wire.members(), ["CreatedTimestamp", "Policy", "ResourceArn"]);
        let got = app.client().get_resource_policy().resource_arn(resource).send().await.expect("it is there");
        assert_eq!(got.policy.as_ref(), Some(&own));
        assert_eq!(got.created_timestamp, answer.created_timestamp);
    }
    assert_eq!(app.count("select count(*) from callsign.resource_policy").await, 4, "each has its own");
}

#[tokio::test]
async fn it_is_put_in_place_of_the_one_that_the_resource_has() {
    let app = App::start().await;
    for resource in one_of_each_kind(&app).await {
        let (old, new) = (allowing(&json!({ "AWS": ["111111111111", "222222222222"] })), allowing(&json!("*")));
        let first = put(&app, &resource, &old).send().await.expect("the policy is put");
        app.execute("update callsign.resource_policy set created_at = created_at - interval '1 hour'").await;

        let second = put(&app, &resource, &new).send().await.expect("the policy is put");

        assert!(second.created_timestamp >= first.created_timestamp, "the new one's own");
        let got = app.client().get_resource_policy().resource_arn(&resource).send().await.expect("it is there");
        assert_eq!((got.policy, got.created_timestamp), (Some(new), second.created_timestamp));
        assert_eq!(grantees(&app, &resource).await, Some(vec!["*".to_owned()]), "nothing of the old one is left");
    }
    assert_eq!(app.count("select count(*) from callsign.resource_policy_grantee").await, 4);
}

#[tokio::test]
async fn it_is_the_owners_of_a_sender_id_in_any_case() {
    let app = App::start().await;
    Fixture(app.client()).sender_id("ACME", "GB").await;

    let answer = put(&app, &arn("sender-id/aCME/GB"), POLICY).send().await.expect("the policy is put");

    assert_eq!(answer.resource_arn, Some(arn("sender-id/ACME/GB")));
    assert_eq!(stored(&app, &arn("sender-id/ACME/GB")).await, POLICY);
}

#[tokio::test]
async fn the_list_default_takes_one_as_an_accounts_first_call() {
    let app = App::start().await;

    put(&app, &arn("opt-out-list/Default"), POLICY).send().await.expect("the policy is put");

    assert_eq!(stored(&app, &arn("opt-out-list/Default")).await, POLICY);
}

#[tokio::test]
async fn inspect_shows_whom_it_allows_something() {
    let app = App::start().await;
    Fixture(app.client()).list("Offers").await;
    let list = arn("opt-out-list/Offers");
    let user = "arn:aws:iam::222222222222:user/a";
    let root = "arn:aws:iam::111111111111:root";
    for (principals, expected) in [
        (json!("*"), Some(vec!["*"])),
        (json!({ "AWS": "*" }), Some(vec!["*"])),
        (json!({ "AWS": OTHER_ACCOUNT }), Some(vec![OTHER_ACCOUNT])),
        (json!({ "AWS": root }), Some(vec![OTHER_ACCOUNT])),
        (json!({ "AWS": [user, root, OTHER_ACCOUNT, user] }), Some(vec![OTHER_ACCOUNT, "222222222222"])),
        (json!({ "AWS": [user, "*"] }), Some(vec!["*"])),
        (json!({ "AWS": ACCOUNT }), Some(vec![ACCOUNT])),
        (json!({ "Service": "sns.amazonaws.com" }), None),
    ] {
        put(&app, &list, &allowing(&principals)).send().await.expect("the policy is put");
        let expected: Option<Vec<String>> = expected.map(|ids| ids.into_iter().map(str::to_owned).collect());
        assert_eq!(grantees(&app, &list).await, expected, "{principals}");
    }
    for statement in [
        json!({ "Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*" }),
        json!({ "Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*" }),
    ] {
        put(&app, &list, &json!({ "Statement": statement }).to_string()).send().await.expect("the policy is put");
        assert_eq!(grantees(&app, &list).await, None, "{statement}");
    }
}

#[tokio::test]
async fn inspect_shows_the_policy_with_its_resource_and_owner() {
    let app = App::start().await;
    for resource in one_of_each_kind(&app).await {
        put(&app, &resource, POLICY).send().await.expect("the policy is put");
        let query = "
            select policy || ' ' || account_id || ' ' || region || ' ' || (created_timestamp > now() - interval '1 hour')
            from inspect.resource_policies where resource_arn = $1";
        assert_eq!(app.texts_of(query, &resource).await, [format!("{POLICY} {ACCOUNT} {REGION} true")]);
    }
    assert_eq!(app.rows("select * from inspect.resource_policies").await.len(), 4);
}

#[tokio::test]
async fn a_policy_goes_with_its_resource() {
    let app = App::start().await;
    let resources = one_of_each_kind(&app).await;
    for resource in &resources {
        put(&app, resource, &allowing(&json!({ "AWS": OTHER_ACCOUNT }))).send().await.expect("the policy is put");
    }
    let (client, [pool, number, _, list]) = (app.client(), &resources);

    client.delete_pool().pool_id(pool).send().await.expect("the pool goes");
    client.release_phone_number().phone_number_id(number).send().await.expect("the number goes");
    client.release_sender_id().sender_id("ACME").iso_country_code("GB").send().await.expect("the sender ID goes");
    client.delete_opt_out_list().opt_out_list_name(list).send().await.expect("the list goes");

    assert_eq!(app.count("select count(*) from callsign.resource_policy").await, 0);
    assert_eq!(app.count("select count(*) from callsign.resource_policy_grantee").await, 0);
    Fixture(app.client()).list("Offers").await;
    assert_eq!(stored(&app, list).await, "{}", "a new list of that name begins without one");
}

#[tokio::test]
async fn a_text_that_is_no_policy_is_refused() {
    let app = App::start().await;
    let list = arn("opt-out-list/Default");
    put(&app, &list, POLICY).send().await.expect("the policy is put");
    let statement = json!({ "Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*" });
    let changed = |element: &str, value: serde_json::Value| {
        let mut statement = statement.clone();
        statement[element] = value;
        json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
    };
    let without = |element: &str| {
        let mut statement = statement.clone();
        statement.as_object_mut().expect("it is an object").remove(element);
        json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
    };

    for text in [
        "no policy".to_owned(),
        "{".to_owned(),
        "[]".to_owned(),
        "\"\"".to_owned(),
        "null".to_owned(),
        "{}".to_owned(),
        format!("{POLICY} {POLICY}"),
        POLICY.replace("2012-10-17", "2013-10-17"),
        POLICY.replace("\"Effect\"", "\"effect\""),
        POLICY.replace("\"Effect\"", "\"Effect\":\"Deny\",\"Effect\""),
        without("Effect"),
        without("Principal"),
        without("Action"),
        without("Resource"),
        changed("Effect", json!("Maybe")),
        changed("Principal", json!("000000000000")),
        changed("Principal", json!({ "AWS": "12345" })),
        changed("Principal", json!({ "AWS": "arn:aws:iam::000000000000:user/*" })),
        changed("Principal", json!({ "Everyone": "*" })),
        changed("Principal", json!({})),
        changed("Action", json!("AssociateOriginationIdentity")),
        changed("NotAction", json!("*")),
        changed("Resource", json!("pool/*")),
        changed("Condition", json!({ "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } })),
        changed("Condition", json!({ "StringEquals": "a" })),
        changed("Extra", json!("a")),
    ] {
        let refused = app.refused(put(&app, &list, &text).send()).await;
        assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{text}: {refused:?}");
        assert_eq!(refused.fields, ["policy"], "{text}");
    }
    assert_eq!(stored(&app, &list).await, POLICY);
}

#[tokio::test]
async fn a_policy_has_ten_thousand_characters_at_most() {
    let app = App::start().await;
    let list = arn("opt-out-list/Default");
    let of_length = |length: usize| {
        let rest = length - POLICY.chars().count();
        POLICY.replacen('{', &format!("{{{}", " ".repeat(rest)), 1)
    };
    let wide = |length: usize| {
        let with_sid = POLICY.replace("\"Effect\"", "\"Sid\":\"\",\"Effect\"");
        let rest = length - with_sid.chars().count();
        with_sid.replace("\"Sid\":\"\"", &format!("\"Sid\":\"{}\"", "😀".repeat(rest)))
    };

    for (longest, too_long) in [(of_length(10_000), of_length(10_001)), (wide(10_000), wide(10_001))] {
        put(&app, &list, &longest).send().await.expect("the policy is put");
        assert!(stored(&app, &list).await == longest, "byte for byte");
        let refused = app.refused(put(&app, &list, &too_long).send()).await;
        assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
        assert_eq!(refused.fields, ["policy"]);
    }
}

#[tokio::test]
async fn a_resource_that_does_not_exist_is_not_found() {
    let app = App::start().await;
    for (path, resource) in [
        ("pool/pool-x", "pool pool-x"),
        ("phone-number/phone-x", "phone-number phone-x"),
        ("sender-id/ACME/GB", "sender-id ACME"),
        ("opt-out-list/NoSuch", "opt-out-list NoSuch"),
        ("rcs-agent/rcs-1", "rcs-agent rcs-1"),
    ] {
        let refused = app.refused(put(&app, &arn(path), POLICY).send()).await;
        assert_eq!(refused.line(), format!("ResourceNotFoundException - {resource}"));
    }
}

#[tokio::test]
async fn a_resource_of_another_account_is_denied_whatever_is_granted() {
    let app = App::start().await;
    let other = app.client_of("other", REGION);
    Fixture(other.clone()).list("Offers").await;
    let list = arn_in(OTHER_ACCOUNT, "opt-out-list/Offers");
    let unshared = app.refused(put(&app, &list, POLICY).send()).await;
    other.put_resource_policy().resource_arn(&list).policy(POLICY).send().await.expect("the policy is put");

    let shared = app.refused(put(&app, &list, POLICY).send()).await;

    assert_eq!(shared.line(), "AccessDeniedException - - -");
    assert_eq!(unshared.message, shared.message);
}

#[tokio::test]
async fn an_arn_of_another_service_region_partition_or_kind_is_invalid() {
    let app = App::start().await;
    let list = arn("opt-out-list/Default");
    for invalid in [
        list.replace("sms-voice", "sns"),
        list.replace(REGION, "eu-west-1"),
        list.replace("arn:aws:", "arn:aws-cn:"),
        list.replace(ACCOUNT, "12345"),
        arn("keyword/HELP"),
        arn("pool"),
        arn("sender-id/ACME"),
    ] {
        let refused = app.refused(put(&app, &invalid, POLICY).send()).await;
        assert!(refused.is("ValidationException", "INVALID_ARN"), "{invalid}: {refused:?}");
        assert_eq!(refused.fields, ["resourceArn"]);
    }
}

#[tokio::test]
async fn every_failing_field_is_named() {
    let app = App::start().await;
    let nothing = app.refused(app.client().put_resource_policy().send()).await;
    assert!(nothing.is("ValidationException", "MISSING_PARAMETER"), "{nothing:?}");
    assert_eq!(nothing.fields, ["resourceArn", "policy"]);

    for (request, fields) in [
        (put(&app, "Default", POLICY), &["resourceArn"][..]),
        (put(&app, "Default", &"x".repeat(10_001)), &["resourceArn", "policy"]),
        (put(&app, &arn("opt-out-list/Default"), "\0"), &["policy"]),
    ] {
        let refused = app.refused(request.send()).await;
        assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
        assert_eq!(refused.fields, fields);
    }
}

#[tokio::test]
async fn calls_at_the_same_time_leave_one_policy() {
    let app = App::start().await;
    for resource in one_of_each_kind(&app).await {
        let mut calls = tokio::task::JoinSet::new();
        for number in 0..8 {
            let policy = allowing(&json!({ "AWS": format!("{number}").repeat(12) }));
            calls.spawn(put(&app, &resource, &policy).send());
        }

        let answers = crate::harness::answers(calls, "none is refused").await;

        let stored = stored(&app, &resource).await;
        assert!(answers.iter().any(|answer| answer.policy.as_ref() == Some(&stored)));
        let accounts = grantees(&app, &resource).await.expect("it is shared");
        assert_eq!(accounts.len(), 1, "{accounts:?}");
        assert!(stored.contains(&accounts[0]), "the grantee is that of the policy that stayed");
    }
    let rows = app.rows("select count(*) from callsign.resource_policy").await;
    assert_eq!(rows[0].get::<i64, _>(0), 4);
}
