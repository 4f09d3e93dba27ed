//! Settings that are read anew on SIGHUP: who may call, what he may, and the log's level.

use std::fs;

use serde_json::Value;
use sqlx::Row;

use crate::harness::{Folder, Process, RawRequest, Scratch, command, eventually};

/// A callsign whose settings are a file.
struct Served {
    _folder: Folder,
    file: std::path::PathBuf,
    scratch: Scratch,
    process: Process,
}

/// A credential of an account, whose secret is its access key.
fn credential(key: &str, more: &str) -> String {
    format!(
        "[[auth.credentials]]\naccess_key_id = \"{key}\"\nsecret_access_key = \"{key}\"\naccount_id = \"111122223333\"\n{more}\n"
    )
}

impl Served {
    async fn by(settings: &str, variables: &[(&str, &str)]) -> Self {
        let (folder, scratch) = (Folder::new(), Scratch::migrated().await);
        let file = folder.write("callsign.toml", settings);
        let path = file.to_string_lossy().into_owned();
        let arguments = ["--listen", "127.0.0.1:0", "--database-url", scratch.url(), "--config", &path];
        let mut command = command(&arguments, variables);
        command.env("CALLSIGN_SERVER__DRAIN_MS", "0");
        let process = Process::spawn(command);
        process.address();
        Self { _folder: folder, file, scratch, process }
    }

    /// Writes other settings and waits until the log says what became of them.
    fn reads(&self, settings: &str, said: &str) {
        let before = self.process.stderr().matches(said).count();
        fs::write(&self.file, settings).expect("the file is the test's");
        self.process.signal("HUP");
        eventually(said, || (self.process.stderr().matches(said).count() > before).then_some(()));
    }

    async fn status(&self, key: &str, operation: &str) -> u16 {
        let address = self.process.address();
        let request = RawRequest::unsigned(address, operation, "{}");
        request.signed_by(key, key, None, std::time::SystemTime::now()).send(address).await.status
    }
}

const ANEW: &str = "settings read anew";

#[tokio::test]
async fn credentials_and_policies_are_read_anew_and_a_secret_is_rotated_with_no_outage() {
    let served = Served::by(&credential("old", "user = \"app\""), &[]).await;
    assert_eq!((served.status("old", "DescribePools").await, served.status("new", "DescribePools").await), (200, 400));

    // Both hold while clients change over.
    let both = credential("old", "user = \"app\"") + &credential("new", "user = \"app\"");
    served.reads(&both, ANEW);
    assert_eq!((served.status("old", "DescribePools").await, served.status("new", "DescribePools").await), (200, 200));
    let known = "select access_key_id, principal_arn from inspect.credentials order by 1";
    let known = sqlx::query(known).fetch_all(&mut served.scratch.connection().await).await.expect("the view is read");
    let known: Vec<(String, String)> = known.iter().map(|row| (row.get(0), row.get(1))).collect();
    let app = || "arn:aws:iam::111122223333:user/app".to_owned();
    assert_eq!(known, [("new".to_owned(), app()), ("old".to_owned(), app())]);

    let policy = r#"policy = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"sms-voice:DescribePools","Resource":"*"}}'"#;
    served.reads(&credential("new", policy), ANEW);
    assert_eq!((served.status("old", "DescribePools").await, served.status("new", "DescribePools").await), (400, 200));
    assert_eq!(served.status("new", "DescribePhoneNumbers").await, 400, "its policy doesn't allow it");
}

#[tokio::test]
async fn a_bad_file_is_refused_in_one_sentence_and_the_old_credentials_stay() {
    let good = credential("old", "");
    let served = Served::by(&good, &[("log.format", "json")]).await;
    for (bad, says) in [
        ("this is no TOML", "callsign.toml"),
        (&*credential("", ""), "auth.credentials[0].access_key_id"),
        (&*credential("old", "policy = \"{}\""), "auth.credentials[0].policy"),
        (&*(good.clone() + &good), "auth.credentials[1].access_key_id"),
        ("[quotas]\npool = 7", "quotas.pool"),
        ("", "restart callsign"),
    ] {
        let refused = "the settings weren't read anew";
        served.reads(bad, refused);
        let log = served.process.stderr();
        let line = log.lines().rev().find(|line| line.contains(refused)).expect("it is said");
        let line: Value = serde_json::from_str(line).expect("each line is JSON");
        let cause = line["cause"].as_str().expect("it has a cause");
        assert!(cause.contains(says) && !cause.trim_end().contains('\n'), "{says}: {cause}");
        assert_eq!(line["level"], "ERROR");
        assert_eq!(served.status("old", "DescribePools").await, 200, "after {bad}");
    }
    served.reads(&(good + "[quotas]\npools = 7"), ANEW);
    eventually("the rest is named", || {
        let log = served.process.stderr();
        log.lines().any(|line| line.contains("after a restart") && line.contains("quotas")).then_some(())
    });
}

