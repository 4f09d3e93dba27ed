//! Notify configurations: brands whose one-time codes AWS sends.
//!
//! A notify configuration has a name, which messages show as the brand, the channels and countries that it sends to, and perhaps a pool
//! whose identities come before AWS's own. Its messages say what a template says, of which requests fill in the variables.
//!
//! - Documented: templates are AWS's, and nobody makes one.
//! - Documented: the tier BASIC sends to 30 countries and 200 messages a day, ADVANCED everywhere and without that limit; a registration
//!   of the type NOTIFY_TIER_UPGRADE_REGISTRATION leads there.
//! - Documented: a notify configuration isn't shared with other accounts.

use serde::{Deserialize, Serialize};
use strum::VariantNames as _;

use crate::{
    database::unit_of_work::Tx,
    domain::{
        notify::{NotifyConfiguration, template},
        pool::Pool,
    },
    model::{
        arn::Scope,
        error::ServiceError,
        filter::{Filter, FilterNames, FilterValues},
        member::Members,
        notify_configuration::{
            NotifyConfigurationId, NotifyConfigurationInformation, NotifyConfigurationStatus,
            NotifyConfigurationUseCase, TierUpgradeStatus,
        },
        notify_template,
        phone_number::NumberCapability,
        pool::PoolId,
        resource::{self, Named},
        shape::NOTIFY_CONFIGURATION_ID_OR_ARN,
    },
    path::{Call, Served, listing::Listable, served},
    store::{
        self,
        keyset::List,
        next_token::{Page, Position},
        notify_configuration::Lock,
    },
};

mod create_notify_configuration;
mod delete_notify_configuration;
mod describe_notify_configurations;
mod describe_notify_templates;
mod list_notify_countries;
mod send_notify_text_message;
mod send_notify_voice_message;
mod update_notify_configuration;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    served::<create_notify_configuration::CreateNotifyConfiguration>(),
    served::<delete_notify_configuration::DeleteNotifyConfiguration>(),
    served::<describe_notify_configurations::DescribeNotifyConfigurations>(),
    served::<describe_notify_templates::DescribeNotifyTemplates>(),
    served::<list_notify_countries::ListNotifyCountries>(),
    served::<send_notify_text_message::SendNotifyTextMessage>(),
    served::<send_notify_voice_message::SendNotifyVoiceMessage>(),
    served::<update_notify_configuration::UpdateNotifyConfiguration>(),
];

/// `NotifyConfigurationFilterName` of the model.
const FILTERS: &FilterNames = &[
    ("display-name", FilterValues::Any),
    ("enabled-countries", FilterValues::Any),
    ("enabled-channels", FilterValues::OneOf(NumberCapability::VARIANTS)),
    ("default-template", FilterValues::Any),
    ("default-pool", FilterValues::Any),
    ("use-case", FilterValues::OneOf(NotifyConfigurationUseCase::VARIANTS)),
    ("status", FilterValues::OneOf(NotifyConfigurationStatus::VARIANTS)),
    ("deletion-protection-enabled", FilterValues::Boolean),
    ("tier-upgrade-status", FilterValues::OneOf(TierUpgradeStatus::VARIANTS)),
];

impl Listable for NotifyConfigurationId {
    type Information = NotifyConfigurationInformation;
    const FILTERS: &'static FilterNames = FILTERS;

    async fn page(
        tx: &mut Tx,
        list: List<'_>,
        filters: &[Filter],
        page: Page,
    ) -> Result<Vec<(Position, NotifyConfigurationInformation)>, ServiceError> {
        store::notify_configuration::page(tx, list, filters, page).await
    }
}

/// The member that names one.
const ID: &str = "notifyConfigurationId";

/// The member that names a template for those that a request names none in.
const DEFAULT_TEMPLATE_ID: &str = "defaultTemplateId";

/// How many countries EnabledCountries has.
const COUNTRIES: std::ops::RangeInclusive<usize> = 0..=300;

/// How many channels EnabledChannels has.
const CHANNELS: std::ops::RangeInclusive<usize> = 1..=4;

/// The members of a request that names a notify configuration and nothing else.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct IdInput {
    notify_configuration_id: Option<String>,
}

/// What they name.
#[derive(Serialize)]
pub struct IdRequest {
    /// The notify configuration.
    pub notify_configuration: Named<NotifyConfigurationId>,
}

impl IdRequest {
    /// Checks the shape and reads the ARN.
    ///
    /// # Errors
    ///
    /// ValidationException.
    pub fn read(input: IdInput, call: &Call) -> Result<Self, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.notify_configuration_id);
        members.verdict()?;
        Ok(Self { notify_configuration: named(&id, call)? })
    }
}

/// Checks the shape of NotifyConfigurationId.
pub fn read_id(members: &mut Members, text: Option<String>) -> String {
    members.required(ID, text, &NOTIFY_CONFIGURATION_ID_OR_ARN)
}

/// Reads NotifyConfigurationId, whose shape was checked.
///
/// # Errors
///
/// ValidationException INVALID_ARN.
pub fn named(text: &str, call: &Call) -> Result<Named<NotifyConfigurationId>, ServiceError> {
    resource::notify_configuration(ID, text, &call.caller)
}

/// The notify configuration that a request names, and its scope.
///
/// # Errors
///
/// ResourceNotFoundException; AccessDeniedException for another account's.
pub async fn lock(
    named: &Named<NotifyConfigurationId>,
    lock: Lock,
    call: &Call,
    tx: &mut Tx,
) -> Result<(Scope, NotifyConfiguration), ServiceError> {
    let scope = call.scope_of(&named.resource())?;
    let found = store::notify_configuration::lock(tx, &scope, &named.key, lock).await?;
    Ok((scope, found.ok_or_else(|| named.not_found())?))
}

/// The template that a request makes the default one.
///
/// # Errors
///
/// ResourceNotFoundException.
fn default_template(id: &str) -> Result<&'static template::Template, ServiceError> {
    template::find(id).ok_or_else(|| notify_template::not_found(id))
}

/// The pool that a request names, locked so that it stays. Assumed (decision RD70): any own one that is ACTIVE.
///
/// # Errors
///
/// ResourceNotFoundException; ConflictException RESOURCE_NOT_ACTIVE.
async fn lock_pool(named: &Named<PoolId>, call: &Call, tx: &mut Tx) -> Result<Pool, ServiceError> {
    let scope = call.scope_of(&named.resource())?;
    let pool = store::pool::lock(tx, &scope, &named.key, store::pool::Lock::Shared).await?;
    let pool = pool.ok_or_else(|| named.not_found())?;
    pool.is_active(call.now_in(&scope))?;
    Ok(pool)
}
