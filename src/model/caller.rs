//! Who calls, and where: what authentication found out about a request.

use std::fmt;

use serde::Serialize;

/// An AWS account: exactly twelve digits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct AccountId(String);

impl AccountId {
    /// `None` unless `text` is twelve digits. Documented: the form of an account id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| Self(text.to_owned()))
    }

    /// The twelve digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An AWS region, as the signature's scope names it. Authentication checks its form.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Region(String);

impl Region {
    /// The region named `name`.
    #[must_use]
    pub fn new(name: String) -> Self {
        Self(name)
    }

    /// The region's name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The partition of AWS that the region is in. Documented: AWS's list of partitions.
    #[must_use]
    pub fn partition(&self) -> &'static str {
        const BEGINNINGS: [(&str, &str); 7] = [
            ("cn-", "aws-cn"),
            ("us-gov-", "aws-us-gov"),
            ("us-iso-", "aws-iso"),
            ("us-isob-", "aws-iso-b"),
            ("eu-isoe-", "aws-iso-e"),
            ("us-isof-", "aws-iso-f"),
            ("eusc-", "aws-eusc"),
        ];
        let found = BEGINNINGS.iter().find(|(beginning, _)| self.0.starts_with(beginning));
        found.map_or("aws", |(_, partition)| partition)
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Who did something, as history keeps it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct By<'b> {
    /// The access key that signed, or what stands for it where nobody signed.
    pub access_key_id: Option<&'b str>,
    /// Who that is.
    pub principal_arn: Option<&'b str>,
}

/// The authenticated caller of an operation.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The account that the credential belongs to.
    pub account_id: AccountId,
    /// The region of the signature's scope.
    pub region: Region,
    /// The ARN that messages name the caller by.
    pub user_arn: String,
}
