//! Conditions about tags and about the request, and variables.

use serde_json::{Value, json};

use super::{
    Case,
    Told::*,
    Why::*,
    allow,
    asks::{
        create_list, create_list_of_team_a, opt_out, see_list, tag_team_a, tag_team_and_cost, untag_team,
        untag_team_and_cost,
    },
    case, check, deny, with,
};

const SEE: &str = "DescribeOptOutLists";
const TEAM: &str = "aws:ResourceTag/team";

/// Allows all actions where this test of this key holds.
fn when(operator: &str, key: &str, value: impl Into<Value>) -> Value {
    with(allow(&["*"], &["*"]), "Condition", json!({ operator: { key: value.into() } }))
}

pub fn cases() -> Vec<Case> {
    let mut cases = strings();
    cases.extend(other_operators());
    cases.extend(several());
    cases.extend(request_tags());
    cases.extend(variables());
    cases
}

const A: &[(&str, &str)] = &[("team", "a")];
const B: &[(&str, &str)] = &[("team", "b")];

fn strings() -> Vec<Case> {
    let denied = Denied(SEE, "{list}", NotByIdentity);
    let equals = || when("StringEquals", TEAM, "a");
    vec![
        case("StringEquals: the tag's value", equals(), see_list, Allowed).tagged(A),
        case("StringEquals: another value", equals(), see_list, denied).tagged(B),
        case("StringEquals: no tag", equals(), see_list, denied),
        case("StringEquals: a value that begins so", equals(), see_list, denied).tagged(&[("team", "ab")]),
        case("StringEquals: no wildcards", when("StringEquals", TEAM, "*"), see_list, denied).tagged(A),
        case("StringEquals: with case", when("StringEquals", TEAM, "A"), see_list, denied).tagged(A),
        case("StringNotEquals: the value", when("StringNotEquals", TEAM, "a"), see_list, denied).tagged(A),
        case("StringNotEquals: another value", when("StringNotEquals", TEAM, "a"), see_list, Allowed).tagged(B),
        case("StringNotEquals: no tag", when("StringNotEquals", TEAM, "a"), see_list, Allowed),
        case("StringEqualsIgnoreCase", when("StringEqualsIgnoreCase", TEAM, "A"), see_list, Allowed).tagged(A),
        case("StringEqualsIgnoreCase: another", when("StringEqualsIgnoreCase", TEAM, "A"), see_list, denied).tagged(B),
        case("StringNotEqualsIgnoreCase", when("StringNotEqualsIgnoreCase", TEAM, "A"), see_list, denied).tagged(A),
        case("StringLike", when("StringLike", TEAM, "pay*-?"), see_list, Allowed).tagged(&[("team", "payments-1")]),
        case("StringLike: another", when("StringLike", TEAM, "pay*-?"), see_list, denied)
            .tagged(&[("team", "payments")]),
        case("StringNotLike", when("StringNotLike", TEAM, "a*"), see_list, denied).tagged(&[("team", "ab")]),
        case("StringNotLike: another", when("StringNotLike", TEAM, "a*"), see_list, Allowed).tagged(B),
        case("StringEqualsIfExists: no tag", when("StringEqualsIfExists", TEAM, "a"), see_list, Allowed),
        case("StringEqualsIfExists: the value", when("StringEqualsIfExists", TEAM, "a"), see_list, Allowed).tagged(A),
        case("StringEqualsIfExists: another", when("StringEqualsIfExists", TEAM, "a"), see_list, denied).tagged(B),
        case("the key's name has no case", when("StringEquals", "AWS:resourcetag/TEAM", "a"), see_list, Allowed)
            .tagged(A),
        case("another tag isn't it", when("StringEquals", "aws:ResourceTag/cost", "a"), see_list, denied).tagged(A),
        case("a key that no request has", when("StringEquals", "sms-voice:Team", "a"), see_list, denied).tagged(A),
    ]
}

