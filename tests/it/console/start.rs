//! The start.

use super::open;
use crate::harness::{App, Fixture};

#[tokio::test]
async fn an_empty_account_is_shown_how_to_begin() {
    let app = App::start().await;
    let screen = open(&app, "start").await;
    assert_eq!(screen.texts("h1"), ["Nothing is here yet"]);
    let lines = screen.texts(".lines code");
    assert!(lines[0].contains(&format!("AWS_ENDPOINT_URL=http://{}", app.address())), "{lines:?}");
    assert!(lines[1].contains("create-pool") && lines[2].contains("send-text-message"), "{lines:?}");
}

#[tokio::test]
async fn an_account_in_use_is_counted() {
    let app = App::start().await;
    Fixture(app.client()).pool().await;
    let screen = open(&app, "start").await;
    assert_eq!(screen.texts("h1"), [format!("callsign {}", env!("CARGO_PKG_VERSION"))]);
    assert_eq!(screen.texts(".pairs dd")[..5], ["1", "1", "0", "1", "0"]);
}

#[tokio::test]
async fn the_page_at_the_top_links_to_the_console() {
    let app = App::start().await;
    let answer = super::request(&app, "/").send(app.address()).await;
    assert!(answer.body.contains("<a href=\"/_callsign/\">"), "{answer:?}");
}
