//! Requests about a resource of another account: both sides must allow them.

use serde_json::{Value, json};

use super::{
    Case,
    Told::*,
    Why::*,
    allow,
    asks::{
        associate_number, create_pool, delete_list, get_policy, list_tags, opt_out, request_number_for_pool, see_list,
        see_no_such_foreign_list, see_opted_out, tag_team_a, update_pool,
    },
    case, check, deny, nothing, with,
};
use crate::harness::OTHER_ACCOUNT;

const A: &[(&str, &str)] = &[("team", "a")];
const SEE: &str = "DescribeOptOutLists";
const NOBODY_SHARES: super::Told = Denied(SEE, "{list}", NotByResource);

/// A statement for the caller's account.
fn shared(statement: Value) -> Value {
    with(statement, "Principal", json!({ "AWS": OTHER_ACCOUNT }))
}

fn to(principals: Value, statement: Value) -> Value {
    with(statement, "Principal", principals)
}

pub fn cases() -> Vec<Case> {
    let mut cases = both_sides();
    cases.extend(conditions());
    cases.extend(unrestricted());
    cases.extend(associations());
    cases.extend(owners_alone());
    cases.into_iter().map(|case| case.of_account(OTHER_ACCOUNT)).collect()
}

fn both_sides() -> Vec<Case> {
    let see = || allow(&[SEE], &["*"]);
    let not_by_identity = Denied(SEE, "{list}", NotByIdentity);
    let me = || json!({ "AWS": "arn:aws:iam::111111111111:user/{user}" });
    vec![
        case("both allow", see(), see_list, Allowed).list_has(shared(see())),
        case("both allow the resource itself", allow(&[SEE], &["{list}"]), see_list, Allowed)
            .list_has(shared(allow(&[SEE], &["{list}"]))),
        case("only the credential allows, there is no policy", see(), see_list, NOBODY_SHARES),
        case("only the credential allows, the policy another account", see(), see_list, NOBODY_SHARES)
            .list_has(to(json!({ "AWS": "222222222222" }), see())),
        case("only the credential allows, the policy another action", see(), see_list, NOBODY_SHARES)
            .list_has(shared(allow(&["PutOptedOutNumber"], &["*"]))),
        case("which may then be done", allow(&["*"], &["*"]), opt_out, Allowed)
            .list_has(shared(allow(&["PutOptedOutNumber"], &["*"]))),
        case("only the policy allows", nothing(), see_list, not_by_identity).list_has(shared(see())),
        case("only the policy allows, and names the user", nothing(), see_list, not_by_identity)
            .list_has(to(me(), see())),
        case("both allow, and the policy names the user", see(), see_list, Allowed).list_has(to(me(), see())),
        case("only the policy allows, everyone", nothing(), see_list, not_by_identity).list_has(to(json!("*"), see())),
        case("both allow, the policy everyone", see(), see_list, Allowed).list_has(to(json!("*"), see())),
        case("the policy names another user of the account", see(), see_list, NOBODY_SHARES)
            .list_has(to(json!({ "AWS": "arn:aws:iam::111111111111:user/somebody" }), see())),
        case("neither allows", nothing(), see_list, not_by_identity),
        case(
            "the credential allows its own account's only",
            allow(&[SEE], &["arn:aws:sms-voice:*:111111111111:*"]),
            see_list,
            not_by_identity,
        )
        .list_has(shared(see())),
        case(
            "the credential denies",
            json!([see(), deny(&["*"], &["*"])]),
            see_list,
            Denied(SEE, "{list}", DeniedByIdentity),
        )
        .list_has(shared(see())),
        case("the policy allows and denies", see(), see_list, Denied(SEE, "{list}", DeniedByResource))
            .list_has(json!([shared(see()), shared(deny(&[SEE], &["*"]))])),
        case("the policy only denies: it reads as if there were none", see(), see_list, NOBODY_SHARES)
            .list_has(shared(deny(&[SEE], &["*"]))),
        case(
            "what doesn't exist reads the same",
            see(),
            see_no_such_foreign_list,
            Denied(SEE, "{root}:opt-out-list/NoSuch", NotByResource),
        ),
        case(
            "what doesn't exist and isn't allowed reads the same as what does",
            nothing(),
            see_no_such_foreign_list,
            Denied(SEE, "{root}:opt-out-list/NoSuch", NotByIdentity),
        ),
    ]
}

