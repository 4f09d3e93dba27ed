//! Settings: who wins, what is refused and in which words, what is never shown.

mod taken;

use std::path::PathBuf;

use callsign::{
    config::{Flags, Settings},
    domain::account::AccountTier,
};

use crate::harness::{Folder, Process, command};

/// The settings that these sources give, or the sentence that refuses them.
fn settings(file: Option<&str>, variables: &[(&str, &str)], flags: Flags) -> Result<Settings, String> {
    let folder = Folder::new();
    let config = file.map(|text| folder.write("callsign.toml", text)).or(flags.config);
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Settings::from_sources(&Flags { config, ..flags }, variables).map_err(|error| error.to_string())
}

fn by_file(text: &str) -> Result<Settings, String> {
    settings(Some(text), &[], Flags::default())
}

fn by_variables(variables: &[(&str, &str)]) -> Result<Settings, String> {
    settings(None, variables, Flags::default())
}

/// The sentence that refuses these sources: one line, naming what is meant.
#[track_caller]
fn assert_refused(outcome: Result<Settings, String>, names: &[&str]) {
    let sentence = outcome.expect_err("the settings must be refused");
    assert_eq!(sentence.lines().count(), 1, "one sentence: {sentence}");
    assert!(sentence.len() < 400, "one sentence: {sentence}");
    for name in names {
        assert!(sentence.contains(name), "{name} is not named: {sentence}");
    }
}

// Who wins

#[test]
fn without_any_source_everything_has_its_default() {
    let settings = by_variables(&[]).expect("the defaults are good");
    assert_eq!(settings.server.listen.to_string(), "127.0.0.1:4580");
    assert_eq!(settings.server.drain_ms, 1_000);
    assert!(settings.database.url.is_none() && settings.database.migrate);
    assert_eq!(settings.client_tokens.retention_hours, 24);
    assert_eq!(settings.history.retention_days, 90);
    let quotas = &settings.quotas;
    assert_eq!((quotas.phone_numbers, quotas.pools, quotas.sender_ids, quotas.opt_out_lists), (25, 25, 200, 25));
    assert_eq!((quotas.origination_identities_per_pool, quotas.tags_per_resource), (100, 50));
    assert_eq!((quotas.keywords_per_phone_number, quotas.keywords_per_pool), (30, 30));
    assert_eq!(settings.account.tier, AccountTier::Production);
    let spend = &settings.spend_limits;
    assert_eq!(
        (spend.text_message, spend.voice_message, spend.media_message, spend.notify_message, spend.rcs_message),
        (1_000, 1_000, 1_000, 1_000, 1_000)
    );
    assert_eq!((settings.lifecycle.pending_ms, settings.lifecycle.creating_ms), (0, 0));
    assert!(settings.uses_built_in_credential());
}

#[test]
fn a_file_wins_over_defaults_a_variable_over_the_file_and_a_flag_over_the_variable() {
    let file = "[server]\nlisten = \"127.0.0.1:1001\"\ndrain_ms = 1\n[quotas]\npools = 1\n";
    let variables = [("CALLSIGN_SERVER__LISTEN", "127.0.0.1:1002"), ("CALLSIGN_QUOTAS__POOLS", "2")];
    let flags = Flags { listen: Some("127.0.0.1:1003".to_owned()), ..Flags::default() };
    let port = |settings: Result<Settings, String>| settings.expect("they are good").server.listen.port();

    assert_eq!(port(by_file(file)), 1001);
    assert_eq!(port(settings(Some(file), &variables, Flags::default())), 1002);
    assert_eq!(port(settings(Some(file), &variables, flags.clone())), 1003);
    let all = settings(Some(file), &variables, flags).expect("they are good");
    assert_eq!((all.server.drain_ms, all.quotas.pools, all.quotas.sender_ids), (1, 2, 200));
}