#[tokio::test]
async fn the_logs_level_is_read_anew() {
    let served = Served::by(&(credential("old", "") + "[log]\nlevel = \"error\""), &[]).await;
    assert_eq!(served.status("old", "DescribePools").await, 200);
    assert!(!served.process.stderr().contains("DescribePools"), "{}", served.process.stderr());
    served.reads(&(credential("old", "") + "[log]\nlevel = \"info\""), ANEW);
    assert_eq!(served.status("old", "DescribePools").await, 200);
    eventually("calls are logged", || served.process.stderr().contains("DescribePools").then_some(()));
}

#[tokio::test]
async fn a_policy_that_grants_nothing_is_told_at_the_start() {
    let policy = |statement: &str| format!("policy = '{{\"Version\":\"2012-10-17\",\"Statement\":[{statement}]}}'");
    let all = r#"{"Effect":"Allow","Action":"sms-voice:*","Resource":"*"}"#;
    let cases = [
        ("good", all.to_owned(), None),
        (
            "other",
            r#"{"Effect":"Allow","Action":["sns:Publish","s3:*"],"Resource":"*"}"#.to_owned(),
            Some("Statement[0]: its Action"),
        ),
        (
            "typo",
            format!(r#"{all},{{"Effect":"Allow","Action":"sms-voice:DescribePool","Resource":"*"}}"#),
            Some("Statement[1]: its Action"),
        ),
        (
            "arn",
            all.replace("\"*\"}", "\"arn:aws:sms-voice:us-east-1:1111:pool/*\"}"),
            Some("Statement[0]: its Resource"),
        ),
        ("kind", all.replace("\"*\"}", "\"arn:aws:sms-voice:*:*:pools/*\"}"), Some("Statement[0]: its Resource")),
        (
            "service",
            all.replace("\"*\"}", "\"arn:aws:sns:us-east-1:111122223333:pool/*\"}"),
            Some("Statement[0]: its Resource"),
        ),
        ("deny", all.replace("Allow", "Deny"), Some("no statement allows")),
        ("some", all.replace("\"*\"}", "\"arn:aws:sms-voice:us-east-1:111122223333:pool/*\"}"), None),
        ("shared", all.replace("\"*\"}", "\"arn:aws:sms-voice:*:444455556666:sender-id/*\"}"), None),
    ];
    let settings: String = cases.iter().map(|(key, statement, _)| credential(key, &policy(statement))).collect();
    let served = Served::by(&settings, &[("log.format", "json")]).await;
    let log = served.process.stderr();
    let told: Vec<Value> = log
        .lines()
        .filter(|line| line.contains("grants nothing"))
        .map(|line| serde_json::from_str(line).expect("each line is JSON"))
        .collect();
    for (key, _, cause) in &cases {
        let of_key: Vec<&str> = told
            .iter()
            .filter(|line| line["access_key_id"] == *key)
            .filter_map(|line| line["cause"].as_str())
            .collect();
        match cause {
            None => assert_eq!(of_key, Vec::<&str>::new(), "{key}"),
            Some(cause) => assert!(of_key.len() == 1 && of_key[0].starts_with(cause), "{key}: {of_key:?}"),
        }
    }
    assert!(told.iter().all(|line| line["level"] == "WARN"));
}

#[tokio::test]
async fn the_ready_line_of_the_log_says_version_address_schema_and_database() {
    let served = Served::by(&credential("old", ""), &[("log.format", "json")]).await;
    let log = served.process.stderr();
    let line = log.lines().find(|line| line.contains("\"message\":\"ready\"")).expect("it is logged");
    let line: Value = serde_json::from_str(line).expect("it is JSON");
    assert_eq!(line["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(line["address"], served.process.address().to_string().as_str());
    assert_eq!(line["schema"], callsign::database::migrate::program_version());
    let database = line["database"].as_str().expect("the database is named");
    let mut url = url::Url::parse(served.scratch.url()).expect("it is a URL");
    url.set_password(None).expect("it may go without a password");
    assert_eq!(database, url.as_str());
}
