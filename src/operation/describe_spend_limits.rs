//! # DescribeSpendLimits
//!
//! Describes the monthly spend limits of the account: what AWS sets (here the settings `spend_limits`), and what holds.
//!
//! - Documented: EnforcedLimit is MaxLimit unless the account set an override.
//! - Assumed: the order is the model's.

use serde::{Deserialize, Serialize};

use super::{
    Call, Operation,
    paging::{OpenPage, Paging},
};
use crate::{
    domain::sharing::Permission,
    model::{error::ServiceError, information::SpendLimit, member::Members},
    store::{
        self,
        unit_of_work::{Mode, Tx},
    },
};

/// The operation.
pub struct DescribeSpendLimits;

/// `DescribeSpendLimitsRequest` of the model.
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
        let overrides = store::spend_limit_override::list(tx, &call.own_scope()).await?;
        let items = call.rules.spend_limits.describe(&overrides);
        let (spend_limits, next_token) = open.fill_from(call, items, |item| item.name.as_ref());
        Ok(Output { spend_limits, next_token })
    }
}
