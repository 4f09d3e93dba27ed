//! POST `/registrations/{registration_id}/review`: what a reviewer decides.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Asked, Outcome, Refusal, body,
    parameters::{Parameters, bad},
};
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    domain::{
        deployment::Deployment,
        registration::{
            catalogue, form,
            life::{Decision, Registration},
            review::Denial,
        },
    },
    model::{
        error::ServiceError,
        registration::{RegistrationDeniedReasonInformation, RegistrationId},
    },
    store::{
        registration::{
            due,
            field_value::{self, Of},
            review::{self, Said},
        },
        view,
    },
};

/// The longest text about a decision, in characters.
const LONGEST: usize = 2_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    decision: Decision,
    #[serde(default)]
    reasons: Vec<String>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    feedback: Option<String>,
    #[serde(default)]
    force: bool,
}

/// How it ended.
enum Ended {
    /// There is no such registration.
    Missing,
    /// The decision leads nowhere from where it stands.
    NoEdge,
    /// Fields that are required have no value, or a bad one.
    Incomplete,
    /// A field isn't one of its type's.
    UnknownField,
    /// It is so.
    Done(serde_json::Value),
}

/// Lets a decision happen to a registration, and answers it.
///
/// # Errors
///
/// 404; 409 where the decision leads nowhere, or approves what isn't complete without `force`; 422 for a bad value.
pub async fn review(asked: Asked, id: &str) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let said: Body = body::read(&asked.body)?;
    if said.reasons.len() > 20 || said.fields.len() > 100 {
        return Err(bad("reasons and fields", "20 texts and 100 members at most"));
    }
    let is_bad = |text: &String| text.is_empty() || text.chars().count() > LONGEST || text.contains('\0');
    if said.reasons.iter().chain(said.fields.values()).chain(&said.feedback).any(is_bad) {
        return Err(bad("reasons, fields and feedback", &format!("texts of 1 to {LONGEST} characters")));
    }
    let reach = asked.reach_all(account_id, region)?;
    let id = RegistrationId::new(id);
    let (connections, deployment) = (asked.shared.database.connections().clone(), asked.staging.deployment.clone());
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        let ended = decide(&mut tx, &reach, &id, said, &deployment).await?;
        if matches!(ended, Ended::Done(_)) {
            tx.commit().await?;
        } else {
            tx.rollback().await?;
        }
        Ok(ended)
    };
    let ended = asked.shared.database.work(work).await?;
    asked.shared.database.changes().tell();
    match ended {
        Ended::Done(registration) => Ok((200, registration)),
        Ended::Missing => Err(Refusal::no_such("registration", "DescribeRegistrations lists those that are there.")),
        Ended::NoEdge => Err(Refusal::new(
            409,
            "NOT_NOW",
            "The registration doesn't come there from where it stands.",
            "Look at its status: what is decided about it must follow from that.",
        )),
        Ended::Incomplete => Err(Refusal::new(
            409,
            "INCOMPLETE",
            "The form lacks required fields, or has values that they don't take.",
            "Deny it, or approve it with force.",
        )),
        Ended::UnknownField => Err(bad("fields", "paths of fields that the registration's type has")),
    }
}

async fn decide(
    tx: &mut Tx,
    reach: &view::Reach,
    id: &RegistrationId,
    said: Body,
    deployment: &Deployment,
) -> Result<Ended, ServiceError> {
    let Some(home) = view::registration::home(tx, reach, id.as_str()).await? else {
        return Ok(Ended::Missing);
    };
    let Some((scope, registration)) = due::lock(tx, &home, id).await? else { return Ok(Ended::Missing) };
    let Some(of) = catalogue::find(&registration.registration_type) else { return Ok(Ended::NoEdge) };
    if said.fields.keys().any(|path| of.field("fields", path).is_err()) {
        return Ok(Ended::UnknownField);
    }
    if said.decision == Decision::Approve && !said.force && !is_complete(tx, &registration, of).await? {
        return Ok(Ended::Incomplete);
    }
    let now = tx.present().of(&home.account_id);
    let told = Said { denial: denial(&said), feedback: said.feedback };
    let is_done = review::decide(tx, &scope, &registration, said.decision, &told, now, deployment).await?;
    let shown = view::registration::find(tx, id.as_str()).await?;
    Ok(shown.filter(|_| is_done).map_or(Ended::NoEdge, Ended::Done))
}

fn denial(said: &Body) -> Denial {
    let reason =
        |text: &String| RegistrationDeniedReasonInformation { reason: text.clone(), short_description: text.clone() };
    let fields = said.fields.iter().map(|(path, reason)| (path.clone(), reason.clone()));
    Denial {
        reasons: said.reasons.iter().map(reason).collect(),
        fields: fields.collect(),
        feedback: said.feedback.clone(),
    }
}

async fn is_complete(
    tx: &mut Tx,
    registration: &Registration,
    of: &catalogue::RegistrationType,
) -> Result<bool, ServiceError> {
    let of_version = Of { registration: registration.key, number: registration.current().number };
    let values = field_value::values(tx, of_version).await?;
    Ok(form::faults(of, &values).is_empty())
}
