//! How long a token is remembered, and how it goes; history goes by the same sweep.

use callsign::{
    background::sweep::{self as background, Kept, sweep},
    store::sweep::{self, Sweep},
};
use sqlx::{Connection, Executor};
use time::Duration;

use super::{NUMBERS, TOKENS, answered, cases, number_with, refused_as_other, replayed, text};
use crate::harness::{App, Fixture, raw};

const EXPIRE_ALL: &str = "update callsign.client_token set expires_at = now()";
const EVENTS: &str = "select count(*) from inspect.association_history";
const RETENTION: Duration = Duration::days(90);

/// 2,500 tokens that expired, each at another time, beside those that the app made.
const EXPIRED_TOKENS: &str = "
    insert into callsign.client_token
        (account_id, region, operation, client_token, request_digest, answer, created_at, expires_at)
    select '000000000000', 'us-east-1', 'CreatePool', 'old' || i, sha256('x'), '{}', now() - interval '2 days',
           now() - make_interval(secs => i)
    from generate_series(1, 2500) i";

/// What is kept where only history's days are set.
fn kept(history_days: u32) -> Kept {
    Kept { history_days, messages: 0, request_days: 0, requests: 0 }
}

#[tokio::test]
async fn a_token_is_remembered_for_a_day() {
    let app = App::start().await;
    for case in cases(&app).await {
        answered(&app, case.operation, &case.with("token")).await;
    }
    let a_day = "
        select count(*) from inspect.client_tokens
        where client_token = 'token' and expires_at = created_at + interval '24 hours'
        and created_at between now() - interval '1 hour' and now()";
    assert_eq!(app.count(a_day).await, 5);
}

#[tokio::test]
async fn a_token_is_remembered_as_long_as_the_setting_says() {
    let app = App::with(|settings| settings.client_tokens.retention_hours = 3).await;
    answered(&app, "RequestPhoneNumber", &number_with("US", "token")).await;
    let three_hours = "
        select count(*) from inspect.client_tokens where expires_at = created_at + interval '3 hours'";
    assert_eq!(app.count(three_hours).await, 1);
}

#[tokio::test]
async fn an_expired_token_is_free_again_before_it_is_swept() {
    let app = App::start().await;
    let body = number_with("US", "token");
    let first = answered(&app, "RequestPhoneNumber", &body).await;
    app.execute(EXPIRE_ALL).await;

    let second = answered(&app, "RequestPhoneNumber", &body).await;

    assert_ne!(text(&first), text(&second));
    assert_eq!((app.count(NUMBERS).await, app.count(TOKENS).await), (2, 1));
    replayed(&app, "RequestPhoneNumber", &body, &second).await;
}

#[tokio::test]
async fn an_expired_token_takes_other_parameters() {
    let app = App::start().await;
    answered(&app, "RequestPhoneNumber", &number_with("US", "token")).await;
    app.execute(EXPIRE_ALL).await;
    answered(&app, "RequestPhoneNumber", &number_with("GB", "token")).await;
    refused_as_other(&app, "RequestPhoneNumber", &number_with("US", "token")).await;
}

#[tokio::test]
async fn an_expired_token_does_not_come_back_by_a_failure() {
    let app = App::with(|settings| settings.quotas.phone_numbers = 1).await;
    let body = number_with("US", "token");
    answered(&app, "RequestPhoneNumber", &body).await;
    app.execute(EXPIRE_ALL).await;
    for _ in 0..2 {
        let before = app.state().await;
        let answer = raw::call(&app, "RequestPhoneNumber", &body).await;
        assert_eq!(answer.json()["Reason"], "PHONE_NUMBERS_PER_ACCOUNT");
        assert_eq!(app.state().await, before);
    }
}

#[tokio::test]
async fn a_retention_of_zero_remembers_nothing() {
    let app = App::with(|settings| settings.client_tokens.retention_hours = 0).await;
    for _ in 0..3 {
        answered(&app, "RequestPhoneNumber", &number_with("US", "token")).await;
    }
    assert_eq!(app.count(NUMBERS).await, 3);
}

// Sweeping

#[tokio::test]
async fn a_sweep_removes_all_expired_tokens_and_nothing_else() {
    let app = App::start().await;
    for case in cases(&app).await {
        answered(&app, case.operation, &case.with("token")).await;
    }
    let kept = app.state().await;
    app.execute(EXPIRED_TOKENS).await;

    sweep(&app.database(), Sweep::ClientTokens).await.expect("the sweep succeeds");

    assert_eq!(app.state().await, kept);
}

#[tokio::test]
async fn a_swept_token_is_free_again() {
    let app = App::start().await;
    let body = number_with("US", "token");
    answered(&app, "RequestPhoneNumber", &body).await;
    app.execute(EXPIRE_ALL).await;
    sweep(&app.database(), Sweep::ClientTokens).await.expect("the sweep succeeds");
    assert_eq!(app.count(TOKENS).await, 0);
    answered(&app, "RequestPhoneNumber", &body).await;
    assert_eq!(app.count(NUMBERS).await, 2);
}

