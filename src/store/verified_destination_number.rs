//! The table `verified_destination_number`.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    keyset::{Column, List, Select},
    next_token::{Page, Position},
};
use crate::{
    domain::verification::Number,
    model::{
        arn::Scope,
        error::{ConflictReason, ServiceError},
        filter::Filter,
        rcs_agent::RcsAgentId,
        resource::Key,
        resource_type::ResourceType,
        verified_destination_number::{
            VerificationStatus, VerifiedDestinationNumberId, VerifiedDestinationNumberInformation,
        },
    },
};

/// The filter by DestinationPhoneNumbers, which is a member of its own in requests.
pub const DESTINATION_PHONE_NUMBER: &str = "destination-phone-number";

/// The key of the entry for a phone, as the tester of an RCS agent or of none.
///
/// # Errors
///
/// The database's.
pub async fn find(
    tx: &mut PgConnection,
    scope: &Scope,
    destination_phone_number: &str,
    rcs_agent: Option<Uuid>,
) -> Result<Option<Uuid>, ServiceError> {
    Ok(sqlx::query_scalar(
        "select id from callsign.verified_destination_number
         where account_id = $1 and region = $2 and destination_phone_number = $3
           and rcs_agent_id is not distinct from $4",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(destination_phone_number)
    .bind(rcs_agent)
    .fetch_optional(tx)
    .await?)
}

/// A locked entry.
#[derive(Clone, Debug)]
pub struct Locked {
    /// Its key.
    pub key: Uuid,
    /// The phone, in E.164 form.
    pub destination_phone_number: String,
    /// The RCS agent that the phone tests, if it tests one.
    pub rcs_agent: Option<Uuid>,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// What the rules ask.
    pub number: Number,
}

impl Locked {
    /// What is answered about it at a moment.
    #[must_use]
    pub fn information(&self, scope: &Scope, now: OffsetDateTime) -> VerifiedDestinationNumberInformation {
        let id = VerifiedDestinationNumberId::of(self.key);
        VerifiedDestinationNumberInformation {
            verified_destination_number_arn: scope.arn(id.path()),
            verified_destination_number_id: id.as_str().to_owned(),
            destination_phone_number: self.destination_phone_number.clone(),
            status: Some(self.number.status(now)),
            rcs_agent_id: self.rcs_agent.map(|key| RcsAgentId::of(key).as_str().to_owned()),
            created_timestamp: self.created_at,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    account_id: String,
    destination_phone_number: String,
    created_at: OffsetDateTime,
    code_sent_at: Option<OffsetDateTime>,
    verified_at: Option<OffsetDateTime>,
    rcs_agent_id: Option<Uuid>,
    is_unsupported: bool,
}

impl Row {
    fn locked(self) -> Locked {
        let id = VerifiedDestinationNumberId::of(self.id).as_str().to_owned();
        Locked {
            key: self.id,
            destination_phone_number: self.destination_phone_number,
            rcs_agent: self.rcs_agent_id,
            created_at: self.created_at,
            number: Number {
                id,
                code_sent_at: self.code_sent_at,
                verified_at: self.verified_at,
                is_tester: self.rcs_agent_id.is_some(),
                is_unsupported: self.is_unsupported,
            },
        }
    }
}

/// The entry with this id, locked with its codes until the transaction ends.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(
    tx: &mut PgConnection,
    scope: &Scope,
    id: &VerifiedDestinationNumberId,
) -> Result<Option<Locked>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    let row: Option<Row> = sqlx::query_as(
        "select id, account_id, destination_phone_number, created_at, code_sent_at, verified_at, rcs_agent_id,
                is_unsupported
         from callsign.verified_destination_number where account_id = $1 and region = $2 and id = $3 for update",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(key)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(Row::locked))
}

/// Notes that an entry, which must be locked, is verified.
///
/// # Errors
///
/// The database's.
pub async fn verify(tx: &mut PgConnection, key: Uuid, now: OffsetDateTime) -> Result<(), ServiceError> {
    sqlx::query("update callsign.verified_destination_number set verified_at = $2 where id = $1")
        .bind(key)
        .bind(now)
        .execute(tx)
        .await?;
    Ok(())
}

/// Decides where an entry, which must be locked, stands from now on. Only who tests an RCS agent may be UNSUPPORTED.
///
/// # Errors
///
/// The database's.
pub async fn decide(
    tx: &mut PgConnection,
    key: Uuid,
    status: VerificationStatus,
    now: OffsetDateTime,
) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.verified_destination_number
         set verified_at = case $2 when 'VERIFIED' then least(verified_at, $3) end, is_unsupported = $2 = 'UNSUPPORTED'
         where id = $1",
    )
    .bind(key)
    .bind(status.as_ref())
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// Deletes an entry, which must be locked. Its codes and tags go with it.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, key: Uuid) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.verified_destination_number where id = $1").bind(key).execute(tx).await?;
    Ok(())
}

