//! The rules of the house, each a function over text that answers what breaks it.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use super::text::{Source, paths};

/// Which modules of the crate a module may use, and what it never contains.
struct Room {
    may_use: &'static [&'static str],
    never: &'static [&'static str],
}

/// The table of the architecture; modules that aren't here may use all.
fn room(module: &str) -> Option<Room> {
    let (may_use, never): (&[&str], &[&str]) = match module {
        "model" => (&["model"], &["sqlx", "actix_web", "tokio", "async", "await"]),
        "domain" => (
            &["model", "domain"],
            &[
                "sqlx",
                "actix_web",
                "tokio",
                "async",
                "await",
                "now_utc",
                "now_local",
                "Instant",
                "SystemTime",
                "new_v4",
                "now_v7",
                "rand",
            ],
        ),
        "delivery" => (&["model", "domain", "delivery"], &["sqlx", "actix_web"]),
        "database" => (&["model", "database"], &["actix_web", "StatusCode", "HttpResponse", "__type"]),
        "store" => (&["model", "domain", "database", "store"], &["actix_web", "StatusCode", "HttpResponse", "__type"]),
        "wire" => (&["model", "wire"], &["sqlx", "actix_web"]),
        "path" => (
            &["model", "domain", "database", "store", "path"],
            &["actix_web", "headers", "HeaderMap", "StatusCode", "sqlx"],
        ),
        "api" => (
            &["model", "domain", "database", "store", "path", "api"],
            &["actix_web", "headers", "HeaderMap", "StatusCode", "sqlx"],
        ),
        "background" => (
            &["model", "domain", "database", "delivery", "store", "path", "api", "background"],
            &["actix_web", "headers", "HeaderMap", "StatusCode", "sqlx"],
        ),
        "staging" => (
            &["model", "domain", "database", "store", "path", "api", "background", "staging"],
            &["actix_web", "headers", "HeaderMap", "StatusCode", "sqlx"],
        ),
        "console" => (
            &["model", "domain", "database", "store", "path", "api", "staging", "console"],
            &["actix_web", "headers", "HeaderMap", "StatusCode", "sqlx"],
        ),
        // The server decides nothing: it reads the settings of the rules, and makes no exception but for its deadline.
        "server" => (
            &[
                "api",
                "config",
                "console",
                "database",
                "domain::deployment",
                "domain::sharing",
                "model",
                "path",
                "server",
                "staging",
                "store",
                "telemetry",
                "wire",
            ],
            &["conflict", "not_found", "validation", "quota_exceeded", "access_denied", "sqlx"],
        ),
        _ => return None,
    };
    Some(Room { may_use, never })
}

/// The modules of a file below `src`, such as `store`, `embedded`, `lock`.
fn module_of(file: &str) -> Vec<&str> {
    let parts = file.trim_end_matches(".rs").split('/');
    parts.filter(|part| !["mod", "lib", "main"].contains(part)).collect()
}

/// Uses and contents that the table forbids in `file`, a path below `src`.
pub fn neighbours(file: &str, text: &str) -> Vec<String> {
    let module = module_of(file);
    let Some(room) = module.first().and_then(|name| room(name)) else { return Vec::new() };
    let source = Source::new(text);
    let mut broken = Vec::new();
    for path in paths(&source.code, &module) {
        let Some(target) = path.strip_prefix("crate::") else { continue };
        let may = room.may_use.iter().any(|may| target == *may || target.starts_with(&format!("{may}::")));
        if !may {
            broken.push(format!("{file} uses {path}"));
        }
    }
    let words: Vec<&str> = source.code.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
    let strings = source.strings.iter().map(|literal| literal.text.as_str());
    for never in room.never {
        if words.contains(never) || strings.clone().any(|text| *never == "__type" && text.contains(never)) {
            broken.push(format!("{file} contains {never}"));
        }
    }
    broken
}

