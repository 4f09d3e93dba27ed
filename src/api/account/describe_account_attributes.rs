//! # DescribeAccountAttributes
//!
//! Describes the attributes of the account: whether it is in the sandbox, and its default protect configuration.
//!
//! - Documented: ACCOUNT_TIER is SANDBOX or PRODUCTION; here a setting says which (`account.tier`), or a seed, for one
//!   account and region alone.
//! - Assumed (decision RD6): DEFAULT_PROTECT_CONFIGURATION_ID is left out while there is none.

use serde::Serialize;

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::{account, sharing::Permission},
    model::{account::AccountAttribute, error::ServiceError},
    path::{
        Call, Operation, Run,
        describe::{OpenPage, PagingInput, PagingRequest},
    },
    store,
};

/// The operation.
pub struct DescribeAccountAttributes;

/// `DescribeAccountAttributesResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    account_attributes: Vec<AccountAttribute>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeAccountAttributes {
    const NAME: &'static str = "DescribeAccountAttributes";
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

impl Run for DescribeAccountAttributes {
    async fn run(request: &PagingRequest, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.own_scope();
        let open: OpenPage<String> = request.paging.open(call, &scope, request)?;
        let protect = store::protect_configuration::find_default(tx, &scope).await?;
        let tier = store::account_region::tier(tx, &scope).await?;
        let items = account::attributes(call.deployment.account.tier_of(tier), protect.as_ref());
        let (account_attributes, next_token) = open.fill_from(call, items, |item| item.name.as_ref());
        Ok(Output { account_attributes, next_token })
    }
}