fn conditions() -> Vec<Case> {
    let see = || allow(&[SEE], &["*"]);
    let when = |condition: Value| with(see(), "Condition", condition);
    let team_a = || when(json!({ "StringEquals": { "aws:ResourceTag/team": "a" } }));
    let untagged = || when(json!({ "Null": { "aws:ResourceTag/team": true } }));
    let from = |account: &str| when(json!({ "StringEquals": { "aws:PrincipalAccount": account } }));
    let not_by_identity = Denied(SEE, "{list}", NotByIdentity);
    vec![
        case("the credential's condition on a tag holds", team_a(), see_list, Allowed)
            .list_has(shared(see()))
            .tagged(A),
        case("the credential's condition on a tag doesn't", team_a(), see_list, not_by_identity)
            .list_has(shared(see()))
            .tagged(&[("team", "b")]),
        case("tags of what isn't shared aren't told: a tag", team_a(), see_list, not_by_identity).tagged(A),
        case("tags of what isn't shared aren't told: none", team_a(), see_list, not_by_identity),
        case("tags of what isn't shared aren't told: Null, a tag", untagged(), see_list, NOBODY_SHARES).tagged(A),
        case("tags of what isn't shared aren't told: Null, none", untagged(), see_list, NOBODY_SHARES),
        case(
            "tags of what isn't shared aren't told: Null, nothing there",
            untagged(),
            see_no_such_foreign_list,
            Denied(SEE, "{root}:opt-out-list/NoSuch", NotByResource),
        ),
        case("the policy's condition on the account holds", see(), see_list, Allowed)
            .list_has(to(json!("*"), from(OTHER_ACCOUNT))),
        case("the policy's condition on the account doesn't", see(), see_list, NOBODY_SHARES)
            .list_has(to(json!("*"), from("222222222222"))),
        case(
            "the owner in the credential's condition",
            when(json!({ "StringEquals": { "aws:ResourceAccount": "000000000000" } })),
            see_list,
            Allowed,
        )
        .list_has(shared(see())),
        case(
            "another owner in the credential's condition",
            when(json!({ "StringEquals": { "aws:ResourceAccount": "${aws:PrincipalAccount}" } })),
            see_list,
            not_by_identity,
        )
        .list_has(shared(see())),
    ]
}

/// Credentials without a policy, and what is the owner's alone.
fn unrestricted() -> Vec<Case> {
    let everything = || allow(&["*"], &["*"]);
    vec![
        case("a credential without a policy, shared", nothing(), see_list, Allowed)
            .without_identity_policy()
            .list_has(shared(everything())),
        case("a credential without a policy, not shared", nothing(), see_list, NOBODY_SHARES).without_identity_policy(),
        case("a credential without a policy, denied", nothing(), see_list, Denied(SEE, "{list}", DeniedByResource))
            .without_identity_policy()
            .list_has(json!([shared(everything()), shared(deny(&[SEE], &["*"]))])),
        case("using what is shared", everything(), see_opted_out, Allowed).list_has(shared(everything())),
        case(
            "tagging it is the owner's alone",
            everything(),
            tag_team_a,
            Denied("TagResource", "{list}", NotByResource),
        )
        .list_has(shared(everything())),
        case(
            "deleting it is the owner's alone",
            everything(),
            delete_list,
            Denied("DeleteOptOutList", "{list}", NotByResource),
        )
        .list_has(shared(everything())),
        case(
            "its policy is the owner's alone",
            everything(),
            get_policy,
            Denied("GetResourcePolicy", "{list}", NotByResource),
        )
        .list_has(shared(everything())),
        case(
            "changing a foreign pool is the owner's alone",
            everything(),
            update_pool,
            Denied("UpdatePool", "{pool}", NotByResource),
        ),
    ]
}

