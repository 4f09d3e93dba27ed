//! The table `next_token_key`: the one key that NextTokens of this database are signed with.

use sqlx::PgConnection;

/// The key, which the migrations made.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection) -> Result<Vec<u8>, sqlx::Error> {
    let (key,) = sqlx::query_as("select key from callsign.next_token_key").fetch_one(tx).await?;
    Ok(key)
}
