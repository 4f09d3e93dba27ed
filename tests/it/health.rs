//! `callsign health`, which container health checks run.

use std::process::{Command, Output};

use crate::harness::App;

fn health(url: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callsign"));
    command.args(["health", "--url", url]).output().expect("the program runs")
}

#[tokio::test]
async fn health_of_a_ready_callsign_exits_with_0() {
    let app = App::start().await;
    let output = health(&format!("http://{}", app.address()));
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
}

#[test]
fn health_of_nothing_exits_with_1_and_one_sentence() {
    let output = health("http://127.0.0.1:9");
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "callsign: http://127.0.0.1:9/health/ready doesn't answer: start callsign, or give --url\n"
    );
}
