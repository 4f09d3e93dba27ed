//! The role for people who only read, as the page has an administrator make it: a login of its own, and what it is refused.

use callsign::database::migrate;
use sqlx::{Connection, Executor, PgConnection};
use tokio::sync::Mutex;

use super::{State, blocks, rows, sqlstate};
use crate::harness::{App, cluster};

/// Writing, in any of PostgreSQL's ways. None may succeed, not even where the reader switches read-only off.
const WRITES: [&str; 38] = [
    "insert into pools (pool_id) values ('pool-1')",
    "insert into opt_out_lists (opt_out_list_name) values ('Mine')",
    "insert into callsign.pool default values",
    "update sender_ids set registered = true",
    "update phone_numbers set message_type = 'PROMOTIONAL'",
    "update callsign.client_token set answer = null",
    "delete from associations",
    "delete from association_history",
    "delete from callsign.phone_number",
    "merge into callsign.tag t using pools p on false when not matched then do nothing",
    "truncate callsign.association_event",
    "truncate pools",
    "copy callsign.pool from program 'echo 1'",
    "copy opt_out_lists from stdin",
    "create table inspect.mine (note text)",
    "create table callsign.mine (note text)",
    "create table public.mine (note text)",
    "create temporary table mine (note text)",
    "select * into mine from pools",
    "create or replace view inspect.tags as select 1 as mine",
    "drop view inspect.tags",
    "alter view inspect.pools rename to mine",
    "drop schema callsign cascade",
    "alter schema inspect rename to mine",
    "create schema mine",
    "create database callsign_mine",
    "create role callsign_intruder",
    "alter role reader superuser",
    "grant select on callsign.pool to public",
    "alter system set fsync = off",
    "alter database callsign_template set fsync = off",
    "create function inspect.mine() returns int language sql return 1",
    "select lo_from_bytea(0, 'mine')",
    "select lo_create(0)",
    "select pg_logical_emit_message(false, 'mine', 'in the WAL')",
    "select pg_logical_emit_message(true, 'mine', '\\x00'::bytea)",
    "select txid_current()",
    "select pg_current_xact_id()",
];

/// Reading or running what isn't the reader's.
const TRESPASSES: [&str; 25] = [
    "select * from callsign.pool",
    "select * from callsign.client_token",
    "select request_digest from callsign.client_token",
    "select key from callsign.next_token_key",
    "select version from callsign.schema_history",
    "select callsign.pool_id(gen_random_uuid())",
    "do $$ begin lock table callsign.pool in share mode; end $$",
    "copy (select 1) to program 'cat >/tmp/mine'",
    "copy (select 1) to '/tmp/mine'",
    "copy callsign.pool to stdout",
    "select pg_read_file('/etc/passwd')",
    "select pg_read_binary_file('postgresql.conf')",
    "select pg_ls_dir('.')",
    "select pg_stat_file('postgresql.conf')",
    "select lo_import('/etc/passwd')",
    "select lo_export(1, '/tmp/mine')",
    "select rolpassword from pg_authid",
    "select passwd from pg_shadow",
    "select * from pg_hba_file_rules",
    "select pg_reload_conf()",
    "select pg_switch_wal()",
    "set role pg_read_all_data",
    "set session authorization pg_monitor",
    "create extension dblink",
    "load '/tmp/mine.so'",
];

/// Each of them closes the other databases of the cluster, and PostgreSQL doesn't let two do that at once.
static ONE_BY_ONE: Mutex<()> = Mutex::const_new(());

/// A reader on the database of `app`, made as the page says. Roles belong to the whole cluster, so it has a name of its own.
struct Reader {
    name: String,
    url: String,
}

impl Reader {
    async fn new(app: &App) -> Self {
        Self::on(app.database_url()).await
    }

    async fn on(database: &str) -> Self {
        let mut admin = cluster::connect(database).await;
        let mut url = url::Url::parse(database).expect("the URL is one");
        let database = url.path().trim_start_matches('/').to_owned();
        let name = format!("reader_{}", uuid::Uuid::new_v4().simple());
        let lines =
            blocks("pgsql").into_iter().find(|block| block.contains("create role reader")).expect("the page has it");
        let lines = lines.replace("role reader ", &format!("role {name} "));
        let lines = lines.replace("database callsign ", &format!("database {database} "));
        let turn = ONE_BY_ONE.lock().await;
        cluster::run_page(&mut admin, &lines).await;
        drop(turn);
        url.set_username(&name).expect("a URL takes a name");
        url.set_password(Some("choose-one")).expect("a URL takes a password");
        Self { name, url: url.into() }
    }

