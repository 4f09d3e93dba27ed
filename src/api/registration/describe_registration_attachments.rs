//! # DescribeRegistrationAttachments
//!
//! Describes the registration attachments of the account: all of them, those that are named, or those that pass the filters.
//!
//! - Documented: one that is named and doesn't exist fails the whole call.
//! - Documented: the shape of their ids is that of registrations'. Assumed (decision RD30): AttachmentUrl is that of a file in Amazon S3, as
//!   it was given; a file that came whole is fetched from callsign's own interface once it is UPLOAD_COMPLETE.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        error::ServiceError,
        filter::FilterInput,
        member::Members,
        registration::{AttachmentStatus, RegistrationAttachmentId, RegistrationAttachmentsInformation},
        resource,
        shape::REGISTRATION_ID_OR_ARN,
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        listing::{Listing, ListingInput},
    },
};

/// The operation.
pub struct DescribeRegistrationAttachments;

/// `DescribeRegistrationAttachmentsRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    registration_attachment_ids: Option<Vec<String>>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// `DescribeRegistrationAttachmentsResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    registration_attachments: Vec<RegistrationAttachmentsInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeRegistrationAttachments {
    const NAME: &'static str = "DescribeRegistrationAttachments";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Listing<RegistrationAttachmentId>;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Self::Request, ServiceError> {
        const IDS: &str = "registrationAttachmentIds";
        let mut members = Members::new();
        let named = members.list(IDS, input.registration_attachment_ids, 0..=5, &REGISTRATION_ID_OR_ARN);
        let Input { filters, next_token, max_results, .. } = input;
        let list = ListingInput { filters, next_token, max_results, owner: None };
        Listing::read(members, list, IDS, &named, |text| resource::registration_attachment(IDS, text, &call.caller))
    }

    fn mode(request: &Self::Request) -> Mode {
        request.mode()
    }

    fn permissions(request: &Self::Request) -> Vec<Permission> {
        request.permissions()
    }
}

impl Run for DescribeRegistrationAttachments {
    async fn run(request: &Self::Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (mut registration_attachments, next_token) = request.page(call, tx).await?;
        for attachment in &mut registration_attachments {
            if attachment.attachment_url.is_none() {
                attachment.attachment_url = url(attachment, call);
            }
        }
        Ok(Output { registration_attachments, next_token })
    }
}

/// Where a file that came whole is fetched.
fn url(attachment: &RegistrationAttachmentsInformation, call: &Call) -> Option<String> {
    let interface_url = call.deployment.interface_url.as_ref()?;
    let id = &attachment.registration_attachment_id;
    let is_there = attachment.attachment_status == AttachmentStatus::UploadComplete;
    is_there.then(|| format!("{interface_url}/registration-attachments/{id}/body"))
}
