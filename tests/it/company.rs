//! Requests in company, of an operation that only these tests have: one that breaks what its lane shares is answered for itself, and the
//! others as if they were alone. Each comes by itself into its lane, and among sixteen.

use std::{str::FromStr, sync::Arc};

use callsign::{
    api::dispatch,
    database::{Database, present::Present},
    domain::{deployment::Deployment, policy::Policy, sharing::Grants},
    model::{
        arn::Scope,
        caller::{AccountId, Caller, Region},
    },
    path::{Call, Credential, Exposed, IdentityPolicy, Outcome, Refusal, Served, Shared},
    store,
};
use futures_util::future::join_all;
use serde_json::{Value, json};
use sqlx::{Executor, postgres::PgConnectOptions};
use time::{Duration, OffsetDateTime};
use tokio::runtime::Handle;
use uuid::Uuid;

use crate::harness::{ACCOUNT, REGION, Scratch, arn, settings, settings_without_quotas, until};
use say::{SAY, SCHEMA};

mod faults;
mod say;

/// As many as leave a single lane: a quarter of them.
const CONNECTIONS: u32 = 7;

/// The first has the lane to itself. Those that come at the same moment are in company after it.
const OTHERS: usize = 1 + 15;

/// Where in that order the one comes that the test is about.
const PLACE: usize = 8;

/// What is asked of which operation, by whom, with what fault.
struct Wish {
    served: &'static Served,
    body: Value,
    policy: IdentityPolicy,
    fault: Option<String>,
}

impl Wish {
    fn new(served: &'static Served, body: Value) -> Self {
        Self { served, body, policy: None, fault: None }
    }

    /// Of an operation that is everybody's.
    fn of(operation: &str, body: Value) -> Self {
        Self::new(dispatch(operation).expect("it is served"), body)
    }

    /// To say a word, with the word for a client token.
    fn say(word: &str) -> Self {
        Self::new(&SAY, json!({ "Word": word, "ClientToken": word }))
    }

    /// The same with one member set.
    fn with(mut self, member: &str, value: &str) -> Self {
        self.body[member] = json!(value);
        self
    }
}

/// The road of one process, without a server before it.
struct Road {
    shared: Arc<Shared>,
    deployment: Arc<Deployment>,
    /// How far the process's own clock is ahead.
    ahead: Duration,
}

impl Road {
    /// That of a process that knows the scope of the tests, as it does after its first call.
    async fn of(scratch: &Scratch, ahead: Duration) -> Self {
        let options = PgConnectOptions::from_str(scratch.url()).expect("the URL is PostgreSQL's");
        let database = Database::new(&options, CONNECTIONS, Handle::current()).expect("the database opens");
        let mut connection = scratch.connection().await;
        let next_tokens = store::next_token::find(&mut connection).await.expect("the key is there");
        let session_key = store::session_key::find(&mut connection).await.expect("the key is there");
        let mut settings = settings(scratch.url());
        settings_without_quotas(&mut settings);
        let shared = Arc::new(Shared::new(database, next_tokens, session_key));
        let road = Self { shared, deployment: Arc::new(settings.deployment()), ahead };
        road.done(Wish::new(&SAY, json!({ "Word": Uuid::now_v7() }))).await;
        assert!(road.shared.scopes.know(&Scope::own(&caller())), "it shares from now on");
        road
    }

    async fn carry_out(&self, wish: Wish) -> Outcome {
        let call = Call {
            caller: caller(),
            identity_policy: wish.policy,
            operation: wish.served.name,
            request_id: Uuid::now_v7(),
            present: Present::real(OffsetDateTime::now_utc() + self.ahead),
            deployment: Arc::clone(&self.deployment),
            next_tokens: self.shared.next_tokens.clone(),
            grants: Grants::default(),
            throttle: None,
            exposed: Arc::new(Exposed::new("test".to_owned(), wish.fault.as_deref()).expect("the fault is one")),
            explanation: None,
            keys: Uuid::now_v7,
            first_key: None,
        };
        Box::pin(wish.served.execute(&self.shared, call, wish.body.to_string())).await
    }

    /// What is answered.
    async fn done(&self, wish: Wish) -> Value {
        let answer = self.carry_out(wish).await.expect("it is answered");
        serde_json::from_str(&answer).expect("answers are JSON")
    }

