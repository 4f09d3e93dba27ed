//! Messages: what is sent, and what its sender says became of it.
//!
//! A send takes these steps, whose order is settled (decision MD1): the members' shapes and ARNs, then what needs no rows (content,
//! destination), what it names, what it is sent from, whether the phone may be written to, price, month, calls. Then it is
//! accepted in one transaction with everything that is to happen to it, texts that come at the same time in one together. There is no client token: a retry is another message.
//! Documented.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use uuid::Uuid;

use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::{
        check,
        message::{
            body::{Encoded, MessageEncoding},
            channel::Channel,
            content, cost,
            destination::Destination,
            direct,
            identity::Origination,
            kind::Kind,
            price::Dollars,
            recipient, selection,
        },
        sharing::Permission,
    },
    model::{
        configuration_set::ConfigurationSetName,
        error::ServiceError,
        message::{DestinationCountryParameterKey, MessageId, MessageType, VoiceId, VoiceMessageBodyTextType},
        protect_configuration::ProtectConfigurationId,
        resource::{self, Named},
    },
    path::{Call, Served, served, together},
    store::{self, configuration_set::Defaults},
};

mod acceptance;
mod counting;
mod found;
pub mod notify;
mod origination;
mod put_message_feedback;
mod rcs;
pub mod route;
mod send_media_message;
mod send_rcs_message;
mod send_text_message;
mod send_voice_message;
pub mod verification_code;

use found::Found;
use notify::Notified;
use rcs::Rcs;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    served::<put_message_feedback::PutMessageFeedback>(),
    served::<send_media_message::SendMediaMessage>(),
    served::<send_rcs_message::SendRcsMessage>(),
    together::<send_text_message::SendTextMessage>(),
    served::<send_voice_message::SendVoiceMessage>(),
];

/// The seconds that TimeToLive may name. Documented; the greatest is the default.
const TIME_TO_LIVE: std::ops::RangeInclusive<i64> = 5..=259_200;

/// What is answered to a send.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    /// Its MessageId.
    pub message_id: MessageId,
}

/// What the message says.
#[derive(Clone, Debug)]
pub enum Content {
    /// A text.
    Text(Encoded),
    /// A text, files, or both.
    Media,
    /// So many characters that are spoken.
    Voice(usize),
    /// What only RCS can say.
    Rcs,
}

impl Content {
    /// How it is encoded, if it is, and how many parts it has. Documented: an RCS message is one part.
    fn encoding_and_parts(&self, channel: Channel) -> (Option<MessageEncoding>, u32) {
        match self {
            Self::Text(_) | Self::Rcs if channel == Channel::Rcs => (Some(MessageEncoding::Unicode), 1),
            Self::Text(encoded) => (Some(encoded.encoding), encoded.parts),
            Self::Media | Self::Voice(_) | Self::Rcs => (None, 1),
        }
    }
}

/// What a send names, by id or ARN.
#[derive(Clone, Debug)]
pub struct Names {
    origination: Origination,
    /// What is sent in its stead goes from there.
    fallback: Option<Origination>,
    /// Judged after all ARNs are.
    destination: Result<Destination, ServiceError>,
    configuration_set: Option<Named<ConfigurationSetName>>,
    protect_configuration: Option<Named<ProtectConfigurationId>>,
}

impl Names {
    /// Parses the ARNs among the members.
    ///
    /// # Errors
    ///
    /// ValidationException INVALID_ARN.
    fn read(
        destination: &str,
        origination_identity: Option<&str>,
        configuration_set_name: Option<&str>,
        protect_configuration_id: Option<&str>,
        call: &Call,
    ) -> Result<Self, ServiceError> {
        let caller = &call.caller;
        let destination = Destination::read(destination);
        let country = destination.as_ref().map(|one| one.iso_country_code.as_str()).unwrap_or_default();
        let set = configuration_set_name.map(|name| resource::configuration_set("configurationSetName", name, caller));
        let protect =
            protect_configuration_id.map(|id| resource::protect_configuration("protectConfigurationId", id, caller));
        Ok(Self {
            origination: Origination::read(origination_identity, country, caller)?,
            fallback: None,
            configuration_set: set.transpose()?,
            protect_configuration: protect.transpose()?,
            destination,
        })
    }

    /// Parses what is sent in its stead goes from.
    fn names_fallback(&mut self, identity: &str, call: &Call) -> Result<(), ServiceError> {
        let country = self.destination.as_ref().map(|one| one.iso_country_code.as_str()).unwrap_or_default();
        self.fallback = Some(Origination::read(Some(identity), country, &call.caller)?);
        Ok(())
    }

