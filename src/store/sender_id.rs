//! The table `sender_id`.

use serde::Deserialize;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    keyset::{Column, List, Select, parse_all},
    next_token::{Page, Position},
};
use crate::{
    domain::origination_identity::SenderId,
    model::{
        arn::Scope,
        error::{ConflictReason, ServiceError},
        filter::Filter,
        message::MessageType,
        registration::RegistrationId,
        resource::Key,
        resource_type::ResourceType,
        sender_id::{SenderIdInformation, SenderIdKey},
    },
};

/// How strongly a sender ID is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Against its release only: any number of transactions may put it into pools at once.
    ToJoin,
    /// Against every other change.
    Alone,
    /// Against everybody, because it is about to go.
    ToDelete,
}

/// The columns of a sender ID that rules ask about.
#[derive(sqlx::FromRow, Deserialize)]
pub(super) struct Row {
    id: Uuid,
    sender_id: String,
    iso_country_code: String,
    message_types: Vec<String>,
    deletion_protection_enabled: bool,
}

impl Row {
    /// The sender ID, which must be locked.
    pub(super) fn sender_id(self) -> Result<SenderId, ServiceError> {
        Ok(SenderId {
            key: self.id,
            name: SenderIdKey::new(&self.sender_id, &self.iso_country_code),
            message_types: parse_all(&self.message_types)?,
            deletion_protection_enabled: self.deletion_protection_enabled,
        })
    }
}

const LOCK_TO_JOIN: &str = "
    select id, sender_id, iso_country_code, message_types, deletion_protection_enabled from callsign.sender_id
    where account_id = $1 and region = $2 and iso_country_code = $3 and sender_id = $4 for key share";

const LOCK_ALONE: &str = "
    select id, sender_id, iso_country_code, message_types, deletion_protection_enabled from callsign.sender_id
    where account_id = $1 and region = $2 and iso_country_code = $3 and sender_id = $4 for no key update";

const LOCK_TO_DELETE: &str = "
    select id, sender_id, iso_country_code, message_types, deletion_protection_enabled from callsign.sender_id
    where account_id = $1 and region = $2 and iso_country_code = $3 and sender_id = $4 for update";

/// The sender ID with this name, locked until the transaction ends.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(
    tx: &mut PgConnection,
    scope: &Scope,
    name: &SenderIdKey,
    lock: Lock,
) -> Result<Option<SenderId>, ServiceError> {
    let statement = match lock {
        Lock::ToJoin => LOCK_TO_JOIN,
        Lock::Alone => LOCK_ALONE,
        Lock::ToDelete => LOCK_TO_DELETE,
    };
    let row: Option<Row> = sqlx::query_as(statement)
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(name.iso_country_code())
        .bind(name.sender_id())
        .fetch_optional(tx)
        .await?;
    row.map(Row::sender_id).transpose()
}

/// The key of the sender ID with this name.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, scope: &Scope, name: &SenderIdKey) -> Result<Option<Uuid>, ServiceError> {
    Ok(sqlx::query_scalar(
        "select id from callsign.sender_id
         where account_id = $1 and region = $2 and iso_country_code = $3 and sender_id = $4",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(name.iso_country_code())
    .bind(name.sender_id())
    .fetch_optional(tx)
    .await?)
}

/// How many sender IDs the scope has, counted up to `count_to` only.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, scope: &Scope, count_to: u32) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*) from (select from callsign.sender_id where account_id = $1 and region = $2 limit $3) counted",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(i64::from(count_to))
    .fetch_one(tx)
    .await?)
}

/// A sender ID to be made.
pub struct NewSenderId<'n> {
    /// Its key.
    pub key: Uuid,
    /// Its name.
    pub name: &'n SenderIdKey,
    /// The kinds of messages it may send.
    pub message_types: &'n [MessageType],
    /// US dollars, as text.
    pub monthly_leasing_price: &'n str,
    /// Whether it can't be released.
    pub deletion_protection_enabled: bool,
    /// When it is made.
    pub created_at: OffsetDateTime,
}

