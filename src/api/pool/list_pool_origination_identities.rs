//! # ListPoolOriginationIdentities
//!
//! Lists the origination identities in a pool, in the order in which they joined.

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        error::ServiceError,
        filter::{self, Filter, FilterInput, FilterNames, FilterValues},
        member::Members,
        phone_number::NumberCapability,
        pool::{OriginationIdentityMetadata, PoolId},
        resource::{self, Key, Named},
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        describe::{OpenPage, Paging},
    },
    store::{self, next_token::Position},
};

/// The operation.
pub struct ListPoolOriginationIdentities;

/// `PoolOriginationIdentitiesFilterName` of the model.
const FILTERS: &FilterNames =
    &[("iso-country-code", FilterValues::Any), ("number-capability", FilterValues::OneOf(NumberCapability::VARIANTS))];

/// `ListPoolOriginationIdentitiesRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    pool_id: Option<String>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    pool: Named<PoolId>,
    filters: Vec<Filter>,
    #[serde(skip)]
    paging: Paging,
}

/// `ListPoolOriginationIdentitiesResult` of the model. Documented: pool id and ARN stand on each page.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    pool_arn: String,
    pool_id: String,
    origination_identities: Vec<OriginationIdentityMetadata>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for ListPoolOriginationIdentities {
    const NAME: &'static str = "ListPoolOriginationIdentities";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let pool_id = members.required_pool_id(input.pool_id);
        let filters = filter::read(&mut members, input.filters, FILTERS);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        members.verdict()?;
        filter::refuse_impossible_values(&filters, FILTERS)?;
        Ok(Request { pool: resource::pool("poolId", &pool_id, &call.caller)?, filters, paging })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::Read
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Use(request.pool.resource())]
    }
}

impl Run for ListPoolOriginationIdentities {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.scope_of(&request.pool.resource())?;
        let open: OpenPage<Position<i64>> = request.paging.open(call, &scope, request)?;
        let id = &request.pool.key;
        let pool = store::pool::find(tx, &scope, id).await?.ok_or_else(|| request.pool.not_found())?;
        let rows = store::pool_origination_identity::page(tx, &scope, pool, &request.filters, open.page).await?;
        let (origination_identities, next_token) = open.fill(call, rows);
        Ok(Output {
            pool_arn: scope.arn(id.path()),
            pool_id: id.as_str().to_owned(),
            origination_identities,
            next_token,
        })
    }
}
