//! How a record goes out: by the calls of AWS's services, as SNS posts it, or as a webhook. One way a file.
//!
//! Where to is a matter of the settings alone: an ARN picks a target and never addresses one. No redirect is followed, nobody waits
//! longer than [`PATIENCE`], no more of an answer is read than [`MOST_OF_AN_ANSWER`], and proxies of the environment aren't used.

use std::time::Duration;

use reqwest::redirect;
use time::OffsetDateTime;

use crate::domain::delivery::Delivery;

mod arn;
mod aws;
mod envelope;
mod exchange;
mod signer;
mod sns_http;
mod sqs;
pub mod target;
mod webhook;

pub use exchange::{Answer, Failure, MOST_OF_AN_ANSWER};
pub use signer::{Made, Signer, make};
pub use sns_http::Subscription;

use envelope::Urls;
use target::{Kind, Target};

/// How long a target may take for its whole answer.
pub const PATIENCE: Duration = Duration::from_secs(5);

/// How many connections to a target are kept for the next delivery.
const IDLE_CONNECTIONS: usize = 32;

/// What sends.
pub struct Post {
    client: reqwest::Client,
    urls: Urls,
}

/// What becomes of a delivery.
pub type Outcome = Result<Answer, Failure>;

impl Post {
    /// What sends for the callsign at `own_url`. `cert_url` stands in envelopes in place of its own certificate's URL.
    ///
    /// # Errors
    ///
    /// Those of TLS: certificates of the system that can't be read.
    pub fn new(own_url: &str, cert_url: Option<String>) -> Result<Self, reqwest::Error> {
        // The client has no provider of its own; another one that is installed already does as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .no_proxy()
            .timeout(PATIENCE)
            .pool_max_idle_per_host(IDLE_CONNECTIONS)
            .user_agent(concat!("callsign/", env!("CARGO_PKG_VERSION")))
            .build()?;
        Ok(Self { client, urls: Urls { own: own_url.trim_end_matches('/').to_owned(), certificate: cert_url } })
    }

    /// Sends a delivery. `signer` is needed where the target [signs](Target::needs_a_signer), `subscription` where it
    /// [is subscribed](Target::subscribed_url).
    ///
    /// # Errors
    ///
    /// [`Failure`]: nothing answered, or it didn't take it.
    pub async fn send(
        &self,
        target: &Target,
        delivery: &Delivery,
        signer: Option<&Signer>,
        subscription: Option<&Subscription>,
    ) -> Outcome {
        let now = OffsetDateTime::now_utc();
        match &target.kind {
            Kind::Aws { endpoint, credential, firehose_newline } => {
                let caller = aws::Caller { client: &self.client, credential, now };
                aws::send(&caller, endpoint, *firehose_newline, delivery).await
            }
            Kind::Sqs { queue_url, credential, envelope } => {
                let caller = aws::Caller { client: &self.client, credential, now };
                let body = match envelope {
                    Some(version) => envelope::notification(delivery, signer, *version, &self.urls)?,
                    None => delivery.record.clone(),
                };
                sqs::send(&caller, queue_url, &body, &delivery.destination_arn).await
            }
            Kind::SnsHttp { url, envelope } => {
                let body = match envelope {
                    Some(version) => envelope::notification(delivery, signer, *version, &self.urls)?,
                    None => delivery.record.clone(),
                };
                sns_http::notify(&self.client, url, delivery, subscription, body, envelope.is_none()).await
            }
            Kind::Webhook { url, webhook } => webhook::send(&self.client, url, webhook, delivery, now).await,
        }
    }

    /// Asks an endpoint to confirm that it is subscribed to a topic, as SNS does before it sends anything.
    ///
    /// # Errors
    ///
    /// [`Failure`]: nothing answered, or it didn't take it.
    pub async fn ask_to_confirm(
        &self,
        target: &Target,
        subscription: &Subscription,
        signer: Option<&Signer>,
    ) -> Outcome {
        let Kind::SnsHttp { url, envelope } = &target.kind else {
            return Err(Failure::of("only an endpoint of SNS confirms anything"));
        };
        let now = OffsetDateTime::now_utc();
        let body = envelope::confirmation(subscription, signer, envelope.unwrap_or_default(), &self.urls, now)?;
        sns_http::ask_to_confirm(&self.client, url, subscription, body).await
    }
}
