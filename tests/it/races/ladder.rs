//! The ladder of time-outs: each step fires once, with the error that is promised for it.

use std::sync::Arc;

use aws_sdk_pinpointsmsvoicev2::error::{ProvideErrorMetadata, SdkError};
use callsign::path::admission::turns::Turns;
use futures_util::future::join_all;
use sqlx::Executor;
use tokio::task::JoinHandle;

use super::{NUMBERS, POOL, associate, run, until_somebody_waits};
use crate::harness::{ACCOUNT, App, Fixture, Process, REGION, RawRequest, Scratch, client_at, refusal};

#[tokio::test]
async fn a_row_that_somebody_else_holds_too_long_is_a_conflict_without_a_reason() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let mut holder = app.connection().await;
    for lock in [POOL, NUMBERS] {
        run(&mut holder, lock).await;
        let refused = refusal(associate(&app.client(), &pool, &number, "US").send().await);
        assert_eq!(refused.line(), "ConflictException - - -", "{lock}");
        run(&mut holder, "rollback").await;
    }
    associate(&app.client(), &pool, &number, "US").send().await.expect("it joins once nobody holds it");
}

#[tokio::test]
async fn a_client_token_that_a_twin_holds_too_long_is_a_conflict_without_a_reason() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let mut holder = app.connection().await;
    run(&mut holder, "begin").await;
    sqlx::query(
        "insert into callsign.client_token (account_id, region, operation, client_token, request_digest, expires_at)
         values ($1, $2, 'AssociateOriginationIdentity', 'held', sha256(''), now() + interval '1 day')",
    )
    .bind(ACCOUNT)
    .bind(REGION)
    .execute(&mut holder)
    .await
    .expect("the token is free");
    let call = || associate(&app.client(), &pool, &number, "US").client_token("held").send();

    assert_eq!(refusal(call().await).line(), "ConflictException - - -");

    run(&mut holder, "rollback").await;
    call().await.expect("the token is free again");
}

#[tokio::test]
async fn when_every_connection_is_in_use_calls_are_throttled() {
    let app = App::with(|settings| settings.database.max_connections = 1).await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let (mut holder, mut observer) = (app.connection().await, app.connection().await);
    run(&mut holder, POOL).await;
    let waiting = tokio::spawn(associate(&app.client(), &pool, &number, "US").send());
    until_somebody_waits(&mut observer).await;

    let refused = refusal(app.client().describe_pools().send().await);

    assert_eq!(refused.line(), "ThrottlingException - - -");
    assert!(refused.message.starts_with("No connection to the database is free"), "{}", refused.message);
    assert_eq!(refusal(waiting.await.expect("it ends")).line(), "ConflictException - - -");
    run(&mut holder, "rollback").await;
    app.client().describe_pools().send().await.expect("the connection is free again");
}

#[tokio::test]
async fn many_requests_for_one_held_number_are_refused_but_never_with_a_5xx() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let mut holder = app.connection().await;
    run(&mut holder, NUMBERS).await;

    let client = app.client();
    let outcomes = join_all((0..50).map(|_| associate(&client, &pool, &number, "US").send())).await;

    for line in outcomes.into_iter().map(|outcome| refusal(outcome).line()) {
        assert!(line == "ConflictException - - -" || line == "ThrottlingException - - -", "{line}");
    }
    run(&mut holder, "rollback").await;
    associate(&client, &pool, &number, "US").send().await.expect("it joins once nobody holds it");
}

#[tokio::test]
async fn many_requests_for_one_held_number_leave_connections_to_others() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (pool, number) = (fixture.pool().await, fixture.number().await);
    let (other_pool, other_number) = (fixture.pool().await, fixture.number().await);
    let (mut holder, mut observer) = (app.connection().await, app.connection().await);
    run(&mut holder, "begin").await;
    sqlx::query("select from callsign.phone_number where id = $1::uuid for update")
        .bind(number.trim_start_matches("phone-"))
        .execute(&mut holder)
        .await
        .expect("the number is there");
    let client = app.client();
    let waiting: Vec<_> = (0..50).map(|_| tokio::spawn(associate(&client, &pool, &number, "US").send())).collect();
    until_somebody_waits(&mut observer).await;

    associate(&client, &other_pool, &other_number, "US").send().await.expect("it finds a connection");

    run(&mut holder, "rollback").await;
    let joined = join_all(waiting).await.into_iter().filter(|call| call.as_ref().is_ok_and(Result::is_ok)).count();
    assert!(joined <= 1, "the number joined {joined} times");
}

