//! Registrations: the forms that AWS and others review before a number or a sender ID may be used.
//!
//! A registration is of a type of the catalogue. Its form is written version by version: a draft gets values, is submitted, reviewed,
//! and approved or denied; then a new version begins, blank. What it is for is associated with it before it is submitted, made by its
//! approval, or associated once it is complete.
//!
//! - Documented: the statuses, and what may be done in each; a test walks over all of them.
//! - Assumed: the review is automatic and immediate, unless a text of the form or the settings say otherwise.

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use crate::{
    database::unit_of_work::Tx,
    domain::registration::life::Registration,
    model::{
        arn::Scope,
        error::ServiceError,
        filter::{Filter, FilterNames, FilterValues},
        member::Members,
        registration::{
            AttachmentStatus, FieldValue, RegistrationAttachmentId, RegistrationAttachmentsInformation, RegistrationId,
            RegistrationInformation, RegistrationStatus, RegistrationVersionInformation, RegistrationVersionStatus,
            RegistrationVersionStatusHistory,
        },
        resource::{self, Key, Named},
        shape::{REGISTRATION_ATTACHMENT_ID_OR_ARN, REGISTRATION_ID_OR_ARN},
    },
    path::{Call, Served, listing::Listable, served},
    store::{
        self,
        keyset::List,
        next_token::{Page, Position},
        registration::{Found, Lock},
    },
};

pub mod associating;
mod create_registration;
mod create_registration_association;
mod create_registration_attachment;
mod create_registration_version;
mod delete_registration;
mod delete_registration_attachment;
mod delete_registration_field_value;
mod describe_registration_attachments;
mod describe_registration_field_definitions;
mod describe_registration_field_values;
mod describe_registration_section_definitions;
mod describe_registration_type_definitions;
mod describe_registration_versions;
mod describe_registrations;
mod discard_registration_version;
mod list_registration_associations;
mod put_registration_field_value;
mod submit_registration_version;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    served::<create_registration::CreateRegistration>(),
    served::<create_registration_association::CreateRegistrationAssociation>(),
    served::<create_registration_attachment::CreateRegistrationAttachment>(),
    served::<create_registration_version::CreateRegistrationVersion>(),
    served::<delete_registration::DeleteRegistration>(),
    served::<delete_registration_attachment::DeleteRegistrationAttachment>(),
    served::<delete_registration_field_value::DeleteRegistrationFieldValue>(),
    served::<describe_registration_attachments::DescribeRegistrationAttachments>(),
    served::<describe_registration_field_definitions::DescribeRegistrationFieldDefinitions>(),
    served::<describe_registration_field_values::DescribeRegistrationFieldValues>(),
    served::<describe_registration_section_definitions::DescribeRegistrationSectionDefinitions>(),
    served::<describe_registration_type_definitions::DescribeRegistrationTypeDefinitions>(),
    served::<describe_registration_versions::DescribeRegistrationVersions>(),
    served::<describe_registrations::DescribeRegistrations>(),
    served::<discard_registration_version::DiscardRegistrationVersion>(),
    served::<list_registration_associations::ListRegistrationAssociations>(),
    served::<put_registration_field_value::PutRegistrationFieldValue>(),
    served::<submit_registration_version::SubmitRegistrationVersion>(),
];

/// `RegistrationFilterName` of the model.
const FILTERS: &FilterNames = &[
    ("registration-type", FilterValues::Any),
    ("registration-status", FilterValues::OneOf(RegistrationStatus::VARIANTS)),
];

impl Listable for RegistrationId {
    type Information = RegistrationInformation;
    const FILTERS: &'static FilterNames = FILTERS;

    async fn page(
        tx: &mut Tx,
        list: List<'_>,
        filters: &[Filter],
        page: Page,
    ) -> Result<Vec<(Position, RegistrationInformation)>, ServiceError> {
        store::registration::page(tx, list, filters, page).await
    }
}

/// `RegistrationAttachmentFilterName` of the model.
const ATTACHMENT_FILTERS: &FilterNames = &[("attachment-status", FilterValues::OneOf(AttachmentStatus::VARIANTS))];

impl Listable for RegistrationAttachmentId {
    type Information = RegistrationAttachmentsInformation;
    const FILTERS: &'static FilterNames = ATTACHMENT_FILTERS;

    async fn page(
        tx: &mut Tx,
        list: List<'_>,
        filters: &[Filter],
        page: Page,
    ) -> Result<Vec<(Position, RegistrationAttachmentsInformation)>, ServiceError> {
        store::registration_attachment::page(tx, list, filters, page).await
    }
}

