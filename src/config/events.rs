//! The section `events`: what is told, and where it really goes.

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Settings, SettingsError, secret::SecretText};
use crate::{
    delivery::target::{Credential, Kind, SignatureVersion, Target, Webhook},
    domain::{deployment, policy::Pattern},
};

/// Events and where they go.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Events {
    /// ARNs that can't be accessed when an event destination is made or changed.
    pub inaccessible: Vec<String>,
    /// Whether QUEUED and PENDING are told of a message before anything else.
    pub verbose: bool,
    /// Whether targets may be AWS's own.
    pub allow_aws: bool,
    /// Whether a record for Firehose ends with a line break.
    pub firehose_newline: bool,
    /// Envelopes of SNS.
    pub sns: Sns,
    /// Where ARNs really are; the first that fits counts.
    pub targets: Vec<EventTarget>,
}

impl Default for Events {
    fn default() -> Self {
        Self {
            inaccessible: Vec::new(),
            verbose: false,
            allow_aws: false,
            firehose_newline: true,
            sns: Sns::default(),
            targets: Vec::new(),
        }
    }
}

/// Envelopes of SNS.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sns {
    /// What envelopes name as SigningCertURL; callsign's own without it.
    pub cert_url: Option<String>,
}

/// Where ARNs really are.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EventTarget {
    /// The ARNs, with `*` for any characters and `?` for one.
    pub arn: String,
    /// What is there.
    pub kind: TargetKind,
    /// `aws`: the endpoint that calls go to.
    pub endpoint_url: Option<String>,
    /// `aws`, `sqs`: the access key; the account in the ARN without one.
    pub access_key_id: Option<String>,
    /// `aws`, `sqs`: the secret; `test` without one.
    pub secret_access_key: Option<SecretText>,
    /// `sqs`: the queue.
    pub queue_url: Option<String>,
    /// `sns-http`, `webhook`: the endpoint.
    pub url: Option<String>,
    /// `sqs`, `sns-http`: whether the event comes without an envelope.
    pub raw: Option<bool>,
    /// `sqs`, `sns-http`: 1 signs with SHA1, as SNS does unless it is told otherwise; 2 with SHA256.
    pub signature_version: Option<u8>,
    /// `webhook`: the secret of its signature, as Standard Webhooks has it.
    pub secret: Option<SecretText>,
}

/// What a target is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, strum::Display)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum TargetKind {
    /// An endpoint that takes the calls of AWS.
    Aws,
    /// A queue of SQS.
    Sqs,
    /// An HTTP endpoint that is called as SNS would.
    SnsHttp,
    /// An HTTP endpoint that gets the event itself.
    Webhook,
}

/// The hosts of AWS: these, and all below them.
const AWS: [&str; 3] = ["amazonaws.com", "amazonaws.com.cn", "api.aws"];

impl Settings {
    /// Where ARNs really are, in the order in which they count.
    ///
    /// # Errors
    ///
    /// One sentence about the first target that can't be.
    pub fn event_targets(&self) -> Result<Vec<Target>, SettingsError> {
        let targets = self.events.targets.iter().enumerate();
        let targets = targets.map(|(number, target)| {
            let place = |SettingsError(cause)| SettingsError(format!("events.targets[{number}].{cause}"));
            self.events.target(target).map_err(place)
        });
        targets.collect()
    }

    /// What the rules need of it.
    pub(super) fn events(&self) -> deployment::Events {
        // A pattern that merely fits an event bus is meant for what sets send: the bus would get each event besides.
        let of_event_bus = |target: &&EventTarget| target.arn.split(':').nth(2) == Some("events");
        let event_buses = self.events.targets.iter().filter(of_event_bus);
        deployment::Events {
            inaccessible: self.events.inaccessible.clone(),
            verbose: self.events.verbose,
            event_buses: event_buses.map(|target| Pattern::of_wildcards(&target.arn)).collect(),
        }
    }
}

/// Refuses what is wrong with the section.
pub(super) fn check(settings: &Settings) -> Result<(), SettingsError> {
    if let Some(cert_url) = &settings.events.sns.cert_url
        && !Url::parse(cert_url).is_ok_and(|url| ["http", "https"].contains(&url.scheme()))
    {
        return refuse("events.sns.cert_url: is no URL: write one that begins with https:// and ends in .pem");
    }
    settings.event_targets().map(|_| ())
}

