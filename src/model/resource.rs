//! Resources as requests name them, and as members that take any kind's ARN name them.

use serde::Serialize;

use super::{
    arn::{arn, invalid_arn, is_arn, resource_path},
    caller::{AccountId, Caller, Region},
    configuration_set::ConfigurationSetName,
    error::ServiceError,
    notify_configuration::NotifyConfigurationId,
    opt_out_list::OptOutListName,
    phone_number::PhoneNumberId,
    pool::PoolId,
    protect_configuration::ProtectConfigurationId,
    rcs_agent::RcsAgentId,
    registration::{RegistrationAttachmentId, RegistrationId},
    resource_type::ResourceType,
    sender_id::SenderIdKey,
    shape::ISO_COUNTRY_CODE,
    verified_destination_number::VerifiedDestinationNumberId,
};

/// A resource as a request names it: whose it is, and its key there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named<K> {
    /// The account that the ARN names; the caller's for a bare id. Documented: what is shared is named by its full ARN;
    /// Assumed (row 39): so a bare id of another account's isn't found.
    pub account_id: AccountId,
    /// The key of the resource in that account.
    pub key: K,
}

impl<K: Key> Named<K> {
    /// The error for one that isn't there. Documented: the exception; Assumed: the ResourceType's name says so.
    #[must_use]
    pub fn not_found(&self) -> ServiceError {
        ServiceError::not_found(K::RESOURCE_TYPE, self.key.id())
    }

    /// The resource, whatever its kind.
    #[must_use]
    pub fn resource(&self) -> Resource {
        Resource {
            account_id: self.account_id.clone(),
            kind: K::RESOURCE_TYPE,
            id: self.key.id().to_owned(),
            path: self.key.path(),
        }
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
}

macro_rules! uuid_key {
    ($name:ident, $resource_type:ident, $path:literal) => {
        impl Key for $name {
            const RESOURCE_TYPE: ResourceType = ResourceType::$resource_type;

            fn id(&self) -> &str {
                self.as_str()
            }

            fn path(&self) -> String {
                format!(concat!($path, "/{}"), self.as_str())
            }
        }
    };
}

uuid_key!(NotifyConfigurationId, NotifyConfiguration, "notify-configuration");
uuid_key!(PoolId, Pool, "pool");
uuid_key!(PhoneNumberId, PhoneNumber, "phone-number");
uuid_key!(ProtectConfigurationId, ProtectConfiguration, "protect-configuration");
uuid_key!(RcsAgentId, RcsAgent, "rcs-agent");
uuid_key!(RegistrationId, Registration, "registration");
uuid_key!(RegistrationAttachmentId, RegistrationAttachment, "registration-attachment");
uuid_key!(VerifiedDestinationNumberId, VerifiedDestinationNumber, "verified-destination-number");

impl Key for SenderIdKey {
    const RESOURCE_TYPE: ResourceType = ResourceType::SenderId;

    fn id(&self) -> &str {
        self.sender_id()
    }

    fn path(&self) -> String {
        format!("sender-id/{}/{}", self.sender_id(), self.iso_country_code())
    }
}

impl Key for OptOutListName {
    const RESOURCE_TYPE: ResourceType = ResourceType::OptOutList;

    fn id(&self) -> &str {
        &self.0
    }

    fn path(&self) -> String {
        format!("opt-out-list/{}", self.0)
    }
}

impl Key for ConfigurationSetName {
    const RESOURCE_TYPE: ResourceType = ResourceType::ConfigurationSet;

    fn id(&self) -> &str {
        &self.0
    }

