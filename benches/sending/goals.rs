//! The goals.

use crate::report::{
    Goal,
    Limit::{AtLeast, AtMost},
};

/// A ratio that is to be no less.
const fn ratio(key: &'static str, what: &'static str, least: f64) -> Goal {
    Goal { key, what, limit: AtLeast(least), decimals: 2, unit: "" }
}

/// All of them.
pub const GOALS: &[Goal] = &[
    ratio("leanest-1", "sends/s at 1 client against the leanest statement", 0.4),
    ratio("leanest-8", "the same at 8 clients", 0.5),
    ratio("leanest-32", "the same at 32 clients", 0.8),
    ratio("leanest-64", "the same at 64 clients", 1.0),
    ratio("apart", "each client an account of its own, against the leanest statement of that kind, 64 clients", 0.5),
    ratio("identities", "a pool with many identities against a pool with one, 64 clients", 0.8),
    ratio("recorded", "all calls on record against none, 64 clients", 0.95),
    ratio("dead", "many deliveries that wait for a dead target against none, 64 clients", 0.95),
    ratio("before", "this commit against the one that CALLSIGN_BEFORE names, 64 clients", 0.95),
    Goal {
        key: "backlog",
        what: "carrying out beside 64 clients: the oldest that is due, at the end",
        limit: AtMost(1.0),
        decimals: 2,
        unit: " s",
    },
    Goal { key: "fast", what: "events a second to a fast target", limit: AtLeast(1_000.0), decimals: 0, unit: "" },
    Goal { key: "worked", what: "memory after the messages", limit: AtMost(40.0), decimals: 1, unit: " MiB" },
    Goal {
        key: "page",
        what: "a page of messages: the larger size against 1k",
        limit: AtMost(1.3),
        decimals: 2,
        unit: " ×",
    },
    Goal {
        key: "filter",
        what: "the same with one filter, the worst of them",
        limit: AtMost(2.0),
        decimals: 2,
        unit: " ×",
    },
    Goal {
        key: "console",
        what: "a page of the console over many, p99 of 200, the worst of them",
        limit: AtMost(50.0),
        decimals: 1,
        unit: " ms",
    },
];
