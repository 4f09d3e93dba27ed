//! # CreateProtectConfiguration
//!
//! Creates a new protect configuration. It lets everything through: each country is ALLOW in each capability, and there are no
//! overrides.
//!
//! - Documented: an account has a quota of protect configurations.
//! - Assumed (decision RD58): nothing raises the ConflictException that is declared.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::{quota, sharing::Permission},
    model::{
        error::{QuotaReason, ServiceError},
        member::Members,
        protect_configuration::ProtectConfigurationInformation,
        shape::CLIENT_TOKEN,
        structure::Structure,
        tag::{self, Tag, TagInput},
    },
    path::{Call, Operation, RequestTags, Run},
    store,
};

/// The operation.
pub struct CreateProtectConfiguration;

/// `CreateProtectConfigurationRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    client_token: Option<String>,
    deletion_protection_enabled: Option<bool>,
    tags: Option<Vec<Structure<TagInput>>>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    deletion_protection_enabled: bool,
    tags: Vec<Tag>,
    #[serde(skip)]
    client_token: Option<String>,
}

/// `CreateProtectConfigurationResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    information: ProtectConfigurationInformation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag>,
}

impl Operation for CreateProtectConfiguration {
    const NAME: &'static str = "CreateProtectConfiguration";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, _call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let client_token = members.optional("clientToken", input.client_token, &CLIENT_TOKEN);
        let tags = tag::read(&mut members, input.tags);
        members.verdict()?;
        tag::refuse_bad_keys(&tags)?;
        let deletion_protection_enabled = input.deletion_protection_enabled.unwrap_or_default();
        Ok(Request { deletion_protection_enabled, tags, client_token })
    }

    fn permissions(_request: &Request) -> Vec<Permission> {
        vec![Permission::Account]
    }

    fn request_tags(request: &Request) -> RequestTags<'_> {
        RequestTags::OfNew("protect-configuration", &request.tags)
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }
}

impl Run for CreateProtectConfiguration {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.own_scope();
        store::account_region::lock(tx, &scope, Patience::Wait).await?;
        let most = call.deployment.quotas.protect_configurations;
        let there = store::protect_configuration::count(tx, &scope, most).await?;
        quota::has_room(most, there, QuotaReason::ProtectConfigurationsPerAccount)?;
        quota::tags(&call.deployment.quotas, &request.tags)?;

        let (key, protected) = (call.new_key(), request.deletion_protection_enabled);
        store::protect_configuration::insert(tx, &scope, key, protected, call.now()).await?;
        store::tag::insert(tx, key, &request.tags).await?;
        let information = store::protect_configuration::describe(tx, &scope, key).await?;
        Ok(Output { information, tags: request.tags.clone() })
    }
}
