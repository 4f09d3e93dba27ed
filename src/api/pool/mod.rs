//! Pools: what messages go through, and what is in them.

pub use associate_origination_identity::together::Associations;

use crate::path::{Served, served};

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
