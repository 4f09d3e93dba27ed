//! # SendVoiceMessage
//!
//! Calls a recipient's phone number and speaks a message.
//!
//! - Documented: it goes from a number that is capable of VOICE, and is paid for by started minutes.
//! - Documented: the body is a text or SSML, and at most 3,000 characters of it are spoken, by MATTHEW if nobody says.
//! - Documented: five calls to a recipient within 24 hours; twenty of an account in the sandbox.
//! - Assumed (MD14): how long a call takes. It is charged at acceptance, and given back if nobody listens to its end.
//!
//! The checks and their order are those of [`super`].

use std::collections::BTreeMap;

use serde::Deserialize;
use strum::VariantNames;

use super::{Content, Names, Outgoing, Output, TIME_TO_LIVE};
use crate::{
    database::unit_of_work::Tx,
    domain::{
        message::{channel::Channel, content, kind::Kind, price::Dollars},
        sharing::Permission,
    },
    model::{
        error::ServiceError,
        member::Members,
        message::{VoiceId, VoiceMessageBodyTextType, context},
        shape::{
            CONFIGURATION_SET_NAME_OR_ARN, MAX_PRICE, PHONE_NUMBER, PROTECT_CONFIGURATION_ID_OR_ARN,
            VOICE_MESSAGE_BODY, VOICE_MESSAGE_ORIGINATION_IDENTITY,
        },
    },
    path::{Call, Operation, Run},
};

/// The operation.
pub struct SendVoiceMessage;

/// `SendVoiceMessageRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    destination_phone_number: Option<String>,
    origination_identity: Option<String>,
    message_body: Option<String>,
    message_body_text_type: Option<String>,
    voice_id: Option<String>,
    configuration_set_name: Option<String>,
    max_price_per_minute: Option<String>,
    time_to_live: Option<i64>,
    context: Option<BTreeMap<String, Option<String>>>,
    dry_run: Option<bool>,
    protect_configuration_id: Option<String>,
    message_feedback_enabled: Option<bool>,
}

impl Operation for SendVoiceMessage {
    const NAME: &'static str = "SendVoiceMessage";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Outgoing;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Outgoing, ServiceError> {
        let mut members = Members::new();
        let destination = members.required("destinationPhoneNumber", input.destination_phone_number, &PHONE_NUMBER);
        let identity = input.origination_identity;
        let identity = members.required("originationIdentity", identity, &VOICE_MESSAGE_ORIGINATION_IDENTITY);
        let message_body = members.optional("messageBody", input.message_body, &VOICE_MESSAGE_BODY);
        let text_type = input.message_body_text_type;
        let text_type: Option<VoiceMessageBodyTextType> =
            members.enumeration("messageBodyTextType", text_type, VoiceMessageBodyTextType::VARIANTS);
        let voice_id: Option<VoiceId> = members.enumeration("voiceId", input.voice_id, VoiceId::VARIANTS);
        let set = input.configuration_set_name;
        let set = members.optional("configurationSetName", set, &CONFIGURATION_SET_NAME_OR_ARN);
        let max_price = members.optional("maxPricePerMinute", input.max_price_per_minute, &MAX_PRICE);
        let time_to_live = members.integer("timeToLive", input.time_to_live, TIME_TO_LIVE);
        let context = context(&mut members, input.context);
        let protect = input.protect_configuration_id;
        let protect = members.optional("protectConfigurationId", protect, &PROTECT_CONFIGURATION_ID_OR_ARN);
        members.verdict()?;
        let names = Names::read(&destination, Some(&identity), set.as_deref(), protect.as_deref(), call)?;
        let text_type = text_type.unwrap_or_default();
        Ok(Outgoing {
            channel: Channel::Voice,
            kind: Kind::Api,
            is_free: false,
            names,
            content: content::voice(message_body.as_deref(), text_type).map(Content::Voice),
            message_body,
            media_urls: Vec::new(),
            message_type: None,
            keyword: None,
            max_price: max_price.as_deref().and_then(Dollars::parse),
            time_to_live,
            context,
            destination_country_parameters: BTreeMap::new(),
            is_dry_run: input.dry_run.unwrap_or_default(),
            message_feedback_enabled: input.message_feedback_enabled,
            voice: Some((voice_id.unwrap_or_default(), text_type)),
            rcs: None,
            notified: None,
        })
    }

    fn permissions(request: &Outgoing) -> Vec<Permission> {
        request.permissions()
    }

    fn checks() -> Vec<&'static str> {
        Outgoing::checks()
    }

    /// What it is sent from is read, not locked.
    fn locks_alone(_permission: &Permission, _call: &Call) -> bool {
        false
    }
}

impl Run for SendVoiceMessage {
    async fn run(request: &Outgoing, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        request.send(call, tx).await
    }
}
