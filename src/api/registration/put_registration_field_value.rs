//! # PutRegistrationFieldValue
//!
//! Sets the value of a field in the current version of a registration, over the one that is there.
//!
//! - Documented: exactly one of SelectChoices, TextValue and RegistrationAttachmentId, of the field's type; only drafts are written.
//! - Observed: a text that breaks the field's limits is an invalid parameter. Assumed (decision RD27): so is everything else that a field
//!   doesn't take.
//! - Assumed (decision RD28): an attachment may still be on its way.
//! - Assumed: the order of the checks: the registration, its draft, the field, the value, the attachment.

use serde::{Deserialize, Serialize};

use super::{ATTACHMENT_ID, Names, ValueOutput, lock, named, read_id};
use crate::{
    database::unit_of_work::Tx,
    domain::{
        check,
        registration::{catalogue, writing::Putting},
        sharing::Permission,
    },
    model::{
        error::ServiceError,
        member::Members,
        registration::{FieldValue, RegistrationAttachmentId, RegistrationId},
        resource::{self, Named},
        shape::{FIELD_PATH, REGISTRATION_ATTACHMENT_ID_OR_ARN, SELECT_CHOICE, TEXT_VALUE},
    },
    path::{Call, Operation, Run, examine},
    store::{
        self,
        registration::{Lock, field_value::Of},
        registration_attachment,
    },
};

/// The operation.
pub struct PutRegistrationFieldValue;

/// `PutRegistrationFieldValueRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    registration_id: Option<String>,
    field_path: Option<String>,
    select_choices: Option<Vec<String>>,
    text_value: Option<String>,
    registration_attachment_id: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    registration: Named<RegistrationId>,
    field_path: String,
    select_choices: Option<Vec<String>>,
    text_value: Option<String>,
    attachment: Option<Named<RegistrationAttachmentId>>,
}

impl Operation for PutRegistrationFieldValue {
    const NAME: &'static str = "PutRegistrationFieldValue";
    type Input = Input;
    type Request = Request;
    type Output = ValueOutput;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.registration_id);
        let field_path = members.required("fieldPath", input.field_path, &FIELD_PATH);
        let select_choices =
            input.select_choices.map(|texts| members.list("selectChoices", Some(texts), 0..=100, &SELECT_CHOICE));
        let text_value = members.optional("textValue", input.text_value, &TEXT_VALUE);
        let attachment =
            members.optional(ATTACHMENT_ID, input.registration_attachment_id, &REGISTRATION_ATTACHMENT_ID_OR_ARN);
        members.verdict()?;
        let attachment =
            attachment.map(|text| resource::registration_attachment(ATTACHMENT_ID, &text, &call.caller)).transpose()?;
        Ok(Request { registration: named(&id, call)?, field_path, select_choices, text_value, attachment })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        let attachment = request.attachment.iter().map(Named::resource).map(Permission::Own);
        [Permission::Own(request.registration.resource())].into_iter().chain(attachment).collect()
    }

    fn checks() -> Vec<&'static str> {
        check::names::<Putting<'_>>()
    }
}

impl Run for PutRegistrationFieldValue {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<ValueOutput, ServiceError> {
        let (scope, registration) = lock(&request.registration, Lock::Alone, call, tx).await?;
        let of = catalogue::named("registrationId", &registration.registration_type)?;
        let value = FieldValue {
            select_choices: request.select_choices.clone(),
            text_value: request.text_value.clone(),
            registration_attachment_id: request.attachment.as_ref().map(|one| one.key.as_str().to_owned()),
        };
        examine(call, &Putting { registration: &registration, of, field_path: &request.field_path, value: &value })?;
        let attachment = match &request.attachment {
            None => None,
            Some(named) => {
                let scope = call.scope_of(&named.resource())?;
                let lock = registration_attachment::Lock::ToRefer;
                let key = registration_attachment::lock(tx, &scope, &named.key, lock).await?;
                Some(key.ok_or_else(|| named.not_found())?)
            }
        };

        let number = registration.current().number;
        let of_version = Of { registration: registration.key, number };
        store::registration::field_value::put(tx, of_version, &request.field_path, &value, attachment).await?;
        let names = Names::of(&scope, &registration.id());
        Ok(ValueOutput { names, version_number: number, field_path: request.field_path.clone(), value })
    }
}
