//! # DescribeRegistrationVersions
//!
//! Describes the versions of a registration: all of them, those of these numbers, or those that pass the filters.
//!
//! - Documented: what the history of a version shows, and why it was denied. Assumed (decision RD22): newest first.
//! - Assumed: a number that no version has is refused as invalid.

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use super::{Names, find, named, read_id};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        error::{Field, ServiceError, ValidationReason},
        filter::{self, Filter, FilterInput, FilterNames, FilterValues},
        member::Members,
        registration::{RegistrationId, RegistrationVersionInformation, RegistrationVersionStatus},
        resource::Named,
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        describe::{OpenPage, Paging},
    },
    store,
};

/// The operation.
pub struct DescribeRegistrationVersions;

/// `RegistrationVersionFilterName` of the model.
const FILTERS: &FilterNames =
    &[("registration-version-status", FilterValues::OneOf(RegistrationVersionStatus::VARIANTS))];

/// `DescribeRegistrationVersionsRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    registration_id: Option<String>,
    version_numbers: Option<Vec<i64>>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    registration: Named<RegistrationId>,
    version_numbers: Vec<i64>,
    filters: Vec<Filter>,
    #[serde(skip)]
    paging: Paging,
}

/// `DescribeRegistrationVersionsResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    names: Names,
    registration_versions: Vec<RegistrationVersionInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeRegistrationVersions {
    const NAME: &'static str = "DescribeRegistrationVersions";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.registration_id);
        let version_numbers = input.version_numbers.unwrap_or_default();
        members.size("versionNumbers", version_numbers.len(), 0..=5);
        for number in &version_numbers {
            members.integer("versionNumbers", Some(*number), 1..=100_000);
        }
        let filters = filter::read(&mut members, input.filters, FILTERS);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        members.verdict()?;
        filter::refuse_impossible_values(&filters, FILTERS)?;
        Ok(Request { registration: named(&id, call)?, version_numbers, filters, paging })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::Read
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.registration.resource())]
    }
}

impl Request {
    fn asks_for(&self, version: &RegistrationVersionInformation) -> bool {
        let is_named = self.version_numbers.is_empty() || self.version_numbers.contains(&version.version_number);
        let status = version.registration_version_status.as_ref();
        is_named && self.filters.iter().all(|filter| filter.values.iter().any(|value| value == status))
    }
}

impl Run for DescribeRegistrationVersions {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (scope, registration) = find(&request.registration, call, tx).await?;
        let open: OpenPage<String> = request.paging.open(call, &scope, request)?;
        let all = store::registration::version::list(tx, registration.key).await?;
        let missing =
            request.version_numbers.iter().find(|number| all.iter().all(|one| one.version_number != **number));
        if let Some(number) = missing {
            return Err(unknown("versionNumbers", *number));
        }
        let asked = all.into_iter().filter(|one| request.asks_for(one));
        let placed = asked.map(|one| (one.version_number.to_string(), one)).collect();
        let (placed, next_token) = open.fill_from(call, placed, |(place, _): &(String, _)| place);
        let registration_versions = placed.into_iter().map(|(_, one)| one).collect();
        Ok(Output { names: Names::of(&scope, &request.registration.key), registration_versions, next_token })
    }
}

/// The error for a number that no version has.
pub fn unknown(member: &'static str, number: i64) -> ServiceError {
    let field = Field::new(member, format!("The registration has no version {number}"));
    ServiceError::validation(ValidationReason::UnknownRegistrationVersion, vec![field])
}
