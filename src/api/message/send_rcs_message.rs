//! # SendRcsMessage
//!
//! Creates a new RCS message and sends it to a recipient's phone number.
//!
//! - Documented: it goes from an RCS agent, or through a pool that has one, and says one thing: a text, a file, a card or a carousel.
//! - Documented: it is one part, doesn't expire unless TimeToLive says so, and is paid for when it is delivered.
//! - Documented: FallbackConfiguration says what is sent in its stead where it fails or expires.
//! - Assumed (MD5): its type is that of the pool, else TRANSACTIONAL, never the configuration set's.
//!
//! The checks and their order are those of [`super`].

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Content, Names, Outgoing, Output, Rcs};
use crate::{
    database::unit_of_work::Tx,
    domain::{
        message::{channel::Channel, kind::Kind, price::Dollars, rcs},
        sharing::Permission,
    },
    model::{
        error::ServiceError,
        member::Members,
        message::context,
        rcs_message::{RcsFallbackConfiguration, RcsMessageContent},
        shape::{
            CONFIGURATION_SET_NAME_OR_ARN, MAX_PRICE, PHONE_NUMBER, PROTECT_CONFIGURATION_ID_OR_ARN,
            RCS_MESSAGE_ORIGINATION_IDENTITY, RCS_MESSAGE_TRAFFIC_TYPE,
        },
    },
    path::{Call, Operation, Run},
};

/// The operation.
pub struct SendRcsMessage;

/// `SendRcsMessageRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    destination_phone_number: Option<String>,
    origination_identity: Option<String>,
    rcs_message_content: Option<RcsMessageContent>,
    time_to_live: Option<i64>,
    message_traffic_type: Option<String>,
    fallback_configuration: Option<RcsFallbackConfiguration>,
    protect_configuration_id: Option<String>,
    configuration_set_name: Option<String>,
    max_price: Option<String>,
    dry_run: Option<bool>,
    context: Option<BTreeMap<String, Option<String>>>,
    message_feedback_enabled: Option<bool>,
}

/// The seconds that TimeToLive may name. Documented.
const TIME_TO_LIVE: std::ops::RangeInclusive<i64> = 1..=172_800;

impl Operation for SendRcsMessage {
    const NAME: &'static str = "SendRcsMessage";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Outgoing;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Outgoing, ServiceError> {
        let mut members = Members::new();
        let destination = members.required("destinationPhoneNumber", input.destination_phone_number, &PHONE_NUMBER);
        let identity = input.origination_identity;
        let identity = members.required("originationIdentity", identity, &RCS_MESSAGE_ORIGINATION_IDENTITY);
        if let Some(content) = &input.rcs_message_content {
            content.check(&mut members);
        }
        let time_to_live = members.integer("timeToLive", input.time_to_live, TIME_TO_LIVE);
        let traffic_type = input.message_traffic_type;
        let traffic_type = members.optional("messageTrafficType", traffic_type, &RCS_MESSAGE_TRAFFIC_TYPE);
        if let Some(fallback) = &input.fallback_configuration {
            fallback.check(&mut members);
        }
        let protect = input.protect_configuration_id;
        let protect = members.optional("protectConfigurationId", protect, &PROTECT_CONFIGURATION_ID_OR_ARN);
        let set = input.configuration_set_name;
        let set = members.optional("configurationSetName", set, &CONFIGURATION_SET_NAME_OR_ARN);
        let max_price = members.optional("maxPrice", input.max_price, &MAX_PRICE);
        let context = context(&mut members, input.context);
        members.verdict()?;
        let mut names = Names::read(&destination, Some(&identity), set.as_deref(), protect.as_deref(), call)?;
        let (said, fallback) = (input.rcs_message_content, input.fallback_configuration);
        if let Some(named) = fallback.as_ref().and_then(|fallback| fallback.origination_identity.as_deref()) {
            names.names_fallback(named, call)?;
        }
        let is_good = rcs::content(said.as_ref()).and_then(|()| fallback.iter().try_for_each(rcs::fallback));
        Ok(Outgoing {
            channel: Channel::Rcs,
            kind: Kind::Api,
            is_free: false,
            names,
            content: is_good.map(|()| Content::Rcs),
            message_body: said.as_ref().and_then(RcsMessageContent::text).map(str::to_owned),
            media_urls: Vec::new(),
            message_type: None,
            keyword: None,
            max_price: max_price.as_deref().and_then(Dollars::parse),
            time_to_live,
            context,
            destination_country_parameters: BTreeMap::new(),
            is_dry_run: input.dry_run.unwrap_or_default(),
            message_feedback_enabled: input.message_feedback_enabled,
            voice: None,
            rcs: Some(Rcs { content: said, traffic_type, fallback }),
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

impl Run for SendRcsMessage {
    async fn run(request: &Outgoing, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        request.send(call, tx).await
    }
}
