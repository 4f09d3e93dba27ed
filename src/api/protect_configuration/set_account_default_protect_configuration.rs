//! # SetAccountDefaultProtectConfiguration
//!
//! Makes a protect configuration the account's default: it holds for all messages that neither name one nor a configuration set
//! that is associated with one.
//!
//! - Documented: it takes the place of an earlier default. Observed: the same one again changes nothing.
//! - Documented: it raises no ConflictException.

use super::{DefaultOutput, IdInput, IdRequest, lock};
use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::sharing::Permission,
    model::error::ServiceError,
    path::{Call, Operation, Run},
    store::{self, protect_configuration::Lock},
};

/// The operation.
pub struct SetAccountDefaultProtectConfiguration;

impl Operation for SetAccountDefaultProtectConfiguration {
    const NAME: &'static str = "SetAccountDefaultProtectConfiguration";
    const DECLARES_CONFLICT: bool = false;
    // It makes nothing, but an account has one default: its row is locked.
    const CREATES: bool = true;
    type Input = IdInput;
    type Request = IdRequest;
    type Output = DefaultOutput;

    fn read(input: IdInput, call: &Call) -> Result<IdRequest, ServiceError> {
        IdRequest::read(input, call)
    }

    fn permissions(request: &IdRequest) -> Vec<Permission> {
        vec![Permission::Own(request.protect_configuration.resource())]
    }
}

impl Run for SetAccountDefaultProtectConfiguration {
    async fn run(request: &IdRequest, call: &Call, tx: &mut Tx) -> Result<DefaultOutput, ServiceError> {
        let named = &request.protect_configuration;
        let scope = call.scope_of(&named.resource())?;
        store::account_region::lock(tx, &scope, Patience::Wait).await?;
        let key = store::protect_configuration::find(tx, &scope, &named.key).await?;
        let key = key.ok_or_else(|| named.not_found())?;
        store::protect_configuration::set_default(tx, &scope, Some(key)).await?;
        // It may have gone before it was locked.
        lock(named, Lock::Shared, call, tx).await?;
        Ok(DefaultOutput::of(&scope, &named.key))
    }
}
