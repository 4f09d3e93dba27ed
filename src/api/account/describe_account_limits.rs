//! # DescribeAccountLimits
//!
//! Describes the quotas of the account: how much of each is used, and how much there may be.
//!
//! - Documented: Used and Max are counts.
//! - Assumed: the order is the model's, and a quota that the settings turn off has the Max 2,147,483,647.

use serde::Serialize;

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::{account, sharing::Permission},
    model::{account::AccountLimit, error::ServiceError},
    path::{
        Call, Operation, Run,
        describe::{OpenPage, PagingInput, PagingRequest},
    },
    store,
};

/// The operation.
pub struct DescribeAccountLimits;

/// `DescribeAccountLimitsResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    account_limits: Vec<AccountLimit>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeAccountLimits {
    const NAME: &'static str = "DescribeAccountLimits";
    const DECLARES_CONFLICT: bool = false;
    type Input = PagingInput;
    type Request = PagingRequest;
    type Output = Output;

    fn read(input: PagingInput, _call: &Call) -> Result<PagingRequest, ServiceError> {
        PagingRequest::read(input)
    }

    fn mode(_request: &PagingRequest) -> Mode {
        Mode::SingleRead
    }

    fn permissions(_request: &PagingRequest) -> Vec<Permission> {
        vec![Permission::Account]
    }
}

impl Run for DescribeAccountLimits {
    async fn run(request: &PagingRequest, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let open: OpenPage<String> = request.paging.open(call, &call.own_scope(), request)?;
        let used = store::account_region::used(tx, &call.own_scope()).await?;
        let items = account::limits(&call.deployment.quotas, &used);
        let (account_limits, next_token) = open.fill_from(call, items, |item| item.name.as_ref());
        Ok(Output { account_limits, next_token })
    }
}
