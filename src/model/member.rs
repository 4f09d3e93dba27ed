//! Checking the members of a request: every failing one is named, in the order in which an operation reads them, which is
//! the model's.
//!
//! Settled (decision D4): the Reason is MISSING_PARAMETER if all failing members are missing, else
//! FIELD_VALIDATION_FAILED. Assumed: the sentences, those of AWS's other services.

use std::{ops::RangeInclusive, str::FromStr};

use strum::VariantNames;
use time::OffsetDateTime;

use super::{
    error::{Field, ServiceError, ValidationReason},
    shape::{POOL_ID_OR_ARN, StringShape},
    timestamp,
};

/// What was found wrong so far.
///
/// A reading method answers a stand-in (an empty text, the first value) for a member that fails; it goes no further than
/// [`Members::verdict`], which refuses the request.
#[derive(Default)]
pub struct Members {
    faults: Vec<Field>,
    present_fault: bool,
}

impl Members {
    /// Nothing found wrong yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Notes that the required member `name` is missing.
    pub fn missing(&mut self, name: &'static str) {
        self.faults.push(Field::new(name, sentence(name, "Member must not be null")));
    }

    /// Notes that the member `name` is there and breaks a constraint.
    pub fn broken(&mut self, name: &'static str, constraint: &str) {
        self.present_fault = true;
        self.faults.push(Field::new(name, sentence(name, constraint)));
    }

    /// A string that must be there and of `shape`.
    pub fn required(&mut self, name: &'static str, text: Option<String>, shape: &StringShape) -> String {
        if text.is_none() {
            self.missing(name);
        }
        self.optional(name, text, shape).unwrap_or_default()
    }

    /// A string that may be absent, else must be of `shape`.
    pub fn optional(&mut self, name: &'static str, text: Option<String>, shape: &StringShape) -> Option<String> {
        if let Some(fault) = text.as_ref().and_then(|text| shape.fault(text)) {
            self.broken(name, &fault);
        }
        text
    }

    /// PoolId where it is required. Assumed (decision D3, row 9): an empty one counts as missing.
    pub fn required_pool_id(&mut self, text: Option<String>) -> String {
        self.required("poolId", text.filter(|text| !text.is_empty()), &POOL_ID_OR_ARN)
    }

    /// A value of an enumeration that must be there.
    pub fn required_enumeration<T>(&mut self, name: &'static str, text: Option<String>) -> T
    where
        T: FromStr + VariantNames + Default,
    {
        self.required_one_of(name, text, T::VARIANTS)
    }

    /// A value that must be there and one of `variants`, which are some of the enumeration's.
    pub fn required_one_of<T>(&mut self, name: &'static str, text: Option<String>, variants: &[&str]) -> T
    where
        T: FromStr + Default,
    {
        if text.is_none() {
            self.missing(name);
        }
        self.enumeration(name, text, variants).unwrap_or_default()
    }

    /// A value of an enumeration that may be absent, else must be one of `variants`.
    pub fn enumeration<T: FromStr>(
        &mut self,
        name: &'static str,
        text: Option<String>,
        variants: &[&str],
    ) -> Option<T> {
        let text = text?;
        let value = variants.contains(&text.as_str()).then(|| text.parse().ok()).flatten();
        if value.is_none() {
            self.broken(name, &one_of(variants));
        }
        value
    }

    /// A list of values of an enumeration. Assumed: a value that stands twice counts once.
    pub fn enumeration_list<T>(&mut self, name: &'static str, texts: Vec<String>, size: RangeInclusive<usize>) -> Vec<T>
    where
        T: FromStr + VariantNames + PartialEq,
    {
        self.size(name, texts.len(), size);
        let mut values = Vec::new();
        for text in texts {
            match text.parse() {
                Ok(value) if values.contains(&value) => {}
                Ok(value) => values.push(value),
                Err(_) => {
                    self.broken(name, &one_of(T::VARIANTS));
                    break;
                }
            }
        }
        values
    }

    /// A list of strings, each of `shape`.
    pub fn list(
        &mut self,
        name: &'static str,
        texts: Option<Vec<String>>,
        size: RangeInclusive<usize>,
        shape: &StringShape,
    ) -> Vec<String> {
        let texts = texts.unwrap_or_default();
        self.size(name, texts.len(), size);
        for fault in texts.iter().filter_map(|text| shape.fault(text)) {
            self.broken(name, &fault);
        }
        texts
    }

    /// A list of strings that must be there, each of `shape`.
    pub fn required_list(
        &mut self,
        name: &'static str,
        texts: Option<Vec<String>>,
        size: RangeInclusive<usize>,
        shape: &StringShape,
    ) -> Vec<String> {
        if texts.is_none() {
            self.missing(name);
            return Vec::new();
        }
        self.list(name, texts, size, shape)
    }

    /// The number of items of a list.
    pub fn size(&mut self, name: &'static str, items: usize, size: RangeInclusive<usize>) {
        if !size.contains(&items) {
            self.broken(name, &format!("Member must have between {} and {} items", size.start(), size.end()));
        }
    }

    /// An integer that may be absent, else lies in `range`.
    pub fn integer(&mut self, name: &'static str, value: Option<i64>, range: RangeInclusive<i64>) -> Option<i64> {
        if value.is_some_and(|value| !range.contains(&value)) {
            self.broken(name, &format!("Member must be between {} and {}", range.start(), range.end()));
        }
        value
    }

    /// A point in time that may be absent, in seconds after the epoch.
    pub fn timestamp(&mut self, name: &'static str, seconds: Option<f64>) -> Option<OffsetDateTime> {
        let at = timestamp::of_seconds(seconds?);
        if at.is_none() {
            self.broken(name, "Member must be within the years 0 to 9999");
        }
        at
    }

    /// Refuses the request if any member failed.
    ///
    /// # Errors
    ///
    /// ValidationException naming every failing member once.
    pub fn verdict(mut self) -> Result<(), ServiceError> {
        if self.faults.is_empty() {
            return Ok(());
        }
        self.faults.dedup_by(|later, earlier| later.name == earlier.name);
        let reason = if self.present_fault {
            ValidationReason::FieldValidationFailed
        } else {
            ValidationReason::MissingParameter
        };
        Err(ServiceError::validation(reason, self.faults))
    }
}

fn one_of(variants: &[&str]) -> String {
    format!("Member must satisfy enum value set: [{}]", variants.join(", "))
}

fn sentence(name: &str, constraint: &str) -> String {
    format!("Value at '{name}' failed to satisfy constraint: {constraint}")
}
