//! Figures: medians, quantiles, spreads, and how they are written.

use std::time::Duration;

/// The middle of several figures, and how far they lie apart.
#[derive(Clone, Copy, Debug)]
pub struct Spread {
    /// The middle one.
    pub median: f64,
    least: f64,
    most: f64,
}

impl Spread {
    /// Of at least one figure.
    pub fn of(figures: impl IntoIterator<Item = f64>) -> Self {
        let mut figures: Vec<f64> = figures.into_iter().collect();
        figures.sort_by(f64::total_cmp);
        let (least, most) = (figures.first().copied().unwrap_or(f64::NAN), figures.last().copied().unwrap_or(f64::NAN));
        Self { median: middle(&figures), least, most }
    }

    /// As text: the middle, and the others in brackets.
    pub fn text(&self, decimals: usize) -> String {
        let Self { median, least, most } = self;
        if least.total_cmp(most).is_eq() {
            return format!("{median:.decimals$}");
        }
        format!("{median:.decimals$} ({least:.decimals$}–{most:.decimals$})")
    }
}

fn middle(sorted: &[f64]) -> f64 {
    match sorted.len() {
        0 => f64::NAN,
        len if len % 2 == 1 => sorted[len / 2],
        len => f64::midpoint(sorted[len / 2 - 1], sorted[len / 2]),
    }
}

/// The duration that this part of all stay below, from 0 to 1, in milliseconds.
pub fn quantile(durations: &mut [Duration], part: f64) -> f64 {
    durations.sort_unstable();
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an index"
    )]
    let index = (durations.len().saturating_sub(1) as f64 * part).round() as usize;
    durations.get(index).map_or(f64::NAN, |duration| ms(*duration))
}

/// A duration in milliseconds.
pub fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// A number of things as a figure to reckon with.
#[expect(clippy::cast_precision_loss, reason = "figures for people")]
pub fn number(count: usize) -> f64 {
    count as f64
}

/// KiB in MiB.
#[expect(clippy::cast_precision_loss, reason = "figures for people")]
pub fn mib(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

/// A Markdown table.
pub fn markdown(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &mut dyn Iterator<Item = &str>| format!("| {} |\n", cells.collect::<Vec<_>>().join(" | "));
    let mut text = line(&mut head.iter().copied());
    text += &line(&mut head.iter().map(|_| "---"));
    for row in rows {
        text += &line(&mut row.iter().map(String::as_str));
    }
    text
}
