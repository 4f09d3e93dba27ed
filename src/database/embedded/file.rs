//! Reading what lies in the data directory, which somebody else may have put there.
//!
//! As root, following a symbolic link there would make or read any file of the machine, and opening a FIFO would wait for
//! ever.

use std::fs::{File, OpenOptions};
use std::io::{self, Read};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

/// The longest file that is read whole, in bytes: all of them have a few lines.
const LONGEST: u64 = 64 * 1024;

/// Opens a regular file, and nothing else that may have its name.
pub(super) fn open(options: &mut OpenOptions, path: &Path) -> io::Result<File> {
    let opened = options.custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK).open(path);
    let file = opened.map_err(|cause| match cause.raw_os_error() {
        Some(libc::ELOOP) => io::Error::other("it is a symbolic link"),
        // A FIFO that nobody reads.
        Some(libc::ENXIO) => io::Error::other("it is no regular file"),
        _ => cause,
    })?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("it is no regular file")) }
}

/// Whether a folder may be used that has this name, if anything has: a link could lead anywhere.
pub(super) fn is_folder_or_absent(path: &Path) -> io::Result<()> {
    match path.symlink_metadata() {
        Ok(found) if found.is_symlink() => Err(io::Error::other("it is a symbolic link")),
        Ok(found) if !found.is_dir() => Err(io::Error::other("it is no folder")),
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}

/// The text of a regular file.
pub(super) fn read(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    open(OpenOptions::new().read(true), path)?.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}
