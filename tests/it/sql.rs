//! The state, read with SQL: `docs/sql.md` holds what it says, and the database guards what it has to.

use aws_sdk_pinpointsmsvoicev2::types::{
    MessageType, NumberCapability, ProtectConfigurationRuleOverrideAction, ProtectStatus, RequestableNumberType,
    VerificationChannel,
};
use callsign::config::Settings;
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row, postgres::PgRow};

use crate::{
    harness::{App, Fixture, TARGETS, refusal, simulator, until},
    inbound::text_from,
};

mod guards;
mod history;
mod reader;

const PAGE: &str = include_str!("../../docs/sql.md");

/// The blocks of the page in a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    PAGE.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

/// What the page's queries look for: pools, numbers that are in them and that can't be, sender IDs in two, tags, keywords.
struct State {
    app: App,
    first_pool: String,
    /// +14255550102, in no pool, with another opt-out list and a keyword more than the pools have.
    misfit: String,
}

impl State {
    async fn new() -> Self {
        let at_once = |settings: &mut Settings| {
            settings.delivery.accepted_ms = 0;
            settings.delivery.delivered_ms = 0;
        };
        let app = App::with(at_once).await;
        let client = app.client();
        let fixture = Fixture(app.client());
        let first_pool = fixture.pool().await;
        let second = fixture.number().await;
        fixture.associate(&first_pool, &second, "US").await;
        client.create_opt_out_list().opt_out_list_name("Offers").send().await.expect("a list is made");
        let misfit = simulator(&client).opt_out_list_name("Offers").send().await.expect("a number is there");
        let misfit = misfit.phone_number_id.expect("it has an id");
        let second_pool = fixture.pool().await;
        fixture.sender_id("ACME", "GB").await;
        fixture.associate(&first_pool, "ACME", "GB").await;
        fixture.associate(&second_pool, "ACME", "GB").await;
        fixture.set("orders").await;
        fixture.destination("orders", "topic", TARGETS[2]).await;
        let protect = fixture.protect_configuration().await;
        fixture.country_rule(&protect, NumberCapability::Sms, "FR", ProtectStatus::Block).await;
        fixture.number_override(&protect, "+12025550199", ProtectConfigurationRuleOverrideAction::Block).await;
        fixture.protect_set(&protect, "orders").await;
        let entered = client.create_verified_destination_number().destination_phone_number("+12065550143");
        let entered = entered.send().await.expect("a phone is entered").verified_destination_number_id;
        let code = client.send_destination_number_verification_code().verified_destination_number_id(entered);
        code.verification_channel(VerificationChannel::Text).send().await.expect("a code is sent");
        let opting_out = client.put_opted_out_number().opt_out_list_name("Offers").opted_out_number("+12025550199");
        opting_out.send().await.expect("a destination opts out");
        app.execute(
            "insert into callsign.tag (resource_id, key, value) select id, 'Name', 'reminders' from callsign.pool limit 1;
             insert into callsign.keyword (phone_number_id, keyword, keyword_message, keyword_action)
             select id, 'HOURS', 'We are open from 9 to 5.', 'AUTOMATIC_RESPONSE'
             from callsign.phone_number where phone_number = '+14255550102'",
        )
        .await;
        let toll_free = simulator(&client).number_type(RequestableNumberType::TollFree).send().await;
        let toll_free = toll_free.expect("a number is there");
        let (toll_free, digits) = toll_free.phone_number_id.zip(toll_free.phone_number).expect("it has both");
        let sending = client.create_pool().origination_identity(&toll_free).iso_country_code("US");
        let sending = sending.message_type(MessageType::Transactional).send().await.expect("a pool is made");
        let text = client.send_text_message().destination_phone_number("+12065550142").message_body("Hello");
        let text = text.origination_identity(sending.pool_id.expect("it has an id"));
        text.send().await.expect("a text is accepted");
        let delivered = "select count(*) from inspect.messages where status = 'DELIVERED' and kind = 'API'";
        until("the text is delivered", || async { app.count(delivered).await == 1 }).await;
        let unknown = app.client().delete_opt_out_list().opt_out_list_name("none").send().await;
        unknown.expect_err("there is no such list");
        let refused = "select count(*) from inspect.requests where outcome <> 'success'";
        until("a refusal is noted", || async { app.count(refused).await > 0 }).await;
        text_from(&app, "+12065550142", &digits, "STOP").await;
        Self { app, first_pool, misfit }
    }

