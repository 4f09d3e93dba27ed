//! Requests that come at the same time are carried out in one transaction, and each is answered as if it were alone.
//!
//! The first request keeps the only lane busy: a trigger holds its write until the test lets go. What comes meanwhile is carried
//! out together.

use std::collections::HashSet;

use aws_sdk_pinpointsmsvoicev2::{
    Client, operation::associate_origination_identity::AssociateOriginationIdentityOutput,
};
use callsign::config::Settings;
use futures_util::future::join_all;
use sqlx::{Executor, PgConnection};
use tokio::task::JoinHandle;

use super::{Associate, associate};
use crate::harness::{App, Fixture, REGION, RawConnection, RawRequest, Refusal, refusal, send, until};

mod sixteen;

/// A write that begins while somebody holds this lock waits for it, however short others are kept waiting.
const WAIT_TO_WRITE: &str = "
    create function wait_to_write() returns trigger language plpgsql set lock_timeout = 0 as
    $$ begin perform pg_advisory_xact_lock_shared(1); return new; end $$;
    create trigger wait_to_write before insert on callsign.association_event for each row execute function wait_to_write()";

const ASSOCIATED: &str = "select count(*) from inspect.association_history where event = 'ASSOCIATED'";

type Outcome = Result<AssociateOriginationIdentityOutput, Box<Refusal>>;

/// A callsign whose only lane is busy.
struct Busy {
    app: App,
    holder: PgConnection,
    first: JoinHandle<Outcome>,
    waiting: Vec<JoinHandle<Outcome>>,
}

async fn outcome(request: Associate) -> Outcome {
    match request.send().await {
        Ok(answer) => Ok(answer),
        Err(error) => Err(Box::new(refusal::<AssociateOriginationIdentityOutput, _>(Err(error)))),
    }
}

/// How many locks of a kind are waited for in the database.
async fn waits(observer: &mut PgConnection, kind: &str) -> i64 {
    sqlx::query_scalar(
        "select count(*) from pg_locks l join pg_stat_activity a using (pid)
         where a.datname = current_database() and l.locktype = $1 and not l.granted",
    )
    .bind(kind)
    .fetch_one(observer)
    .await
    .expect("the query runs")
}

/// Waits until a second unit of work waits for a lock of a kind: what was given up in company is waited for alone.
async fn until_it_waits_alone(observer: &mut PgConnection, kind: &str) {
    let mut begun = HashSet::new();
    while begun.len() < 2 {
        let waiting: Vec<String> = sqlx::query_scalar(
            "select xact_start::text from pg_stat_activity
             where datname = current_database() and wait_event_type = 'Lock' and wait_event = $1",
        )
        .bind(kind)
        .fetch_all(&mut *observer)
        .await
        .expect("activity is shown");
        begun.extend(waiting);
    }
}

async fn metrics(app: &App) -> String {
    send(app.address(), b"GET /metrics HTTP/1.1\r\nhost: localhost\r\n\r\n").await.expect("it answers").body
}

async fn metric(app: &App, name: &str) -> usize {
    let metrics = metrics(app).await;
    let line = metrics.lines().find_map(|line| line.strip_prefix(name)).expect("the metric is shown");
    line.trim().parse().expect("it is a number")
}

impl Busy {
    /// Keeps the lane busy. Every pool and number has to be there by then.
    async fn keep(app: App, pool: &str, number: &str) -> Self {
        app.execute(WAIT_TO_WRITE).await;
        let mut holder = app.connection().await;
        holder.execute("select pg_advisory_lock(1)").await.expect("nobody has it");
        let first = tokio::spawn(outcome(associate(&app, pool, number, "US")));
        let mut observer = app.connection().await;
        while waits(&mut observer, "advisory").await == 0 {
            tokio::task::yield_now().await;
        }
        Self { app, holder, first, waiting: Vec::new() }
    }

    /// Sends a request that waits for the lane.
    async fn send(&mut self, request: Associate) {
        self.waiting.push(tokio::spawn(outcome(request)));
        let app = &self.app;
        let wanted = self.waiting.len();
        until(
            "the request waits for its lane",
            || async move { metric(app, "callsign_calls_waiting ").await == wanted },
        )
        .await;
    }

