//! Starts that fail, each with one sentence; and what a running callsign logs.

use std::{net::TcpListener, process::Command};

use callsign::database::migrate;
use serde_json::Value;
use sqlx::Executor;
use tokio::{io::copy_bidirectional, net::TcpStream};

use super::psql;
use crate::harness::{Folder, Process, REGION, RawRequest, Scratch, cluster, command, eventually};

/// A start that must fail: its one sentence.
#[track_caller]
pub fn refused(command: Command) -> String {
    let (code, stdout, stderr) = Process::outcome(command);
    assert_eq!((code, stdout.as_str()), (Some(1), ""), "{stderr}");
    let said: Vec<&str> = stderr.lines().filter(|line| line.starts_with("callsign: ")).collect();
    assert_eq!((said.len(), stderr.lines().count()), (1, 1), "one sentence and nothing else: {stderr}");
    assert!(!stderr.contains("panicked") && !stderr.contains("RUST_BACKTRACE"), "{stderr}");
    said[0].to_owned()
}

fn on(database_url: &str, settings: &[(&str, &str)]) -> Command {
    command(&["--listen", "127.0.0.1:0", "--database-url", database_url], settings)
}

/// The URL of `scratch` with one part changed.
fn changed(scratch: &Scratch, change: impl FnOnce(&mut url::Url)) -> String {
    let mut url = url::Url::parse(scratch.url()).expect("the URL is one");
    change(&mut url);
    url.into()
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() {
    let scratch = Scratch::migrated().await;
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = taken.local_addr().expect("it listens").to_string();

    let sentence = refused(command(&["--listen", &address, "--database-url", scratch.url()], &[]));

    assert!(sentence.contains("server.listen") && sentence.contains(&address), "{sentence}");
}

#[test]
fn a_url_that_is_none_is_refused_without_being_repeated() {
    for url in [
        "mysql://u:c4n4ry@h/d",
        "c4n4ry",
        "postgres://u:c4n4ry@h:port/d",
        "postgres://u:c4n4ry@[/d",
        "postgres://u:c4n4ry%ff@h/d",
        "postgres://u:p@h/d?sslmode=c4n4ry",
        "postgres://u:p@h/d?port=c4n4ry",
        "",
    ] {
        let sentence = refused(on(url, &[("database.wait_s", "0")]));
        assert!(sentence.contains("database.url"), "{url}: {sentence}");
        assert!(!sentence.contains("c4n4ry"), "{url}: {sentence}");
    }
}

#[test]
fn a_database_that_does_not_answer_is_waited_for_as_long_as_the_settings_say() {
    let sentence = refused(on("postgres://u:c4n4ry@127.0.0.1:1/d", &[("database.wait_s", "0")]));
    assert!(sentence.contains("database.url: no answer within 0 s"), "{sentence}");
    assert!(!sentence.contains("c4n4ry"), "{sentence}");

    let (code, _, stderr) = Process::outcome(on("postgres://u:c4n4ry@127.0.0.1:1/d", &[("database.wait_s", "1")]));
    assert_eq!(
        (code, stderr.lines().count()),
        (Some(1), 2),
        "it says that it waits, then that it was in vain: {stderr}"
    );
    assert!(stderr.contains("waiting up to 1 s") && stderr.contains("no answer within 1 s"), "{stderr}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_comes_up_later_is_waited_for_with_progress() {
    let scratch = Scratch::empty().await;
    let port = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port is free").port();
    let not_yet = changed(&scratch, |url| url.set_port(Some(port)).expect("the URL takes a port"));
    let not_yet = not_yet.replace("localhost", "127.0.0.1");
    let process = Process::spawn(on(&not_yet, &[("server.drain_ms", "0")]));
    eventually("it says that it waits", || process.stderr().contains("waiting up to 30 s").then_some(()));
    assert_eq!(process.stdout(), "", "it isn't ready");

    let database = url::Url::parse(scratch.url()).expect("the URL is one");
    let database = (database.host_str().expect("a host").to_owned(), database.port().unwrap_or(5432));
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.expect("the port is still free");
    let up = tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut server = TcpStream::connect(database.clone()).await.expect("the database is there");
            tokio::spawn(async move { copy_bidirectional(&mut client, &mut server).await });
        }
    });

    let address = process.address();
    assert_eq!(RawRequest::call(address, "DescribePools", "{}").send(address).await.status, 200);
    up.abort();
}

