//! Who waits for messages. One round over the database looks for all of them, one after the other on one connection, as long as
//! somebody waits: once something was committed, by whichever process, and each second, since no notice can be relied on. It rests longer
//! than it worked, so that waiting never takes much from the calls.

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use serde_json::Value;
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore, oneshot},
    time::{Instant, timeout},
};

use super::Refusal;
use crate::{
    database::{
        Database,
        unit_of_work::{Mode, Tx},
    },
    model::error::ServiceError,
    store::view::{
        Reach, Snapshot,
        change::{self, Kind},
        message::{self, After, Column, Filter, MOST, Which},
    },
};

/// How many may wait at the same time in a process.
pub const MAX_WAITERS: usize = 64;

/// How many streams may be read at the same time in a process.
pub const MAX_READERS: usize = 64;

/// How long a round rests at least.
const REST: Duration = Duration::from_millis(25);

/// How long it rests at most: what nobody told of is found then.
const LONGEST_REST: Duration = Duration::from_secs(1);

/// How many times as long as a round took it rests.
const REST_AFTER_ROUND: u32 = 3;

/// What a waiter found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The messages, newest first.
    pub messages: Vec<Value>,
    /// What the look saw that found the last of them.
    pub seen: Snapshot,
}

impl Found {
    /// Whether it is what was waited for.
    #[must_use]
    pub fn is_enough(&self, count: usize) -> bool {
        self.messages.len() >= count
    }

    /// What a later look found that began where this one had ended.
    fn followed_by(self, later: Self) -> Self {
        let mut messages = later.messages;
        messages.extend(self.messages);
        messages.truncate(usize::try_from(MOST).unwrap_or(usize::MAX));
        Self { messages, seen: later.seen }
    }
}

/// All that wait in this process.
pub struct Watch {
    places: Arc<Semaphore>,
    readers: Arc<Semaphore>,
    waiting: Mutex<Waiting>,
}

#[derive(Default)]
struct Waiting {
    waiters: Vec<Waiter>,
    /// The readers of streams.
    readers: Vec<Reader>,
    is_watched: bool,
    is_stopped: bool,
}

struct Waiter {
    which: Which,
    after: After,
    found: Found,
    count: usize,
    tell: oneshot::Sender<Found>,
}

/// Who is told when anything comes that he hasn't seen.
struct Reader {
    reach: Reach,
    kinds: Vec<Kind>,
    seen: Snapshot,
    tell: oneshot::Sender<()>,
}

impl Default for Watch {
    fn default() -> Self {
        let (places, readers) = (Semaphore::new(MAX_WAITERS), Semaphore::new(MAX_READERS));
        Self { places: Arc::new(places), readers: Arc::new(readers), waiting: Mutex::default() }
    }
}

/// What matches and came after something, now.
///
/// # Errors
///
/// The database's.
pub async fn look(database: &Database, which: &Which, after: &After) -> Result<Found, ServiceError> {
    let (connections, which, after) = (database.connections().clone(), which.clone(), after.clone());
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let (messages, seen) = message::look(&mut tx, &which, &after).await?;
        tx.commit().await?;
        Ok(Found { messages, seen })
    };
    database.work(work).await
}

impl Watch {
    /// A place for one waiter, given back when it is dropped.
    ///
    /// # Errors
    ///
    /// 429 if [`MAX_WAITERS`] wait; 503 when callsign stops.
    pub fn place(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        if self.waiting().is_stopped {
            return Err(Refusal::stopping());
        }
        Arc::clone(&self.places).try_acquire_owned().map_err(|_| {
            let message = format!("{MAX_WAITERS} requests wait for messages already.");
            Refusal::new(429, "TOO_MANY_WAITERS", message, "Wait for fewer at once, or use another process.")
        })
    }

    /// Returns when enough is found; `None` when callsign stops. `found` is what was found before.
    pub async fn wait(
        self: &Arc<Self>,
        database: &Arc<Database>,
        _place: OwnedSemaphorePermit,
        which: Which,
        after: After,
        found: Found,
        count: usize,
    ) -> Option<Found> {
        let (tell, told) = oneshot::channel();
        {
            let mut waiting = self.waiting();
            if waiting.is_stopped {
                return None;
            }
            waiting.waiters.push(Waiter { which, after, found, count, tell });
            // What came between his own look and this moment is looked for.
            database.changes().listen();
            if !mem::replace(&mut waiting.is_watched, true) {
                database.runtime().spawn(Arc::clone(self).watch(Arc::clone(database)));
            }
        }
        told.await.ok()
    }

