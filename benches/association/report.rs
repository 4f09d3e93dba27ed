//! What is printed: the machine, the tables, goal by goal what was seen, and the checks.

use std::{collections::HashMap, fs, process::Command};

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::figure::{Spread, markdown};

/// The goals of the issue that this program was written for.
const GOALS: &[Goal] = &[
    Goal {
        key: "same",
        what: "associations/s at 64 clients against (a) the same transaction",
        limit: AtLeast(0.8),
        decimals: 2,
        unit: "",
    },
    Goal {
        key: "leanest",
        what: "associations/s at 64 clients against (b) the leanest statement; stretch 0.80",
        limit: AtLeast(0.6),
        decimals: 2,
        unit: "",
    },
    Goal { key: "p50", what: "p50 at 1 client against (a)'s", limit: AtMost(1.4), decimals: 2, unit: " ×" },
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

use Limit::{AtLeast, AtMost};

enum Limit {
    AtLeast(f64),
    AtMost(f64),
}

struct Goal {
    key: &'static str,
    what: &'static str,
    limit: Limit,
    decimals: usize,
    unit: &'static str,
}

/// What the parts report.
#[derive(Default)]
pub struct Report {
    tables: Vec<String>,
    seen: HashMap<&'static str, Spread>,
    passed: usize,
    failed: Vec<String>,
}

impl Report {
    /// Adds a table, or lines, below a heading.
    pub fn add(&mut self, heading: &str, text: &str) {
        eprintln!("\n## {heading}\n\n{text}");
        self.tables.push(format!("## {heading}\n\n{text}"));
    }

    /// What was seen about a goal.
    pub fn goal(&mut self, key: &'static str, seen: Spread) {
        self.seen.insert(key, seen);
    }

    /// A check of an answer or a count: if it fails, the program does.
    pub fn check(&mut self, passed: bool, what: impl Into<String>) {
        if passed {
            self.passed += 1;
        } else {
            let what = what.into();
            eprintln!("FAILED: {what}");
            self.failed.push(what);
        }
    }

    /// Whether every check passed.
    pub fn is_correct(&self) -> bool {
        self.failed.is_empty()
    }

    /// All of it, for people.
    pub fn text(&self, first_lines: &str) -> String {
        let mut text = format!("{first_lines}\n\n{}\n## Goals\n\n{}", self.tables.join("\n"), self.goals());
        for failed in &self.failed {
            text.extend(["\nFAILED: ", failed]);
        }
        text + &format!("\n{} passed, {} failed", self.passed, self.failed.len())
    }

    fn goals(&self) -> String {
        let row = |goal: &Goal| {
            let Goal { what, decimals, unit, .. } = goal;
            let (sign, limit) = match goal.limit {
                AtLeast(limit) => ("≥", limit),
                AtMost(limit) => ("≤", limit),
            };
            let limit_text = format!("{sign} {limit:.decimals$}{unit}");
            let (seen, verdict) = match self.seen.get(goal.key) {
                None => ("–".to_owned(), "not run"),
                Some(seen) => {
                    let is_reached = match goal.limit {
                        AtLeast(limit) => seen.median >= limit,
                        AtMost(limit) => seen.median <= limit,
                    };
                    (format!("{}{unit}", seen.text(*decimals)), if is_reached { "reached" } else { "missed" })
                }
            };
            vec![(*what).to_owned(), limit_text, seen, verdict.to_owned()]
        };
        markdown(&["goal", "limit", "seen: median (least–most)", ""], &GOALS.iter().map(row).collect::<Vec<_>>())
    }
}

/// The machine, the date and the command, as a figure needs them beside it.
pub fn circumstances(postgres: &str, arguments: &[String]) -> String {
    let find = |file: &str, name: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim_start_matches([':', '\t', ' ']).to_owned()
    };
    let kib: u64 = find("/proc/meminfo", "MemTotal").trim_end_matches(" kB").parse().unwrap_or_default();
    let kernel = Command::new("uname").arg("-sr").output().map(|output| output.stdout).unwrap_or_default();
    let date = OffsetDateTime::now_utc().replace_nanosecond(0).ok().and_then(|now| now.format(&Rfc3339).ok());
    let mut command = "cargo bench --bench association".to_owned();
    if !arguments.is_empty() {
        command.extend([" -- ", &arguments.join(" ")]);
    }
    format!(
        "{} cores, {}, {:.1} GiB of memory, {}; {postgres}; {}; `{command}`",
        std::thread::available_parallelism().map_or(0, usize::from),
        find("/proc/cpuinfo", "model name"),
        crate::figure::mib(kib) / 1024.0,
        String::from_utf8_lossy(&kernel).trim(),
        date.unwrap_or_default(),
    )
}
