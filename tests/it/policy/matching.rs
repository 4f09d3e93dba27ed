//! Actions and resources: wildcards, case, what is listed and what isn't.

use callsign::domain::policy::{Context, Effect, Question};
use serde_json::json;

use super::{ASSOCIATE, POOL, effect, identity, user};

/// Whether a statement with this `Action` is about `action`.
fn acts(pattern: &str, action: &str) -> bool {
    let (alice, context) = (user("111122223333", "alice"), Context::default());
    let policy = identity(&json!({ "Effect": "Allow", "Action": pattern, "Resource": "*" }));
    policy.effect(&Question { caller: &alice, action, resource: POOL, context: &context }) == Some(Effect::Allow)
}

#[test]
fn actions_match_by_service_and_name_without_case() {
    for (pattern, action, expected) in [
        ("*", ASSOCIATE, true),
        ("*:*", ASSOCIATE, true),
        ("sms-voice:*", ASSOCIATE, true),
        ("sms-voice:AssociateOriginationIdentity", ASSOCIATE, true),
        ("SMS-Voice:associateORIGINATIONidentity", ASSOCIATE, true),
        ("sms-voice:Associate*", ASSOCIATE, true),
        ("sms-voice:*Identity", ASSOCIATE, true),
        ("sms-voice:*Origination*", ASSOCIATE, true),
        ("sms-voice:A*O*I*y", ASSOCIATE, true),
        ("sms-voice:?ssociateOriginationIdentity", ASSOCIATE, true),
        ("sms-voice:????????????????????????????", ASSOCIATE, true),
        ("sms-voice:**", ASSOCIATE, true),
        ("sms-voice:AssociateOriginationIdentity*", ASSOCIATE, true),
        ("sms-voice:Associate", ASSOCIATE, false),
        ("sms-voice:AssociateOriginationIdentity?", ASSOCIATE, false),
        ("sms-voice:?AssociateOriginationIdentity", ASSOCIATE, false),
        ("sms-voice:Describe*", ASSOCIATE, false),
        ("sms-voice:*Pool", ASSOCIATE, false),
        ("sns:*", ASSOCIATE, false),
        ("sms:AssociateOriginationIdentity", ASSOCIATE, false),
        ("sms-voice:Disassociate*", "sms-voice:DisassociateOriginationIdentity", true),
        ("sms-voice:Associate*", "sms-voice:DisassociateOriginationIdentity", false),
        ("sms-voice:Describe*", "sms-voice:DescribePools", true),
    ] {
        assert_eq!(acts(pattern, action), expected, "{pattern} about {action}");
    }
}

/// Whether a statement with this `Resource` is about `resource`, for the user alice with the tag `team` on the resource.
fn names(pattern: &str, resource: &str) -> bool {
    let alice = user("111122223333", "alice");
    let context = Context::of(&alice).with_resource_tags([("team", "blue*")]).with_tag_keys(["a", "b"]);
    let policy = identity(&json!({ "Effect": "Allow", "Action": "*", "Resource": pattern }));
    policy.effect(&Question { caller: &alice, action: ASSOCIATE, resource, context: &context }) == Some(Effect::Allow)
}

