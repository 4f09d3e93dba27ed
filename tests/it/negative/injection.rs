//! Texts that would do harm if any of them became part of a statement, in every string of every request.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    sync::LazyLock,
};

use callsign::api::operations;
use serde_json::json;
use sqlx::Row;

use crate::harness::{
    App, Stage,
    model::{Shape, Type},
    settings_without_quotas, spots,
};

/// How many rows each table has.
type Counts = BTreeMap<String, usize>;

/// The texts, each for a way in which a statement may be put together.
const TEXTS: &[&str] = &[
    "'",
    "''",
    "'--",
    "';--",
    "' or '1'='1",
    "' or 1=1--",
    "' or true--",
    "') or ('1'='1",
    "')) or (('1'='1",
    "' and 1=0 union all select null--",
    "' union select current_user--",
    "' union select null,null,null--",
    "'; drop schema callsign cascade;--",
    "'; drop table callsign.pool;--",
    "'; truncate callsign.tag;--",
    "'; delete from callsign.pool;--",
    "'; delete from callsign.phone_number where true;--",
    "'; update callsign.tag set value = 'x';--",
    "'; insert into callsign.tag values (1);--",
    "'; commit; drop table callsign.tag;--",
    "'; rollback;--",
    "'; select pg_sleep(9);--",
    "'||pg_sleep(9)||'",
    "' or pg_sleep(9) is null--",
    "'; copy callsign.pool to '/tmp/x';--",
    "'; copy callsign.tag from program 'id';--",
    "'; set role postgres;--",
    "'; reset all;--",
    "'; alter table callsign.pool disable trigger all;--",
    "'; do $$ begin raise exception 'x'; end $$;--",
    "'; listen x; notify x;--",
    "\"",
    "\"; drop schema callsign cascade;--",
    "\" or \"\"=\"",
    "\\",
    "\\'",
    "\\'; drop schema callsign cascade;--",
    "\\\\'; select 1;--",
    "E'\\''",
    "$$",
    "$$; drop schema callsign cascade;--",
    "$1",
    "$2::int",
    "?",
    ":name",
    "%",
    "_",
    "%' or name like '%",
    "%%%",
    "%s%s%s%n",
    "{}",
    "{0}",
    "{\"a\":1}",
    "{a,b}",
    "{\"a\",NULL}",
    "[1,2]",
    "(1,2)",
    "null",
    "NULL",
    "true",
    "default",
    "0",
    "-1",
    "1;select 1",
    "1 or 1=1",
    "1--",
    "1/*",
    "*/1/*",
    "/**/",
    "/*!50000 select*/",
    "-- x",
    "#",
    ";",
    ";;",
    "1'1",
    "a'b",
    "a'b'c",
    "a''b",
    "0x27",
    "%27",
    "%2527",
    "&#39;",
    "ʼ",
    "＇",
    "’ or 1=1--",
    "¿' or 1=1--",
    "\u{feff}'",
    "\r\n'; select 1;--",
    "\t'\t",
    "\u{1b}[2J'",
    "\u{202e}'",
    "😀'; drop schema callsign cascade;--",
    "current_user",
    "pg_sleep(9)",
    "pg_catalog.version()",
    "callsign.pool",
    "xmin",
    "ctid",
    "::text",
    "::regclass",
    "nextval('x')",
    "lo_import('/etc/passwd')",
    "pg_read_file('/etc/passwd')",
    "arn:aws:sns:us-east-1:000000000000:'or'1'='1",
    "arn:aws:iam::000000000000:role/';drop/**/schema/**/callsign/**/cascade;--",
];

/// Ways out of a text, of a name, of brackets, of what was escaped.
const OPENINGS: &[&str] = &["'", "''", "')", "'))", "\"", "\")", "\\'", "$$", "$a$", "1"];

