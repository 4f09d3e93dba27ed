//! # DeleteOptOutList
//!
//! Deletes an existing opt-out list. All opted-out numbers in it are deleted.
//!
//! - Documented: a list that a pool or a phone number uses is refused; Assumed (row 30): so is `Default`.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::Tx,
    domain::{check, opt_out_list::Deleting, sharing::Permission},
    model::{
        error::ServiceError,
        member::Members,
        opt_out_list::{OptOutListInformation, OptOutListName},
        resource::{self, Named},
        shape::OPT_OUT_LIST_NAME_OR_ARN,
    },
    path::{Call, Operation, Run, examine},
    store,
};

/// The operation.
pub struct DeleteOptOutList;

/// `DeleteOptOutListRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    opt_out_list_name: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    opt_out_list: Named<OptOutListName>,
}

impl Operation for DeleteOptOutList {
    const NAME: &'static str = "DeleteOptOutList";
    type Input = Input;
    type Request = Request;
    type Output = OptOutListInformation;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let name = members.required("optOutListName", input.opt_out_list_name, &OPT_OUT_LIST_NAME_OR_ARN);
        members.verdict()?;
        Ok(Request { opt_out_list: resource::opt_out_list("optOutListName", &name, &call.caller)? })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.opt_out_list.resource())]
    }

    fn checks() -> Vec<&'static str> {
        check::names::<Deleting<'_>>()
    }
}

impl Run for DeleteOptOutList {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<OptOutListInformation, ServiceError> {
        let scope = call.scope_of(&request.opt_out_list.resource())?;
        let name = &request.opt_out_list.key;
        let list = store::opt_out_list::lock_to_delete(tx, &scope, name)
            .await?
            .ok_or_else(|| request.opt_out_list.not_found())?;
        let is_in_use = store::opt_out_list::is_in_use(tx, list).await?;
        examine(call, &Deleting { name: &name.0, is_in_use })?;

        let information = store::opt_out_list::describe(tx, &scope, list).await?;
        store::opt_out_list::delete(tx, list).await?;
        Ok(information)
    }
}
