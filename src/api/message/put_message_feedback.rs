//! # PutMessageFeedback
//!
//! Sets what became of a message by the word of its sender.
//!
//! - Documented: without a word within an hour the feedback is FAILED, and may still be set later.
//! - Assumed (MD16): the last word counts. A message that waits for no feedback is refused, and one that isn't there, another
//!   account's too, isn't found.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::Tx,
    domain::{message::feedback, sharing::Permission},
    model::{
        error::ServiceError,
        member::Members,
        message::{MessageFeedbackStatus, MessageId},
    },
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct PutMessageFeedback;

/// `PutMessageFeedbackRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    message_id: Option<String>,
    message_feedback_status: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    message_id: MessageId,
    message_feedback_status: MessageFeedbackStatus,
}

/// `PutMessageFeedbackResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    message_id: MessageId,
    message_feedback_status: MessageFeedbackStatus,
}

impl Operation for PutMessageFeedback {
    const NAME: &'static str = "PutMessageFeedback";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, _call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let message_id = MessageId::read(&mut members, input.message_id);
        let status = input.message_feedback_status;
        let message_feedback_status = members.required_enumeration("messageFeedbackStatus", status);
        members.verdict()?;
        Ok(Request { message_id, message_feedback_status })
    }

    fn permissions(_request: &Request) -> Vec<Permission> {
        vec![Permission::Account]
    }
}

impl Run for PutMessageFeedback {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let Request { message_id, message_feedback_status } = request;
        let key = message_id.key().ok_or_else(|| message_id.not_found())?;
        let is_enabled = store::message::lock_feedback(tx, &call.own_scope(), key).await?;
        feedback::may_be_set(is_enabled.ok_or_else(|| message_id.not_found())?)?;
        store::message::put_feedback(tx, key, *message_feedback_status).await?;
        Ok(Output { message_id: message_id.clone(), message_feedback_status: *message_feedback_status })
    }
}
