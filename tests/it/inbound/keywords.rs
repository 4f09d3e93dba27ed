//! What keywords do, by the API and by `/inbound`.

use aws_sdk_pinpointsmsvoicev2::types::KeywordAction;
use callsign::domain::keyword::{OPT_OUT_WORDS, STOP_MESSAGE};

use super::{text_from, told};
use crate::message::stage::{PHONE, Stage};

#[tokio::test]
async fn a_text_is_the_longest_keyword_that_it_begins_with() {
    let stage = Stage::new().await;
    stage.acting(&stage.number, "Join", KeywordAction::AutomaticResponse).await;
    stage.acting(&stage.number, "JOIN NOW", KeywordAction::AutomaticResponse).await;
    for (body, expected) in [
        ("join", "JOIN AUTOMATIC_RESPONSE replied"),
        ("  Join, please", "JOIN AUTOMATIC_RESPONSE replied"),
        ("join \n now!", "JOIN NOW AUTOMATIC_RESPONSE replied"),
        ("joining", "- -"),
        ("please join", "- -"),
    ] {
        assert_eq!(stage.told(body).await, expected, "{body}");
    }
}

#[tokio::test]
async fn each_opt_out_word_opts_out_with_the_message_of_stop() {
    let stage = Stage::new().await;
    for word in OPT_OUT_WORDS {
        let answer = stage.texted(&word.to_lowercase()).await;
        assert_eq!(told(&answer), format!("{word} OPT_OUT replied opted_out"));
        let reply = answer["reply_message_id"].as_str().expect("it has an id");
        assert_eq!(stage.column(reply, "message_body").await.as_deref(), Some(STOP_MESSAGE), "{word}");
        assert_eq!(stage.end_user_opted_out("Default").await, "true", "{word}");
        stage.app.execute("delete from callsign.opted_out_number").await;
    }
    stage.fixture().keyword(&stage.number, "STOP", "Good-bye").await;
    let answer = stage.texted("quit").await;
    let reply = answer["reply_message_id"].as_str().expect("it has an id");
    assert_eq!(stage.column(reply, "message_body").await.as_deref(), Some("Good-bye"));
}

#[tokio::test]
async fn an_opt_out_word_that_is_configured_does_what_it_says() {
    let stage = Stage::new().await;
    stage.two_way(false).await;
    stage.acting(&stage.number, "CANCEL", KeywordAction::AutomaticResponse).await;
    assert_eq!(stage.told("cancel my order").await, "CANCEL AUTOMATIC_RESPONSE replied published");
    assert_eq!(stage.end_user_opted_out("Default").await, "ResourceNotFoundException");
}

#[tokio::test]
async fn help_and_stop_are_there_in_every_country() {
    let stage = Stage::new().await;
    let request = crate::harness::simulator(&stage.client).iso_country_code("GB");
    let request = request.number_type(aws_sdk_pinpointsmsvoicev2::types::RequestableNumberType::LongCode);
    let number = request.send().await.expect("a number is there").phone_number.expect("it has digits");
    let answer = text_from(&stage.app, "+447700900123", &number, "help").await;
    assert_eq!(told(&answer), "HELP AUTOMATIC_RESPONSE replied");
    let answer = text_from(&stage.app, "+447700900123", &number, "stop").await;
    assert_eq!(told(&answer), "STOP OPT_OUT replied opted_out");
}

#[tokio::test]
async fn the_keywords_of_a_number_in_a_pool_are_the_pools() {
    let stage = Stage::new().await;
    let pool = stage.pool().await;
    stage.acting(&pool, "JOIN", KeywordAction::AutomaticResponse).await;
    // Where both could differ, behind the API's back, the pool's count.
    stage
        .app
        .execute("update callsign.keyword set keyword_message = 'of the number' where phone_number_id is not null")
        .await;
    let answer = stage.texted("join").await;
    let reply = answer["reply_message_id"].as_str().expect("it has an id");
    assert_eq!(stage.column(reply, "message_body").await.as_deref(), Some("JOIN it is"));
}

#[tokio::test]
async fn a_custom_keyword_replies_and_is_published_and_start_without_one_changes_nothing() {
    let stage = Stage::new().await;
    stage.two_way(false).await;
    stage.acting(&stage.number, "JOIN", KeywordAction::AutomaticResponse).await;
    assert_eq!(stage.told("JOIN").await, "JOIN AUTOMATIC_RESPONSE replied published");
    assert_eq!(stage.told("STOP").await, "STOP OPT_OUT replied opted_out");
    for body in ["START", "UNSTOP"] {
        assert_eq!(stage.told(body).await, "- - published");
        assert_eq!(stage.refused(stage.text(PHONE)).await, super::OPTED_OUT);
    }
}

#[tokio::test]
async fn where_opt_outs_are_self_managed_stop_makes_no_entry_and_custom_keywords_act() {
    let stage = Stage::new().await;
    stage.two_way(true).await;
    stage.acting(&stage.number, "LEAVE", KeywordAction::OptOut).await;
    for body in ["STOP", "HELP", "END"] {
        assert_eq!(stage.told(body).await, format!("{body} - published"));
    }
    assert_eq!(stage.end_user_opted_out("Default").await, "ResourceNotFoundException");
    assert_eq!(stage.told("leave").await, "LEAVE OPT_OUT replied opted_out published");
    assert_eq!(stage.end_user_opted_out("Default").await, "true");
    // Whoever manages opt-outs himself isn't held to the list.
    stage.sent(stage.text(PHONE)).await;
}
