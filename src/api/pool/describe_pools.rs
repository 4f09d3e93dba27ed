//! # DescribePools
//!
//! Describes the pools of the account: all of them, those that are named, or those that pass the filters.
//!
//! - Documented: a pool that is named and doesn't exist fails the whole call.
//! - Documented: Owner can't be combined with PoolIds. SHARED lists what other accounts share with this one.
//! - Assumed (row 45): PoolIds and Filters together are ANDed.

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        describe::Owner,
        error::ServiceError,
        filter::{self, Filter, FilterInput, FilterNames, FilterValues},
        member::Members,
        message::MessageType,
        pool::{PoolId, PoolInformation, PoolStatus},
        resource::{self, Named},
        shape::POOL_ID_OR_ARN,
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        describe::{self, OpenPage, Paging, refuse_owner_beside},
    },
    store::{
        self,
        keyset::{Listed, Listing},
    },
};

/// The operation.
pub struct DescribePools;

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

/// `DescribePoolsRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    pool_ids: Option<Vec<String>>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
    owner: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    pool_ids: Vec<Named<PoolId>>,
    filters: Vec<Filter>,
    owner: Owner,
    #[serde(skip)]
    paging: Paging,
}

/// `DescribePoolsResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    pools: Vec<PoolInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribePools {
    const NAME: &'static str = "DescribePools";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let ids = members.list("poolIds", input.pool_ids, 0..=5, &POOL_ID_OR_ARN);
        let filters = filter::read(&mut members, input.filters, FILTERS);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        let owner = members.enumeration("owner", input.owner, Owner::VARIANTS);
        members.verdict()?;
        refuse_owner_beside("poolIds", !ids.is_empty(), owner.is_some())?;
        filter::refuse_impossible_values(&filters, FILTERS)?;
        let named = ids.iter().map(|id| resource::pool("poolIds", id, &call.caller));
        Ok(Request { pool_ids: named.collect::<Result<_, _>>()?, filters, owner: owner.unwrap_or_default(), paging })
    }

    fn mode(request: &Request) -> Mode {
        describe::mode(&request.pool_ids, request.owner)
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        describe::to_list("pool", &request.pool_ids)
    }
}

impl Run for DescribePools {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.own_scope();
        let open: OpenPage = request.paging.open(call, &scope, request)?;
        let listing = Listing { scope: &scope, listed: listed(request, call, tx).await? };
        let rows = store::pool::page(tx, listing, &request.filters, open.page, call.now()).await?;
        let (pools, next_token) = open.fill_granted(request.owner, call, tx, rows).await?;
        Ok(Output { pools, next_token })
    }
}

/// The pools that the request names; if it names none, all of the owner that it asks for.
async fn listed(request: &Request, call: &Call, tx: &mut Tx) -> Result<Listed, ServiceError> {
    if request.pool_ids.is_empty() {
        return Ok(request.owner.into());
    }
    let mut keys = Vec::new();
    for named in &request.pool_ids {
        let key = store::pool::find(tx, &call.scope_of(&named.resource())?, &named.key).await?;
        keys.push(key.ok_or_else(|| named.not_found())?);
    }
    Ok(Listed::Keys(keys))
}
