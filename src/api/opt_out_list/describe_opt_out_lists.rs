//! # DescribeOptOutLists
//!
//! Describes the opt-out lists of the account: all of them, or those that are named.
//!
//! - Documented: a list that is named and doesn't exist fails the whole call.
//! - Documented: Owner can't be combined with OptOutListNames. SHARED lists what other accounts share with this one.

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        describe::Owner,
        error::ServiceError,
        member::Members,
        opt_out_list::{OptOutListInformation, OptOutListName},
        resource::{self, Named},
        shape::OPT_OUT_LIST_NAME_OR_ARN,
    },
    path::{
        Call, Operation, Run,
        describe::{self, OpenPage, Paging, refuse_owner_beside},
    },
    store::{
        self,
        keyset::{Listed, Listing},
    },
};

/// The operation.
pub struct DescribeOptOutLists;

/// `DescribeOptOutListsRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    opt_out_list_names: Option<Vec<String>>,
    next_token: Option<String>,
    max_results: Option<i64>,
    owner: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    opt_out_lists: Vec<Named<OptOutListName>>,
    owner: Owner,
    #[serde(skip)]
    paging: Paging,
}

/// `DescribeOptOutListsResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    opt_out_lists: Vec<OptOutListInformation>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for DescribeOptOutLists {
    const NAME: &'static str = "DescribeOptOutLists";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let texts = members.list("optOutListNames", input.opt_out_list_names, 0..=5, &OPT_OUT_LIST_NAME_OR_ARN);
        let paging = Paging::read(&mut members, input.next_token, input.max_results);
        let owner = members.enumeration("owner", input.owner, Owner::VARIANTS);
        members.verdict()?;
        refuse_owner_beside("optOutListNames", !texts.is_empty(), owner.is_some())?;
        let named = texts.iter().map(|text| resource::opt_out_list("optOutListNames", text, &call.caller));
        Ok(Request { opt_out_lists: named.collect::<Result<_, _>>()?, owner: owner.unwrap_or_default(), paging })
    }

    fn mode(request: &Request) -> Mode {
        describe::mode(&request.opt_out_lists, request.owner)
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        describe::to_list("opt-out-list", &request.opt_out_lists)
    }
}

impl Run for DescribeOptOutLists {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.own_scope();
        let open: OpenPage = request.paging.open(call, &scope, request)?;
        let listing = Listing { scope: &scope, listed: listed(request, call, tx).await? };
        let rows = store::opt_out_list::page(tx, listing, open.page).await?;
        let (opt_out_lists, next_token) = open.fill_granted(request.owner, call, tx, rows).await?;
        Ok(Output { opt_out_lists, next_token })
    }
}

/// The lists that the request names; if it names none, all of the owner that it asks for.
async fn listed(request: &Request, call: &Call, tx: &mut Tx) -> Result<Listed, ServiceError> {
    if request.opt_out_lists.is_empty() {
        return Ok(request.owner.into());
    }
    let mut keys = Vec::new();
    for named in &request.opt_out_lists {
        let key = store::opt_out_list::find(tx, &call.scope_of(&named.resource())?, &named.key).await?;
        keys.push(key.ok_or_else(|| named.not_found())?);
    }
    Ok(Listed::Keys(keys))
}
