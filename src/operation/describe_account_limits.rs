//! # DescribeAccountLimits
//!
//! Describes the quotas of the account: how much of each is used, and how much there may be.
//!
//! - Documented: Used and Max are counts.
//! - Assumed: the order is the model's, and a quota that the settings turn off has the Max 2,147,483,647.

use serde::{Deserialize, Serialize};

use super::{
    Call, Operation,
    paging::{OpenPage, Paging},
};
use crate::{
    domain::account,
    domain::sharing::Permission,
    model::{error::ServiceError, information::AccountLimit, member::Members},
    store::{
        self,
        unit_of_work::{Mode, Tx},
    },
};

/// The operation.
pub struct DescribeAccountLimits;

/// `DescribeAccountLimitsRequest` of the model.
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

    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let open: OpenPage<String> = request.paging.open(call, &call.own_scope(), request)?;
        let used = store::account_region::used(tx, &call.own_scope()).await?;
        let items = account::limits(&call.rules.quotas, &used);
        let (account_limits, next_token) = open.fill_from(call, items, |item| item.name.as_ref());
        Ok(Output { account_limits, next_token })
    }
}
