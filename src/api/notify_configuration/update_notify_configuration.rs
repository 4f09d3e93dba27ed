//! # UpdateNotifyConfiguration
//!
//! Replaces what of a notify configuration is given, leaves the rest, and answers what it is then.
//!
//! - Documented: UNSET_DEFAULT_TEMPLATE and UNSET_DEFAULT_POOL_FOR_NOTIFY take the template and the pool away.
//! - Assumed (decision RD69): an empty DefaultTemplateId changes nothing. Assumed (decision RD68): no country is every country of the tier.
//! - Assumed (decision RD58): nothing raises the ConflictException that is declared, but a pool that isn't ACTIVE.
//! - Assumed: the order of the checks: the configuration, then as in CreateNotifyConfiguration.

use serde::{Deserialize, Serialize};

use super::{CHANNELS, COUNTRIES, DEFAULT_TEMPLATE_ID, default_template, lock, lock_pool, named, read_id};
use crate::{
    database::unit_of_work::Tx,
    domain::{notify, sharing::Permission},
    model::{
        error::ServiceError,
        member::Members,
        notify_configuration::{NotifyConfigurationId, NotifyConfigurationInformation},
        phone_number::NumberCapability,
        pool::PoolId,
        resource::{self, Named},
        shape::{ISO_COUNTRY_CODE, NOTIFY_POOL_ID_OR_UNSET, NOTIFY_TEMPLATE_ID},
    },
    path::{Call, Operation, Run},
    store::{self, notify_configuration::Lock},
};

/// The operation.
pub struct UpdateNotifyConfiguration;

/// Takes the default template away. Documented.
const UNSET_TEMPLATE: &str = "UNSET_DEFAULT_TEMPLATE";

/// Takes the pool away. Documented.
const UNSET_POOL: &str = "UNSET_DEFAULT_POOL_FOR_NOTIFY";

/// `UpdateNotifyConfigurationRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    notify_configuration_id: Option<String>,
    default_template_id: Option<String>,
    pool_id: Option<String>,
    enabled_countries: Option<Vec<String>>,
    enabled_channels: Option<Vec<String>>,
    deletion_protection_enabled: Option<bool>,
}

/// What becomes of a member.
#[derive(Serialize)]
enum Change<T> {
    Keep,
    Unset,
    Set(T),
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    notify_configuration: Named<NotifyConfigurationId>,
    default_template_id: Change<String>,
    pool: Change<Named<PoolId>>,
    enabled_countries: Option<Vec<String>>,
    enabled_channels: Option<Vec<NumberCapability>>,
    deletion_protection_enabled: Option<bool>,
}

impl Operation for UpdateNotifyConfiguration {
    const NAME: &'static str = "UpdateNotifyConfiguration";
    type Input = Input;
    type Request = Request;
    type Output = NotifyConfigurationInformation;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.notify_configuration_id);
        let template = members.optional(DEFAULT_TEMPLATE_ID, input.default_template_id, &NOTIFY_TEMPLATE_ID);
        let pool = members.optional("poolId", input.pool_id, &NOTIFY_POOL_ID_OR_UNSET);
        let countries = input.enabled_countries;
        let countries =
            countries.map(|texts| members.list("enabledCountries", Some(texts), COUNTRIES, &ISO_COUNTRY_CODE));
        let channels = input.enabled_channels;
        let channels = channels.map(|texts| members.enumeration_list("enabledChannels", texts, CHANNELS));
        members.verdict()?;
        let notify_configuration = named(&id, call)?;
        let default_template_id = match template {
            Some(id) if id == UNSET_TEMPLATE => Change::Unset,
            Some(id) if !id.is_empty() => Change::Set(id),
            _ => Change::Keep,
        };
        let pool = match pool {
            Some(id) if id == UNSET_POOL => Change::Unset,
            Some(id) => Change::Set(resource::pool("poolId", &id, &call.caller)?),
            None => Change::Keep,
        };
        Ok(Request {
            notify_configuration,
            default_template_id,
            pool,
            enabled_countries: countries,
            enabled_channels: channels,
            deletion_protection_enabled: input.deletion_protection_enabled,
        })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        let configuration = Permission::Own(request.notify_configuration.resource());
        match &request.pool {
            Change::Set(pool) => vec![configuration, Permission::Own(pool.resource())],
            Change::Keep | Change::Unset => vec![configuration],
        }
    }
}

impl Run for UpdateNotifyConfiguration {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<NotifyConfigurationInformation, ServiceError> {
        let of = &request.notify_configuration;
        // Pools are locked before; whether it is there at all is asked first.
        lock(of, Lock::Not, call, tx).await?;
        if let Change::Set(id) = &request.default_template_id {
            default_template(id)?;
        }
        let pool = match &request.pool {
            Change::Set(named) => Some(lock_pool(named, call, tx).await?.key),
            Change::Keep | Change::Unset => None,
        };
        let (scope, mut changed) = lock(of, Lock::Alone, call, tx).await?;
        if let Some(said) = &request.enabled_countries {
            changed.enabled_countries = notify::enabled_countries(changed.tier, said)?;
        }
        if let Some(said) = &request.enabled_channels {
            changed.enabled_channels = notify::enabled_channels(said)?;
        }
        match &request.default_template_id {
            Change::Keep => {}
            Change::Unset => changed.default_template_id = None,
            Change::Set(id) => changed.default_template_id = Some(id.clone()),
        }
        if let Some(template) = changed.default_template_id.as_deref().and_then(notify::template::find) {
            notify::fits_a_channel(template, &changed.enabled_channels)?;
        }
        if let Change::Set(_) | Change::Unset = request.pool {
            changed.pool = pool;
        }
        if let Some(protected) = request.deletion_protection_enabled {
            changed.deletion_protection_enabled = protected;
        }
        store::notify_configuration::update(tx, &changed).await?;
        store::notify_configuration::describe(tx, &scope, changed.key).await
    }
}
