//! Backup and restore: what `pg_dump` takes while callsign serves is whole.

use std::{
    collections::BTreeSet,
    path::Path,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use aws_sdk_pinpointsmsvoicev2::Client;
use callsign::database::embedded::{self, Cluster, DataDir};

use crate::{
    harness::{App, Fixture, Folder, Process, cluster, command},
    staging::{send, stream::Reader},
};

/// Dumps one database and restores it into an empty one: the URL of the copy. `None` where the installed `pg_dump` is older
/// than the server.
async fn copy(url: &str) -> Option<String> {
    let restored = cluster::empty_database().await;
    copy_to(url, &restored).then_some(restored)
}

/// Dumps one database and restores it into another. `false` where the installed `pg_dump` is older than the server.
fn copy_to(url: &str, restored: &str) -> bool {
    let file = std::env::temp_dir().join(format!("callsign-{}.dump", uuid::Uuid::new_v4()));
    let dumped =
        Command::new("pg_dump").args(["-Fc", "-f"]).arg(&file).arg(url).output().expect("pg_dump is installed");
    let complaint = String::from_utf8_lossy(&dumped.stderr).into_owned();
    if complaint.contains("server version mismatch") {
        println!("skipped: the installed pg_dump is older than the server");
        return false;
    }
    assert!(dumped.status.success(), "pg_dump: {complaint}");
    let status = Command::new("pg_restore")
        .args(["--no-owner", "--exit-on-error", "-d"])
        .arg(restored)
        .arg(&file)
        .status()
        .expect("pg_restore is installed");
    assert!(status.success(), "pg_restore brings everything back");
    std::fs::remove_file(&file).expect("the dump is removed");
    true
}

async fn identities(client: &Client, pool: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut pages = client.list_pool_origination_identities().pool_id(pool).into_paginator().items().send();
    while let Some(item) = pages.next().await {
        found.insert(item.expect("a page").origination_identity);
    }
    found
}

#[tokio::test]
async fn a_dump_taken_under_writes_holds_every_association_that_was_acknowledged_before_it() {
    let app = App::with(|settings| settings.quotas.origination_identities_per_pool = 0).await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    for number in 0..60 {
        fixture.sender_id(&format!("SENDER{number}"), "GB").await;
    }
    for number in 0..20 {
        fixture.associate(&pool, &format!("SENDER{number}"), "GB").await;
    }
    let acknowledged = identities(&app.client(), &pool).await;
    let is_over = Arc::new(AtomicBool::new(false));
    let writer = tokio::spawn({
        let (pool, is_over) = (pool.clone(), Arc::clone(&is_over));
        async move {
            for number in 20..60 {
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
                fixture.associate(&pool, &format!("SENDER{number}"), "GB").await;
            }
        }
    });

    let url = app.database_url().to_owned();
    let copied =
        tokio::task::spawn_blocking(move || cluster::RUNTIME.block_on(copy(&url))).await.expect("it is copied");
    is_over.store(true, Ordering::Relaxed);
    writer.await.expect("the writer ends");
    let Some(copied) = copied else { return };

    let restored = App::on_database(copied).await;
    let found = identities(&restored.client(), &pool).await;
    assert!(acknowledged.is_subset(&found), "lost: {:?}", acknowledged.difference(&found));
    let half_done = "select count(*) from callsign.client_token where answer is null";
    assert_eq!(restored.count(half_done).await, 0, "no half-done request is in the copy");
    let fixture = Fixture(restored.client());
    fixture.sender_id("LATER", "GB").await;
    fixture.associate(&pool, "LATER", "GB").await;
}

#[tokio::test]
async fn a_quiet_copy_gives_the_same_answers_and_knows_the_same_client_tokens() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let associate = |client: Client| {
        client
            .associate_origination_identity()
            .pool_id(&pool)
            .origination_identity(&number)
            .iso_country_code("US")
            .client_token("the-same")
            .send()
    };
    let first = associate(app.client()).await.expect("the number joins");
    let url = app.database_url().to_owned();
    let copied =
        tokio::task::spawn_blocking(move || cluster::RUNTIME.block_on(copy(&url))).await.expect("it is copied");
    let Some(copied) = copied else { return };
    let restored = App::on_database(copied).await;

    let again = associate(restored.client()).await.expect("the token is known");
    assert_eq!(format!("{:?}", again.origination_identity_arn), format!("{:?}", first.origination_identity_arn));
    let pools = |client: Client| async move { client.describe_pools().send().await.expect("pools").pools };
    assert_eq!(pools(app.client()).await, pools(restored.client()).await);
    let numbers =
        |client: Client| async move { client.describe_phone_numbers().send().await.expect("numbers").phone_numbers };
    assert_eq!(numbers(app.client()).await, numbers(restored.client()).await);
}

