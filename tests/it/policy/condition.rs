//! Conditions: every operator, absent keys, several values, sets, variables.

use callsign::domain::policy::{Context, Question};
use serde_json::{Value, json};

use super::{ASSOCIATE, POOL, identity, user};

/// A context with these keys: a string for a value, a list for several.
fn context(keys: &Value) -> Context {
    let keys = keys.as_object().expect("keys are an object");
    keys.iter().fold(Context::of(&user("111122223333", "alice")), |context, (key, values)| match values {
        Value::Array(values) => context.with_all(key, values.iter().map(|value| value.as_str().expect("a string"))),
        value => context.with(key, value.as_str().expect("a string")),
    })
}

/// Whether a statement with this `Condition` applies to a request with these keys.
#[track_caller]
fn holds(condition: &str, keys: &Value) -> bool {
    let condition: Value = serde_json::from_str(condition).unwrap_or_else(|error| panic!("{error}: {condition}"));
    let policy = identity(&json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition }));
    let (caller, context) = (user("111122223333", "alice"), context(keys));
    policy.effect(&Question { caller: &caller, action: ASSOCIATE, resource: POOL, context: &context }).is_some()
}

#[track_caller]
fn check(cases: &[(&str, Value, bool)]) {
    for (condition, keys, expected) in cases {
        assert_eq!(holds(condition, keys), *expected, "{condition} with {keys}");
    }
}

fn team(name: &str) -> Value {
    json!({ "aws:ResourceTag/team": name })
}

