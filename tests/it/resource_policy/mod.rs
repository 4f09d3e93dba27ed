//! The operations on resource policys, one a file.

mod delete_resource_policy;
mod get_resource_policy;
mod put_resource_policy;
