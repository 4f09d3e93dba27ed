//! The transaction that callsign sends for an association, read from PostgreSQL's log.

use regex::Regex;
use serde_json::json;
use sqlx::{AssertSqlSafe, PgConnection};

use crate::{
    bench::{Bench, run_on},
    client::Client,
    load::{association, digits, pool_of},
};

/// The phone number of the association that is looked at, and of the one before it.
pub const KNOWN: usize = 4_242;
const BEFORE: usize = 1_717;

/// A statement as it was sent.
pub struct Statement {
    /// Its text; several with `;` between them if they were sent in one.
    pub text: String,
    /// What was bound to it, as PostgreSQL writes it.
    pub parameters: Vec<Option<String>>,
    /// The types of that.
    pub types: Vec<String>,
}

/// The transactions of two associations.
pub struct Observed {
    /// That of [`KNOWN`].
    pub known: Vec<Statement>,
    /// That of another number: what both hold is no number's own.
    pub before: Vec<Statement>,
}

/// Has callsign carry out two associations while PostgreSQL logs every statement.
///
/// There is one connection, so that whatever a connection asks first is out of the way before the one that counts.
pub async fn observe(bench: &Bench, database: &str) -> Observed {
    bench.run("postgres", &format!("alter database {database} set log_statement = 'all'")).await;
    let server = bench.serve(database, &[("database.max_connections", "1")]).await;
    let mut client = Client::new(server.address);
    let warm = client.call("DescribePools", &json!({})).await;
    assert!(warm.is_ok_and(|answer| answer.is_success()), "callsign answers");
    for number in [1, 2, BEFORE, KNOWN] {
        let answer = client.call("AssociateOriginationIdentity", &association(number, pool_of(number))).await;
        assert!(answer.as_ref().is_ok_and(crate::client::Answer::is_success), "an association: {answer:?}");
    }
    drop(server);
    bench.run("postgres", &format!("alter database {database} reset log_statement")).await;
    let entries = entries(&bench.postgres.log());
    let mut observed = Observed { known: transaction(&entries, KNOWN), before: transaction(&entries, BEFORE) };
    let mut connection = bench.postgres.connect(database).await;
    for statement in &mut observed.known {
        if !statement.parameters.is_empty() {
            statement.types = types(&mut connection, &statement.text).await;
        }
    }
    observed
}

/// An entry of the log.
struct Entry {
    process: String,
    level: String,
    text: String,
}

fn entries(log: &str) -> Vec<Entry> {
    let first = Regex::new(r"^\d{4}-\d\d-\d\d [0-9:.]+ \S+ \[(\d+)\] ([A-Z]+):  (.*)$").expect("a pattern");
    let mut entries: Vec<Entry> = Vec::new();
    for line in log.lines() {
        if let Some(found) = first.captures(line) {
            let [process, level, text] = found.extract().1.map(str::to_owned);
            entries.push(Entry { process, level, text });
        } else if let Some(last) = entries.last_mut() {
            // PostgreSQL puts a tab before each further line.
            last.text.extend(["\n", line.strip_prefix('\t').unwrap_or(line)]);
        }
    }
    entries
}

/// What stands between the begin and the commit of the transaction in which the number's client token was bound.
fn transaction(entries: &[Entry], number: usize) -> Vec<Statement> {
    let token = digits(number);
    let is_its_own = |entry: &Entry| entry.level == "DETAIL" && entry.text.contains(&token);
    let place = entries.iter().position(is_its_own).expect("the log shows the client token");
    let process = &entries[place].process;
    let of_session = |entry: &&Entry| entry.process == *process;
    let mut before: Vec<&Entry> = entries[..place].iter().filter(of_session).collect();
    let begin = before.iter().rposition(|entry| text(entry).starts_with("begin")).expect("the log shows its begin");
    let mut all = before.split_off(begin);
    all.extend(entries[place..].iter().filter(of_session));
    let mut statements: Vec<Statement> = Vec::new();
    for entry in all {
        match entry.level.as_str() {
            "LOG" => {
                let text = text(entry).to_owned();
                let ends = text.starts_with("commit");
                statements.push(Statement { text, parameters: Vec::new(), types: Vec::new() });
                if ends {
                    return statements;
                }
            }
            "DETAIL" => {
                if let Some(statement) = statements.last_mut() {
                    statement.parameters = parameters(&entry.text);
                }
            }
            _ => {}
        }
    }
    panic!("the log doesn't show the commit")
}

/// The text of a statement: what follows `statement: ` or `execute <name>: `.
fn text(entry: &Entry) -> &str {
    let is_statement = entry.text.starts_with("statement: ") || entry.text.starts_with("execute ");
    if is_statement && let Some((_, text)) = entry.text.split_once(": ") { text.trim() } else { "" }
}

/// `parameters: $1 = 'a', $2 = NULL`, as the values in it.
fn parameters(detail: &str) -> Vec<Option<String>> {
    let one = Regex::new(r"\$\d+ = (?:NULL|'((?:[^']|'')*)')").expect("a pattern");
    one.captures_iter(detail).map(|found| found.get(1).map(|value| value.as_str().replace("''", "'"))).collect()
}

/// The types of a statement's parameters, as PostgreSQL determines them.
async fn types(connection: &mut PgConnection, text: &str) -> Vec<String> {
    run_on(connection, &format!("prepare probe as {text}")).await;
    let query = "select parameter_types::text[] from pg_prepared_statements where name = 'probe'";
    let types = sqlx::query_scalar(AssertSqlSafe(query.to_owned())).fetch_one(&mut *connection).await;
    run_on(connection, "deallocate probe").await;
    types.expect("the statement is prepared")
}
