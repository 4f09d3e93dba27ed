//! # DescribeOptedOutNumbers
//!
//! Describes the numbers on an opt-out list: all of them, those that are named, or those that pass the filter.
//!
//! - Observed: a number that is named and isn't on the list fails the whole call.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::{message::destination::e164, sharing::Permission},
    model::{
        error::ServiceError,
        filter::{self, Filter, FilterInput, FilterNames, FilterValues},
        member::Members,
        opt_out_list::{OptOutListName, OptedOutNumberInformation},
        resource::{self, Key, Named},
        resource_type::ResourceType,
        shape::{OPT_OUT_LIST_NAME_OR_ARN, PHONE_NUMBER},
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        describe::{OpenPage, Paging},
    },
    store,
};

/// The operation.
pub struct DescribeOptedOutNumbers;

/// `OptedOutFilterName` of the model.
const FILTERS: &FilterNames = &[("end-user-opted-out", FilterValues::Boolean)];

/// `DescribeOptedOutNumbersRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    opt_out_list_name: Option<String>,
    opted_out_numbers: Option<Vec<String>>,
    filters: Option<Vec<Structure<FilterInput>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    opt_out_list: Named<OptOutListName>,
    opted_out_numbers: Vec<String>,
    filters: Vec<Filter>,
    #[serde(skip)]
    paging: Paging,
}

/// `DescribeOptedOutNumbersResult` of the model. Documented: the list stands on each page.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    opt_out_list_arn: String,
    opt_out_list_name: String,
    opted_out_numbers: Vec<OptedOutNumberInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeOptedOutNumbers {
    const NAME: &'static str = "DescribeOptedOutNumbers";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let name = members.required("optOutListName", input.opt_out_list_name, &OPT_OUT_LIST_NAME_OR_ARN);
        let numbers = members.list("optedOutNumbers", input.opted_out_numbers, 0..=5, &PHONE_NUMBER);
        let filters = filter::read(&mut members, input.filters, FILTERS);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        members.verdict()?;
        filter::refuse_impossible_values(&filters, FILTERS)?;
        Ok(Request {
            opt_out_list: resource::opt_out_list("optOutListName", &name, &call.caller)?,
            opted_out_numbers: numbers.iter().map(|number| e164(number)).collect(),
            filters,
            paging,
        })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::Read
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Use(request.opt_out_list.resource())]
    }
}

impl Run for DescribeOptedOutNumbers {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.scope_of(&request.opt_out_list.resource())?;
        let open: OpenPage = request.paging.open(call, &scope, request)?;
        let name = &request.opt_out_list.key;
        let list =
            store::opt_out_list::find(tx, &scope, name).await?.ok_or_else(|| request.opt_out_list.not_found())?;
        let keys = find_all(request, tx, list).await?;
        let rows = store::opted_out_number::page(tx, list, keys, &request.filters, open.page).await?;
        let (opted_out_numbers, next_token) = open.fill(call, rows);
        Ok(Output {
            opt_out_list_arn: scope.arn(name.path()),
            opt_out_list_name: name.0.clone(),
            opted_out_numbers,
            next_token,
        })
    }
}

/// The keys of the numbers that the request names; none if it names none.
async fn find_all(request: &Request, tx: &mut Tx, list: Uuid) -> Result<Option<Vec<Uuid>>, ServiceError> {
    if request.opted_out_numbers.is_empty() {
        return Ok(None);
    }
    let mut keys = Vec::new();
    for number in &request.opted_out_numbers {
        let key = store::opted_out_number::find(tx, list, number).await?;
        keys.push(key.ok_or_else(|| ServiceError::not_found(ResourceType::OptedOutNumber, number))?);
    }
    Ok(Some(keys))
}
