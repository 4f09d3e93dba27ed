//! The catalogue of registration types.
//!
//! `registration-types.json` holds it, in the order of answers. Observed: the types, paths and limits that it marks so; Assumed (RD19):
//! everything else is composed, and says so at the end of its DisplayHints. AWS publishes no catalogue.

use std::{collections::HashMap, sync::LazyLock};

use regex::Regex;
use serde::Deserialize;

use crate::{
    domain::country,
    model::{
        error::{Field as Named, ServiceError, ValidationReason},
        registration::definition::{
            ConditionOperator, ConditionalBehavior, ConditionalFieldBehavior, ConditionalRule, DisplayHints,
            FieldCondition, FieldRequirement, FieldType, RegistrationAssociationBehavior,
            RegistrationDisassociationBehavior, RegistrationFieldDefinition, RegistrationSectionDefinition,
            RegistrationTypeDefinition, SelectValidation, SupportedAssociation, TextValidation,
        },
    },
};

/// What is said of what callsign made up.
const COMPOSED: &str = "(composed by callsign)";

/// A type of registrations.
pub struct RegistrationType {
    /// What is answered about it.
    pub definition: RegistrationTypeDefinition,
    /// The country that it is for, if it is for one.
    pub iso_country_code: Option<String>,
    /// The regions where it can be approved; everywhere without any.
    pub regions: Vec<String>,
    /// While these hold, an e-mail has to be confirmed before it is approved.
    pub authentication: Vec<FieldCondition>,
    /// Its sections.
    pub sections: Vec<Section>,
}

/// A section of a type.
pub struct Section {
    /// What is answered about it.
    pub definition: RegistrationSectionDefinition,
    /// Its fields.
    pub fields: Vec<Field>,
}

/// A field.
pub struct Field {
    /// What is answered about it.
    pub definition: RegistrationFieldDefinition,
    /// What a text must be, for a field of text.
    pub form: Option<Form>,
}

/// The pattern of a text.
pub enum Form {
    /// The whole text matches.
    Pattern(Regex),
    /// The text has a character that isn't white space: what the catalogue writes as a look-ahead, which this engine doesn't have.
    NotBlank,
    /// The pattern matches, and the text has a letter; as well a look-ahead.
    WithLetter(Regex),
}

impl Form {
    /// Whether a text has it.
    #[must_use]
    pub fn fits(&self, text: &str) -> bool {
        match self {
            Self::Pattern(pattern) => pattern.is_match(text),
            Self::NotBlank => text.contains(|letter: char| !letter.is_whitespace()),
            Self::WithLetter(pattern) => {
                text.contains(|letter: char| letter.is_ascii_alphabetic()) && pattern.is_match(text)
            }
        }
    }
}

impl RegistrationType {
    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.definition.registration_type
    }

    /// Its fields, in the catalogue's order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().flat_map(|section| &section.fields)
    }

    /// The field with this path.
    ///
    /// # Errors
    ///
    /// ValidationException UNKNOWN_REGISTRATION_FIELD for `member`.
    pub fn field(&self, member: &'static str, path: &str) -> Result<&Field, ServiceError> {
        self.fields()
            .find(|field| field.definition.field_path == path)
            .ok_or_else(|| unknown(ValidationReason::UnknownRegistrationField, member, self.name(), "field", path))
    }

    /// The section with this path.
    ///
    /// # Errors
    ///
    /// ValidationException UNKNOWN_REGISTRATION_SECTION for `member`.
    pub fn section(&self, member: &'static str, path: &str) -> Result<&Section, ServiceError> {
        self.sections
            .iter()
            .find(|section| section.definition.section_path == path)
            .ok_or_else(|| unknown(ValidationReason::UnknownRegistrationSection, member, self.name(), "section", path))
    }
}

fn unknown(reason: ValidationReason, member: &'static str, of: &str, what: &str, path: &str) -> ServiceError {
    ServiceError::validation(reason, vec![Named::new(member, format!("{of} has no {what} '{path}'"))])
}

/// All types, in the order of answers.
#[must_use]
pub fn all() -> &'static [RegistrationType] {
    &CATALOGUE.types
}

