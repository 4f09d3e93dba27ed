//! What an operation knows about the call that it serves.

use std::sync::{Arc, Mutex, PoisonError};

use time::OffsetDateTime;
use uuid::Uuid;

use super::{Exposed, IdentityPolicy, Throttle, examine::Explanation};
use crate::{
    database::present::Present,
    domain::{
        deployment::Deployment,
        sharing::{self, Grants},
    },
    model::{
        arn::Scope,
        caller::{By, Caller},
        error::ServiceError,
        resource::Resource,
    },
    store::{next_token::NextTokens, origination_identity::Members, pool_origination_identity::Event},
};

/// One call of an operation.
#[derive(Clone)]
pub struct Call {
    /// Who calls, and where.
    pub caller: Caller,
    /// The policy of the caller's credential, if it has one.
    pub identity_policy: IdentityPolicy,
    /// The operation's name.
    pub operation: &'static str,
    /// The id that the answer carries as `x-amzn-RequestId`.
    pub request_id: Uuid,
    /// When the unit of work began that carries it out.
    pub present: Present,
    /// What the deployment set about the rules.
    pub deployment: Arc<Deployment>,
    /// What signs and reads NextTokens.
    pub next_tokens: NextTokens,
    /// The resources of other accounts that it may use; none before it is authorised.
    pub grants: Grants,
    /// What keeps callers to AWS's rates, if that is switched on.
    pub throttle: Option<Arc<Throttle>>,
    /// What it has to do with faults.
    pub exposed: Arc<Exposed>,
    /// What is kept of it to tell why it is refused, or what would become of it if it is only to be explained.
    pub explanation: Option<Arc<Explanation>>,
    /// Where keys of new rows come from.
    pub keys: fn() -> Uuid,
    /// The first of them, where it is chosen: that of the resource that the call makes.
    pub first_key: Option<Arc<Mutex<Option<Uuid>>>>,
}

impl Call {
    /// Whether it is only to be explained, with all that can be told about it.
    #[must_use]
    pub fn is_explained(&self) -> bool {
        self.explanation.as_ref().is_some_and(|explanation| explanation.is_asked_for())
    }

    /// The key of a row to be made.
    #[must_use]
    pub fn new_key(&self) -> Uuid {
        let first = self.first_key.as_ref();
        let first = first.and_then(|first| first.lock().unwrap_or_else(PoisonError::into_inner).take());
        first.unwrap_or_else(self.keys)
    }

    /// The present of the caller's account, in whole milliseconds.
    #[must_use]
    pub fn now(&self) -> OffsetDateTime {
        self.present.of(self.caller.account_id.as_str())
    }

    /// The present of whoever owns what is in `scope`, by which times stored there are judged.
    #[must_use]
    pub fn now_in(&self, scope: &Scope) -> OffsetDateTime {
        self.present.of(scope.account_id())
    }

    /// What the history notes of a joining or leaving, in a pool of this scope.
    #[must_use]
    pub fn event<'e>(&'e self, scope: &'e Scope) -> Event<'e> {
        Event { at: self.now_in(scope), scope, request_id: self.request_id, by: self.by() }
    }

    /// Who calls, as history keeps it.
    #[must_use]
    pub fn by(&self) -> By<'_> {
        By {
            access_key_id: Some(self.exposed.access_key_id.as_str()).filter(|key| !key.is_empty()),
            principal_arn: Some(&self.caller.user_arn),
        }
    }

    /// The scope of the caller's own resources.
    #[must_use]
    pub fn own_scope(&self) -> Scope {
        Scope::own(&self.caller)
    }

    /// Refuses the call if the account calls the operation too often.
    ///
    /// Settled (decision D4): it comes after authorisation and before the client token, although the transaction has begun
    /// by then. So a call that is denied takes nothing from the bucket, and one that is replayed does.
    ///
    /// # Errors
    ///
    /// ThrottlingException.
    pub fn is_within_rate(&self) -> Result<(), ServiceError> {
        self.throttle.as_ref().map_or(Ok(()), |throttle| throttle.take(self.operation, &self.own_scope()))
    }

    /// The scope of a resource that the request names.
    ///
    /// # Errors
    ///
    /// AccessDeniedException, see [`Grants::scope_of`].
    pub fn scope_of(&self, resource: &Resource) -> Result<Scope, ServiceError> {
        self.grants.scope_of(resource, &self.caller, self.operation)
    }

    /// Whether the caller may change these identities by changing the pool that they are in.
    ///
    /// # Errors
    ///
    /// AccessDeniedException, see [`sharing::may_change_members`].
    pub fn may_change_members(&self, members: &Members) -> Result<(), ServiceError> {
        sharing::may_change_members(members.owned(), &self.caller, self.operation)
    }
}
