//! What the settings name no target for.

use sqlx::Row;

use crate::{
    harness::{Fixture, Process, Scratch, TARGETS, until},
    message::stage::{PHONE, number},
};

#[tokio::test]
async fn an_arn_without_a_target_is_said_once_in_the_log_and_what_it_gets_is_recorded_only() {
    let scratch = Scratch::migrated().await;
    let at_once = [("delivery.accepted_ms", "0"), ("delivery.delivered_ms", "0")];
    let mut process = Process::serving(scratch.url(), &at_once);
    let client = process.client();
    let fixture = Fixture(process.client());
    fixture.set("events").await;
    fixture.destination("events", "topic", TARGETS[2]).await;
    fixture.destination("events", "logs", TARGETS[0]).await;
    let identity = number(&client, "US", "LONG_CODE".into()).await;
    let count = async |query: &'static str| -> i64 {
        let row = sqlx::query(query).fetch_one(&mut scratch.connection().await).await.expect("they are counted");
        row.get(0)
    };
    for sent in 1..=3 {
        let text = client.send_text_message().origination_identity(&identity).destination_phone_number(PHONE);
        text.message_body("Hello").configuration_set_name("events").send().await.expect("it is sent");
        // Each batch by itself: nothing of a later one may say it again.
        until("both ARNs' are put aside", || async {
            count("select count(*) from inspect.event_deliveries where status = 'NO_TARGET'").await == sent * 4
        })
        .await;
    }
    let kept =
        "select count(*) from inspect.event_deliveries where record <> '' and attempts = 0 and next_attempt_at is null";
    assert_eq!(count(kept).await, 12, "recorded whole, and not tried");
    process.signal("TERM");
    assert!(process.end().success());
    let log = process.stderr();
    for arn in
        ["arn:aws:sns:us-east-1:000000000000:events", "arn:aws:logs:us-east-1:000000000000:log-group:/sms/events:*"]
    {
        let lines = log.lines().filter(|line| line.contains(arn) && line.contains("recorded only"));
        assert_eq!(lines.count(), 1, "{arn}: {log}");
    }
}
