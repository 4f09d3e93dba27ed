//! The port and the password, in the form that `psql` and every other libpq program read.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::file;
use super::folder::Folder;

/// The role and the database, both of this name.
pub(super) const CALLSIGN: &str = "callsign";

/// What the passfile says.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Access {
    /// The port PostgreSQL had last.
    pub(super) port: u16,
    /// 32 hex digits, so that neither a passfile nor a URL needs escapes.
    pub(super) password: String,
}

impl Access {
    /// A new random password; port 0 asks for any free one.
    pub(super) fn new() -> Self {
        let password = uuid::Uuid::new_v4().simple().to_string();
        Self { port: 0, password }
    }

    /// Reads the passfile; `None` when it is missing or damaged.
    pub(super) fn read(folder: &Folder) -> io::Result<Option<Self>> {
        match file::read(&folder.passfile()) {
            Ok(text) => Ok(Self::parse(&text)),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(cause),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let mut fields = text.trim_end().split(':');
        let port = fields.nth(1)?.parse().ok()?;
        let password = fields.nth(2).filter(|password| !password.is_empty())?;
        Some(Self { port, password: password.to_owned() })
    }

    /// Writes the passfile, whole or not at all.
    pub(super) fn write(&self, folder: &Folder) -> io::Result<()> {
        let unfinished = folder.unfinished();
        let Self { port, password } = self;
        write_secret(&unfinished, &format!("127.0.0.1:{port}:*:{CALLSIGN}:{password}\n"))?;
        fs::rename(&unfinished, folder.passfile())?;
        sync(folder.path())
    }

    pub(super) fn url(&self) -> String {
        let Self { port, password } = self;
        format!("postgres://{CALLSIGN}:{password}@127.0.0.1:{port}/{CALLSIGN}")
    }
}

/// Writes a new file that nobody but its owner could read at any moment.
pub(super) fn write_secret(path: &Path, text: &str) -> io::Result<fs::File> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(file)
}

/// Makes a rename in this folder survive a power cut.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    fs::File::open(folder)?.sync_all()
}
