//! The table `sns_subscription`: HTTP endpoints that get what topics get.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::model::error::ServiceError;

/// A subscription of an endpoint to a topic.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Subscription {
    /// Its key, the last part of its ARN.
    pub id: Uuid,
    /// The topic.
    pub topic_arn: String,
    /// What its consumer may confirm it by.
    pub token: String,
    /// Whether its consumer has taken the confirmation's request.
    pub is_confirmed: bool,
}

impl Subscription {
    /// Its ARN.
    #[must_use]
    pub fn arn(&self) -> String {
        format!("{}:{}", self.topic_arn, self.id)
    }
}

/// The subscription of an endpoint, which is made when it is asked for first.
///
/// # Errors
///
/// The database's.
pub async fn find_or_insert(tx: &mut PgConnection, topic_arn: &str, url: &str) -> Result<Subscription, ServiceError> {
    sqlx::query(
        "insert into callsign.sns_subscription (id, topic_arn, url, token) values ($1, $2, $3, $4)
         on conflict (topic_arn, url) do nothing",
    )
    .bind(Uuid::now_v7())
    .bind(topic_arn)
    .bind(url)
    .bind(format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple()))
    .execute(&mut *tx)
    .await?;
    Ok(sqlx::query_as(
        "select id, topic_arn, token, confirmed_at is not null as is_confirmed
         from callsign.sns_subscription where topic_arn = $1 and url = $2",
    )
    .bind(topic_arn)
    .bind(url)
    .fetch_one(tx)
    .await?)
}

/// Notes that the consumer has taken the request to confirm.
///
/// # Errors
///
/// The database's.
pub async fn confirm(tx: &mut PgConnection, id: Uuid) -> Result<(), ServiceError> {
    sqlx::query("update callsign.sns_subscription set confirmed_at = coalesce(confirmed_at, statement_timestamp()) where id = $1")
        .bind(id)
        .execute(tx)
        .await?;
    Ok(())
}

/// The subscription that a token is of.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, token: &str) -> Result<Option<Subscription>, ServiceError> {
    Ok(sqlx::query_as(
        "select id, topic_arn, token, confirmed_at is not null as is_confirmed
         from callsign.sns_subscription where token = $1",
    )
    .bind(token)
    .fetch_optional(tx)
    .await?)
}
