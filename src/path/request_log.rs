//! The request log: what was called, with what, and what became of it, written beside the calls.
//!
//! Settled: nothing of it is on the way of a call but putting it into a queue. What doesn't fit is counted, refusals last: they have a
//! queue of their own.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use serde_json::Value;

use crate::{
    database::{
        Database,
        unit_of_work::{Mode, Patience, Tx},
    },
    model::error::ServiceError,
    store::request::{self, Request},
};

/// How many calls that weren't refused one batch writes: beyond ten batches a second they would be felt by the calls themselves.
const IN_ONE_BATCH: usize = 100;

/// How many refusals one batch writes.
const REFUSALS_IN_ONE_BATCH: usize = 400;

/// How many calls wait at most, of each kind.
const WAITING: usize = 1_000;
const REFUSALS_WAITING: usize = 10_000;

/// How many bytes of members and answers wait at most, of each kind.
const WAITING_BYTES: usize = 4 << 20;

/// How often a batch is tried that the database takes none of: as long as it may be away for a moment.
const TRIES: u32 = 50;

/// Which calls are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// All.
    All,
    /// Those that were refused.
    Refused,
    /// None.
    None,
}

/// A call that was answered.
pub struct Noted {
    /// The row, without what `input` and `answer` say.
    pub request: Request,
    /// The body of the request, if it may be kept.
    pub input: Option<Vec<u8>>,
    /// The body of the answer.
    pub answer: Option<String>,
    /// The checks of the rule that refused it, as JSON.
    pub checks: Option<String>,
}

/// The calls that wait to be written.
pub struct RequestLog {
    keep: Keep,
    others: Queue,
    refusals: Queue,
    dropped: AtomicU64,
    batch: tokio::sync::Mutex<Batch>,
}

#[derive(Default)]
struct Batch {
    requests: Arc<Vec<Request>>,
    tries: u32,
}

impl RequestLog {
    /// An empty one.
    #[must_use]
    pub fn new(keep: Keep) -> Self {
        Self {
            keep,
            others: Queue::of(WAITING),
            refusals: Queue::of(REFUSALS_WAITING),
            dropped: AtomicU64::new(0),
            batch: tokio::sync::Mutex::default(),
        }
    }

    /// How many calls were to be kept and weren't, since the start.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped.load(Ordering::Relaxed)
    }

    /// Whether a call with this outcome is kept.
    #[must_use]
    pub fn keeps(&self, is_refused: bool) -> bool {
        match self.keep {
            Keep::All => true,
            Keep::Refused => is_refused,
            Keep::None => false,
        }
    }

    /// Notes a call. It never waits.
    pub fn note(&self, noted: Noted, is_refused: bool) {
        let queue = if is_refused { &self.refusals } else { &self.others };
        if !queue.push(noted) {
            self.dropped.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Writes one batch, if anything waits. Whether more does.
    ///
    /// # Errors
    ///
    /// The database's; the batch is tried again the next time.
    pub async fn write(&self, database: &Database) -> Result<bool, ServiceError> {
        let mut batch = self.batch.lock().await;
        if batch.requests.is_empty() {
            let mut noted = self.refusals.take(REFUSALS_IN_ONE_BATCH);
            noted.extend(self.others.take(IN_ONE_BATCH));
            noted.sort_by_key(|one| one.request.at);
            *batch = Batch { requests: Arc::new(noted.into_iter().map(row).collect()), tries: 0 };
        }
        if batch.requests.is_empty() {
            return Ok(false);
        }
        let (connections, requests) = (database.connections().clone(), Arc::clone(&batch.requests));
        let work = async move {
            let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
            request::insert(&mut tx, &requests).await?;
            Ok(tx.commit().await?)
        };
        let written = database.work(work).await;
        if written.is_ok() {
            database.changes().tell();
        }
        batch.tries += 1;
        if written.is_ok() || batch.tries == TRIES {
            let count = std::mem::take(&mut batch.requests).len();
            if written.is_err() {
                self.dropped.fetch_add(count as u64, Ordering::Relaxed);
            }
        }
        written.map(|()| !self.refusals.is_empty() || !self.others.is_empty())
    }

    /// Writes all that waited when it was asked.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn flush(&self, database: &Database) -> Result<(), ServiceError> {
        let batches = self.refusals.len() / REFUSALS_IN_ONE_BATCH + self.others.len() / IN_ONE_BATCH + 2;
        for _ in 0..batches {
            if !self.write(database).await? {
                break;
            }
        }
        Ok(())
    }
}

/// The row of a call, its bodies read.
fn row(Noted { mut request, input, answer, checks }: Noted) -> Request {
    // An empty body stands for an empty object.
    let read = |body: Vec<u8>| serde_json::from_slice(if body.is_empty() { b"{}" } else { &body }).ok();
    request.input = input.and_then(read);
    request.client_token = request.input.as_ref().and_then(|input| input.get("ClientToken")?.as_str()).map(storable);
    request.answer = answer.and_then(|body| serde_json::from_str(&body).ok());
    request.checks = checks.and_then(|checks| serde_json::from_str(&checks).ok());
    for text in [&mut request.resource_id, &mut request.access_key_id].into_iter().flatten() {
        *text = storable(text);
    }
    for value in [&mut request.input, &mut request.answer, &mut request.checks].into_iter().flatten() {
        make_storable(value);
    }
    request
}

/// PostgreSQL's text can't hold the character with the number 0.
fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

fn make_storable(value: &mut Value) {
    match value {
        Value::String(text) if text.contains('\0') => *text = storable(text),
        Value::Array(items) => items.iter_mut().for_each(make_storable),
        Value::Object(members) => {
            if members.keys().any(|name| name.contains('\0')) {
                let named = std::mem::take(members).into_iter();
                *members = named.map(|(name, value)| (storable(&name), value)).collect();
            }
            members.values_mut().for_each(make_storable);
        }
        _ => {}
    }
}

/// Calls that wait, bounded in number and in bytes.
struct Queue {
    most: usize,
    waiting: Mutex<(VecDeque<Noted>, usize)>,
}

impl Queue {
    fn of(most: usize) -> Self {
        Self { most, waiting: Mutex::default() }
    }

    /// Whether there was room.
    fn push(&self, noted: Noted) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let size = noted.size();
        if waiting.0.len() >= self.most || waiting.1 + size > WAITING_BYTES {
            return false;
        }
        waiting.1 += size;
        waiting.0.push_back(noted);
        true
    }

    fn take(&self, count: usize) -> Vec<Noted> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let count = count.min(waiting.0.len());
        let taken: Vec<Noted> = waiting.0.drain(..count).collect();
        waiting.1 -= taken.iter().map(Noted::size).sum::<usize>();
        taken
    }

    fn len(&self) -> usize {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner).0.len()
    }

    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Noted {
    fn size(&self) -> usize {
        let texts = [&self.answer, &self.checks].into_iter().flatten();
        self.input.as_ref().map_or(0, Vec::len) + texts.map(String::len).sum::<usize>()
    }
}