    fn path(&self) -> String {
        format!("configuration-set/{}", self.0)
    }
}

/// Reads a member that takes an RCS agent's id or ARN.
///
/// # Errors
///
/// As [`pool`].
pub fn rcs_agent(member: &'static str, text: &str, caller: &Caller) -> Result<Named<RcsAgentId>, ServiceError> {
    let (account_id, id) = id_or_arn(member, text, "rcs-agent/", caller)?;
    Ok(Named { account_id, key: RcsAgentId::new(id) })
}

/// Reads a member that takes a registration's id or ARN.
///
/// # Errors
///
/// As [`pool`].
pub fn registration(member: &'static str, text: &str, caller: &Caller) -> Result<Named<RegistrationId>, ServiceError> {
    let (account_id, id) = id_or_arn(member, text, "registration/", caller)?;
    Ok(Named { account_id, key: RegistrationId::new(id) })
}

/// Reads a member that takes the id or ARN of what is attached to registrations.
///
/// # Errors
///
/// As [`pool`].
pub fn registration_attachment(
    member: &'static str,
    text: &str,
    caller: &Caller,
) -> Result<Named<RegistrationAttachmentId>, ServiceError> {
    let (account_id, id) = id_or_arn(member, text, "registration-attachment/", caller)?;
    Ok(Named { account_id, key: RegistrationAttachmentId::new(id) })
}

/// Reads a member that takes a notify configuration's id or ARN.
///
/// # Errors
///
/// As [`pool`].
pub fn notify_configuration(
    member: &'static str,
    text: &str,
    caller: &Caller,
) -> Result<Named<NotifyConfigurationId>, ServiceError> {
    let (account_id, id) = id_or_arn(member, text, "notify-configuration/", caller)?;
    Ok(Named { account_id, key: NotifyConfigurationId::new(id) })
}

/// Reads a member that takes a protect configuration's id or ARN.
///
/// # Errors
///
/// As [`pool`].
pub fn protect_configuration(
    member: &'static str,
    text: &str,
    caller: &Caller,
) -> Result<Named<ProtectConfigurationId>, ServiceError> {
    let (account_id, id) = id_or_arn(member, text, "protect-configuration/", caller)?;
    Ok(Named { account_id, key: ProtectConfigurationId::new(id) })
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

/// Reads a member that takes a configuration set's name or ARN.
///
/// # Errors
///
/// As [`pool`].
pub fn configuration_set(
    member: &'static str,
    text: &str,
    caller: &Caller,
) -> Result<Named<ConfigurationSetName>, ServiceError> {
    let (account_id, name) = id_or_arn(member, text, "configuration-set/", caller)?;
    Ok(Named { account_id, key: ConfigurationSetName(name.to_owned()) })
}

/// Reads a member that takes a verified destination number's id or ARN.
///
/// # Errors
///
/// As [`pool`].
pub fn verified_destination_number(
    member: &'static str,
    text: &str,
    caller: &Caller,
) -> Result<Named<VerifiedDestinationNumberId>, ServiceError> {
    let (account_id, id) = id_or_arn(member, text, "verified-destination-number/", caller)?;
    Ok(Named { account_id, key: VerifiedDestinationNumberId::new(id) })
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
    Ok(Named { account_id, key: SenderIdKey::new(sender_id, country) })
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

/// A resource that a request names, whatever its kind, and whether or not there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Resource {
    account_id: AccountId,
    kind: ResourceType,
    id: String,
    path: String,
}

impl Resource {
    /// Reads the member `member`, which takes an ARN only. Documented: the kinds that have one.
    ///
    /// # Errors
    ///
    /// ValidationException INVALID_ARN for an ARN of another service, partition or region, or of an unknown kind.
    pub fn read(member: &'static str, text: &str, caller: &Caller) -> Result<Self, ServiceError> {
        let (account_id, path) = resource_path(member, text, caller)?;
        let (kind, id) = path.split_once('/').unwrap_or((path, ""));
        let resource_type = match kind {
            "pool" => ResourceType::Pool,
            "phone-number" => ResourceType::PhoneNumber,
            "sender-id" => return Ok(sender_id(member, text, "", caller)?.resource()),
            "opt-out-list" => ResourceType::OptOutList,
            "configuration-set" => ResourceType::ConfigurationSet,
            "notify-configuration" => ResourceType::NotifyConfiguration,
            "protect-configuration" => ResourceType::ProtectConfiguration,
            "rcs-agent" => ResourceType::RcsAgent,
            "registration" => ResourceType::Registration,
            "registration-attachment" => ResourceType::RegistrationAttachment,
            "verified-destination-number" => ResourceType::VerifiedDestinationNumber,
            _ => return Err(invalid_arn(member, "The resource of the ARN is of no kind that is known")),
        };
        if id.is_empty() {
            return Err(invalid_arn(member, format!("The resource of the ARN is not {kind}/…")));
        }
        Ok(Self { account_id, kind: resource_type, id: id.to_owned(), path: path.to_owned() })
    }

    /// Reads the member `member`, which takes what may be associated with a registration: an ARN, or an id whose beginning says of which
    /// kind it is; a phone number's otherwise.
    ///
    /// # Errors
    ///
    /// As [`Resource::read`]; the same for an ARN of any other kind.
    pub fn read_id_or_arn(member: &'static str, text: &str, caller: &Caller) -> Result<Self, ServiceError> {
        let kinds = [
            ("registration-", ResourceType::Registration),
            ("rcs-", ResourceType::RcsAgent),
            ("notify-", ResourceType::NotifyConfiguration),
            ("phone-", ResourceType::PhoneNumber),
        ];
        if is_arn(text) {
            let read = Self::read(member, text, caller)?;
            if kinds.iter().all(|(_, kind)| *kind != read.kind) {
                return Err(invalid_arn(member, "The resource of the ARN is of no kind that registrations take"));
            }
            return Ok(read);
        }
        let kind = kinds.into_iter().find(|(beginning, _)| text.starts_with(beginning));
        let kind = kind.map_or(ResourceType::PhoneNumber, |(_, kind)| kind);
        Ok(Self { account_id: caller.account_id.clone(), kind, id: text.to_owned(), path: format!("{kind}/{text}") })
    }

    /// Its id, or its name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The account that it belongs to.
    #[must_use]
    pub fn account_id(&self) -> &AccountId {
        &self.account_id
    }

    /// Its kind.
    #[must_use]
    pub fn resource_type(&self) -> ResourceType {
        self.kind
    }

    /// The last part of its ARN, such as `pool/pool-…`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Its ARN in `region`.
    #[must_use]
    pub fn arn(&self, region: &Region) -> String {
        arn(region, &self.account_id, &self.path)
    }

    /// The error for one that isn't there.
    #[must_use]
    pub fn not_found(&self) -> ServiceError {
        ServiceError::not_found(self.kind, &self.id)
    }
}
