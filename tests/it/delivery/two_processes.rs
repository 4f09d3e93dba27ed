//! Several processes on one database: no delivery is sent by two at the same time, and one that is killed loses nothing.

use std::collections::BTreeSet;

use super::{
    at_once, deliveries,
    receiver::{Answer, Receiver},
    send, stage, until_so_many, webhook,
};
use crate::{
    harness::{Fixture, Folder, Process, Scratch, TARGETS, command, until},
    message::stage::{PHONE, number},
};

#[tokio::test]
async fn two_processes_never_send_one_delivery_at_the_same_time() {
    let receiver = Receiver::new().await;
    let url = receiver.url("/");
    let stage = stage(&[("sns", TARGETS[2])], vec![webhook("*", &url)]).await;
    let second = stage.app.beside(|settings| at_once(settings, vec![webhook("*", &url)])).await;
    for _ in 0..40 {
        send(&stage).await;
    }
    until_so_many(&stage, 80, "DELIVERED").await;
    let ids: BTreeSet<String> =
        receiver.requests().iter().map(|request| request.header("webhook-id").to_owned()).collect();
    assert_eq!((receiver.requests().len(), ids.len()), (80, 80), "each was sent once");
    drop(second);
}

#[tokio::test]
async fn a_claim_that_still_holds_is_nobody_elses_and_one_that_ran_out_is_anybodys() {
    let receiver = Receiver::new().await;
    let mut stage = stage(&[("sns", TARGETS[2])], vec![]).await;
    send(&stage).await;
    until_so_many(&stage, 2, "NO_TARGET").await;
    stage.app.stop().await;
    stage
        .app
        .execute(
            "update callsign.delivery set status = 'PENDING', next_attempt_at = clock_timestamp(),
                    claimed_by = gen_random_uuid(),
                    claimed_until = clock_timestamp() + case when event_type = 'TEXT_DELIVERED' then interval '1 hour'
                                                             else interval '-1 second' end",
        )
        .await;
    let second = stage.app.beside(|settings| at_once(settings, vec![webhook("*", &receiver.url("/"))])).await;
    until_so_many(&stage, 1, "DELIVERED").await;
    assert_eq!(deliveries(&stage, "event_type").await, ["DELIVERED TEXT_SUCCESSFUL", "PENDING TEXT_DELIVERED"]);
    assert_eq!(receiver.requests().len(), 1);
    drop(second);
}

#[tokio::test]
async fn a_process_that_is_killed_in_the_middle_loses_nothing() {
    let receiver = Receiver::answering(|_| Answer::Whole(200, String::new())).await;
    let scratch = Scratch::migrated().await;
    let folder = Folder::new();
    let file = folder.write(
        "callsign.toml",
        &format!(
            "[delivery]\naccepted_ms = 0\ndelivered_ms = 0\n[[events.targets]]\narn = \"*\"\nkind = \"webhook\"\nurl = \"{}\"\nsecret = \"{}\"\n",
            receiver.url("/"),
            super::SECRET
        ),
    );
    let settings = [("server.listen", "127.0.0.1:0"), ("database.url", scratch.url())];
    let start = || {
        let file = file.to_str().expect("a path");
        Process::spawn(command(&["serve", "--config", file], &settings))
    };
    let first = start();
    let client = first.client();
    let fixture = Fixture(client.clone());
    let number = number(&client, "US", aws_sdk_pinpointsmsvoicev2::types::RequestableNumberType::LongCode).await;
    fixture.set("events").await;
    fixture.destination("events", "sns", TARGETS[2]).await;
    let mut sent = BTreeSet::new();
    for _ in 0..30 {
        let text = client.send_text_message().destination_phone_number(PHONE).message_body("Hello");
        let text = text.origination_identity(&number).configuration_set_name("events").send().await;
        sent.insert(text.expect("it is accepted").message_id.expect("it has an id"));
    }
    receiver.wait(3).await;
    first.signal("KILL");
    let second = start();
    let arrived = || -> BTreeSet<(String, String)> {
        let requests = receiver.requests();
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        requests.iter().map(|one| (text(&one.json()["messageId"]), text(&one.json()["eventType"]))).collect()
    };
    // What the first one had claimed is free after 30 s of the real clock.
    let query = "update callsign.delivery set claimed_until = clock_timestamp() where claimed_until is not null";
    let mut connection = scratch.connection().await;
    sqlx::query(query).execute(&mut connection).await.expect("claims run out");
    until("every event arrives", || async { arrived().len() == 2 * sent.len() }).await;
    let messages: BTreeSet<String> = arrived().into_iter().map(|(message, _)| message).collect();
    assert_eq!(messages, sent);
    drop(second);
}
