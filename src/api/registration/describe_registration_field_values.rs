//! # DescribeRegistrationFieldValues
//!
//! Describes the values in a version of a registration, the current one unless another is named: all of them, those of a section, or those
//! of the fields that are named.
//!
//! - Documented: only fields with a value are answered; Observed: and, after a denial, those that the denial names.
//! - Assumed: a version, a section or a field that isn't known is refused as invalid; the order is the catalogue's.

use serde::{Deserialize, Serialize};

use super::{Names, describe_registration_versions::unknown, find, named, read_id};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::{registration::catalogue, sharing::Permission},
    model::{
        error::ServiceError,
        member::Members,
        registration::{RegistrationFieldValueInformation, RegistrationId},
        resource::Named,
        shape::{FIELD_PATH, SECTION_PATH},
    },
    path::{
        Call, Operation, Run,
        describe::{OpenPage, Paging},
    },
    store::{self, registration::field_value::Of},
};

/// The operation.
pub struct DescribeRegistrationFieldValues;

/// `DescribeRegistrationFieldValuesRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    registration_id: Option<String>,
    version_number: Option<i64>,
    section_path: Option<String>,
    field_paths: Option<Vec<String>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    registration: Named<RegistrationId>,
    version_number: Option<i64>,
    section_path: Option<String>,
    field_paths: Vec<String>,
    #[serde(skip)]
    paging: Paging,
}

/// `DescribeRegistrationFieldValuesResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    names: Names,
    version_number: i64,
    registration_field_values: Vec<RegistrationFieldValueInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeRegistrationFieldValues {
    const NAME: &'static str = "DescribeRegistrationFieldValues";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.registration_id);
        let version_number = members.integer("versionNumber", input.version_number, 1..=100_000);
        let section_path = members.optional("sectionPath", input.section_path, &SECTION_PATH);
        let field_paths = members.list("fieldPaths", input.field_paths, 0..=5, &FIELD_PATH);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        members.verdict()?;
        Ok(Request { registration: named(&id, call)?, version_number, section_path, field_paths, paging })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::Read
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.registration.resource())]
    }
}

impl Run for DescribeRegistrationFieldValues {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (scope, registration) = find(&request.registration, call, tx).await?;
        let open: OpenPage<String> = request.paging.open(call, &scope, request)?;
        let of = catalogue::named("registrationId", &registration.registration_type)?;
        let number = request.version_number.unwrap_or(registration.current_version_number);
        if !store::registration::version::is_there(tx, registration.key, number).await? {
            return Err(unknown("versionNumber", number));
        }
        if let Some(path) = &request.section_path {
            of.section("sectionPath", path)?;
        }
        for path in &request.field_paths {
            of.field("fieldPaths", path)?;
        }
        let of_version = Of { registration: registration.key, number };
        let mut values = store::registration::field_value::list(tx, of_version).await?;
        let places = of.fields().map(|field| &field.definition).filter(|one| {
            request.section_path.as_ref().is_none_or(|path| *path == one.section_path)
                && (request.field_paths.is_empty() || request.field_paths.contains(&one.field_path))
        });
        let asked = places.filter_map(|one| {
            let place = values.iter().position(|value| value.field_path == one.field_path)?;
            Some(values.swap_remove(place))
        });
        let (registration_field_values, next_token) = open.fill_from(call, asked.collect(), |one| &one.field_path);
        let names = Names::of(&scope, &request.registration.key);
        Ok(Output { names, version_number: number, registration_field_values, next_token })
    }
}
