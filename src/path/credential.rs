//! Credentials: whom a signature stands for.

use std::sync::Arc;

use crate::{domain::policy::Policy, model::caller::AccountId};

/// The policy of a credential, if it has one.
pub type IdentityPolicy = Option<Arc<Policy>>;

/// Whom requests are from that a credential signed.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The account that the credential belongs to.
    pub account_id: AccountId,
    /// The ARN that messages name the caller by.
    pub user_arn: String,
    /// The credential's policy.
    pub policy: IdentityPolicy,
}
