//! Names of resources: ids, ARNs, and the scope that a resource lives in.
//!
//! Documented: the ARN templates and the id forms of each resource. Wherever a member takes an id or an ARN, both parse to
//! the same `Named` value, so that nothing later sees which one was sent.

use std::fmt;

use super::{
    caller::{AccountId, Caller, Region},
    error::{Field, ServiceError, ValidationReason},
};

/// The account and region that a resource lives in.
///
/// Only [`Scope::own`] and, after a grant, `domain::sharing` make one, what comes in is in the scope of the number that it came to, and what is due in that of its row;
/// store functions take it, so that no query can forget it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    account_id: AccountId,
    region: Region,
}

impl Scope {
    /// The scope of the caller's own resources.
    #[must_use]
    pub fn own(caller: &Caller) -> Self {
        Self { account_id: caller.account_id.clone(), region: caller.region.clone() }
    }

    /// The scope of another account's resource, whose use is granted.
    #[must_use]
    pub fn granted(account_id: &AccountId, region: &Region) -> Self {
        Self { account_id: account_id.clone(), region: region.clone() }
    }

    /// The scope of a row that was found by its key.
    #[must_use]
    pub fn of_row(account_id: AccountId, region: Region) -> Self {
        Self { account_id, region }
    }

    /// The account, as its twelve digits.
    #[must_use]
    pub fn account_id(&self) -> &str {
        self.account_id.as_str()
    }

    /// The region's name.
    #[must_use]
    pub fn region(&self) -> &str {
        self.region.as_str()
    }

    /// The ARN of the resource with this path (`pool/pool-…`) in this scope.
    #[must_use]
    pub fn arn(&self, path: impl fmt::Display) -> String {
        arn(&self.region, &self.account_id, path)
    }

    /// The ARN of a resource with this path that an account has in this scope's region.
    #[must_use]
    pub fn arn_in(&self, account_id: &str, path: impl fmt::Display) -> String {
        arn(&self.region, account_id, path)
    }
}

/// The ARN of the resource with this path that an account has in a region.
pub fn arn(region: &Region, account_id: impl fmt::Display, path: impl fmt::Display) -> String {
    format!("arn:{}:sms-voice:{region}:{account_id}:{path}", region.partition())
}

/// Whether `text` claims to be an ARN. No id or name can: none of them has a colon.
#[must_use]
pub fn is_arn(text: &str) -> bool {
    text.starts_with("arn:")
}

/// The account and the resource path (`pool/pool-…`) of an ARN of this service in the caller's region.
///
/// # Errors
///
/// ValidationException INVALID_ARN. Assumed (row 42): also for another region or partition.
pub fn resource_path<'t>(
    member: &'static str,
    text: &'t str,
    caller: &Caller,
) -> Result<(AccountId, &'t str), ServiceError> {
    let mut parts = text.splitn(6, ':');
    let mut next = || parts.next().unwrap_or_default();
    let (_arn, partition, service, region, account_id, path) = (next(), next(), next(), next(), next(), next());
    if partition != caller.region.partition() {
        let message = format!("The partition of the ARN is not {}", caller.region.partition());
        return Err(invalid_arn(member, message));
    }
    if service != "sms-voice" {
        return Err(invalid_arn(member, "The service of the ARN is not sms-voice"));
    }
    if region != caller.region.as_str() {
        return Err(invalid_arn(member, format!("The region of the ARN is not {}", caller.region)));
    }
    let account_id = AccountId::parse(account_id)
        .ok_or_else(|| invalid_arn(member, "The account of the ARN is not twelve digits"))?;
    Ok((account_id, path))
}

/// The error for an ARN that names no resource of the wanted kind.
pub fn invalid_arn(member: &'static str, message: impl Into<String>) -> ServiceError {
    ServiceError::validation(ValidationReason::InvalidArn, vec![Field::new(member, message)])
}