#[tokio::test]
async fn a_batch_is_small_so_that_it_keeps_nobody_waiting() {
    let app = App::start().await;
    app.execute(EXPIRED_TOKENS).await;
    let mut connection = app.connection().await;
    for expected in [250; 10].into_iter().chain([0]) {
        let swept = sweep::client_tokens(&mut connection).await.expect("the batch is swept");
        assert_eq!(swept, expected);
    }
    app.execute(
        "insert into callsign.association_event (account_id, region, event, pool_id, pool_arn, origination_identity,
             origination_identity_arn, iso_country_code, at, recorded_at, request_id)
         select '000000000000', 'us-east-1', 'ASSOCIATED', 'p', 'p', 'i', 'i', 'US', now(), now() - interval '91 days', 'r'
         from generate_series(1, 1500)",
    )
    .await;
    for expected in [250; 6].into_iter().chain([0]) {
        let swept = sweep::association_events(&mut connection, RETENTION).await.expect("the batch is swept");
        assert_eq!(swept, expected);
    }
}

#[tokio::test]
async fn a_sweep_passes_over_what_somebody_holds() {
    let app = App::start().await;
    app.execute(EXPIRED_TOKENS).await;
    let mut connection = app.connection().await;
    let mut holder = connection.begin().await.expect("a transaction begins");
    let hold = "select from callsign.client_token where client_token = 'old7' for update";
    holder.execute(hold).await.expect("the row is there");

    sweep(&app.database(), Sweep::ClientTokens).await.expect("the sweep succeeds while the row is held");
    assert_eq!(app.count("select count(*) from callsign.client_token where client_token = 'old7'").await, 1);
    assert_eq!(app.count(TOKENS).await, 1);

    holder.rollback().await.expect("the row is let go");
    sweep(&app.database(), Sweep::ClientTokens).await.expect("the sweep succeeds");
    assert_eq!(app.count(TOKENS).await, 0);
}

#[tokio::test]
async fn a_sweep_removes_history_older_than_the_retention_and_no_association() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    for _ in 0..3 {
        fixture.pool().await;
    }
    app.execute(
        "update callsign.association_event set recorded_at = now() - interval '90 days 1 second'
         where id = (select min(id) from callsign.association_event);
         update callsign.association_event set recorded_at = now() - interval '89 days 23 hours'
         where id = (select max(id) from callsign.association_event)",
    )
    .await;
    let database = app.database();

    sweep(&database, Sweep::AssociationEvents { retention: RETENTION }).await.expect("the sweep succeeds");
    assert_eq!(app.count(EVENTS).await, 2);

    sweep(&database, Sweep::AssociationEvents { retention: Duration::days(89) }).await.expect("the sweep succeeds");
    assert_eq!(app.count(EVENTS).await, 1);
    assert_eq!(app.count("select count(*) from inspect.associations").await, 3);
}

/// Makes every deletion from a table fail.
fn unsweepable(table: &str) -> String {
    format!(
        "create function callsign.refuse() returns trigger language plpgsql as $$ begin raise exception 'broken'; end $$;
         create trigger refuse before delete on callsign.{table} for each row execute function callsign.refuse()"
    )
}

const OLD_EVENT: &str = "
    insert into callsign.association_event (account_id, region, event, pool_id, pool_arn, origination_identity,
        origination_identity_arn, iso_country_code, at, recorded_at, request_id)
    select '000000000000', 'us-east-1', 'ASSOCIATED', 'p', 'p', 'i', 'i', 'US', now(), now() - interval '36501 days', 'r'";

#[tokio::test]
async fn a_sweep_that_fails_keeps_no_other_from_sweeping() {
    for (broken, left) in [("client_token", (2_500, 0)), ("association_event", (0, 1))] {
        let app = App::start().await;
        app.execute(EXPIRED_TOKENS).await;
        app.execute(OLD_EVENT).await;
        let trigger = sqlx::raw_sql(sqlx::AssertSqlSafe(unsweepable(broken)));
        app.connection().await.execute(trigger).await.expect("the trigger is made");

        background::round(&app.database(), kept(36_500)).await;

        assert_eq!((app.count(EXPIRED).await, app.count(EVENTS).await), left, "{broken} can't be swept");
    }
}

#[tokio::test]
async fn a_history_retention_of_zero_keeps_history_for_ever_and_sweeps_tokens_all_the_same() {
    let app = App::start().await;
    app.execute(EXPIRED_TOKENS).await;
    app.execute(OLD_EVENT).await;

    background::round(&app.database(), kept(0)).await;

    assert_eq!((app.count(EXPIRED).await, app.count(EVENTS).await), (0, 1));
}

const EXPIRED: &str = "select count(*) from callsign.client_token where expires_at <= now()";
