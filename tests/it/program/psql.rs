//! `callsign psql`.

use std::process::Command;

use crate::harness::{Fixture, Folder, Process, Scratch, command};

fn run(mut psql: Command, statement: &str) -> (bool, String) {
    let output = psql.args(["-X", "-At", "-v", "ON_ERROR_STOP=1", "-c", statement]).output().expect("it is run");
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&said).trim().to_owned())
}

#[tokio::test]
async fn psql_opens_the_views_of_an_external_database_read_only() {
    let scratch = Scratch::migrated().await;
    let process = Process::serving(scratch.url(), &[]);
    let pool = Fixture(process.client()).pool().await;
    let mut bent = url::Url::parse(scratch.url()).expect("a URL");
    bent.query_pairs_mut().append_pair("options", "-c default_transaction_read_only=off");
    for url in [scratch.url(), bent.as_str()] {
        let psql = || command(&["psql", "--database-url", url], &[]);
        assert_eq!(run(psql(), "select pool_id from pools"), (true, pool.clone()));
        for write in
            ["delete from association_history", "select * from callsign.pool", "create temporary table mine ()"]
        {
            let (done, said) = run(psql(), write);
            assert!(!done && (said.contains("denied") || said.contains("read-only")), "{write}: {said}");
        }
    }
}

#[tokio::test]
async fn psql_opens_the_embedded_database_that_runs_and_says_where_none_does() {
    let folder = Folder::new();
    let data_dir = folder.join("data");
    let psql = || command(&["psql", "--data-dir", &data_dir.to_string_lossy()], &[]);
    let (done, said) = run(psql(), "select 1");
    assert!(!done && said.starts_with("callsign: no callsign runs on") && said.contains("--data-dir"), "{said}");

    let mut process = super::first_run(&data_dir);
    let pool = Fixture(process.client()).pool().await;
    assert_eq!(run(psql(), "select pool_id from pools"), (true, pool));
    let (done, said) = run(psql(), "select * from callsign.pool");
    assert!(!done && said.contains("denied"), "{said}");
    process.signal("TERM");
    process.end();
    assert!(!run(psql(), "select 1").0, "it has ended");
}

#[tokio::test]
async fn where_there_is_no_psql_a_sentence_says_so() {
    let scratch = Scratch::migrated().await;
    let mut psql = command(&["psql", "--database-url", scratch.url()], &[]);
    psql.env("PATH", "/nowhere");
    let (done, said) = run(psql, "select 1");
    assert!(!done && said.starts_with("callsign: psql can't be run") && said.lines().count() == 1, "{said}");
}

#[test]
fn a_container_prints_the_line_for_outside_of_it_where_the_database_is_a_service_beside_it() {
    let line = |url: &str| {
        let url = crate::harness::settings(url).database.url.expect("it is set");
        callsign::serve::line_from_outside(&url)
    };
    let service = line("postgres://callsign:c4n4ry@postgres:5432/state").expect("it is a service");
    assert!(service.starts_with("docker compose exec -e PGOPTIONS='-c role=callsign_inspect "), "{service}");
    assert!(service.ends_with("' postgres psql -U callsign state") && !service.contains("c4n4ry"), "{service}");
    for host in ["db.example", "10.0.0.7", "[::1]", "localhost"] {
        assert_eq!(line(&format!("postgres://u:p@{host}/d")), None, "{host}");
    }
}
