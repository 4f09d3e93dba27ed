//! Which keywords may be put and deleted.

use time::OffsetDateTime;

use super::{CONSTANTS, Keywords};
use crate::{
    domain::{
        check::{Mark, Question, Rule},
        origination_identity::PhoneNumber,
        pool::{Pool, pool_status},
        quota,
        rcs_agent::RcsAgent,
    },
    model::{
        error::{ConflictReason, QuotaReason, ServiceError},
        keyword::KeywordAction,
        phone_number::NumberStatus,
        resource_type::ResourceType,
    },
};

/// What has the keywords, locked.
#[derive(Clone, Debug)]
pub enum Owner {
    /// A pool.
    Pool(Pool),
    /// A phone number, and whether it is in a pool, read after the lock.
    PhoneNumber(PhoneNumber, bool),
    /// An RCS agent, and the same.
    RcsAgent(RcsAgent, bool),
}

/// A keyword that is to be put. Documented: the quotas; HELP and STOP stay.
pub struct Putting<'r> {
    /// What has it.
    pub owner: &'r Owner,
    /// The present of its account.
    pub now: OffsetDateTime,
    /// What it has already.
    pub keywords: &'r Keywords,
    /// The word, in upper case.
    pub word: &'r str,
    /// The action that is named, if any.
    pub action: Option<KeywordAction>,
    /// How many keywords it may have beside HELP and STOP, and what is raised beyond that.
    pub quota: (u32, QuotaReason),
}

/// A keyword that is to go.
pub struct Deleting<'r> {
    /// What has it.
    pub owner: &'r Owner,
    /// The present of its account.
    pub now: OffsetDateTime,
    /// What it has.
    pub keywords: &'r Keywords,
    /// The word, in upper case.
    pub word: &'r str,
}

/// What both are about.
trait Changing {
    fn owner(&self) -> (&Owner, OffsetDateTime);
}

impl Changing for Putting<'_> {
    fn owner(&self) -> (&Owner, OffsetDateTime) {
        (self.owner, self.now)
    }
}

impl Changing for Deleting<'_> {
    fn owner(&self) -> (&Owner, OffsetDateTime) {
        (self.owner, self.now)
    }
}

impl Owner {
    fn pool(&self) -> Option<&Pool> {
        match self {
            Self::Pool(pool) => Some(pool),
            Self::PhoneNumber(..) | Self::RcsAgent(..) => None,
        }
    }

    fn phone_number(&self) -> Option<&PhoneNumber> {
        match self {
            Self::PhoneNumber(number, _) => Some(number),
            Self::Pool(_) | Self::RcsAgent(..) => None,
        }
    }

    /// Whether it is in a pool; `None` of a pool.
    fn is_in_pool(&self) -> Option<bool> {
        match self {
            Self::Pool(_) => None,
            Self::PhoneNumber(_, is_in_pool) | Self::RcsAgent(_, is_in_pool) => Some(*is_in_pool),
        }
    }

    /// That it is in a pool.
    fn in_pool(&self) -> ServiceError {
        let is_agent = matches!(self, Self::RcsAgent(..));
        self.conflict(if is_agent {
            ConflictReason::RcsAgentAssociatedToPool
        } else {
            ConflictReason::PhoneNumberAssociatedToPool
        })
    }

    /// The conflict of the one that it is.
    fn conflict(&self, reason: ConflictReason) -> ServiceError {
        match self {
            Self::Pool(pool) => ServiceError::conflict(reason, ResourceType::Pool, pool.id().as_str()),
            Self::PhoneNumber(number, _) => number.conflict(reason),
            Self::RcsAgent(agent, _) => agent.conflict(reason),
        }
    }

    fn status(&self, now: OffsetDateTime) -> String {
        match self {
            Self::Pool(pool) => pool_status(pool.active_at, now).to_string(),
            Self::PhoneNumber(number, _) => number.life.status(now).to_string(),
            Self::RcsAgent(agent, _) => agent.status.to_string(),
        }
    }
}

