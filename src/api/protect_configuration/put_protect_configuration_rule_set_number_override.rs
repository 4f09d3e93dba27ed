//! # PutProtectConfigurationRuleSetNumberOverride
//!
//! Sets what a protect configuration says about messages to a number, whatever it says about the country, for ever or until a time.
//!
//! - Documented: it holds for every capability.
//! - Assumed (decision RD14): one that is there keeps its CreatedTimestamp; its action and its end are replaced, and without
//!   ExpirationTimestamp it has no end any more. (decision RD18): so is one that has expired.
//! - Assumed (decision RD12): the country is that of the number, and absent for a number of no country.
//! - Assumed (decision RD15): there is no quota unless a setting says so. Nothing raises the ConflictException that is declared.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Names, OverrideOutput, lock, named, read_id};
use crate::{
    database::unit_of_work::Tx,
    domain::{message::destination::Destination, protect_configuration, quota, sharing::Permission},
    model::{
        error::{QuotaReason, ServiceError},
        member::Members,
        protect_configuration::{
            ProtectConfigurationId, ProtectConfigurationRuleOverrideAction, ProtectConfigurationRuleSetNumberOverride,
        },
        resource::Named,
        shape::{CLIENT_TOKEN, PHONE_NUMBER},
    },
    path::{Call, Operation, Run},
    store::{self, protect_configuration::Lock, protect_number_override},
};

/// The operation.
pub struct PutProtectConfigurationRuleSetNumberOverride;

/// `PutProtectConfigurationRuleSetNumberOverrideRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    client_token: Option<String>,
    protect_configuration_id: Option<String>,
    destination_phone_number: Option<String>,
    action: Option<String>,
    expiration_timestamp: Option<f64>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    protect_configuration: Named<ProtectConfigurationId>,
    destination_phone_number: String,
    action: ProtectConfigurationRuleOverrideAction,
    expiration_timestamp: Option<OffsetDateTime>,
    #[serde(skip)]
    client_token: Option<String>,
}

impl Operation for PutProtectConfigurationRuleSetNumberOverride {
    const NAME: &'static str = "PutProtectConfigurationRuleSetNumberOverride";
    type Input = Input;
    type Request = Request;
    type Output = OverrideOutput;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let client_token = members.optional("clientToken", input.client_token, &CLIENT_TOKEN);
        let id = read_id(&mut members, input.protect_configuration_id);
        let number = members.required("destinationPhoneNumber", input.destination_phone_number, &PHONE_NUMBER);
        let action = members.required_enumeration("action", input.action);
        let expiration_timestamp = members.timestamp("expirationTimestamp", input.expiration_timestamp);
        members.verdict()?;
        Ok(Request {
            protect_configuration: named(&id, call)?,
            destination_phone_number: number,
            action,
            expiration_timestamp,
            client_token,
        })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.protect_configuration.resource())]
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }
}

impl Run for PutProtectConfigurationRuleSetNumberOverride {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<OverrideOutput, ServiceError> {
        let (scope, found) = lock(&request.protect_configuration, Lock::Alone, call, tx).await?;
        let (destination_phone_number, iso_country_code) = Destination::number(&request.destination_phone_number)?;
        protect_configuration::may_expire(request.expiration_timestamp, call.now())?;
        let most = call.deployment.quotas.protect_number_overrides;
        if most > 0 && !protect_number_override::is_there(tx, found.key, &destination_phone_number).await? {
            let there = protect_number_override::count(tx, found.key, most).await?;
            quota::has_room(most, there, QuotaReason::ProtectConfigurationsPerAccount)?;
        }
        let new = ProtectConfigurationRuleSetNumberOverride {
            destination_phone_number,
            created_timestamp: call.now(),
            action: request.action,
            iso_country_code,
            expiration_timestamp: request.expiration_timestamp,
        };
        let number_override = store::protect_number_override::put(tx, found.key, call.new_key(), &new).await?;
        Ok(OverrideOutput { names: Names::of(&scope, &request.protect_configuration.key), number_override })
    }
}
