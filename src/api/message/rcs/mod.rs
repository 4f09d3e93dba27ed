//! What only RCS messages have: what they say, and what is sent in their stead.

use time::Duration;
use uuid::Uuid;

use super::{Content, Outgoing, acceptance::is_network_opted_out, counting::total, origination::InStead};
use crate::{
    database::unit_of_work::Tx,
    domain::{
        account::AccountTier,
        message::{
            body::Encoded,
            budget::Budget,
            channel::Channel,
            destination::Destination,
            handset,
            price::Price,
            record::RcsBilling,
            schedule::{self, DEFAULT_TIME_TO_LIVE, NO_SIGN, Scheduled, Sent},
        },
    },
    model::{
        error::ServiceError,
        rcs_message::{RcsFallbackConfiguration, RcsMessageContent},
    },
    path::Call,
    store::message::{Origin, RcsMessage, instead as kept, recipient::OptOuts},
};

/// What only RCS messages have.
#[derive(Clone, Debug, Default)]
pub struct Rcs {
    pub content: Option<RcsMessageContent>,
    pub traffic_type: Option<String>,
    pub fallback: Option<RcsFallbackConfiguration>,
}

/// The channel of what is sent in the stead of an RCS message.
pub(super) fn channel_of(fallback: &RcsFallbackConfiguration) -> Channel {
    if fallback.channel.as_deref() == Some("MMS") { Channel::Media } else { Channel::Text }
}

/// What is sent in the stead of an RCS message that isn't delivered.
pub(super) struct Instead<'o> {
    channel: Channel,
    origin: &'o Origin,
    message_body: Option<&'o str>,
    media_urls: &'o [String],
    content: Content,
    time_to_live: i64,
    within: Option<Duration>,
    is_network_opted_out: bool,
    total: Price,
    opt_outs: OptOuts,
    protect_configuration: Option<Uuid>,
    max_limit: i64,
}

impl Outgoing {
    /// What is kept of it as an RCS message.
    pub(super) fn rcs_message(&self) -> RcsMessage<'_> {
        let rcs = self.rcs.as_ref();
        let content = rcs.and_then(|rcs| rcs.content.as_ref());
        let text_alone = content.map_or(self.message_body.as_deref(), RcsMessageContent::text_alone);
        RcsMessage {
            content,
            traffic_type: rcs.and_then(|rcs| rcs.traffic_type.as_deref()),
            fallback: rcs.and_then(|rcs| rcs.fallback.as_ref()),
            billing: RcsBilling::of(text_alone),
        }
    }

    /// What is sent in its stead from `origin`: what its FallbackConfiguration says, or the text that an agent of a pool carries.
    pub(super) async fn instead<'o>(
        &'o self,
        InStead { origin, opt_outs }: &'o InStead,
        content: &Content,
        destination: &Destination,
        (protect_configuration, max_limit): (Option<Uuid>, i64),
        tx: &mut Tx,
    ) -> Result<Instead<'o>, ServiceError> {
        let fallback = self.rcs.as_ref().and_then(|rcs| rcs.fallback.as_ref());
        let channel = fallback.map_or(self.channel, channel_of);
        let usual = DEFAULT_TIME_TO_LIVE.whole_seconds();
        let message_body = fallback.map_or(self.message_body.as_deref(), |fallback| fallback.message_body.as_deref());
        let content = match (fallback, message_body) {
            (None, _) => content.clone(),
            (Some(_), Some(body)) if channel == Channel::Text => Content::Text(Encoded::of(body)),
            (Some(_), _) => Content::Media,
        };
        // Documented: SMS has no files.
        let urls = fallback.filter(|_| channel == Channel::Media).and_then(|fallback| fallback.media_urls.as_deref());
        let total =
            if self.is_free { Price::default() } else { total(channel, &content, None, &destination.iso_country_code) };
        Ok(Instead {
            channel,
            origin,
            message_body,
            media_urls: urls.unwrap_or_default(),
            content,
            time_to_live: if fallback.is_some() { usual } else { self.time_to_live.unwrap_or(usual) },
            within: fallback.is_none().then_some(NO_SIGN),
            is_network_opted_out: is_network_opted_out(origin, destination, tx).await?,
            total,
            opt_outs: *opt_outs,
            protect_configuration,
            max_limit,
        })
    }

    /// MaxLimit of the month of what is sent in its stead.
    pub(super) fn max_limit_instead(&self, tier: AccountTier, call: &Call) -> i64 {
        let channel = self.rcs.as_ref().and_then(|rcs| rcs.fallback.as_ref()).map_or(self.channel, channel_of);
        call.deployment.spend_limits.max(Budget::from(channel).spend_limit(), tier)
    }
}

impl Instead<'_> {
    /// As what happens to it depends on it.
    pub fn scheduled(&self) -> schedule::Instead<'_> {
        schedule::Instead {
            sent: Sent {
                channel: self.channel,
                from_short_code: self.origin.kind == "SHORT_CODE",
                time_to_live: Some(Duration::seconds(self.time_to_live)),
                call: None,
                media_urls: self.media_urls,
                // What protects it is asked when it is sent.
                is_filtered: false,
                is_network_opted_out: self.is_network_opted_out,
            },
            within: self.within,
        }
    }

    /// As it is kept, if its events begin at a place, with what happens to it where it is sent by hand.
    pub fn kept<'k>(
        &'k self,
        place: usize,
        by_hand: &'k [Scheduled],
        answer: Option<&'k handset::Reply>,
    ) -> kept::Instead<'k> {
        let answer = answer.filter(|_| self.origin.takes_replies());
        let reply = answer.zip(schedule::arrival(self.channel, by_hand));
        let (message_encoding, total_message_parts) = self.content.encoding_and_parts(self.channel);
        kept::Instead {
            place,
            by_hand,
            reply: reply.map(|(reply, arrival)| (reply.body.as_str(), arrival + reply.after)),
            channel: self.channel,
            origin: self.origin,
            message_body: self.message_body,
            message_encoding,
            total_message_parts,
            media_urls: self.media_urls,
            time_to_live: self.time_to_live,
            total: self.total,
            opt_outs: self.opt_outs,
            protect_configuration: self.protect_configuration,
            max_limit: self.max_limit,
        }
    }

    /// From where and as what it is sent, whom phones answer.
    pub fn sender(&self) -> (&Origin, Channel) {
        (self.origin, self.channel)
    }
}
