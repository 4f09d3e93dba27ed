//! # DeleteVerifiedDestinationNumber
//!
//! Deletes an entry, and answers what it was.
//!
//! - Documented: not within 24 hours. Assumed (RD44): from the later of the last code and the verification on, so that an entry that
//!   never got a code goes at once. Documented: so does who tests an RCS agent.

use super::{NumberInput, NumberRequest, lock_number};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::{error::ServiceError, verified_destination_number::VerifiedDestinationNumberInformation},
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct DeleteVerifiedDestinationNumber;

impl Operation for DeleteVerifiedDestinationNumber {
    const NAME: &'static str = "DeleteVerifiedDestinationNumber";
    type Input = NumberInput;
    type Request = NumberRequest;
    type Output = VerifiedDestinationNumberInformation;

    fn read(input: NumberInput, call: &Call) -> Result<NumberRequest, ServiceError> {
        NumberRequest::read(input, call)
    }

    fn permissions(request: &NumberRequest) -> Vec<Permission> {
        vec![Permission::Own(request.number.resource())]
    }
}

impl Run for DeleteVerifiedDestinationNumber {
    async fn run(
        request: &NumberRequest,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<VerifiedDestinationNumberInformation, ServiceError> {
        let (scope, locked) = lock_number(&request.number, call, tx).await?;
        locked.number.may_be_deleted(&call.deployment.verification, call.now_in(&scope))?;
        store::verified_destination_number::delete(tx, locked.key).await?;
        Ok(VerifiedDestinationNumberInformation {
            status: None,
            rcs_agent_id: None,
            ..locked.information(&scope, call.now_in(&scope))
        })
    }
}
