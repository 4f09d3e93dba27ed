//! The table `sticky_identity`: what delivered last to a destination.

use std::collections::BTreeMap;

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::model::error::ServiceError;

/// Keeps what delivered last, unless something newer is kept.
///
/// # Errors
///
/// The database's.
pub(super) async fn write(
    tx: &mut PgConnection,
    sticky: BTreeMap<[String; 5], (Uuid, OffsetDateTime)>,
) -> Result<(), ServiceError> {
    if sticky.is_empty() {
        return Ok(());
    }
    let column = |place: usize| sticky.keys().map(|key| key[place].clone()).collect::<Vec<_>>();
    sqlx::query(
        "insert into callsign.sticky_identity as there
             (account_id, region, pool_id, destination_phone_number, channel, origination_identity_key, delivered_at)
         select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::uuid[], $7::timestamptz[])
         on conflict (account_id, region, pool_id, destination_phone_number, channel) do update
         set origination_identity_key = excluded.origination_identity_key, delivered_at = excluded.delivered_at,
             recorded_at = excluded.recorded_at
         where excluded.delivered_at >= there.delivered_at",
    )
    .bind(column(0))
    .bind(column(1))
    .bind(column(2))
    .bind(column(3))
    .bind(column(4))
    .bind(sticky.values().map(|(identity, _)| *identity).collect::<Vec<_>>())
    .bind(sticky.values().map(|(_, at)| *at).collect::<Vec<_>>())
    .execute(tx)
    .await?;
    Ok(())
}