/// The member that names a registration.
const ID: &str = "registrationId";

/// The member that names an attachment.
const ATTACHMENT_ID: &str = "registrationAttachmentId";

/// The members of a request that names a registration and nothing else.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct IdInput {
    registration_id: Option<String>,
}

/// What they name.
#[derive(Serialize)]
pub struct IdRequest {
    /// The registration.
    pub registration: Named<RegistrationId>,
}

impl IdRequest {
    /// Checks the shape and reads the ARN.
    ///
    /// # Errors
    ///
    /// ValidationException.
    pub fn read(input: IdInput, call: &Call) -> Result<Self, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.registration_id);
        members.verdict()?;
        Ok(Self { registration: named(&id, call)? })
    }
}

/// Checks the shape of RegistrationId.
pub fn read_id(members: &mut Members, text: Option<String>) -> String {
    members.required(ID, text, &REGISTRATION_ID_OR_ARN)
}

/// Reads RegistrationId, whose shape was checked.
///
/// # Errors
///
/// ValidationException INVALID_ARN.
pub fn named(text: &str, call: &Call) -> Result<Named<RegistrationId>, ServiceError> {
    resource::registration(ID, text, &call.caller)
}

/// Reads RegistrationAttachmentId where it must be there.
///
/// # Errors
///
/// ValidationException.
pub fn read_attachment(text: Option<String>, call: &Call) -> Result<Named<RegistrationAttachmentId>, ServiceError> {
    let mut members = Members::new();
    let id = members.required(ATTACHMENT_ID, text, &REGISTRATION_ATTACHMENT_ID_OR_ARN);
    members.verdict()?;
    resource::registration_attachment(ATTACHMENT_ID, &id, &call.caller)
}

/// The registration that a request names, locked against other changes of it, and its scope.
///
/// # Errors
///
/// ResourceNotFoundException; AccessDeniedException for another account's.
pub async fn lock(
    named: &Named<RegistrationId>,
    lock: Lock,
    call: &Call,
    tx: &mut Tx,
) -> Result<(Scope, Registration), ServiceError> {
    let scope = call.scope_of(&named.resource())?;
    let found = store::registration::lock(tx, &scope, &named.key, lock).await?;
    Ok((scope, found.ok_or_else(|| named.not_found())?))
}

/// The registration that a request names, as it is read, and its scope.
///
/// # Errors
///
/// ResourceNotFoundException; AccessDeniedException for another account's.
pub async fn find(named: &Named<RegistrationId>, call: &Call, tx: &mut Tx) -> Result<(Scope, Found), ServiceError> {
    let scope = call.scope_of(&named.resource())?;
    let found = store::registration::find(tx, &scope, &named.key).await?;
    Ok((scope, found.ok_or_else(|| named.not_found())?))
}

/// How answers name a registration.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Names {
    registration_arn: String,
    registration_id: String,
}

impl Names {
    /// Of the one with this id.
    #[must_use]
    pub fn of(scope: &Scope, id: &RegistrationId) -> Self {
        Self { registration_arn: scope.arn(id.path()), registration_id: id.as_str().to_owned() }
    }
}

/// What is answered about a registration that is locked.
#[must_use]
pub fn information(scope: &Scope, registration: &Registration) -> RegistrationInformation {
    let id = registration.id();
    RegistrationInformation {
        registration_arn: scope.arn(id.path()),
        registration_id: id.as_str().to_owned(),
        registration_type: registration.registration_type.clone(),
        registration_status: registration.status,
        current_version_number: registration.current().number,
        approved_version_number: registration.approved(),
        latest_denied_version_number: registration.latest_denied(),
        created_timestamp: registration.created_at,
    }
}

/// What is answered about a version that was made, submitted or given up.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VersionOutput {
    #[serde(flatten)]
    names: Names,
    version_number: i64,
    registration_version_status: RegistrationVersionStatus,
    registration_version_status_history: RegistrationVersionStatusHistory,
}

impl VersionOutput {
    /// Of this version.
    #[must_use]
    pub fn of(scope: &Scope, id: &RegistrationId, version: RegistrationVersionInformation) -> Self {
        Self {
            names: Names::of(scope, id),
            version_number: version.version_number,
            registration_version_status: version.registration_version_status,
            registration_version_status_history: version.registration_version_status_history,
        }
    }
}

/// What is answered about a value that was put or deleted.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ValueOutput {
    /// The registration.
    #[serde(flatten)]
    pub names: Names,
    /// The version.
    pub version_number: i64,
    /// The field.
    pub field_path: String,
    /// The value.
    #[serde(flatten)]
    pub value: FieldValue,
}
