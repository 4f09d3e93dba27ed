//! # DeleteOptedOutNumber
//!
//! Deletes a destination phone number from the opt-out list.
//!
//! - Documented: a number that isn't on the list is refused.
//! - Documented: a number can be taken off only once in 30 days; decision D11: counted from its last deletion from that
//!   list.

use serde::Deserialize;

use super::{OptedOut, OptedOutMembers};
use crate::{
    database::unit_of_work::Tx,
    domain::{opt_out_list, sharing::Permission},
    model::{error::ServiceError, resource_type::ResourceType},
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct DeleteOptedOutNumber;

/// `DeleteOptedOutNumberRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    opt_out_list_name: Option<String>,
    opted_out_number: Option<String>,
}

impl Operation for DeleteOptedOutNumber {
    const NAME: &'static str = "DeleteOptedOutNumber";
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

impl Run for DeleteOptedOutNumber {
    async fn run(request: &OptedOutMembers, call: &Call, tx: &mut Tx) -> Result<OptedOut, ServiceError> {
        let scope = call.scope_of(&request.opt_out_list.resource())?;
        let list = store::opt_out_list::lock(tx, &scope, &request.opt_out_list.key)
            .await?
            .ok_or_else(|| request.opt_out_list.not_found())?;
        let number = &request.opted_out_number;
        let opted_out = store::opted_out_number::lock_to_delete(tx, list, number)
            .await?
            .ok_or_else(|| ServiceError::not_found(ResourceType::OptedOutNumber, number))?;
        let last_deletion = store::opted_out_number::find_last_deletion(tx, list, number).await?;
        opt_out_list::may_be_opted_in(last_deletion, call.now_in(&scope))?;

        store::opted_out_number::delete(tx, list, number, call.now_in(&scope)).await?;
        Ok(request.answer(&scope, opted_out))
    }
}
