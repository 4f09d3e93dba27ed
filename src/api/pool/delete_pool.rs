//! # DeletePool
//!
//! Deletes an existing pool. Its origination identities are disassociated and stay in the account.
//!
//! - Documented: the pool must be ACTIVE and without deletion protection, and no notify configuration may name it.
//! - Documented: the answer's status is DELETING; Assumed (row 25): the pool is gone at once.
//! - Assumed (row 24): its phone numbers and RCS agents keep the settings that they had in the pool.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    database::unit_of_work::Tx,
    domain::{check, pool::Deleting, sharing::Permission},
    model::{
        error::ServiceError,
        member::Members,
        phone_number::NumberStatus,
        pool::{PoolId, PoolInformation, PoolStatus},
        resource::{self, Named},
    },
    path::{Call, Operation, Run, examine},
    store::{self, pool::Lock, pool_event::What},
};

/// The operation.
pub struct DeletePool;

/// `DeletePoolRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    pool_id: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    pool: Named<PoolId>,
}

impl Operation for DeletePool {
    const NAME: &'static str = "DeletePool";
    type Input = Input;
    type Request = Request;
    type Output = PoolInformation;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let pool_id = members.required_pool_id(input.pool_id);
        members.verdict()?;
        Ok(Request { pool: resource::pool("poolId", &pool_id, &call.caller)? })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.pool.resource())]
    }

    fn checks() -> Vec<&'static str> {
        check::names::<Deleting<'_>>()
    }
}

impl Run for DeletePool {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<PoolInformation, ServiceError> {
        let scope = call.scope_of(&request.pool.resource())?;
        let pool = store::pool::lock(tx, &scope, &request.pool.key, Lock::ToDelete)
            .await?
            .ok_or_else(|| request.pool.not_found())?;
        let members = store::origination_identity::lock_of_pool(tx, pool.key).await?;
        // Nobody names it any more from now on.
        let is_in_notify_configuration = store::notify_configuration::names_pool(tx, pool.key).await?;
        examine(call, &Deleting { pool: &pool, is_in_notify_configuration, now: call.now_in(&scope) })?;

        let information = store::pool::describe(tx, &scope, pool.key).await?;
        let event = call.event(&scope);
        store::pool_event::note(tx, pool.key, What::Deleted, &event).await?;
        store::pool_origination_identity::disassociate_all(tx, pool.key, &event).await?;
        // Each number leaves by the clock of the account that owns it.
        let mut by_owner: BTreeMap<String, Vec<Uuid>> = BTreeMap::new();
        for member in members.phone_numbers {
            by_owner.entry(member.account_id).or_default().push(member.key);
        }
        for (owner, numbers) in by_owner {
            let now = call.present.of(&owner);
            let until = now + call.deployment.lifecycle.disassociating();
            store::phone_number::change(tx, &numbers, NumberStatus::Disassociating, now, until).await?;
        }
        store::pool::delete(tx, pool.key).await?;

        // Documented: the result has neither DeletionProtectionEnabled nor Tags.
        Ok(PoolInformation { status: PoolStatus::Deleting, deletion_protection_enabled: None, ..information })
    }
}
