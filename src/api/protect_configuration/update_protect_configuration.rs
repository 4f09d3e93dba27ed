//! # UpdateProtectConfiguration
//!
//! Protects a protect configuration against being deleted, or no longer, and answers what it is then.
//!
//! - Documented: without DeletionProtectionEnabled it stays as it is.
//! - Documented: it raises no ConflictException.

use serde::{Deserialize, Serialize};

use super::{lock, named, read_id};
use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::{
        error::ServiceError,
        member::Members,
        protect_configuration::{ProtectConfigurationId, ProtectConfigurationInformation},
        resource::Named,
    },
    path::{Call, Operation, Run},
    store::{self, protect_configuration::Lock},
};

/// The operation.
pub struct UpdateProtectConfiguration;

/// `UpdateProtectConfigurationRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    protect_configuration_id: Option<String>,
    deletion_protection_enabled: Option<bool>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    protect_configuration: Named<ProtectConfigurationId>,
    deletion_protection_enabled: Option<bool>,
}

impl Operation for UpdateProtectConfiguration {
    const NAME: &'static str = "UpdateProtectConfiguration";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = ProtectConfigurationInformation;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.protect_configuration_id);
        members.verdict()?;
        let deletion_protection_enabled = input.deletion_protection_enabled;
        Ok(Request { protect_configuration: named(&id, call)?, deletion_protection_enabled })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.protect_configuration.resource())]
    }
}

impl Run for UpdateProtectConfiguration {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<ProtectConfigurationInformation, ServiceError> {
        let (scope, found) = lock(&request.protect_configuration, Lock::Alone, call, tx).await?;
        if let Some(protected) = request.deletion_protection_enabled {
            store::protect_configuration::update(tx, found.key, protected).await?;
        }
        store::protect_configuration::describe(tx, &scope, found.key).await
    }
}
