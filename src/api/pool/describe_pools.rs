//! # DescribePools
//!
//! Describes the pools of the account: all of them, those that are named, or those that pass the filters.
//!
//! - Documented: a pool that is named and doesn't exist fails the whole call.
//! - Documented: Owner can't be combined with PoolIds. SHARED lists what other accounts share with this one.
//! - Assumed (row 45): PoolIds and Filters together are ANDed.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        error::ServiceError,
        filter::FilterInput,
        member::Members,
        pool::{PoolId, PoolInformation},
        resource,
        shape::POOL_ID_OR_ARN,
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        listing::{Listing, ListingInput},
    },
};

/// The operation.
pub struct DescribePools;

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
    type Request = Listing<PoolId>;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Self::Request, ServiceError> {
        let mut members = Members::new();
        let named = members.list("poolIds", input.pool_ids, 0..=5, &POOL_ID_OR_ARN);
        let Input { filters, next_token, max_results, owner, .. } = input;
        let list = ListingInput { filters, next_token, max_results, owner };
        Listing::read(members, list, "poolIds", &named, |text| resource::pool("poolIds", text, &call.caller))
    }

    fn mode(request: &Self::Request) -> Mode {
        request.mode()
    }

    fn permissions(request: &Self::Request) -> Vec<Permission> {
        request.permissions()
    }
}

impl Run for DescribePools {
    async fn run(request: &Self::Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (pools, next_token) = request.page(call, tx).await?;
        Ok(Output { pools, next_token })
    }
}
