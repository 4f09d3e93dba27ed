//! Locks on files, which the kernel lets go when the last process that has the open file ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::{EmbeddedError, file};

/// How often a taken lock is tried again.
const PAUSE: Duration = Duration::from_millis(20);

/// Takes the lock, or says `None` when another process has it.
pub(super) fn try_take(path: &Path) -> Result<Option<File>, EmbeddedError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(0o600);
    let file = file::open(&mut options, path).map_err(EmbeddedError::file(path))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(cause)) => Err(EmbeddedError::file(path)(cause)),
    }
}

/// Takes the lock as soon as it is free, or says `None` after `limit`.
pub(super) async fn take_within(path: &Path, limit: Duration) -> Result<Option<File>, EmbeddedError> {
    let end = Instant::now() + limit;
    loop {
        let taken = try_take(path)?;
        if taken.is_some() || Instant::now() >= end {
            return Ok(taken);
        }
        sleep(PAUSE).await;
    }
}
