//! Messages by notify configurations, for SendNotifyTextMessage and SendNotifyVoiceMessage.
//!
//! They go the road of every send, from another source: the identities of the configuration's pool that reach the phone, else AWS's own.
//!
//! - Documented: a template says what they say, and the request fills in its variables.
//! - Documented: what the pool opted out isn't sent; without a pool opt-outs hold nothing back. They are held to protect configurations,
//!   and count against a month of their own.
//! - Assumed: the order of the checks. Assumed: the sandbox doesn't hold them back, nor does the limit of calls; they are TRANSACTIONAL, or
//!   what the pool sends; a call is spoken by the first voice of its template where none is named.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use strum::VariantNames as _;

use super::{Content, Names, Outgoing, TIME_TO_LIVE, found::Found, origination::for_notify};
use crate::{
    database::unit_of_work::Tx,
    domain::{
        account::AccountTier,
        check::{self, Rule as _},
        message::{
            channel::Channel, content, cost, destination::Destination, direct::Asked, identity::Origination,
            kind::Kind, recipient, selection,
        },
        notify::{self, DailyLimits, DailyQuotas, Sending, template},
        rate,
        sharing::Permission,
    },
    model::{
        configuration_set::ConfigurationSetName,
        error::ServiceError,
        member::Members,
        message::{MessageId, VoiceId, VoiceMessageBodyTextType, context},
        notify_configuration::{NotifyConfigurationId, NotifyConfigurationTier as Tier},
        notify_template::variables,
        pool::PoolId,
        resource::{self, Key as _, Named},
        shape::{CONFIGURATION_SET_NAME_OR_ARN, NOTIFY_CONFIGURATION_ID_OR_ARN, NOTIFY_TEMPLATE_ID, PHONE_NUMBER},
    },
    path::{Call, examine},
    store::{
        self,
        message::{NotifyMessage, origin, recipient::OptOuts},
        notify_configuration::Lock,
    },
};

/// The members of both operations, as their inputs have them.
pub struct Said {
    pub notify_configuration_id: Option<String>,
    pub destination_phone_number: Option<String>,
    pub template_id: Option<String>,
    pub template_variables: Option<BTreeMap<String, Option<String>>>,
    pub voice_id: Option<String>,
    pub time_to_live: Option<i64>,
    pub context: Option<BTreeMap<String, Option<String>>>,
    pub configuration_set_name: Option<String>,
    pub dry_run: Option<bool>,
    pub message_feedback_enabled: Option<bool>,
}

/// What they name.
pub struct Request {
    channel: Channel,
    notify_configuration: Named<NotifyConfigurationId>,
    /// Judged once the configuration is.
    destination: Result<Destination, ServiceError>,
    template_id: Option<String>,
    template_variables: BTreeMap<String, String>,
    voice_id: Option<VoiceId>,
    time_to_live: Option<i64>,
    context: BTreeMap<String, String>,
    configuration_set: Option<Named<ConfigurationSetName>>,
    is_dry_run: bool,
    message_feedback_enabled: Option<bool>,
}

/// Without a client token no two requests are compared.
impl Serialize for Request {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_unit()
    }
}

/// What is answered.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    message_id: MessageId,
    template_id: String,
    resolved_message_body: String,
}

/// By what a message is sent, and what it says.
#[derive(Clone, Debug)]
pub struct Notified {
    configuration: Named<NotifyConfigurationId>,
    tier: Tier,
    template_id: String,
    template_variables: BTreeMap<String, String>,
}