fn is_sql(text: &str) -> bool {
    let text = text.trim_start().to_lowercase();
    let first_two: Vec<&str> = text.split_whitespace().take(2).collect();
    match first_two[..] {
        ["select" | "with", _] => [" from ", " as (", "pg_"].iter().any(|word| text.contains(word)),
        ["update", _] => text.contains(" set "),
        _ => matches!(
            first_two[..],
            ["insert", "into"]
                | ["delete" | "truncate", "from" | "table"]
                | ["create" | "drop" | "alter", "table" | "schema" | "view" | "role" | "index"]
                | ["set", "local"]
                | ["lock", "table"]
        ),
    }
}

/// SQL text outside the modules `store` and `database`.
pub fn sql_elsewhere(file: &str, text: &str) -> Vec<String> {
    if file.starts_with("store/") || file.starts_with("database/") {
        return Vec::new();
    }
    let literals = Source::new(text).strings;
    literals.iter().filter(|l| is_sql(&l.text)).map(|l| format!("{file} has SQL: {}", l.text)).collect()
}

/// SQL that is not a constant: made by `format!`, or declared safe outside the migrations.
pub fn made_up_sql(file: &str, text: &str) -> Vec<String> {
    let source = Source::new(text);
    let mut broken = Vec::new();
    for literal in &source.strings {
        let is_formatted = ["format!(", "format_args!(", "concat!("].iter().any(|call| literal.before.ends_with(call));
        if is_formatted && is_sql(&literal.text) {
            broken.push(format!("{file} formats SQL: {}", literal.text));
        }
    }
    let code: String = source.code.chars().filter(|c| !c.is_whitespace()).collect();
    for call in ["query(", "query_as(", "query_scalar(", "raw_sql(", ".push(", "QueryBuilder::new("] {
        for made in ["format!(", "&format!("] {
            if code.contains(&format!("{call}{made}")) && code.contains("sqlx") {
                broken.push(format!("{file} calls {call}{made}"));
            }
        }
    }
    // A piece that has a name first: `let order = format!(…); query.push(&order)`.
    for (at, _) in code.match_indices("=format!(") {
        let name: String = code[..at].chars().rev().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let name: String = name.chars().rev().collect();
        let name = name.trim_start_matches("letmut").trim_start_matches("let");
        let is_pushed = [format!(".push({name})"), format!(".push(&{name})"), format!("query(&{name})")];
        if code.contains("sqlx") && is_pushed.iter().any(|pushed| code.contains(pushed)) {
            broken.push(format!("{file} formats {name}, a piece of SQL"));
        }
    }
    if code.contains("AssertSqlSafe") && file != "database/migrate.rs" {
        broken.push(format!("{file} names AssertSqlSafe"));
    }
    broken
}

/// `Scope::own` where a scope is not the caller's own by definition, `Scope::granted` where nobody asked for the grant, and
/// `Scope::of_row` where there is no caller's scope to ask in, but for what comes in and what is due.
pub fn own_scopes(file: &str, text: &str) -> Vec<String> {
    let allowed = ["path/call.rs", "domain/sharing.rs"];
    let by_key = [
        "store/message/due/falling_back.rs",
        "store/message/inbound/receiver.rs",
        "store/registration/due.rs",
        "store/view/scope.rs",
    ];
    let code = Source::new(text).code;
    let makes_own = !allowed.contains(&file) && code.contains("Scope::own(");
    let makes_granted = file != "domain/sharing.rs" && code.contains("Scope::granted(");
    let makes_of_row = !by_key.contains(&file) && code.contains("Scope::of_row(");
    (makes_own || makes_granted || makes_of_row).then(|| format!("{file} makes a Scope")).into_iter().collect()
}

/// The clock of the process, where what is stored may come to depend on it: instances whose clocks differ agree, since the present comes
/// from the database. Signatures, sessions and rates go by it, and a read of one statement bears it and compares nothing with it.
pub fn clocks(file: &str, text: &str) -> Vec<String> {
    let go_by_it = [
        "server/authenticate.rs",
        "server/aws/inside.rs",
        "server/aws/mod.rs",
        "server/staging/entry.rs",
        "staging/explain.rs",
        "serve.rs",
        "database/unit_of_work.rs",
        "delivery/mod.rs",
    ];
    if go_by_it.contains(&file) {
        return Vec::new();
    }
    let code = Source::new(text).code;
    let words: Vec<&str> = code.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
    let clocks = ["now_utc", "now_local", "SystemTime", "UNIX_EPOCH"].into_iter().filter(|clock| words.contains(clock));
    clocks.map(|clock| format!("{file} reads the process's clock: {clock}")).collect()
}