const PHONE: &str = "+12065550142";

/// Two messages, and the cursor of a reader who had the first of them.
async fn one_read_and_one_not(app: &App) -> String {
    let mut connection = app.connection().await;
    let mut reader = Reader::open(app, "stream?kinds=message").await;
    send(&mut connection, PHONE, "one").await;
    assert_eq!(reader.bodies(1).await, ["one"]);
    send(&mut connection, PHONE, "two").await;
    reader.last_event_id
}

#[tokio::test]
async fn a_stream_goes_on_where_it_was_over_a_dump_that_its_own_cluster_restored() {
    let app = App::start().await;
    let last = one_read_and_one_not(&app).await;
    let url = app.database_url().to_owned();
    let copied =
        tokio::task::spawn_blocking(move || cluster::RUNTIME.block_on(copy(&url))).await.expect("it is copied");
    let Some(copied) = copied else { return };
    let restored = App::on_database(copied).await;
    let mut reader = Reader::come_back(&restored, "stream?kinds=message", &last).await;
    assert_eq!(reader.bodies(1).await, ["two"]);
    send(&mut restored.connection().await, PHONE, "three").await;
    assert_eq!(reader.bodies(1).await, ["three"]);
}

#[tokio::test]
async fn a_stream_goes_on_over_a_dump_that_a_younger_cluster_restored_and_misses_nothing() {
    let app = App::start().await;
    // The numbers of the dump's transactions are to be beyond those of the other cluster.
    let mut old = app.connection().await;
    for statement in [
        "set synchronous_commit = off",
        "create procedure public.age() language plpgsql as $$ begin
             for n in 1 .. 20000 loop perform pg_current_xact_id(); commit; end loop; end $$",
        "call public.age()",
        "drop procedure public.age()",
    ] {
        sqlx::raw_sql(statement).execute(&mut old).await.expect("the cluster ages");
    }
    let last = one_read_and_one_not(&app).await;

    let folder = Folder::new();
    let young = Cluster {
        data_dir: DataDir::Default(folder.join("cluster")),
        program: env!("CARGO_BIN_EXE_callsign").into(),
        parameters: Vec::new(),
    };
    let young = cluster::RUNTIME.spawn(async move { embedded::start(&young, |_| {}).await });
    let young = young.await.expect("the start doesn't panic").expect("another cluster starts");
    let mut admin = cluster::connect(young.url()).await;
    cluster::run_page(&mut admin, "create role callsign_inspect nologin; create database restored").await;
    let mut copied = url::Url::parse(young.url()).expect("a URL");
    copied.set_path("restored");
    let copied = String::from(copied);
    let (from, to) = (app.database_url().to_owned(), copied.clone());
    if tokio::task::spawn_blocking(move || copy_to(&from, &to)).await.expect("it is copied") {
        let beyond =
            "select count(*) from callsign.message where transaction_id >= pg_snapshot_xmax(pg_current_snapshot())";
        let mut connection = cluster::connect(&copied).await;
        let beyond: i64 = sqlx::query_scalar(beyond).fetch_one(&mut connection).await.expect("they are counted");
        assert_eq!(beyond, 2, "no transaction of this cluster had these numbers yet");

        let mut restored = App::on_database(copied).await;
        let mut reader = Reader::come_back(&restored, "stream?kinds=message", &last).await;
        // At least once: what was read before comes again.
        assert_eq!(reader.bodies(2).await, ["one", "two"]);
        send(&mut connection, PHONE, "three").await;
        assert_eq!(reader.bodies(1).await, ["three"]);
        let mut again = Reader::come_back(&restored, "stream?kinds=message", &reader.last_event_id).await;
        send(&mut connection, PHONE, "four").await;
        assert_eq!(again.bodies(1).await, ["four"], "a cursor of this cluster is one of its own");
        restored.stop().await;
    }
    cluster::RUNTIME.spawn(young.stop()).await.expect("the other cluster stops");
}

