//! Sixteen requests in company, one of which breaks what they share: it is answered for itself, and the others as if alone.
//!
//! Nothing from outside makes a request of a group panic or fail by itself, so triggers in the database do it, for whatever number a
//! test marks.

use std::sync::Arc;

use callsign::config::{Credential, SecretText, Settings};
use serde_json::json;
use sqlx::Executor;
use time::OffsetDateTime;

use super::{
    ASSOCIATED, Associate, Busy, Outcome, associate, lines, numbers, outcome, ready, roomy, until_it_waits_alone,
};
use crate::harness::{ACCOUNT, App, Fixture, REGION, arn};

const MARKS: &str = "
    create table public.marked (origination_identity text);
    create function public.is_marked(text) returns boolean language sql as
    $$ select exists (select from public.marked where origination_identity = $1) $$;
    create function public.fail() returns trigger language plpgsql as
    $$ begin if public.is_marked(new.origination_identity) then raise 'the test wants it so'; end if; return new; end $$;
    create function public.end_session() returns trigger language plpgsql as
    $$ begin
        if public.is_marked(new.origination_identity) then
            perform pg_terminate_backend(pg_backend_pid());
            perform pg_sleep(3);
        end if;
        return new;
    end $$;
    create function public.wait_for_two() returns trigger language plpgsql set lock_timeout = 0 as
    $$ begin
        if public.is_marked(new.origination_identity) then perform pg_advisory_xact_lock_shared(2); end if;
        return new;
    end $$;";

const FAIL: &str = "
    create trigger fail before insert on callsign.association_event for each row execute function public.fail()";

const FAIL_AT_COMMIT: &str = "
    create constraint trigger fail after insert on callsign.association_event
    deferrable initially deferred for each row execute function public.fail()";

const END_AT_COMMIT: &str = "
    create constraint trigger fail after insert on callsign.association_event
    deferrable initially deferred for each row execute function public.end_session()";

const WAIT_FOR_TWO: &str = "
    create trigger wait_for_two before insert on callsign.association_event
    for each row execute function public.wait_for_two()";

async fn mark(app: &App, trigger: &'static str, number: &str) {
    app.execute(MARKS).await;
    app.execute(trigger).await;
    let marked = sqlx::query("insert into public.marked values ($1)").bind(number);
    marked.execute(&mut app.connection().await).await.expect("the number is marked");
}

/// Sixteen that come while the only lane is busy, the eighth of which is marked, each with a client token.
struct Sixteen {
    pool: String,
    numbers: Vec<String>,
}

impl Sixteen {
    /// How they are answered, in their order, once the lane is free.
    async fn outcomes(trigger: &'static str) -> (App, Self, Vec<Outcome>) {
        let (app, fixture, pool, first) = ready(roomy).await;
        let numbers = numbers(&fixture, 16).await;
        mark(&app, trigger, &numbers[7]).await;
        let sixteen = Self { pool, numbers };
        let mut busy = Busy::keep(app, &sixteen.pool, &first).await;
        for n in 0..16 {
            busy.send(sixteen.request(&busy.app, n)).await;
        }
        let (app, mut outcomes) = busy.let_go().await;
        for (n, outcome) in outcomes.iter_mut().enumerate() {
            come_again(outcome, || sixteen.request(&app, n)).await;
        }
        (app, sixteen, outcomes)
    }

    fn request(&self, app: &App, n: usize) -> Associate {
        associate(app, &self.pool, &self.numbers[n], "US").client_token(format!("token-{n}"))
    }

    /// How many of them have joined.
    async fn joined(&self, app: &App) -> i64 {
        let joined = "select count(*) from inspect.associations where origination_identity = any($1)";
        sqlx::query_scalar(joined)
            .bind(&self.numbers)
            .fetch_one(&mut app.connection().await)
            .await
            .expect("they are counted")
    }
}

/// On a busy machine some wait too long, alone, for their turn at the pool: a request that was told so comes again.
async fn come_again(outcome: &mut Outcome, request: impl Fn() -> Associate) {
    let waited = |outcome: &Outcome| {
        let line = outcome.as_ref().err().map(|refusal| refusal.line());
        line.is_some_and(|line| line == "ConflictException - - -" || line == THROTTLED)
    };
    while waited(outcome) {
        *outcome = super::outcome(request()).await;
    }
}

/// The eighth refused so, and the others joined.
fn all_but_the_eighth(refusal: &str) -> Vec<String> {
    (0..16).map(|n| if n == 7 { refusal.to_owned() } else { "joined".to_owned() }).collect()
}

