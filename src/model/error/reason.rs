//! AWS's reasons for exceptions. Documented: the values are the model's; a test compares them with it.

use strum::{IntoStaticStr, VariantNames};

/// Why a ConflictException was raised (`ConflictExceptionReason` in the model).
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "AWS's own words; the operations' pages say when each is raised")]
pub enum ConflictReason {
    DeletionProtectionEnabled,
    EventDestinationMismatch,
    KeywordMismatch,
    LastPhoneNumber,
    MessageTypeMismatch,
    OptOutListMismatch,
    PhoneNumberAssociatedToPool,
    PhoneNumberNotAssociatedToPool,
    ResourceAlreadyAssociated,
    ResourceAlreadyExists,
    ResourceDeletionNotAllowed,
    ResourceModificationNotAllowed,
    ResourceNotActive,
    SelfManagedOptOutsMismatch,
    SenderIdAssociatedToPool,
    TwoWayConfigMismatch,
}

/// Why a ValidationException was raised (`ValidationExceptionReason` in the model).
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "AWS's own words; the operations' pages say when each is raised")]
pub enum ValidationReason {
    CountryCodeMismatch,
    FieldValidationFailed,
    InternationalSendingNotSupported,
    InvalidArn,
    InvalidFilterValues,
    InvalidNextToken,
    InvalidParameter,
    MissingParameter,
    ParametersCannotBeUsedTogether,
    PhoneNumberCannotBeOptedIn,
    RequestedSpendLimitHigherThanServiceLimit,
    ResourceNotAccessible,
    SenderIdNotSupported,
    SenderIdRequiresRegistration,
    TwoWayChannelNotPresent,
    TwoWayNotEnabled,
    TwoWayNotSupportedInCountry,
}

/// Why a ServiceQuotaExceededException was raised (`ServiceQuotaExceededExceptionReason` in the model).
#[derive(Clone, Copy, Debug, PartialEq, Eq, IntoStaticStr, VariantNames)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "AWS's own words: the quota that is full")]
pub enum QuotaReason {
    ConfigurationSetsPerAccount,
    EventDestinationsPerConfigurationSet,
    KeywordsPerPhoneNumber,
    KeywordsPerPool,
    OptOutListsPerAccount,
    OriginationIdentitiesPerPool,
    PhoneNumbersPerAccount,
    PoolsPerAccount,
    SenderIdsPerAccount,
    TagsPerResource,
}
