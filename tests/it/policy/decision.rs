//! The decision by the policies of both sides, and the sentence that refuses.

use callsign::{
    domain::{
        authorisation::{Policies, denial},
        policy::{Context, Policy, Question},
    },
    model::{
        caller::Caller,
        error::{Denial, Exception, ServiceError},
    },
};
use serde_json::json;

use super::{ASSOCIATE, POOL, account, identity, of_resource, user};

const OWNER: &str = "111122223333";

/// The policies of the tables by name, for a user bob who asks.
fn policy(name: &str) -> Option<Policy> {
    let identity_policy = |effects: &[&str]| {
        let statements: Vec<_> = effects
            .iter()
            .map(|effect| json!({ "Effect": effect, "Action": "sms-voice:*", "Resource": "*" }))
            .collect();
        let text = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
        Some(Policy::identity(&text).expect("it is well-formed"))
    };
    let resource_policy = |statements: &[(&str, &str)]| {
        let statements: Vec<_> = statements
            .iter()
            .map(|(effect, principal)| json!({ "Effect": effect, "Principal": { "AWS": principal } }))
            .collect();
        Some(of_resource(&statements))
    };
    let users = ["arn:aws:iam::111122223333:user/bob", "arn:aws:iam::444455556666:user/bob"];
    match name {
        "none" => None,
        "allows" => identity_policy(&["Allow"]),
        "denies" => identity_policy(&["Deny"]),
        "allows and denies" => identity_policy(&["Allow", "Deny"]),
        "says nothing" => Some(identity(&json!({ "Effect": "Allow", "Action": "sns:*", "Resource": "*" }))),
        "allows everyone" => resource_policy(&[("Allow", "*")]),
        "allows the user" => resource_policy(&[("Allow", users[0]), ("Allow", users[1])]),
        "allows the account" => resource_policy(&[("Allow", "111122223333"), ("Allow", "444455556666")]),
        "allows another" => resource_policy(&[("Allow", "777788889999")]),
        "denies everyone" => resource_policy(&[("Deny", "*")]),
        "denies the account" => resource_policy(&[("Deny", "111122223333"), ("Deny", "444455556666")]),
        "allows everyone, denies the user" => {
            resource_policy(&[("Allow", "*"), ("Deny", users[0]), ("Deny", users[1])])
        }
        "allows everyone, denies another" => resource_policy(&[("Allow", "*"), ("Deny", "777788889999")]),
        other => panic!("no policy is called {other}"),
    }
}

fn decide(caller: &Caller, identity: &str, resource: &str) -> Option<Denial> {
    let (identity, resource) = (policy(identity), policy(resource));
    let context = Context::of(caller);
    let question = Question { caller, action: ASSOCIATE, resource: POOL, context: &context };
    let policies = Policies { identity: identity.as_ref(), resource: resource.as_ref() };
    denial(&question, &account(OWNER), policies)
}

#[test]
fn in_the_owners_account_either_policy_allows_and_any_denies() {
    use Denial::{IdentityPolicy, NoIdentityPolicy, ResourcePolicy};
    let bob = user(OWNER, "bob");
    for (identity, resource, expected) in [
        ("none", "none", None),
        ("none", "allows another", None),
        ("none", "denies everyone", Some(ResourcePolicy)),
        ("none", "allows everyone, denies the user", Some(ResourcePolicy)),
        ("allows", "none", None),
        ("allows", "allows another", None),
        ("allows", "allows everyone", None),
        ("allows", "denies everyone", Some(ResourcePolicy)),
        ("allows", "denies the account", Some(ResourcePolicy)),
        ("allows", "allows everyone, denies another", None),
        ("says nothing", "none", Some(NoIdentityPolicy)),
        ("says nothing", "allows another", Some(NoIdentityPolicy)),
        ("says nothing", "allows everyone", None),
        ("says nothing", "allows the user", None),
        // Naming the account only lets it decide.
        ("says nothing", "allows the account", Some(NoIdentityPolicy)),
        ("allows", "allows the account", None),
        ("says nothing", "denies everyone", Some(ResourcePolicy)),
        ("denies", "none", Some(IdentityPolicy)),
        ("denies", "allows everyone", Some(IdentityPolicy)),
        ("denies", "allows the user", Some(IdentityPolicy)),
        ("denies", "denies everyone", Some(IdentityPolicy)),
        ("allows and denies", "none", Some(IdentityPolicy)),
    ] {
        assert_eq!(decide(&bob, identity, resource), expected, "identity: {identity}; resource: {resource}");
    }
}

