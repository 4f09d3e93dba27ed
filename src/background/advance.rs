//! Moving an account's clock: everything that falls due on the way happens, in order, before it shows the new time.
//!
//! Whoever moves a clock takes it, so that workers leave its account alone; then he carries out small batches, each in a transaction
//! that also sets the clock to what it carried out last. So a process that dies loses nothing, and its lease ends.

use std::{sync::Arc, time::Duration};

use time::OffsetDateTime;
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use crate::{
    database::{
        Database,
        unit_of_work::{Mode, Patience, Tx},
    },
    domain::{
        clock::{self, Course, Reading, Wish},
        deployment::Deployment,
    },
    model::error::ServiceError,
    store::{
        self, delivery,
        message::{due, reply},
        registration,
    },
};

/// How far a clock was moved, and what happened.
#[derive(Clone, Copy, Debug)]
pub struct Advanced {
    /// What it shows.
    pub now: OffsetDateTime,
    /// How many events happened.
    pub events: usize,
    /// How many deliveries of what happened were tried by then: all that have a target, unless one keeps silent for long.
    pub deliveries: usize,
}

/// Why a clock isn't where it was to be.
#[derive(Debug)]
pub enum NotAdvanced {
    /// It may not go there. Nothing happened.
    Refused(clock::Refused),
    /// Somebody else moves it.
    Held,
    /// The deadline came first. So far it came.
    Unfinished(Advanced),
    /// The database failed. What happened until then has happened.
    Failed(ServiceError),
}

impl From<ServiceError> for NotAdvanced {
    fn from(error: ServiceError) -> Self {
        Self::Failed(error)
    }
}

/// Moves the clock of an account, and returns when everything that was due until then has happened. It goes on to its end, or to
/// the deadline, whatever becomes of the caller.
///
/// # Errors
///
/// [`NotAdvanced`].
pub async fn advance(
    database: &Arc<Database>,
    account_id: String,
    wish: Wish,
    deployment: Arc<Deployment>,
    deadline: Instant,
) -> Result<Advanced, NotAdvanced> {
    let advancing = Advancing { database: Arc::clone(database), account_id, deployment, id: Uuid::now_v7() };
    let done = database.runtime().spawn(async move { advancing.run(wish, deadline).await });
    done.await.map_err(ServiceError::internal)?
}

/// How long the first attempts of deliveries are waited for.
const FIRST_ATTEMPTS: Duration = Duration::from_secs(5);

/// How long a look for them rests at first, and at most.
const REST: Duration = Duration::from_millis(10);
const LONGEST_REST: Duration = Duration::from_millis(200);

/// Somebody who moves a clock.
struct Advancing {
    database: Arc<Database>,
    account_id: String,
    deployment: Arc<Deployment>,
    id: Uuid,
}

/// What became of taking a clock.
enum Taken {
    /// It is taken, showed this, and goes there. What is to be delivered comes behind this place.
    For(Reading, Course, i64),
    /// It stays as it is.
    Nowhere(Reading),
    Refused(clock::Refused),
    Held,
}

impl Advancing {
    async fn run(self, wish: Wish, deadline: Instant) -> Result<Advanced, NotAdvanced> {
        let (began, course, mut place) = match self.take(wish).await? {
            Taken::For(began, course, place) => (began, course, place),
            Taken::Nowhere(reading) => return Ok(Advanced { now: reading.now, events: 0, deliveries: 0 }),
            Taken::Refused(refused) => return Err(NotAdvanced::Refused(refused)),
            Taken::Held => return Err(NotAdvanced::Held),
        };
        let (mut events, mut told) = (0, Vec::new());
        loop {
            let is_late = Instant::now() >= deadline;
            let step = match self.step(began, course, is_late, place).await {
                Ok(step) => step,
                Err(error) => {
                    // If the clock can't be given back either, its lease ends.
                    if let Err(also) = self.step(began, course, true, place).await {
                        tracing::warn!(cause = also.cause(), "a clock is held until its lease ends");
                    }
                    return Err(error.into());
                }
            };
            match step {
                Step::On(count, deliveries) => {
                    self.database.changes().tell();
                    events += count;
                    place = deliveries.last().map_or(place, |(_, sequence)| *sequence);
                    told.extend(deliveries.into_iter().map(|(id, _)| id));
                }
                Step::Lost => return Err(NotAdvanced::Held),
                Step::Ended(now) => {
                    let advanced = Advanced { now, events, deliveries: 0 };
                    if is_late {
                        return Err(NotAdvanced::Unfinished(advanced));
                    }
                    let until = deadline.min(Instant::now() + FIRST_ATTEMPTS);
                    return Ok(Advanced { deliveries: self.first_attempts(told, until).await?, ..advanced });
                }
            }
        }
    }

