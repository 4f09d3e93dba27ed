//! Turns the transaction of one association into a pgbench script that carries out one of each number.
//!
//! What was bound becomes an expression: the number's own ids, the pool's, the client token and keys made for the request
//! are reckoned from pgbench's variables, a moment becomes the present, all else stays as it was.

use std::collections::BTreeMap;

use regex::{Captures, Regex};
use time::{OffsetDateTime, macros::format_description};
use uuid::Uuid;

use crate::{
    load::{digits, pool_of},
    transaction::{KNOWN, Observed, Statement},
};

const UUID: &str = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const MOMENT: &str = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?\+00";

/// The script.
pub fn of(observed: &Observed) -> String {
    let own = own(observed);
    let mut script = String::new();
    for statement in &observed.known {
        let texts = texts(statement, &own);
        if texts.len() > 1 {
            // They went over in one trip, and still do.
            script.extend(["\\startpipeline\n", &texts.join(";\n"), ";\n\\endpipeline\n"]);
        } else {
            script.extend([&texts.concat(), ";\n"]);
        }
    }
    script
}

/// What is the request's own, each with the expression that makes it.
fn own(observed: &Observed) -> BTreeMap<String, String> {
    let bound = |statements: &[Statement]| {
        let values = statements.iter().flat_map(|statement| statement.parameters.iter().flatten());
        values.cloned().collect::<Vec<_>>().join("\n")
    };
    let (known, before) = (bound(&observed.known), bound(&observed.before));
    let mut own = BTreeMap::new();
    let mut add = |key: Uuid, reckoned: &str| {
        own.insert(key.to_string(), format!("lpad(({reckoned})::text, 32, '0')::uuid::text"));
        own.insert(key.simple().to_string(), format!("lpad(({reckoned})::text, 32, '0')"));
    };
    let key = |text: &str| Uuid::parse_str(text).expect("32 hexadecimal digits");
    // The client token is the same digits as the number's key.
    let (number, pool) = (key(&digits(KNOWN)), key(&digits(pool_of(KNOWN))));
    add(number, ":n::bigint");
    add(pool, ":p::bigint");
    let mut fresh: Vec<Uuid> = Vec::new();
    for found in Regex::new(UUID).expect("a pattern").find_iter(&known) {
        let found = key(found.as_str());
        if found != number && found != pool && !fresh.contains(&found) && !before.contains(&found.to_string()) {
            fresh.push(found);
            add(found, &format!(":n::bigint + {}000000000", fresh.len()));
        }
    }
    own
}

/// The texts of a statement, one for each `;`.
fn texts(statement: &Statement, own: &BTreeMap<String, String>) -> Vec<String> {
    let pieces = Regex::new(r"(?s)'(?<quoted>(?:[^']|'')*)'|(?<comment>--[^\n]*)|\$(?<parameter>\d+)|(?<end>;)|.");
    let mut texts = vec![String::new()];
    for piece in pieces.expect("a pattern").captures_iter(&statement.text) {
        let text = if let Some(quoted) = piece.name("quoted") {
            literal(&quoted.as_str().replace("''", "'"))
        } else if piece.name("comment").is_some() {
            String::new()
        } else if let Some(place) = piece.name("parameter") {
            parameter(statement, place.as_str().parse().expect("digits"), own)
        } else if piece.name("end").is_some() {
            texts.push(String::new());
            continue;
        } else {
            piece[0].to_owned()
        };
        if let Some(last) = texts.last_mut() {
            last.push_str(&text);
        }
    }
    texts.into_iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
}

/// The expression for a parameter, counted from 1.
fn parameter(statement: &Statement, place: usize, own: &BTreeMap<String, String>) -> String {
    let kind = &statement.types[place - 1];
    let value = statement.parameters[place - 1].as_deref();
    match (value, kind.strip_suffix("[]")) {
        (Some(value), Some(element)) => {
            let elements = elements(value);
            let elements = elements.iter().map(|value| expression(value.as_deref(), element, own));
            // Not text that PostgreSQL would have to take apart, which callsign spares it too.
            format!("array[{}]::{kind}", elements.collect::<Vec<_>>().join(", "))
        }
        _ => expression(value, kind, own),
    }
}

/// The expression for a value.
fn expression(value: Option<&str>, kind: &str, own: &BTreeMap<String, String>) -> String {
    let Some(value) = value else { return format!("null::{kind}") };
    let alternatives: Vec<&str> = own.keys().map(String::as_str).chain([MOMENT]).collect();
    let mut expressions = Vec::new();
    let mut rest = 0;
    for found in Regex::new(&alternatives.join("|")).expect("a pattern").find_iter(value) {
        if found.start() > rest {
            expressions.push(literal(&value[rest..found.start()]));
        }
        expressions.push(own.get(found.as_str()).cloned().unwrap_or_else(|| moment(found.as_str())));
        rest = found.end();
    }
    if expressions.is_empty() {
        return format!("{}::{kind}", literal(value));
    }
    if rest < value.len() {
        expressions.push(literal(&value[rest..]));
    }
    match &expressions[..] {
        // It has the right type before it is made text.
        [only] if ["uuid", "timestamp with time zone"].contains(&kind) => {
            only.strip_suffix("::text").unwrap_or(only).to_owned() + "::" + kind
        }
        all => format!("({})::{kind}", all.join(" || ")),
    }
}

/// The elements of an array as PostgreSQL writes it: `{a,NULL,"b, c"}`.
fn elements(array: &str) -> Vec<Option<String>> {
    let inner = array.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')).unwrap_or(array);
    let one = Regex::new(r#""((?:[^"\\]|\\.)*)"|([^,"]+)"#).expect("a pattern");
    let escaped = Regex::new(r"(?s)\\(.)").expect("a pattern");
    let element = |found: Captures<'_>| match found.get(1) {
        Some(quoted) => Some(escaped.replace_all(quoted.as_str(), "$1").into_owned()),
        None if &found[0] == "NULL" => None,
        None => Some(found[0].to_owned()),
    };
    one.captures_iter(inner).map(element).collect()
}

/// A moment near the present is the present, one in the future as far from it.
fn moment(text: &str) -> String {
    let fraction = format_description!("[year]-[month]-[day] [hour]:[minute]:[second].[subsecond][offset_hour]");
    let whole = format_description!("[year]-[month]-[day] [hour]:[minute]:[second][offset_hour]");
    let moment = OffsetDateTime::parse(text, fraction).or_else(|_| OffsetDateTime::parse(text, whole));
    let ahead = (moment.expect("a moment as PostgreSQL writes it") - OffsetDateTime::now_utc()).whole_seconds();
    if ahead > 60 {
        format!("(now() + make_interval(secs => {}))::text", (ahead + 60) / 60 * 60)
    } else {
        "now()::text".to_owned()
    }
}

/// A literal in which pgbench finds no variable: it looks for `:name` in quotes too.
fn literal(text: &str) -> String {
    let special = Regex::new(r"[\\':]").expect("a pattern");
    if !special.is_match(text) {
        return format!("'{text}'");
    }
    let escaped = special.replace_all(text, |found: &Captures<'_>| match &found[0] {
        ":" => r"\x3A",
        "'" => "''",
        _ => r"\\",
    });
    format!("E'{escaped}'")
}