#[test]
fn a_variable_names_the_file_where_no_flag_does() {
    let folder = Folder::new();
    let by_variable = folder.write("variable.toml", "[quotas]\npools = 2\n");
    let by_flag = folder.write("flag.toml", "[quotas]\npools = 3\n");
    let variable = ("CALLSIGN_CONFIG", &*by_variable.to_string_lossy());

    let pools = |flags| settings(None, &[variable], flags).expect("they are good").quotas.pools;

    assert_eq!(pools(Flags::default()), 2);
    assert_eq!(pools(Flags { config: Some(by_flag), ..Flags::default() }), 3);
    assert_refused(by_variables(&[("CALLSIGN_CONFIG", "/nowhere.toml")]), &["CALLSIGN_CONFIG /nowhere.toml"]);
    let mut config = command(&["config"], &[]);
    config.env("CALLSIGN_CONFIG", &by_variable);
    let (code, stdout, stderr) = Process::outcome(config);
    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(stdout.contains("\npools = 2\n"), "{stdout}");
}

#[test]
fn the_flags_of_the_database_win_over_variables() {
    let variables =
        [("CALLSIGN_DATABASE__URL", "postgres://variable/callsign"), ("CALLSIGN_DATABASE__DATA_DIR", "/variable")];
    let flags = Flags {
        database_url: Some("postgres://flag/callsign".to_owned()),
        data_dir: Some(PathBuf::from("/flag")),
        ..Flags::default()
    };
    let settings = settings(None, &variables, flags).expect("they are good");
    let url = settings.database.url.map(|url| url.expose().to_owned());
    assert_eq!(url.as_deref(), Some("postgres://flag/callsign"));
    assert_eq!(settings.database.data_dir, Some(PathBuf::from("/flag")));
}

#[test]
fn an_account_of_zeros_stays_text_wherever_it_stands() {
    let scalars = [
        ("CALLSIGN_AUTH__ACCESS_KEY_ID", "0042"),
        ("CALLSIGN_AUTH__SECRET_ACCESS_KEY", "1e3"),
        ("CALLSIGN_AUTH__ACCOUNT_ID", "000000000000"),
    ];
    let file =
        "[[auth.credentials]]\naccess_key_id = \"true\"\nsecret_access_key = \"1\"\naccount_id = \"000000000001\"";
    let settings = settings(Some(file), &scalars, Flags::default()).expect("they are good");
    let credentials = settings.credentials().expect("they are good");
    let shown: Vec<_> = credentials
        .iter()
        .map(|one| (one.access_key_id.as_str(), one.secret_access_key.expose(), one.account_id.as_str()))
        .collect();
    assert_eq!(shown, [("true", "1", "000000000001"), ("0042", "1e3", "000000000000")]);
}

#[test]
fn an_account_that_a_file_writes_as_a_number_is_refused_or_kept_whole() {
    let file = "[auth]\naccess_key_id = \"a\"\nsecret_access_key = \"b\"\naccount_id = 123456789012";
    match by_file(file) {
        Ok(settings) => assert_eq!(settings.auth.account_id.as_deref(), Some("123456789012")),
        Err(sentence) => assert!(sentence.contains("account_id"), "{sentence}"),
    }
}

#[test]
fn variables_that_kubernetes_injects_for_a_service_of_this_name_are_ignored() {
    let settings = by_variables(&[
        ("CALLSIGN_PORT", "tcp://10.0.0.1:4580"),
        ("CALLSIGN_SERVICE_HOST", "10.0.0.1"),
        ("CALLSIGN_SERVICE_PORT", "4580"),
        ("CALLSIGN_SERVICE_PORT_HTTP", "4580"),
        ("CALLSIGN_PORT_4580_TCP", "tcp://10.0.0.1:4580"),
        ("CALLSIGN_PORT_4580_TCP_ADDR", "10.0.0.1"),
        ("CALLSIGN_PORT_4580_TCP_PORT", "4580"),
        ("CALLSIGN", "x"),
        ("DATABASE_URL", "postgres://somebody.else/theirs"),
        ("SERVER__LISTEN", "0.0.0.0:1"),
        ("MYCALLSIGN_SERVER__LISTEN", "0.0.0.0:1"),
    ])
    .expect("none of them is a setting");
    assert_eq!(settings.server.listen.to_string(), "127.0.0.1:4580");
    assert!(settings.database.url.is_none());
}

// What is refused