    /// Waits until each delivery was tried once, or has no target. Answers how many were tried.
    async fn first_attempts(&self, told: Vec<Uuid>, until: Instant) -> Result<usize, ServiceError> {
        let (told, mut rest) = (Arc::new(told), REST);
        while !told.is_empty() {
            let (connections, told) = (self.database.connections().clone(), Arc::clone(&told));
            let work = async move {
                let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
                let counts = delivery::attempted(&mut tx, &told).await?;
                tx.commit().await?;
                Ok(counts)
            };
            let (tried, waiting) = self.database.work(work).await?;
            if waiting == 0 || Instant::now() >= until {
                return Ok(usize::try_from(tried).unwrap_or_default());
            }
            sleep_until(until.min(Instant::now() + rest)).await;
            rest = LONGEST_REST.min(rest * 2);
        }
        Ok(0)
    }

    async fn take(&self, wish: Wish) -> Result<Taken, ServiceError> {
        let (connections, account_id, id) = (self.database.connections().clone(), self.account_id.clone(), self.id);
        let work = async move {
            let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
            let Some((reading, has_row)) = store::clock::lock(&mut tx, &account_id).await? else {
                tx.rollback().await?;
                return Ok(Taken::Held);
            };
            let next = store::clock::next_due(&mut tx, &account_id).await?;
            let taken = match wish.course(&reading, next) {
                Err(refused) => Taken::Refused(refused),
                Ok(None) => Taken::Nowhere(reading),
                Ok(Some(course)) => {
                    if store::clock::take(&mut tx, &account_id, has_row, id).await? {
                        let place = delivery::last(&mut tx).await?;
                        tx.commit().await?;
                        return Ok(Taken::For(reading, course, place));
                    }
                    Taken::Held
                }
            };
            tx.rollback().await?;
            Ok(taken)
        };
        self.database.work(work).await
    }

    /// One batch; or the end, if nothing is left or it `is_late`.
    async fn step(&self, began: Reading, course: Course, is_late: bool, place: i64) -> Result<Step, ServiceError> {
        let (connections, account_id, id) = (self.database.connections().clone(), self.account_id.clone(), self.id);
        let deployment = Arc::clone(&self.deployment);
        let work = async move {
            let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
            if !store::clock::hold(&mut tx, &account_id, id).await? {
                tx.rollback().await?;
                return Ok(Step::Lost);
            }
            let step = if is_late {
                Step::Ended(store::clock::end(&mut tx, &account_id, &began, None).await?)
            } else {
                // What phones answer, and reviews, come after what happens until then, and before what happens later.
                let next = Next::until(&mut tx, &account_id, course.until).await?;
                let until = next.as_ref().map_or(course.until, Next::at);
                let carried = due::carry_out_until(&mut tx, &account_id, until, &deployment).await?;
                match (carried.until, next) {
                    (Some(at), _) => {
                        store::clock::come_to(&mut tx, &account_id, at).await?;
                        Step::On(carried.events, delivery::written(&mut tx, place).await?)
                    }
                    (None, Some(next)) => {
                        let events = next.carry_out(&mut tx, &deployment).await?;
                        store::clock::come_to(&mut tx, &account_id, next.at()).await?;
                        Step::On(events, delivery::written(&mut tx, place).await?)
                    }
                    (None, None) => Step::Ended(store::clock::end(&mut tx, &account_id, &began, Some(course)).await?),
                }
            };
            tx.commit().await?;
            Ok(step)
        };
        self.database.work(work).await
    }
}

/// What comes one by one.
enum Next {
    Answer(reply::Due),
    Review(registration::due::Due),
}

impl Next {
    /// What an account has due first until a time.
    async fn until(tx: &mut Tx, account_id: &str, until: OffsetDateTime) -> Result<Option<Self>, ServiceError> {
        let answer = reply::first_until(tx, account_id, until).await?.map(Self::Answer);
        let review = registration::due::first_until(tx, account_id, until).await?.map(Self::Review);
        Ok([answer, review].into_iter().flatten().min_by_key(Self::at))
    }

    fn at(&self) -> OffsetDateTime {
        match self {
            Self::Answer(due) => due.reply_due_at,
            Self::Review(due) => due.next_due_at,
        }
    }

    /// Carries it out. Answers how many steps of reviews that were.
    async fn carry_out(&self, tx: &mut Tx, deployment: &Deployment) -> Result<usize, ServiceError> {
        match self {
            Self::Answer(due) => reply::carry_out(tx, due, deployment.inbound).await.map(|_| 0),
            Self::Review(due) => registration::due::carry_out(tx, due, deployment).await,
        }
    }
}

/// What a batch came to.
enum Step {
    /// So many events happened, these deliveries of them are to go out, each with its place, and there may be more.
    On(usize, Vec<(Uuid, i64)>),
    /// The clock shows this, and is free.
    Ended(OffsetDateTime),
    /// The lease has ended, and somebody else has the clock.
    Lost,
}