#[test]
fn resources_match_by_arn_with_case_and_wildcards() {
    for (pattern, resource, expected) in [
        ("*", POOL, true),
        ("*", "*", true),
        ("arn:aws:sms-voice:us-east-1:111122223333:pool/pool-1", POOL, true),
        ("arn:aws:sms-voice:us-east-1:111122223333:pool/pool-2", POOL, false),
        ("arn:aws:sms-voice:us-east-1:111122223333:pool/POOL-1", POOL, false),
        ("arn:aws:sms-voice:us-east-1:111122223333:pool/*", POOL, true),
        ("arn:aws:sms-voice:us-east-1:111122223333:pool/pool-?", POOL, true),
        ("arn:aws:sms-voice:us-east-1:111122223333:pool/pool-1?", POOL, false),
        ("arn:aws:sms-voice:us-east-1:111122223333:pool/pool-1*", POOL, true),
        ("arn:aws:sms-voice:us-east-1:111122223333:phone-number/*", POOL, false),
        ("arn:aws:sms-voice:us-east-1:111122223333:*", POOL, true),
        ("arn:aws:sms-voice:us-east-1:111122223333:*/*", POOL, true),
        ("arn:aws:sms-voice:us-east-1:111122223333:*/*/*", POOL, false),
        ("arn:aws:sms-voice:*:*:*", POOL, true),
        ("arn:aws:sms-voice:*:111122223333:pool/*", POOL, true),
        ("arn:aws:sms-voice:us-*:111122223333:pool/*", POOL, true),
        ("arn:aws:sms-voice:us-????-1:111122223333:pool/*", POOL, true),
        ("arn:aws:sms-voice:eu-*:111122223333:pool/*", POOL, false),
        ("arn:aws:sms-voice:*:444455556666:pool/*", POOL, false),
        ("arn:*:sms-voice:us-east-1:111122223333:pool/pool-1", POOL, true),
        ("arn:aws-cn:sms-voice:us-east-1:111122223333:pool/pool-1", POOL, false),
        ("arn:aws:sns:us-east-1:111122223333:pool/pool-1", POOL, false),
        // A star at the end of a segment may go beyond its colon; elsewhere it may not, nor may a question mark.
        ("arn:aws:sms-voice:*", POOL, true),
        ("arn:aws:sms-voice:us-east-1:*", POOL, true),
        ("arn:aws:sms-voice:us-east-1*", POOL, true),
        ("arn:aws:sms-voice:*:pool/pool-1*", POOL, true),
        ("arn:aws:sms-voice:us-east-1?111122223333:pool/*", POOL, false),
        ("arn:aws:sms-voice:us*1:111122223333:pool/pool-1", POOL, true),
        ("arn:aws:sms-voice:us*3:pool/pool-1*", POOL, false),
        ("arn:aws:sms-voice:*", "*", false),
        // In the last part a colon is like any other character.
        ("arn:aws:sns:us-east-1:111122223333:a*c", "arn:aws:sns:us-east-1:111122223333:a:b:c", true),
        ("arn:aws:sns:us-east-1:111122223333:a?b?c", "arn:aws:sns:us-east-1:111122223333:a:b:c", true),
        // Variables.
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/${aws:username}", list("alice"), true),
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/${AWS:UserName}", list("alice"), true),
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/${aws:username}-*", list("alice-1"), true),
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/${aws:username}", list("bob"), false),
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/${aws:absent}", list("alice"), false),
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/${aws:absent}*", list("alice"), false),
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/${aws:absent, 'alice'}", list("alice"), true),
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/${aws:username, 'bob'}", list("alice"), true),
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/${aws:absent,'a, b'}", list("a, b"), true),
        // Characters of a value are no wildcards.
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/${aws:ResourceTag/team}", list("blue*"), true),
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/${aws:ResourceTag/team}", list("blue-1"), false),
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/a${*}", list("a*"), true),
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/a${*}", list("ab"), false),
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/a${?}", list("a?"), true),
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/a${?}", list("ab"), false),
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/${$}{aws:username}", list("${aws:username}"), true),
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/$5", list("$5"), true),
        // A multivalued key is no variable.
        ("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/${aws:TagKeys}", list("a"), false),
    ] {
        assert_eq!(names(pattern, resource), expected, "{pattern} about {resource}");
    }
}

fn list(name: &str) -> &'static str {
    Box::leak(format!("arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/{name}").into_boxed_str())
}

