//! The data directory and the names of what lies in it.

use std::fs;
use std::path::{Path, PathBuf};

use super::EmbeddedError;

/// What the names of unfinished things begin with: no start takes them for anything, each start removes them.
const UNFINISHED: &str = "unfinished-";

/// A data directory, by its absolute path.
///
/// The three locks stand for three processes, each held for as long as its process lives: so which of them are free
/// says what is left of an earlier run, with no process ids to mistake.
#[derive(Debug, Clone)]
pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(path: PathBuf) -> Self {
        Self(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    /// PostgreSQL's own data directory. Only a complete one ever has this name.
    pub(super) fn cluster(&self) -> PathBuf {
        self.0.join("cluster")
    }

    /// Held by callsign.
    pub(super) fn callsign_lock(&self) -> PathBuf {
        self.0.join("callsign.lock")
    }

    /// Held by the child of callsign that holds PostgreSQL.
    pub(super) fn holder_lock(&self) -> PathBuf {
        self.0.join("holder.lock")
    }

    /// Held by PostgreSQL: every process of it inherits the lock as its standard input.
    pub(super) fn postgres_lock(&self) -> PathBuf {
        self.0.join("postgres.lock")
    }

    pub(super) fn passfile(&self) -> PathBuf {
        self.0.join("passfile")
    }

    pub(super) fn log(&self) -> PathBuf {
        self.0.join("postgres.log")
    }

    pub(super) fn previous_log(&self) -> PathBuf {
        self.0.join("postgres.log.1")
    }

    /// Where fetched versions of PostgreSQL lie, each in a folder with its version as the name.
    pub(super) fn fetched(&self) -> PathBuf {
        self.0.join("postgresql")
    }

    /// A new name for something that is renamed once it is complete.
    pub(super) fn unfinished(&self) -> PathBuf {
        self.0.join(format!("{UNFINISHED}{}", uuid::Uuid::new_v4().simple()))
    }

    /// Removes what killed starts left unfinished.
    pub(super) fn remove_unfinished(&self) -> Result<(), EmbeddedError> {
        for entry in fs::read_dir(&self.0).map_err(EmbeddedError::file(&self.0))? {
            let entry = entry.map_err(EmbeddedError::file(&self.0))?;
            if entry.file_name().as_encoded_bytes().starts_with(UNFINISHED.as_bytes()) {
                remove(&entry.path());
            }
        }
        Ok(())
    }
}

/// Something that cannot be removed takes space and does no other harm: the next start tries again.
fn remove(path: &Path) {
    let removed = if path.is_dir() && !path.is_symlink() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    if let Err(cause) = removed {
        tracing::warn!(path = %path.display(), %cause, "left over from an earlier start and not removed");
    }
}
