//! # PutOptedOutNumber
//!
//! Creates an opted-out destination phone number in the opt-out list.
//!
//! - Documented: a number that is there already stays as it is, its time too.
//! - Documented: EndUserOptedOut is false for a number that was put there by this operation.
//! - Documented: it raises no ConflictException.

use serde::Deserialize;

use super::{OptedOut, OptedOutMembers};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::error::ServiceError,
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct PutOptedOutNumber;

/// `PutOptedOutNumberRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    opt_out_list_name: Option<String>,
    opted_out_number: Option<String>,
}

impl Operation for PutOptedOutNumber {
    const NAME: &'static str = "PutOptedOutNumber";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = OptedOutMembers;
    type Output = OptedOut;

    fn read(input: Input, call: &Call) -> Result<OptedOutMembers, ServiceError> {
        OptedOutMembers::read(input.opt_out_list_name, input.opted_out_number, call)
    }

    fn permissions(request: &OptedOutMembers) -> Vec<Permission> {
        vec![Permission::Use(request.opt_out_list.resource())]
    }
}

impl Run for PutOptedOutNumber {
    async fn run(request: &OptedOutMembers, call: &Call, tx: &mut Tx) -> Result<OptedOut, ServiceError> {
        let scope = call.scope_of(&request.opt_out_list.resource())?;
        let list = store::opt_out_list::lock(tx, &scope, &request.opt_out_list.key)
            .await?
            .ok_or_else(|| request.opt_out_list.not_found())?;
        let number = &request.opted_out_number;
        let opted_out = store::opted_out_number::insert(tx, list, call.new_key(), number, call.now_in(&scope)).await?;
        Ok(request.answer(&scope, opted_out))
    }
}
