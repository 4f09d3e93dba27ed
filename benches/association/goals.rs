//! The goals.

use crate::report::{
    Goal,
    Limit::{AtLeast, AtMost},
};

/// All of them.
pub const GOALS: &[Goal] = &[
    Goal {
        key: "same",
        what: "associations/s at 64 clients against (a) the same transaction",
        limit: AtLeast(0.8),
        decimals: 2,
        unit: "",
    },
    Goal {
        key: "leanest-1",
        what: "associations/s at 1 client against (b) the leanest statement",
        limit: AtLeast(0.4),
        decimals: 2,
        unit: "",
    },
    Goal { key: "leanest-8", what: "the same at 8 clients", limit: AtLeast(0.5), decimals: 2, unit: "" },
    Goal { key: "leanest-64", what: "the same at 64 clients", limit: AtLeast(1.0), decimals: 2, unit: "" },
    Goal {
        key: "fastest",
        what: "associations/s at 64 clients against (b) at the number of clients where that is fastest",
        limit: AtLeast(0.9),
        decimals: 2,
        unit: "",
    },
    Goal { key: "p50", what: "p50 at 1 client against (a)'s", limit: AtMost(1.2), decimals: 2, unit: " ×" },
    Goal { key: "p99", what: "p99 at 64 clients against its p50", limit: AtMost(4.0), decimals: 1, unit: " ×" },
    Goal {
        key: "replay",
        what: "replays of known client tokens against fresh ones, 64 clients",
        limit: AtLeast(2.0),
        decimals: 2,
        unit: " ×",
    },
    Goal {
        key: "hot",
        what: "one hot pool with its quota off against spread-out, 64 clients",
        limit: AtLeast(0.5),
        decimals: 2,
        unit: "",
    },
    Goal {
        key: "recorded",
        what: "all calls on record against none, 64 clients",
        limit: AtLeast(0.95),
        decimals: 2,
        unit: "",
    },
    Goal {
        key: "sender-ids",
        what: "sender IDs against phone numbers, 64 clients",
        limit: AtLeast(0.9),
        decimals: 2,
        unit: "",
    },
    Goal {
        key: "before",
        what: "this commit against the one that CALLSIGN_BEFORE names, 64 clients",
        limit: AtLeast(0.95),
        decimals: 2,
        unit: "",
    },
    Goal {
        key: "reads",
        what: "reads, page in the middle: the largest size against 1k rows, the worst of them",
        limit: AtMost(1.3),
        decimals: 2,
        unit: " ×",
    },
    Goal { key: "idle", what: "memory idle", limit: AtMost(20.0), decimals: 1, unit: " MiB" },
    Goal { key: "worked", what: "memory after the associations", limit: AtMost(40.0), decimals: 1, unit: " MiB" },
    Goal {
        key: "external",
        what: "start to ready, external database, migrated",
        limit: AtMost(50.0),
        decimals: 0,
        unit: " ms",
    },
    Goal { key: "embedded", what: "start to ready, embedded, warm", limit: AtMost(1000.0), decimals: 0, unit: " ms" },
    Goal { key: "binary", what: "release binary, stripped", limit: AtMost(15.0), decimals: 1, unit: " MiB" },
    Goal {
        key: "grown",
        what: "associations/s with many present against an empty database, 64 clients",
        limit: AtLeast(0.9),
        decimals: 2,
        unit: "",
    },
];
