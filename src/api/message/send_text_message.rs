//! # SendTextMessage
//!
//! Creates a new text message and sends it to a recipient's phone number.
//!
//! - Documented: it is sent from a number or sender ID, through a pool, or, without OriginationIdentity, from whatever the
//!   account has.
//! - Documented: a text is in GSM 03.38 or, with one character beyond it, in UTF-16, and is sent in parts.
//! - Documented: DryRun makes all checks, and sends and charges nothing; Assumed (MD10): it answers an id that is known nowhere.
//! - Documented: Context is echoed in the message's events.
//!
//! The checks and their order are those of [`super`].

use std::collections::BTreeMap;

use serde::Deserialize;
use strum::VariantNames;

use super::{Content, Names, Outgoing, Output, TIME_TO_LIVE, acceptance, counting::Ready, limits};
use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::{
        message::{channel::Channel, content, kind::Kind, price::Dollars},
        sharing::Permission,
    },
    model::{
        error::ServiceError,
        member::Members,
        message::{MessageType, context, destination_country_parameters},
        shape::{
            CONFIGURATION_SET_NAME_OR_ARN, KEYWORD, MAX_PRICE, PHONE_NUMBER, PROTECT_CONFIGURATION_ID_OR_ARN,
            TEXT_MESSAGE_BODY, TEXT_MESSAGE_ORIGINATION_IDENTITY,
        },
    },
    path::{Asked, Call, Granted, LockedRows, Operation, Together},
};

/// In how many lanes the texts of one account and region are. More would wait longer for each other than the rows of their month may
/// be waited for in company.
const LANES: u8 = 4;

/// The operation.
pub struct SendTextMessage;

/// `SendTextMessageRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    destination_phone_number: Option<String>,
    origination_identity: Option<String>,
    message_body: Option<String>,
    message_type: Option<String>,
    keyword: Option<String>,
    configuration_set_name: Option<String>,
    max_price: Option<String>,
    time_to_live: Option<i64>,
    context: Option<BTreeMap<String, Option<String>>>,
    destination_country_parameters: Option<BTreeMap<String, Option<String>>>,
    dry_run: Option<bool>,
    protect_configuration_id: Option<String>,
    message_feedback_enabled: Option<bool>,
}

impl Operation for SendTextMessage {
    const NAME: &'static str = "SendTextMessage";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Outgoing;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Outgoing, ServiceError> {
        let mut members = Members::new();
        let destination = members.required("destinationPhoneNumber", input.destination_phone_number, &PHONE_NUMBER);
        let identity = input.origination_identity;
        let identity = members.optional("originationIdentity", identity, &TEXT_MESSAGE_ORIGINATION_IDENTITY);
        let message_body = members.optional("messageBody", input.message_body, &TEXT_MESSAGE_BODY);
        let message_type = members.enumeration("messageType", input.message_type, MessageType::VARIANTS);
        let keyword = members.optional("keyword", input.keyword, &KEYWORD);
        let set = input.configuration_set_name;
        let set = members.optional("configurationSetName", set, &CONFIGURATION_SET_NAME_OR_ARN);
        let max_price = members.optional("maxPrice", input.max_price, &MAX_PRICE);
        let time_to_live = members.integer("timeToLive", input.time_to_live, TIME_TO_LIVE);
        let context = context(&mut members, input.context);
        let destination_country_parameters =
            destination_country_parameters(&mut members, input.destination_country_parameters);
        let protect = input.protect_configuration_id;
        let protect = members.optional("protectConfigurationId", protect, &PROTECT_CONFIGURATION_ID_OR_ARN);
        members.verdict()?;
        let names = Names::read(&destination, identity.as_deref(), set.as_deref(), protect.as_deref(), call)?;
        Ok(Outgoing {
            channel: Channel::Text,
            kind: Kind::Api,
            is_free: false,
            names,
            content: content::text(message_body.as_deref(), &limits(call)).map(Content::Text),
            message_body,
            media_urls: Vec::new(),
            message_type,
            keyword,
            max_price: max_price.as_deref().and_then(Dollars::parse),
            time_to_live,
            context,
            destination_country_parameters,
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

/// Documented: there is no client token, and a retry is another message: nothing keeps two sends apart, to one phone either.
impl Together for SendTextMessage {
    type Locked = Ready;

    /// All of an account and region are counted in one month: a few lanes read beside each other, and wait for it in turn.
    fn lane(_request: &Outgoing, call: &Call) -> String {
        let [.., last] = call.request_id.into_bytes();
        call.own_scope().arn(format!("message/{}", last % LANES))
    }

    async fn lock(
        asked: &[Asked<'_, Self>],
        patience: Patience,
        tx: &mut Tx,
    ) -> Result<LockedRows<Ready>, ServiceError> {
        acceptance::lock(asked.iter().map(|one| (one.request, one.call)), patience, tx).await
    }

    fn after(locked: &mut Ready, granted: &Granted<'_, Self>) {
        if !granted.asked.request.is_dry_run {
            locked.after(&granted.locked);
        }
    }

    fn decide(_asked: &Asked<'_, Self>, locked: &Ready) -> Result<Output, ServiceError> {
        locked.judge()
    }

    async fn write(granted: &[Granted<'_, Self>], tx: &mut Tx) -> Result<(), ServiceError> {
        let judged: Vec<_> = granted.iter().map(|one| (one.asked.request, one.asked.call, &one.locked)).collect();
        acceptance::write(&judged, tx).await
    }
}
