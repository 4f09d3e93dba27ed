//! The programs of PostgreSQL: found on this machine, or fetched.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use super::{EmbeddedError, environment, fetch, file, folder::Folder, unix_user::Account};

/// The oldest major version that is used.
const OLDEST: u32 = 15;

/// What is needed of PostgreSQL; client packages have only some of it.
const NEEDED: [&str; 3] = ["initdb", "postgres", "pg_ctl"];

/// Where packages put versions side by side: the folder, and what stands before the version in a name below it.
const SIDE_BY_SIDE: [(&str, &str); 5] = [
    ("/usr/lib/postgresql", ""),
    ("/usr", "pgsql-"),
    ("/opt/homebrew/opt", "postgresql@"),
    ("/usr/local/opt", "postgresql@"),
    ("/Applications/Postgres.app/Contents/Versions", ""),
];

/// Where packages put the only version.
const ALONE: [&str; 4] = ["/usr/local/pgsql/bin", "/opt/homebrew/bin", "/usr/local/bin", "/usr/bin"];

/// How long a program may take to print one line about itself.
const ANSWER: Duration = Duration::from_secs(10);

/// The programs of one version, and who runs them.
#[derive(Debug)]
pub(super) struct Binaries {
    folder: PathBuf,
    pub(super) major: String,
    /// `None`: the user that runs callsign.
    pub(super) account: Option<Account>,
}

impl Binaries {
    pub(super) fn program(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A command that nothing of this process leaks into: not its folder, which the other user may not enter, not its
    /// terminal, and of its environment only what PostgreSQL needs.
    pub(super) fn command(&self, name: &str) -> Command {
        let mut command = Command::new(self.program(name));
        command.current_dir("/").env_clear().envs(environment::of_postgres());
        command.stdin(Stdio::null()).kill_on_drop(true);
        if let Some(account) = &self.account {
            command.uid(account.uid).gid(account.gid);
        }
        command
    }

    /// These programs, if the folder has them all and they work.
    async fn look_at(folder: &Path, account: Option<&Account>) -> Option<Self> {
        let folder = folder.canonicalize().ok()?;
        let barred = account.is_some_and(|account| account.blocked_by(&folder).is_some());
        if barred || !NEEDED.iter().all(|name| folder.join(name).is_file()) {
            return None;
        }
        let mut found = Self { folder, major: String::new(), account: account.cloned() };
        found.major = major(&answer(found.command("postgres").arg("--version")).await?)?;
        Some(found)
    }

    fn is_new_enough(&self) -> bool {
        self.major.parse::<u32>().is_ok_and(|major| major >= OLDEST)
    }
}

/// The programs for the cluster in this folder: of its version if it is there, else of any good one.
pub(super) async fn find(folder: &Folder, account: Option<&Account>) -> Result<Binaries, EmbeddedError> {
    let cluster = folder.cluster();
    let version = file::read(&cluster.join("PG_VERSION")).ok();
    let version = version.map(|text| text.trim().to_owned()).filter(|text| is_a_version(text));
    let mut others = Vec::new();
    for place in places(folder).await {
        match (Binaries::look_at(&place, account).await, &version) {
            (Some(found), Some(version)) if found.major == *version => return Ok(found),
            (Some(found), None) if found.is_new_enough() => return Ok(found),
            (Some(found), _) if !others.contains(&found.major) => others.push(found.major),
            _ => {}
        }
    }
    match version {
        Some(version) => Err(EmbeddedError::VersionGone { cluster, version, found: others }),
        None => fetched(folder, account).await,
    }
}

async fn fetched(folder: &Folder, account: Option<&Account>) -> Result<Binaries, EmbeddedError> {
    let place = fetch::fetch(folder, account).await?;
    let found = Binaries::look_at(&place, account).await;
    found.ok_or_else(|| EmbeddedError::NoPostgres { cause: "the fetched programs do not run here".to_owned() })
}

/// `15`, `9.6`: what stands there is told to the user, so it is nothing else.
fn is_a_version(text: &str) -> bool {
    !text.is_empty() && text.len() < 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// Folders that may have the programs, best first.
async fn places(folder: &Folder) -> Vec<PathBuf> {
    let mut pg_config = Command::new("pg_config");
    let configured = answer(pg_config.arg("--bindir").env_clear().envs(environment::of_postgres())).await;
    let mut places: Vec<PathBuf> = configured.map(|line| PathBuf::from(line.trim())).into_iter().collect();
    for (parent, prefix) in SIDE_BY_SIDE {
        places.extend(versions(Path::new(parent), prefix));
    }
    places.extend(ALONE.map(PathBuf::from));
    places.extend(versions(&folder.fetched(), ""));
    places
}

/// `bin` below each folder whose name is the prefix and a version, newest first.
fn versions(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let version = name.strip_prefix(prefix)?.split('.').next()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    found.sort_by(|one, other| other.cmp(one));
    found.into_iter().map(|(_, place)| place).collect()
}

/// What a program prints, if it does.
async fn answer(command: &mut Command) -> Option<String> {
    let Output { status, stdout, .. } = timeout(ANSWER, command.output()).await.ok()?.ok()?;
    String::from_utf8(stdout).ok().filter(|_| status.success())
}

/// `15` of `postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)`, and of `… 15beta2`.
fn major(line: &str) -> Option<String> {
    let version = line.split_whitespace().nth(2)?;
    let digits: String = version.chars().take_while(char::is_ascii_digit).collect();
    (!digits.is_empty()).then_some(digits)
}