const INTERNAL: &str = "InternalServerException - - -";
const THROTTLED: &str = "ThrottlingException - - -";

#[tokio::test]
async fn of_sixteen_one_that_makes_the_work_fail_is_told_so_and_the_others_join_once() {
    let (app, sixteen, outcomes) = Sixteen::outcomes(FAIL).await;

    assert_eq!(lines(&outcomes), all_but_the_eighth(INTERNAL));
    assert_eq!(sixteen.joined(&app).await, 15);
    assert_eq!(app.count(ASSOCIATED).await, 1 + 1 + 15, "the founder, the first one, and these");
    assert_eq!(app.count("select count(*) from inspect.client_tokens where client_token like 'token-%'").await, 15);
}

#[tokio::test]
async fn of_sixteen_whose_commit_is_refused_one_is_told_so_and_the_others_join_once() {
    let (app, sixteen, outcomes) = Sixteen::outcomes(FAIL_AT_COMMIT).await;

    assert_eq!(lines(&outcomes), all_but_the_eighth(INTERNAL));
    assert_eq!(sixteen.joined(&app).await, 15);
    assert_eq!(app.count(ASSOCIATED).await, 1 + 1 + 15, "the founder, the first one, and these");
    assert_eq!(app.count("select count(*) from inspect.client_tokens where client_token like 'token-%'").await, 15);
}

#[tokio::test]
async fn sixteen_whose_commit_is_cut_off_do_not_know_and_their_tokens_find_out() {
    let (app, sixteen, outcomes) = Sixteen::outcomes(END_AT_COMMIT).await;

    assert_eq!(lines(&outcomes), [INTERNAL; 16]);
    assert_eq!(sixteen.joined(&app).await, 0, "it was cut off before it lasted");
    app.execute("delete from public.marked").await;
    for _ in 0..2 {
        for n in 0..16 {
            let retried = sixteen.request(&app, n).send().await.expect("a retry is carried out, or answered again");
            assert_eq!(retried.origination_identity(), Some(sixteen.numbers[n].as_str()));
        }
    }
    assert_eq!(sixteen.joined(&app).await, 16);
    assert_eq!(app.count(ASSOCIATED).await, 1 + 1 + 16, "the founder, the first one, and these");
}

/// With an access key `limited` of the same account, which has a policy.
fn with_limited(settings: &mut Settings) {
    roomy(settings);
    let test = settings.auth.credentials.first().expect("there are two").clone();
    let statement = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    settings.auth.credentials.push(Credential {
        access_key_id: "limited".to_owned(),
        secret_access_key: SecretText::new("limited"),
        policy: Some(json!({ "Version": "2012-10-17", "Statement": statement }).to_string()),
        ..test
    });
}

/// Counts the statements that read policies: each that scans a function of rows runs it once.
const COUNT_READS: &str = "
    create sequence public.reads;
    alter table callsign.resource_policy rename to kept_policy;
    create function public.read() returns setof callsign.kept_policy language plpgsql volatile as
    $$ begin perform nextval('public.reads'); return query select * from callsign.kept_policy; end $$;
    create view callsign.resource_policy as select * from public.read()";

#[tokio::test]
async fn the_policies_that_count_for_sixteen_are_read_by_one_statement_before_the_locks_and_one_under_them() {
    let (app, fixture, pool, first) = ready(with_limited).await;
    let numbers = numbers(&fixture, 16).await;
    let limited = app.client_of("limited", REGION);
    let mut busy = Busy::keep(app, &pool, &first).await;
    busy.app.execute(COUNT_READS).await;
    for number in &numbers {
        let by_limited = limited.associate_origination_identity().pool_id(&pool).origination_identity(number);
        busy.send(by_limited.iso_country_code("US")).await;
    }

    let (app, outcomes) = busy.let_go().await;

    assert_eq!(lines(&outcomes), ["joined"; 16]);
    assert_eq!(app.count("select nextval('public.reads') - 1").await, 2);
}

