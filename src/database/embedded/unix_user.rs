//! The user that runs PostgreSQL, which refuses root.

use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::EmbeddedError;

/// A user that runs PostgreSQL in place of root.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub(super) name: String,
    pub(super) uid: u32,
    pub(super) gid: u32,
}

impl Account {
    /// The first folder on the way down to `path` that this user may not enter; `path` is canonical as far as it exists.
    pub(super) fn blocked_by(&self, path: &Path) -> Option<PathBuf> {
        let mut folders: Vec<&Path> = path.ancestors().collect();
        folders.reverse();
        folders
            .into_iter()
            .find(|folder| fs::metadata(folder).is_ok_and(|found| !self.may_enter(&found)))
            .map(Path::to_owned)
    }

    /// By the mode alone, which is what an administrator looks at; access lists are not asked.
    fn may_enter(&self, folder: &Metadata) -> bool {
        let search = if folder.uid() == self.uid {
            0o100
        } else if folder.gid() == self.gid {
            0o010
        } else {
            0o001
        };
        folder.mode() & search != 0
    }
}

/// Who runs PostgreSQL on the cluster in this folder: `None` means the user that runs callsign.
///
/// A cluster that is there keeps its owner, because PostgreSQL starts for nobody else.
pub(super) fn choose(cluster: &Path) -> Result<Option<Account>, EmbeddedError> {
    if effective_uid()? != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
    let users: Vec<Account> = users.lines().filter_map(read_user).collect();
    // A symbolic link is its owner's, not that of what it leads to.
    if let Some(owner) = fs::symlink_metadata(cluster).ok().filter(|found| found.uid() != 0) {
        return Ok(Some(owning(&owner, &users)));
    }
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| users.iter().find(|user| user.name == *name))
        .cloned()
        .map(Some)
        .ok_or(EmbeddedError::NoAccount)
}

fn owning(cluster: &Metadata, users: &[Account]) -> Account {
    let user = users.iter().find(|user| user.uid == cluster.uid());
    user.cloned().unwrap_or_else(|| Account { name: cluster.uid().to_string(), uid: cluster.uid(), gid: cluster.gid() })
}

/// A line of /etc/passwd.
fn read_user(line: &str) -> Option<Account> {
    let mut fields = line.split(':');
    let name = fields.next()?.to_owned();
    let uid = fields.nth(1)?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some(Account { name, uid, gid })
}

/// std has no `geteuid`; the kernel also tells it to the other end of a socket.
pub(super) fn effective_uid() -> io::Result<u32> {
    let (near, _far) = tokio::net::UnixStream::pair()?;
    Ok(near.peer_cred()?.uid())
}
