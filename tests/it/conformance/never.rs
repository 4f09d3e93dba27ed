//! Places in answers that nothing fills, with the reason. A line that something fills after all is found.

/// The operation, the place, and why.
pub const NEVER: &[(&str, &str, &str)] = &[
    ("CreateRcsAgent", "TwoWayChannelArn", NEW),
    ("CreateRcsAgent", "TwoWayChannelRole", NEW),
    ("CreateRcsAgent", "TwoWayMediaS3BucketName", NEW),
    ("CreateRcsAgent", "TwoWayMediaS3KeyPrefix", NEW),
    ("CreateRcsAgent", "TwoWayMediaS3Role", NEW),
    ("CreateRcsAgent", "TwoWayRcsEventsEnabled[]", NEW),
    ("DescribeRcsAgents", "RcsAgents[].MessagingLimits.DailyMessageCaps", NOT_PUBLISHED),
    ("DescribeRcsAgents", "RcsAgents[].PoolId", TESTED),
    ("CreateRegistration", "AdditionalAttributes", ATTRIBUTES),
    ("CreateRegistrationVersion", "RegistrationVersionStatusHistory.SubmittedTimestamp", A_DRAFT),
    ("CreateRegistrationVersion", "RegistrationVersionStatusHistory.AwsReviewingTimestamp", A_DRAFT),
    ("CreateRegistrationVersion", "RegistrationVersionStatusHistory.ReviewingTimestamp", A_DRAFT),
    ("CreateRegistrationVersion", "RegistrationVersionStatusHistory.RequiresAuthenticationTimestamp", A_DRAFT),
    ("CreateRegistrationVersion", "RegistrationVersionStatusHistory.ApprovedTimestamp", A_DRAFT),
    ("CreateRegistrationVersion", "RegistrationVersionStatusHistory.DiscardedTimestamp", A_DRAFT),
    ("CreateRegistrationVersion", "RegistrationVersionStatusHistory.DeniedTimestamp", A_DRAFT),
    ("CreateRegistrationVersion", "RegistrationVersionStatusHistory.RevokedTimestamp", A_DRAFT),
    ("CreateRegistrationVersion", "RegistrationVersionStatusHistory.ArchivedTimestamp", A_DRAFT),
    ("DeleteRegistration", "AdditionalAttributes", ATTRIBUTES),
    ("DeleteRegistration", "ApprovedVersionNumber", APPROVED),
    ("DeleteRegistrationAttachment", "AttachmentUploadErrorReason", NO_FAILURE),
    ("DescribePhoneNumbers", "PhoneNumbers[].MessagingLimits.DailyMessageCaps", NOT_PUBLISHED),
    ("DescribePhoneNumbers", "PhoneNumbers[].PricingTier", NOT_PUBLISHED),
    ("DescribeRegistrationAttachments", "RegistrationAttachments[].AttachmentUploadErrorReason", NO_FAILURE),
    (
        "DescribeRegistrationFieldDefinitions",
        "RegistrationFieldDefinitions[].DisplayHints.LongDescription",
        NO_SUCH_HINT,
    ),
    (
        "DescribeRegistrationFieldDefinitions",
        "RegistrationFieldDefinitions[].DisplayHints.DocumentationTitle",
        NO_SUCH_HINT,
    ),
    (
        "DescribeRegistrationFieldDefinitions",
        "RegistrationFieldDefinitions[].DisplayHints.DocumentationLink",
        NO_SUCH_HINT,
    ),
    (
        "DescribeRegistrationFieldDefinitions",
        "RegistrationFieldDefinitions[].DisplayHints.SelectOptionDescriptions[].Option",
        NO_SUCH_HINT,
    ),
    (
        "DescribeRegistrationFieldDefinitions",
        "RegistrationFieldDefinitions[].DisplayHints.SelectOptionDescriptions[].Title",
        NO_SUCH_HINT,
    ),
    (
        "DescribeRegistrationFieldDefinitions",
        "RegistrationFieldDefinitions[].DisplayHints.SelectOptionDescriptions[].Description",
        NO_SUCH_HINT,
    ),
    (
        "DescribeRegistrationFieldDefinitions",
        "RegistrationFieldDefinitions[].DisplayHints.TextValidationDescription",
        NO_SUCH_HINT,
    ),
    (
        "DescribeRegistrationFieldDefinitions",
        "RegistrationFieldDefinitions[].ConditionalBehavior.Rules[].ConditionalValidation.MinLength",
        NO_SUCH_RULE,
    ),
    (
        "DescribeRegistrationFieldDefinitions",
        "RegistrationFieldDefinitions[].ConditionalBehavior.Rules[].ConditionalValidation.MaxLength",
        NO_SUCH_RULE,
    ),
    (
        "DescribeRegistrationFieldDefinitions",
        "RegistrationFieldDefinitions[].ConditionalBehavior.Rules[].ConditionalValidation.Pattern",
        NO_SUCH_RULE,
    ),
    (
        "DescribeRegistrationFieldDefinitions",
        "RegistrationFieldDefinitions[].ConditionalBehavior.Rules[].ConditionalValidation.AllowedValues[]",
        NO_SUCH_RULE,
    ),
    (
        "DescribeRegistrationSectionDefinitions",
        "RegistrationSectionDefinitions[].DisplayHints.LongDescription",
        NO_SUCH_HINT,
    ),
    (
        "DescribeRegistrationSectionDefinitions",
        "RegistrationSectionDefinitions[].DisplayHints.DocumentationTitle",
        NO_SUCH_HINT,
    ),
    (
        "DescribeRegistrationSectionDefinitions",
        "RegistrationSectionDefinitions[].DisplayHints.DocumentationLink",
        NO_SUCH_HINT,
    ),
    ("DescribeRegistrationTypeDefinitions", "RegistrationTypeDefinitions[].DisplayHints.LongDescription", NO_SUCH_HINT),
    (
        "DescribeRegistrationTypeDefinitions",
        "RegistrationTypeDefinitions[].DisplayHints.DocumentationTitle",
        NO_SUCH_HINT,
    ),
    (
        "DescribeRegistrationTypeDefinitions",
        "RegistrationTypeDefinitions[].DisplayHints.DocumentationLink",
        NO_SUCH_HINT,
    ),
    (
        "DescribeRegistrationVersions",
        "RegistrationVersions[].RegistrationVersionStatusHistory.RequiresAuthenticationTimestamp",
        REVIEWED,
    ),
    (
        "DescribeRegistrationVersions",
        "RegistrationVersions[].RegistrationVersionStatusHistory.ApprovedTimestamp",
        REVIEWED,
    ),
    (
        "DescribeRegistrationVersions",
        "RegistrationVersions[].RegistrationVersionStatusHistory.DiscardedTimestamp",
        REVIEWED,
    ),
    (
        "DescribeRegistrationVersions",
        "RegistrationVersions[].RegistrationVersionStatusHistory.RevokedTimestamp",
        REVIEWED,
    ),
    (
        "DescribeRegistrationVersions",
        "RegistrationVersions[].RegistrationVersionStatusHistory.ArchivedTimestamp",
        REVIEWED,
    ),
    ("DescribeRegistrationVersions", "RegistrationVersions[].DeniedReasons[].LongDescription", NO_SUCH_HINT),
    ("DescribeRegistrationVersions", "RegistrationVersions[].DeniedReasons[].DocumentationTitle", NO_SUCH_HINT),
    ("DescribeRegistrationVersions", "RegistrationVersions[].DeniedReasons[].DocumentationLink", NO_SUCH_HINT),
    ("DescribeRegistrations", "Registrations[].AdditionalAttributes", ATTRIBUTES),
    ("DescribeRegistrations", "Registrations[].ApprovedVersionNumber", APPROVED),
    ("DescribeSenderIds", "SenderIds[].MessagingLimits.DailyMessageCaps", NOT_PUBLISHED),
    ("DescribeSenderIds", "SenderIds[].PricingTier", NOT_PUBLISHED),
    ("DescribeSenderIds", "SenderIds[].RegistrationId", APPROVED),
    ("DiscardRegistrationVersion", "RegistrationVersionStatusHistory.SubmittedTimestamp", A_DRAFT),
    ("DiscardRegistrationVersion", "RegistrationVersionStatusHistory.AwsReviewingTimestamp", A_DRAFT),
    ("DiscardRegistrationVersion", "RegistrationVersionStatusHistory.ReviewingTimestamp", A_DRAFT),
    ("DiscardRegistrationVersion", "RegistrationVersionStatusHistory.RequiresAuthenticationTimestamp", A_DRAFT),
    ("DiscardRegistrationVersion", "RegistrationVersionStatusHistory.ApprovedTimestamp", A_DRAFT),
    ("DiscardRegistrationVersion", "RegistrationVersionStatusHistory.DeniedTimestamp", A_DRAFT),
    ("DiscardRegistrationVersion", "RegistrationVersionStatusHistory.RevokedTimestamp", A_DRAFT),
    ("DiscardRegistrationVersion", "RegistrationVersionStatusHistory.ArchivedTimestamp", A_DRAFT),
    ("ReleaseSenderId", "RegistrationId", APPROVED),
    ("SubmitRegistrationVersion", "RegistrationVersionStatusHistory.AwsReviewingTimestamp", A_DRAFT),
    ("SubmitRegistrationVersion", "RegistrationVersionStatusHistory.ReviewingTimestamp", A_DRAFT),
    ("SubmitRegistrationVersion", "RegistrationVersionStatusHistory.RequiresAuthenticationTimestamp", A_DRAFT),
    ("SubmitRegistrationVersion", "RegistrationVersionStatusHistory.ApprovedTimestamp", A_DRAFT),
    ("SubmitRegistrationVersion", "RegistrationVersionStatusHistory.DiscardedTimestamp", A_DRAFT),
    ("SubmitRegistrationVersion", "RegistrationVersionStatusHistory.DeniedTimestamp", A_DRAFT),
    ("SubmitRegistrationVersion", "RegistrationVersionStatusHistory.RevokedTimestamp", A_DRAFT),
    ("SubmitRegistrationVersion", "RegistrationVersionStatusHistory.ArchivedTimestamp", A_DRAFT),
    ("UpdatePhoneNumber", "RegistrationId", APPROVED),
    ("UpdateSenderId", "RegistrationId", APPROVED),
];

const NOT_PUBLISHED: &str = "AWS publishes no values: RD74";

const NEW: &str = "a new one has none: tests/it/rcs_agent has some";

const TESTED: &str = "an agent in a pool takes a complete registration: tests/it/pool/rcs_agents.rs has one";

const APPROVED: &str = "only an approval makes it: tests/it/registration has some";

const ATTRIBUTES: &str = "nobody knows what they are: RD51";

const A_DRAFT: &str = "here the version comes from being a draft: tests/it/registration has its whole way";

const REVIEWED: &str = "only a review makes it: tests/it/registration has some";

const NO_FAILURE: &str = "no upload fails";

const NO_SUCH_HINT: &str = "the catalogue has none";

const NO_SUCH_RULE: &str = "no field of the catalogue has one yet";
