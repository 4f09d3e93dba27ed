//! What an account has in a region: how many resources, what it spent, tags and policies.

use sqlx::{PgConnection, types::Text};

use super::Home;
use crate::{
    domain::account::{AccountTier, Used},
    model::error::ServiceError,
};

/// How many tags or policies are shown at most.
const MOST: i64 = 200;

/// What the messages of a channel cost in a month.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.monthly_spend, money as text")]
pub struct Spend {
    pub channel: String,
    pub month: String,
    pub spent: String,
    pub enforced_limit: i64,
}

/// A tag.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.tags")]
pub struct Tag {
    pub resource_arn: String,
    pub key: String,
    pub value: String,
}

/// A resource policy.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.resource_policies")]
pub struct Policy {
    pub resource_arn: String,
    pub policy: String,
}

/// How many resources of each kind there are.
///
/// # Errors
///
/// The database's.
pub async fn used(tx: &mut PgConnection, home: &Home) -> Result<Used, ServiceError> {
    let row: (i64, i64, i64, i64, i64, i64, i64, i64) = sqlx::query_as(
        "select (select count(*) from inspect.phone_numbers where account_id = $1 and region = $2),
                (select count(*) from inspect.pools where account_id = $1 and region = $2),
                (select count(*) from inspect.configuration_sets where account_id = $1 and region = $2),
                (select count(*) from inspect.opt_out_lists where account_id = $1 and region = $2),
                (select count(*) from inspect.sender_ids where account_id = $1 and region = $2),
                (select count(*) from inspect.verified_destination_numbers where account_id = $1 and region = $2),
                (select count(*) from inspect.registrations where account_id = $1 and region = $2),
                (select count(*) from inspect.registration_attachments where account_id = $1 and region = $2)",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .fetch_one(tx)
    .await?;
    Ok(Used {
        phone_numbers: row.0,
        pools: row.1,
        configuration_sets: row.2,
        opt_out_lists: row.3,
        sender_ids: row.4,
        verified_destination_numbers: row.5,
        registrations: row.6,
        registration_attachments: row.7,
    })
}

/// The tier that the account has of its own in the region, if it has one.
///
/// # Errors
///
/// The database's.
pub async fn tier(tx: &mut PgConnection, home: &Home) -> Result<Option<AccountTier>, ServiceError> {
    let statement = "select tier from inspect.account_regions where account_id = $1 and region = $2";
    let tier: Option<Option<Text<AccountTier>>> =
        sqlx::query_scalar(statement).bind(&home.account_id).bind(&home.region).fetch_optional(tx).await?;
    Ok(tier.flatten().map(|Text(tier)| tier))
}

/// Whether anything was ever sent or received.
///
/// # Errors
///
/// The database's.
pub async fn has_messages(tx: &mut PgConnection, home: &Home) -> Result<bool, ServiceError> {
    let statement = "select exists (select from callsign.message where account_id = $1 and region = $2)";
    Ok(sqlx::query_scalar(statement).bind(&home.account_id).bind(&home.region).fetch_one(tx).await?)
}

/// What was spent, the last month first.
///
/// # Errors
///
/// The database's.
pub async fn spend(tx: &mut PgConnection, home: &Home) -> Result<Vec<Spend>, ServiceError> {
    Ok(sqlx::query_as(
        "select s.channel, to_char(s.month, 'YYYY-MM') as month, s.spent::text as spent, s.enforced_limit
         from inspect.monthly_spend s where s.account_id = $1 and s.region = $2
         order by s.month desc, s.channel limit $3",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(MOST)
    .fetch_all(tx)
    .await?)
}

/// The limits below AWS's that were set: the name of each, and whole US dollars.
///
/// # Errors
///
/// The database's.
pub async fn limits(tx: &mut PgConnection, home: &Home) -> Result<Vec<(String, i64)>, ServiceError> {
    let statement = "select name, monthly_limit from inspect.spend_limits where account_id = $1 and region = $2";
    Ok(sqlx::query_as(statement).bind(&home.account_id).bind(&home.region).fetch_all(tx).await?)
}

/// The tags of a resource, or of all where none is named.
///
/// # Errors
///
/// The database's.
pub async fn tags(tx: &mut PgConnection, home: &Home, arn: Option<&str>) -> Result<Vec<Tag>, ServiceError> {
    Ok(sqlx::query_as(
        "select t.resource_arn, t.key, t.value from inspect.tags t
         where t.account_id = $1 and t.region = $2 and ($3::text is null or t.resource_arn = $3)
         order by t.resource_arn, t.key limit $4",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(arn)
    .bind(MOST)
    .fetch_all(tx)
    .await?)
}

/// The policies of the account's resources.
///
/// # Errors
///
/// The database's.
pub async fn policies(tx: &mut PgConnection, home: &Home) -> Result<Vec<Policy>, ServiceError> {
    Ok(sqlx::query_as(
        "select p.resource_arn, p.policy::text as policy from inspect.resource_policies p
         where p.account_id = $1 and p.region = $2 order by p.resource_arn limit $3",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(MOST)
    .fetch_all(tx)
    .await?)
}
