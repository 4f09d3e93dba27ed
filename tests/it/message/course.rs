//! What becomes of a text when its time comes: by outcome, by magic number, by rule, once and in order.

use callsign::domain::message::handset::MAGIC;
use serde_json::{Value, json};

use super::stage::{PHONE, Stage};

#[tokio::test]
async fn what_is_due_happens_and_what_is_not_waits() {
    let stage = Stage::frozen().await;
    let message = stage.sent(stage.text(PHONE).context("order", "42")).await;
    let status = async || stage.column(&message, "status").await.expect("it has a status");
    stage.pass_ms(349).await;
    assert_eq!((stage.happened(&message).await, status().await), (vec![], "ACCEPTED".to_owned()));
    stage.pass_ms(1).await;
    assert_eq!(
        (stage.happened(&message).await, status().await),
        (vec!["TEXT_SUCCESSFUL".to_owned()], "SUCCESSFUL".to_owned())
    );
    assert_eq!(stage.app.count("select count(*) from inspect.scheduled_message_events").await, 1);
    stage.pass_ms(2_450).await;
    assert_eq!(stage.happened(&message).await, ["TEXT_SUCCESSFUL", "TEXT_DELIVERED!"]);
    assert_eq!(status().await, "DELIVERED");
    assert_eq!(stage.app.count("select count(*) from inspect.scheduled_message_events").await, 0);
}

