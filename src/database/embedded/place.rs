//! Where the data directory is.

use std::fs::{self, Permissions};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::{
    DataDir, EmbeddedError, file,
    folder::Folder,
    unix_user::{self, Account},
};

/// Holds the data directories of checkouts that the user running PostgreSQL cannot enter.
const MOVED: &str = "/var/lib/callsign";

/// The data directory that is used.
pub(super) struct Place {
    pub(super) folder: Folder,
    /// Whether it is another one than the default.
    pub(super) moved: bool,
}

/// Settles on a data directory that PostgreSQL can reach, and makes it if it isn't there.
pub(super) fn choose(data_dir: &DataDir) -> Result<Place, EmbeddedError> {
    let (DataDir::Default(asked) | DataDir::Named(asked)) = data_dir;
    let path = resolve(asked).map_err(EmbeddedError::file(asked))?;
    if path.to_str().is_none() {
        return Err(EmbeddedError::NotUtf8(path));
    }
    match (reachable(&path), data_dir) {
        (Err(EmbeddedError::Unreachable { .. }), DataDir::Default(_)) => {
            let path = Path::new(MOVED).join(digest(path.parent().unwrap_or(&path)));
            let account = reachable(&path)?;
            make(path, account.as_ref(), true)
        }
        (account, _) => make(path, account?.as_ref(), false),
    }
}

/// Who runs PostgreSQL in this data directory, provided that user can enter it.
fn reachable(path: &Path) -> Result<Option<Account>, EmbeddedError> {
    let account = unix_user::choose(&Folder::new(path.to_owned()).cluster())?;
    let blocked = account.as_ref().and_then(|account| Some((account, account.blocked_by(path)?)));
    match blocked {
        None => Ok(account),
        Some((account, folder)) => {
            Err(EmbeddedError::Unreachable { data_dir: path.to_owned(), folder, user: account.name.clone() })
        }
    }
}

fn make(path: PathBuf, account: Option<&Account>, moved: bool) -> Result<Place, EmbeddedError> {
    let missing: Vec<&Path> = path.ancestors().take_while(|at| !at.exists()).collect();
    for folder in missing.into_iter().rev() {
        make_one(folder, account).map_err(EmbeddedError::file(folder))?;
    }
    let folder = Folder::new(path);
    for inner in [folder.cluster(), folder.fetched()] {
        file::is_folder_or_absent(&inner).map_err(EmbeddedError::file(&inner))?;
    }
    Ok(Place { folder, moved })
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
fn resolve(path: &Path) -> io::Result<PathBuf> {
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
