//! # DeleteRcsMessageSpendLimitOverride
//!
//! Deletes the override of the account's monthly limit for sending RCS messages:
//! EnforcedLimit is MaxLimit again.
//!
//! - Documented: the answer has the limit that was deleted. Settled (decision D15): without an override it has none.

use super::{DeleteInput, DeleteRequest, Output};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::{account::SpendLimitName, error::ServiceError},
    path::{Call, Operation, Run},
};

/// The operation.
pub struct DeleteRcsMessageSpendLimitOverride;

impl Operation for DeleteRcsMessageSpendLimitOverride {
    const NAME: &'static str = "DeleteRcsMessageSpendLimitOverride";
    const DECLARES_CONFLICT: bool = false;
    type Input = DeleteInput;
    type Request = DeleteRequest;
    type Output = Output;

    fn read(_input: DeleteInput, _call: &Call) -> Result<DeleteRequest, ServiceError> {
        Ok(DeleteRequest {})
    }

    fn permissions(_request: &DeleteRequest) -> Vec<Permission> {
        vec![Permission::Account]
    }
}

impl Run for DeleteRcsMessageSpendLimitOverride {
    async fn run(request: &DeleteRequest, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        request.delete(SpendLimitName::RcsMessageMonthlySpendLimit, call, tx).await
    }
}
