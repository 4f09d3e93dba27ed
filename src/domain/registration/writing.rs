//! What is asked before a version of a registration is written, submitted, given up or followed by another.

use super::{
    catalogue::{Field, RegistrationType},
    form,
    life::Registration,
};
use crate::{
    domain::{
        check::{Mark, Question, Rule},
        quota,
    },
    model::{
        error::{ConflictReason, Field as Named, QuotaReason, ServiceError, ValidationReason},
        registration::{FieldValue, definition::FieldRequirement},
    },
};

const FIELD_PATH: &str = "fieldPath";

fn unexpected() -> ServiceError {
    ServiceError::internal("a check that holds refused")
}

/// Where a registration stands, and its current version.
fn state(registration: &Registration) -> String {
    format!("{} of a {} registration", registration.current().status, registration.status)
}

/// What the questions about a draft have in common.
trait OfDraft {
    fn registration(&self) -> &Registration;
}

/// Documented: earlier versions, and those that were submitted, are read only.
fn is_a_draft<R: OfDraft>() -> Question<R> {
    Question::<R> {
        name: "version_is_a_draft",
        mark: Mark::Documented,
        holds: |r| Some(r.registration().may_be_edited().is_ok()),
        refusal: |r| r.registration().may_be_edited().err().unwrap_or_else(unexpected),
        compared: |r| (state(r.registration()), "DRAFT of a registration that isn't CLOSED".to_owned()),
        remedy: |_| "Begin a draft with CreateRegistrationVersion once the current version is decided.".to_owned(),
    }
}

/// What the questions about a field of a draft have in common.
trait OfField: OfDraft {
    /// The type of the registration, and the FieldPath.
    fn path(&self) -> (&RegistrationType, &str);

    fn field(&self) -> Result<&Field, ServiceError> {
        let (of, path) = self.path();
        of.field(FIELD_PATH, path)
    }
}

fn field_is_of_the_type<R: OfField>() -> Question<R> {
    Question::<R> {
        name: "field_is_of_the_type",
        mark: Mark::Assumed,
        holds: |r| Some(r.field().is_ok()),
        refusal: |r| r.field().err().unwrap_or_else(unexpected),
        compared: |r| {
            let (of, path) = r.path();
            (path.to_owned(), format!("a field of {}", of.name()))
        },
        remedy: |_| "Ask DescribeRegistrationFieldDefinitions for the type's fields.".to_owned(),
    }
}

/// A value that is to be put.
pub struct Putting<'r> {
    /// The registration, which is locked.
    pub registration: &'r Registration,
    /// Its type.
    pub of: &'r RegistrationType,
    /// FieldPath.
    pub field_path: &'r str,
    /// What is put.
    pub value: &'r FieldValue,
}

impl OfDraft for Putting<'_> {
    fn registration(&self) -> &Registration {
        self.registration
    }
}

impl OfField for Putting<'_> {
    fn path(&self) -> (&RegistrationType, &str) {
        (self.of, self.field_path)
    }
}

impl Rule for Putting<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            is_a_draft(),
            field_is_of_the_type(),
            // Documented: one kind of value, the field's; Assumed (decision RD27): the Reasons.
            Question::<Self> {
                name: "field_takes_the_value",
                mark: Mark::Documented,
                holds: |r| Some(form::takes(r.field().ok()?, r.value).is_ok()),
                refusal: |r| r.field().and_then(|field| form::takes(field, r.value)).err().unwrap_or_else(unexpected),
                // What is put is nobody else's to read.
                compared: |r| {
                    let kind = r.field().ok().map(|field| field.definition.field_type.to_string()).unwrap_or_default();
                    let given = [
                        r.value.select_choices.is_some().then_some("SELECT"),
                        r.value.text_value.is_some().then_some("TEXT"),
                        r.value.registration_attachment_id.is_some().then_some("ATTACHMENT"),
                    ];
                    let given: Vec<&str> = given.into_iter().flatten().collect();
                    let given = if given.is_empty() { "nothing".to_owned() } else { given.join(", ") };
                    (given, format!("{kind} within the field's bounds"))
                },
                remedy: |r| {
                    format!(
                        "Give what DescribeRegistrationFieldDefinitions says about {}: its FieldType and its validation.",
                        r.field_path
                    )
                },
            },
        ]
        .into_iter()
    }
}

/// A value that is to go.
pub struct DeletingValue<'r> {
    /// The registration, which is locked.
    pub registration: &'r Registration,
    /// Its type.
    pub of: &'r RegistrationType,
    /// FieldPath.
    pub field_path: &'r str,
    /// Whether the field has a value, read after the lock.
    pub has_value: bool,
}

impl DeletingValue<'_> {
    fn requirement(&self) -> Option<FieldRequirement> {
        Some(self.field().ok()?.definition.field_requirement)
    }
}

impl OfDraft for DeletingValue<'_> {
    fn registration(&self) -> &Registration {
        self.registration
    }
}

impl OfField for DeletingValue<'_> {
    fn path(&self) -> (&RegistrationType, &str) {
        (self.of, self.field_path)
    }
}

fn refused(reason: ValidationReason, sentence: &str) -> ServiceError {
    ServiceError::validation(reason, vec![Named::new(FIELD_PATH, sentence)])
}