const PAGE: &str = include_str!("../../docs/operations.md");

/// The blocks of a page in a language.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let fence = format!("```{language}\n");
    page.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

/// Runs a block in a folder, with the program on the PATH: what it complains of.
fn run(block: &str, folder: &Folder) -> Result<(), String> {
    let program = Path::new(env!("CARGO_BIN_EXE_callsign")).parent().expect("the program is in a folder");
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let mut shell = Command::new("sh");
    shell.args(["-euc", block]).env("PATH", path).current_dir(folder.join(""));
    let output = shell.output().expect("there is a shell");
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// The part of a database's URL that stands for `HOST/callsign`.
fn server(url: &str) -> String {
    let parsed = url::Url::parse(url).expect("a URL");
    format!("{}:{}{}", parsed.host_str().expect("a host"), parsed.port().unwrap_or(5432), parsed.path())
}

#[tokio::test]
async fn a_dump_is_restored_with_roles_by_the_commands_of_the_page() {
    let [_migrate, dump, restore, ..] = blocks(PAGE, "sh")[..] else { panic!("the page has five blocks for a shell") };
    let (folder, from, to) = (Folder::new(), cluster::empty_database().await, cluster::empty_database().await);
    let as_role = |url: &str, role: &str, password: &str| {
        let mut url = url::Url::parse(url).expect("a URL");
        url.set_username(role).expect("a role");
        url.set_password(Some(password)).expect("a password");
        String::from(url)
    };
    for url in [&from, &to] {
        let name = url::Url::parse(url).expect("a URL").path().trim_start_matches('/').to_owned();
        let roles = blocks(PAGE, "sql")[0].replace("on database callsign to", &format!("on database {name} to"));
        cluster::run_page(&mut cluster::connect(url).await, &roles).await;
    }
    let settings = |url: &str| {
        let (serve, migrate) =
            (as_role(url, "callsign_serve", "choose-another"), as_role(url, "callsign_migrate", "choose-one"));
        (serve, migrate)
    };
    let (serve, migrate) = settings(&from);
    let process = Process::serving(&serve, &[("database.migration_url", &migrate)]);
    let pool = Fixture(process.client()).pool().await;
    if let Err(complaint) = run(&dump.replace("HOST/callsign", &server(&from)), &folder) {
        assert!(complaint.contains("server version mismatch"), "{complaint}");
        println!("skipped: the installed pg_dump is older than the server");
        return;
    }
    run(&restore.replace("HOST/callsign", &server(&to)), &folder).expect("everything comes back");
    let (serve, migrate) = settings(&to);
    let restored = Process::serving(&serve, &[("database.migration_url", &migrate)]);
    let found = restored.client().describe_pools().send().await.expect("pools are described");
    assert_eq!(found.pools()[0].pool_id, pool);
    Fixture(restored.client()).pool().await;
    let psql = command(&["psql", "--database-url", &serve, "-Atc", "select count(*) from pools"], &[]).output();
    assert_eq!(String::from_utf8_lossy(&psql.expect("it is run").stdout).trim(), "2");
}

/// As an administrator does it: roles, migration, serving, a dump, and the restore into a database that is empty again.
#[tokio::test]
async fn on_a_fresh_cluster_the_blocks_of_the_page_work_in_their_order_as_they_stand_there() {
    let [migrate, dump, restore, ..] = blocks(PAGE, "sh")[..] else { panic!("the page has five blocks for a shell") };
    let roles = blocks(PAGE, "sql")[0];
    let folder = Folder::new();
    let fresh = Cluster {
        data_dir: DataDir::Default(folder.join("cluster")),
        program: env!("CARGO_BIN_EXE_callsign").into(),
        parameters: Vec::new(),
    };
    let fresh = cluster::RUNTIME.spawn(async move { embedded::start(&fresh, |_| {}).await });
    let fresh = fresh.await.expect("the start doesn't panic").expect("a cluster starts");
    let host = format!("127.0.0.1:{}", fresh.port());
    let here = |block: &str| run(&block.replace("HOST", &host), &folder);
    let url = format!("postgres://callsign_serve:choose-another@{host}/callsign");

    cluster::run_page(&mut cluster::connect(fresh.url()).await, roles).await;
    here(migrate).expect("the role migrates");
    let mut process = Process::serving(&url, &[("database.migrate", "false")]);
    let pool = Fixture(process.client()).pool().await;
    let dumped = here(dump);
    process.signal("TERM");
    process.end();
    if let Err(complaint) = dumped {
        assert!(complaint.contains("server version mismatch"), "{complaint}");
        println!("skipped: the installed pg_dump is older than the server");
    } else {
        let mut elsewhere = url::Url::parse(fresh.url()).expect("a URL");
        elsewhere.set_path("postgres");
        let empty = "drop database callsign with (force); create database callsign;";
        cluster::run_page(&mut cluster::connect(elsewhere.as_str()).await, empty).await;
        cluster::run_page(&mut cluster::connect(fresh.url()).await, roles).await;
        here(restore).expect("everything comes back");
        let process = Process::serving(&url, &[("database.migrate", "false")]);
        let found = process.client().describe_pools().send().await.expect("pools are described");
        assert_eq!(found.pools()[0].pool_id, pool);
        Fixture(process.client()).pool().await;
        let psql = command(&["psql", "--database-url", &url, "-Atc", "select count(*) from pools"], &[]).output();
        assert_eq!(String::from_utf8_lossy(&psql.expect("it is run").stdout).trim(), "2");
    }
    cluster::RUNTIME.spawn(fresh.stop()).await.expect("the cluster stops");
}

#[tokio::test]
async fn the_embedded_postgresql_is_dumped_and_restored_into_a_new_one_by_the_commands_of_the_page() {
    let [.., dump, restore] = blocks(PAGE, "sh")[..] else { panic!("the page has five blocks for a shell") };
    let folder = Folder::new();
    let start = || {
        let data_dir = folder.join(".callsign");
        let arguments = ["--listen", "127.0.0.1:0", "--data-dir", &*data_dir.to_string_lossy()];
        let process =
            Process::spawn(command(&arguments, &[("server.drain_ms", "0"), ("database.max_connections", "4")]));
        process.address();
        process
    };
    let stop = |mut process: Process| {
        process.signal("TERM");
        process.end();
    };
    let process = start();
    let pool = Fixture(process.client()).pool().await;
    let dumped = run(dump, &folder);
    stop(process);
    if let Err(complaint) = dumped {
        assert!(complaint.contains("server version mismatch"), "{complaint}");
        println!("skipped: the installed pg_dump is older than the server");
        return;
    }
    std::fs::rename(folder.join(".callsign"), folder.join("away")).expect("it is moved away");
    let process = start();
    run(restore, &folder).expect("everything comes back");
    stop(process);
    let process = start();
    let found = process.client().describe_pools().send().await.expect("pools are described");
    assert_eq!(found.pools()[0].pool_id, pool);
    Fixture(process.client()).pool().await;
    stop(process);
}
