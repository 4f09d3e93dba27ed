//! Keywords of pools, phone numbers and RCS agents.

use crate::{
    database::unit_of_work::Tx,
    domain::keyword::{Keywords, Owner, upper_case},
    model::{
        arn,
        caller::Caller,
        error::{QuotaReason, ServiceError},
        member::Members,
        phone_number::PhoneNumberId,
        pool::PoolId,
        rcs_agent::RcsAgentId,
        resource::{self, Key, Named, Resource},
        shape::KEYWORD,
    },
    path::{Call, Served, served},
    store::{self, keyword::Owners, phone_number, pool, pool_event::What, rcs_agent},
};
use serde::Serialize;

mod delete_keyword;
mod describe_keywords;
mod put_keyword;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    served::<delete_keyword::DeleteKeyword>(),
    served::<describe_keywords::DescribeKeywords>(),
    served::<put_keyword::PutKeyword>(),
];

/// What a request about keywords names.
#[derive(Serialize)]
pub enum KeywordOwner {
    /// A pool.
    Pool(Named<PoolId>),
    /// A phone number.
    PhoneNumber(Named<PhoneNumberId>),
    /// An RCS agent.
    RcsAgent(Named<RcsAgentId>),
}

/// An owner whose keywords may change, locked.
pub struct Locked {
    /// Itself, and what is in it if it is a pool: their keywords move together (Assumed, row 27).
    pub owners: Owners,
    /// Its keywords.
    pub keywords: Keywords,
    /// What the rule asks about it.
    pub owner: Owner,
}

/// Reads a member that names a keyword: in upper case.
///
/// Settled (decision D8): a space at either end is refused.
pub fn read_keyword(members: &mut Members, keyword: Option<String>) -> String {
    let keyword = members.required("keyword", keyword, &KEYWORD);
    if keyword.trim() != keyword {
        members.broken("keyword", "Member must not begin or end with a space");
    }
    upper_case(&keyword)
}

impl KeywordOwner {
    /// What the member OriginationIdentity names. Assumed: a text that isn't the id of a pool is that of a number.
    ///
    /// # Errors
    ///
    /// ValidationException INVALID_ARN: sender IDs, for one, have no keywords.
    pub fn resolve(text: &str, caller: &Caller) -> Result<Self, ServiceError> {
        const MEMBER: &str = "originationIdentity";
        let path = if arn::is_arn(text) { arn::resource_path(MEMBER, text, caller)?.1 } else { text };
        if path.starts_with("pool/") || text.starts_with("pool-") {
            return Ok(Self::Pool(resource::pool(MEMBER, text, caller)?));
        }
        if path.starts_with("rcs-agent/") || text.starts_with("rcs-") {
            return Ok(Self::RcsAgent(resource::rcs_agent(MEMBER, text, caller)?));
        }
        Ok(Self::PhoneNumber(resource::phone_number(MEMBER, text, caller)?))
    }

    /// The resource, whatever its kind.
    pub fn resource(&self) -> Resource {
        match self {
            Self::Pool(named) => named.resource(),
            Self::PhoneNumber(named) => named.resource(),
            Self::RcsAgent(named) => named.resource(),
        }
    }

    /// Its id. Observed: answers hold the id, also if an ARN was sent.
    pub fn id(&self) -> &str {
        match self {
            Self::Pool(named) => named.key.as_str(),
            Self::PhoneNumber(named) => named.key.as_str(),
            Self::RcsAgent(named) => named.key.as_str(),
        }
    }

    /// The last part of its ARN.
    pub fn path(&self) -> String {
        match self {
            Self::Pool(named) => named.key.path(),
            Self::PhoneNumber(named) => named.key.path(),
            Self::RcsAgent(named) => named.key.path(),
        }
    }

    /// The error for one that isn't there.
    pub fn not_found(&self) -> ServiceError {
        match self {
            Self::Pool(named) => named.not_found(),
            Self::PhoneNumber(named) => named.not_found(),
            Self::RcsAgent(named) => named.not_found(),
        }
    }

