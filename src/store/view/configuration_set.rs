//! Configuration sets as people look at them, and where their events go.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Home, Newest, Older};
use crate::model::error::ServiceError;

/// A configuration set.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.configuration_sets, beside the key and a count")]
pub struct ConfigurationSet {
    pub key: Uuid,
    pub configuration_set_name: String,
    pub configuration_set_arn: String,
    pub default_message_type: Option<String>,
    pub default_sender_id: Option<String>,
    pub default_message_feedback_enabled: Option<bool>,
    pub protect_configuration_id: Option<String>,
    pub created_timestamp: OffsetDateTime,
    pub destinations: i64,
}

/// An event destination.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.event_destinations")]
pub struct EventDestination {
    pub event_destination_name: String,
    pub enabled: bool,
    pub matching_event_types: Vec<String>,
    pub iam_role_arn: Option<String>,
    pub log_group_arn: Option<String>,
    pub delivery_stream_arn: Option<String>,
    pub topic_arn: Option<String>,
    pub created_timestamp: OffsetDateTime,
}

impl EventDestination {
    /// Where events go: the kind of place, and its ARN.
    #[must_use]
    pub fn target(&self) -> (&'static str, &str) {
        match (&self.topic_arn, &self.delivery_stream_arn, &self.log_group_arn) {
            (Some(arn), ..) => ("SNS", arn),
            (_, Some(arn), _) => ("Firehose", arn),
            (.., Some(arn)) => ("CloudWatch Logs", arn),
            (None, None, None) => ("", ""),
        }
    }
}

/// The sets that a name is one of, all without one.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    home: &Home,
    name: Option<&str>,
    older: Older,
    limit: i64,
) -> Result<Newest<ConfigurationSet>, ServiceError> {
    let rows = sqlx::query_as(
        "select s.id as key, s.name as configuration_set_name,
                callsign.arn(s.account_id, s.region, 'configuration-set/' || s.name) as configuration_set_arn,
                s.default_message_type, s.default_sender_id, s.default_message_feedback_enabled,
                callsign.protect_configuration_id(s.protect_configuration_id) as protect_configuration_id,
                s.created_at as created_timestamp,
                (select count(*) from callsign.event_destination d where d.configuration_set_id = s.id) as destinations
         from callsign.configuration_set s
         where s.account_id = $1 and s.region = $2 and ($3::text is null or s.name = $3) and (s.created_at, s.id) < ($4, $5)
         order by s.created_at desc, s.id desc limit $6",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(name)
    .bind(older.than)
    .bind(older.key)
    .bind(limit + 1)
    .fetch_all(tx)
    .await?;
    Ok(Newest::cut(rows, limit))
}

/// The destinations of a set, of which there are few.
///
/// # Errors
///
/// The database's.
pub async fn destinations(tx: &mut PgConnection, key: Uuid) -> Result<Vec<EventDestination>, ServiceError> {
    Ok(sqlx::query_as(
        "select d.name as event_destination_name, d.enabled, d.matching_event_types, d.iam_role_arn, d.log_group_arn,
                d.delivery_stream_arn, d.topic_arn, d.created_at as created_timestamp
         from callsign.event_destination d where d.configuration_set_id = $1 order by d.created_at, d.id limit 100",
    )
    .bind(key)
    .fetch_all(tx)
    .await?)
}
