//! Which resources each shape can name.

/// A resource that a request may name.
pub struct Name {
    /// The line of the harness's stock that makes one, and the member of its answer that has the id.
    pub stock: &'static str,
    pub member: &'static str,
    /// The last part of its ARN, with `{}` for the id.
    pub path: &'static str,
    /// An id of the same form that nothing has.
    pub unknown: &'static str,
    /// Its country, where the request has to say it.
    pub iso_country_code: &'static str,
}

/// Ids that nothing has.
pub struct Unknown {
    pub pool: &'static str,
    pub phone_number: &'static str,
    pub protect_configuration: &'static str,
}

pub const UNKNOWN: Unknown = Unknown {
    pool: "pool-0123456789abcdef0123456789abcdef",
    phone_number: "phone-0123456789abcdef0123456789abcdef",
    protect_configuration: "protect-0123456789abcdef0123456789abcdef",
};

const POOL: Name =
    Name { stock: "pool", member: "PoolId", path: "pool/{}", unknown: UNKNOWN.pool, iso_country_code: "US" };
const PHONE_NUMBER: Name = Name {
    stock: "number",
    member: "PhoneNumberId",
    path: "phone-number/{}",
    unknown: UNKNOWN.phone_number,
    iso_country_code: "US",
};
const SENDER_ID: Name = Name {
    stock: "sender_id",
    member: "SenderId",
    path: "sender-id/{}/GB",
    unknown: "NEWUNKNOWN",
    iso_country_code: "GB",
};
const OPT_OUT_LIST: Name = Name {
    stock: "list",
    member: "OptOutListName",
    path: "opt-out-list/{}",
    unknown: "NewUnknown",
    iso_country_code: "US",
};

const CONFIGURATION_SET: Name = Name {
    stock: "set",
    member: "ConfigurationSetName",
    path: "configuration-set/{}",
    unknown: "NewUnknown",
    iso_country_code: "US",
};

const PROTECT_CONFIGURATION: Name = Name {
    stock: "protect",
    member: "ProtectConfigurationId",
    path: "protect-configuration/{}",
    unknown: UNKNOWN.protect_configuration,
    iso_country_code: "US",
};

const NOTIFY_CONFIGURATION: Name = Name {
    stock: "notify",
    member: "NotifyConfigurationId",
    path: "notify-configuration/{}",
    unknown: "notify-0123456789abcdef0123456789abcdef",
    iso_country_code: "US",
};

const REGISTRATION: Name = Name {
    stock: "registration",
    member: "RegistrationId",
    path: "registration/{}",
    unknown: "registration-0123456789abcdef0123456789abcdef",
    iso_country_code: "US",
};

const REGISTRATION_ATTACHMENT: Name = Name {
    stock: "attachment",
    member: "RegistrationAttachmentId",
    path: "registration-attachment/{}",
    unknown: "attachment-0123456789abcdef0123456789abcdef",
    iso_country_code: "US",
};

const RCS_AGENT: Name = Name {
    stock: "rcs_agent",
    member: "RcsAgentId",
    path: "rcs-agent/{}",
    unknown: "rcs-0123456789abcdef0123456789abcdef",
    iso_country_code: "ZZ",
};

const VERIFIED_DESTINATION_NUMBER: Name = Name {
    stock: "pending",
    member: "VerifiedDestinationNumberId",
    path: "verified-destination-number/{}",
    unknown: "vdn-0123456789abcdef0123456789abcdef",
    iso_country_code: "US",
};

/// What a shape can name.
pub struct Kinds {
    shape: &'static str,
    /// Whether it takes ids too, or only ARNs.
    pub takes_ids: bool,
    pub names: &'static [Name],
}

