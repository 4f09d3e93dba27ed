//! Settings: defaults in this file, then the file named by `--config`, then `CALLSIGN_<SECTION>__<NAME>` variables, then
//! flags. `callsign.example.toml` documents each.

use std::{collections::HashSet, path::PathBuf};

use config::{Config, Environment, File, FileFormat, Source, builder::DefaultState};
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        account::Account,
        policy::Policy,
        quota::Quotas,
        rules::{Compatibility, Lifecycle, Rules},
        spend_limit::SpendLimits,
    },
    model::caller::AccountId,
};

mod secret;
mod sections;

pub use secret::{DatabaseUrl, SecretText};
pub use sections::{Auth, ClientTokens, Credential, Database, History, Log, LogFormat, LogLevel, Server, Throttling};

/// The credential that works while the settings name none.
pub const BUILT_IN_ACCESS_KEY_ID: &str = "test";

/// What stops a start: one sentence that names the setting and says what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(String);

/// Everything that can be set.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where callsign listens and how it stops.
    pub server: Server,
    /// Which PostgreSQL holds the state.
    pub database: Database,
    /// Who may call.
    pub auth: Auth,
    /// AWS's service quotas.
    pub quotas: Quotas,
    /// What every account is.
    pub account: Account,
    /// What AWS lets an account spend.
    pub spend_limits: SpendLimits,
    /// Whether callers are kept to AWS's rates.
    pub throttling: Throttling,
    /// How long new resources take to become ACTIVE.
    pub lifecycle: Lifecycle,
    /// Which reading of the model holds where two exist.
    pub compatibility: Compatibility,
    /// Client tokens.
    pub client_tokens: ClientTokens,
    /// The history of associations.
    pub history: History,
    /// Log lines.
    pub log: Log,
}

impl Credential {
    /// The account.
    ///
    /// # Errors
    ///
    /// A sentence if it isn't twelve digits.
    pub fn account(&self) -> Result<AccountId, SettingsError> {
        AccountId::parse(&self.account_id).ok_or_else(|| {
            SettingsError(format!(
                "auth: account_id \"{}\" of access key {} is not an AWS account: write twelve digits in quotes",
                self.account_id, self.access_key_id
            ))
        })
    }

    /// The policy.
    ///
    /// # Errors
    ///
    /// A sentence if it isn't the IAM policy of an identity.
    pub fn identity_policy(&self) -> Result<Option<Policy>, SettingsError> {
        self.policy.as_deref().map(Policy::identity).transpose().map_err(|malformed| {
            SettingsError(format!("auth.credentials: policy of access key {}: {malformed}", self.access_key_id))
        })
    }
}

/// What the command line sets, over everything else.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Flags {
    /// Settings file (TOML), see callsign.example.toml
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS:PORT", global = true)]
    pub listen: Option<String>,
    /// URL of an external PostgreSQL; without one, callsign runs its own
    #[arg(long, value_name = "URL", global = true)]
    pub database_url: Option<String>,
    /// Where the embedded PostgreSQL keeps its data [default: .callsign]
    #[arg(long, value_name = "FOLDER", global = true)]
    pub data_dir: Option<PathBuf>,
}

impl Settings {
    /// Reads the settings of this process.
    ///
    /// # Errors
    ///
    /// One sentence about the first setting that is unknown or bad.
    pub fn load(flags: &Flags) -> Result<Self, SettingsError> {
        Self::from_sources(flags, std::env::vars())
    }

