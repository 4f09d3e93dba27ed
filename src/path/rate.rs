//! Throttling as on AWS: a token bucket for each operation, account and region, of this process.
//!
//! Settled (row 46, decision D15): off unless a setting switches it on; a bucket holds one second's worth of calls, and at
//! least one.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use governor::{Quota, RateLimiter, clock, middleware::NoOpMiddleware, state::keyed::HashMapStateStore};
use time::OffsetDateTime;

use crate::{
    domain::rate,
    model::{arn::Scope, error::ServiceError},
};

/// After how many calls of an operation the buckets that are full again are dropped: those that nobody took from for two
/// seconds. So memory is bounded by the calls of so much time, whatever regions callers make up.
const DROP_EVERY: u32 = 1_000;

/// Where the present comes from.
type Present = Arc<dyn Fn() -> OffsetDateTime + Send + Sync>;

type Buckets = RateLimiter<Scope, HashMapStateStore<Scope>, Elapsed, NoOpMiddleware<Duration>>;

/// The buckets of every operation.
pub struct Throttle {
    operations: HashMap<&'static str, Limited>,
}

struct Limited {
    buckets: Buckets,
    calls: AtomicU32,
}

impl Throttle {
    /// The buckets of these operations, all full, filling by `present`.
    #[must_use]
    pub fn new(operations: impl Iterator<Item = &'static str>, present: &Present) -> Self {
        let limited = |name| {
            let quota = Quota::per_second(rate::per_second(name));
            let buckets = RateLimiter::hashmap_with_clock(quota, Elapsed::since(Arc::clone(present)));
            Limited { buckets, calls: AtomicU32::new(0) }
        };
        Self { operations: operations.map(|name| (name, limited(name))).collect() }
    }

    /// Takes one call of `operation` from the bucket of `scope`.
    ///
    /// # Errors
    ///
    /// ThrottlingException if it is empty.
    pub fn take(&self, operation: &str, scope: &Scope) -> Result<(), ServiceError> {
        let Some(limited) = self.operations.get(operation) else { return Ok(()) };
        if limited.calls.fetch_add(1, Ordering::Relaxed) % DROP_EVERY == DROP_EVERY - 1 {
            limited.buckets.retain_recent();
            limited.buckets.shrink_to_fit();
        }
        limited.buckets.check_key(scope).map_err(|_not_until| ServiceError::throttling())
    }

    /// How many buckets are remembered.
    #[must_use]
    pub fn buckets(&self) -> usize {
        self.operations.values().map(|limited| limited.buckets.len()).sum()
    }
}

/// How much time has passed, by a clock that may be set. One that is set back takes nothing away: callers would be
/// refused until it caught up.
struct Elapsed {
    present: Present,
    last: Mutex<(OffsetDateTime, Duration)>,
}

impl Elapsed {
    fn since(present: Present) -> Self {
        let last = Mutex::new((present(), Duration::ZERO));
        Self { present, last }
    }
}

impl clock::Clock for Elapsed {
    type Instant = Duration;

    fn now(&self) -> Duration {
        let now = (self.present)();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let (before, elapsed) = *last;
        // A negative duration isn't one of std's.
        let passed = Duration::try_from(now - before).unwrap_or_default();
        *last = (now, elapsed.saturating_add(passed));
        last.1
    }
}
