//! `/clock`: what it shows, how it is set, and that everything due has happened when an advance answers.

use aws_sdk_pinpointsmsvoicev2::types::MessageFeedbackStatus;
use serde_json::{Value, json};
use sqlx::Row;

use super::{ask, get, refused};
use crate::{
    harness::{ACCOUNT, App, OTHER_ACCOUNT, RawAnswer, refusal},
    message::stage::{PHONE, Stage},
};

async fn advance(app: &App, said: Value) -> RawAnswer {
    ask(app, "POST", "clock/advance?account_id=000000000000", said).await
}

/// Advances the account of the tests and answers how many events happened.
async fn pass(app: &App, by: &str) -> u64 {
    let answer = advance(app, json!({ "by": by })).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()["events"].as_u64().expect("a count")
}

async fn put(app: &App, said: Value) -> RawAnswer {
    ask(app, "PUT", "clock?account_id=000000000000", said).await
}

async fn clock(app: &App) -> Value {
    get(app, "clock?account_id=000000000000").await
}

/// The present of an account, in seconds, as SQL shows it.
async fn now_s(app: &App, account: &str) -> f64 {
    let query = "select extract(epoch from callsign.present($1))::float8";
    let now = sqlx::query_scalar(query).bind(account).fetch_one(&mut app.connection().await).await;
    now.expect("the present is read")
}

#[tokio::test]
async fn seventy_two_hours_in_one_call_turn_a_silent_message_unknown_before_it_answers() {
    // Neither event happens by itself before the clock is advanced.
    let stage = Stage::with(|settings| settings.delivery.accepted_ms = 3_600_000).await;
    let message = stage.sent(stage.text("+12065550158")).await;
    assert_eq!(clock(&stage.app).await["mode"], "real");
    assert_eq!(pass(&stage.app, "72h").await, 2);
    assert_eq!(stage.happened(&message).await, ["TEXT_SUCCESSFUL", "TEXT_UNKNOWN!"]);
    assert_eq!(stage.column(&message, "status").await.as_deref(), Some("UNKNOWN"));
    let clock = clock(&stage.app).await;
    assert_eq!((&clock["account_id"], &clock["mode"]), (&json!(ACCOUNT), &json!("offset")));
    assert_eq!(clock["offset_ms"], 72 * 3_600_000);
    assert!(now_s(&stage.app, OTHER_ACCOUNT).await < now_s(&stage.app, ACCOUNT).await - 259_000.0);
    assert_eq!(get(&stage.app, "clock").await["items"].as_array().map(Vec::len), Some(1), "no other clock moved");
}

#[tokio::test]
async fn the_next_thing_due_is_advanced_to_and_nothing_further() {
    let stage = Stage::frozen().await;
    let message = stage.sent(stage.text(PHONE)).await;
    let began = now_s(&stage.app, ACCOUNT).await;
    let next = async || {
        let answer = advance(&stage.app, json!({ "to": "next" })).await.json();
        (answer["events"].as_u64().expect("a count"), (now_s(&stage.app, ACCOUNT).await - began).mul_add(1_000.0, 0.5))
    };
    let (events, ms) = next().await;
    assert_eq!((events, ms.floor()), (1, 350.0));
    assert_eq!(stage.happened(&message).await, ["TEXT_SUCCESSFUL"]);
    let (events, ms) = next().await;
    assert_eq!((events, ms.floor()), (1, 2_800.0));
    let (events, ms) = next().await;
    assert_eq!((events, ms.floor()), (0, 2_800.0), "with nothing to come it stays");
    assert_eq!(stage.happened(&message).await, ["TEXT_SUCCESSFUL", "TEXT_DELIVERED!"]);
    let answer = advance(&stage.app, json!({ "to": "next" })).await;
    assert_eq!((answer.status, answer.json()["deliveries"].clone()), (200, json!(0)));
}

