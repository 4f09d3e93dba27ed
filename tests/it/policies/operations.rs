//! What each operation is asked about.

use serde_json::json;

use super::{
    Ask, Case, Told,
    Told::*,
    Why::*,
    allow,
    asks::{self, *},
    case, check, deny,
};

pub fn cases() -> Vec<Case> {
    let mut cases = lists();
    cases.extend(account_wide());
    cases.extend(associations());
    cases.extend(with_lists());
    cases.extend(codes());
    for (operation, ask, resource, told) in one_resource() {
        cases.push(case(operation, allow(&[operation], &[resource]), ask, told));
        let other = json!([allow(&[operation], &["{root}:pool/other"]), allow(&["Resend*"], &["*"])]);
        cases.push(case(operation, other, ask, Denied(operation, resource, NotByIdentity)));
    }
    cases
}

fn lists() -> Vec<Case> {
    let all = |action: &'static str, ask: Ask, resource: &'static str| {
        [
            case(action, allow(&[action], &[resource]), ask, Allowed),
            case(
                action,
                allow(&[action], &["{pool}", "{number}", "{sender_id}", "{list}"]),
                ask,
                Denied(action, resource, NotByIdentity),
            ),
        ]
    };
    let mut cases: Vec<Case> = [
        all("DescribePools", list_pools, "{root}:pool/*"),
        all("DescribePools", list_shared_pools, "{root}:pool/*"),
        all("DescribePhoneNumbers", list_numbers, "{root}:phone-number/*"),
        all("DescribeSenderIds", list_sender_ids, "{root}:sender-id/*"),
        all("DescribeOptOutLists", list_lists, "{root}:opt-out-list/*"),
        all("DescribeConfigurationSets", list_sets, "{root}:configuration-set/*"),
        all("DescribeProtectConfigurations", list_protects, "{root}:protect-configuration/*"),
        all("DescribeNotifyConfigurations", list_notify, "{root}:notify-configuration/*"),
        all("DescribeRcsAgents", list_agents, "{root}:rcs-agent/*"),
        all("DescribeRegistrations", list_registrations, "{root}:registration/*"),
        all("DescribeRegistrationAttachments", list_attachments, "{root}:registration-attachment/*"),
        all("DescribeVerifiedDestinationNumbers", list_phones, "{root}:verified-destination-number/*"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let but_one = json!([allow(&["*"], &["*"]), deny(&["DescribePools"], &["{root}:pool/*"])]);
    cases.push(case(
        "a deny for all of a kind",
        but_one,
        list_pools,
        Denied("DescribePools", "{root}:pool/*", DeniedByIdentity),
    ));
    cases
}

fn account_wide() -> Vec<Case> {
    let operations: [(&'static str, Ask); 29] = [
        ("CarrierLookup", look_up),
        ("ListAvailablePhoneNumbers", list_available),
        ("DescribeAccountAttributes", see_attributes),
        ("DescribeAccountLimits", see_limits),
        ("DescribeSpendLimits", see_spend_limits),
        ("SetTextMessageSpendLimitOverride", set_text_spend_limit),
        ("DeleteTextMessageSpendLimitOverride", delete_text_spend_limit),
        ("SetVoiceMessageSpendLimitOverride", set_voice_spend_limit),
        ("DeleteVoiceMessageSpendLimitOverride", delete_voice_spend_limit),
        ("SetMediaMessageSpendLimitOverride", set_media_spend_limit),
        ("DeleteMediaMessageSpendLimitOverride", delete_media_spend_limit),
        ("SetNotifyMessageSpendLimitOverride", set_notify_spend_limit),
        ("DeleteNotifyMessageSpendLimitOverride", delete_notify_spend_limit),
        ("SetRcsMessageSpendLimitOverride", set_rcs_spend_limit),
        ("DeleteRcsMessageSpendLimitOverride", delete_rcs_spend_limit),
        ("RequestSenderId", asks::request_sender_id),
        ("CreateOptOutList", create_list),
        ("CreateConfigurationSet", create_set),
        ("CreateProtectConfiguration", create_protect),
        ("CreateNotifyConfiguration", create_notify),
        ("DescribeNotifyTemplates", see_templates),
        ("ListNotifyCountries", see_notify_countries),
        ("CreateVerifiedDestinationNumber", enter_phone),
        ("CreateRcsAgent", create_agent),
        ("CreateRegistration", create_registration),
        ("CreateRegistrationAttachment", attach),
        ("DescribeRegistrationTypeDefinitions", see_types),
        ("DescribeRegistrationSectionDefinitions", see_sections),
        ("DescribeRegistrationFieldDefinitions", see_fields),
    ];
    let mut cases = Vec::new();
    for (operation, ask) in operations {
        cases.push(case(operation, allow(&[operation], &["*"]), ask, Allowed));
        // Documented: an action without resources is allowed by "*" only.
        let on_arns = json!([allow(&[operation], &["{root}:*"]), allow(&["Resend*"], &["*"])]);
        cases.push(case(operation, on_arns, ask, Denied(operation, "*", NotByIdentity)));
    }
    let of_nothing: [(&'static str, Ask); 2] =
        [("PutMessageFeedback", put_feedback), ("DeleteAccountDefaultProtectConfiguration", delete_default_protect)];
    for (action, ask) in of_nothing {
        cases.push(case(action, allow(&[action], &["*"]), ask, Then("ResourceNotFoundException")));
        let other = json!([allow(&[action], &["{root}:*"]), allow(&["Resend*"], &["*"])]);
        cases.push(case(action, other, ask, Denied(action, "*", NotByIdentity)));
    }
    for (action, ask) in [
        ("AssociateProtectConfiguration", associate_protect as Ask),
        ("DisassociateProtectConfiguration", disassociate_protect),
    ] {
        let (protect, set) = ("{root}:protect-configuration/protect-0", "{root}:configuration-set/set");
        cases.push(case(action, allow(&[action], &[protect, set]), ask, Then("ResourceNotFoundException")));
        cases.push(case(action, allow(&[action], &[protect]), ask, Denied(action, set, NotByIdentity)));
        cases.push(case(action, allow(&[action], &[set]), ask, Denied(action, protect, NotByIdentity)));
    }
    let (action, registration) = ("CreateRegistrationAssociation", "{root}:registration/registration-0");
    let ask: Ask = associate_registration;
    let both = allow(&[action], &[registration, "{number}"]);
    cases.push(case(action, both, ask, Then("ResourceNotFoundException")));
    cases.push(case(action, allow(&[action], &[registration]), ask, Denied(action, "{number}", NotByIdentity)));
    cases.push(case(action, allow(&[action], &["{number}"]), ask, Denied(action, registration, NotByIdentity)));
    cases
}

fn associations() -> Vec<Case> {
    const JOIN: &str = "AssociateOriginationIdentity";
    const LEAVE: &str = "DisassociateOriginationIdentity";
    const THERE: Told = Then("ConflictException RESOURCE_ALREADY_ASSOCIATED");
    vec![
        case("a number joins: both", allow(&[JOIN], &["{pool}", "{number}"]), associate_number, THERE),
        case(
            "a number joins: two statements",
            json!([allow(&[JOIN], &["{pool}"]), allow(&[JOIN], &["{number}"])]),
            associate_number,
            THERE,
        ),
        case(
            "a number joins: the pool only",
            allow(&[JOIN], &["{pool}"]),
            associate_number,
            Denied(JOIN, "{number}", NotByIdentity),
        ),
        case(
            "a number joins: the number only",
            allow(&[JOIN], &["{number}"]),
            associate_number,
            Denied(JOIN, "{pool}", NotByIdentity),
        ),
        case(
            "a number joins: the pool is denied",
            json!([allow(&["*"], &["*"]), deny(&[JOIN], &["{pool}"])]),
            associate_number,
            Denied(JOIN, "{pool}", DeniedByIdentity),
        ),
        case(
            "a number joins: the number is denied",
            json!([allow(&["*"], &["*"]), deny(&[JOIN], &["{number}"])]),
            associate_number,
            Denied(JOIN, "{number}", DeniedByIdentity),
        ),
        case("a sender ID joins: both", allow(&[JOIN], &["{pool}", "{sender_id}"]), associate_sender_id, THERE),
        case(
            "a sender ID joins: the pool only",
            allow(&[JOIN], &["{root}:pool/*"]),
            associate_sender_id,
            Denied(JOIN, "{sender_id}", NotByIdentity),
        ),
        case(
            "a sender ID joins: the sender ID only",
            allow(&[JOIN], &["{root}:sender-id/*"]),
            associate_sender_id,
            Denied(JOIN, "{pool}", NotByIdentity),
        ),
        case(
            "a number leaves: both",
            allow(&[LEAVE], &["{pool}", "{number}"]),
            disassociate_number,
            Then("ConflictException LAST_PHONE_NUMBER"),
        ),
        case(
            "a number leaves: the pool only",
            allow(&[LEAVE], &["{pool}"]),
            disassociate_number,
            Denied(LEAVE, "{number}", NotByIdentity),
        ),
        case(
            "a number leaves: the number only",
            allow(&[LEAVE], &["{number}"]),
            disassociate_number,
            Denied(LEAVE, "{pool}", NotByIdentity),
        ),
        case(
            "a number leaves: joining isn't leaving",
            allow(&[JOIN], &["*"]),
            disassociate_number,
            Denied(LEAVE, "{pool}", NotByIdentity),
        ),
        case(
            "a pool is made with tags: both",
            json!([allow(&["CreatePool"], &["{number}"]), allow(&["TagResource"], &["{root}:pool/*"])]),
            create_pool_of_team_a,
            Then("ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL"),
        ),
        case(
            "a pool is made with tags: without TagResource",
            allow(&["CreatePool"], &["*"]),
            create_pool_of_team_a,
            Denied("TagResource", "{root}:pool/*", NotByIdentity),
        ),
    ]
}

fn with_lists() -> Vec<Case> {
    const REQUEST: &str = "RequestPhoneNumber";
    const DEFAULT: &str = "{root}:opt-out-list/Default";
    let on = |action: &str, resources: &[&str]| allow(&[action], resources);
    let in_pool = Then("ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL");
    let mismatch = Then("ConflictException MESSAGE_TYPE_MISMATCH");
    vec![
        case("a pool takes a list: both", on("UpdatePool", &["{pool}", DEFAULT]), update_pool_with_list, Allowed),
        case(
            "a pool takes a list: the pool only",
            on("UpdatePool", &["{pool}"]),
            update_pool_with_list,
            Denied("UpdatePool", DEFAULT, NotByIdentity),
        ),
        case(
            "a pool takes a list: the list only",
            on("UpdatePool", &[DEFAULT]),
            update_pool_with_list,
            Denied("UpdatePool", "{pool}", NotByIdentity),
        ),
        case(
            "a number takes a list: both",
            on("UpdatePhoneNumber", &["{number}", "{list}"]),
            update_number_with_list,
            in_pool,
        ),
        case(
            "a number takes a list: the number only",
            on("UpdatePhoneNumber", &["{number}"]),
            update_number_with_list,
            Denied("UpdatePhoneNumber", "{list}", NotByIdentity),
        ),
        case("a number is requested", on(REQUEST, &[DEFAULT]), request_number, Allowed),
        case(
            "a number is requested: another list",
            on(REQUEST, &["{list}"]),
            request_number,
            Denied(REQUEST, DEFAULT, NotByIdentity),
        ),
        case("a number is requested for a pool", on(REQUEST, &["{pool}"]), request_number_for_pool, mismatch),
        case(
            "a number is requested for a pool: another",
            on(REQUEST, &["{list}"]),
            request_number_for_pool,
            Denied(REQUEST, "{pool}", NotByIdentity),
        ),
        case(
            "a number is requested for a pool and list",
            on(REQUEST, &["{pool}", "{list}"]),
            request_number_for_pool_and_list,
            mismatch,
        ),
        case(
            "a number is requested for a pool and list: the pool only",
            on(REQUEST, &["{pool}"]),
            request_number_for_pool_and_list,
            Denied(REQUEST, "{list}", NotByIdentity),
        ),
        case(
            "a number is requested for a pool and list: the list only",
            on(REQUEST, &["{list}"]),
            request_number_for_pool_and_list,
            Denied(REQUEST, "{pool}", NotByIdentity),
        ),
        case(
            "a number is requested with tags",
            json!([on(REQUEST, &["*"]), on("TagResource", &["{root}:phone-number/*"])]),
            request_number_of_team_a,
            Allowed,
        ),
        case(
            "a number is requested with tags: without TagResource",
            on(REQUEST, &["*"]),
            request_number_of_team_a,
            Denied("TagResource", "{root}:phone-number/*", NotByIdentity),
        ),
    ]
}

/// Sending a code is sending a text message, too.
fn codes() -> Vec<Case> {
    const CODE: &str = "SendDestinationNumberVerificationCode";
    const TEXT: &str = "SendTextMessage";
    const PHONE: &str = "{root}:verified-destination-number/vdn-0";
    let none = Then("ResourceNotFoundException");
    let both = |resource: &str| json!([allow(&[CODE], &[PHONE, "{number}"]), allow(&[TEXT], &[resource])]);
    vec![
        case("a code is sent: both actions", both("*"), send_code, none),
        case("a code is sent: the code only", allow(&[CODE], &["*"]), send_code, Denied(TEXT, "*", NotByIdentity)),
        case("a code is sent: the text only", allow(&[TEXT], &["*"]), send_code, Denied(CODE, PHONE, NotByIdentity)),
        case("a code is sent from a number: both actions", both("{number}"), send_code_from_number, none),
        case(
            "a code is sent from a number: texts from another",
            both("{root}:phone-number/phone-0"),
            send_code_from_number,
            Denied(TEXT, "{number}", NotByIdentity),
        ),
        case(
            "a code is sent from a number: the phone only",
            json!([allow(&[CODE], &[PHONE]), allow(&[TEXT], &["*"])]),
            send_code_from_number,
            Denied(CODE, "{number}", NotByIdentity),
        ),
        case("a code is sent from a text: both actions", both("*"), send_code_from_text, none),
        case(
            "a code is sent from a text: its ARN only",
            both("{sender_id}"),
            send_code_from_text,
            Denied(TEXT, "*", NotByIdentity),
        ),
    ]
}

/// Operations about one resource: what asks, of what, and what happens once it is allowed.
fn one_resource() -> Vec<(&'static str, Ask, &'static str, Told)> {
    const SET: &str = "{root}:configuration-set/set";
    const PROTECT: &str = "{root}:protect-configuration/protect-0";
    const NOTIFY: &str = "{root}:notify-configuration/notify-0";
    const REGISTRATION: &str = "{root}:registration/registration-0";
    const AGENT: &str = "{root}:rcs-agent/rcs-0";
    const ATTACHMENT: &str = "{root}:registration-attachment/attachment-0";
    let no_protect = Then("ResourceNotFoundException");
    let in_pool = Then("ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL");
    let no_set = Then("ResourceNotFoundException");
    let not_capable = Then("ConflictException NUMBER_CAPABILITIES_MISMATCH");
    vec![
        ("DescribePools", see_pool, "{pool}", Allowed),
        ("DescribePhoneNumbers", see_number, "{number}", Allowed),
        ("DescribeSenderIds", see_sender_id, "{sender_id}", Allowed),
        ("DescribeOptOutLists", see_list, "{list}", Allowed),
        ("ListPoolOriginationIdentities", list_identities, "{pool}", Allowed),
        ("CreatePool", create_pool, "{number}", in_pool),
        ("DeletePool", delete_pool, "{root}:pool/pool-0", Then("ResourceNotFoundException")),
        ("UpdatePool", update_pool, "{pool}", Allowed),
        ("UpdatePhoneNumber", update_number, "{number}", in_pool),
        ("UpdateSenderId", update_sender_id, "{sender_id}", Allowed),
        ("ReleasePhoneNumber", release_number, "{number}", in_pool),
        ("ReleaseSenderId", release_sender_id, "{sender_id}", Then("ConflictException SENDER_ID_ASSOCIATED_TO_POOL")),
        ("PutKeyword", put_keyword, "{pool}", Allowed),
        ("DeleteKeyword", delete_keyword, "{pool}", Then("ResourceNotFoundException")),
        ("DescribeKeywords", see_keywords, "{pool}", Allowed),
        ("PutOptedOutNumber", opt_out, "{list}", Allowed),
        ("DeleteOptedOutNumber", opt_in, "{list}", Then("ResourceNotFoundException")),
        ("DescribeOptedOutNumbers", see_opted_out, "{list}", Allowed),
        ("DeleteOptOutList", delete_list, "{list}", Allowed),
        ("DescribeConfigurationSets", see_set, SET, no_set),
        ("DeleteConfigurationSet", delete_set, SET, no_set),
        ("CreateEventDestination", create_destination, SET, no_set),
        ("UpdateEventDestination", update_destination, SET, no_set),
        ("DeleteEventDestination", delete_destination, SET, no_set),
        ("SetDefaultMessageType", set_default_type, SET, no_set),
        ("DeleteDefaultMessageType", delete_default_type, SET, no_set),
        ("SetDefaultSenderId", set_default_sender_id, SET, no_set),
        ("DeleteDefaultSenderId", delete_default_sender_id, SET, no_set),
        ("SetDefaultMessageFeedbackEnabled", set_default_feedback, SET, no_set),
        ("DescribeProtectConfigurations", see_protect, PROTECT, no_protect),
        ("UpdateProtectConfiguration", update_protect, PROTECT, no_protect),
        ("DeleteProtectConfiguration", delete_protect, PROTECT, no_protect),
        ("GetProtectConfigurationCountryRuleSet", see_rules, PROTECT, no_protect),
        ("UpdateProtectConfigurationCountryRuleSet", update_rules, PROTECT, no_protect),
        ("PutProtectConfigurationRuleSetNumberOverride", put_override, PROTECT, no_protect),
        ("DeleteProtectConfigurationRuleSetNumberOverride", delete_override, PROTECT, no_protect),
        ("ListProtectConfigurationRuleSetNumberOverrides", list_overrides, PROTECT, no_protect),
        ("SetAccountDefaultProtectConfiguration", set_default_protect, PROTECT, no_protect),
        ("DescribeVerifiedDestinationNumbers", see_phone, "{root}:verified-destination-number/vdn-0", no_set),
        ("DeleteVerifiedDestinationNumber", delete_phone, "{root}:verified-destination-number/vdn-0", no_set),
        ("VerifyDestinationNumber", verify_phone, "{root}:verified-destination-number/vdn-0", no_set),
        ("DescribeNotifyConfigurations", see_notify, NOTIFY, no_set),
        ("UpdateNotifyConfiguration", update_notify, NOTIFY, no_set),
        ("DeleteNotifyConfiguration", delete_notify, NOTIFY, no_set),
        ("SendNotifyTextMessage", send_notify_text, NOTIFY, no_set),
        ("SendNotifyVoiceMessage", send_notify_voice, NOTIFY, no_set),
        ("DescribeRcsAgents", see_agent, AGENT, no_set),
        ("DescribeRcsAgentCountryLaunchStatus", see_launches, AGENT, no_set),
        ("UpdateRcsAgent", update_agent, AGENT, no_set),
        ("DeleteRcsAgent", delete_agent, AGENT, no_set),
        ("DescribeRegistrations", see_registration, REGISTRATION, no_set),
        ("DeleteRegistration", delete_registration, REGISTRATION, no_set),
        ("DescribeRegistrationVersions", see_versions, REGISTRATION, no_set),
        ("CreateRegistrationVersion", create_version, REGISTRATION, no_set),
        ("DiscardRegistrationVersion", discard_version, REGISTRATION, no_set),
        ("SubmitRegistrationVersion", submit_version, REGISTRATION, no_set),
        ("DescribeRegistrationFieldValues", see_values, REGISTRATION, no_set),
        ("PutRegistrationFieldValue", put_value, REGISTRATION, no_set),
        ("DeleteRegistrationFieldValue", delete_value, REGISTRATION, no_set),
        ("ListRegistrationAssociations", see_registration_associations, REGISTRATION, no_set),
        ("ListAvailablePhoneNumbers", list_available_for_campaign, REGISTRATION, no_set),
        ("DescribeRegistrationAttachments", see_attachment, ATTACHMENT, no_set),
        ("DeleteRegistrationAttachment", delete_attachment, ATTACHMENT, no_set),
        ("SendTextMessage", send_text, "{number}", Allowed),
        ("SendMediaMessage", send_media, "{number}", not_capable),
        ("SendRcsMessage", send_rcs, AGENT, no_set),
        ("SendVoiceMessage", send_voice, "{number}", not_capable),
        ("TagResource", tag_team_a, "{list}", Allowed),
        ("UntagResource", untag_team, "{list}", Allowed),
        ("ListTagsForResource", list_tags, "{list}", Allowed),
        ("PutResourcePolicy", put_policy, "{list}", Allowed),
        ("GetResourcePolicy", get_policy, "{list}", Allowed),
        ("DeleteResourcePolicy", delete_policy, "{list}", Allowed),
    ]
}

#[tokio::test]
async fn each_operation_asks_about_what_it_names() {
    check(cases()).await;
}

#[test]
fn every_operation_is_in_the_table() {
    let asked: Vec<String> = cases()
        .iter()
        .filter_map(|case| match case.told {
            Denied(action, ..) => Some(action.to_owned()),
            _ => None,
        })
        .collect();
    let is_asked = |name: &str| asked.iter().any(|action| action == name);
    let missing: Vec<_> =
        callsign::api::operations().map(|served| served.name).filter(|name| !is_asked(name)).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
