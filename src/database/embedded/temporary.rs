//! Data directories that go when callsign ends.
//!
//! The holder removes its own. One whose three locks are free belongs to nobody any more: its holder was killed, or left PostgreSQL's
//! log for somebody to read. Each start of this kind removes those of its own user, holding their locks, so that no start can take one
//! that goes away.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::{
    EmbeddedError, Kind,
    folder::Folder,
    lock,
    place::{self, Place},
    unix_user,
};

/// What the names of these folders begin with.
const NAME: &str = "callsign-ephemeral-";

/// How often a new one is made: each time another start may take it for one that is left over.
const ATTEMPTS: usize = 8;

/// Makes one, and removes those that earlier runs left over.
pub(super) fn make() -> Result<Place, EmbeddedError> {
    let all = place::resolve(&std::env::temp_dir())?;
    remove_left_over(&all).map_err(EmbeddedError::file(&all))?;
    for _ in 0..ATTEMPTS {
        let path = all.join(format!("{NAME}{}", uuid::Uuid::new_v4().simple()));
        let account = place::reachable(&path)?;
        let folder = place::make(path, account.as_ref())?;
        match lock::try_take(&folder.callsign_lock()) {
            Ok(Some(lock)) if is_there(&lock, &folder.callsign_lock()) => {
                return Ok(Place { folder, kind: Kind::Temporary, lock });
            }
            Err(error) if folder.path().exists() => return Err(error),
            _ => {}
        }
    }
    Err(EmbeddedError::file(&all)(io::Error::other("what is made there goes away at once")))
}

/// Whether a lock that was taken is the one that others would take.
fn is_there(lock: &File, path: &Path) -> bool {
    let (own, there) = (lock.metadata(), fs::symlink_metadata(path));
    own.is_ok_and(|own| there.is_ok_and(|there| (own.dev(), own.ino()) == (there.dev(), there.ino())))
}

fn remove_left_over(all: &Path) -> io::Result<()> {
    let own = unix_user::effective_uid()?;
    for entry in fs::read_dir(all)? {
        let entry = entry?;
        let is_one = entry.file_name().as_encoded_bytes().starts_with(NAME.as_bytes());
        // It may have gone meanwhile. Another user's, or a link of his, is let be.
        if is_one && entry.metadata().is_ok_and(|found| found.is_dir() && found.uid() == own) {
            remove_unless_in_use(&Folder::new(entry.path()));
        }
    }
    Ok(())
}

fn remove_unless_in_use(folder: &Folder) {
    let locks =
        [folder.callsign_lock(), folder.holder_lock(), folder.postgres_lock()].map(|path| lock::try_take(&path));
    // A folder that another start removes just now gives no locks.
    if locks.iter().all(|lock| matches!(lock, Ok(Some(_)))) {
        remove(folder);
    }
}

/// Removes one that nobody uses.
pub(super) fn remove(folder: &Folder) {
    if let Err(cause) = fs::remove_dir_all(folder.path())
        && cause.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(path = %folder.path().display(), %cause, "a temporary data directory was not removed; the next such start tries again");
    }
}
