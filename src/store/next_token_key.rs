//! The table `next_token_key`: the one key that NextTokens of this database are sealed with.

use sqlx::PgConnection;

use super::keyset::NextTokens;

/// What seals and opens NextTokens with the key, which the migrations made.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection) -> Result<NextTokens, sqlx::Error> {
    let (key,): (Vec<u8>,) = sqlx::query_as("select key from callsign.next_token_key").fetch_one(tx).await?;
    NextTokens::new(&key).map_err(|error| sqlx::Error::Configuration(Box::new(error)))
}
