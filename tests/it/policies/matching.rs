//! Effects, actions and resources.

use serde_json::json;

use super::{
    Case,
    Told::*,
    Why::*,
    allow,
    asks::{
        opt_out, see_list, see_list_and_default, see_list_by_name, see_no_such_list, see_sender_id,
        see_sender_id_in_another_case,
    },
    case, check, deny, nothing,
};

const SEE: &str = "DescribeOptOutLists";
const OPT_OUT: &str = "PutOptedOutNumber";

pub fn cases() -> Vec<Case> {
    let mut cases = effects();
    cases.extend(actions());
    cases.extend(resources());
    cases
}

fn effects() -> Vec<Case> {
    let denied = Denied(SEE, "{list}", NotByIdentity);
    vec![
        case("action and resource are allowed", json!([allow(&[SEE], &["{list}"])]), see_list, Allowed),
        case("one statement needs no array", allow(&[SEE], &["{list}"]), see_list, Allowed),
        case("what no statement allows is denied", nothing(), see_list, denied),
        case(
            "a deny beats an allow behind it",
            json!([deny(&[SEE], &["*"]), allow(&["*"], &["*"])]),
            see_list,
            Denied(SEE, "{list}", DeniedByIdentity),
        ),
        case(
            "a deny beats an allow before it",
            json!([allow(&[SEE], &["{list}"]), deny(&["*"], &["{list}"])]),
            see_list,
            Denied(SEE, "{list}", DeniedByIdentity),
        ),
        case(
            "a deny is told as such where nothing allows",
            deny(&["*"], &["*"]),
            see_list,
            Denied(SEE, "{list}", DeniedByIdentity),
        ),
        case(
            "a deny of another action changes nothing",
            json!([allow(&["*"], &["*"]), deny(&[OPT_OUT], &["*"])]),
            see_list,
            Allowed,
        ),
        case(
            "a deny of another resource changes nothing",
            json!([allow(&["*"], &["*"]), deny(&["*"], &["{pool}"])]),
            see_list,
            Allowed,
        ),
        case("the second statement may allow", json!([nothing(), allow(&[SEE], &["*"])]), see_list, Allowed),
    ]
}

fn actions() -> Vec<Case> {
    let denied = Denied(SEE, "{list}", NotByIdentity);
    let not_to_opt_out = Denied(OPT_OUT, "{list}", NotByIdentity);
    let all_but = |effect: &str, actions: &[&str]| json!({ "Effect": effect, "NotAction": actions, "Resource": "*" });
    vec![
        case("an asterisk ends the action", allow(&["Describe*"], &["*"]), see_list, Allowed),
        case("an asterisk names no other action", allow(&["Describe*"], &["*"]), opt_out, not_to_opt_out),
        case("an asterisk stands in the middle", allow(&["*OptOutList*"], &["*"]), see_list, Allowed),
        case("a question mark is one letter", allow(&["DescribeOptOutList?"], &["*"]), see_list, Allowed),
        case("a question mark isn't none", allow(&["DescribeOptOutLists?"], &["*"]), see_list, denied),
        case("a question mark isn't two letters", allow(&["DescribeOptOutLis?"], &["*"]), see_list, denied),
        case("all actions of the service", allow(&["*"], &["*"]), opt_out, Allowed),
        case(
            "all actions of all services",
            json!({ "Effect": "Allow", "Action": "*", "Resource": "*" }),
            see_list,
            Allowed,
        ),
        case(
            "actions are compared without case",
            json!({ "Effect": "Allow", "Action": "SMS-Voice:describeoptoutlistS", "Resource": "*" }),
            see_list,
            Allowed,
        ),
        case(
            "an action of another service isn't it",
            json!({ "Effect": "Allow", "Action": "sms:DescribeOptOutLists", "Resource": "*" }),
            see_list,
            denied,
        ),
        case("the second action of a list", allow(&[OPT_OUT, SEE], &["*"]), see_list, Allowed),
        case("NotAction allows another", all_but("Allow", &["sms-voice:Put*"]), see_list, Allowed),
        case("NotAction doesn't allow its own", all_but("Allow", &["sms-voice:Put*"]), opt_out, not_to_opt_out),
        case(
            "a deny with NotAction denies another",
            json!([allow(&["*"], &["*"]), all_but("Deny", &["sms-voice:Describe*"])]),
            opt_out,
            Denied(OPT_OUT, "{list}", DeniedByIdentity),
        ),
        case(
            "a deny with NotAction spares its own",
            json!([allow(&["*"], &["*"]), all_but("Deny", &["sms-voice:Describe*"])]),
            see_list,
            Allowed,
        ),
    ]
}

