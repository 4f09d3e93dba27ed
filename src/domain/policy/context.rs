//! The request context: the condition keys of a request and their values.

use std::collections::HashMap;

use crate::model::caller::{AccountId, Caller};

/// The condition keys of a request. Documented: their names are compared without case. Assumed: the case of ASCII letters
/// only, so that no letter that merely looks alike stands for another.
#[derive(Clone, Debug, Default)]
pub struct Context {
    keys: HashMap<String, Values>,
}

/// What a request has for a key.
#[derive(Clone, Debug, Default)]
struct Values {
    list: Vec<String>,
    /// Whether the key is one that has one value, as a tag has.
    is_single: bool,
}

impl Context {
    /// The keys that every request of `caller` has.
    ///
    /// Documented: the keys, and `User` for an IAM user. Assumed: `aws:SecureTransport` is true, as for every request that
    /// reaches this API on AWS; what ends TLS before callsign isn't known here.
    #[must_use]
    pub fn of(caller: &Caller) -> Self {
        let username = caller.user_arn.rsplit('/').next().unwrap_or_default();
        Self::default()
            .with("aws:PrincipalAccount", caller.account_id.as_str())
            .with("aws:PrincipalArn", &caller.user_arn)
            .with("aws:PrincipalIsAWSService", "false")
            .with("aws:PrincipalType", "User")
            .with("aws:RequestedRegion", caller.region.as_str())
            .with("aws:SecureTransport", "true")
            .with("aws:username", username)
            .with("aws:ViaAWSService", "false")
    }

    /// The same with the one value of `key`. With a second one, of a tag whose key differs in case only, it is ambiguous.
    #[must_use]
    pub fn with(mut self, key: &str, value: &str) -> Self {
        let values = self.keys.entry(key.to_ascii_lowercase()).or_default();
        values.is_single = true;
        values.list.push(value.to_owned());
        self
    }

    /// The same with all `values` of `key`, which may have several. A key without values isn't in the context.
    #[must_use]
    pub fn with_all<'v>(mut self, key: &str, values: impl IntoIterator<Item = &'v str>) -> Self {
        let values: Vec<String> = values.into_iter().map(str::to_owned).collect();
        if !values.is_empty() {
            self.keys.entry(key.to_ascii_lowercase()).or_default().list.extend(values);
        }
        self
    }

    /// The same for a resource of `owner`: `aws:ResourceAccount`.
    #[must_use]
    pub fn with_resource_account(self, owner: &AccountId) -> Self {
        self.with("aws:ResourceAccount", owner.as_str())
    }

    /// The same for a resource with these tags, keys and values: `aws:ResourceTag/…`.
    #[must_use]
    pub fn with_resource_tags<'t>(self, tags: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        tags.into_iter().fold(self, |context, (key, value)| context.with(&format!("aws:ResourceTag/{key}"), value))
    }

    /// The same for a request that gives these tags: `aws:RequestTag/…` and `aws:TagKeys`.
    #[must_use]
    pub fn with_request_tags<'t>(self, tags: impl IntoIterator<Item = (&'t str, &'t str)>) -> Self {
        tags.into_iter().fold(self, |context, (key, value)| {
            context.with(&format!("aws:RequestTag/{key}"), value).with_tag_keys([key])
        })
    }

    /// The same for a request that names these keys of tags: `aws:TagKeys`.
    #[must_use]
    pub fn with_tag_keys<'k>(self, keys: impl IntoIterator<Item = &'k str>) -> Self {
        self.with_all("aws:TagKeys", keys)
    }

    /// The values of `key`; none if the request doesn't have it.
    pub(super) fn all(&self, key: &str) -> &[String] {
        self.keys.get(&key.to_ascii_lowercase()).map_or(&[], |values| values.list.as_slice())
    }

    /// Whether `key` has one value, and the request has several for it.
    pub(super) fn is_ambiguous(&self, key: &str) -> bool {
        self.keys.get(&key.to_ascii_lowercase()).is_some_and(|values| values.is_single && values.list.len() > 1)
    }

    /// The value of `key` for a variable. Documented: a multivalued key can't be one.
    pub(super) fn single(&self, key: &str) -> Option<&str> {
        match self.all(key) {
            [value] => Some(value),
            _ => None,
        }
    }
}
