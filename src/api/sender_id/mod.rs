//! Sender IDs: names that messages come from.

use strum::VariantNames;

use crate::{
    database::unit_of_work::Tx,
    domain::messaging_limits,
    model::{
        caller::Caller,
        error::{Field, ServiceError, ValidationReason},
        filter::{Filter, FilterNames, FilterValues},
        member::Members,
        message::MessageType,
        resource::{self, Named},
        sender_id::{SenderIdInformation, SenderIdKey},
        shape::{ISO_COUNTRY_CODE, SENDER_ID_OR_ARN},
    },
    path::{Served, listing::Listable, served},
    store::{
        self,
        keyset::List,
        next_token::{Page, Position},
    },
};

mod describe_sender_ids;
mod release_sender_id;
mod request_sender_id;
mod update_sender_id;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    served::<describe_sender_ids::DescribeSenderIds>(),
    served::<release_sender_id::ReleaseSenderId>(),
    served::<request_sender_id::RequestSenderId>(),
    served::<update_sender_id::UpdateSenderId>(),
];

/// SenderId and IsoCountryCode with their shapes checked.
pub struct SenderIdMembers {
    sender_id: String,
    iso_country_code: String,
}

/// Checks the shapes of the two members.
pub fn read(members: &mut Members, sender_id: Option<String>, iso_country_code: Option<String>) -> SenderIdMembers {
    SenderIdMembers {
        sender_id: members.required("senderId", sender_id, &SENDER_ID_OR_ARN),
        iso_country_code: members.required("isoCountryCode", iso_country_code, &ISO_COUNTRY_CODE),
    }
}

impl SenderIdMembers {
    /// The sender ID that they name.
    ///
    /// # Errors
    ///
    /// ValidationException INVALID_ARN; COUNTRY_CODE_MISMATCH for an ARN of another country (Assumed, row 8).
    pub fn resolve(self, caller: &Caller) -> Result<Named<SenderIdKey>, ServiceError> {
        let named = resource::sender_id("senderId", &self.sender_id, &self.iso_country_code, caller)?;
        if named.key.iso_country_code() == self.iso_country_code {
            return Ok(named);
        }
        let message = format!("The ARN is of {}, not {}", named.key.iso_country_code(), self.iso_country_code);
        let field = Field::new("isoCountryCode", message);
        Err(ServiceError::validation(ValidationReason::CountryCodeMismatch, vec![field]))
    }
}

/// `SenderIdFilterName` of the model.
const FILTERS: &FilterNames = &[
    ("sender-id", FilterValues::Any),
    ("iso-country-code", FilterValues::Any),
    ("message-type", FilterValues::OneOf(MessageType::VARIANTS)),
    ("deletion-protection-enabled", FilterValues::Boolean),
    ("registered", FilterValues::Boolean),
];

impl Listable for SenderIdKey {
    type Information = SenderIdInformation;
    const FILTERS: &'static FilterNames = FILTERS;

    async fn page(
        tx: &mut Tx,
        list: List<'_>,
        filters: &[Filter],
        page: Page,
    ) -> Result<Vec<(Position, SenderIdInformation)>, ServiceError> {
        let mut rows = store::sender_id::page(tx, list, filters, page).await?;
        for (_, sender_id) in &mut rows {
            sender_id.messaging_limits = Some(messaging_limits::of_sender_id());
        }
        Ok(rows)
    }
}
