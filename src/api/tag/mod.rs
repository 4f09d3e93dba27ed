//! Tags of resources.

use crate::path::{Served, served};

mod list_tags_for_resource;
mod tag_resource;
mod untag_resource;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    served::<list_tags_for_resource::ListTagsForResource>(),
    served::<tag_resource::TagResource>(),
    served::<untag_resource::UntagResource>(),
];
