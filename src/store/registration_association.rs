//! The table `registration_association`.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    keyset::{Column, Select},
    next_token::{Page, Position},
};
use crate::model::{
    arn::Scope,
    error::ServiceError,
    filter::Filter,
    notify_configuration::NotifyConfigurationId,
    phone_number::PhoneNumberId,
    rcs_agent::RcsAgentId,
    registration::{RegistrationAssociationMetadata, RegistrationId},
    resource::Key,
    sender_id::SenderIdKey,
};

/// What is associated with a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Associated {
    /// A phone number.
    PhoneNumber(Uuid),
    /// A sender ID.
    SenderId(Uuid),
    /// An RCS agent.
    RcsAgent(Uuid),
    /// The registration that it stands on.
    Registration(Uuid),
    /// A notify configuration.
    NotifyConfiguration(Uuid),
}

/// Associates something with a registration; both must be locked, and nothing may be associated with the number or the sender ID yet.
///
/// # Errors
///
/// The database's.
pub async fn insert(
    tx: &mut PgConnection,
    key: Uuid,
    registration: Uuid,
    associated: Associated,
    now: OffsetDateTime,
) -> Result<(), ServiceError> {
    let (number, sender_id, rcs_agent, parent, notify) = match associated {
        Associated::PhoneNumber(key) => (Some(key), None, None, None, None),
        Associated::SenderId(key) => (None, Some(key), None, None, None),
        Associated::RcsAgent(key) => (None, None, Some(key), None, None),
        Associated::Registration(key) => (None, None, None, Some(key), None),
        Associated::NotifyConfiguration(key) => (None, None, None, None, Some(key)),
    };
    sqlx::query(
        "insert into callsign.registration_association
             (id, registration_id, phone_number_id, sender_id_id, rcs_agent_id, parent_registration_id,
              notify_configuration_id, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(key)
    .bind(registration)
    .bind(number)
    .bind(sender_id)
    .bind(rcs_agent)
    .bind(parent)
    .bind(notify)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// The registration of a phone number, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn of_phone_number(tx: &mut PgConnection, phone_number: Uuid) -> Result<Option<Uuid>, ServiceError> {
    Ok(sqlx::query_scalar("select registration_id from callsign.registration_association where phone_number_id = $1")
        .bind(phone_number)
        .fetch_optional(tx)
        .await?)
}

/// The registration of a sender ID, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn of_sender_id(tx: &mut PgConnection, sender_id: Uuid) -> Result<Option<Uuid>, ServiceError> {
    Ok(sqlx::query_scalar("select registration_id from callsign.registration_association where sender_id_id = $1")
        .bind(sender_id)
        .fetch_optional(tx)
        .await?)
}

/// The registration of a notify configuration, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn of_notify_configuration(tx: &mut PgConnection, key: Uuid) -> Result<Option<Uuid>, ServiceError> {
    let statement = "select registration_id from callsign.registration_association where notify_configuration_id = $1";
    Ok(sqlx::query_scalar(statement).bind(key).fetch_optional(tx).await?)
}

/// The registration of a type that an RCS agent, which must be locked, has.
///
/// # Errors
///
/// The database's.
pub async fn of_rcs_agent(
    tx: &mut PgConnection,
    rcs_agent: Uuid,
    registration_type: &str,
) -> Result<Option<Uuid>, ServiceError> {
    Ok(sqlx::query_scalar(
        "select r.id from callsign.registration_association a
         join callsign.registration r on r.id = a.registration_id
         where a.rcs_agent_id = $1 and r.registration_type = $2 limit 1",
    )
    .bind(rcs_agent)
    .bind(registration_type)
    .fetch_optional(tx)
    .await?)
}

/// How many registrations an RCS agent, which must be locked, has.
///
/// # Errors
///
/// The database's.
pub async fn count_of_rcs_agent(tx: &mut PgConnection, rcs_agent: Uuid) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar("select count(*) from callsign.registration_association where rcs_agent_id = $1")
        .bind(rcs_agent)
        .fetch_one(tx)
        .await?)
}

/// Whether a registration, which must be locked, stands on another.
///
/// # Errors
///
/// The database's.
pub async fn stands_on(tx: &mut PgConnection, registration: Uuid, parent: Uuid) -> Result<bool, ServiceError> {
    Ok(sqlx::query_scalar(
        "select exists (select from callsign.registration_association
                        where registration_id = $1 and parent_registration_id = $2)",
    )
    .bind(registration)
    .bind(parent)
    .fetch_one(tx)
    .await?)
}

/// How much hangs on a registration, which must be locked.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Counts {
    /// Its phone numbers.
    pub phone_numbers: i64,
    /// Its sender IDs.
    pub sender_ids: i64,
    /// Its notify configurations.
    pub notify_configurations: i64,
    /// Its RCS agents.
    pub rcs_agents: i64,
    /// The registrations that stand on it.
    pub children: i64,
    /// The types of the registrations that it stands on.
    pub parents: Vec<String>,
}

