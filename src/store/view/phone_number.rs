//! Phone numbers as people look at them: with the pool that each is in, since when and by which request.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Home, Newest, Older, Who};
use crate::model::error::ServiceError;

/// A phone number.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.phone_numbers, beside the key and how it came into its pool")]
#[expect(clippy::struct_excessive_bools, reason = "the columns are the model's")]
pub struct PhoneNumber {
    pub key: Uuid,
    pub phone_number_id: String,
    pub phone_number_arn: String,
    pub phone_number: String,
    pub status: String,
    pub iso_country_code: String,
    pub message_type: String,
    pub number_capabilities: Vec<String>,
    pub number_type: String,
    pub monthly_leasing_price: String,
    pub two_way_enabled: bool,
    pub two_way_channel_arn: Option<String>,
    pub two_way_channel_role: Option<String>,
    pub self_managed_opt_outs_enabled: bool,
    pub opt_out_list_name: String,
    pub international_sending_enabled: bool,
    pub deletion_protection_enabled: bool,
    pub registration_id: Option<String>,
    pub pool_id: Option<String>,
    pub associated_at: Option<OffsetDateTime>,
    pub associated_by: Option<String>,
    #[sqlx(flatten)]
    pub who: Who,
    pub created_timestamp: OffsetDateTime,
}

/// Phone numbers that begin with `search`, or whose id it is; all for an empty one.
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
) -> Result<Newest<PhoneNumber>, ServiceError> {
    let rows = sqlx::query_as(
        "select n.id as key, v.*, a.created_at as associated_at, a.request_id as associated_by,
                a.access_key_id, a.principal_arn
         from (select n.id, n.phone_number, n.created_at from callsign.phone_number n
               where n.account_id = $1 and n.region = $2 and (n.created_at, n.id) < ($4, $5)
                 and ($3 = '' or starts_with(n.phone_number, $3) or callsign.phone_number_id(n.id) = $3)
               order by n.created_at desc, n.id desc limit $6) n
         join inspect.phone_numbers v on v.account_id = $1 and v.region = $2 and v.phone_number = n.phone_number
         left join callsign.pool_origination_identity a on a.phone_number_id = n.id
         order by n.created_at desc, n.id desc",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(search)
    .bind(older.than)
    .bind(older.key)
    .bind(limit + 1)
    .fetch_all(tx)
    .await?;
    Ok(Newest::cut(rows, limit))
}

/// One phone number.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, home: &Home, key: Uuid) -> Result<Option<PhoneNumber>, ServiceError> {
    Ok(sqlx::query_as(
        "select n.id as key, v.*, a.created_at as associated_at, a.request_id as associated_by,
                a.access_key_id, a.principal_arn
         from callsign.phone_number n
         join inspect.phone_numbers v
           on v.account_id = n.account_id and v.region = n.region and v.phone_number = n.phone_number
         left join callsign.pool_origination_identity a on a.phone_number_id = n.id
         where n.id = $3 and n.account_id = $1 and n.region = $2",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(key)
    .fetch_optional(tx)
    .await?)
}

/// The pools that a number, or a sender ID, joined and left, also of one that is gone, the last first.
///
/// # Errors
///
/// The database's.
pub async fn history(
    tx: &mut PgConnection,
    home: &Home,
    identity: &str,
    limit: i64,
) -> Result<Vec<super::pool::Past>, ServiceError> {
    Ok(sqlx::query_as(
        "select event, at, pool_id, origination_identity, iso_country_code, request_id, access_key_id, principal_arn
         from inspect.association_history
         where account_id = $1 and region = $2 and origination_identity = $3 order by at desc, sequence desc limit $4",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(identity)
    .bind(limit)
    .fetch_all(tx)
    .await?)
}
