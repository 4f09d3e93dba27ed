//! Where settings come from: the file, the variables and the flags, put together and read as they are.
//!
//! A value keeps its type: the file's is TOML's, a variable becomes a number or a switch only where the setting is one, and
//! nothing is rounded. No refusal repeats a value or a line, because a secret may stand anywhere by mistake.

use std::{ffi::OsString, fs, path::Path};

use config::{Config, ConfigError, Environment, Source};
use serde::Deserialize;
use strsim::normalized_damerau_levenshtein;
use toml::{Table, Value};

use super::{Settings, SettingsError, check};

/// What puts the sources together.
type Builder = config::ConfigBuilder<config::builder::DefaultState>;

/// What the names of callsign's variables begin with.
const PREFIX: &str = "CALLSIGN_";

/// The variable that names the settings file where no flag does.
pub(super) const FILE_VARIABLE: &str = "CALLSIGN_CONFIG";

/// What is wrong where a text should stand.
const A_TEXT: &str = "must be a text, in quotes in a file";

/// The longest name of the user's that a refusal repeats, in bytes: a whole paste may stand where a name should.
const LONGEST_NAME: usize = 64;

/// Reads the settings file.
pub(super) fn file(named_by: &str, path: &Path) -> Result<Config, SettingsError> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .map_err(|cause| SettingsError(format!("{named_by} {shown}: can't be read ({cause}): name another file")))?;
    let table: Table = toml::from_str(&text).map_err(|error| {
        let before = &text[..error.span().map_or(0, |span| span.start)];
        let line = before.matches('\n').count() + 1;
        // The parser's words would repeat the line, and some of them the value.
        SettingsError(format!("{named_by} {shown}: line {line} isn't TOML: write name = value, texts in quotes"))
    })?;
    // Alone first, as TOML has it: putting sources together knows neither its dates nor what isn't a number.
    read_table(table.clone()).map_err(sentence)?;
    if let Some(place) = date_in(&table) {
        return Err(SettingsError(format!("{place}: must not be a date: write a text, in quotes")));
    }
    Config::try_from(&table).map_err(|error| combining(&error))
}

/// Where a date stands, which would become text without a word.
fn date_in(table: &Table) -> Option<String> {
    table.iter().find_map(|(name, value)| match value {
        Value::Datetime(_) => Some(name.clone()),
        Value::Table(inner) => date_in(inner).map(|place| format!("{name}.{place}")),
        Value::Array(items) => {
            let inner = items.iter().filter_map(Value::as_table).find_map(date_in);
            inner.map(|place| format!("{name}.{place}"))
        }
        _ => None,
    })
}

/// The variables of this process that are callsign's. Others may hold whatever they like.
pub(super) fn own_variables(
    variables: impl IntoIterator<Item = (OsString, OsString)>,
) -> Result<Vec<(String, String)>, SettingsError> {
    let mut own = Vec::new();
    for (name, value) in variables {
        if !name.as_encoded_bytes().starts_with(PREFIX.as_bytes()) {
            continue;
        }
        let name = name.into_string().map_err(|_| {
            SettingsError(format!("a variable that begins with {PREFIX}_ has a name that isn't UTF-8: unset it"))
        })?;
        if is_own(&name) || name == FILE_VARIABLE {
            let value = value
                .into_string()
                .map_err(|_| SettingsError(format!("{name}: the value isn't UTF-8: set it to text, or unset it")))?;
            own.push((name, value));
        }
    }
    Ok(own)
}

/// Whether a variable is meant for a setting. `CALLSIGN_CONFIG` names the file, and Kubernetes injects others for a service named
/// callsign.
fn is_own(name: &str) -> bool {
    let Some(rest) = name.strip_prefix(PREFIX) else { return false };
    let is_of_a_port = |rest: &str| rest.starts_with(|first: char| first.is_ascii_digit());
    !(["CONFIG", "SERVICE_HOST", "SERVICE_PORT", "PORT"].contains(&rest)
        || (rest.starts_with("SERVICE_PORT_") && !rest.contains("__"))
        || rest.strip_prefix("PORT_").is_some_and(is_of_a_port))
}

