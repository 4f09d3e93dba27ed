//! # DescribeRegistrationTypeDefinitions
//!
//! Describes the types of registrations: all of them, those that are named, or those that pass the filters.
//!
//! - Documented: a type that is named and isn't known is refused as invalid.
//! - Assumed (RD19): AWS publishes no list. What callsign composed says so at the end of its DisplayHints; the order is the catalogue's.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::{
        registration::catalogue::{self, RegistrationType},
        sharing::Permission,
    },
    model::{
        error::ServiceError,
        filter::{self, Filter, FilterInput, FilterNames, FilterValues},
        member::Members,
        registration::definition::RegistrationTypeDefinition,
        shape::REGISTRATION_TYPE,
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        describe::{OpenPage, Paging},
    },
};

/// The operation.
pub struct DescribeRegistrationTypeDefinitions;

const RESOURCE_TYPE: &str = "supported-association-resource-type";
const ISO_COUNTRY_CODE: &str = "supported-association-iso-country-code";

/// `RegistrationTypeFilterName` of the model.
const FILTERS: &FilterNames = &[(RESOURCE_TYPE, FilterValues::Any), (ISO_COUNTRY_CODE, FilterValues::Any)];

/// `DescribeRegistrationTypeDefinitionsRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    registration_types: Option<Vec<String>>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    registration_types: Vec<String>,
    filters: Vec<Filter>,
    #[serde(skip)]
    paging: Paging,
}

/// `DescribeRegistrationTypeDefinitionsResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    registration_type_definitions: Vec<&'static RegistrationTypeDefinition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeRegistrationTypeDefinitions {
    const NAME: &'static str = "DescribeRegistrationTypeDefinitions";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, _call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let registration_types = members.list("registrationTypes", input.registration_types, 0..=5, &REGISTRATION_TYPE);
        let filters = filter::read(&mut members, input.filters, FILTERS);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        members.verdict()?;
        for name in &registration_types {
            catalogue::named("registrationTypes", name)?;
        }
        Ok(Request { registration_types, filters, paging })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::SingleRead
    }

    fn permissions(_request: &Request) -> Vec<Permission> {
        vec![Permission::Account]
    }
}

impl Request {
    fn asks_for(&self, one: &RegistrationType) -> bool {
        let is_named =
            self.registration_types.is_empty() || self.registration_types.iter().any(|name| name == one.name());
        is_named && self.filters.iter().all(|filter| passes(filter, one))
    }
}

/// Whether any association of the type has one of the filter's values.
fn passes(filter: &Filter, one: &RegistrationType) -> bool {
    one.definition.supported_associations.iter().any(|association| {
        let value = match filter.name.as_str() {
            RESOURCE_TYPE => Some(&association.resource_type),
            _ => association.iso_country_code.as_ref(),
        };
        value.is_some_and(|value| filter.values.contains(value))
    })
}

impl Run for DescribeRegistrationTypeDefinitions {
    async fn run(request: &Request, call: &Call, _tx: &mut Tx) -> Result<Output, ServiceError> {
        let open: OpenPage<String> = request.paging.open(call, &call.own_scope(), request)?;
        let asked = catalogue::all().iter().filter(|one| request.asks_for(one)).map(|one| &one.definition);
        let (registration_type_definitions, next_token) =
            open.fill_from(call, asked.collect(), |one| &one.registration_type);
        Ok(Output { registration_type_definitions, next_token })
    }
}
