//! The PostgreSQL of the run, and the databases that are cloned for its tests.
//!
//! `TEST_DATABASE_URL` names one that is there already; else an embedded one is started below the target folder.

use std::{path::PathBuf, str::FromStr, sync::LazyLock};

use callsign::database::{
    embedded::{self, DataDir, Embedded},
    migrate,
};
use sqlx::{AssertSqlSafe, ConnectOptions, Connection, Executor, PgConnection, postgres::PgConnectOptions};
use tokio::runtime::Runtime;
use uuid::Uuid;

const TEMPLATE: &str = "callsign_template";

/// The runtime that outlives every test: servers and the embedded PostgreSQL live on it.
pub static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().expect("a tokio runtime starts"));

static CLUSTER: LazyLock<Cluster> = LazyLock::new(|| {
    std::thread::spawn(|| RUNTIME.block_on(Cluster::start())).join().expect("the PostgreSQL of the tests starts")
});

struct Cluster {
    /// A URL with a role that may create databases and roles.
    url: String,
    /// Kept so that PostgreSQL runs until the process ends.
    _embedded: Option<Embedded>,
}

impl Cluster {
    async fn start() -> Self {
        let (url, embedded) = if let Ok(url) = std::env::var("TEST_DATABASE_URL") {
            (url, None)
        } else {
            let cluster = embedded::Cluster {
                data_dir: DataDir::Default(PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cluster")),
                program: PathBuf::from(env!("CARGO_BIN_EXE_callsign")),
                parameters: vec![("max_connections".to_owned(), "300".to_owned())],
            };
            let embedded = embedded::start(&cluster, |_| {}).await.expect("the embedded PostgreSQL starts");
            (embedded.url().to_owned(), Some(embedded))
        };
        let mut admin = connect(&url).await;
        sweep(&mut admin).await;
        run(&mut admin, format!("create database {TEMPLATE}")).await;
        let template = PgConnectOptions::from_str(&url).expect("the URL is PostgreSQL's").database(TEMPLATE);
        migrate::migrate(&template).await.expect("the template is migrated");
        Self { url, _embedded: embedded }
    }
}

/// Drops what an earlier run left behind.
async fn sweep(admin: &mut PgConnection) {
    let left: Vec<String> = sqlx::query_scalar("select datname from pg_database where datname like 'callsign\\_t%'")
        .fetch_all(&mut *admin)
        .await
        .expect("databases are listed");
    for database in left {
        run(admin, format!("drop database if exists {database} with (force)")).await;
    }
}

/// A connection to the database that `url` names.
pub async fn connect(url: &str) -> PgConnection {
    PgConnectOptions::from_str(url).expect("the URL is PostgreSQL's").connect().await.expect("PostgreSQL answers")
}

async fn run(connection: &mut PgConnection, statement: String) {
    connection.execute(sqlx::raw_sql(AssertSqlSafe(statement))).await.expect("an administrator's statement runs");
}

/// The URL of a migrated database of its own.
pub async fn migrated_database() -> String {
    create(Some(TEMPLATE)).await
}

/// The URL of an empty database of its own.
pub async fn empty_database() -> String {
    create(None).await
}

/// The URL of a database of its own that has all migrations before the one of this name, as callsign would have applied them.
pub async fn database_before(migration: &str) -> String {
    let url = create(None).await;
    let mut connection = connect(&url).await;
    run(
        &mut connection,
        "create schema callsign;
         create table callsign.schema_history (
             version int4 primary key, name varchar(255), applied_on varchar(255), checksum varchar(255))"
            .to_owned(),
    )
    .await;
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let mut all = refinery::load_sql_migrations(&folder).expect("the migrations are read");
    all.sort();
    let named = all.iter().position(|one| format!("{one}.sql") == migration).expect("there is such a migration");
    for one in &all[..named] {
        run(&mut connection, format!("begin; {}; commit", one.sql().expect("it has a text"))).await;
        let noted = "insert into callsign.schema_history values ($1, $2, '2026-01-01T00:00:00Z', $3)";
        let noted = sqlx::query(noted).bind(one.version()).bind(one.name()).bind(one.checksum().to_string());
        noted.execute(&mut connection).await.expect("it is noted");
    }
    run(
        &mut connection,
        "grant usage on schema inspect to callsign_inspect;
         grant select on all tables in schema inspect to callsign_inspect"
            .to_owned(),
    )
    .await;
    url
}

async fn create(template: Option<&str>) -> String {
    let cluster = tokio::task::spawn_blocking(|| &*CLUSTER).await.expect("the PostgreSQL of the tests starts");
    let name = format!("callsign_test_{}", Uuid::new_v4().simple());
    let mut admin = connect(&cluster.url).await;
    let template = template.map_or_else(String::new, |template| format!(" template {template}"));
    run(&mut admin, format!("create database {name}{template}")).await;
    admin.close().await.expect("a connection closes");
    let mut url = url::Url::parse(&cluster.url).expect("the URL is one");
    url.set_path(&name);
    url.into()
}

/// Drops a database that a test is done with.
pub async fn drop_database(url: &str) {
    let name = url::Url::parse(url).expect("the URL is one").path().trim_start_matches('/').to_owned();
    let mut admin = connect(&CLUSTER.url).await;
    run(&mut admin, format!("drop database if exists {name} with (force)")).await;
}

/// The statements of a page; a semicolon between two `$$` ends none.
fn split(statements: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    for (part, text) in statements.split("$$").enumerate() {
        let is_quoted = part % 2 == 1;
        let mut pieces = text.split(|c: char| c == ';' && !is_quoted);
        let quotes = if part == 0 { "" } else { "$$" };
        if let (Some(last), Some(piece)) = (found.last_mut(), pieces.next()) {
            *last += quotes;
            *last += piece;
        }
        found.extend(pieces.map(str::to_owned));
    }
    found.retain(|statement| !statement.trim().is_empty());
    found
}

/// Runs the statements of a page in `docs/`, one by one.
pub async fn run_page(connection: &mut PgConnection, statements: &str) {
    for statement in split(statements) {
        match connection.execute(sqlx::raw_sql(AssertSqlSafe(statement.clone()))).await {
            // Roles belong to the cluster, and an earlier run of the suite may have made them.
            Err(sqlx::Error::Database(error)) if matches!(error.code().as_deref(), Some("42710" | "23505")) => {}
            outcome => {
                outcome.unwrap_or_else(|error| panic!("{statement}: {error}"));
            }
        }
    }
}
