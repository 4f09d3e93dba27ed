//! # DeleteAccountDefaultProtectConfiguration
//!
//! Leaves the account without a default protect configuration, and answers which it was. The protect configuration stays.
//!
//! - Documented: ResourceNotFoundException. Assumed: where there is no default, with the account for its ResourceId.
//! - Documented: it raises no ConflictException.

use serde::{Deserialize, Serialize};

use super::DefaultOutput;
use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::sharing::Permission,
    model::{error::ServiceError, resource_type::ResourceType},
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct DeleteAccountDefaultProtectConfiguration;

/// `DeleteAccountDefaultProtectConfigurationRequest` of the model: it has no members.
#[derive(Deserialize)]
pub struct Input {}

/// What the members name: nothing.
#[derive(Serialize)]
pub struct Request;

impl Operation for DeleteAccountDefaultProtectConfiguration {
    const NAME: &'static str = "DeleteAccountDefaultProtectConfiguration";
    const DECLARES_CONFLICT: bool = false;
    // It makes nothing, but an account has one default: its row is locked.
    const CREATES: bool = true;
    type Input = Input;
    type Request = Request;
    type Output = DefaultOutput;

    fn read(_input: Input, _call: &Call) -> Result<Request, ServiceError> {
        Ok(Request)
    }

    fn permissions(_request: &Request) -> Vec<Permission> {
        vec![Permission::Account]
    }
}

impl Run for DeleteAccountDefaultProtectConfiguration {
    async fn run(_request: &Request, call: &Call, tx: &mut Tx) -> Result<DefaultOutput, ServiceError> {
        let scope = call.own_scope();
        store::account_region::lock(tx, &scope, Patience::Wait).await?;
        let id = store::protect_configuration::find_default(tx, &scope).await?;
        let id = id.ok_or_else(|| ServiceError::not_found(ResourceType::ProtectConfiguration, scope.account_id()))?;
        store::protect_configuration::set_default(tx, &scope, None).await?;
        Ok(DefaultOutput::of(&scope, &id))
    }
}
