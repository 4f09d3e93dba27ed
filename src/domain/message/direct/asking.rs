//! Whether an identity that a send names itself may carry the message, question by question.

use super::{Asked, PhoneNumber, SenderId, out_of_reach};
use crate::{
    domain::{
        check::{Mark, Question, Rule},
        country::{self, SenderIds},
        message::{
            channel::Channel,
            identity,
            reach::{MEDIA_COUNTRIES, Sender},
        },
    },
    model::{
        error::{ConflictReason, Field, ServiceError, ValidationReason},
        phone_number::NumberType,
        resource_type::ResourceType,
    },
};

/// A message that is to be sent from a phone number.
pub struct FromPhoneNumber<'r> {
    /// The number.
    pub number: &'r PhoneNumber,
    /// What is asked of it.
    pub asked: &'r Asked<'r>,
}

/// A message that is to be sent from a sender ID.
pub struct FromSenderId<'r> {
    /// The sender ID.
    pub sender_id: &'r SenderId<'r>,
    /// What is asked of it.
    pub asked: &'r Asked<'r>,
}

fn of_type(asked: &Asked<'_>) -> String {
    asked.message_type.map(|wanted| wanted.to_string()).unwrap_or_default()
}

impl FromPhoneNumber<'_> {
    fn conflict(&self, reason: ConflictReason) -> ServiceError {
        ServiceError::conflict(reason, ResourceType::PhoneNumber, self.number.id.as_str())
    }

    fn reaches(&self) -> bool {
        let PhoneNumber { number_type, international_sending_enabled, .. } = *self.number;
        let sender = Sender::PhoneNumber { number_type, international_sending_enabled };
        sender.reaches(&self.number.iso_country_code, self.asked.destination, self.asked.channel)
    }

    fn is_without_media(&self) -> bool {
        let to = self.asked.destination.iso_country_code.as_str();
        self.asked.channel == Channel::Media && !MEDIA_COUNTRIES.contains(&to)
    }

    fn reach(&self) -> String {
        let country = self.number.iso_country_code.as_str();
        match self.number.number_type {
            _ if self.is_without_media() => format!("media to {}", MEDIA_COUNTRIES.join(" and ")),
            NumberType::Simulator => format!("the simulator's numbers of {country}"),
            _ => country.to_owned(),
        }
    }

    fn way_to_reach(&self) -> String {
        let PhoneNumber { id, iso_country_code, number_type, .. } = self.number;
        let to = self.asked.destination.iso_country_code.as_str();
        let way = if self.is_without_media() {
            format!("media messages go to {} alone", MEDIA_COUNTRIES.join(" and "))
        } else if self.asked.channel == Channel::Media {
            format!("send from one of {to}")
        } else if country::allows_international_sending(iso_country_code, *number_type).is_ok() {
            format!("switch its InternationalSendingEnabled on with UpdatePhoneNumber, or send from one of {to}")
        } else {
            format!(
                "send from one of {to}, or from a toll-free number of the US with InternationalSendingEnabled; a SIMULATOR \
                 number reaches the simulator's numbers alone"
            )
        };
        format!("Phone number {id} of {iso_country_code} doesn't reach this number of {to}: {way}.")
    }
}

impl Rule for FromPhoneNumber<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            Question::<Self> {
                name: "phone_number_is_active",
                mark: Mark::Assumed,
                holds: |r| Some(r.number.is_active),
                refusal: |r| r.conflict(ConflictReason::ResourceNotActive),
                compared: |r| {
                    (if r.number.is_active { "ACTIVE" } else { "not ACTIVE" }.to_owned(), "ACTIVE".to_owned())
                },
                remedy: |r| format!("Wait until phone number {} is ACTIVE.", r.number.id),
            },
            // Assumed (row 15).
            Question::<Self> {
                name: "has_the_capability",
                mark: Mark::Assumed,
                holds: |r| Some(r.number.number_capabilities.contains(&r.asked.channel.capability())),
                refusal: |r| r.conflict(ConflictReason::NumberCapabilitiesMismatch),
                compared: |r| {
                    let has: Vec<&str> = r.number.number_capabilities.iter().map(AsRef::as_ref).collect();
                    (has.join(", "), r.asked.channel.capability().as_ref().to_owned())
                },
                remedy: |r| {
                    format!(
                        "Send from a phone number with {}: RequestPhoneNumber names it in NumberCapabilities.",
                        r.asked.channel.capability().as_ref()
                    )
                },
            },
            // Assumed (MD5).
            Question::<Self> {
                name: "sends_the_message_type",
                mark: Mark::Assumed,
                holds: |r| r.asked.message_type.map(|wanted| wanted == r.number.message_type),
                refusal: |r| r.conflict(ConflictReason::MessageTypeMismatch),
                compared: |r| (r.number.message_type.to_string(), of_type(r.asked)),
                remedy: |r| {
                    format!(
                        "Send MessageType {}, or leave it out: that of a phone number is fixed.",
                        r.number.message_type
                    )
                },
            },
            // Observed: the Reason; Assumed: its Fields.
            Question::<Self> {
                name: "reaches_the_destination",
                mark: Mark::Observed,
                holds: |r| Some(r.reaches()),
                refusal: |r| out_of_reach(r.asked.destination),
                compared: |r| (r.reach(), r.asked.destination.iso_country_code.clone()),
                remedy: Self::way_to_reach,
            },
        ]
        .into_iter()
    }
}

