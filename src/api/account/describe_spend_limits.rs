//! # DescribeSpendLimits
//!
//! Describes the monthly spend limits of the account: what AWS sets (here the settings `spend_limits`), and what holds.
//!
//! - Documented: EnforcedLimit is MaxLimit unless the account set an override; in the sandbox both are 1 at most.
//! - Assumed: the order is the model's.

use serde::Serialize;

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{account::SpendLimit, error::ServiceError},
    path::{
        Call, Operation, Run,
        describe::{OpenPage, PagingInput, PagingRequest},
    },
    store,
};

/// The operation.
pub struct DescribeSpendLimits;

/// `DescribeSpendLimitsResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    spend_limits: Vec<SpendLimit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeSpendLimits {
    const NAME: &'static str = "DescribeSpendLimits";
    const DECLARES_CONFLICT: bool = false;
    type Input = PagingInput;
    type Request = PagingRequest;
    type Output = Output;

    fn read(input: PagingInput, _call: &Call) -> Result<PagingRequest, ServiceError> {
        PagingRequest::read(input)
    }

    fn mode(_request: &PagingRequest) -> Mode {
        Mode::Read
    }

    fn permissions(_request: &PagingRequest) -> Vec<Permission> {
        vec![Permission::Account]
    }
}

impl Run for DescribeSpendLimits {
    async fn run(request: &PagingRequest, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let open: OpenPage<String> = request.paging.open(call, &call.own_scope(), request)?;
        let overrides = store::spend_limit_override::list(tx, &call.own_scope()).await?;
        let tier = call.deployment.account.tier_of(store::account_region::tier(tx, &call.own_scope()).await?);
        let items = call.deployment.spend_limits.describe(&overrides, tier);
        let (spend_limits, next_token) = open.fill_from(call, items, |item| item.name.as_ref());
        Ok(Output { spend_limits, next_token })
    }
}
