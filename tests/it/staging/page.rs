//! docs/staging.md: its examples work as they stand there.

use super::request;
use crate::harness::App;

const PAGE: &str = include_str!("../../../docs/staging.md");

/// The blocks of the page in a language.
fn blocks(language: &str) -> Vec<&'static str> {
    let fence = format!("```{language}\n");
    PAGE.split(fence.as_str()).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

#[tokio::test]
async fn every_example_of_the_page_is_answered_in_its_order() {
    let app = App::with(|settings| settings.auth.credentials.truncate(1)).await;
    let examples = blocks("http");
    assert!(examples.len() >= 3, "the page has {} examples", examples.len());
    for example in examples {
        let (line, body) = example.split_once('\n').unwrap_or((example, ""));
        let (method, path) = line.split_once(" /_callsign/v1/").expect("a method and a path");
        let mut asked = request(app.address(), method, path, &serde_json::Value::Null);
        if !body.is_empty() {
            asked.body = body.as_bytes().to_vec();
            asked = asked.with("content-type", "application/json");
        }
        let answer = asked.send(app.address()).await;
        assert!([200, 201].contains(&answer.status), "{example}\n{answer:?}");
    }
}
