//! Random policies: wildcards against a plain reference, statements by themselves and together, no panic for any text.

use callsign::domain::policy::{Context, Policy, Question, Verdict};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{ASSOCIATE, POOL, identity, user};

/// What `*` and `?` mean, word by word.
fn is_like(pattern: &[char], text: &[char]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        (['*', rest @ ..], _) => (0..=text.len()).any(|length| is_like(rest, &text[length..])),
        (['?', rest @ ..], [_, text @ ..]) => is_like(rest, text),
        ([wanted, rest @ ..], [found, text @ ..]) => wanted == found && is_like(rest, text),
        _ => false,
    }
}

/// What each part of an ARN means by itself.
fn is_arn_like(pattern: &str, arn: &str) -> bool {
    let (pattern, arn): (Vec<_>, Vec<_>) = (pattern.splitn(6, ':').collect(), arn.splitn(6, ':').collect());
    let chars = |text: &str| text.chars().collect::<Vec<_>>();
    (pattern.len(), arn.len()) == (6, 6)
        && pattern.iter().zip(arn).all(|(pattern, part)| is_like(&chars(pattern), &chars(part)))
}

fn holds(operator: &str, pattern: &str, text: &str) -> bool {
    let condition = json!({ operator: { "test:Key": pattern } });
    let policy = identity(&json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": condition }));
    let (caller, context) = (user("111122223333", "alice"), Context::default().with("test:Key", text));
    policy.effect(&Question { caller: &caller, action: ASSOCIATE, resource: POOL, context: &context }).is_some()
}

/// Statements of well-formed policies of resources, such that many of them are about the questions of [`QUESTIONS`].
fn statement() -> impl Strategy<Value = Value> {
    let among = |list: &[&str]| {
        let list: Vec<String> = list.iter().map(|&word| word.to_owned()).collect();
        prop::collection::vec(prop::sample::select(list), 1..3)
    };
    let actions =
        among(&["*", "sns:*", "sms-voice:*", "sms-voice:Describe*", "SMS-VOICE:Associate?riginationIdentity"]);
    let resources = among(&["*", POOL, "arn:aws:sms-voice:*", "arn:aws:sns:*", "arn:aws:sms-voice:*:*:pool/${aws:a}"]);
    let principals = among(&["*", "111122223333", "444455556666", "arn:aws:iam::111122223333:user/alice"]);
    let operators = ["StringLike", "StringNotEquals", "ForAllValues:StringEquals", "ForAnyValue:StringNotLikeIfExists"];
    let keys = among(&["aws:username", "aws:TagKeys", "aws:absent"]);
    let values = among(&["alice", "a*", "${aws:username}", "${aws:absent}", "*"]);
    let condition = (prop::sample::select(operators.to_vec()), keys, values).prop_map(|(operator, keys, values)| {
        json!({ operator: keys.into_iter().map(|key| (key, json!(&values))).collect::<serde_json::Map<_, _>>() })
    });
    let elements = (actions, resources, principals, prop::option::of(condition));
    (prop::bool::ANY, prop::array::uniform3(prop::bool::weighted(0.2)), elements).prop_map(
        |(allows, is_not, (actions, resources, principals, condition))| {
            let name = |at: usize, name: &str| if is_not[at] { format!("Not{name}") } else { name.to_owned() };
            let mut statement = json!({ "Effect": if allows { "Allow" } else { "Deny" } });
            statement[name(0, "Action")] = json!(actions);
            statement[name(1, "Resource")] = json!(resources);
            statement[name(2, "Principal")] = json!({ "AWS": principals });
            if let Some(condition) = condition {
                statement["Condition"] = condition;
            }
            statement
        },
    )
}

/// Actions and the resources that are asked about.
const QUESTIONS: [(&str, &str); 4] =
    [(ASSOCIATE, POOL), ("sms-voice:DescribePools", "*"), ("", ""), ("sns:Publish", "*")];

/// The verdicts of the policy with these statements about [`QUESTIONS`].
fn verdicts(statements: &[Value]) -> Vec<Verdict> {
    let text = json!({ "Version": "2012-10-17", "Statement": statements }).to_string();
    let policy = Policy::resource(&text).unwrap_or_else(|malformed| panic!("{malformed}: {text}"));
    ask(&policy)
}

/// What `policy` says about [`QUESTIONS`] to alice.
fn ask(policy: &Policy) -> Vec<Verdict> {
    let alice = user("111122223333", "alice");
    let context = Context::of(&alice).with_request_tags([("a", "b"), ("alice", "c")]);
    let question = |(action, resource)| Question { caller: &alice, action, resource, context: &context };
    QUESTIONS.map(|asked| policy.verdict(&question(asked))).to_vec()
}

proptest! {
    #[test]
    fn wildcards_match_what_they_stand_for(pattern in "[ab:*?]{0,10}", text in "[ab:]{0,10}") {
        let (p, t): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
        prop_assert_eq!(holds("StringLike", &pattern, &text), is_like(&p, &t));
        prop_assert_eq!(holds("StringNotLike", &pattern, &text), !is_like(&p, &t));
    }

    #[test]
    fn a_text_is_like_itself_whatever_it_has(text in any::<String>()) {
        let escaped: String = text.chars().map(|c| match c {
            '*' | '?' | '$' => format!("${{{c}}}"),
            c => c.to_string(),
        }).collect();
        prop_assert!(holds("StringLike", &escaped, &text));
        prop_assert!(holds("StringEquals", &escaped, &text));
    }

    #[test]
    fn arn_wildcards_match_part_by_part(pattern in "([ab*?]{0,3}:){4,7}[ab:*?]{0,4}", arn in "([ab]{0,3}:){4,7}[ab:]{0,4}") {
        prop_assert_eq!(holds("ArnLike", &pattern, &arn), is_arn_like(&pattern, &arn));
        prop_assert_eq!(holds("ArnNotEquals", &pattern, &arn), !is_arn_like(&pattern, &arn));
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        prop_assert!(Policy::identity(&text).is_err());
        prop_assert!(Policy::resource(&text).is_err());
    }

    #[test]
    fn no_element_makes_the_reader_panic(text in any::<String>(), condition in any::<String>()) {
        for statement in [
            json!({ "Effect": "Allow", "Action": &text, "Resource": "*" }),
            json!({ "Effect": "Allow", "Action": "*", "Resource": format!("arn:aws:sns:::{text}") }),
            json!({ "Effect": "Allow", "Action": "*", "Resource": &text }),
            json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { &condition: { &text: &text } } }),
            json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Condition": { "ArnLike": { &text: &condition } } }),
            json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Principal": { "AWS": &text } }),
            json!({ "Effect": "Allow", "Action": "*", "Resource": "*", "Principal": { "Service": &text } }),
        ] {
            let policy = json!({ "Version": "2012-10-17", "Statement": statement }).to_string();
            for outcome in [Policy::identity(&policy), Policy::resource(&policy)] {
                match outcome {
                    Ok(policy) => prop_assert_eq!(ask(&policy).len(), QUESTIONS.len()),
                    Err(malformed) => prop_assert_eq!(malformed.to_string().lines().count(), 1),
                }
            }
        }
    }

    #[test]
    fn a_policy_says_what_its_statements_say_in_any_order(statements in prop::collection::vec(statement(), 1..5)) {
        let whole = verdicts(&statements);
        let backwards: Vec<Value> = statements.iter().rev().cloned().collect();
        prop_assert_eq!(&verdicts(&backwards), &whole);
        let each: Vec<Vec<Verdict>> = statements.iter().map(|one| verdicts(std::slice::from_ref(one))).collect();
        for (at, verdict) in whole.iter().enumerate() {
            let said = |says: fn(&Verdict) -> bool| each.iter().any(|verdicts| says(&verdicts[at]));
            prop_assert_eq!(verdict.is_denied, said(|verdict| verdict.is_denied));
            prop_assert_eq!(verdict.allowed.is_some(), said(|verdict| verdict.allowed.is_some()));
        }
    }

    #[test]
    fn a_statement_denies_exactly_what_it_would_allow(statement in statement()) {
        let (mut allow, mut deny) = (statement.clone(), statement);
        allow["Effect"] = json!("Allow");
        deny["Effect"] = json!("Deny");
        for (allow, deny) in verdicts(&[allow]).iter().zip(verdicts(&[deny])) {
            prop_assert_eq!((allow.allowed.is_some(), allow.is_denied), (deny.is_denied, deny.allowed.is_some()));
        }
    }
}
