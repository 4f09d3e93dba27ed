//! # DescribeRegistrationFieldDefinitions
//!
//! Describes the fields of a type of registrations: all of them, those of a section, or those that are named.
//!
//! - Documented: a type, a section or a field that isn't known is refused as invalid.
//! - Assumed: a section and fields together are ANDed; the order is the catalogue's.
//! - Observed: paths and limits of the types that the catalogue marks so. Assumed (RD19): what is composed says so at the end of its
//!   DisplayHints.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::{registration::catalogue, sharing::Permission},
    model::{
        error::ServiceError,
        member::Members,
        registration::definition::RegistrationFieldDefinition,
        shape::{FIELD_PATH, REGISTRATION_TYPE, SECTION_PATH},
    },
    path::{
        Call, Operation, Run,
        describe::{OpenPage, Paging},
    },
};

/// The operation.
pub struct DescribeRegistrationFieldDefinitions;

/// `DescribeRegistrationFieldDefinitionsRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    registration_type: Option<String>,
    section_path: Option<String>,
    field_paths: Option<Vec<String>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    registration_type: String,
    section_path: Option<String>,
    field_paths: Vec<String>,
    #[serde(skip)]
    paging: Paging,
}

/// `DescribeRegistrationFieldDefinitionsResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    registration_type: String,
    registration_field_definitions: Vec<&'static RegistrationFieldDefinition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeRegistrationFieldDefinitions {
    const NAME: &'static str = "DescribeRegistrationFieldDefinitions";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, _call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let registration_type = members.required("registrationType", input.registration_type, &REGISTRATION_TYPE);
        let section_path = members.optional("sectionPath", input.section_path, &SECTION_PATH);
        let field_paths = members.list("fieldPaths", input.field_paths, 0..=5, &FIELD_PATH);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        members.verdict()?;
        let of = catalogue::named("registrationType", &registration_type)?;
        if let Some(path) = &section_path {
            of.section("sectionPath", path)?;
        }
        for path in &field_paths {
            of.field("fieldPaths", path)?;
        }
        Ok(Request { registration_type, section_path, field_paths, paging })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::SingleRead
    }

    fn permissions(_request: &Request) -> Vec<Permission> {
        vec![Permission::Account]
    }
}

impl Run for DescribeRegistrationFieldDefinitions {
    async fn run(request: &Request, call: &Call, _tx: &mut Tx) -> Result<Output, ServiceError> {
        let open: OpenPage<String> = request.paging.open(call, &call.own_scope(), request)?;
        let of = catalogue::named("registrationType", &request.registration_type)?;
        let asked = of.fields().map(|field| &field.definition).filter(|one| {
            request.section_path.as_ref().is_none_or(|path| *path == one.section_path)
                && (request.field_paths.is_empty() || request.field_paths.contains(&one.field_path))
        });
        let (registration_field_definitions, next_token) = open.fill_from(call, asked.collect(), |one| &one.field_path);
        Ok(Output { registration_type: request.registration_type.clone(), registration_field_definitions, next_token })
    }
}
