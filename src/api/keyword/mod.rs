//! Keywords of pools and phone numbers.

use serde::Serialize;
use uuid::Uuid;

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
        resource::{self, Key, Named, Resource},
        shape::KEYWORD,
    },
    path::{Call, Served, served},
    store::{self, phone_number, pool},
};

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
}

/// An owner whose keywords may change, locked.
pub struct Locked {
    /// The pool, if it is one.
    pub pool: Option<Uuid>,
    /// The phone number, or the pool's: their keywords move together (Assumed, row 27).
    pub phone_numbers: Vec<Uuid>,
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
        let is_pool = if arn::is_arn(text) {
            arn::resource_path(MEMBER, text, caller)?.1.starts_with("pool/")
        } else {
            text.starts_with("pool-")
        };
        if is_pool {
            return Ok(Self::Pool(resource::pool(MEMBER, text, caller)?));
        }
        Ok(Self::PhoneNumber(resource::phone_number(MEMBER, text, caller)?))
    }

    /// The resource, whatever its kind.
    pub fn resource(&self) -> Resource {
        match self {
            Self::Pool(named) => named.resource(),
            Self::PhoneNumber(named) => named.resource(),
        }
    }

    /// Its id. Observed: answers hold the id, also if an ARN was sent.
    pub fn id(&self) -> &str {
        match self {
            Self::Pool(named) => named.key.as_str(),
            Self::PhoneNumber(named) => named.key.as_str(),
        }
    }

    /// The last part of its ARN.
    pub fn path(&self) -> String {
        match self {
            Self::Pool(named) => named.key.path(),
            Self::PhoneNumber(named) => named.key.path(),
        }
    }

    /// The error for one that isn't there.
    pub fn not_found(&self) -> ServiceError {
        match self {
            Self::Pool(named) => named.not_found(),
            Self::PhoneNumber(named) => named.not_found(),
        }
    }

    /// How many keywords it may have beside HELP and STOP, and what is raised beyond that.
    pub fn quota(&self, call: &Call) -> (u32, QuotaReason) {
        let quotas = &call.deployment.quotas;
        match self {
            Self::Pool(_) => (quotas.keywords_per_pool, QuotaReason::KeywordsPerPool),
            Self::PhoneNumber(_) => (quotas.keywords_per_phone_number, QuotaReason::KeywordsPerPhoneNumber),
        }
    }

    /// Locks it, and the numbers of a pool, to change keywords.
    ///
    /// # Errors
    ///
    /// ResourceNotFoundException; AccessDeniedException for a pool with numbers of others that the caller may not change.
    pub async fn lock(&self, call: &Call, tx: &mut Tx) -> Result<Locked, ServiceError> {
        let scope = call.scope_of(&self.resource())?;
        match self {
            Self::Pool(named) => {
                let pool = store::pool::lock(tx, &scope, &named.key, pool::Lock::Alone)
                    .await?
                    .ok_or_else(|| self.not_found())?;
                let members = store::phone_number::lock_of_pool(tx, pool.key).await?;
                let (keywords, _) = store::keyword::find(tx, Some(pool.key), None).await?;
                call.may_change_numbers(&members)?;
                let phone_numbers = members.into_iter().map(|member| member.key).collect();
                Ok(Locked { pool: Some(pool.key), phone_numbers, keywords, owner: Owner::Pool(pool) })
            }
            Self::PhoneNumber(named) => {
                let number = store::phone_number::lock(tx, &scope, &named.key, phone_number::Lock::Alone)
                    .await?
                    .ok_or_else(|| self.not_found())?;
                let is_in_pool = store::pool_origination_identity::holds_phone_number(tx, number.key).await?;
                let (_, keywords) = store::keyword::find(tx, None, Some(number.key)).await?;
                let phone_numbers = vec![number.key];
                Ok(Locked { pool: None, phone_numbers, keywords, owner: Owner::PhoneNumber(number, is_in_pool) })
            }
        }
    }

    /// Its keywords, without a lock. Documented: also for a number in a pool.
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
        })
    }
}
