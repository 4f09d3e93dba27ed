//! Reading: what is a policy, and the sentence about what isn't.

use callsign::domain::policy::{MalformedPolicy, Policy};
use serde_json::{Value, json};

/// A policy of one statement: the base, with `changes` over it; null removes an element.
fn changed(changes: &Value) -> String {
    let mut statement = json!({ "Effect": "Allow", "Action": "sms-voice:*", "Resource": "*" });
    let object = statement.as_object_mut().expect("it is an object");
    for (name, value) in changes.as_object().expect("changes are an object") {
        if value.is_null() {
            object.remove(name);
        } else {
            object.insert(name.clone(), value.clone());
        }
    }
    json!({ "Version": "2012-10-17", "Statement": [statement] }).to_string()
}

#[track_caller]
fn assert_malformed(outcome: Result<Policy, MalformedPolicy>, text: &str, sentence: &str) {
    let malformed = outcome.map(|_| ()).expect_err(text).to_string();
    assert_eq!(malformed, sentence, "{text}");
}

#[test]
fn well_formed_policies_of_identities_are_read() {
    let statement = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
    for text in [
        format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#),
        format!(r#"{{"Version":"2008-10-17","Statement":[{statement}]}}"#),
        format!(r#"{{"Statement":[{statement},{statement}]}}"#),
        format!("\n {{ \"Statement\" : [ {statement} ],\t\"Version\": \"2012-10-17\" }} "),
        changed(&json!({ "Sid": "Statement1" })),
        changed(&json!({ "Sid": "" })),
        changed(&json!({ "Effect": "Deny" })),
        changed(&json!({ "Action": ["sms-voice:Describe*", "s3:*", "execute-api:Invoke"] })),
        changed(&json!({ "Action": null, "NotAction": "iam:*" })),
        changed(&json!({ "Resource": null, "NotResource": ["arn:aws:s3:::bucket", "arn:aws:s3:::bucket/*"] })),
        changed(&json!({ "Resource": "arn:aws:sms-voice:us-east-1:111122223333:opt-out-list/${aws:username}" })),
        changed(&json!({ "Condition": {} })),
        changed(&json!({ "Condition": { "StringEquals": { "nobody:KnowsThisKey": [1, true, "x"] } } })),
    ] {
        if let Err(malformed) = Policy::identity(&text) {
            panic!("{malformed}: {text}");
        }
    }
}

#[test]
fn well_formed_policies_of_resources_are_read() {
    for changes in [
        json!({ "Principal": "*" }),
        json!({ "Principal": { "AWS": "111122223333" } }),
        json!({ "Principal": { "AWS": ["arn:aws-us-gov:iam::111122223333:root", "*"] } }),
        json!({ "Principal": { "AWS": "arn:aws:iam::111122223333:user/a/path/alice" } }),
        json!({ "Principal": { "AWS": "arn:aws:sts::111122223333:federated-user/alice" } }),
        json!({ "Principal": { "Service": "sns.amazonaws.com", "Federated": ["a", "b"] } }),
        json!({ "NotPrincipal": { "AWS": "111122223333" }, "Effect": "Deny" }),
        json!({ "Principal": "*", "Sid": "with spaces, and others" }),
    ] {
        let text = changed(&changes);
        if let Err(malformed) = Policy::resource(&text) {
            panic!("{malformed}: {text}");
        }
    }
    let id = r#"{"Id":"a policy","Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}"#;
    assert!(Policy::resource(id).is_ok());
}

#[test]
fn a_text_that_is_no_policy_is_refused_by_one_sentence() {
    let statement = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
    for (text, sentence) in [
        (String::new(), "The policy is not JSON: EOF while parsing a value at line 1 column 0"),
        ("{".to_owned(), "The policy is not JSON: EOF while parsing an object at line 1 column 1"),
        ("[]".to_owned(), "The policy must be an object"),
        ("null".to_owned(), "The policy must be an object"),
        ("{}".to_owned(), "The policy has no Statement"),
        (r#"{"Version":"2012-10-17"}"#.to_owned(), "The policy has no Statement"),
        (r#"{"Statement":[]}"#.to_owned(), "Statement must not be empty"),
        (r#"{"Statement":"a"}"#.to_owned(), "Statement must be an object"),
        (r#"{"Statement":[{},7]}"#.to_owned(), "Statement[1] must be an object"),
        (
            format!(r#"{{"version":"2012-10-17","Statement":{statement}}}"#),
            "The policy has an unknown element \"version\", it may have Version, Id, Statement",
        ),
        (format!(r#"{{"Version":"2012","Statement":{statement}}}"#), "Version must be 2012-10-17 or 2008-10-17"),
        (format!(r#"{{"Version":20121017,"Statement":{statement}}}"#), "Version must be a string"),
        (format!(r#"{{"Id":"a","Statement":{statement}}}"#), "Id must not be in the policy of an identity"),
        (format!(r#"{{"Statement":{statement},"Statement":{statement}}}"#), "The policy has \"Statement\" twice"),
        (
            r#"{"Statement":{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}}"#.to_owned(),
            "Statement has \"Effect\" twice",
        ),
        (
            r#"{"Statement":[{"Sid":"a","Effect":"Deny","Action":"*","Resource":"*"},
                {"Sid":"a","Effect":"Deny","Action":"*","Resource":"*"}]}"#
                .to_owned(),
            "Statement[1].Sid is the same as that of another statement",
        ),
    ] {
        assert_malformed(Policy::identity(&text), &text, sentence);
    }
}

#[test]
fn a_statement_that_is_none_is_refused_by_one_sentence() {
    for (changes, sentence) in [
        (json!({ "Effect": null }), "Statement[0] has no Effect"),
        (json!({ "Effect": "allow" }), "Statement[0].Effect must be \"Allow\" or \"Deny\""),
        (json!({ "Effect": ["Allow"] }), "Statement[0].Effect must be a string"),
        (json!({ "Sid": "a b" }), "Statement[0].Sid must have letters and digits only"),
        (json!({ "Principal": "*" }), "Statement[0].Principal must not be in the policy of an identity"),
        (json!({ "NotPrincipal": "*" }), "Statement[0].NotPrincipal must not be in the policy of an identity"),
        (json!({ "Action": null }), "Statement[0] has neither Action nor NotAction"),
        (json!({ "NotAction": "*" }), "Statement[0] has both Action and NotAction"),
        (json!({ "Action": [] }), "Statement[0].Action must not be empty"),
        (json!({ "Action": ["a:b", 7] }), "Statement[0].Action[1] must be a string"),
        (
            json!({ "Action": "DeletePool" }),
            "Statement[0].Action is \"DeletePool\", an action begins with its service, such as sms-voice:",
        ),
        (
            json!({ "Action": "sms*:DeletePool" }),
            "Statement[0].Action is \"sms*:DeletePool\", the service of an action has letters, digits and hyphens only",
        ),
        (
            json!({ "Action": "sms-voice:" }),
            "Statement[0].Action is \"sms-voice:\", the name of an action has letters, digits and wildcards only",
        ),
        (json!({ "Resource": null }), "Statement[0] has neither Resource nor NotResource"),
        (json!({ "NotResource": "*" }), "Statement[0] has both Resource and NotResource"),
        (json!({ "Resource": ["*", "pool-1"] }), "Statement[0].Resource[1] is \"pool-1\", it must be an ARN or \"*\""),
        (
            json!({ "Resource": "arn:aws:sms-voice:us-east-1:pool/1" }),
            "Statement[0].Resource is \"arn:aws:sms-voice:us-east-1:pool/1\", an ARN has six parts separated by colons",
        ),
        (
            json!({ "Resource": "arn:aws:sms-*:::pool/1" }),
            "Statement[0].Resource is \"arn:aws:sms-*:::pool/1\", the service of an ARN must be written out",
        ),
        (
            json!({ "Resource": "arn:aws:sns::${aws:PrincipalAccount}:a" }),
            "Statement[0].Resource is \"arn:aws:sns::${aws:PrincipalAccount}:a\", a variable may stand after the fifth colon only",
        ),
        (
            json!({ "Resource": "arn:aws:sns:::${aws:username" }),
            "Statement[0].Resource has a variable without its closing brace",
        ),
        (
            json!({ "Resource": "arn:aws:sns:::${}" }),
            "Statement[0].Resource has a variable that names no condition key",
        ),
        (
            json!({ "Resource": "arn:aws:sns:::${aws:username, bob}" }),
            "Statement[0].Resource has a variable whose default value is not in single quotes",
        ),
        (
            json!({ "Conditions": {} }),
            "Statement[0] has an unknown element \"Conditions\", it may have Sid, Effect, Principal, NotPrincipal, Action, \
             NotAction, Resource, NotResource, Condition",
        ),
    ] {
        let text = changed(&changes);
        assert_malformed(Policy::identity(&text), &text, sentence);
    }
}

#[test]
fn a_condition_that_is_none_is_refused_by_one_sentence() {
    let unevaluated = |name: &str| {
        format!(
            "Statement[0].Condition has \"{name}\", which is not an operator that callsign evaluates: it has String…, \
             Arn…, Bool and Null"
        )
    };
    let unknown = |name: &str| format!("Statement[0].Condition has \"{name}\", which is not an operator");
    for (condition, sentence) in [
        (json!([]), "Statement[0].Condition must be an object".to_owned()),
        (json!({ "StringEquals": "a" }), "Statement[0].Condition.StringEquals must be an object".to_owned()),
        (
            json!({ "StringEquals": { "aws:username": [] } }),
            "Statement[0].Condition.StringEquals.aws:username must not be empty".to_owned(),
        ),
        (
            json!({ "StringEquals": { "aws:username": ["a", null] } }),
            "Statement[0].Condition.StringEquals.aws:username[1] must be a string, a number or a boolean".to_owned(),
        ),
        (
            json!({ "StringEquals": { "": "a" } }),
            "Statement[0].Condition.StringEquals has a condition key without a name".to_owned(),
        ),
        (
            json!({ "Bool": { "aws:SecureTransport": "yes" } }),
            "Statement[0].Condition.Bool.aws:SecureTransport is \"yes\", it must be true or false".to_owned(),
        ),
        (
            json!({ "Null": { "aws:TagKeys": "${aws:username}" } }),
            "Statement[0].Condition.Null.aws:TagKeys is \"${aws:username}\", it must be true or false".to_owned(),
        ),
        (
            json!({ "StringLike": { "aws:username": "${aws:username" } }),
            "Statement[0].Condition.StringLike.aws:username has a variable without its closing brace".to_owned(),
        ),
        (json!({ "StringSounds": {} }), unknown("StringSounds")),
        (json!({ "stringEquals": {} }), unknown("stringEquals")),
        (json!({ "IfExists": {} }), unknown("IfExists")),
        (json!({ "ForAllValues:": {} }), unknown("ForAllValues:")),
        (
            json!({ "ForNoValue:StringEquals": {} }),
            "Statement[0].Condition has \"ForNoValue:StringEquals\", which has a prefix that is neither ForAllValues: nor \
             ForAnyValue:"
                .to_owned(),
        ),
        (
            json!({ "NullIfExists": {} }),
            "Statement[0].Condition has \"NullIfExists\", which is not an operator: Null stands alone".to_owned(),
        ),
        (
            json!({ "ForAnyValue:Null": {} }),
            "Statement[0].Condition has \"ForAnyValue:Null\", which is not an operator: Null stands alone".to_owned(),
        ),
        (json!({ "NumericLessThan": {} }), unevaluated("NumericLessThan")),
        (json!({ "DateGreaterThanIfExists": {} }), unevaluated("DateGreaterThanIfExists")),
        (json!({ "IpAddress": { "aws:SourceIp": "10.0.0.0/8" } }), unevaluated("IpAddress")),
        (json!({ "NotIpAddress": {} }), unevaluated("NotIpAddress")),
        (json!({ "ForAnyValue:BinaryEquals": {} }), unevaluated("ForAnyValue:BinaryEquals")),
    ] {
        let text = changed(&json!({ "Condition": condition }));
        assert_malformed(Policy::identity(&text), &text, &sentence);
    }
    let twice = r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*",
        "Condition":{"Bool":{"aws:SecureTransport":"true","aws:SecureTransport":"false"}}}}"#;
    let sentence = "Statement.Condition.Bool has \"aws:SecureTransport\" twice";
    assert_malformed(Policy::identity(twice), twice, sentence);
}

#[test]
fn a_principal_that_is_none_is_refused_by_one_sentence() {
    let no_principal = |text: &str| {
        format!(
            "Statement[0].Principal.AWS is \"{text}\", it must be \"*\", an account or the ARN of an account, user or role"
        )
    };
    for (changes, sentence) in [
        (json!({}), "Statement[0] has neither Principal nor NotPrincipal".to_owned()),
        (
            json!({ "Principal": "*", "NotPrincipal": "*" }),
            "Statement[0] has both Principal and NotPrincipal".to_owned(),
        ),
        (
            json!({ "Principal": "111122223333" }),
            "Statement[0].Principal is \"111122223333\", it must be \"*\" or an object".to_owned(),
        ),
        (json!({ "Principal": {} }), "Statement[0].Principal names nobody".to_owned()),
        (json!({ "Principal": { "AWS": [] } }), "Statement[0].Principal.AWS must not be empty".to_owned()),
        (json!({ "Principal": { "AWS": ["*", 7] } }), "Statement[0].Principal.AWS[1] must be a string".to_owned()),
        (
            json!({ "Principal": { "aws": "*" } }),
            "Statement[0].Principal has an unknown element \"aws\", it may have AWS, CanonicalUser, Federated, Service"
                .to_owned(),
        ),
        (json!({ "Principal": { "Service": "" } }), "Statement[0].Principal.Service must not be empty".to_owned()),
        (json!({ "Principal": { "AWS": "11112222333" } }), no_principal("11112222333")),
        (json!({ "Principal": { "AWS": "alice" } }), no_principal("alice")),
        (
            json!({ "Principal": { "AWS": "arn:aws:iam::111122223333:group/all" } }),
            no_principal("arn:aws:iam::111122223333:group/all"),
        ),
        (
            json!({ "Principal": { "AWS": "arn:aws:iam::111122223333:user/" } }),
            no_principal("arn:aws:iam::111122223333:user/"),
        ),
        (
            json!({ "Principal": { "AWS": "arn:aws:iam::111122223333:user/*" } }),
            "Statement[0].Principal.AWS is \"arn:aws:iam::111122223333:user/*\", a wildcard can only stand for everyone: \
             \"*\""
                .to_owned(),
        ),
    ] {
        let text = changed(&changes);
        assert_malformed(Policy::resource(&text), &text, &sentence);
    }
}

#[test]
fn a_sentence_stays_one_short_line_whatever_the_policy_says() {
    let long = "a\n".repeat(3_000);
    for changes in [
        json!({ "Action": &long }),
        json!({ &long: "*" }),
        json!({ "Condition": { &long: {} } }),
        json!({ "Condition": { "StringEquals": { &long: [[]] } } }),
        json!({ "Resource": &long }),
    ] {
        let sentence = Policy::identity(&changed(&changes)).expect_err("it is malformed").to_string();
        assert!(sentence.lines().count() == 1 && sentence.chars().count() < 300, "{sentence}");
    }
}