    async fn connect(&self) -> PgConnection {
        cluster::connect(&self.url).await
    }

    async fn end(self, app: &App) {
        cluster::run_page(&mut app.connection().await, &format!("drop role {};", self.name)).await;
    }
}

#[tokio::test]
async fn the_reader_of_the_page_reads_the_views_and_is_refused_everything_else() {
    let state = State::new().await;
    let reader = Reader::new(&state.app).await;
    let mut connection = reader.connect().await;
    assert!(!rows(&mut connection, "select * from pools").await.expect("the views are for it").is_empty());
    let before = state.app.state().await;
    for read_only in ["on", "off"] {
        rows(&mut connection, &format!("set default_transaction_read_only = {read_only}"))
            .await
            .expect("its own setting");
        for statement in WRITES.iter().chain(&TRESPASSES) {
            let statement = statement.replace("role reader", &format!("role {}", reader.name));
            let error = rows(&mut connection, &statement).await.expect_err(&statement);
            let code = sqlstate(&error);
            // insufficient_privilege; a view that can't be written through; read_only_sql_transaction.
            let refused = ["42501", "55000"].contains(&code.as_str()) || (read_only == "on" && code == "25006");
            // A view isn't what copy, truncate and merge work on at all.
            assert!(refused || code == "42809", "{statement}: {code} {error}");
        }
    }
    assert_eq!(state.app.state().await, before);
    connection.close().await.expect("it closes");
    reader.end(&state.app).await;
}

#[tokio::test]
async fn a_statement_of_the_reader_is_cut_off_and_a_sixth_session_refused() {
    let app = App::start().await;
    let reader = Reader::new(&app).await;
    let mut sessions = Vec::new();
    for _ in 0..5 {
        sessions.push(reader.connect().await);
    }
    let options: sqlx::postgres::PgConnectOptions = reader.url.parse().expect("the URL is PostgreSQL's");
    let sixth = sqlx::ConnectOptions::connect(&options).await.expect_err("five is all");
    assert_eq!(sqlstate(&sixth), "53300", "{sixth}");

    let cut = sessions[0].execute("select pg_sleep(60)").await.expect_err("it is cut off");
    assert_eq!(sqlstate(&cut), "57014", "{cut}");

    for session in sessions {
        session.close().await.expect("it closes");
    }
    reader.end(&app).await;
}

#[tokio::test]
async fn the_reader_uses_no_other_database_of_the_cluster_and_fills_no_disk() {
    let app = App::start().await;
    let reader = Reader::new(&app).await;
    for other in ["postgres", "template1"] {
        let mut url = url::Url::parse(&reader.url).expect("the URL is one");
        url.set_path(other);
        let options: sqlx::postgres::PgConnectOptions = url.as_str().parse().expect("the URL is PostgreSQL's");
        let refused = sqlx::ConnectOptions::connect(&options).await.expect_err("it is closed");
        assert_eq!(sqlstate(&refused), "42501", "{other}: {refused}");
    }
    let mut session = reader.connect().await;
    let lifted = session.execute("set temp_file_limit = -1").await.expect_err("it is the administrator's");
    assert_eq!(sqlstate(&lifted), "42501", "{lifted}");
    // As the page says, these are the reader's own to lift.
    session.execute("set statement_timeout = 0").await.expect("it may");
    session.close().await.expect("it closes");
    reader.end(&app).await;
}

