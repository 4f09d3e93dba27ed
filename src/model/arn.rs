//! Names of resources: ids, ARNs, and the scope that a resource lives in.
//!
//! Documented: the ARN templates and the id forms of each resource. Wherever a member takes an id or an ARN, both parse to
//! the same [`Named`] value, so that nothing later sees which one was sent.

use std::fmt;

use serde::Serialize;
use uuid::Uuid;

use super::{
    caller::{AccountId, Caller, Region},
    enumeration::ResourceType,
    error::{Field, ServiceError, ValidationReason},
    shape::ISO_COUNTRY_CODE,
};

mod resource;

pub use resource::Resource;

/// The account and region that a resource lives in.
///
/// Only [`Scope::own`] and, after a grant, `domain::sharing` make one; store functions take it, so that no query can forget it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    account_id: AccountId,
    region: Region,
}

impl Scope {
    /// The scope of the caller's own resources.
    #[must_use]
    pub fn own(caller: &Caller) -> Self {
        Self { account_id: caller.account_id.clone(), region: caller.region.clone() }
    }

    /// The scope of another account's resource, whose use is granted.
    #[must_use]
    pub fn granted(resource: &Resource, region: &Region) -> Self {
        Self { account_id: resource.account_id().clone(), region: region.clone() }
    }

    /// The account, as its twelve digits.
    #[must_use]
    pub fn account_id(&self) -> &str {
        self.account_id.as_str()
    }

    /// The region's name.
    #[must_use]
    pub fn region(&self) -> &str {
        self.region.as_str()
    }

    /// The ARN of the resource with this path (`pool/pool-…`) in this scope.
    #[must_use]
    pub fn arn(&self, path: impl fmt::Display) -> String {
        arn(&self.region, &self.account_id, path)
    }

    /// The ARN of a resource with this path that an account has in this scope's region.
    #[must_use]
    pub fn arn_in(&self, account_id: &str, path: impl fmt::Display) -> String {
        arn(&self.region, account_id, path)
    }
}

fn arn(region: &Region, account_id: impl fmt::Display, path: impl fmt::Display) -> String {
    format!("arn:{}:sms-voice:{region}:{account_id}:{path}", region.partition())
}

/// A resource as a request names it: whose it is, and its key there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named<K> {
    /// The account that the ARN names; the caller's for a bare id. Documented: what is shared is named by its full ARN;
    /// Assumed (row 39): so a bare id of another account's isn't found.
    pub account_id: AccountId,
    /// The key of the resource in that account.
    pub key: K,
}

impl<K: Key + Clone> Named<K> {
    /// The error for one that isn't there. Documented: the exception; Assumed: the ResourceType's name says so.
    #[must_use]
    pub fn not_found(&self) -> ServiceError {
        ServiceError::not_found(K::RESOURCE_TYPE, self.key.id())
    }

    /// The resource, whatever its kind.
    #[must_use]
    pub fn resource(&self) -> Resource {
        K::resource(self.clone())
    }
}

/// What names a resource within an account and region.
pub trait Key {
    /// The kind of resource.
    const RESOURCE_TYPE: ResourceType;

    /// The id, as errors show it.
    fn id(&self) -> &str;

    /// The last part of the ARN, such as `pool/pool-…`.
    fn path(&self) -> String;

    /// The resource with this name, whatever its kind.
    fn resource(named: Named<Self>) -> Resource
    where
        Self: Sized;
}

macro_rules! uuid_id {
    ($(#[$doc:meta])* $name:ident, $resource_type:ident, $prefix:literal, $path:literal) => {
        $(#[$doc])*
        ///
        /// Documented: the prefix and 32 lower-case hexadecimal digits. A text of another form names nothing that exists.
        #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
        pub struct $name(String);

        impl $name {
            /// The id as a request wrote it.
            #[must_use]
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The id of the row with this key.
            #[must_use]
            pub fn of(key: Uuid) -> Self {
                Self(format!(concat!($prefix, "{}"), key.simple()))
            }

            /// The key of its row; `None` if no id has this form.
            #[must_use]
            pub fn key(&self) -> Option<Uuid> {
                let key = Uuid::try_parse(self.0.strip_prefix($prefix)?).ok()?;
                (*self == Self::of(key)).then_some(key)
            }

            /// The id as the API shows it.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Key for $name {
            const RESOURCE_TYPE: ResourceType = ResourceType::$resource_type;

            fn id(&self) -> &str {
                self.as_str()
            }

            fn path(&self) -> String {
                format!(concat!($path, "/{}"), self.0)
            }

            fn resource(named: Named<Self>) -> Resource {
                Resource::$resource_type(named)
            }
        }
    };
}

uuid_id!(
    /// A pool's id.
    PoolId, Pool, "pool-", "pool"
);
uuid_id!(
    /// A phone number's id.
    PhoneNumberId, PhoneNumber, "phone-", "phone-number"
);

/// A sender ID: the same text in two countries is two of them.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct SenderIdKey {
    /// The text, 1 to 11 characters; compared without case, so also by client tokens.
    #[serde(serialize_with = "serialize_upper_case")]
    pub sender_id: String,
    /// The country it is for.
    pub iso_country_code: String,
}

fn serialize_upper_case<S: serde::Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&text.to_uppercase())
}

impl Key for SenderIdKey {
    const RESOURCE_TYPE: ResourceType = ResourceType::SenderId;

    fn id(&self) -> &str {
        &self.sender_id
    }

    fn path(&self) -> String {
        format!("sender-id/{}/{}", self.sender_id, self.iso_country_code)
    }

    fn resource(named: Named<Self>) -> Resource {
        Resource::SenderId(named)
    }
}

/// The id of an RCS agent. RCS agents are not built, so none exists.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct RcsAgentId(pub String);