    /// Reads the settings from the file that `flags` name, from `variables`, and from `flags`.
    ///
    /// # Errors
    ///
    /// One sentence about the first setting that is unknown or bad.
    pub fn from_sources(
        flags: &Flags,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, SettingsError> {
        let mut builder = Config::builder();
        if let Some(file) = &flags.config {
            builder = builder.add_source(File::from(file.as_path()).format(FileFormat::Toml));
        }
        let environment = environment(variables);
        refuse_unknown_variables(&environment)?;
        builder = builder.add_source(environment);
        let overrides = [
            ("server.listen", flags.listen.clone()),
            ("database.url", flags.database_url.clone()),
            ("database.data_dir", flags.data_dir.as_ref().map(|folder| folder.to_string_lossy().into_owned())),
        ];
        for (name, value) in overrides {
            builder = builder.set_override_option(name, value).map_err(|error| sentence(&error))?;
        }
        let settings: Self = builder.build().and_then(Config::try_deserialize).map_err(|error| sentence(&error))?;
        settings.check()?;
        Ok(settings)
    }

    fn check(&self) -> Result<(), SettingsError> {
        let refuse = |text: String| Err(SettingsError(text));
        let mut access_keys = HashSet::new();
        for credential in self.credentials()? {
            credential.account()?;
            if credential.access_key_id.is_empty() || credential.access_key_id.contains('/') {
                return refuse("auth: access_key_id must not be empty and must not contain a slash".to_owned());
            }
            if credential.secret_access_key.expose().is_empty() {
                return refuse(format!("auth: secret_access_key of access key {} is empty", credential.access_key_id));
            }
            credential.identity_policy()?;
            if !access_keys.insert(credential.access_key_id.clone()) {
                return refuse(format!(
                    "auth: the access key {} is there more than once: keep one of the credentials",
                    credential.access_key_id
                ));
            }
        }
        if self.uses_built_in_credential() && !self.server.listen.ip().is_loopback() && !self.auth.allow_builtin {
            return refuse(format!(
                "server.listen: {} is reachable from other machines, where the built-in credential is known to everyone: \
                 set auth.access_key_id, auth.secret_access_key and auth.account_id, or auth.allow_builtin = true",
                self.server.listen
            ));
        }
        if self.database.max_connections == 0 {
            return refuse("database.max_connections: must be at least 1".to_owned());
        }
        Ok(())
    }

    /// Whether no credential is named, so that the built-in one works.
    #[must_use]
    pub fn uses_built_in_credential(&self) -> bool {
        self.auth.credentials.is_empty()
            && self.auth.access_key_id.is_none()
            && self.auth.secret_access_key.is_none()
            && self.auth.account_id.is_none()
    }

    /// The credentials that may sign: those of the list, then the one by scalars; the built-in one if there is neither.
    ///
    /// # Errors
    ///
    /// A sentence if only some of the three scalars are set.
    pub fn credentials(&self) -> Result<Vec<Credential>, SettingsError> {
        let mut credentials = self.auth.credentials.clone();
        match (&self.auth.access_key_id, &self.auth.secret_access_key, &self.auth.account_id) {
            (None, None, None) => {}
            (Some(access_key_id), Some(secret_access_key), Some(account_id)) => {
                credentials.push(credential(access_key_id, secret_access_key.clone(), account_id));
            }
            _ => {
                return Err(SettingsError(
                    "auth: set all three of auth.access_key_id, auth.secret_access_key and auth.account_id, or none"
                        .to_owned(),
                ));
            }
        }
        if credentials.is_empty() {
            let secret = SecretText::new(BUILT_IN_ACCESS_KEY_ID);
            credentials.push(credential(BUILT_IN_ACCESS_KEY_ID, secret, "000000000000"));
        }
        Ok(credentials)
    }

    /// What operations decide by.
    #[must_use]
    pub fn rules(&self) -> Rules {
        Rules {
            quotas: self.quotas.clone(),
            account: self.account.clone(),
            spend_limits: self.spend_limits.clone(),
            compatibility: self.compatibility.clone(),
            lifecycle: self.lifecycle.clone(),
            client_token_retention: time::Duration::hours(self.client_tokens.retention_hours.into()),
        }
    }
}

fn credential(access_key_id: &str, secret_access_key: SecretText, account_id: &str) -> Credential {
    Credential {
        access_key_id: access_key_id.to_owned(),
        secret_access_key,
        account_id: account_id.to_owned(),
        session_token: None,
        user: None,
        policy: None,
    }
}

/// Variables of the form `CALLSIGN_<SECTION>__<NAME>`. Others with this prefix, such as those that Kubernetes injects for a
/// service named callsign, are not ours. Values stay texts: guessing would make a number of account `000000000000`.
fn environment(variables: impl IntoIterator<Item = (String, String)>) -> Environment {
    let ours = variables
        .into_iter()
        .filter(|(name, _)| name.strip_prefix("CALLSIGN_").is_some_and(|rest| rest.contains("__")))
        .collect();
    Environment::with_prefix("CALLSIGN").prefix_separator("_").separator("__").source(Some(ours))
}

/// A misspelt section would otherwise be reported without the variable's name.
fn refuse_unknown_variables(environment: &Environment) -> Result<(), SettingsError> {
    let variables = environment.collect().map_err(|error| sentence(&error))?;
    for (name, value) in variables {
        let lone = Config::builder().set_override(&name, value).and_then(config::ConfigBuilder::<DefaultState>::build);
        if let Err(error) = lone.and_then(Config::try_deserialize::<Settings>) {
            let variable = format!("CALLSIGN_{}", name.to_uppercase().replace('.', "__"));
            return Err(SettingsError(format!("{variable}: {}", one_line(&error))));
        }
    }
    Ok(())
}

fn sentence(error: &config::ConfigError) -> SettingsError {
    SettingsError(format!("settings: {}", one_line(error)))
}

fn one_line(error: &config::ConfigError) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}
