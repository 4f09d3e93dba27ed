//! What is asked before something is associated with a registration, and before a registration is deleted.

use super::{
    association::{Hanging, Room, supported, takes_now},
    catalogue::RegistrationType,
    life::Registration,
};
use crate::{
    domain::check::{Mark, Question, Rule},
    model::{
        error::{ConflictReason, ServiceError},
        registration::{
            RegistrationStatus as Status,
            definition::{RegistrationAssociationBehavior as Behaviour, SupportedAssociation},
        },
        resource_type::ResourceType,
    },
};

/// What something is associated with already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Already {
    /// With nothing that counts.
    Nothing,
    /// With this registration.
    This,
    /// With another one, for which there is this Reason.
    Another(ConflictReason),
}

/// Something that is to be associated with a registration, both locked.
pub struct Associating<'r> {
    /// The member that names what is refused for its kind.
    pub member: &'static str,
    /// The registration.
    pub registration: &'r Registration,
    /// Its type.
    pub of: &'r RegistrationType,
    /// What kind it is for the catalogue.
    pub kind: &'r str,
    /// The kind and the id that errors name.
    pub resource: (ResourceType, String),
    /// Its country, if it has one.
    pub iso_country_code: Option<&'r str>,
    /// Where it stands, if it is a registration.
    pub parent_status: Option<Status>,
    /// What it is associated with.
    pub already: Already,
    /// What bounds the number of its kind, if anything does.
    pub room: Option<Room>,
}

impl Associating<'_> {
    fn entry(&self) -> Option<&SupportedAssociation> {
        supported(self.of, self.member, self.kind).ok()
    }

    fn country(&self) -> Option<&str> {
        self.entry()?.iso_country_code.as_deref()
    }

    fn conflict(&self, reason: ConflictReason) -> ServiceError {
        ServiceError::conflict(reason, self.resource.0, self.resource.1.as_str())
    }

    fn behaviour(&self) -> Behaviour {
        self.entry().map_or(Behaviour::AssociateOnApproval, |entry| entry.association_behavior)
    }
}

fn unexpected() -> ServiceError {
    ServiceError::internal("a check that holds refused")
}

impl Rule for Associating<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            // Documented: what each type takes; Assumed: the Reason.
            Question::<Self> {
                name: "registration_takes_its_kind",
                mark: Mark::Documented,
                holds: |r| Some(r.entry().is_some()),
                refusal: |r| supported(r.of, r.member, r.kind).err().unwrap_or_else(unexpected),
                compared: |r| {
                    let all = r.of.definition.supported_associations.iter();
                    let taken = all.filter(|one| one.association_behavior != Behaviour::AssociateOnApproval);
                    let kinds: Vec<&str> = taken.map(|one| one.resource_type.as_str()).collect();
                    let kinds = if kinds.is_empty() { "nothing".to_owned() } else { kinds.join(", ") };
                    (r.kind.to_owned(), kinds)
                },
                remedy: |_| "Ask DescribeRegistrationTypeDefinitions what the type takes.".to_owned(),
            },
            Question::<Self> {
                name: "is_of_the_registrations_country",
                mark: Mark::Assumed,
                holds: |r| Some(r.country()? == r.iso_country_code?),
                refusal: |r| r.conflict(ConflictReason::PhoneNumberNotInRegistrationRegion),
                compared: |r| {
                    let (left, right) = (r.iso_country_code, r.country());
                    (left.unwrap_or_default().to_owned(), right.unwrap_or_default().to_owned())
                },
                remedy: |r| format!("Take a number of {}.", r.country().unwrap_or("the registration's country")),
            },
            // Documented: before it is submitted, or once it is complete; Assumed (decision RD20): the Reasons.
            Question::<Self> {
                name: "registration_takes_it_now",
                mark: Mark::Documented,
                holds: |r| Some(takes_now(r.registration, r.entry()?.association_behavior).is_ok()),
                refusal: |r| takes_now(r.registration, r.behaviour()).err().unwrap_or_else(unexpected),
                compared: |r| {
                    let (status, version) = (r.registration.status, r.registration.current().status);
                    let wanted = match r.behaviour() {
                        Behaviour::AssociateAfterComplete => "COMPLETE",
                        _ => "a draft of a registration that isn't CLOSED",
                    };
                    (format!("{status}, its version {version}"), wanted.to_owned())
                },
                remedy: |r| match r.behaviour() {
                    _ if r.registration.status == Status::Closed => "Make another registration.".to_owned(),
                    Behaviour::AssociateAfterComplete => {
                        "Submit the registration, and wait until it is COMPLETE.".to_owned()
                    }
                    _ => "Begin a new draft with CreateRegistrationVersion once the review is over.".to_owned(),
                },
            },
            // Documented: a brand comes first; Assumed (decision RD21): the Reason.
            Question::<Self> {
                name: "parent_is_complete",
                mark: Mark::Documented,
                holds: |r| Some(r.parent_status? == Status::Complete),
                refusal: |r| r.conflict(ConflictReason::RegistrationNotComplete),
                compared: |r| {
                    (r.parent_status.map(|status| status.to_string()).unwrap_or_default(), "COMPLETE".to_owned())
                },
                remedy: |r| format!("Wait until {} is COMPLETE.", r.resource.1),
            },
            // Observed: the exception; Assumed: the Reason.
            Question::<Self> {
                name: "is_not_associated_with_it",
                mark: Mark::Observed,
                holds: |r| Some(r.already != Already::This),
                refusal: |r| r.conflict(ConflictReason::ResourceAlreadyAssociated),
                compared: |r| {
                    let is = if r.already == Already::This { "associated" } else { "not associated" };
                    (is.to_owned(), "not associated".to_owned())
                },
                remedy: |_| "Nothing: they are associated.".to_owned(),
            },
            // Assumed (decisions RD59 and RD63).
            Question::<Self> {
                name: "is_free_for_it",
                mark: Mark::Assumed,
                holds: |r| r.parent_status.is_none().then_some(!matches!(r.already, Already::Another(_))),
                refusal: |r| match r.already {
                    Already::Another(reason) => r.conflict(reason),
                    _ => unexpected(),
                },
                compared: |r| {
                    let is =
                        if matches!(r.already, Already::Another(_)) { "with another registration" } else { "free" };
                    (is.to_owned(), "free".to_owned())
                },
                remedy: |r| format!("Take another one: {} has a registration for good.", r.resource.1),
            },
            // Documented: how many of a brand and of a campaign; Assumed: of the others.
            Question::<Self> {
                name: "registration_has_room",
                mark: Mark::Documented,
                holds: |r| r.room.map(|room| room.is_left().is_ok()),
                refusal: |r| r.room.and_then(|room| room.is_left().err()).unwrap_or_else(unexpected),
                compared: |r| {
                    let most = r.room.map_or(0, |room| room.most);
                    let most = if most == 0 { "no bound".to_owned() } else { format!("fewer than {most}") };
                    (r.room.map_or(0, |room| room.there).to_string(), most)
                },
                remedy: |_| "Release what is associated and isn't needed, or take another registration.".to_owned(),
            },
        ]
        .into_iter()
    }
}

