//! RCS agents as people look at them: with where they stand, the pool that each is in, and how many phones test it.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Home, Newest, Older, Who};
use crate::model::error::ServiceError;

/// An RCS agent.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of inspect.rcs_agents, beside the key, a count and how it came into its pool"
)]
pub struct RcsAgent {
    pub key: Uuid,
    pub rcs_agent_id: String,
    pub rcs_agent_arn: String,
    pub status: String,
    pub deletion_protection_enabled: bool,
    pub opt_out_list_name: String,
    pub self_managed_opt_outs_enabled: bool,
    pub two_way_enabled: bool,
    pub two_way_channel_arn: Option<String>,
    pub two_way_channel_role: Option<String>,
    pub two_way_media_s3_bucket_name: Option<String>,
    pub two_way_rcs_events_enabled: Vec<String>,
    pub pool_id: Option<String>,
    pub associated_at: Option<OffsetDateTime>,
    pub associated_by: Option<String>,
    #[sqlx(flatten)]
    pub who: Who,
    pub testers: i64,
    pub created_timestamp: OffsetDateTime,
}

/// RCS agents whose id `search` is, or that of their pool; all for an empty one.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    home: &Home,
    search: &str,
    older: Older,
    limit: i64,
) -> Result<Newest<RcsAgent>, ServiceError> {
    let rows = sqlx::query_as(
        "select g.id as key, v.*, a.created_at as associated_at, a.request_id as associated_by,
                a.access_key_id, a.principal_arn,
                (select count(*) from callsign.verified_destination_number t where t.rcs_agent_id = g.id) as testers
         from (select g.id, g.created_at from callsign.rcs_agent g
               left join callsign.pool_origination_identity a on a.rcs_agent_id = g.id
               where g.account_id = $1 and g.region = $2 and (g.created_at, g.id) < ($4, $5)
                 and ($3 = '' or callsign.rcs_agent_id(g.id) = $3 or callsign.pool_id(a.pool_id) = $3)
               order by g.created_at desc, g.id desc limit $6) g
         join inspect.rcs_agents v
           on v.account_id = $1 and v.region = $2 and v.created_timestamp = g.created_at
          and v.rcs_agent_id = callsign.rcs_agent_id(g.id)
         left join callsign.pool_origination_identity a on a.rcs_agent_id = g.id
         order by g.created_at desc, g.id desc",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(search)
    .bind(older.than)
    .bind(older.key)
    .bind(limit + 1)
    .fetch_all(tx)
    .await?;
    Ok(Newest::cut(rows, limit))
}