#[tokio::test]
async fn postgresqls_own_views_show_the_reader_no_statement_of_others_no_value_of_a_table_and_no_file() {
    let state = State::new().await;
    let reader = Reader::new(&state.app).await;
    let mut other = state.app.connection().await;
    // So that there is something to be shown: samples of every column, and a statement with a text in it.
    for statement in ["analyze", "prepare mine as select 'c4n4ry'", "select 'c4n4ry'"] {
        other.execute(statement).await.expect("an administrator may");
    }
    let mut connection = reader.connect().await;
    for of_others in [
        "select 1 from pg_stat_activity
         where usename <> session_user and query not in ('', '<insufficient privilege>')",
        "select 1 from pg_stat_activity where query like '%c4n4' || 'ry%' and pid <> pg_backend_pid()",
        "select 1 from pg_stat_activity where usename <> session_user and (client_addr, wait_event) is not null",
        "select 1 from pg_prepared_statements where statement like '%c4n4' || 'ry%'",
        "select 1 from pg_stats where schemaname = 'callsign'",
        "select 1 from pg_stats_ext where schemaname = 'callsign'",
        "select 1 from information_schema.tables where table_schema = 'callsign'",
        "select 1 from information_schema.columns where table_schema = 'callsign'",
        "select 1 from pg_settings where name in ('data_directory', 'config_file', 'hba_file', 'ident_file')",
    ] {
        let shown = rows(&mut connection, of_others).await.expect(of_others);
        assert!(shown.is_empty(), "{of_others}: {} rows", shown.len());
    }
    for refused in [
        "select * from pg_statistic",
        "select * from pg_statistic_ext_data",
        "select * from pg_largeobject",
        "select * from pg_user_mapping",
        "select * from pg_file_settings",
        "select * from pg_config",
        "select * from pg_shmem_allocations",
        "select * from pg_backend_memory_contexts",
        "select pg_current_logfile()",
        "select pg_ls_logdir()",
        "select pg_ls_waldir()",
        "show data_directory",
        "select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and usename <> session_user",
    ] {
        let error = rows(&mut connection, refused).await.expect_err(refused);
        assert_eq!(sqlstate(&error), "42501", "{refused}: {error}");
    }
    connection.close().await.expect("it closes");
    other.close().await.expect("it was let alone");
    reader.end(&state.app).await;
}

/// Opens a transaction of the reader that holds what a reader can hold.
async fn hold(session: &mut PgConnection) {
    for held in [
        "set idle_in_transaction_session_timeout = 0",
        // What programs that migrate took in turn once: "callsign" in ASCII.
        "select pg_advisory_lock(x'63616c6c7369676e'::bigint)",
        "begin",
        "lock table inspect.pools in access share mode",
        "select * from pools",
    ] {
        session.execute(held).await.expect("a reader may");
    }
}

#[tokio::test]
async fn no_lock_of_a_reader_keeps_a_start_waiting() {
    let app = App::start().await;
    let reader = Reader::new(&app).await;
    let mut session = reader.connect().await;
    hold(&mut session).await;
    let options: sqlx::postgres::PgConnectOptions = app.database_url().parse().expect("the URL is PostgreSQL's");
    migrate::migrate(&options).await.expect("a start that migrates nothing waits for nobody");
    session.execute("select 1").await.expect("and leaves the reader alone");
    session.close().await.expect("it closes");
    reader.end(&app).await;
}

#[tokio::test]
async fn no_lock_of_a_reader_keeps_a_migration_waiting() {
    let url = cluster::database_before("V23__message.sql").await;
    let mut admin = cluster::connect(&url).await;
    // The migration that is yet to come also changes what the reader holds.
    let change = "create function callsign.change() returns trigger language plpgsql as $$
                  begin alter table callsign.pool add column if not exists changed text; return new; end $$;
                  create trigger change before insert on callsign.schema_history
                  for each row execute function callsign.change()";
    admin.execute(sqlx::raw_sql(change)).await.expect("an administrator may");
    let reader = Reader::on(&url).await;
    let mut session = reader.connect().await;
    hold(&mut session).await;
    let options: sqlx::postgres::PgConnectOptions = url.parse().expect("the URL is PostgreSQL's");
    migrate::migrate(&options).await.expect("a migration ends the reader's session");
    session.execute("select 1").await.expect_err("it was ended");
    admin.execute("select changed from callsign.pool").await.expect("it did what it had to");
    cluster::run_page(&mut admin, &format!("drop owned by {0}; drop role {0};", reader.name)).await;
    admin.close().await.expect("it closes");
    cluster::drop_database(&url).await;
}
