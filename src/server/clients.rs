//! Who is connected, bounded in number, and what is kept for all of them, bounded in sum.
//!
//! Whoever never had a call verified is a stranger. When there are too many connections, a newcomer gets the place of the
//! stranger that has waited longest, or else of the client that has: so nobody keeps others out by holding connections,
//! and strangers never take the place of who calls. A connection whose request is being carried out keeps its place.

use std::{
    collections::BTreeMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
};

use rustix::process::{Resource, getrlimit};
use tokio::sync::Notify;

use super::limits::{MAX_ATTACHMENT_BODY_BYTES, MAX_STAGING_BODY_BYTES};

/// The most connections. Each takes about 8 KiB, so that all of them stay below 20 MiB.
pub const MAX_CLIENTS: usize = 1_000;

/// How many of the files that the process may have open are not for clients: connections to the database, and others.
const OTHER_FILES: usize = 256;

/// What each connection may keep without asking, in bytes: the whole of nearly every request and answer.
const FREE_BYTES: usize = 4 * 1024;

/// What all connections may keep beyond that together, in bytes: heads, bodies, and answers that wait to be taken.
const MAX_KEPT_BYTES: usize = 6 * 1024 * 1024;

/// What the files of seeds and attachments may keep beyond that together, in bytes: one of the longest.
const MAX_FILE_BYTES: usize = MAX_ATTACHMENT_BODY_BYTES;

/// All connections of the process.
pub struct Clients {
    most: usize,
    waiting: Mutex<Waiting>,
    kept: AtomicUsize,
    kept_of_files: AtomicUsize,
}

/// The connections that wait for their client, in the order in which they began to.
#[derive(Default)]
struct Waiting {
    open: usize,
    turn: u64,
    strangers: BTreeMap<u64, Arc<Notify>>,
    known: BTreeMap<u64, Arc<Notify>>,
}

/// Nothing more can be kept: others keep too much.
#[derive(Debug)]
pub struct Full;

/// The place of one connection, given back when it is dropped.
pub struct Place {
    clients: Arc<Clients>,
    leave: Arc<Notify>,
    turn: Option<u64>,
    is_known: bool,
    kept: usize,
    kept_of_file: usize,
}

impl Default for Clients {
    /// Room for as many as the process may have files open, [`MAX_CLIENTS`] at most.
    fn default() -> Self {
        let files = getrlimit(Resource::Nofile).current.and_then(|files| usize::try_from(files).ok());
        let room = files.map_or(MAX_CLIENTS, |files| files.saturating_sub(OTHER_FILES).max(files / 2));
        Self {
            most: room.min(MAX_CLIENTS),
            waiting: Mutex::default(),
            kept: AtomicUsize::new(0),
            kept_of_files: AtomicUsize::new(0),
        }
    }
}

impl Clients {
    /// A place for a new connection, which waits for its first request; `None` if all others are being served.
    #[must_use]
    pub fn enter(self: &Arc<Self>) -> Option<Place> {
        let mut waiting = self.waiting();
        if waiting.open >= self.most {
            let (_, leaves) = waiting.strangers.pop_first().or_else(|| waiting.known.pop_first())?;
            leaves.notify_one();
            waiting.open -= 1;
        }
        waiting.open += 1;
        drop(waiting);
        let mut place = Place {
            clients: Arc::clone(self),
            leave: Arc::default(),
            turn: None,
            is_known: false,
            kept: 0,
            kept_of_file: 0,
        };
        place.waits();
        Some(place)
    }

    /// How many connections are open.
    #[must_use]
    pub fn open(&self) -> usize {
        self.waiting().open
    }

    // Each change is one step: what a panicking thread left is whole.
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn of(&mut self, is_known: bool) -> &mut BTreeMap<u64, Arc<Notify>> {
        if is_known { &mut self.known } else { &mut self.strangers }
    }
}

impl Place {
    /// The client is waited for from now on: for a request, or to take its answer.
    pub fn waits(&mut self) {
        if self.turn.is_none() {
            let mut waiting = self.clients.waiting();
            waiting.turn += 1;
            let turn = waiting.turn;
            waiting.of(self.is_known).insert(turn, Arc::clone(&self.leave));
            self.turn = Some(turn);
        }
    }

    /// A request is carried out from now on. `false` if the place was given to somebody else in the meantime.
    pub fn serves(&mut self) -> bool {
        let Some(turn) = self.turn else { return true };
        let keeps = self.clients.waiting().of(self.is_known).remove(&turn).is_some();
        if keeps {
            self.turn = None;
        }
        keeps
    }

    /// A call of this client was verified. To be said while it is served.
    pub fn is_known(&mut self) {
        self.is_known = true;
    }

    /// What is notified once, when the place is given to somebody else.
    #[must_use]
    pub fn leave(&self) -> Arc<Notify> {
        Arc::clone(&self.leave)
    }

    /// Keeps `bytes` in all for this client from now on.
    ///
    /// # Errors
    ///
    /// [`Full`]; as much as before is kept then.
    pub fn keep(&mut self, bytes: usize) -> Result<(), Full> {
        keep(&self.clients.kept, &mut self.kept, bytes.saturating_sub(FREE_BYTES), MAX_KEPT_BYTES)
    }

    /// Keeps a body of `bytes` from now on. Only a file may have more than others; it is counted by itself then, so that it doesn't
    /// take the room of other requests.
    ///
    /// # Errors
    ///
    /// [`Full`]; as much as before is kept then.
    pub fn keep_body(&mut self, bytes: usize) -> Result<(), Full> {
        if bytes <= MAX_STAGING_BODY_BYTES {
            return self.keep(bytes);
        }
        keep(&self.clients.kept_of_files, &mut self.kept_of_file, bytes, MAX_FILE_BYTES)
    }

    /// The file isn't kept any more.
    pub fn forget_file(&mut self) {
        self.clients.kept_of_files.fetch_sub(std::mem::take(&mut self.kept_of_file), Ordering::Relaxed);
    }
}

/// Lets one keep `wanted` where he kept `own`, if all together stay below `most`.
fn keep(all: &AtomicUsize, own: &mut usize, wanted: usize, most: usize) -> Result<(), Full> {
    if wanted > *own {
        let more = wanted - *own;
        let take = |sum: usize| Some(sum + more).filter(|sum| *sum <= most);
        all.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).map_err(|_| Full)?;
    } else {
        all.fetch_sub(*own - wanted, Ordering::Relaxed);
    }
    *own = wanted;
    Ok(())
}

impl Drop for Place {
    fn drop(&mut self) {
        self.forget_file();
        self.clients.kept.fetch_sub(self.kept, Ordering::Relaxed);
        let mut waiting = self.clients.waiting();
        // Who was sent away isn't counted any more.
        let is_counted = match self.turn {
            Some(turn) => waiting.of(self.is_known).remove(&turn).is_some(),
            None => true,
        };
        if is_counted {
            waiting.open -= 1;
        }
    }
}
