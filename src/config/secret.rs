//! Settings that are never shown.

use serde::{Deserialize, Serialize, Serializer};
use url::Url;

/// A PostgreSQL URL, whose password is never shown.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// The URL, password included.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The URL without its password. What can't be parsed might hold one anywhere, and is not shown at all.
    #[must_use]
    pub fn masked(&self) -> String {
        let Ok(mut url) = Url::parse(&self.0) else { return "***".to_owned() };
        if url.password().is_some() && url.set_password(Some("***")).is_err() {
            return "***".to_owned();
        }
        if names_a_password(&url) {
            url.set_query(None);
        }
        url.into()
    }

    /// The URL to show to somebody who knows the password. What can't be parsed is not shown.
    #[must_use]
    pub fn without_password(&self) -> String {
        let Ok(mut url) = Url::parse(&self.0) else { return "the URL of your database".to_owned() };
        if url.set_password(None).is_err() || names_a_password(&url) {
            return "the URL of your database".to_owned();
        }
        url.into()
    }
}

/// Whether the query does. Also `sslpassword`, or one in other letters: it may be the password all the same.
fn names_a_password(url: &Url) -> bool {
    url.query_pairs().any(|(name, _)| name.to_ascii_lowercase().contains("pass"))
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.masked())
    }
}

impl Serialize for DatabaseUrl {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.masked())
    }
}

/// A secret, which is never shown.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct SecretText(String);

impl SecretText {
    /// Wraps a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into())
    }

    /// The secret itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for SecretText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("***")
    }
}

impl Serialize for SecretText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("***")
    }
}
