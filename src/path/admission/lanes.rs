//! Lanes: how requests that may be carried out together come together.
//!
//! What is wanted of the same resource goes into the same lane. A lane does one piece of work at a time, and what comes in meanwhile is
//! the next piece. Nothing waits for company: who comes alone finds the lane free. A resource that nobody wants yet goes into the
//! first lane with room, so that few requests fill one lane rather than being spread over many.

use std::{
    collections::{HashMap, VecDeque, hash_map::Entry},
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::runtime::Handle;

use crate::{database::connections::WAITING_FOR_EACH, model::error::ServiceError};

/// How many a lane does together at most.
const TOGETHER: usize = 16;

/// How many lanes there are at most: a database that serves so many at once has each of them busy.
const MOST_LANES: usize = 16;

/// With so many in a lane, what is wanted of a new resource goes into another one.
const FULL: usize = 8;

type Work<T> = Arc<dyn Fn(Vec<T>) -> Pin<Box<dyn Future<Output = ()> + Send>> + Send + Sync>;

/// Lanes of work on `T`s.
pub struct Lanes<T> {
    runtime: Handle,
    state: Arc<Mutex<State<T>>>,
    work: Work<T>,
}

/// Something that waits in a lane.
struct Waiting<T> {
    resource: String,
    account: String,
    wanting: T,
}

/// A lane.
struct Lane<T> {
    waiting: VecDeque<Waiting<T>>,
    /// How many are being done.
    running: usize,
}

struct State<T> {
    lanes: Vec<Lane<T>>,
    /// Where each resource that is wanted is, and how often it is wanted.
    resources: HashMap<String, (usize, usize)>,
    /// How many of each account wait or are being done in each lane.
    accounts: HashMap<(String, usize), usize>,
    /// How many of one account may, in one lane.
    of_one_account: usize,
    /// How many may wait in a lane.
    in_one_lane: usize,
}

impl<T: Send + 'static> Lanes<T> {
    /// As many lanes as a quarter of the connections, so that the others are left for other work. `work` does what came together,
    /// and runs on `runtime`.
    pub fn open<W, F>(runtime: &Handle, max_connections: usize, work: W) -> Self
    where
        W: Fn(Vec<T>) -> F + Send + Sync + 'static,
        F: Future<Output = ()> + Send + 'static,
    {
        let count = (max_connections / 4).clamp(1, MOST_LANES);
        let room = max_connections * WAITING_FOR_EACH;
        let lanes = (0..count).map(|_| Lane { waiting: VecDeque::new(), running: 0 }).collect();
        let state = State {
            lanes,
            resources: HashMap::new(),
            accounts: HashMap::new(),
            // Whatever one account asks for, a quarter of every lane is left for the others.
            of_one_account: (room / count * 3 / 4).max(1),
            in_one_lane: room / count,
        };
        Self {
            runtime: runtime.clone(),
            state: Arc::new(Mutex::new(state)),
            work: Arc::new(move |together| Box::pin(work(together))),
        }
    }

    /// How many wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        locked(&self.state).lanes.iter().map(|lane| lane.waiting.len()).sum()
    }

    /// Puts `wanting` into the lane of `resource`, for `account`.
    ///
    /// # Errors
    ///
    /// ThrottlingException when so many wait there, or of this account, that one more had better come back later.
    pub fn join(&self, account: &str, resource: String, wanting: T) -> Result<(), ServiceError> {
        let mut state = locked(&self.state);
        let place = state.place(&resource);
        let of_account = state.accounts.get(&(account.to_owned(), place)).copied().unwrap_or_default();
        if of_account >= state.of_one_account || state.lanes[place].waiting.len() >= state.in_one_lane {
            return Err(ServiceError::throttling());
        }
        *state.accounts.entry((account.to_owned(), place)).or_default() += 1;
        state.resources.entry(resource.clone()).or_insert((place, 0)).1 += 1;
        let lane = &mut state.lanes[place];
        lane.waiting.push_back(Waiting { resource, account: account.to_owned(), wanting });
        if lane.running == 0 {
            let together = state.next(place);
            self.runtime.spawn(run(Arc::clone(&self.state), Arc::clone(&self.work), place, together));
        }
        Ok(())
    }
}

fn locked<T>(state: &Mutex<State<T>>) -> MutexGuard<'_, State<T>> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

/// What is being done in a lane; its places are given up when it is dropped, also by a panic.
struct Running<T> {
    state: Arc<Mutex<State<T>>>,
    place: usize,
    names: Vec<(String, String)>,
}

impl<T> Drop for Running<T> {
    fn drop(&mut self) {
        let mut state = locked(&self.state);
        for (resource, account) in self.names.drain(..) {
            state.forget(&resource, account, self.place);
        }
    }
}

/// Does what is next in a lane until nothing is.
async fn run<T: Send + 'static>(
    state: Arc<Mutex<State<T>>>,
    work: Work<T>,
    place: usize,
    mut together: Vec<Waiting<T>>,
) {
    while !together.is_empty() {
        let names = together.iter().map(|one| (one.resource.clone(), one.account.clone())).collect();
        let running = Running { state: Arc::clone(&state), place, names };
        // A task of its own, so that a panic ends this piece of work only.
        let done = tokio::spawn(work(together.into_iter().map(|one| one.wanting).collect())).await;
        if let Err(error) = done {
            tracing::debug!(%error, "requests that were carried out together got no verdict");
        }
        drop(running);
        together = locked(&state).next(place);
    }
}

impl<T> State<T> {
    /// The lane of a resource.
    fn place(&self, resource: &str) -> usize {
        if let Some((place, _)) = self.resources.get(resource) {
            return *place;
        }
        let load = |lane: &Lane<T>| lane.waiting.len() + lane.running;
        let with_room = self.lanes.iter().position(|lane| load(lane) < FULL);
        let emptiest = || (0..self.lanes.len()).min_by_key(|place| load(&self.lanes[*place]));
        with_room.or_else(emptiest).unwrap_or_default()
    }

    /// Takes what the lane does next.
    fn next(&mut self, place: usize) -> Vec<Waiting<T>> {
        let lane = &mut self.lanes[place];
        let count = lane.waiting.len().min(TOGETHER);
        lane.running = count;
        lane.waiting.drain(..count).collect()
    }

    fn forget(&mut self, resource: &str, account: String, place: usize) {
        if let Some((_, count)) = self.resources.get_mut(resource) {
            *count -= 1;
            if *count == 0 {
                self.resources.remove(resource);
            }
        }
        if let Entry::Occupied(mut count) = self.accounts.entry((account, place)) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}
