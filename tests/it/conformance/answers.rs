//! What is answered: every member of every output, as the model declares it.

use std::collections::BTreeSet;

use callsign::{api::operations, domain::deployment::DescribeSenderIds};
use serde_json::Value;

use super::never::NEVER;
use crate::harness::{App, Stage, model, settings_without_quotas};

/// Requests that are answered with members which the harness's own request for the operation isn't.
const MORE: &[(&str, &str)] = &[
    ("CarrierLookup", r#"{"PhoneNumber": "+44 7700 900123", "EnableCleansing": true}"#),
    ("CreateConfigurationSet", r#"{"ConfigurationSetName": "$new", "Tags": [{"Key": "Team", "Value": "a"}]}"#),
    (
        "CreateEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "$new",
            "MatchingEventTypes": ["TEXT_ALL"],
            "CloudWatchLogsDestination": {"IamRoleArn": "arn:aws:iam::000000000000:role/events",
                "LogGroupArn": "arn:aws:logs:us-east-1:000000000000:log-group:events"}}"#,
    ),
    (
        "CreateEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "$new",
            "MatchingEventTypes": ["TEXT_ALL"],
            "KinesisFirehoseDestination": {"IamRoleArn": "arn:aws:iam::000000000000:role/events",
                "DeliveryStreamArn": "arn:aws:firehose:us-east-1:000000000000:deliverystream/events"}}"#,
    ),
    ("CreateRcsAgent", r#"{"Tags": [{"Key": "Team", "Value": "a"}]}"#),
    ("DescribeRcsAgentCountryLaunchStatus", r#"{"RcsAgentId": "$rcs_agent.RcsAgentId", "MaxResults": 1}"#),
    ("DescribeRcsAgents", r#"{"MaxResults": 1}"#),
    ("CreateProtectConfiguration", r#"{"Tags": [{"Key": "Team", "Value": "a"}]}"#),
    (
        "CreateNotifyConfiguration",
        r#"{"DisplayName": "www Example", "UseCase": "CODE_VERIFICATION", "EnabledChannels": ["SMS"],
            "EnabledCountries": ["US"], "DefaultTemplateId": "notify-code-verification-english-001",
            "PoolId": "$pool.PoolId", "Tags": [{"Key": "Team", "Value": "a"}]}"#,
    ),
    ("DeleteNotifyConfiguration", r#"{"NotifyConfigurationId": "$doomed_full_notify.NotifyConfigurationId"}"#),
    ("DescribeNotifyConfigurations", r#"{"MaxResults": 1}"#),
    ("DescribeNotifyTemplates", r#"{"MaxResults": 1}"#),
    ("DescribeNotifyTemplates", r#"{"TemplateIds": ["notify-code-verification-english-002"]}"#),
    ("ListNotifyCountries", r#"{"MaxResults": 1}"#),
    ("UpdateNotifyConfiguration", r#"{"NotifyConfigurationId": "$full_notify.NotifyConfigurationId"}"#),
    ("CreateOptOutList", r#"{"OptOutListName": "$new", "Tags": [{"Key": "Team", "Value": "a"}]}"#),
    (
        "CreatePool",
        r#"{"OriginationIdentity": "$free_number.PhoneNumberId", "IsoCountryCode": "US",
            "MessageType": "TRANSACTIONAL", "Tags": [{"Key": "Team", "Value": ""}]}"#,
    ),
    (
        "CreateVerifiedDestinationNumber",
        r#"{"DestinationPhoneNumber": "$phone", "Tags": [{"Key": "Team", "Value": "a"}]}"#,
    ),
    (
        "DeleteEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "doomed-logs"}"#,
    ),
    (
        "DeleteEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "doomed-firehose"}"#,
    ),
    ("DescribeAccountAttributes", r#"{"MaxResults": 1}"#),
    ("DescribeAccountLimits", r#"{"MaxResults": 1}"#),
    ("DescribeConfigurationSets", r#"{"MaxResults": 1}"#),
    ("DescribeKeywords", r#"{"OriginationIdentity": "$pool.PoolId", "MaxResults": 1}"#),
    ("DescribeOptOutLists", r#"{"MaxResults": 1}"#),
    ("DescribeOptedOutNumbers", r#"{"OptOutListName": "$list.OptOutListName", "MaxResults": 1}"#),
    ("DescribePhoneNumbers", r#"{"MaxResults": 1}"#),
    ("DescribePools", r#"{"MaxResults": 1}"#),
    ("DescribeProtectConfigurations", r#"{"MaxResults": 1}"#),
    ("DescribeSenderIds", r#"{"MaxResults": 1}"#),
    ("DescribeSpendLimits", r#"{"MaxResults": 1}"#),
    ("DescribeVerifiedDestinationNumbers", r#"{"MaxResults": 1}"#),
    (
        "ListAvailablePhoneNumbers",
        r#"{"IsoCountryCode": "US", "NumberType": "TEN_DLC", "NumberCapabilities": ["SMS"], "MaxResults": 1}"#,
    ),
    ("ListPoolOriginationIdentities", r#"{"PoolId": "$pool.PoolId", "MaxResults": 1}"#),
    (
        "ListProtectConfigurationRuleSetNumberOverrides",
        r#"{"ProtectConfigurationId": "$protect.ProtectConfigurationId", "MaxResults": 1}"#,
    ),
    (
        "PutProtectConfigurationRuleSetNumberOverride",
        r#"{"ProtectConfigurationId": "$protect.ProtectConfigurationId", "DestinationPhoneNumber": "+12065550196",
            "Action": "BLOCK", "ExpirationTimestamp": 4102444800}"#,
    ),
    (
        "CreateRegistration",
        r#"{"RegistrationType": "US_TOLL_FREE_REGISTRATION", "Tags": [{"Key": "Team", "Value": "a"}]}"#,
    ),
    (
        "CreateRegistrationAttachment",
        r#"{"AttachmentUrl": "s3://documents/more.png", "Tags": [{"Key": "Team", "Value": "a"}]}"#,
    ),
    (
        "DeleteRegistrationFieldValue",
        r#"{"RegistrationId": "$registration.RegistrationId", "FieldPath": "companyInfo.taxIdAuthority"}"#,
    ),
    (
        "DeleteRegistrationFieldValue",
        r#"{"RegistrationId": "$lettered.RegistrationId", "FieldPath": "senderIdInfo.letterOfAuthorization"}"#,
    ),
    ("DescribeRegistrationAttachments", r#"{"MaxResults": 1}"#),
    (
        "DescribeRegistrationFieldDefinitions",
        r#"{"RegistrationType": "US_TEN_DLC_CAMPAIGN_REGISTRATION", "MaxResults": 1}"#,
    ),
    ("DescribeRegistrationFieldValues", r#"{"RegistrationId": "$registration.RegistrationId", "MaxResults": 1}"#),
    ("DescribeRegistrationFieldValues", r#"{"RegistrationId": "$denied.RegistrationId", "VersionNumber": 1}"#),
    ("DescribeRegistrationSectionDefinitions", r#"{"RegistrationType": "US_TOLL_FREE_REGISTRATION", "MaxResults": 1}"#),
    ("DescribeRegistrationTypeDefinitions", r#"{"MaxResults": 1}"#),
    ("DescribeRegistrationVersions", r#"{"RegistrationId": "$denied.RegistrationId", "MaxResults": 1}"#),
    ("DescribeRegistrationVersions", r#"{"RegistrationId": "$held.RegistrationId"}"#),
    ("DescribeRegistrations", r#"{"MaxResults": 1}"#),
    ("ListRegistrationAssociations", r#"{"RegistrationId": "$registration.RegistrationId", "MaxResults": 1}"#),
    (
        "PutRegistrationFieldValue",
        r#"{"RegistrationId": "$registration.RegistrationId", "FieldPath": "companyInfo.taxId",
            "TextValue": "12-3456789"}"#,
    ),
    (
        "PutRegistrationFieldValue",
        r#"{"RegistrationId": "$registration.RegistrationId", "FieldPath": "companyInfo.taxIdAuthority",
            "SelectChoices": ["EIN"]}"#,
    ),
    (
        "PutRegistrationFieldValue",
        r#"{"RegistrationId": "$registration.RegistrationId", "FieldPath": "messagingUseCase.optInImage",
            "RegistrationAttachmentId": "$attachment.RegistrationAttachmentId"}"#,
    ),
    ("ReleasePhoneNumber", r#"{"PhoneNumberId": "$doomed_registered_number.PhoneNumberId"}"#),
    (
        "RequestPhoneNumber",
        r#"{"IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"],
            "NumberType": "TOLL_FREE", "RegistrationId": "$registration.RegistrationId"}"#,
    ),
    (
        "RequestPhoneNumber",
        r#"{"IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS", "VOICE"],
            "NumberType": "SIMULATOR", "PoolId": "$two_way_pool.PoolId", "Tags": [{"Key": "Team", "Value": "a"}]}"#,
    ),
    (
        "RequestSenderId",
        r#"{"SenderId": "$new", "IsoCountryCode": "GB", "MessageTypes": ["PROMOTIONAL", "TRANSACTIONAL"],
            "Tags": [{"Key": "Team", "Value": "a"}]}"#,
    ),
    (
        "UpdateEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "logs",
            "CloudWatchLogsDestination": {"IamRoleArn": "arn:aws:iam::000000000000:role/events",
                "LogGroupArn": "arn:aws:logs:us-east-1:000000000000:log-group:events"}}"#,
    ),
    (
        "UpdateEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "firehose",
            "KinesisFirehoseDestination": {"IamRoleArn": "arn:aws:iam::000000000000:role/events",
                "DeliveryStreamArn": "arn:aws:firehose:us-east-1:000000000000:deliverystream/events"}}"#,
    ),
];

/// The places of all values in an answer, as `model::places` names them.
fn filled(value: &Value, place: &str) -> Vec<String> {
    match value {
        Value::Object(members) => {
            let dot = if place.is_empty() { "" } else { "." };
            members.iter().flat_map(|(name, member)| filled(member, &format!("{place}{dot}{name}"))).collect()
        }
        Value::Array(items) => items.iter().flat_map(|item| filled(item, &format!("{place}[]"))).collect(),
        _ => vec![place.to_owned()],
    }
}

#[tokio::test]
async fn every_member_of_every_output_is_answered_as_the_model_declares_it() {
    // AWS itself was seen to write DescribeSenderIds' message types otherwise than the model does.
    let app = App::with(|settings| {
        settings_without_quotas(settings);
        settings.compatibility.describe_sender_ids = DescribeSenderIds::Model;
    })
    .await;
    let stage = Stage::build(&app, "test", "us-east-1").await;
    let mut failures = Vec::new();
    for operation in operations().map(|served| served.name) {
        let output = model::operation(operation).output.as_deref();
        let more = MORE.iter().filter(|(name, _)| *name == operation).map(|(_, request)| stage.fill(request));
        let mut answered = BTreeSet::new();
        for request in more.chain([stage.request(operation).to_string()]) {
            let answer = stage.call(operation, &request).await;
            let faults = match output {
                _ if answer.status != 200 => vec![format!("{operation} {request}: {}", answer.body)],
                Some(output) => model::faults(output, &answer.json(), operation),
                None => filled(&answer.json(), operation),
            };
            failures.extend(faults);
            answered.extend(filled(&answer.json(), ""));
        }
        let never = |place: &str| NEVER.iter().any(|(name, never, _)| *name == operation && *never == place);
        for place in output.map_or_else(Vec::new, |output| model::places(output, "")) {
            let inside = format!("{place}.");
            let is_answered = answered.iter().any(|one| *one == place || one.starts_with(&inside));
            match (is_answered, never(&place)) {
                (false, false) => failures.push(format!("{operation}: {place} is never answered")),
                (true, true) => failures.push(format!("{operation}: {place} is answered: its line in NEVER is stale")),
                _ => {}
            }
        }
    }
    assert!(failures.is_empty(), "{}:\n{}", failures.len(), failures.join("\n"));
}
