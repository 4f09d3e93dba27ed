//! The running PostgreSQL.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::net::{Ipv4Addr, TcpListener};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Child;
use tokio::time::{Instant, sleep};

use super::{EmbeddedError, binaries::Binaries, file, folder::Folder, line::progress, lock};

/// How long PostgreSQL may take until it accepts connections, recovery after a crash included.
const START: Duration = Duration::from_mins(2);

/// How long a fast stop may take, which writes everything out; an immediate one leaves that to the next start.
const FAST: Duration = Duration::from_secs(10);
const IMMEDIATE: Duration = Duration::from_secs(5);

/// How often a starting PostgreSQL is looked at, and a stopping one asked again.
const LOOK: Duration = Duration::from_millis(10);
const ASK: Duration = Duration::from_millis(250);

/// The log is emptied when it is longer than this, in bytes.
const LOG: u64 = 16 * 1024 * 1024;
const LOG_LOOK: Duration = Duration::from_mins(1);

/// A PostgreSQL that was started.
pub(super) struct Postmaster {
    child: Child,
    folder: Folder,
    /// Where in the log its own lines begin, in bytes.
    said_from: u64,
}

/// How a start went.
pub(super) enum Start {
    /// It accepts connections.
    Ready,
    /// Another program took the port.
    PortTaken,
}

impl Postmaster {
    /// Starts PostgreSQL, which owns the lock from now on. Its log is the standard error of this process.
    pub(super) fn spawn(
        folder: &Folder,
        binaries: &Binaries,
        settings: &[String],
        port: u16,
        lock: File,
    ) -> Result<Self, EmbeddedError> {
        let said_from = fs::metadata(folder.log()).map_or(0, |log| log.len());
        let mut command = binaries.command("postgres");
        command.arg("-D").arg(folder.cluster());
        // PostgreSQL takes the last of two: nothing that a caller sets opens it to others or turns durability off.
        for setting in settings.iter().map(String::as_str).chain([
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "logging_collector=off",
            "log_destination=stderr",
            "fsync=on",
            &format!("port={port}"),
        ]) {
            command.arg("-c").arg(setting);
        }
        // Dropping it is no reason to kill it: that would make the next start recover.
        command.stdin(lock).stdout(Stdio::null()).kill_on_drop(false);
        let child =
            command.spawn().map_err(|cause| EmbeddedError::Program { program: binaries.program("postgres"), cause })?;
        let folder = folder.clone();
        Ok(Self { child, folder, said_from })
    }

    /// Waits until PostgreSQL accepts connections.
    pub(super) async fn ready(&mut self) -> Result<Start, EmbeddedError> {
        let end = Instant::now() + START;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait()? {
                let said = self.said();
                return match said.as_deref() {
                    Some(said) if said.contains("could not bind") => Ok(Start::PortTaken),
                    _ => Err(self.not_started(last_word(said).unwrap_or(status.to_string()))),
                };
            }
            if self.says_ready() {
                return self.holds_its_lock().map(|()| Start::Ready);
            }
            sleep(LOOK).await;
        }
        Err(self.not_started(format!("not ready after {} s", START.as_secs())))
    }

    /// Waits until PostgreSQL ends by itself, and keeps its log short until then.
    pub(super) async fn ended(&mut self) -> EmbeddedError {
        loop {
            tokio::select! {
                _ = self.child.wait() => return EmbeddedError::Ended(self.folder.log()),
                () = sleep(LOG_LOOK) => self.shorten_log(),
            }
        }
    }

    /// The status line of its pid file, which `pg_ctl` reads too.
    fn says_ready(&self) -> bool {
        let file = file::read(&self.folder.cluster().join("postmaster.pid"));
        let file = file.unwrap_or_default();
        let mut lines = file.lines();
        let pid = lines.next().and_then(|line| line.trim().parse().ok());
        pid == self.child.id() && lines.nth(6).is_some_and(|line| line.trim() == "ready")
    }

    /// Everything else relies on it: a file system where the lock is free now would let two starts share the cluster.
    fn holds_its_lock(&self) -> Result<(), EmbeddedError> {
        match lock::try_take(&self.folder.postgres_lock())? {
            None => Ok(()),
            Some(_) => Err(EmbeddedError::NoLocks(self.folder.path().to_owned())),
        }
    }

    fn not_started(&self, cause: String) -> EmbeddedError {
        let log = self.folder.log();
        EmbeddedError::disk_full(self.folder.path(), &cause).unwrap_or(EmbeddedError::NotStarted { cause, log })
    }

    fn said(&self) -> Option<String> {
        let mut said = Vec::new();
        let mut log = file::open(OpenOptions::new().read(true), &self.folder.log()).ok()?;
        log.seek(SeekFrom::Start(self.said_from)).ok()?;
        log.take(LOG).read_to_end(&mut said).ok()?;
        Some(String::from_utf8_lossy(&said).into_owned())
    }

    /// PostgreSQL appends, so that it goes on at the new end. A log that cannot be emptied only grows.
    fn shorten_log(&self) {
        let log = file::open(OpenOptions::new().write(true), &self.folder.log());
        if let Ok(log) = log
            && log.metadata().is_ok_and(|found| found.len() > LOG)
        {
            let _longer = log.set_len(0);
        }
    }
}

/// The last error among what PostgreSQL said, without the time before it.
fn last_word(said: Option<String>) -> Option<String> {
    let said = said?;
    let fatal = said.lines().rev().find_map(|line| line.split_once("FATAL:").or_else(|| line.split_once("PANIC:")));
    fatal.map(|(_, word)| word.trim().to_owned())
}

/// Takes PostgreSQL's lock; whatever an earlier run left running is stopped for it.
pub(super) async fn take_over(folder: &Folder, binaries: &Binaries) -> Result<File, EmbeddedError> {
    let free = lock::try_take(&folder.postgres_lock())?;
    let lock = if let Some(lock) = free {
        lock
    } else {
        progress("stopping the PostgreSQL that an earlier run left behind");
        stop(folder, binaries).await?
    };
    // No process of this cluster lives. PostgreSQL would trust the number in the file of a killed one, which may be
    // another program's by now.
    match fs::remove_file(folder.cluster().join("postmaster.pid")) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(EmbeddedError::file(&folder.cluster())(cause)),
        _ => Ok(lock),
    }
}

/// Stops PostgreSQL, and returns its lock as a proof that all its processes are gone.
pub(super) async fn stop(folder: &Folder, binaries: &Binaries) -> Result<File, EmbeddedError> {
    for (mode, limit) in [("fast", FAST), ("immediate", IMMEDIATE)] {
        let end = Instant::now() + limit;
        while Instant::now() < end {
            if let Some(lock) = lock::try_take(&folder.postgres_lock())? {
                return Ok(lock);
            }
            // It fails while a PostgreSQL that was just started has no pid file, and when all is over.
            let mut command = binaries.command("pg_ctl");
            command.args(["stop", "--no-wait", "--silent", "-m", mode, "-D"]);
            command.arg(folder.cluster()).stdout(Stdio::null()).stderr(Stdio::null());
            let _asked = command.status().await;
            if let Some(lock) = lock::take_within(&folder.postgres_lock(), ASK).await? {
                return Ok(lock);
            }
        }
    }
    Err(EmbeddedError::StillHeld(folder.path().to_owned()))
}

/// The port if it is free, else one that is.
pub(super) fn free_port(last: u16) -> io::Result<u16> {
    let listener =
        TcpListener::bind((Ipv4Addr::LOCALHOST, last)).or_else(|_| TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
    Ok(listener.local_addr()?.port())
}