    /// What becomes of it, in a line.
    async fn line(&self, wish: Wish) -> String {
        match self.carry_out(wish).await {
            Ok(answer) => {
                let answer: Value = serde_json::from_str(&answer).expect("answers are JSON");
                let names = ["Word", "OptOutListName", "OriginationIdentity", "MessageId"];
                let name = names.iter().find_map(|name| answer[name].as_str());
                answered(name.expect("it is named"))
            }
            Err(Refusal::Exception(error)) => {
                format!("{} {}", error.exception().as_ref(), error.reason().unwrap_or("-"))
            }
            Err(Refusal::Unreadable(sentence)) => sentence,
            Err(Refusal::Lost) => "nothing".to_owned(),
        }
    }

    /// What becomes of one that comes at the same moment as `others`, and of those. No task runs before all of them have come.
    async fn among(&self, others: Vec<Wish>, one: Wish) -> (String, Vec<String>) {
        let mut wishes = others;
        let place = PLACE.min(wishes.len());
        wishes.insert(place, one);
        let mut lines = join_all(wishes.into_iter().map(|wish| self.line(wish))).await;
        (lines.remove(place), lines)
    }
}

fn caller() -> Caller {
    let account_id = AccountId::parse(ACCOUNT).expect("it has twelve digits");
    let user_arn = Credential::user_arn(&account_id, "test");
    Caller { account_id, region: Region::new(REGION.to_owned()), user_arn }
}

fn answered(name: &str) -> String {
    format!("answered for {name}")
}

/// A database that has the words, and the road of a process on it.
async fn begin() -> (Scratch, Road) {
    let scratch = Scratch::migrated().await;
    run(&scratch, SCHEMA).await;
    let road = Road::of(&scratch, Duration::ZERO).await;
    (scratch, road)
}

async fn run(scratch: &Scratch, statements: &'static str) {
    scratch.connection().await.execute(sqlx::raw_sql(statements)).await.expect("the statements run");
}

async fn count(scratch: &Scratch, query: &'static str) -> i64 {
    sqlx::query_scalar(query).fetch_one(&mut scratch.connection().await).await.expect("the query runs")
}

/// How often this was said.
async fn said(scratch: &Scratch, word: &str) -> i64 {
    let said = sqlx::query_scalar("select count(*) from public.said where word = $1").bind(word);
    said.fetch_one(&mut scratch.connection().await).await.expect("the query runs")
}

/// So many that say words of their own, `other-0` and so on.
fn others(count: usize) -> Vec<Wish> {
    (0..count).map(|n| Wish::say(&format!("other-{n}"))).collect()
}

/// That each of the others was answered for its word, said it once, and may ask again with its token.
async fn assert_as_if_alone(scratch: &Scratch, road: &Road, lines: &[String]) {
    let expected: Vec<String> = (0..lines.len()).map(|n| answered(&format!("other-{n}"))).collect();
    assert_eq!(lines, expected);
    let again = join_all(others(lines.len()).into_iter().map(|wish| road.line(wish))).await;
    assert_eq!(again, expected);
    let said = "select count(*) from public.said where word like 'other-%'";
    let kept = "select count(*) from callsign.client_token where client_token like 'other-%'";
    assert_eq!((count(scratch, said).await, count(scratch, kept).await), (whole(lines.len()), whole(lines.len())));
}

fn whole(count: usize) -> i64 {
    i64::try_from(count).expect("they are few")
}

/// How many come together, of so many and one: the first of them has had the lane by then.
fn together(others: usize) -> i64 {
    whole(others.max(1))
}

/// In how many transactions words were said, but for that of the first, which had the lane to itself.
const TRANSACTIONS: &str = "
    select count(distinct xmin::text) from public.said where word like 'other-%' and word <> 'other-0'";

/// How many came together at most.
const LARGEST: &str = "select last_value from public.largest";

const INTERNAL: &str = "InternalServerException -";

#[tokio::test]
async fn who_is_refused_is_told_so_and_the_others_of_its_company_share_what_they_write() {
    for company in [0, OTHERS] {
        let (scratch, road) = begin().await;
        road.done(Wish::say("ill")).await;
        let ill = Wish::say("ill").with("ClientToken", "another");

        let (ill, lines) = road.among(others(company), ill).await;

        assert_eq!(ill, "ConflictException RESOURCE_ALREADY_EXISTS");
        assert_as_if_alone(&scratch, &road, &lines).await;
        assert_eq!(said(&scratch, "ill").await, 1);
        let kept = "select count(*) from callsign.client_token where client_token = 'another'";
        assert_eq!(count(&scratch, kept).await, 0, "its token is as good as new");
        assert_eq!(count(&scratch, TRANSACTIONS).await, i64::from(company > 0));
        assert_eq!(count(&scratch, LARGEST).await, together(company));
    }
}

