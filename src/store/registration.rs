//! The table `registration`.

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    keyset::{Column, List, Select},
    next_token::{Page, Position},
};
use crate::{
    domain::{
        deployment::Events,
        registration::life::{Registration, Version},
    },
    model::{
        arn::Scope,
        error::ServiceError,
        filter::Filter,
        registration::{RegistrationId, RegistrationInformation, RegistrationStatus, RegistrationVersionStatus},
        resource::Key,
    },
};

pub mod due;
pub mod effect;
pub mod field_value;
pub mod review;
pub mod short_code;
pub mod told;
pub mod version;

/// How strongly a registration is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Against every other change.
    Alone,
    /// Against everybody, because it is about to go.
    ToDelete,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    registration_type: String,
    registration_status: Text<RegistrationStatus>,
    created_at: OffsetDateTime,
    next_due_at: Option<OffsetDateTime>,
}

/// The registration with this id, locked until the transaction ends.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(
    tx: &mut PgConnection,
    scope: &Scope,
    id: &RegistrationId,
    lock: Lock,
) -> Result<Option<Registration>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    let statement = match lock {
        Lock::Alone => {
            "select id, registration_type, registration_status, created_at, next_due_at from callsign.registration
             where account_id = $1 and region = $2 and id = $3 for no key update"
        }
        Lock::ToDelete => {
            "select id, registration_type, registration_status, created_at, next_due_at from callsign.registration
             where account_id = $1 and region = $2 and id = $3 for update"
        }
    };
    let row: Option<Row> = sqlx::query_as(statement)
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(key)
        .fetch_optional(&mut *tx)
        .await?;
    match row {
        None => Ok(None),
        Some(row) => row.with_versions(tx).await.map(Some),
    }
}

impl Row {
    /// With its versions, which nobody else makes while it is locked.
    async fn with_versions(self, tx: &mut PgConnection) -> Result<Registration, ServiceError> {
        let versions: Vec<(i64, Text<RegistrationVersionStatus>)> = sqlx::query_as(
            "select version_number, registration_version_status from callsign.registration_version
             where registration_id = $1 order by version_number",
        )
        .bind(self.id)
        .fetch_all(tx)
        .await?;
        Ok(Registration {
            key: self.id,
            registration_type: self.registration_type,
            status: self.registration_status.0,
            versions: versions.into_iter().map(|(number, Text(status))| Version { number, status }).collect(),
            created_at: self.created_at,
            next_due_at: self.next_due_at,
        })
    }
}

/// Locks registrations in the order of their keys, whatever they are: who then locks one of them waits for nobody.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds one for too long.
pub async fn lock_in_order(tx: &mut PgConnection, scope: &Scope, keys: &[Uuid]) -> Result<(), ServiceError> {
    sqlx::query(
        "select from callsign.registration where account_id = $1 and region = $2 and id = any($3)
         order by id for no key update",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(keys)
    .execute(tx)
    .await?;
    Ok(())
}

/// What reading operations ask of a registration.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Found {
    /// Its key.
    #[sqlx(rename = "id")]
    pub key: Uuid,
    /// Its type.
    pub registration_type: String,
    /// Where it stands.
    pub registration_status: Text<RegistrationStatus>,
    /// The version that is written.
    pub current_version_number: i64,
}

/// The registration with this id, not locked.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, scope: &Scope, id: &RegistrationId) -> Result<Option<Found>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    Ok(sqlx::query_as(
        "select id, registration_type, registration_status, current_version_number from callsign.registration
         where account_id = $1 and region = $2 and id = $3",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(key)
    .fetch_optional(tx)
    .await?)
}

/// How many registrations the scope has, counted up to `count_to` only.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, scope: &Scope, count_to: u32) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*) from (select from callsign.registration where account_id = $1 and region = $2 limit $3) counted",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(i64::from(count_to))
    .fetch_one(tx)
    .await?)
}

/// Makes a registration, without its first version.
///
/// # Errors
///
/// The database's.
pub async fn insert(
    tx: &mut PgConnection,
    scope: &Scope,
    key: Uuid,
    registration_type: &str,
    now: OffsetDateTime,
) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.registration
             (id, account_id, region, registration_type, registration_status, current_version_number, created_at)
         values ($1, $2, $3, $4, 'CREATED', 1, $5)",
    )
    .bind(key)
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(registration_type)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes where a registration, which must be locked, has come to at a moment, and when it goes on by itself. Another status is told.
///
/// # Errors
///
/// The database's.
pub async fn update(
    tx: &mut PgConnection,
    moved: Moved<'_>,
    status: RegistrationStatus,
    next_due_at: Option<OffsetDateTime>,
) -> Result<(), ServiceError> {
    let Moved { events, scope, registration, at } = moved;
    sqlx::query("update callsign.registration set registration_status = $2, next_due_at = $3 where id = $1")
        .bind(registration.key)
        .bind(Text(status))
        .bind(next_due_at)
        .execute(&mut *tx)
        .await?;
    if status == registration.status {
        return Ok(());
    }
    told::tell(tx, events, scope, registration, status, at).await
}

/// A registration, which is locked, as it was before it moves at a moment.
#[derive(Clone, Copy, Debug)]
pub struct Moved<'m> {
    /// Where events go.
    pub events: &'m Events,
    /// Whose it is.
    pub scope: &'m Scope,
    /// It.
    pub registration: &'m Registration,
    /// When it moves.
    pub at: OffsetDateTime,
}

/// Deletes a registration, which must be locked. Its versions, values, associations and tags go with it.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, key: Uuid) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.registration where id = $1").bind(key).execute(tx).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct InformationRow {
    id: Uuid,
    account_id: String,
    registration_type: String,
    registration_status: Text<RegistrationStatus>,
    current_version_number: i64,
    approved_version_number: Option<i64>,
    latest_denied_version_number: Option<i64>,
    created_at: OffsetDateTime,
}

const DESCRIBE: &str = "
    select r.id, r.account_id, r.registration_type, r.registration_status, r.current_version_number, r.created_at,
           (select max(v.version_number) from callsign.registration_version v
            where v.registration_id = r.id and v.registration_version_status = 'APPROVED') as approved_version_number,
           (select max(v.version_number) from callsign.registration_version v
            where v.registration_id = r.id and v.registration_version_status = 'DENIED') as latest_denied_version_number
    from callsign.registration r where ";

fn column(filter: &str) -> Option<Column> {
    match filter {
        "registration-type" => Some(Column::Text("registration_type")),
        "registration-status" => Some(Column::Text("registration_status")),
        _ => None,
    }
}

/// One page of the registrations on a list that pass the filters.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    list: List<'_>,
    filters: &[Filter],
    page: Page,
) -> Result<Vec<(Position, RegistrationInformation)>, ServiceError> {
    let scope = list.scope;
    let rows: Vec<InformationRow> = Select::listing(DESCRIBE, list)
        .filtered(filters, column)
        .page("created_at", "id", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    let described = rows.into_iter().map(|row| {
        let id = RegistrationId::of(row.id);
        let information = RegistrationInformation {
            registration_arn: scope.arn_in(&row.account_id, id.path()),
            registration_id: id.as_str().to_owned(),
            registration_type: row.registration_type,
            registration_status: row.registration_status.0,
            current_version_number: row.current_version_number,
            approved_version_number: row.approved_version_number,
            latest_denied_version_number: row.latest_denied_version_number,
            created_timestamp: row.created_at,
        };
        (Position { created_at: row.created_at, key: row.id }, information)
    });
    Ok(described.collect())
}
