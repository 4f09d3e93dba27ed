//! # SendNotifyTextMessage
//!
//! Creates a new text message from a template of one-time codes, and sends it for a notify configuration to a phone number.
//!
//! - Documented: it answers what the template says once its variables are filled in.
//! - Documented: DryRun makes all checks, and sends, counts and charges nothing.
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
pub struct SendNotifyTextMessage;

/// `SendNotifyTextMessageRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    notify_configuration_id: Option<String>,
    destination_phone_number: Option<String>,
    template_id: Option<String>,
    template_variables: Option<BTreeMap<String, Option<String>>>,
    time_to_live: Option<i64>,
    context: Option<BTreeMap<String, Option<String>>>,
    configuration_set_name: Option<String>,
    dry_run: Option<bool>,
    message_feedback_enabled: Option<bool>,
}

impl Operation for SendNotifyTextMessage {
    const NAME: &'static str = "SendNotifyTextMessage";
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
            voice_id: None,
            time_to_live: input.time_to_live,
            context: input.context,
            configuration_set_name: input.configuration_set_name,
            dry_run: input.dry_run,
            message_feedback_enabled: input.message_feedback_enabled,
        };
        Request::read(Channel::Text, said, call)
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

impl Run for SendNotifyTextMessage {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        request.send(call, tx).await
    }
}