/// That of one, and of sixteen in company, who breaks what they share so is told that callsign failed, and did nothing.
async fn assert_breaks_for_itself_only(manner: &str) {
    for company in [0, OTHERS] {
        let (scratch, road) = begin().await;

        let (ill, lines) = road.among(others(company), Wish::say("ill").with("Manner", manner)).await;

        assert_eq!(ill, INTERNAL, "{manner}");
        assert_as_if_alone(&scratch, &road, &lines).await;
        assert_eq!(count(&scratch, LARGEST).await, together(company), "{manner}");
        assert_eq!(said(&scratch, "ill").await, 0, "{manner}");
        assert_eq!(road.line(Wish::say("ill")).await, answered("ill"), "its token is as good as new");
    }
}

#[tokio::test]
async fn who_panics_is_told_that_callsign_failed_and_the_others_of_its_company_are_answered() {
    for manner in ["PanicsLocking", "PanicsDeciding", "PanicsWriting"] {
        assert_breaks_for_itself_only(manner).await;
    }
}

#[tokio::test]
async fn who_makes_a_statement_fail_or_the_commit_a_rollback_does_so_for_itself_only() {
    for manner in ["Fails", "Undone"] {
        assert_breaks_for_itself_only(manner).await;
    }
}

/// How many wait for somebody else's transaction.
const WAITING: &str = "
    select count(*) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'transactionid'";

/// How many wait for a lock that a test holds.
const WAITING_FOR_THE_TEST: &str = "
    select count(*) from pg_locks where locktype = 'advisory' and not granted
      and database = (select oid from pg_database where datname = current_database())";

#[tokio::test]
async fn who_wants_a_row_that_is_held_waits_alone_and_the_others_of_its_company_share_what_they_write() {
    for company in [0, OTHERS] {
        let (scratch, road) = begin().await;
        run(&scratch, "insert into public.word values ('ill')").await;
        let mut holder = scratch.connection().await;
        let hold = "begin; select from public.word for update";
        holder.execute(sqlx::raw_sql(hold)).await.expect("nobody has it");
        let let_go = async {
            until("it waits alone", async || count(&scratch, WAITING).await > 0).await;
            holder.execute("rollback").await.expect("it ends");
        };

        let ((ill, lines), ()) = tokio::join!(road.among(others(company), Wish::say("ill")), let_go);

        assert_eq!(ill, answered("ill"));
        assert_as_if_alone(&scratch, &road, &lines).await;
        assert_eq!(said(&scratch, "ill").await, 1);
        assert_eq!(count(&scratch, TRANSACTIONS).await, i64::from(company > 0));
        assert_eq!(count(&scratch, LARGEST).await, together(company));
    }
}

#[tokio::test]
async fn a_twin_in_the_same_company_gets_the_answer_of_both_and_one_with_other_members_a_refusal() {
    let refused = "ValidationException INVALID_PARAMETER".to_owned();
    for (word, expected) in [("other-3", answered("other-3")), ("ill", refused)] {
        let (scratch, road) = begin().await;
        let twin = Wish::say(word).with("ClientToken", "other-3");

        let (ill, lines) = road.among(others(OTHERS), twin).await;

        assert_eq!(ill, expected);
        assert_as_if_alone(&scratch, &road, &lines).await;
        assert_eq!(said(&scratch, "ill").await, 0);
        assert_eq!(count(&scratch, TRANSACTIONS).await, 1);
    }
}

/// A twin has written its token, and waits to commit while somebody holds the lock 3.
const WAIT_TO_COMMIT: &str = "
    create function public.wait_to_commit() returns trigger language plpgsql set lock_timeout = 0 as
    $$ begin perform pg_advisory_xact_lock_shared(3); return new; end $$;
    create trigger wait_to_commit after insert on callsign.client_token
    for each row when (new.client_token = 'twin') execute function public.wait_to_commit()";

/// How often rows were locked.
const LOCKED: &str = "select last_value from public.locked";

