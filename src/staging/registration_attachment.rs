//! GET `/registration-attachments/{registration_attachment_id}/body`: a file that came whole. AttachmentUrl leads here.

use super::{Asked, Document, Refusal, parameters::Parameters};
use crate::{
    database::unit_of_work::{Mode, Tx},
    model::registration::RegistrationAttachmentId,
    store::registration_attachment,
};

/// The bytes as they came, once they are UPLOAD_COMPLETE.
///
/// # Errors
///
/// 400 and 422 for parameters; 403 for another account than the caller's; 404, also for a file in Amazon S3, which is never fetched.
pub async fn body(asked: Asked, id: &str) -> Result<Document, Refusal> {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let reach = asked.reach_all(account_id, region)?;
    let id = RegistrationAttachmentId::new(id);
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let found = registration_attachment::body(&mut tx, &reach, &id).await?;
        tx.commit().await?;
        Ok(found)
    };
    let found = asked.shared.database.work(work).await?;
    let hint = "DescribeRegistrationAttachments lists those that are there; one in Amazon S3 is not fetched.";
    let (kind, body) = found.ok_or_else(|| Refusal::no_such("registration attachment with a body", hint))?;
    Ok(Document { media_type: kind.media_type(), body })
}
