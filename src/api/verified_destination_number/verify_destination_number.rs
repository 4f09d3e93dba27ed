//! # VerifyDestinationNumber
//!
//! Verifies an entry by the code that was sent to its phone.
//!
//! - Documented: the errors for a wrong code, one that is too old, and an entry that is verified already. Assumed (RD43): they are asked
//!   for in the order already, too old, wrong; an entry that never got a code has a wrong one.
//! - Assumed (RD43): with the fifth wrong try the code ceases to count. A wrong try is counted although it is refused.
//! - Assumed (RD41): a new code takes the place of the one before it.

use serde::{Deserialize, Serialize};

use super::{lock_number, read_id, read_number};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::{
        error::{ServiceError, ValidationReason},
        member::Members,
        resource::Named,
        shape::VERIFICATION_CODE,
        verified_destination_number::{
            VerificationStatus, VerifiedDestinationNumberId, VerifiedDestinationNumberInformation,
        },
    },
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct VerifyDestinationNumber;

/// `VerifyDestinationNumberRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    verified_destination_number_id: Option<String>,
    verification_code: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    number: Named<VerifiedDestinationNumberId>,
    verification_code: String,
}

impl Operation for VerifyDestinationNumber {
    const NAME: &'static str = "VerifyDestinationNumber";
    type Input = Input;
    type Request = Request;
    type Output = VerifiedDestinationNumberInformation;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.verified_destination_number_id);
        let verification_code = members.required("verificationCode", input.verification_code, &VERIFICATION_CODE);
        members.verdict()?;
        Ok(Request { number: read_number(&id, call)?, verification_code })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.number.resource())]
    }

    fn lasts(refusal: &ServiceError) -> bool {
        is_wrong_code(refusal)
    }
}

fn is_wrong_code(refusal: &ServiceError) -> bool {
    refusal.reason() == Some(ValidationReason::VerificationCodeMismatch.into())
}

impl Run for VerifyDestinationNumber {
    async fn run(
        request: &Request,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<VerifiedDestinationNumberInformation, ServiceError> {
        let (scope, locked) = lock_number(&request.number, call, tx).await?;
        let now = call.now_in(&scope);
        let last = store::verification_code::find_last(tx, locked.key).await?;
        if let Err(refusal) = locked.number.verify(last.as_ref(), &request.verification_code, now) {
            if is_wrong_code(&refusal) {
                store::verification_code::count_wrong_try(tx, locked.key).await?;
            }
            return Err(refusal);
        }
        store::verified_destination_number::verify(tx, locked.key, now).await?;
        let status = Some(VerificationStatus::Verified);
        Ok(VerifiedDestinationNumberInformation { status, ..locked.information(&scope, now) })
    }
}
