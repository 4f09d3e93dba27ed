//! STOP against everything: two processes, one phone.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::Pair;
use crate::{
    harness::{Process, simulator},
    staging::request,
};
use aws_sdk_pinpointsmsvoicev2::{Client, types::RequestableNumberType};

const PHONE: &str = "+12065550142";

/// A long code: its digits.
async fn number(client: &Client) -> String {
    let number = simulator(client).number_type(RequestableNumberType::LongCode).send().await;
    number.expect("a number is there").phone_number.expect("it has digits")
}

/// Texts to a number by a process until it isn't too busy.
async fn text(process: &Process, to: &str, body: &str) -> Value {
    let request = request(process.address(), "POST", "inbound", &json!({ "from": PHONE, "to": to, "body": body }));
    loop {
        let answer = request.send(process.address()).await;
        if answer.status == 201 {
            return answer.json();
        }
        assert!(answer.status == 503 && answer.body.contains("CROWDED"), "{answer:?}");
    }
}

/// Whether a send is accepted; it is refused for nothing but that its phone opted out.
async fn is_accepted(client: &Client, from: &str) -> bool {
    loop {
        let send = client.send_text_message().destination_phone_number(PHONE).origination_identity(from);
        match send.message_body("Hello").send().await {
            Ok(_) => return true,
            Err(error) => {
                let refused = crate::harness::refusal(Err::<(), _>(error));
                if refused.exception != "ThrottlingException" {
                    assert_eq!(
                        refused.reason.as_deref(),
                        Some("DESTINATION_PHONE_NUMBER_OPTED_OUT"),
                        "{}",
                        refused.line()
                    );
                    return false;
                }
            }
        }
    }
}

#[tokio::test]
async fn no_send_that_began_after_stop_was_answered_is_accepted() {
    let pair = Pair::start(8, &[]).await;
    let number = number(&pair.clients[0]).await;
    let keyword = pair.clients[0].put_keyword().origination_identity(
        pair.clients[0].describe_phone_numbers().send().await.expect("it is there").phone_numbers()[0]
            .phone_number_id()
            .expect("it has an id"),
    );
    let keyword = keyword.keyword("START").keyword_message("Welcome");
    let keyword = keyword.keyword_action(aws_sdk_pinpointsmsvoicev2::types::KeywordAction::OptIn);
    keyword.send().await.expect("the number takes keywords");
    let deadlocks = pair.deadlocks().await;
    for round in 0..10 {
        let sends = join_all((0..24).map(|n| is_accepted(&pair.clients[n % 2], &number)));
        let stop = async {
            let answer = text(&pair.processes[round % 2], &number, "STOP").await;
            assert_eq!(answer["opted_out"], true);
            join_all((0..8).map(|n| is_accepted(&pair.clients[n % 2], &number))).await
        };
        let (_, later) = tokio::join!(sends, stop);
        assert!(later.iter().all(|accepted| !accepted), "round {round}: {later:?}");
        let answer = text(&pair.processes[(round + 1) % 2], &number, "START").await;
        assert_eq!(answer["opted_in"], true);
        assert!(is_accepted(&pair.clients[round % 2], &number).await, "round {round}");
    }
    assert_eq!(pair.deadlocks().await, deadlocks, "no deadlock was counted");
}

#[tokio::test]
async fn a_hundred_stops_at_once_leave_one_entry() {
    let pair = Pair::start(8, &[]).await;
    let number = number(&pair.clients[0]).await;
    let deadlocks = pair.deadlocks().await;
    let stops = join_all((0..100).map(|n| text(&pair.processes[n % 2], &number, "STOP"))).await;
    assert!(stops.iter().all(|answer| answer["opted_out"] == true && answer["reply_message_id"].is_string()));
    let entries = "select count(*) from inspect.opted_out_numbers where opted_out_number = $1 and end_user_opted_out";
    assert_eq!(pair.count(entries, PHONE).await, 1);
    let came = "select count(*) from inspect.messages where direction = 'INBOUND' and origination_phone_number = $1";
    assert_eq!(pair.count(came, PHONE).await, 100);
    assert_eq!(pair.deadlocks().await, deadlocks, "no deadlock was counted");
}
