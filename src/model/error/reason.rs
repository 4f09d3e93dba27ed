//! AWS's reasons for exceptions. Documented: the values are the model's; a test compares them with it.

use strum::{IntoStaticStr, VariantNames};

/// Why a ConflictException was raised (`ConflictExceptionReason` in the model).
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "AWS's own words; the operations' pages say when each is raised")]
pub enum ConflictReason {
    CreateRegistrationVersionNotAllowed,
    DeletionProtectionEnabled,
    DestinationCountryBlockedByProtectConfiguration,
    DestinationPhoneNumberBlockedByProtectNumberOverride,
    DestinationPhoneNumberNotVerified,
    DestinationPhoneNumberOptedOut,
    DiscardRegistrationVersionNotAllowed,
    EditRegistrationFieldValuesNotAllowed,
    EventDestinationMismatch,
    KeywordMismatch,
    LastPhoneNumber,
    MessageTypeMismatch,
    NoOriginationIdentitiesFound,
    NotifyConfigurationNotActive,
    NumberCapabilitiesMismatch,
    OptOutListMismatch,
    PhoneNumberAssociatedToPool,
    PhoneNumberAssociatedToRegistration,
    PhoneNumberNotAssociatedToPool,
    PhoneNumberNotInRegistrationRegion,
    PoolAssociatedToNotifyConfiguration,
    ProtectConfigurationAssociatedWithConfigurationSet,
    ProtectConfigurationIsAccountDefault,
    ProtectConfigurationNotAssociatedWithConfigurationSet,
    RcsAgentAlreadyAssociatedToRegistrationType,
    RcsAgentAssociatedToPool,
    RegistrationAlreadySubmitted,
    RegistrationNotComplete,
    ResourceAlreadyAssociated,
    ResourceAlreadyExists,
    ResourceDeletionNotAllowed,
    ResourceModificationNotAllowed,
    ResourceNotActive,
    ResourceNotEmpty,
    SelfManagedOptOutsMismatch,
    SenderIdAssociatedToPool,
    SubmitRegistrationVersionNotAllowed,
    TwoWayConfigMismatch,
    VerificationAlreadyComplete,
    VerificationCodeExpired,
}

/// Why a ValidationException was raised (`ValidationExceptionReason` in the model).
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "AWS's own words; the operations' pages say when each is raised")]
pub enum ValidationReason {
    AttachmentTypeNotSupported,
    ChannelNotEnabled,
    CountryCodeMismatch,
    CountryNotEnabled,
    DestinationCountryBlocked,
    FieldValidationFailed,
    InternationalSendingNotSupported,
    InvalidArn,
    InvalidFilterValues,
    InvalidIdentityForDestinationCountry,
    InvalidNextToken,
    InvalidParameter,
    InvalidRegistrationAssociation,
    MaximumSizeExceeded,
    MissingParameter,
    ParametersCannotBeUsedTogether,
    PhoneNumberCannotBeOptedIn,
    PriceOverThreshold,
    RegistrationFieldCannotBeDeleted,
    RequestedSpendLimitHigherThanServiceLimit,
    ResourceNotAccessible,
    SenderIdNotRegistered,
    SenderIdNotSupported,
    SenderIdRequiresRegistration,
    TwoWayChannelNotPresent,
    TwoWayNotEnabled,
    TwoWayNotSupportedInCountry,
    UnknownRegistrationField,
    UnknownRegistrationSection,
    UnknownRegistrationType,
    UnknownRegistrationVersion,
    VerificationCodeMismatch,
}

/// Why a ServiceQuotaExceededException was raised (`ServiceQuotaExceededExceptionReason` in the model).
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "AWS's own words: the quota that is full")]
pub enum QuotaReason {
    AssociationsPerRegistration,
    ConfigurationSetsPerAccount,
    DailyDestinationCallLimit,
    DailyNotifyTierMessageLimit,
    EventDestinationsPerConfigurationSet,
    KeywordsPerPhoneNumber,
    KeywordsPerPool,
    MonthlySpendLimitReachedForMedia,
    MonthlySpendLimitReachedForNotify,
    MonthlySpendLimitReachedForRcs,
    MonthlySpendLimitReachedForText,
    MonthlySpendLimitReachedForVoice,
    NotifyConfigurationsPerAccount,
    OptOutListsPerAccount,
    OriginationIdentitiesPerPool,
    PhoneNumbersPerAccount,
    PhoneNumbersPerRegistration,
    PoolsPerAccount,
    ProtectConfigurationsPerAccount,
    RcsAgentsPerAccount,
    RegistrationAttachmentsCreatedPerDay,
    RegistrationAttachmentsPerAccount,
    RegistrationVersionsCreatedPerDay,
    RegistrationsPerAccount,
    SenderIdsPerAccount,
    TagsPerResource,
    VerificationAttemptsPerDay,
    VerifiedDestinationNumbersPerAccount,
}

/// Why AWS refuses an account, whatever its policies say (`AccessDeniedExceptionReason` in the model).
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum AccessDeniedReason {
    /// It is switched off.
    AccountDisabled,
    /// Too many of its messages were complained about.
    InsufficientAccountReputation,
}
