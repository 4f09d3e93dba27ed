//! The table `sns_signing_key`: the one key that envelopes are signed with, whichever process sends them.

use sqlx::PgConnection;

use crate::model::error::ServiceError;

/// The key and its certificate.
#[derive(Clone, sqlx::FromRow)]
pub struct SigningKey {
    /// PKCS #8, PEM.
    pub private_key: String,
    /// X.509, PEM.
    pub certificate: String,
    /// SHA-256 of the certificate in hexadecimal, which is its name.
    pub certificate_sha256: String,
}

/// The key, if one was made.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection) -> Result<Option<SigningKey>, ServiceError> {
    Ok(sqlx::query_as("select private_key, certificate, certificate_sha256 from callsign.sns_signing_key")
        .fetch_optional(tx)
        .await?)
}

/// Keeps a key, unless another process was first.
///
/// # Errors
///
/// The database's.
pub async fn insert(tx: &mut PgConnection, key: &SigningKey) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.sns_signing_key (private_key, certificate, certificate_sha256) values ($1, $2, $3)
         on conflict (is_only) do nothing",
    )
    .bind(&key.private_key)
    .bind(&key.certificate)
    .bind(&key.certificate_sha256)
    .execute(tx)
    .await?;
    Ok(())
}