/// Makes a sender ID that isn't registered.
///
/// # Errors
///
/// See [`already_exists`].
pub async fn insert(tx: &mut PgConnection, scope: &Scope, sender_id: &NewSenderId<'_>) -> Result<(), ServiceError> {
    let message_types: Vec<&str> = sender_id.message_types.iter().map(AsRef::as_ref).collect();
    let inserted = sqlx::query(
        "insert into callsign.sender_id (
             id, account_id, region, sender_id, iso_country_code, message_types, monthly_leasing_price,
             deletion_protection_enabled, registered, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, false, $9)
         on conflict on constraint sender_id_is_unique do nothing",
    )
    .bind(sender_id.key)
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(sender_id.name.sender_id())
    .bind(sender_id.name.iso_country_code())
    .bind(message_types)
    .bind(sender_id.monthly_leasing_price)
    .bind(sender_id.deletion_protection_enabled)
    .bind(sender_id.created_at)
    .execute(tx)
    .await?;
    // No statement fails, so that the refusal can still be kept with its client token.
    if inserted.rows_affected() == 0 {
        return Err(already_exists(sender_id.name));
    }
    Ok(())
}

/// The error for a sender ID that is there already. Assumed: the Reason's name says so.
#[must_use]
pub fn already_exists(name: &SenderIdKey) -> ServiceError {
    ServiceError::conflict(ConflictReason::ResourceAlreadyExists, ResourceType::SenderId, name.sender_id())
}

/// Switches the deletion protection of a sender ID, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn update(tx: &mut PgConnection, key: Uuid, deletion_protection_enabled: bool) -> Result<(), ServiceError> {
    sqlx::query("update callsign.sender_id set deletion_protection_enabled = $2 where id = $1")
        .bind(key)
        .bind(deletion_protection_enabled)
        .execute(tx)
        .await?;
    Ok(())
}

/// Releases a sender ID, which must be locked and in no pool. Its tags go with it.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, key: Uuid) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.sender_id where id = $1").bind(key).execute(tx).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct InformationRow {
    id: Uuid,
    account_id: String,
    sender_id: String,
    iso_country_code: String,
    message_types: Vec<String>,
    monthly_leasing_price: String,
    deletion_protection_enabled: bool,
    registered: bool,
    registration_id: Option<Uuid>,
    created_at: OffsetDateTime,
}

/// One page of the sender IDs on a list that pass `filters`.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    list: List<'_>,
    filters: &[Filter],
    page: Page,
) -> Result<Vec<(Position, SenderIdInformation)>, ServiceError> {
    let scope = list.scope;
    let select = "
        select id, account_id, sender_id, iso_country_code, message_types, monthly_leasing_price, deletion_protection_enabled,
               registered, created_at,
               (select a.registration_id from callsign.registration_association a where a.sender_id_id = sender_id.id) as registration_id
        from callsign.sender_id where ";
    let rows: Vec<InformationRow> = Select::listing(select, list)
        .filtered(filters, column)
        .page("created_at", "id", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    rows.into_iter().map(|row| row.information(scope)).collect()
}

/// What DescribeSenderIds answers about one sender ID.
///
/// # Errors
///
/// The database's; InternalServerException if the sender ID isn't there.
pub async fn describe(tx: &mut PgConnection, scope: &Scope, key: Uuid) -> Result<SenderIdInformation, ServiceError> {
    let rows = page(tx, List::one(scope, key), &[], Page::one()).await?;
    rows.into_iter().next().map(|(_, row)| row).ok_or_else(|| ServiceError::internal("a sender ID just made is gone"))
}

fn column(filter: &str) -> Option<Column> {
    Some(match filter {
        "sender-id" => Column::Capitals("sender_id"),
        "iso-country-code" => Column::Text("iso_country_code"),
        "message-type" => Column::Array("message_types"),
        "deletion-protection-enabled" => Column::Text("deletion_protection_enabled::text"),
        "registered" => Column::Text("registered::text"),
        _ => return None,
    })
}

impl InformationRow {
    fn information(self, scope: &Scope) -> Result<(Position, SenderIdInformation), ServiceError> {
        let name = SenderIdKey::new(&self.sender_id, self.iso_country_code);
        let position = Position { created_at: self.created_at, key: self.id };
        let information = SenderIdInformation {
            sender_id_arn: scope.arn_in(&self.account_id, name.path()),
            sender_id: name.sender_id().to_owned(),
            iso_country_code: name.iso_country_code().to_owned(),
            message_types: parse_all(&self.message_types)?,
            monthly_leasing_price: self.monthly_leasing_price,
            deletion_protection_enabled: Some(self.deletion_protection_enabled),
            registered: self.registered,
            registration_id: self.registration_id.map(|key| RegistrationId::of(key).as_str().to_owned()),
            messaging_limits: None,
        };
        Ok((position, information))
    }
}
