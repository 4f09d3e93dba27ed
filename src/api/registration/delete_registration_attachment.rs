//! # DeleteRegistrationAttachment
//!
//! Deletes what was attached, and answers what it was.
//!
//! - Observed: what a registration refers to is refused. Assumed (decision RD30): in any version of any registration that is there; it is
//!   free as soon as that is deleted.

use serde::{Deserialize, Serialize};

use super::read_attachment;
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::{
        error::{ConflictReason, ServiceError},
        registration::{AttachmentStatus, RegistrationAttachmentId, RegistrationAttachmentsInformation},
        resource::Named,
        resource_type::ResourceType,
    },
    path::{Call, Operation, Run},
    store::{self, registration_attachment::Lock},
};

/// The operation.
pub struct DeleteRegistrationAttachment;

/// `DeleteRegistrationAttachmentRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    registration_attachment_id: Option<String>,
}

/// What the member names.
#[derive(Serialize)]
pub struct Request {
    attachment: Named<RegistrationAttachmentId>,
}

impl Operation for DeleteRegistrationAttachment {
    const NAME: &'static str = "DeleteRegistrationAttachment";
    type Input = Input;
    type Request = Request;
    type Output = RegistrationAttachmentsInformation;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        Ok(Request { attachment: read_attachment(input.registration_attachment_id, call)? })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.attachment.resource())]
    }
}

impl Run for DeleteRegistrationAttachment {
    async fn run(
        request: &Request,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<RegistrationAttachmentsInformation, ServiceError> {
        let named = &request.attachment;
        let scope = call.scope_of(&named.resource())?;
        let key = store::registration_attachment::lock(tx, &scope, &named.key, Lock::ToDelete).await?;
        let key = key.ok_or_else(|| named.not_found())?;
        if store::registration_attachment::is_in_use(tx, key).await? {
            let (reason, kind) = (ConflictReason::ResourceDeletionNotAllowed, ResourceType::RegistrationAttachment);
            return Err(ServiceError::conflict(reason, kind, named.key.as_str()));
        }
        let information = store::registration_attachment::describe(tx, &scope, key).await?;
        store::registration_attachment::delete(tx, key).await?;
        let attachment_status = AttachmentStatus::Deleted;
        // Documented: the result has no AttachmentUrl.
        Ok(RegistrationAttachmentsInformation { attachment_status, attachment_url: None, ..information })
    }
}