impl FromSenderId<'_> {
    fn text(&self) -> &str {
        self.sender_id.name.key.sender_id()
    }

    fn country(&self) -> &str {
        self.sender_id.name.key.iso_country_code()
    }

    fn conflict(&self, reason: ConflictReason) -> ServiceError {
        ServiceError::conflict(reason, ResourceType::SenderId, self.text())
    }

    fn refused(reason: ValidationReason, message: &str) -> ServiceError {
        ServiceError::validation(reason, vec![Field::new(identity::MEMBER, message)])
    }

    fn is_registered(&self) -> bool {
        self.sender_id.owned.as_ref().is_some_and(|owned| owned.registered)
    }
}

impl Rule for FromSenderId<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            // Documented: sender IDs carry texts only; Assumed (row 15): the Reason.
            Question::<Self> {
                name: "carries_the_channel",
                mark: Mark::Documented,
                holds: |r| Some(r.asked.channel == Channel::Text),
                refusal: |r| r.conflict(ConflictReason::NumberCapabilitiesMismatch),
                compared: |r| ("TEXT".to_owned(), r.asked.channel.as_ref().to_owned()),
                remedy: |_| "Send from a phone number: a sender ID carries texts only.".to_owned(),
            },
            // Assumed (MD5).
            Question::<Self> {
                name: "sends_the_message_type",
                mark: Mark::Assumed,
                holds: |r| {
                    let (wanted, owned) = r.asked.message_type.zip(r.sender_id.owned.as_ref())?;
                    Some(owned.message_types.contains(&wanted))
                },
                refusal: |r| r.conflict(ConflictReason::MessageTypeMismatch),
                compared: |r| {
                    let owned = r.sender_id.owned.as_ref().map(|owned| owned.message_types.as_slice());
                    let types: Vec<&str> = owned.unwrap_or_default().iter().map(AsRef::as_ref).collect();
                    (types.join(", "), of_type(r.asked))
                },
                remedy: |r| format!("Send a MessageType that sender ID {} has.", r.text()),
            },
            // Documented: a sender ID stays in its country.
            Question::<Self> {
                name: "reaches_the_destination",
                mark: Mark::Documented,
                holds: |r| Some(Sender::SenderId.reaches(r.country(), r.asked.destination, r.asked.channel)),
                refusal: |r| out_of_reach(r.asked.destination),
                compared: |r| (r.country().to_owned(), r.asked.destination.iso_country_code.clone()),
                remedy: |r| {
                    format!(
                        "Sender ID {} is of {} and stays there: request one of {} with RequestSenderId.",
                        r.text(),
                        r.country(),
                        r.asked.destination.iso_country_code
                    )
                },
            },
            // Assumed (MD6): when; Observed: the Reason, in clients.
            Question::<Self> {
                name: "country_has_sender_ids",
                mark: Mark::Observed,
                holds: |r| Some(country::sender_ids(r.country()) != SenderIds::No),
                refusal: |_| {
                    let message = "The destination's country has no sender IDs";
                    Self::refused(ValidationReason::SenderIdNotSupported, message)
                },
                compared: |r| (r.country().to_owned(), "a country with sender IDs".to_owned()),
                remedy: |r| format!("Send to {} from a phone number.", r.country()),
            },
            Question::<Self> {
                name: "sender_id_is_registered",
                mark: Mark::Observed,
                holds: |r| {
                    let is_asked = country::sender_ids(r.country()) == SenderIds::Registration;
                    is_asked.then(|| r.is_registered())
                },
                refusal: |_| {
                    let message = "The destination's country takes registered sender IDs only, and this one isn't";
                    Self::refused(ValidationReason::SenderIdNotRegistered, message)
                },
                compared: |r| {
                    let is = if r.is_registered() { "registered" } else { "not registered" };
                    (is.to_owned(), "registered".to_owned())
                },
                remedy: |r| {
                    format!("Register sender ID {} with {}, or send from a phone number.", r.text(), r.country())
                },
            },
        ]
        .into_iter()
    }
}
