//! What the process that holds PostgreSQL tells callsign: JSON lines on its standard output.

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

/// One line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Line {
    /// What takes time now, for the user.
    Progress(String),
    /// Connections are accepted, and the passfile says where.
    Ready,
    /// The sentence of an [`EmbeddedError`](super::EmbeddedError); PostgreSQL is gone.
    Failed(String),
}

impl Line {
    /// Nobody listening means that callsign ended, which the closed standard input tells too, so nothing is reported.
    pub(super) fn tell(&self) {
        if let Ok(line) = serde_json::to_string(self) {
            let mut stdout = io::stdout().lock();
            let _gone = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
        }
    }
}

/// Tells what takes time now.
pub(super) fn progress(text: impl Into<String>) {
    Line::Progress(text.into()).tell();
}
