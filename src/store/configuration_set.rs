//! The table `configuration_set`.

use sqlx::{
    PgConnection,
    types::{Json, Text},
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    event_destination,
    keyset::{Column, List, Select},
    next_token::{Page, Position},
};
use crate::model::{
    arn::Scope,
    configuration_set::{ConfigurationSetInformation, ConfigurationSetName},
    error::{ConflictReason, ServiceError},
    filter::Filter,
    message::MessageType,
    protect_configuration::ProtectConfigurationId,
    resource::Key,
    resource_type::ResourceType,
};

/// The key of the set with this name.
///
/// # Errors
///
/// The database's.
pub async fn find(
    tx: &mut PgConnection,
    scope: &Scope,
    name: &ConfigurationSetName,
) -> Result<Option<Uuid>, ServiceError> {
    let statement = "select id from callsign.configuration_set where account_id = $1 and region = $2 and name = $3";
    Ok(sqlx::query_scalar(statement)
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(&name.0)
        .fetch_optional(tx)
        .await?)
}

/// A locked set.
#[derive(Clone, Debug)]
pub struct ConfigurationSet {
    /// Its key.
    pub key: Uuid,
    /// What messages default to.
    pub defaults: Defaults,
}

/// What messages that name a set default to, where they don't say it themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the members are the model's")]
pub struct Defaults {
    pub message_type: Option<MessageType>,
    pub sender_id: Option<String>,
    pub message_feedback_enabled: Option<bool>,
    /// The key of the protect configuration that is associated.
    pub protect_configuration: Option<Uuid>,
}

/// What the set with this name defaults to, if there is one.
///
/// # Errors
///
/// The database's.
pub async fn find_defaults(
    tx: &mut PgConnection,
    scope: &Scope,
    name: &ConfigurationSetName,
) -> Result<Option<Defaults>, ServiceError> {
    let row: Option<LockedRow> = sqlx::query_as(
        "select id, default_message_type, default_sender_id, default_message_feedback_enabled, protect_configuration_id
         from callsign.configuration_set where account_id = $1 and region = $2 and name = $3",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(&name.0)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(LockedRow::defaults))
}

/// How a set is locked.
#[derive(Clone, Copy, Debug)]
pub enum Lock {
    /// Against every other change of it and of its destinations.
    Alone,
    /// Against everybody, because it is about to go.
    ToDelete,
}

const LOCK_ALONE: &str =
    "select id, default_message_type, default_sender_id, default_message_feedback_enabled, protect_configuration_id
     from callsign.configuration_set where account_id = $1 and region = $2 and name = $3 for no key update";

const LOCK_TO_DELETE: &str =
    "select id, default_message_type, default_sender_id, default_message_feedback_enabled, protect_configuration_id
     from callsign.configuration_set where account_id = $1 and region = $2 and name = $3 for update";

#[derive(sqlx::FromRow)]
struct LockedRow {
    id: Uuid,
    default_message_type: Option<Text<MessageType>>,
    default_sender_id: Option<String>,
    default_message_feedback_enabled: Option<bool>,
    protect_configuration_id: Option<Uuid>,
}

impl LockedRow {
    fn defaults(self) -> Defaults {
        Defaults {
            message_type: self.default_message_type.map(|Text(value)| value),
            sender_id: self.default_sender_id,
            message_feedback_enabled: self.default_message_feedback_enabled,
            protect_configuration: self.protect_configuration_id,
        }
    }
}

/// The set with this name, locked until the transaction ends.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(
    tx: &mut PgConnection,
    scope: &Scope,
    name: &ConfigurationSetName,
    lock: Lock,
) -> Result<Option<ConfigurationSet>, ServiceError> {
    let statement = match lock {
        Lock::Alone => LOCK_ALONE,
        Lock::ToDelete => LOCK_TO_DELETE,
    };
    let row: Option<LockedRow> = sqlx::query_as(statement)
        .bind(scope.account_id())
        .bind(scope.region())
        .bind(&name.0)
        .fetch_optional(tx)
        .await?;
    Ok(row.map(|row| ConfigurationSet { key: row.id, defaults: row.defaults() }))
}

/// Gives a set, which must be locked, these defaults in the place of those that it has.
///
/// # Errors
///
/// The database's.
pub async fn update(tx: &mut PgConnection, set: Uuid, defaults: &Defaults) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.configuration_set
         set default_message_type = $2, default_sender_id = $3, default_message_feedback_enabled = $4,
             protect_configuration_id = $5 where id = $1",
    )
    .bind(set)
    .bind(defaults.message_type.as_ref().map(AsRef::as_ref))
    .bind(&defaults.sender_id)
    .bind(defaults.message_feedback_enabled)
    .bind(defaults.protect_configuration)
    .execute(tx)
    .await?;
    Ok(())
}

