//! How much is done.

use std::time::Duration;

/// How much is done.
pub struct Size {
    /// Whether it is the short form.
    pub is_short: bool,
    /// How many rounds there are.
    pub rounds: usize,
    /// How many rounds there are where a small difference counts.
    pub pairs: usize,
    /// How long a block is.
    pub block: Duration,
    /// The numbers of clients.
    pub clients: &'static [usize],
    /// How many phone numbers the larger pool has.
    pub identities: usize,
    /// How many messages have events that wait for a dead target, or go to a fast one.
    pub told: usize,
    /// How long messages are carried out beside those who send them.
    pub carrying: Duration,
    /// How many messages the memory is looked at after.
    pub worked: usize,
    /// The numbers of messages that pages are read from.
    pub rows: [usize; 2],
    /// How many numbers are in the pool that pages of the console show.
    pub pooled: usize,
}

/// What `cargo bench --bench sending` does.
pub const FULL: Size = Size {
    is_short: false,
    rounds: 3,
    pairs: 20,
    block: Duration::from_secs(4),
    clients: &[1, 8, 32, 64],
    identities: 100,
    told: 5_000,
    carrying: Duration::from_mins(1),
    worked: 1_000_000,
    rows: [1_000, 1_000_000],
    pooled: 10_000,
};

/// What `-- --short` does.
pub const SHORT: Size = Size {
    is_short: true,
    rounds: 1,
    pairs: 1,
    block: Duration::from_secs(1),
    clients: &[1, 64],
    identities: 10,
    told: 200,
    carrying: Duration::from_secs(4),
    worked: 2_000,
    rows: [1_000, 10_000],
    pooled: 1_000,
};
