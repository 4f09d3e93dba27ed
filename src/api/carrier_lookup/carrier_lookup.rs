//! # CarrierLookup
//!
//! Answers what is known about a phone number: its country, its carrier, and what kind of phone it is.
//!
//! - Documented: the number may be written with spaces, dots, hyphens and brackets; it is answered without.
//! - Documented: with EnableCleansing a number that is written wrong is repaired, and answered as it was, too.
//! - Observed: a landline has no MCC and MNC, and of a number that can't be, nothing is known.
//! - Assumed (decision RD46): what is told is made up from the number, unless `PUT /_callsign/v1/carriers/{number}` said it. Nothing raises the ServiceQuotaExceededException that is
//!   declared.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::{carrier_lookup, sharing::Permission},
    model::{
        carrier_lookup::CarrierInformation, error::ServiceError, member::Members, shape::CARRIER_LOOKUP_PHONE_NUMBER,
    },
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct CarrierLookup;

/// `CarrierLookupRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    phone_number: Option<String>,
    enable_cleansing: Option<bool>,
}

/// What the members say.
#[derive(Serialize)]
pub struct Request {
    phone_number: String,
    cleanse: bool,
}

impl Operation for CarrierLookup {
    const NAME: &'static str = "CarrierLookup";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = CarrierInformation;

    fn read(input: Input, _call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let phone_number = members.required("phoneNumber", input.phone_number, &CARRIER_LOOKUP_PHONE_NUMBER);
        members.verdict()?;
        Ok(Request { phone_number, cleanse: input.enable_cleansing.unwrap_or_default() })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::SingleRead
    }

    fn permissions(_request: &Request) -> Vec<Permission> {
        vec![Permission::Account]
    }
}

impl Run for CarrierLookup {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<CarrierInformation, ServiceError> {
        let made_up = carrier_lookup::look_up(&request.phone_number, request.cleanse);
        let scope = call.own_scope();
        let of = (scope.account_id(), scope.region());
        let told = store::carrier_lookup::find(tx, of, &made_up.e164_phone_number).await?;
        Ok(match told {
            Some(told) => told.instead_of(made_up),
            None => made_up,
        })
    }
}
