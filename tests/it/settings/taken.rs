//! What settings take, and that whoever gives something else is told.

use callsign::config::{Flags, Settings};

use super::{assert_refused, by_file, by_variables, settings};

#[test]
fn localhost_is_the_loopback_address_wherever_an_address_stands() {
    let port = |settings: Result<Settings, String>| settings.expect("they are good").server.listen.to_string();
    assert_eq!(port(by_variables(&[("CALLSIGN_SERVER__LISTEN", "localhost:4581")])), "127.0.0.1:4581");
    assert_eq!(port(by_file("[server]\nlisten = \"localhost:0\"\n")), "127.0.0.1:0");
    let flags = Flags { listen: Some("localhost:4582".to_owned()), ..Flags::default() };
    assert_eq!(port(settings(None, &[], flags)), "127.0.0.1:4582");
    for none in ["localhost", "localhost:", "localhost:port", "localhost:99999", "example.com:1", "LOCALHOST", ":1"] {
        let must_be = ["CALLSIGN_SERVER__LISTEN", "localhost, and a port, such as 127.0.0.1:4580"];
        assert_refused(by_variables(&[("CALLSIGN_SERVER__LISTEN", none)]), &must_be);
    }
}

/// What every setting takes, as the sentence about a bad value of it says.
const TAKEN: [&str; 8] = [
    "must be a whole number from ",
    "must be true or false",
    "must be one of `",
    "must be `",
    "must be a text",
    "must be a list of ",
    "must be an IP address",
    "must be a table",
];

#[test]
fn a_setting_that_gets_something_else_says_what_it_takes() {
    let defaults = toml::Table::try_from(Settings::default()).expect("settings can be written");
    let mut refused = 0;
    for (section, name, default) in defaults.iter().flat_map(|(section, settings)| {
        let settings = settings.as_table().expect("a section is a table");
        settings.iter().map(move |(name, default)| (section, name, default))
    }) {
        for value in
            ["1", "-1", "4294967296", "1.5", "true", "\"c4n4ry\"", "[1]", "[\"c4n4ry\"]", "{ a = 1 }", "2026-01-01"]
        {
            let Err(sentence) = by_file(&format!("[{section}]\n{name} = {value}\n")) else { continue };
            refused += 1;
            let is_date = value.contains('-') && sentence.contains("must not be a date");
            // Where it is of the right kind, its own rule refuses it. serde reads a table from a list, too.
            let is_of_its_kind =
                default.is_array() && value.starts_with('[') || default.is_table() && value.starts_with(['[', '{']);
            assert!(sentence.contains(&format!("{section}.{name}")), "{value}: {sentence}");
            assert!(
                is_date || is_of_its_kind || TAKEN.iter().any(|taken| sentence.contains(taken)),
                "{value}: {sentence}"
            );
        }
        let variable = format!("CALLSIGN_{section}__{name}").to_uppercase();
        if let Err(sentence) = by_variables(&[(&variable, "c4n4ry")]) {
            let is_list = default.is_array() && sentence.contains("a list, which only a settings file can hold");
            assert!(is_list || TAKEN.iter().any(|taken| sentence.contains(taken)), "{variable}: {sentence}");
        }
    }
    assert!(refused > 300, "{refused}");
}