fn other_operators() -> Vec<Case> {
    let denied = Denied(SEE, "{list}", NotByIdentity);
    let is_user = |operator: &str, arn: &str| when(operator, "aws:PrincipalArn", arn);
    vec![
        case("Null true: no tag", when("Null", TEAM, "true"), see_list, Allowed),
        case("Null true: a tag", when("Null", TEAM, "true"), see_list, denied).tagged(A),
        case("Null false: a tag", when("Null", TEAM, false), see_list, Allowed).tagged(A),
        case("Null false: no tag", when("Null", TEAM, false), see_list, denied),
        case("Bool: as it is", when("Bool", "aws:SecureTransport", "true"), see_list, Allowed),
        case("Bool: as it isn't", when("Bool", "aws:SecureTransport", "false"), see_list, denied),
        case("Bool: about a tag", when("Bool", TEAM, true), see_list, Allowed).tagged(&[("team", "TRUE")]),
        case("Bool: no tag", when("Bool", TEAM, false), see_list, denied),
        case("BoolIfExists: no tag", when("BoolIfExists", TEAM, false), see_list, Allowed),
        case("ArnEquals", is_user("ArnEquals", "arn:aws:iam::000000000000:user/{user}"), see_list, Allowed),
        case("ArnEquals: another", is_user("ArnEquals", "arn:aws:iam::000000000000:user/x"), see_list, denied),
        case("ArnLike: wildcards in a part", is_user("ArnLike", "arn:aws:iam::*:user/case-*"), see_list, Allowed),
        case("ArnLike: parts aren't crossed", is_user("ArnLike", "arn:aws:*/{user}"), see_list, denied),
        case("ArnNotEquals", is_user("ArnNotEquals", "arn:aws:iam::*:user/{user}"), see_list, denied),
        case("ArnNotLike", is_user("ArnNotLike", "arn:aws:iam::*:role/*"), see_list, Allowed),
        case(
            "ArnLikeIfExists: no key",
            when("ArnLikeIfExists", "aws:SourceArn", "arn:aws:sns:*:*:*"),
            see_list,
            Allowed,
        ),
        case("ArnLike: no key", when("ArnLike", "aws:SourceArn", "arn:aws:sns:*:*:*"), see_list, denied),
        case("the region", when("StringEquals", "aws:RequestedRegion", "us-east-1"), see_list, Allowed),
        case("another region", when("StringEquals", "aws:RequestedRegion", "eu-west-1"), see_list, denied),
        case("the owner", when("StringEquals", "aws:ResourceAccount", "000000000000"), see_list, Allowed),
        case("another owner", when("StringEquals", "aws:ResourceAccount", "111111111111"), see_list, denied),
    ]
}

fn several() -> Vec<Case> {
    let denied = Denied(SEE, "{list}", NotByIdentity);
    let two_keys = || {
        let condition = json!({ "StringEquals": { TEAM: "a", "aws:ResourceTag/stage": "test" } });
        with(allow(&["*"], &["*"]), "Condition", condition)
    };
    let two_operators = || {
        let condition = json!({ "StringEquals": { TEAM: "a" }, "Null": { "aws:ResourceTag/stage": "true" } });
        with(allow(&["*"], &["*"]), "Condition", condition)
    };
    let not_secret = || {
        let secret = json!({ "StringEquals": { "aws:ResourceTag/secret": "yes" } });
        json!([allow(&["*"], &["*"]), with(deny(&["Describe*"], &["*"]), "Condition", secret)])
    };
    let both = &[("team", "a"), ("stage", "test")];
    vec![
        case("one of several values is enough", when("StringEquals", TEAM, vec!["b", "a"]), see_list, Allowed)
            .tagged(A),
        case("none of several values", when("StringEquals", TEAM, vec!["b", "c"]), see_list, denied).tagged(A),
        case("a negated operator wants none of them", when("StringNotEquals", TEAM, vec!["b", "a"]), see_list, denied)
            .tagged(A),
        case("all keys must hold: both", two_keys(), see_list, Allowed).tagged(both),
        case("all keys must hold: one", two_keys(), see_list, denied).tagged(A),
        case("all operators must hold: both", two_operators(), see_list, Allowed).tagged(A),
        case("all operators must hold: one", two_operators(), see_list, denied).tagged(both),
        case("a deny under a condition that holds", not_secret(), see_list, Denied(SEE, "{list}", DeniedByIdentity))
            .tagged(&[("secret", "yes")]),
        case("a deny under a condition that doesn't", not_secret(), see_list, Allowed).tagged(&[("secret", "no")]),
        case("a deny under a condition, another action", not_secret(), opt_out, Allowed).tagged(&[("secret", "yes")]),
    ]
}

