//! What is printed: the machine, the tables, goal by goal what was seen, and the checks.

use std::{collections::HashMap, fs, process::Command};

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use crate::{
    bench::Bench,
    figure::{Spread, markdown},
};

use Limit::{AtLeast, AtMost};

/// What a figure is to be.
pub enum Limit {
    /// No less.
    AtLeast(f64),
    /// No more.
    AtMost(f64),
}

/// A figure that is wanted.
pub struct Goal {
    /// What the parts call it.
    pub key: &'static str,
    /// What it is, for people.
    pub what: &'static str,
    /// What it is to be.
    pub limit: Limit,
    /// How many are shown.
    pub decimals: usize,
    /// What stands behind the figure.
    pub unit: &'static str,
}

/// What the parts report.
pub struct Report {
    goals: &'static [Goal],
    tables: Vec<String>,
    seen: HashMap<&'static str, Spread>,
    passed: usize,
    failed: Vec<String>,
}

impl Report {
    /// With nothing seen yet.
    pub fn new(goals: &'static [Goal]) -> Self {
        Self { goals, tables: Vec::new(), seen: HashMap::new(), passed: 0, failed: Vec::new() }
    }

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
        markdown(&["goal", "limit", "seen: median (least–most)", ""], &self.goals.iter().map(row).collect::<Vec<_>>())
    }
}

/// The machine, the date and the command, as a figure needs them beside it.
pub fn circumstances(name: &str, bench: &Bench, arguments: &[String]) -> String {
    let version = bench.postgres.command("postgres").arg("--version").output();
    let postgres = version.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()).unwrap_or_default();
    let find = |file: &str, name: &str| {
        let text = fs::read_to_string(file).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
        line.trim_start_matches([':', '\t', ' ']).to_owned()
    };
    let kib: u64 = find("/proc/meminfo", "MemTotal").trim_end_matches(" kB").parse().unwrap_or_default();
    let kernel = Command::new("uname").arg("-sr").output().map(|output| output.stdout).unwrap_or_default();
    let date = OffsetDateTime::now_utc().replace_nanosecond(0).ok().and_then(|now| now.format(&Rfc3339).ok());
    let mut command = format!("cargo bench --bench {name}");
    if !arguments.is_empty() {
        command.extend([" -- ", &arguments.join(" ")]);
    }
    let said = format!(
        "{} cores, {}, {:.1} GiB of memory, {}; {postgres}; {}; `{command}`",
        std::thread::available_parallelism().map_or(0, usize::from),
        find("/proc/cpuinfo", "model name"),
        crate::figure::mib(kib) / 1024.0,
        String::from_utf8_lossy(&kernel).trim(),
        date.unwrap_or_default(),
    );
    if bench.size.is_short {
        return said + "\n\nThe short form: blocks of a second and small tables. Its figures say little.";
    }
    said
}
