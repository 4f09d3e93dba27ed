//! The table `tag`.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::model::{error::ServiceError, tag::Tag};

/// The resource that tags belong to, by its key.
#[derive(Clone, Copy, Debug)]
pub enum Tagged {
    /// A pool.
    Pool(Uuid),
    /// A phone number.
    PhoneNumber(Uuid),
    /// A sender ID.
    SenderId(Uuid),
    /// An opt-out list.
    OptOutList(Uuid),
}

/// Puts tags on a new resource.
///
/// # Errors
///
/// The database's.
pub async fn insert(tx: &mut PgConnection, tagged: Tagged, tags: &[Tag]) -> Result<(), ServiceError> {
    if tags.is_empty() {
        return Ok(());
    }
    let (statement, resource) = match tagged {
        Tagged::Pool(key) => {
            ("insert into callsign.tag (pool_id, key, value) select $1, * from unnest($2::text[], $3::text[])", key)
        }
        Tagged::PhoneNumber(key) => (
            "insert into callsign.tag (phone_number_id, key, value) select $1, * from unnest($2::text[], $3::text[])",
            key,
        ),
        Tagged::SenderId(key) => (
            "insert into callsign.tag (sender_id_id, key, value) select $1, * from unnest($2::text[], $3::text[])",
            key,
        ),
        Tagged::OptOutList(key) => (
            "insert into callsign.tag (opt_out_list_id, key, value) select $1, * from unnest($2::text[], $3::text[])",
            key,
        ),
    };
    let keys: Vec<&str> = tags.iter().map(|tag| tag.key.as_str()).collect();
    let values: Vec<&str> = tags.iter().map(|tag| tag.value.as_str()).collect();
    sqlx::query(statement).bind(resource).bind(keys).bind(values).execute(tx).await?;
    Ok(())
}
