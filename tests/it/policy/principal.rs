//! Principals: whom a policy of a resource names, and with which accounts it shares.

use callsign::domain::policy::{Context, Effect, Grantees, Naming, Question};
use serde_json::{Value, json};

use super::{ASSOCIATE, POOL, account, effect, of_resource, user};

#[test]
fn principals_name_users_accounts_and_everyone() {
    let alice = user("111122223333", "alice");
    for (principal, expected) in [
        (json!("*"), Some(Naming::Directly)),
        (json!({ "AWS": "*" }), Some(Naming::Directly)),
        (json!({ "AWS": "111122223333" }), Some(Naming::Account)),
        (json!({ "AWS": "arn:aws:iam::111122223333:root" }), Some(Naming::Account)),
        (json!({ "AWS": "arn:aws:iam::111122223333:user/alice" }), Some(Naming::Directly)),
        (json!({ "AWS": ["arn:aws:iam::111122223333:user/alice", "111122223333"] }), Some(Naming::Directly)),
        (json!({ "AWS": ["444455556666", "111122223333"] }), Some(Naming::Account)),
        (json!({ "AWS": "444455556666" }), None),
        (json!({ "AWS": "arn:aws:iam::444455556666:root" }), None),
        (json!({ "AWS": "arn:aws:iam::444455556666:user/alice" }), None),
        (json!({ "AWS": "arn:aws:iam::111122223333:user/bob" }), None),
        (json!({ "AWS": "arn:aws:iam::111122223333:user/Alice" }), None),
        (json!({ "AWS": "arn:aws:iam::111122223333:user/alice2" }), None),
        (json!({ "AWS": "arn:aws:iam::111122223333:role/alice" }), None),
        (json!({ "AWS": "arn:aws:sts::111122223333:assumed-role/alice/alice" }), None),
        (json!({ "Service": "sns.amazonaws.com" }), None),
        (json!({ "Service": ["sns.amazonaws.com", "sms-voice.amazonaws.com"] }), None),
        (json!({ "Federated": "accounts.google.com" }), None),
        (json!({ "CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be" }), None),
        (json!({ "Service": "sns.amazonaws.com", "AWS": "111122223333" }), Some(Naming::Account)),
    ] {
        let policy = of_resource(&[json!({ "Effect": "Allow", "Principal": principal })]);
        let context = Context::of(&alice);
        let question = Question { caller: &alice, action: ASSOCIATE, resource: POOL, context: &context };
        assert_eq!(policy.verdict(&question).allowed, expected, "Principal {principal}");
        let policy = of_resource(&[json!({ "Effect": "Deny", "Principal": principal })]);
        assert_eq!(effect(&policy, &alice), expected.map(|_| Effect::Deny), "Principal {principal}");
        // The counterpart names exactly the others.
        let policy = of_resource(&[json!({ "Effect": "Deny", "NotPrincipal": principal })]);
        let others = expected.is_none().then_some(Effect::Deny);
        assert_eq!(effect(&policy, &alice), others, "NotPrincipal {principal}");
    }
}

#[test]
fn not_principal_with_deny_excepts_the_user_that_it_names() {
    let policy = of_resource(&[
        json!({ "Effect": "Allow", "Principal": "*" }),
        json!({ "Effect": "Deny", "NotPrincipal": { "AWS": [
            "arn:aws:iam::444455556666:user/Bob", "arn:aws:iam::444455556666:root"
        ] } }),
    ]);
    assert_eq!(effect(&policy, &user("444455556666", "Bob")), Some(Effect::Allow));
    assert_eq!(effect(&policy, &user("111122223333", "Bob")), Some(Effect::Deny));
}

#[test]
fn a_condition_on_the_principals_arn_replaces_not_principal() {
    let policy = of_resource(&[
        json!({ "Effect": "Allow", "Principal": "*" }),
        json!({ "Effect": "Deny", "Principal": "*", "Condition": {
            "ArnNotEquals": { "aws:PrincipalArn": "arn:aws:iam::444455556666:user/bob" }
        } }),
    ]);
    assert_eq!(effect(&policy, &user("444455556666", "bob")), Some(Effect::Allow));
    assert_eq!(effect(&policy, &user("444455556666", "carol")), Some(Effect::Deny));
}

/// With whom the policy of these statements shares.
fn grantees(statements: &[Value]) -> Grantees {
    of_resource(statements).grantees()
}

fn accounts(ids: &[&str]) -> Grantees {
    Grantees::Accounts(ids.iter().map(|id| account(id)).collect())
}

#[test]
fn grantees_are_the_accounts_that_may_do_something_of_this_service() {
    let one = json!({ "AWS": "444455556666" });
    for (statement, expected) in [
        (json!({ "Effect": "Allow", "Principal": one }), accounts(&["444455556666"])),
        (json!({ "Effect": "Allow", "Principal": one, "Action": "sms-voice:*" }), accounts(&["444455556666"])),
        (json!({ "Effect": "Allow", "Principal": one, "Action": "SMS-VOICE:Send*" }), accounts(&["444455556666"])),
        (json!({ "Effect": "Allow", "Principal": one, "Action": ["sns:*", "*:*"] }), accounts(&["444455556666"])),
        (json!({ "Effect": "Allow", "Principal": one, "Action": "sns:*" }), accounts(&[])),
        (json!({ "Effect": "Allow", "Principal": one, "NotAction": "sns:*" }), accounts(&["444455556666"])),
        (json!({ "Effect": "Allow", "Principal": one, "NotAction": "sms-voice:Send*" }), accounts(&["444455556666"])),
        (json!({ "Effect": "Allow", "Principal": one, "NotAction": ["sns:*", "sms-voice:*"] }), accounts(&[])),
        (json!({ "Effect": "Allow", "Principal": one, "NotAction": "*" }), accounts(&[])),
        (json!({ "Effect": "Deny", "Principal": one }), accounts(&[])),
        (json!({ "Effect": "Allow", "Principal": "*" }), Grantees::Everyone),
        (json!({ "Effect": "Allow", "Principal": { "AWS": ["444455556666", "*"] } }), Grantees::Everyone),
        (json!({ "Effect": "Allow", "NotPrincipal": one }), Grantees::Everyone),
        (json!({ "Effect": "Deny", "NotPrincipal": one }), accounts(&[])),
        (json!({ "Effect": "Allow", "Principal": { "Service": "sns.amazonaws.com" } }), accounts(&[])),
        (
            json!({ "Effect": "Allow", "Principal": { "AWS": [
                "arn:aws:iam::777788889999:user/carol", "444455556666", "arn:aws:iam::777788889999:root"
            ] } }),
            accounts(&["777788889999", "444455556666"]),
        ),
        (
            json!({ "Effect": "Allow", "Principal": one, "Condition": { "Bool": { "aws:absent": "true" } } }),
            accounts(&["444455556666"]),
        ),
    ] {
        assert_eq!(grantees(std::slice::from_ref(&statement)), expected, "{statement}");
    }
    let two = json!({ "Effect": "Allow", "Principal": { "AWS": "777788889999" } });
    let several = [json!({ "Effect": "Allow", "Principal": one }), two.clone(), two];
    assert_eq!(grantees(&several), accounts(&["444455556666", "777788889999"]));
}