#[tokio::test]
async fn a_database_that_refuses_is_not_waited_for() {
    let scratch = Scratch::migrated().await;
    let wrong_password = changed(&scratch, |url| url.set_password(Some("c4n4ry")).expect("it takes one"));
    let no_such_database = changed(&scratch, |url| url.set_path("callsign_nowhere"));
    for (url, cause) in [(wrong_password, "password"), (no_such_database, "callsign_nowhere")] {
        let sentence = refused(on(&url, &[("database.wait_s", "60")]));
        assert!(sentence.contains(cause) && !sentence.contains("c4n4ry"), "{sentence}");
        assert!(!sentence.contains(" at line "), "PostgreSQL's own source tells nobody anything: {sentence}");
        assert!(sentence.contains("database.url"), "it says what to correct: {sentence}");
    }
}

#[tokio::test]
async fn a_schema_that_is_newer_than_the_program_is_refused() {
    let scratch = Scratch::migrated().await;
    let newer = "insert into callsign.schema_history (version, name, applied_on, checksum)
                 select 9999, 'from_the_future', applied_on, checksum from callsign.schema_history limit 1";
    scratch.connection().await.execute(newer).await.expect("the history is a table");
    for migrate in ["true", "false"] {
        let sentence = refused(on(scratch.url(), &[("database.migrate", migrate)]));
        assert!(sentence.contains("9999") && sentence.contains("newer callsign"), "{sentence}");
    }
    let sentence = refused(command(&["migrate", "--database-url", scratch.url()], &[]));
    assert!(sentence.contains("9999"), "{sentence}");
}

/// The next release's schema, as the program that migrated it leaves it: it says which programs may serve it.
async fn next_release(scratch: &Scratch, oldest_program: i32) {
    let mut connection = scratch.connection().await;
    let newer = "insert into callsign.schema_history (version, name, applied_on, checksum)
                 select 9999, 'from_the_future', applied_on, checksum from callsign.schema_history limit 1
                 on conflict do nothing";
    connection.execute(newer).await.expect("the history is a table");
    let served = sqlx::query("update callsign.schema_served set version = 9999, oldest_program = $1");
    served.bind(oldest_program).execute(&mut connection).await.expect("it is a table with a row");
}

#[tokio::test]
async fn a_schema_one_release_newer_is_served_and_an_instance_stays_ready_while_another_migrates() {
    let scratch = Scratch::migrated().await;
    let old = Process::serving(scratch.url(), &[]);
    assert_eq!(super::get(&old, "/health/ready").await.0, 200);

    next_release(&scratch, migrate::program_version()).await;
    assert_eq!(super::get(&old, "/health/ready").await, (200, r#"{"status":"ready"}"#.to_owned()));
    for migrate in ["true", "false"] {
        let again = Process::serving(scratch.url(), &[("database.migrate", migrate)]);
        let address = again.address();
        assert_eq!(RawRequest::call(address, "DescribePools", "{}").send(address).await.status, 200);
    }

    next_release(&scratch, migrate::program_version() + 1).await;
    let (status, reason) = super::get(&old, "/health/ready").await;
    assert_eq!(status, 503);
    assert!(!reason.contains("9999") && reason.contains("schema"), "{reason}");
    eventually("the log has the cause", || old.stderr().contains("9999").then_some(()));
    for migrate in ["true", "false"] {
        let sentence = refused(on(scratch.url(), &[("database.migrate", migrate)]));
        assert!(sentence.contains("9999") && sentence.contains("newer callsign"), "{sentence}");
    }
}

#[tokio::test]
async fn an_instance_is_unready_while_its_database_is_gone_and_only_its_log_says_why() {
    let scratch = Scratch::migrated().await;
    let process = Process::serving(scratch.url(), &[]);
    let elsewhere = changed(&scratch, |url| url.set_path("postgres"));
    let mut admin = cluster::connect(&elsewhere).await;
    let name = url::Url::parse(scratch.url()).expect("the URL is one").path().trim_start_matches('/').to_owned();
    for closing in [
        format!("alter database {name} allow_connections false"),
        format!(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}' and pid <> pg_backend_pid()"
        ),
    ] {
        admin.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(closing))).await.expect("an administrator may");
    }

    let answers = [super::get(&process, "/health/ready").await, super::get(&process, "/health/ready").await];

    for answer in answers {
        assert_eq!(answer, (503, r#"{"reason":"the database doesn't answer","status":"not ready"}"#.to_owned()));
    }
    eventually("the log has the cause", || process.stderr().contains(&name).then_some(()));
}

#[tokio::test]
async fn a_database_without_a_free_session_is_waited_for() {
    let scratch = Scratch::migrated().await;
    let mut admin = scratch.connection().await;
    let name = url::Url::parse(scratch.url()).expect("the URL is one").path().trim_start_matches('/').to_owned();
    let role = format!("crowded_{}", &name[name.len() - 12..]);
    for statement in [
        format!("create role {role} login password 'choose-one' connection limit 0 in role pg_read_all_data"),
        format!("grant all on all tables in schema callsign to {role}"),
    ] {
        admin.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(statement))).await.expect("an administrator may");
    }
    let url = changed(&scratch, |url| {
        url.set_username(&role).expect("it takes one");
        url.set_password(Some("choose-one")).expect("it takes one");
    });
    let given_up = on(&url, &[("database.wait_s", "0"), ("database.migrate", "false")]);
    assert!(refused(given_up).contains("no answer within 0 s"));
    let process = Process::spawn(on(&url, &[("database.migrate", "false"), ("server.drain_ms", "0")]));
    eventually("it says that it waits", || process.stderr().contains("waiting up to 30 s").then_some(()));

    let freed = format!("alter role {role} connection limit -1");
    admin.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(freed))).await.expect("an administrator may");

    process.address();
    drop(process);
    let gone = format!("drop owned by {role}; drop role {role}");
    let gone = || sqlx::raw_sql(sqlx::AssertSqlSafe(gone.clone()));
    admin.execute(gone()).await.expect("an administrator may");
}

