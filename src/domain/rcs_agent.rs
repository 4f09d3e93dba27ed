//! RCS agents: what may become of one, and what its registrations make of it.

use serde::Serialize;
use uuid::Uuid;

use super::{
    check::{Mark, Question, Rule},
    settings::Settings,
    two_way_update::TwoWayUpdate,
};
use crate::model::{
    error::{ConflictReason, Field, ServiceError, ValidationReason},
    rcs_agent::{
        CarrierStatus, CarrierStatusInformation, CountryLaunchStatus, RcsAgentId, RcsAgentStatus, TestingAgentStatus,
    },
    registration::{RegistrationId, RegistrationStatus},
    resource_type::ResourceType,
};

/// What stands where a country would: an RCS agent has none. Documented.
pub const ISO_COUNTRY_CODE: &str = "ZZ";

/// The type of the registration that lets an RCS agent be tested. Documented; every other that takes one launches it in a country.
pub const TEST_REGISTRATION_TYPE: &str = "TEST_RCS_LAUNCH_REGISTRATION";

/// Takes media settings away. Documented.
pub const UNSET: &str = "UNSET_RCS_MEDIA_CONFIGURATION";

/// The event that stands for all. Documented.
const ALL_EVENTS: &str = "ALL";

/// An RCS agent, locked.
#[derive(Clone, Debug)]
pub struct RcsAgent {
    /// Its key.
    pub key: Uuid,
    /// What its registrations make of it.
    pub status: RcsAgentStatus,
    /// Whether it can't be deleted.
    pub deletion_protection_enabled: bool,
    /// What a pool that it is in has, too.
    pub settings: Settings,
    /// Where incoming media go.
    pub media: Media,
}

impl RcsAgent {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> RcsAgentId {
        RcsAgentId::of(self.key)
    }

    /// The conflict of this agent.
    #[must_use]
    pub fn conflict(&self, reason: ConflictReason) -> ServiceError {
        ServiceError::conflict(reason, ResourceType::RcsAgent, self.id().as_str())
    }

    /// Whether it may join pools, and sends.
    #[must_use]
    pub fn is_usable(&self) -> bool {
        is_usable(self.status)
    }

    /// Whether what it shares with a pool may change. `is_in_pool` is read after the lock.
    ///
    /// # Errors
    ///
    /// ConflictException RCS_AGENT_ASSOCIATED_TO_POOL. Documented: the Reason; Assumed (decision RD38): that these settings raise it.
    pub fn may_be_configured(&self, is_in_pool: bool) -> Result<(), ServiceError> {
        if is_in_pool { Err(self.conflict(ConflictReason::RcsAgentAssociatedToPool)) } else { Ok(()) }
    }
}

/// Whether an agent of this status may join pools, and sends. Assumed (row 12): once it can be tested, since AWS says that it is tested
/// before its launch.
#[must_use]
pub fn is_usable(status: RcsAgentStatus) -> bool {
    matches!(status, RcsAgentStatus::Testing | RcsAgentStatus::Partial | RcsAgentStatus::Active)
}

/// Where incoming media go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Media {
    /// The bucket.
    pub bucket_name: Option<String>,
    /// What keys begin with.
    pub key_prefix: Option<String>,
    /// The role that may write there.
    pub role: Option<String>,
}

const BUCKET_NAME: &str = "twoWayMediaS3BucketName";
const KEY_PREFIX: &str = "twoWayMediaS3KeyPrefix";
const ROLE: &str = "twoWayMediaS3Role";

/// The members by which UpdateRcsAgent changes that. Documented: what is absent stays as it is; the bucket and the role are set and unset
/// together, and need two-way.
#[derive(Debug, Serialize)]
pub struct MediaUpdate {
    /// TwoWayMediaS3BucketName.
    pub bucket_name: Option<String>,
    /// TwoWayMediaS3KeyPrefix.
    pub key_prefix: Option<String>,
    /// TwoWayMediaS3Role.
    pub role: Option<String>,
}

impl MediaUpdate {
    fn unsets(&self) -> [bool; 2] {
        [&self.bucket_name, &self.role].map(|member| member.as_deref() == Some(UNSET))
    }

    /// Whether both are unset, or neither.
    ///
    /// # Errors
    ///
    /// ValidationException PARAMETERS_CANNOT_BE_USED_TOGETHER. Assumed (decision RD37).
    pub fn is_whole(&self) -> Result<(), ServiceError> {
        if self.unsets()[0] == self.unsets()[1] {
            return Ok(());
        }
        let fields = [BUCKET_NAME, ROLE].map(|name| Field::new(name, "Bucket and role are unset together"));
        Err(ServiceError::validation(ValidationReason::ParametersCannotBeUsedTogether, fields.to_vec()))
    }