#[test]
fn an_unknown_setting_is_named_whatever_it_came_from() {
    assert_refused(by_file("[server]\nport = 1\n"), &["port"]);
    assert_refused(by_file("[servers]\nlisten = \"127.0.0.1:1\"\n"), &["servers"]);
    assert_refused(by_file("listen = \"127.0.0.1:1\"\n"), &["listen"]);
    assert_refused(by_file("[[auth.credentials]]\naccess_key = \"a\"\n"), &["access_key"]);
    assert_refused(by_variables(&[("CALLSIGN_SERVER__PORT", "1")]), &["CALLSIGN_SERVER__PORT"]);
    assert_refused(by_variables(&[("CALLSIGN_SERVERS__LISTEN", "x")]), &["CALLSIGN_SERVERS__LISTEN"]);
    assert_refused(by_variables(&[("CALLSIGN_SERVER__LISTEN__X", "x")]), &["CALLSIGN_SERVER__LISTEN"]);
}

#[test]
fn a_variable_that_is_no_setting_is_refused_with_the_nearest_name() {
    for (variable, nearest) in [
        ("CALLSIGN_SERVER_LISTEN", "CALLSIGN_SERVER__LISTEN"),
        ("CALLSIGN_SERVER__LITSEN", "CALLSIGN_SERVER__LISTEN"),
        ("CALLSIGN_SERVERS__LISTEN", "CALLSIGN_SERVER__LISTEN"),
        ("CALLSIGN_LISTEN", "CALLSIGN_SERVER__LISTEN"),
        ("CALLSIGN_DATABASE_URL", "CALLSIGN_DATABASE__URL"),
        ("CALLSIGN_MIGRATION_URL", "CALLSIGN_DATABASE__MIGRATION_URL"),
        ("CALLSIGN_AUTH_ACCESS_KEY", "CALLSIGN_AUTH__ACCESS_KEY_ID"),
        ("CALLSIGN_QUOTA__POOLS", "CALLSIGN_QUOTAS__POOLS"),
        ("CALLSIGN_LOGLEVEL", "CALLSIGN_LOG__LEVEL"),
        ("CALLSIGN_CONFIGS", "CALLSIGN_"),
        ("CALLSIGN_", "CALLSIGN_"),
        ("CALLSIGN_PORTS", "CALLSIGN_"),
        ("CALLSIGN_PORT_HTTP", "CALLSIGN_"),
        ("CALLSIGN_SERVICE", "CALLSIGN_"),
        ("CALLSIGN_SERVICE_PORT__X", "CALLSIGN_"),
    ] {
        assert_refused(by_variables(&[(variable, "c4n4ry")]), &[&format!("{variable}: "), &format!("to {nearest}")]);
    }
    let long = format!("CALLSIGN_{}", "X".repeat(10_000));
    assert_refused(by_variables(&[(&long, "x")]), &["no setting"]);
}

#[test]
fn a_value_that_does_not_fit_is_named_with_its_setting() {
    assert_refused(by_file("[server]\nlisten = \"localhost\"\n"), &["server.listen"]);
    assert_refused(by_file("[server]\ndrain_ms = -1\n"), &["server.drain_ms"]);
    assert_refused(by_file("[database]\nmigrate = \"perhaps\"\n"), &["database.migrate"]);
    assert_refused(by_file("[log]\nformat = \"xml\"\n"), &["log.format"]);
    assert_refused(by_variables(&[("CALLSIGN_LOG__LEVEL", "loud")]), &["CALLSIGN_LOG__LEVEL"]);
    assert_refused(by_variables(&[("CALLSIGN_ACCOUNT__TIER", "GOLD")]), &["CALLSIGN_ACCOUNT__TIER"]);
    assert_refused(by_file("[spend_limits]\ntext_message = -1\n"), &["spend_limits.text_message"]);
    assert_refused(by_variables(&[("CALLSIGN_QUOTAS__POOLS", "many")]), &["CALLSIGN_QUOTAS__POOLS"]);
    assert_refused(by_variables(&[("CALLSIGN_DATABASE__MAX_CONNECTIONS", "0")]), &["database.max_connections"]);
    assert_refused(by_variables(&[("CALLSIGN_COMPATIBILITY__ISO_COUNTRY_CODE", "maybe")]), &["ISO_COUNTRY_CODE"]);
    let flags = Flags { listen: Some("nowhere".to_owned()), ..Flags::default() };
    assert_refused(settings(None, &[], flags), &["listen"]);
}