#[test]
fn from_another_account_both_policies_must_allow() {
    use Denial::{IdentityPolicy, NoIdentityPolicy, NoResourcePolicy, ResourcePolicy};
    let bob = user("444455556666", "bob");
    for (identity, resource, expected) in [
        ("none", "none", Some(NoResourcePolicy)),
        ("none", "allows another", Some(NoResourcePolicy)),
        ("none", "allows everyone", None),
        ("none", "allows the user", None),
        ("none", "allows the account", None),
        ("allows", "none", Some(NoResourcePolicy)),
        ("allows", "allows another", Some(NoResourcePolicy)),
        ("allows", "allows everyone", None),
        ("allows", "allows the user", None),
        ("allows", "allows the account", None),
        ("allows", "allows everyone, denies another", None),
        ("says nothing", "none", Some(NoIdentityPolicy)),
        ("says nothing", "allows everyone", Some(NoIdentityPolicy)),
        ("says nothing", "allows the user", Some(NoIdentityPolicy)),
        ("denies", "none", Some(IdentityPolicy)),
        ("denies", "allows everyone", Some(IdentityPolicy)),
        ("allows and denies", "allows the user", Some(IdentityPolicy)),
        // A denial is told only to somebody who knows of the resource, because it is shared with him.
        ("none", "denies everyone", Some(NoResourcePolicy)),
        ("allows", "denies the account", Some(NoResourcePolicy)),
        ("none", "allows everyone, denies the user", Some(ResourcePolicy)),
        ("allows", "allows everyone, denies the user", Some(ResourcePolicy)),
    ] {
        assert_eq!(decide(&bob, identity, resource), expected, "identity: {identity}; resource: {resource}");
    }
}

#[test]
fn a_refusal_is_iams_sentence_with_the_kind_of_policy() {
    for (account_id, identity, resource, reason) in [
        (
            OWNER,
            "says nothing",
            "none",
            "because no identity-based policy allows the sms-voice:AssociateOriginationIdentity action",
        ),
        (OWNER, "denies", "none", "with an explicit deny in an identity-based policy"),
        (
            "444455556666",
            "allows",
            "none",
            "because no resource-based policy allows the sms-voice:AssociateOriginationIdentity action",
        ),
        (OWNER, "allows", "denies everyone", "with an explicit deny in a resource-based policy"),
    ] {
        let (bob, identity, resource) = (user(account_id, "bob"), policy(identity), policy(resource));
        let context = Context::of(&bob);
        let question = Question { caller: &bob, action: ASSOCIATE, resource: POOL, context: &context };
        let policies = Policies { identity: identity.as_ref(), resource: resource.as_ref() };
        let denial = denial(&question, &account(OWNER), policies).expect("it must be refused");
        let refusal = ServiceError::access_denied(&bob.user_arn, ASSOCIATE, POOL, denial);
        assert_eq!((refusal.exception(), refusal.reason()), (Exception::AccessDeniedException, None));
        let sentence = format!(
            "AccessDeniedException: User: arn:aws:iam::{account_id}:user/bob is not authorized to perform: {ASSOCIATE} on \
             resource: {POOL} {reason}"
        );
        assert_eq!(refusal.to_string(), sentence);
    }
}

#[test]
fn an_action_without_a_resource_needs_a_star_in_the_policy() {
    let bob = user(OWNER, "bob");
    let context = Context::of(&bob);
    let question = Question { caller: &bob, action: "sms-voice:DescribePools", resource: "*", context: &context };
    for (resource, expected) in [
        ("*", None),
        ("arn:aws:sms-voice:*:*:*", Some(Denial::NoIdentityPolicy)),
        ("arn:aws:sms-voice:us-east-1:111122223333:pool/*", Some(Denial::NoIdentityPolicy)),
    ] {
        let policy = identity(&json!({ "Effect": "Allow", "Action": "sms-voice:Describe*", "Resource": resource }));
        let policies = Policies { identity: Some(&policy), resource: None };
        assert_eq!(denial(&question, &account(OWNER), policies), expected, "{resource}");
    }
}
