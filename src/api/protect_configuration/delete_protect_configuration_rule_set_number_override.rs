//! # DeleteProtectConfigurationRuleSetNumberOverride
//!
//! Deletes what a protect configuration says about a number, and answers what it was.
//!
//! - Documented: ResourceNotFoundException. Assumed (decision RD16): for a number without an override it names the number, as a
//!   protect configuration. (decision RD18): one that has expired isn't there any more.
//! - Documented: it raises no ConflictException.

use serde::{Deserialize, Serialize};

use super::{Names, OverrideOutput, lock, named, read_id};
use crate::{
    database::unit_of_work::Tx,
    domain::{message::destination::e164, sharing::Permission},
    model::{
        error::ServiceError, member::Members, protect_configuration::ProtectConfigurationId, resource::Named,
        resource_type::ResourceType, shape::PHONE_NUMBER,
    },
    path::{Call, Operation, Run},
    store::{self, protect_configuration::Lock},
};

/// The operation.
pub struct DeleteProtectConfigurationRuleSetNumberOverride;

/// `DeleteProtectConfigurationRuleSetNumberOverrideRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    protect_configuration_id: Option<String>,
    destination_phone_number: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    protect_configuration: Named<ProtectConfigurationId>,
    destination_phone_number: String,
}

impl Operation for DeleteProtectConfigurationRuleSetNumberOverride {
    const NAME: &'static str = "DeleteProtectConfigurationRuleSetNumberOverride";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = OverrideOutput;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.protect_configuration_id);
        let number = members.required("destinationPhoneNumber", input.destination_phone_number, &PHONE_NUMBER);
        members.verdict()?;
        Ok(Request { protect_configuration: named(&id, call)?, destination_phone_number: e164(&number) })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.protect_configuration.resource())]
    }
}

impl Run for DeleteProtectConfigurationRuleSetNumberOverride {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<OverrideOutput, ServiceError> {
        let (scope, found) = lock(&request.protect_configuration, Lock::Alone, call, tx).await?;
        let number = &request.destination_phone_number;
        let deleted = store::protect_number_override::delete(tx, found.key, number, call.now()).await?;
        let number_override =
            deleted.ok_or_else(|| ServiceError::not_found(ResourceType::ProtectConfiguration, number))?;
        Ok(OverrideOutput { names: Names::of(&scope, &request.protect_configuration.key), number_override })
    }
}
