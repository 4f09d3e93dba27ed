//! `callsign.example.toml`: it loads, it says what the defaults are, and it leaves no setting out.

use std::path::PathBuf;

use callsign::config::{Flags, Settings};

const EXAMPLE: &str = include_str!("../../callsign.example.toml");

fn as_printed(settings: &Settings) -> String {
    toml::to_string_pretty(settings).expect("settings can be printed")
}

/// The example with the settings that have no default switched on.
fn with_all_settings_on() -> String {
    let switched_on = |line: &str| {
        let bare = line.strip_prefix("# ")?;
        (setting_name(bare).is_some() || bare.starts_with("[[")).then(|| bare.to_owned())
    };
    EXAMPLE.lines().map(|line| switched_on(line).unwrap_or_else(|| line.to_owned()) + "\n").collect()
}

/// The name in `name = value`.
fn setting_name(line: &str) -> Option<&str> {
    let (name, _) = line.split_once(" = ")?;
    name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_').then_some(name)
}

/// The names that serde knows in a table of the settings, from its complaint about one that it doesn't.
fn known_in(table: &str) -> Vec<String> {
    let complaint = toml::from_str::<Settings>(&format!("{table}\nnonsense = 1")).expect_err("nonsense is no setting");
    let text = complaint.message().to_owned();
    let (_, expected) = text.split_once("expected").expect("serde names what it expected");
    expected.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The settings that the example names in a table, each with whether a comment stands above it.
fn named_in(table: &str) -> Vec<(String, bool)> {
    let lines: Vec<&str> = EXAMPLE.lines().map(|line| line.trim_start_matches("# ")).collect();
    let commented: Vec<bool> = EXAMPLE.lines().map(|line| line.starts_with("# ")).collect();
    let start = lines.iter().position(|line| *line == table).expect("the example has the table");
    let mut named = Vec::new();
    for at in start + 1..lines.len() {
        if lines[at].starts_with('[') {
            break;
        }
        if let Some(name) = setting_name(lines[at]) {
            named.push((name.to_owned(), commented[at - 1] && setting_name(lines[at - 1]).is_none()));
        }
    }
    named
}

#[test]
fn the_example_loads_and_equals_the_defaults() {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("callsign.example.toml");
    let flags = Flags { config: Some(file), ..Flags::default() };
    let settings = Settings::from_sources(&flags, []).expect("the example is good");
    assert_eq!(as_printed(&settings), as_printed(&Settings::default()));
}

#[test]
fn the_example_names_every_setting_with_a_comment_above_it() {
    let sections = known_in("");
    assert!(sections.len() >= 9, "{sections:?}");
    let mut tables: Vec<String> = sections.iter().map(|section| format!("[{section}]")).collect();
    tables.extend(
        ["[[auth.credentials]]", "[[staging.tokens]]", "[events.sns]", "[[events.targets]]"].map(str::to_owned),
    );
    for table in tables {
        // Only what has its required members gets as far as complaining about nonsense.
        let members = match table.as_str() {
            "[[auth.credentials]]" => "access_key_id = \"k\"\nsecret_access_key = \"s\"\naccount_id = \"a\"",
            "[[staging.tokens]]" => "name = \"n\"\ntoken = \"t\"\naccount_ids = \"*\"\naccess = \"read\"",
            "[[events.targets]]" => "arn = \"*\"\nkind = \"aws\"",
            _ => "",
        };
        let complete = format!("{table}\n{members}");
        let mut known = known_in(&complete);
        // The example shows these as tables of their own.
        known.retain(|name| !["credentials", "tokens", "sns", "targets"].contains(&name.as_str()));
        let with_comments = named_in(&table);
        let mut names: Vec<String> = with_comments.iter().map(|(name, _)| name.clone()).collect();
        known.sort();
        names.sort();
        assert_eq!(names, known, "{table} of callsign.example.toml and the settings differ");
        for (name, commented) in with_comments {
            assert!(commented, "{table} {name} has no comment above it");
        }
    }
}

#[test]
fn the_settings_without_a_default_are_good_examples() {
    let settings: Settings = toml::from_str(&with_all_settings_on()).expect("every line is of its setting's type");
    let printed = as_printed(&settings);
    for name in [
        "url",
        "migration_url",
        "data_dir",
        "access_key_id",
        "session_token",
        "user",
        "policy",
        "public_url",
        "token",
        "queue_url",
        "raw",
    ] {
        assert!(printed.contains(&format!("\n{name} = ")), "{name} is not switched on in\n{printed}");
    }
    assert!(
        !printed.contains("secret@") && !printed.contains("a secret") && !printed.contains("a-secret"),
        "a secret is printed:\n{printed}"
    );
}
