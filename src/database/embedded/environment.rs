//! What child processes know of this one's environment: what they need, and nothing else. Whoever may look into a child, or ask
//! PostgreSQL for it, finds no secret there.

use std::ffi::OsString;

/// For every child: where programs and their libraries are, and where temporary files go.
const EVERYWHERE: [&str; 6] = ["PATH", "HOME", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"];

/// For the holder, which may have to fetch PostgreSQL: the way out, and whom to trust there.
const FETCHING: [&str; 10] = [
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
    "NO_PROXY",
    "no_proxy",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
];

/// For PostgreSQL's programs. Their language is C, because what they say is searched.
pub(super) fn of_postgres() -> impl Iterator<Item = (&'static str, OsString)> {
    kept(&EVERYWHERE).chain([("LC_ALL", OsString::from("C"))])
}

/// For the process that holds PostgreSQL.
pub(super) fn of_the_holder() -> impl Iterator<Item = (&'static str, OsString)> {
    kept(&EVERYWHERE).chain(kept(&FETCHING))
}

fn kept(names: &'static [&'static str]) -> impl Iterator<Item = (&'static str, OsString)> {
    names.iter().filter_map(|name| Some((*name, std::env::var_os(name)?)))
}
