//! What the sessions of browsers are signed with: a key of the database, so that every process on it knows them, and those of other
//! databases don't. It is derived from the one key that the table `next_token_key` holds.

use ring::hmac;
use sqlx::PgConnection;

/// The key.
#[derive(Clone)]
pub struct SessionKey(hmac::Key);

impl SessionKey {
    /// A key that is derived from `key`.
    #[must_use]
    pub fn new(key: &[u8]) -> Self {
        let derived = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), b"session");
        Self(hmac::Key::new(hmac::HMAC_SHA256, derived.as_ref()))
    }

    /// The signature of a text, as hexadecimal digits.
    #[must_use]
    pub fn sign(&self, text: &str) -> String {
        hex::encode(hmac::sign(&self.0, text.as_bytes()))
    }

    /// Whether a signature is that of a text. Takes the same time wherever it differs.
    #[must_use]
    pub fn has_signed(&self, text: &str, signature: &str) -> bool {
        hex::decode(signature).is_ok_and(|signature| hmac::verify(&self.0, text.as_bytes(), &signature).is_ok())
    }
}

/// The key of this database.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection) -> Result<SessionKey, sqlx::Error> {
    let (key,): (Vec<u8>,) = sqlx::query_as("select key from callsign.next_token_key").fetch_one(tx).await?;
    Ok(SessionKey::new(&key))
}
