//! Why embedded PostgreSQL could not be had.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What kept embedded PostgreSQL from starting or ended it.
///
/// Each one reads as one sentence for the user, cause first and then what to do, without a capital or a full stop, so
/// that it can follow `callsign: ` as the only line of a failed start.
#[derive(Debug, thiserror::Error)]
pub enum EmbeddedError {
    /// A living callsign has the data directory.
    #[error("another callsign runs on {}: stop it, or give this one a folder of its own with --data-dir", .0.display())]
    AlreadyRunning(PathBuf),
    /// No callsign has the data directory.
    #[error("no callsign runs on {}: start it, or name its folder with --data-dir or its database with --database-url", .0.display())]
    NotRunning(PathBuf),
    /// What an earlier run left behind did not end in time.
    #[error("PostgreSQL of an earlier run still holds {}: end its processes, or choose another folder with --data-dir", .0.display())]
    StillHeld(PathBuf),
    /// As root: the user PostgreSQL is given cannot enter a folder above the named data directory.
    #[error(
        "PostgreSQL refuses to run as root, and the user {user} that runs it instead cannot enter {}, which {} is in: \
         choose a folder that user can reach with --data-dir, or run callsign as another user",
        .folder.display(), .data_dir.display()
    )]
    Unreachable {
        /// The data directory that was asked for.
        data_dir: PathBuf,
        /// The folder that blocks: the first one from the top without permission to enter.
        folder: PathBuf,
        /// The name of the user that was to run PostgreSQL.
        user: String,
    },
    /// As root: there is no user to run PostgreSQL as.
    #[error(
        "PostgreSQL refuses to run as root, and /etc/passwd has neither a user postgres nor nobody to run it instead: \
         run callsign as another user, or give --database-url"
    )]
    NoAccount,
    /// PostgreSQL is not installed and could not be fetched.
    #[error(
        "no installed PostgreSQL was found and fetching one failed ({cause}): install PostgreSQL 15 or newer \
         (the server, with initdb), or give --database-url"
    )]
    NoPostgres {
        /// Why fetching failed.
        cause: String,
    },
    /// The cluster was made by a version of PostgreSQL that is not there any more.
    #[error(
        "the data in {} was made by PostgreSQL {version}, which is not installed any more (found: {}): install PostgreSQL \
         {version} again, beside any other one, and take the data to another version as docs/operations.md says (Backup, restore, \
         upgrade), or move that folder away to start empty", .cluster.display(), listed(.found)
    )]
    VersionGone {
        /// The cluster's folder.
        cluster: PathBuf,
        /// The major version in its `PG_VERSION`, such as `15` or `9.6`.
        version: String,
        /// The major versions that are there in its place.
        found: Vec<String>,
    },
    /// The cluster is there, its password is not.
    #[error("{} is missing or damaged and holds the password of the data beside it: restore it, or move {} away to start empty", .passfile.display(), .cluster.display())]
    PasswordLost {
        /// The file that should hold the password.
        passfile: PathBuf,
        /// The cluster's folder.
        cluster: PathBuf,
    },
    /// A new cluster could not be made.
    #[error("PostgreSQL could not make its data in {} ({cause}): remove the cause, or choose another folder with --data-dir", .folder.display())]
    NotInitialised {
        /// The data directory.
        folder: PathBuf,
        /// The last thing PostgreSQL said.
        cause: String,
    },
    /// PostgreSQL ended or hung while it started.
    #[error("PostgreSQL did not start ({cause}): see {}", .log.display())]
    NotStarted {
        /// The last thing PostgreSQL said, or how long was waited.
        cause: String,
        /// Its log.
        log: PathBuf,
    },
    /// PostgreSQL, or the process that holds it, ended while it was in use.
    #[error("embedded PostgreSQL ended by itself: see {} and start callsign again", .0.display())]
    Ended(PathBuf),
    /// The file system forgets locks, so that two callsigns could ruin one cluster.
    #[error("the file system of {} keeps no locks: choose a folder on a local disk with --data-dir", .0.display())]
    NoLocks(PathBuf),
    /// The absolute path of the data directory cannot be printed, sent as JSON or copied from a terminal as it is.
    #[error("the path {} isn't UTF-8: choose a folder whose whole path is with --data-dir", .0.display())]
    NotUtf8(PathBuf),
    /// The disk has no room left.
    #[error(
        "the disk at {}, which {} is on, is full: make room (a first start needs 50 MB), or choose a folder on another disk \
         with --data-dir", .disk.display(), .folder.display()
    )]
    DiskFull {
        /// Where the disk is mounted.
        disk: PathBuf,
        /// The file or folder that no room was left for.
        folder: PathBuf,
    },
    /// The disk can only be read.
    #[error(
        "the disk at {}, which {} is on, can only be read: choose a folder on another disk with --data-dir, or give a database with \
         --database-url (CALLSIGN_DATABASE__URL in a container)", .disk.display(), .folder.display()
    )]
    ReadOnlyDisk {
        /// Where the disk is mounted.
        disk: PathBuf,
        /// The file or folder that can't be written.
        folder: PathBuf,
    },
    /// A file or folder could not be read or written.
    #[error("{} cannot be used ({cause}): run callsign as the user it belongs to, choose another folder \
         with --data-dir, or give a database with --database-url (CALLSIGN_DATABASE__URL in a container)", .path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        cause: io::Error,
    },
    /// A program could not be run.
    #[error("{} cannot be run ({cause}): repair that installation, or give --database-url", .program.display())]
    Program {
        /// The program's path.
        program: PathBuf,
        /// What the operating system said.
        cause: io::Error,
    },
    /// An operating system facility failed that always works.
    #[error("embedded PostgreSQL cannot be held ({0}): try again, or give --database-url")]
    System(#[from] io::Error),
    /// A sentence of this list, told by the process that holds PostgreSQL.
    #[error("{0}")]
    Told(String),
}

impl EmbeddedError {
    /// Names the file in an error of the operating system: `.map_err(EmbeddedError::file(&path))`.
    pub(super) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |cause| match cause.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::DiskFull { disk: disk_of(&path), folder: path }
            }
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnlyDisk { disk: disk_of(&path), folder: path },
            _ => Self::File { path, cause },
        }
    }

    /// The sentence about a full disk, if that is what PostgreSQL says about something in `folder`.
    pub(super) fn disk_full(folder: &Path, said: &str) -> Option<Self> {
        let is_full = said.contains("No space left on device") || said.contains("Disk quota exceeded");
        is_full.then(|| Self::DiskFull { disk: disk_of(folder), folder: folder.to_owned() })
    }
}

fn listed(found: &[String]) -> String {
    if found.is_empty() { "none".to_owned() } else { found.join(", ") }
}

/// Where the disk that holds `path` is mounted: the highest folder above it on the same one.
fn disk_of(path: &Path) -> PathBuf {
    let device = |path: &Path| fs::metadata(path).ok().map(|found| found.dev());
    let there: Vec<&Path> = path.ancestors().filter(|at| device(at).is_some()).collect();
    let own = there.first().and_then(|nearest| device(nearest));
    let top = there.iter().take_while(|at| device(at) == own).last();
    top.map_or_else(|| path.to_owned(), |top| (*top).to_owned())
}
