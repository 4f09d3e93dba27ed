//! What who got in may do, and with whose rows.

use super::{Asked, Refusal};
use crate::{
    model::caller::{AccountId, Region},
    store::view::Reach,
};

/// The region of what is made in one scope where none is named.
const USUAL_REGION: &str = "us-east-1";

/// How much is open, each with what comes before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// To read.
    Read,
    /// To change.
    Write,
    /// To do what concerns others: all accounts at once.
    Admin,
}

/// What who got in may do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rights {
    /// How much.
    pub access: Access,
    /// In which accounts; in all without any.
    pub accounts: Option<Vec<String>>,
    /// In which region: that of a signature.
    pub region: Option<String>,
    /// The access key that signed, if one did.
    pub access_key_id: Option<String>,
    /// Who signed by it.
    pub principal_arn: Option<String>,
    /// The name of the token, if it is one that got in.
    pub token: Option<String>,
}

impl Rights {
    /// Everything: where it is open.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            access: Access::Admin,
            accounts: None,
            region: None,
            access_key_id: None,
            principal_arn: None,
            token: None,
        }
    }

    /// What stands for the access key in what history keeps: the key that signed, the token's name, or that nobody was asked.
    #[must_use]
    pub fn by(&self) -> String {
        match (&self.access_key_id, &self.token) {
            (Some(access_key_id), _) => access_key_id.clone(),
            (None, Some(token)) => format!("token {token}"),
            (None, None) => "interface".to_owned(),
        }
    }

    /// Whether it is one of the caller's accounts.
    #[must_use]
    pub fn may_touch(&self, account_id: &str) -> bool {
        self.accounts.as_ref().is_none_or(|accounts| accounts.iter().any(|account| account == account_id))
    }
}

impl Asked {
    /// Whose rows a list is of, or a removal: what is named, else all that the caller may touch.
    ///
    /// # Errors
    ///
    /// 403 for an account or a region that isn't his.
    pub fn reach_all(&self, account_id: Option<String>, region: Option<String>) -> Result<Reach, Refusal> {
        let rights = &self.rights;
        let is_others = account_id.as_deref().is_some_and(|account_id| !rights.may_touch(account_id));
        let is_elsewhere = matches!((&region, &rights.region), (Some(said), Some(own)) if said != own);
        if is_others || is_elsewhere {
            return Err(Refusal::new(
                403,
                "NOT_YOURS",
                "The request names an account or a region that isn't the caller's.",
                "Leave account_id and region out, or name your own.",
            ));
        }
        let region = region.or_else(|| rights.region.clone());
        Ok(match (account_id, rights.accounts.as_deref()) {
            (None, Some([only])) => Reach { account_id: Some(only.clone()), region, among: None },
            (None, Some(accounts)) => Reach { account_id: None, region, among: Some(accounts.to_vec()) },
            (account_id, _) => Reach { account_id, region, among: None },
        })
    }

    /// The same for what knows one account or all: it has to be named by a caller that is bound to several.
    ///
    /// # Errors
    ///
    /// 403 for an account or a region that isn't his; 422 if none is named.
    pub fn reach(&self, account_id: Option<String>, region: Option<String>) -> Result<Reach, Refusal> {
        let reach = self.reach_all(account_id, region)?;
        if reach.among.is_some() { Err(name_one()) } else { Ok(reach) }
    }

    /// The one scope in which something is made or asked: what is named, else the caller's own, else that of the settings.
    ///
    /// # Errors
    ///
    /// 403 for an account or a region that isn't his; 422 if none is named, and nothing says which.
    pub fn one_scope(
        &self,
        account_id: Option<String>,
        region: Option<String>,
    ) -> Result<(AccountId, Region), Refusal> {
        let reach = self.reach(account_id, region)?;
        let account_id = reach.account_id.or_else(|| self.staging.only_account_id()).ok_or_else(name_one)?;
        let account_id = AccountId::parse(&account_id).ok_or_else(name_one)?;
        Ok((account_id, Region::new(reach.region.unwrap_or_else(|| USUAL_REGION.to_owned()))))
    }

    /// Whether the caller may do what concerns all accounts.
    ///
    /// # Errors
    ///
    /// 403.
    pub fn is_admin(&self) -> Result<(), Refusal> {
        if self.rights.access == Access::Admin { Ok(()) } else { Err(not_enough(Access::Admin)) }
    }
}

fn name_one() -> Refusal {
    Refusal::new(422, "NAME_AN_ACCOUNT", "It is about one account, and none is named.", "Name it by account_id.")
}

/// The refusal of who may less than an endpoint asks.
#[must_use]
pub fn not_enough(access: Access) -> Refusal {
    match access {
        Access::Admin => Refusal::new(
            403,
            "NOT_ADMIN",
            "It concerns all accounts.",
            "Use a token with access = \"admin\", or name an account of your own.",
        ),
        Access::Read | Access::Write => Refusal::new(
            403,
            "READ_ONLY",
            "The token, or the credential that has a policy, may only read here.",
            "Use a token with access = \"write\", or sign with a credential without a policy.",
        ),
    }
}
