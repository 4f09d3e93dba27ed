//! # DeleteRegistrationFieldValue
//!
//! Deletes the value of a field in the current version of a registration, and answers it.
//!
//! - Documented: only drafts are written.
//! - Assumed (decision RD29): the value of a field that is required can't be deleted, and one that isn't there is an invalid parameter.

use serde::{Deserialize, Serialize};

use super::{Names, ValueOutput, lock, named, read_id};
use crate::{
    database::unit_of_work::Tx,
    domain::{registration::catalogue, sharing::Permission},
    model::{
        error::{Field, ServiceError, ValidationReason},
        member::Members,
        registration::{RegistrationId, definition::FieldRequirement},
        resource::Named,
        shape::FIELD_PATH,
    },
    path::{Call, Operation, Run},
    store::{
        self,
        registration::{Lock, field_value::Of},
    },
};

/// The operation.
pub struct DeleteRegistrationFieldValue;

/// `DeleteRegistrationFieldValueRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    registration_id: Option<String>,
    field_path: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    registration: Named<RegistrationId>,
    field_path: String,
}

impl Operation for DeleteRegistrationFieldValue {
    const NAME: &'static str = "DeleteRegistrationFieldValue";
    type Input = Input;
    type Request = Request;
    type Output = ValueOutput;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.registration_id);
        let field_path = members.required("fieldPath", input.field_path, &FIELD_PATH);
        members.verdict()?;
        Ok(Request { registration: named(&id, call)?, field_path })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.registration.resource())]
    }
}

impl Run for DeleteRegistrationFieldValue {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<ValueOutput, ServiceError> {
        let (scope, registration) = lock(&request.registration, Lock::Alone, call, tx).await?;
        registration.may_be_edited()?;
        let of = catalogue::named("registrationId", &registration.registration_type)?;
        let field = of.field("fieldPath", &request.field_path)?;
        if field.definition.field_requirement == FieldRequirement::Required {
            let reason = ValidationReason::RegistrationFieldCannotBeDeleted;
            return Err(refused(reason, "The field is required: put another value"));
        }
        let number = registration.current().number;
        let of_version = Of { registration: registration.key, number };
        let deleted = store::registration::field_value::delete(tx, of_version, &request.field_path).await?;
        let value = deleted.ok_or_else(|| refused(ValidationReason::InvalidParameter, "The field has no value"))?;
        let names = Names::of(&scope, &registration.id());
        Ok(ValueOutput { names, version_number: number, field_path: request.field_path.clone(), value })
    }
}

fn refused(reason: ValidationReason, sentence: &str) -> ServiceError {
    ServiceError::validation(reason, vec![Field::new("fieldPath", sentence)])
}
