//! # SendNotifyVoiceMessage
//!
//! Calls a phone number for a notify configuration, and speaks what a template of one-time codes says.
//!
//! - Observed: the code is spoken digit by digit, and stands so in ResolvedMessageBody.
//! - Documented: VoiceId must be one of the template's; Assumed: without it, its first.
//!
//! The checks and their order are those of [`crate::api::message::notify`].

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::{
    api::message::notify::{Output, Request, Said},
    database::unit_of_work::Tx,
    domain::{message::channel::Channel, sharing::Permission},
    model::error::ServiceError,
    path::{Call, Operation, Run},
};

/// The operation.
pub struct SendNotifyVoiceMessage;

/// `SendNotifyVoiceMessageRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    notify_configuration_id: Option<String>,
    destination_phone_number: Option<String>,
    template_id: Option<String>,
    template_variables: Option<BTreeMap<String, Option<String>>>,
    voice_id: Option<String>,
    time_to_live: Option<i64>,
    context: Option<BTreeMap<String, Option<String>>>,
    configuration_set_name: Option<String>,
    dry_run: Option<bool>,
    message_feedback_enabled: Option<bool>,
}

impl Operation for SendNotifyVoiceMessage {
    const NAME: &'static str = "SendNotifyVoiceMessage";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let said = Said {
            notify_configuration_id: input.notify_configuration_id,
            destination_phone_number: input.destination_phone_number,
            template_id: input.template_id,
            template_variables: input.template_variables,
            voice_id: input.voice_id,
            time_to_live: input.time_to_live,
            context: input.context,
            configuration_set_name: input.configuration_set_name,
            dry_run: input.dry_run,
            message_feedback_enabled: input.message_feedback_enabled,
        };
        Request::read(Channel::Voice, said, call)
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        request.permissions()
    }

    fn checks() -> Vec<&'static str> {
        Request::checks()
    }

    /// What it is sent by is read, not locked.
    fn locks_alone(_permission: &Permission, _call: &Call) -> bool {
        false
    }
}

impl Run for SendNotifyVoiceMessage {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        request.send(call, tx).await
    }
}
