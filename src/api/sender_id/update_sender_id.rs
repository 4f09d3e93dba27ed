//! # UpdateSenderId
//!
//! Updates the configuration of an existing sender ID: its deletion protection; what is absent stays as it is.
//! Documented: it raises no ConflictException.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::{
        error::ServiceError,
        member::Members,
        resource::Named,
        sender_id::{SenderIdInformation, SenderIdKey},
    },
    path::{Call, Operation, Run},
    store::{self, sender_id::Lock},
};

/// The operation.
pub struct UpdateSenderId;

/// `UpdateSenderIdRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    sender_id: Option<String>,
    iso_country_code: Option<String>,
    deletion_protection_enabled: Option<bool>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    sender_id: Named<SenderIdKey>,
    deletion_protection_enabled: Option<bool>,
}

impl Operation for UpdateSenderId {
    const NAME: &'static str = "UpdateSenderId";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = SenderIdInformation;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let named = super::read(&mut members, input.sender_id, input.iso_country_code);
        members.verdict()?;
        Ok(Request {
            sender_id: named.resolve(&call.caller)?,
            deletion_protection_enabled: input.deletion_protection_enabled,
        })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.sender_id.resource())]
    }
}

impl Run for UpdateSenderId {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<SenderIdInformation, ServiceError> {
        let scope = call.scope_of(&request.sender_id.resource())?;
        let sender_id = store::sender_id::lock(tx, &scope, &request.sender_id.key, Lock::Alone)
            .await?
            .ok_or_else(|| request.sender_id.not_found())?;
        if let Some(deletion_protection_enabled) = request.deletion_protection_enabled {
            store::sender_id::update(tx, sender_id.key, deletion_protection_enabled).await?;
        }
        store::sender_id::describe(tx, &scope, sender_id.key).await
    }
}
