//! Filters of Describe and List operations.
//!
//! Assumed: filters are ANDed, the values of one filter are ORed (AWS's usual rule).

use serde::{Deserialize, Serialize};

use super::{
    error::{Field, ServiceError, ValidationReason},
    member::Members,
    shape::FILTER_VALUE,
    structure::Structure,
    timestamp,
};

/// A filter as the wire has it.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct FilterInput {
    name: Option<String>,
    values: Option<Vec<String>>,
}

/// One filter: a resource passes if it has any of the values.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Filter {
    /// One of the operation's filter names.
    pub name: String,
    /// 1 to 20 values.
    pub values: Vec<String>,
}

/// What the values of a filter may be.
#[derive(Clone, Copy, Debug)]
pub enum FilterValues {
    /// Any text.
    Any,
    /// `true` or `false`. Documented: boolean filter values are these strings.
    Boolean,
    /// Points in time, in RFC 3339 or in seconds after the epoch.
    Time,
    /// The values of an enumeration.
    OneOf(&'static [&'static str]),
}

/// The filters that an operation knows, by name.
pub type FilterNames = [(&'static str, FilterValues)];

/// Reads the member `filters`: 0 to 20 filters with names of `names` and 1 to 20 values each.
pub fn read(members: &mut Members, filters: Option<Vec<Structure<FilterInput>>>, names: &FilterNames) -> Vec<Filter> {
    read_up_to(20, members, filters, names)
}

/// As [`read`], of an operation that takes `most` filters.
pub fn read_up_to(
    most: usize,
    members: &mut Members,
    filters: Option<Vec<Structure<FilterInput>>>,
    names: &FilterNames,
) -> Vec<Filter> {
    let filters = filters.unwrap_or_default();
    members.size("filters", filters.len(), 0..=most);
    filters.into_iter().map(|Structure(filter)| read_one(members, filter, names)).collect()
}

fn read_one(members: &mut Members, filter: FilterInput, names: &FilterNames) -> Filter {
    let name = filter.name.unwrap_or_default();
    if !names.iter().any(|(known, _)| *known == name) {
        let known: Vec<&str> = names.iter().map(|(known, _)| *known).collect();
        let constraint = format!("Member must satisfy enum value set: [{}] (at 'name')", known.join(", "));
        members.broken("filters", &constraint);
    }
    let values = filter.values.unwrap_or_default();
    if !(1..=20).contains(&values.len()) {
        members.broken("filters", "Member must have between 1 and 20 items (at 'values')");
    }
    for fault in values.iter().filter_map(|value| FILTER_VALUE.fault(value)) {
        members.broken("filters", &format!("{fault} (at 'values')"));
    }
    Filter { name, values }
}

/// Refuses values that the filter's property can't have.
///
/// # Errors
///
/// ValidationException INVALID_FILTER_VALUES. Assumed: the Reason's name says so.
pub fn refuse_impossible_values(filters: &[Filter], names: &FilterNames) -> Result<(), ServiceError> {
    for filter in filters {
        let possible = names.iter().find(|(name, _)| *name == filter.name).map(|(_, possible)| *possible);
        let possible: &[&str] = match possible {
            None | Some(FilterValues::Any) => continue,
            Some(FilterValues::Time) if filter.values.iter().all(|value| timestamp::parse(value).is_some()) => continue,
            Some(FilterValues::Time) => &["a time as 2030-01-31T12:00:00Z", "seconds since 1970"],
            Some(FilterValues::Boolean) => &["true", "false"],
            Some(FilterValues::OneOf(values)) => values,
        };
        if let Some(value) = filter.values.iter().find(|value| !possible.contains(&value.as_str())) {
            let message = format!("'{value}' is not a value of the filter '{}': {}", filter.name, possible.join(", "));
            return Err(ServiceError::validation(
                ValidationReason::InvalidFilterValues,
                vec![Field::new("filters", message)],
            ));
        }
    }
    Ok(())
}