#[test]
fn string_operators_compare_as_documented() {
    check(&[
        (r#"{"StringEquals":{"aws:ResourceTag/team":"blue"}}"#, team("blue"), true),
        (r#"{"StringEquals":{"aws:ResourceTag/team":"blue"}}"#, team("Blue"), false),
        (r#"{"StringEquals":{"aws:ResourceTag/team":"blue"}}"#, team("red"), false),
        (r#"{"StringEquals":{"aws:ResourceTag/team":"blue"}}"#, json!({}), false),
        (r#"{"StringEquals":{"aws:ResourceTag/team":"b*"}}"#, team("blue"), false),
        (r#"{"StringEquals":{"aws:ResourceTag/team":"b*"}}"#, team("b*"), true),
        (r#"{"StringEquals":{"aws:ResourceTag/team":["red","blue"]}}"#, team("blue"), true),
        (r#"{"StringEquals":{"aws:ResourceTag/team":["red","blue"]}}"#, team("green"), false),
        (r#"{"StringEquals":{"AWS:resourceTAG/Team":"blue"}}"#, team("blue"), true),
        (r#"{"StringNotEquals":{"aws:ResourceTag/team":"blue"}}"#, team("blue"), false),
        (r#"{"StringNotEquals":{"aws:ResourceTag/team":"blue"}}"#, team("red"), true),
        (r#"{"StringNotEquals":{"aws:ResourceTag/team":"blue"}}"#, json!({}), true),
        (r#"{"StringNotEquals":{"aws:ResourceTag/team":["red","blue"]}}"#, team("blue"), false),
        (r#"{"StringNotEquals":{"aws:ResourceTag/team":["red","blue"]}}"#, team("green"), true),
        (r#"{"StringEqualsIgnoreCase":{"aws:ResourceTag/team":"BLUE"}}"#, team("blue"), true),
        (r#"{"StringEqualsIgnoreCase":{"aws:ResourceTag/team":"ÄPFEL"}}"#, team("äpfel"), false),
        (r#"{"StringEqualsIgnoreCase":{"aws:ResourceTag/team":"BLUE"}}"#, team("red"), false),
        (r#"{"StringEqualsIgnoreCase":{"aws:ResourceTag/team":"BLUE"}}"#, json!({}), false),
        (r#"{"StringNotEqualsIgnoreCase":{"aws:ResourceTag/team":"BLUE"}}"#, team("blue"), false),
        (r#"{"StringNotEqualsIgnoreCase":{"aws:ResourceTag/team":"BLUE"}}"#, team("red"), true),
        (r#"{"StringNotEqualsIgnoreCase":{"aws:ResourceTag/team":"BLUE"}}"#, json!({}), true),
        (r#"{"StringLike":{"aws:ResourceTag/team":"b*"}}"#, team("blue"), true),
        (r#"{"StringLike":{"aws:ResourceTag/team":"b??e"}}"#, team("blue"), true),
        (r#"{"StringLike":{"aws:ResourceTag/team":"b?e"}}"#, team("blue"), false),
        (r#"{"StringLike":{"aws:ResourceTag/team":"B*"}}"#, team("blue"), false),
        (r#"{"StringLike":{"aws:ResourceTag/team":"lu"}}"#, team("blue"), false),
        (r#"{"StringLike":{"aws:ResourceTag/team":"*"}}"#, team(""), true),
        (r#"{"StringLike":{"aws:ResourceTag/team":["","home/*"]}}"#, team(""), true),
        (r#"{"StringLike":{"aws:ResourceTag/team":"*"}}"#, json!({}), false),
        (r#"{"StringNotLike":{"aws:ResourceTag/team":"b*"}}"#, team("blue"), false),
        (r#"{"StringNotLike":{"aws:ResourceTag/team":"r*"}}"#, team("blue"), true),
        (r#"{"StringNotLike":{"aws:ResourceTag/team":["r*","b*"]}}"#, team("blue"), false),
        (r#"{"StringNotLike":{"aws:ResourceTag/team":"*"}}"#, json!({}), true),
        // Values may be numbers and booleans.
        (r#"{"StringEquals":{"aws:ResourceTag/team":7}}"#, team("7"), true),
        (r#"{"StringEquals":{"aws:ResourceTag/team":[true,7]}}"#, team("true"), true),
    ]);
}

#[test]
fn all_operators_and_keys_of_a_condition_must_hold() {
    let both = json!({ "aws:ResourceTag/team": "blue", "aws:ResourceTag/stage": "test" });
    check(&[
        (r#"{"StringEquals":{"aws:ResourceTag/team":"blue","aws:ResourceTag/stage":"test"}}"#, both.clone(), true),
        (r#"{"StringEquals":{"aws:ResourceTag/team":"blue","aws:ResourceTag/stage":"live"}}"#, both.clone(), false),
        (r#"{"StringEquals":{"aws:ResourceTag/team":"blue","aws:ResourceTag/stage":"test"}}"#, team("blue"), false),
        (
            r#"{"StringEquals":{"aws:ResourceTag/team":"blue"},"StringLike":{"aws:ResourceTag/stage":"t*"}}"#,
            both.clone(),
            true,
        ),
        (
            r#"{"StringEquals":{"aws:ResourceTag/team":"blue"},"StringNotLike":{"aws:ResourceTag/stage":"t*"}}"#,
            both.clone(),
            false,
        ),
        (r#"{"Null":{"aws:ResourceTag/team":"false"},"StringNotEquals":{"aws:ResourceTag/team":"x"}}"#, both, true),
        ("{}", json!({}), true),
        (r#"{"StringEquals":{}}"#, json!({}), true),
        (r#"{"StringEquals":{"nobody:KnowsThisKey":"a"}}"#, json!({}), false),
    ]);
}

#[test]
fn arn_operators_compare_six_components_separately() {
    let source = |arn: &str| json!({ "aws:SourceArn": arn });
    let store = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt";
    let topic = "arn:aws:sns:us-east-2:111122223333:finance/1";
    check(&[
        // The example of the guide.
        (r#"{"StringLike":{"aws:SourceArn":"arn:aws:someservice:*:111122223333:finance/*"}}"#, source(store), true),
        (r#"{"ArnLike":{"aws:SourceArn":"arn:aws:someservice:*:111122223333:finance/*"}}"#, source(store), false),
        (r#"{"ArnNotLike":{"aws:SourceArn":"arn:aws:someservice:*:111122223333:finance/*"}}"#, source(store), true),
        (r#"{"ArnLike":{"aws:SourceArn":"arn:aws:someservice:*:*:store/*"}}"#, source(store), true),
        (r#"{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:111122223333:finance/*"}}"#, source(topic), true),
        (r#"{"ArnEquals":{"aws:SourceArn":"arn:aws:sns:*:111122223333:finance/*"}}"#, source(topic), true),
        (r#"{"ArnEquals":{"aws:SourceArn":"arn:aws:sns:us-east-2:111122223333:finance/1"}}"#, source(topic), true),
        (r#"{"ArnEquals":{"aws:SourceArn":"arn:aws:sns:us-east-2:111122223333:FINANCE/1"}}"#, source(topic), false),
        (r#"{"ArnLike":{"aws:SourceArn":"arn:*:s?s:us-*:????????????:*"}}"#, source(topic), true),
        (r#"{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*"}}"#, source(topic), false),
        (r#"{"ArnLike":{"aws:SourceArn":"*"}}"#, source(topic), false),
        (r#"{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:*"}}"#, source("no ARN"), false),
        (r#"{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:*:*"}}"#, json!({}), false),
        (r#"{"ArnNotEquals":{"aws:SourceArn":"arn:aws:sns:*:*:*"}}"#, source(topic), false),
        (r#"{"ArnNotEquals":{"aws:SourceArn":"arn:aws:sqs:*:*:*"}}"#, source(topic), true),
        (r#"{"ArnNotLike":{"aws:SourceArn":["arn:aws:sqs:*:*:*","arn:aws:sns:*:*:*"]}}"#, source(topic), false),
        (r#"{"ArnNotLike":{"aws:SourceArn":"arn:aws:sns:*:*:*"}}"#, json!({}), true),
        (r#"{"ArnLikeIfExists":{"aws:SourceArn":"arn:aws:sns:*:*:*"}}"#, json!({}), true),
        (r#"{"ArnLikeIfExists":{"aws:SourceArn":"arn:aws:sqs:*:*:*"}}"#, source(topic), false),
        (r#"{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::111122223333:user/*"}}"#, json!({}), true),
        (
            r#"{"ArnEquals":{"aws:SourceArn":"${aws:PrincipalArn}"}}"#,
            source("arn:aws:iam::111122223333:user/alice"),
            true,
        ),
        (
            r#"{"ArnLike":{"aws:SourceArn":"arn:aws:iam::111122223333:user/${aws:username}"}}"#,
            source("arn:aws:iam::111122223333:user/alice"),
            true,
        ),
    ]);
}

#[test]
fn bool_and_null_ask_for_truth_and_presence() {
    let secure = |value: &str| json!({ "test:Flag": value });
    check(&[
        (r#"{"Bool":{"test:Flag":"true"}}"#, secure("true"), true),
        (r#"{"Bool":{"test:Flag":true}}"#, secure("true"), true),
        (r#"{"Bool":{"test:Flag":"TRUE"}}"#, secure("True"), true),
        (r#"{"Bool":{"test:Flag":"true"}}"#, secure("false"), false),
        (r#"{"Bool":{"test:Flag":false}}"#, secure("false"), true),
        (r#"{"Bool":{"test:Flag":["true","false"]}}"#, secure("false"), true),
        (r#"{"Bool":{"test:Flag":"false"}}"#, secure("perhaps"), false),
        (r#"{"Bool":{"test:Flag":"true"}}"#, json!({}), false),
        (r#"{"Bool":{"test:Flag":"false"}}"#, json!({}), false),
        (r#"{"BoolIfExists":{"test:Flag":"true"}}"#, json!({}), true),
        (r#"{"BoolIfExists":{"test:Flag":"true"}}"#, secure("false"), false),
        (r#"{"Bool":{"aws:SecureTransport":"true"}}"#, json!({}), true),
        (r#"{"Bool":{"aws:SecureTransport":"false"}}"#, json!({}), false),
        (r#"{"Null":{"aws:ResourceTag/team":"true"}}"#, json!({}), true),
        (r#"{"Null":{"aws:ResourceTag/team":"true"}}"#, team("blue"), false),
        (r#"{"Null":{"aws:ResourceTag/team":false}}"#, team("blue"), true),
        (r#"{"Null":{"aws:ResourceTag/team":"false"}}"#, json!({}), false),
        (r#"{"Null":{"aws:ResourceTag/team":["true","false"]}}"#, json!({}), true),
        (r#"{"Null":{"aws:TagKeys":"true"}}"#, json!({ "aws:TagKeys": [] }), true),
        (r#"{"Null":{"aws:TagKeys":"false"}}"#, json!({ "aws:TagKeys": ["a", "b"] }), true),
        // An empty string is a null value.
        (r#"{"Null":{"aws:RequestTag/team":"true"}}"#, json!({ "aws:RequestTag/team": "" }), true),
    ]);
}

#[test]
fn if_exists_lets_an_absent_key_pass_and_compares_a_present_one() {
    check(&[
        (r#"{"StringEqualsIfExists":{"aws:ResourceTag/team":"blue"}}"#, json!({}), true),
        (r#"{"StringEqualsIfExists":{"aws:ResourceTag/team":"blue"}}"#, team("blue"), true),
        (r#"{"StringEqualsIfExists":{"aws:ResourceTag/team":"blue"}}"#, team("red"), false),
        (r#"{"StringNotEqualsIfExists":{"aws:ResourceTag/team":"blue"}}"#, json!({}), true),
        (r#"{"StringNotEqualsIfExists":{"aws:ResourceTag/team":"blue"}}"#, team("blue"), false),
        (r#"{"StringEqualsIgnoreCaseIfExists":{"aws:ResourceTag/team":"BLUE"}}"#, team("blue"), true),
        (r#"{"StringLikeIfExists":{"aws:ResourceTag/team":["t1.*","t2.*"]}}"#, json!({}), true),
        (r#"{"StringLikeIfExists":{"aws:ResourceTag/team":["t1.*","t2.*"]}}"#, team("t2.x"), true),
        (r#"{"StringLikeIfExists":{"aws:ResourceTag/team":["t1.*","t2.*"]}}"#, team("m3.x"), false),
        (r#"{"StringNotLikeIfExists":{"aws:ResourceTag/team":"t*"}}"#, team("t1"), false),
        (r#"{"ArnNotEqualsIfExists":{"aws:SourceArn":"arn:aws:sns:*:*:*"}}"#, json!({}), true),
        (
            r#"{"StringEqualsIfExists":{"aws:ResourceTag/team":"b"},"Null":{"aws:ResourceTag/team":"false"}}"#,
            json!({}),
            false,
        ),
    ]);
}

#[test]
fn set_operators_compare_every_value_of_the_request() {
    let keys = |keys: &[&str]| json!({ "aws:TagKeys": keys });
    let all = r#"{"ForAllValues:StringEquals":{"aws:TagKeys":["team","stage"]}}"#;
    let any = r#"{"ForAnyValue:StringEquals":{"aws:TagKeys":["team","stage"]}}"#;
    let all_but = r#"{"ForAllValues:StringNotEquals":{"aws:TagKeys":["team","stage"]}}"#;
    let any_but = r#"{"ForAnyValue:StringNotEquals":{"aws:TagKeys":["team","stage"]}}"#;
    check(&[
        (all, keys(&["team"]), true),
        (all, keys(&["team", "stage"]), true),
        (all, keys(&["team", "cost"]), false),
        (all, keys(&["Team"]), false),
        (all, keys(&[]), true),
        (all, json!({}), true),
        (any, keys(&["team", "cost"]), true),
        (any, keys(&["cost"]), false),
        (any, keys(&[]), false),
        (any, json!({}), false),
        (all_but, keys(&["cost", "name"]), true),
        (all_but, keys(&["cost", "team"]), false),
        (all_but, json!({}), true),
        (any_but, keys(&["cost", "team"]), true),
        (any_but, keys(&["team", "stage"]), false),
        (any_but, json!({}), false),
        (r#"{"ForAllValues:StringLike":{"aws:TagKeys":"key1*"}}"#, keys(&["key1", "key1a"]), true),
        (r#"{"ForAllValues:StringLike":{"aws:TagKeys":"key1*"}}"#, keys(&["key1", "key2"]), false),
        (r#"{"ForAnyValue:StringLike":{"aws:TagKeys":"key1*"}}"#, keys(&["key1a", "key2"]), true),
        (r#"{"ForAnyValue:StringNotLike":{"aws:TagKeys":"key1*"}}"#, keys(&["key1a", "key2"]), true),
        (r#"{"ForAllValues:StringEqualsIgnoreCase":{"aws:TagKeys":"TEAM"}}"#, keys(&["team", "Team"]), true),
        (r#"{"ForAnyValue:StringEqualsIfExists":{"aws:TagKeys":"team"}}"#, json!({}), true),
        (r#"{"ForAnyValue:StringEqualsIfExists":{"aws:TagKeys":"team"}}"#, keys(&["cost"]), false),
        (r#"{"ForAllValues:StringEqualsIfExists":{"aws:TagKeys":"team"}}"#, keys(&["cost"]), false),
        (r#"{"ForAllValues:Bool":{"test:Flags":"true"}}"#, json!({ "test:Flags": ["true", "true"] }), true),
        (r#"{"ForAllValues:Bool":{"test:Flags":"true"}}"#, json!({ "test:Flags": ["true", "false"] }), false),
        (
            r#"{"ForAnyValue:ArnLike":{"test:Arns":"arn:aws:sns:*:*:*"}}"#,
            json!({ "test:Arns": ["arn:aws:sqs:::a", "arn:aws:sns:::b"] }),
            true,
        ),
        // A null value, such as an empty string, is no value.
        (r#"{"ForAllValues:StringEquals":{"aws:RequestTag/team":"blue"}}"#, json!({ "aws:RequestTag/team": "" }), true),
        (r#"{"ForAnyValue:StringEquals":{"aws:RequestTag/team":""}}"#, json!({ "aws:RequestTag/team": "" }), false),
        // The guide's way to require at least one value.
        (r#"{"ForAllValues:StringEquals":{"aws:TagKeys":"team"},"Null":{"aws:TagKeys":"false"}}"#, keys(&[]), false),
        // Without a set operator.
        (r#"{"StringEquals":{"aws:TagKeys":"team"}}"#, keys(&["cost", "team"]), true),
        (r#"{"StringNotEquals":{"aws:TagKeys":"team"}}"#, keys(&["cost", "team"]), false),
    ]);
}

#[test]
fn variables_of_conditions_are_replaced_by_the_requests_values() {
    check(&[
        (r#"{"StringEquals":{"aws:ResourceTag/team":"${aws:username}"}}"#, team("alice"), true),
        (r#"{"StringEquals":{"aws:ResourceTag/team":"${aws:username}"}}"#, team("bob"), false),
        (r#"{"StringNotEquals":{"aws:ResourceTag/team":"${aws:username}"}}"#, team("bob"), true),
        (r#"{"StringLike":{"aws:ResourceTag/team":"${aws:username}/*"}}"#, team("alice/1"), true),
        (r#"{"StringEqualsIgnoreCase":{"aws:ResourceTag/team":"${aws:username}"}}"#, team("ALICE"), true),
        // A variable without a value is equal to nothing and like nothing.
        (r#"{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}"}}"#, team(""), false),
        (r#"{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}"}}"#, team("blue"), false),
        (r#"{"StringNotEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}"}}"#, team("blue"), true),
        (r#"{"StringLike":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}*"}}"#, team("blue"), false),
        (r#"{"StringNotLike":{"aws:ResourceTag/team":"${aws:PrincipalTag/team}*"}}"#, team("blue"), true),
        (r#"{"StringEquals":{"aws:ResourceTag/team":"${aws:PrincipalTag/team, 'blue'}"}}"#, team("blue"), true),
        (r#"{"StringEquals":{"aws:ResourceTag/team":["${aws:absent}","blue"]}}"#, team("blue"), true),
        (r#"{"StringLike":{"aws:ResourceTag/team":"a${*}b"}}"#, team("a*b"), true),
        (r#"{"StringLike":{"aws:ResourceTag/team":"a${*}b"}}"#, team("axb"), false),
        (r#"{"StringEquals":{"aws:ResourceTag/team":"${$}{aws:username}"}}"#, team("${aws:username}"), true),
        (
            r#"{"StringEquals":{"aws:RequestTag/team":"${aws:ResourceTag/team}"}}"#,
            json!({ "aws:ResourceTag/team": "blue", "aws:RequestTag/team": "blue" }),
            true,
        ),
        (
            r#"{"StringLike":{"aws:RequestTag/team":"${aws:ResourceTag/team}"}}"#,
            json!({ "aws:ResourceTag/team": "*", "aws:RequestTag/team": "blue" }),
            false,
        ),
    ]);
}

#[test]
fn a_request_has_the_global_keys_of_its_caller() {
    check(&[
        (r#"{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}"#, json!({}), true),
        (r#"{"StringEquals":{"aws:PrincipalAccount":111122223333}}"#, json!({}), true),
        (r#"{"StringEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:user/alice"}}"#, json!({}), true),
        (r#"{"StringEquals":{"aws:PrincipalType":"User"}}"#, json!({}), true),
        (r#"{"StringEquals":{"aws:RequestedRegion":["us-east-1","eu-west-1"]}}"#, json!({}), true),
        (r#"{"StringEquals":{"aws:username":"alice"}}"#, json!({}), true),
        (r#"{"Bool":{"aws:ViaAWSService":"false"}}"#, json!({}), true),
        (r#"{"Null":{"aws:TokenIssueTime":"true"}}"#, json!({}), true),
    ]);
    let alice = user("111122223333", "alice");
    let tagged = Context::of(&alice)
        .with_resource_account(&super::account("444455556666"))
        .with_resource_tags([("team", "blue"), ("stage", "test")])
        .with_request_tags([("cost", "7"), ("name", "")]);
    for condition in [
        json!({ "StringEquals": { "aws:ResourceAccount": "444455556666", "aws:ResourceTag/stage": "test" } }),
        json!({ "StringEquals": { "aws:RequestTag/cost": "7" }, "Null": { "aws:RequestTag/team": "true" } }),
        json!({ "ForAllValues:StringEquals": { "aws:TagKeys": ["cost", "name"] } }),
        json!({ "ForAnyValue:StringEquals": { "aws:TagKeys": "name" } }),
    ] {
        let policy = identity(&json!({ "Effect": "Deny", "Action": "*", "Resource": "*", "Condition": condition }));
        let question = Question { caller: &alice, action: ASSOCIATE, resource: POOL, context: &tagged };
        assert!(policy.effect(&question).is_some(), "{condition}");
    }
}

/// A request whose resource has two tags that differ in letters only.
fn two_teams() -> Context {
    Context::of(&user("111122223333", "alice")).with_resource_tags([("team", "blue"), ("Team", "red")])
}

#[test]
fn a_second_tag_in_other_letters_satisfies_no_allow_and_every_deny() {
    let caller = user("111122223333", "alice");
    let context = two_teams();
    let applies = |effect: &str, more: Value| {
        let mut statement = json!({ "Effect": effect, "Action": "*", "Resource": "*" });
        for (name, value) in more.as_object().expect("an object") {
            statement[name] = value.clone();
        }
        let question = Question { caller: &caller, action: ASSOCIATE, resource: POOL, context: &context };
        identity(&statement).effect(&question).is_some()
    };
    for operator in [
        "StringEquals",
        "StringNotEquals",
        "StringLike",
        "StringEqualsIfExists",
        "ForAllValues:StringEquals",
        "ForAnyValue:StringEquals",
        "ForAnyValue:StringNotEquals",
        "StringEqualsIgnoreCase",
    ] {
        for value in ["blue", "red", "green"] {
            let condition = json!({ "Condition": { operator: { "aws:ResourceTag/TEAM": value } } });
            assert!(!applies("Allow", condition.clone()), "{condition}");
            assert!(applies("Deny", condition.clone()), "{condition}");
        }
    }
    let variable = "${aws:ResourceTag/team, 'blue'}";
    for more in [
        json!({ "Condition": { "StringEquals": { "aws:PrincipalType": variable } } }),
        json!({ "Condition": { "StringNotEquals": { "aws:PrincipalType": variable } } }),
        json!({ "Resource": format!("arn:aws:sms-voice:us-east-1:111122223333:pool/{variable}") }),
    ] {
        assert!(!applies("Allow", more.clone()), "{more}");
        assert!(applies("Deny", more.clone()), "{more}");
    }
    let condition = json!({ "Condition": { "StringEquals": { "aws:PrincipalType": "User" } } });
    assert!(applies("Allow", condition), "a statement that asks for no such tag is as before");
}

#[test]
fn letters_that_only_look_alike_are_other_letters() {
    // The Kelvin sign is a k in small letters, the long s an S in capitals.
    check(&[
        (
            r#"{"StringEquals":{"aws:ResourceTag/bank":"blue"}}"#,
            json!({ "aws:ResourceTag/ban\u{212a}": "blue" }),
            false,
        ),
        (r#"{"StringEqualsIgnoreCase":{"aws:ResourceTag/team":"k"}}"#, team("\u{212a}"), false),
        (r#"{"StringEqualsIgnoreCase":{"aws:ResourceTag/team":"K"}}"#, team("k"), true),
    ]);
}
