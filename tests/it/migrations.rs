//! Migrations: one program applies them, a killed one is completed by the next, and a role without DDL serves afterwards.

use std::process::{Command, Stdio};

use callsign::{database::migrate, serve::Serving};
use sqlx::{Executor, PgConnection, Row};

use crate::harness::{cluster, simulator};

mod resource;

/// Every column, constraint and index of callsign's schemas, in one text.
async fn schema(connection: &mut PgConnection) -> String {
    let rows = sqlx::query(
        "select table_schema || '.' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable as line
         from information_schema.columns where table_schema in ('callsign', 'inspect')
         union all
         select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
         from pg_constraint where connamespace = 'callsign'::regnamespace
         union all
         select indexdef from pg_indexes where schemaname = 'callsign'
         order by 1",
    )
    .fetch_all(connection)
    .await
    .expect("the catalogue is read");
    rows.iter().map(|row| row.get::<String, _>("line") + "\n").collect()
}

#[tokio::test]
async fn eight_starts_at_once_on_an_empty_database_migrate_it_once_and_all_become_ready() {
    let url = cluster::empty_database().await;
    let starts: Vec<_> = (0..8)
        .map(|_| {
            let settings = crate::harness::settings(&url);
            cluster::RUNTIME.spawn(async move { Serving::start(&settings, |_| {}).await })
        })
        .collect();
    let mut serving = Vec::new();
    for start in starts {
        serving.push(start.await.expect("a start doesn't panic").expect("every start becomes ready"));
    }

    for one in &serving {
        let url = format!("http://{}", one.address());
        let health = Command::new(env!("CARGO_BIN_EXE_callsign")).args(["health", "--url", &url]).status();
        assert!(health.expect("callsign health runs").success());
    }
    let mut connection = cluster::connect(&url).await;
    let applied: i64 = sqlx::query_scalar("select count(*) from callsign.schema_history")
        .fetch_one(&mut connection)
        .await
        .expect("the history is read");
    assert_eq!(applied, i64::from(migrate::program_version()), "each migration was applied once");
    for one in serving {
        cluster::RUNTIME.spawn(one.stop_now()).await.expect("it stops");
    }
    cluster::drop_database(&url).await;
}

#[tokio::test]
async fn a_migration_that_was_killed_at_any_point_is_completed_by_the_next() {
    let whole = cluster::migrated_database().await;
    let expected = schema(&mut cluster::connect(&whole).await).await;
    let killed = cluster::empty_database().await;
    for milliseconds in [5, 20, 35, 50, 65, 80, 95, 110, 125, 140] {
        let mut migrating = migrating(&killed).spawn().expect("callsign migrate starts");
        // Not a wait for anything: where the kill falls is what is tried out.
        tokio::time::sleep(std::time::Duration::from_millis(milliseconds)).await;
        migrating.kill().expect("it is killed, or has ended");
        migrating.wait().expect("it is gone");
    }

    assert!(migrating(&killed).status().expect("callsign migrate runs").success());

    assert_eq!(schema(&mut cluster::connect(&killed).await).await, expected);
    cluster::drop_database(&whole).await;
    cluster::drop_database(&killed).await;
}

fn migrating(url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callsign"));
    command.arg("migrate").env("CALLSIGN_DATABASE__URL", url).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Runs a block with the program on the PATH, whether it succeeds.
fn run_in_shell(block: &str) -> bool {
    let folder = std::path::Path::new(env!("CARGO_BIN_EXE_callsign")).parent().expect("the program is in a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("sh");
    shell.args(["-euc", block]).env("PATH", format!("{}:{path}", folder.display()));
    shell.stdout(Stdio::null()).stderr(Stdio::null()).status().expect("there is a shell").success()
}

/// The blocks of a page in a language.
fn blocks<'p>(page: &'p str, language: &str) -> Vec<&'p str> {
    let fence = format!("```{language}\n");
    page.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("```").next()).collect()
}

