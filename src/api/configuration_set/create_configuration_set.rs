//! # CreateConfigurationSet
//!
//! Creates a new configuration set, with no defaults and no event destinations.
//!
//! - Documented: a name that exists in the account and region is refused.
//! - Documented: an account has a quota of configuration sets.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::SetNames;
use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::{quota, sharing::Permission},
    model::{
        configuration_set::ConfigurationSetName,
        error::{ConflictReason, QuotaReason, ServiceError},
        member::Members,
        resource_type::ResourceType,
        shape::{CLIENT_TOKEN, CONFIGURATION_SET_NAME},
        structure::Structure,
        tag::{self, Tag, TagInput},
        timestamp,
    },
    path::{Call, Operation, RequestTags, Run},
    store,
};

/// The operation.
pub struct CreateConfigurationSet;

/// `CreateConfigurationSetRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    configuration_set_name: Option<String>,
    tags: Option<Vec<Structure<TagInput>>>,
    client_token: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    configuration_set_name: ConfigurationSetName,
    tags: Vec<Tag>,
    #[serde(skip)]
    client_token: Option<String>,
}

/// `CreateConfigurationSetResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    set: SetNames,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag>,
    #[serde(with = "timestamp")]
    created_timestamp: OffsetDateTime,
}

impl Operation for CreateConfigurationSet {
    const NAME: &'static str = "CreateConfigurationSet";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, _call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let name = members.required("configurationSetName", input.configuration_set_name, &CONFIGURATION_SET_NAME);
        let tags = tag::read(&mut members, input.tags);
        let client_token = members.optional("clientToken", input.client_token, &CLIENT_TOKEN);
        members.verdict()?;
        tag::refuse_bad_keys(&tags)?;
        Ok(Request { configuration_set_name: ConfigurationSetName(name), tags, client_token })
    }

    fn permissions(_request: &Request) -> Vec<Permission> {
        vec![Permission::Account]
    }

    fn request_tags(request: &Request) -> RequestTags<'_> {
        RequestTags::OfNew("configuration-set", &request.tags)
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }
}

impl Run for CreateConfigurationSet {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.own_scope();
        let name = &request.configuration_set_name;
        store::account_region::lock(tx, &scope, Patience::Wait).await?;
        if store::configuration_set::find(tx, &scope, name).await?.is_some() {
            let reason = ConflictReason::ResourceAlreadyExists;
            return Err(ServiceError::conflict(reason, ResourceType::ConfigurationSet, name.0.as_str()));
        }
        let most = call.deployment.quotas.configuration_sets;
        let sets = store::configuration_set::count(tx, &scope, most).await?;
        quota::has_room(most, sets, QuotaReason::ConfigurationSetsPerAccount)?;
        quota::tags(&call.deployment.quotas, &request.tags)?;

        let key = call.new_key();
        store::configuration_set::insert(tx, &scope, key, name, call.now()).await?;
        store::tag::insert(tx, key, &request.tags).await?;
        Ok(Output { set: SetNames::of(&scope, name), tags: request.tags.clone(), created_timestamp: call.now() })
    }
}