/// The names of all settings, as `section.name`, or `section.table.name`.
fn names(defaults: &Table) -> Vec<String> {
    let of_section = |section: &String| {
        let tables = defaults.get(section).and_then(Value::as_table).into_iter().flatten();
        let tables = tables.filter(|(_, value)| value.is_table()).map(|(table, _)| format!("{section}.{table}"));
        [section.clone()].into_iter().chain(tables).flat_map(|place| names_in(&place)).collect::<Vec<_>>()
    };
    defaults.keys().flat_map(of_section).collect()
}

/// The names in a table of the settings. serde tells them where it refuses another: a setting without a default stands in no table.
fn names_in(place: &str) -> Vec<String> {
    let unknown = Table::from_iter([(String::new(), Value::Boolean(true))]);
    let nest = |inner: Table, name: &str| Table::from_iter([(name.to_owned(), Value::Table(inner))]);
    let refusal = Settings::deserialize(Value::Table(place.rsplit('.').fold(unknown, nest)));
    let told = refusal.err().map(|error| error.message().to_owned()).unwrap_or_default();
    told.split('`').skip(3).step_by(2).map(|name| format!("{place}.{name}")).collect()
}

/// The variable that sets a setting.
fn variable(name: &str) -> String {
    format!("{PREFIX}{}", name.to_uppercase().replace('.', "__"))
}

/// The refusal of a variable that sets nothing, with the name that comes nearest: whole, or without its section.
fn unknown(variable_name: &str, names: &[String]) -> SettingsError {
    let rest = variable_name.trim_start_matches(PREFIX).to_lowercase();
    let likeness = |name: &String| {
        let whole = normalized_damerau_levenshtein(&rest, &name.replace('.', "__"));
        let without_section = name.split_once('.').map_or(0.0, |(_, name)| normalized_damerau_levenshtein(&rest, name));
        whole.max(without_section)
    };
    let nearest = names.iter().max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
    let nearest = nearest.map(|name| variable(name)).unwrap_or_default();
    let shown = if variable_name.len() > LONGEST_NAME { "a variable of another name" } else { variable_name };
    SettingsError(format!("{shown}: no setting has such a name: correct it, perhaps to {nearest}, or unset it"))
}