/// A registration that is to go.
pub struct Deleting<'r> {
    /// The registration.
    pub registration: &'r Registration,
    /// Its type, if the catalogue has it.
    pub of: Option<&'r RegistrationType>,
    /// What hangs on it, read after the lock.
    pub hanging: Hanging,
}

impl Deleting<'_> {
    /// Documented: what must be empty; Assumed (decision RD32): what was never complete may go with its number.
    fn is_empty(&self) -> bool {
        let takes_after = self.of.is_some_and(|of| {
            let mut associations = of.definition.supported_associations.iter();
            associations.any(|one| one.association_behavior == Behaviour::AssociateAfterComplete)
        });
        let counts = takes_after || self.registration.status == Status::Complete;
        self.hanging.children == 0 && (self.hanging.identities == 0 || !counts)
    }
}

impl Rule for Deleting<'_> {
    fn questions() -> impl Iterator<Item = Question<Self>> {
        [
            Question::<Self> {
                name: "registration_is_not_under_review",
                mark: Mark::Assumed,
                holds: |r| Some(!r.registration.is_under_review()),
                refusal: |r| r.registration.conflict(ConflictReason::ResourceDeletionNotAllowed),
                compared: |r| (r.registration.status.to_string(), "a status outside of the review".to_owned()),
                remedy: |_| {
                    "Wait for the end of the review, or give the version up with DiscardRegistrationVersion while it is \
                     SUBMITTED."
                        .to_owned()
                },
            },
            // Documented: what must be empty; Assumed: the Reason.
            Question::<Self> {
                name: "registration_is_empty",
                mark: Mark::Documented,
                holds: |r| Some(r.is_empty()),
                refusal: |r| r.registration.conflict(ConflictReason::ResourceNotEmpty),
                compared: |r| {
                    let Hanging { identities, children } = r.hanging;
                    (format!("{identities} identities, {children} registrations"), "none that would be lost".to_owned())
                },
                remedy: |_| {
                    "Release its numbers and sender IDs (ListRegistrationAssociations says which), and delete the \
                     registrations that stand on it."
                        .to_owned()
                },
            },
        ]
        .into_iter()
    }
}
