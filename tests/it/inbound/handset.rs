//! Phones that answer by themselves.

use aws_sdk_pinpointsmsvoicev2::types::KeywordAction;
use callsign::{
    background::lifecycle,
    config::Settings,
    domain::message::{
        channel::Channel,
        event::MessageStatus,
        schedule::{Scheduled, arrival},
    },
};
use serde_json::{Value, json};
use time::Duration;

use super::OPTED_OUT;
use crate::{
    harness::until,
    message::stage::{PHONE, Stage},
    staging::ask,
};

impl Stage {
    /// What came in, in its order: keyword or body.
    async fn came_in(&self) -> Vec<String> {
        let query = "select coalesce(message_keyword, message_body) from inspect.messages
                     where direction = 'INBOUND' and $1 = '' order by created_timestamp, sequence";
        self.app.rows_for(query, "").await.into_iter().map(|(text,)| text).collect()
    }

    async fn handset(&self, rule: Value) {
        let made = ask(&self.app, "POST", "handsets", rule).await;
        assert_eq!(made.status, 201, "{made:?}");
    }
}

#[tokio::test]
async fn magic_numbers_answer_once_the_message_is_delivered() {
    let stage = Stage::frozen().await;
    stage.acting(&stage.number, "START", KeywordAction::OptIn).await;
    stage.acting(&stage.number, "YES", KeywordAction::AutomaticResponse).await;
    for (ending, keyword, replies) in [("80", "STOP", 1), ("81", "START", 1), ("82", "HELP", 1), ("83", "YES", 1)] {
        let phone = format!("+120655501{ending}");
        let message = stage.sent(stage.text(&phone)).await;
        stage.pass_ms(2_799).await;
        assert!(!stage.came_in().await.contains(&keyword.to_owned()), "{keyword} is early");
        stage.pass_ms(1).await;
        let query = "select m.message_keyword, m.origination_phone_number, count(r.message_id)
                     from inspect.messages m left join inspect.messages r on r.reply_to_message_id = m.message_id
                     where m.reply_to_message_id = $1 group by 1, 2";
        let rows: Vec<(String, String, i64)> = stage.app.rows_for(query, &message).await;
        assert_eq!(rows, [(keyword.to_owned(), phone, replies)]);
    }
}

#[tokio::test]
async fn a_phone_that_answers_stop_is_not_written_to_again() {
    let stage = Stage::frozen().await;
    let phone = "+12065550180";
    stage.sent(stage.text(phone)).await;
    stage.pass_ms(2_800).await;
    assert_eq!(stage.refused(stage.text(phone)).await, OPTED_OUT.replace(PHONE, phone));
}

#[tokio::test]
async fn a_rule_says_what_is_answered_and_how_long_after_the_message_arrived() {
    let stage = Stage::frozen().await;
    stage.handset(json!({ "phone": "+1206*", "reply": { "body": "Thanks a lot", "after_ms": 5_000 } })).await;
    let message = stage.sent(stage.text(PHONE)).await;
    let sent = stage.column(&message, "extract(epoch from created_timestamp)").await;
    stage.pass_ms(2_800).await;
    // What was delivered isn't swept before its answer came.
    assert_eq!(stage.app.count("select count(*) from callsign.message where reply_due_at is not null").await, 1);
    stage.pass_ms(4_999).await;
    assert_eq!(stage.came_in().await, Vec::<String>::new());
    stage.pass_ms(60_000).await;
    assert_eq!(stage.came_in().await, ["Thanks a lot"]);
    // It bears the moment at which it was due.
    let query = "select (extract(epoch from created_timestamp) - $1::numeric)::text from inspect.messages where direction = 'INBOUND'";
    let rows: Vec<(String,)> = stage.app.rows_for(query, &sent.expect("it has a time")).await;
    assert!(rows[0].0.starts_with("7.8"), "{rows:?}");
    stage.pass_ms(60_000).await;
    assert_eq!(stage.came_in().await.len(), 1);
    assert_eq!(stage.app.count("select count(*) from callsign.message where reply_due_at is not null").await, 0);
}

