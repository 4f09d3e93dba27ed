//! Phone numbers: what an account leases.

use serde::Deserialize;
use strum::VariantNames;
use uuid::Uuid;

use crate::{
    database::unit_of_work::Tx,
    domain::{
        country, messaging_limits,
        number_preference::{NumberPreference, can_be_searched},
        origination_identity::{Configuration, NumberLife, OriginationIdentity, PhoneNumber},
        pool::{NamedList, Pool},
        two_way_update::TwoWayUpdate,
    },
    model::{
        error::ServiceError,
        filter::{Filter, FilterNames, FilterValues},
        member::Members,
        message::MessageType,
        phone_number::{
            NumberCapability, NumberStatus, NumberType, PhoneNumberId, PhoneNumberInformation, PreferenceType,
        },
        pool::PoolId,
        resource::Named,
        shape::{IAM_ROLE_ARN, NUMBER_FILTER_VALUE, TWO_WAY_CHANNEL_ARN},
        structure::Structure,
    },
    path::{Call, Served, listing::Listable, served},
    store::{
        self,
        keyset::List,
        next_token::{Page, Position},
        phone_number::NewPhoneNumber,
        pool::Lock,
        pool_origination_identity::joining::Joining,
    },
};

mod describe_phone_numbers;
mod list_available_phone_numbers;
pub mod registering;
mod release_phone_number;
mod request_phone_number;
mod update_phone_number;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    served::<describe_phone_numbers::DescribePhoneNumbers>(),
    served::<list_available_phone_numbers::ListAvailablePhoneNumbers>(),
    served::<release_phone_number::ReleasePhoneNumber>(),
    served::<request_phone_number::RequestPhoneNumber>(),
    served::<update_phone_number::UpdatePhoneNumber>(),
];

/// The pool that the request names, locked; it must be ACTIVE.
async fn lock_pool(named: Option<&Named<PoolId>>, call: &Call, tx: &mut Tx) -> Result<Option<Pool>, ServiceError> {
    let Some(named) = named else { return Ok(None) };
    let quota = call.deployment.quotas.origination_identities_per_pool;
    let scope = call.scope_of(&named.resource())?;
    let pool =
        store::pool::lock(tx, &scope, &named.key, Lock::to_join(quota)).await?.ok_or_else(|| named.not_found())?;
    pool.is_active(call.now_in(&scope))?;
    Ok(Some(pool))
}

/// What a number has that is requested for a pool, with the list that the request names, if any.
async fn configuration_in(
    pool: &Pool,
    message_type: MessageType,
    list: Option<Uuid>,
    call: &Call,
    tx: &mut Tx,
) -> Result<Configuration, ServiceError> {
    let list_of_pool = pool.configuration.settings.opt_out_list_id;
    // Settled (decision D17): the lists Default of two accounts stand for each other.
    let inherited = if store::opt_out_list::are_default(tx, &[list_of_pool]).await? {
        store::opt_out_list::lock_default(tx, &call.own_scope()).await?
    } else {
        list_of_pool
    };
    let list = match list {
        None => None,
        Some(key) => {
            let is_that_of_pool =
                key == list_of_pool || store::opt_out_list::are_default(tx, &[key, list_of_pool]).await?;
            Some(NamedList { key, is_that_of_pool })
        }
    };
    pool.configuration_for(message_type, list, inherited)
}

/// Puts the new number into the pool, whose keywords it takes.
async fn join_pool(
    named: &Named<PoolId>,
    call: &Call,
    tx: &mut Tx,
    pool: &Pool,
    new: &NewPhoneNumber<'_>,
) -> Result<(), ServiceError> {
    let identity = OriginationIdentity::PhoneNumber(PhoneNumber {
        key: new.key,
        iso_country_code: new.iso_country_code.to_owned(),
        number_type: new.number_type,
        life: NumberLife { active_at: new.active_at, changing_status: None, changing_until: None },
        deletion_protection_enabled: new.deletion_protection_enabled,
        configuration: new.configuration.clone(),
    });
    let scope = call.scope_of(&named.resource())?;
    let event = call.event(&scope);
    store::keyword::insert_from_pool(tx, new.key, pool.key).await?;
    let identity_scope = &call.own_scope();
    let joining = Joining { key: call.new_key(), pool: pool.key, identity: &identity, identity_scope, event };
    store::pool_origination_identity::joining::associate(tx, &[joining]).await
}