/// Whoever waits for what `lock` holds leaves connections to the calls of another account, all the while.
async fn others_are_answered_beside<O, E, F>(lock: &'static str, calls: impl FnOnce(&App, String) -> Vec<F>)
where
    F: Future<Output = Result<O, SdkError<E>>> + Send + 'static,
    E: ProvideErrorMetadata + Send + 'static,
    O: Send + 'static,
{
    let app = App::with(|settings| settings.quotas.opt_out_lists = 0).await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    for n in 0..16 {
        fixture.sender_id(&format!("ACME{n}"), "GB").await;
    }
    app.begin("other", REGION).await;
    let (mut holder, mut observer) = (app.connection().await, app.connection().await);
    run(&mut holder, lock).await;
    let waiting: Vec<_> = calls(&app, pool).into_iter().map(tokio::spawn).collect();
    until_somebody_waits(&mut observer).await;

    let other = app.client_of("other", REGION);
    while !waiting.iter().all(JoinHandle::is_finished) {
        other.describe_pools().send().await.expect("another account finds a connection");
    }

    run(&mut holder, "rollback").await;
    for outcome in join_all(waiting).await {
        let error = outcome.expect("it ends").err().expect("it is held all the while");
        let exception = error.code().unwrap_or("no answer").to_owned();
        assert!(exception == "ConflictException" || exception == "ThrottlingException", "{lock}: {exception}");
    }
}

#[tokio::test]
async fn many_sender_ids_that_want_one_held_pool_leave_connections_to_another_account() {
    others_are_answered_beside(POOL, |app, pool| {
        (0..16).map(|n| associate(&app.client(), &pool, &format!("ACME{n}"), "GB").send()).collect()
    })
    .await;
}

#[tokio::test]
async fn many_that_are_made_while_the_row_of_their_account_is_held_leave_connections_to_another_account() {
    const ACCOUNTS: &str = "begin; select from callsign.account_region where account_id = '000000000000' for update";
    others_are_answered_beside(ACCOUNTS, |app, _| {
        let client = app.client();
        (0..16).map(|n| client.create_opt_out_list().opt_out_list_name(format!("list-{n}")).send()).collect()
    })
    .await;
    others_are_answered_beside(ACCOUNTS, |app, _| {
        let client = app.client();
        (0..16).map(|n| client.request_sender_id().sender_id(format!("NEW{n}")).iso_country_code("GB").send()).collect()
    })
    .await;
}

#[tokio::test]
async fn a_resource_whose_turns_are_taken_is_a_conflict_and_is_forgotten_when_nobody_wants_it() {
    let turns: Arc<Turns> = Arc::default();
    let take = |resource: &str| turns.take(vec![(resource.to_owned(), 2)]);
    let (first, second) = (take("number").await.expect("a turn"), take("number").await.expect("another turn"));
    let refused = take("number").await.err().expect("there are no more");
    assert!(refused.to_string().contains("more than one operation on the same resource"), "{refused}");
    drop(take("other").await.expect("another resource has turns of its own"));
    let both = vec![("other".to_owned(), 1), ("number".to_owned(), 2)];
    turns.take(both).await.err().expect("the number's are taken");
    assert_eq!(turns.wanted(), 1, "who waits in vain for one keeps no turn at the other");
    drop(first);
    let third = take("number").await.expect("the turn is free again");
    assert_eq!(turns.wanted(), 1);
    drop((second, third));
    assert_eq!(turns.wanted(), 0);
}

/// Makes keeping a token and making a sender ID slow. In one region a twin seems to have kept each token before.
const SLOW: &str = "
    create function public.slow() returns trigger language plpgsql as $$
    begin
        perform pg_sleep(tg_argv[0]::float);
        return new;
    end $$;
    create function public.twin() returns trigger language plpgsql as $$ begin return null; end $$;
    create trigger slow before insert on callsign.client_token
        for each row when (new.region <> 'eu-west-1') execute function public.slow('3');
    create trigger twin before insert on callsign.client_token
        for each row when (new.region = 'eu-west-1') execute function public.twin();
    create trigger slow before insert on callsign.sender_id
        for each row when (new.sender_id = 'SLOW') execute function public.slow('3');
    create trigger endless before insert on callsign.sender_id
        for each row when (new.sender_id = 'ENDLESS') execute function public.slow('60')";

#[tokio::test]
async fn a_statement_a_unit_of_work_and_a_request_beyond_their_time_are_internal_errors() {
    let scratch = Scratch::migrated().await;
    let mut process = Process::serving(scratch.url(), &[("log.format", "json")]);
    let address = process.address();
    let slow = |token: &'static str, region: &'static str| {
        let client = client_at(address, "test", region);
        async move {
            let call = client.request_sender_id().sender_id("SLOW").iso_country_code("GB");
            call.client_token(token).send().await
        }
    };
    let known = RawRequest::call(address, "DescribePools", "{}").send(address).await;
    assert_eq!(known.status, 200, "the region is known from here on");
    scratch.connection().await.execute(sqlx::raw_sql(SLOW)).await.expect("the triggers are made");

    // The SDK makes up a token where there is none, so the statement's call is a raw one.
    let endless = RawRequest::call(address, "RequestSenderId", r#"{"SenderId":"ENDLESS","IsoCountryCode":"GB"}"#);
    let (statement, work, request) = futures_util::join!(
        endless.send(address),
        // Each in a region of its own: what is made in one waits for its turn.
        slow("work", "us-west-2"),
        slow("request", "eu-west-1")
    );

    assert_eq!(statement.line(), "500 InternalServerException");
    assert_eq!(refusal(work).exception, "InternalServerException");
    assert_eq!(refusal(request).exception, "InternalServerException");
    let after = RawRequest::call(address, "DescribePools", "{}").send(address).await;
    assert_eq!(after.status, 200, "{after:?}");
    process.signal("TERM");
    assert!(process.end().success());
    let log = process.stderr();
    for cause in ["statement timeout", "the unit of work reached its deadline", "the request reached its deadline"] {
        assert_eq!(log.matches(cause).count(), 1, "{cause}: {log}");
    }
    let made: i64 = sqlx::query_scalar("select count(*) from callsign.sender_id")
        .fetch_one(&mut scratch.connection().await)
        .await
        .expect("the sender IDs are counted");
    assert_eq!(made, 0, "none of them was made");
}

/// Makes the call that makes a sender ID wait while somebody holds this lock.
const WAIT_TO_MAKE: &str = "
    create function public.wait_to_make() returns trigger language plpgsql set lock_timeout = 0 as
    $$ begin perform pg_advisory_xact_lock_shared(1); return new; end $$;
    create trigger wait_to_make before insert on callsign.sender_id for each row execute function public.wait_to_make()";

#[tokio::test]
async fn who_waited_in_company_for_a_connection_in_vain_does_not_wait_for_one_again() {
    let scratch = Scratch::migrated().await;
    let settings = [("database.max_connections", "1"), ("log.level", "debug")];
    let mut process = Process::serving(scratch.url(), &settings);
    let client = process.client();
    client.create_opt_out_list().opt_out_list_name("first").send().await.expect("the scope is known from here on");
    let (mut holder, mut observer) = (scratch.connection().await, scratch.connection().await);
    run(&mut holder, WAIT_TO_MAKE).await;
    run(&mut holder, "select pg_advisory_lock(1)").await;
    let making = tokio::spawn(client.request_sender_id().sender_id("ACME").iso_country_code("GB").send());
    until_somebody_waits(&mut observer).await;

    let refused = refusal(client.create_opt_out_list().opt_out_list_name("second").send().await);

    assert_eq!(refused.line(), "ThrottlingException - - -");
    run(&mut holder, "select pg_advisory_unlock(1)").await;
    making.await.expect("it ends").expect("the only connection was its own");
    process.signal("TERM");
    assert!(process.end().success());
    let log = process.stderr();
    assert_eq!(log.matches("a unit of work failed").count(), 1, "{log}");
}