fn request_tags() -> Vec<Case> {
    let not_to_tag = Denied("TagResource", "{list}", NotByIdentity);
    let not_to_untag = Denied("UntagResource", "{list}", NotByIdentity);
    let of_team = || when("StringEquals", "aws:RequestTag/team", "a");
    let only = || when("ForAllValues:StringEquals", "aws:TagKeys", vec!["team", "stage"]);
    let any = || when("ForAnyValue:StringLike", "aws:TagKeys", vec!["cos*", "stage"]);
    let not_cost = || when("ForAllValues:StringNotEquals", "aws:TagKeys", vec!["cost"]);
    let may_create = || allow(&["CreateOptOutList"], &["*"]);
    let may_tag = |team: &str| {
        let condition = json!({ "StringEquals": { "aws:RequestTag/team": team } });
        with(allow(&["TagResource"], &["{root}:opt-out-list/*"]), "Condition", condition)
    };
    let to_tag_new = Denied("TagResource", "{root}:opt-out-list/*", NotByIdentity);
    vec![
        case("RequestTag: the value", of_team(), tag_team_a, Allowed),
        case("RequestTag: another value", when("StringEquals", "aws:RequestTag/team", "b"), tag_team_a, not_to_tag),
        case("RequestTag: the resource's tag isn't it", when("StringEquals", TEAM, "a"), tag_team_a, not_to_tag),
        case(
            "RequestTag: the request's tag isn't the resource's",
            of_team(),
            see_list,
            Denied(SEE, "{list}", NotByIdentity),
        )
        .tagged(A),
        case(
            "RequestTag: a key that must not be there",
            when("Null", "aws:RequestTag/cost", true),
            tag_team_a,
            Allowed,
        ),
        case("RequestTag: and is", when("Null", "aws:RequestTag/cost", true), tag_team_and_cost, not_to_tag),
        case("ForAllValues: all keys are allowed", only(), tag_team_a, Allowed),
        case("ForAllValues: one key isn't", only(), tag_team_and_cost, not_to_tag),
        case("ForAllValues: without any key", only(), see_list, Allowed),
        case("ForAllValues, negated: none is it", not_cost(), tag_team_a, Allowed),
        case("ForAllValues, negated: one is it", not_cost(), tag_team_and_cost, not_to_tag),
        case("ForAnyValue: one key is allowed", any(), tag_team_and_cost, Allowed),
        case("ForAnyValue: no key is", any(), tag_team_a, not_to_tag),
        case("ForAnyValue: without any key", any(), see_list, Denied(SEE, "{list}", NotByIdentity)),
        case("UntagResource: all keys are allowed", only(), untag_team, Allowed),
        case("UntagResource: one key isn't", only(), untag_team_and_cost, not_to_untag),
        case("UntagResource: one key is", any(), untag_team_and_cost, Allowed),
        case("UntagResource has no values", of_team(), untag_team, not_to_untag),
        case("making without tags needs no more", may_create(), create_list, Allowed),
        case("making with tags needs TagResource", may_create(), create_list_of_team_a, to_tag_new),
        case(
            "TagResource alone makes nothing",
            may_tag("a"),
            create_list_of_team_a,
            Denied("CreateOptOutList", "*", NotByIdentity),
        ),
        case("making with tags that are allowed", json!([may_create(), may_tag("a")]), create_list_of_team_a, Allowed),
        case("making with tags that aren't", json!([may_create(), may_tag("b")]), create_list_of_team_a, to_tag_new),
        case(
            "making and tagging may be denied by itself",
            json!([allow(&["*"], &["*"]), deny(&["TagResource"], &["*"])]),
            create_list_of_team_a,
            Denied("TagResource", "{root}:opt-out-list/*", DeniedByIdentity),
        ),
    ]
}

fn variables() -> Vec<Case> {
    let denied = Denied(SEE, "{list}", NotByIdentity);
    let owned = || when("StringEquals", "aws:ResourceTag/owner", "${aws:username}");
    let old = || {
        let statement = allow(&["*"], &["{root}:opt-out-list/${aws:username}"]);
        json!({ "Version": "2008-10-17", "Statement": statement })
    };
    let of_other = allow(&["*"], &["{root}:opt-out-list/${aws:username}-2"]);
    vec![
        case("a variable in a resource", allow(&["*"], &["{root}:opt-out-list/${aws:username}"]), see_list, Allowed),
        case("a variable of another name", of_other, see_list, denied),
        case("a variable in a condition", owned(), see_list, Allowed).tagged(&[("owner", "{me}")]),
        case("a variable in a condition, another", owned(), see_list, denied).tagged(&[("owner", "somebody")]),
        case(
            "a variable beside other text",
            when("StringLike", "aws:ResourceTag/owner", "*/${aws:username}"),
            see_list,
            Allowed,
        )
        .tagged(&[("owner", "team/{me}")]),
        case(
            "the tag of a resource in a variable",
            when("StringEquals", "aws:ResourceTag/account", "${aws:PrincipalAccount}"),
            see_list,
            Allowed,
        )
        .tagged(&[("account", "000000000000")]),
        case("a variable without a value", when("StringEquals", TEAM, "${aws:PrincipalTag/team}"), see_list, denied)
            .tagged(A),
        case(
            "a variable with a default",
            when("StringEquals", TEAM, "${aws:PrincipalTag/team, 'a'}"),
            see_list,
            Allowed,
        )
        .tagged(A),
        case(
            "a variable with another default",
            when("StringEquals", TEAM, "${aws:PrincipalTag/team, 'b'}"),
            see_list,
            denied,
        )
        .tagged(A),
        case("a plain asterisk", when("StringLike", TEAM, "${*}"), see_list, denied).tagged(A),
        case("the old version has no variables", old(), see_list, denied),
    ]
}

#[tokio::test]
async fn conditions_and_variables_hold_as_in_iam() {
    check(cases()).await;
}
