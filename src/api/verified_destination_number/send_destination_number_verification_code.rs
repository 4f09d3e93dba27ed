//! # SendDestinationNumberVerificationCode
//!
//! Sends the code that verifies an entry to its phone, by a text or a call.
//!
//! - Documented: five codes to an entry within a day; only the first one is free. Assumed (RD42): a rolling day.
//! - Assumed (RD41): the code has six digits and counts for 15 minutes; it takes the place of the one before it.
//! - Observed: it needs permission for `SendTextMessage`, too. Assumed: for a call as well, and of the same resource.
//! - Assumed: without LanguageCode it is American English.
//!
//! The message is one like any other, see `api::message::verification_code`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use strum::VariantNames;
use time::Duration;

use super::{lock_number, read_id, read_number};
use crate::{
    api::message::{
        Outgoing, Output,
        verification_code::{Envelope, Written},
    },
    database::unit_of_work::Tx,
    domain::{
        message::{channel::Channel, destination::Destination},
        sharing::Permission,
        verification::{self, SentCode},
    },
    model::{
        error::ServiceError,
        member::Members,
        resource::Named,
        verified_destination_number::{LanguageCode, VerificationChannel, VerifiedDestinationNumberId},
    },
    path::{Call, Operation, Run},
    store::{self, verification_code::NewCode},
};

/// The operation.
pub struct SendDestinationNumberVerificationCode;

/// `SendDestinationNumberVerificationCodeRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    verified_destination_number_id: Option<String>,
    verification_channel: Option<String>,
    language_code: Option<String>,
    origination_identity: Option<String>,
    configuration_set_name: Option<String>,
    context: Option<BTreeMap<String, Option<String>>>,
    destination_country_parameters: Option<BTreeMap<String, Option<String>>>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    number: Named<VerifiedDestinationNumberId>,
    channel: VerificationChannel,
    language: LanguageCode,
    envelope: Envelope,
}

impl Operation for SendDestinationNumberVerificationCode {
    const NAME: &'static str = "SendDestinationNumberVerificationCode";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.verified_destination_number_id);
        let channel = members.required_enumeration("verificationChannel", input.verification_channel);
        let language = members.enumeration("languageCode", input.language_code, LanguageCode::VARIANTS);
        let (identity, set) = (input.origination_identity, input.configuration_set_name);
        let written = Written::read(&mut members, identity, set, input.context, input.destination_country_parameters);
        members.verdict()?;
        let number = read_number(&id, call)?;
        Ok(Request { number, channel, language: language.unwrap_or_default(), envelope: written.name(call)? })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        let number = Permission::Own(request.number.resource());
        [number].into_iter().chain(request.envelope.permissions("SendTextMessage")).collect()
    }

    fn checks() -> Vec<&'static str> {
        Outgoing::checks()
    }

    /// What it is sent from is read, not locked.
    fn locks_alone(permission: &Permission, _call: &Call) -> bool {
        matches!(permission, Permission::Own(_))
    }
}

impl Run for SendDestinationNumberVerificationCode {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (scope, locked) = lock_number(&request.number, call, tx).await?;
        let (settings, now) = (&call.deployment.verification, call.now_in(&scope));
        locked.number.takes_code(now)?;
        let sent = store::verification_code::count(tx, locked.key, now).await?;

        let code = verification::code((call.keys)());
        let channel = match request.channel {
            VerificationChannel::Text => Channel::Text,
            VerificationChannel::Voice => Channel::Voice,
        };
        let destination = Destination::read(&locked.destination_phone_number)?;
        let body = verification::text(&code, request.language);
        let is_free = locked.number.code_sent_at.is_none();
        let outgoing = request.envelope.outgoing(channel, &destination, body, is_free, call)?;
        let answer = outgoing.send_code(verification::may_be_sent(settings, sent), call, tx).await?;

        let sent = SentCode {
            code,
            expires_at: now + Duration::minutes(settings.code_minutes.into()),
            tries_left: (settings.tries_per_code > 0).then(|| settings.tries_per_code.into()),
        };
        let message = answer.message_id.key().ok_or_else(|| ServiceError::internal("a message's id has no key"))?;
        store::verification_code::insert(tx, &NewCode { message, number: locked.key, sent: &sent, now }).await?;
        Ok(answer)
    }
}
