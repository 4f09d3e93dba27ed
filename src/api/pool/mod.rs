//! Pools: what messages go through, and what is in them.

use serde::{Deserialize, Serialize};

use strum::VariantNames;

use crate::{
    database::unit_of_work::Tx,
    domain::{
        deployment::IsoCountryCode,
        origination_identity::{IdentityName, OriginationIdentity},
        pool::Pool,
        sharing::Permission,
    },
    model::{
        arn::{self, Scope},
        caller::Caller,
        error::ServiceError,
        filter::{Filter, FilterNames, FilterValues},
        member::Members,
        message::MessageType,
        phone_number::NumberStatus,
        pool::{PoolId, PoolInformation, PoolStatus},
        resource::{self, Key, Named},
        shape::{CLIENT_TOKEN, ISO_COUNTRY_CODE, PHONE_OR_SENDER_ID_OR_ARN},
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
            call.deployment.compatibility.iso_country_code,
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

/// Shows a number as ASSOCIATING for as long as the settings say; others have no such status.
async fn show_associating(
    call: &Call,
    identity: &OriginationIdentity,
    identity_scope: &Scope,
    tx: &mut Tx,
) -> Result<(), ServiceError> {
    let OriginationIdentity::PhoneNumber(number) = identity else { return Ok(()) };
    let now = call.now_in(identity_scope);
    let until = now + call.deployment.lifecycle.associating();
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

/// The members OriginationIdentity and IsoCountryCode of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IdentityMembers {
    /// What OriginationIdentity names.
    pub identity: IdentityName,
    /// The country that the request says the identity is of.
    pub iso_country_code: Option<String>,
}

/// OriginationIdentity and IsoCountryCode with their shapes checked, not resolved yet.
pub struct UnresolvedIdentity {
    text: String,
    iso_country_code: Option<String>,
}

impl UnresolvedIdentity {
    /// Checks the shapes of the two members.
    ///
    /// Documented: the reference page requires IsoCountryCode of phone numbers and sender IDs; RCS agents have no country.
    /// It counts as there beside the ARN of a sender ID, so that [`UnresolvedIdentity::resolve`] gives the error observed for
    /// that.
    pub fn read(
        members: &mut Members,
        origination_identity: Option<String>,
        iso_country_code: Option<String>,
        compatibility: IsoCountryCode,
    ) -> Self {
        let text = members.required("originationIdentity", origination_identity, &PHONE_OR_SENDER_ID_OR_ARN);
        let kind = Form::of(&text);
        let is_required = match kind {
            Form::PhoneNumber => compatibility == IsoCountryCode::Required,
            Form::SenderId => !arn::is_arn(&text),
            Form::RcsAgent => false,
        };
        if iso_country_code.is_none() && is_required {
            members.missing("isoCountryCode");
        }
        let iso_country_code = members.optional("isoCountryCode", iso_country_code, &ISO_COUNTRY_CODE);
        Self { text, iso_country_code }
    }

    /// Finds out which identity the text names.
    ///
    /// Documented: `phone-…` and `rcs-…` are ids, ARNs name their kind, any other text is the sender ID of the country
    /// IsoCountryCode.
    ///
    /// # Errors
    ///
    /// ValidationException INVALID_ARN. Observed: for the ARN of a sender ID without IsoCountryCode, with the field
    /// `senderId`, although the ARN holds the country.
    pub fn resolve(self, caller: &Caller) -> Result<IdentityMembers, ServiceError> {
        let Self { text, iso_country_code } = self;
        let country = iso_country_code.as_deref();
        let identity = match Form::of(&text) {
            Form::PhoneNumber => IdentityName::PhoneNumber(resource::phone_number(MEMBER, &text, caller)?),
            Form::RcsAgent => IdentityName::RcsAgent(resource::rcs_agent(MEMBER, &text, caller)?),
            Form::SenderId => {
                let named = resource::sender_id(MEMBER, &text, country.unwrap_or_default(), caller)?;
                if country.is_none() {
                    return Err(arn::invalid_arn("senderId", "The ARN of a sender ID needs IsoCountryCode beside it"));
                }
                IdentityName::SenderId(named)
            }
        };
        Ok(IdentityMembers { identity, iso_country_code })
    }
}

const MEMBER: &str = "originationIdentity";

/// What a text looks like, before it is known to name anything.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    PhoneNumber,
    SenderId,
    RcsAgent,
}

impl Form {
    fn of(text: &str) -> Self {
        let is_arn_of = |kind: &str| arn::is_arn(text) && text.contains(kind);
        if is_arn_of(":sender-id/") {
            Self::SenderId
        } else if is_arn_of(":rcs-agent/") || has_id_form(text, "rcs-") {
            Self::RcsAgent
        } else if arn::is_arn(text) || has_id_form(text, "phone-") {
            Self::PhoneNumber
        } else {
            Self::SenderId
        }
    }
}

/// Whether `text` has the form of an id with this prefix. Assumed: one of up to eleven characters that isn't hexadecimal
/// after the prefix, such as `phone-shop`, is a sender ID, because it can be requested as one.
fn has_id_form(text: &str, prefix: &str) -> bool {
    let Some(rest) = text.strip_prefix(prefix) else { return false };
    text.len() > 11 || (!rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

impl IdentityMembers {
    /// The error for an identity that isn't there. Documented: the exception; Assumed: the ResourceType.
    #[must_use]
    pub fn not_found(&self) -> ServiceError {
        match &self.identity {
            IdentityName::PhoneNumber(named) => named.not_found(),
            IdentityName::SenderId(named) => named.not_found(),
            IdentityName::RcsAgent(named) => named.not_found(),
        }
    }
}
