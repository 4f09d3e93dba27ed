//! A new cluster, made under another name so that only a complete one is ever taken for one.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, fchown, lchown};
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::timeout;

use super::{
    EmbeddedError,
    binaries::Binaries,
    folder::Folder,
    line::progress,
    passfile::{Access, CALLSIGN, sync, write_secret},
};

/// How long each step may take, slow disks included.
const LIMIT: Duration = Duration::from_mins(5);

/// Bytes sort as they are, so that no update of the C library reorders an index. macOS has that only by the name `C`.
const LOCALE: &str = if cfg!(target_os = "macos") { "C" } else { "C.UTF-8" };

/// Makes the cluster unless it is there, and says how to open it.
pub(super) async fn ensure(folder: &Folder, binaries: &Binaries, lock: &File) -> Result<Access, EmbeddedError> {
    let cluster = folder.cluster();
    let passfile = folder.passfile();
    let access = Access::read(folder).map_err(EmbeddedError::file(&passfile))?;
    if cluster.exists() {
        return access.ok_or(EmbeddedError::PasswordLost { passfile, cluster });
    }
    progress(format!("initialising PostgreSQL {} in {}", binaries.major, folder.path().display()));
    let access = access.unwrap_or_else(Access::new);
    access.write(folder).map_err(EmbeddedError::file(&passfile))?;
    make(folder, binaries, &access.password, lock).await?;
    Ok(access)
}

async fn make(folder: &Folder, binaries: &Binaries, password: &str, lock: &File) -> Result<(), EmbeddedError> {
    let unfinished = folder.unfinished();
    let pwfile = prepare(&unfinished, binaries, password).map_err(EmbeddedError::file(&unfinished))?;
    let cluster = unfinished.join("cluster");
    let steps = async {
        initdb(binaries, &cluster, &pwfile, lock).await?;
        create_database(binaries, &cluster).await
    };
    timeout(LIMIT, steps).await.unwrap_or_else(|_| Err(format!("not done after {} s", LIMIT.as_secs()))).map_err(
        |cause| {
            EmbeddedError::disk_full(folder.path(), &cause)
                .unwrap_or_else(|| EmbeddedError::NotInitialised { folder: folder.path().to_owned(), cause })
        },
    )?;
    adopt(&cluster, folder).map_err(EmbeddedError::file(&folder.cluster()))?;
    folder.remove_unfinished()
}

/// A folder of the user that runs PostgreSQL, with the password in it.
fn prepare(unfinished: &Path, binaries: &Binaries, password: &str) -> io::Result<PathBuf> {
    DirBuilder::new().mode(0o700).create(unfinished)?;
    let pwfile = unfinished.join("password");
    let file = write_secret(&pwfile, password)?;
    if let Some(account) = &binaries.account {
        // What the names stand for by now is no matter.
        fchown(file, Some(account.uid), Some(account.gid))?;
        lchown(unfinished, Some(account.uid), Some(account.gid))?;
    }
    Ok(pwfile)
}

/// initdb syncs what it wrote before it ends.
async fn initdb(binaries: &Binaries, cluster: &Path, pwfile: &Path, lock: &File) -> Result<(), String> {
    let mut command = binaries.command("initdb");
    command
        .arg(format!("--locale={LOCALE}"))
        .args(["--encoding=UTF8", "--auth=scram-sha-256", "-U", CALLSIGN])
        .args(["--no-instructions", "--pwfile"])
        .arg(pwfile)
        .arg("-D")
        .arg(cluster)
        .stdin(lock.try_clone().map_err(|cause| cause.to_string())?);
    run(&mut command, "").await
}

/// In PostgreSQL's single-user mode, so that a cluster without its database never gets the final name.
async fn create_database(binaries: &Binaries, cluster: &Path) -> Result<(), String> {
    let mut command = binaries.command("postgres");
    command.args(["--single", "-c", "exit_on_error=on", "-D"]).arg(cluster).arg("postgres").stdin(Stdio::piped());
    run(&mut command, &format!("create database {CALLSIGN}\n")).await
}

/// Runs a command to its end; a failure is the first error that it told, else the last thing that it said.
async fn run(command: &mut Command, input: &str) -> Result<(), String> {
    let output = feed(command, input).await.map_err(|cause| cause.to_string())?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    // Hints, and what is removed then, stand behind the error.
    let is_error = |line: &&str| ["FATAL:", "PANIC:", "ERROR:", "error:"].iter().any(|word| line.contains(word));
    let told = said.lines().find(is_error).or_else(|| said.lines().rfind(|line| !line.trim().is_empty()));
    Err(told.map_or_else(|| output.status.to_string(), |line| line.trim().to_owned()))
}

async fn feed(command: &mut Command, input: &str) -> io::Result<Output> {
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes()).await?;
    }
    child.wait_with_output().await
}

fn adopt(cluster: &Path, folder: &Folder) -> io::Result<()> {
    fs::rename(cluster, folder.cluster())?;
    sync(folder.path())
}
