//! Sender IDs as people look at them: with the pools that each is in.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Home, Newest, Older};
use crate::model::error::ServiceError;

/// A sender ID.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.sender_ids, beside the key and the pools")]
pub struct SenderId {
    pub key: Uuid,
    pub sender_id: String,
    pub sender_id_arn: String,
    pub iso_country_code: String,
    pub message_types: Vec<String>,
    pub monthly_leasing_price: String,
    pub deletion_protection_enabled: bool,
    pub registered: bool,
    pub registration_id: Option<String>,
    pub created_timestamp: OffsetDateTime,
    /// The first of them, in the order of their ids.
    pub pool_ids: Vec<String>,
}

/// How many pools are named beside a sender ID.
const POOLS: i64 = 5;

/// Sender IDs that begin with `search`; all for an empty one.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    home: &Home,
    search: &str,
    older: Older,
    limit: i64,
) -> Result<Newest<SenderId>, ServiceError> {
    let rows = sqlx::query_as(
        "select s.id as key, s.sender_id,
                callsign.arn(s.account_id, s.region, 'sender-id/' || s.sender_id || '/' || s.iso_country_code)
                    as sender_id_arn,
                s.iso_country_code, s.message_types, s.monthly_leasing_price, s.deletion_protection_enabled,
                s.registered,
                (select callsign.registration_id(r.registration_id) from callsign.registration_association r
                 where r.sender_id_id = s.id) as registration_id,
                s.created_at as created_timestamp,
                array(select callsign.pool_id(a.pool_id) from callsign.pool_origination_identity a
                      where a.sender_id_id = s.id order by a.pool_id limit $7) as pool_ids
         from callsign.sender_id s
         where s.account_id = $1 and s.region = $2 and (s.created_at, s.id) < ($4, $5)
           and ($3 = '' or starts_with(s.sender_id, upper($3)))
         order by s.created_at desc, s.id desc limit $6",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(search)
    .bind(older.than)
    .bind(older.key)
    .bind(limit + 1)
    .bind(POOLS)
    .fetch_all(tx)
    .await?;
    Ok(Newest::cut(rows, limit))
}
