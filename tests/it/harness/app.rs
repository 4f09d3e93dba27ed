//! A running callsign with a database of its own.

use std::{net::SocketAddr, str::FromStr, sync::Arc};

use aws_credential_types::Credentials;
use aws_sdk_pinpointsmsvoicev2::{
    Client,
    config::{BehaviorVersion, Region, retry::RetryConfig},
};
use callsign::{
    config::{Credential, Flags, SecretText, Settings},
    database::Database,
    domain::quota::Quotas,
    serve::Serving,
    server::Clock,
};
use sqlx::{
    PgConnection,
    postgres::{PgConnectOptions, PgRow},
};
use time::OffsetDateTime;
use tokio::runtime::Handle;

use super::{
    cluster::{self, RUNTIME},
    declared::Declared,
};

/// The account of the access key `test`.
pub const ACCOUNT: &str = "000000000000";

/// The account of the access key `other`.
pub const OTHER_ACCOUNT: &str = "111111111111";

/// The region of [`App::client`].
pub const REGION: &str = "us-east-1";

/// A running callsign. It stops, and its database goes, when the value is dropped.
pub struct App {
    serving: Option<Serving>,
    address: SocketAddr,
    database_url: String,
    owns_database: bool,
}

impl App {
    /// With AWS's defaults.
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// With settings changed by `change`.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::on(cluster::migrated_database().await, true, real_clock(), change).await
    }

    /// With settings changed by `change`, and life cycles and the 30-day rule going by `clock`.
    pub async fn at(clock: Clock, change: impl FnOnce(&mut Settings)) -> Self {
        Self::on(cluster::migrated_database().await, true, clock, change).await
    }

    /// On a database that a test made, which goes with it.
    pub async fn on_database(url: String) -> Self {
        Self::on(url, true, real_clock(), |_| {}).await
    }

    /// A second callsign on the database of `self`.
    pub async fn beside(&self, change: impl FnOnce(&mut Settings)) -> Self {
        self.beside_at(real_clock(), change).await
    }

    /// The same, whose process goes by `clock`.
    pub async fn beside_at(&self, clock: Clock, change: impl FnOnce(&mut Settings)) -> Self {
        Self::on(self.database_url.clone(), false, clock, change).await
    }

    async fn on(database_url: String, owns_database: bool, clock: Clock, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = settings(&database_url);
        change(&mut settings);
        let serving = RUNTIME
            .spawn(async move { Serving::start_at(&settings, clock, |_| {}).await })
            .await
            .expect("the start doesn't panic")
            .expect("callsign starts");
        Self { address: serving.address(), serving: Some(serving), database_url, owns_database }
    }

    /// Stops it as SIGTERM does; its database goes when the value is dropped.
    pub async fn stop(&mut self) {
        let serving = self.serving.take().expect("it runs");
        RUNTIME.spawn(serving.stop()).await.expect("stopping doesn't panic");
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of its database, with a role that may do everything.
    pub fn database_url(&self) -> &str {
        &self.database_url
    }

    /// An SDK client of [`ACCOUNT`] in [`REGION`], without retries.
    pub fn client(&self) -> Client {
        self.client_of("test", REGION)
    }

    /// An SDK client with the access key `key` (`test` or `other`) in `region`, without retries.
    pub fn client_of(&self, key: &str, region: &str) -> Client {
        client_at(self.address, key, region)
    }

    /// Its database with no server in between, for what goes on beside the calls.
    pub fn database(&self) -> Database {
        let options = PgConnectOptions::from_str(self.database_url()).expect("the URL is PostgreSQL's");
        Database::new(&options, 2, Handle::current()).expect("the database opens")
    }

    /// A connection of its own to the database, with a role that may do everything.
    pub async fn connection(&self) -> PgConnection {
        cluster::connect(&self.database_url).await
    }

    /// Runs a statement that changes the state behind the API's back.
    pub async fn execute(&self, statement: &'static str) {
        sqlx::raw_sql(statement).execute(&mut self.connection().await).await.expect("the statement runs");
    }

    /// Makes the row of an account and region, and its list `Default`, by calls that leave nothing else.
    pub async fn begin(&self, key: &str, region: &str) {
        let client = self.client_of(key, region);
        client.create_opt_out_list().opt_out_list_name("begun").send().await.expect("a list is made");
        client.delete_opt_out_list().opt_out_list_name("begun").send().await.expect("it is deleted");
    }

    /// Lets the clocks of both accounts stand.
    pub async fn freeze(&self) {
        let frozen = "insert into callsign.clock (account_id, mode, at)
                      select account, 'frozen', date_trunc('milliseconds', statement_timestamp()) from unnest($1::text[]) account";
        let accounts = [ACCOUNT, OTHER_ACCOUNT].map(str::to_owned).to_vec();
        sqlx::query(frozen).bind(accounts).execute(&mut self.connection().await).await.expect("the clocks stand");
    }

    /// Lets the clock of every account in use be so many seconds ahead.
    pub async fn put_ahead(&self, seconds: i64) {
        let ahead = "insert into callsign.clock (account_id, mode, offset_ms)
                     select account, 'offset', $2 * 1000 from unnest($1::text[]) account
                     on conflict (account_id) do update set offset_ms = excluded.offset_ms";
        let accounts = [ACCOUNT, OTHER_ACCOUNT].map(str::to_owned).to_vec();
        let put = sqlx::query(ahead).bind(accounts).bind(seconds).execute(&mut self.connection().await).await;
        put.expect("the clocks are ahead");
    }

    /// Sets clocks that stand to so many seconds ahead of where `begun` says that they stood.
    pub async fn set_clock(&self, begun: OffsetDateTime, seconds: i64) {
        let set = "update callsign.clock set at = $1 + $2 * interval '1 second'";
        sqlx::query(set).bind(begun).bind(seconds).execute(&mut self.connection().await).await.expect("clocks are set");
    }

    /// Where the clocks stand.
    pub async fn standing_at(&self) -> OffsetDateTime {
        let at = sqlx::query_scalar("select max(at) from callsign.clock").fetch_one(&mut self.connection().await).await;
        at.expect("clocks stand")
    }

    /// Lets so many milliseconds pass on clocks that stand.
    pub async fn pass_ms(&self, ms: i64) {
        let pass = "update callsign.clock set at = at + $1 * interval '1 millisecond'";
        sqlx::query(pass).bind(ms).execute(&mut self.connection().await).await.expect("time passes");
    }

    /// The rows of a query.
    pub async fn rows(&self, query: &'static str) -> Vec<PgRow> {
        sqlx::query(query).fetch_all(&mut self.connection().await).await.expect("the query runs")
    }

    /// The number that a query counts.
    pub async fn count(&self, query: &'static str) -> i64 {
        sqlx::query_scalar(query).fetch_one(&mut self.connection().await).await.expect("the query runs")
    }
}

