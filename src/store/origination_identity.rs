//! Origination identities, whichever table they are in.

use sqlx::PgConnection;

use super::{phone_number, sender_id};
use crate::{
    domain::origination_identity::{IdentityName, OriginationIdentity},
    model::{arn::Scope, error::ServiceError},
};

/// The identity with this name, locked as its kind needs.
///
/// # Errors
///
/// Those of [`phone_number::lock`] and [`sender_id::lock`].
pub async fn lock(
    tx: &mut PgConnection,
    scope: &Scope,
    name: &IdentityName,
) -> Result<Option<OriginationIdentity>, ServiceError> {
    Ok(match name {
        IdentityName::PhoneNumber(named) => phone_number::lock(tx, scope, &named.key, phone_number::Lock::Alone)
            .await?
            .map(OriginationIdentity::PhoneNumber),
        IdentityName::SenderId(named) => {
            sender_id::lock(tx, scope, &named.key, sender_id::Lock::ToJoin).await?.map(OriginationIdentity::SenderId)
        }
        IdentityName::RcsAgent(_) => None,
    })
}
