//! Tags that a request carries.

use std::{collections::BTreeSet, ops::RangeInclusive};

use serde::{Deserialize, Serialize};

use super::{
    error::{Field, ServiceError, ValidationReason},
    member::Members,
    shape::{TAG_KEY, TAG_VALUE},
    structure::Structure,
};

/// A tag as the wire has it: both members may be absent there.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TagInput {
    key: Option<String>,
    value: Option<String>,
}

/// A tag of a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    /// 1 to 128 characters.
    pub key: String,
    /// 0 to 256 characters.
    pub value: String,
}

/// Reads the member `tags`: 0 to 200 tags, each with a key and a value (`TagList` in the model).
pub fn read(members: &mut Members, tags: Option<Vec<Structure<TagInput>>>) -> Vec<Tag> {
    read_some(members, tags.unwrap_or_default(), 0..=200)
}

/// Reads the member `tags` where it must be there: 1 to 200 tags (`NonEmptyTagList` in the model).
pub fn read_required(members: &mut Members, tags: Option<Vec<Structure<TagInput>>>) -> Vec<Tag> {
    if tags.is_none() {
        members.missing("tags");
        return Vec::new();
    }
    read_some(members, tags.unwrap_or_default(), 1..=200)
}

fn read_some(members: &mut Members, tags: Vec<Structure<TagInput>>, size: RangeInclusive<usize>) -> Vec<Tag> {
    members.size("tags", tags.len(), size);
    tags.into_iter().map(|Structure(tag)| read_one(members, tag)).collect()
}

fn read_one(members: &mut Members, tag: TagInput) -> Tag {
    let key = tag.key.as_deref().map_or(Some("Member must not be null".to_owned()), |key| TAG_KEY.fault(key));
    if let Some(fault) = key {
        members.broken("tags", &format!("{fault} (at 'key')"));
    }
    let value = tag.value.as_deref().map_or(Some("Member must not be null".to_owned()), |value| TAG_VALUE.fault(value));
    if let Some(fault) = value {
        members.broken("tags", &format!("{fault} (at 'value')"));
    }
    Tag { key: tag.key.unwrap_or_default(), value: tag.value.unwrap_or_default() }
}

/// Refuses a key that stands twice, and one that is AWS's own. Assumed: AWS says nothing about the first; answering one of
/// the two would lose the other.
///
/// # Errors
///
/// ValidationException INVALID_PARAMETER.
pub fn refuse_bad_keys(tags: &[Tag]) -> Result<(), ServiceError> {
    let keys: BTreeSet<&str> = tags.iter().map(|tag| tag.key.as_str()).collect();
    if keys.len() < tags.len() {
        return Err(invalid("tags", "A tag key stands more than once in the request"));
    }
    refuse_reserved_keys("tags", keys)
}

/// Refuses keys that begin with `aws:`. Documented: AWS reserves the prefix, whatever its case, and nobody else sets, changes
/// or removes such a tag; Assumed: the Reason.
///
/// # Errors
///
/// ValidationException INVALID_PARAMETER.
pub fn refuse_reserved_keys<'k>(
    member: &'static str,
    keys: impl IntoIterator<Item = &'k str>,
) -> Result<(), ServiceError> {
    let is_reserved = |key: &str| key.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("aws:"));
    if keys.into_iter().any(is_reserved) {
        return Err(invalid(member, "Tag keys that begin with aws: are reserved for AWS"));
    }
    Ok(())
}

fn invalid(member: &'static str, message: &str) -> ServiceError {
    ServiceError::validation(ValidationReason::InvalidParameter, vec![Field::new(member, message)])
}