/// How many entries the scope has, counted up to `count_to` only.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, scope: &Scope, count_to: u32) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*)
         from (select from callsign.verified_destination_number where account_id = $1 and region = $2 limit $3) counted",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(i64::from(count_to))
    .fetch_one(tx)
    .await?)
}

/// The error for a phone that has an entry. Documented: the Reason; Assumed (RD64): the ResourceId is the entry's.
#[must_use]
pub fn already_exists(key: Uuid) -> ServiceError {
    let id = VerifiedDestinationNumberId::of(key);
    ServiceError::conflict(
        ConflictReason::ResourceAlreadyExists,
        ResourceType::VerifiedDestinationNumber,
        id.as_str().to_owned(),
    )
}

/// A phone that is entered.
#[derive(Clone, Copy, Debug)]
pub struct NewNumber<'n> {
    /// Its key.
    pub key: Uuid,
    /// The phone, in E.164 form.
    pub destination_phone_number: &'n str,
    /// The RCS agent that it is to test, which must be locked.
    pub rcs_agent: Option<Uuid>,
    /// From when on it is verified, if that is known.
    pub verified_at: Option<OffsetDateTime>,
}

/// Makes an entry.
///
/// # Errors
///
/// The database's; [`already_exists`].
pub async fn insert(
    tx: &mut PgConnection,
    scope: &Scope,
    new: &NewNumber<'_>,
    now: OffsetDateTime,
) -> Result<(), ServiceError> {
    let inserted = sqlx::query(
        "insert into callsign.verified_destination_number
             (id, account_id, region, destination_phone_number, created_at, rcs_agent_id, verified_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict on constraint verified_destination_number_is_unique do nothing",
    )
    .bind(new.key)
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(new.destination_phone_number)
    .bind(now)
    .bind(new.rcs_agent)
    .bind(new.verified_at)
    .execute(&mut *tx)
    .await?;
    // No statement fails, so that its client token can still be looked up.
    if inserted.rows_affected() == 0 {
        let existing = find(tx, scope, new.destination_phone_number, new.rcs_agent).await?;
        return Err(already_exists(existing.unwrap_or(new.key)));
    }
    Ok(())
}

const DESCRIBE: &str = "
    from callsign.verified_destination_number where ";

/// How a filter is asked of the database.
fn column(filter: &str) -> Option<Column> {
    match filter {
        // There are few in an account.
        "status" => Some(Column::Text(
            "case when is_unsupported then 'UNSUPPORTED'
                  when verified_at <= callsign.present(account_id) then 'VERIFIED' else 'PENDING' end",
        )),
        "rcs-agent-id" => Some(Column::Text("callsign.rcs_agent_id(rcs_agent_id)")),
        DESTINATION_PHONE_NUMBER => Some(Column::Text("destination_phone_number")),
        _ => None,
    }
}

/// One page of the entries on a list of them that pass the filters.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    list: List<'_>,
    filters: &[Filter],
    page: Page,
) -> Result<Vec<(Position, VerifiedDestinationNumberInformation)>, ServiceError> {
    let scope = list.scope;
    let rows: Vec<InTime> = Select::listing_in_time(DESCRIBE, list)
        .filtered(filters, column)
        .page("created_at", "id", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.described(scope)).collect())
}

#[derive(sqlx::FromRow)]
struct InTime {
    #[sqlx(flatten)]
    row: Row,
    /// That of the account whose row it is.
    present: OffsetDateTime,
}

impl InTime {
    fn described(self, scope: &Scope) -> (Position, VerifiedDestinationNumberInformation) {
        let Self { row, present } = self;
        let arn = scope.arn_in(&row.account_id, VerifiedDestinationNumberId::of(row.id).path());
        let (position, locked) = (Position { created_at: row.created_at, key: row.id }, row.locked());
        let information = locked.information(scope, present);
        (position, VerifiedDestinationNumberInformation { verified_destination_number_arn: arn, ..information })
    }
}
