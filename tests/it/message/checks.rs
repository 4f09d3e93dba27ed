//! The checks of a send that have a word for each kind of message, one by one, through the API.

use super::stage::{PHONE, Stage, line};
use crate::harness::refusal;

#[tokio::test]
async fn a_message_without_content_is_refused_by_each_send() {
    let stage = Stage::new().await;
    let body = "ValidationException MISSING_PARAMETER messageBody";
    let text = stage.client.send_text_message().destination_phone_number(PHONE).origination_identity(&stage.number);
    assert_eq!(stage.refused(text).await, body);
    let media = stage.client.send_media_message().destination_phone_number(PHONE).origination_identity(&stage.number);
    let expected = "ValidationException MISSING_PARAMETER messageBody+mediaUrls";
    assert_eq!(line(&refusal(media.send().await)), expected);
    let voice = stage.client.send_voice_message().destination_phone_number(PHONE).origination_identity(&stage.number);
    assert_eq!(line(&refusal(voice.send().await)), body);
}

#[tokio::test]
async fn a_message_that_is_too_long_is_refused_and_the_longest_is_sent() {
    let stage = Stage::new().await;
    for (longest, one) in [(1530, "x"), (630, "ç")] {
        stage.sent(stage.text(PHONE).message_body(one.repeat(longest))).await;
        let refused = stage.refused(stage.text(PHONE).message_body(one.repeat(longest + 1))).await;
        assert_eq!(refused, "ValidationException MAXIMUM_SIZE_EXCEEDED messageBody");
    }
    let longest = stage.voice(PHONE).message_body("x".repeat(3000)).send().await;
    longest.expect("three thousand characters are spoken");
    let refused = refusal(stage.voice(PHONE).message_body("x".repeat(3001)).send().await);
    assert_eq!(line(&refused), "ValidationException FIELD_VALIDATION_FAILED messageBody");
}

#[tokio::test]
async fn a_destination_of_no_country_is_refused_by_each_send() {
    let stage = Stage::new().await;
    let expected = "ValidationException INVALID_PARAMETER destinationPhoneNumber";
    let nowhere = "+999123456789";
    assert_eq!(stage.refused(stage.text(nowhere)).await, expected);
    assert_eq!(line(&refusal(stage.media(nowhere).send().await)), expected);
    assert_eq!(line(&refusal(stage.voice(nowhere).send().await)), expected);
}

#[tokio::test]
async fn a_configuration_set_that_is_not_there_is_refused_as_it_was_named() {
    let stage = Stage::new().await;
    let expected = "ResourceNotFoundException configuration-set none";
    assert_eq!(stage.refused(stage.text(PHONE).configuration_set_name("none")).await, expected);
    assert_eq!(line(&refusal(stage.media(PHONE).configuration_set_name("none").send().await)), expected);
    assert_eq!(line(&refusal(stage.voice(PHONE).configuration_set_name("none").send().await)), expected);
}

#[tokio::test]
async fn a_protect_configuration_that_is_not_there_is_refused_as_it_was_named() {
    let stage = Stage::new().await;
    let expected = "ResourceNotFoundException protect-configuration protect-none";
    assert_eq!(stage.refused(stage.text(PHONE).protect_configuration_id("protect-none")).await, expected);
    let media = stage.media(PHONE).protect_configuration_id("protect-none");
    assert_eq!(line(&refusal(media.send().await)), expected);
    let voice = stage.voice(PHONE).protect_configuration_id("protect-none");
    assert_eq!(line(&refusal(voice.send().await)), expected);
}

#[tokio::test]
async fn a_country_that_is_closed_is_refused_and_another_is_not() {
    let stage = Stage::with(|settings| settings.sending.blocked_countries = vec!["US".to_owned()]).await;
    let expected = "ValidationException DESTINATION_COUNTRY_BLOCKED destinationPhoneNumber";
    assert_eq!(stage.refused(stage.text(PHONE)).await, expected);
    assert_eq!(line(&refusal(stage.media(PHONE).send().await)), expected);
    assert_eq!(line(&refusal(stage.voice(PHONE).send().await)), expected);
    stage.fixture().sender_id("BRAND", "GB").await;
    stage.sent(stage.text_from("BRAND", "+447700900123")).await;
}

#[tokio::test]
async fn who_opted_out_is_written_to_by_no_send_until_the_entry_goes() {
    let stage = Stage::new().await;
    let opt_out = stage.client.put_opted_out_number().opt_out_list_name("Default").opted_out_number(PHONE);
    opt_out.send().await.expect("the phone opts out");
    let expected = format!("ConflictException DESTINATION_PHONE_NUMBER_OPTED_OUT opted-out-number {PHONE}");
    assert_eq!(stage.refused(stage.text(PHONE)).await, expected);
    assert_eq!(line(&refusal(stage.media(PHONE).send().await)), expected);
    assert_eq!(line(&refusal(stage.voice(PHONE).send().await)), expected);
    stage.sent(stage.text("+12065550143")).await;
    let entry = stage.client.delete_opted_out_number().opt_out_list_name("Default").opted_out_number(PHONE);
    entry.send().await.expect("the entry goes");
    stage.sent(stage.text(PHONE)).await;
}
