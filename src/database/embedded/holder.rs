//! The process that holds PostgreSQL, seen from callsign.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::time::timeout;

use super::{Cluster, DataDir, EmbeddedError, environment, folder::Folder, line::Line};

/// How long the holder may take to stop PostgreSQL: longer than its own limits for that.
const STOP: Duration = Duration::from_secs(20);

/// The child process.
pub(super) struct Holder {
    child: Child,
    /// As long as it is open PostgreSQL runs.
    stdin: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    folder: Folder,
}

impl Holder {
    pub(super) fn spawn(cluster: &Cluster, folder: Folder) -> Result<Self, EmbeddedError> {
        let log = open_log(&folder).map_err(EmbeddedError::file(&folder.log()))?;
        let settings = cluster.parameters.iter();
        let settings = settings.map(|(name, value)| OsString::from(format!("{name}={value}")));
        let program = |cause| EmbeddedError::Program { program: cluster.program.clone(), cause };
        // In a group of its own, so that Ctrl-C at the terminal reaches callsign alone, which still needs its database.
        let mut child = Command::new(&cluster.program)
            .arg("embedded")
            .args(matches!(cluster.data_dir, DataDir::Temporary).then_some("--temporary"))
            .arg(folder.path())
            .args(settings)
            .process_group(0)
            .env_clear()
            .envs(environment::of_the_holder())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .map_err(program)?;
        let (Some(stdin), Some(stdout)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(io::Error::other("the pipes to its process are missing").into());
        };
        let lines = BufReader::new(stdout).lines();
        Ok(Self { child, stdin, lines, folder })
    }

    /// Waits until PostgreSQL accepts connections.
    pub(super) async fn ready(&mut self, progress: impl Fn(&str)) -> Result<(), EmbeddedError> {
        loop {
            match self.line().await {
                Some(Line::Progress(text)) => progress(&text),
                Some(Line::Ready) => return Ok(()),
                Some(Line::Failed(sentence)) => return Err(EmbeddedError::Told(sentence)),
                None => return Err(EmbeddedError::Ended(self.folder.log())),
            }
        }
    }

    /// Waits until PostgreSQL or its holder ends by itself.
    pub(super) async fn ended(&mut self) -> EmbeddedError {
        match self.line().await {
            Some(Line::Failed(sentence)) => EmbeddedError::Told(sentence),
            _ => EmbeddedError::Ended(self.folder.log()),
        }
    }

    /// Lets go of PostgreSQL and waits until it has stopped. One that takes longer still stops, alone.
    pub(super) async fn stop(self) {
        let Self { mut child, stdin, .. } = self;
        drop(stdin);
        if timeout(STOP, child.wait()).await.is_err() {
            tracing::warn!("embedded PostgreSQL takes long to stop and is left to it");
        }
    }

    /// The next line; `None` when the holder is gone.
    async fn line(&mut self) -> Option<Line> {
        let line = self.lines.next_line().await.ok()??;
        serde_json::from_str(&line).ok()
    }
}

/// A new log, with the one of the run before kept beside it.
fn open_log(folder: &Folder) -> io::Result<File> {
    match fs::rename(folder.log(), folder.previous_log()) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
        _ => {}
    }
    OpenOptions::new().append(true).create_new(true).mode(0o600).open(folder.log())
}