#[test]
fn a_file_that_is_not_there_or_no_toml_is_named() {
    let flags = Flags { config: Some(PathBuf::from("/nowhere/callsign.toml")), ..Flags::default() };
    assert_refused(settings(None, &[], flags), &["/nowhere/callsign.toml"]);
    assert_refused(by_file("[server\nlisten = 1"), &["callsign.toml"]);
}

#[test]
fn the_built_in_credential_is_refused_beyond_loopback_unless_it_is_allowed() {
    for listen in ["0.0.0.0:4580", "192.168.1.2:4580", "[::]:4580"] {
        let here = ("CALLSIGN_SERVER__LISTEN", listen);
        assert_refused(by_variables(&[here]), &["server.listen", listen, "auth.allow_builtin"]);
        by_variables(&[here, ("CALLSIGN_AUTH__ALLOW_BUILTIN", "true")]).expect("it is allowed");
        by_variables(&[
            here,
            ("CALLSIGN_AUTH__ACCESS_KEY_ID", "a"),
            ("CALLSIGN_AUTH__SECRET_ACCESS_KEY", "b"),
            ("CALLSIGN_AUTH__ACCOUNT_ID", "123456789012"),
        ])
        .expect("there is a credential of its own");
    }
    by_variables(&[("CALLSIGN_SERVER__LISTEN", "[::1]:4580")]).expect("this is loopback");
}

#[test]
fn a_credential_by_scalars_is_whole_or_not_there() {
    let scalars = [
        ("CALLSIGN_AUTH__ACCESS_KEY_ID", "a"),
        ("CALLSIGN_AUTH__SECRET_ACCESS_KEY", "b"),
        ("CALLSIGN_AUTH__ACCOUNT_ID", "123456789012"),
    ];
    let all_three = ["auth.access_key_id", "auth.secret_access_key", "auth.account_id"];
    for (n, one) in scalars.iter().enumerate() {
        assert_refused(by_variables(&[*one]), &all_three);
        let two: Vec<_> = scalars.iter().enumerate().filter(|(m, _)| *m != n).map(|(_, scalar)| *scalar).collect();
        assert_refused(by_variables(&two), &all_three);
    }
    let settings = by_variables(&scalars).expect("all three are there");
    assert!(!settings.uses_built_in_credential());
}

#[test]
fn equal_access_keys_are_refused_wherever_they_stand() {
    let one =
        "[[auth.credentials]]\naccess_key_id = \"twin\"\nsecret_access_key = \"a\"\naccount_id = \"123456789012\"\n";
    assert_refused(by_file(&one.repeat(2)), &["auth.credentials[1].access_key_id", "auth.credentials[0]"]);
    let scalars = [
        ("CALLSIGN_AUTH__ACCESS_KEY_ID", "twin"),
        ("CALLSIGN_AUTH__SECRET_ACCESS_KEY", "b"),
        ("CALLSIGN_AUTH__ACCOUNT_ID", "210987654321"),
    ];
    assert_refused(settings(Some(one), &scalars, Flags::default()), &["auth.access_key_id", "auth.credentials[0]"]);
}

