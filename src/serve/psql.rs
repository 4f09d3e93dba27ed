//! `callsign psql`: PostgreSQL's own client on the views, read-only, wherever the database is.

use std::{ffi::OsString, path::PathBuf, process::Command};

use percent_encoding::percent_decode_str;
use url::Url;

use super::ServeError;
use crate::{
    config::{DatabaseUrl, Settings},
    database::embedded::{self, DataDir},
};

/// What makes a session of libpq's read the views and nothing else.
pub const READ_ONLY: &str =
    "-c role=callsign_inspect -c search_path=inspect -c default_transaction_read_only=on -c statement_timeout=5s";

/// Where the settings keep the embedded PostgreSQL's data.
pub(super) fn data_dir(settings: &Settings) -> DataDir {
    match &settings.database.data_dir {
        _ if settings.database.ephemeral => DataDir::Temporary,
        Some(folder) => DataDir::Named(folder.clone()),
        None => DataDir::Default(PathBuf::from(".callsign")),
    }
}

/// The command line of a `psql` on the database of the settings, with more arguments. No password is among them: of an external database
/// it is in the environment, of the embedded one in a file.
///
/// # Errors
///
/// [`ServeError`]: of the embedded PostgreSQL that doesn't run.
pub fn psql(settings: &Settings, arguments: &[OsString]) -> Result<Command, ServeError> {
    let mut command = Command::new("psql");
    command.env("PGOPTIONS", READ_ONLY);
    if let Some(url) = &settings.database.url {
        on(&mut command, url);
    } else {
        let access = embedded::running(&data_dir(settings))?;
        command.env("PGPASSFILE", access.passfile).args(["-h", "127.0.0.1", "-p", &access.port.to_string()]);
        command.args(["-U", "callsign", "-d", "callsign"]);
    }
    command.args(arguments);
    Ok(command)
}

fn on(command: &mut Command, url: &DatabaseUrl) {
    let Ok(mut url) = Url::parse(url.expose()) else { return };
    let mut password = url.password().map(|text| percent_decode_str(text).decode_utf8_lossy().into_owned());
    // Options of the URL would come before those that make it read-only.
    let (ours, theirs): (Vec<_>, Vec<_>) = url
        .query_pairs()
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .partition(|(name, _)| ["password", "options", "statement-cache-capacity"].contains(&name.as_str()));
    password = password.or_else(|| ours.into_iter().find(|(name, _)| name == "password").map(|(_, value)| value));
    if theirs.is_empty() {
        url.set_query(None);
    } else {
        url.query_pairs_mut().clear().extend_pairs(theirs);
    }
    if url.set_password(None).is_ok() {
        command.envs(password.map(|password| ("PGPASSWORD", password))).args(["-d", url.as_str()]);
    }
}

/// The line that opens the views from outside of a container: in the one that the database's host names, where it names a service.
#[must_use]
pub fn line_from_outside(url: &DatabaseUrl) -> Option<String> {
    let url = Url::parse(url.expose()).ok()?;
    let (host, user) = (url.host_str()?, url.username());
    // An address, or a name with a domain, is no service: it is reached as it stands.
    if host == "localhost" || host.contains(['.', ':']) {
        return None;
    }
    let database = url.path().trim_start_matches('/');
    Some(format!("docker compose exec -e PGOPTIONS='{READ_ONLY}' {host} psql -U {user} {database}"))
}
