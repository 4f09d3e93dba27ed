//! AWS's reasons for exceptions. Documented: the values are the model's; a test compares them with it.

use strum::{IntoStaticStr, VariantNames};

/// Why a ConflictException was raised (`ConflictExceptionReason` in the model).
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "AWS's own words; the operations' pages say when each is raised")]
pub enum ConflictReason {
    DeletionProtectionEnabled,
    DestinationCountryBlockedByProtectConfiguration,
    DestinationPhoneNumberBlockedByProtectNumberOverride,
    DestinationPhoneNumberNotVerified,
    DestinationPhoneNumberOptedOut,
    EventDestinationMismatch,
    KeywordMismatch,
    LastPhoneNumber,
    MessageTypeMismatch,
    NoOriginationIdentitiesFound,
    NumberCapabilitiesMismatch,
    OptOutListMismatch,
    PhoneNumberAssociatedToPool,
    PhoneNumberNotAssociatedToPool,
    ProtectConfigurationAssociatedWithConfigurationSet,
    ProtectConfigurationIsAccountDefault,
    ProtectConfigurationNotAssociatedWithConfigurationSet,
    ResourceAlreadyAssociated,
    ResourceAlreadyExists,
    ResourceDeletionNotAllowed,
    ResourceModificationNotAllowed,
    ResourceNotActive,
    SelfManagedOptOutsMismatch,
    SenderIdAssociatedToPool,
    TwoWayConfigMismatch,
    VerificationAlreadyComplete,
    VerificationCodeExpired,
}

/// Why a ValidationException was raised (`ValidationExceptionReason` in the model).
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "AWS's own words; the operations' pages say when each is raised")]
pub enum ValidationReason {
    CountryCodeMismatch,
    DestinationCountryBlocked,
    FieldValidationFailed,
    InternationalSendingNotSupported,
    InvalidArn,
    InvalidFilterValues,
    InvalidIdentityForDestinationCountry,
    InvalidNextToken,
    InvalidParameter,
    MaximumSizeExceeded,
    MissingParameter,
    ParametersCannotBeUsedTogether,
    PhoneNumberCannotBeOptedIn,
    PriceOverThreshold,
    RequestedSpendLimitHigherThanServiceLimit,
    ResourceNotAccessible,
    SenderIdNotRegistered,
    SenderIdNotSupported,
    SenderIdRequiresRegistration,
    TwoWayChannelNotPresent,
    TwoWayNotEnabled,
    TwoWayNotSupportedInCountry,
    VerificationCodeMismatch,
}

/// Why a ServiceQuotaExceededException was raised (`ServiceQuotaExceededExceptionReason` in the model).
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "AWS's own words: the quota that is full")]
pub enum QuotaReason {
    ConfigurationSetsPerAccount,
    DailyDestinationCallLimit,
    EventDestinationsPerConfigurationSet,
    KeywordsPerPhoneNumber,
    KeywordsPerPool,
    MonthlySpendLimitReachedForMedia,
    MonthlySpendLimitReachedForText,
    MonthlySpendLimitReachedForVoice,
    OptOutListsPerAccount,
    OriginationIdentitiesPerPool,
    PhoneNumbersPerAccount,
    PoolsPerAccount,
    ProtectConfigurationsPerAccount,
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
