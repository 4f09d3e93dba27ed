//! Pools: what messages go through, and what is in them.

use serde::{Deserialize, Serialize};

use strum::VariantNames;

use crate::{
    database::unit_of_work::Tx,
    domain::{
        origination_identity::{IdentityMembers, OriginationIdentity, UnresolvedIdentity},
        pool::Pool,
        sharing::Permission,
    },
    model::{
        arn::Scope,
        error::ServiceError,
        filter::{Filter, FilterNames, FilterValues},
        member::Members,
        message::MessageType,
        phone_number::NumberStatus,
        pool::{PoolId, PoolInformation, PoolStatus},
        resource::{self, Key, Named},
        shape::CLIENT_TOKEN,
    },
    path::{Call, Served, listing::Listable, served, together},
    store::{
        self,
        keyset::List,
        next_token::{Page, Position},
    },
};

mod associate_origination_identity;
mod create_pool;
mod delete_pool;
mod describe_pools;
mod disassociate_origination_identity;
mod list_pool_origination_identities;
mod update_pool;

/// The operations of the family.
pub static OPERATIONS: &[Served] = &[
    together::<associate_origination_identity::AssociateOriginationIdentity>(),
    served::<create_pool::CreatePool>(),
    served::<delete_pool::DeletePool>(),
    served::<describe_pools::DescribePools>(),
    served::<disassociate_origination_identity::DisassociateOriginationIdentity>(),
    served::<list_pool_origination_identities::ListPoolOriginationIdentities>(),
    served::<update_pool::UpdatePool>(),
];

/// `AssociateOriginationIdentityRequest` of the model, and `DisassociateOriginationIdentityRequest`.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    pool_id: Option<String>,
    origination_identity: Option<String>,
    iso_country_code: Option<String>,
    client_token: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    /// The pool.
    pub pool: Named<PoolId>,
    /// The identity.
    pub origination_identity: IdentityMembers,
    #[serde(skip)]
    client_token: Option<String>,
}

/// `AssociateOriginationIdentityResult` of the model, and `DisassociateOriginationIdentityResult`. Ids and ARNs are canonical, whichever form was sent.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    pool_arn: String,
    pool_id: String,
    origination_identity_arn: String,
    origination_identity: String,
    iso_country_code: String,
}

impl Request {
    /// Checks the shapes of the members and parses their ARNs.
    ///
    /// # Errors
    ///
    /// ValidationException.
    fn read(input: Input, call: &Call) -> Result<Self, ServiceError> {
        let mut members = Members::new();
        let pool_id = members.required_pool_id(input.pool_id);
        let identity = UnresolvedIdentity::read(
            &mut members,
            input.origination_identity,
            input.iso_country_code,
            call.rules.compatibility.iso_country_code,
        );
        let client_token = members.optional("clientToken", input.client_token, &CLIENT_TOKEN);
        members.verdict()?;
        Ok(Self {
            pool: resource::pool("poolId", &pool_id, &call.caller)?,
            origination_identity: identity.resolve(&call.caller)?,
            client_token,
        })
    }

    fn permissions(&self) -> Vec<Permission> {
        [self.pool.resource(), self.origination_identity.identity.resource()].map(Permission::Use).into()
    }

    /// Whose the pool is, and whose the identity.
    fn scopes(&self, call: &Call) -> Result<(Scope, Scope), ServiceError> {
        let identity = self.origination_identity.identity.resource();
        Ok((call.scope_of(&self.pool.resource())?, call.scope_of(&identity)?))
    }
}

impl Output {
    /// Names a pool and an identity by their ids and ARNs.
    fn of(scope: &Scope, pool: &Pool, identity_scope: &Scope, identity: &OriginationIdentity) -> Self {
        Self {
            pool_arn: scope.arn(pool.id().path()),
            pool_id: pool.id().as_str().to_owned(),
            origination_identity_arn: identity_scope.arn(identity.path()),
            origination_identity: identity.id(),
            iso_country_code: identity.iso_country_code().to_owned(),
        }
    }
}

/// Shows a number as ASSOCIATING for as long as the settings say; a sender ID has no status.
async fn show_associating(
    call: &Call,
    identity: &OriginationIdentity,
    identity_scope: &Scope,
    tx: &mut Tx,
) -> Result<(), ServiceError> {
    let OriginationIdentity::PhoneNumber(number) = identity else { return Ok(()) };
    let now = call.now_in(identity_scope);
    let until = now + call.rules.lifecycle.associating();
    store::phone_number::change(tx, &[number.key], NumberStatus::Associating, now, until).await
}

/// `PoolFilterName` of the model.
const FILTERS: &FilterNames = &[
    ("status", FilterValues::OneOf(PoolStatus::VARIANTS)),
    ("message-type", FilterValues::OneOf(MessageType::VARIANTS)),
    ("two-way-enabled", FilterValues::Boolean),
    ("self-managed-opt-outs-enabled", FilterValues::Boolean),
    ("opt-out-list-name", FilterValues::Any),
    ("shared-routes-enabled", FilterValues::Boolean),
    ("deletion-protection-enabled", FilterValues::Boolean),
    ("two-way-channel-arn", FilterValues::Any),
];

impl Listable for PoolId {
    type Information = PoolInformation;
    const FILTERS: &'static FilterNames = FILTERS;

    async fn page(
        tx: &mut Tx,
        list: List<'_>,
        filters: &[Filter],
        page: Page,
    ) -> Result<Vec<(Position, PoolInformation)>, ServiceError> {
        store::pool::page(tx, list, filters, page).await
    }
}
