//! The table `event_destination`.

use serde::Deserialize;
use sqlx::{PgConnection, types::Json};
use time::OffsetDateTime;
use uuid::Uuid;

use super::keyset::parse_all;
use crate::model::{
    configuration_set::{
        CloudWatchLogsDestination, EventDestination, EventType, KinesisFirehoseDestination, SnsDestination, Target,
    },
    error::ServiceError,
};

/// A row, as a statement or as JSON within the row of its set.
#[derive(Deserialize, sqlx::FromRow)]
pub(super) struct Row {
    name: String,
    enabled: bool,
    matching_event_types: Vec<String>,
    iam_role_arn: Option<String>,
    log_group_arn: Option<String>,
    delivery_stream_arn: Option<String>,
    topic_arn: Option<String>,
}

impl Row {
    /// What is answered about the destination.
    ///
    /// # Errors
    ///
    /// InternalServerException for a target that the table's checks rule out.
    pub(super) fn information(self) -> Result<EventDestination, ServiceError> {
        let target = match (self.iam_role_arn, self.log_group_arn, self.delivery_stream_arn, self.topic_arn) {
            (Some(iam_role_arn), Some(log_group_arn), None, None) => {
                Target::CloudWatchLogsDestination(CloudWatchLogsDestination { iam_role_arn, log_group_arn })
            }
            (Some(iam_role_arn), None, Some(delivery_stream_arn), None) => {
                Target::KinesisFirehoseDestination(KinesisFirehoseDestination { iam_role_arn, delivery_stream_arn })
            }
            (None, None, None, Some(topic_arn)) => Target::SnsDestination(SnsDestination { topic_arn }),
            _ => return Err(ServiceError::internal("an event destination has no target of one kind")),
        };
        Ok(EventDestination {
            event_destination_name: self.name,
            enabled: self.enabled,
            matching_event_types: parse_all(&self.matching_event_types)?,
            target,
        })
    }
}

/// The destinations that a statement collected as JSON.
///
/// # Errors
///
/// As [`Row::information`].
pub(super) fn information(Json(rows): Json<Vec<Row>>) -> Result<Vec<EventDestination>, ServiceError> {
    rows.into_iter().map(Row::information).collect()
}

/// The destination of a set, which must be locked, with this name.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, set: Uuid, name: &str) -> Result<Option<EventDestination>, ServiceError> {
    let row: Option<Row> = sqlx::query_as(
        "select name, enabled, matching_event_types, iam_role_arn, log_group_arn, delivery_stream_arn, topic_arn
         from callsign.event_destination where configuration_set_id = $1 and name = $2",
    )
    .bind(set)
    .bind(name)
    .fetch_optional(tx)
    .await?;
    row.map(Row::information).transpose()
}

/// How many destinations a set, which must be locked, has, counted up to `count_to` only.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, set: Uuid, count_to: u32) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*) from (select from callsign.event_destination where configuration_set_id = $1 limit $2) counted",
    )
    .bind(set)
    .bind(i64::from(count_to))
    .fetch_one(tx)
    .await?)
}

/// The columns of a target: role, log group, delivery stream, topic.
fn columns(target: &Target) -> [Option<&str>; 4] {
    match target {
        Target::CloudWatchLogsDestination(logs) => [Some(&logs.iam_role_arn), Some(&logs.log_group_arn), None, None],
        Target::KinesisFirehoseDestination(firehose) => {
            [Some(&firehose.iam_role_arn), None, Some(&firehose.delivery_stream_arn), None]
        }
        Target::SnsDestination(sns) => [None, None, None, Some(&sns.topic_arn)],
    }
}

fn texts(types: &[EventType]) -> Vec<&str> {
    types.iter().map(AsRef::as_ref).collect()
}

/// Gives a set, which must be locked, a destination with a name that it has none of.
///
/// # Errors
///
/// The database's.
pub async fn insert(
    tx: &mut PgConnection,
    set: Uuid,
    key: Uuid,
    destination: &EventDestination,
    now: OffsetDateTime,
) -> Result<(), ServiceError> {
    let [iam_role_arn, log_group_arn, delivery_stream_arn, topic_arn] = columns(&destination.target);
    sqlx::query(
        "insert into callsign.event_destination
             (id, configuration_set_id, name, enabled, matching_event_types,
              iam_role_arn, log_group_arn, delivery_stream_arn, topic_arn, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(key)
    .bind(set)
    .bind(&destination.event_destination_name)
    .bind(destination.enabled)
    .bind(texts(&destination.matching_event_types))
    .bind(iam_role_arn)
    .bind(log_group_arn)
    .bind(delivery_stream_arn)
    .bind(topic_arn)
    .bind(now)
    .execute(tx)
    .await?;
    Ok(())
}

/// Makes the destination of its name in a set, which must be locked, this one.
///
/// # Errors
///
/// The database's.
pub async fn update(tx: &mut PgConnection, set: Uuid, destination: &EventDestination) -> Result<(), ServiceError> {
    let [iam_role_arn, log_group_arn, delivery_stream_arn, topic_arn] = columns(&destination.target);
    sqlx::query(
        "update callsign.event_destination
         set enabled = $3, matching_event_types = $4, iam_role_arn = $5, log_group_arn = $6, delivery_stream_arn = $7,
             topic_arn = $8
         where configuration_set_id = $1 and name = $2",
    )
    .bind(set)
    .bind(&destination.event_destination_name)
    .bind(destination.enabled)
    .bind(texts(&destination.matching_event_types))
    .bind(iam_role_arn)
    .bind(log_group_arn)
    .bind(delivery_stream_arn)
    .bind(topic_arn)
    .execute(tx)
    .await?;
    Ok(())
}

/// Takes the destination with this name from a set, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, set: Uuid, name: &str) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.event_destination where configuration_set_id = $1 and name = $2")
        .bind(set)
        .bind(name)
        .execute(tx)
        .await?;
    Ok(())
}

/// An event destination that is enabled.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Listener {
    account_id: String,
    region: String,
    configuration_set_name: String,
    /// Its name.
    pub name: String,
    /// What it takes, wildcards too.
    pub matching_event_types: Vec<String>,
    /// Where that goes: a topic, a delivery stream or a log group.
    pub destination_arn: String,
}

impl Listener {
    /// Whether it is of this set.
    #[must_use]
    pub fn is_of(&self, account_id: &str, region: &str, configuration_set_name: &str) -> bool {
        (&*self.account_id, &*self.region, &*self.configuration_set_name)
            == (account_id, region, configuration_set_name)
    }
}

/// The destinations that are enabled of sets, each named by its account, region and name.
///
/// # Errors
///
/// The database's.
pub async fn listeners(tx: &mut PgConnection, mut sets: Vec<[&str; 3]>) -> Result<Vec<Listener>, ServiceError> {
    sets.sort_unstable();
    sets.dedup();
    let column = |place: usize| sets.iter().map(|set| set[place].to_owned()).collect::<Vec<_>>();
    Ok(sqlx::query_as(
        "select s.account_id, s.region, s.name as configuration_set_name, d.name, d.matching_event_types,
                coalesce(d.topic_arn, d.delivery_stream_arn, d.log_group_arn) as destination_arn
         from unnest($1::text[], $2::text[], $3::text[]) as wanted (account_id, region, name)
         join callsign.configuration_set s using (account_id, region, name)
         join callsign.event_destination d on d.configuration_set_id = s.id and d.enabled
         order by s.id, d.created_at, d.id",
    )
    .bind(column(0))
    .bind(column(1))
    .bind(column(2))
    .fetch_all(tx)
    .await?)
}