/// Deletes a set, which must be locked. Its destinations and tags go with it.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, set: Uuid) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.configuration_set where id = $1").bind(set).execute(tx).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct InformationRow {
    id: Uuid,
    account_id: String,
    name: String,
    default_message_type: Option<Text<MessageType>>,
    default_sender_id: Option<String>,
    default_message_feedback_enabled: Option<bool>,
    protect_configuration_id: Option<Uuid>,
    created_at: OffsetDateTime,
    event_destinations: Json<Vec<event_destination::Row>>,
}

/// A set with its destinations in the order of their creation, all as of one moment.
const DESCRIBE: &str = "
    select id, account_id, name, default_message_type, default_sender_id, default_message_feedback_enabled,
           protect_configuration_id, created_at,
           (select coalesce(json_agg(d order by d.created_at, d.id), '[]')
            from callsign.event_destination d where d.configuration_set_id = configuration_set.id) as event_destinations
    from callsign.configuration_set where ";

/// How a filter is asked of the database. Assumed: a protect configuration is asked for by its id or its ARN.
fn column(filter: &str) -> Option<Column> {
    match filter {
        "event-destination-name" => Some(Column::Array(
            "array(select d.name from callsign.event_destination d
                   where d.configuration_set_id = configuration_set.id)",
        )),
        "matching-event-types" => Some(Column::Array(
            "array(select unnest(d.matching_event_types) from callsign.event_destination d
                   where d.configuration_set_id = configuration_set.id)",
        )),
        "default-message-type" => Some(Column::Text("default_message_type")),
        "default-sender-id" => Some(Column::Text("default_sender_id")),
        "default-message-feedback-enabled" => Some(Column::Text("default_message_feedback_enabled::text")),
        "protect-configuration-id" => Some(Column::Array(
            "array[callsign.protect_configuration_id(protect_configuration_id),
                   callsign.arn(account_id, region, 'protect-configuration/'
                                || callsign.protect_configuration_id(protect_configuration_id))]",
        )),
        _ => None,
    }
}

/// One page of the configuration sets on a list of them that pass the filters.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    list: List<'_>,
    filters: &[Filter],
    page: Page,
) -> Result<Vec<(Position, ConfigurationSetInformation)>, ServiceError> {
    let scope = list.scope;
    let rows: Vec<InformationRow> = Select::listing(DESCRIBE, list)
        .filtered(filters, column)
        .page("created_at", "id", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    rows.into_iter().map(|row| row.information(scope)).collect()
}

/// What DescribeConfigurationSets answers about one set.
///
/// # Errors
///
/// The database's; InternalServerException if the set isn't there.
pub async fn describe(
    tx: &mut PgConnection,
    scope: &Scope,
    key: Uuid,
) -> Result<ConfigurationSetInformation, ServiceError> {
    let rows = page(tx, List::one(scope, key), &[], Page::one()).await?;
    rows.into_iter().next().map(|(_, set)| set).ok_or_else(|| ServiceError::internal("a locked set is gone"))
}

impl InformationRow {
    fn information(self, scope: &Scope) -> Result<(Position, ConfigurationSetInformation), ServiceError> {
        let name = ConfigurationSetName(self.name);
        let information = ConfigurationSetInformation {
            configuration_set_arn: scope.arn_in(&self.account_id, name.path()),
            configuration_set_name: name.0,
            event_destinations: event_destination::information(self.event_destinations)?,
            default_message_type: self.default_message_type.map(|Text(value)| value),
            default_sender_id: self.default_sender_id,
            default_message_feedback_enabled: self.default_message_feedback_enabled,
            protect_configuration_id: self
                .protect_configuration_id
                .map(|key| ProtectConfigurationId::of(key).as_str().to_owned()),
            created_timestamp: self.created_at,
        };
        Ok((Position { created_at: self.created_at, key: self.id }, information))
    }
}

/// How many sets the scope has, counted up to `count_to` only.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, scope: &Scope, count_to: u32) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*)
         from (select from callsign.configuration_set where account_id = $1 and region = $2 limit $3) counted",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(i64::from(count_to))
    .fetch_one(tx)
    .await?)
}

/// Makes a set.
///
/// # Errors
///
/// ConflictException RESOURCE_ALREADY_EXISTS. Documented: the rule; Assumed: the Reason's name says so.
pub async fn insert(
    tx: &mut PgConnection,
    scope: &Scope,
    key: Uuid,
    name: &ConfigurationSetName,
    now: OffsetDateTime,
) -> Result<(), ServiceError> {
    let inserted = sqlx::query(
        "insert into callsign.configuration_set (id, account_id, region, name, created_at) values ($1, $2, $3, $4, $5)
         on conflict on constraint configuration_set_name_is_unique do nothing",
    )
    .bind(key)
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(&name.0)
    .bind(now)
    .execute(tx)
    .await?;
    // No statement fails, so that its client token can still be looked up.
    if inserted.rows_affected() == 0 {
        let reason = ConflictReason::ResourceAlreadyExists;
        return Err(ServiceError::conflict(reason, ResourceType::ConfigurationSet, name.0.as_str()));
    }
    Ok(())
}