fn refuse<T>(sentence: &str) -> Result<T, SettingsError> {
    Err(SettingsError(sentence.to_owned()))
}

impl Events {
    /// The sentence of a refusal begins with the member's name.
    fn target(&self, target: &EventTarget) -> Result<Target, SettingsError> {
        if target.arn != "*" && !target.arn.starts_with("arn:") {
            return refuse("arn: is no ARN: write one, with * for what may be anything, such as \"arn:aws:sns:*\"");
        }
        target.has_no_member_of_another_kind()?;
        let kind = match target.kind {
            TargetKind::Aws => Kind::Aws {
                endpoint: self.url("endpoint_url", target.endpoint_url.as_deref())?,
                credential: target.credential(),
                firehose_newline: self.firehose_newline,
            },
            TargetKind::Sqs => Kind::Sqs {
                queue_url: self.url("queue_url", target.queue_url.as_deref())?,
                credential: target.credential(),
                envelope: target.envelope()?,
            },
            TargetKind::SnsHttp => {
                Kind::SnsHttp { url: self.url("url", target.url.as_deref())?, envelope: target.envelope()? }
            }
            TargetKind::Webhook => {
                let secret = target.secret.as_ref().map(SecretText::expose).unwrap_or_default();
                let Some(webhook) = Webhook::new(secret) else {
                    return refuse(
                        "secret: can't sign: write whsec_ and 24 to 64 random bytes in base64, as Standard Webhooks has it",
                    );
                };
                Kind::Webhook { url: self.url("url", target.url.as_deref())?, webhook }
            }
        };
        Ok(Target { arns: Pattern::of_wildcards(&target.arn), kind })
    }

    fn url(&self, member: &str, text: Option<&str>) -> Result<Url, SettingsError> {
        let Some(text) = text else { return refuse(&format!("{member}: is missing: write where the target is")) };
        let url = Url::parse(text).ok().filter(|url| ["http", "https"].contains(&url.scheme()));
        let Some(url) = url else {
            return refuse(&format!("{member}: is no URL: write one that begins with http:// or https://"));
        };
        if !url.username().is_empty() || url.password().is_some() {
            return refuse(&format!("{member}: holds a user or password, which would be shown: leave it out"));
        }
        let host = url.host_str().unwrap_or_default().trim_end_matches('.').to_ascii_lowercase();
        let is_below = |aws: &&str| host.strip_suffix(*aws).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        if !self.allow_aws && AWS.iter().any(is_below) {
            return refuse(&format!(
                "{member}: is AWS's own, which real messages come from: name another, or set events.allow_aws = true"
            ));
        }
        Ok(url)
    }
}

impl EventTarget {
    fn has_no_member_of_another_kind(&self) -> Result<(), SettingsError> {
        use TargetKind::{Aws, SnsHttp, Sqs, Webhook};
        let members: [(&str, bool, &[TargetKind]); 8] = [
            ("endpoint_url", self.endpoint_url.is_some(), &[Aws]),
            ("access_key_id", self.access_key_id.is_some(), &[Aws, Sqs]),
            ("secret_access_key", self.secret_access_key.is_some(), &[Aws, Sqs]),
            ("queue_url", self.queue_url.is_some(), &[Sqs]),
            ("url", self.url.is_some(), &[SnsHttp, Webhook]),
            ("raw", self.raw.is_some(), &[Sqs, SnsHttp]),
            ("signature_version", self.signature_version.is_some(), &[Sqs, SnsHttp]),
            ("secret", self.secret.is_some(), &[Webhook]),
        ];
        match members.iter().find(|(_, is_there, kinds)| *is_there && !kinds.contains(&self.kind)) {
            Some((name, ..)) => refuse(&format!("{name}: a target of the kind {} has none: leave it out", self.kind)),
            None => Ok(()),
        }
    }

    fn credential(&self) -> Credential {
        let secret = self.secret_access_key.as_ref().map_or("test", SecretText::expose);
        Credential { access_key_id: self.access_key_id.clone(), secret_access_key: secret.to_owned() }
    }

    /// What stands around the event, if anything does.
    fn envelope(&self) -> Result<Option<SignatureVersion>, SettingsError> {
        let version = match self.signature_version {
            None | Some(1) => SignatureVersion::One,
            Some(2) => SignatureVersion::Two,
            Some(_) => return refuse("signature_version: must be 1 or 2: SNS knows no others"),
        };
        Ok((!self.raw.unwrap_or_default()).then_some(version))
    }
}
