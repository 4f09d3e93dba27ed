//! Members that take the ARN of a resource of any kind.

use serde::Serialize;

use super::{
    AccountId, Caller, Key, Named, OptOutListName, PhoneNumberId, PoolId, Region, ResourceType, SenderIdKey,
    ServiceError, arn, invalid_arn, opt_out_list, phone_number, pool, resource_path, sender_id,
};

/// A resource that a request names by its ARN, whatever its kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Resource {
    /// A pool.
    Pool(Named<PoolId>),
    /// A phone number.
    PhoneNumber(Named<PhoneNumberId>),
    /// A sender ID.
    SenderId(Named<SenderIdKey>),
    /// An opt-out list.
    OptOutList(Named<OptOutListName>),
    /// A resource of a kind that no served operation makes, so that none exists.
    Unbuilt {
        /// The account that the ARN names.
        account_id: AccountId,
        /// The kind.
        resource_type: ResourceType,
        /// What stands behind the kind.
        id: String,
    },
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
            "pool" => return Ok(Self::Pool(pool(member, text, caller)?)),
            "phone-number" => return Ok(Self::PhoneNumber(phone_number(member, text, caller)?)),
            "sender-id" => return Ok(Self::SenderId(sender_id(member, text, "", caller)?)),
            "opt-out-list" => return Ok(Self::OptOutList(opt_out_list(member, text, caller)?)),
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
        Ok(Self::Unbuilt { account_id, resource_type, id: id.to_owned() })
    }

    /// The account that it belongs to.
    #[must_use]
    pub fn account_id(&self) -> &AccountId {
        match self {
            Self::Pool(named) => &named.account_id,
            Self::PhoneNumber(named) => &named.account_id,
            Self::SenderId(named) => &named.account_id,
            Self::OptOutList(named) => &named.account_id,
            Self::Unbuilt { account_id, .. } => account_id,
        }
    }

    /// The last part of its ARN, such as `pool/pool-…`.
    #[must_use]
    pub fn path(&self) -> String {
        match self {
            Self::Pool(named) => named.key.path(),
            Self::PhoneNumber(named) => named.key.path(),
            Self::SenderId(named) => named.key.path(),
            Self::OptOutList(named) => named.key.path(),
            Self::Unbuilt { resource_type, id, .. } => format!("{resource_type}/{id}"),
        }
    }

    /// Its ARN in `region`.
    #[must_use]
    pub fn arn(&self, region: &Region) -> String {
        arn(region, self.account_id(), self.path())
    }

    /// The error for one that isn't there.
    #[must_use]
    pub fn not_found(&self) -> ServiceError {
        match self {
            Self::Pool(named) => named.not_found(),
            Self::PhoneNumber(named) => named.not_found(),
            Self::SenderId(named) => named.not_found(),
            Self::OptOutList(named) => named.not_found(),
            Self::Unbuilt { resource_type, id, .. } => ServiceError::not_found(*resource_type, id),
        }
    }
}
