//! The requests of the table.

use std::fmt::Debug;

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    error::{ProvideErrorMetadata, SdkError},
    types::{
        EventType, MessageType, NumberCapability, Owner, ProtectConfigurationCountryRuleSetInformation,
        ProtectConfigurationRuleOverrideAction, ProtectStatus, RcsContent, RcsMessageContent, RcsTextMessage,
        SenderIdAndCountry, SnsDestination, VerificationChannel,
    },
};

use super::{Asking, Names};
use crate::harness::{TOPIC, refusal, simulator, tag};

fn rcs_text() -> RcsMessageContent {
    let text = RcsTextMessage::builder().body("Hello").build().expect("it is whole");
    RcsMessageContent::builder().content(RcsContent::TextMessage(text)).build()
}

/// `allowed`, the sentence of an AccessDeniedException, or what refused the authorised request.
pub fn told<O, E>(outcome: Result<O, SdkError<E>>) -> String
where
    O: Debug,
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + Debug + 'static,
{
    if outcome.is_ok() {
        return "allowed".to_owned();
    }
    let refused = refusal(outcome);
    match (refused.exception.as_str(), refused.reason) {
        ("AccessDeniedException", None) => refused.message,
        (exception, Some(reason)) => format!("allowed, then {exception} {reason}"),
        (exception, None) => format!("allowed, then {exception}"),
    }
}

macro_rules! asks {
    ($($name:ident: |$client:ident, $names:ident| $request:expr;)*) => {
        $(pub fn $name($client: Client, $names: Names) -> Asking {
            Box::pin(async move { told($request.send().await) })
        })*
    };
}

/// The id or name at the end of an ARN.
fn id(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or_default()
}

fn acme(text: &str) -> SenderIdAndCountry {
    let sender_id = SenderIdAndCountry::builder().sender_id(text).iso_country_code("GB");
    sender_id.build().expect("both members are there")
}

