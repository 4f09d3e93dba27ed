//! Texts that would do harm if any of them became part of a statement, in every string of every request.

use std::{collections::BTreeMap, fmt::Write};

use callsign::api::operations;
use serde_json::json;
use sqlx::Row;

use crate::harness::{
    App, Stage,
    model::{Shape, Type},
    settings_without_quotas, spots,
};

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

/// The texts for a shape: all that it takes, and one that it refuses.
fn texts(shape: &Shape) -> Vec<&'static str> {
    let (taken, refused): (Vec<&str>, Vec<&str>) = TEXTS.iter().partition(|text| shape.takes(text));
    taken.into_iter().chain(refused.into_iter().take(1)).collect()
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

#[tokio::test]
async fn no_text_becomes_part_of_a_statement() {
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
    for operation in operations().map(|served| served.name) {
        for spot in spots(operation).iter().filter(|spot| spot.shape.kind == Type::String) {
            let texts = texts(spot.shape);
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
                    *taken.entry(spot.name()).or_default() += 1;
                }
            }
        }
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
