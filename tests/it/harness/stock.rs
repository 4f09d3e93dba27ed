//! What has to be there for the requests of the operations: lines that make it, in order.
//!
//! `$name.Member` stands for a member of the answer to the line `name` of the stock, `$new` for a name that nothing has, `$phone` for a
//! phone that nothing names. A code that was sent is a member of its answer, VerificationCode.

use callsign::api::dispatch;

/// Names a line of the stock, an operation, and its request.
pub type Stock = (&'static str, &'static str, &'static str);

/// A free US number of the simulator.
pub const NUMBER: &str = r#"{"IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"],
    "NumberType": "SIMULATOR"}"#;

/// A sender ID.
pub const SENDER_ID: &str = r#"{"SenderId": "$new", "IsoCountryCode": "GB"}"#;

/// An opt-out list.
pub const LIST: &str = r#"{"OptOutListName": "$new"}"#;

/// A configuration set.
pub const SET: &str = r#"{"ConfigurationSetName": "$new"}"#;

/// A registration for a toll-free number.
pub const TOLL_FREE: &str = r#"{"RegistrationType": "US_TOLL_FREE_REGISTRATION"}"#;

/// A registration that nothing is associated with.
pub const BRAND: &str = r#"{"RegistrationType": "US_TEN_DLC_BRAND_REGISTRATION"}"#;

/// What is attached to registrations.
pub const FILE: &str = r#"{"AttachmentUrl": "s3://documents/proof.pdf"}"#;

/// A phone that is to be verified.
pub const PHONE: &str = r#"{"DestinationPhoneNumber": "$phone"}"#;

/// A notify configuration.
pub const NOTIFY: &str = r#"{"DisplayName": "Example", "UseCase": "CODE_VERIFICATION", "EnabledChannels": ["SMS", "VOICE"],
        "DefaultTemplateId": "notify-code-verification-english-001"}"#;

/// One that has everything, and is REJECTED for its name.
const FULL_NOTIFY: &str = r#"{"DisplayName": "www Example", "UseCase": "CODE_VERIFICATION", "EnabledChannels": ["SMS"],
    "EnabledCountries": ["US"], "DefaultTemplateId": "notify-code-verification-english-001", "PoolId": "$pool.PoolId",
    "DeletionProtectionEnabled": true}"#;

/// A phone that is to test an RCS agent.
pub const TESTER: &str = r#"{"DestinationPhoneNumber": "$phone", "RcsAgentId": "$rcs_agent.RcsAgentId"}"#;