/// A new shape that names resources needs its line here.
const KINDS: &[Kinds] = &[
    Kinds { shape: "PoolIdOrArn", takes_ids: true, names: &[POOL] },
    Kinds { shape: "PhoneNumberIdOrArn", takes_ids: true, names: &[PHONE_NUMBER] },
    Kinds { shape: "SenderIdOrArn", takes_ids: true, names: &[SENDER_ID] },
    Kinds { shape: "OptOutListNameOrArn", takes_ids: true, names: &[OPT_OUT_LIST] },
    Kinds { shape: "PhoneOrSenderIdOrArn", takes_ids: true, names: &[PHONE_NUMBER, SENDER_ID, RCS_AGENT] },
    Kinds { shape: "PhoneOrPoolIdOrArn", takes_ids: true, names: &[PHONE_NUMBER, POOL, RCS_AGENT] },
    Kinds { shape: "RcsAgentIdOrArn", takes_ids: true, names: &[RCS_AGENT] },
    Kinds { shape: "ConfigurationSetNameOrArn", takes_ids: true, names: &[CONFIGURATION_SET] },
    Kinds { shape: "ProtectConfigurationIdOrArn", takes_ids: true, names: &[PROTECT_CONFIGURATION] },
    Kinds { shape: "NotifyConfigurationIdOrArn", takes_ids: true, names: &[NOTIFY_CONFIGURATION] },
    Kinds { shape: "NotifyPoolIdOrUnset", takes_ids: true, names: &[POOL] },
    Kinds { shape: "VerifiedDestinationNumberIdOrArn", takes_ids: true, names: &[VERIFIED_DESTINATION_NUMBER] },
    Kinds { shape: "RegistrationIdOrArn", takes_ids: true, names: &[REGISTRATION] },
    Kinds { shape: "RegistrationAttachmentIdOrArn", takes_ids: true, names: &[REGISTRATION_ATTACHMENT] },
    Kinds {
        shape: "ResourceIdOrArn",
        takes_ids: true,
        names: &[PHONE_NUMBER, RCS_AGENT, REGISTRATION, NOTIFY_CONFIGURATION],
    },
    Kinds { shape: "VerificationMessageOriginationIdentity", takes_ids: true, names: &[POOL, PHONE_NUMBER] },
    // A sender ID is named by its text, which is judged by the destination's country before anybody looks whose it is.
    Kinds { shape: "TextMessageOriginationIdentity", takes_ids: true, names: &[POOL, PHONE_NUMBER] },
    Kinds { shape: "MediaMessageOriginationIdentity", takes_ids: true, names: &[POOL, PHONE_NUMBER] },
    Kinds { shape: "RcsMessageOriginationIdentity", takes_ids: true, names: &[POOL, RCS_AGENT] },
    Kinds { shape: "RcsFallbackOriginationIdentity", takes_ids: true, names: &[PHONE_NUMBER] },
    Kinds { shape: "VoiceMessageOriginationIdentity", takes_ids: true, names: &[POOL, PHONE_NUMBER] },
    Kinds {
        shape: "AmazonResourceName",
        takes_ids: false,
        names: &[
            POOL,
            PHONE_NUMBER,
            SENDER_ID,
            OPT_OUT_LIST,
            CONFIGURATION_SET,
            PROTECT_CONFIGURATION,
            NOTIFY_CONFIGURATION,
            RCS_AGENT,
            REGISTRATION,
            REGISTRATION_ATTACHMENT,
            VERIFIED_DESTINATION_NUMBER,
        ],
    },
];

/// Shapes of members that sound like a name or an ARN and yet lead to no resource of another account, each with the reason.
const NO_RESOURCES: &[(&str, &str)] = &[
    ("OptOutListName", "the name of a list that is to be made in the caller's account"),
    ("ConfigurationSetName", "the name of a set that is to be made in the caller's account"),
    ("EventDestinationName", "a destination within the set that is named beside it"),
    ("LogGroupArn", "a log group of CloudWatch Logs, which callsign never asks"),
    ("DeliveryStreamArn", "a delivery stream of Firehose, which callsign never asks"),
    ("SnsTopicArn", "a topic of SNS, which callsign never asks"),
    ("NotifyConfigurationDisplayName", "the brand that a configuration is to be made for"),
    ("NotifyTemplateId", "a template, which is the same for every account"),
    ("SenderId", "the text of a sender ID that is to be requested for the caller's account"),
    ("TwoWayChannelArn", "a topic of SNS, which callsign never asks"),
    ("IamRoleArn", "a role of IAM, which callsign never asks"),
    ("IamRoleArnOrUnset", "a role of IAM, which callsign never asks"),
    ("TwoWayMediaS3BucketNameOrUnset", "a bucket of S3, which callsign never asks"),
    ("MessageId", "a message, which has no ARN: message::put_message_feedback has who may name which"),
];

/// What a shape can name; `None` if it names no resource.
pub fn kinds_of(shape: &str) -> Option<&'static Kinds> {
    KINDS.iter().find(|kinds| kinds.shape == shape)
}

/// Whether the shape is known not to lead to a resource.
pub fn is_no_resource(shape: &str) -> bool {
    NO_RESOURCES.iter().any(|(name, _)| *name == shape)
}
