//! Tags that a creating request carries.

use std::collections::BTreeSet;

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
    let tags = tags.unwrap_or_default();
    members.size("tags", tags.len(), 0..=200);
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

/// Refuses a key that stands twice. Assumed: AWS says nothing about it; answering one of the two would lose the other.
///
/// # Errors
///
/// ValidationException INVALID_PARAMETER.
pub fn refuse_repeated_keys(tags: &[Tag]) -> Result<(), ServiceError> {
    let keys: BTreeSet<&str> = tags.iter().map(|tag| tag.key.as_str()).collect();
    if keys.len() == tags.len() {
        return Ok(());
    }
    let field = Field::new("tags", "A tag key stands more than once in the request");
    Err(ServiceError::validation(ValidationReason::InvalidParameter, vec![field]))
}
