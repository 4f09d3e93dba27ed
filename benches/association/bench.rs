//! What the parts share: PostgreSQL, databases, callsigns as processes, and the checks after each block.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::{
    client::{self, Client},
    generator::Request,
    postgres::{Postgres, free_port},
    report::Report,
    seed,
    server::{self, Server},
};

/// The database of the writing parts.
pub const WRITES: &str = "writes";

/// A migrated database with nothing in it, to make others from.
const TEMPLATE: &str = "template_callsign";

/// What seeding would run into. The quota of a pool stays as it is.
const ROOMY: [(&str, &str); 4] =
    [("quotas.phone_numbers", "0"), ("quotas.pools", "0"), ("quotas.sender_ids", "0"), ("quotas.opt_out_lists", "0")];

/// How much is done.
pub struct Size {
    /// Whether it is the short form.
    pub is_short: bool,
    /// How many rounds there are.
    pub rounds: usize,
    /// How many rounds there are where a small difference counts.
    pub pairs: usize,
    /// How long a block is.
    pub block: Duration,
    /// The numbers of clients.
    pub clients: &'static [usize],
    /// How many phone numbers are seeded.
    pub numbers: usize,
    /// How many sender IDs are.
    pub sender_ids: usize,
    /// How many associations are present where many are.
    pub present: usize,
    /// How many associations the memory is looked at after.
    pub worked: usize,
    /// The numbers of rows that are read from.
    pub rows: &'static [usize],
}

/// What `cargo bench --bench association` does.
pub const FULL: Size = Size {
    is_short: false,
    rounds: 3,
    pairs: 20,
    block: Duration::from_secs(4),
    clients: &[1, 8, 32, 64],
    numbers: 300_000,
    sender_ids: 20_000,
    present: 1_000_000,
    worked: 500_000,
    rows: &[1_000, 10_000, 100_000, 1_000_000],
};

/// What `-- --short` does.
pub const SHORT: Size = Size {
    is_short: true,
    rounds: 1,
    pairs: 1,
    block: Duration::from_secs(1),
    clients: &[1, 64],
    numbers: 40_000,
    sender_ids: 2_000,
    present: 50_000,
    worked: 20_000,
    rows: &[1_000, 10_000],
};

/// What the parts share.
pub struct Bench {
    /// How much is done.
    pub size: Size,
    /// PostgreSQL.
    pub postgres: Postgres,
    folder: Folder,
}

/// Goes with the program. It is dropped after PostgreSQL, which writes into it to the last.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

impl Bench {
    /// Starts PostgreSQL and migrates a template.
    pub async fn new(size: Size) -> Self {
        let folder = Folder(std::env::temp_dir().join(format!("callsign-association-{}", std::process::id())));
        fs::create_dir_all(&folder.0).expect("a temporary folder is made");
        let postgres = Postgres::start(&folder.0, &[("max_wal_size", "4GB")]).await;
        let bench = Self { size, postgres, folder };
        bench.run("postgres", &format!("create database {TEMPLATE}")).await;
        let url = bench.postgres.url(TEMPLATE);
        let mut migrate = server::command(&binary(), &["migrate", "--database-url", &url], &[]);
        let migrated = migrate.stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(migrated.expect("callsign runs").success(), "the template is migrated");
        // The first call of an account makes its row and its default list, which the seeds refer to.
        let server = bench.serve(TEMPLATE, &[]).await;
        let known =
            Client::new(server.address).call("SetTextMessageSpendLimitOverride", &json!({ "MonthlyLimit": 1 })).await;
        assert!(known.is_ok_and(|answer| answer.is_success()), "the account and region are known");
        bench
    }

    /// The folder of the program.
    pub fn folder(&self) -> &Path {
        &self.folder.0
    }

    /// A database with the same in it as another, or as the template, which nobody may be connected to.
    pub async fn database(&self, name: &str, like: Option<&str>) {
        self.run("postgres", &format!("create database {name} template {}", like.unwrap_or(TEMPLATE))).await;
    }

