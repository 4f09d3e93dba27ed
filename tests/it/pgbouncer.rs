//! PgBouncer before PostgreSQL, as the operator's page says. It needs `pgbouncer` on the PATH or in `/usr/sbin`, and says so
//! when it has to skip.

use std::{fs, net::TcpListener, os::unix::fs::MetadataExt, path::PathBuf, process::Command};

use futures_util::future::join_all;
use serde_json::json;
use sqlx::Row;

use crate::harness::{Folder, Process, RawRequest, cluster, command, until};

const PAGE: &str = include_str!("../../docs/operations.md");

/// From here on PgBouncer carries prepared statements over to the session that a transaction gets.
const PREPARES: (u32, u32) = (1, 21);

/// Fewer than the callsigns have connections, so that they share sessions.
const SESSIONS: usize = 3;

/// The page's first block in a language that holds `text`.
fn block(language: &str, text: &str) -> &'static str {
    let fence = format!("```{language}\n");
    let blocks = PAGE.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("```").next());
    let mut fitting = blocks.filter(|block| block.contains(text));
    fitting.next().unwrap_or_else(|| panic!("the page has a block of {language} with {text}"))
}

/// Where PgBouncer is, and its version.
fn installed() -> Option<(PathBuf, (u32, u32))> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain([PathBuf::from("/usr/sbin")]);
    let program = folders.map(|folder| folder.join("pgbouncer")).find(|program| program.is_file())?;
    let said = Command::new(&program).arg("--version").output().expect("pgbouncer runs").stdout;
    let said = String::from_utf8_lossy(&said).into_owned();
    let (_, version) = said.lines().next()?.split_once(' ')?;
    let mut parts = version.split('.').map_while(|part| part.parse().ok());
    Some((program, (parts.next()?, parts.next()?)))
}

/// A PgBouncer before the database that `url` names; it ends when the value is dropped.
struct Pooler {
    _process: Process,
    _folder: Folder,
    port: u16,
    database: String,
}

impl Pooler {
    /// With the settings of the page, changed where an older program needs it.
    fn start(program: &PathBuf, url: &str, transactions: bool) -> Self {
        let url = url::Url::parse(url).expect("the URL is one");
        let database = url.path().trim_start_matches('/').to_owned();
        let (host, server_port) = (url.host_str().unwrap_or_default(), url.port().unwrap_or(5432));
        // PgBouncer has no port 0.
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port is free");
        let port = free.port();
        let folder = Folder::new();
        let users =
            folder.write("users.txt", "\"callsign_migrate\" \"choose-one\"\n\"callsign_serve\" \"choose-another\"\n");
        let mut settings = block("ini", "pool_mode").to_owned();
        if !transactions {
            settings = settings.replace("pool_mode = transaction", "pool_mode = session");
            settings = settings.replace("max_prepared_statements", "; max_prepared_statements");
            settings = settings.replace("extra_float_digits,", "extra_float_digits, options,");
        }
        let sessions = if transactions { SESSIONS } else { 40 };
        let place = format!(
            "listen_addr = 127.0.0.1\nlisten_port = {port}\nunix_socket_dir =\nauth_type = scram-sha-256\nauth_file = {}\n\
             default_pool_size = {sessions}\n[databases]\n{database} = host={host} port={server_port}\n",
            users.display()
        );
        settings.push_str(&place);
        if fs::metadata("/proc/self").is_ok_and(|found| found.uid() == 0) {
            settings = settings.replace("[pgbouncer]\n", "[pgbouncer]\nuser = nobody\n");
        }
        let file = folder.write("pgbouncer.ini", &settings);
        let mut command = Command::new(program);
        command.arg(file);
        Self { _process: Process::spawn(command), _folder: folder, port, database }
    }

    /// The URL for a role of the page.
    fn url(&self, role: &str) -> String {
        format!("postgres://{role}@127.0.0.1:{}/{}", self.port, self.database)
    }
}

async fn call(process: &Process, operation: &str, body: serde_json::Value) -> serde_json::Value {
    let answer = RawRequest::call(process.address(), operation, body.to_string()).send(process.address()).await;
    assert_eq!(answer.status, 200, "{operation}: {answer:?}");
    answer.json()
}