impl Key for RcsAgentId {
    const RESOURCE_TYPE: ResourceType = ResourceType::RcsAgent;

    fn id(&self) -> &str {
        &self.0
    }

    fn path(&self) -> String {
        format!("rcs-agent/{}", self.0)
    }

    fn resource(named: Named<Self>) -> Resource {
        Resource::Unbuilt { account_id: named.account_id, resource_type: Self::RESOURCE_TYPE, id: named.key.0 }
    }
}

/// Reads a member that takes an RCS agent's id or ARN.
///
/// # Errors
///
/// As [`pool`].
pub fn rcs_agent(member: &'static str, text: &str, caller: &Caller) -> Result<Named<RcsAgentId>, ServiceError> {
    let (account_id, id) = id_or_arn(member, text, "rcs-agent/", caller)?;
    Ok(Named { account_id, key: RcsAgentId(id.to_owned()) })
}

/// The name of an opt-out list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct OptOutListName(pub String);

impl Key for OptOutListName {
    const RESOURCE_TYPE: ResourceType = ResourceType::OptOutList;

    fn id(&self) -> &str {
        &self.0
    }

    fn path(&self) -> String {
        format!("opt-out-list/{}", self.0)
    }

    fn resource(named: Named<Self>) -> Resource {
        Resource::OptOutList(named)
    }
}

/// Reads a member that takes a pool's id or ARN.
///
/// # Errors
///
/// ValidationException INVALID_ARN for an ARN of another kind, service, partition or region.
pub fn pool(member: &'static str, text: &str, caller: &Caller) -> Result<Named<PoolId>, ServiceError> {
    let (account_id, id) = id_or_arn(member, text, "pool/", caller)?;
    Ok(Named { account_id, key: PoolId::new(id) })
}

/// Reads a member that takes a phone number's id or ARN.
///
/// # Errors
///
/// As [`pool`].
pub fn phone_number(member: &'static str, text: &str, caller: &Caller) -> Result<Named<PhoneNumberId>, ServiceError> {
    let (account_id, id) = id_or_arn(member, text, "phone-number/", caller)?;
    Ok(Named { account_id, key: PhoneNumberId::new(id) })
}

/// Reads a member that takes an opt-out list's name or ARN.
///
/// # Errors
///
/// As [`pool`].
pub fn opt_out_list(member: &'static str, text: &str, caller: &Caller) -> Result<Named<OptOutListName>, ServiceError> {
    let (account_id, name) = id_or_arn(member, text, "opt-out-list/", caller)?;
    Ok(Named { account_id, key: OptOutListName(name.to_owned()) })
}

/// Reads a member that takes a sender ID of the country `iso_country_code`, or an ARN, which names its own country.
///
/// # Errors
///
/// As [`pool`].
pub fn sender_id(
    member: &'static str,
    text: &str,
    iso_country_code: &str,
    caller: &Caller,
) -> Result<Named<SenderIdKey>, ServiceError> {
    let (account_id, id) = id_or_arn(member, text, "sender-id/", caller)?;
    let (sender_id, country) = match id.split_once('/') {
        Some((sender_id, country))
            if is_arn(text) && !sender_id.is_empty() && ISO_COUNTRY_CODE.fault(country).is_none() =>
        {
            (sender_id, country)
        }
        None if !is_arn(text) => (id, iso_country_code),
        _ => return Err(invalid_arn(member, "An ARN of a sender ID ends in sender-id/SenderId/IsoCountryCode")),
    };
    let key = SenderIdKey { sender_id: sender_id.to_owned(), iso_country_code: country.to_owned() };
    Ok(Named { account_id, key })
}

/// Whether `text` claims to be an ARN. No id or name can: none of them has a colon.
#[must_use]
pub fn is_arn(text: &str) -> bool {
    text.starts_with("arn:")
}

/// The account and the resource path (`pool/pool-…`) of an ARN of this service in the caller's region.
///
/// # Errors
///
/// ValidationException INVALID_ARN. Assumed (row 42): also for another region or partition.
pub fn resource_path<'t>(
    member: &'static str,
    text: &'t str,
    caller: &Caller,
) -> Result<(AccountId, &'t str), ServiceError> {
    let mut parts = text.splitn(6, ':');
    let mut next = || parts.next().unwrap_or_default();
    let (_arn, partition, service, region, account_id, path) = (next(), next(), next(), next(), next(), next());
    if partition != caller.region.partition() {
        let message = format!("The partition of the ARN is not {}", caller.region.partition());
        return Err(invalid_arn(member, message));
    }
    if service != "sms-voice" {
        return Err(invalid_arn(member, "The service of the ARN is not sms-voice"));
    }
    if region != caller.region.as_str() {
        return Err(invalid_arn(member, format!("The region of the ARN is not {}", caller.region)));
    }
    let account_id = AccountId::parse(account_id)
        .ok_or_else(|| invalid_arn(member, "The account of the ARN is not twelve digits"))?;
    Ok((account_id, path))
}

/// The error for an ARN that names no resource of the wanted kind.
pub fn invalid_arn(member: &'static str, message: impl Into<String>) -> ServiceError {
    ServiceError::validation(ValidationReason::InvalidArn, vec![Field::new(member, message)])
}

fn id_or_arn<'t>(
    member: &'static str,
    text: &'t str,
    kind: &str,
    caller: &Caller,
) -> Result<(AccountId, &'t str), ServiceError> {
    if !is_arn(text) {
        return Ok((caller.account_id.clone(), text));
    }
    let (account_id, path) = resource_path(member, text, caller)?;
    match path.strip_prefix(kind) {
        Some(id) if !id.is_empty() => Ok((account_id, id)),
        _ => Err(invalid_arn(member, format!("The resource of the ARN is not {kind}…"))),
    }
}
