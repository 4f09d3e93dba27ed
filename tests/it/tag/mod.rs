//! The operations on tags, one a file.

mod list_tags_for_resource;
mod tag_resource;
mod untag_resource;
