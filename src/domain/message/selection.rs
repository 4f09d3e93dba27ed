//! What a message is sent from when a pool or the whole account stands for it.
//!
//! Documented: the order of kinds, and that what delivered last is kept for 25 hours. Assumed (MD7, MD8): everything that
//! makes it total. The choice is the least candidate by its [`Key`], which is data: one statement computes it, of which
//! [`candidates`](Candidate::is_candidate) is the condition and two rows are enough, since the runner-up says what decided
//! ([`ChosenBy`]).
//!
//! ```sql
//! order by sticky desc,                                     -- the identity of sticky_identity, delivered after $now - 25 h
//!          array_position($classes, coalesce(number_type, 'SENDER_ID')),
//!          iso_country_code <> $country,
//!          $by_type and not 'TRANSACTIONAL' = any(message_types),
//!          since, id                                         -- or sha256(convert_to($phone_number || id, 'UTF8'))
//! limit 2
//! ```

use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use strum::{AsRefStr, Display, EnumString};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use super::{
    channel::Channel,
    direct::{self, Asked},
    reach::Sender,
};
use crate::{
    domain::{
        check::Rule,
        country::{self, SenderIds},
    },
    model::{
        error::{ConflictReason, ServiceError},
        message::MessageType,
        phone_number::{NumberCapability, NumberType},
        resource_type::ResourceType,
    },
};

mod choosing;
mod fallback;

pub use choosing::{Among, Choosing, Through};
pub use fallback::{Fallback, Fallbacks};

/// How long an identity is kept for a destination after a delivery. Documented.
pub const STICKY: Duration = Duration::hours(25);

/// The kinds of identities, the first choice first, as `number_type` names them. Documented: the order of kinds; Assumed: that
/// 10DLC comes before other long codes (they meet in theory only), and where SIMULATOR stands.
pub const CLASSES: [&str; 7] =
    ["RCS_AGENT", "SHORT_CODE", "TEN_DLC", "LONG_CODE", "TOLL_FREE", "SIMULATOR", "SENDER_ID"];

/// The countries that no shared route reaches. Documented: the US; Assumed: its territories.
pub const WITHOUT_SHARED_ROUTES: [&str; 6] = ["US", "PR", "GU", "VI", "AS", "MP"];

/// What is shown as the sender of a message that goes by a shared route. Documented.
pub const SHARED_ROUTE: &str = "NOTICE";

/// Which of several equals is taken (`sending.spread`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Spread {
    /// The one that has been there longest.
    #[default]
    Oldest,
    /// One that depends on the destination, always the same for it.
    Hash,
}

/// Why a message is sent from what it is sent from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, AsRefStr, Display, EnumString)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum ChosenBy {
    /// The request names it.
    Direct,
    /// It delivered to this destination within 25 hours.
    Sticky,
    /// Its kind comes before the others'.
    Class,
    /// It is of the destination's country.
    Home,
    /// It sends transactional messages.
    Type,
    /// It has been there longest, or the destination falls on it where equals take turns.
    Age,
    /// It is the only one that can.
    Only,
    /// The configuration set's DefaultSenderId.
    DefaultSenderId,
    /// Nothing else can: a route that AWS's customers share.
    SharedRoute,
}

impl ChosenBy {
    /// The same in a sentence.
    #[must_use]
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Direct => "The request names it.",
            Self::Sticky => "It delivered to this destination within 25 hours.",
            Self::Class => "Its kind comes before the others'.",
            Self::Home => "It is of the destination's country.",
            Self::Type => "It sends transactional messages.",
            Self::Age => "It has been there longest, or the destination falls on it where equals take turns.",
            Self::Only => "It is the only one that can.",
            Self::DefaultSenderId => {
                "It is the configuration set's DefaultSenderId, since no identity can carry the message."
            }
            Self::SharedRoute => "No identity can carry the message, so that it goes by a shared route.",
        }
    }
}

/// An identity that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its key.
    pub id: Uuid,
    /// What it is.
    pub kind: CandidateKind,
    /// Its country.
    pub iso_country_code: String,
    /// What it sends: one type, but for sender IDs and RCS agents.
    pub message_types: Vec<MessageType>,
    /// Whether its status is ACTIVE. A sender ID always is.
    pub is_active: bool,
    /// When it joined the pool; in the account: when it was made.
    pub since: OffsetDateTime,
    /// When it last delivered to the destination, if it is the one recorded for that.
    pub delivered_at: Option<OffsetDateTime>,
}

