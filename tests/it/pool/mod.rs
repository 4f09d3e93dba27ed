//! The operations on pools, one a file.

mod associate_origination_identity;
mod create_pool;
mod delete_pool;
mod describe_pools;
mod disassociate_origination_identity;
mod list_pool_origination_identities;
mod rcs_agents;
mod update_pool;
