//! In company: how requests that come at the same time share a unit of work.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::oneshot;

use super::{
    Shared,
    admission::lanes::Lanes,
    member::{Member, Verdict, Waiting},
    perform::{Performed, perform},
};
use crate::{database::unit_of_work::Patience, model::error::ServiceError};

/// The lanes of an operation.
fn open_lanes(shared: &Arc<Shared>) -> Lanes<Waiting> {
    let (database, shared) = (&shared.database, Arc::downgrade(shared));
    Lanes::open(database.runtime(), database.connections().max(), move |waiting: Vec<Waiting>| {
        let shared = shared.upgrade();
        async move {
            if let Some(shared) = shared {
                in_company(shared, waiting).await;
            }
        }
    })
}

/// Carries out requests in one unit of work. Whose verdict is dropped with it is carried out alone.
async fn in_company(shared: Arc<Shared>, mut waiting: Vec<Waiting>) {
    // Who has gone away by now has asked for nothing.
    waiting.retain(|one| !one.verdict.is_closed());
    if waiting.is_empty() {
        return;
    }
    let database = Arc::clone(&shared.database);
    let work = async move {
        let mut members: Vec<Member> = waiting.iter().map(|one| one.member.clone()).collect();
        let commits = |places: &[usize]| {
            for place in places {
                waiting[*place].may_be_done.store(true, Ordering::Relaxed);
            }
            true
        };
        let performed = perform(&shared, &mut members, Patience::Skip, &commits).await;
        let settled = match performed {
            Performed::Settled(settled) => settled,
            Performed::NoScope | Performed::Twin | Performed::Overtaken(_) => members.iter().map(|_| None).collect(),
        };
        for (one, settled) in waiting.into_iter().zip(settled) {
            // Who has gone away needs no verdict.
            let _gone = one.verdict.send(settled.map_or(Verdict::Alone, Verdict::Settled));
        }
        Ok(())
    };
    if let Err(error) = database.work(work).await {
        tracing::debug!(cause = error.cause(), "requests that were carried out together got no verdict");
    }
}

/// Waits for company, and for what becomes of the request there.
pub(super) async fn in_lane(shared: &Arc<Shared>, lane: String, member: &Member) -> Result<Verdict, ServiceError> {
    let (verdict, settled) = oneshot::channel();
    let may_be_done = Arc::new(AtomicBool::new(false));
    let waiting = Waiting { member: member.clone(), may_be_done: Arc::clone(&may_be_done), verdict };
    let account = member.call.caller.account_id.as_str();
    match shared.lanes(member.request.operation(), || open_lanes(shared)).join(account, lane, waiting) {
        // For what an account makes there are turns: a burst of it waits there.
        Err(_full) if member.request.creates() => return Ok(Verdict::Alone),
        joined => joined?,
    }
    match settled.await {
        Ok(verdict) => Ok(verdict),
        Err(_dropped) if may_be_done.load(Ordering::Relaxed) => {
            Err(ServiceError::internal("the unit of work ended without a verdict"))
        }
        Err(_dropped) => Ok(Verdict::Alone),
    }
}
