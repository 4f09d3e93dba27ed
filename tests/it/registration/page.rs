//! `docs/registrations.md`: its story runs as it stands there, but for the port.

use crate::{
    delivery::venv::{python, run_text},
    harness::App,
};

const PAGE: &str = include_str!("../../../docs/registrations.md");

/// The block of the page in a language.
fn block(language: &str) -> &'static str {
    let fence = format!("```{language}\n");
    let (_, rest) = PAGE.split_once(&fence).expect("the page has it");
    rest.split("```").next().expect("it ends")
}

#[tokio::test]
async fn the_story_of_the_page_says_what_the_page_says() {
    let Some(python) = python() else { return };
    let app = App::start().await;
    let program = block("python").replace("127.0.0.1:4580", &app.address().to_string());
    assert_eq!(run_text(python, &program, "").expect("the story runs"), block("text"));
}
