//! Toll-free numbers of the US, whose carriers act on STOP themselves.

use aws_sdk_pinpointsmsvoicev2::types::{KeywordAction, RequestableNumberType};

use super::OPTED_OUT;
use crate::message::stage::{PHONE, Stage, number};

/// With a toll-free number in the place of the long code.
async fn toll_free() -> Stage {
    let mut stage = Stage::frozen().await;
    stage.number = number(&stage.client, "US", RequestableNumberType::TollFree).await;
    stage
}

impl Stage {
    /// What becomes of a text from the number.
    async fn ends(&self) -> Vec<String> {
        let message = self.sent(self.text(PHONE)).await;
        self.pass_ms(2_800).await;
        self.happened(&message).await
    }

    async fn blocked(&self) -> i64 {
        self.app
            .count("select count(*) from inspect.network_opt_outs where destination_phone_number = '+12065550142'")
            .await
    }
}

const DELIVERED: [&str; 2] = ["TEXT_SUCCESSFUL", "TEXT_DELIVERED!"];

#[tokio::test]
async fn stop_opts_out_on_the_list_and_with_the_carriers_and_sends_nothing_back() {
    let stage = toll_free().await;
    stage.two_way(false).await;
    assert_eq!(stage.told(" stop ").await, "STOP OPT_OUT opted_out");
    assert_eq!((stage.end_user_opted_out("Default").await.as_str(), stage.blocked().await), ("true", 1));
    assert_eq!(stage.refused(stage.text(PHONE)).await, OPTED_OUT);
    assert_eq!(stage.told("STOP").await, "STOP OPT_OUT opted_out");
    assert_eq!(stage.blocked().await, 1);
}

#[tokio::test]
async fn unstop_and_start_are_heard_by_carriers_and_change_the_list_only_by_a_keyword() {
    let stage = toll_free().await;
    for body in ["UNSTOP", "Start"] {
        stage.told("STOP").await;
        assert_eq!(stage.told(body).await, "- -");
        assert_eq!((stage.blocked().await, stage.end_user_opted_out("Default").await.as_str()), (0, "true"), "{body}");
    }
    stage.acting(&stage.number, "START", KeywordAction::OptIn).await;
    stage.told("STOP").await;
    assert_eq!(stage.told("START").await, "START OPT_IN replied opted_in");
    assert_eq!(stage.blocked().await, 0);
    assert_eq!(stage.ends().await, DELIVERED);
}

#[tokio::test]
async fn what_no_list_refuses_is_accepted_and_blocked_by_the_carriers() {
    let stage = toll_free().await;
    stage.told("STOP").await;
    let delete = stage.client.delete_opted_out_number().opt_out_list_name("Default").opted_out_number(PHONE);
    delete.send().await.expect("it is taken off");
    assert_eq!(stage.ends().await, ["TEXT_CARRIER_BLOCKED!"]);
    // The carriers know of this number and this phone alone.
    let other = number(&stage.client, "US", RequestableNumberType::TollFree).await;
    let message = stage.sent(stage.text_from(&other, PHONE)).await;
    let elsewhere = stage.sent(stage.text("+12065550143")).await;
    stage.pass_ms(2_800).await;
    assert_eq!(stage.happened(&message).await, DELIVERED);
    assert_eq!(stage.happened(&elsewhere).await, DELIVERED);
    assert_eq!(stage.told("unstop").await, "- -");
    assert_eq!(stage.ends().await, DELIVERED);
}

#[tokio::test]
async fn where_opt_outs_are_self_managed_the_carriers_block_and_no_list_changes() {
    let stage = toll_free().await;
    stage.two_way(true).await;
    assert_eq!(stage.told("STOP").await, "STOP -");
    assert_eq!(
        (stage.end_user_opted_out("Default").await.as_str(), stage.blocked().await),
        ("ResourceNotFoundException", 1)
    );
    assert_eq!(stage.ends().await, ["TEXT_CARRIER_BLOCKED!"]);
    // Only STOP by itself is what the carriers hear.
    assert_eq!(stage.told("START").await, "- - published");
    assert_eq!(stage.told("STOP it").await, "STOP - published");
    assert_eq!(stage.ends().await, DELIVERED);
}

#[tokio::test]
async fn what_the_carriers_know_of_a_number_goes_with_it() {
    let stage = toll_free().await;
    stage.told("STOP").await;
    stage.client.release_phone_number().phone_number_id(&stage.number).send().await.expect("it is released");
    assert_eq!(stage.blocked().await, 0);
}

#[tokio::test]
async fn a_long_code_has_no_carriers_that_act() {
    let stage = Stage::frozen().await;
    assert_eq!(stage.told("STOP").await, "STOP OPT_OUT replied opted_out");
    assert_eq!(stage.blocked().await, 0);
}
