//! # CreateRegistrationAttachment
//!
//! Takes in a document that registrations may refer to: its bytes, or where it lies in Amazon S3.
//!
//! - Documented: one of AttachmentBody and AttachmentUrl; PDF, JPEG and PNG files of 5 MB at most. Assumed: the Reasons.
//! - Assumed (decision RD30): the kind is told by the leading bytes, or by the ending of the key in S3, which is never asked.
//! - Documented: quotas of an account and a day; Assumed (decision RD35): the number of the second, and that what was deleted counts no more.

use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use time::Duration;

use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::{quota, registration::attachment, sharing::Permission},
    model::{
        blob::Blob,
        error::{Field, QuotaReason, ServiceError, ValidationReason},
        member::Members,
        registration::{AttachmentStatus, RegistrationAttachmentsInformation},
        shape::{ATTACHMENT_URL, CLIENT_TOKEN},
        structure::Structure,
        tag::{self, Tag, TagInput},
    },
    path::{Call, Operation, RequestTags, Run},
    store::{
        self,
        registration_attachment::{NewAttachment, Source},
    },
};

/// The operation.
pub struct CreateRegistrationAttachment;

/// The most bytes of the member. Documented: the model's bound, beyond that of a file.
const MAX_BODY_BYTES: usize = 6_990_508;

/// `CreateRegistrationAttachmentRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    attachment_body: Option<Blob>,
    attachment_url: Option<String>,
    tags: Option<Vec<Structure<TagInput>>>,
    client_token: Option<String>,
}

/// What the members name. Of the bytes, their digest stands for them.
#[derive(Serialize)]
pub struct Request {
    #[serde(skip)]
    body: Option<Vec<u8>>,
    sha256: Option<String>,
    url: Option<String>,
    tags: Vec<Tag>,
    #[serde(skip)]
    client_token: Option<String>,
}

/// `CreateRegistrationAttachmentResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    attachment: RegistrationAttachmentsInformation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag>,
}

impl Operation for CreateRegistrationAttachment {
    const NAME: &'static str = "CreateRegistrationAttachment";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, _call: &Call) -> Result<Request, ServiceError> {
        const BODY: &str = "attachmentBody";
        let mut members = Members::new();
        let body = input.attachment_body.map(|Blob(bytes)| bytes);
        match &body {
            Some(None) => members.broken(BODY, "Member must be base64"),
            Some(Some(bytes)) if !(1..=MAX_BODY_BYTES).contains(&bytes.len()) => {
                members.broken(BODY, &format!("Member must have between 1 and {MAX_BODY_BYTES} bytes"));
            }
            _ => {}
        }
        let url = members.optional("attachmentUrl", input.attachment_url, &ATTACHMENT_URL);
        let tags = tag::read(&mut members, input.tags);
        let client_token = members.optional("clientToken", input.client_token, &CLIENT_TOKEN);
        members.verdict()?;
        tag::refuse_bad_keys(&tags)?;
        let body = body.flatten();
        one_of(body.is_some(), url.is_some())?;
        let sha256 = body.as_deref().map(|bytes| hex::encode(digest(&SHA256, bytes)));
        Ok(Request { body, sha256, url, tags, client_token })
    }

    fn permissions(_request: &Request) -> Vec<Permission> {
        vec![Permission::Account]
    }

    fn request_tags(request: &Request) -> RequestTags<'_> {
        RequestTags::OfNew("registration-attachment", &request.tags)
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }
}

/// Refuses both members, and neither.
fn one_of(has_body: bool, has_url: bool) -> Result<(), ServiceError> {
    let (reason, sentence) = match (has_body, has_url) {
        (true, true) => (ValidationReason::ParametersCannotBeUsedTogether, "Only one of the two can be given"),
        (false, false) => (ValidationReason::MissingParameter, "One of the two must be given"),
        _ => return Ok(()),
    };
    let fields = ["attachmentBody", "attachmentUrl"].map(|member| Field::new(member, sentence)).to_vec();
    Err(ServiceError::validation(reason, fields))
}

impl Run for CreateRegistrationAttachment {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.own_scope();
        let (kind, source) = match (&request.body, &request.sha256, &request.url) {
            (Some(body), Some(sha256), _) => (attachment::of_body(body)?, Source::Body(body, sha256)),
            (_, _, Some(url)) => (attachment::of_url(url)?, Source::Url(url)),
            _ => return Err(ServiceError::internal("an attachment has no source")),
        };
        store::account_region::lock(tx, &scope, Patience::Wait).await?;
        let (quotas, now) = (&call.deployment.quotas, call.now());
        let (there, today) = store::registration_attachment::count(tx, &scope, now - Duration::hours(24)).await?;
        quota::has_room(quotas.registration_attachments, there, QuotaReason::RegistrationAttachmentsPerAccount)?;
        let a_day = quotas.registration_attachments_per_day;
        quota::has_room(a_day, today, QuotaReason::RegistrationAttachmentsCreatedPerDay)?;
        quota::tags(quotas, &request.tags)?;

        let (key, complete_at) = (call.new_key(), now + call.deployment.lifecycle.attachment());
        let new = NewAttachment { key, kind, source, created_at: now, complete_at };
        store::registration_attachment::insert(tx, &scope, &new).await?;
        store::tag::insert(tx, key, &request.tags).await?;
        let made = store::registration_attachment::describe(tx, &scope, key).await?;
        // Documented: the result says that it is on its way, and has no AttachmentUrl.
        let attachment_status = AttachmentStatus::UploadInProgress;
        let attachment = RegistrationAttachmentsInformation { attachment_status, attachment_url: None, ..made };
        Ok(Output { attachment, tags: request.tags.clone() })
    }
}
