//! Settings: defaults in this file, then the file named by `--config` or `CALLSIGN_CONFIG`, then `CALLSIGN_<SECTION>__<NAME>` variables, then
//! flags. `callsign.example.toml` documents each.

use std::path::PathBuf;

use config::Config;
use serde::{Deserialize, Serialize};

use crate::{
    domain::{
        account::Account,
        deployment::{Compatibility, Deployment, Lifecycle},
        inbound::Inbound,
        notify::Notify,
        policy::Policy,
        quota::Quotas,
        registration::settings::Registrations,
        sending::{Delivery, Handsets, Sending},
        spend_limit::SpendLimits,
        verification::Verification,
    },
    model::caller::AccountId,
};

mod check;
mod events;
mod secret;
mod sections;
mod sources;
mod who_gets_in;

pub use events::{EventTarget, Events, Sns, TargetKind};
pub use secret::{DatabaseUrl, SecretText};
pub use sections::{
    AccountIds, Auth, ClientTokens, Credential, Database, Faults, History, Log, LogFormat, LogLevel, Messages,
    Requests, RequestsKept, Seed, Server, Staging, Throttling, Token, TokenAccess,
};
pub use who_gets_in::public_url;

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
    /// Events and where they go.
    pub events: Events,
    /// Sends.
    pub sending: Sending,
    /// How long what happens to a message takes.
    pub delivery: Delivery,
    /// Phones.
    pub handsets: Handsets,
    /// What comes in.
    pub inbound: Inbound,
    /// Codes that verify destination numbers.
    pub verification: Verification,
    /// Reviews of registrations.
    pub registrations: Registrations,
    /// Names of notify configurations.
    pub notify: Notify,
    /// How many messages are kept.
    pub messages: Messages,
    /// Client tokens.
    pub client_tokens: ClientTokens,
    /// The history of associations.
    pub history: History,
    /// Which calls are kept to be asked about.
    pub requests: Requests,
    /// callsign's own interface.
    pub staging: Staging,
    /// What is there from the start.
    pub seed: Seed,
    /// Faults that calls are to meet.
    pub faults: Faults,
    /// Log lines.
    pub log: Log,
}

impl Credential {
    /// The account.
    ///
    /// # Errors
    ///
    /// A sentence that begins with the member's name if it isn't twelve digits.
    pub fn account(&self) -> Result<AccountId, SettingsError> {
        AccountId::parse(&self.account_id)
            .ok_or_else(|| SettingsError("account_id: is not an AWS account: write twelve digits in quotes".to_owned()))
    }

    /// The policy.
    ///
    /// # Errors
    ///
    /// A sentence that begins with the member's name if it isn't the IAM policy of an identity.
    pub fn identity_policy(&self) -> Result<Option<Policy>, SettingsError> {
        self.policy
            .as_deref()
            .map(Policy::identity)
            .transpose()
            .map_err(|malformed| SettingsError(format!("policy: {malformed}")))
    }
}

/// What the command line sets, over everything else.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Flags {
    /// Settings file (TOML), see callsign.example.toml [default: what CALLSIGN_CONFIG names]
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS:PORT", global = true)]
    pub listen: Option<String>,
    /// URL of an external PostgreSQL; without one, callsign runs its own
    #[arg(long, value_name = "URL", global = true)]
    pub database_url: Option<String>,
    /// File with resources to make at the start (TOML, or JSON where it ends so), see callsign seed --example
    #[arg(long, value_name = "FILE", global = true)]
    pub seed: Option<PathBuf>,
    /// Where the embedded PostgreSQL keeps its data [default: .callsign]
    #[arg(long, value_name = "FOLDER", global = true)]
    pub data_dir: Option<PathBuf>,
    /// Keep the embedded PostgreSQL's data in a temporary folder that goes at the end (serve only)
    #[arg(long, global = true)]
    pub ephemeral: bool,
}

impl Settings {
    /// Reads the settings of this process.
    ///
    /// # Errors
    ///
    /// One sentence about the first setting that is unknown or bad.
    pub fn load(flags: &Flags) -> Result<Self, SettingsError> {
        Self::from_sources(flags, sources::own_variables(std::env::vars_os())?)
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
        let (named, variables): (Vec<_>, Vec<_>) =
            variables.into_iter().partition(|(name, _)| name == sources::FILE_VARIABLE);
        let by_flag = flags.config.iter().map(|path| ("--config", path.clone()));
        let by_variable = named.into_iter().map(|(_, path)| (sources::FILE_VARIABLE, path.into()));
        if let Some((by, path)) = by_flag.chain(by_variable).next() {
            builder = builder.add_source(sources::file(by, &path)?);
        }
        let mut overrides = sources::variables(variables)?;
        let flag = |name: &str, text: &Option<String>| Some((name.to_owned(), text.clone()?.into()));
        overrides.extend(flag("server.listen", &flags.listen));
        overrides.extend(flag("database.url", &flags.database_url));
        for (name, value) in overrides {
            builder = sources::override_with(builder, &name, &value).map_err(|error| sources::combining(&error))?;
        }
        let config = builder.build().map_err(|error| sources::combining(&error))?;
        let mut settings = sources::read(config).map_err(sources::sentence)?;
        // As it is: a path needn't be text.
        settings.database.data_dir = flags.data_dir.clone().or(settings.database.data_dir);
        settings.seed.file = flags.seed.clone().or(settings.seed.file);
        settings.database.ephemeral = flags.ephemeral;
        check::check(&settings)?;
        Ok(settings)
    }

    /// The sections that another reading has otherwise, but for who may call and for the log's level. Secrets beyond those aren't compared.
    #[must_use]
    pub fn sections_changed(&self, other: &Self) -> Vec<String> {
        let sections = |settings: &Self| {
            let mut settings = settings.clone();
            settings.auth = Auth { builtin_scopes: settings.auth.builtin_scopes, ..Auth::default() };
            settings.log.level = LogLevel::Info;
            toml::Table::try_from(settings).unwrap_or_default()
        };
        let (own, others) = (sections(self), sections(other));
        own.keys().filter(|name| own.get(*name) != others.get(*name)).cloned().collect()
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
    pub fn deployment(&self) -> Deployment {
        Deployment {
            quotas: self.quotas.clone(),
            account: self.account.clone(),
            spend_limits: self.spend_limits.clone(),
            compatibility: self.compatibility.clone(),
            interface_url: None,
            events: self.events(),
            lifecycle: self.lifecycle.clone(),
            sending: self.sending.clone(),
            delivery: self.delivery.clone(),
            handsets: self.handsets.clone(),
            inbound: self.inbound,
            verification: self.verification,
            registrations: self.registrations.clone(),
            notify: self.notify.clone(),
            builtin_scopes: self.uses_built_in_credential().then_some(self.auth.builtin_scopes),
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
