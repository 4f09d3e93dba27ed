//! Where an ARN really is.

use url::Url;

use super::arn::Arn;
pub use super::webhook::Webhook;
use crate::domain::policy::Pattern;

/// Where ARNs really are.
pub struct Target {
    /// Which ARNs.
    pub arns: Pattern,
    /// What is there.
    pub kind: Kind,
}

/// What is there.
pub enum Kind {
    /// An endpoint that takes the calls of AWS: SNS, Firehose, CloudWatch Logs, EventBridge.
    Aws {
        /// Its URL.
        endpoint: Url,
        /// Who calls.
        credential: Credential,
        /// Whether a record for Firehose ends with a line break.
        firehose_newline: bool,
    },
    /// A queue of SQS.
    Sqs {
        /// Its URL.
        queue_url: Url,
        /// Who calls.
        credential: Credential,
        /// How the envelope is signed; `None`: there is none.
        envelope: Option<SignatureVersion>,
    },
    /// An HTTP endpoint that is called as SNS would.
    SnsHttp {
        /// Its URL.
        url: Url,
        /// How the envelope is signed; `None`: there is none.
        envelope: Option<SignatureVersion>,
    },
    /// An HTTP endpoint that gets the record itself.
    Webhook {
        /// Its URL.
        url: Url,
        /// What signs it.
        webhook: Webhook,
    },
}

/// Who calls a target. It can't be printed.
pub struct Credential {
    /// The access key; the account in the ARN without one.
    pub access_key_id: Option<String>,
    /// The secret.
    pub secret_access_key: String,
}

/// How SNS signs. Documented: both; version 1 is used unless a topic is told otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SignatureVersion {
    /// With SHA1.
    #[default]
    One,
    /// With SHA256.
    Two,
}

impl Target {
    /// Whether it is for this ARN. What is none, such as the service principal of Connect, is for nobody: it is recorded only.
    #[must_use]
    pub fn is_for(&self, arn: &str) -> bool {
        let Some(parsed) = Arn::parse(arn) else { return false };
        let is_carried =
            !matches!(self.kind, Kind::Aws { .. }) || ["sns", "firehose", "logs", "events"].contains(&parsed.service);
        is_carried && self.arns.matches(arn)
    }

    /// What is there, for people. Path and query aren't told: they may hold what is secret.
    #[must_use]
    pub fn place(&self) -> String {
        let (kind, url) = match &self.kind {
            Kind::Aws { endpoint, .. } => ("aws", endpoint),
            Kind::Sqs { queue_url, .. } => ("sqs", queue_url),
            Kind::SnsHttp { url, .. } => ("sns-http", url),
            Kind::Webhook { url, .. } => ("webhook", url),
        };
        format!("{kind} at {}", url.origin().ascii_serialization())
    }

    /// Whether something it gets is signed as SNS signs.
    #[must_use]
    pub fn needs_a_signer(&self) -> bool {
        matches!(self.kind, Kind::Sqs { envelope: Some(_), .. } | Kind::SnsHttp { .. })
    }

    /// The URL that a topic must be subscribed to first, if so.
    #[must_use]
    pub fn subscribed_url(&self) -> Option<&Url> {
        match &self.kind {
            Kind::SnsHttp { url, .. } => Some(url),
            _ => None,
        }
    }
}
