//! Where screens stand: their URLs, and the places in lists that are part of them.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::{
    database::unit_of_work::{Mode, Tx},
    model::{
        caller::{AccountId, Caller},
        error::ServiceError,
    },
    path::Shared,
    store::view::{Older, Reach, scope},
};

/// What begins every path of the console.
pub const CONSOLE: &str = "/_callsign/console";

/// What is shown where nothing says otherwise.
const FIRST_REGION: &str = "us-east-1";

/// How many accounts and regions are looked through and shown.
pub const SCOPES: i64 = 200;

const PART: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A part of a path or query, encoded.
pub fn part(text: &str) -> String {
    utf8_percent_encode(text, PART).to_string()
}

/// The path of the start of an account in a region.
#[must_use]
pub fn at_home(caller: &Caller) -> String {
    of(caller.account_id.as_str(), caller.region.as_str())
}

/// The same, by their names.
pub fn of(account_id: &str, region: &str) -> String {
    format!("{CONSOLE}/{account_id}/{}", part(region))
}

/// Where somebody begins who names neither: the usual account in its usual region if it is in use, else the first that is.
///
/// # Errors
///
/// The database's.
pub async fn first_home(shared: &Shared, usual: &AccountId, within: Reach) -> Result<String, ServiceError> {
    let (connections, region) = (shared.database.connections().clone(), within.region.clone());
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let scopes = scope::names(&mut tx, &within, SCOPES).await?;
        tx.commit().await?;
        Ok(scopes)
    };
    let scopes = shared.database.work(work).await?;
    let usual = (usual.to_string(), region.unwrap_or_else(|| FIRST_REGION.to_owned()));
    let (account_id, region) = if scopes.contains(&usual) { usual } else { scopes.into_iter().next().unwrap_or(usual) };
    Ok(of(&account_id, &region))
}

/// The URL of a list's further part: its path, with the filter `q` where there is one, and a place.
pub fn further(path: &str, search: &str, place: &str) -> String {
    let search = if search.is_empty() { String::new() } else { format!("q={}&", part(search)) };
    format!("{path}?{search}after={}", part(place))
}

/// A place in a list as a URL has it.
pub fn place(than: OffsetDateTime, key: Uuid) -> String {
    format!("{}.{}", than.unix_timestamp_nanos() / 1_000, key.simple())
}

/// The place that a URL has; the beginning of the list for any other text.
pub fn read_place(text: &str) -> Older {
    let read = || {
        let (than, key) = text.split_once('.')?;
        Some(Older { than: instant(than)?, key: Uuid::try_parse(key).ok()? })
    };
    read().unwrap_or(Older::NEWEST)
}

/// A place in a thread, and back.
pub fn message_place(than: OffsetDateTime, sequence: i64) -> String {
    format!("{}.{sequence}", than.unix_timestamp_nanos() / 1_000)
}

/// The place in a thread that a URL has.
pub fn read_message_place(text: &str) -> Option<(OffsetDateTime, i64)> {
    let (than, sequence) = text.split_once('.')?;
    Some((instant(than)?, sequence.parse().ok()?))
}

/// Two numbers as a URL has them, and back.
pub fn read_pair(text: &str) -> Option<(i64, i64)> {
    let (first, second) = text.split_once('.')?;
    let number = |text: &str| text.parse().ok().filter(|number| *number >= 0);
    Some((number(first)?, number(second)?))
}

fn instant(microseconds: &str) -> Option<OffsetDateTime> {
    let microseconds: i128 = microseconds.parse().ok()?;
    OffsetDateTime::from_unix_timestamp_nanos(microseconds.checked_mul(1_000)?).ok()
}