    /// How many keywords it may have beside HELP and STOP, and what is raised beyond that. Assumed: an RCS agent as many as a number.
    pub fn quota(&self, call: &Call) -> (u32, QuotaReason) {
        let quotas = &call.deployment.quotas;
        match self {
            Self::Pool(_) => (quotas.keywords_per_pool, QuotaReason::KeywordsPerPool),
            Self::PhoneNumber(_) | Self::RcsAgent(_) => {
                (quotas.keywords_per_phone_number, QuotaReason::KeywordsPerPhoneNumber)
            }
        }
    }

    /// Locks it, and the numbers and RCS agents of a pool, to change keywords.
    ///
    /// # Errors
    ///
    /// ResourceNotFoundException; AccessDeniedException for a pool with identities of others that the caller may not change.
    pub async fn lock(&self, call: &Call, tx: &mut Tx) -> Result<Locked, ServiceError> {
        let scope = call.scope_of(&self.resource())?;
        match self {
            Self::Pool(named) => {
                let pool = store::pool::lock(tx, &scope, &named.key, pool::Lock::Alone)
                    .await?
                    .ok_or_else(|| self.not_found())?;
                let members = store::origination_identity::lock_of_pool(tx, pool.key).await?;
                let (keywords, _) = store::keyword::find(tx, Some(pool.key), None).await?;
                call.may_change_members(&members)?;
                let (phone_numbers, rcs_agents) = members.keys();
                let owners = Owners { pool: Some(pool.key), phone_numbers, rcs_agents };
                Ok(Locked { owners, keywords, owner: Owner::Pool(pool) })
            }
            Self::PhoneNumber(named) => {
                let number = store::phone_number::lock(tx, &scope, &named.key, phone_number::Lock::Alone)
                    .await?
                    .ok_or_else(|| self.not_found())?;
                let is_in_pool = store::pool_origination_identity::holds_phone_number(tx, number.key).await?;
                let (_, keywords) = store::keyword::find(tx, None, Some(number.key)).await?;
                let owners = Owners { phone_numbers: vec![number.key], ..Owners::default() };
                Ok(Locked { owners, keywords, owner: Owner::PhoneNumber(number, is_in_pool) })
            }
            Self::RcsAgent(named) => {
                let agent = store::rcs_agent::lock(tx, &scope, &named.key, rcs_agent::Lock::Alone)
                    .await?
                    .ok_or_else(|| self.not_found())?;
                let is_in_pool = store::pool_origination_identity::holds_rcs_agent(tx, agent.key).await?;
                let (_, keywords) = store::keyword::find(tx, None, Some(agent.key)).await?;
                let owners = Owners { rcs_agents: vec![agent.key], ..Owners::default() };
                Ok(Locked { owners, keywords, owner: Owner::RcsAgent(agent, is_in_pool) })
            }
        }
    }

    /// Notes in the history of a pool that its keywords changed.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn note_update(&self, locked: &Locked, call: &Call, tx: &mut Tx) -> Result<(), ServiceError> {
        let Some(pool) = locked.owners.pool else { return Ok(()) };
        let scope = call.scope_of(&self.resource())?;
        store::pool_event::note(tx, pool, What::Updated, &call.event(&scope)).await
    }

    /// Its keywords, without a lock. Documented: also for a number or an RCS agent in a pool.
    ///
    /// # Errors
    ///
    /// ResourceNotFoundException.
    pub async fn find(&self, call: &Call, tx: &mut Tx) -> Result<Keywords, ServiceError> {
        let scope = call.scope_of(&self.resource())?;
        Ok(match self {
            Self::Pool(named) => {
                let key = store::pool::find(tx, &scope, &named.key).await?.ok_or_else(|| self.not_found())?;
                store::keyword::find(tx, Some(key), None).await?.0
            }
            Self::PhoneNumber(named) => {
                let key = store::phone_number::find(tx, &scope, &named.key).await?.ok_or_else(|| self.not_found())?;
                store::keyword::find(tx, None, Some(key)).await?.1
            }
            Self::RcsAgent(named) => {
                let key = store::rcs_agent::find(tx, &scope, &named.key).await?.ok_or_else(|| self.not_found())?;
                store::keyword::find(tx, None, Some(key)).await?.1
            }
        })
    }
}