/// What requests need, in an order in which all of it can be made.
const STOCK: &[Stock] = &[
    ("media_limit", "SetMediaMessageSpendLimitOverride", r#"{"MonthlyLimit": 1}"#),
    ("notify_limit", "SetNotifyMessageSpendLimitOverride", r#"{"MonthlyLimit": 1}"#),
    ("rcs_limit", "SetRcsMessageSpendLimitOverride", r#"{"MonthlyLimit": 1}"#),
    ("text_limit", "SetTextMessageSpendLimitOverride", r#"{"MonthlyLimit": 1}"#),
    ("voice_limit", "SetVoiceMessageSpendLimitOverride", r#"{"MonthlyLimit": 1}"#),
    ("list", "CreateOptOutList", LIST),
    (
        "opted_out",
        "PutOptedOutNumber",
        r#"{"OptOutListName": "$list.OptOutListName", "OptedOutNumber": "+12025550199"}"#,
    ),
    (
        "opted_out_too",
        "PutOptedOutNumber",
        r#"{"OptOutListName": "$list.OptOutListName", "OptedOutNumber": "+12025550197"}"#,
    ),
    (
        "opted_out_as_well",
        "PutOptedOutNumber",
        r#"{"OptOutListName": "$list.OptOutListName", "OptedOutNumber": "+12025550196"}"#,
    ),
    ("doomed_list", "CreateOptOutList", LIST),
    ("number", "RequestPhoneNumber", NUMBER),
    (
        "number_two_way",
        "UpdatePhoneNumber",
        r#"{"PhoneNumberId": "$number.PhoneNumberId", "TwoWayEnabled": true,
            "TwoWayChannelArn": "arn:aws:sns:us-east-1:000000000000:first",
            "TwoWayChannelRole": "arn:aws:iam::000000000000:role/first"}"#,
    ),
    (
        "number_keyword",
        "PutKeyword",
        r#"{"OriginationIdentity": "$number.PhoneNumberId", "Keyword": "HOURS", "KeywordMessage": "From 9 to 5."}"#,
    ),
    ("doomed_number", "RequestPhoneNumber", NUMBER),
    (
        "doomed_number_two_way",
        "UpdatePhoneNumber",
        r#"{"PhoneNumberId": "$doomed_number.PhoneNumberId", "TwoWayEnabled": true,
            "TwoWayChannelArn": "arn:aws:sns:us-east-1:000000000000:replies",
            "TwoWayChannelRole": "arn:aws:iam::000000000000:role/replies"}"#,
    ),
    ("free_number", "RequestPhoneNumber", NUMBER),
    (
        "free_number_two_way",
        "UpdatePhoneNumber",
        r#"{"PhoneNumberId": "$free_number.PhoneNumberId", "TwoWayEnabled": true,
            "TwoWayChannelArn": "arn:aws:sns:us-east-1:000000000000:first",
            "TwoWayChannelRole": "arn:aws:iam::000000000000:role/first"}"#,
    ),
    ("sender_id", "RequestSenderId", SENDER_ID),
    ("doomed_sender_id", "RequestSenderId", SENDER_ID),
    ("founder", "RequestPhoneNumber", NUMBER),
    (
        "pool",
        "CreatePool",
        r#"{"OriginationIdentity": "$founder.PhoneNumberId", "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL"}"#,
    ),
    ("member", "RequestPhoneNumber", NUMBER),
    (
        "membership",
        "AssociateOriginationIdentity",
        r#"{"PoolId": "$pool.PoolId", "OriginationIdentity": "$member.PhoneNumberId", "IsoCountryCode": "US"}"#,
    ),
    ("joining_number", "RequestPhoneNumber", NUMBER),
    ("two_way_founder", "RequestPhoneNumber", NUMBER),
    (
        "two_way_pool",
        "CreatePool",
        r#"{"OriginationIdentity": "$two_way_founder.PhoneNumberId", "IsoCountryCode": "US",
            "MessageType": "TRANSACTIONAL"}"#,
    ),
    (
        "two_way",
        "UpdatePool",
        r#"{"PoolId": "$two_way_pool.PoolId", "TwoWayEnabled": true,
            "TwoWayChannelArn": "arn:aws:sns:us-east-1:000000000000:first",
            "TwoWayChannelRole": "arn:aws:iam::000000000000:role/first"}"#,
    ),
    ("doomed_founder", "RequestPhoneNumber", NUMBER),
    (
        "doomed_pool",
        "CreatePool",
        r#"{"OriginationIdentity": "$doomed_founder.PhoneNumberId", "IsoCountryCode": "US",
            "MessageType": "TRANSACTIONAL"}"#,
    ),
    (
        "doomed_pool_two_way",
        "UpdatePool",
        r#"{"PoolId": "$doomed_pool.PoolId", "TwoWayEnabled": true,
            "TwoWayChannelArn": "arn:aws:sns:us-east-1:000000000000:replies",
            "TwoWayChannelRole": "arn:aws:iam::000000000000:role/replies"}"#,
    ),
    ("set", "CreateConfigurationSet", SET),
    (
        "set_type",
        "SetDefaultMessageType",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "MessageType": "TRANSACTIONAL"}"#,
    ),
    (
        "set_sender_id",
        "SetDefaultSenderId",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "SenderId": "$new"}"#,
    ),
    (
        "sns",
        "CreateEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "sns",
            "MatchingEventTypes": ["TEXT_ALL"],
            "SnsDestination": {"TopicArn": "arn:aws:sns:us-east-1:000000000000:events"}}"#,
    ),
    (
        "logs",
        "CreateEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "logs",
            "MatchingEventTypes": ["TEXT_ALL"],
            "CloudWatchLogsDestination": {"IamRoleArn": "arn:aws:iam::000000000000:role/events",
                "LogGroupArn": "arn:aws:logs:us-east-1:000000000000:log-group:events"}}"#,
    ),
    (
        "firehose",
        "CreateEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "firehose",
            "MatchingEventTypes": ["TEXT_ALL"],
            "KinesisFirehoseDestination": {"IamRoleArn": "arn:aws:iam::000000000000:role/events",
                "DeliveryStreamArn": "arn:aws:firehose:us-east-1:000000000000:deliverystream/events"}}"#,
    ),
    (
        "doomed_sns",
        "CreateEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "doomed-sns",
            "MatchingEventTypes": ["TEXT_ALL"],
            "SnsDestination": {"TopicArn": "arn:aws:sns:us-east-1:000000000000:events"}}"#,
    ),
    (
        "doomed_logs",
        "CreateEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "doomed-logs",
            "MatchingEventTypes": ["TEXT_ALL"],
            "CloudWatchLogsDestination": {"IamRoleArn": "arn:aws:iam::000000000000:role/events",
                "LogGroupArn": "arn:aws:logs:us-east-1:000000000000:log-group:events"}}"#,
    ),
    (
        "doomed_firehose",
        "CreateEventDestination",
        r#"{"ConfigurationSetName": "$set.ConfigurationSetName", "EventDestinationName": "doomed-firehose",
            "MatchingEventTypes": ["TEXT_ALL"],
            "KinesisFirehoseDestination": {"IamRoleArn": "arn:aws:iam::000000000000:role/events",
                "DeliveryStreamArn": "arn:aws:firehose:us-east-1:000000000000:deliverystream/events"}}"#,
    ),
    ("full_set", "CreateConfigurationSet", SET),
    (
        "full_set_type",
        "SetDefaultMessageType",
        r#"{"ConfigurationSetName": "$full_set.ConfigurationSetName", "MessageType": "PROMOTIONAL"}"#,
    ),
    (
        "full_set_sender_id",
        "SetDefaultSenderId",
        r#"{"ConfigurationSetName": "$full_set.ConfigurationSetName", "SenderId": "$new"}"#,
    ),
    (
        "full_set_feedback",
        "SetDefaultMessageFeedbackEnabled",
        r#"{"ConfigurationSetName": "$full_set.ConfigurationSetName", "MessageFeedbackEnabled": true}"#,
    ),
    (
        "full_set_sns",
        "CreateEventDestination",
        r#"{"ConfigurationSetName": "$full_set.ConfigurationSetName", "EventDestinationName": "sns",
            "MatchingEventTypes": ["TEXT_ALL"],
            "SnsDestination": {"TopicArn": "arn:aws:sns:us-east-1:000000000000:events"}}"#,
    ),
    (
        "full_set_logs",
        "CreateEventDestination",
        r#"{"ConfigurationSetName": "$full_set.ConfigurationSetName", "EventDestinationName": "logs",
            "MatchingEventTypes": ["TEXT_ALL"],
            "CloudWatchLogsDestination": {"IamRoleArn": "arn:aws:iam::000000000000:role/events",
                "LogGroupArn": "arn:aws:logs:us-east-1:000000000000:log-group:events"}}"#,
    ),
    (
        "full_set_firehose",
        "CreateEventDestination",
        r#"{"ConfigurationSetName": "$full_set.ConfigurationSetName", "EventDestinationName": "firehose",
            "MatchingEventTypes": ["TEXT_ALL"],
            "KinesisFirehoseDestination": {"IamRoleArn": "arn:aws:iam::000000000000:role/events",
                "DeliveryStreamArn": "arn:aws:firehose:us-east-1:000000000000:deliverystream/events"}}"#,
    ),
    ("doomed_set", "CreateConfigurationSet", SET),
    (
        "doomed_set_type",
        "SetDefaultMessageType",
        r#"{"ConfigurationSetName": "$doomed_set.ConfigurationSetName", "MessageType": "PROMOTIONAL"}"#,
    ),
    (
        "doomed_set_sender_id",
        "SetDefaultSenderId",
        r#"{"ConfigurationSetName": "$doomed_set.ConfigurationSetName", "SenderId": "$new"}"#,
    ),
    (
        "doomed_set_feedback",
        "SetDefaultMessageFeedbackEnabled",
        r#"{"ConfigurationSetName": "$doomed_set.ConfigurationSetName", "MessageFeedbackEnabled": true}"#,
    ),
    (
        "doomed_set_sns",
        "CreateEventDestination",
        r#"{"ConfigurationSetName": "$doomed_set.ConfigurationSetName", "EventDestinationName": "sns",
            "MatchingEventTypes": ["TEXT_ALL"],
            "SnsDestination": {"TopicArn": "arn:aws:sns:us-east-1:000000000000:events"}}"#,
    ),
    (
        "doomed_set_logs",
        "CreateEventDestination",
        r#"{"ConfigurationSetName": "$doomed_set.ConfigurationSetName", "EventDestinationName": "logs",
            "MatchingEventTypes": ["TEXT_ALL"],
            "CloudWatchLogsDestination": {"IamRoleArn": "arn:aws:iam::000000000000:role/events",
                "LogGroupArn": "arn:aws:logs:us-east-1:000000000000:log-group:events"}}"#,
    ),
    (
        "doomed_set_firehose",
        "CreateEventDestination",
        r#"{"ConfigurationSetName": "$doomed_set.ConfigurationSetName", "EventDestinationName": "firehose",
            "MatchingEventTypes": ["TEXT_ALL"],
            "KinesisFirehoseDestination": {"IamRoleArn": "arn:aws:iam::000000000000:role/events",
                "DeliveryStreamArn": "arn:aws:firehose:us-east-1:000000000000:deliverystream/events"}}"#,
    ),
    (
        "speaking_number",
        "RequestPhoneNumber",
        r#"{"IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS", "MMS", "VOICE"],
            "NumberType": "LONG_CODE"}"#,
    ),
    (
        "message",
        "SendTextMessage",
        r#"{"DestinationPhoneNumber": "+12065550142", "OriginationIdentity": "$speaking_number.PhoneNumberId",
            "MessageBody": "Hello", "MessageFeedbackEnabled": true}"#,
    ),
    ("protect", "CreateProtectConfiguration", "{}"),
    (
        "protect_rules",
        "UpdateProtectConfigurationCountryRuleSet",
        r#"{"ProtectConfigurationId": "$protect.ProtectConfigurationId", "NumberCapability": "SMS",
            "CountryRuleSetUpdates": {"FR": {"ProtectStatus": "BLOCK"}}}"#,
    ),
    (
        "protect_override",
        "PutProtectConfigurationRuleSetNumberOverride",
        r#"{"ProtectConfigurationId": "$protect.ProtectConfigurationId", "DestinationPhoneNumber": "+12065550199",
            "Action": "ALLOW", "ExpirationTimestamp": 4102444800}"#,
    ),
    (
        "protect_doomed_override",
        "PutProtectConfigurationRuleSetNumberOverride",
        r#"{"ProtectConfigurationId": "$protect.ProtectConfigurationId", "DestinationPhoneNumber": "+12065550198",
            "Action": "ALLOW", "ExpirationTimestamp": 4102444800}"#,
    ),
    (
        "protect_override_too",
        "PutProtectConfigurationRuleSetNumberOverride",
        r#"{"ProtectConfigurationId": "$protect.ProtectConfigurationId", "DestinationPhoneNumber": "+12065550195",
            "Action": "BLOCK"}"#,
    ),
    ("doomed_protect", "CreateProtectConfiguration", "{}"),
    ("joining_protect", "CreateProtectConfiguration", "{}"),
    ("joining_set", "CreateConfigurationSet", SET),
    (
        "protected_set",
        "AssociateProtectConfiguration",
        r#"{"ProtectConfigurationId": "$protect.ProtectConfigurationId",
            "ConfigurationSetName": "$full_set.ConfigurationSetName"}"#,
    ),
    ("default_protect", "CreateProtectConfiguration", "{}"),
    (
        "account_default",
        "SetAccountDefaultProtectConfiguration",
        r#"{"ProtectConfigurationId": "$default_protect.ProtectConfigurationId"}"#,
    ),
    ("notify", "CreateNotifyConfiguration", NOTIFY),
    ("doomed_notify", "CreateNotifyConfiguration", NOTIFY),
    ("full_notify", "CreateNotifyConfiguration", FULL_NOTIFY),
    ("doomed_full_notify", "CreateNotifyConfiguration", FULL_NOTIFY),
    (
        "doomed_full_notify_protection",
        "UpdateNotifyConfiguration",
        r#"{"NotifyConfigurationId": "$doomed_full_notify.NotifyConfigurationId", "DeletionProtectionEnabled": false}"#,
    ),
    ("pending", "CreateVerifiedDestinationNumber", PHONE),
    (
        "pending_code",
        "SendDestinationNumberVerificationCode",
        r#"{"VerifiedDestinationNumberId": "$pending.VerifiedDestinationNumberId", "VerificationChannel": "TEXT"}"#,
    ),
    ("unverified", "CreateVerifiedDestinationNumber", PHONE),
    (
        "code",
        "SendDestinationNumberVerificationCode",
        r#"{"VerifiedDestinationNumberId": "$unverified.VerifiedDestinationNumberId", "VerificationChannel": "TEXT"}"#,
    ),
    ("verified", "CreateVerifiedDestinationNumber", PHONE),
    (
        "verified_code",
        "SendDestinationNumberVerificationCode",
        r#"{"VerifiedDestinationNumberId": "$verified.VerifiedDestinationNumberId", "VerificationChannel": "TEXT"}"#,
    ),
    (
        "verification",
        "VerifyDestinationNumber",
        r#"{"VerifiedDestinationNumberId": "$verified.VerifiedDestinationNumberId",
            "VerificationCode": "$verified_code.VerificationCode"}"#,
    ),
    ("rcs_agent", "CreateRcsAgent", "{}"),
    (
        "rcs_agent_two_way",
        "UpdateRcsAgent",
        r#"{"RcsAgentId": "$rcs_agent.RcsAgentId", "TwoWayEnabled": true, "TwoWayChannelArn": "arn:aws:sns:us-east-1:000000000000:first",
            "TwoWayChannelRole": "arn:aws:iam::000000000000:role/first",
            "TwoWayMediaS3BucketName": "incoming-media", "TwoWayMediaS3KeyPrefix": "in/",
            "TwoWayMediaS3Role": "arn:aws:iam::000000000000:role/media", "TwoWayRcsEventsEnabled": ["ALL"]}"#,
    ),
    ("doomed_rcs_agent", "CreateRcsAgent", "{}"),
    (
        "doomed_rcs_agent_two_way",
        "UpdateRcsAgent",
        r#"{"RcsAgentId": "$doomed_rcs_agent.RcsAgentId", "TwoWayEnabled": true, "TwoWayChannelArn": "arn:aws:sns:us-east-1:000000000000:first",
            "TwoWayChannelRole": "arn:aws:iam::000000000000:role/first",
            "TwoWayMediaS3BucketName": "incoming-media", "TwoWayMediaS3KeyPrefix": "in/",
            "TwoWayMediaS3Role": "arn:aws:iam::000000000000:role/media", "TwoWayRcsEventsEnabled": ["ALL"]}"#,
    ),
    ("sending_rcs_agent", "CreateRcsAgent", "{}"),
    ("sending_rcs_launch", "CreateRegistration", r#"{"RegistrationType": "US_RCS_LAUNCH_REGISTRATION"}"#),
    (
        "sending_rcs_association",
        "CreateRegistrationAssociation",
        r#"{"RegistrationId": "$sending_rcs_launch.RegistrationId", "ResourceId": "$sending_rcs_agent.RcsAgentId"}"#,
    ),
    ("rcs_test", "CreateRegistration", r#"{"RegistrationType": "TEST_RCS_LAUNCH_REGISTRATION"}"#),
    (
        "rcs_test_of_agent",
        "CreateRegistrationAssociation",
        r#"{"RegistrationId": "$rcs_test.RegistrationId", "ResourceId": "$rcs_agent.RcsAgentId"}"#,
    ),
    ("rcs_test_submission", "SubmitRegistrationVersion", r#"{"RegistrationId": "$rcs_test.RegistrationId"}"#),
    ("rcs_launch", "CreateRegistration", r#"{"RegistrationType": "GB_RCS_LAUNCH_REGISTRATION"}"#),
    (
        "rcs_launch_of_agent",
        "CreateRegistrationAssociation",
        r#"{"RegistrationId": "$rcs_launch.RegistrationId", "ResourceId": "$rcs_agent.RcsAgentId"}"#,
    ),
    ("rcs_launch_submission", "SubmitRegistrationVersion", r#"{"RegistrationId": "$rcs_launch.RegistrationId"}"#),
    ("second_rcs_launch", "CreateRegistration", r#"{"RegistrationType": "FR_RCS_LAUNCH_REGISTRATION"}"#),
    (
        "second_rcs_launch_of_agent",
        "CreateRegistrationAssociation",
        r#"{"RegistrationId": "$second_rcs_launch.RegistrationId", "ResourceId": "$rcs_agent.RcsAgentId"}"#,
    ),
    ("doomed_phone", "CreateVerifiedDestinationNumber", TESTER),
    ("registration", "CreateRegistration", TOLL_FREE),
    (
        "registration_text",
        "PutRegistrationFieldValue",
        r#"{"RegistrationId": "$registration.RegistrationId", "FieldPath": "companyInfo.taxId",
            "TextValue": "12-3456789"}"#,
    ),
    (
        "registration_choice",
        "PutRegistrationFieldValue",
        r#"{"RegistrationId": "$registration.RegistrationId", "FieldPath": "companyInfo.taxIdAuthority",
            "SelectChoices": ["EIN"]}"#,
    ),
    (
        "registration_volume",
        "PutRegistrationFieldValue",
        r#"{"RegistrationId": "$registration.RegistrationId", "FieldPath": "messagingUseCase.monthlyMessageVolume",
            "SelectChoices": ["100"]}"#,
    ),
    ("attachment", "CreateRegistrationAttachment", FILE),
    (
        "registration_file",
        "PutRegistrationFieldValue",
        r#"{"RegistrationId": "$registration.RegistrationId", "FieldPath": "messagingUseCase.optInImage",
            "RegistrationAttachmentId": "$attachment.RegistrationAttachmentId"}"#,
    ),
    ("doomed_attachment", "CreateRegistrationAttachment", FILE),
    (
        "registered_number",
        "RequestPhoneNumber",
        r#"{"IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"],
            "NumberType": "TOLL_FREE", "RegistrationId": "$registration.RegistrationId"}"#,
    ),
    (
        "doomed_registered_number",
        "RequestPhoneNumber",
        r#"{"IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"],
            "NumberType": "TOLL_FREE", "RegistrationId": "$registration.RegistrationId"}"#,
    ),
    (
        "toll_free_number",
        "RequestPhoneNumber",
        r#"{"IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"],
            "NumberType": "TOLL_FREE"}"#,
    ),
    (
        "spare_toll_free_number",
        "RequestPhoneNumber",
        r#"{"IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"],
            "NumberType": "TOLL_FREE"}"#,
    ),
    ("joining_registration", "CreateRegistration", TOLL_FREE),
    ("doomed_registration", "CreateRegistration", BRAND),
    ("doomed_submission", "SubmitRegistrationVersion", r#"{"RegistrationId": "$doomed_registration.RegistrationId"}"#),
    ("denied", "CreateRegistration", BRAND),
    (
        "denied_text",
        "PutRegistrationFieldValue",
        r#"{"RegistrationId": "$denied.RegistrationId", "FieldPath": "companyInfo.city", "TextValue": "Oslo"}"#,
    ),
    (
        "denied_submission",
        "SubmitRegistrationVersion",
        r#"{"RegistrationId": "$denied.RegistrationId", "AwsReview": true}"#,
    ),
    ("held", "CreateRegistration", BRAND),
    (
        "held_text",
        "PutRegistrationFieldValue",
        r#"{"RegistrationId": "$held.RegistrationId", "FieldPath": "companyInfo.city", "TextValue": "CALLSIGN-HOLD"}"#,
    ),
    ("held_submission", "SubmitRegistrationVersion", r#"{"RegistrationId": "$held.RegistrationId"}"#),
    ("lettered", "CreateRegistration", r#"{"RegistrationType": "GB_SENDER_ID_REGISTRATION"}"#),
    (
        "letter",
        "PutRegistrationFieldValue",
        r#"{"RegistrationId": "$lettered.RegistrationId", "FieldPath": "senderIdInfo.letterOfAuthorization",
            "RegistrationAttachmentId": "$attachment.RegistrationAttachmentId"}"#,
    ),
    ("draft", "CreateRegistration", BRAND),
    ("discardable", "CreateRegistration", BRAND),
    ("tags", "TagResource", r#"{"ResourceArn": "$list.OptOutListArn", "Tags": [{"Key": "Name", "Value": "x"}]}"#),
    (
        "policy",
        "PutResourcePolicy",
        r#"{"ResourceArn": "$list.OptOutListArn",
            "Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"222222222222\"}, \"Action\": \"sms-voice:DescribeOptOutLists\", \"Resource\": \"$list.OptOutListArn\"}]}"}"#,
    ),
    (
        "doomed_policy",
        "PutResourcePolicy",
        r#"{"ResourceArn": "$number.PhoneNumberArn",
            "Policy": "{\"Version\": \"2012-10-17\", \"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"222222222222\"}, \"Action\": \"sms-voice:DescribePhoneNumbers\", \"Resource\": \"$number.PhoneNumberArn\"}]}"}"#,
    ),
];

/// The lines of the stock whose operations are served.
pub fn lines() -> impl Iterator<Item = &'static Stock> {
    STOCK.iter().filter(|(_, operation, _)| dispatch(operation).is_some())
}