/// A number, a pool around it, and a second number that joins: twice with the same token, on both callsigns.
async fn provision(first: &Process, second: &Process) {
    let simulator = json!({"IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"], "NumberType": "SIMULATOR"});
    for _ in 0..4 {
        let number = call(first, "RequestPhoneNumber", simulator.clone()).await["PhoneNumberId"].clone();
        let body = json!({"OriginationIdentity": number, "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL"});
        let pool = call(second, "CreatePool", body).await["PoolId"].clone();
        let joining = call(second, "RequestPhoneNumber", simulator.clone()).await["PhoneNumberId"].clone();
        let token = uuid::Uuid::new_v4().to_string();
        let body =
            json!({"PoolId": pool, "OriginationIdentity": joining, "IsoCountryCode": "US", "ClientToken": token});
        let answer = call(first, "AssociateOriginationIdentity", body.clone()).await;
        assert_eq!(call(second, "AssociateOriginationIdentity", body).await, answer, "the token is known");
        let listed = call(first, "ListPoolOriginationIdentities", json!({"PoolId": pool})).await;
        assert_eq!(listed["OriginationIdentities"].as_array().map(Vec::len), Some(2));
        call(second, "DescribePools", json!({})).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn behind_pgbouncer_set_up_as_the_page_says_callsign_migrates_and_serves() {
    let Some((program, version)) = installed() else {
        println!("skipped: there is no pgbouncer");
        return;
    };
    let transactions = version >= PREPARES;
    if !transactions {
        println!(
            "PgBouncer {version:?} can't prepare statements in transaction mode: its session mode is tried instead"
        );
    }
    let direct = cluster::empty_database().await;
    let pooler = Pooler::start(&program, &direct, transactions);
    let mut admin = cluster::connect(&direct).await;
    let on_this_database = |text: &str| text.replace("database callsign ", &format!("database {} ", pooler.database));
    cluster::run_page(&mut admin, &on_this_database(block("sql", "create role callsign_migrate"))).await;
    until("PgBouncer accepts connections", || async {
        tokio::net::TcpStream::connect(("127.0.0.1", pooler.port)).await.is_ok()
    })
    .await;

    // The second finds nothing to do, and no lock in its way.
    for _ in 0..2 {
        let url = pooler.url("callsign_migrate:choose-one");
        let (code, _, said) = Process::outcome(command(&["migrate", "--database-url", &url], &[]));
        assert_eq!(code, Some(0), "{said}");
    }
    let kept: i64 = sqlx::query_scalar(
        "select count(*) from pg_locks l join pg_database d on d.oid = l.database
         where l.locktype = 'advisory' and d.datname = current_database()",
    )
    .fetch_one(&mut admin)
    .await
    .expect("locks are shown");
    assert_eq!(kept, 0, "the lock of migrations went with its transaction");
    cluster::run_page(&mut admin, &on_this_database(block("sql", "alter role"))).await;

    let url = pooler.url("callsign_serve:choose-another");
    let settings = [
        ("database.migrate", "false"),
        ("database.max_connections", "8"),
        ("quotas.phone_numbers", "0"),
        ("quotas.pools", "0"),
    ];
    let (first, second) = (Process::serving(&url, &settings), Process::serving(&url, &settings));
    join_all((0..6).map(|_| provision(&first, &second))).await;

    let sessions: i64 = sqlx::query_scalar(
        "select count(*) from pg_stat_activity where datname = current_database() and usename = 'callsign_serve'",
    )
    .fetch_one(&mut admin)
    .await
    .expect("activity is shown");
    assert!(sessions > 0);
    if transactions {
        assert!(sessions <= i64::try_from(SESSIONS).expect("a few"), "{sessions} sessions for two callsigns");
    }
    let ladder = sqlx::query(
        "select name, setting || coalesce(unit, '') from pg_settings where name = any(array['lock_timeout',
         'statement_timeout', 'idle_in_transaction_session_timeout', 'client_connection_check_interval']) order by name",
    )
    .fetch_all(&mut cluster::connect(&url).await)
    .await
    .expect("settings are shown");
    let ladder: Vec<(String, String)> = ladder.iter().map(|row| (row.get(0), row.get(1))).collect();
    let expected = [
        ("client_connection_check_interval", "1000ms"),
        ("idle_in_transaction_session_timeout", "5000ms"),
        ("lock_timeout", "2000ms"),
        ("statement_timeout", "4000ms"),
    ];
    assert_eq!(ladder, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    for callsign in [first, second] {
        assert!(!callsign.stderr().contains("InternalServerException"), "{}", callsign.stderr());
    }
    drop(pooler);
    cluster::drop_database(&direct).await;
}
