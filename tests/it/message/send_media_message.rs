//! SendMediaMessage: what differs from a text.

use super::stage::{PHONE, Stage, line, number};
use crate::harness::refusal;
use aws_sdk_pinpointsmsvoicev2::types::RequestableNumberType;

#[tokio::test]
async fn a_media_message_is_one_part_whatever_it_holds() {
    let stage = Stage::frozen().await;
    let request = stage.media(PHONE).message_body("é…".repeat(400));
    let message = request.send().await.expect("it is accepted").message_id.expect("it has an id");
    let columns = ["channel", "message_type", "total_message_parts", "total_message_price", "total_carrier_fee"];
    assert_eq!(stage.columns(&message, &columns).await, "MEDIA TRANSACTIONAL 1 0.01950 0.00266");
    assert_eq!(stage.column(&message, "media_urls").await.as_deref(), Some("{s3://pictures/hello.png}"));
    stage.pass_ms(2_800).await;
    assert_eq!(stage.happened(&message).await, ["MEDIA_SUCCESSFUL", "MEDIA_DELIVERED!"]);
    assert_eq!(stage.spent("MEDIA").await, "0.02216");
    assert_eq!(stage.spent("TEXT").await, "0");
}

#[tokio::test]
async fn a_media_message_has_a_body_or_a_file() {
    let stage = Stage::new().await;
    let bare = stage.media(PHONE).set_media_urls(None);
    let refused = refusal(bare.clone().send().await);
    assert_eq!(line(&refused), "ValidationException MISSING_PARAMETER messageBody+mediaUrls");
    bare.message_body("Hello").send().await.expect("a body is enough");
}

#[tokio::test]
async fn a_file_of_an_unknown_type_ends_the_message_and_costs_nothing() {
    let stage = Stage::frozen().await;
    let request = stage.media(PHONE).set_media_urls(Some(vec!["s3://pictures/hello.exe".to_owned()]));
    let message = request.send().await.expect("it is accepted").message_id.expect("it has an id");
    assert_eq!(stage.spent("MEDIA").await, "0.02216");
    stage.pass_ms(2_800).await;
    assert_eq!(stage.happened(&message).await, ["MEDIA_FILE_TYPE_UNSUPPORTED!"]);
    assert_eq!(stage.spent("MEDIA").await, "0.00000");
    assert_eq!(stage.column(&message, "spend_given_back").await.as_deref(), Some("true"));
}

#[tokio::test]
async fn media_go_to_the_us_and_canada_from_a_number_that_is_capable() {
    let stage = Stage::new().await;
    let refused = refusal(stage.media("+447700900123").send().await);
    let expected = "ValidationException INVALID_IDENTITY_FOR_DESTINATION_COUNTRY originationIdentity";
    assert_eq!(line(&refused), expected);
    stage.fixture().sender_id("BRAND", "GB").await;
    let refused = refusal(stage.media("+447700900123").origination_identity("BRAND").send().await);
    assert_eq!(line(&refused), "ConflictException NUMBER_CAPABILITIES_MISMATCH sender-id BRAND");
    let british = number(&stage.client, "GB", RequestableNumberType::LongCode).await;
    let pool = stage.fixture().pool_of(&british, "GB").await;
    let refused = refusal(stage.media(PHONE).origination_identity(&pool).send().await);
    assert_eq!(line(&refused), format!("ConflictException NUMBER_CAPABILITIES_MISMATCH pool {pool}"));
}