asks! {
    see_list: |client, names| client.describe_opt_out_lists().opt_out_list_names(names.list);
    see_list_by_name: |client, names| client.describe_opt_out_lists().opt_out_list_names(id(&names.list));
    see_list_and_default: |client, names|
        client.describe_opt_out_lists().opt_out_list_names(names.list).opt_out_list_names("Default");
    see_no_such_list: |client, _names| client.describe_opt_out_lists().opt_out_list_names("NoSuch");
    see_no_such_foreign_list: |client, names|
        client.describe_opt_out_lists().opt_out_list_names(names.fill("{root}:opt-out-list/NoSuch"));
    see_pool: |client, names| client.describe_pools().pool_ids(names.pool);
    see_number: |client, names| client.describe_phone_numbers().phone_number_ids(id(&names.number));
    see_sender_id: |client, _names| client.describe_sender_ids().sender_ids(acme("ACME"));
    see_sender_id_in_another_case: |client, _names| client.describe_sender_ids().sender_ids(acme("aCME"));
    see_opted_out: |client, names| client.describe_opted_out_numbers().opt_out_list_name(names.list);
    opt_out: |client, names|
        client.put_opted_out_number().opt_out_list_name(names.list).opted_out_number("+12065550123");
    opt_in: |client, names|
        client.delete_opted_out_number().opt_out_list_name(names.list).opted_out_number("+12065550123");
    delete_list: |client, names| client.delete_opt_out_list().opt_out_list_name(names.list);
    create_list: |client, names| client.create_opt_out_list().opt_out_list_name(format!("{}-new", names.user));
    create_list_of_team_a: |client, names|
        client.create_opt_out_list().opt_out_list_name(format!("{}-new", names.user)).tags(tag("team", "a"));

    tag_team_a: |client, names| client.tag_resource().resource_arn(names.list).tags(tag("team", "a"));
    tag_team_and_cost: |client, names|
        client.tag_resource().resource_arn(names.list).tags(tag("team", "a")).tags(tag("cost", "1"));
    untag_team: |client, names| client.untag_resource().resource_arn(names.list).tag_keys("team");
    untag_team_and_cost: |client, names|
        client.untag_resource().resource_arn(names.list).tag_keys("team").tag_keys("cost");
    list_tags: |client, names| client.list_tags_for_resource().resource_arn(names.list);
    put_policy: |client, names| client.put_resource_policy().resource_arn(&names.list).policy(
        names.policy(&super::with(super::nothing(), "Principal", serde_json::json!("*"))));
    get_policy: |client, names| client.get_resource_policy().resource_arn(names.list);
    delete_policy: |client, names| client.delete_resource_policy().resource_arn(names.list);

    create_set: |client, names| client.create_configuration_set().configuration_set_name(format!("{}-new", names.user));
    list_sets: |client, _names| client.describe_configuration_sets();
    see_set: |client, _names| client.describe_configuration_sets().configuration_set_names("set");
    delete_set: |client, names|
        client.delete_configuration_set().configuration_set_name(names.fill("{root}:configuration-set/set"));
    create_destination: |client, _names| client.create_event_destination()
        .configuration_set_name("set").event_destination_name("events").matching_event_types(EventType::All)
        .sns_destination(SnsDestination::builder().topic_arn(TOPIC).build().expect("it has a topic"));
    update_destination: |client, _names|
        client.update_event_destination().configuration_set_name("set").event_destination_name("events");
    delete_destination: |client, _names|
        client.delete_event_destination().configuration_set_name("set").event_destination_name("events");
    set_default_type: |client, _names|
        client.set_default_message_type().configuration_set_name("set").message_type(MessageType::Transactional);
    delete_default_type: |client, _names| client.delete_default_message_type().configuration_set_name("set");
    set_default_sender_id: |client, _names|
        client.set_default_sender_id().configuration_set_name("set").sender_id("Acme");
    delete_default_sender_id: |client, _names| client.delete_default_sender_id().configuration_set_name("set");
    set_default_feedback: |client, _names|
        client.set_default_message_feedback_enabled().configuration_set_name("set").message_feedback_enabled(true);

    create_protect: |client, _names| client.create_protect_configuration();
    list_protects: |client, _names| client.describe_protect_configurations();
    see_protect: |client, _names| client.describe_protect_configurations().protect_configuration_ids("protect-0");
    update_protect: |client, _names| client.update_protect_configuration().protect_configuration_id("protect-0");
    delete_protect: |client, names| client.delete_protect_configuration()
        .protect_configuration_id(names.fill("{root}:protect-configuration/protect-0"));
    see_rules: |client, _names| client.get_protect_configuration_country_rule_set()
        .protect_configuration_id("protect-0").number_capability(NumberCapability::Sms);
    update_rules: |client, _names| client.update_protect_configuration_country_rule_set()
        .protect_configuration_id("protect-0").number_capability(NumberCapability::Sms)
        .country_rule_set_updates("US", ProtectConfigurationCountryRuleSetInformation::builder()
            .protect_status(ProtectStatus::Block).build().expect("it has a status"));
    put_override: |client, _names| client.put_protect_configuration_rule_set_number_override()
        .protect_configuration_id("protect-0").destination_phone_number("+12065550123")
        .action(ProtectConfigurationRuleOverrideAction::Block);
    delete_override: |client, _names| client.delete_protect_configuration_rule_set_number_override()
        .protect_configuration_id("protect-0").destination_phone_number("+12065550123");
    list_overrides: |client, _names|
        client.list_protect_configuration_rule_set_number_overrides().protect_configuration_id("protect-0");
    create_notify: |client, _names| client.create_notify_configuration().display_name("Example")
        .use_case("CODE_VERIFICATION".into()).enabled_channels(NumberCapability::Sms);
    list_notify: |client, _names| client.describe_notify_configurations();
    see_templates: |client, _names| client.describe_notify_templates();
    see_notify_countries: |client, _names| client.list_notify_countries();
    see_notify: |client, _names| client.describe_notify_configurations().notify_configuration_ids("notify-0");
    update_notify: |client, _names| client.update_notify_configuration().notify_configuration_id("notify-0");
    delete_notify: |client, _names| client.delete_notify_configuration().notify_configuration_id("notify-0");
    send_notify_text: |client, _names| client.send_notify_text_message().notify_configuration_id("notify-0")
        .destination_phone_number("+12065550142").template_variables("code", "4829");
    send_notify_voice: |client, _names| client.send_notify_voice_message().notify_configuration_id("notify-0")
        .destination_phone_number("+12065550142").template_variables("code", "4829");
    create_registration: |client, _names|
        client.create_registration().registration_type("US_TEN_DLC_BRAND_REGISTRATION");
    attach: |client, _names| client.create_registration_attachment().attachment_url("s3://documents/proof.pdf");
    see_types: |client, _names| client.describe_registration_type_definitions();
    see_sections: |client, _names| client.describe_registration_section_definitions()
        .registration_type("US_TEN_DLC_BRAND_REGISTRATION");
    see_fields: |client, _names| client.describe_registration_field_definitions()
        .registration_type("US_TEN_DLC_BRAND_REGISTRATION");
    create_agent: |client, _names| client.create_rcs_agent();
    list_agents: |client, _names| client.describe_rcs_agents();
    see_agent: |client, _names| client.describe_rcs_agents().rcs_agent_ids("rcs-0");
    see_launches: |client, _names| client.describe_rcs_agent_country_launch_status().rcs_agent_id("rcs-0");
    update_agent: |client, _names| client.update_rcs_agent().rcs_agent_id("rcs-0");
    delete_agent: |client, _names| client.delete_rcs_agent().rcs_agent_id("rcs-0");
    list_registrations: |client, _names| client.describe_registrations();
    list_attachments: |client, _names| client.describe_registration_attachments();
    see_registration: |client, _names| client.describe_registrations().registration_ids("registration-0");
    see_attachment: |client, _names|
        client.describe_registration_attachments().registration_attachment_ids("attachment-0");
    delete_attachment: |client, _names|
        client.delete_registration_attachment().registration_attachment_id("attachment-0");
    delete_registration: |client, _names| client.delete_registration().registration_id("registration-0");
    see_versions: |client, _names| client.describe_registration_versions().registration_id("registration-0");
    create_version: |client, _names| client.create_registration_version().registration_id("registration-0");
    discard_version: |client, _names| client.discard_registration_version().registration_id("registration-0");
    submit_version: |client, _names| client.submit_registration_version().registration_id("registration-0");
    see_values: |client, _names| client.describe_registration_field_values().registration_id("registration-0");
    put_value: |client, _names| client.put_registration_field_value()
        .registration_id("registration-0").field_path("companyInfo.city").text_value("Oslo");
    delete_value: |client, _names| client.delete_registration_field_value()
        .registration_id("registration-0").field_path("companyInfo.city");
    see_registration_associations: |client, _names|
        client.list_registration_associations().registration_id("registration-0");
    associate_registration: |client, names| client.create_registration_association()
        .registration_id("registration-0").resource_id(names.number);
    set_default_protect: |client, _names|
        client.set_account_default_protect_configuration().protect_configuration_id("protect-0");
    delete_default_protect: |client, _names| client.delete_account_default_protect_configuration();
    associate_protect: |client, _names| client.associate_protect_configuration()
        .protect_configuration_id("protect-0").configuration_set_name("set");
    disassociate_protect: |client, _names| client.disassociate_protect_configuration()
        .protect_configuration_id("protect-0").configuration_set_name("set");
    enter_phone: |client, names| client.create_verified_destination_number()
        .destination_phone_number(format!("+1206556{:0>4}", names.user.replace(|c: char| !c.is_ascii_digit(), "")));
    list_phones: |client, _names| client.describe_verified_destination_numbers();
    see_phone: |client, _names| client.describe_verified_destination_numbers().verified_destination_number_ids("vdn-0");
    delete_phone: |client, _names| client.delete_verified_destination_number().verified_destination_number_id("vdn-0");
    send_code: |client, _names| client.send_destination_number_verification_code()
        .verified_destination_number_id("vdn-0").verification_channel(VerificationChannel::Text);
    send_code_from_number: |client, names| client.send_destination_number_verification_code()
        .verified_destination_number_id("vdn-0").verification_channel(VerificationChannel::Text)
        .origination_identity(names.number);
    send_code_from_text: |client, _names| client.send_destination_number_verification_code()
        .verified_destination_number_id("vdn-0").verification_channel(VerificationChannel::Text)
        .origination_identity("ACME");
    verify_phone: |client, _names| client.verify_destination_number()
        .verified_destination_number_id("vdn-0").verification_code("123456");

    list_available: |client, _names|
        client.list_available_phone_numbers().iso_country_code("US").number_type("TEN_DLC".into())
            .number_capabilities(NumberCapability::Sms);
    list_available_for_campaign: |client, _names|
        client.list_available_phone_numbers().iso_country_code("US").number_type("TEN_DLC".into())
            .number_capabilities(NumberCapability::Sms).registration_id("registration-0");
    look_up: |client, _names| client.carrier_lookup().phone_number("+12065550142");

    list_pools: |client, _names| client.describe_pools();
    list_shared_pools: |client, _names| client.describe_pools().owner(Owner::Shared);
    list_numbers: |client, _names| client.describe_phone_numbers();
    list_sender_ids: |client, _names| client.describe_sender_ids();
    list_lists: |client, _names| client.describe_opt_out_lists();
    list_identities: |client, names| client.list_pool_origination_identities().pool_id(names.pool);

    see_attributes: |client, _names| client.describe_account_attributes();
    see_limits: |client, _names| client.describe_account_limits();
    see_spend_limits: |client, _names| client.describe_spend_limits();
    set_text_spend_limit: |client, _names| client.set_text_message_spend_limit_override().monthly_limit(1);
    delete_text_spend_limit: |client, _names| client.delete_text_message_spend_limit_override();
    set_voice_spend_limit: |client, _names| client.set_voice_message_spend_limit_override().monthly_limit(1);
    delete_voice_spend_limit: |client, _names| client.delete_voice_message_spend_limit_override();
    set_media_spend_limit: |client, _names| client.set_media_message_spend_limit_override().monthly_limit(1);
    delete_media_spend_limit: |client, _names| client.delete_media_message_spend_limit_override();
    set_notify_spend_limit: |client, _names| client.set_notify_message_spend_limit_override().monthly_limit(1);
    delete_notify_spend_limit: |client, _names| client.delete_notify_message_spend_limit_override();
    set_rcs_spend_limit: |client, _names| client.set_rcs_message_spend_limit_override().monthly_limit(1);
    delete_rcs_spend_limit: |client, _names| client.delete_rcs_message_spend_limit_override();
    request_sender_id: |client, names|
        client.request_sender_id().sender_id(names.user.replace("case-", "S")).iso_country_code("GB");

    associate_number: |client, names| client.associate_origination_identity()
        .pool_id(names.pool).origination_identity(names.number).iso_country_code("US");
    associate_sender_id: |client, names| client.associate_origination_identity()
        .pool_id(id(&names.pool)).origination_identity("ACME").iso_country_code("GB");
    disassociate_number: |client, names| client.disassociate_origination_identity()
        .pool_id(names.pool).origination_identity(names.number).iso_country_code("US");
    create_pool: |client, names| client.create_pool()
        .origination_identity(names.number).iso_country_code("US").message_type(MessageType::Transactional);
    create_pool_of_team_a: |client, names| client.create_pool().tags(tag("team", "a"))
        .origination_identity(names.number).iso_country_code("US").message_type(MessageType::Transactional);
    delete_pool: |client, names| client.delete_pool().pool_id(names.fill("{root}:pool/pool-0"));
    update_pool: |client, names| client.update_pool().pool_id(names.pool).two_way_enabled(false);
    update_pool_with_list: |client, names| client.update_pool().pool_id(names.pool).opt_out_list_name("Default");
    request_number: |client, _names| simulator(&client);
    request_number_for_pool: |client, names|
        simulator(&client).pool_id(names.pool).message_type(MessageType::Promotional);
    request_number_for_pool_and_list: |client, names| simulator(&client)
        .pool_id(names.pool).opt_out_list_name(names.list).message_type(MessageType::Promotional);
    request_number_of_team_a: |client, _names| simulator(&client).tags(tag("team", "a"));
    update_number: |client, names| client.update_phone_number().phone_number_id(names.number);
    update_number_with_list: |client, names|
        client.update_phone_number().phone_number_id(names.number).opt_out_list_name(names.list);
    update_sender_id: |client, _names| client.update_sender_id().sender_id("ACME").iso_country_code("GB");
    release_number: |client, names| client.release_phone_number().phone_number_id(names.number);
    release_sender_id: |client, _names| client.release_sender_id().sender_id("ACME").iso_country_code("GB");
    put_keyword: |client, names|
        client.put_keyword().origination_identity(names.pool).keyword("INFO").keyword_message("Hello");
    send_text: |client, names| client
        .send_text_message().destination_phone_number("+14254147755").origination_identity(names.number).message_body("Hello");
    send_media: |client, names| client
        .send_media_message().destination_phone_number("+14254147755").origination_identity(names.number).message_body("Hello");
    send_rcs: |client, _names|
        client.send_rcs_message().destination_phone_number("+14254147755").origination_identity("rcs-0").rcs_message_content(rcs_text());
    send_voice: |client, names| client
        .send_voice_message().destination_phone_number("+14254147755").origination_identity(names.number).message_body("Hello");
    put_feedback: |client, _names|
        client.put_message_feedback().message_id("none").message_feedback_status("RECEIVED".into());
    delete_keyword: |client, names| client.delete_keyword().origination_identity(names.pool).keyword("NOSUCH");
    see_keywords: |client, names| client.describe_keywords().origination_identity(names.pool);
}