/// Requests that put what is shared into pools, or into which what is shared is put.
fn associations() -> Vec<Case> {
    const JOIN: &str = "AssociateOriginationIdentity";
    const MAKE: &str = "CreatePool";
    const REQUEST: &str = "RequestPhoneNumber";
    let everything = || allow(&["*"], &["*"]);
    let if_team_a =
        |statement: Value| with(statement, "Condition", json!({ "StringEquals": { "aws:ResourceTag/team": "a" } }));
    let there = Then("ConflictException RESOURCE_ALREADY_ASSOCIATED");
    let in_pool = Then("ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL");
    let mismatch = Then("ConflictException MESSAGE_TYPE_MISMATCH");
    vec![
        case("a shared number joins a shared pool", allow(&[JOIN], &["{pool}", "{number}"]), associate_number, there),
        case(
            "a shared number joins a shared pool: the pool only",
            allow(&[JOIN], &["{pool}"]),
            associate_number,
            Denied(JOIN, "{number}", NotByIdentity),
        ),
        case(
            "a shared number joins a shared pool: the number only",
            allow(&[JOIN], &["{number}"]),
            associate_number,
            Denied(JOIN, "{pool}", NotByIdentity),
        ),
        case("a pool of a shared number", allow(&[MAKE, JOIN], &["{number}"]), create_pool, in_pool),
        case("a pool of a shared number, without a policy", nothing(), create_pool, in_pool).without_identity_policy(),
        case(
            "a pool of a shared number: not to associate it",
            allow(&[MAKE], &["*"]),
            create_pool,
            Denied(JOIN, "{number}", NotByIdentity),
        ),
        case(
            "a pool of a shared number: not to make pools",
            allow(&[JOIN], &["*"]),
            create_pool,
            Denied(MAKE, "{number}", NotByIdentity),
        ),
        case(
            "a pool of a shared number: not to make pools of it",
            json!([allow(&[JOIN], &["*"]), allow(&[MAKE], &["arn:aws:sms-voice:*:111111111111:*"])]),
            create_pool,
            Denied(MAKE, "{number}", NotByIdentity),
        ),
        case(
            "a pool of a shared number: pools are denied",
            json!([everything(), deny(&[MAKE], &["*"])]),
            create_pool,
            Denied(MAKE, "{number}", DeniedByIdentity),
        ),
        case(
            "a pool of a shared number: denied by its tag",
            json!([everything(), if_team_a(deny(&[MAKE], &["*"]))]),
            create_pool,
            Denied(MAKE, "{number}", DeniedByIdentity),
        ),
        case("a pool of a shared number: allowed by its tag", if_team_a(everything()), create_pool, in_pool),
        case("a number for a shared pool", allow(&[REQUEST, JOIN], &["{pool}"]), request_number_for_pool, mismatch),
        case(
            "a number for a shared pool: not to associate",
            allow(&[REQUEST], &["*"]),
            request_number_for_pool,
            Denied(JOIN, "{pool}", NotByIdentity),
        ),
        case(
            "a number for a shared pool: not to request",
            allow(&[JOIN], &["*"]),
            request_number_for_pool,
            Denied(REQUEST, "{pool}", NotByIdentity),
        ),
        case(
            "a number for a shared pool: denied",
            json!([everything(), deny(&[REQUEST], &["*"])]),
            request_number_for_pool,
            Denied(REQUEST, "{pool}", DeniedByIdentity),
        ),
    ]
}

/// What is the owner's alone is refused as if it weren't shared; the caller's own policy answers first here, too.
fn owners_alone() -> Vec<Case> {
    let all_shared = || shared(allow(&["*"], &["*"]));
    vec![
        case(
            "the owner's alone: the credential allows",
            allow(&["*"], &["*"]),
            list_tags,
            Denied("ListTagsForResource", "{list}", NotByResource),
        )
        .list_has(all_shared()),
        case(
            "the owner's alone: the credential doesn't",
            nothing(),
            list_tags,
            Denied("ListTagsForResource", "{list}", NotByIdentity),
        )
        .list_has(all_shared()),
        case(
            "the owner's alone: the credential denies",
            deny(&["*"], &["*"]),
            list_tags,
            Denied("ListTagsForResource", "{list}", DeniedByIdentity),
        )
        .list_has(all_shared()),
    ]
}

#[tokio::test]
async fn across_accounts_both_sides_must_allow() {
    check(cases()).await;
}
