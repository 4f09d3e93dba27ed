//! Embedded PostgreSQL: a cluster of its own for a callsign that is given no database.
//!
//! [`start`] starts a child process, the holder, which starts PostgreSQL and stops it as soon as its standard input
//! closes. The kernel closes it when callsign ends, however that comes about, so PostgreSQL ends with callsign even after
//! `kill -9`. Where the holder too was killed, the next start finds PostgreSQL by its lock and stops it first.
//!
//! Three locks in the data directory say what is there:
//!
//! | lock | held by | taken means |
//! | --- | --- | --- |
//! | `callsign.lock` | callsign | another callsign runs here: refused |
//! | `holder.lock` | the holder | an earlier run is stopping: waited for |
//! | `postgres.lock` | every process of PostgreSQL, by inheritance | an earlier run was killed: stopped |
//!
//! The holder also removes a [temporary](DataDir::Temporary) data directory once PostgreSQL has stopped.
//!
//! PostgreSQL refuses root. There its programs run as another [user](DataDir), and nothing else does.

mod binaries;
mod environment;
mod error;
mod fetch;
mod file;
mod folder;
mod hold;
mod holder;
mod initialise;
mod line;
mod lock;
mod passfile;
mod place;
mod postmaster;
mod temporary;
mod unix_user;

use std::fs::File;
use std::path::{Path, PathBuf};

pub use error::EmbeddedError;
pub use hold::{Hold, hold};

use folder::Folder;
use holder::Holder;
use passfile::Access;

/// What to start.
#[derive(Debug, Clone)]
pub struct Cluster {
    /// Where everything is kept between runs.
    pub data_dir: DataDir,
    /// The callsign program, whose hidden subcommand `embedded` holds PostgreSQL.
    pub program: PathBuf,
    /// Settings of PostgreSQL for this run, such as `max_connections` and `300`. They cannot turn fsync off or let
    /// anything but this machine connect.
    pub parameters: Vec<(String, String)>,
}

/// Where a cluster is kept. A relative path counts from the working directory.
///
/// It matters who named the folder when callsign runs as root, because PostgreSQL then runs as the owner of the cluster
/// if there is one, else as `postgres`, else as `nobody`, and that user may not be able to enter the folder.
#[derive(Debug, Clone)]
pub enum DataDir {
    /// The folder that is used when the user names none: it gives way to `/var/lib/callsign/<hash of the folder it is
    /// in>` when PostgreSQL cannot enter it.
    Default(PathBuf),
    /// The folder that the user named: nothing starts when PostgreSQL cannot enter it.
    Named(PathBuf),
    /// A new one among the temporary files. It goes when callsign ends, however that comes about; where the holder was killed too, or
    /// PostgreSQL failed and its log is wanted, the next such start removes it.
    Temporary,
}

/// Which data directory is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The one that was asked for.
    Asked,
    /// Another one than the default, because PostgreSQL cannot enter that.
    Moved,
    /// One that goes at the end.
    Temporary,
}

/// A PostgreSQL that runs for as long as this value lives. Dropping it stops PostgreSQL too, without waiting.
pub struct Embedded {
    holder: Holder,
    folder: Folder,
    kind: Kind,
    port: u16,
    url: String,
    passfile: PathBuf,
    /// Last, so that it is let go after the holder was told to stop.
    _lock: File,
}

/// Starts PostgreSQL and returns when it accepts connections; a new cluster is made on the first start.
///
/// `progress` gets a few words, without a full stop, before each thing that takes time.
///
/// # Errors
///
/// One sentence for the user: another callsign uses the folder, the folder cannot be used, PostgreSQL is missing and
/// cannot be fetched, it is not the version that made the cluster, or it does not start.
pub async fn start(cluster: &Cluster, progress: impl Fn(&str)) -> Result<Embedded, EmbeddedError> {
    let place::Place { folder, kind, lock } = match &cluster.data_dir {
        DataDir::Temporary => temporary::make()?,
        DataDir::Default(asked) => place::default(asked)?,
        DataDir::Named(asked) => place::named(asked)?,
    };
    let mut holder = Holder::spawn(cluster, folder.clone())?;
    holder.ready(progress).await?;
    let passfile = folder.passfile();
    let Access { port, password } = Access::read(&folder)
        .map_err(EmbeddedError::file(&passfile))?
        .ok_or_else(|| EmbeddedError::PasswordLost { passfile: passfile.clone(), cluster: folder.cluster() })?;
    let url = Access { port, password }.url();
    Ok(Embedded { holder, folder, kind, port, url, passfile, _lock: lock })
}

/// How a running PostgreSQL is opened.
pub struct Running {
    /// Its TCP port on 127.0.0.1.
    pub port: u16,
    /// The file with the password.
    pub passfile: PathBuf,
}

/// How the PostgreSQL of a callsign is opened that runs on a data directory.
///
/// # Errors
///
/// One sentence for the user: none runs there.
pub fn running(data_dir: &DataDir) -> Result<Running, EmbeddedError> {
    let asked = match data_dir {
        DataDir::Default(asked) | DataDir::Named(asked) => asked,
        DataDir::Temporary => return Err(EmbeddedError::NotRunning(std::env::temp_dir())),
    };
    for path in place::known(data_dir, asked)? {
        let folder = Folder::new(path);
        let is_held = folder.callsign_lock().exists() && lock::try_take(&folder.callsign_lock())?.is_none();
        let passfile = folder.passfile();
        if is_held && let Some(access) = Access::read(&folder).map_err(EmbeddedError::file(&passfile))? {
            return Ok(Running { port: access.port, passfile });
        }
    }
    Err(EmbeddedError::NotRunning(place::resolve(asked)?))
}

impl Embedded {
    /// The URL of the database `callsign`, whose user of the same name may do everything in the cluster. It holds the
    /// password: never print it.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The TCP port on 127.0.0.1; the same as last time if it was free.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The absolute path of a file with the password that `psql` reads when `PGPASSFILE` names it. Only the user that
    /// runs callsign may read it.
    #[must_use]
    pub fn passfile(&self) -> &Path {
        &self.passfile
    }

    /// The absolute path of the data directory in use.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        self.folder.path()
    }

    /// Which data directory that is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Waits until PostgreSQL ends by itself, and says so in one sentence. May be dropped and called again.
    pub async fn ended(&mut self) -> EmbeddedError {
        self.holder.ended().await
    }

    /// Stops PostgreSQL and waits for that, 20 seconds at most; connections that are still open are ended.
    pub async fn stop(self) {
        self.holder.stop().await;
    }
}
