//! What the goals share: one PostgreSQL, a migrated database for each goal, and callsigns as processes.

use std::{
    fs,
    path::PathBuf,
    process::{Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, Executor, PgConnection};
use uuid::Uuid;

pub use crate::server::Server;
use crate::{
    client::Client,
    postgres::{Postgres, free_port},
    server::command,
};

const TEMPLATE: &str = "template_callsign";

/// Settings that no goal's quotas end early with.
const ROOMY: [(&str, &str); 6] = [
    ("quotas.phone_numbers", "0"),
    ("quotas.pools", "0"),
    ("quotas.sender_ids", "0"),
    ("quotas.opt_out_lists", "0"),
    ("quotas.configuration_sets", "0"),
    ("quotas.origination_identities_per_pool", "0"),
];

/// What the goals share.
pub struct World {
    /// PostgreSQL.
    pub postgres: Postgres,
    /// Whether the rounds are few.
    pub short: bool,
    /// The callsign that is tried.
    pub binary: PathBuf,
    folder: PathBuf,
}

impl World {
    /// Starts PostgreSQL and migrates a template.
    pub async fn new(short: bool) -> Self {
        let folder = std::env::temp_dir().join(format!("callsign-faults-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a temporary folder is made");
        let archive = folder.join("postgres/archive");
        let archive_command = format!("mkdir -p {0} && cp %p {0}/%f", archive.display());
        let settings = [
            ("archive_mode", "on"),
            ("archive_command", archive_command.as_str()),
            ("max_wal_size", "4GB"),
            ("log_lock_waits", "off"),
        ];
        let postgres = Postgres::start(&folder, &settings).await;
        let world = Self { postgres, short, binary: PathBuf::from(env!("CARGO_BIN_EXE_callsign")), folder };
        run(&mut world.postgres.connect("postgres").await, &format!("create database {TEMPLATE}")).await;
        assert!(world.migrate(&world.postgres.url(TEMPLATE)).await.success(), "the template is migrated");
        world
    }

    /// A number of rounds: all of them, or few.
    pub fn rounds(&self, full: usize, short: usize) -> usize {
        if self.short { short } else { full }
    }

    /// `callsign migrate`.
    pub async fn migrate(&self, url: &str) -> ExitStatus {
        let mut command = self.command(&["migrate", "--database-url", url], &[]);
        tokio::task::spawn_blocking(move || command.stdout(Stdio::null()).stderr(Stdio::null()).status())
            .await
            .expect("it can be waited for")
            .expect("callsign runs")
    }

    /// The command line of the callsign that is tried, with no settings but these.
    pub fn command(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Command {
        command(&self.binary, arguments, settings)
    }

    /// A migrated database of a goal's own.
    pub async fn database(&self, name: &str) -> Place {
        self.create(name, &format!("create database {name} template {TEMPLATE}")).await
    }

    /// An empty database.
    pub async fn empty_database(&self, name: &str) -> Place {
        self.create(name, &format!("create database {name}")).await
    }

    async fn create(&self, name: &str, statement: &str) -> Place {
        let mut admin = self.postgres.connect("postgres").await;
        run(&mut admin, &format!("drop database if exists {name} with (force)")).await;
        run(&mut admin, statement).await;
        // So that a crash has only the goal's own writes to recover.
        run(&mut admin, "checkpoint").await;
        Place { name: name.to_owned(), url: self.postgres.url(name) }
    }

    /// A connection to a database.
    pub async fn connect(&self, place: &Place) -> PgConnection {
        self.postgres.connect(&place.name).await
    }

    /// The number that a query counts.
    pub async fn count(&self, place: &Place, query: &str) -> i64 {
        let query = sqlx::query_scalar(AssertSqlSafe(query.to_owned()));
        query.fetch_one(&mut self.connect(place).await).await.expect("the query runs")
    }

    /// The texts in the only column of a query.
    pub async fn texts(&self, place: &Place, query: &str) -> Vec<String> {
        let query = sqlx::query_scalar(AssertSqlSafe(query.to_owned()));
        query.fetch_all(&mut self.connect(place).await).await.expect("the query runs")
    }

    /// A ready callsign on a URL, with roomy quotas and more settings.
    pub async fn serve(&self, url: &str, settings: &[(&str, &str)]) -> Server {
        let mut server = self.launch(url, free_port(), settings);
        server.until_ready().await;
        server
    }

    /// A callsign that starts.
    pub fn launch(&self, url: &str, port: u16, settings: &[(&str, &str)]) -> Server {
        let all: Vec<(&str, &str)> =
            [("log.level", "warn"), ("server.drain_ms", "0")].iter().chain(&ROOMY).chain(settings).copied().collect();
        Server::launch(self.command(&["--database-url", url], &all), port, &self.folder)
    }

    /// Makes pools and numbers that match each other behind the API's back, where many are needed. Every pool has an anchor
    /// of its own, because the last phone number of a pool can't leave.
    pub async fn provide(&self, place: &Place, server: &Server, pools: usize, numbers: usize) -> Provided {
        let known = Client::new(server.address)
            .call("SetTextMessageSpendLimitOverride", &serde_json::json!({ "MonthlyLimit": 1 }))
            .await;
        assert!(known.is_ok_and(|answer| answer.is_success()), "the account and region are known");
        self.fill(place, "TRANSACTIONAL", 2_010_000_000, pools, numbers).await
    }

    /// The same beside what is there already, told apart by its message type.
    pub async fn provide_more(&self, place: &Place, pools: usize, numbers: usize) -> Provided {
        self.fill(place, "PROMOTIONAL", 3_010_000_000, pools, numbers).await
    }

    async fn fill(&self, place: &Place, kind: &str, first: u64, pools: usize, numbers: usize) -> Provided {
        let statement = format!(
            "insert into callsign.pool select gen_random_uuid(), l.account_id, l.region, '{kind}', false, null, null,
                 false, l.id, false, false, now(), now()
             from callsign.opt_out_list l, generate_series(1, {pools}) where l.name = 'Default';
             insert into callsign.phone_number (id, account_id, region, phone_number, iso_country_code, message_type,
                 number_capabilities, number_type, monthly_leasing_price, two_way_enabled, self_managed_opt_outs_enabled,
                 opt_out_list_id, international_sending_enabled, deletion_protection_enabled, created_at, active_at)
             select gen_random_uuid(), l.account_id, l.region, '+1' || ({first} + n), 'US', '{kind}', array['SMS'],
                 'SIMULATOR', '1.00', false, false, l.id, false, false, now(), now()
             from callsign.opt_out_list l, generate_series(1, {}) n where l.name = 'Default';
             with pools as (select id, row_number() over () as n from callsign.pool where message_type = '{kind}'),
                  anchors as (select id, row_number() over (order by phone_number) as n from callsign.phone_number
                              where message_type = '{kind}')
             insert into callsign.pool_origination_identity
             select gen_random_uuid(), p.id, a.id, null, now(), 'anchor' from pools p join anchors a using (n);
             analyze callsign.phone_number",
            pools + numbers
        );
        run(&mut self.connect(place).await, &statement).await;
        let pools = format!("select pool_id from inspect.pools where message_type = '{kind}' order by 1");
        let numbers = format!(
            "select phone_number_id from inspect.phone_numbers where message_type = '{kind}' and pool_id is null order by 1"
        );
        Provided { pools: self.texts(place, &pools).await, numbers: self.texts(place, &numbers).await }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // PostgreSQL ends with its value, right after this; what it still writes goes with the folder.
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// A database.
#[derive(Clone)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// Its URL.
    pub url: String,
}

/// What [`World::provide`] made.
pub struct Provided {
    /// The pools' ids.
    pub pools: Vec<String>,
    /// The ids of the numbers in no pool.
    pub numbers: Vec<String>,
}

/// Runs statements that have to succeed.
pub async fn run(connection: &mut PgConnection, statements: &str) {
    let done = connection.execute(sqlx::raw_sql(AssertSqlSafe(statements.to_owned()))).await;
    done.unwrap_or_else(|error| panic!("{statements}: {error}"));
}

/// Waits until something holds, a minute at most.
pub async fn until<F: Future<Output = bool>>(sentence: &str, mut holds: impl FnMut() -> F) {
    let began = Instant::now();
    while !holds().await {
        assert!(began.elapsed() < Duration::from_mins(1), "in vain: {sentence}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// A token that was never used.
pub fn token() -> String {
    Uuid::new_v4().simple().to_string()
}
