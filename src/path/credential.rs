//! Credentials: whom a signature stands for.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

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

impl Credential {
    /// Settled (decision D15): the ARN that messages name a caller by.
    #[must_use]
    pub fn user_arn(account_id: &AccountId, user: &str) -> String {
        format!("arn:aws:iam::{account_id}:user/{user}")
    }
}

/// Whom each access key stands for.
#[derive(Debug)]
pub struct Credentials {
    /// Those that the settings name.
    pub named: HashMap<String, Credential>,
    /// Whether an access key of twelve digits that signs as the built-in credential stands for the account of these digits.
    pub accounts_sign: bool,
}

impl Credentials {
    /// The account of those that the settings name, if it is one only.
    #[must_use]
    pub fn only_account_id(&self) -> Option<String> {
        let mut accounts = self.named.values().map(|credential| credential.account_id.as_str());
        let first = accounts.next()?;
        accounts.all(|account| account == first).then(|| first.to_owned())
    }

    /// Whom an access key stands for.
    #[must_use]
    pub fn find(&self, access_key_id: &str) -> Option<Credential> {
        if let Some(named) = self.named.get(access_key_id) {
            return Some(named.clone());
        }
        let account_id = AccountId::parse(access_key_id).filter(|_| self.accounts_sign)?;
        Some(Credential { user_arn: Credential::user_arn(&account_id, access_key_id), account_id, policy: None })
    }
}

/// Whom each access key stands for, as the settings were read last.
#[derive(Debug)]
pub struct CredentialsNow(RwLock<Arc<Credentials>>);

impl CredentialsNow {
    /// Those of the first reading.
    #[must_use]
    pub fn new(credentials: Arc<Credentials>) -> Self {
        Self(RwLock::new(credentials))
    }

    /// Those of the last reading.
    #[must_use]
    pub fn get(&self) -> Arc<Credentials> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts those of another reading in their place.
    pub fn replace(&self, credentials: Arc<Credentials>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = credentials;
    }
}