/// What a candidate is.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the members are the identity's columns")]
pub enum CandidateKind {
    /// A phone number.
    PhoneNumber {
        number_type: NumberType,
        number_capabilities: Vec<NumberCapability>,
        international_sending_enabled: bool,
    },
    /// A sender ID.
    SenderId { registered: bool },
    /// An RCS agent: whether it is launched in the destination's country, and whether the destination is a VERIFIED tester of it.
    RcsAgent { is_launched: bool, is_tester: bool },
}

/// Why an identity can't carry a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the words are AWS's Reasons, but for the last one: it doesn't reach the destination")]
pub enum WhyNot {
    ResourceNotActive,
    NumberCapabilitiesMismatch,
    MessageTypeMismatch,
    SenderIdNotRegistered,
    SenderIdNotSupported,
    OutOfReach,
}

/// Where is chosen, and by what.
#[derive(Clone, Copy, Debug)]
pub struct Choice<'c> {
    /// What the message asks. In a pool its message type is the pool's, which [`Pool::accepts_type`] says.
    pub asked: Asked<'c>,
    /// Whether the whole account is looked through, not a pool.
    pub in_account: bool,
    /// Which of equals is taken.
    pub spread: Spread,
    /// The present of the account.
    pub now: OffsetDateTime,
}

/// What makes one candidate come before another: the lesser comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    is_not_sticky: bool,
    class: usize,
    is_abroad: bool,
    is_not_transactional: bool,
    age: Age,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Age {
    Since(OffsetDateTime, Uuid),
    Digest(Vec<u8>),
}

impl Candidate {
    fn sender(&self) -> Sender {
        match self.kind {
            CandidateKind::PhoneNumber { number_type, international_sending_enabled, .. } => {
                Sender::PhoneNumber { number_type, international_sending_enabled }
            }
            CandidateKind::SenderId { .. } => Sender::SenderId,
            CandidateKind::RcsAgent { is_launched, is_tester } => Sender::RcsAgent { is_launched, is_tester },
        }
    }

    /// Whether it has the capability of the channel. Documented: sender IDs carry texts only.
    #[must_use]
    pub fn carries(&self, channel: Channel) -> bool {
        match &self.kind {
            CandidateKind::PhoneNumber { number_capabilities, .. } => {
                number_capabilities.contains(&channel.capability())
            }
            CandidateKind::SenderId { .. } => channel == Channel::Text,
            CandidateKind::RcsAgent { .. } => channel == Channel::Rcs,
        }
    }

    /// Whether it can carry the message at all.
    #[must_use]
    pub fn is_candidate(&self, asked: &Asked) -> bool {
        self.why_not(asked).is_none()
    }

    /// Why it can't carry the message: the first thing that keeps it; `None` if it can. Documented: sender IDs of countries that
    /// register them must be registered; Assumed (MD7): a sender ID of a country that has none, requested before it had none,
    /// can't either.
    #[must_use]
    pub fn why_not(&self, asked: &Asked) -> Option<WhyNot> {
        let unsupported = match &self.kind {
            CandidateKind::PhoneNumber { .. } | CandidateKind::RcsAgent { .. } => None,
            CandidateKind::SenderId { registered } => match country::sender_ids(&self.iso_country_code) {
                SenderIds::Yes => None,
                SenderIds::Registration => (!registered).then_some(WhyNot::SenderIdNotRegistered),
                SenderIds::No => Some(WhyNot::SenderIdNotSupported),
            },
        };
        if !self.is_active {
            return Some(WhyNot::ResourceNotActive);
        }
        if !self.carries(asked.channel) {
            return Some(WhyNot::NumberCapabilitiesMismatch);
        }
        if asked.message_type.is_some_and(|wanted| !self.message_types.contains(&wanted)) {
            return Some(WhyNot::MessageTypeMismatch);
        }
        if !self.sender().reaches(&self.iso_country_code, asked.destination, asked.channel) {
            return Some(WhyNot::OutOfReach);
        }
        unsupported
    }

