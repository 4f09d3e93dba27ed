//! # SendMediaMessage
//!
//! Creates a new multimedia message (MMS) and sends it to a recipient's phone number.
//!
//! - Documented: it has a text or a file, or both, and is one part.
//! - Documented: it goes from a number that is capable of MMS, to the US and Canada only.
//! - Assumed (MD5): its type is that of the number or pool, never the configuration set's.
//! - Assumed (MD22): files are never fetched; what their names end in says what they are.
//!
//! The checks and their order are those of [`super`].

use std::collections::BTreeMap;

use serde::Deserialize;

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
        message::{context, media_urls},
        shape::{
            CONFIGURATION_SET_NAME_OR_ARN, MAX_PRICE, MEDIA_MESSAGE_ORIGINATION_IDENTITY, PHONE_NUMBER,
            PROTECT_CONFIGURATION_ID_OR_ARN, TEXT_MESSAGE_BODY,
        },
    },
    path::{Call, Operation, Run},
};

/// The operation.
pub struct SendMediaMessage;

/// `SendMediaMessageRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    destination_phone_number: Option<String>,
    origination_identity: Option<String>,
    message_body: Option<String>,
    media_urls: Option<Vec<String>>,
    configuration_set_name: Option<String>,
    max_price: Option<String>,
    time_to_live: Option<i64>,
    context: Option<BTreeMap<String, Option<String>>>,
    dry_run: Option<bool>,
    protect_configuration_id: Option<String>,
    message_feedback_enabled: Option<bool>,
}

impl Operation for SendMediaMessage {
    const NAME: &'static str = "SendMediaMessage";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Outgoing;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Outgoing, ServiceError> {
        let mut members = Members::new();
        let destination = members.required("destinationPhoneNumber", input.destination_phone_number, &PHONE_NUMBER);
        let identity = input.origination_identity;
        let identity = members.required("originationIdentity", identity, &MEDIA_MESSAGE_ORIGINATION_IDENTITY);
        let message_body = members.optional("messageBody", input.message_body, &TEXT_MESSAGE_BODY);
        let media_urls = media_urls(&mut members, input.media_urls);
        let set = input.configuration_set_name;
        let set = members.optional("configurationSetName", set, &CONFIGURATION_SET_NAME_OR_ARN);
        let max_price = members.optional("maxPrice", input.max_price, &MAX_PRICE);
        let time_to_live = members.integer("timeToLive", input.time_to_live, TIME_TO_LIVE);
        let context = context(&mut members, input.context);
        let protect = input.protect_configuration_id;
        let protect = members.optional("protectConfigurationId", protect, &PROTECT_CONFIGURATION_ID_OR_ARN);
        members.verdict()?;
        let names = Names::read(&destination, Some(&identity), set.as_deref(), protect.as_deref(), call)?;
        Ok(Outgoing {
            channel: Channel::Media,
            kind: Kind::Api,
            is_free: false,
            names,
            content: content::media(message_body.as_deref(), &media_urls).map(|()| Content::Media),
            message_body,
            media_urls,
            message_type: None,
            keyword: None,
            max_price: max_price.as_deref().and_then(Dollars::parse),
            time_to_live,
            context,
            destination_country_parameters: BTreeMap::new(),
            is_dry_run: input.dry_run.unwrap_or_default(),
            message_feedback_enabled: input.message_feedback_enabled,
            voice: None,
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

impl Run for SendMediaMessage {
    async fn run(request: &Outgoing, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        request.send(call, tx).await
    }
}
