//! The string shapes of the AWS model, with their constraints.
//!
//! Documented: bounds and patterns are those of the API model; a test compares them with it. Where the reference page of
//! AssociateOriginationIdentity differs, it stands and the shape says so.

use std::sync::LazyLock;

use regex::Regex;

/// A string shape: its length in characters, and the pattern that the whole string must match.
pub struct StringShape {
    /// The shape's name in the model.
    pub name: &'static str,
    /// The least number of characters.
    pub min: usize,
    /// The greatest number of characters.
    pub max: usize,
    /// The pattern, as the model writes it.
    pub pattern: &'static str,
    /// The pattern, anchored at both ends and compiled on first use.
    regex: LazyLock<Regex>,
}

macro_rules! string_shapes {
    ($($(#[$doc:meta])* $constant:ident = $name:literal, $min:literal, $max:literal, $pattern:literal;)*) => {
        $(
            $(#[$doc])*
            pub static $constant: StringShape = StringShape {
                name: $name,
                min: $min,
                max: $max,
                pattern: $pattern,
                regex: LazyLock::new(|| {
                    Regex::new(concat!("^(?:", $pattern, ")$")).expect("the pattern is a constant that tests compile")
                }),
            };
        )*

        /// Every string shape, for the test that compares them with the model.
        pub static STRING_SHAPES: &[&StringShape] = &[$(&$constant),*];
    };
}

string_shapes! {
    /// A pool's id or ARN. Documented: the reference page says 1-256; the newer model's 0 is not taken (decision D3).
    POOL_ID_OR_ARN = "PoolIdOrArn", 1, 256, "[A-Za-z0-9_:/-]*";
    /// An origination identity of a pool. It has no `+`, so a number in E.164 form fails.
    PHONE_OR_SENDER_ID_OR_ARN = "PhoneOrSenderIdOrArn", 1, 256, "[A-Za-z0-9_:/-]+";
    /// A phone number's id or ARN.
    PHONE_NUMBER_ID_OR_ARN = "PhoneNumberIdOrArn", 1, 256, "[A-Za-z0-9_:/-]+";
    /// A phone number's or a pool's id or ARN: what has keywords, an RCS agent's beside them.
    PHONE_OR_POOL_ID_OR_ARN = "PhoneOrPoolIdOrArn", 1, 256, "[A-Za-z0-9_:/-]+";
    /// A sender ID or its ARN.
    SENDER_ID_OR_ARN = "SenderIdOrArn", 1, 256, "[A-Za-z0-9_:/-]+";
    /// An opt-out list's name or ARN.
    OPT_OUT_LIST_NAME_OR_ARN = "OptOutListNameOrArn", 1, 256, "[A-Za-z0-9_:/-]+";
    /// An ARN, where no id is taken.
    AMAZON_RESOURCE_NAME = "AmazonResourceName", 20, 256, "arn:[A-Za-z0-9_:/-]+";
    /// A resource policy's text; what it must be beside that, `domain::policy` says.
    RESOURCE_POLICY = "ResourcePolicy", 1, 10000, "(?s).*";
    /// A registration's id or ARN.
    REGISTRATION_ID_OR_ARN = "RegistrationIdOrArn", 1, 256, "[A-Za-z0-9_:/-]+";
    /// The id or ARN of what is attached to registrations.
    REGISTRATION_ATTACHMENT_ID_OR_ARN = "RegistrationAttachmentIdOrArn", 1, 256, "[A-Za-z0-9_:/-]+";
    /// The id or ARN of what may be associated with a registration.
    RESOURCE_ID_OR_ARN = "ResourceIdOrArn", 1, 256, "[A-Za-z0-9_:/-]+";
    /// A type of registrations.
    REGISTRATION_TYPE = "RegistrationType", 1, 64, "[A-Za-z0-9_]+";
    /// A section of a type of registrations.
    SECTION_PATH = "SectionPath", 1, 100, "[A-Za-z0-9_]+";
    /// A field of a type of registrations.
    FIELD_PATH = "FieldPath", 1, 100, r"[A-Za-z0-9_\.]+";
    /// The text in a field.
    TEXT_VALUE = "TextValue", 1, 2048, "(?s).*";
    /// A choice in a field.
    SELECT_CHOICE = "SelectChoice", 1, 256, "(?s).*";
    /// Where a file lies that is to be attached.
    ATTACHMENT_URL = "AttachmentUrl", 1, 2048, r"\S+";
    /// A country or region, ISO 3166-1 alpha-2.
    ISO_COUNTRY_CODE = "IsoCountryCode", 2, 2, "[A-Z]{2}";
    /// What makes a retry safe: printable ASCII without the space.
    CLIENT_TOKEN = "ClientToken", 1, 64, "[!-~]+";
    /// A sender ID.
    SENDER_ID = "SenderId", 1, 11, "[A-Za-z0-9_-]+";
    /// The name of an opt-out list.
    OPT_OUT_LIST_NAME = "OptOutListName", 1, 64, "[A-Za-z0-9_-]+";
    /// The name of a configuration set.
    CONFIGURATION_SET_NAME = "ConfigurationSetName", 1, 64, "[A-Za-z0-9_-]+";
    /// A configuration set's name or ARN.
    CONFIGURATION_SET_NAME_OR_ARN = "ConfigurationSetNameOrArn", 1, 256, "[A-Za-z0-9_:/-]+";
    /// The name of an event destination within its configuration set.
    EVENT_DESTINATION_NAME = "EventDestinationName", 1, 64, "[A-Za-z0-9_-]+";
    /// A log group of CloudWatch Logs.
    LOG_GROUP_ARN = "LogGroupArn", 20, 2048, r"arn:\S+";
    /// A delivery stream of Firehose.
    DELIVERY_STREAM_ARN = "DeliveryStreamArn", 20, 2048, r"arn:\S+";
    /// A topic of SNS.
    SNS_TOPIC_ARN = "SnsTopicArn", 20, 2048, r"arn:\S+";
    /// The SNS topic or Connect endpoint that incoming messages go to.
    TWO_WAY_CHANNEL_ARN = "TwoWayChannelArn", 20, 2048, r"\S+";
    /// The role that may write there.
    IAM_ROLE_ARN = "IamRoleArn", 20, 2048, r"arn:\S+";
    /// A phone number in E.164 form, with or without the `+`.
    PHONE_NUMBER = "PhoneNumber", 1, 20, r"\+?[1-9][0-9]{1,18}";
    /// What a phone number is to be like.
    NUMBER_FILTER_VALUE = "NumberFilterValue", 2, 16, r"\+?[0-9]{1,15}";
    /// A phone number as people write it.
    CARRIER_LOOKUP_PHONE_NUMBER =
        "CarrierLookupInputPhoneNumberType", 1, 40, r"\+[({\s\[]?[1-9][0-9(){}\s\[\],.-]{1,38}";
    /// A keyword.
    KEYWORD = "Keyword", 1, 30, r"[ \S]+";
    /// The text that a keyword sends back. Documented: it isn't blank; the model writes that as a lookahead, which this
    /// engine doesn't have.
    KEYWORD_MESSAGE = "KeywordMessage", 1, 1600, r"(?s:.*\S.*)";
    /// A tag's key.
    TAG_KEY = "TagKey", 1, 128, ".+";
    /// A tag's value.
    TAG_VALUE = "TagValue", 0, 256, ".*";
    /// A filter's value.
    FILTER_VALUE = "FilterValue", 1, 128, r"[/\.:A-Za-z0-9+_-]+";
    /// An origination identity of a text message.
    TEXT_MESSAGE_ORIGINATION_IDENTITY = "TextMessageOriginationIdentity", 1, 256, r"[A-Za-z0-9_:/\+-]+";
    /// An origination identity of a media message.
    MEDIA_MESSAGE_ORIGINATION_IDENTITY = "MediaMessageOriginationIdentity", 1, 256, r"[A-Za-z0-9_:/\+-]+";
    /// An origination identity of a voice message.
    VOICE_MESSAGE_ORIGINATION_IDENTITY = "VoiceMessageOriginationIdentity", 1, 256, r"[A-Za-z0-9_:/\+-]+";
    /// The body of a text or media message, not blank.
    TEXT_MESSAGE_BODY = "TextMessageBody", 1, 1600, r"(?s:.*\S.*)";
    /// The body of a voice message, not blank.
    VOICE_MESSAGE_BODY = "VoiceMessageBody", 1, 6000, r"(?s:.*\S.*)";
    /// A notify configuration's id or ARN.
    NOTIFY_CONFIGURATION_ID_OR_ARN = "NotifyConfigurationIdOrArn", 1, 256, "[A-Za-z0-9_:/-]+";
    /// The brand that one-time codes are sent for.
    NOTIFY_CONFIGURATION_DISPLAY_NAME = "NotifyConfigurationDisplayName", 1, 15, "[A-Za-z0-9_ -]+";
    /// A template of one-time codes.
    NOTIFY_TEMPLATE_ID = "NotifyTemplateId", 0, 256, "([A-Za-z0-9_-]*|UNSET_DEFAULT_TEMPLATE)";
    /// A pool's id or ARN, or the word that takes it away.
    NOTIFY_POOL_ID_OR_UNSET = "NotifyPoolIdOrUnset", 1, 256, "([A-Za-z0-9_:/-]+|UNSET_DEFAULT_POOL_FOR_NOTIFY)";
    /// A language, ISO 639-1, perhaps with the country where it is spoken so.
    NOTIFY_LANGUAGE_CODE = "NotifyLanguageCode", 2, 5, "[a-z]{2}(-[A-Z]{2})?";
    /// A variable of a template.
    TEMPLATE_VARIABLE_NAME = "TemplateVariableName", 1, 64, "[A-Za-z0-9_]+";
    /// Its value.
    TEMPLATE_VARIABLE_VALUE = "TemplateVariableValue", 1, 2048, "(?s).*";
    /// A protect configuration's id or ARN.
    PROTECT_CONFIGURATION_ID_OR_ARN = "ProtectConfigurationIdOrArn", 1, 256, "[A-Za-z0-9_:/-]+";
    /// A verified destination number's id or ARN.
    VERIFIED_DESTINATION_NUMBER_ID_OR_ARN = "VerifiedDestinationNumberIdOrArn", 1, 256, "[A-Za-z0-9_:/-]+";
    /// A code that verifies a destination number.
    VERIFICATION_CODE = "VerificationCode", 1, 20, "[A-Za-z0-9]+";
    /// An origination identity of a message with such a code.
    VERIFICATION_MESSAGE_ORIGINATION_IDENTITY = "VerificationMessageOriginationIdentity", 1, 256, r"[A-Za-z0-9_:/\+-]+";
    /// An RCS agent's id or ARN.
    RCS_AGENT_ID_OR_ARN = "RcsAgentIdOrArn", 1, 256, "[A-Za-z0-9_:/-]+";
    /// The bucket of incoming media, or the word that unsets it.
    TWO_WAY_MEDIA_S3_BUCKET_NAME_OR_UNSET =
        "TwoWayMediaS3BucketNameOrUnset", 3, 63, "([a-z0-9][a-z0-9.-]*[a-z0-9]|UNSET_RCS_MEDIA_CONFIGURATION)";
    /// What the keys of incoming media begin with.
    TWO_WAY_MEDIA_S3_KEY_PREFIX = "TwoWayMediaS3KeyPrefix", 1, 1024, r"[\S]+";
    /// The role that may write there, or the word that unsets it.
    IAM_ROLE_ARN_OR_UNSET = "IamRoleArnOrUnset", 20, 2048, r"(arn:\S+|UNSET_RCS_MEDIA_CONFIGURATION)";
    /// An origination identity of an RCS message.
    RCS_MESSAGE_ORIGINATION_IDENTITY = "RcsMessageOriginationIdentity", 1, 256, r"[A-Za-z0-9_:/\+-]+";
    /// What an RCS message is for.
    RCS_MESSAGE_TRAFFIC_TYPE = "RcsMessageTrafficType", 1, 50, "(?s).*";
    /// The text of an RCS message, not blank.
    RCS_TEXT_BODY = "RcsTextBody", 1, 3072, r"(?s:.*\S.*)";
    /// Where a file of an RCS message lies.
    RCS_MEDIA_URL = "RcsMediaUrl", 1, 2000, "(https://|s3://).+";
    /// The title of a card.
    RCS_CARD_TITLE = "RcsCardTitle", 1, 200, "(?s).*";
    /// What a card says.
    RCS_CARD_DESCRIPTION = "RcsCardDescription", 1, 2000, "(?s).*";
    /// A word of RCS, such as a card's orientation; the model has one shape for each place, all alike.
    RCS_WORD = "RcsStandaloneCardCardOrientationString", 1, 50, "[A-Z_]+";
    /// What is written on a suggestion.
    RCS_SUGGESTED_ACTION_TEXT = "RcsSuggestedActionText", 1, 25, "(?s).*";
    /// What comes back when it is taken.
    RCS_POSTBACK_DATA = "RcsPostbackData", 1, 2048, "(?s).*";
    /// The page that it opens.
    RCS_OPEN_URL_VALUE = "RcsOpenUrlValue", 1, 2048, r"https://\S+";
    /// The name of the place that it shows.
    RCS_LOCATION_LABEL = "RcsLocationLabel", 1, 100, "(?s).*";
    /// The name of the event that it enters into a calendar.
    RCS_CALENDAR_EVENT_TITLE = "RcsCalendarEventTitle", 1, 100, "(?s).*";
    /// What the event is.
    RCS_CALENDAR_EVENT_DESCRIPTION = "RcsCalendarEventDescription", 1, 500, "(?s).*";
    /// The text that is sent in an RCS message's stead, not blank.
    RCS_FALLBACK_MESSAGE_BODY = "RcsFallbackMessageBody", 1, 1600, r"(?s:.*\S.*)";
    /// What that is sent from.
    RCS_FALLBACK_ORIGINATION_IDENTITY = "RcsFallbackOriginationIdentity", 1, 256, r"[A-Za-z0-9_:/\+-]+";
    /// An event of a conversation with an RCS agent.
    RCS_EVENT_TYPE = "RcsEventType", 1, 50, "(?s).*";
    /// US dollars that a message may cost at most.
    MAX_PRICE = "MaxPrice", 2, 8, r"[0-9]{0,2}\.[0-9]{1,5}";
    /// The name of something that is echoed in the records of a message's events.
    CONTEXT_KEY = "ContextKey", 1, 100, r"\S+";
    /// What is echoed there: no white space at either end, which the model writes as lookarounds.
    CONTEXT_VALUE = "ContextValue", 1, 800, r"(?s:\S(?:.*\S)?)";
    /// What a country demands to know about a message.
    DESTINATION_COUNTRY_PARAMETER_VALUE = "DestinationCountryParameterValue", 1, 64, r"\S+";
    /// Where a media file lies.
    MEDIA_URL_VALUE = "MediaUrlValue", 1, 2048, r"s3://([a-z0-9\.-]{3,63})/(.+)";
    /// A message's id.
    MESSAGE_ID = "MessageId", 1, 64, "[A-Za-z0-9_:/-]+";
    /// Where the next page begins.
    NEXT_TOKEN = "NextToken", 1, 1024, ".+";
}

impl StringShape {
    /// What is wrong with `text`, as the end of a sentence about the member; `None` when nothing is.
    ///
    /// Settled (decision D14): NUL is refused whatever the pattern allows, since PostgreSQL's text can't hold it.
    /// Assumed: the wording, that of AWS's other services.
    #[must_use]
    pub fn fault(&self, text: &str) -> Option<String> {
        let length = text.chars().count();
        if length < self.min {
            return Some(format!("Member must have length greater than or equal to {}", self.min));
        }
        if length > self.max {
            return Some(format!("Member must have length less than or equal to {}", self.max));
        }
        if text.contains('\0') {
            return Some("Member must not contain the character NUL".to_owned());
        }
        (!self.regex.is_match(text))
            .then(|| format!("Member must satisfy regular expression pattern: {}", self.pattern))
    }
}
