//! # DescribeRegistrationSectionDefinitions
//!
//! Describes the sections of a type of registrations: all of them, or those that are named.
//!
//! - Documented: a type or a section that isn't known is refused as invalid; a type without fields has no sections.
//! - Assumed (RD19): titles and descriptions are composed; where the type or the section is too, its DisplayHints say so at their end.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::{registration::catalogue, sharing::Permission},
    model::{
        error::ServiceError,
        member::Members,
        registration::definition::RegistrationSectionDefinition,
        shape::{REGISTRATION_TYPE, SECTION_PATH},
    },
    path::{
        Call, Operation, Run,
        describe::{OpenPage, Paging},
    },
};

/// The operation.
pub struct DescribeRegistrationSectionDefinitions;

/// `DescribeRegistrationSectionDefinitionsRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    registration_type: Option<String>,
    section_paths: Option<Vec<String>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    registration_type: String,
    section_paths: Vec<String>,
    #[serde(skip)]
    paging: Paging,
}

/// `DescribeRegistrationSectionDefinitionsResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    registration_type: String,
    registration_section_definitions: Vec<&'static RegistrationSectionDefinition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeRegistrationSectionDefinitions {
    const NAME: &'static str = "DescribeRegistrationSectionDefinitions";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, _call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let registration_type = members.required("registrationType", input.registration_type, &REGISTRATION_TYPE);
        let section_paths = members.list("sectionPaths", input.section_paths, 0..=5, &SECTION_PATH);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        members.verdict()?;
        let of = catalogue::named("registrationType", &registration_type)?;
        for path in &section_paths {
            of.section("sectionPaths", path)?;
        }
        Ok(Request { registration_type, section_paths, paging })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::SingleRead
    }

    fn permissions(_request: &Request) -> Vec<Permission> {
        vec![Permission::Account]
    }
}

impl Run for DescribeRegistrationSectionDefinitions {
    async fn run(request: &Request, call: &Call, _tx: &mut Tx) -> Result<Output, ServiceError> {
        let open: OpenPage<String> = request.paging.open(call, &call.own_scope(), request)?;
        let of = catalogue::named("registrationType", &request.registration_type)?;
        let sections = of.sections.iter().map(|section| &section.definition);
        let asked = sections
            .filter(|one| request.section_paths.is_empty() || request.section_paths.contains(&one.section_path));
        let (registration_section_definitions, next_token) =
            open.fill_from(call, asked.collect(), |one| &one.section_path);
        Ok(Output {
            registration_type: request.registration_type.clone(),
            registration_section_definitions,
            next_token,
        })
    }
}
