//! # DescribeRcsAgentCountryLaunchStatus
//!
//! Describes where the launch of an RCS agent stands, country by country: one item for each launch registration.
//!
//! - Documented: a launch is CREATED before its registration is submitted, PENDING before carriers decide, ACTIVE once all took it, and
//!   REJECTED if all refused it or the registration was denied.
//! - Assumed (decision RD61): which carriers there are, that all decide alike, and the form of RcsPlatformId, which is there from the
//!   submission on. Assumed: the order is that in which the registrations were associated.

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use super::{named, read_id};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        error::ServiceError,
        filter::{self, Filter, FilterInput, FilterNames, FilterValues},
        member::Members,
        rcs_agent::{CountryLaunchStatus, CountryLaunchStatusInformation, RcsAgentId},
        resource::{Key, Named},
        shape::ISO_COUNTRY_CODE,
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        describe::{OpenPage, Paging},
    },
    store,
};

/// The operation.
pub struct DescribeRcsAgentCountryLaunchStatus;

/// `CountryLaunchStatusFilterName` of the model.
const FILTERS: &FilterNames = &[("country-launch-status", FilterValues::OneOf(CountryLaunchStatus::VARIANTS))];

/// `DescribeRcsAgentCountryLaunchStatusRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    rcs_agent_id: Option<String>,
    iso_country_codes: Option<Vec<String>>,
    filters: Option<Vec<Structure<FilterInput>>>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    rcs_agent: Named<RcsAgentId>,
    filters: Vec<Filter>,
    #[serde(skip)]
    paging: Paging,
}

/// `DescribeRcsAgentCountryLaunchStatusResult` of the model. Documented: id and ARN stand on each page.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    rcs_agent_id: String,
    rcs_agent_arn: String,
    country_launch_status: Vec<CountryLaunchStatusInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeRcsAgentCountryLaunchStatus {
    const NAME: &'static str = "DescribeRcsAgentCountryLaunchStatus";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.rcs_agent_id);
        let countries = members.list("isoCountryCodes", input.iso_country_codes, 0..=300, &ISO_COUNTRY_CODE);
        let mut filters = filter::read(&mut members, input.filters, FILTERS);
        let paging = Paging::read_max_results_first(&mut members, input.max_results, input.next_token);
        members.verdict()?;
        filter::refuse_impossible_values(&filters, FILTERS)?;
        if !countries.is_empty() {
            filters.push(Filter { name: store::rcs_agent::ISO_COUNTRY_CODE.to_owned(), values: countries });
        }
        Ok(Request { rcs_agent: named(&id, call)?, filters, paging })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::Read
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.rcs_agent.resource())]
    }
}

impl Run for DescribeRcsAgentCountryLaunchStatus {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.scope_of(&request.rcs_agent.resource())?;
        let open: OpenPage = request.paging.open(call, &scope, request)?;
        let id = &request.rcs_agent.key;
        let agent = store::rcs_agent::find(tx, &scope, id).await?.ok_or_else(|| request.rcs_agent.not_found())?;
        let rows = store::rcs_agent::launches(tx, agent, &request.filters, open.page).await?;
        let (country_launch_status, next_token) = open.fill(call, rows);
        Ok(Output {
            rcs_agent_id: id.as_str().to_owned(),
            rcs_agent_arn: scope.arn(id.path()),
            country_launch_status,
            next_token,
        })
    }
}