    /// The database of the writing parts, seeded the first time that it is asked for, with nothing associated.
    pub async fn provide_writes(&self) {
        let is_there = format!("select count(*) from pg_database where datname = '{WRITES}'");
        if self.count("postgres", &is_there).await == 0 {
            eprintln!("seeding {} phone numbers", self.size.numbers);
            self.database(WRITES, None).await;
            self.seed(WRITES, &seed::writes(self.size.numbers, self.size.sender_ids)).await;
        }
        self.reset(WRITES).await;
    }

    /// Empties what associations write, so that every block begins with the same.
    pub async fn reset(&self, database: &str) {
        let tables = "callsign.pool_origination_identity, callsign.association_event, callsign.client_token";
        self.run(database, &format!("truncate {tables}")).await;
        self.run(database, "checkpoint").await;
    }

    /// Runs statements that make rows, and leaves nothing behind that the background would have to do later.
    pub async fn seed(&self, database: &str, statements: &str) {
        self.run(database, statements).await;
        self.run(database, "vacuum (analyze)").await;
        self.run(database, "checkpoint").await;
    }

    /// Runs statements that have to succeed.
    pub async fn run(&self, database: &str, statements: &str) {
        let mut connection = self.postgres.connect(database).await;
        run_on(&mut connection, statements).await;
        drop(connection.close().await);
    }

    /// The number that a query counts.
    pub async fn count(&self, database: &str, query: &str) -> i64 {
        let mut connection = self.postgres.connect(database).await;
        let query = sqlx::query_scalar(AssertSqlSafe(query.to_owned()));
        let count = query.fetch_one(&mut connection).await.expect("the query runs");
        drop(connection.close().await);
        count
    }

    /// Checks that there are as many associations, events and tokens as were acknowledged and there before.
    pub async fn check_counts(&self, report: &mut Report, database: &str, what: &str, expected: usize) {
        for table in ["pool_origination_identity", "association_event", "client_token"] {
            let count = self.count(database, &format!("select count(*) from callsign.{table}")).await;
            let is_right = usize::try_from(count) == Ok(expected);
            report.check(is_right, format!("{what}: {expected} acknowledged, {count} rows in {table}"));
        }
    }

    /// A callsign on a database, with more settings, that isn't ready yet.
    pub fn launch(&self, database: &str, settings: &[(&str, &str)]) -> Server {
        self.launch_with(&["--database-url", &self.postgres.url(database)], settings)
    }

    /// A callsign with these arguments.
    pub fn launch_with(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Server {
        let all: Vec<(&str, &str)> =
            [("log.level", "warn"), ("server.drain_ms", "0")].iter().chain(&ROOMY).chain(settings).copied().collect();
        let command: Command = server::command(&binary(), arguments, &all);
        Server::launch(command, free_port(), self.folder())
    }

    /// A ready callsign on a database, with more settings.
    pub async fn serve(&self, database: &str, settings: &[(&str, &str)]) -> Server {
        let mut server = self.launch(database, settings);
        server.until_ready().await;
        server
    }
}

/// The callsign that is tried.
pub fn binary() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_callsign"))
}

/// Runs statements that have to succeed.
pub async fn run_on(connection: &mut PgConnection, statements: &str) {
    let done = connection.execute(sqlx::raw_sql(AssertSqlSafe(statements.to_owned()))).await;
    done.unwrap_or_else(|error| panic!("{statements}: {error}"));
}

/// The 32 digits that stand for a number, as `lpad(n::text, 32, '0')` makes them.
pub fn digits(number: usize) -> String {
    format!("{number:032}")
}

/// The pool that a phone number joins where all pools are used.
pub fn pool_of(number: usize) -> usize {
    number % seed::POOLS + 1
}

/// What AssociateOriginationIdentity is asked, with a client token of the number's own.
pub fn association(number: usize, pool: usize) -> Value {
    json!({
        "PoolId": format!("pool-{}", digits(pool)),
        "OriginationIdentity": format!("phone-{}", digits(number)),
        "IsoCountryCode": "US",
        "ClientToken": digits(number),
    })
}

/// The same as a signed request, which is good for five minutes.
pub fn signed_association(server: &Server, number: usize, pool: usize) -> Request {
    let body = association(number, pool).to_string();
    Request {
        bytes: client::request(server.address, "AssociateOriginationIdentity", &body),
        status: 200,
        holds: digits(number),
    }
}