/// The type of this name.
#[must_use]
pub fn find(name: &str) -> Option<&'static RegistrationType> {
    CATALOGUE.places.get(name).map(|place| &CATALOGUE.types[*place])
}

/// The type of this name.
///
/// # Errors
///
/// ValidationException UNKNOWN_REGISTRATION_TYPE for `member`. Assumed: the operations declare no ResourceNotFoundException.
pub fn named(member: &'static str, name: &str) -> Result<&'static RegistrationType, ServiceError> {
    find(name).ok_or_else(|| {
        let field = Named::new(member, format!("There is no registration type '{name}'"));
        ServiceError::validation(ValidationReason::UnknownRegistrationType, vec![field])
    })
}

struct Catalogue {
    types: Vec<RegistrationType>,
    places: HashMap<String, usize>,
}

static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    let said: Said = serde_json::from_str(include_str!("registration-types.json"))
        .expect("registration-types.json is part of the program, and tests read it");
    let types: Vec<RegistrationType> = said.types.iter().flat_map(|one| one.expanded(&said.default_pattern)).collect();
    let places = types.iter().enumerate().map(|(place, one)| (one.name().to_owned(), place)).collect();
    Catalogue { types, places }
});

#[derive(Deserialize)]
struct Said {
    #[serde(rename = "_default_pattern")]
    default_pattern: String,
    types: Vec<SaidType>,
}

#[derive(Clone, Deserialize)]
struct SaidType {
    #[serde(rename = "type")]
    name: String,
    source: String,
    title: String,
    iso_country_code: Option<String>,
    #[serde(default)]
    regions: Vec<String>,
    authentication: Option<SaidAuthentication>,
    #[serde(default)]
    expand_iso2: Vec<String>,
    associations: Vec<SaidAssociation>,
    sections: Vec<SaidSection>,
}

#[derive(Clone, Deserialize)]
struct SaidAuthentication {
    required_when: Vec<SaidCondition>,
}

#[derive(Clone, Deserialize)]
struct SaidAssociation {
    resource_type: String,
    iso_country_code: Option<String>,
    association: RegistrationAssociationBehavior,
    disassociation: RegistrationDisassociationBehavior,
}

#[derive(Clone, Deserialize)]
struct SaidSection {
    path: String,
    title: String,
    description: Option<String>,
    fields: Vec<SaidField>,
}

#[derive(Clone, Deserialize)]
struct SaidField {
    path: String,
    #[serde(rename = "type")]
    field_type: FieldType,
    requirement: FieldRequirement,
    source: Option<String>,
    title: String,
    description: Option<String>,
    min: Option<usize>,
    max: Option<usize>,
    pattern: Option<String>,
    example: Option<String>,
    min_choices: Option<usize>,
    max_choices: Option<usize>,
    options: Option<Vec<String>>,
    conditional: Option<SaidConditional>,
}

#[derive(Clone, Deserialize)]
struct SaidConditional {
    #[serde(default)]
    rules: Vec<SaidRule>,
    default: ConditionalFieldBehavior,
}

#[derive(Clone, Deserialize)]
struct SaidRule {
    when: Vec<SaidCondition>,
    then: ConditionalFieldBehavior,
}

#[derive(Clone, Deserialize)]
struct SaidCondition {
    field: String,
    operator: ConditionOperator,
    #[serde(default)]
    values: Vec<String>,
}

impl SaidCondition {
    fn condition(&self) -> FieldCondition {
        let (depends_on_field_path, values) = (self.field.clone(), self.values.clone());
        FieldCondition { depends_on_field_path, operator: self.operator, values }
    }
}

/// Title and description; what isn't observed says so at their end.
fn hints(title: &str, description: Option<&str>, example: Option<&str>, source: &str) -> DisplayHints {
    let said = description.unwrap_or(title);
    let short_description = if source == "observed" { said.to_owned() } else { format!("{said} {COMPOSED}") };
    DisplayHints { title: title.to_owned(), short_description, example_text_value: example.map(str::to_owned) }
}

