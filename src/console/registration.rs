//! A registration: where it stands, its versions with what was said of them, what its form says, what it is for, and what a reviewer
//! may decide now.

use askama::Template;
use strum::VariantArray as _;
use time::OffsetDateTime;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::{part, read_place},
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::registration::{
        catalogue,
        life::{self, Decision},
    },
    model::registration::RegistrationId,
    store::view::{
        account::{self, Tag},
        registration::{self, Association, Attachment, FieldValue, Registration, Version},
        shown,
    },
};

/// What decides about a registration.
const REVIEW: &str = "POST registrations/{registration_id}/review";

#[derive(Template)]
#[template(path = "registration.html", config = ".askama.toml")]
struct One {
    frame: Frame,
    registration: Registration,
    versions: Vec<Past>,
    /// The version whose form is shown.
    open: i64,
    values: Vec<FieldValue>,
    attachments: Vec<Attachment>,
    /// What it is for.
    uses: Vec<Association>,
    /// The registrations that stand on it.
    used_by: Vec<Association>,
    tags: Vec<Tag>,
    /// The decisions that lead somewhere from where it stands, but for a denial, which says more.
    decisions: Vec<&'static str>,
    may: May,
    /// The paths of its type's fields.
    paths: Vec<&'static str>,
}

/// A version, and what it came through.
struct Past {
    version: Version,
    steps: Vec<(&'static str, OffsetDateTime)>,
}

/// What may be done with it now.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a form of its own")]
struct May {
    be_edited: bool,
    be_submitted: bool,
    be_discarded: bool,
    have_another_version: bool,
    be_denied: bool,
}

/// The registration as its rules judge it.
fn judged(registration: &Registration, versions: &[Version]) -> Option<life::Registration> {
    let versions = versions.iter().rev().map(|version| {
        let status = version.registration_version_status.parse().ok()?;
        Some(life::Version { number: version.version_number, status })
    });
    Some(life::Registration {
        key: registration.key,
        registration_type: registration.registration_type.clone(),
        status: registration.registration_status.parse().ok()?,
        versions: versions.collect::<Option<_>>()?,
        created_at: registration.created_timestamp,
        next_due_at: registration.next_due_at,
    })
}

/// The decisions that lead somewhere, in their order.
fn decisions(registration: Option<&life::Registration>) -> Vec<&'static str> {
    let leads = |decision: &&Decision| registration.is_some_and(|one| one.edge(**decision).is_some());
    Decision::VARIANTS.iter().filter(leads).map(Into::into).collect()
}

/// The registration with this id.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked, id: &str) -> Outcome {
    let key = RegistrationId::new(id).key().ok_or(super::Failure::NotThere)?;
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let (named, wanted) = (id.to_owned(), asked.asks("version").parse::<i64>().ok());
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let found = registration::page(&mut tx, &home, &named, read_place(""), 1).await?;
        let found = match found.rows.into_iter().next() {
            None => None,
            Some(one) => {
                let versions = registration::versions(&mut tx, key).await?;
                let open = wanted.unwrap_or(one.current_version_number);
                let values = registration::values(&mut tx, key, open).await?;
                let attachments = registration::attachments(&mut tx, key, open).await?;
                let associations = registration::associations(&mut tx, &home, &named).await?;
                let tags = account::tags(&mut tx, &home, Some(&one.registration_arn)).await?;
                Some((one, versions, open, values, attachments, associations, tags))
            }
        };
        tx.commit().await?;
        Ok((around, found))
    };
    let (around, found) = asked.shared.database.work(work).await?;
    let (registration, versions, open, values, attachments, associations, tags) =
        found.ok_or(super::Failure::NotThere)?;
    let sql = shown::select("registration_versions", &[("registration_id", id)], "version_number desc");
    let call = Frame::cli(asked, &format!("describe-registration-versions --registration-id {id}"));
    let judged = judged(&registration, &versions);
    let mut decisions = decisions(judged.as_ref());
    let may = judged.as_ref().map_or_else(May::default, |one| May {
        be_edited: one.may_be_edited().is_ok() && open == one.current().number,
        be_submitted: one.may_be_submitted().is_ok(),
        be_discarded: one.discarded().is_ok(),
        have_another_version: one.next_version().is_ok(),
        be_denied: decisions.contains(&"deny"),
    });
    decisions.retain(|decision| *decision != "deny");
    let (uses, used_by) = associations.into_iter().partition(|one| one.registration_id == id);
    let of_type = catalogue::find(&registration.registration_type);
    let paths = of_type.into_iter().flat_map(catalogue::RegistrationType::fields);
    frame::page(&One {
        frame: Frame::new(asked, &around, id, "registrations", sql, call),
        registration,
        versions: versions.into_iter().map(|version| Past { steps: version.steps(), version }).collect(),
        open,
        values,
        attachments,
        uses,
        used_by,
        tags,
        decisions,
        may,
        paths: paths.map(|field| field.definition.field_path.as_str()).collect(),
    })
}

impl Association {
    /// Where what the registration is for stands, below the account and region.
    fn path(&self) -> String {
        let id = part(&self.resource_id);
        match self.resource_type.as_str() {
            "SENDER_ID" => format!("sender-ids?q={id}"),
            "RCS_AGENT" => format!("rcs-agents/{id}"),
            "NOTIFY_CONFIGURATION" => format!("notify-configurations/{id}"),
            _ if self.phone_number.is_some() => format!("numbers/{id}"),
            _ => format!("registrations/{id}"),
        }
    }
}
