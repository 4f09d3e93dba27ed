//! Who opted out: on which list, for which channels, and how he comes back.

use aws_sdk_pinpointsmsvoicev2::types::KeywordAction;

use super::{OPTED_OUT, pool_on, text_from, told};
use crate::{
    harness::refusal,
    message::stage::{PHONE, Stage, line},
};

#[tokio::test]
async fn whoever_texts_stop_gets_no_text_no_picture_and_no_call() {
    let stage = Stage::new().await;
    assert_eq!(stage.told("STOP").await, "STOP OPT_OUT replied opted_out");
    assert_eq!(stage.refused(stage.text(PHONE)).await, OPTED_OUT);
    assert_eq!(line(&refusal(stage.media(PHONE).send().await)), OPTED_OUT);
    assert_eq!(line(&refusal(stage.voice(PHONE).send().await)), OPTED_OUT);
    // A trial is refused as well, and everybody else is written to.
    assert_eq!(stage.refused(stage.text(PHONE).dry_run(true)).await, OPTED_OUT);
    stage.sent(stage.text("+12065550143")).await;
}

#[tokio::test]
async fn the_list_is_the_pools_through_a_pool_and_the_numbers_where_it_is_named_or_chosen() {
    let stage = Stage::new().await;
    let (pool, number) = pool_on(&stage, "Offers").await;
    assert_eq!(told(&text_from(&stage.app, PHONE, &number, "STOP").await), "STOP OPT_OUT replied opted_out");
    assert_eq!(stage.end_user_opted_out("Offers").await, "true");
    assert_eq!(stage.end_user_opted_out("Default").await, "ResourceNotFoundException");
    assert_eq!(stage.refused(stage.text_from(&pool, PHONE)).await, OPTED_OUT);
    assert_eq!(stage.refused(stage.text_from(&number, PHONE)).await, OPTED_OUT);
    stage.sent(stage.text(PHONE)).await;
    // The oldest number is chosen for the account, which has another list.
    stage.sent(stage.bare(PHONE)).await;
    assert_eq!(stage.told("STOP").await, "STOP OPT_OUT replied opted_out");
    assert_eq!(stage.refused(stage.bare(PHONE)).await, OPTED_OUT);
}

#[tokio::test]
async fn all_numbers_that_share_a_list_are_blocked_together_and_sender_ids_with_default() {
    let stage = Stage::new().await;
    let other = stage.fixture().long_code("US").await;
    assert_eq!(stage.told("STOP").await, "STOP OPT_OUT replied opted_out");
    assert_eq!(stage.refused(stage.text_from(&other, PHONE)).await, OPTED_OUT);
    stage.fixture().sender_id("ACME", "GB").await;
    let to_gb = || stage.text_from("ACME", "+447700900123");
    stage.sent(to_gb()).await;
    let number = super::digits(&stage.app, &stage.number).await;
    text_from(&stage.app, "+447700900123", &number, "STOP").await;
    assert_eq!(stage.refused(to_gb()).await, OPTED_OUT.replace(PHONE, "+447700900123"));
}

#[tokio::test]
async fn stop_makes_an_entry_of_the_api_the_end_users_own_and_keeps_its_time() {
    let stage = Stage::frozen().await;
    let put = stage.client.put_opted_out_number().opt_out_list_name("Default").opted_out_number(PHONE);
    put.send().await.expect("the phone opts out");
    let time = "select extract(epoch from opted_out_timestamp)::bigint from inspect.opted_out_numbers";
    let before = stage.app.count(time).await;
    assert_eq!(stage.end_user_opted_out("Default").await, "false");
    stage.app.pass_ms(60_000).await;
    stage.told("STOP").await;
    assert_eq!(stage.end_user_opted_out("Default").await, "true");
    assert_eq!(stage.app.count(time).await, before);
    assert_eq!(stage.app.count("select count(*) from inspect.opted_out_numbers").await, 1);
    let filter = aws_sdk_pinpointsmsvoicev2::types::OptedOutFilter::builder()
        .name(aws_sdk_pinpointsmsvoicev2::types::OptedOutFilterName::EndUserOptedOut)
        .values("true")
        .build();
    let described = stage.client.describe_opted_out_numbers().opt_out_list_name("Default");
    let described = described.filters(filter.expect("it is whole")).send().await.expect("the list is there");
    assert_eq!(described.opted_out_numbers().len(), 1);
}

#[tokio::test]
async fn opting_in_by_keyword_knows_no_thirty_days() {
    let stage = Stage::frozen().await;
    stage.acting(&stage.number, "START", KeywordAction::OptIn).await;
    let delete = || stage.client.delete_opted_out_number().opt_out_list_name("Default").opted_out_number(PHONE);
    stage.told("STOP").await;
    delete().send().await.expect("it is the first time");
    for _ in 0..2 {
        stage.told("STOP").await;
        let refused = line(&refusal(delete().send().await));
        assert_eq!(refused, "ValidationException PHONE_NUMBER_CANNOT_BE_OPTED_IN optedOutNumber");
        assert_eq!(stage.told("START").await, "START OPT_IN replied opted_in");
        assert_eq!(stage.end_user_opted_out("Default").await, "ResourceNotFoundException");
        stage.sent(stage.text(PHONE)).await;
    }
    // Nobody is there to be taken off.
    assert_eq!(stage.told("START").await, "START OPT_IN replied");
    stage.told("STOP").await;
    // The 30 days are counted from the deletion by the API alone.
    stage.app.pass_ms(30 * 24 * 60 * 60 * 1_000).await;
    delete().send().await.expect("thirty days are over");
}