#[tokio::test]
async fn phones_answer_texts_and_pictures_that_arrive_and_no_calls() {
    let stage = Stage::frozen().await;
    stage.handset(json!({ "phone": PHONE, "reply": { "body": "HELP" }, "outcome": "SUCCESSFUL" })).await;
    stage.handset(json!({ "phone": "+12065550143", "reply": { "body": "STOP" }, "outcome": "UNREACHABLE" })).await;
    stage.handset(json!({ "phone": "+12065550144", "reply": { "body": "STOP" }, "outcome": "SILENT" })).await;
    stage.handset(json!({ "phone": "+12065550145", "reply": { "body": "HELP" }, "duplicate_receipts": true })).await;
    stage.media(PHONE).send().await.expect("it is accepted");
    stage.voice(PHONE).send().await.expect("it is accepted");
    for phone in ["+12065550143", "+12065550144", "+12065550145"] {
        stage.sent(stage.text(phone)).await;
    }
    stage.pass_ms(100 * 60 * 60 * 1_000).await;
    assert_eq!(stage.came_in().await, ["HELP", "HELP"]);
}

#[tokio::test]
async fn nobody_answers_a_sender_id_or_a_shared_route() {
    let stage = Stage::frozen().await;
    stage.handset(json!({ "phone": "*", "reply": { "body": "STOP" } })).await;
    stage.fixture().sender_id("ACME", "GB").await;
    stage.sent(stage.text_from("ACME", "+447700900123")).await;
    let shared = stage.sent(stage.bare("+33639980000")).await;
    assert_eq!(stage.column(&shared, "chosen_by").await.as_deref(), Some("SHARED_ROUTE"));
    stage.pass_ms(60_000).await;
    assert_eq!(stage.came_in().await, Vec::<String>::new());
}

#[tokio::test]
async fn an_answer_to_a_number_that_is_gone_goes_nowhere() {
    let stage = Stage::frozen().await;
    stage.sent(stage.text("+12065550180")).await;
    stage.client.release_phone_number().phone_number_id(&stage.number).send().await.expect("it is released");
    stage.pass_ms(2_800).await;
    assert_eq!(stage.came_in().await, Vec::<String>::new());
    assert_eq!(stage.app.count("select count(*) from callsign.message where reply_due_at is not null").await, 0);
}

#[tokio::test]
async fn an_answer_to_a_shared_number_comes_in_at_its_owner_by_the_owners_clock() {
    let stage = Stage::frozen().await;
    let arn = crate::harness::arn(&format!("phone-number/{}", stage.number));
    let policy = format!(
        r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Principal": {{"AWS": "111111111111"}},
            "Action": "sms-voice:SendTextMessage", "Resource": "{arn}"}}]}}"#
    );
    let put = stage.client.put_resource_policy().resource_arn(&arn).policy(policy);
    put.send().await.expect("the number is shared");
    stage.app.execute("update callsign.clock set at = at + interval '1 day' where account_id = '000000000000'").await;
    let other = stage.app.client_of("other", "us-east-1");
    let send = other.send_text_message().destination_phone_number("+12065550180").message_body("Hello");
    send.origination_identity(&arn).send().await.expect("it is accepted");
    stage.pass_ms(2_800).await;
    let came = "select account_id || ' ' || (created_timestamp = (select now from inspect.clocks c
                                                                  where c.account_id = m.account_id))
                from inspect.messages m where message_keyword = $1";
    assert_eq!(stage.app.rows_for::<(String,)>(came, "STOP").await, [("000000000000 true".to_owned(),)]);
    let list = "select account_id from inspect.opted_out_numbers where opted_out_number = $1";
    assert_eq!(stage.app.rows_for::<(String,)>(list, "+12065550180").await, [("000000000000".to_owned(),)]);
    assert_eq!(stage.refused(stage.text("+12065550180")).await, OPTED_OUT.replace(PHONE, "+12065550180"));
}

