//! # DescribeRcsAgents
//!
//! Describes the RCS agents of the account: all of them, those that are named, or those that pass the filters.
//!
//! - Documented: one that is named and doesn't exist fails the whole call; names and Owner can't be combined.
//! - Assumed: none is shared, so that Owner SHARED lists nothing.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        error::ServiceError,
        filter::FilterInput,
        member::Members,
        rcs_agent::{RcsAgentId, RcsAgentInformation},
        resource,
        shape::RCS_AGENT_ID_OR_ARN,
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        listing::{Listing, ListingInput},
    },
};

/// The operation.
pub struct DescribeRcsAgents;

/// `DescribeRcsAgentsRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    rcs_agent_ids: Option<Vec<String>>,
    owner: Option<String>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// `DescribeRcsAgentsResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    rcs_agents: Vec<RcsAgentInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeRcsAgents {
    const NAME: &'static str = "DescribeRcsAgents";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Listing<RcsAgentId>;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Self::Request, ServiceError> {
        const IDS: &str = "rcsAgentIds";
        let mut members = Members::new();
        let named = members.list(IDS, input.rcs_agent_ids, 0..=5, &RCS_AGENT_ID_OR_ARN);
        let Input { filters, next_token, max_results, owner, .. } = input;
        let list = ListingInput { filters, next_token, max_results, owner };
        Listing::read(members, list, IDS, &named, |text| resource::rcs_agent(IDS, text, &call.caller))
    }

    fn mode(request: &Self::Request) -> Mode {
        request.mode()
    }

    fn permissions(request: &Self::Request) -> Vec<Permission> {
        request.permissions()
    }
}

impl Run for DescribeRcsAgents {
    async fn run(request: &Self::Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (rcs_agents, next_token) = request.page(call, tx).await?;
        Ok(Output { rcs_agents, next_token })
    }
}