#[tokio::test]
async fn a_record_tells_everything_in_its_order() {
    let stage = Stage::frozen().await;
    let message = stage.sent(stage.text(PHONE).context("order", "42")).await;
    stage.pass_ms(2_800).await;
    let record: String = sqlx::query_scalar("select event from callsign.message_event where ordinal = 2")
        .fetch_one(&mut stage.app.connection().await)
        .await
        .expect("it is written");
    let members: Value = serde_json::from_str(&record).expect("it is JSON");
    let at = |member: &str| members[member].as_i64().expect("it is a number");
    assert_eq!(at("eventTimestamp") - at("messageRequestTimestamp"), 2_800);
    let expected = json!({
        "eventType": "TEXT_DELIVERED", "isFinal": true, "messageId": message, "context": {"order": "42"},
        "totalMessagePrice": 0.00581, "totalCarrierFee": 0.00302, "mcc": "310", "carrierName": "Callsign Mobile",
        "messageStatusDescription": "Message has been accepted by phone", "destinationPhoneNumber": PHONE,
    });
    for (member, value) in expected.as_object().expect("an object") {
        assert_eq!(&members[member], value, "{member}");
    }
    assert!(record.starts_with(r#"{"eventType":"TEXT_DELIVERED","eventVersion":"1.0","eventTimestamp":"#), "{record}");
    assert!(!record.contains("Hello"), "no body is in a record");
}

#[tokio::test]
async fn a_short_code_gets_one_final_receipt_without_a_carrier() {
    let stage = Stage::frozen().await;
    stage.change_number("number_type = 'SHORT_CODE'").await;
    let message = stage.sent(stage.text(PHONE)).await;
    stage.pass_ms(2_800).await;
    assert_eq!(stage.happened(&message).await, ["TEXT_SUCCESSFUL!"]);
    assert_eq!(stage.columns(&message, &["mcc", "mnc", "carrier_name"]).await, "- - -");
}

#[tokio::test]
async fn the_simulators_numbers_succeed_and_fail() {
    let stage = Stage::frozen().await;
    let success = stage.sent(stage.text("+14254147755")).await;
    let failure = stage.sent(stage.text("+14254147167")).await;
    stage.pass_ms(2_800).await;
    assert_eq!(stage.happened(&success).await, ["TEXT_SUCCESSFUL", "TEXT_DELIVERED!"]);
    assert_eq!(stage.happened(&failure).await, ["TEXT_BLOCKED!"]);
    assert_eq!(stage.spent("TEXT").await, "0.01766");
}

#[tokio::test]
async fn each_line_of_the_magic_table_that_texts_have_comes_true() {
    let stage = Stage::frozen().await;
    let mut sent = Vec::new();
    for (first, ..) in MAGIC.iter().filter(|(first, ..)| *first < 80) {
        let message = stage.sent(stage.text(&format!("+120655501{first:02}")).time_to_live(60)).await;
        sent.push((*first, message));
    }
    stage.pass_ms(72 * 3_600_000).await;
    for (ending, message) in sent {
        let expected: &[&str] = match ending {
            51 => &["TEXT_CARRIER_UNREACHABLE!"],
            52 => &["TEXT_UNREACHABLE!"],
            53 => &["TEXT_BLOCKED!"],
            54 => &["TEXT_CARRIER_BLOCKED!"],
            55 => &["TEXT_SPAM!"],
            56 => &["TEXT_INVALID!"],
            57 => &["TEXT_INVALID_MESSAGE!"],
            58 => &["TEXT_SUCCESSFUL", "TEXT_UNKNOWN!"],
            59 => &["TEXT_TTL_EXPIRED!"],
            61 => &["TEXT_SUCCESSFUL!"],
            62 => &["TEXT_PENDING"],
            63 => &["TEXT_SUCCESSFUL", "TEXT_SUCCESSFUL", "TEXT_DELIVERED!", "TEXT_DELIVERED!"],
            64 => &["TEXT_DELIVERED!", "TEXT_SUCCESSFUL"],
            _ => &["TEXT_SUCCESSFUL", "TEXT_DELIVERED!"],
        };
        assert_eq!(stage.happened(&message).await, expected, "{ending}");
        assert_eq!(
            stage.column(&message, "is_suspicious").await.as_deref(),
            Some(if ending == 60 { "true" } else { "false" })
        );
    }
}

#[tokio::test]
async fn a_number_that_the_scope_leases_is_not_magic() {
    let stage = Stage::frozen().await;
    stage.change_number("phone_number = '+12065550153'").await;
    let message = stage.sent(stage.text("+12065550153")).await;
    stage.pass_ms(2_800).await;
    assert_eq!(stage.happened(&message).await, ["TEXT_SUCCESSFUL", "TEXT_DELIVERED!"]);
}

#[tokio::test]
async fn magic_may_be_switched_off_and_events_told_in_full() {
    let stage = Stage::with(|settings| {
        settings.handsets.magic = false;
        settings.events.verbose = true;
    })
    .await;
    stage.app.freeze().await;
    let message = stage.sent(stage.text("+12065550153")).await;
    stage.pass_ms(2_800).await;
    let expected = ["TEXT_QUEUED", "TEXT_PENDING", "TEXT_SUCCESSFUL", "TEXT_DELIVERED!"];
    assert_eq!(stage.happened(&message).await, expected);
}

#[tokio::test]
async fn a_rule_for_the_phone_comes_before_magic_and_counts_its_times() {
    let stage = Stage::frozen().await;
    stage
        .app
        .execute(
            "insert into callsign.handset (id, account_id, region, phone, outcome, times, carrier, created_at) values
             (gen_random_uuid(), null, null, '*', 'SPAM', null, null, now()),
             (gen_random_uuid(), '111111111111', null, '+12065550153', 'INVALID', null, null, now()),
             (gen_random_uuid(), '000000000000', 'us-east-1', '+1206*', 'UNREACHABLE', 1,
              '{\"mcc\": \"311\", \"mnc\": \"480\", \"name\": \"Other\"}', now())",
        )
        .await;
    let first = stage.sent(stage.text("+12065550153")).await;
    let second = stage.sent(stage.text("+12065550153")).await;
    let simulated = stage.sent(stage.text("+14254147755")).await;
    stage.pass_ms(2_800).await;
    assert_eq!(stage.happened(&first).await, ["TEXT_UNREACHABLE!"]);
    assert_eq!(stage.columns(&first, &["mcc", "mnc", "carrier_name"]).await, "311 480 Other");
    assert_eq!(stage.happened(&second).await, ["TEXT_SPAM!"]);
    assert_eq!(stage.happened(&simulated).await, ["TEXT_SUCCESSFUL", "TEXT_DELIVERED!"]);
    assert_eq!(stage.app.count("select count(*) from inspect.handsets where times = 0").await, 1);
}

#[tokio::test]
async fn many_workers_carry_out_each_event_once_in_order() {
    let stage = Stage::frozen().await;
    let beside = stage.app.beside(|_| {}).await;
    stage
        .app
        .execute(
            "insert into callsign.message (id, account_id, region, direction, channel, kind, status,
                 origination_phone_number, origination_kind, destination_phone_number, iso_country_code, chosen_by,
                 message_type, message_encoding, time_to_live, request_id, created_at, next_due_at)
             select gen_random_uuid(), '000000000000', 'us-east-1', 'OUTBOUND', 'TEXT', 'API', 'ACCEPTED', '+12065550100',
                    'LONG_CODE', '+12065550142', 'US', 'DIRECT', 'TRANSACTIONAL', 'GSM', 60, 'r', c.at, c.at
             from generate_series(1, 1000), callsign.clock c where c.account_id = '000000000000';
             insert into callsign.message_event (message_id, ordinal, event_type, message_status, is_final, due_at)
             select m.id, n, case n when 1 then 'TEXT_SUCCESSFUL' else 'TEXT_DELIVERED' end,
                    case n when 1 then 'SUCCESSFUL' else 'DELIVERED' end, n = 2, m.created_at
             from callsign.message m, generate_series(1, 2) n",
        )
        .await;
    tokio::join!(stage.carry_out(), stage.carry_out(), stage.carry_out(), stage.carry_out());
    drop(beside);
    assert_eq!(stage.app.count("select count(*) from inspect.message_events").await, 2_000);
    assert_eq!(stage.app.count("select count(*) from inspect.messages where status = 'DELIVERED'").await, 1_000);
    assert_eq!(stage.app.count("select count(*) from inspect.scheduled_message_events").await, 0);
}

#[tokio::test]
async fn messages_go_by_age_and_by_number_but_not_before_their_last_event() {
    use callsign::{background::sweep::sweep, store::sweep::Sweep};
    let stage = Stage::frozen().await;
    let kept = stage.sent(stage.text(PHONE)).await;
    stage.app.execute("update callsign.message set recorded_at = now() - interval '91 days'").await;
    let database = stage.app.database();
    let retention = time::Duration::days(90);
    sweep(&database, Sweep::Messages { retention }).await.expect("it is swept");
    assert!(stage.column(&kept, "status").await.is_some(), "something is to come");
    stage.pass_ms(2_800).await;
    sweep(&database, Sweep::Messages { retention }).await.expect("it is swept");
    assert_eq!(stage.app.count("select count(*) from callsign.message_event").await, 0);
    for _ in 0..3 {
        stage.sent(stage.text(PHONE)).await;
    }
    let newest = stage.sent(stage.text(PHONE)).await;
    stage.pass_ms(2_800).await;
    sweep(&database, Sweep::MessagesBeyond { max_rows: 1 }).await.expect("it is swept");
    assert_eq!(stage.app.count("select count(*) from callsign.message").await, 1);
    assert!(stage.column(&newest, "status").await.is_some());
}
