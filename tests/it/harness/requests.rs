//! A request of every operation that succeeds. A new operation needs one line in [`REQUESTS`], and a line in the stock, with whose
//! placeholders it is written, if its request uses something up that no other line makes.

use callsign::api::operations;

use super::stock::{BRAND, FILE, LIST, NOTIFY, NUMBER, SENDER_ID, SET, TESTER, TOLL_FREE};

/// A request for each operation. Each succeeds on the stock, whatever others were sent before.
const REQUESTS: &[(&str, &str)] = &[
    (
        "AssociateOriginationIdentity",
        r#"{"PoolId": "$pool.PoolId", "OriginationIdentity": "$joining_number.PhoneNumberId", "IsoCountryCode": "US"}"#,
    ),
    (
        "AssociateProtectConfiguration",
        r#"{"ProtectConfigurationId": "$joining_protect.ProtectConfigurationId",
            "ConfigurationSetName": "$joining_set.ConfigurationSetName"}"#,
    ),
    ("CarrierLookup", r#"{"PhoneNumber": "+44 7700 900123"}"#),
    ("CreateConfigurationSet", SET),
    (
        "CreateEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "$new",
            "MatchingEventTypes": ["TEXT_ALL"],
            "SnsDestination": {"TopicArn": "arn:aws:sns:us-east-1:000000000000:events"}}"#,
    ),
    ("CreateNotifyConfiguration", NOTIFY),
    ("CreateOptOutList", LIST),
    (
        "CreatePool",
        r#"{"OriginationIdentity": "$sender_id.SenderId", "IsoCountryCode": "GB", "MessageType": "TRANSACTIONAL"}"#,
    ),
    ("CreateProtectConfiguration", "{}"),
    ("CreateRcsAgent", "{}"),
    ("CreateRegistration", BRAND),
    (
        "CreateRegistrationAssociation",
        r#"{"RegistrationId": "$joining_registration.RegistrationId",
            "ResourceId": "$toll_free_number.PhoneNumberId"}"#,
    ),
    ("CreateRegistrationAttachment", FILE),
    ("CreateRegistrationVersion", r#"{"RegistrationId": "$denied.RegistrationId"}"#),
    ("CreateVerifiedDestinationNumber", TESTER),
    ("DeleteAccountDefaultProtectConfiguration", "{}"),
    ("DeleteConfigurationSet", r#"{"ConfigurationSetName": "$doomed_set.ConfigurationSetName"}"#),
    ("DeleteDefaultMessageType", r#"{"ConfigurationSetName": "$set.ConfigurationSetName"}"#),
    ("DeleteDefaultSenderId", r#"{"ConfigurationSetName": "$set.ConfigurationSetName"}"#),
    (
        "DeleteEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "doomed-sns"}"#,
    ),
    ("DeleteKeyword", r#"{"OriginationIdentity": "$number.PhoneNumberId", "Keyword": "HOURS"}"#),
    ("DeleteMediaMessageSpendLimitOverride", "{}"),
    ("DeleteNotifyConfiguration", r#"{"NotifyConfigurationId": "$doomed_notify.NotifyConfigurationId"}"#),
    ("DeleteNotifyMessageSpendLimitOverride", "{}"),
    ("DeleteOptOutList", r#"{"OptOutListName": "$doomed_list.OptOutListName"}"#),
    ("DeleteOptedOutNumber", r#"{"OptOutListName": "$list.OptOutListName", "OptedOutNumber": "+12025550199"}"#),
    ("DeletePool", r#"{"PoolId": "$doomed_pool.PoolId"}"#),
    ("DeleteProtectConfiguration", r#"{"ProtectConfigurationId": "$doomed_protect.ProtectConfigurationId"}"#),
    (
        "DeleteProtectConfigurationRuleSetNumberOverride",
        r#"{"ProtectConfigurationId": "$protect.ProtectConfigurationId", "DestinationPhoneNumber": "+12065550198"}"#,
    ),
    ("DeleteRcsAgent", r#"{"RcsAgentId": "$doomed_rcs_agent.RcsAgentId"}"#),
    ("DeleteRcsMessageSpendLimitOverride", "{}"),
    ("DeleteRegistration", r#"{"RegistrationId": "$doomed_registration.RegistrationId"}"#),
    ("DeleteRegistrationAttachment", r#"{"RegistrationAttachmentId": "$doomed_attachment.RegistrationAttachmentId"}"#),
    (
        "DeleteRegistrationFieldValue",
        r#"{"RegistrationId": "$registration.RegistrationId", "FieldPath": "companyInfo.taxId"}"#,
    ),
    ("DeleteResourcePolicy", r#"{"ResourceArn": "$number.PhoneNumberArn"}"#),
    ("DeleteTextMessageSpendLimitOverride", "{}"),
    (
        "DeleteVerifiedDestinationNumber",
        r#"{"VerifiedDestinationNumberId": "$doomed_phone.VerifiedDestinationNumberId"}"#,
    ),
    ("DeleteVoiceMessageSpendLimitOverride", "{}"),
    ("DescribeAccountAttributes", "{}"),
    ("DescribeAccountLimits", "{}"),
    ("DescribeConfigurationSets", "{}"),
    ("DescribeKeywords", r#"{"OriginationIdentity": "$pool.PoolId"}"#),
    ("DescribeNotifyConfigurations", "{}"),
    ("DescribeNotifyTemplates", "{}"),
    ("DescribeOptOutLists", "{}"),
    ("DescribeOptedOutNumbers", r#"{"OptOutListName": "$list.OptOutListName"}"#),
    ("DescribePhoneNumbers", "{}"),
    ("DescribePools", "{}"),
    ("DescribeProtectConfigurations", "{}"),
    ("DescribeRcsAgentCountryLaunchStatus", r#"{"RcsAgentId": "$rcs_agent.RcsAgentId"}"#),
    ("DescribeRcsAgents", "{}"),
    ("DescribeRegistrationAttachments", "{}"),
    ("DescribeRegistrationFieldDefinitions", TOLL_FREE),
    ("DescribeRegistrationFieldValues", r#"{"RegistrationId": "$registration.RegistrationId"}"#),
    ("DescribeRegistrationSectionDefinitions", TOLL_FREE),
    ("DescribeRegistrationTypeDefinitions", "{}"),
    ("DescribeRegistrationVersions", r#"{"RegistrationId": "$denied.RegistrationId"}"#),
    ("DescribeRegistrations", "{}"),
    ("DescribeSenderIds", "{}"),
    ("DescribeSpendLimits", "{}"),
    ("DescribeVerifiedDestinationNumbers", "{}"),
    (
        "DisassociateOriginationIdentity",
        r#"{"PoolId": "$pool.PoolId", "OriginationIdentity": "$member.PhoneNumberId", "IsoCountryCode": "US"}"#,
    ),
    (
        "DisassociateProtectConfiguration",
        r#"{"ProtectConfigurationId": "$protect.ProtectConfigurationId",
            "ConfigurationSetName": "$full_set.ConfigurationSetName"}"#,
    ),
    ("DiscardRegistrationVersion", r#"{"RegistrationId": "$discardable.RegistrationId"}"#),
    (
        "GetProtectConfigurationCountryRuleSet",
        r#"{"ProtectConfigurationId": "$protect.ProtectConfigurationId", "NumberCapability": "SMS"}"#,
    ),
    ("GetResourcePolicy", r#"{"ResourceArn": "$list.OptOutListArn"}"#),
    (
        "ListAvailablePhoneNumbers",
        r#"{"IsoCountryCode": "US", "NumberType": "TEN_DLC", "NumberCapabilities": ["SMS"]}"#,
    ),
    ("ListNotifyCountries", "{}"),
    ("ListPoolOriginationIdentities", r#"{"PoolId": "$pool.PoolId"}"#),
    (
        "ListProtectConfigurationRuleSetNumberOverrides",
        r#"{"ProtectConfigurationId": "$protect.ProtectConfigurationId"}"#,
    ),
    ("ListRegistrationAssociations", r#"{"RegistrationId": "$registration.RegistrationId"}"#),
    ("ListTagsForResource", r#"{"ResourceArn": "$list.OptOutListArn"}"#),
    (
        "PutKeyword",
        r#"{"OriginationIdentity": "$number.PhoneNumberId", "Keyword": "WHERE", "KeywordMessage": "Here."}"#,
    ),
    ("PutMessageFeedback", r#"{"MessageId": "$message.MessageId", "MessageFeedbackStatus": "RECEIVED"}"#),
    ("PutOptedOutNumber", r#"{"OptOutListName": "$list.OptOutListName", "OptedOutNumber": "+12025550198"}"#),
    (
        "PutProtectConfigurationRuleSetNumberOverride",
        r#"{"ProtectConfigurationId": "$protect.ProtectConfigurationId", "DestinationPhoneNumber": "+12065550197",
            "Action": "BLOCK"}"#,
    ),
    (
        "PutRegistrationFieldValue",
        r#"{"RegistrationId": "$registration.RegistrationId", "FieldPath": "messagingUseCase.optInImage",
            "RegistrationAttachmentId": "$attachment.RegistrationAttachmentId"}"#,
    ),
    (
        "PutResourcePolicy",
        r#"{"ResourceArn": "$pool.PoolArn",
            "Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"222222222222\"}, \"Action\": \"sms-voice:DescribePools\", \"Resource\": \"$pool.PoolArn\"}]}"}"#,
    ),
    ("ReleasePhoneNumber", r#"{"PhoneNumberId": "$doomed_number.PhoneNumberId"}"#),
    ("ReleaseSenderId", r#"{"SenderId": "$doomed_sender_id.SenderId", "IsoCountryCode": "GB"}"#),
    ("RequestPhoneNumber", NUMBER),
    ("RequestSenderId", SENDER_ID),
    (
        "SendDestinationNumberVerificationCode",
        r#"{"VerifiedDestinationNumberId": "$pending.VerifiedDestinationNumberId", "VerificationChannel": "TEXT"}"#,
    ),
    (
        "SendMediaMessage",
        r#"{"DestinationPhoneNumber": "+12065550142", "OriginationIdentity": "$speaking_number.PhoneNumberId",
            "MessageBody": "Hello", "MediaUrls": ["s3://pictures/hello.png"], "DryRun": true}"#,
    ),
    (
        "SendNotifyTextMessage",
        r#"{"NotifyConfigurationId": "$notify.NotifyConfigurationId", "DestinationPhoneNumber": "+12065550142",
            "TemplateId": "notify-code-verification-english-001", "TemplateVariables": {"code": "482913"},
            "DryRun": true}"#,
    ),
    (
        "SendNotifyVoiceMessage",
        r#"{"NotifyConfigurationId": "$notify.NotifyConfigurationId", "DestinationPhoneNumber": "+12065550142",
            "TemplateId": "notify-code-verification-english-001", "TemplateVariables": {"code": "482913"},
            "DryRun": true}"#,
    ),
    (
        "SendRcsMessage",
        r#"{"DestinationPhoneNumber": "+12065550142", "OriginationIdentity": "$sending_rcs_agent.RcsAgentId",
            "RcsMessageContent": {"Content": {"TextMessage": {"Body": "Hello"}}}, "DryRun": true}"#,
    ),
    (
        "SendTextMessage",
        r#"{"DestinationPhoneNumber": "+12065550142", "OriginationIdentity": "$speaking_number.PhoneNumberId",
            "MessageBody": "Hello", "DryRun": true}"#,
    ),
    (
        "SendVoiceMessage",
        r#"{"DestinationPhoneNumber": "+12065550142", "OriginationIdentity": "$speaking_number.PhoneNumberId",
            "MessageBody": "<speak>Hello</speak>", "DryRun": true}"#,
    ),
    (
        "SetAccountDefaultProtectConfiguration",
        r#"{"ProtectConfigurationId": "$default_protect.ProtectConfigurationId"}"#,
    ),
    (
        "SetDefaultMessageFeedbackEnabled",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "MessageFeedbackEnabled": true}"#,
    ),
    ("SetDefaultMessageType", r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "MessageType": "PROMOTIONAL"}"#),
    ("SetDefaultSenderId", r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "SenderId": "Bravo"}"#),
    ("SetMediaMessageSpendLimitOverride", r#"{"MonthlyLimit": 1}"#),
    ("SetNotifyMessageSpendLimitOverride", r#"{"MonthlyLimit": 1}"#),
    ("SetRcsMessageSpendLimitOverride", r#"{"MonthlyLimit": 1}"#),
    ("SetTextMessageSpendLimitOverride", r#"{"MonthlyLimit": 1}"#),
    ("SetVoiceMessageSpendLimitOverride", r#"{"MonthlyLimit": 1}"#),
    ("SubmitRegistrationVersion", r#"{"RegistrationId": "$draft.RegistrationId"}"#),
    ("TagResource", r#"{"ResourceArn": "$pool.PoolArn", "Tags": [{"Key": "Name", "Value": "x"}]}"#),
    ("UntagResource", r#"{"ResourceArn": "$list.OptOutListArn", "TagKeys": ["Name"]}"#),
    (
        "UpdateEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "sns",
            "SnsDestination": {"TopicArn": "arn:aws:sns:us-east-1:000000000000:events"}}"#,
    ),
    ("UpdateNotifyConfiguration", r#"{"NotifyConfigurationId": "$notify.NotifyConfigurationId"}"#),
    (
        "UpdatePhoneNumber",
        r#"{"PhoneNumberId": "$number.PhoneNumberId", "TwoWayChannelRole": "arn:aws:iam::000000000000:role/other"}"#,
    ),
    (
        "UpdatePool",
        r#"{"PoolId": "$two_way_pool.PoolId", "TwoWayChannelRole": "arn:aws:iam::000000000000:role/other"}"#,
    ),
    ("UpdateProtectConfiguration", r#"{"ProtectConfigurationId": "$protect.ProtectConfigurationId"}"#),
    (
        "UpdateProtectConfigurationCountryRuleSet",
        r#"{"ProtectConfigurationId": "$protect.ProtectConfigurationId", "NumberCapability": "SMS",
            "CountryRuleSetUpdates": {"DE": {"ProtectStatus": "FILTER"}}}"#,
    ),
    ("UpdateRcsAgent", r#"{"RcsAgentId": "$rcs_agent.RcsAgentId", "TwoWayEnabled": true}"#),
    ("UpdateSenderId", r#"{"SenderId": "$sender_id.SenderId", "IsoCountryCode": "GB"}"#),
    (
        "VerifyDestinationNumber",
        r#"{"VerifiedDestinationNumberId": "$unverified.VerifiedDestinationNumberId",
            "VerificationCode": "$code.VerificationCode"}"#,
    ),
];

/// The request of an operation that succeeds, its placeholders not filled in.
///
/// # Panics
///
/// If the table lacks it: a new operation needs its line.
pub fn request(operation: &str) -> &'static str {
    let found = REQUESTS.iter().find(|(name, _)| *name == operation);
    found.unwrap_or_else(|| panic!("{operation} lacks its line in REQUESTS, tests/it/harness/requests.rs")).1
}

#[test]
fn every_served_operation_has_a_request() {
    let names: Vec<&str> = REQUESTS.iter().map(|(name, _)| *name).collect();
    assert!(names.is_sorted(), "{names:?}");
    let served = operations().map(|served| served.name);
    let lacking: Vec<&str> = served.filter(|name| !names.contains(name)).collect();
    assert_eq!(lacking, Vec::<&str>::new(), "each needs its line in REQUESTS");
}
