//! What is served is what the API model has, and the README says what is served.

use std::collections::HashMap;

use callsign::{
    api::operations,
    model::{
        account::{AccountAttributeName, AccountLimitName, SpendLimitName},
        carrier_lookup::PhoneNumberType,
        configuration_set::EventType,
        describe::Owner,
        error::{AccessDeniedReason, ConflictReason, QuotaReason, ValidationReason},
        keyword::KeywordAction,
        message::{
            DestinationCountryParameterKey, MessageFeedbackStatus, MessageType, VoiceId, VoiceMessageBodyTextType,
        },
        notify_configuration::{
            NotifyConfigurationStatus, NotifyConfigurationTier, NotifyConfigurationUseCase, TierUpgradeStatus,
        },
        notify_template::{NotifyTemplateStatus, NotifyTemplateType, TemplateVariableSource, TemplateVariableType},
        phone_number::{
            NumberCapability, NumberStatus, NumberType, PreferenceType, REQUESTABLE_NUMBER_TYPES,
            SEARCHABLE_NUMBER_TYPES,
        },
        pool::PoolStatus,
        protect_configuration::{ProtectConfigurationRuleOverrideAction, ProtectStatus},
        rcs_agent::{CarrierStatus, CountryLaunchStatus, RcsAgentStatus, TestingAgentStatus},
        registration::{
            AttachmentStatus, RegistrationStatus, RegistrationVersionStatus,
            definition::{
                FieldRequirement, FieldType, RegistrationAssociationBehavior, RegistrationDisassociationBehavior,
            },
        },
        resource_type::ResourceType,
        shape::STRING_SHAPES,
        verified_destination_number::{LanguageCode, VerificationChannel, VerificationStatus},
    },
};
use serde_json::json;
use strum::VariantNames;

use crate::harness::{App, model, raw};

const README: &str = include_str!("../../README.md");

fn served() -> Vec<&'static str> {
    let mut names: Vec<&str> = operations().map(|served| served.name).collect();
    names.sort_unstable();
    names
}

#[test]
fn the_readme_lists_the_operations_that_are_served() {
    let (_, section) = README.split_once("## What is served").expect("the README has the section");
    let section = section.split_once("\n## ").map_or(section, |(section, _)| section);
    let listed: Vec<&str> = section.lines().filter_map(|line| line.strip_prefix("- ")).collect();
    assert_eq!(listed, served());
}

#[test]
fn the_readme_says_in_one_line_which_operations_are_not_there_yet() {
    let mut all = model::operations();
    all.sort_unstable();
    let count = all.len();
    let served = served();
    all.retain(|name| !served.contains(name));
    let right = format!("**Not there yet, {} of the API's {count} operations:** {}.", all.len(), all.join(", "));
    let told = README.lines().find(|line| line.starts_with("**Not there yet"));
    assert_eq!(told, (!all.is_empty()).then_some(&*right));
}

#[test]
fn every_served_operation_is_one_of_the_models() {
    assert_eq!(model::operations().len(), 110);
    for name in served() {
        assert!(model::operations().contains(&name), "{name} is not an operation of the model");
    }
}

#[test]
fn every_operation_of_the_model_is_served() {
    let mut all = model::operations();
    all.sort_unstable();
    assert_eq!(all.len(), 110);
    assert_eq!(served(), all);
}

#[test]
fn the_operations_that_may_conflict_are_those_that_declare_it() {
    for served in operations() {
        let declared = model::operation(served.name).errors.iter().any(|error| error == "ConflictException");
        assert_eq!(served.declares_conflict, declared, "{}", served.name);
    }
}

#[test]
fn the_string_shapes_are_those_of_the_model() {
    for shape in STRING_SHAPES {
        let in_model = model::shape(shape.name);
        // Decision D3: the reference page says 1-256.
        let min = if shape.name == "PoolIdOrArn" { Some(1) } else { in_model.min };
        let pattern = in_model.rust_pattern().unwrap_or("(?s).*".to_owned());
        let constraints = (i64::try_from(shape.min).ok(), i64::try_from(shape.max).ok(), shape.pattern);
        assert_eq!(constraints, (min, in_model.max, pattern.as_str()), "{}", shape.name);
        assert!(shape.fault("\0").is_some(), "{} takes NUL", shape.name);
    }
}