#[tokio::test]
async fn events_of_many_messages_happen_in_the_order_in_which_they_fall_due() {
    let stage = Stage::frozen().await;
    stage
        .app
        .execute(
            "insert into callsign.message (id, account_id, region, direction, channel, kind, status,
                 origination_phone_number, origination_kind, destination_phone_number, iso_country_code, chosen_by,
                 message_type, message_encoding, time_to_live, request_id, created_at, next_due_at)
             select gen_random_uuid(), '000000000000', 'us-east-1', 'OUTBOUND', 'TEXT', 'API', 'ACCEPTED', '+12065550100',
                    'LONG_CODE', '+12065550142', 'US', 'DIRECT', 'TRANSACTIONAL', 'GSM', 60, 'r', c.at,
                    c.at + n * interval '1 second'
             from generate_series(1, 700) n, callsign.clock c where c.account_id = '000000000000';
             insert into callsign.message_event (message_id, ordinal, event_type, message_status, is_final, due_at)
             select m.id, n, case n when 1 then 'TEXT_SUCCESSFUL' else 'TEXT_DELIVERED' end,
                    case n when 1 then 'SUCCESSFUL' else 'DELIVERED' end, n = 2, m.next_due_at + (n - 1) * interval '400 seconds'
             from callsign.message m, generate_series(1, 2) n;
             create table callsign.told (place bigint generated always as identity, due_at timestamptz, batch xid8);
             create function callsign.tell() returns trigger language plpgsql as $$ begin
                 insert into callsign.told (due_at, batch) values (new.due_at, pg_current_xact_id()); return null; end $$;
             create trigger tell after update on callsign.message_event for each row execute function callsign.tell()",
        )
        .await;
    assert_eq!(pass(&stage.app, "1h").await, 1_400);
    let rows = stage
        .app
        .rows(
            "select max(due_at) <= lead(min(due_at), 1, 'infinity') over (order by min(place)) as is_before
             from callsign.told group by batch order by min(place)",
        )
        .await;
    assert!(rows.len() > 3, "several batches: {}", rows.len());
    assert!(rows.iter().all(|row| row.get::<bool, _>("is_before")), "no batch goes ahead of the next");
}

#[tokio::test]
async fn a_clock_is_frozen_set_and_made_real_but_never_runs_backwards() {
    let app = App::start().await;
    assert_eq!(put(&app, json!({ "mode": "frozen", "at": "2001-01-01T00:00:00Z" })).await.status, 409);
    let frozen = put(&app, json!({ "mode": "frozen" })).await;
    assert_eq!(frozen.status, 200, "{frozen:?}");
    let now = clock(&app).await["now"].clone();
    assert_eq!((frozen.json()["now"].clone(), clock(&app).await["now"].clone()), (now.clone(), now));
    let at = "2030-01-31T12:00:00.000Z";
    assert_eq!(put(&app, json!({ "mode": "frozen", "at": at })).await.json()["now"], at);
    assert_eq!(clock(&app).await, json!({ "account_id": ACCOUNT, "mode": "frozen", "now": at, "offset_ms": null }));
    assert_eq!(advance(&app, json!({ "by": "24h" })).await.json()["now"], "2030-02-01T12:00:00.000Z");
    for said in
        [json!({ "mode": "real" }), json!({ "mode": "offset", "at": at }), json!({ "mode": "frozen", "at": at })]
    {
        assert_eq!(refused(&put(&app, said).await), "409 BACKWARDS");
    }
    assert_eq!(put(&app, json!({ "mode": "offset" })).await.status, 200);
    let clock_now = clock(&app).await;
    assert_eq!(clock_now["mode"], "offset");
    assert!(clock_now["now"].as_str().expect("a time") > "2030-02-01T12:00:00.000Z", "it goes on");
    app.execute("update callsign.clock set mode = 'frozen', offset_ms = null, at = '2020-01-01T00:00Z'").await;
    assert_eq!(put(&app, json!({ "mode": "real" })).await.status, 200, "what is behind may catch up");
    assert_eq!((clock(&app).await["mode"].clone(), clock(&app).await["offset_ms"].clone()), (json!("real"), json!(0)));
    assert_eq!(get(&app, "clock").await["items"], json!([]));
}

#[tokio::test]
async fn setting_a_clock_carries_out_what_falls_due_by_that() {
    let stage = Stage::frozen().await;
    let message = stage.sent(stage.text(PHONE)).await;
    let answer = put(&stage.app, json!({ "mode": "offset", "at": "2031-01-01T00:00:00Z" })).await;
    assert_eq!(answer.json()["events"], 2, "{answer:?}");
    assert_eq!(stage.happened(&message).await, ["TEXT_SUCCESSFUL", "TEXT_DELIVERED!"]);
}

