//! What the catalogue of registrations answers: types, sections and fields.
//!
//! Documented: the members and values are those of the API model; a test compares the values with it.

use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumString, VariantNames};

/// The kinds of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum FieldType {
    /// One or several of some options.
    Select,
    /// A text.
    Text,
    /// A document.
    Attachment,
}

/// Whether a field must have a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum FieldRequirement {
    /// Yes.
    Required,
    /// That depends on other fields.
    Conditional,
    /// No.
    Optional,
}

/// When something is associated with a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum RegistrationAssociationBehavior {
    /// It must be there when the registration is submitted.
    AssociateBeforeSubmit,
    /// The approval makes it.
    AssociateOnApproval,
    /// The registration must be complete first.
    AssociateAfterComplete,
}

/// What becomes of a registration that nothing is associated with any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, AsRefStr, Display, EnumString, VariantNames)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum RegistrationDisassociationBehavior {
    /// It is closed.
    DisassociateAllClosesRegistration,
    /// It may be deleted, and not before.
    DisassociateAllAllowsDeleteRegistration,
    /// It may be deleted at any time.
    DeleteRegistrationDisassociates,
}

/// `SupportedAssociation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct SupportedAssociation {
    pub resource_type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iso_country_code: Option<String>,
    pub association_behavior: RegistrationAssociationBehavior,
    pub disassociation_behavior: RegistrationDisassociationBehavior,
}

/// What is shown of a type, a section or a field: the members of the model's three structures that are filled.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct DisplayHints {
    pub title: String,
    pub short_description: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub example_text_value: Option<String>,
}

/// `RegistrationTypeDefinition` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct RegistrationTypeDefinition {
    pub registration_type: String,
    pub supported_associations: Vec<SupportedAssociation>,
    pub display_hints: DisplayHints,
}

/// `RegistrationSectionDefinition` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct RegistrationSectionDefinition {
    pub section_path: String,
    pub display_hints: DisplayHints,
}

/// `SelectValidation` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct SelectValidation {
    pub min_choices: usize,
    pub max_choices: usize,
    pub options: Vec<String>,
}

/// `TextValidation` of the model. Lengths count characters.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct TextValidation {
    pub min_length: usize,
    pub max_length: usize,
    pub pattern: String,
}

/// What a condition asks of another field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConditionOperator {
    /// It has the value.
    Equals,
    /// It hasn't the value.
    NotEquals,
    /// It has one of the values.
    In,
    /// It has none of the values.
    NotIn,
    /// It has any value.
    HasValue,
    /// It has none.
    NoValue,
}

/// `FieldCondition` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct FieldCondition {
    pub depends_on_field_path: String,
    pub operator: ConditionOperator,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
}

/// What a rule makes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ConditionalFieldBehavior {
    /// It must have a value.
    Required,
    /// It may have one.
    Optional,
    /// It may have none.
    Disallowed,
}

/// `ConditionalRule` of the model. No rule of the catalogue has a validation of its own.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct ConditionalRule {
    pub conditions: Vec<FieldCondition>,
    pub rule_behavior: ConditionalFieldBehavior,
}

/// `ConditionalBehavior` of the model: the first rule whose conditions all hold, else the default.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct ConditionalBehavior {
    pub rules: Vec<ConditionalRule>,
    pub default_behavior: ConditionalFieldBehavior,
}

/// `RegistrationFieldDefinition` of the model.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct RegistrationFieldDefinition {
    pub section_path: String,
    pub field_path: String,
    pub field_type: FieldType,
    pub field_requirement: FieldRequirement,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub select_validation: Option<SelectValidation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_validation: Option<TextValidation>,
    pub display_hints: DisplayHints,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub conditional_behavior: Option<ConditionalBehavior>,
}