    /// Lets go of the lane. What the requests that waited are answered, in their order.
    async fn let_go(mut self) -> (App, Vec<Outcome>) {
        self.holder.execute("select pg_advisory_unlock(1)").await.expect("it is held");
        self.first.await.expect("it ends").expect("the first one joins");
        let outcomes = join_all(self.waiting).await.into_iter().map(|outcome| outcome.expect("it ends")).collect();
        (self.app, outcomes)
    }
}

async fn numbers(fixture: &Fixture, count: usize) -> Vec<String> {
    let mut numbers = Vec::new();
    for _ in 0..count {
        numbers.push(fixture.number().await);
    }
    numbers
}

/// What became of each: `joined`, or the refusal's line.
fn lines(outcomes: &[Outcome]) -> Vec<String> {
    outcomes
        .iter()
        .map(|outcome| outcome.as_ref().map_or_else(|refusal| refusal.line(), |_| "joined".to_owned()))
        .collect()
}

fn roomy(settings: &mut Settings) {
    settings.quotas.phone_numbers = 0;
}

async fn ready(change: impl FnOnce(&mut Settings)) -> (App, Fixture, String, String) {
    let app = App::with(change).await;
    let fixture = Fixture(app.client());
    let (pool, first) = (fixture.pool().await, fixture.number().await);
    (app, fixture, pool, first)
}

#[tokio::test]
async fn requests_that_come_while_the_lane_is_busy_are_carried_out_in_one_transaction() {
    let (app, fixture, pool, first) = ready(roomy).await;
    let (other_pool, numbers) = (fixture.pool().await, numbers(&fixture, 8).await);
    let mut busy = Busy::keep(app, &pool, &first).await;
    for (n, number) in numbers.iter().enumerate() {
        let pool = if n % 2 == 0 { &pool } else { &other_pool };
        busy.send(associate(&busy.app, pool, number, "US").client_token(format!("token-{n}"))).await;
    }

    let (app, outcomes) = busy.let_go().await;

    assert_eq!(lines(&outcomes), ["joined"; 8]);
    for (answer, number) in outcomes.iter().zip(&numbers) {
        let answer = answer.as_ref().expect("it joined");
        assert_eq!(answer.origination_identity(), Some(number.as_str()), "each is answered for its own number");
    }
    let mut connection = app.connection().await;
    let transactions: i64 = sqlx::query_scalar(
        "select count(distinct xmin::text) from callsign.pool_origination_identity
         where callsign.phone_number_id(phone_number_id) = any($1)",
    )
    .bind(&numbers)
    .fetch_one(&mut connection)
    .await
    .expect("the query runs");
    assert_eq!(transactions, 1);
    assert_eq!(
        app.count(
            "select count(*) from inspect.client_tokens where client_token like 'token-_' and answer is not null"
        )
        .await,
        8
    );
    assert_eq!(app.count(ASSOCIATED).await, 2 + 1 + 8, "two founders, the first one, and these");
}