impl Rule for DeletingValue<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            is_a_draft(),
            field_is_of_the_type(),
            // Assumed (decision RD29).
            Question::<Self> {
                name: "field_is_not_required",
                mark: Mark::Assumed,
                holds: |r| Some(r.requirement()? != FieldRequirement::Required),
                refusal: |_| {
                    let reason = ValidationReason::RegistrationFieldCannotBeDeleted;
                    refused(reason, "The field is required: put another value")
                },
                compared: |r| {
                    let requirement = r.requirement().map(|one| one.to_string());
                    (requirement.unwrap_or_default(), "OPTIONAL or CONDITIONAL".to_owned())
                },
                remedy: |_| "Put another value with PutRegistrationFieldValue.".to_owned(),
            },
            // Assumed (decision RD29).
            Question::<Self> {
                name: "field_has_a_value",
                mark: Mark::Assumed,
                holds: |r| r.requirement().map(|_| r.has_value),
                refusal: |_| refused(ValidationReason::InvalidParameter, "The field has no value"),
                compared: |r| (if r.has_value { "a value" } else { "no value" }.to_owned(), "a value".to_owned()),
                remedy: |_| "Nothing: there is none.".to_owned(),
            },
        ]
        .into_iter()
    }
}

/// A version that is to be submitted.
pub struct Submitting<'r> {
    /// The registration, which is locked.
    pub registration: &'r Registration,
    /// What must be associated before and isn't; `None` for a type that the catalogue lost, which nobody reviews.
    pub lacks: Option<Vec<&'r str>>,
    /// How much is wrong with its form, where that refuses it.
    pub faults: Option<usize>,
}

impl Submitting<'_> {
    fn refused(&self) -> ServiceError {
        self.registration.conflict(ConflictReason::SubmitRegistrationVersionNotAllowed)
    }
}

impl Rule for Submitting<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            // Documented: a version is submitted once; Assumed: the Reasons.
            Question::<Self> {
                name: "version_may_be_submitted",
                mark: Mark::Documented,
                holds: |r| Some(r.registration.may_be_submitted().is_ok()),
                refusal: |r| r.registration.may_be_submitted().err().unwrap_or_else(unexpected),
                compared: |r| (state(r.registration), "DRAFT of a registration that isn't CLOSED".to_owned()),
                remedy: |_| {
                    "Begin a draft with CreateRegistrationVersion once the current version is decided.".to_owned()
                },
            },
            Question::<Self> {
                name: "what_it_needs_is_associated",
                mark: Mark::Documented,
                holds: |r| Some(r.lacks.as_ref().is_some_and(Vec::is_empty)),
                refusal: Self::refused,
                compared: |r| match r.lacks.as_deref() {
                    None => ("a type that isn't known".to_owned(), "a type of the catalogue".to_owned()),
                    Some([]) => ("lacks nothing".to_owned(), "lacks nothing".to_owned()),
                    Some(lacks) => (format!("lacks {}", lacks.join(", ")), "lacks nothing".to_owned()),
                },
                remedy: |r| {
                    let lacks = r.lacks.as_ref().map(|lacks| lacks.join(", ")).unwrap_or_default();
                    format!("Associate it with CreateRegistrationAssociation: {lacks}.")
                },
            },
            // Assumed (decision RD25).
            Question::<Self> {
                name: "form_is_complete",
                mark: Mark::Assumed,
                holds: |r| r.faults.map(|faults| faults == 0),
                refusal: Self::refused,
                compared: |r| {
                    (format!("{} fields lack something", r.faults.unwrap_or_default()), "none does".to_owned())
                },
                remedy: |_| {
                    "Put what is required: DescribeRegistrationFieldDefinitions says what, and \
                     DescribeRegistrationFieldValues what is there."
                        .to_owned()
                },
            },
        ]
        .into_iter()
    }
}

/// A version that is to be given up.
pub struct Discarding<'r> {
    /// The registration, which is locked.
    pub registration: &'r Registration,
}

impl Rule for Discarding<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            // Assumed (decision RD24).
            Question::<Self> {
                name: "version_may_be_given_up",
                mark: Mark::Assumed,
                holds: |r| Some(r.registration.discarded().is_ok()),
                refusal: |r| r.registration.discarded().err().unwrap_or_else(unexpected),
                compared: |r| {
                    (state(r.registration), "DRAFT or SUBMITTED of a registration that isn't CLOSED".to_owned())
                },
                remedy: |_| "Wait for the end of the review.".to_owned(),
            },
        ]
        .into_iter()
    }
}

/// A version that is to follow the current one.
pub struct Versioning<'r> {
    /// The registration, which is locked.
    pub registration: &'r Registration,
    /// How many versions a day may make; 0 is no bound.
    pub most: u32,
    /// How many it made, read after the lock.
    pub made: i64,
}

impl Versioning<'_> {
    fn room(&self) -> Result<(), ServiceError> {
        quota::has_room(self.most, self.made, QuotaReason::RegistrationVersionsCreatedPerDay)
    }
}

impl Rule for Versioning<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            // Assumed (decision RD23).
            Question::<Self> {
                name: "current_version_is_decided",
                mark: Mark::Assumed,
                holds: |r| Some(r.registration.next_version().is_ok()),
                refusal: |r| r.registration.next_version().err().unwrap_or_else(unexpected),
                compared: |r| {
                    let wanted = "DENIED, DISCARDED, APPROVED or REVOKED of a registration that isn't CLOSED";
                    (state(r.registration), wanted.to_owned())
                },
                remedy: |_| "Write and submit the draft that is there, or wait for the end of its review.".to_owned(),
            },
            // Documented: the Reason; Assumed (decision RD35): how many.
            Question::<Self> {
                name: "day_has_room_for_a_version",
                mark: Mark::Documented,
                holds: |r| Some(r.room().is_ok()),
                refusal: |r| r.room().err().unwrap_or_else(unexpected),
                compared: |r| {
                    let most = if r.most == 0 { "no bound".to_owned() } else { format!("fewer than {}", r.most) };
                    (r.made.to_string(), most)
                },
                remedy: |_| {
                    "Wait until 24 hours have passed, or raise quotas.registration_versions_per_day.".to_owned()
                },
            },
        ]
        .into_iter()
    }
}
