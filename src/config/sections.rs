//! The sections of the settings, each with its defaults.

use std::{net::SocketAddr, path::PathBuf};

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::secret::{DatabaseUrl, SecretText};

/// Where callsign listens and how it stops.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address and port; port 0 takes a free one.
    #[serde(deserialize_with = "address")]
    pub listen: SocketAddr,
    /// How long, in milliseconds, a stopping callsign still accepts connections and asks its clients to close theirs.
    pub drain_ms: u64,
    /// What every URL begins with that callsign hands out; the address that it listens on without one.
    pub public_url: Option<String>,
}

impl Default for Server {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 4580)), drain_ms: 1_000, public_url: None }
    }
}

/// An IP address and a port. `localhost` is 127.0.0.1, whatever else the machine knows by that name.
fn address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    let text = text.strip_prefix("localhost:").map_or(text.clone(), |port| format!("127.0.0.1:{port}"));
    text.parse().map_err(Error::custom)
}

/// Which PostgreSQL holds the state.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// The URL of an external PostgreSQL; without one, callsign runs its own.
    pub url: Option<DatabaseUrl>,
    /// The URL that migrations use, for another role; `url` without one.
    pub migration_url: Option<DatabaseUrl>,
    /// Whether a start applies migrations.
    pub migrate: bool,
    /// How many connections this process opens at most.
    pub max_connections: u32,
    /// How long, in seconds, a start waits for the database to answer.
    pub wait_s: u64,
    /// Where the embedded PostgreSQL keeps its data; `.callsign` without one.
    pub data_dir: Option<PathBuf>,
    /// Whether it keeps them in a temporary folder instead, which goes at the end. A flag only.
    #[serde(skip)]
    pub ephemeral: bool,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: None,
            migration_url: None,
            migrate: true,
            max_connections: 16,
            wait_s: 30,
            data_dir: None,
            ephemeral: false,
        }
    }
}

/// Who may call.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Auth {
    /// One credential by scalars: its access key.
    pub access_key_id: Option<String>,
    /// One credential by scalars: its secret.
    pub secret_access_key: Option<SecretText>,
    /// One credential by scalars: its account.
    pub account_id: Option<String>,
    /// Whether the built-in credential may serve an address beyond loopback.
    pub allow_builtin: bool,
    /// How many accounts and regions are made at most while the built-in credential serves, which is any account.
    pub builtin_scopes: u32,
    /// Any number of credentials.
    pub credentials: Vec<Credential>,
}

impl Default for Auth {
    fn default() -> Self {
        Self {
            access_key_id: None,
            secret_access_key: None,
            account_id: None,
            allow_builtin: false,
            builtin_scopes: 10_000,
            credentials: Vec::new(),
        }
    }
}

/// A credential that may sign requests.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Credential {
    /// The access key.
    pub access_key_id: String,
    /// The secret.
    pub secret_access_key: SecretText,
    /// The account that it belongs to, twelve digits.
    pub account_id: String,
    /// The session token that requests must carry.
    pub session_token: Option<SecretText>,
    /// The user's name in messages; the access key without one.
    pub user: Option<String>,
    /// What it may do, as an IAM policy in JSON; everything in its own account without one.
    pub policy: Option<String>,
}

/// Whether callers are kept to AWS's rates.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Throttling {
    /// Whether a call beyond the rate is refused.
    pub enabled: bool,
}

/// What `/_callsign/` is, and for whom.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Staging {
    /// Whether it is there.
    pub enabled: bool,
    /// Whether it is open to everybody who reaches it beyond loopback, too.
    pub open: bool,
    /// Names that requests may be for, beside addresses, names without a dot, `localhost`, `*.localhost` and `*.internal`.
    pub allowed_hosts: Vec<String>,
    /// Sites whose pages may use it.
    pub allowed_origins: Vec<String>,
    /// Who is let in by a token.
    pub tokens: Vec<Token>,
    /// How long what goes on batch by batch may take, in seconds.
    pub deadline_s: u32,
}

impl Default for Staging {
    fn default() -> Self {
        Self {
            enabled: true,
            open: false,
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            deadline_s: 60,
            tokens: Vec::new(),
        }
    }
}

/// A token for `/_callsign/`.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Token {
    /// Whose it is.
    pub name: String,
    /// The token itself: 32 characters or more.
    pub token: SecretText,
    /// The accounts that it is for: `"*"`, or a list of ids.
    pub account_ids: AccountIds,
    /// What it allows.
    pub access: TokenAccess,
}

/// Accounts.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(untagged)]
pub enum AccountIds {
    /// `"*"`: all of them.
    All(String),
    /// These, each of twelve digits.
    Of(Vec<String>),
}

/// What a token allows, each with what comes before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the words say it")]
pub enum TokenAccess {
    Read,
    Write,
    Admin,
}

/// What is there from the start.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Seed {
    /// The file that is carried out at each start.
    pub file: Option<PathBuf>,
}

/// Faults that calls are to meet.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Faults {
    /// Whether a call may ask for one by its header beyond loopback, too.
    pub header: bool,
}

/// Client tokens.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClientTokens {
    /// How many hours a client token is remembered; 0 remembers none.
    pub retention_hours: u32,
}

impl Default for ClientTokens {
    fn default() -> Self {
        Self { retention_hours: 24 }
    }
}

/// What happened: the history of associations, and messages.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct History {
    /// How many days an event or a message is kept; 0 keeps it for ever.
    pub retention_days: u32,
}

impl Default for History {
    fn default() -> Self {
        Self { retention_days: 90 }
    }
}

/// How many messages are kept.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Messages {
    /// At most so many; the oldest go first. 0 is no bound.
    pub max_rows: u32,
}

impl Default for Messages {
    fn default() -> Self {
        Self { max_rows: 1_000_000 }
    }
}

/// Which calls of the API are kept to be asked about.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Requests {
    /// Which.
    pub keep: RequestsKept,
    /// At most so many; the oldest go first. 0 is no bound.
    pub max_rows: u32,
    /// For so many days; 0 keeps them for ever.
    pub retention_days: u32,
}

impl Default for Requests {
    fn default() -> Self {
        Self { keep: RequestsKept::All, max_rows: 100_000, retention_days: 7 }
    }
}

/// Which calls are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum RequestsKept {
    /// All.
    All,
    /// Those that were refused.
    Refused,
    /// None.
    None,
}

/// Log lines.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// `text` or `json`.
    pub format: LogFormat,
    /// `error`, `warn`, `info`, `debug` or `trace`.
    pub level: LogLevel,
}

impl Default for Log {
    fn default() -> Self {
        Self { format: LogFormat::Text, level: LogLevel::Info }
    }
}

/// What a log line looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For a terminal.
    Text,
    /// One JSON object a line.
    Json,
}

/// Which log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, strum::AsRefStr)]
#[serde(rename_all = "lowercase")]
#[strum(serialize_all = "lowercase")]
#[expect(missing_docs, reason = "the levels of tracing")]
pub enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}
