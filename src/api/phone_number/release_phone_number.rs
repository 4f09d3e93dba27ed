//! # ReleasePhoneNumber
//!
//! Releases an existing phone number of the account.
//!
//! - Documented: a number with deletion protection, or in a pool, is refused.
//! - Documented: it leaves its registration, which is closed with the last one where its type says so; one that waits for its
//!   registration may go, too.
//! - Documented: the answer's status is DELETED; Assumed (row 31): the number is gone at once, and may be handed out again.

use serde::{Deserialize, Serialize};

use super::registering;
use crate::{
    database::unit_of_work::Tx,
    domain::{check, origination_identity::ReleasingPhoneNumber, sharing::Permission},
    model::{
        error::ServiceError,
        member::Members,
        phone_number::{NumberStatus, PhoneNumberId, PhoneNumberInformation},
        resource::{self, Named},
        shape::PHONE_NUMBER_ID_OR_ARN,
    },
    path::{Call, Operation, Run, examine},
    store::{self, phone_number::Lock},
};

/// The operation.
pub struct ReleasePhoneNumber;

/// `ReleasePhoneNumberRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    phone_number_id: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    phone_number: Named<PhoneNumberId>,
}

impl Operation for ReleasePhoneNumber {
    const NAME: &'static str = "ReleasePhoneNumber";
    type Input = Input;
    type Request = Request;
    type Output = PhoneNumberInformation;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = members.required("phoneNumberId", input.phone_number_id, &PHONE_NUMBER_ID_OR_ARN);
        members.verdict()?;
        Ok(Request { phone_number: resource::phone_number("phoneNumberId", &id, &call.caller)? })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.phone_number.resource())]
    }

    fn checks() -> Vec<&'static str> {
        check::names::<ReleasingPhoneNumber<'_>>()
    }
}

impl Run for ReleasePhoneNumber {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<PhoneNumberInformation, ServiceError> {
        let scope = call.scope_of(&request.phone_number.resource())?;
        let id = &request.phone_number.key;
        let number = store::phone_number::lock(tx, &scope, id, Lock::ToDelete)
            .await?
            .ok_or_else(|| request.phone_number.not_found())?;
        let is_in_pool = store::pool_origination_identity::holds_phone_number(tx, number.key).await?;
        let rule = ReleasingPhoneNumber { number: &number, is_in_pool, now: call.now() };
        examine(call, &rule)?;

        let registration = registering::of_number(&scope, &number, tx).await?;
        let information = store::phone_number::describe(tx, &scope, number.key).await?;
        store::phone_number::delete(tx, number.key).await?;
        registering::released(registration.as_ref(), &scope, call, tx).await?;
        // Documented: the result has neither InternationalSendingEnabled nor DeletionProtectionEnabled.
        Ok(PhoneNumberInformation {
            status: NumberStatus::Deleted,
            international_sending_enabled: None,
            deletion_protection_enabled: None,
            ..information
        })
    }
}
