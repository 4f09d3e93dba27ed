//! GET `/stream`: what happens, as it happens, for as long as somebody reads.
//!
//! Each event has the cursor as its id that misses nothing after it: whoever comes back with it (`Last-Event-ID`) gets what came since,
//! and perhaps some of it twice. Nothing is done before the reader has taken what was written, and no connection to the database is
//! held meanwhile: a slow reader keeps nobody up.

use std::{collections::VecDeque, pin::Pin, sync::Arc, time::Duration};

use futures_util::{Stream, stream::unfold};
use tokio::{
    sync::OwnedSemaphorePermit,
    time::{Instant, timeout_at},
};

use super::{
    Asked, Refusal,
    messages::wait,
    parameters::{Parameters, bad},
    watch::Watch,
};
use crate::{
    database::{
        Database,
        unit_of_work::{Mode, Tx},
    },
    model::error::ServiceError,
    store::view::{
        Reach, Snapshot,
        change::{self, Kind, Since},
        message::After,
    },
};

/// How long nothing is said at most: then comes a comment.
const SILENCE: Duration = Duration::from_secs(15);

/// How long a failed look rests.
const REST_AFTER_FAILURE: Duration = Duration::from_secs(1);

/// How many milliseconds a browser waits before it comes back.
const RETRY_MS: u32 = 1_000;

/// Parts of an answer, each to be written at once.
pub type Frames = Pin<Box<dyn Stream<Item = String>>>;

/// One reader.
struct Reader {
    database: Arc<Database>,
    watch: Arc<Watch>,
    reach: Reach,
    kinds: Vec<Kind>,
    /// What is to be read next.
    since: Since,
    frames: VecDeque<String>,
    silent_since: Instant,
    _place: OwnedSemaphorePermit,
}

/// Opens a stream: of what comes from now on, or came after a cursor.
///
/// # Errors
///
/// 429 for a reader too many; 503 when callsign stops; 400 and 422 for parameters.
pub async fn open(asked: Asked) -> Result<Frames, Refusal> {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    let kinds = kinds(parameters.take("kinds"))?;
    let after = asked.last_event_id.clone().or_else(|| parameters.take("after"));
    parameters.take("after");
    parameters.end("kinds, after, account_id and region")?;
    let reach = asked.reach_all(account_id, region)?;
    let seen = match after.filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => match wait::after_text("after", &text)? {
            After::Snapshot(seen) => Some(seen),
            After::Nothing | After::Time(_) => return Err(bad("after", "the id of an event")),
        },
    };
    let (watch, database) = (Arc::clone(&asked.staging.watch), Arc::clone(&asked.shared.database));
    let place = watch.reader()?;
    let seen = match seen {
        Some(seen) => seen,
        None => now(&database).await?,
    };
    let frames = VecDeque::from([format!("retry: {RETRY_MS}\nid: {}\n\n", seen.as_str())]);
    let since = Since::new(seen);
    let silent_since = Instant::now();
    let reader = Reader { database, watch, reach, kinds, since, frames, silent_since, _place: place };
    Ok(Box::pin(unfold(reader, Reader::next)))
}

fn kinds(text: Option<String>) -> Result<Vec<Kind>, Refusal> {
    let Some(text) = text else { return Ok(Kind::ALL.to_vec()) };
    let read = |word: &str| Kind::ALL.into_iter().find(|kind| kind.as_ref() == word);
    let kinds: Option<Vec<Kind>> = text.split(',').map(read).collect();
    kinds.ok_or_else(|| bad("kinds", "some of message, event, inbound and request, with commas between them"))
}

async fn now(database: &Database) -> Result<Snapshot, ServiceError> {
    let connections = database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let seen = crate::store::view::message::snapshot(&mut tx).await?;
        tx.commit().await?;
        Ok(seen)
    };
    database.work(work).await
}

impl Reader {
    /// The next part: an event, or a comment where nothing happened for long. `None` when callsign stops.
    async fn next(mut self) -> Option<(String, Self)> {
        loop {
            if let Some(frame) = self.frames.pop_front() {
                self.silent_since = Instant::now();
                return Some((frame, self));
            }
            match self.look().await {
                Ok(()) if !self.frames.is_empty() => continue,
                Ok(()) => {}
                Err(error) => {
                    self.database.tell(&error, "a look for a stream failed").await;
                    tokio::time::sleep(REST_AFTER_FAILURE).await;
                }
            }
            if !self.since.is_whole() {
                continue;
            }
            let change =
                self.watch.change(&self.database, self.reach.clone(), self.kinds.clone(), self.since.seen.clone());
            match timeout_at(self.silent_since + SILENCE, change).await {
                Ok(true) => {}
                Ok(false) => return None,
                Err(_elapsed) => self.frames.push_back(": nothing happened\n\n".to_owned()),
            }
        }
    }

    /// Reads a part of what came since, into frames.
    async fn look(&mut self) -> Result<(), ServiceError> {
        let (connections, reach, kinds, since) =
            (self.database.connections().clone(), self.reach.clone(), self.kinds.clone(), self.since.clone());
        let work = async move {
            let mut tx = Tx::begin(&connections, Mode::Read).await?;
            let found = change::page(&mut tx, &reach, &kinds, since).await?;
            tx.commit().await?;
            Ok(found)
        };
        let (changes, since) = self.database.work(work).await?;
        let last = changes.len();
        for (place, (kind, row)) in changes.into_iter().enumerate() {
            // What comes in the middle has the cursor that was before: all of it comes again to who leaves there.
            let id = if since.is_whole() && place + 1 == last { &since.seen } else { &self.since.seen };
            self.frames.push_back(format!("event: {}\nid: {}\ndata: {row}\n\n", kind.as_ref(), id.as_str()));
        }
        self.since = since;
        Ok(())
    }
}