/// Counts what hangs on a registration, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn counts(tx: &mut PgConnection, registration: Uuid) -> Result<Counts, ServiceError> {
    Ok(sqlx::query_as(
        "select (select count(*) from callsign.registration_association
                 where registration_id = $1 and phone_number_id is not null) as phone_numbers,
                (select count(*) from callsign.registration_association
                 where registration_id = $1 and sender_id_id is not null) as sender_ids,
                (select count(*) from callsign.registration_association
                 where registration_id = $1 and notify_configuration_id is not null) as notify_configurations,
                (select count(*) from callsign.registration_association
                 where registration_id = $1 and rcs_agent_id is not null) as rcs_agents,
                (select count(*) from callsign.registration_association
                 where parent_registration_id = $1) as children,
                array(select p.registration_type from callsign.registration_association a
                      join callsign.registration p on p.id = a.parent_registration_id
                      where a.registration_id = $1) as parents",
    )
    .bind(registration)
    .fetch_one(tx)
    .await?)
}

/// How many registrations of a type stand on a registration, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn count_children(
    tx: &mut PgConnection,
    registration: Uuid,
    registration_type: &str,
) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*) from callsign.registration_association a
         join callsign.registration r on r.id = a.registration_id
         where a.parent_registration_id = $1 and r.registration_type = $2",
    )
    .bind(registration)
    .bind(registration_type)
    .fetch_one(tx)
    .await?)
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    created_at: OffsetDateTime,
    resource_type: String,
    phone_number_id: Option<Uuid>,
    phone_number: Option<String>,
    sender_id: Option<String>,
    rcs_agent_id: Option<Uuid>,
    parent_registration_id: Option<Uuid>,
    notify_configuration_id: Option<Uuid>,
    iso_country_code: Option<String>,
}

const DESCRIBE: &str = "
    select * from (
        select a.id, a.registration_id, a.created_at, a.phone_number_id, a.rcs_agent_id, a.parent_registration_id,
               a.notify_configuration_id, n.phone_number,
               s.sender_id, coalesce(n.iso_country_code, s.iso_country_code) as iso_country_code,
               coalesce(n.number_type, p.registration_type,
                        case when a.rcs_agent_id is not null then 'RCS_AGENT'
                             when a.notify_configuration_id is not null then 'NOTIFY_CONFIGURATION'
                             else 'SENDER_ID' end) as resource_type
        from callsign.registration_association a
        left join callsign.phone_number n on n.id = a.phone_number_id
        left join callsign.sender_id s on s.id = a.sender_id_id
        left join callsign.registration p on p.id = a.parent_registration_id) a
    where registration_id = ";

fn column(filter: &str) -> Option<Column> {
    match filter {
        "resource-type" => Some(Column::Text("resource_type")),
        "iso-country-code" => Some(Column::Text("iso_country_code")),
        _ => None,
    }
}

/// One page of what is associated with a registration and passes the filters.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    scope: &Scope,
    registration: Uuid,
    filters: &[Filter],
    page: Page,
) -> Result<Vec<(Position, RegistrationAssociationMetadata)>, ServiceError> {
    let rows: Vec<Row> = Select::of(DESCRIBE, registration)
        .filtered(filters, column)
        .page("created_at", "id", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    let placed = rows.into_iter().map(|row| {
        let position = Position { created_at: row.created_at, key: row.id };
        (position, row.metadata(scope))
    });
    Ok(placed.collect())
}

/// What is answered about one association of a registration.
///
/// # Errors
///
/// The database's; InternalServerException if it isn't there.
pub async fn describe(
    tx: &mut PgConnection,
    scope: &Scope,
    registration: Uuid,
    key: Uuid,
) -> Result<RegistrationAssociationMetadata, ServiceError> {
    let row: Option<Row> = Select::of(DESCRIBE, registration)
        .with_keys("id", Some(vec![key]))
        .page("created_at", "id", Page::one())
        .build_query_as()
        .fetch_optional(tx)
        .await?;
    row.map(|row| row.metadata(scope)).ok_or_else(|| ServiceError::internal("an association just made is gone"))
}

impl Row {
    fn metadata(self, scope: &Scope) -> RegistrationAssociationMetadata {
        let number = self.phone_number_id.map(PhoneNumberId::of).map(|id| (id.path(), id.as_str().to_owned()));
        let parent = || {
            let parent = self.parent_registration_id.map(RegistrationId::of);
            parent.map(|id| (id.path(), id.as_str().to_owned()))
        };
        let notify = || {
            let id = self.notify_configuration_id.map(NotifyConfigurationId::of);
            id.map(|id| (id.path(), id.as_str().to_owned()))
        };
        let agent = || {
            let agent = self.rcs_agent_id.map(RcsAgentId::of);
            agent.map(|id| (id.path(), id.as_str().to_owned()))
        };
        let sender_id = || {
            let name = SenderIdKey::new(self.sender_id.as_deref()?, self.iso_country_code.as_deref()?);
            Some((name.path(), name.sender_id().to_owned()))
        };
        let (path, resource_id) =
            number.or_else(parent).or_else(agent).or_else(notify).or_else(sender_id).unwrap_or_default();
        RegistrationAssociationMetadata {
            resource_arn: scope.arn(path),
            resource_id,
            resource_type: self.resource_type,
            iso_country_code: self.iso_country_code,
            phone_number: self.phone_number,
        }
    }
}
