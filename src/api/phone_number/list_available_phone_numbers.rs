//! # ListAvailablePhoneNumbers
//!
//! Lists 10DLC numbers of the US that RequestPhoneNumber would give: all of them, or those that are preferred.
//!
//! - Documented: nothing but 10DLC numbers of the US can be searched. Assumed: another country is INVALID_PARAMETER.
//! - Documented: a page has 10 numbers at most, and without MaxResults; where none is left the list is empty.
//! - Assumed: RegistrationId is a registration that is COMPLETE, of whatever type. Assumed: the Reason otherwise.
//! - Settled (decision RD73): the numbers that the account doesn't lease, in ascending order.
//! - Assumed: nothing is reserved, and every number has whatever capabilities are asked for, as RequestPhoneNumber gives it.

use serde::{Deserialize, Serialize};

use super::{NumberPreferenceItem, registering};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::{country, number_preference, number_preference::NumberPreference, sharing::Permission},
    model::{
        error::ServiceError,
        member::Members,
        message::MessageType,
        phone_number::{NumberCapability, NumberType, SEARCHABLE_NUMBER_TYPES},
        registration::RegistrationId,
        resource::Named,
        shape::{ISO_COUNTRY_CODE, REGISTRATION_ID_OR_ARN},
        structure::Structure,
    },
    path::{
        Call, Operation, Run,
        describe::{OpenPage, Paging},
    },
    store,
};

/// The operation.
pub struct ListAvailablePhoneNumbers;

/// `ListAvailablePhoneNumbersRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    iso_country_code: Option<String>,
    number_capabilities: Option<Vec<String>>,
    number_type: Option<String>,
    registration_id: Option<String>,
    number_preference: Option<Vec<Structure<NumberPreferenceItem>>>,
    next_token: Option<String>,
    max_results: Option<i64>,
}

/// What the members say.
#[derive(Serialize)]
pub struct Request {
    iso_country_code: String,
    number_capabilities: Vec<NumberCapability>,
    number_type: NumberType,
    registration: Option<Named<RegistrationId>>,
    number_preference: Option<NumberPreference>,
    #[serde(skip)]
    paging: Paging,
}

/// `ListAvailablePhoneNumbersResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    available_phone_numbers: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

impl Operation for ListAvailablePhoneNumbers {
    const NAME: &'static str = "ListAvailablePhoneNumbers";
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let iso_country_code = members.required("isoCountryCode", input.iso_country_code, &ISO_COUNTRY_CODE);
        let number_capabilities = super::read_number_capabilities(&mut members, input.number_capabilities);
        let number_type = members.required_one_of("numberType", input.number_type, SEARCHABLE_NUMBER_TYPES);
        let registration_id = members.optional("registrationId", input.registration_id, &REGISTRATION_ID_OR_ARN);
        let number_preference = super::read_number_preference(&mut members, input.number_preference);
        let paging = Paging::read_up_to(10, &mut members, input.next_token, input.max_results);
        members.verdict()?;
        number_preference::can_be_searched("isoCountryCode", &iso_country_code, number_type)?;
        let registration = registering::read(registration_id.as_deref(), call)?;
        Ok(Request { iso_country_code, number_capabilities, number_type, registration, number_preference, paging })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::Read
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        let registration = request.registration.as_ref().map(|named| Permission::Own(named.resource()));
        vec![registration.unwrap_or(Permission::Account)]
    }
}

impl Run for ListAvailablePhoneNumbers {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.own_scope();
        let open: OpenPage<String> = request.paging.open(call, &scope, request)?;
        if let Some(named) = &request.registration {
            registering::is_complete(named, call, tx).await?;
        }
        let (country, kind) = (&request.iso_country_code, request.number_type);
        let ranges = country::number_ranges(country, kind, MessageType::Transactional)?;
        let after = open.page.after.as_deref();
        let numbers = country::numbers(&ranges)
            .filter(|number| after.is_none_or(|after| number.as_str() > after))
            .filter(|number| request.number_preference.as_ref().is_none_or(|preference| preference.takes(number)));
        let wanted = usize::try_from(open.page.max_results.saturating_add(1)).unwrap_or(usize::MAX);
        let free = store::phone_number::list_free(tx, &scope, numbers, wanted).await?;
        let rows = free.into_iter().map(|number| (number.clone(), number)).collect();
        let (available_phone_numbers, next_token) = open.fill(call, rows);
        Ok(Output { available_phone_numbers, next_token })
    }
}
