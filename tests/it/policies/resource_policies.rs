//! The policy of a resource beside that of a credential in the same account.

use serde_json::{Value, json};

use super::{
    Case,
    Told::*,
    Why::*,
    allow,
    asks::{opt_out, see_list},
    case, check, deny, nothing, with,
};

const SEE: &str = "DescribeOptOutLists";
const ME: &str = "arn:aws:iam::000000000000:user/{user}";
const ROOT: &str = "arn:aws:iam::000000000000:root";

/// A statement for these principals.
fn to(principals: Value, statement: Value) -> Value {
    with(statement, "Principal", principals)
}

/// A statement about all but these principals.
fn to_all_but(principals: Value, statement: Value) -> Value {
    with(statement, "NotPrincipal", principals)
}

pub fn cases() -> Vec<Case> {
    let denied = Denied(SEE, "{list}", NotByIdentity);
    let by_resource = Denied(SEE, "{list}", DeniedByResource);
    let see = || allow(&[SEE], &["*"]);
    let not_to_see = || deny(&[SEE], &["*"]);
    let if_team_a =
        |statement: Value| with(statement, "Condition", json!({ "StringEquals": { "aws:ResourceTag/team": "a" } }));
    let me = || json!({ "AWS": ME });
    vec![
        case("the user is named", nothing(), see_list, Allowed).list_has(to(me(), see())),
        case("the user is among others", nothing(), see_list, Allowed)
            .list_has(to(json!({ "AWS": ["111111111111", ME] }), see())),
        case("another user is named", nothing(), see_list, denied)
            .list_has(to(json!({ "AWS": "arn:aws:iam::000000000000:user/somebody" }), see())),
        case("a role of that name is named", nothing(), see_list, denied)
            .list_has(to(json!({ "AWS": "arn:aws:iam::000000000000:role/{user}" }), see())),
        case("that user of another account is named", nothing(), see_list, denied)
            .list_has(to(json!({ "AWS": "arn:aws:iam::111111111111:user/{user}" }), see())),
        case("everyone is named", nothing(), see_list, Allowed).list_has(to(json!("*"), see())),
        case("everyone is named as an AWS principal", nothing(), see_list, Allowed)
            .list_has(to(json!({ "AWS": "*" }), see())),
        case("the root is named, which delegates", nothing(), see_list, denied)
            .list_has(to(json!({ "AWS": ROOT }), see())),
        case("the account is named, which delegates", nothing(), see_list, denied)
            .list_has(to(json!({ "AWS": "000000000000" }), see())),
        case("the root is named and the credential allows", see(), see_list, Allowed)
            .list_has(to(json!({ "AWS": ROOT }), see())),
        case("a service is named", nothing(), see_list, denied)
            .list_has(to(json!({ "Service": "sns.amazonaws.com" }), see())),
        case("the user is named for another action", nothing(), see_list, denied)
            .list_has(to(me(), allow(&["PutOptedOutNumber"], &["*"]))),
        case("and may do that action", nothing(), opt_out, Allowed)
            .list_has(to(me(), allow(&["PutOptedOutNumber"], &["*"]))),
        case("the user is named for the resource itself", nothing(), see_list, Allowed)
            .list_has(to(me(), allow(&[SEE], &["{list}"]))),
        case("the user is named for another resource", nothing(), see_list, denied)
            .list_has(to(me(), allow(&[SEE], &["{pool}"]))),
        case("the user is named under a condition that holds", nothing(), see_list, Allowed)
            .list_has(to(me(), if_team_a(see())))
            .tagged(&[("team", "a")]),
        case("the user is named under a condition that doesn't", nothing(), see_list, denied)
            .list_has(to(me(), if_team_a(see())))
            .tagged(&[("team", "b")]),
        case("everyone is named under a condition about the user", nothing(), see_list, Allowed)
            .list_has(to(json!("*"), with(see(), "Condition", json!({ "StringLike": { "aws:username": "case-*" } })))),
        case("everyone is named under a condition about another account", nothing(), see_list, denied).list_has(to(
            json!("*"),
            with(see(), "Condition", json!({ "StringEquals": { "aws:PrincipalAccount": "111111111111" } })),
        )),
        case("the credential's deny beats it", deny(&["*"], &["*"]), see_list, Denied(SEE, "{list}", DeniedByIdentity))
            .list_has(to(me(), see())),
        case("both allow", see(), see_list, Allowed).list_has(to(me(), see())),
        case("only the credential allows", see(), see_list, Allowed)
            .list_has(to(json!({ "AWS": "111111111111" }), see())),
        case("a deny beats the credential", see(), see_list, by_resource).list_has(to(me(), not_to_see())),
        case("a deny beats an allow beside it", see(), see_list, by_resource)
            .list_has(json!([to(me(), see()), to(json!("*"), not_to_see())])),
        case("a deny for the account is one for its users", see(), see_list, by_resource)
            .list_has(to(json!({ "AWS": ROOT }), not_to_see())),
        case("a deny for another user", see(), see_list, Allowed)
            .list_has(to(json!({ "AWS": "arn:aws:iam::000000000000:user/somebody" }), not_to_see())),
        case("a deny of another action", see(), see_list, Allowed)
            .list_has(to(me(), deny(&["PutOptedOutNumber"], &["*"]))),
        case("a deny under a condition that holds", see(), see_list, by_resource)
            .list_has(to(json!("*"), if_team_a(not_to_see())))
            .tagged(&[("team", "a")]),
        case("a deny under a condition that doesn't", see(), see_list, Allowed)
            .list_has(to(json!("*"), if_team_a(not_to_see())))
            .tagged(&[("team", "b")]),
        case("a deny for all but the user", see(), see_list, Allowed)
            .list_has(to_all_but(json!({ "AWS": [ME, ROOT] }), not_to_see())),
        case("a deny for all but another", see(), see_list, by_resource)
            .list_has(to_all_but(json!({ "AWS": "111111111111" }), not_to_see())),
        case(
            "a credential's deny is told before the resource's",
            deny(&[SEE], &["*"]),
            see_list,
            Denied(SEE, "{list}", DeniedByIdentity),
        )
        .list_has(to(json!("*"), not_to_see())),
        // Assumed: such a credential stands for the account itself.
        case("a credential without a policy isn't bound by it", nothing(), see_list, Allowed)
            .without_identity_policy()
            .list_has(to(json!("*"), not_to_see())),
    ]
}

#[tokio::test]
async fn a_resource_policy_decides_with_that_of_the_credential() {
    check(cases()).await;
}