/// The enumerations of the program: each has the model's values in the model's order, or some of them where an exception
/// has Reasons that nothing raises yet.
fn enumerations() -> HashMap<&'static str, (&'static str, &'static [&'static str], bool)> {
    HashMap::from([
        ("MessageType", ("MessageType", MessageType::VARIANTS, true)),
        ("PoolStatus", ("PoolStatus", PoolStatus::VARIANTS, true)),
        ("NumberStatus", ("NumberStatus", NumberStatus::VARIANTS, true)),
        ("NumberType", ("NumberType", NumberType::VARIANTS, true)),
        ("NumberCapability", ("NumberCapability", NumberCapability::VARIANTS, true)),
        ("EventType", ("EventType", EventType::VARIANTS, true)),
        ("KeywordAction", ("KeywordAction", KeywordAction::VARIANTS, true)),
        ("Owner", ("Owner", Owner::VARIANTS, true)),
        ("AccountAttributeName", ("AccountAttributeName", AccountAttributeName::VARIANTS, true)),
        ("AccountLimitName", ("AccountLimitName", AccountLimitName::VARIANTS, true)),
        ("SpendLimitName", ("SpendLimitName", SpendLimitName::VARIANTS, true)),
        ("REQUESTABLE_NUMBER_TYPES", ("RequestableNumberType", REQUESTABLE_NUMBER_TYPES, true)),
        ("SEARCHABLE_NUMBER_TYPES", ("SearchableNumberType", SEARCHABLE_NUMBER_TYPES, true)),
        ("PreferenceType", ("PreferenceType", PreferenceType::VARIANTS, true)),
        ("PhoneNumberType", ("PhoneNumberType", PhoneNumberType::VARIANTS, true)),
        ("ProtectStatus", ("ProtectStatus", ProtectStatus::VARIANTS, true)),
        (
            "ProtectConfigurationRuleOverrideAction",
            ("ProtectConfigurationRuleOverrideAction", ProtectConfigurationRuleOverrideAction::VARIANTS, true),
        ),
        ("RcsAgentStatus", ("RcsAgentStatus", RcsAgentStatus::VARIANTS, true)),
        ("TestingAgentStatus", ("TestingAgentStatus", TestingAgentStatus::VARIANTS, true)),
        ("CountryLaunchStatus", ("CountryLaunchStatus", CountryLaunchStatus::VARIANTS, true)),
        ("CarrierStatus", ("CarrierStatus", CarrierStatus::VARIANTS, true)),
        ("RegistrationStatus", ("RegistrationStatus", RegistrationStatus::VARIANTS, true)),
        ("RegistrationVersionStatus", ("RegistrationVersionStatus", RegistrationVersionStatus::VARIANTS, true)),
        ("AttachmentStatus", ("AttachmentStatus", AttachmentStatus::VARIANTS, true)),
        ("FieldType", ("FieldType", FieldType::VARIANTS, true)),
        ("FieldRequirement", ("FieldRequirement", FieldRequirement::VARIANTS, true)),
        (
            "RegistrationAssociationBehavior",
            ("RegistrationAssociationBehavior", RegistrationAssociationBehavior::VARIANTS, true),
        ),
        (
            "RegistrationDisassociationBehavior",
            ("RegistrationDisassociationBehavior", RegistrationDisassociationBehavior::VARIANTS, true),
        ),
        ("NotifyConfigurationStatus", ("NotifyConfigurationStatus", NotifyConfigurationStatus::VARIANTS, true)),
        ("NotifyConfigurationTier", ("NotifyConfigurationTier", NotifyConfigurationTier::VARIANTS, true)),
        ("NotifyConfigurationUseCase", ("NotifyConfigurationUseCase", NotifyConfigurationUseCase::VARIANTS, true)),
        ("TierUpgradeStatus", ("TierUpgradeStatus", TierUpgradeStatus::VARIANTS, true)),
        ("NotifyTemplateStatus", ("NotifyTemplateStatus", NotifyTemplateStatus::VARIANTS, true)),
        ("NotifyTemplateType", ("NotifyTemplateType", NotifyTemplateType::VARIANTS, true)),
        ("TemplateVariableSource", ("TemplateVariableSource", TemplateVariableSource::VARIANTS, true)),
        ("TemplateVariableType", ("TemplateVariableType", TemplateVariableType::VARIANTS, true)),
        ("ResourceType", ("ResourceType", ResourceType::VARIANTS, false)),
        ("MessageFeedbackStatus", ("MessageFeedbackStatus", MessageFeedbackStatus::VARIANTS, true)),
        ("VoiceMessageBodyTextType", ("VoiceMessageBodyTextType", VoiceMessageBodyTextType::VARIANTS, true)),
        ("VerificationStatus", ("VerificationStatus", VerificationStatus::VARIANTS, true)),
        ("VerificationChannel", ("VerificationChannel", VerificationChannel::VARIANTS, true)),
        ("LanguageCode", ("LanguageCode", LanguageCode::VARIANTS, true)),
        ("VoiceId", ("VoiceId", VoiceId::VARIANTS, true)),
        (
            "DestinationCountryParameterKey",
            ("DestinationCountryParameterKey", DestinationCountryParameterKey::VARIANTS, true),
        ),
        ("AccessDeniedReason", ("AccessDeniedExceptionReason", AccessDeniedReason::VARIANTS, true)),
        ("ConflictReason", ("ConflictExceptionReason", ConflictReason::VARIANTS, false)),
        ("ValidationReason", ("ValidationExceptionReason", ValidationReason::VARIANTS, false)),
        ("QuotaReason", ("ServiceQuotaExceededExceptionReason", QuotaReason::VARIANTS, false)),
    ])
}