#[test]
fn a_credential_that_cannot_work_is_refused() {
    let credential = |key: &str, secret: &str, account: &str, more: &str| {
        by_file(&format!(
            "[[auth.credentials]]\naccess_key_id = \"{key}\"\nsecret_access_key = \"{secret}\"\n\
             account_id = \"{account}\"\n{more}"
        ))
    };
    for account in ["", "12345678901", "1234567890123", "12345678901a", "١٢٣٤٥٦٧٨٩٠١٢"] {
        assert_refused(credential("a", "b", account, ""), &["auth", "account_id", "twelve digits"]);
    }
    assert_refused(credential("", "b", "123456789012", ""), &["access_key_id"]);
    assert_refused(credential("a/b", "b", "123456789012", ""), &["access_key_id"]);
    assert_refused(credential("a", "", "123456789012", ""), &["secret_access_key"]);
    assert_refused(by_file("[[auth.credentials]]\naccess_key_id = \"a\"\n"), &["secret_access_key"]);
    for key in ["a b", "a,b", " a", "a\\n", "a\\u0000", "\u{e9}"] {
        assert_refused(credential(key, "b", "123456789012", ""), &["auth.credentials[0].access_key_id"]);
    }
    for secret in ["b\\n", "b\\r", "\\u0000"] {
        assert_refused(credential("a", secret, "123456789012", ""), &["auth.credentials[0].secret_access_key"]);
    }
    for token in ["", " t", "t ", "t  t", "t\\n", "\u{e9}"] {
        let token = format!("session_token = \"{token}\"");
        assert_refused(credential("a", "b", "123456789012", &token), &["auth.credentials[0].session_token"]);
    }
    for user in ["", "a b", "a\\n", "a*", "a:b"] {
        let user = format!("user = \"{user}\"");
        assert_refused(credential("a", "b", "123456789012", &user), &["auth.credentials[0].user"]);
    }
    let more = "session_token = \"a token+/=\"\nuser = \"division/a.b+c=d,e@f_g-h\"";
    credential("AKIA+=.:~", "a secret, with/all", "123456789012", more).expect("they all can be signed with");
}