    /// Its key.
    #[must_use]
    pub fn key(&self, choice: &Choice) -> Key {
        let destination = choice.asked.destination;
        let class = match &self.kind {
            CandidateKind::PhoneNumber { number_type, .. } => number_type.as_ref(),
            CandidateKind::SenderId { .. } => "SENDER_ID",
            CandidateKind::RcsAgent { .. } => "RCS_AGENT",
        };
        let age = match choice.spread {
            Spread::Oldest => Age::Since(self.since, self.id),
            Spread::Hash => {
                let text = format!("{}{}", destination.phone_number, self.id);
                Age::Digest(digest(&SHA256, text.as_bytes()).as_ref().to_vec())
            }
        };
        Key {
            is_not_sticky: self.delivered_at.is_none_or(|at| choice.now - at >= STICKY),
            class: CLASSES.iter().position(|name| *name == class).unwrap_or(CLASSES.len()),
            is_abroad: self.iso_country_code != destination.iso_country_code,
            is_not_transactional: choice.in_account && !self.message_types.contains(&MessageType::Transactional),
            age,
        }
    }
}

impl Key {
    /// Why it comes before the `next` one. Of all others the next one has most in common with it, so that what sets those
    /// two apart is what decided.
    #[must_use]
    pub fn chosen_over(&self, next: Option<&Self>) -> ChosenBy {
        let Some(next) = next else { return ChosenBy::Only };
        if self.is_not_sticky != next.is_not_sticky {
            ChosenBy::Sticky
        } else if self.class != next.class {
            ChosenBy::Class
        } else if self.is_abroad != next.is_abroad {
            ChosenBy::Home
        } else if self.is_not_transactional != next.is_not_transactional {
            ChosenBy::Type
        } else {
            ChosenBy::Age
        }
    }
}

/// The candidate that the message is sent from, and why; `None` if none can carry it.
#[must_use]
pub fn choose<'c>(candidates: &'c [Candidate], choice: &Choice) -> Option<(&'c Candidate, ChosenBy)> {
    let able = candidates.iter().filter(|candidate| candidate.is_candidate(&choice.asked));
    let mut able: Vec<(Key, &Candidate)> = able.map(|candidate| (candidate.key(choice), candidate)).collect();
    able.sort_by(|(left, _), (right, _)| left.cmp(right));
    let (least, chosen) = able.first()?;
    Some((chosen, least.chosen_over(able.get(1).map(|(next, _)| next))))
}

/// A pool that a message is sent through.
#[derive(Clone, Debug)]
pub struct Pool<'p> {
    /// Its PoolId.
    pub id: &'p str,
    /// Whether its status is ACTIVE.
    pub is_active: bool,
    /// What it sends.
    pub message_type: MessageType,
}

impl Pool<'_> {
    /// Whether it sends messages of the type that is asked, asked before its members are.
    ///
    /// # Errors
    ///
    /// ConflictException RESOURCE_NOT_ACTIVE or MESSAGE_TYPE_MISMATCH, about the pool. Assumed (MD5, MD7).
    pub fn accepts_type(&self, message_type: Option<MessageType>) -> Result<(), ServiceError> {
        Through { pool: self, message_type }.verdict()
    }

    /// The error when none of its identities can carry the message, and nothing stands in for them. `lacks_capability`: there
    /// are ACTIVE ones, and none has the capability of the channel, which isn't text. Assumed (row 15, MD7): the Reasons.
    #[must_use]
    pub fn none_found(&self, lacks_capability: bool) -> ServiceError {
        self.conflict(if lacks_capability {
            ConflictReason::NumberCapabilitiesMismatch
        } else {
            ConflictReason::NoOriginationIdentitiesFound
        })
    }

    fn conflict(&self, reason: ConflictReason) -> ServiceError {
        ServiceError::conflict(reason, ResourceType::Pool, self.id)
    }
}

/// Whether identities of a pool lack the capability of the channel altogether, as [`Pool::none_found`] asks.
#[must_use]
pub fn lack_capability(members: &[Candidate], channel: Channel) -> bool {
    let mut active = members.iter().filter(|member| member.is_active).peekable();
    channel != Channel::Text && active.peek().is_some() && !active.any(|member| member.carries(channel))
}

/// The error when no identity of the account can carry the message. Documented: the Reason; Assumed (MD7): the ResourceType.
#[must_use]
pub fn none_in_account(account_id: &str) -> ServiceError {
    ServiceError::conflict(ConflictReason::NoOriginationIdentitiesFound, ResourceType::Account, account_id)
}

/// The type of a message: what was asked, else what its identity sends. Assumed (MD5): TRANSACTIONAL where nothing says.
#[must_use]
pub fn message_type(asked: Option<MessageType>, chosen: Option<&Candidate>) -> MessageType {
    asked.or_else(|| chosen.map(|chosen| direct::sender_id_message_type(&chosen.message_types))).unwrap_or_default()
}
