//! The members OptOutListName and OptedOutNumber of a request about one number on a list, and what is answered about it.

use serde::Serialize;

use super::Call;
use crate::model::{
    arn::{self, Key, Named, OptOutListName, Scope},
    error::ServiceError,
    information::OptedOutNumberInformation,
    member::Members,
    shape::{OPT_OUT_LIST_NAME_OR_ARN, PHONE_NUMBER},
};

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
            opt_out_list: arn::opt_out_list("optOutListName", &name, &call.caller)?,
            opted_out_number: e164(&number),
        })
    }

    /// What is answered about the number.
    pub fn answer(&self, scope: &Scope, information: OptedOutNumberInformation) -> OptedOut {
        let name = &self.opt_out_list.key;
        OptedOut { opt_out_list_arn: scope.arn(name.path()), opt_out_list_name: name.0.clone(), information }
    }
}

/// The number with its `+`. Assumed: with and without it, the same number is meant.
pub fn e164(number: &str) -> String {
    format!("+{}", number.trim_start_matches('+'))
}
