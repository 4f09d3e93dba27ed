//! The table: goal, figure to pass, figure seen, pass or fail.

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

/// What a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something lost, doubled or wrong: the run fails.
    Correctness,
    /// A time or a rate, which the machine has a part in: the row fails, the run goes on.
    Speed,
}

/// A row.
#[derive(Clone, Debug)]
pub struct Row {
    /// `R9`.
    pub goal: &'static str,
    /// What has to be seen.
    pub to_pass: String,
    /// What was seen.
    pub seen: String,
    /// Whether it passed.
    pub passed: bool,
    /// What it is about.
    pub kind: Kind,
}

/// A row about something lost, doubled or wrong.
pub fn correct(goal: &'static str, to_pass: impl Into<String>, seen: impl Into<String>, passed: bool) -> Row {
    Row { goal, to_pass: to_pass.into(), seen: seen.into(), passed, kind: Kind::Correctness }
}

/// A row about a time or a rate.
pub fn speed(goal: &'static str, to_pass: impl Into<String>, seen: impl Into<String>, passed: bool) -> Row {
    Row { goal, to_pass: to_pass.into(), seen: seen.into(), passed, kind: Kind::Speed }
}

/// A row about a time that has a limit.
pub fn within(goal: &'static str, what: &str, limit: Duration, seen: Duration) -> Row {
    speed(goal, format!("{what} <= {}", shown(limit)), shown(seen), seen <= limit)
}

/// A duration for people.
pub fn shown(duration: Duration) -> String {
    if duration >= Duration::from_secs(10) {
        format!("{:.0} s", duration.as_secs_f64())
    } else if duration >= Duration::from_secs(1) {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        format!("{:.1} ms", duration.as_secs_f64() * 1e3)
    }
}

/// The duration that this part of all stay below, from 0 to 1.
pub fn quantile(durations: &mut [Duration], part: f64) -> Duration {
    durations.sort_unstable();
    let last = durations.len().saturating_sub(1);
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index"
    )]
    let index = (last as f64 * part).round() as usize;
    durations.get(index).copied().unwrap_or_default()
}

/// How many a second, since `began`.
#[expect(clippy::cast_precision_loss, reason = "a rate for people")]
pub fn rate(count: usize, began: Instant) -> f64 {
    count as f64 / began.elapsed().as_secs_f64()
}

/// The table as Markdown.
pub fn markdown(rows: &[Row]) -> String {
    let mut text = "| goal | to pass | seen | |\n| --- | --- | --- | --- |\n".to_owned();
    for row in rows {
        let verdict = match (row.passed, row.kind) {
            (true, _) => "pass",
            (false, Kind::Correctness) => "FAIL",
            (false, Kind::Speed) => "fail (speed)",
        };
        writeln!(text, "| {} | {} | {} | {verdict} |", row.goal, row.to_pass, row.seen).expect("a text grows");
    }
    text
}
