//! Carrying a request out: the road that every call takes once it is authenticated.
//!
//! A request becomes a member of a unit of work. Requests that lock the same resource meet in a lane, and pass over rows that others
//! hold; whoever is left over, and everybody else, is carried out alone and waits for such rows. Both is [`perform`].

use std::sync::Arc;

use super::{
    Shared,
    admission::turns::Turn,
    authorise::Rows,
    company::in_lane,
    fault::Met,
    member::{Member, Verdict},
    perform::{Performed, perform},
};
use crate::{
    database::unit_of_work::{Mode, Patience},
    model::error::ServiceError,
};

/// Carries out a request, of which `rows` says whether it is authorised yet, and which meets a fault perhaps.
///
/// # Errors
///
/// Those of its operation, and of whatever it meets on the way.
pub(super) async fn execute(
    shared: &Arc<Shared>,
    member: Member,
    rows: Rows,
    met: &Met,
) -> Result<String, ServiceError> {
    let (request, call) = (&*member.request, &member.call);
    let is_writing = matches!(request.mode(), Mode::Write(_));
    // Who makes the row of its scope is alone, and would send its company away.
    if is_writing
        && rows != Rows::First
        && shared.scopes.know(&call.own_scope())
        && let Some(lane) = request.lane(call).filter(|_| met.may_share())
    {
        match in_lane(shared, lane, &member).await? {
            Verdict::Settled(outcome) => return outcome,
            Verdict::Alone => {}
        }
    }
    let turns = turns(shared, &member, is_writing, rows).await?;
    let mut is_decided_anew = false;
    loop {
        match alone(shared, member.clone(), &turns, met).await? {
            // A unit of work that waits for rows leaves nobody over.
            Performed::Settled(settled) => {
                let outcome = settled.into_iter().next().flatten();
                return outcome.unwrap_or_else(|| Err(ServiceError::internal("nothing was settled")));
            }
            // The twin has committed, so its answer is found now. Who is alone makes the row of its scope itself.
            Performed::Twin | Performed::NoScope => {}
            // The rule and the client token are asked anew, once: they see now what the constraint saw.
            Performed::Overtaken(refusal) if is_decided_anew => return Err(refusal),
            Performed::Overtaken(_) => is_decided_anew = true,
        }
    }
}

/// Carries out one request in a unit of work of its own, which keeps its turns until it ends, whatever becomes of the caller.
async fn alone(
    shared: &Arc<Shared>,
    member: Member,
    turns: &Arc<Vec<Turn>>,
    met: &Met,
) -> Result<Performed, ServiceError> {
    let (sharing, turns, lasts) = (Arc::clone(shared), Arc::clone(turns), met.commits());
    let work = async move {
        let _turns = turns;
        let mut members = [member];
        let performed = perform(&sharing, &mut members, Patience::Wait, &|_| lasts).await;
        let [Member { request, call, .. }] = &members;
        let is_written = lasts && matches!(request.mode(), Mode::Write(_));
        // What was written has its scope's row beside it.
        if is_written && matches!(&performed, Performed::Settled(settled) if matches!(settled[..], [Some(Ok(_))])) {
            sharing.scopes.remember(call.own_scope());
        }
        Ok(performed)
    };
    shared.database.work(work).await
}

/// Turns at what requests had better not wait for with a connection each: the resources that a writing request locks for itself alone. Who may name what isn't the account's own, or may turn out
/// to be denied, waits for others of the account only: nobody learns from a turn what there is.
async fn turns(shared: &Shared, member: &Member, is_writing: bool, rows: Rows) -> Result<Arc<Vec<Turn>>, ServiceError> {
    let Member { request, call, .. } = member;
    let mut wanted = Vec::new();
    if !is_writing {
        // Readers of a scope that has no row make and undo the same one.
        if !shared.scopes.know(&call.own_scope()) {
            wanted.push((format!("unmade {} {}", call.caller.account_id, call.caller.region), 1));
        }
    } else if rows == Rows::First {
        let max = shared.database.connections().max();
        wanted.push(("asks first".to_owned(), (max / 2).max(1)));
        wanted.push((format!("asks first {}", call.caller.account_id), (max / 4).max(1)));
    } else {
        if request.creates() {
            wanted.push((format!("{} {}", call.caller.account_id, call.caller.region), 1));
        }
        let permissions = request.permissions();
        let locked = permissions.iter().filter(|permission| request.locks_alone(permission, call));
        wanted
            .extend(locked.filter_map(|permission| permission.resource()).map(|one| (one.arn(&call.caller.region), 1)));
    }
    shared.turns.take(wanted).await.map(Arc::new)
}