impl Request {
    /// Checks the shapes, then parses the ARNs.
    ///
    /// # Errors
    ///
    /// ValidationException.
    pub fn read(channel: Channel, said: Said, call: &Call) -> Result<Self, ServiceError> {
        const ID: &str = "notifyConfigurationId";
        const SET: &str = "configurationSetName";
        let mut members = Members::new();
        let id = members.required(ID, said.notify_configuration_id, &NOTIFY_CONFIGURATION_ID_OR_ARN);
        let destination = members.required("destinationPhoneNumber", said.destination_phone_number, &PHONE_NUMBER);
        let template_id = members.optional("templateId", said.template_id, &NOTIFY_TEMPLATE_ID);
        let template_variables = variables(&mut members, said.template_variables);
        let voice_id = members.enumeration("voiceId", said.voice_id, VoiceId::VARIANTS);
        let time_to_live = members.integer("timeToLive", said.time_to_live, TIME_TO_LIVE);
        let context = context(&mut members, said.context);
        let set = members.optional(SET, said.configuration_set_name, &CONFIGURATION_SET_NAME_OR_ARN);
        members.verdict()?;
        let set = set.map(|name| resource::configuration_set(SET, &name, &call.caller));
        Ok(Self {
            channel,
            notify_configuration: resource::notify_configuration(ID, &id, &call.caller)?,
            destination: Destination::read(&destination),
            template_id: template_id.filter(|id| !id.is_empty()),
            template_variables,
            voice_id,
            time_to_live,
            context,
            configuration_set: set.transpose()?,
            is_dry_run: said.dry_run.unwrap_or_default(),
            message_feedback_enabled: said.message_feedback_enabled,
        })
    }

    /// What it needs permission for.
    pub fn permissions(&self) -> Vec<Permission> {
        let set = self.configuration_set.iter().map(Named::resource).map(Permission::Use);
        [Permission::Use(self.notify_configuration.resource())].into_iter().chain(set).collect()
    }

    /// The names of all that it may be asked, in order.
    pub fn checks() -> Vec<&'static str> {
        [
            check::names::<Sending<'_>>(),
            check::names::<recipient::Country<'_>>(),
            check::names::<selection::Choosing<'_>>(),
            check::names::<recipient::Facts<'_>>(),
            check::names::<cost::Within>(),
            check::names::<DailyLimits>(),
        ]
        .concat()
    }

    /// Sends it.
    ///
    /// # Errors
    ///
    /// Those of [`Sending`] and [`DailyLimits`], and those of any send.
    pub async fn send(&self, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let named = &self.notify_configuration;
        let scope = call.scope_of(&named.resource())?;
        let configuration = store::notify_configuration::lock(tx, &scope, &named.key, Lock::Not).await?;
        let configuration = configuration.ok_or_else(|| named.not_found())?;
        let template_id = self.template_id.as_deref().or(configuration.default_template_id.as_deref());
        let rule = Sending {
            notify_configuration: &configuration,
            channel: self.channel,
            destination: &self.destination,
            template_id,
            template: template_id.and_then(template::find),
            voice_id: self.voice_id,
            variables: &self.template_variables,
            now: call.now_in(&scope),
        };
        examine(call, &rule)?;
        let template = rule.template.ok_or_else(|| ServiceError::internal("a template that is there isn't"))?;
        let body = notify::body(&configuration, template, self.channel, &self.template_variables);
        let notified = Notified {
            configuration: named.clone(),
            tier: configuration.tier,
            template_id: template.information.template_id.clone(),
            template_variables: self.template_variables.clone(),
        };
        let voice = self.voice_id.or_else(|| template.information.supported_voice_ids.first().copied());
        let sent = self.outgoing(notified, &body, voice.unwrap_or_default(), call).send(call, tx).await?;
        let template_id = template.information.template_id.clone();
        Ok(Output { message_id: sent.message_id, template_id, resolved_message_body: body })
    }

    fn outgoing(&self, notified: Notified, body: &str, voice: VoiceId, call: &Call) -> Outgoing {
        let names = Names {
            fallback: None,
            origination: Origination::Account,
            destination: self.destination.clone(),
            configuration_set: self.configuration_set.clone(),
            protect_configuration: None,
        };
        let text_type = VoiceMessageBodyTextType::Text;
        let is_call = self.channel == Channel::Voice;
        let content = if is_call {
            content::voice(Some(body), text_type).map(Content::Voice)
        } else {
            content::text(Some(body), &super::limits(call)).map(Content::Text)
        };
        Outgoing {
            channel: self.channel,
            kind: Kind::Notify,
            is_free: false,
            names,
            content,
            message_body: Some(body.to_owned()),
            media_urls: Vec::new(),
            message_type: None,
            keyword: None,
            max_price: None,
            time_to_live: self.time_to_live,
            context: self.context.clone(),
            destination_country_parameters: BTreeMap::new(),
            is_dry_run: self.is_dry_run,
            message_feedback_enabled: self.message_feedback_enabled,
            voice: is_call.then_some((voice, text_type)),
            rcs: None,
            notified: Some(notified),
        }
    }
}

