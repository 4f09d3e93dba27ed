//! # CreateNotifyConfiguration
//!
//! Creates a new notify configuration, of the tier BASIC. Its name says whether it becomes ACTIVE.
//!
//! - Documented: DisplayName and UseCase stay as they are for good.
//! - Documented: the template and the pool that it names must be there; an account has a quota of notify configurations.
//! - Documented: it is PENDING at first; Assumed (decision RD49): for how long, and which names are REJECTED or REQUIRES_VERIFICATION.
//! - Assumed (decision RD58): nothing raises the ConflictException that is declared, but a pool that isn't ACTIVE.
//! - Assumed (decision RD69): an empty DefaultTemplateId, as an empty PoolId, is none. Assumed (decision RD71): two may have one name.
//! - Assumed: the order of the checks: template, pool, countries, channels, the template's channels, quota, tags.

use serde::{Deserialize, Serialize};

use super::{CHANNELS, COUNTRIES, DEFAULT_TEMPLATE_ID, default_template, lock_pool};
use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::{notify, quota, sharing::Permission},
    model::{
        error::{QuotaReason, ServiceError},
        member::Members,
        notify_configuration::{
            NotifyConfigurationInformation, NotifyConfigurationTier, NotifyConfigurationUseCase as UseCase,
        },
        phone_number::NumberCapability,
        pool::PoolId,
        resource::{self, Named},
        shape::{
            CLIENT_TOKEN, ISO_COUNTRY_CODE, NOTIFY_CONFIGURATION_DISPLAY_NAME, NOTIFY_TEMPLATE_ID, POOL_ID_OR_ARN,
        },
        structure::Structure,
        tag::{self, Tag, TagInput},
    },
    path::{Call, Operation, RequestTags, Run},
    store::{self, notify_configuration::NewNotifyConfiguration},
};

/// The operation.
pub struct CreateNotifyConfiguration;

/// `CreateNotifyConfigurationRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    display_name: Option<String>,
    use_case: Option<String>,
    default_template_id: Option<String>,
    pool_id: Option<String>,
    enabled_countries: Option<Vec<String>>,
    enabled_channels: Option<Vec<String>>,
    deletion_protection_enabled: Option<bool>,
    client_token: Option<String>,
    tags: Option<Vec<Structure<TagInput>>>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    display_name: String,
    use_case: UseCase,
    default_template_id: Option<String>,
    pool: Option<Named<PoolId>>,
    enabled_countries: Vec<String>,
    enabled_channels: Vec<NumberCapability>,
    deletion_protection_enabled: bool,
    tags: Vec<Tag>,
    #[serde(skip)]
    client_token: Option<String>,
}

/// `CreateNotifyConfigurationResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    information: NotifyConfigurationInformation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag>,
}

impl Operation for CreateNotifyConfiguration {
    const NAME: &'static str = "CreateNotifyConfiguration";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let name = members.required("displayName", input.display_name, &NOTIFY_CONFIGURATION_DISPLAY_NAME);
        let use_case = members.required_enumeration("useCase", input.use_case);
        let template = members.optional(DEFAULT_TEMPLATE_ID, input.default_template_id, &NOTIFY_TEMPLATE_ID);
        let pool = input.pool_id.filter(|id| !id.is_empty());
        let pool = members.optional("poolId", pool, &POOL_ID_OR_ARN);
        let countries = members.list("enabledCountries", input.enabled_countries, COUNTRIES, &ISO_COUNTRY_CODE);
        if input.enabled_channels.is_none() {
            members.missing("enabledChannels");
        }
        let channels = input.enabled_channels;
        let channels = channels.map(|texts| members.enumeration_list("enabledChannels", texts, CHANNELS));
        let client_token = members.optional("clientToken", input.client_token, &CLIENT_TOKEN);
        let tags = tag::read(&mut members, input.tags);
        members.verdict()?;
        tag::refuse_bad_keys(&tags)?;
        let pool = pool.map(|id| resource::pool("poolId", &id, &call.caller)).transpose()?;
        Ok(Request {
            display_name: name,
            use_case,
            default_template_id: template.filter(|id| !id.is_empty()),
            pool,
            enabled_countries: countries,
            enabled_channels: channels.unwrap_or_default(),
            deletion_protection_enabled: input.deletion_protection_enabled.unwrap_or_default(),
            tags,
            client_token,
        })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        match &request.pool {
            Some(pool) => vec![Permission::Account, Permission::Own(pool.resource())],
            None => vec![Permission::Account],
        }
    }

    /// Any number may name the same pool.
    fn locks_alone(_permission: &Permission, _call: &Call) -> bool {
        false
    }

    fn request_tags(request: &Request) -> RequestTags<'_> {
        RequestTags::OfNew("notify-configuration", &request.tags)
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }
}

impl Run for CreateNotifyConfiguration {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (scope, deployment, now) = (call.own_scope(), &call.deployment, call.now());
        store::account_region::lock(tx, &scope, Patience::Wait).await?;
        let template = request.default_template_id.as_deref().map(default_template).transpose()?;
        let pool = match &request.pool {
            Some(named) => Some(lock_pool(named, call, tx).await?.key),
            None => None,
        };
        let countries = notify::enabled_countries(NotifyConfigurationTier::Basic, &request.enabled_countries)?;
        let channels = notify::enabled_channels(&request.enabled_channels)?;
        template.map_or(Ok(()), |template| notify::fits_a_channel(template, &channels))?;
        let most = deployment.quotas.notify_configurations;
        let there = store::notify_configuration::count(tx, &scope, most).await?;
        quota::has_room(most, there, QuotaReason::NotifyConfigurationsPerAccount)?;
        quota::tags(&deployment.quotas, &request.tags)?;

        let decided = notify::decided(&deployment.notify, &request.display_name, deployment.lifecycle.notify());
        let new = NewNotifyConfiguration {
            key: call.new_key(),
            display_name: &request.display_name,
            use_case: request.use_case,
            default_template_id: request.default_template_id.as_deref(),
            pool,
            enabled_countries: countries.as_deref(),
            enabled_channels: &channels,
            status: decided.status,
            decided_at: now + decided.after,
            rejection_reason: decided.rejection_reason.as_deref(),
            deletion_protection_enabled: request.deletion_protection_enabled,
            now,
        };
        store::notify_configuration::insert(tx, &scope, &new).await?;
        store::tag::insert(tx, new.key, &request.tags).await?;
        let information = store::notify_configuration::describe(tx, &scope, new.key).await?;
        Ok(Output { information, tags: request.tags.clone() })
    }
}
