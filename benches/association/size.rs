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
    /// How many phone numbers are seeded.
    pub numbers: usize,
    /// How many sender IDs are.
    pub sender_ids: usize,
    /// How many associations are present where many are.
    pub present: usize,
    /// How many associations the memory is looked at after.
    pub worked: usize,
    /// The numbers of rows that are read from.
    pub rows: &'static [usize],
}

/// What `cargo bench --bench association` does.
pub const FULL: Size = Size {
    is_short: false,
    rounds: 3,
    pairs: 20,
    block: Duration::from_secs(4),
    clients: &[1, 8, 32, 64],
    numbers: 300_000,
    sender_ids: 20_000,
    present: 1_000_000,
    worked: 500_000,
    rows: &[1_000, 10_000, 100_000, 1_000_000],
};

/// What `-- --short` does.
pub const SHORT: Size = Size {
    is_short: true,
    rounds: 1,
    pairs: 1,
    block: Duration::from_secs(1),
    clients: &[1, 64],
    numbers: 40_000,
    sender_ids: 2_000,
    present: 50_000,
    worked: 20_000,
    rows: &[1_000, 10_000],
};
