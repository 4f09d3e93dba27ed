//! The envelopes of SNS: JSON as SNS writes it, line by line, with its signature.
//!
//! Documented ("Verifying the signatures of Amazon SNS messages"): which members are signed, in the order of their names, each name and
//! value on a line of its own. Observed: the members and their order, the spaces around colons; no Subject, no MessageAttributes.

use time::{OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};

use super::{exchange::Failure, signer::Signer, sns_http::Subscription, target::SignatureVersion};
use crate::domain::delivery::{self, Delivery, written_by_sns};

const TIMESTAMP: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// The URLs in envelopes.
pub(super) struct Urls {
    /// That of this callsign, without a slash at its end.
    pub(super) own: String,
    /// That of the certificate, where it isn't callsign's own.
    pub(super) certificate: Option<String>,
}

impl Urls {
    fn of(&self, path: &str) -> String {
        format!("{}/_callsign/v1/sns/{path}", self.own)
    }

    fn certificate(&self, signer: &Signer) -> String {
        let own = || self.of(&format!("SimpleNotificationService-{}.pem", signer.certificate_sha256));
        self.certificate.clone().unwrap_or_else(own)
    }
}

/// A notification of a record.
pub(super) fn notification(
    delivery: &Delivery,
    signer: Option<&Signer>,
    version: SignatureVersion,
    urls: &Urls,
) -> Result<String, Failure> {
    let signer = signer.ok_or_else(|| Failure::of("there is no key to sign with"))?;
    let (id, timestamp) = (delivery.id.to_string(), written(delivery.created_at));
    let members = delivery::notification(&id, &delivery.destination_arn, &delivery.record, &timestamp);
    // The ARN of no subscription: what is sent is a matter of the settings.
    let unsubscribe_url = urls.of("unsubscribe");
    envelope(&members, Some(("UnsubscribeURL", &unsubscribe_url)), signer, version, urls)
}

/// The request to confirm a subscription.
pub(super) fn confirmation(
    subscription: &Subscription,
    signer: Option<&Signer>,
    version: SignatureVersion,
    urls: &Urls,
    now: OffsetDateTime,
) -> Result<String, Failure> {
    let signer = signer.ok_or_else(|| Failure::of("there is no key to sign with"))?;
    let Subscription { id, topic_arn, token, .. } = subscription;
    let (id, timestamp) = (id.to_string(), written(now));
    let message = format!(
        "You have chosen to subscribe to the topic {topic_arn}.\n\
         To confirm the subscription, visit the SubscribeURL included in this message."
    );
    let subscribe_url = urls.of(&format!("confirm?Token={token}"));
    let members = [
        ("Type", "SubscriptionConfirmation"),
        ("MessageId", &id),
        ("Token", token),
        ("TopicArn", topic_arn),
        ("Message", &message),
        ("SubscribeURL", &subscribe_url),
        ("Timestamp", &timestamp),
    ];
    envelope(&members, None, signer, version, urls)
}

fn envelope(
    members: &[(&str, &str)],
    last: Option<(&str, &str)>,
    signer: &Signer,
    version: SignatureVersion,
    urls: &Urls,
) -> Result<String, Failure> {
    let mut sorted = members.to_vec();
    sorted.sort_unstable();
    let text: String = sorted.iter().flat_map(|(name, value)| [*name, "\n", *value, "\n"]).collect();
    let signature = signer.sign(version, text.as_bytes()).map_err(Failure::of)?;
    let version = if version == SignatureVersion::One { "1" } else { "2" };
    let certificate = urls.certificate(signer);
    let signing = [("SignatureVersion", version), ("Signature", &*signature), ("SigningCertURL", &*certificate)];
    Ok(written_by_sns(members.iter().copied().chain(signing).chain(last)))
}

fn written(at: OffsetDateTime) -> String {
    at.to_utc().format(TIMESTAMP).unwrap_or_default()
}
