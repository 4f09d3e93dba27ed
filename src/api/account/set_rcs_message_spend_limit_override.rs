//! # SetRcsMessageSpendLimitOverride
//!
//! Sets an override of the account's monthly limit for sending RCS messages.
//!
//! - Documented: it must be at or below MaxLimit, which AWS sets; here it is the setting
//!   `spend_limits.rcs_message`.

use super::{Output, SetInput, SetRequest};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::{account::SpendLimitName, error::ServiceError},
    path::{Call, Operation, Run},
};

/// The operation.
pub struct SetRcsMessageSpendLimitOverride;

impl Operation for SetRcsMessageSpendLimitOverride {
    const NAME: &'static str = "SetRcsMessageSpendLimitOverride";
    const DECLARES_CONFLICT: bool = false;
    type Input = SetInput;
    type Request = SetRequest;
    type Output = Output;

    fn read(input: SetInput, _call: &Call) -> Result<SetRequest, ServiceError> {
        SetRequest::read(&input)
    }

    fn permissions(_request: &SetRequest) -> Vec<Permission> {
        vec![Permission::Account]
    }
}

impl Run for SetRcsMessageSpendLimitOverride {
    async fn run(request: &SetRequest, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        request.set(SpendLimitName::RcsMessageMonthlySpendLimit, call, tx).await
    }
}
