//! What happens by itself when its time has come: the events of messages, what phones answer, and reviews of registrations.

use std::sync::Arc;

use uuid::Uuid;

use crate::{
    database::{
        Database,
        unit_of_work::{Mode, Patience, Tx},
    },
    domain::{deployment::Deployment, inbound::Inbound},
    model::error::ServiceError,
    store::{
        message::{due, reply},
        registration,
    },
};

/// Carries out everything that is due, batch by batch, and answers how many messages and registrations that were.
///
/// # Errors
///
/// The database's; what is left is carried out the next time.
pub async fn round(database: &Database, deployment: &Deployment) -> Result<usize, ServiceError> {
    let of_all = Arc::new(deployment.clone());
    let messages = events(database, &of_all).await? + replies(database, deployment.inbound).await?;
    Ok(messages + reviews(database, &of_all).await?)
}

async fn events(database: &Database, deployment: &Arc<Deployment>) -> Result<usize, ServiceError> {
    let mut all = 0;
    loop {
        let (connections, deployment) = (database.connections().clone(), Arc::clone(deployment));
        let count = database
            .work(async move {
                let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
                let carried = due::carry_out(&mut tx, &deployment).await?;
                tx.commit().await?;
                Ok(carried.messages)
            })
            .await?;
        all += count;
        if count == 0 {
            return Ok(all);
        }
        database.changes().tell();
    }
}

/// Each in a transaction of its own: what holds one up, holds up no other, and waits for the next round.
async fn replies(database: &Database, inbound: Inbound) -> Result<usize, ServiceError> {
    let (mut count, mut passed_over) = (0, Vec::new());
    loop {
        match next_reply(database, inbound, passed_over.clone()).await? {
            None => return Ok(count),
            Some(Ok(())) => {
                database.changes().tell();
                count += 1;
            }
            Some(Err(message)) => passed_over.push(message),
        }
    }
}

/// Carries the first one out, or answers which message's waits; `None` if none is due, or somebody else carries them out.
async fn next_reply(
    database: &Database,
    inbound: Inbound,
    passed_over: Vec<Uuid>,
) -> Result<Option<Result<(), Uuid>>, ServiceError> {
    let connections = database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        let due = match reply::first(&mut tx, &passed_over).await? {
            Some(due) if reply::is_our_turn(&mut tx).await? => due,
            _ => {
                tx.commit().await?;
                return Ok(None);
            }
        };
        let is_done = match reply::carry_out(&mut tx, &due, inbound).await {
            Ok(is_done) => {
                tx.commit().await?;
                is_done
            }
            Err(error) => {
                tx.rollback().await?;
                tracing::warn!(%error, cause = error.cause(), "the answer of a phone waits for the next round");
                false
            }
        };
        Ok(Some(if is_done { Ok(()) } else { Err(due.message) }))
    };
    database.work(work).await
}

/// Each in a transaction of its own, as answers are.
async fn reviews(database: &Database, deployment: &Arc<Deployment>) -> Result<usize, ServiceError> {
    let (mut count, mut passed_over) = (0, Vec::new());
    loop {
        match next_review(database, deployment, passed_over.clone()).await? {
            None => return Ok(count),
            Some(Ok(())) => {
                database.changes().tell();
                count += 1;
            }
            Some(Err(registration)) => passed_over.push(registration),
        }
    }
}

/// Carries out what the first one has due, or answers which waits; `None` if none is due.
async fn next_review(
    database: &Database,
    deployment: &Arc<Deployment>,
    passed_over: Vec<Uuid>,
) -> Result<Option<Result<(), Uuid>>, ServiceError> {
    let (connections, deployment) = (database.connections().clone(), Arc::clone(deployment));
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        let Some(due) = registration::due::first(&mut tx, &passed_over).await? else {
            tx.commit().await?;
            return Ok(None);
        };
        match registration::due::carry_out(&mut tx, &due, &deployment).await {
            Ok(_) => {
                tx.commit().await?;
                Ok(Some(Ok(())))
            }
            Err(error) => {
                tx.rollback().await?;
                tracing::warn!(%error, cause = error.cause(), "the review of a registration waits for the next round");
                Ok(Some(Err(due.id)))
            }
        }
    };
    database.work(work).await
}