    /// `media` with the members applied, of an agent that has two-way, or hasn't. Assumed (decision RD37): without two-way there are no
    /// media settings, and unsetting them drops the prefix.
    ///
    /// # Errors
    ///
    /// ValidationException TWO_WAY_NOT_ENABLED, or MISSING_PARAMETER for the bucket or the role beside what needs it.
    pub fn apply(&self, media: &Media, has_two_way: bool) -> Result<Media, ServiceError> {
        if self.unsets()[0] {
            return Ok(Media::default());
        }
        let members = [(BUCKET_NAME, &self.bucket_name), (KEY_PREFIX, &self.key_prefix), (ROLE, &self.role)];
        if !has_two_way {
            let fields: Vec<Field> = members
                .iter()
                .filter(|(_, member)| member.is_some())
                .map(|(name, _)| Field::new(name, "Media settings need two-way"))
                .collect();
            if fields.is_empty() {
                return Ok(Media::default());
            }
            return Err(ServiceError::validation(ValidationReason::TwoWayNotEnabled, fields));
        }
        let updated = Media {
            bucket_name: self.bucket_name.clone().or_else(|| media.bucket_name.clone()),
            key_prefix: self.key_prefix.clone().or_else(|| media.key_prefix.clone()),
            role: self.role.clone().or_else(|| media.role.clone()),
        };
        let missing = match (&updated.bucket_name, &updated.key_prefix, &updated.role) {
            (None, _, Some(_)) | (None, Some(_), None) => BUCKET_NAME,
            (Some(_), _, None) => ROLE,
            _ => return Ok(updated),
        };
        let field = Field::new(missing, "Bucket and role are set together");
        Err(ServiceError::validation(ValidationReason::MissingParameter, vec![field]))
    }
}

/// Whether these events may be published. Documented: `ALL` stands alone.
///
/// # Errors
///
/// ValidationException INVALID_PARAMETER. Assumed: the Reason.
pub fn may_be_published(events: &[String]) -> Result<(), ServiceError> {
    if events.len() < 2 || !events.iter().any(|event| event == ALL_EVENTS) {
        return Ok(());
    }
    let field = Field::new("twoWayRcsEventsEnabled", "ALL stands alone");
    Err(ServiceError::validation(ValidationReason::InvalidParameter, vec![field]))
}

/// Whether an update changes what a pool has, too.
#[must_use]
pub fn touches_settings(two_way: &TwoWayUpdate, names_list: bool) -> bool {
    let TwoWayUpdate { enabled, channel_arn, channel_role, self_managed_opt_outs_enabled } = two_way;
    names_list
        || enabled.is_some()
        || channel_arn.is_some()
        || channel_role.is_some()
        || self_managed_opt_outs_enabled.is_some()
}

/// An RCS agent that is to go. Documented: that it may not be protected, and may have no registrations.
pub struct Deleting<'r> {
    /// The agent.
    pub agent: &'r RcsAgent,
    /// Whether it is in a pool, read after the lock.
    pub is_in_pool: bool,
    /// How many registrations it has, read after the lock.
    pub registrations: i64,
}

impl Rule for Deleting<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            Question::<Self> {
                name: "deletion_protection_is_off",
                mark: Mark::Documented,
                holds: |r| Some(!r.agent.deletion_protection_enabled),
                refusal: |r| r.agent.conflict(ConflictReason::DeletionProtectionEnabled),
                compared: |r| (r.agent.deletion_protection_enabled.to_string(), "false".to_owned()),
                remedy: |_| "Switch DeletionProtectionEnabled off with UpdateRcsAgent.".to_owned(),
            },
            Question::<Self> {
                name: "is_in_no_pool",
                mark: Mark::Assumed,
                holds: |r| Some(!r.is_in_pool),
                refusal: |r| r.agent.conflict(ConflictReason::RcsAgentAssociatedToPool),
                compared: |r| {
                    (if r.is_in_pool { "in a pool" } else { "in no pool" }.to_owned(), "in no pool".to_owned())
                },
                remedy: |r| {
                    format!(
                        "Take RCS agent {} out of its pool with DisassociateOriginationIdentity.",
                        r.agent.id().as_str()
                    )
                },
            },
            // Observed: the Reason.
            Question::<Self> {
                name: "has_no_registrations",
                mark: Mark::Documented,
                holds: |r| Some(r.registrations == 0),
                refusal: |r| r.agent.conflict(ConflictReason::ResourceNotEmpty),
                compared: |r| (r.registrations.to_string(), "0".to_owned()),
                remedy: |_| "Delete its registrations with DeleteRegistration.".to_owned(),
            },
        ]
        .into_iter()
    }
}

/// Where the testing agent stands whose registration this is. Assumed.
#[must_use]
pub fn testing_status(registration: RegistrationStatus) -> TestingAgentStatus {
    match registration {
        RegistrationStatus::Created => TestingAgentStatus::Created,
        RegistrationStatus::Complete => TestingAgentStatus::Active,
        _ => TestingAgentStatus::Pending,
    }
}

/// The carriers of a launch, and where it stands with each. Assumed (decision RD61): two of them everywhere, which are asked when the
/// registration is submitted, and decide as it is decided.
#[must_use]
pub fn carriers(launch: CountryLaunchStatus) -> Vec<CarrierStatusInformation> {
    let status = match launch {
        CountryLaunchStatus::Created => return Vec::new(),
        CountryLaunchStatus::Pending => CarrierStatus::Pending,
        CountryLaunchStatus::Partial | CountryLaunchStatus::Active => CarrierStatus::Active,
        CountryLaunchStatus::Rejected => CarrierStatus::Rejected,
    };
    let of = |carrier_name| CarrierStatusInformation { carrier_name, status };
    ["Staging Carrier A", "Staging Carrier B"].map(of).to_vec()
}

/// What carriers call an agent that they were asked for by a registration. Assumed (decision RD61).
#[must_use]
pub fn platform_id(registration: &RegistrationId) -> String {
    let digits = registration.as_str().trim_start_matches("registration-");
    format!("rcsp-{digits}")
}
