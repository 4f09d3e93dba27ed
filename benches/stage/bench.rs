//! What the parts share: PostgreSQL, databases, callsigns as processes, and the checks after each block.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::json;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

use crate::{
    client::Client,
    postgres::{Postgres, free_port},
    server::{self, Server},
    size::Size,
};

/// A migrated database with nothing in it, to make others from.
const TEMPLATE: &str = "template_callsign";

/// What seeding would run into. The quota of a pool stays as it is.
const ROOMY: [(&str, &str); 4] =
    [("quotas.phone_numbers", "0"), ("quotas.pools", "0"), ("quotas.sender_ids", "0"), ("quotas.opt_out_lists", "0")];

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
    /// Starts PostgreSQL and migrates a template. `name` is the benchmark's.
    pub async fn new(name: &str, size: Size) -> Self {
        let folder = Folder(std::env::temp_dir().join(format!("callsign-{name}-{}", std::process::id())));
        fs::create_dir_all(&folder.0).expect("a temporary folder is made");
        let postgres = Postgres::start(&folder.0, &[("max_wal_size", "4GB")]).await;
        let bench = Self { size, postgres, folder };
        bench.migrate(&binary(), TEMPLATE).await;
        bench
    }

    /// An empty database that a callsign migrates, in which the account and region are known.
    pub async fn migrate(&self, binary: &Path, name: &str) {
        self.run("postgres", &format!("create database {name}")).await;
        let url = self.postgres.url(name);
        let mut migrate = server::command(binary, &["migrate", "--database-url", &url], &[]);
        let migrated = migrate.stdout(Stdio::null()).stderr(Stdio::null()).status();
        assert!(migrated.expect("callsign runs").success(), "{name} is migrated");
        // The first call of an account makes its row and its default list, which the seeds refer to.
        let mut server = self.launch_with(binary, &["--database-url", &url], &[]);
        server.until_ready().await;
        let mut client = Client::new(server.address);
        let known = client.call("CreateOptOutList", &json!({ "OptOutListName": "known" })).await;
        assert!(known.is_ok_and(|answer| answer.is_success()), "the account and region are known");
        let gone = client.call("DeleteOptOutList", &json!({ "OptOutListName": "known" })).await;
        assert!(gone.is_ok_and(|answer| answer.is_success()), "and hold nothing");
    }

    /// The folder of the program.
    pub fn folder(&self) -> &Path {
        &self.folder.0
    }

    /// A database with the same in it as another, or as the template, which nobody may be connected to.
    pub async fn database(&self, name: &str, like: Option<&str>) {
        self.run("postgres", &format!("create database {name} template {}", like.unwrap_or(TEMPLATE))).await;
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

    /// A callsign on a database, with more settings, that isn't ready yet.
    pub fn launch(&self, database: &str, settings: &[(&str, &str)]) -> Server {
        self.launch_with(&binary(), &["--database-url", &self.postgres.url(database)], settings)
    }

    /// A callsign with these arguments.
    pub fn launch_with(&self, binary: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Server {
        let all: Vec<(&str, &str)> =
            [("log.level", "warn"), ("server.drain_ms", "0")].iter().chain(&ROOMY).chain(settings).copied().collect();
        let command: Command = server::command(binary, arguments, &all);
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
