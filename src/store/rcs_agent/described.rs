//! What DescribeRcsAgents reads.

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::rcs_agent::{platform_id, testing_status},
    model::{
        arn::Scope,
        error::ServiceError,
        filter::Filter,
        pool::PoolId,
        rcs_agent::{RcsAgentId, RcsAgentInformation, RcsAgentStatus, TestingAgentInformation, TestingAgentStatus},
        registration::{RegistrationId, RegistrationStatus},
        resource::Key,
    },
    store::{
        keyset::{Column, List, Select},
        next_token::{Page, Position},
    },
};

#[derive(sqlx::FromRow)]
struct InformationRow {
    id: Uuid,
    account_id: String,
    status: Text<RcsAgentStatus>,
    deletion_protection_enabled: bool,
    opt_out_list_name: String,
    self_managed_opt_outs_enabled: bool,
    two_way_enabled: bool,
    two_way_channel_arn: Option<String>,
    two_way_channel_role: Option<String>,
    two_way_media_s3_bucket_name: Option<String>,
    two_way_media_s3_key_prefix: Option<String>,
    two_way_media_s3_role: Option<String>,
    two_way_rcs_events_enabled: Vec<String>,
    pool_id: Option<Uuid>,
    test_registration_id: Option<Uuid>,
    test_registration_status: Option<Text<RegistrationStatus>>,
    created_at: OffsetDateTime,
}

const DESCRIBE: &str = "
    select * from (
        select g.*, callsign.rcs_agent_status(g.id) as status, l.name as opt_out_list_name, p.pool_id,
               t.id as test_registration_id, t.registration_status as test_registration_status
        from callsign.rcs_agent g
        join callsign.opt_out_list l on l.id = g.opt_out_list_id
        left join callsign.pool_origination_identity p on p.rcs_agent_id = g.id
        left join lateral (
            select r.id, r.registration_status
            from callsign.registration_association a
            join callsign.registration r on r.id = a.registration_id
            where a.rcs_agent_id = g.id and r.registration_type = 'TEST_RCS_LAUNCH_REGISTRATION'
            order by a.created_at, a.id limit 1) t on true) g
    where ";

fn column(filter: &str) -> Option<Column> {
    Some(Column::Text(match filter {
        "status" => "status",
        "two-way-enabled" => "two_way_enabled::text",
        "self-managed-opt-outs-enabled" => "self_managed_opt_outs_enabled::text",
        "opt-out-list-name" => "opt_out_list_name",
        "deletion-protection-enabled" => "deletion_protection_enabled::text",
        "two-way-channel-arn" => "two_way_channel_arn",
        _ => return None,
    }))
}

/// One page of the RCS agents on a list that pass `filters`.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    list: List<'_>,
    filters: &[Filter],
    page: Page,
) -> Result<Vec<(Position, RcsAgentInformation)>, ServiceError> {
    let scope = list.scope;
    let rows: Vec<InformationRow> = Select::listing(DESCRIBE, list)
        .filtered(filters, column)
        .page("created_at", "id", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.information(scope)).collect())
}

/// What DescribeRcsAgents answers about one agent.
///
/// # Errors
///
/// The database's; InternalServerException if it isn't there.
pub async fn describe(tx: &mut PgConnection, scope: &Scope, key: Uuid) -> Result<RcsAgentInformation, ServiceError> {
    let rows = page(tx, List::one(scope, key), &[], Page::one()).await?;
    let row = rows.into_iter().next().map(|(_, information)| information);
    row.ok_or_else(|| ServiceError::internal("a locked RCS agent is gone"))
}

impl InformationRow {
    fn information(self, scope: &Scope) -> (Position, RcsAgentInformation) {
        let (id, testing_agent) = (RcsAgentId::of(self.id), self.testing_agent());
        let information = RcsAgentInformation {
            rcs_agent_arn: scope.arn_in(&self.account_id, id.path()),
            rcs_agent_id: id.as_str().to_owned(),
            status: self.status.0,
            created_timestamp: self.created_at,
            deletion_protection_enabled: self.deletion_protection_enabled,
            opt_out_list_name: self.opt_out_list_name,
            self_managed_opt_outs_enabled: self.self_managed_opt_outs_enabled,
            two_way_channel_arn: self.two_way_channel_arn,
            two_way_channel_role: self.two_way_channel_role,
            two_way_enabled: self.two_way_enabled,
            pool_id: self.pool_id.map(|key| PoolId::of(key).as_str().to_owned()),
            two_way_media_s3_bucket_name: self.two_way_media_s3_bucket_name,
            two_way_media_s3_key_prefix: self.two_way_media_s3_key_prefix,
            two_way_media_s3_role: self.two_way_media_s3_role,
            two_way_rcs_events_enabled: self.two_way_rcs_events_enabled,
            testing_agent,
            messaging_limits: None,
        };
        (Position { created_at: self.created_at, key: self.id }, information)
    }

    fn testing_agent(&self) -> Option<TestingAgentInformation> {
        let registration = RegistrationId::of(self.test_registration_id?);
        let status = testing_status(self.test_registration_status.as_ref()?.0);
        let is_known = status != TestingAgentStatus::Created;
        Some(TestingAgentInformation {
            status,
            testing_agent_id: is_known.then(|| platform_id(&registration)),
            registration_id: registration.as_str().to_owned(),
        })
    }
}
