//! Opt-out lists, and the destinations on them.

use serde::Serialize;
use uuid::Uuid;

use crate::{
    database::unit_of_work::Tx,
    domain::message::destination::e164,
    model::{
        arn::Scope,
        error::ServiceError,
        filter::{Filter, FilterNames},
        member::Members,
        opt_out_list::{OptOutListInformation, OptOutListName, OptedOutNumberInformation},
        resource::{self, Key, Named},
        shape::{OPT_OUT_LIST_NAME_OR_ARN, PHONE_NUMBER},
    },
    path::{Call, Served, listing::Listable, served, together},
    store::{
        self,
        keyset::List,
        next_token::{Page, Position},
    },
};

mod create_opt_out_list;
mod delete_opt_out_list;
mod delete_opted_out_number;
mod describe_opt_out_lists;
mod describe_opted_out_numbers;
mod put_opted_out_number;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    together::<create_opt_out_list::CreateOptOutList>(),
    served::<delete_opt_out_list::DeleteOptOutList>(),
    served::<delete_opted_out_number::DeleteOptedOutNumber>(),
    served::<describe_opt_out_lists::DescribeOptOutLists>(),
    served::<describe_opted_out_numbers::DescribeOptedOutNumbers>(),
    served::<put_opted_out_number::PutOptedOutNumber>(),
];

/// What the members name.
#[derive(Serialize)]
pub struct OptedOutMembers {
    /// The list.
    pub opt_out_list: Named<OptOutListName>,
    /// The number in E.164 form, with the `+`.
    pub opted_out_number: String,
}

/// `PutOptedOutNumberResult` and `DeleteOptedOutNumberResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct OptedOut {
    opt_out_list_arn: String,
    opt_out_list_name: String,
    #[serde(flatten)]
    information: OptedOutNumberInformation,
}

impl OptedOutMembers {
    /// Checks the shapes of the two members and parses the ARN.
    ///
    /// # Errors
    ///
    /// ValidationException.
    pub fn read(
        opt_out_list_name: Option<String>,
        opted_out_number: Option<String>,
        call: &Call,
    ) -> Result<Self, ServiceError> {
        let mut members = Members::new();
        let name = members.required("optOutListName", opt_out_list_name, &OPT_OUT_LIST_NAME_OR_ARN);
        let number = members.required("optedOutNumber", opted_out_number, &PHONE_NUMBER);
        members.verdict()?;
        Ok(Self {
            opt_out_list: resource::opt_out_list("optOutListName", &name, &call.caller)?,
            opted_out_number: e164(&number),
        })
    }

    /// What is answered about the number.
    pub fn answer(&self, scope: &Scope, information: OptedOutNumberInformation) -> OptedOut {
        let name = &self.opt_out_list.key;
        OptedOut { opt_out_list_arn: scope.arn(name.path()), opt_out_list_name: name.0.clone(), information }
    }
}

/// The key of the list that the request names, locked, if it names one.
///
/// # Errors
///
/// ResourceNotFoundException.
pub async fn lock_named(
    list: Option<&Named<OptOutListName>>,
    call: &Call,
    tx: &mut Tx,
) -> Result<Option<Uuid>, ServiceError> {
    let Some(named) = list else { return Ok(None) };
    let key = store::opt_out_list::lock(tx, &call.scope_of(&named.resource())?, &named.key).await?;
    key.map(Some).ok_or_else(|| named.not_found())
}

impl Listable for OptOutListName {
    type Information = OptOutListInformation;
    const FILTERS: &'static FilterNames = &[];

    async fn page(
        tx: &mut Tx,
        list: List<'_>,
        _filters: &[Filter],
        page: Page,
    ) -> Result<Vec<(Position, OptOutListInformation)>, ServiceError> {
        store::opt_out_list::page(tx, list, page).await
    }
}