#[test]
fn the_enumerations_are_those_of_the_model() {
    for (name, (in_model, variants, complete)) in enumerations() {
        let values = model::enumeration(in_model);
        for variant in variants {
            assert!(values.contains(variant), "{name}: {variant} is not in the model");
        }
        assert!(!complete || values.len() == variants.len(), "{name} lacks some of {values:?}");
    }
}

#[test]
fn no_enumeration_is_left_out_of_the_comparison() {
    let compared = enumerations();
    let mut declared = 0;
    for text in crate::house::texts_below("src/model") {
        for declaration in text.split("VariantNames)]").skip(1) {
            let (_, name) = declaration.split_once("pub enum ").expect("an enumeration follows its derive");
            let name = name.split_whitespace().next().expect("it has a name");
            assert!(compared.contains_key(name), "the enumeration {name} is not compared with the model");
            declared += 1;
        }
    }
    assert!(declared > 10, "the enumerations are found");
}

#[tokio::test]
async fn every_filter_of_the_model_is_known() {
    let app = App::start().await;
    let unknown = json!({ "Name": "no-such-filter", "Values": ["x"] });
    for operation in served() {
        let Some((_, filters)) = model::input_members(operation).into_iter().find(|(name, _)| *name == "Filters")
        else {
            continue;
        };
        let name = filters.item().member_named("Name").expect("a filter has a name");
        for name in model::enumeration(name) {
            let request = json!({ "Filters": [{ "Name": name, "Values": ["x"] }, unknown] });
            let answer = raw::call(&app, operation, &request.to_string()).await.json();
            let complaint = answer["Fields"].to_string();
            assert!(complaint.contains("filters"), "{operation}: {answer}");
            let request = json!({ "Filters": [{ "Name": name, "Values": ["x"] }] });
            let answer = raw::call(&app, operation, &request.to_string()).await.json();
            assert!(!answer["Fields"].to_string().contains("enum value set"), "{operation} {name}: {answer}");
        }
    }
}

#[tokio::test]
async fn what_is_not_served_is_an_unknown_operation() {
    let app = App::start().await;
    for operation in model::operations().into_iter().filter(|name| !served().contains(name)) {
        let answer = raw::call(&app, operation, "{}").await;
        assert_eq!(answer.line(), "400 UnknownOperationException", "{operation}");
    }
}
