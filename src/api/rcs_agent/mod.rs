//! RCS agents: what RCS messages come from.
//!
//! An agent is registered as a test, for those who test it, and for each country that it is launched in. Where it stands follows from
//! these registrations: nobody sets it.
//!
//! - Documented: it is CREATED before any of them is submitted, PENDING before one is complete, TESTING once the test is, PARTIAL once it
//!   is launched in a country, and ACTIVE while it is launched in all that were asked for.
//! - Assumed: a launch that wasn't submitted doesn't count; (decision RD62) one that was denied does, as not complete.
//! - Assumed: an agent isn't shared with other accounts.

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use crate::{
    database::unit_of_work::Tx,
    domain::{messaging_limits, rcs_agent::RcsAgent},
    model::{
        arn::Scope,
        error::ServiceError,
        filter::{Filter, FilterNames, FilterValues},
        member::Members,
        rcs_agent::{RcsAgentId, RcsAgentInformation, RcsAgentStatus},
        resource::{self, Named},
        shape::RCS_AGENT_ID_OR_ARN,
    },
    path::{Call, Served, listing::Listable, served},
    store::{
        self,
        keyset::List,
        next_token::{Page, Position},
        rcs_agent::Lock,
    },
};

mod create_rcs_agent;
mod delete_rcs_agent;
mod describe_rcs_agent_country_launch_status;
mod describe_rcs_agents;
mod update_rcs_agent;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    served::<create_rcs_agent::CreateRcsAgent>(),
    served::<delete_rcs_agent::DeleteRcsAgent>(),
    served::<describe_rcs_agent_country_launch_status::DescribeRcsAgentCountryLaunchStatus>(),
    served::<describe_rcs_agents::DescribeRcsAgents>(),
    served::<update_rcs_agent::UpdateRcsAgent>(),
];

/// `RcsAgentFilterName` of the model.
const FILTERS: &FilterNames = &[
    ("status", FilterValues::OneOf(RcsAgentStatus::VARIANTS)),
    ("two-way-enabled", FilterValues::Boolean),
    ("self-managed-opt-outs-enabled", FilterValues::Boolean),
    ("opt-out-list-name", FilterValues::Any),
    ("deletion-protection-enabled", FilterValues::Boolean),
    ("two-way-channel-arn", FilterValues::Any),
];

impl Listable for RcsAgentId {
    type Information = RcsAgentInformation;
    const FILTERS: &'static FilterNames = FILTERS;
    const OWNER_COMES_FIRST: bool = true;

    async fn page(
        tx: &mut Tx,
        list: List<'_>,
        filters: &[Filter],
        page: Page,
    ) -> Result<Vec<(Position, RcsAgentInformation)>, ServiceError> {
        let mut rows = store::rcs_agent::page(tx, list, filters, page).await?;
        for (_, agent) in &mut rows {
            agent.messaging_limits = Some(messaging_limits::of_rcs_agent());
        }
        Ok(rows)
    }
}

/// The member that names one.
const ID: &str = "rcsAgentId";

/// The members of a request that names an RCS agent and nothing else.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct IdInput {
    rcs_agent_id: Option<String>,
}

/// What they name.
#[derive(Serialize)]
pub struct IdRequest {
    rcs_agent: Named<RcsAgentId>,
}

impl IdRequest {
    /// Checks the shape and reads the ARN.
    ///
    /// # Errors
    ///
    /// ValidationException.
    pub fn read(input: IdInput, call: &Call) -> Result<Self, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.rcs_agent_id);
        members.verdict()?;
        Ok(Self { rcs_agent: named(&id, call)? })
    }
}

/// Checks the shape of RcsAgentId.
pub fn read_id(members: &mut Members, text: Option<String>) -> String {
    members.required(ID, text, &RCS_AGENT_ID_OR_ARN)
}

/// Reads RcsAgentId, whose shape was checked.
///
/// # Errors
///
/// ValidationException INVALID_ARN.
pub fn named(text: &str, call: &Call) -> Result<Named<RcsAgentId>, ServiceError> {
    resource::rcs_agent(ID, text, &call.caller)
}

/// The RCS agent that a request names, locked, and its scope.
///
/// # Errors
///
/// ResourceNotFoundException; AccessDeniedException for another account's.
pub async fn lock(
    named: &Named<RcsAgentId>,
    lock: Lock,
    call: &Call,
    tx: &mut Tx,
) -> Result<(Scope, RcsAgent), ServiceError> {
    let scope = call.scope_of(&named.resource())?;
    let found = store::rcs_agent::lock(tx, &scope, &named.key, lock).await?;
    Ok((scope, found.ok_or_else(|| named.not_found())?))
}