#[tokio::test]
async fn many_workers_let_each_phone_answer_once_and_in_order() {
    let stage = Stage::frozen().await;
    let beside = stage.app.beside(|_| {}).await;
    stage.handset(json!({ "phone": "+1206*", "reply": { "body": "STOP" } })).await;
    let phones: Vec<String> = (20..60).map(|n| format!("+120655501{n}")).collect();
    for phone in &phones {
        stage.sent(stage.text(phone)).await;
        stage.app.pass_ms(1).await;
    }
    let before = stage.app.count("select deadlocks from pg_stat_database where datname = current_database()").await;
    stage.app.pass_ms(2_800).await;
    tokio::join!(stage.carry_out(), stage.carry_out(), stage.carry_out(), stage.carry_out());
    drop(beside);
    let query = "select origination_phone_number from inspect.messages where direction = 'INBOUND' and $1 = ''
                 order by sequence";
    let came: Vec<(String,)> = stage.app.rows_for(query, "").await;
    assert_eq!(came.into_iter().map(|(phone,)| phone).collect::<Vec<_>>(), phones);
    let after = stage.app.count("select deadlocks from pg_stat_database where datname = current_database()").await;
    assert_eq!(after, before);
    // A worker that begins anew finds nothing.
    assert_eq!(lifecycle::round(&stage.app.database(), &Settings::default().deployment()).await.expect("a round"), 0);
}

#[tokio::test]
async fn an_answer_that_is_held_up_holds_up_no_other_and_comes_in_later() {
    let stage = Stage::frozen().await;
    stage.handset(json!({ "phone": "+1206*", "reply": { "body": "STOP" } })).await;
    let mut holder = stage.app.connection().await;
    let hold = "begin; insert into callsign.opted_out_number
                    (id, opt_out_list_id, opted_out_number, end_user_opted_out, created_at)
                select gen_random_uuid(), id, '+12065550142', false, now() from callsign.opt_out_list
                where account_id = '000000000000'";
    sqlx::raw_sql(hold).execute(&mut holder).await.expect("the entry is held");
    stage.sent(stage.text(PHONE)).await;
    stage.sent(stage.text("+12065550143")).await;
    stage.app.pass_ms(2_800).await;
    let from = "select count(*) from inspect.messages where direction = 'INBOUND' and origination_phone_number = $1";
    let came = async |phone: &str| stage.app.rows_for::<(i64,)>(from, phone).await[0].0;
    until("the other phone's answer comes in", || async { came("+12065550143").await == 1 }).await;
    assert_eq!(came(PHONE).await, 0);
    let delivered = "select count(*) from inspect.messages where status = 'DELIVERED'";
    assert_eq!(stage.app.count(delivered).await, 2);
    sqlx::raw_sql("rollback").execute(&mut holder).await.expect("the entry is let go");
    stage.carry_out().await;
    assert_eq!((came(PHONE).await, came("+12065550143").await), (1, 1));
}

#[test]
fn a_message_arrives_with_its_first_delivery_or_its_last_word() {
    let event = |status, seconds, is_final| Scheduled { status, after: Duration::seconds(seconds), is_final };
    let (successful, delivered) = (MessageStatus::Successful, MessageStatus::Delivered);
    let usual = [event(successful, 1, false), event(delivered, 2, true), event(delivered, 3, true)];
    for (channel, events, expected) in [
        (Channel::Text, &usual[..], Some(2)),
        (Channel::Media, &usual[..], Some(2)),
        (Channel::Voice, &usual[..], None),
        (Channel::Text, &usual[..1], None),
        (Channel::Text, &[event(successful, 4, true)][..], Some(4)),
        (Channel::Text, &[event(MessageStatus::Blocked, 4, true)][..], None),
    ] {
        assert_eq!(arrival(channel, events), expected.map(Duration::seconds), "{channel} {events:?}");
    }
}
