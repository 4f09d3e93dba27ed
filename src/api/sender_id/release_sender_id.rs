//! # ReleaseSenderId
//!
//! Releases an existing sender ID of the account.
//!
//! - Documented: a sender ID with deletion protection is refused; Assumed: so is one in any pool.
//! - Documented: with it, the registration that made it is closed.
//! - Assumed (decision D10): it may be requested again at once.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::Tx,
    domain::{check, origination_identity::ReleasingSenderId, sharing::Permission},
    model::{
        error::ServiceError,
        member::Members,
        registration::RegistrationId,
        resource::Named,
        sender_id::{SenderIdInformation, SenderIdKey},
    },
    path::{Call, Operation, Run, examine},
    store::{self, registration, sender_id::Lock},
};

/// The operation.
pub struct ReleaseSenderId;

/// `ReleaseSenderIdRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    sender_id: Option<String>,
    iso_country_code: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    sender_id: Named<SenderIdKey>,
}

impl Operation for ReleaseSenderId {
    const NAME: &'static str = "ReleaseSenderId";
    type Input = Input;
    type Request = Request;
    type Output = SenderIdInformation;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let named = super::read(&mut members, input.sender_id, input.iso_country_code);
        members.verdict()?;
        Ok(Request { sender_id: named.resolve(&call.caller)? })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.sender_id.resource())]
    }

    fn checks() -> Vec<&'static str> {
        check::names::<ReleasingSenderId<'_>>()
    }
}

impl Run for ReleaseSenderId {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<SenderIdInformation, ServiceError> {
        let scope = call.scope_of(&request.sender_id.resource())?;
        let sender_id = store::sender_id::lock(tx, &scope, &request.sender_id.key, Lock::ToDelete)
            .await?
            .ok_or_else(|| request.sender_id.not_found())?;
        let is_in_pool = store::pool_origination_identity::holds_sender_id(tx, sender_id.key).await?;
        let rule = ReleasingSenderId { sender_id: &sender_id, is_in_pool };
        examine(call, &rule)?;

        let registration = match store::registration_association::of_sender_id(tx, sender_id.key).await? {
            Some(key) => {
                store::registration::lock(tx, &scope, &RegistrationId::of(key), registration::Lock::Alone).await?
            }
            None => None,
        };
        let information = store::sender_id::describe(tx, &scope, sender_id.key).await?;
        store::sender_id::delete(tx, sender_id.key).await?;
        if let Some(registration) = &registration {
            let (events, at) = (&call.deployment.events, call.now_in(&scope));
            let moved = registration::Moved { events, scope: &scope, registration, at };
            registration::review::close_if_empty(tx, moved).await?;
        }
        // Documented: the result has no DeletionProtectionEnabled.
        Ok(SenderIdInformation { deletion_protection_enabled: None, ..information })
    }
}
