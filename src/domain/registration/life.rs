//! How a registration and its versions come from status to status, and what may be done in each.

use strum::IntoStaticStr;
use time::OffsetDateTime;
use uuid::Uuid;

use crate::model::{
    error::{ConflictReason, ServiceError},
    registration::{RegistrationId, RegistrationStatus as Status, RegistrationVersionStatus as VersionStatus},
    resource_type::ResourceType,
};

/// A version, as far as the rules ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    /// From 1 on.
    pub number: i64,
    /// Where it stands.
    pub status: VersionStatus,
}

/// A registration, which is locked.
#[derive(Clone, Debug)]
pub struct Registration {
    /// Its key.
    pub key: Uuid,
    /// Its type.
    pub registration_type: String,
    /// Where it stands.
    pub status: Status,
    /// Its versions, the current one last.
    pub versions: Vec<Version>,
    /// When it was made.
    pub created_at: OffsetDateTime,
    /// When its review goes on by itself.
    pub next_due_at: Option<OffsetDateTime>,
}

/// What a reviewer decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Deserialize, IntoStaticStr, strum::VariantArray)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Decision {
    /// It is good.
    Approve,
    /// It isn't.
    Deny,
    /// Nothing is decided yet.
    Hold,
    /// An e-mail has to be confirmed first.
    RequireAuthentication,
    /// It was confirmed.
    Authenticate,
    /// The approval counts no more.
    Revoke,
    /// What it was for is gone.
    Close,
}

/// Where a decision leads: a version to its status, and the registration to its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The version, if one moves.
    pub version: Option<Version>,
    /// The registration.
    pub status: Status,
}

impl Registration {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> RegistrationId {
        RegistrationId::of(self.key)
    }

    /// The version that is written and submitted.
    #[must_use]
    pub fn current(&self) -> Version {
        self.versions.last().copied().unwrap_or(Version { number: 1, status: VersionStatus::Draft })
    }

    /// The version that counts.
    #[must_use]
    pub fn approved(&self) -> Option<i64> {
        self.last(VersionStatus::Approved)
    }

    /// The version that was denied last.
    #[must_use]
    pub fn latest_denied(&self) -> Option<i64> {
        self.last(VersionStatus::Denied)
    }

    fn last(&self, status: VersionStatus) -> Option<i64> {
        self.versions.iter().rev().find(|version| version.status == status).map(|version| version.number)
    }

    /// The version that counted until the current one was approved, if any did: what came between them was never approved.
    #[must_use]
    pub fn superseded(&self) -> Option<i64> {
        let mut earlier = self.versions.iter().rev().skip(1);
        let before =
            earlier.find(|version| !matches!(version.status, VersionStatus::Denied | VersionStatus::Discarded))?;
        (before.status == VersionStatus::Archived).then_some(before.number)
    }

    /// The ConflictException that its state raises.
    #[must_use]
    pub fn conflict(&self, reason: ConflictReason) -> ServiceError {
        ServiceError::conflict(reason, ResourceType::Registration, self.id().as_str())
    }

    fn is(&self, holds: bool, reason: ConflictReason) -> Result<(), ServiceError> {
        if holds { Ok(()) } else { Err(self.conflict(reason)) }
    }

    /// Whether somebody reviews it, or it is being made.
    #[must_use]
    pub fn is_under_review(&self) -> bool {
        matches!(
            self.status,
            Status::Submitted
                | Status::AwsReviewing
                | Status::Reviewing
                | Status::RequiresAuthentication
                | Status::Provisioning
        )
    }

    /// Whether values of the current version may be put and deleted. Documented: earlier versions, and those that were submitted, are
    /// read only.
    ///
    /// # Errors
    ///
    /// ConflictException EDIT_REGISTRATION_FIELD_VALUES_NOT_ALLOWED.
    pub fn may_be_edited(&self) -> Result<(), ServiceError> {
        let is_draft = self.current().status == VersionStatus::Draft && self.status != Status::Closed;
        self.is(is_draft, ConflictReason::EditRegistrationFieldValuesNotAllowed)
    }

