//! Whether an identity that a send names itself may be sent from.
//!
//! Assumed (M5.2): the order of the questions; the first that fails answers.

use super::{channel::Channel, destination::Destination, identity};
use crate::{
    domain::{
        check::Rule,
        country::{self, SenderIds},
    },
    model::{
        error::{Field, ServiceError, ValidationReason},
        message::MessageType,
        phone_number::{NumberCapability, NumberType},
        resource::Named,
        sender_id::SenderIdKey,
    },
};

mod asking;
mod rcs_agent;

pub use asking::{FromPhoneNumber, FromSenderId};
pub use rcs_agent::{FromRcsAgent, RcsAgent};

/// What a send asks of what it is sent from.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'s> {
    /// As what it is sent.
    pub channel: Channel,
    /// Where it goes.
    pub destination: &'s Destination,
    /// The message type that the request names, or else the configuration set. Documented for text messages alone.
    pub message_type: Option<MessageType>,
}

/// A phone number that is addressed directly.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the members are the number's columns")]
pub struct PhoneNumber {
    /// Its PhoneNumberId.
    pub id: String,
    /// Whether its status is ACTIVE.
    pub is_active: bool,
    pub number_type: NumberType,
    pub number_capabilities: Vec<NumberCapability>,
    pub iso_country_code: String,
    pub message_type: MessageType,
    pub international_sending_enabled: bool,
}

impl PhoneNumber {
    /// Whether it may carry the message.
    ///
    /// # Errors
    ///
    /// ConflictException RESOURCE_NOT_ACTIVE, NUMBER_CAPABILITIES_MISMATCH (Assumed, row 15) or MESSAGE_TYPE_MISMATCH
    /// (Assumed, MD5); ValidationException INVALID_IDENTITY_FOR_DESTINATION_COUNTRY. Observed: the last one's Reason;
    /// Assumed: its Fields.
    pub fn may_send(&self, asked: &Asked) -> Result<(), ServiceError> {
        FromPhoneNumber { number: self, asked }.verdict()
    }
}

/// A sender ID that is addressed directly.
#[derive(Clone, Debug)]
pub struct SenderId<'s> {
    /// How it is named.
    pub name: &'s Named<SenderIdKey>,
    /// Whether the name is an ARN, which has its own country.
    pub is_arn: bool,
    /// What is known of it, if the account has it.
    pub owned: Option<OwnedSenderId>,
    /// Whether sender IDs that nobody requested are sent where a country takes any (`sending.dynamic_sender_ids`).
    pub dynamic: bool,
}

/// A sender ID that an account has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedSenderId {
    /// What it may send.
    pub message_types: Vec<MessageType>,
    /// Whether it is registered with its country.
    pub registered: bool,
}

impl SenderId<'_> {
    /// Whether it is there. Assumed (M5.2, MD6): of one named by its text, the country's support is looked at first, so that
    /// it is only missed where a country takes sender IDs without registration.
    ///
    /// # Errors
    ///
    /// ResourceNotFoundException. Observed: the ResourceType.
    pub fn exists(&self) -> Result<(), ServiceError> {
        let support = country::sender_ids(self.name.key.iso_country_code());
        let is_missed = self.is_arn || (support == SenderIds::Yes && !self.dynamic);
        if self.owned.is_none() && is_missed { Err(self.name.not_found()) } else { Ok(()) }
    }

    /// Whether it may carry the message. That it [`exists`](Self::exists) is asked earlier, before countries that are closed.
    ///
    /// # Errors
    ///
    /// ConflictException NUMBER_CAPABILITIES_MISMATCH (Assumed, row 15) or MESSAGE_TYPE_MISMATCH (Assumed, MD5);
    /// ValidationException INVALID_IDENTITY_FOR_DESTINATION_COUNTRY, SENDER_ID_NOT_SUPPORTED or SENDER_ID_NOT_REGISTERED
    /// (Assumed, MD6: when each; Observed: the Reasons, in clients).
    pub fn may_send(&self, asked: &Asked) -> Result<(), ServiceError> {
        FromSenderId { sender_id: self, asked }.verdict()
    }

    /// What it sends when nobody says. Assumed (MD5): TRANSACTIONAL if it may, else the only one.
    #[must_use]
    pub fn message_type(&self) -> MessageType {
        match &self.owned {
            Some(owned) => sender_id_message_type(&owned.message_types),
            None => MessageType::Transactional,
        }
    }
}

/// The type that a sender ID of these types sends when nobody says. Assumed (MD5).
#[must_use]
pub fn sender_id_message_type(message_types: &[MessageType]) -> MessageType {
    if message_types == [MessageType::Promotional] { MessageType::Promotional } else { MessageType::Transactional }
}

/// The error for a country that an identity doesn't reach. Observed: the Reason; Assumed: the Fields.
fn out_of_reach(destination: &Destination) -> ServiceError {
    let message = format!("The origination identity doesn't reach this number of {}", destination.iso_country_code);
    let field = Field::new(identity::MEMBER, message);
    ServiceError::validation(ValidationReason::InvalidIdentityForDestinationCountry, vec![field])
}