/// A file that is too long; the page of an operation is shorter than others. `file` is a path from the top.
pub fn length(file: &str, text: &str) -> Vec<String> {
    let most = match file {
        file if file.starts_with("src/api/") && text.contains("impl Operation for ") => 200,
        file if file.starts_with("src/") => 400,
        _ => 600,
    };
    let lines = text.lines().count();
    (lines > most).then(|| format!("{file} has {lines} lines, {most} at most")).into_iter().collect()
}

/// Tests whose names are no sentences of four words or more.
pub fn test_names(file: &str, text: &str) -> Vec<String> {
    let code = Source::new(text).code;
    let mut broken = Vec::new();
    for attribute in ["#[test]", "#[tokio::test]", "#[actix_web::test]"] {
        for declaration in code.split(attribute).skip(1) {
            let Some((_, name)) = declaration.split_once("fn ") else { continue };
            let name = name.split(['(', '<']).next().unwrap_or_default();
            if name.split('_').filter(|word| !word.is_empty()).count() < 4 {
                broken.push(format!("{file}: {name} is no sentence"));
            }
        }
    }
    broken
}

/// `AssociateOriginationIdentity` as a file name has it.
pub fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}

/// The marks of what is assumed or settled in a source (`row 14`, `decision D7`), or those that a page mentions.
pub fn marks(text: &str) -> Vec<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mark = Regex::new(r"\brows? (\d+(?:(?:, | and )\d+)*)|\bdecision (R?D\d+)").expect("the pattern is good");
    let mut marks = Vec::new();
    for found in mark.captures_iter(&text) {
        if let Some(rows) = found.get(1) {
            let rows = rows.as_str().replace(" and ", ", ");
            marks.extend(rows.split(", ").map(|row| format!("row {row}")));
        }
        marks.extend(found.get(2).map(|decision| format!("decision {}", decision.as_str())));
    }
    marks
}

/// Circles of imports between files, each once. A folder's `mod.rs` stands for what is declared in it, and is left out: it gathers what
/// stands below it.
pub fn circles(files: &[(String, String)]) -> Vec<String> {
    let modules: BTreeMap<String, &str> = files
        .iter()
        .filter(|(file, _)| !["mod.rs", "lib.rs", "main.rs"].iter().any(|gathering| file.ends_with(gathering)))
        .map(|(file, text)| (module_of(file).join("::"), text.as_str()))
        .collect();
    let uses: BTreeMap<&str, BTreeSet<&str>> = modules
        .iter()
        .map(|(name, text)| {
            let own: Vec<&str> = name.split("::").collect();
            let targets = paths(&Source::new(text).code, &own);
            let of = |path: &String| {
                let path = path.strip_prefix("crate::")?;
                // The file that holds what is named: the longest of its beginnings that is one.
                let mut ends = path.match_indices("::").map(|(end, _)| end).chain([path.len()]).collect::<Vec<_>>();
                ends.reverse();
                ends.into_iter().find_map(|end| modules.get_key_value(&path[..end])).map(|(name, _)| name.as_str())
            };
            (name.as_str(), targets.iter().filter_map(of).filter(|target| *target != name).collect())
        })
        .collect();
    let mut found = BTreeSet::new();
    for start in uses.keys() {
        let mut ways = vec![vec![*start]];
        let mut seen = BTreeSet::new();
        while let Some(way) = ways.pop() {
            for next in uses.get(way[way.len() - 1]).into_iter().flatten() {
                if next == start {
                    // Told from its first name on.
                    if way.iter().min() == Some(start) {
                        found.insert([way.join(" -> "), (*next).to_owned()].join(" -> "));
                    }
                } else if seen.insert(*next) {
                    ways.push([way.as_slice(), &[*next]].concat());
                }
            }
        }
    }
    found.into_iter().collect()
}