/// What comes behind them.
const REST: &[&str] = &[
    "",
    "--",
    "/*",
    ";",
    " or true--",
    " or 'a'='a",
    " or 1=1 limit 1--",
    " and false--",
    " and 1=(select count(*) from callsign.tag)--",
    " is null--",
    " order by 99--",
    " group by 1 having true--",
    " union select null--",
    " union all select version()--",
    " union select key from callsign.next_token_key--",
    " except select null--",
    " in (select current_user)--",
    " like '%'--",
    " ~ '(a+)+$'--",
    " collate \"C\"--",
    "::int--",
    "::regclass--",
    "||(select key::text from callsign.next_token_key)||'",
    "||current_setting('data_directory')||'",
    "||pg_sleep(9)::text||'",
    "||repeat('a',1000000000)||'",
    "||(1/0)::text||'",
    "; select pg_sleep(9)--",
    "; select pg_terminate_backend(pg_backend_pid())--",
    "; drop schema callsign cascade--",
    "; truncate callsign.pool cascade--",
    "; delete from callsign.tag--",
    "; update callsign.phone_number set status = 'x'--",
    "; insert into callsign.tag default values--",
    "; create table callsign.x ()--",
    "; alter role current_user superuser--",
    "; copy callsign.tag to program 'id'--",
    "; commit--",
    "; rollback--",
    "; set session_replication_role = replica--",
];

/// All texts.
static ALL: LazyLock<Vec<String>> = LazyLock::new(|| {
    let plain = TEXTS.iter().map(|text| (*text).to_owned());
    let joined = OPENINGS.iter().flat_map(|opening| REST.iter().map(move |rest| format!("{opening}{rest}")));
    plain.chain(joined).collect()
});

/// In how many places each text is tried once, where not all are tried everywhere.
const SHARE: usize = 8;

/// The texts for a shape in the place of this number: those that it takes, and one that it refuses.
fn texts(shape: &Shape, place: usize, is_whole: bool) -> Vec<&'static str> {
    let chosen = ALL.iter().enumerate().filter(|(number, _)| is_whole || number % SHARE == place % SHARE);
    let (taken, refused): (Vec<&str>, Vec<&str>) =
        chosen.map(|(_, text)| text.as_str()).partition(|text| shape.takes(text));
    let refused = refused.into_iter().take(if is_whole { usize::MAX } else { 1 });
    taken.into_iter().chain(refused).collect()
}

/// What is wrong with the numbers of rows behind the calls of an operation, some of which were answered or none.
fn lost(operation: &str, before: &Counts, after: &Counts, is_answered: bool) -> Option<String> {
    let begins = |words: &[&str]| words.iter().any(|word| operation.starts_with(word));
    let only_reads = begins(&["Describe", "List", "Get"]);
    let is_wrong = |(table, count): (&String, &usize)| {
        let now = after.get(table).copied().unwrap_or_default();
        let must_stand = only_reads || !is_answered;
        (must_stand && now != *count) || (begins(&["Create", "Request", "Tag", "Associate"]) && now < *count)
    };
    let wrong = before.iter().find(|row| is_wrong(*row));
    wrong.map(|(table, count)| format!("{operation}: {table} had {count} rows, now {:?}", after.get(table)))
}

/// The columns, constraints, functions and triggers of the database.
async fn schema(app: &App) -> String {
    let query = "
        select 'column ' || table_schema || '.' || table_name || '.' || column_name || ' ' || data_type as line
        from information_schema.columns where table_schema in ('callsign', 'inspect', 'public')
        union all select 'constraint ' || conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint
        union all select 'function ' || oid::regprocedure from pg_proc where pronamespace <> 'pg_catalog'::regnamespace
        union all select 'trigger ' || tgname || ' ' || tgenabled::text from pg_trigger order by 1";
    let mut schema = String::new();
    for row in app.rows(query).await {
        writeln!(schema, "{}", row.get::<String, _>("line")).expect("a text takes a line");
    }
    schema
}

