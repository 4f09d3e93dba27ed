//! What the SDK sends, seen from callsign's own interface.

use serde_json::json;

use super::{ask, get, somebody_looked};
use crate::{harness::RawConnection, message::stage::Stage};

const PHONE: &str = "+12065550142";

#[tokio::test]
async fn what_is_sent_is_found_whether_the_wait_or_the_send_comes_first() {
    let stage = Stage::new().await;
    let wait = json!({ "to": PHONE, "timeout_ms": 60_000 });
    let mut waiting = RawConnection::open(stage.app.address()).await;
    waiting.write(&super::request(stage.app.address(), "POST", "messages/wait", &wait).bytes()).await;
    somebody_looked(&stage.app).await;
    let id = stage.sent(stage.text(PHONE).context("order", "77")).await;
    let first = waiting.answer().await.expect("an answer").json();
    let second = ask(&stage.app, "POST", "messages/wait", wait).await.json();
    for answer in [first, second] {
        assert_eq!(answer["items"][0]["message_id"], id.as_str(), "{answer}");
    }
    for filter in ["context.order=77", "contains=Hell", "direction=OUTBOUND&channel=TEXT"] {
        assert_eq!(get(&stage.app, &format!("messages/latest?{filter}")).await["message_id"], id.as_str(), "{filter}");
    }
    let message = get(&stage.app, &format!("messages/{id}")).await;
    assert_eq!((&message["message_body"], &message["chosen_by"]), (&json!("Hello"), &json!("DIRECT")));
}

#[tokio::test]
async fn a_handset_that_the_interface_made_says_what_becomes_of_a_message() {
    let stage = Stage::new().await;
    let handset = json!({ "phone": "+1206*", "outcome": "CARRIER_UNREACHABLE", "after_ms": 0, "times": 1 });
    let made = ask(&stage.app, "POST", "handsets", handset).await;
    assert_eq!(made.status, 201, "{made:?}");
    let id = stage.sent(stage.text(PHONE)).await;
    let message = get(&stage.app, &format!("messages/{id}")).await;
    assert_eq!(message["handset_id"], made.json()["handset_id"]);
    // It was for one message only.
    let next = stage.sent(stage.text(PHONE)).await;
    assert_eq!(get(&stage.app, &format!("messages/{next}")).await["handset_id"], json!(null));
}