#[tokio::test]
async fn what_is_no_span_no_time_and_no_mode_is_refused() {
    let app = App::start().await;
    for by in ["", "72", "h", "-1h", "1.5h", "1w", "1H", "99999999999999999999s", "36526d", " 1h"] {
        assert_eq!(refused(&advance(&app, json!({ "by": by })).await), "422 INVALID_VALUE", "{by}");
    }
    for (by, is_good) in [("0s", true), ("500ms", true), ("15m", true), ("36525d", false), ("2000d", true)] {
        assert_eq!(advance(&app, json!({ "by": by })).await.status, if is_good { 200 } else { 422 }, "{by}");
    }
    for said in [json!({}), json!({ "by": "1h", "to": "next" }), json!({ "to": "tomorrow" })] {
        assert_eq!(refused(&advance(&app, said).await), "422 INVALID_VALUE");
    }
    assert_eq!(refused(&advance(&app, json!({ "buy": "1h" })).await), "400 INVALID_BODY");
    for said in [
        json!({ "mode": "still" }),
        json!({ "mode": "frozen", "at": "tomorrow" }),
        json!({ "mode": "frozen", "at": "2199-01-01T00:00:00Z" }),
        json!({ "mode": "real", "at": "2199-01-01T00:00:00Z" }),
    ] {
        assert_eq!(refused(&put(&app, said).await), "422 INVALID_VALUE");
    }
    let nobody = ask(&app, "POST", "clock/advance", json!({ "by": "1h" })).await;
    assert_eq!(refused(&nobody), "422 NO_ACCOUNT", "two accounts are configured");
    let no_account = ask(&app, "POST", "clock/advance", json!({ "by": "1h", "account_id": "1" })).await;
    assert_eq!(refused(&no_account), "422 INVALID_VALUE");
}

#[tokio::test]
async fn the_only_account_is_meant_where_none_is_named() {
    let app = App::with(|settings| settings.auth.credentials.truncate(1)).await;
    assert_eq!(ask(&app, "POST", "clock/advance", json!({ "by": "1h" })).await.status, 200);
    assert_eq!(clock(&app).await["offset_ms"], 3_600_000);
}

#[tokio::test]
async fn at_its_deadline_an_advance_says_how_far_it_came_and_may_be_called_again() {
    let stage = Stage::frozen().await;
    let message = stage.sent(stage.text(PHONE)).await;
    let hasty = stage.app.beside(|settings| settings.staging.deadline_s = 0).await;
    let answer = advance(&hasty, json!({ "by": "72h" })).await;
    assert_eq!(refused(&answer), "503 ADVANCE_UNFINISHED");
    assert_eq!(stage.happened(&message).await, Vec::<String>::new());
    assert_eq!(pass(&stage.app, "72h").await, 2, "nobody holds the clock");
}

#[tokio::test]
async fn a_clock_that_somebody_moves_is_left_alone_until_his_lease_ends() {
    let stage = Stage::frozen().await;
    let message = stage.sent(stage.text(PHONE)).await;
    stage
        .app
        .execute(
            "update callsign.clock set at = at + interval '1 hour', advancing_by = gen_random_uuid(),
                 advancing_until = clock_timestamp() + interval '1 hour' where account_id = '000000000000'",
        )
        .await;
    assert_eq!(refused(&advance(&stage.app, json!({ "by": "1h" })).await), "409 HELD");
    let deployment = callsign::config::Settings::default().deployment();
    let round = callsign::background::lifecycle::round(&stage.app.database(), &deployment).await;
    assert_eq!(round.expect("workers go on"), 0);
    assert_eq!(stage.happened(&message).await, Vec::<String>::new(), "workers leave the account alone");
    stage.app.execute("update callsign.clock set advancing_until = clock_timestamp() - interval '1 second' where advancing_by is not null").await;
    assert_eq!(put(&stage.app, json!({ "mode": "frozen" })).await.status, 200);
    stage.carry_out().await;
    assert_eq!(stage.happened(&message).await, ["TEXT_SUCCESSFUL", "TEXT_DELIVERED!"]);
}

#[tokio::test]
async fn thirty_one_days_open_a_number_to_be_taken_off_its_list_again() {
    let app = App::start().await;
    let client = app.client();
    let list = client.create_opt_out_list().opt_out_list_name("Offers").send().await.expect("a list is made");
    let list = list.opt_out_list_name.expect("it has a name");
    let put = client.put_opted_out_number().opt_out_list_name(&list).opted_out_number(PHONE);
    let delete = client.delete_opted_out_number().opt_out_list_name(&list).opted_out_number(PHONE);
    put.clone().send().await.expect("it is put on");
    delete.clone().send().await.expect("it is taken off");
    put.send().await.expect("it is put on again");
    refusal(delete.clone().send().await);
    pass(&app, "29d").await;
    refusal(delete.clone().send().await);
    pass(&app, "2d").await;
    delete.send().await.expect("31 days have passed");
}