    /// A connection as the printed psql line makes it.
    async fn inspector(&self) -> PgConnection {
        let mut connection = self.app.connection().await;
        connection
            .execute(sqlx::raw_sql(
                "set role callsign_inspect; set search_path = inspect; set default_transaction_read_only = on",
            ))
            .await
            .expect("the role is there");
        connection
    }
}

async fn rows(connection: &mut PgConnection, query: &str) -> Result<Vec<PgRow>, sqlx::Error> {
    connection.fetch_all(sqlx::raw_sql(AssertSqlSafe(query.to_owned()))).await
}

fn sqlstate(error: &sqlx::Error) -> String {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code).unwrap_or_default().into_owned()
}

/// A query about what is made here, where the first number is in a pool and the second in none.
fn here(query: &str) -> String {
    query.replace("+18005550100", "+14255550100").replace("+18005550101", "+14255550102")
}

#[tokio::test]
async fn every_query_of_the_page_runs_and_finds_something() {
    let state = State::new().await;
    let mut inspector = state.inspector().await;
    let queries = blocks("sql");
    assert!(queries.len() >= 12, "the page has {} queries", queries.len());
    for query in queries.into_iter().map(here) {
        match rows(&mut inspector, &query).await {
            Ok(found) => assert!(!found.is_empty(), "nothing is found by\n{query}"),
            Err(error) => panic!("{error} in\n{query}"),
        }
    }
}

#[tokio::test]
async fn the_query_about_refusals_names_the_reason_that_the_api_answers() {
    let state = State::new().await;
    let query = blocks("sql").into_iter().find(|query| query.contains("refused_because")).map(here);
    let query = &*query.expect("the page has it");
    let found = rows(&mut state.inspector().await, query).await.expect("it runs");
    let of_first_pool = found
        .iter()
        .find(|row| row.get::<String, _>("pool_id") == state.first_pool)
        .expect("it has a row for each pool");
    let refused_because: Vec<String> = of_first_pool.get("refused_because");
    assert_eq!(refused_because, ["OPT_OUT_LIST_MISMATCH", "KEYWORD_MISMATCH"]);

    let request = state.app.client().associate_origination_identity();
    let request = request.pool_id(&state.first_pool).origination_identity(&state.misfit).iso_country_code("US");
    let refused = refusal(request.send().await);
    assert!(refused.is("ConflictException", &refused_because[0]), "{}", refused.line());

    state
        .app
        .execute(
            "delete from callsign.keyword;
             update callsign.phone_number n set opt_out_list_id = p.opt_out_list_id from callsign.pool p
             where n.phone_number = '+14255550102'",
        )
        .await;
    let found = rows(&mut state.inspector().await, query).await.expect("it runs");
    assert!(found.iter().all(|row| row.get::<Vec<String>, _>("refused_because").is_empty()));
    Fixture(state.app.client()).associate(&state.first_pool, &state.misfit, "US").await;
}

#[tokio::test]
async fn the_page_lists_the_columns_of_every_view_in_their_order() {
    let app = App::start().await;
    let views = app
        .rows(
            "select table_name::text as view, array_agg(column_name::text order by ordinal_position) as columns
             from information_schema.columns where table_schema = 'inspect' group by table_name order by 1",
        )
        .await;
    assert!(views.len() >= 9);
    let (_, sections) = PAGE.split_once("## The views").expect("the page has the views");
    let (sections, _) = sections.split_once("## Queries").expect("queries follow");
    assert_eq!(sections.matches("\n### ").count(), views.len(), "the page has as many views as the database");
    for row in views {
        let view: String = row.get("view");
        let (_, section) =
            sections.split_once(&format!("### {view}\n")).unwrap_or_else(|| panic!("the page lacks the view {view}"));
        let (_, columns) = section.split_once("Columns: ").expect("the section has columns");
        let columns = columns.split_once(".\n").map_or(columns, |(columns, _)| columns);
        let columns: Vec<&str> = columns.split('`').skip(1).step_by(2).collect();
        assert_eq!(columns, row.get::<Vec<String>, _>("columns"), "columns of {view}");
    }
}

#[tokio::test]
async fn every_view_and_each_of_its_columns_has_a_comment() {
    let app = App::start().await;
    let bare: Vec<String> = app
        .rows(
            "select c.relname || coalesce('.' || a.attname, '') as name
             from pg_class c
             join pg_namespace s on s.oid = c.relnamespace and s.nspname = 'inspect'
             left join pg_attribute a on a.attrelid = c.oid and a.attnum >= 0
             left join pg_description d on d.objoid = c.oid and d.objsubid = coalesce(a.attnum, 0)
             where coalesce(d.description, '') = ''
             union all
             select c.relname from pg_class c
             join pg_namespace s on s.oid = c.relnamespace and s.nspname = 'inspect'
             where coalesce(obj_description(c.oid), '') = ''",
        )
        .await
        .iter()
        .map(|row| row.get("name"))
        .collect();
    assert_eq!(bare, Vec::<String>::new());
}