#[test]
fn what_is_not_listed_is_meant_by_the_counterparts() {
    let alice = user("111122223333", "alice");
    for (statement, expected) in [
        (json!({ "NotAction": "sms-voice:Describe*", "Resource": "*" }), true),
        (json!({ "NotAction": "sms-voice:Associate*", "Resource": "*" }), false),
        (json!({ "NotAction": ["sns:*", "iam:*"], "Resource": "*" }), true),
        (json!({ "NotAction": ["sns:*", "sms-voice:*"], "Resource": "*" }), false),
        (json!({ "NotAction": "*", "Resource": "*" }), false),
        (json!({ "Action": "*", "NotResource": "arn:aws:sms-voice:*:*:phone-number/*" }), true),
        (json!({ "Action": "*", "NotResource": "arn:aws:sms-voice:*:*:pool/*" }), false),
        (json!({ "Action": "*", "NotResource": "*" }), false),
        (json!({ "Action": "*", "NotResource": [POOL, "arn:aws:sms-voice:*:*:x/*"] }), false),
        // One with a variable that has no value matches no resource, so it excepts none.
        (json!({ "Action": "*", "NotResource": "arn:aws:sms-voice:*:*:${aws:absent}*" }), true),
        (json!({ "NotAction": "sns:*", "NotResource": "arn:aws:sns:*" }), true),
        (json!({ "Action": ["sns:*", "sms-voice:*"], "Resource": ["arn:aws:sns:*", POOL] }), true),
        (json!({ "Action": ["sns:*", "iam:*"], "Resource": POOL }), false),
    ] {
        for (effect_name, meant) in [("Allow", Effect::Allow), ("Deny", Effect::Deny)] {
            let mut statement = statement.clone();
            statement["Effect"] = json!(effect_name);
            let found = effect(&identity(&statement), &alice);
            assert_eq!(found, expected.then_some(meant), "{statement}");
        }
    }
}

#[test]
fn an_explicit_deny_wins_wherever_it_stands() {
    let alice = user("111122223333", "alice");
    let (allow, deny) = (json!({ "Effect": "Allow" }), json!({ "Effect": "Deny" }));
    let elsewhere = json!({ "Effect": "Deny", "Action": "sns:*" });
    for (statements, expected) in [
        (vec![&allow], Some(Effect::Allow)),
        (vec![&deny], Some(Effect::Deny)),
        (vec![&allow, &deny], Some(Effect::Deny)),
        (vec![&deny, &allow], Some(Effect::Deny)),
        (vec![&allow, &elsewhere], Some(Effect::Allow)),
        (vec![&elsewhere], None),
    ] {
        let statements: Vec<_> = statements
            .into_iter()
            .map(|statement| {
                let mut statement = statement.clone();
                statement["Principal"] = json!("*");
                statement
            })
            .collect();
        assert_eq!(effect(&super::of_resource(&statements), &alice), expected, "{statements:?}");
    }
}

#[test]
fn variables_came_with_the_version_of_2012() {
    let alice = user("111122223333", "alice");
    let context = Context::of(&alice);
    for (version, resource, expected) in [
        (json!({ "Version": "2012-10-17" }), "alice", true),
        (json!({ "Version": "2008-10-17" }), "alice", false),
        (json!({ "Version": "2008-10-17" }), "${aws:username}", true),
        (json!({}), "alice", false),
        (json!({}), "${aws:username}", true),
    ] {
        let mut policy = version.clone();
        let own = list("${aws:username}");
        policy["Statement"] = json!({ "Effect": "Allow", "Action": "*", "Resource": own });
        let policy = super::Policy::identity(&policy.to_string()).expect("it is well-formed");
        let question = Question { caller: &alice, action: ASSOCIATE, resource: list(resource), context: &context };
        assert_eq!(policy.effect(&question).is_some(), expected, "{version} about {resource}");
    }
}

#[test]
fn a_run_of_stars_is_read_as_one() {
    let policy = |name: &str| {
        let resource = format!("arn:aws:sms-voice:us-east-1:111122223333:pool/{name}");
        format!("{:?}", identity(&json!({ "Effect": "Allow", "Action": "*", "Resource": resource })))
    };
    assert_eq!(policy(&"*".repeat(9_000)), policy("*"));
    assert_eq!(policy("a**b***"), policy("a*b*"));
    assert_ne!(policy("*?*"), policy("*"));
}