#[tokio::test]
async fn whose_twin_commits_in_another_process_gets_the_answer_of_both_and_the_others_of_its_company_theirs() {
    // The twin commits while its like is in company, or alone already.
    for (company, is_alone) in [(0, false), (0, true), (OTHERS, false), (OTHERS, true)] {
        let (scratch, road) = begin().await;
        let beside = Road::of(&scratch, Duration::ZERO).await;
        run(&scratch, WAIT_TO_COMMIT).await;
        let mut holder = scratch.connection().await;
        holder.execute("select pg_advisory_lock(3)").await.expect("nobody has it");
        let twin = beside.line(Wish::say("twin"));
        let among = async {
            until("the twin has written its token", async || count(&scratch, WAITING_FOR_THE_TEST).await > 0).await;
            let before = count(&scratch, LOCKED).await;
            let in_company = if company > 0 { 2 } else { 1 };
            let alone = if is_alone { whole(company.max(1)) } else { 0 };
            let let_go = async {
                let locked = before + in_company + alone;
                until("it waits for its twin", async || {
                    count(&scratch, LOCKED).await >= locked && count(&scratch, WAITING).await > 0
                })
                .await;
                holder.execute("select pg_advisory_unlock(3)").await.expect("it is held");
            };
            tokio::join!(road.among(others(company), Wish::say("twin")), let_go).0
        };

        let (first, (second, lines)) = tokio::join!(twin, among);

        assert_eq!([first, second], [answered("twin"), answered("twin")]);
        assert_as_if_alone(&scratch, &road, &lines).await;
        assert_eq!(said(&scratch, "twin").await, 1);
        assert_eq!(count(&scratch, LARGEST).await, together(company));
    }
}

#[tokio::test]
async fn whose_grant_is_revoked_meanwhile_is_denied_and_the_others_of_its_company_are_answered() {
    let statement = json!({ "Effect": "Allow", "Action": "*", "Resource": "*" });
    let of_caller = json!({ "Version": "2012-10-17", "Statement": statement }).to_string();
    let of_caller = Arc::new(Policy::identity(&of_caller).expect("it is one"));
    let statement =
        json!({ "Effect": "Allow", "Principal": { "AWS": ACCOUNT }, "Action": "sms-voice:*", "Resource": "*" });
    let of_list = json!({ "Version": "2012-10-17", "Statement": statement }).to_string();
    for company in [0, OTHERS] {
        let (scratch, road) = begin().await;
        road.done(Wish::of("CreateOptOutList", json!({ "OptOutListName": "Shared" }))).await;
        let list = arn("opt-out-list/Shared");
        road.done(Wish::of("PutResourcePolicy", json!({ "ResourceArn": list, "Policy": of_list }))).await;
        let mut ill = Wish::say("ill").with("List", "Shared").with("Manner", "Waits");
        ill.policy = Some(Arc::clone(&of_caller));
        let mut holder = scratch.connection().await;
        holder.execute("select pg_advisory_lock(2)").await.expect("nobody has it");
        let revoke = async {
            until("it has written its word", async || count(&scratch, WAITING_FOR_THE_TEST).await > 0).await;
            let revoke = "update callsign.resource_policy set policy = replace(policy, '\"Allow\"', '\"Deny\"')";
            holder.execute(revoke).await.expect("the policy denies");
            holder.execute("select pg_advisory_unlock(2)").await.expect("it is held");
        };

        let ((ill, lines), ()) = tokio::join!(road.among(others(company), ill), revoke);

        assert_eq!(ill, "AccessDeniedException -");
        assert_as_if_alone(&scratch, &road, &lines).await;
        assert_eq!(said(&scratch, "ill").await, 0);
        assert_eq!(count(&scratch, LARGEST).await, together(company));
    }
}

#[tokio::test]
async fn processes_whose_clocks_are_a_minute_apart_note_the_same_time_for_whoever_is_in_company() {
    let (scratch, slow) = begin().await;
    let fast = Road::of(&scratch, Duration::MINUTE).await;
    run(
        &scratch,
        "insert into callsign.clock (account_id, mode, at)
         values ('000000000000', 'frozen', date_trunc('milliseconds', clock_timestamp()))",
    )
    .await;
    let of_fast = (0..OTHERS).map(|n| Wish::say(&format!("other-of-fast-{n}"))).collect();

    slow.among(others(OTHERS), Wish::say("ill")).await;
    fast.among(of_fast, Wish::say("ill-of-fast")).await;

    let times = "select count(distinct s.at) from public.said s where s.word similar to '(other|ill)%'";
    let standing = "select count(*) from public.said s join callsign.clock c using (at)";
    assert_eq!((count(&scratch, times).await, count(&scratch, standing).await), (1, 2 * whole(OTHERS + 1)));
}
