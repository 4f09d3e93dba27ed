//! # SetDefaultMessageFeedbackEnabled
//!
//! Sets whether messages that name the configuration set wait for feedback, where they don't say it themselves.
//!
//! - Documented: there is no operation that deletes it. It is absent until it is set, and false is not absent.
//! - Documented: it raises no ConflictException.

use serde::{Deserialize, Serialize};

use super::{SetNames, lock_set, read_set, read_set_name};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::{configuration_set::ConfigurationSetName, error::ServiceError, member::Members, resource::Named},
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct SetDefaultMessageFeedbackEnabled;

/// `SetDefaultMessageFeedbackEnabledRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    configuration_set_name: Option<String>,
    message_feedback_enabled: Option<bool>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    configuration_set: Named<ConfigurationSetName>,
    message_feedback_enabled: bool,
}

/// `SetDefaultMessageFeedbackEnabledResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    set: SetNames,
    message_feedback_enabled: bool,
}

impl Operation for SetDefaultMessageFeedbackEnabled {
    const NAME: &'static str = "SetDefaultMessageFeedbackEnabled";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let set = read_set_name(&mut members, input.configuration_set_name);
        if input.message_feedback_enabled.is_none() {
            members.missing("messageFeedbackEnabled");
        }
        members.verdict()?;
        Ok(Request {
            configuration_set: read_set(&set, call)?,
            message_feedback_enabled: input.message_feedback_enabled.unwrap_or_default(),
        })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.configuration_set.resource())]
    }
}

impl Run for SetDefaultMessageFeedbackEnabled {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (scope, mut set) = lock_set(&request.configuration_set, call, tx).await?;
        let message_feedback_enabled = request.message_feedback_enabled;
        set.defaults.message_feedback_enabled = Some(message_feedback_enabled);
        store::configuration_set::update(tx, set.key, &set.defaults).await?;
        Ok(Output { set: SetNames::of(&scope, &request.configuration_set.key), message_feedback_enabled })
    }
}