#[test]
fn a_credentials_policy_that_is_malformed_is_refused_where_it_is_wrong() {
    let credential = |policy: &str| {
        by_file(&format!(
            "[[auth.credentials]]\naccess_key_id = \"team-a\"\nsecret_access_key = \"b\"\naccount_id = \"123456789012\"\n\
             policy = '{policy}'"
        ))
    };
    for (policy, place) in [
        ("", "The policy is not JSON"),
        ("{}", "The policy has no Statement"),
        (r#"{"Statement":{"Effect":"Allow","Action":"*"}}"#, "Statement has neither Resource nor NotResource"),
        (
            r#"{"Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#,
            "Statement[0].Principal must not be in the policy of an identity",
        ),
    ] {
        assert_refused(credential(policy), &["auth.credentials[0].policy: ", place]);
    }
}

#[test]
fn a_refusal_never_repeats_a_secret() {
    let canary = "c4n4ry";
    let sentences = [
        by_variables(&[("CALLSIGN_AUTH__SECRET_ACCESS_KEY", canary)]),
        by_file(&format!("[auth]\nsecret_access_key = \"{canary}\"\naccess_key_id = \"a\"")),
        by_file(&format!("[auth]\nsecret_access_key = [\"{canary}\"]")),
        by_variables(&[("CALLSIGN_DATABASE__URL__X", canary)]),
        by_variables(&[("CALLSIGN_LOG__LEVEL", canary)]),
        by_variables(&[("CALLSIGN_SERVER__DRAIN_MS", canary)]),
        by_variables(&[("CALLSIGN_SERVER__LISTEN", canary)]),
        by_variables(&[("CALLSIGN_AUTH__ALLOW_BUILTIN", canary)]),
        by_file(&format!("[auth]\nsecret_access_key = {canary}\n")),
        by_file(&format!("[auth]\nsecret_access_key = \"{canary}\n")),
        by_file(&format!("[auth]\nsecret_access_key \"{canary}\"\n")),
        by_file(&format!("[auth]\nsecret_access_key = \"{canary}\"\nsecret_access_key = \"{canary}\"\n")),
        by_file(&format!("[log]\nlevel = \"{canary}, expected {canary}\"")),
        by_file(&format!("[server]\nlisten = \"{canary}\"")),
        by_file(&format!("[server]\ndrain_ms = \"{canary}\"")),
        by_file(&format!("database = \"{canary}\"")),
        by_file(&format!("[[auth.credentials]]\naccess_key_id = \"{canary} \"\nsecret_access_key = \"{canary}\"\naccount_id = \"{canary}\"")),
        by_file(&format!("[[auth.credentials]]\naccess_key_id = \"{canary}\"\nsecret_access_key = \"{canary}\"\naccount_id = \"111122223333\"\n").repeat(2)),
        by_variables(&[
            ("CALLSIGN_DATABASE__URL", &format!("postgres://u:{canary}@h/d")),
            ("CALLSIGN_LOG__LEVEL", "x"),
        ]),
    ];
    for sentence in sentences.map(|outcome| outcome.expect_err("all of them are refused")) {
        assert!(!sentence.contains(canary), "{sentence}");
    }
}

#[test]
fn each_number_has_bounds_that_are_told() {
    for (name, least, most) in [
        ("server.drain_ms", 0, 600_000),
        ("database.max_connections", 1, 1_000),
        ("database.wait_s", 0, 86_400),
        ("quotas.pools", 0, 1_000_000_000),
        ("spend_limits.text_message", 0, 1_000_000_000),
        ("lifecycle.pending_ms", 0, 86_400_000),
        ("lifecycle.disassociating_ms", 0, 86_400_000),
        ("client_tokens.retention_hours", 0, 87_600),
        ("history.retention_days", 0, 36_500),
    ] {
        let variable = format!("CALLSIGN_{}", name.to_uppercase().replace('.', "__"));
        let with = |value: i64| by_variables(&[(variable.as_str(), value.to_string().as_str())]);
        with(least).unwrap_or_else(|refusal| panic!("{refusal}"));
        with(most).unwrap_or_else(|refusal| panic!("{refusal}"));
        let bounds = format!("from {least} to {most}");
        assert_refused(with(most + 1), &[name, &bounds]);
        assert!(with(least - 1).is_err(), "{name} below {least}");
        assert!(with(i64::MAX).is_err() && with(4_294_967_296).is_err(), "{name} far above {most}");
    }
}

#[test]
fn no_value_is_rounded_or_converted() {
    for value in ["1.7", "2.0", "1e3", "true", "\"7\"", "nan", "inf", "2026-01-01", "-1", "[1]"] {
        assert_refused(by_file(&format!("[server]\ndrain_ms = {value}\n")), &["server.drain_ms", "whole number"]);
    }
    for value in ["1", "0", "1.0", "\"true\"", "\"yes\"", "nan"] {
        assert_refused(
            by_file(&format!("[auth]\nallow_builtin = {value}\n")),
            &["auth.allow_builtin", "true or false"],
        );
    }
    for value in ["1", "nan", "true", "2026-01-01"] {
        assert_refused(by_file(&format!("[database]\ndata_dir = {value}\n")), &["database.data_dir"]);
        assert_refused(by_file(&format!("[database]\nurl = {value}\n")), &["database.url"]);
    }
    for value in ["1.7", "1e3", "true", " 1", "1 ", "", "0x10", "1_000", "99999999999999999999"] {
        assert_refused(by_variables(&[("CALLSIGN_SERVER__DRAIN_MS", value)]), &["CALLSIGN_SERVER__DRAIN_MS"]);
    }
    for value in ["1", "yes", "on", "TRUE", "True", ""] {
        assert_refused(by_variables(&[("CALLSIGN_AUTH__ALLOW_BUILTIN", value)]), &["CALLSIGN_AUTH__ALLOW_BUILTIN"]);
    }
}

/// `callsign config` with this on its standard input.
fn config_from_stdin(text: &str) -> std::process::Output {
    use std::{io::Write, process::Stdio};
    let mut command = command(&["config", "--config", "/dev/stdin"], &[]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    child.stdin.take().expect("it is piped").write_all(text.as_bytes()).expect("it reads");
    child.wait_with_output().expect("it ends")
}

#[test]
fn a_file_may_come_by_the_standard_input() {
    let output = config_from_stdin("[quotas]\npools = 7\n");
    assert!(output.status.success(), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("pools = 7"), "{output:?}");
}

#[test]
fn variables_that_are_not_utf_8_are_refused_if_they_are_callsigns_and_ignored_if_not() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let odd = |text: &'static [u8]| OsStr::from_bytes(text);
    let mut foreign = command(&["config"], &[]);
    foreign.env("X", odd(b"\xff")).env(odd(b"Y\xff"), "1").env("CALLSIGN_SERVICE_HOST", odd(b"\xff"));
    assert_eq!(Process::outcome(foreign).0, Some(0));
    for (name, value, named) in [
        (odd(b"CALLSIGN_AUTH__USER"), odd(b"c4n4ry\xff"), "CALLSIGN_AUTH__USER"),
        (odd(b"CALLSIGN_\xff__X"), odd(b"c4n4ry"), "CALLSIGN"),
    ] {
        let mut own = command(&["config"], &[]);
        own.env(name, value);
        let (code, stdout, stderr) = Process::outcome(own);
        assert_eq!((code, stdout.as_str(), stderr.lines().count()), (Some(1), "", 1), "{stderr}");
        assert!(stderr.contains(named) && stderr.contains("UTF-8") && !stderr.contains("c4n4ry"), "{stderr}");
    }
}

#[test]
fn a_data_folder_whose_name_is_not_utf_8_is_refused() {
    use std::{ffi::OsString, os::unix::ffi::OsStringExt};
    let folder = PathBuf::from(OsString::from_vec(b"/tmp/callsign-\xff".to_vec()));
    let flags = Flags { data_dir: Some(folder), ..Flags::default() };
    assert_refused(settings(None, &[], flags), &["database.data_dir", "UTF-8"]);
}

// What is never shown

const SECRETIVE: &str = r#"
[database]
url = "postgres://user:c4n4ry@127.0.0.1:5432/callsign?sslmode=disable"
migration_url = "postgres://127.0.0.1/callsign?user=u&password=c4n4ry"
[auth]
access_key_id = "scalar"
secret_access_key = "c4n4ry"
account_id = "123456789012"
[[auth.credentials]]
access_key_id = "listed"
secret_access_key = "c4n4ry"
session_token = "c4n4ry"
account_id = "123456789012"
"#;

#[test]
fn debug_output_shows_no_secret_and_no_password() {
    let settings = by_file(SECRETIVE).expect("they are good");
    for shown in [format!("{settings:?}"), format!("{settings:#?}"), format!("{:?}", settings.credentials())] {
        assert!(!shown.contains("c4n4ry"), "{shown}");
        assert!(shown.contains("listed") && shown.contains("***"), "{shown}");
    }
}

#[test]
fn passwords_of_urls_are_masked_also_where_they_are_odd() {
    let urls = [
        "postgres://user:c4n4ry@host/db",
        "postgres://user:c4n4ry%40@host:1/db?a=b",
        "postgres:///db?host=/run&password=c4n4ry",
        "postgres:///db?host=/run&PassWord=c4n4ry",
        "postgres:///db?p%61ssword=c4n4ry",
        "postgres://user:c4n4ry@:1:2/db",
        "user=u password=c4n4ry host=h",
        "c4n4ry",
    ];
    for url in urls {
        let settings = by_variables(&[("CALLSIGN_DATABASE__URL", url)]).expect("a start reads URLs later");
        let shown = format!("{settings:?} {}", toml::to_string(&settings).expect("settings can be written"));
        assert!(!shown.contains("c4n4ry"), "{url}: {shown}");
    }
}

#[test]
fn the_config_subcommand_prints_what_is_in_effect_and_masks_secrets() {
    let folder = Folder::new();
    let file = folder.write("callsign.toml", SECRETIVE);
    let arguments = ["config", "--config", &file.to_string_lossy(), "--listen", "127.0.0.1:1234"];

    let (code, stdout, stderr) =
        Process::outcome(command(&arguments, &[("quotas.pools", "7"), ("log.level", "trace")]));

    assert_eq!((code, stderr.as_str()), (Some(0), ""));
    assert!(!stdout.contains("c4n4ry"), "{stdout}");
    let shown: toml::Table = stdout.parse().expect("it prints TOML");
    assert_eq!(shown["server"]["listen"].as_str(), Some("127.0.0.1:1234"));
    assert_eq!(shown["quotas"]["pools"].as_integer(), Some(7));
    assert_eq!(shown["auth"]["secret_access_key"].as_str(), Some("***"));
    assert_eq!(shown["auth"]["credentials"][0]["session_token"].as_str(), Some("***"));
    let url = shown["database"]["url"].as_str();
    assert_eq!(url, Some("postgres://user:***@127.0.0.1:5432/callsign?sslmode=disable"));
}

#[test]
fn a_bad_setting_ends_the_program_with_one_sentence_and_code_1() {
    let cases = [
        (command(&[], &[("server.listen", "nowhere")]), "CALLSIGN_SERVER__LISTEN"),
        (command(&["config"], &[("log.format", "xml")]), "CALLSIGN_LOG__FORMAT"),
        (command(&["migrate", "--config", "/nowhere.toml"], &[]), "/nowhere.toml"),
        (command(&["--listen", "0.0.0.0:0"], &[]), "server.listen"),
    ];
    for (command, name) in cases {
        let (code, stdout, stderr) = Process::outcome(command);
        assert_eq!((code, stdout.as_str()), (Some(1), ""), "{stderr}");
        assert!(stderr.starts_with("callsign: ") && stderr.contains(name), "{stderr}");
        assert_eq!(stderr.lines().count(), 1, "{stderr}");
    }
}

// Who gets in below /_callsign/

fn token(members: &str) -> String {
    format!("[[staging.tokens]]\nname = \"ci\"\naccess = \"read\"\naccount_ids = \"*\"\n{members}")
}

#[test]
fn tokens_are_read_and_never_shown() {
    let canary = "c4n4ry-0123456789-0123456789-0123";
    let settings = by_file(&token(&format!("token = \"{canary}\""))).expect("the token is good");
    assert_eq!(settings.staging.tokens[0].token.expose(), canary);
    let shown = format!("{settings:?}{}", toml::to_string(&settings).expect("settings can be printed"));
    assert!(!shown.contains("c4n4ry"), "{shown}");
}

#[test]
fn a_token_that_cannot_let_anybody_in_is_refused_by_name_and_never_repeated() {
    let good = "token = \"c4n4ry-0123456789-0123456789-0123\"";
    let all = "account_ids = \"*\"";
    for (text, names) in [
        (token("token = \"c4n4ry\""), ["staging.tokens[0].token", "32"]),
        (token("token = \"c4n4ry 0123456789 0123456789 0123\""), ["staging.tokens[0].token", "32"]),
        (token(good).replace(all, "account_ids = \"c4n4ry\""), ["staging.tokens[0].account_ids", "list"]),
        (token(good).replace(all, "account_ids = []"), ["staging.tokens[0]", "account_ids"]),
        (token(good).replace(all, "account_ids = [\"c4n4ry\"]"), ["staging.tokens[0].account_ids", "twelve"]),
        (token(good).replace(all, "account_ids = 1"), ["staging.tokens", "twelve"]),
        (token(good).replace("\"read\"", "\"c4n4ry\""), ["staging.tokens", "read"]),
        (token(good).replace("\"ci\"", "\" \""), ["staging.tokens[0].name", "whose"]),
        (
            token(good) + "\n" + &token("token = \"another-0123456789-0123456789-012\""),
            ["staging.tokens[1].name", "another"],
        ),
        (token(good) + "\n" + &token(good).replace("\"ci\"", "\"b\""), ["staging.tokens[1].token", "same"]),
    ] {
        let outcome = by_file(&text);
        assert!(!outcome.as_ref().is_err_and(|sentence| sentence.contains("c4n4ry")), "{outcome:?}");
        assert_refused(outcome, &names);
    }
}

#[test]
fn origins_and_the_public_url_must_be_what_they_are_called() {
    for (text, name) in [
        ("[staging]\nallowed_origins = [\"http://localhost:3000/\"]", "staging.allowed_origins[0]"),
        ("[staging]\nallowed_origins = [\"*\"]", "staging.allowed_origins[0]"),
        ("[server]\npublic_url = \"sms.example\"", "server.public_url"),
        ("[server]\npublic_url = \"https://sms.example?a=b\"", "server.public_url"),
        ("[server]\npublic_url = \"ftp://sms.example\"", "server.public_url"),
        ("[auth]\nbuiltin_scopes = 0", "auth.builtin_scopes"),
    ] {
        assert_refused(by_file(text), &[name]);
    }
    let good = "[server]\npublic_url = \"https://sms.example/proxied/\"\n[staging]\nallowed_origins = [\"http://localhost:3000\"]";
    by_file(good).expect("both are good");
}