/// `PhoneNumberFilterName` of the model.
const FILTERS: &FilterNames = &[
    ("status", FilterValues::OneOf(NumberStatus::VARIANTS)),
    ("iso-country-code", FilterValues::Any),
    ("message-type", FilterValues::OneOf(MessageType::VARIANTS)),
    ("number-capability", FilterValues::OneOf(NumberCapability::VARIANTS)),
    ("number-type", FilterValues::OneOf(NumberType::VARIANTS)),
    ("two-way-enabled", FilterValues::Boolean),
    ("self-managed-opt-outs-enabled", FilterValues::Boolean),
    ("opt-out-list-name", FilterValues::Any),
    ("deletion-protection-enabled", FilterValues::Boolean),
    ("two-way-channel-arn", FilterValues::Any),
];

impl Listable for PhoneNumberId {
    type Information = PhoneNumberInformation;
    const FILTERS: &'static FilterNames = FILTERS;

    async fn page(
        tx: &mut Tx,
        list: List<'_>,
        filters: &[Filter],
        page: Page,
    ) -> Result<Vec<(Position, PhoneNumberInformation)>, ServiceError> {
        let mut rows = store::phone_number::page(tx, list, filters, page).await?;
        for (_, number) in &mut rows {
            let (number_type, country) = (number.number_type, &number.iso_country_code);
            let limits = messaging_limits::of_phone_number(number_type, country, &number.number_capabilities);
            number.messaging_limits = Some(limits);
        }
        Ok(rows)
    }
}

/// Reads the member NumberCapabilities: 1 to 4 of them.
fn read_number_capabilities(members: &mut Members, capabilities: Option<Vec<String>>) -> Vec<NumberCapability> {
    let Some(capabilities) = capabilities else {
        members.missing("numberCapabilities");
        return Vec::new();
    };
    members.enumeration_list("numberCapabilities", capabilities, 1..=4)
}

/// `NumberPreferenceItem` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct NumberPreferenceItem {
    preference_type: Option<Vec<String>>,
    filter: Option<Vec<String>>,
}

/// Reads the member NumberPreference: one item with one type and 1 to 10 filters.
fn read_number_preference(
    members: &mut Members,
    items: Option<Vec<Structure<NumberPreferenceItem>>>,
) -> Option<NumberPreference> {
    const MEMBER: &str = "numberPreference";
    let items = items?;
    members.size(MEMBER, items.len(), 1..=1);
    let Structure(item) = items.into_iter().next()?;
    for (name, is_absent) in [("preferenceType", item.preference_type.is_none()), ("filter", item.filter.is_none())] {
        if is_absent {
            members.broken(MEMBER, &format!("Member must not be null (at '{name}')"));
        }
    }
    let types: Vec<PreferenceType> = members.enumeration_list(MEMBER, item.preference_type.unwrap_or_default(), 1..=1);
    let filters = members.list(MEMBER, item.filter, 1..=10, &NUMBER_FILTER_VALUE);
    Some(NumberPreference { preference_type: types.first().copied().unwrap_or_default(), filters })
}

/// Whether a number of the country and kind can be preferred, where one is.
fn may_be_preferred(
    preference: Option<&NumberPreference>,
    iso_country_code: &str,
    number_type: NumberType,
) -> Result<(), ServiceError> {
    preference.map_or(Ok(()), |_| can_be_searched("numberPreference", iso_country_code, number_type))
}

/// A number that the account, which must be locked, doesn't lease, in a country, of a kind, for a type of messages: the first that is
/// preferred, if any is.
async fn free_number(
    (iso_country_code, number_type, message_type): (&str, NumberType, MessageType),
    preference: Option<&NumberPreference>,
    call: &Call,
    tx: &mut Tx,
) -> Result<String, ServiceError> {
    let (scope, ranges) = (call.own_scope(), country::number_ranges(iso_country_code, number_type, message_type)?);
    let found = match preference {
        None => store::phone_number::find_free(tx, &scope, &ranges).await?,
        Some(preference) => {
            let preferred = country::numbers(&ranges).filter(|number| preference.takes(number));
            store::phone_number::list_free(tx, &scope, preferred, 1).await?.pop()
        }
    };
    found.ok_or_else(|| country::no_number(iso_country_code, number_type))
}

fn no_list() -> ServiceError {
    ServiceError::internal("a number without a pool has no opt-out list")
}

/// The members by which UpdatePool and UpdatePhoneNumber change two-way and self-managed opt-outs, with their shapes checked.
pub fn read_two_way_update(
    members: &mut Members,
    enabled: Option<bool>,
    channel_arn: Option<String>,
    channel_role: Option<String>,
    self_managed_opt_outs_enabled: Option<bool>,
) -> TwoWayUpdate {
    TwoWayUpdate {
        enabled,
        channel_arn: members.optional("twoWayChannelArn", channel_arn, &TWO_WAY_CHANNEL_ARN),
        channel_role: members.optional("twoWayChannelRole", channel_role, &IAM_ROLE_ARN),
        self_managed_opt_outs_enabled,
    }
}
