//! What DescribePools reads.

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    domain::pool::pool_status,
    model::{
        arn::Scope,
        error::ServiceError,
        filter::Filter,
        message::MessageType,
        pool::{PoolId, PoolInformation},
        resource::Key,
    },
    store::{
        keyset::{Column, List, Select},
        next_token::{Page, Position},
    },
};

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "the columns are the model's")]
struct InformationRow {
    id: Uuid,
    account_id: String,
    message_type: Text<MessageType>,
    two_way_enabled: bool,
    two_way_channel_arn: Option<String>,
    two_way_channel_role: Option<String>,
    self_managed_opt_outs_enabled: bool,
    opt_out_list_name: String,
    shared_routes_enabled: bool,
    deletion_protection_enabled: bool,
    created_at: OffsetDateTime,
    /// That of the account whose row it is.
    present: OffsetDateTime,
    active_at: OffsetDateTime,
}

/// One page of the pools on a list that pass `filters`.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    list: List<'_>,
    filters: &[Filter],
    page: Page,
) -> Result<Vec<(Position, PoolInformation)>, ServiceError> {
    let scope = list.scope;
    let from = "
        from (
            select p.id, p.account_id, p.region, p.message_type, p.two_way_enabled,
                   case when p.two_way_enabled then p.two_way_channel_arn end as two_way_channel_arn,
                   case when p.two_way_enabled then p.two_way_channel_role end as two_way_channel_role,
                   p.self_managed_opt_outs_enabled, l.name as opt_out_list_name, p.shared_routes_enabled,
                   p.deletion_protection_enabled, p.created_at, p.active_at
            from callsign.pool p
            join callsign.opt_out_list l on l.id = p.opt_out_list_id) p
        where ";
    let rows: Vec<InformationRow> = Select::listing_in_time(from, list)
        .filtered(filters, column)
        .page("created_at", "id", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    Ok(rows.into_iter().map(|row| row.information(scope)).collect())
}

/// What DescribePools answers about one pool.
///
/// # Errors
///
/// The database's; InternalServerException if the pool isn't there.
pub async fn describe(tx: &mut PgConnection, scope: &Scope, key: Uuid) -> Result<PoolInformation, ServiceError> {
    let rows = page(tx, List::one(scope, key), &[], Page::one()).await?;
    rows.into_iter().next().map(|(_, pool)| pool).ok_or_else(|| ServiceError::internal("a pool just made is gone"))
}

fn column(filter: &str) -> Option<Column> {
    Some(Column::Text(match filter {
        "status" => {
            let pieces = &["case when active_at > ", " then 'CREATING' else 'ACTIVE' end"];
            return Some(Column::Status { pieces, active_from: "active_at" });
        }
        "message-type" => "message_type",
        "two-way-enabled" => "two_way_enabled::text",
        "self-managed-opt-outs-enabled" => "self_managed_opt_outs_enabled::text",
        "opt-out-list-name" => "opt_out_list_name",
        "shared-routes-enabled" => "shared_routes_enabled::text",
        "deletion-protection-enabled" => "deletion_protection_enabled::text",
        "two-way-channel-arn" => "two_way_channel_arn",
        _ => return None,
    }))
}

impl InformationRow {
    fn information(self, scope: &Scope) -> (Position, PoolInformation) {
        let id = PoolId::of(self.id);
        let position = Position { created_at: self.created_at, key: self.id };
        let information = PoolInformation {
            pool_arn: scope.arn_in(&self.account_id, id.path()),
            pool_id: id.as_str().to_owned(),
            status: pool_status(self.active_at, self.present),
            message_type: self.message_type.0,
            two_way_enabled: self.two_way_enabled,
            two_way_channel_arn: self.two_way_channel_arn,
            two_way_channel_role: self.two_way_channel_role,
            self_managed_opt_outs_enabled: self.self_managed_opt_outs_enabled,
            opt_out_list_name: self.opt_out_list_name,
            shared_routes_enabled: self.shared_routes_enabled,
            deletion_protection_enabled: Some(self.deletion_protection_enabled),
            created_timestamp: self.created_at,
        };
        (position, information)
    }
}