/// Tries the texts in every string of every request.
async fn try_texts(is_whole: bool) {
    let app = App::with(settings_without_quotas).await;
    // Nothing happens to messages by itself.
    app.freeze().await;
    // Nobody calls as the bystander again: its rows must stand to the end.
    let _bystander = Stage::build(&app, "other", "us-east-1").await;
    let bystanders = app.state().await;
    let schema_before = schema(&app).await;
    let stage = Stage::build(&app, "test", "us-east-1").await;

    let mut failures = Vec::new();
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    let mut place = 0;
    let mut counts = app.row_counts().await;
    for operation in operations().map(|served| served.name) {
        let mut is_answered = false;
        for spot in spots(operation).iter().filter(|spot| spot.shape.kind == Type::String) {
            place += 1;
            let texts = texts(spot.shape, place, is_whole);
            let call = |text: &&str| (operation, spot.set(&stage.request(operation), Some(json!(text))).to_string());
            let calls: Vec<(&str, String)> = texts.iter().map(call).collect();
            for (text, answer) in texts.iter().zip(stage.call_all(&calls).await) {
                let body = answer.json();
                // Keywords and sender IDs are compared without case, and answered in one.
                let is_same = |echo: &str| echo.to_uppercase() == text.to_uppercase();
                let echo = body[spot.name().as_str()].as_str();
                let is_changed = answer.status == 200 && echo.is_some_and(|echo| !is_same(echo));
                if ![200, 400].contains(&answer.status) || is_changed {
                    failures.push(format!("{operation} {} = {text:?}: {} {body}", spot.name(), answer.status));
                }
                if answer.status == 200 {
                    is_answered = true;
                    *taken.entry(spot.name()).or_default() += 1;
                }
            }
        }
        let now = app.row_counts().await;
        failures.extend(lost(operation, &counts, &now, is_answered));
        counts = now;
    }
    assert!(failures.is_empty(), "{}:\n{}", failures.len(), failures.join("\n"));
    assert_eq!(schema(&app).await, schema_before);
    let after = app.state().await;
    for (table, rows) in bystanders {
        let gone: Vec<&String> = rows.iter().filter(|row| !after[&table].contains(row)).collect();
        assert!(gone.is_empty(), "{table} lost rows of an account that nobody called as: {gone:?}");
    }
    for place in ["Tags[].Key", "Tags[].Value", "KeywordMessage", "Keyword", "ClientToken"] {
        assert!(taken.get(place).is_some_and(|count| *count > 20), "texts in {place} reach the database: {taken:?}");
    }
}

#[tokio::test]
async fn no_text_becomes_part_of_a_statement() {
    try_texts(false).await;
}

#[tokio::test]
#[ignore = "it takes minutes"]
async fn none_of_five_hundred_texts_in_any_string_becomes_part_of_a_statement() {
    try_texts(true).await;
}

#[test]
fn there_are_five_hundred_texts_each_once() {
    assert!(ALL.len() >= 500, "{}", ALL.len());
    let once: BTreeSet<&String> = ALL.iter().collect();
    // Two ways may come to the same text.
    assert!(once.len() >= 490, "{}", once.len());
}

#[test]
fn rows_that_are_lost_or_made_by_a_refusal_are_found() {
    let counts = |pools: usize| Counts::from([("pool".to_owned(), pools)]);
    for (operation, now, is_answered, is_wrong) in [
        ("DescribePools", 2, true, false),
        ("DescribePools", 3, true, true),
        ("CreatePool", 3, true, false),
        ("CreatePool", 1, true, true),
        ("CreatePool", 3, false, true),
        ("DeletePool", 1, true, false),
        ("DeletePool", 1, false, true),
    ] {
        let found = lost(operation, &counts(2), &counts(now), is_answered);
        assert_eq!(found.is_some(), is_wrong, "{operation}: {found:?}");
    }
}