#[tokio::test]
async fn variables_of_libpq_bend_no_start() {
    let scratch = Scratch::migrated().await;
    let mut command = on(scratch.url(), &[("server.drain_ms", "0")]);
    for (name, value) in LIBPQ {
        command.env(name, value);
    }
    let process = Process::spawn(command);
    let address = process.address();
    assert_eq!(
        RawRequest::call(address, "CreateOptOutList", r#"{"OptOutListName":"a"}"#).send(address).await.status,
        200
    );
}

/// What people export from a printed line, and what belongs to another project.
pub const LIBPQ: [(&str, &str); 8] = [
    ("PGOPTIONS", "-c role=callsign_inspect -c search_path=inspect -c default_transaction_read_only=on"),
    ("PGSSLMODE", "verify-full"),
    ("PGSSLROOTCERT", "/nowhere"),
    ("PGHOST", "/nowhere"),
    ("PGPORT", "1"),
    ("PGUSER", "nobody"),
    ("PGDATABASE", "theirs"),
    ("PGDATA", "/nowhere"),
];

#[tokio::test]
async fn an_empty_database_is_migrated_by_the_subcommand_when_starts_may_not() {
    let scratch = Scratch::empty().await;
    let may_not = [("database.migrate", "false")];
    let sentence = refused(on(scratch.url(), &may_not));
    assert!(sentence.contains("callsign migrate") && sentence.contains("database.migrate"), "{sentence}");

    let url = changed(&scratch, |url| url.set_password(None).expect("it takes none"));
    let version = migrate::program_version();
    for done in [format!("migrated from 0 to {version}"), format!("already at {version}")] {
        let migrate = command(&["migrate", "--database-url", scratch.url()], &[("log.level", "error")]);
        assert_eq!(Process::outcome(migrate), (Some(0), format!("{url}: {done}\n"), String::new()));
    }

    let process = Process::serving(scratch.url(), &may_not);
    let address = process.address();
    let answer = RawRequest::call(address, "DescribePools", "{}").send(address).await;
    assert_eq!(answer.status, 200);
    assert!(!process.stdout().contains(scratch.url()), "the ready block shows no URL");
}

#[test]
fn an_argument_that_is_none_is_refused_without_being_repeated() {
    let url = "postgres://u:c4n4ry@h/d";
    let misspelt = format!("--database-urll={url}");
    for arguments in [&[url][..], &["serve", url], &["--database-urll", url], &[&misspelt], &["config", "--url", url]] {
        let sentence = refused(command(arguments, &[]));
        assert!(!sentence.contains("c4n4ry") && sentence.contains("--help"), "{sentence}");
    }
    let sentence = refused(command(&["health", "--url", "http://u:c4n4ry@127.0.0.1:1"], &[]));
    assert!(!sentence.contains("c4n4ry") && sentence.contains("127.0.0.1:1"), "{sentence}");
}

#[test]
fn a_database_url_of_another_project_is_not_read() {
    let mut config = command(&["config"], &[]);
    config.env("DATABASE_URL", "postgres://somebody.else/theirs");
    let (code, stdout, _) = Process::outcome(config);
    assert_eq!(code, Some(0));
    assert!(!stdout.contains("theirs"), "{stdout}");
}

#[test]
fn health_fails_in_one_sentence_when_nobody_answers() {
    let sentence = refused(command(&["health", "--url", "http://127.0.0.1:1"], &[]));
    assert!(sentence.contains("http://127.0.0.1:1"), "{sentence}");
}

#[tokio::test]
async fn the_printed_psql_line_of_an_external_database_works_with_its_url() {
    let scratch = Scratch::migrated().await;
    let process = Process::serving(scratch.url(), &[]);
    let url = url::Url::parse(scratch.url()).expect("the URL is one");
    let password = url.password().unwrap_or_default();
    let line = super::line(&process, "psql");
    assert!(!line.contains(&format!(":{password}@")), "no password on the command line: {line}");
    let line = format!("PGPASSWORD='{password}' {line}");
    assert_eq!(psql(&line, "select count(*) from pools"), (true, "0".to_owned()));
    assert!(!psql(&line, "delete from callsign.pool").0, "it can't write");
    assert_eq!(psql(&line, "show statement_timeout"), (true, "5s".to_owned()));
}

#[tokio::test]
async fn a_start_with_a_seed_has_what_its_file_says() {
    let scratch = Scratch::migrated().await;
    let folder = Folder::new();
    let file = folder.write("seed.toml", include_str!("../../../src/staging/seed/example.toml"));
    let file = file.to_string_lossy();
    let arguments = ["--listen", "127.0.0.1:0", "--database-url", scratch.url(), "--seed", &file];
    let process = Process::spawn(command(&arguments, &[]));
    process.address();
    let pools: i64 = sqlx::query_scalar("select count(*) from inspect.pools")
        .fetch_one(&mut scratch.connection().await)
        .await
        .expect("the pools are counted");
    assert_eq!(pools, 1);
}

// What is logged

const CREDENTIALS: &str = r#"
[[auth.credentials]]
access_key_id = "AKIALOGGED"
secret_access_key = "c4n4ry-secret"
account_id = "000000000042"
session_token = "c4n4ry-token"
"#;

#[tokio::test]
async fn a_json_log_has_one_line_a_call_and_no_secret_at_any_level_and_no_row_or_metric_has_one() {
    let scratch = Scratch::migrated().await;
    let folder = Folder::new();
    let file = folder.write("callsign.toml", CREDENTIALS);
    let file = file.to_string_lossy();
    let arguments = ["--listen", "127.0.0.1:0", "--database-url", scratch.url(), "--config", &file];
    let settings = [("log.format", "json"), ("log.level", "trace"), ("server.drain_ms", "0")];
    let mut process = Process::spawn(command(&arguments, &settings));
    let address = process.address();
    let now = std::time::SystemTime::now();
    let call = |operation: &str, body: &str| {
        let request = RawRequest::unsigned(address, operation, body);
        request.signed_by("AKIALOGGED", "c4n4ry-secret", Some("c4n4ry-token"), now)
    };
    let list = r#"{"OptOutListName":"Logged","Tags":[{"Key":"k","Value":"c4n4ry-body"}]}"#;
    let requests = [
        (call("CreateOptOutList", list), "CreateOptOutList", "000000000042", "success", None),
        (
            call("CreateOptOutList", list),
            "CreateOptOutList",
            "000000000042",
            "ConflictException",
            Some("RESOURCE_ALREADY_EXISTS"),
        ),
        (call("CreateOptOutList", "{}"), "CreateOptOutList", "000000000042", "ValidationException", None),
        (call("Nonsense", "{}"), "Nonsense", "-", "UnknownOperationException", None),
        (
            RawRequest::unsigned(address, "DescribePools", "{}").signed_by("AKIALOGGED", "wrong", None, now),
            "DescribePools",
            "-",
            "UnrecognizedClientException",
            None,
        ),
    ];
    let mut canaries = vec!["c4n4ry".to_owned()];
    let url = url::Url::parse(scratch.url()).expect("the URL is one");
    // A password that is also the user's name, as in the compose file, can't be told from it but by where it stands.
    let is_the_users_name = |password: &&str| url.username() == *password;
    canaries.extend(url.password().map(|password| match Some(password).filter(is_the_users_name) {
        Some(name) => format!(":{name}@"),
        None => password.to_owned(),
    }));
    let mut ids = Vec::new();
    for (request, ..) in &requests {
        let authorization = request.headers.iter().find(|(name, _)| name == "authorization");
        let signature = authorization.and_then(|(_, value)| value.split("Signature=").nth(1));
        canaries.push(signature.expect("the request is signed").to_owned());
        ids.push(request.send(address).await.request_id().to_string());
    }
    let (_, metrics) = super::get(&process, "/metrics").await;
    process.signal("TERM");
    assert_eq!(process.end().code(), Some(0));

    let mut connection = scratch.connection().await;
    let kept: Vec<String> = sqlx::query_scalar("select r::text from callsign.request r order by sequence")
        .fetch_all(&mut connection)
        .await
        .expect("the calls are read");
    assert_eq!(kept.len(), requests.len(), "{kept:?}");
    assert!(kept[0].contains("c4n4ry-body"), "what is asked is kept: {kept:?}");
    let log = process.stderr();
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("each line is JSON")).collect();
    for ((_, operation, account, outcome, reason), id) in requests.iter().zip(ids) {
        let calls: Vec<&Value> = lines.iter().filter(|line| line["request_id"] == id.as_str()).collect();
        assert_eq!(calls.len(), 1, "one line a call: {calls:?}");
        let call = calls[0];
        assert_eq!((&call["message"], &call["level"]), (&Value::from("call"), &Value::from("INFO")));
        assert_eq!((&call["operation"], &call["account"]), (&Value::from(*operation), &Value::from(*account)));
        if *outcome == "ValidationException" {
            let fields =
                "optOutListName: Value at 'optOutListName' failed to satisfy constraint: Member must not be null";
            assert_eq!((&call["reason"], &call["fields"]), (&Value::from("MISSING_PARAMETER"), &Value::from(fields)));
            continue;
        }
        assert_eq!((&call["outcome"], call["reason"].as_str()), (&Value::from(*outcome), *reason));
        if *account != "-" {
            assert_eq!((&call["region"], &call["access_key_id"]), (&Value::from(REGION), &Value::from("AKIALOGGED")));
            assert_eq!(call["caller"], "arn:aws:iam::000000000042:user/AKIALOGGED");
        }
        assert_eq!(call["resource"].as_str(), reason.map(|_| "Logged"), "{call}");
        assert!(call["duration_ms"].as_f64().is_some_and(|duration| duration >= 0.0), "{call}");
    }
    for canary in canaries.iter().skip(1).map(String::as_str).chain(["c4n4ry-secret", "c4n4ry-token"]) {
        let shown = kept.iter().chain([&metrics]).find(|text| text.contains(canary));
        assert!(shown.is_none(), "{canary} is in {shown:?}");
    }
    for canary in canaries {
        let shown: Vec<&str> = [process.stdout(), log.clone()]
            .concat()
            .lines()
            .filter(|line| line.contains(&canary))
            .map(|_| "a line")
            .collect();
        let first = log.lines().find(|line| line.contains(&canary));
        assert!(shown.is_empty(), "{canary} is in {} lines, such as {first:?}", shown.len());
    }
}

#[tokio::test]
async fn the_log_says_that_a_missing_member_is_there_in_other_letters() {
    let scratch = Scratch::migrated().await;
    let mut process = Process::serving(scratch.url(), &[("log.format", "json")]);
    let address = process.address();
    for body in [r#"{"optOutListName":"c4n4ry"}"#, r#"{"OPTOUTLISTNAME":"c4n4ry"}"#, r#"{"OptOutList":"c4n4ry"}"#] {
        assert_eq!(RawRequest::call(address, "CreateOptOutList", body).send(address).await.status, 400);
    }
    process.signal("TERM");
    process.end();

    let log = process.stderr();
    let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).expect("each line is JSON"));
    let hints: Vec<Value> = lines.filter(|line| line["message"] == "call").map(|line| line["hint"].clone()).collect();
    let hint = |found: &str| Value::from(format!("{found} is there, and is called OptOutListName"));
    assert_eq!(hints, [hint("optOutListName"), hint("OPTOUTLISTNAME"), Value::Null]);
    assert!(!log.contains("c4n4ry"), "{log}");
}