    /// Whether the current version may be submitted. Assumed: the Reason of a second time; of what was given up or denied, that
    /// submitting isn't allowed.
    ///
    /// # Errors
    ///
    /// ConflictException REGISTRATION_ALREADY_SUBMITTED or SUBMIT_REGISTRATION_VERSION_NOT_ALLOWED.
    pub fn may_be_submitted(&self) -> Result<(), ServiceError> {
        match self.current().status {
            _ if self.status == Status::Closed => {
                Err(self.conflict(ConflictReason::SubmitRegistrationVersionNotAllowed))
            }
            VersionStatus::Draft => Ok(()),
            VersionStatus::Discarded | VersionStatus::Denied | VersionStatus::Revoked | VersionStatus::Archived => {
                Err(self.conflict(ConflictReason::SubmitRegistrationVersionNotAllowed))
            }
            _ => Err(self.conflict(ConflictReason::RegistrationAlreadySubmitted)),
        }
    }

    /// Where the registration comes to when its current version is given up. Assumed (decision RD24): drafts and submitted ones may be.
    ///
    /// # Errors
    ///
    /// ConflictException DISCARD_REGISTRATION_VERSION_NOT_ALLOWED.
    pub fn discarded(&self) -> Result<Status, ServiceError> {
        let may = matches!(self.current().status, VersionStatus::Draft | VersionStatus::Submitted)
            && self.status != Status::Closed;
        self.is(may, ConflictReason::DiscardRegistrationVersionNotAllowed)?;
        let was_refused = self
            .versions
            .iter()
            .any(|version| matches!(version.status, VersionStatus::Denied | VersionStatus::Revoked));
        Ok(match (self.approved(), was_refused) {
            (Some(_), _) => Status::Complete,
            (None, true) => Status::RequiresUpdates,
            (None, false) => Status::Created,
        })
    }

    /// The number of its next version. Assumed (decision RD23): once the current one is denied, given up, approved or revoked.
    ///
    /// # Errors
    ///
    /// ConflictException CREATE_REGISTRATION_VERSION_NOT_ALLOWED.
    pub fn next_version(&self) -> Result<i64, ServiceError> {
        let may = matches!(
            self.current().status,
            VersionStatus::Denied | VersionStatus::Discarded | VersionStatus::Approved | VersionStatus::Revoked
        );
        let may = may && !matches!(self.status, Status::Closed | Status::Provisioning);
        self.is(may, ConflictReason::CreateRegistrationVersionNotAllowed)?;
        Ok(self.current().number + 1)
    }

    /// Where a decision leads; `None` where it leads nowhere.
    #[must_use]
    pub fn edge(&self, decision: Decision) -> Option<Edge> {
        let current = self.current();
        let is_being_reviewed = self.is_under_review() && self.status != Status::Provisioning;
        let to = |version, status| Some(Edge { version: Some(Version { status: version, ..current }), status });
        match decision {
            Decision::Approve if is_being_reviewed => to(VersionStatus::Approved, Status::Provisioning),
            Decision::Deny if is_being_reviewed => to(VersionStatus::Denied, Status::RequiresUpdates),
            Decision::Hold if is_being_reviewed && current.status != VersionStatus::RequiresAuthentication => {
                to(VersionStatus::Reviewing, Status::Reviewing)
            }
            Decision::RequireAuthentication
                if is_being_reviewed && current.status != VersionStatus::RequiresAuthentication =>
            {
                to(VersionStatus::RequiresAuthentication, Status::RequiresAuthentication)
            }
            Decision::Authenticate if is_being_reviewed && current.status == VersionStatus::RequiresAuthentication => {
                to(VersionStatus::Reviewing, Status::Reviewing)
            }
            Decision::Revoke if matches!(self.status, Status::Complete | Status::Provisioning) => {
                let number = self.approved()?;
                let version = Some(Version { number, status: VersionStatus::Revoked });
                Some(Edge { version, status: Status::RequiresUpdates })
            }
            Decision::Close if matches!(self.status, Status::Complete | Status::RequiresUpdates) => {
                Some(Edge { version: None, status: Status::Closed })
            }
            _ => None,
        }
    }
}