#[tokio::test]
async fn of_sixteen_one_whose_grant_is_revoked_meanwhile_is_denied_and_the_others_join_once() {
    let (app, fixture, pool, first) = ready(with_limited).await;
    let numbers = numbers(&fixture, 16).await;
    let limited = app.client_of("limited", REGION);
    let number = arn(&format!("phone-number/{}", numbers[7]));
    let statement =
        json!({ "Effect": "Allow", "Principal": { "AWS": ACCOUNT }, "Action": "sms-voice:*", "Resource": "*" });
    let policy = json!({ "Version": "2012-10-17", "Statement": statement }).to_string();
    let put = app.client().put_resource_policy().resource_arn(&number).policy(policy);
    put.send().await.expect("the number has a policy");
    mark(&app, WAIT_FOR_TWO, &numbers[7]).await;
    let (mut holder, mut observer) = (app.connection().await, app.connection().await);
    holder.execute("select pg_advisory_lock(2)").await.expect("nobody has it");
    let request = |app: &App, n: usize| {
        let by_limited = limited.associate_origination_identity().pool_id(&pool).origination_identity(&numbers[n]);
        if n == 7 { by_limited.iso_country_code("US") } else { associate(app, &pool, &numbers[n], "US") }
    };
    let mut busy = Busy::keep(app, &pool, &first).await;
    for n in 0..16 {
        busy.send(request(&busy.app, n)).await;
    }

    let answered = tokio::spawn(busy.let_go());
    let held = "select count(*) from pg_locks where locktype = 'advisory' and objid = 2 and not granted";
    while sqlx::query_scalar::<_, i64>(held).fetch_one(&mut observer).await.expect("locks are shown") == 0 {
        tokio::task::yield_now().await;
    }
    // All of them are authorised by now.
    let revoke = "update callsign.resource_policy set policy = replace(policy, '\"Allow\"', '\"Deny\"')";
    observer.execute(revoke).await.expect("the policy denies");
    holder.execute("select pg_advisory_unlock(2)").await.expect("it is held");

    let (app, mut outcomes) = answered.await.expect("they are answered");
    for (n, outcome) in outcomes.iter_mut().enumerate() {
        come_again(outcome, || request(&app, n)).await;
    }
    assert_eq!(lines(&outcomes), all_but_the_eighth("AccessDeniedException - - -"));
    assert_eq!(app.count(ASSOCIATED).await, 1 + 1 + 15, "the founder, the first one, and these");
}

/// A callsign that keeps callers to their rates by a clock that stands, and one beside it that doesn't.
async fn throttled_and_not() -> (App, App) {
    let now = OffsetDateTime::now_utc();
    let throttled = App::at(Arc::new(move || now), |settings| {
        roomy(settings);
        settings.throttling.enabled = true;
    });
    let throttled = throttled.await;
    let not = throttled.beside(roomy).await;
    (throttled, not)
}

#[tokio::test]
async fn one_beyond_its_rate_stays_refused_when_the_company_fails() {
    let (throttled, beside) = throttled_and_not().await;
    // Who shares a unit of work is of a scope that the process knows.
    throttled.begin("test", REGION).await;
    throttled.begin("other", REGION).await;
    let (fixture, other) = (Fixture(beside.client()), Fixture(beside.client_of("other", REGION)));
    let (pool, first, second) = (fixture.pool().await, fixture.number().await, fixture.number().await);
    let (other_pool, others) = (other.pool().await, other.number().await);
    mark(&beside, FAIL, &others).await;
    let client = throttled.client_of("other", REGION);
    let mut busy = Busy::keep(throttled, &pool, &first).await;
    busy.send(associate(&busy.app, &pool, &second, "US")).await;
    let failing = client.associate_origination_identity().pool_id(other_pool).origination_identity(others);
    busy.send(failing.iso_country_code("US")).await;

    let (app, outcomes) = busy.let_go().await;

    assert_eq!(lines(&outcomes), [THROTTLED, INTERNAL]);
    assert_eq!(app.count(ASSOCIATED).await, 3, "two founders and the first one");
}

#[tokio::test]
async fn one_whose_company_could_not_begin_is_one_call_of_the_rate() {
    let (throttled, beside) = throttled_and_not().await;
    let fixture = Fixture(beside.client());
    let (pool, number, another) = (fixture.pool().await, fixture.number().await, fixture.number().await);
    throttled.begin("test", REGION).await;
    let (mut holder, mut observer) = (throttled.connection().await, throttled.connection().await);
    holder.execute("begin; lock table callsign.version in access exclusive mode").await.expect("nobody has it");
    let waiting = tokio::spawn(outcome(associate(&throttled, &pool, &number, "US")));
    until_it_waits_alone(&mut observer, "relation").await;
    holder.execute("rollback").await.expect("it ends");
    waiting.await.expect("it ends").expect("the only call of this second is carried out");

    let beyond = outcome(associate(&throttled, &pool, &another, "US")).await;

    assert_eq!(lines(&[beyond]), [THROTTLED]);
}
