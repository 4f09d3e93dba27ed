//! Opt-out lists: which may go, and how often a destination may be taken off one.

use time::{Duration, OffsetDateTime};

use crate::{
    domain::check::{Mark, Question, Rule},
    model::{
        error::{ConflictReason, Field, ServiceError, ValidationReason},
        resource_type::ResourceType,
    },
};

/// The name of the list that always exists. Documented: each account and region has it.
pub const DEFAULT: &str = "Default";

/// How long a destination that was taken off a list can't be taken off it again. Documented: once in 30 days.
pub const OPT_IN_INTERVAL: Duration = Duration::days(30);

/// A list that is to go.
pub struct Deleting<'r> {
    /// Its name.
    pub name: &'r str,
    /// Whether a pool or a phone number uses it, read after the lock.
    pub is_in_use: bool,
}

impl Deleting<'_> {
    // Assumed (row 30): the Reason.
    fn refused(&self) -> ServiceError {
        ServiceError::conflict(ConflictReason::ResourceDeletionNotAllowed, ResourceType::OptOutList, self.name)
    }
}

impl Rule for Deleting<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            // Assumed (row 30).
            Question::<Self> {
                name: "is_not_the_default_list",
                mark: Mark::Assumed,
                holds: |r| Some(r.name != DEFAULT),
                refusal: Self::refused,
                compared: |r| (r.name.to_owned(), format!("a list other than {DEFAULT}")),
                remedy: |_| format!("Nothing: {DEFAULT} stays, as each account and region has it."),
            },
            Question::<Self> {
                name: "is_not_in_use",
                mark: Mark::Documented,
                holds: |r| Some(!r.is_in_use),
                refusal: Self::refused,
                compared: |r| {
                    let use_of = if r.is_in_use { "used by a pool or phone number" } else { "not in use" };
                    (use_of.to_owned(), "not in use".to_owned())
                },
                remedy: |_| {
                    "Give the pools and phone numbers that use it (DescribePools and DescribePhoneNumbers say which) \
                     another list with UpdatePool and UpdatePhoneNumber."
                        .to_owned()
                },
            },
        ]
        .into_iter()
    }
}

/// Whether a destination may be taken off a list that it was taken off at `last_deletion`, if ever.
///
/// # Errors
///
/// ValidationException PHONE_NUMBER_CANNOT_BE_OPTED_IN within 30 days (decision D11). Documented: the rule; Assumed (row
/// 51): the Reason's name says so.
pub fn may_be_opted_in(last_deletion: Option<OffsetDateTime>, now: OffsetDateTime) -> Result<(), ServiceError> {
    if last_deletion.is_some_and(|at| now < at + OPT_IN_INTERVAL) {
        let field = Field::new("optedOutNumber", "The number was taken off this list within the last 30 days");
        return Err(ServiceError::validation(ValidationReason::PhoneNumberCannotBeOptedIn, vec![field]));
    }
    Ok(())
}