    /// A place for the reader of a stream, given back when it is dropped.
    ///
    /// # Errors
    ///
    /// 429 if [`MAX_READERS`] read; 503 when callsign stops.
    pub fn reader(&self) -> Result<OwnedSemaphorePermit, Refusal> {
        if self.waiting().is_stopped {
            return Err(Refusal::stopping());
        }
        Arc::clone(&self.readers).try_acquire_owned().map_err(|_| {
            let message = format!("{MAX_READERS} streams are read already.");
            Refusal::new(429, "TOO_MANY_READERS", message, "Read fewer at once, or use another process.")
        })
    }

    /// Whether callsign stops.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.waiting().is_stopped
    }

    /// Returns when something came that a snapshot doesn't show; `false` when callsign stops.
    pub async fn change(
        self: &Arc<Self>,
        database: &Arc<Database>,
        reach: Reach,
        kinds: Vec<Kind>,
        seen: Snapshot,
    ) -> bool {
        let (tell, told) = oneshot::channel();
        {
            let mut waiting = self.waiting();
            if waiting.is_stopped {
                return false;
            }
            waiting.readers.push(Reader { reach, kinds, seen, tell });
            database.changes().listen();
            if !mem::replace(&mut waiting.is_watched, true) {
                database.runtime().spawn(Arc::clone(self).watch(Arc::clone(database)));
            }
        }
        told.await.is_ok()
    }

    /// Sends everybody away, and lets nobody wait any more.
    pub fn stop(&self) {
        let mut waiting = self.waiting();
        waiting.is_stopped = true;
        waiting.waiters.clear();
        waiting.readers.clear();
    }

    /// Rounds until nobody waits.
    async fn watch(self: Arc<Self>, database: Arc<Database>) {
        loop {
            let began = Instant::now();
            let (mut round, mut readers) = {
                let mut waiting = self.waiting();
                waiting.waiters.retain(|waiter| !waiter.tell.is_closed());
                waiting.readers.retain(|reader| !reader.tell.is_closed());
                if waiting.waiters.is_empty() && waiting.readers.is_empty() {
                    waiting.is_watched = false;
                    return;
                }
                (mem::take(&mut waiting.waiters), mem::take(&mut waiting.readers))
            };
            // Whoever is told, or failed, isn't in the next round.
            let mut on = Vec::with_capacity(round.len());
            for waiter in round.drain(..) {
                if self.waiting().is_stopped {
                    return;
                }
                on.extend(waiter.look(&database).await);
            }
            let mut unread = Vec::with_capacity(readers.len());
            for reader in readers.drain(..) {
                if self.waiting().is_stopped {
                    return;
                }
                unread.extend(reader.look(&database).await);
            }
            {
                let mut waiting = self.waiting();
                if waiting.is_stopped {
                    return;
                }
                waiting.waiters.append(&mut on);
                waiting.readers.append(&mut unread);
            }
            tokio::time::sleep(REST.max(began.elapsed() * REST_AFTER_ROUND)).await;
            // Told or not, the next round looks.
            let _ = timeout(LONGEST_REST, database.changes().wait()).await;
        }
    }

    // Each change is one step: what a panicking thread left is whole.
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiter {
    /// Looks once. `None` when it has been told.
    async fn look(mut self, database: &Database) -> Option<Self> {
        // A message that is there may come to match only where its status is asked for: nothing else of it changes.
        let may_change = self.which.filters.iter().any(|filter| matches!(filter, Filter::Column(Column::Status, _)));
        let looked = if may_change {
            look(database, &self.which, &self.after).await
        } else {
            look(database, &self.which, &After::Snapshot(self.found.seen.clone())).await
        };
        match looked {
            Ok(found) => {
                self.found = if may_change { found } else { self.found.followed_by(found) };
                if self.found.is_enough(self.count) {
                    // Nobody there any more is nobody to tell.
                    let _ = self.tell.send(self.found);
                    return None;
                }
            }
            // The next round looks again; at its end the request looks itself, and says what is wrong.
            Err(error) => database.tell(&error, "a look for messages failed").await,
        }
        Some(self)
    }
}

impl Reader {
    /// Looks once. `None` when it has been told.
    async fn look(self, database: &Database) -> Option<Self> {
        let (connections, reach, kinds, seen) =
            (database.connections().clone(), self.reach.clone(), self.kinds.clone(), self.seen.clone());
        let work = async move {
            let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
            let is_there = change::is_there(&mut tx, &reach, &kinds, &seen).await?;
            tx.commit().await?;
            Ok(is_there)
        };
        match database.work(work).await {
            Ok(true) => {
                // Nobody there any more is nobody to tell.
                let _ = self.tell.send(());
                return None;
            }
            Ok(false) => {}
            // The next round looks again.
            Err(error) => database.tell(&error, "a look for a stream failed").await,
        }
        Some(self)
    }
}
