//! Pools: what messages go through, and what is in them.

pub use associate_origination_identity::together::Associations;

use strum::VariantNames;

use crate::{
    database::unit_of_work::Tx,
    model::{
        error::ServiceError,
        filter::{Filter, FilterNames, FilterValues},
        message::MessageType,
        pool::{PoolId, PoolInformation, PoolStatus},
    },
    path::{Call, Served, listing::Listable, served},
    store::{
        self,
        keyset::{List, Page, Position},
    },
};

mod associate_origination_identity;
mod create_pool;
mod delete_pool;
mod describe_pools;
mod disassociate_origination_identity;
mod list_pool_origination_identities;
mod update_pool;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    Served {
        execute: |shared, call, body| Box::pin(associate_origination_identity::together::execute(shared, call, body)),
        ..served::<associate_origination_identity::AssociateOriginationIdentity>()
    },
    served::<create_pool::CreatePool>(),
    served::<delete_pool::DeletePool>(),
    served::<describe_pools::DescribePools>(),
    served::<disassociate_origination_identity::DisassociateOriginationIdentity>(),
    served::<list_pool_origination_identities::ListPoolOriginationIdentities>(),
    served::<update_pool::UpdatePool>(),
];

/// `PoolFilterName` of the model.
const FILTERS: &FilterNames = &[
    ("status", FilterValues::OneOf(PoolStatus::VARIANTS)),
    ("message-type", FilterValues::OneOf(MessageType::VARIANTS)),
    ("two-way-enabled", FilterValues::Boolean),
    ("self-managed-opt-outs-enabled", FilterValues::Boolean),
    ("opt-out-list-name", FilterValues::Any),
    ("shared-routes-enabled", FilterValues::Boolean),
    ("deletion-protection-enabled", FilterValues::Boolean),
    ("two-way-channel-arn", FilterValues::Any),
];

impl Listable for PoolId {
    type Information = PoolInformation;
    const FILTERS: &'static FilterNames = FILTERS;

    async fn page(
        tx: &mut Tx,
        list: List<'_>,
        filters: &[Filter],
        page: Page,
        call: &Call,
    ) -> Result<Vec<(Position, PoolInformation)>, ServiceError> {
        store::pool::page(tx, list, filters, page, call.now).await
    }
}