fn resources() -> Vec<Case> {
    let denied = Denied(SEE, "{list}", NotByIdentity);
    let on = |resource: &str| allow(&[SEE], &[resource]);
    let all_but = |effect: &str, resource: &str| json!({ "Effect": effect, "Action": "*", "NotResource": resource });
    vec![
        case("another resource isn't it", on("{root}:opt-out-list/Default"), see_list, denied),
        case("all resources of a kind", on("{root}:opt-out-list/*"), see_list, Allowed),
        case("all resources of another kind", on("{root}:pool/*"), see_list, denied),
        case("an asterisk in the middle of a name", on("{root}:opt-out-list/c*-*"), see_list, Allowed),
        case("a question mark in a name", on("{root}:opt-out-list/?ase-*"), see_list, Allowed),
        case("resources are compared with case", on("{root}:opt-out-list/CASE-*"), see_list, denied),
        case("a name isn't its beginning", on("{root}:opt-out-list/case"), see_list, denied),
        case("in every region", on("arn:aws:sms-voice:*:000000000000:opt-out-list/*"), see_list, Allowed),
        case("in another region", on("arn:aws:sms-voice:eu-west-1:000000000000:opt-out-list/*"), see_list, denied),
        case("in every account", on("arn:aws:sms-voice:us-east-1:*:opt-out-list/*"), see_list, Allowed),
        case("in another account", on("arn:aws:sms-voice:us-east-1:111111111111:opt-out-list/*"), see_list, denied),
        case("in another partition", on("arn:aws-cn:sms-voice:us-east-1:000000000000:*"), see_list, denied),
        case("of another service", on("arn:aws:sns:us-east-1:000000000000:*"), see_list, denied),
        case("NotResource allows another", all_but("Allow", "{pool}"), see_list, Allowed),
        case("NotResource doesn't allow its own", all_but("Allow", "{list}"), see_list, denied),
        case(
            "a deny with NotResource denies another",
            json!([on("*"), all_but("Deny", "{root}:pool/*")]),
            see_list,
            Denied(SEE, "{list}", DeniedByIdentity),
        ),
        case(
            "a deny with NotResource spares its own",
            json!([on("*"), all_but("Deny", "{root}:opt-out-list/*")]),
            see_list,
            Allowed,
        ),
        case("a resource named without its ARN", on("{list}"), see_list_by_name, Allowed),
        case(
            "each named resource is asked about",
            on("{list}"),
            see_list_and_default,
            Denied(SEE, "{root}:opt-out-list/Default", NotByIdentity),
        ),
        case(
            "all named resources may be allowed one by one",
            json!([on("{list}"), on("{root}:opt-out-list/Default")]),
            see_list_and_default,
            Allowed,
        ),
        case(
            "what doesn't exist is asked about too",
            on("{list}"),
            see_no_such_list,
            Denied(SEE, "{root}:opt-out-list/NoSuch", NotByIdentity),
        ),
        case(
            "only who may see it learns that it doesn't exist",
            on("{root}:opt-out-list/*"),
            see_no_such_list,
            Then("ResourceNotFoundException"),
        ),
        case("a sender ID", allow(&["DescribeSenderIds"], &["{sender_id}"]), see_sender_id, Allowed),
        case(
            "a sender ID is asked about as it is stored",
            allow(&["DescribeSenderIds"], &["{sender_id}"]),
            see_sender_id_in_another_case,
            Allowed,
        ),
        case(
            "a denial names a sender ID in the stored form, too",
            allow(&["DescribeSenderIds"], &["{root}:sender-id/Other/GB"]),
            see_sender_id_in_another_case,
            Denied("DescribeSenderIds", "{root}:sender-id/ACME/GB", NotByIdentity),
        ),
    ]
}

#[tokio::test]
async fn effects_actions_and_resources_match_as_in_iam() {
    check(cases()).await;
}