impl Notified {
    /// What is kept of it with the message.
    pub(super) fn kept(&self) -> NotifyMessage<'_> {
        NotifyMessage {
            notify_configuration_id: self.configuration.key.id(),
            template_id: &self.template_id,
            template_variables: &self.template_variables,
        }
    }

    /// What its day holds already, beside what it may hold.
    pub(super) async fn day(
        &self,
        destination: &Destination,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<DailyLimits, ServiceError> {
        let (scope, quotas) = (call.own_scope(), &call.deployment.quotas);
        let since = notify::day(call.now());
        let sent = store::message::sent_today(tx, &scope, destination, self.configuration.key.id(), since).await?;
        let quotas = DailyQuotas {
            to_destination: quotas.notify_messages_to_destination,
            of_basic_tier: quotas.notify_messages_of_basic_tier,
        };
        Ok(DailyLimits { sent, tier: self.tier, quotas })
    }

    /// Judges how many messages there were that day and second, before anything is counted.
    pub(super) async fn is_within_limits(
        &self,
        destination: &Destination,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<(), ServiceError> {
        examine(call, &self.day(destination, call, tx).await?)?;
        match (self.tier, &call.throttle) {
            (Tier::Basic, Some(throttle)) => throttle.take(rate::NOTIFY_BASIC, &call.own_scope()),
            _ => Ok(()),
        }
    }

    /// Judges the day again, behind the lock of the month: others may have sent meanwhile.
    pub(super) async fn has_room_still(
        &self,
        destination: &Destination,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<(), ServiceError> {
        self.day(destination, call, tx).await?.verdict()
    }
}

impl Outgoing {
    /// As [`Outgoing::find`], of a message by a notify configuration.
    pub(super) async fn find_for_notify(
        &self,
        notified: &Notified,
        destination: &Destination,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<Found, ServiceError> {
        let set = self.names.configuration_set(call, tx).await?;
        let blocked_countries = &call.deployment.sending.blocked_countries;
        examine(call, &recipient::Country { destination, blocked_countries })?;
        let (named, scope) = (&notified.configuration, call.own_scope());
        let configuration = store::notify_configuration::lock(tx, &scope, &named.key, Lock::Not).await?;
        let pool = match configuration.ok_or_else(|| named.not_found())?.pool {
            Some(key) => origin::pool(tx, &scope, &PoolId::of(key)).await?,
            None => None,
        };
        let asked = Asked { channel: self.channel, destination, message_type: None };
        let resolved = for_notify(pool.as_ref(), &asked, call, tx).await?;
        let recipient = self.recipient(destination, &resolved, set.protect_configuration, call, tx).await?;
        let facts = recipient::Facts {
            channel: self.channel,
            destination,
            tier: AccountTier::Production,
            is_verified: false,
            is_opted_out: recipient.is_opted_out && resolved.opt_outs != OptOuts::OnDefault,
            protection: recipient.protection.as_ref(),
            from_registered_sender_id: false,
            destination_country_parameters: &self.destination_country_parameters,
        };
        examine(call, &facts)?;
        let tier = call.deployment.account.tier_of(recipient.tier);
        let protect_configuration = set.protect_configuration;
        Ok(Found { set, origin: resolved.origin, instead: None, protect_configuration, tier, recipient })
    }
}
