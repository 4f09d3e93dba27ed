//! What is asked of a pool, or of a whole account, that a message is sent through.

use std::collections::{BTreeMap, BTreeSet};

use super::{Candidate, CandidateKind, Pool, WITHOUT_SHARED_ROUTES, WhyNot, none_in_account};
use crate::{
    domain::{
        check::{Mark, Question, Rule},
        country::allows_international_sending,
        message::{channel::Channel, direct::Asked, reach::MEDIA_COUNTRIES},
    },
    model::{error::ConflictReason, message::MessageType},
};

/// A message that is to be sent through a pool, before its members are asked. Assumed (MD5, MD7).
pub struct Through<'r> {
    /// The pool.
    pub pool: &'r Pool<'r>,
    /// The message type that is asked, if one is.
    pub message_type: Option<MessageType>,
}

impl Rule for Through<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            Question::<Self> {
                name: "pool_is_active",
                mark: Mark::Assumed,
                holds: |r| Some(r.pool.is_active),
                refusal: |r| r.pool.conflict(ConflictReason::ResourceNotActive),
                compared: |r| (if r.pool.is_active { "ACTIVE" } else { "not ACTIVE" }.to_owned(), "ACTIVE".to_owned()),
                remedy: |r| format!("Wait until pool {} is ACTIVE.", r.pool.id),
            },
            Question::<Self> {
                name: "pool_sends_the_message_type",
                mark: Mark::Assumed,
                holds: |r| r.message_type.map(|wanted| wanted == r.pool.message_type),
                refusal: |r| r.pool.conflict(ConflictReason::MessageTypeMismatch),
                compared: |r| {
                    let wanted = r.message_type.map(|wanted| wanted.to_string());
                    (r.pool.message_type.to_string(), wanted.unwrap_or_default())
                },
                remedy: |r| format!("Send MessageType {}, or leave it out.", r.pool.message_type),
            },
        ]
        .into_iter()
    }
}

/// Among what is chosen.
#[derive(Clone, Copy, Debug)]
pub enum Among<'r> {
    /// The identities of a pool.
    Pool(&'r Pool<'r>),
    /// Those of the account with this id.
    Account(&'r str),
}

/// What a message is to be sent from, chosen among several.
pub struct Choosing<'r> {
    /// Among what.
    pub among: Among<'r>,
    /// What the message asks.
    pub asked: &'r Asked<'r>,
    /// What is shown as its sender, if anything was chosen.
    pub chosen: Option<&'r str>,
    /// Whether none has the capability of the channel, as [`Pool::none_found`] asks.
    pub lacks_capability: bool,
    /// Those that can't carry it, read only where it is to be told why nothing was chosen.
    pub others: &'r [Candidate],
}

impl Choosing<'_> {
    fn country(&self) -> &str {
        &self.asked.destination.iso_country_code
    }

    /// What there is, and what keeps it: `2 of US that don't reach CA`.
    fn causes(&self) -> String {
        let mut causes: BTreeMap<&'static str, (usize, BTreeSet<&str>)> = BTreeMap::new();
        for other in self.others {
            let Some(why_not) = other.why_not(self.asked) else { continue };
            let (count, countries) = causes.entry(cause(why_not)).or_default();
            *count += 1;
            countries.insert(&other.iso_country_code);
        }
        let told = causes.into_iter().map(|(cause, (count, countries))| {
            let countries: Vec<&str> = countries.into_iter().collect();
            let destination = if cause == cause_of_reach() { self.country() } else { "" };
            format!("{count} of {} {cause} {destination}", countries.join(" and ")).trim_end().to_owned()
        });
        let told: Vec<String> = told.collect();
        if told.is_empty() { "no identity".to_owned() } else { told.join(", ") }
    }

    fn wanted(&self) -> String {
        format!("one that carries {} to {}", self.asked.channel.as_ref(), self.country())
    }

    fn remedy(&self) -> String {
        let (country, channel) = (self.country(), self.asked.channel);
        let is_media = channel == Channel::Media;
        if is_media && !MEDIA_COUNTRIES.contains(&country) {
            return format!("Media messages go to {} alone.", MEDIA_COUNTRIES.join(" and "));
        }
        let capability = channel.capability();
        let mut request =
            format!("request a phone number of {country} with {} (RequestPhoneNumber)", capability.as_ref());
        if !is_media && country != "US" {
            request.push_str(", or use a toll-free number of the US with InternationalSendingEnabled");
        }
        // Documented: only these can be switched.
        let is_homebound = !is_media && self.others.iter().any(|other| {
            let from = other.iso_country_code.as_str();
            matches!(&other.kind, CandidateKind::PhoneNumber { number_type, international_sending_enabled: false, .. }
                    if from != country && allows_international_sending(from, *number_type).is_ok())
        });
        match self.among {
            Among::Account(_) => format!("No identity of the account can carry the message: {request}."),
            Among::Pool(pool) => {
                let mut ways = vec![format!("{request}, and put it into the pool with AssociateOriginationIdentity")];
                if is_homebound {
                    ways.push(
                        "take a toll-free number of the US out of the pool, switch its InternationalSendingEnabled on \
                         with UpdatePhoneNumber, and put it back"
                            .to_owned(),
                    );
                }
                if self.asked.channel == Channel::Text && !WITHOUT_SHARED_ROUTES.contains(&country) {
                    ways.push("switch the pool's SharedRoutesEnabled on with UpdatePool".to_owned());
                }
                let causes = self.causes();
                format!(
                    "Pool {} has {causes}, and nothing that carries {} to {country}: {}.",
                    pool.id,
                    self.asked.channel.as_ref(),
                    ways.join("; or ")
                )
            }
        }
    }
}

const fn cause_of_reach() -> &'static str {
    cause(WhyNot::OutOfReach)
}

const fn cause(why_not: WhyNot) -> &'static str {
    match why_not {
        WhyNot::ResourceNotActive => "that aren't ACTIVE",
        WhyNot::NumberCapabilitiesMismatch => "without the capability",
        WhyNot::MessageTypeMismatch => "of another message type",
        WhyNot::SenderIdNotRegistered => "that aren't registered",
        WhyNot::SenderIdNotSupported => "where sender IDs aren't supported",
        WhyNot::OutOfReach => "that don't reach",
    }
}

impl Rule for Choosing<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            // Documented: the Reason; Assumed (row 15, MD7): the ResourceType, and that a capability has its own.
            Question::<Self> {
                name: "an_identity_can_carry_it",
                mark: Mark::Documented,
                holds: |r| Some(r.chosen.is_some()),
                refusal: |r| match r.among {
                    Among::Pool(pool) => pool.none_found(r.lacks_capability),
                    Among::Account(account_id) => none_in_account(account_id),
                },
                compared: |r| (r.chosen.map_or_else(|| r.causes(), str::to_owned), r.wanted()),
                remedy: Self::remedy,
            },
        ]
        .into_iter()
    }
}
