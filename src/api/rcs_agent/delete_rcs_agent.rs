//! # DeleteRcsAgent
//!
//! Deletes an RCS agent with its keywords and testers, and answers what it was.
//!
//! - Documented: one that is protected, or that has registrations, is refused; Assumed: so is one in a pool, and the order of these.

use super::{IdInput, IdRequest, lock};
use crate::{
    database::unit_of_work::Tx,
    domain::{check, rcs_agent::Deleting, sharing::Permission},
    model::{error::ServiceError, rcs_agent::RcsAgentInformation},
    path::{Call, Operation, Run, examine},
    store::{self, rcs_agent::Lock},
};

/// The operation.
pub struct DeleteRcsAgent;

impl Operation for DeleteRcsAgent {
    const NAME: &'static str = "DeleteRcsAgent";
    type Input = IdInput;
    type Request = IdRequest;
    type Output = RcsAgentInformation;

    fn read(input: IdInput, call: &Call) -> Result<IdRequest, ServiceError> {
        IdRequest::read(input, call)
    }

    fn permissions(request: &IdRequest) -> Vec<Permission> {
        vec![Permission::Own(request.rcs_agent.resource())]
    }

    fn checks() -> Vec<&'static str> {
        check::names::<Deleting<'_>>()
    }
}

impl Run for DeleteRcsAgent {
    async fn run(request: &IdRequest, call: &Call, tx: &mut Tx) -> Result<RcsAgentInformation, ServiceError> {
        let (scope, agent) = lock(&request.rcs_agent, Lock::ToDelete, call, tx).await?;
        let is_in_pool = store::pool_origination_identity::holds_rcs_agent(tx, agent.key).await?;
        let registrations = store::registration_association::count_of_rcs_agent(tx, agent.key).await?;
        examine(call, &Deleting { agent: &agent, is_in_pool, registrations })?;
        let information = store::rcs_agent::describe(tx, &scope, agent.key).await?;
        store::rcs_agent::delete(tx, agent.key).await?;
        Ok(information.deleted())
    }
}