#[tokio::test]
async fn a_request_whose_client_left_before_the_lane_was_free_is_not_carried_out() {
    let (app, fixture, pool, first) = ready(roomy).await;
    let numbers = numbers(&fixture, 2).await;
    let mut busy = Busy::keep(app, &pool, &first).await;
    let body = format!(r#"{{"PoolId":"{pool}","OriginationIdentity":"{}","IsoCountryCode":"US"}}"#, numbers[0]);
    let mut leaving = RawConnection::open(busy.app.address()).await;
    leaving.write(&RawRequest::call(busy.app.address(), "AssociateOriginationIdentity", body).bytes()).await;
    let app = &busy.app;
    until("it waits", || async move { metric(app, "callsign_calls_waiting ").await == 1 }).await;
    leaving.reset();
    let left = r#"outcome="client left"} 1"#;
    until("it is seen to have left", || async move { metrics(app).await.contains(left) }).await;
    busy.waiting.push(tokio::spawn(outcome(associate(&busy.app, &pool, &numbers[1], "US"))));
    let app = &busy.app;
    until("another one waits", || async move { metric(app, "callsign_calls_waiting ").await == 2 }).await;

    let (app, outcomes) = busy.let_go().await;

    assert_eq!(lines(&outcomes), ["joined"]);
    let joined = "select origination_identity from inspect.associations where pool_id = $1";
    let joined = app.texts_of(joined, &pool).await;
    assert!(joined.contains(&numbers[1]) && !joined.contains(&numbers[0]), "{joined:?}");
}

#[tokio::test]
async fn each_of_them_is_counted_before_the_next_asks_for_room() {
    let (app, fixture, pool, first) = ready(|settings| settings.quotas.origination_identities_per_pool = 4).await;
    let numbers = numbers(&fixture, 4).await;
    let mut busy = Busy::keep(app, &pool, &first).await;
    for number in &numbers {
        busy.send(associate(&busy.app, &pool, number, "US")).await;
    }

    let (app, outcomes) = busy.let_go().await;

    let full = "ServiceQuotaExceededException ORIGINATION_IDENTITIES_PER_POOL - -";
    assert_eq!(lines(&outcomes), ["joined", "joined", full, full]);
    assert_eq!(app.count("select count(*) from inspect.associations").await, 4);
}

#[tokio::test]
async fn one_that_is_refused_keeps_nobody_from_joining_and_its_token_is_not_used_up() {
    let (app, fixture, pool, first) = ready(roomy).await;
    let numbers = numbers(&fixture, 2).await;
    let taken = fixture.number().await;
    fixture.pool_of(&taken, "US").await;
    let mut busy = Busy::keep(app, &pool, &first).await;
    busy.send(associate(&busy.app, &pool, &numbers[0], "US")).await;
    busy.send(associate(&busy.app, &pool, &taken, "US").client_token("refused")).await;
    busy.send(associate(&busy.app, &pool, "phone-00000000000000000000000000000000", "US")).await;
    busy.send(associate(&busy.app, &pool, &numbers[1], "CA")).await;

    let (app, outcomes) = busy.let_go().await;

    let in_another_pool = format!("ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL phone-number {taken}");
    let missing = "ResourceNotFoundException - phone-number phone-00000000000000000000000000000000";
    let mismatch = "ValidationException COUNTRY_CODE_MISMATCH - -";
    assert_eq!(lines(&outcomes), ["joined", &in_another_pool, missing, mismatch]);
    assert_eq!(app.count("select count(*) from inspect.client_tokens where client_token = 'refused'").await, 0);
}

#[tokio::test]
async fn two_that_want_the_same_number_get_it_once() {
    let (app, fixture, pool, first) = ready(roomy).await;
    let (other_pool, number) = (fixture.pool().await, fixture.number().await);
    let mut busy = Busy::keep(app, &pool, &first).await;
    for pool in [&pool, &pool, &other_pool] {
        busy.send(associate(&busy.app, pool, &number, "US")).await;
    }

    let (_app, outcomes) = busy.let_go().await;

    let again = format!("ConflictException RESOURCE_ALREADY_ASSOCIATED phone-number {number}");
    let elsewhere = format!("ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL phone-number {number}");
    assert_eq!(lines(&outcomes), ["joined", &again, &elsewhere]);
}

#[tokio::test]
async fn twins_with_one_client_token_are_carried_out_once_and_answered_alike() {
    let (app, fixture, pool, first) = ready(roomy).await;
    let numbers = numbers(&fixture, 2).await;
    let mut busy = Busy::keep(app, &pool, &first).await;
    for number in [&numbers[0], &numbers[0], &numbers[1]] {
        busy.send(associate(&busy.app, &pool, number, "US").client_token("twin")).await;
    }

    let (app, outcomes) = busy.let_go().await;

    let other = "ValidationException INVALID_PARAMETER - -";
    assert_eq!(lines(&outcomes), ["joined", "joined", other]);
    assert_eq!(app.count(ASSOCIATED).await, 3, "the founder, the first one, and one of the twins");
}

/// A client token that is kept while somebody holds this lock is kept when it is let go.
const WAIT_TO_KEEP: &str = "
    create function wait_to_keep() returns trigger language plpgsql set lock_timeout = 0 as
    $$ begin perform pg_advisory_xact_lock_shared(1); return new; end $$;
    create trigger wait_to_keep before insert on callsign.client_token for each row execute function wait_to_keep()";

#[tokio::test]
async fn a_twin_that_joins_where_nobody_counts_while_one_waits_gives_the_answer_of_both() {
    let app = App::with(|settings| settings.quotas.origination_identities_per_pool = 0).await;
    let beside = app.beside(|settings| settings.quotas.origination_identities_per_pool = 0).await;
    let fixture = Fixture(app.client());
    let (pool, sender_id) = (fixture.pool().await, fixture.sender_id("ACME", "GB").await);
    beside.begin("test", REGION).await;
    app.execute(WAIT_TO_KEEP).await;
    let (mut holder, mut observer) = (app.connection().await, app.connection().await);
    holder.execute("select pg_advisory_lock(1)").await.expect("nobody has it");
    let request = |app: &App| associate(app, &pool, &sender_id, "GB").client_token("twin");
    let first = tokio::spawn(outcome(request(&app)));
    while waits(&mut observer, "advisory").await == 0 {
        tokio::task::yield_now().await;
    }
    let second = tokio::spawn(outcome(request(&beside)));
    until_it_waits_alone(&mut observer, "transactionid").await;

    holder.execute("select pg_advisory_unlock(1)").await.expect("it is held");

    let outcomes = [first.await.expect("it ends"), second.await.expect("it ends")];
    assert_eq!(lines(&outcomes), ["joined"; 2]);
    assert_eq!(app.count(ASSOCIATED).await, 2, "the founder, and one of the twins");
}

#[tokio::test]
async fn retries_among_new_requests_get_their_first_answers() {
    let (app, fixture, pool, first) = ready(roomy).await;
    let numbers = numbers(&fixture, 2).await;
    let answered = associate(&app, &pool, &numbers[0], "US").client_token("known").send().await.expect("it joins");
    fixture.disassociate(&pool, &numbers[0], "US").await;
    let mut busy = Busy::keep(app, &pool, &first).await;
    busy.send(associate(&busy.app, &pool, &numbers[0], "US").client_token("known")).await;
    busy.send(associate(&busy.app, &pool, &numbers[1], "US").client_token("known")).await;
    busy.send(associate(&busy.app, &pool, &numbers[1], "US").client_token("new")).await;

    let (app, outcomes) = busy.let_go().await;

    assert_eq!(lines(&outcomes), ["joined", "ValidationException INVALID_PARAMETER - -", "joined"]);
    let retried = outcomes[0].as_ref().expect("it is answered");
    assert_eq!(retried.origination_identity(), answered.origination_identity());
    assert_eq!(app.count("select count(*) from inspect.associations").await, 3, "the retry associates nothing");
}

#[tokio::test]
async fn one_whose_number_somebody_holds_waits_alone_while_the_others_join() {
    let (app, fixture, pool, first) = ready(roomy).await;
    let numbers = numbers(&fixture, 3).await;
    let mut holder = app.connection().await;
    holder.execute("begin").await.expect("a transaction begins");
    sqlx::query("select from callsign.phone_number where callsign.phone_number_id(id) = $1 for update")
        .bind(&numbers[1])
        .execute(&mut holder)
        .await
        .expect("the number is there");
    let mut busy = Busy::keep(app, &pool, &first).await;
    for number in &numbers {
        busy.send(associate(&busy.app, &pool, number, "US")).await;
    }
    let held = busy.waiting.remove(1);

    let (_app, outcomes) = busy.let_go().await;

    assert_eq!(lines(&outcomes), ["joined", "joined"]);
    holder.execute("rollback").await.expect("it ends");
    held.await.expect("it ends").expect("it joins once nobody holds its number");
}

#[tokio::test]
async fn a_failure_that_one_of_them_causes_is_not_the_others() {
    let (app, fixture, pool, first) = ready(roomy).await;
    let numbers = numbers(&fixture, 3).await;
    // A token that expired and wasn't swept yet is free, but its row is in the way.
    app.execute(
        "insert into callsign.client_token
             (account_id, region, operation, client_token, request_digest, answer, created_at, expires_at)
         values ('000000000000', 'us-east-1', 'AssociateOriginationIdentity', 'expired', sha256(''), '{}',
                 now() - interval '2 days', now() - interval '1 day')",
    )
    .await;
    let mut busy = Busy::keep(app, &pool, &first).await;
    for (number, token) in numbers.iter().zip(["one", "expired", "three"]) {
        busy.send(associate(&busy.app, &pool, number, "US").client_token(token)).await;
    }

    let (app, outcomes) = busy.let_go().await;

    assert_eq!(lines(&outcomes), ["joined"; 3]);
    assert_eq!(
        app.count("select count(*) from inspect.client_tokens where client_token = 'expired' and answer <> '{}'").await,
        1
    );
}

#[tokio::test]
async fn a_broken_connection_loses_and_doubles_nothing() {
    let (app, fixture, pool, first) = ready(roomy).await;
    let numbers = numbers(&fixture, 2).await;
    let mut busy = Busy::keep(app, &pool, &first).await;
    for number in &numbers {
        busy.send(associate(&busy.app, &pool, number, "US")).await;
    }
    busy.app
        .execute(
            "select pg_terminate_backend(pid) from pg_stat_activity
             where application_name = 'callsign' and datname = current_database() and state = 'active'",
        )
        .await;

    let (app, outcomes) = busy.let_go().await;

    assert_eq!(lines(&outcomes), ["joined"; 2]);
    assert_eq!(app.count(ASSOCIATED).await, 4, "the founder, the first one, and these");
}

#[tokio::test]
async fn requests_of_several_accounts_are_carried_out_together_each_in_its_own() {
    let (app, fixture, pool, first) = ready(roomy).await;
    let other: Client = app.client_of("other", "eu-west-1");
    let other_fixture = Fixture(other.clone());
    let (other_pool, other_number) = (other_fixture.pool().await, other_fixture.number().await);
    let number = fixture.number().await;
    let mut busy = Busy::keep(app, &pool, &first).await;
    let of_other = |pool: &str, number: &str| {
        let request = other.associate_origination_identity().pool_id(pool).origination_identity(number);
        request.iso_country_code("US")
    };
    busy.send(of_other(&other_pool, &other_number).client_token("token")).await;
    busy.send(of_other(&pool, &number)).await;
    busy.send(associate(&busy.app, &pool, &number, "US").client_token("token")).await;

    let (_app, outcomes) = busy.let_go().await;

    let missing = format!("ResourceNotFoundException - pool {pool}");
    assert_eq!(lines(&outcomes), ["joined", &missing, "joined"]);
}

#[tokio::test]
async fn one_that_is_carried_out_alone_in_the_end_is_one_call_of_the_rate() {
    let (app, _fixture, pool, number) = ready(roomy).await;
    let throttled = app.beside(|settings| settings.throttling.enabled = true).await;
    let mut holder = app.connection().await;
    holder.execute("begin; select from callsign.phone_number for update").await.expect("the numbers are there");
    let waiting = tokio::spawn(outcome(associate(&throttled, &pool, &number, "US")));
    let mut observer = app.connection().await;
    while waits(&mut observer, "transactionid").await == 0 {
        tokio::task::yield_now().await;
    }

    holder.execute("rollback").await.expect("it ends");

    waiting.await.expect("it ends").expect("the only call of this second is carried out");
}

#[tokio::test]
async fn association_history_and_answer_are_written_by_one_transaction() {
    let (app, _fixture, pool, number) = ready(roomy).await;
    associate(&app, &pool, &number, "US").client_token("token").send().await.expect("it joins");
    let written = "select count(*) from callsign.client_token t
                   join callsign.pool_origination_identity a on a.xmin::text = t.xmin::text
                   join callsign.association_event e on e.xmin::text = t.xmin::text
                   where t.client_token = 'token'";
    assert_eq!(app.count(written).await, 1);
}