impl SaidType {
    /// The type, or one for each country that it stands for.
    fn expanded(&self, default_pattern: &str) -> Vec<RegistrationType> {
        if self.expand_iso2.is_empty() {
            return vec![self.of(None, default_pattern)];
        }
        self.expand_iso2.iter().map(|code| self.of(Some(code), default_pattern)).collect()
    }

    fn of(&self, country: Option<&str>, default_pattern: &str) -> RegistrationType {
        let fill = |text: &str| {
            let Some(code) = country else { return text.to_owned() };
            text.replace("<ISO2>", code).replace("{country}", country::name(code).unwrap_or(code))
        };
        let associations = self.associations.iter().map(|one| SupportedAssociation {
            resource_type: fill(&one.resource_type),
            iso_country_code: one.iso_country_code.as_deref().map(fill),
            association_behavior: one.association,
            disassociation_behavior: one.disassociation,
        });
        let conditions = self.authentication.iter().flat_map(|one| &one.required_when);
        RegistrationType {
            definition: RegistrationTypeDefinition {
                registration_type: fill(&self.name),
                supported_associations: associations.collect(),
                display_hints: hints(&fill(&self.title), None, None, &self.source),
            },
            iso_country_code: self.iso_country_code.as_deref().map(fill).or_else(|| country.map(str::to_owned)),
            regions: self.regions.clone(),
            authentication: conditions.map(SaidCondition::condition).collect(),
            sections: self.sections.iter().map(|one| one.section(&self.source, &fill, default_pattern)).collect(),
        }
    }
}

impl SaidSection {
    fn section(&self, source: &str, fill: &impl Fn(&str) -> String, default_pattern: &str) -> Section {
        let display_hints = hints(&fill(&self.title), self.description.as_deref(), None, source);
        Section {
            definition: RegistrationSectionDefinition { section_path: self.path.clone(), display_hints },
            fields: self.fields.iter().map(|one| one.field(&self.path, source, fill, default_pattern)).collect(),
        }
    }
}

impl SaidField {
    fn field(&self, section: &str, source: &str, fill: &impl Fn(&str) -> String, default_pattern: &str) -> Field {
        let pattern = self.pattern.as_deref().unwrap_or(default_pattern);
        let is = |kind| self.field_type == kind;
        let source = self.source.as_deref().unwrap_or(source);
        let example = self.example.as_deref().map(fill);
        Field {
            form: is(FieldType::Text).then(|| form(pattern)),
            definition: RegistrationFieldDefinition {
                section_path: section.to_owned(),
                field_path: self.path.clone(),
                field_type: self.field_type,
                field_requirement: self.requirement,
                select_validation: is(FieldType::Select).then(|| SelectValidation {
                    min_choices: self.min_choices.unwrap_or(1),
                    max_choices: self.max_choices.unwrap_or(1),
                    options: self.options.clone().unwrap_or_default(),
                }),
                text_validation: is(FieldType::Text).then(|| TextValidation {
                    min_length: self.min.unwrap_or(1),
                    max_length: self.max.unwrap_or(2048),
                    pattern: pattern.to_owned(),
                }),
                display_hints: hints(&fill(&self.title), self.description.as_deref(), example.as_deref(), source),
                conditional_behavior: self.conditional.as_ref().filter(|one| !one.rules.is_empty()).map(|one| {
                    let rules = one.rules.iter().map(|rule| ConditionalRule {
                        conditions: rule.when.iter().map(SaidCondition::condition).collect(),
                        rule_behavior: rule.then,
                    });
                    ConditionalBehavior { rules: rules.collect(), default_behavior: one.default }
                }),
            },
        }
    }
}

fn form(pattern: &str) -> Form {
    let read = |pattern: &str| Regex::new(pattern).expect("the catalogue is part of the program, and tests read it");
    if pattern == r"^(?=\s*\S)[\s\S]+$" {
        return Form::NotBlank;
    }
    match pattern.strip_prefix("^(?=.*[A-Za-z])") {
        Some(rest) => Form::WithLetter(read(&format!("^{rest}"))),
        None => Form::Pattern(read(pattern)),
    }
}