/// What is asked about the owner.
fn of_owner<R: Changing>() -> impl Iterator<Item = Question<R>> {
    [
        // Assumed (row 10).
        Question::<R> {
            name: "pool_is_active",
            mark: Mark::Assumed,
            holds: |r| r.owner().0.pool().map(|pool| pool.is_active(r.owner().1).is_ok()),
            refusal: |r| r.owner().0.conflict(ConflictReason::ResourceNotActive),
            compared: |r| (r.owner().0.status(r.owner().1), "ACTIVE".to_owned()),
            remedy: |_| "Wait until the pool is ACTIVE.".to_owned(),
        },
        // Assumed (row 29): keywords of a number or an RCS agent in a pool are the pool's.
        Question::<R> {
            name: "is_in_no_pool",
            mark: Mark::Assumed,
            holds: |r| r.owner().0.is_in_pool().map(|is_in_pool| !is_in_pool),
            refusal: |r| r.owner().0.in_pool(),
            compared: |r| {
                let is_in_pool = r.owner().0.is_in_pool().unwrap_or_default();
                (if is_in_pool { "in a pool" } else { "in no pool" }.to_owned(), "in no pool".to_owned())
            },
            remedy: |r| {
                let kind = if r.owner().0.phone_number().is_some() { "phone number" } else { "RCS agent" };
                format!(
                    "Change the keywords of the pool instead, or take the {kind} out of it with \
                     DisassociateOriginationIdentity."
                )
            },
        },
        // Assumed (row 13).
        Question::<R> {
            name: "phone_number_is_active",
            mark: Mark::Assumed,
            holds: |r| {
                let (owner, now) = r.owner();
                owner.phone_number().map(|number| number.life.status(now) == NumberStatus::Active)
            },
            refusal: |r| r.owner().0.conflict(ConflictReason::ResourceNotActive),
            compared: |r| (r.owner().0.status(r.owner().1), "ACTIVE".to_owned()),
            remedy: |_| "Wait until the phone number is ACTIVE.".to_owned(),
        },
    ]
    .into_iter()
}

impl Rule for Putting<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        of_owner().chain([
            // Settled (decision D8): HELP and STOP keep their action.
            Question::<Self> {
                name: "keyword_keeps_its_action",
                mark: Mark::Assumed,
                holds: |r| CONSTANTS.contains(&r.word).then(|| r.keywords.action_after_put(r.word, r.action).is_ok()),
                refusal: |r| {
                    let reason = ConflictReason::ResourceModificationNotAllowed;
                    ServiceError::conflict(reason, ResourceType::Keyword, r.word)
                },
                compared: |r| {
                    let own = r.keywords.get(r.word).map(|own| own.action.to_string());
                    (r.action.map_or_else(|| "none".to_owned(), |action| action.to_string()), own.unwrap_or_default())
                },
                remedy: |r| format!("Leave KeywordAction out: that of {} stays as it is.", r.word),
            },
            // Documented: a phone number has a quota of keywords; Assumed: so has a pool. One that is there is replaced.
            Question::<Self> {
                name: "has_room_for_a_keyword",
                mark: Mark::Documented,
                holds: |r| {
                    let (quota, reason) = r.quota;
                    let is_new = r.keywords.get(r.word).is_none();
                    is_new.then(|| quota::has_room(quota, r.keywords.custom(), reason).is_ok())
                },
                refusal: |r| ServiceError::quota_exceeded(r.quota.1),
                compared: |r| quota::room(r.keywords.custom(), r.quota.0),
                remedy: |_| {
                    "Delete a keyword with DeleteKeyword, or raise quotas.keywords_per_pool or \
                     quotas.keywords_per_phone_number."
                        .to_owned()
                },
            },
        ])
    }
}

impl Rule for Deleting<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        of_owner().chain([
            // Documented: HELP and STOP can't be deleted; Assumed: the Reason's name says so.
            Question::<Self> {
                name: "keyword_may_be_deleted",
                mark: Mark::Documented,
                holds: |r| Some(!CONSTANTS.contains(&r.word)),
                refusal: |r| {
                    let reason = ConflictReason::ResourceDeletionNotAllowed;
                    ServiceError::conflict(reason, ResourceType::Keyword, r.word)
                },
                compared: |r| (r.word.to_owned(), "a word other than HELP and STOP".to_owned()),
                remedy: |_| "Nothing: HELP and STOP stay. PutKeyword changes their message.".to_owned(),
            },
            Question::<Self> {
                name: "keyword_exists",
                mark: Mark::Documented,
                holds: |r| Some(r.keywords.get(r.word).is_some()),
                refusal: |r| ServiceError::not_found(ResourceType::Keyword, r.word),
                compared: |r| {
                    let words: Vec<&str> = r.keywords.iter().map(|(word, _)| word.as_str()).collect();
                    (r.word.to_owned(), words.join(", "))
                },
                remedy: |_| "Name a keyword that DescribeKeywords lists.".to_owned(),
            },
        ])
    }
}
