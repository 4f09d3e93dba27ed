//! Verified destination numbers in a seed.

use super::{code_for, entered};
use crate::{
    harness::{ACCOUNT, App, RawAnswer, refusal},
    staging::request,
};

async fn seed(app: &App, text: &str) -> RawAnswer {
    let mut asked = request(app.address(), "PUT", "seed", &serde_json::Value::Null);
    asked.body = format!("account_id = \"{ACCOUNT}\"\n{text}").into_bytes();
    asked.with("content-type", "application/toml").send(app.address()).await
}

fn counts(answer: &RawAnswer) -> [u64; 3] {
    assert_eq!(answer.status, 200, "{answer:?}");
    ["created", "changed", "unchanged"].map(|name| answer.json()[name].as_u64().expect("a count"))
}

const FILE: &str = "
[[verified_destination_numbers]]
destination_phone_number = \"+12065550142\"
status = \"VERIFIED\"
tags = { team = \"login\" }

[[verified_destination_numbers]]
destination_phone_number = \"+12065550143\"
";

#[tokio::test]
async fn a_seed_verifies_numbers_without_a_code_with_the_same_ids_each_time() {
    let app = App::start().await;
    let first = seed(&app, FILE).await;
    assert_eq!(counts(&first), [2, 0, 0]);
    assert_eq!(counts(&seed(&app, FILE).await), [0, 0, 2]);
    let shown =
        "select concat_ws(' ', destination_phone_number, status, verification_code, verified_destination_number_id)
                 from inspect.verified_destination_numbers where account_id = $1 order by 1";
    let ids = ["+12065550142", "+12065550143"].map(|phone| first.json()["ids"][phone]["id"].clone());
    let ids = ids.map(|id| id.as_str().expect("an id").to_owned());
    let expected = [format!("+12065550142 VERIFIED {}", ids[0]), format!("+12065550143 PENDING {}", ids[1])];
    assert_eq!(app.texts_of(shown, ACCOUNT).await, expected);
    assert_eq!(app.count("select count(*) from inspect.messages").await, 0);
    let arn = first.json()["ids"]["+12065550142"]["arn"].as_str().expect("an ARN").to_owned();
    assert_eq!(app.tags_of(&arn).await, ["team=login"]);
    let refused = refusal(code_for(&app.client(), &ids[0]).send().await);
    assert!(refused.is("ConflictException", "VERIFICATION_ALREADY_COMPLETE"), "{refused:?}");
    assert_eq!(counts(&seed(&app, &FILE.replace("0143\"", "0143\"\nstatus = \"VERIFIED\"")).await), [0, 1, 1]);
}

#[tokio::test]
async fn a_phone_that_was_entered_otherwise_is_the_one_that_is_meant() {
    let app = App::start().await;
    let id = entered(&app.client(), "+12065550142").await;
    let answer = seed(&app, FILE).await;
    assert_eq!(counts(&answer), [1, 1, 0]);
    assert_eq!(answer.json()["ids"]["+12065550142"]["id"], id);
}

#[tokio::test]
async fn what_is_no_status_or_no_phone_is_told_with_its_line() {
    let app = App::start().await;
    for (text, said) in
        [(FILE.replace("VERIFIED", "UNSUPPORTED"), "line 3"), (FILE.replace("+12065550143", "+9991234567"), "line 8")]
    {
        let answer = seed(&app, &text).await;
        assert_eq!(answer.status, 422, "{answer:?}");
        assert!(answer.body.contains(said), "{said}: {answer:?}");
        assert_eq!(app.count("select count(*) from inspect.verified_destination_numbers").await, 0);
    }
}

#[tokio::test]
async fn who_is_to_test_an_agent_may_be_unsupported() {
    let app = App::start().await;
    let file = "
[[rcs_agents]]
name = \"concierge\"

[[verified_destination_numbers]]
destination_phone_number = \"+12065550142\"
rcs_agent = \"concierge\"
status = \"UNSUPPORTED\"
";
    assert_eq!(counts(&seed(&app, file).await), [2, 0, 0]);
    assert_eq!(counts(&seed(&app, file).await), [0, 0, 2]);
    let shown = "select status from inspect.verified_destination_numbers where account_id = $1";
    assert_eq!(app.texts_of(shown, ACCOUNT).await, ["UNSUPPORTED"]);
    let written =
        request(app.address(), "GET", &format!("seed?account_id={ACCOUNT}&region=us-east-1"), &serde_json::Value::Null);
    let written = written.with("accept", "application/toml").send(app.address()).await;
    assert!(written.body.contains("status = \"UNSUPPORTED\""), "{written:?}");
}