impl Drop for App {
    fn drop(&mut self) {
        let serving = self.serving.take();
        let database = self.owns_database.then(|| self.database_url.clone());
        RUNTIME.spawn(async move {
            if let Some(serving) = serving {
                serving.stop_now().await;
            }
            if let Some(url) = database {
                cluster::drop_database(&url).await;
            }
        });
    }
}

fn real_clock() -> Clock {
    Arc::new(OffsetDateTime::now_utc)
}

/// Settings of a callsign on `database_url` with a free port, four connections, and two accounts.
pub fn settings(database_url: &str) -> Settings {
    let variables = [
        ("CALLSIGN_SERVER__LISTEN", "127.0.0.1:0"),
        ("CALLSIGN_SERVER__DRAIN_MS", "0"),
        ("CALLSIGN_DATABASE__URL", database_url),
        ("CALLSIGN_DATABASE__MAX_CONNECTIONS", "4"),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let mut settings = Settings::from_sources(&Flags::default(), variables).expect("the settings are good");
    settings.auth.credentials = vec![credential("test", ACCOUNT), credential("other", OTHER_ACCOUNT)];
    settings
}

/// Switches all quotas off.
pub fn settings_without_quotas(settings: &mut Settings) {
    settings.quotas = Quotas {
        phone_numbers: 0,
        pools: 0,
        sender_ids: 0,
        opt_out_lists: 0,
        configuration_sets: 0,
        event_destinations_per_configuration_set: 0,
        protect_configurations: 0,
        protect_number_overrides: 0,
        rcs_agents: 0,
        verified_destination_numbers: 0,
        registrations: 0,
        registration_versions_per_day: 0,
        campaigns_per_brand: 0,
        phone_numbers_per_campaign: 0,
        phone_numbers_per_toll_free_registration: 0,
        registration_attachments: 0,
        registration_attachments_per_day: 0,
        notify_configurations: 0,
        notify_messages_to_destination: 0,
        notify_messages_of_basic_tier: 0,
        origination_identities_per_pool: 0,
        keywords_per_phone_number: 0,
        keywords_per_pool: 0,
        tags_per_resource: 0,
        calls_to_recipient: 0,
        calls_of_sandbox: 0,
    };
    settings.verification.codes_per_day = 0;
}

fn credential(key: &str, account: &str) -> Credential {
    Credential {
        access_key_id: key.to_owned(),
        secret_access_key: SecretText::new(key),
        account_id: account.to_owned(),
        session_token: None,
        user: None,
        policy: None,
    }
}

/// An SDK client of the callsign at `address`, without retries: the secret equals the access key.
pub fn client_at(address: SocketAddr, key: &str, region: &str) -> Client {
    let config = aws_sdk_pinpointsmsvoicev2::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new(region.to_owned()))
        .credentials_provider(Credentials::new(key, key, None, None, "the test"))
        .endpoint_url(format!("http://{address}"))
        .retry_config(RetryConfig::disabled())
        .interceptor(Declared)
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Client::from_conf(config)
}