#[tokio::test]
async fn the_inspecting_role_can_neither_write_nor_read_the_tables() {
    let state = State::new().await;
    let mut inspector = state.inspector().await;
    // Even where somebody switches read-only off.
    inspector.execute("set default_transaction_read_only = off").await.expect("a setting of its own");
    for statement in [
        "select * from callsign.pool",
        "select * from callsign.client_token",
        "select key from callsign.next_token_key",
        "select version from callsign.schema_history",
        "insert into pools (pool_id) values ('pool-1')",
        "insert into opt_out_lists (opt_out_list_name) values ('Mine')",
        "update sender_ids set registered = true",
        "update phone_numbers set message_type = 'PROMOTIONAL'",
        "delete from associations",
        "delete from association_history",
        "delete from callsign.phone_number",
        "truncate callsign.association_event",
        "create table inspect.mine (note text)",
        "create table callsign.mine (note text)",
        "create or replace view inspect.tags as select 1 as mine",
        "drop view inspect.tags",
        "alter view inspect.pools rename to mine",
        "create role callsign_intruder",
    ] {
        let error = rows(&mut inspector, statement).await.expect_err(statement);
        let code = sqlstate(&error);
        // insufficient_privilege; or a view that PostgreSQL can't write through at all.
        assert!(["42501", "55000"].contains(&code.as_str()), "{statement}: {code} {error}");
    }
}

#[tokio::test]
async fn the_printed_options_make_a_session_read_only() {
    let state = State::new().await;
    let error = rows(&mut state.inspector().await, "create table mine (note text)").await;
    assert_eq!(sqlstate(&error.expect_err("it is read-only")), "25006");
}

#[tokio::test]
async fn the_administrators_two_lines_let_another_role_read() {
    let app = App::start().await;
    Fixture(app.client()).pool().await;
    let mut connection = app.connection().await;
    // Roles belong to the whole cluster: what is done to them here is rolled back.
    let mut tx = connection.begin().await.expect("a transaction");
    let lines = blocks("pgsql")[0];
    let (_, grant) = lines.split_once('\n').expect("there are two lines");
    assert!(lines.starts_with("create role callsign_inspect nologin;"));
    tx.execute("create role reader").await.expect("an administrator may");
    tx.execute(sqlx::raw_sql(AssertSqlSafe(grant.to_owned()))).await.expect("the second line runs");
    tx.execute("set local session authorization reader").await.expect("an administrator may");
    tx.execute("set local role callsign_inspect").await.expect("the reader may");
    let pools: i64 = sqlx::query_scalar("select count(*) from inspect.pools").fetch_one(&mut *tx).await.expect("reads");
    assert_eq!(pools, 1);
    tx.rollback().await.expect("nothing stays");
}

#[tokio::test]
async fn the_texts_of_help_and_stop_are_the_programs() {
    use callsign::domain::keyword::{HELP_MESSAGE, STOP_MESSAGE};
    let app = App::start().await;
    Fixture(app.client()).pool().await;
    let keywords: Vec<(String, String, String)> = app
        .rows("select keyword, keyword_message, keyword_action from inspect.keywords order by origination_identity, 1")
        .await
        .iter()
        .map(|row| (row.get(0), row.get(1), row.get(2)))
        .collect();
    let help = ("HELP".to_owned(), HELP_MESSAGE.to_owned(), "AUTOMATIC_RESPONSE".to_owned());
    let stop = ("STOP".to_owned(), STOP_MESSAGE.to_owned(), "OPT_OUT".to_owned());
    assert_eq!(keywords, [help.clone(), stop.clone(), help, stop]);
}

#[tokio::test]
async fn a_stored_text_of_help_is_shown_in_place_of_the_constant() {
    let app = App::start().await;
    Fixture(app.client()).pool().await;
    app.execute(
        "insert into callsign.keyword (pool_id, keyword, keyword_message, keyword_action)
         select id, 'HELP', 'Ask us.', 'AUTOMATIC_RESPONSE' from callsign.pool",
    )
    .await;
    let shown =
        "select keyword_message from inspect.keywords where keyword = 'HELP' and origination_identity ~ '^pool-'";
    let shown: Vec<String> = app.rows(shown).await.iter().map(|row| row.get(0)).collect();
    assert_eq!(shown, ["Ask us."]);
}