/// The settings that variables set, by their names in the file. Each is tried alone, so that a refusal names the variable.
pub(super) fn variables(
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<Vec<(String, Value)>, SettingsError> {
    let defaults = Table::try_from(Settings::default()).map_err(|error| SettingsError(error.to_string()))?;
    let names = names(&defaults);
    let ours: config::Map<String, String> = variables.into_iter().filter(|(name, _)| is_own(name)).collect();
    let is_known = |variable: &str| names.contains(&variable[PREFIX.len()..].to_lowercase().replace("__", "."));
    if let Some(stranger) = ours.keys().filter(|variable| !is_known(variable)).min() {
        return Err(unknown(stranger, &names));
    }
    let (prefix, separator) = PREFIX.split_at(PREFIX.len() - 1);
    let environment = Environment::with_prefix(prefix).prefix_separator(separator).separator("__").source(Some(ours));
    let collected = environment.collect().map_err(|error| combining(&error))?;
    let mut settings = Vec::new();
    for (name, text) in collected {
        let variable = variable(&name);
        let text = text.into_string().map_err(|error| combining(&error))?;
        let value = typed(&defaults, &name, text);
        let lone = override_with(Config::builder(), &name, &value).and_then(Builder::build);
        read(lone.map_err(|error| combining(&error))?)
            .map_err(|(_, cause)| SettingsError(format!("{variable}: {}", by_variable(&name, cause))))?;
        settings.push((name, value));
    }
    Ok(settings)
}

/// What is wrong with a setting that a variable sets.
fn by_variable(name: &str, cause: String) -> String {
    check::number(name).unwrap_or_else(|| match cause.strip_prefix("must be a list") {
        Some(_) => format!(
            "is a list, which only a settings file can hold: write {name} there, and name it by {FILE_VARIABLE}"
        ),
        None => cause,
    })
}

/// A variable's text as what its setting is, which the default tells. What doesn't fit stays text and is refused.
fn typed(defaults: &Table, name: &str, text: String) -> Value {
    let default = name.split_once('.').and_then(|(section, name)| defaults.get(section)?.get(name));
    let parsed = match default {
        Some(Value::Integer(_)) => text.parse().ok().map(Value::Integer),
        Some(Value::Boolean(_)) => text.parse().ok().map(Value::Boolean),
        _ => None,
    };
    parsed.unwrap_or(Value::String(text))
}

/// Sets one setting over whatever the sources say.
pub(super) fn override_with(builder: Builder, name: &str, value: &Value) -> Result<Builder, ConfigError> {
    match value {
        Value::Integer(number) => builder.set_override(name, *number),
        Value::Boolean(switch) => builder.set_override(name, *switch),
        other => builder.set_override(name, other.as_str()),
    }
}

/// The settings, or the place in them that is bad, and why.
pub(super) fn read(config: Config) -> Result<Settings, (String, String)> {
    // Through TOML's own types, because `config` converts: 1.7 to 2, true to 1, a number to text.
    read_table(config.try_deserialize().map_err(|error| (String::new(), cause(&error.to_string())))?)
}

fn read_table(table: Table) -> Result<Settings, (String, String)> {
    serde_path_to_error::deserialize(Value::Table(table))
        .map_err(|error| (error.path().to_string(), cause(error.inner().message())))
}

/// One sentence about a bad place.
pub(super) fn sentence((place, cause): (String, String)) -> SettingsError {
    let cause = match place.as_str() {
        "" | "." => return SettingsError(format!("settings: {cause}")),
        "auth.credentials" | "events.targets" | "staging.tokens" => {
            format!("must be a list of tables, each below [[{place}]]")
        }
        place => match check::number(place) {
            Some(must_be) => format!("{must_be}, without quotes"),
            None if cause == A_TEXT => one_of(place).unwrap_or(cause),
            None => cause,
        },
    };
    SettingsError(format!("{place}: {cause}"))
}

/// The texts that a setting takes, if there are only some: serde tells them where it refuses another text, and not where it refuses
/// something else.
fn one_of(place: &str) -> Option<String> {
    let (section, name) = place.split_once('.')?;
    let other = Table::from_iter([(name.to_owned(), Value::String("\0".to_owned()))]);
    let (_, cause) = read_table(Table::from_iter([(section.to_owned(), Value::Table(other))])).err()?;
    (cause.starts_with("must be one of ") || cause.starts_with("must be `")).then_some(cause)
}

/// What is wrong, in serde's words but for the value.
fn cause(message: &str) -> String {
    if message.contains("untagged enum AccountIds") {
        return "must be \"*\", or a list of accounts of twelve digits in quotes".to_owned();
    }
    let repeats_a_value = ["invalid type: ", "invalid value: ", "invalid length ", "unknown variant "];
    if repeats_a_value.iter().any(|beginning| message.starts_with(beginning)) {
        return match message.rsplit_once("expected ") {
            Some((_, expected)) => format!("must be {}", in_words(expected.trim())),
            None => "has a value of another kind".to_owned(),
        };
    }
    if let Some(rest) = message.strip_prefix("unknown field `") {
        let (name, known) = rest.split_once("`, expected ").unwrap_or((rest, "another"));
        let name = if name.len() > LONGEST_NAME { "of this name" } else { name };
        return format!("there is no setting {name}: use {}", known.trim_start_matches("one of "));
    }
    if let Some(name) = message.strip_prefix("missing field ") {
        return format!("{name} is missing");
    }
    if message.starts_with("invalid socket address") {
        return "must be an IP address, or localhost, and a port, such as 127.0.0.1:4580".to_owned();
    }
    "can't be read".to_owned()
}

/// serde's names of types, for people.
fn in_words(expected: &str) -> String {
    match expected {
        "u16" | "u32" | "u64" | "usize" => "a whole number from 0 on, without quotes in a file".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a string" | "path string" | "string only" => "a text, in quotes in a file".to_owned(),
        "a sequence" => "a list of texts, such as [\"a\", \"b\"]".to_owned(),
        other if other.starts_with("struct ") => "a table".to_owned(),
        other => other.to_owned(),
    }
}

pub(super) fn combining(_: &ConfigError) -> SettingsError {
    SettingsError("settings: a name is no setting's: write section.name as callsign.example.toml does".to_owned())
}