#[tokio::test]
async fn a_role_without_ddl_serves_after_another_migrated_as_the_operators_page_says() {
    let url = cluster::empty_database().await;
    let name = url::Url::parse(&url).expect("a URL").path().trim_start_matches('/').to_owned();
    let as_role = |role: &str, password: &str| {
        let mut url = url::Url::parse(&url).expect("a URL");
        url.set_username(role).expect("a role");
        url.set_password(Some(password)).expect("a password");
        String::from(url)
    };
    let page =
        include_str!("../../docs/operations.md").replace("on database callsign to", &format!("on database {name} to"));
    let [roles, ..] = blocks(&page, "sql")[..] else { panic!("the page has a block of SQL or more") };
    let mut admin = cluster::connect(&url).await;
    cluster::run_page(&mut admin, roles).await;
    let start = |settings: callsign::config::Settings| async move {
        let started = cluster::RUNTIME.spawn(async move { Serving::start(&settings, |_| {}).await }).await;
        started.expect("the start doesn't panic").expect("callsign starts with the role")
    };
    // The first start migrates.
    let mut settings = crate::harness::settings(&as_role("callsign_serve", "choose-another"));
    settings.database.migration_url = crate::harness::settings(&as_role("callsign_migrate", "choose-one")).database.url;
    let serving = start(settings.clone()).await;
    cluster::RUNTIME.spawn(serving.stop_now()).await.expect("it stops");
    // An upgrade makes tables and views, and nothing is granted again.
    let mut upgrade = cluster::connect(&as_role("callsign_migrate", "choose-one")).await;
    let added = "create table callsign.added (id bigint generated always as identity, note text);
                 create view inspect.added as select * from callsign.added";
    upgrade.execute(sqlx::raw_sql(added)).await.expect("the role migrates");
    let server = url::Url::parse(&url).expect("a URL");
    let server = format!("{}:{}/{name}", server.host_str().expect("a host"), server.port().unwrap_or(5432));
    let [migrate, ..] = blocks(&page, "sh")[..] else { panic!("the page has a block for a shell or more") };
    assert!(run_in_shell(&migrate.replace("HOST/callsign", &server)), "the other role migrates: {migrate}");
    let mut session = cluster::connect(&as_role("callsign_serve", "choose-another")).await;
    for written in ["insert into callsign.added (note) values ('mine')", "delete from callsign.added"] {
        session.execute(written).await.expect("the role that serves writes what was added");
    }
    session
        .execute(sqlx::raw_sql("set role callsign_inspect; select * from inspect.added; reset role"))
        .await
        .expect("who reads sees what was added");

    settings.database.migrate = false;
    let serving = start(settings).await;
    let client = crate::harness::client_at(serving.address(), "test", "us-east-1");
    simulator(&client).send().await.expect("the role serves");
    let rights: (bool, bool, bool, bool) = sqlx::query_as(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb from pg_roles where rolname = 'callsign_serve'",
    )
    .fetch_one(&mut admin)
    .await
    .expect("the role is there");
    assert_eq!(rights, (false, false, false, false), "superuser, bypassrls, createrole, createdb");
    for forbidden in [
        "create table callsign.x ()",
        "alter table callsign.pool add x text",
        "drop table callsign.pool",
        "truncate callsign.tag",
        "truncate callsign.pool_origination_identity",
        "create index on callsign.pool (region)",
        "create or replace view inspect.tags as select 1 as x",
        "create schema x",
        "alter role callsign_serve superuser",
    ] {
        let refused = session.execute(forbidden).await.expect_err("the role has no DDL");
        assert_eq!(callsign::database::error::sqlstate(&refused).as_deref(), Some("42501"), "{forbidden}: {refused}");
    }
    cluster::RUNTIME.spawn(serving.stop_now()).await.expect("it stops");
    cluster::drop_database(&url).await;
}
