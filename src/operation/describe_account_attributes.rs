//! # DescribeAccountAttributes
//!
//! Describes the attributes of the account: whether it is in the sandbox.
//!
//! - Documented: ACCOUNT_TIER is SANDBOX or PRODUCTION; here a setting says which (`account.tier`).
//! - Assumed: DEFAULT_PROTECT_CONFIGURATION_ID is left out while there is none; protect configurations aren't built.

use serde::{Deserialize, Serialize};

use super::{
    Call, Operation,
    paging::{OpenPage, Paging},
};
use crate::{
    domain::account,
    domain::sharing::Permission,
    model::{error::ServiceError, information::AccountAttribute, member::Members},
    store::unit_of_work::{Mode, Tx},
};

/// The operation.
pub struct DescribeAccountAttributes;

/// `DescribeAccountAttributesRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    #[serde(skip)]
    paging: Paging,
}

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
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, _call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        members.verdict()?;
        Ok(Request { paging })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::SingleRead
    }

    fn permissions(_request: &Request) -> Vec<Permission> {
        vec![Permission::Account]
    }

    async fn run(request: &Request, call: &Call, _tx: &mut Tx) -> Result<Output, ServiceError> {
        let open: OpenPage<String> = request.paging.open(call, &call.own_scope(), request)?;
        let items = account::attributes(&call.rules.account);
        let (account_attributes, next_token) = open.fill_from(call, items, |item| item.name.as_ref());
        Ok(Output { account_attributes, next_token })
    }
}
