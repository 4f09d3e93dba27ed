//! POST `/verified-destination-numbers/{verified_destination_number_id}/status`, and GET `…/code`: where a verified destination number
//! stands, and the code that it waits for.

use serde::Deserialize;
use serde_json::Value;

use super::{Asked, Outcome, Refusal, body, parameters::Parameters};
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    model::{
        error::ServiceError,
        verified_destination_number::{VerificationStatus as Status, VerifiedDestinationNumberId},
    },
    store::{
        verified_destination_number,
        view::{self, Reach},
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    status: Status,
}

/// How a decision ended.
enum Ended {
    /// There is no such number.
    Missing,
    /// It tests no RCS agent.
    NoTester,
    /// It is so.
    Done(Option<Value>),
}

fn missing() -> Refusal {
    Refusal::no_such("verified destination number", "DescribeVerifiedDestinationNumbers lists those that are there.")
}

fn reach(asked: &Asked) -> Result<Reach, Refusal> {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    asked.reach_all(account_id, region)
}

/// Decides where a verified destination number stands, and answers it: VERIFIED without a code, PENDING again, or UNSUPPORTED.
///
/// # Errors
///
/// 400 for another status; 404; 409 for UNSUPPORTED where no RCS agent is tested.
pub async fn status(asked: Asked, id: &str) -> Outcome {
    let said: Body = body::read(&asked.body)?;
    let reach = reach(&asked)?;
    let id = VerifiedDestinationNumberId::new(id);
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        let ended = decide(&mut tx, &reach, &id, said.status).await?;
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
        Ended::Done(shown) => shown.map(|shown| (200, shown)).ok_or_else(missing),
        Ended::Missing => Err(missing()),
        Ended::NoTester => Err(Refusal::new(
            409,
            "NO_TESTER",
            "Only a phone that is to test an RCS agent can be UNSUPPORTED.",
            "Name an entry that was made with an RcsAgentId.",
        )),
    }
}

async fn decide(
    tx: &mut Tx,
    reach: &Reach,
    id: &VerifiedDestinationNumberId,
    status: Status,
) -> Result<Ended, ServiceError> {
    let Some(scope) = view::verified_destination_number::scope(tx, reach, id.as_str()).await? else {
        return Ok(Ended::Missing);
    };
    let Some(found) = verified_destination_number::lock(tx, &scope, id).await? else { return Ok(Ended::Missing) };
    if status == Status::Unsupported && found.rcs_agent.is_none() {
        return Ok(Ended::NoTester);
    }
    let now = tx.present().of(scope.account_id());
    verified_destination_number::decide(tx, found.key, status, now).await?;
    Ok(Ended::Done(view::verified_destination_number::find(tx, id.as_str()).await?))
}

/// The last code that was sent to a verified destination number, when it ceases to count, and how many wrong tries it survives.
///
/// # Errors
///
/// 404, also where no code was sent.
pub async fn code(asked: Asked, id: &str) -> Outcome {
    let (reach, id) = (reach(&asked)?, id.to_owned());
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let found = match view::verified_destination_number::scope(&mut tx, &reach, &id).await? {
            None => None,
            Some(_) => Some(view::verified_destination_number::find_last_code(&mut tx, &id).await?),
        };
        tx.commit().await?;
        Ok(found)
    };
    let code = asked.shared.database.work(work).await?.ok_or_else(missing)?;
    let hint = "Send one by SendDestinationNumberVerificationCode.";
    code.map(|code| (200, code)).ok_or_else(|| Refusal::no_such("code", hint))
}
