//! # DescribeOptOutLists
//!
//! Describes the opt-out lists of the account: all of them, or those that are named.
//!
//! - Documented: a list that is named and doesn't exist fails the whole call.
//! - Documented: Owner can't be combined with OptOutListNames. SHARED lists what other accounts share with this one.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{
        error::ServiceError,
        member::Members,
        opt_out_list::{OptOutListInformation, OptOutListName},
        resource,
        shape::OPT_OUT_LIST_NAME_OR_ARN,
    },
    path::{
        Call, Operation, Run,
        listing::{Listing, ListingInput},
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
    type Request = Listing<OptOutListName>;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Self::Request, ServiceError> {
        let mut members = Members::new();
        let named = members.list("optOutListNames", input.opt_out_list_names, 0..=5, &OPT_OUT_LIST_NAME_OR_ARN);
        let Input { next_token, max_results, owner, .. } = input;
        let list = ListingInput { filters: None, next_token, max_results, owner };
        Listing::read(members, list, "optOutListNames", &named, |text| {
            resource::opt_out_list("optOutListNames", text, &call.caller)
        })
    }

    fn mode(request: &Self::Request) -> Mode {
        request.mode()
    }

    fn permissions(request: &Self::Request) -> Vec<Permission> {
        request.permissions()
    }
}

impl Run for DescribeOptOutLists {
    async fn run(request: &Self::Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (opt_out_lists, next_token) = request.page(call, tx).await?;
        Ok(Output { opt_out_lists, next_token })
    }
}
