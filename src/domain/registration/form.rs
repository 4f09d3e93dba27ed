//! What the fields of a form take: one value when it is put, all of them when the form is submitted.

use std::collections::BTreeMap;

use super::catalogue::{Field, RegistrationType};
use crate::model::{
    error::{Field as Named, ServiceError, ValidationReason},
    registration::{
        FieldValue,
        definition::{ConditionOperator, ConditionalFieldBehavior, FieldCondition, FieldRequirement, FieldType},
    },
};

/// The values of a version, by the paths of their fields.
pub type Values = BTreeMap<String, FieldValue>;

/// Why the value of a field leads to a denial, in AWS's words. Observed: MISSING_REQUIRED_FIELD; Documented: the other, for RCS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It must be there and isn't.
    Missing,
    /// It can't be so, or can't be there.
    Invalid,
}

impl Fault {
    /// AWS's word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Missing => "MISSING_REQUIRED_FIELD",
            Self::Invalid => "INVALID_FIELD_VALUE",
        }
    }
}

/// The member of a request that gives values of fields of a kind.
fn member(of: FieldType) -> &'static str {
    match of {
        FieldType::Select => "selectChoices",
        FieldType::Text => "textValue",
        FieldType::Attachment => "registrationAttachmentId",
    }
}

/// Whether a field takes the value that a request gives. Documented: exactly one kind of value, fitting the field's. Assumed (decision
/// RD27): the Reasons for everything but a bad text, for which INVALID_PARAMETER is observed.
///
/// # Errors
///
/// ValidationException PARAMETERS_CANNOT_BE_USED_TOGETHER, MISSING_PARAMETER or INVALID_PARAMETER.
pub fn takes(field: &Field, given: &FieldValue) -> Result<(), ServiceError> {
    let kinds: Vec<FieldType> = [
        given.select_choices.is_some().then_some(FieldType::Select),
        given.text_value.is_some().then_some(FieldType::Text),
        given.registration_attachment_id.is_some().then_some(FieldType::Attachment),
    ]
    .into_iter()
    .flatten()
    .collect();
    let wanted = field.definition.field_type;
    let path = &field.definition.field_path;
    match kinds[..] {
        [] => Err(missing(wanted)),
        [FieldType::Select] if given.select_choices.as_ref().is_some_and(Vec::is_empty) => {
            Err(missing(FieldType::Select))
        }
        [kind] if kind == wanted => match fault(field, given) {
            None => Ok(()),
            Some(sentence) => Err(invalid(kind, sentence)),
        },
        [kind] => Err(invalid(kind, format!("The field '{path}' is of the type {wanted}"))),
        _ => {
            let fields =
                kinds.iter().map(|kind| Named::new(member(*kind), "Only one kind of value can be given")).collect();
            Err(ServiceError::validation(ValidationReason::ParametersCannotBeUsedTogether, fields))
        }
    }
}

fn missing(kind: FieldType) -> ServiceError {
    let field = Named::new(member(kind), format!("Value at '{}' is missing", member(kind)));
    ServiceError::validation(ValidationReason::MissingParameter, vec![field])
}

fn invalid(kind: FieldType, sentence: String) -> ServiceError {
    ServiceError::validation(ValidationReason::InvalidParameter, vec![Named::new(member(kind), sentence)])
}

/// What is wrong with a value of the field's kind. No sentence repeats it.
fn fault(field: &Field, value: &FieldValue) -> Option<String> {
    let definition = &field.definition;
    if let (Some(text), Some(validation)) = (&value.text_value, &definition.text_validation) {
        let length = text.chars().count();
        if !(validation.min_length..=validation.max_length).contains(&length) {
            let (min, max) = (validation.min_length, validation.max_length);
            return Some(format!("The text must have between {min} and {max} characters"));
        }
        if field.form.as_ref().is_some_and(|form| !form.fits(text)) {
            return Some(format!("The text must satisfy regular expression pattern: {}", validation.pattern));
        }
    }
    if let (Some(choices), Some(validation)) = (&value.select_choices, &definition.select_validation) {
        let (min, max) = (validation.min_choices, validation.max_choices);
        if !(min..=max).contains(&choices.len()) {
            return Some(format!("There must be between {min} and {max} choices"));
        }
        if choices.iter().any(|choice| !validation.options.contains(choice)) {
            return Some(format!("The choices must be of these: {}", validation.options.join(", ")));
        }
        if choices.iter().enumerate().any(|(place, choice)| choices[..place].contains(choice)) {
            return Some("A choice stands twice".to_owned());
        }
    }
    None
}

/// Whether all conditions hold of these values.
#[must_use]
pub fn hold(conditions: &[FieldCondition], values: &Values) -> bool {
    conditions.iter().all(|condition| holds(condition, values))
}

fn holds(condition: &FieldCondition, values: &Values) -> bool {
    let value = values.get(&condition.depends_on_field_path);
    let is_one_of =
        || value.is_some_and(|value| value.texts().any(|text| condition.values.iter().any(|one| one == text)));
    match condition.operator {
        ConditionOperator::Equals | ConditionOperator::In => is_one_of(),
        ConditionOperator::NotEquals | ConditionOperator::NotIn => !is_one_of(),
        ConditionOperator::HasValue => value.is_some(),
        ConditionOperator::NoValue => value.is_none(),
    }
}

/// What a field's requirement comes to beside these values. Documented: the first rule whose conditions hold, else the default.
#[must_use]
pub fn behaviour(field: &Field, values: &Values) -> ConditionalFieldBehavior {
    match (field.definition.field_requirement, &field.definition.conditional_behavior) {
        (FieldRequirement::Required, _) => ConditionalFieldBehavior::Required,
        (FieldRequirement::Conditional, Some(conditional)) => {
            let rule = conditional.rules.iter().find(|rule| hold(&rule.conditions, values));
            rule.map_or(conditional.default_behavior, |rule| rule.rule_behavior)
        }
        (FieldRequirement::Conditional | FieldRequirement::Optional, _) => ConditionalFieldBehavior::Optional,
    }
}

/// What is wrong with a form, field by field in the catalogue's order. Assumed (decision RD26): conditions are looked at when the form is
/// submitted, not when a value is put.
#[must_use]
pub fn faults(of: &RegistrationType, values: &Values) -> Vec<(String, Fault)> {
    let fault_of = |field: &Field| match (behaviour(field, values), values.get(&field.definition.field_path)) {
        (ConditionalFieldBehavior::Required, None) => Some(Fault::Missing),
        (ConditionalFieldBehavior::Disallowed, Some(_)) => Some(Fault::Invalid),
        (_, Some(value)) => fault(field, value).map(|_| Fault::Invalid),
        (_, None) => None,
    };
    of.fields().filter_map(|field| Some((field.definition.field_path.clone(), fault_of(field)?))).collect()
}