#[tokio::test]
async fn a_month_turns_the_spend_over() {
    let stage = Stage::with(|settings| settings.spend_limits.text_message = 1).await;
    stage.sent(stage.text(PHONE)).await;
    stage.app.execute("update callsign.monthly_spend set spent = 100000").await;
    let limited = stage.refused(stage.text(PHONE)).await;
    assert!(limited.starts_with("ServiceQuotaExceededException"), "{limited}");
    pass(&stage.app, "31d").await;
    stage.sent(stage.text(PHONE)).await;
    assert_eq!(stage.app.count("select count(*) from inspect.monthly_spend").await, 2);
}

#[tokio::test]
async fn feedback_fails_after_an_hour_and_not_before() {
    let stage = Stage::frozen().await;
    let message = stage.sent(stage.text(PHONE).message_feedback_enabled(true)).await;
    let feedback = async || stage.column(&message, "message_feedback_status").await.expect("it asks for feedback");
    pass(&stage.app, "59m").await;
    assert_eq!(feedback().await, "PENDING");
    pass(&stage.app, "1m").await;
    assert_eq!(feedback().await, "FAILED");
    let late = stage.client.put_message_feedback().message_id(&message);
    late.message_feedback_status(MessageFeedbackStatus::Received).send().await.expect("it may be set late");
    assert_eq!(feedback().await, "RECEIVED");
}

#[tokio::test]
async fn two_processes_agree_on_the_time_with_the_next_call() {
    let stage = Stage::with(|settings| settings.lifecycle.creating_ms = 3_600_000).await;
    let pool = stage.client.create_pool().origination_identity(&stage.number).iso_country_code("US");
    let pool = pool.message_type("TRANSACTIONAL".into()).send().await.expect("a pool is made");
    let id = pool.pool_id.expect("it has an id");
    let beside = stage.app.beside(|_| {}).await;
    for (app, expected) in [(&stage.app, "CREATING"), (&beside, "CREATING")] {
        let pools = app.client().describe_pools().pool_ids(&id).send().await.expect("it is there");
        assert_eq!(pools.pools()[0].status.as_str(), expected);
    }
    pass(&stage.app, "1h").await;
    let update = beside.client().update_pool().pool_id(&id).deletion_protection_enabled(true).send().await;
    assert_eq!(
        update.expect("a CREATING one would be refused").status.map(|one| one.to_string()),
        Some("ACTIVE".into())
    );
    let in_sql = stage.app.rows("select status from inspect.pools").await;
    assert_eq!(in_sql[0].get::<String, _>("status"), "ACTIVE");
}

#[tokio::test]
async fn what_delivered_last_is_chosen_again_for_twenty_five_hours() {
    let stage = Stage::new().await;
    let fixture = stage.fixture();
    let pool = fixture.pool_of(&stage.number, "US").await;
    let second = crate::message::stage::number(&stage.client, "US", "LONG_CODE".into()).await;
    fixture.associate(&pool, &second, "US").await;
    let mut chosen = Vec::new();
    for by in ["3s", "24h", "26h", "3s"] {
        let message = stage.sent(stage.text_from(&pool, PHONE)).await;
        chosen.push(stage.column(&message, "chosen_by").await.expect("it was chosen"));
        pass(&stage.app, by).await;
    }
    assert_eq!(chosen, ["AGE", "STICKY", "STICKY", "AGE"]);
}

#[tokio::test]
async fn what_a_phone_answers_on_the_way_is_taken_in_too() {
    let stage = Stage::frozen().await;
    let rule = json!({ "phone": PHONE, "reply": { "body": "STOP", "after_ms": 1000 } });
    assert_eq!(ask(&stage.app, "POST", "handsets", rule).await.status, 201);
    stage.sent(stage.text(PHONE)).await;
    pass(&stage.app, "1h").await;
    let inbound = "select count(*) from inspect.messages where direction = 'INBOUND' and message_body = 'STOP'";
    assert_eq!(stage.app.count(inbound).await, 1);
    let early = "select count(*) from inspect.messages i join inspect.messages o on o.direction = 'OUTBOUND' and o.kind = 'API'
                 where i.direction = 'INBOUND' and i.created_timestamp = o.created_timestamp + interval '3800 milliseconds'";
    assert_eq!(stage.app.count(early).await, 1, "at its own moment");
}
