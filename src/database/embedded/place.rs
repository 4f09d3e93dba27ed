//! Where the data directory is.

use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::{
    DataDir, EmbeddedError, Kind, file,
    folder::Folder,
    lock,
    unix_user::{self, Account},
};

/// Holds the data directories of checkouts that the user running PostgreSQL cannot enter.
const MOVED: &str = "/var/lib/callsign";

/// The data directory that is used.
pub(super) struct Place {
    pub(super) folder: Folder,
    pub(super) kind: Kind,
    /// Held by this callsign.
    pub(super) lock: File,
}

/// The data directory that the user names, made if it isn't there.
pub(super) fn named(asked: &Path) -> Result<Place, EmbeddedError> {
    let path = resolve(asked)?;
    let account = reachable(&path)?;
    take(make(path, account.as_ref())?, Kind::Asked)
}

/// The data directory where the user names none, made if it isn't there: another one if PostgreSQL can't reach it.
pub(super) fn default(asked: &Path) -> Result<Place, EmbeddedError> {
    let path = resolve(asked)?;
    match reachable(&path) {
        Err(EmbeddedError::Unreachable { .. }) => {
            let path = moved(&path);
            let account = reachable(&path)?;
            take(make(path, account.as_ref())?, Kind::Moved)
        }
        account => take(make(path, account?.as_ref())?, Kind::Asked),
    }
}

/// Where a data directory may be: the folder itself, and where it gives way to.
pub(super) fn known(data_dir: &DataDir, asked: &Path) -> Result<Vec<PathBuf>, EmbeddedError> {
    let path = resolve(asked)?;
    let moved = matches!(data_dir, DataDir::Default(_)).then(|| moved(&path));
    Ok([path].into_iter().chain(moved).collect())
}

fn moved(path: &Path) -> PathBuf {
    Path::new(MOVED).join(digest(path.parent().unwrap_or(path)))
}

fn take(folder: Folder, kind: Kind) -> Result<Place, EmbeddedError> {
    let lock = lock::try_take(&folder.callsign_lock())?
        .ok_or_else(|| EmbeddedError::AlreadyRunning(folder.path().to_owned()))?;
    Ok(Place { folder, kind, lock })
}

/// Who runs PostgreSQL in this data directory, provided that user can enter it.
pub(super) fn reachable(path: &Path) -> Result<Option<Account>, EmbeddedError> {
    let account = unix_user::choose(&Folder::new(path.to_owned()).cluster())?;
    let blocked = account.as_ref().and_then(|account| Some((account, account.blocked_by(path)?)));
    match blocked {
        None => Ok(account),
        Some((account, folder)) => {
            Err(EmbeddedError::Unreachable { data_dir: path.to_owned(), folder, user: account.name.clone() })
        }
    }
}

/// Makes the data directory, and the folders that it is in, unless they are there.
pub(super) fn make(path: PathBuf, account: Option<&Account>) -> Result<Folder, EmbeddedError> {
    let missing: Vec<&Path> = path.ancestors().take_while(|at| !at.exists()).collect();
    for folder in missing.into_iter().rev() {
        make_one(folder, account).map_err(EmbeddedError::file(folder))?;
    }
    let folder = Folder::new(path);
    for inner in [folder.cluster(), folder.fetched()] {
        file::is_folder_or_absent(&inner).map_err(EmbeddedError::file(&inner))?;
    }
    Ok(folder)
}

/// root's umask may hide a new folder from the user that runs PostgreSQL; a folder that was there is left as it is.
fn make_one(folder: &Path, account: Option<&Account>) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(cause) if cause.kind() != io::ErrorKind::AlreadyExists => Err(cause),
        Ok(()) if account.is_some() => fs::set_permissions(folder, Permissions::from_mode(0o755)),
        _ => Ok(()),
    }
}

/// The absolute path without symbolic links, as far as it exists already.
pub(super) fn resolve(asked: &Path) -> Result<PathBuf, EmbeddedError> {
    let path = follow(asked).map_err(EmbeddedError::file(asked))?;
    if path.to_str().is_none() { Err(EmbeddedError::NotUtf8(path)) } else { Ok(path) }
}

fn follow(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    let there = path.ancestors().find(|at| at.exists()).unwrap_or(&path);
    let rest = path.strip_prefix(there).unwrap_or(Path::new(""));
    let there = there.canonicalize()?;
    // Joining nothing would leave a slash at the end.
    Ok(if rest.as_os_str().is_empty() { there } else { there.join(rest) })
}

/// Tells checkouts apart; 64 bits of SHA-256 are plenty for the checkouts of one machine.
fn digest(checkout: &Path) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, checkout.as_os_str().as_bytes());
    hex::encode(&digest.as_ref()[..8])
}
