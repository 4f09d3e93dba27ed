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
    domain::{
        check,
        registration::{catalogue, writing::DeletingValue},
        sharing::Permission,
    },
    model::{error::ServiceError, member::Members, registration::RegistrationId, resource::Named, shape::FIELD_PATH},
    path::{Call, Operation, Run, examine},
    store::registration::{
        Lock,
        field_value::{self, Of},
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

    fn checks() -> Vec<&'static str> {
        check::names::<DeletingValue<'_>>()
    }
}

impl Run for DeleteRegistrationFieldValue {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<ValueOutput, ServiceError> {
        let (scope, registration) = lock(&request.registration, Lock::Alone, call, tx).await?;
        let of = catalogue::named("registrationId", &registration.registration_type)?;
        let (number, field_path) = (registration.current().number, &request.field_path);
        let of_version = Of { registration: registration.key, number };
        let has_value = field_value::values(tx, of_version).await?.contains_key(field_path);
        examine(call, &DeletingValue { registration: &registration, of, field_path, has_value })?;
        let deleted = field_value::delete(tx, of_version, field_path).await?;
        let value = deleted.ok_or_else(|| ServiceError::internal("a locked value is gone"))?;
        let names = Names::of(&scope, &registration.id());
        Ok(ValueOutput { names, version_number: number, field_path: request.field_path.clone(), value })
    }
}