    /// What the configuration set that is named defaults to.
    async fn configuration_set(&self, call: &Call, tx: &mut Tx) -> Result<Defaults, ServiceError> {
        let Some(named) = &self.configuration_set else { return Ok(Defaults::default()) };
        let scope = call.scope_of(&named.resource())?;
        let defaults = store::configuration_set::find_defaults(tx, &scope, &named.key).await?;
        defaults.ok_or_else(|| named.not_found())
    }

    /// The key of the protect configuration that is named.
    async fn protect_configuration(&self, call: &Call, tx: &mut Tx) -> Result<Option<Uuid>, ServiceError> {
        let Some(named) = &self.protect_configuration else { return Ok(None) };
        let scope = call.scope_of(&named.resource())?;
        let key = store::protect_configuration::find(tx, &scope, &named.key).await?;
        key.map(Some).ok_or_else(|| named.not_found())
    }
}

/// The message type that what it is sent from must send, if one is asked. Documented for text messages alone.
fn message_type(channel: Channel, asked: Option<MessageType>, set: &Defaults) -> Option<MessageType> {
    asked.or(set.message_type).filter(|_| channel == Channel::Text)
}

/// A message to be sent: the members that sends share, with their shapes checked.
#[derive(Clone, Debug)]
pub struct Outgoing {
    pub channel: Channel,
    /// Why it is sent.
    pub kind: Kind,
    /// Whether it costs nothing.
    pub is_free: bool,
    /// What is named.
    pub names: Names,
    /// Judged once the sender is let in.
    pub content: Result<Content, ServiceError>,
    pub message_body: Option<String>,
    pub media_urls: Vec<String>,
    pub message_type: Option<MessageType>,
    pub keyword: Option<String>,
    pub max_price: Option<Dollars>,
    pub time_to_live: Option<i64>,
    pub context: BTreeMap<String, String>,
    pub destination_country_parameters: BTreeMap<DestinationCountryParameterKey, String>,
    pub is_dry_run: bool,
    pub message_feedback_enabled: Option<bool>,
    pub voice: Option<(VoiceId, VoiceMessageBodyTextType)>,
    /// What it has as an RCS message, if it is asked to be one.
    pub rcs: Option<Rcs>,
    /// By which notify configuration it is sent, if by one.
    pub notified: Option<Notified>,
}

/// Without a client token no two requests are compared.
impl Serialize for Outgoing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

impl Outgoing {
    /// The names of all that a send may be asked, in order.
    pub fn checks() -> Vec<&'static str> {
        let all = [
            check::names::<recipient::Country<'_>>(),
            check::names::<direct::FromPhoneNumber<'_>>(),
            check::names::<direct::FromSenderId<'_>>(),
            check::names::<direct::FromRcsAgent<'_>>(),
            check::names::<selection::Through<'_>>(),
            check::names::<selection::Choosing<'_>>(),
            check::names::<recipient::Facts<'_>>(),
            check::names::<cost::Within>(),
        ];
        let mut names: Vec<&str> = Vec::new();
        for name in all.into_iter().flatten() {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn permissions(&self) -> Vec<Permission> {
        let names = &self.names;
        let identity = names.origination.resource().map_or(Permission::Account, Permission::Use);
        let set = names.configuration_set.iter().map(Named::resource).map(Permission::Use);
        let protect = names.protect_configuration.iter().map(Named::resource).map(Permission::Use);
        let fallback = names.fallback.iter().filter_map(Origination::resource).map(Permission::Use);
        [identity].into_iter().chain(fallback).chain(set).chain(protect).collect()
    }

    /// What it says.
    fn content(&self) -> Result<&Content, ServiceError> {
        self.content.as_ref().map_err(Clone::clone)
    }

    /// Where it goes.
    fn destination(&self) -> Result<&Destination, ServiceError> {
        self.names.destination.as_ref().map_err(Clone::clone)
    }

    /// Sends it.
    async fn send(&self, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        self.content()?;
        let found = self.find(call, tx).await?;
        self.accept(found, call, tx).await
    }

    /// Judges what it costs and, unless it is a trial, counts and stores it with everything that is to happen to it.
    async fn accept(&self, found: Found, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let priced = self.price(found, call, tx).await?;
        let ready = counting::lock(vec![(self, call, priced)], Patience::Wait, tx).await?;
        let ready = ready.into_iter().next().flatten();
        let ready = ready.ok_or_else(|| ServiceError::internal("a month that was waited for was passed over"))?;
        let output = ready.judge()?;
        acceptance::write(&[(self, call, &ready)], tx).await?;
        Ok(output)
    }
}

/// How long a text may be.
fn limits(call: &Call) -> content::Limits {
    let septets = usize::try_from(call.deployment.sending.max_septets).unwrap_or(usize::MAX);
    content::Limits { septets, ..content::Limits::default() }
}
