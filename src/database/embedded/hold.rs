//! The hidden subcommand: a process that holds PostgreSQL for as long as its standard input is open.

use std::fs::File;
use std::iter;
use std::path::PathBuf;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use super::{
    EmbeddedError,
    binaries::{self, Binaries},
    folder::Folder,
    initialise,
    line::{Line, progress},
    lock,
    passfile::Access,
    postmaster::{self, Postmaster, Start},
    temporary, unix_user,
};

/// How long the holder of an earlier run may take to stop its PostgreSQL: longer than its own limits for that.
const EARLIER_RUN: Duration = Duration::from_secs(20);

/// How often another free port is tried after the one of last time: a program may take it before PostgreSQL does.
const OTHER_PORTS: usize = 4;

/// The arguments of the hidden subcommand.
#[derive(Debug, clap::Args)]
pub struct Hold {
    /// Whether the data directory goes with PostgreSQL.
    #[arg(long)]
    temporary: bool,
    /// The data directory, which exists; an absolute path.
    folder: PathBuf,
    /// Settings of PostgreSQL, each as name=value.
    settings: Vec<String>,
}

/// What must outlive the work that is dropped when the standard input closes.
#[derive(Default)]
struct Held {
    lock: Option<File>,
    binaries: Option<Binaries>,
}

/// Starts PostgreSQL and holds it until the standard input closes, which it does even when callsign is killed; then
/// nothing of PostgreSQL is left.
///
/// What happens is told on the standard output. The standard error becomes PostgreSQL's log.
///
/// # Errors
///
/// Whatever keeps PostgreSQL from starting, or ends it; it was told on the standard output then.
pub async fn hold(args: Hold) -> Result<(), EmbeddedError> {
    outlive_signals()?;
    let folder = Folder::new(args.folder);
    let mut held = Held::default();
    let mut outcome = tokio::select! {
        () = input_closed() => Ok(()),
        failure = run(&folder, &args.settings, &mut held) => failure,
    };
    if let Some(binaries) = &held.binaries {
        outcome = postmaster::stop(&folder, binaries).await.and(outcome);
    }
    match &outcome {
        Ok(()) if args.temporary => temporary::remove(&folder),
        Ok(()) => {}
        // The log, which the sentence may name, is left for somebody to read.
        Err(failure) => Line::Failed(failure.to_string()).tell(),
    }
    outcome
}

/// Never returns but with a failure. Dropping it kills what it runs, but PostgreSQL itself must be stopped then.
async fn run(folder: &Folder, settings: &[String], held: &mut Held) -> Result<(), EmbeddedError> {
    held.lock = Some(await_earlier_run(folder).await?);
    let account = unix_user::choose(&folder.cluster())?;
    let binaries = &*held.binaries.insert(binaries::find(folder, account.as_ref()).await?);
    let lock = postmaster::take_over(folder, binaries).await?;
    folder.remove_unfinished()?;
    let access = initialise::ensure(folder, binaries, &lock).await?;
    progress(format!("starting PostgreSQL {}", binaries.major));
    let mut lock = Some(lock);
    for wanted in iter::once(access.port).chain(iter::repeat_n(0, OTHER_PORTS)) {
        let lock = match lock.take() {
            Some(lock) => lock,
            None => postmaster::take_over(folder, binaries).await?,
        };
        let port = postmaster::free_port(wanted)?;
        let mut postmaster = Postmaster::spawn(folder, binaries, settings, port, lock)?;
        if let Start::Ready = postmaster.ready().await? {
            publish(folder, &access, port)?;
            return Err(postmaster.ended().await);
        }
    }
    let cause = "other programs took each port that was tried".to_owned();
    let log = folder.log();
    Err(EmbeddedError::NotStarted { cause, log })
}

/// Waits for the holder of an earlier run: callsign's own lock is free, so it has nothing left to do but to stop.
async fn await_earlier_run(folder: &Folder) -> Result<File, EmbeddedError> {
    let path = folder.holder_lock();
    if let Some(lock) = lock::try_take(&path)? {
        return Ok(lock);
    }
    progress("waiting for the PostgreSQL of an earlier run to stop");
    lock::take_within(&path, EARLIER_RUN).await?.ok_or_else(|| EmbeddedError::StillHeld(folder.path().to_owned()))
}

fn publish(folder: &Folder, access: &Access, port: u16) -> Result<(), EmbeddedError> {
    if access.port != port {
        let password = access.password.clone();
        Access { port, password }.write(folder).map_err(EmbeddedError::file(&folder.passfile()))?;
    }
    Line::Ready.tell();
    Ok(())
}

/// Supervisors signal whole groups of processes. callsign still finishes requests then and needs its database, so the
/// end of the standard input is the only thing that counts here.
fn outlive_signals() -> Result<(), EmbeddedError> {
    for kind in [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()] {
        // The handler stays when this listener is dropped, and programs that are started get the default back.
        let _listener = signal(kind)?;
    }
    Ok(())
}

/// A thread of its own, because tokio's standard input would keep the process from ending while it is open.
async fn input_closed() {
    let (closed, wait) = oneshot::channel();
    std::thread::spawn(move || {
        let _read = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        let _alone = closed.send(());
    });
    let _closed = wait.await;
}
