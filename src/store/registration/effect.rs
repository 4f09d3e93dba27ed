//! What an approval does to the rest, and what its end undoes.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::{origination_identity::NumberLife, sender_id},
    model::{
        arn::Scope, error::ServiceError, message::MessageType, notify_configuration::TierUpgradeStatus,
        sender_id::SenderIdKey,
    },
    store::{
        registration_association::{self, Associated},
        sender_id::{Lock, NewSenderId},
    },
};

/// US dollars a month. Assumed: AWS doesn't publish a price for registered sender IDs.
const MONTHLY_LEASING_PRICE: &str = "0.00";

/// Locks the numbers, RCS agents and sender IDs of a registration in the order of their keys, the one that its form names too: they come before it.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds one for too long.
pub async fn lock_identities(tx: &mut PgConnection, scope: &Scope, registration: Uuid) -> Result<(), ServiceError> {
    sqlx::query(
        "select from callsign.phone_number where id in (
             select phone_number_id from callsign.registration_association where registration_id = $1)
         order by id for no key update",
    )
    .bind(registration)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "select from callsign.rcs_agent where id in (
             select rcs_agent_id from callsign.registration_association where registration_id = $1)
         order by id for no key update",
    )
    .bind(registration)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "select from callsign.sender_id where account_id = $1 and region = $2 and (
             id in (select sender_id_id from callsign.registration_association where registration_id = $3)
             or sender_id in (select upper(f.text_value) from callsign.registration_field_value f
                              join callsign.registration r
                                on r.id = f.registration_id and r.current_version_number = f.version_number
                              where f.registration_id = $3 and f.field_path = 'senderIdInfo.senderId'))
         order by id for no key update",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(registration)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "select from callsign.notify_configuration where id in (
             select notify_configuration_id from callsign.registration_association where registration_id = $1)
         order by id for no key update",
    )
    .bind(registration)
    .execute(tx)
    .await?;
    Ok(())
}

/// Brings the notify configurations of a registration, which must be locked, as far on their way to the tier ADVANCED. Documented: they
/// are ADVANCED at once when it is approved, and stay BASIC when it is denied. One that is ADVANCED stays so.
///
/// # Errors
///
/// The database's.
pub async fn upgrade(tx: &mut PgConnection, registration: Uuid, status: TierUpgradeStatus) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.notify_configuration
         set tier_upgrade_status = $2, tier = case when $2 = 'ADVANCED' then $2 else tier end
         where tier = 'BASIC' and id in (
             select notify_configuration_id from callsign.registration_association where registration_id = $1)",
    )
    .bind(registration)
    .bind(status.as_ref())
    .execute(tx)
    .await?;
    Ok(())
}

/// Lets the numbers of a registration be ACTIVE that wait for it. They must be locked.
///
/// # Errors
///
/// The database's.
pub async fn activate(tx: &mut PgConnection, registration: Uuid, at: OffsetDateTime) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.phone_number set active_at = $2 where active_at = $3 and id in (
             select phone_number_id from callsign.registration_association where registration_id = $1)",
    )
    .bind(registration)
    .bind(at)
    .bind(NumberLife::UNTIL_REGISTERED)
    .execute(tx)
    .await?;
    Ok(())
}

/// Lets those test the RCS agents of a registration, from a moment on, who wait to. The agents must be locked. Assumed (decision RD65).
///
/// # Errors
///
/// The database's.
pub async fn let_test(tx: &mut PgConnection, registration: Uuid, from: OffsetDateTime) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.verified_destination_number set verified_at = $2
         where verified_at is null and not is_unsupported and rcs_agent_id in (
             select rcs_agent_id from callsign.registration_association where registration_id = $1)",
    )
    .bind(registration)
    .bind(from)
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes an approval back: toll-free numbers are PENDING again, sender IDs not registered any more. Assumed (decision RD31); so also that
/// notify configurations are BASIC again.
///
/// # Errors
///
/// The database's.
pub async fn revoke(tx: &mut PgConnection, registration: Uuid) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.phone_number set active_at = $2 where number_type = 'TOLL_FREE' and id in (
             select phone_number_id from callsign.registration_association where registration_id = $1)",
    )
    .bind(registration)
    .bind(NumberLife::UNTIL_REGISTERED)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "update callsign.sender_id set registered = false where id in (
             select sender_id_id from callsign.registration_association where registration_id = $1)",
    )
    .bind(registration)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "update callsign.notify_configuration set tier = 'BASIC', tier_upgrade_status = 'REJECTED' where id in (
             select notify_configuration_id from callsign.registration_association where registration_id = $1)",
    )
    .bind(registration)
    .execute(tx)
    .await?;
    Ok(())
}

/// Makes the sender ID that a registration is for, or marks the one of this name as registered. `false` if it may not be requested, is
/// another registration's, or `most` are there. Settled (decision RD53).
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds the sender ID for too long.
pub async fn register_sender_id(
    tx: &mut PgConnection,
    scope: &Scope,
    registration: Uuid,
    name: &SenderIdKey,
    most: u32,
    at: OffsetDateTime,
) -> Result<bool, ServiceError> {
    if sender_id::may_be_requested(name.sender_id()).is_err() {
        return Ok(false);
    }
    let key = if let Some(there) = crate::store::sender_id::lock(tx, scope, name, Lock::Alone).await? {
        match registration_association::of_sender_id(tx, there.key).await? {
            Some(other) if other != registration => return Ok(false),
            Some(_) => {
                mark(tx, there.key).await?;
                return Ok(true);
            }
            None => there.key,
        }
    } else {
        let there = crate::store::sender_id::count(tx, scope, most).await?;
        if most > 0 && there >= i64::from(most) {
            return Ok(false);
        }
        let new = NewSenderId {
            key: Uuid::now_v7(),
            name,
            message_types: &[MessageType::Transactional],
            monthly_leasing_price: MONTHLY_LEASING_PRICE,
            deletion_protection_enabled: false,
            created_at: at,
        };
        crate::store::sender_id::insert(tx, scope, &new).await?;
        new.key
    };
    mark(tx, key).await?;
    registration_association::insert(tx, Uuid::now_v7(), registration, Associated::SenderId(key), at).await?;
    Ok(true)
}

async fn mark(tx: &mut PgConnection, sender_id: Uuid) -> Result<(), ServiceError> {
    sqlx::query("update callsign.sender_id set registered = true where id = $1").bind(sender_id).execute(tx).await?;
    Ok(())
}
