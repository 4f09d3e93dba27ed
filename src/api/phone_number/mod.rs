//! Phone numbers: what an account leases.

use strum::VariantNames;
use uuid::Uuid;

use crate::{
    database::unit_of_work::Tx,
    domain::{
        origination_identity::{Configuration, NumberLife, OriginationIdentity, PhoneNumber},
        pool::{NamedList, Pool},
        two_way_update::TwoWayUpdate,
    },
    model::{
        error::ServiceError,
        filter::{Filter, FilterNames, FilterValues},
        member::Members,
        message::MessageType,
        phone_number::{NumberCapability, NumberStatus, NumberType, PhoneNumberId, PhoneNumberInformation},
        pool::PoolId,
        resource::Named,
        shape::{IAM_ROLE_ARN, TWO_WAY_CHANNEL_ARN},
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
pub mod registering;
mod release_phone_number;
mod request_phone_number;
mod update_phone_number;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    served::<describe_phone_numbers::DescribePhoneNumbers>(),
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
    let list_of_pool = pool.configuration.opt_out_list_id;
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
        store::phone_number::page(tx, list, filters, page).await
    }
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
