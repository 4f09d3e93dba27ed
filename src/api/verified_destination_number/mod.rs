//! Verified destination numbers: the phones that an account in the sandbox may write to.
//!
//! An account enters a phone, has a code sent to it, and says the code. A phone that tests an RCS agent gets no code.

use serde::{Deserialize, Serialize};
use strum::VariantNames;

use crate::{
    database::unit_of_work::Tx,
    model::{
        arn::Scope,
        error::ServiceError,
        filter::{Filter, FilterNames, FilterValues},
        member::Members,
        resource::{self, Named},
        shape::VERIFIED_DESTINATION_NUMBER_ID_OR_ARN,
        verified_destination_number::{
            VerificationStatus, VerifiedDestinationNumberId, VerifiedDestinationNumberInformation,
        },
    },
    path::{Call, Served, listing::Listable, served},
    store::{
        self,
        keyset::List,
        next_token::{Page, Position},
        verified_destination_number::Locked,
    },
};

mod create_verified_destination_number;
mod delete_verified_destination_number;
mod describe_verified_destination_numbers;
mod send_destination_number_verification_code;
mod verify_destination_number;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    served::<create_verified_destination_number::CreateVerifiedDestinationNumber>(),
    served::<delete_verified_destination_number::DeleteVerifiedDestinationNumber>(),
    served::<describe_verified_destination_numbers::DescribeVerifiedDestinationNumbers>(),
    served::<send_destination_number_verification_code::SendDestinationNumberVerificationCode>(),
    served::<verify_destination_number::VerifyDestinationNumber>(),
];

/// `VerifiedDestinationNumberFilterName` of the model.
const FILTERS: &FilterNames =
    &[("status", FilterValues::OneOf(VerificationStatus::VARIANTS)), ("rcs-agent-id", FilterValues::Any)];

impl Listable for VerifiedDestinationNumberId {
    type Information = VerifiedDestinationNumberInformation;
    const FILTERS: &'static FilterNames = FILTERS;

    async fn page(
        tx: &mut Tx,
        list: List<'_>,
        filters: &[Filter],
        page: Page,
    ) -> Result<Vec<(Position, VerifiedDestinationNumberInformation)>, ServiceError> {
        store::verified_destination_number::page(tx, list, filters, page).await
    }
}

const ID: &str = "verifiedDestinationNumberId";

/// The member that names an entry.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NumberInput {
    verified_destination_number_id: Option<String>,
}

/// What it names.
#[derive(Serialize)]
pub struct NumberRequest {
    number: Named<VerifiedDestinationNumberId>,
}

impl NumberRequest {
    /// Checks the shape and reads the ARN.
    ///
    /// # Errors
    ///
    /// ValidationException.
    pub fn read(input: NumberInput, call: &Call) -> Result<Self, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.verified_destination_number_id);
        members.verdict()?;
        Ok(Self { number: read_number(&id, call)? })
    }
}

/// Checks the shape of VerifiedDestinationNumberId.
pub fn read_id(members: &mut Members, text: Option<String>) -> String {
    members.required(ID, text, &VERIFIED_DESTINATION_NUMBER_ID_OR_ARN)
}

/// Reads VerifiedDestinationNumberId, whose shape was checked.
///
/// # Errors
///
/// ValidationException INVALID_ARN.
pub fn read_number(text: &str, call: &Call) -> Result<Named<VerifiedDestinationNumberId>, ServiceError> {
    resource::verified_destination_number(ID, text, &call.caller)
}

/// The entry that a request names, locked with its codes, and its scope.
///
/// # Errors
///
/// ResourceNotFoundException; AccessDeniedException for another account's.
pub async fn lock_number(
    named: &Named<VerifiedDestinationNumberId>,
    call: &Call,
    tx: &mut Tx,
) -> Result<(Scope, Locked), ServiceError> {
    let scope = call.scope_of(&named.resource())?;
    let locked = store::verified_destination_number::lock(tx, &scope, &named.key).await?;
    Ok((scope, locked.ok_or_else(|| named.not_found())?))
}
