//! Races: two processes on one database, and decisions on what is true after a lock was waited for.

mod agents;
mod codes;
mod ladder;
mod lanes;
mod life;
mod overrides;
mod reviews;
mod sets;
mod stopping;

use std::{collections::HashSet, time::Duration};

use aws_sdk_pinpointsmsvoicev2::{
    Client, operation::associate_origination_identity::builders::AssociateOriginationIdentityFluentBuilder as Associate,
};
use futures_util::{StreamExt, future::join_all, stream};
use serde_json::json;
use sqlx::{Executor, PgConnection};

use crate::harness::{App, Fixture, Process, RawRequest, Refusal, Scratch, refusal};

const WITHOUT_QUOTAS: [(&str, &str); 4] = [
    ("quotas.phone_numbers", "0"),
    ("quotas.pools", "0"),
    ("quotas.sender_ids", "0"),
    ("quotas.origination_identities_per_pool", "0"),
];

fn associate(client: &Client, pool: &str, identity: &str, country: &str) -> Associate {
    client.associate_origination_identity().pool_id(pool).origination_identity(identity).iso_country_code(country)
}

/// Two processes on one database: nothing that only one of them knows can decide a race.
struct Pair {
    scratch: Scratch,
    processes: [Process; 2],
    clients: [Client; 2],
}

impl Pair {
    /// Each with so many connections, all of them open: opening them is no part of a race, and a burst that has to wait
    /// for that is throttled.
    async fn start(connections: usize, settings: &[(&str, &str)]) -> Self {
        let scratch = Scratch::migrated().await;
        let max_connections = connections.to_string();
        let settings = [&[("database.max_connections", max_connections.as_str())], settings].concat();
        let processes = [0, 1].map(|_| Process::serving(scratch.url(), &settings));
        let clients = [processes[0].client(), processes[1].client()];
        let (mut holder, mut observer) = (scratch.connection().await, scratch.connection().await);
        let wanted = i64::try_from(2 * connections).expect("a few connections");
        for client in &clients {
            // A process knows an account's row once it has written there: readers wait for each other until then.
            client.create_opt_out_list().opt_out_list_name("known").send().await.expect("the list is made");
            client.delete_opt_out_list().opt_out_list_name("known").send().await.expect("the list is deleted");
        }
        for _ in 0..30 {
            run(&mut holder, "begin; lock table callsign.pool in access exclusive mode").await;
            let burst = (0..2 * connections).map(|n| clients[n % 2].describe_pools().send());
            let mut burst = std::pin::pin!(join_all(burst));
            // Each call ends by itself when it waited long enough, for its connection or for the lock.
            while futures_util::poll!(&mut burst).is_pending() {
                if waiting(&mut observer).await == wanted {
                    run(&mut holder, "rollback").await;
                    burst.await;
                    return Self { scratch, processes, clients };
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            run(&mut holder, "rollback").await;
        }
        panic!("thirty bursts did not open {wanted} connections");
    }

    fn fixture(&self) -> Fixture {
        Fixture(self.clients[0].clone())
    }

    async fn count(&self, query: &'static str, text: &str) -> i64 {
        let mut connection = self.scratch.connection().await;
        sqlx::query_scalar(query).bind(text).fetch_one(&mut connection).await.expect("the query runs")
    }

    async fn deadlocks(&self) -> i64 {
        self.count("select deadlocks from pg_stat_database where datname = current_database() and $1 = ''", "").await
    }
}

// Two processes

#[tokio::test]
async fn a_hundred_equal_requests_at_once_are_carried_out_once_and_answered_alike() {
    let pair = Pair::start(16, &[]).await;
    let fixture = pair.fixture();
    let pool = fixture.pool().await;
    for round in 0..20 {
        let sender_id = fixture.sender_id(&format!("ROUND{round}"), "GB").await;
        let token = format!("token-{round}");
        let body = json!({
            "PoolId": pool, "OriginationIdentity": sender_id, "IsoCountryCode": "GB", "ClientToken": token,
        });
        let requests = (0..100).map(|n| {
            let address = pair.processes[n % 2].address();
            let request = RawRequest::call(address, "AssociateOriginationIdentity", body.to_string());
            // On a busy machine some wait too long for a connection; a throttled request changes nothing and comes again.
            async move {
                loop {
                    let answer = request.send(address).await;
                    if answer.status == 200 || answer.line() != "400 ThrottlingException" {
                        return answer;
                    }
                }
            }
        });

        let answers: HashSet<_> =
            join_all(requests).await.into_iter().map(|answer| (answer.status, answer.body)).collect();

        assert_eq!(answers.len(), 1, "round {round}: {answers:?}");
        assert!(answers.iter().all(|(status, _)| *status == 200), "round {round}: {answers:?}");
        let events = "select count(*) from inspect.association_history where origination_identity = $1";
        assert_eq!(pair.count(events, &sender_id).await, 1, "round {round}");
        let tokens = "select count(*) from inspect.client_tokens where client_token = $1";
        assert_eq!(pair.count(tokens, &token).await, 1, "round {round}");
    }
}

#[tokio::test]
async fn of_sixteen_pools_that_want_a_number_at_once_one_gets_it_and_every_one_gets_a_sender_id() {
    let pair = Pair::start(12, &WITHOUT_QUOTAS).await;
    let fixture = pair.fixture();
    let mut pools = Vec::new();
    for _ in 0..16 {
        pools.push(fixture.pool().await);
    }
    let mut identities = Vec::new();
    for _ in 0..50 {
        identities.push((fixture.number().await, "US"));
    }
    for n in 0..10 {
        identities.push((fixture.sender_id(&format!("ACME{n}"), "GB").await, "GB"));
    }
    let deadlocks = pair.deadlocks().await;

    // All pools want one number before the next is wanted, as far as 24 requests at once go.
    let calls: Vec<_> = identities
        .iter()
        .flat_map(|(identity, country)| pools.iter().enumerate().map(move |(n, pool)| (n, pool, identity, country)))
        .map(|(n, pool, identity, country)| (*country, associate(&pair.clients[n % 2], pool, identity, country)))
        .collect();
    let outcomes: Vec<_> = stream::iter(calls)
        .map(|(country, call)| async move { (country, call.send().await) })
        .buffer_unordered(24)
        .collect()
        .await;

    let (mut winners, mut losers, mut sender_ids) = (0, 0, 0);
    for (country, outcome) in outcomes {
        match (country, outcome) {
            ("US", Ok(_)) => winners += 1,
            ("US", refused) => {
                let refused = refusal(refused);
                assert!(refused.is("ConflictException", "PHONE_NUMBER_ASSOCIATED_TO_POOL"), "{refused:?}");
                losers += 1;
            }
            (_, outcome) => {
                outcome.expect("a sender ID may be in many pools");
                sender_ids += 1;
            }
        }
    }
    assert_eq!((winners, losers, sender_ids), (50, 750, 160));
    let rows = "select count(*) from inspect.associations where iso_country_code = $1";
    assert_eq!((pair.count(rows, "US").await, pair.count(rows, "GB").await), (66, 160));
    assert_eq!(pair.deadlocks().await, deadlocks);
}

#[tokio::test]
async fn of_sixteen_sender_ids_one_gets_the_last_place_of_a_pool() {
    let pair = Pair::start(8, &[("quotas.origination_identities_per_pool", "2")]).await;
    let fixture = pair.fixture();
    let pool = fixture.pool().await;
    let mut sender_ids = Vec::new();
    for n in 0..16 {
        sender_ids.push(fixture.sender_id(&format!("ACME{n}"), "GB").await);
    }

    let calls = sender_ids.iter().enumerate().map(|(n, id)| associate(&pair.clients[n % 2], &pool, id, "GB").send());
    let (joined, refused): (Vec<_>, Vec<_>) = join_all(calls).await.into_iter().partition(Result::is_ok);

    assert_eq!(joined.len(), 1);
    for refused in refused.into_iter().map(refusal) {
        assert!(refused.is("ServiceQuotaExceededException", "ORIGINATION_IDENTITIES_PER_POOL"), "{refused:?}");
    }
    assert_eq!(pair.count("select count(*) from inspect.associations where pool_id = $1", &pool).await, 2);
}

#[tokio::test]
async fn a_token_with_other_parameters_at_the_same_time_is_refused_and_changes_nothing() {
    let pair = Pair::start(2, &[]).await;
    let fixture = pair.fixture();
    let pool = fixture.pool().await;
    for round in 0..10 {
        let ids = [format!("LEFT{round}"), format!("RIGHT{round}")];
        for id in &ids {
            fixture.sender_id(id, "GB").await;
        }
        let call =
            |n: usize| associate(&pair.clients[n], &pool, &ids[n], "GB").client_token(format!("token-{round}")).send();

        let (left, right) = futures_util::join!(call(0), call(1));

        let (winner, loser) = if left.is_ok() { (0, right) } else { (1, left) };
        let refused = refusal(loser);
        assert!(refused.is("ValidationException", "INVALID_PARAMETER"), "{refused:?}");
        assert_eq!(refused.fields, ["clientToken"]);
        let rows = "select count(*) from inspect.associations where origination_identity = $1";
        assert_eq!(pair.count(rows, &ids[winner]).await, 1);
        assert_eq!(pair.count(rows, &ids[1 - winner]).await, 0);
    }
}

// What is true after the wait

const POOL: &str = "begin; select from callsign.pool for no key update";
const NUMBERS: &str = "begin; select from callsign.phone_number for no key update";

/// How many requests of callsign wait for a lock.
async fn waiting(connection: &mut PgConnection) -> i64 {
    sqlx::query_scalar(
        "select count(*) from pg_stat_activity
         where datname = current_database() and application_name = 'callsign' and wait_event_type = 'Lock'",
    )
    .fetch_one(connection)
    .await
    .expect("activity is shown")
}

/// Waits until a request of callsign waits for a lock, in a bounded time: it won't wait for ever itself.
async fn until_somebody_waits(connection: &mut PgConnection) {
    for _ in 0..1_000 {
        if waiting(&mut *connection).await > 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    panic!("nobody waits for the lock");
}

async fn run(connection: &mut PgConnection, statements: &'static str) {
    connection.execute(sqlx::raw_sql(statements)).await.expect("the test's own statements run");
}

/// A pool, and a number that wants to join it while others change what counts.
struct Scene {
    app: App,
    pool: String,
    number: String,
}

impl Scene {
    async fn new(places: u32) -> Self {
        let app = App::with(|settings| settings.quotas.origination_identities_per_pool = places).await;
        let fixture = Fixture(app.client());
        let (pool, number) = (fixture.pool().await, fixture.number().await);
        Self { app, pool, number }
    }

    /// `None` if the number joined although `change` was made while its request waited for the rows of `lock`.
    async fn outcome(&self, lock: &'static str, change: &'static str) -> Option<Refusal> {
        let (mut holder, mut observer) = (self.app.connection().await, self.app.connection().await);
        run(&mut holder, lock).await;
        let call = tokio::spawn(associate(&self.app.client(), &self.pool, &self.number, "US").send());
        until_somebody_waits(&mut observer).await;
        run(&mut holder, change).await;
        run(&mut holder, "commit").await;
        let outcome = call.await.expect("the call ends");
        let joined = self.app.count("select count(*) from callsign.association_event where event = 'ASSOCIATED'").await;
        assert_eq!(joined, if outcome.is_ok() { 2 } else { 1 }, "the history has what was answered");
        outcome.is_err().then(|| refusal(outcome))
    }

    async fn assert_refused(&self, lock: &'static str, change: &'static str, reason: &str) {
        let refused = self.outcome(lock, change).await.expect("it is refused");
        assert_eq!(refused.reason.as_deref().unwrap_or(&refused.exception), reason, "{refused:?}");
    }
}

const KEYWORD_OF_POOL: &str = "
    insert into callsign.keyword (pool_id, keyword, keyword_message, keyword_action)
    select id, 'JOIN', 'Welcome', 'AUTOMATIC_RESPONSE' from callsign.pool";

const KEYWORD_OF_FREE_NUMBER: &str = "
    insert into callsign.keyword (phone_number_id, keyword, keyword_message, keyword_action)
    select id, 'JOIN', 'Welcome', 'AUTOMATIC_RESPONSE' from callsign.phone_number
    where id not in (select phone_number_id from callsign.pool_origination_identity)";

const TWO_WAY_OF_FREE_NUMBER: &str = "
    update callsign.phone_number
    set two_way_enabled = true, two_way_channel_arn = 'arn:aws:sns:us-east-1:000000000000:incoming'
    where id not in (select phone_number_id from callsign.pool_origination_identity)";

const OTHER_LIST_OF_POOL: &str = "
    insert into callsign.opt_out_list (id, account_id, region, name, created_at)
    select gen_random_uuid(), account_id, region, 'Other', now() from callsign.account_region;
    update callsign.pool set opt_out_list_id = (select id from callsign.opt_out_list where name = 'Other')";

#[tokio::test]
async fn a_keyword_that_came_while_a_request_waited_is_seen() {
    Scene::new(100).await.assert_refused(POOL, KEYWORD_OF_POOL, "KEYWORD_MISMATCH").await;
    Scene::new(100).await.assert_refused(NUMBERS, KEYWORD_OF_FREE_NUMBER, "KEYWORD_MISMATCH").await;
}

#[tokio::test]
async fn a_keyword_that_went_while_a_request_waited_is_no_hindrance() {
    let scene = Scene::new(100).await;
    scene.app.execute(KEYWORD_OF_POOL).await;
    assert_eq!(scene.outcome(POOL, "delete from callsign.keyword").await, None);
}

#[tokio::test]
async fn settings_that_changed_while_a_request_waited_are_seen() {
    Scene::new(100).await.assert_refused(POOL, OTHER_LIST_OF_POOL, "OPT_OUT_LIST_MISMATCH").await;
    Scene::new(100).await.assert_refused(NUMBERS, TWO_WAY_OF_FREE_NUMBER, "TWO_WAY_CONFIG_MISMATCH").await;
    let opt_outs = "update callsign.pool set self_managed_opt_outs_enabled = true";
    Scene::new(100).await.assert_refused(POOL, opt_outs, "SELF_MANAGED_OPT_OUTS_MISMATCH").await;
}

#[tokio::test]
async fn settings_that_became_equal_while_a_request_waited_are_no_hindrance() {
    let scene = Scene::new(100).await;
    scene.app.execute(TWO_WAY_OF_FREE_NUMBER).await;
    let back = "update callsign.phone_number set two_way_enabled = false";
    assert_eq!(scene.outcome(NUMBERS, back).await, None);
}

#[tokio::test]
async fn the_last_place_that_was_taken_while_a_request_waited_is_gone() {
    let take = "
        insert into callsign.sender_id
            (id, account_id, region, sender_id, iso_country_code, message_types, monthly_leasing_price,
             deletion_protection_enabled, registered, created_at)
        select gen_random_uuid(), account_id, region, 'ACME', 'GB', '{TRANSACTIONAL}', '0', false, false, now()
        from callsign.account_region;
        insert into callsign.pool_origination_identity (id, pool_id, sender_id_id, created_at, request_id)
        select gen_random_uuid(), p.id, s.id, now(), 'the test' from callsign.pool p, callsign.sender_id s";
    Scene::new(2).await.assert_refused(POOL, take, "ORIGINATION_IDENTITIES_PER_POOL").await;
}

#[tokio::test]
async fn a_place_that_was_freed_while_a_request_waited_is_taken() {
    assert_eq!(Scene::new(1).await.outcome(POOL, "delete from callsign.pool_origination_identity").await, None);
}

#[tokio::test]
async fn a_number_that_joined_another_pool_while_a_request_waited_is_refused() {
    let join = "
        create temporary table other on commit drop as select gen_random_uuid() as id;
        insert into callsign.pool
            (id, account_id, region, message_type, two_way_enabled, self_managed_opt_outs_enabled, opt_out_list_id,
             shared_routes_enabled, deletion_protection_enabled, created_at, active_at)
        select o.id, account_id, region, message_type, two_way_enabled, self_managed_opt_outs_enabled, opt_out_list_id,
               shared_routes_enabled, deletion_protection_enabled, created_at, active_at
        from callsign.pool, other o;
        insert into callsign.pool_origination_identity (id, pool_id, phone_number_id, created_at, request_id)
        select gen_random_uuid(), o.id, n.id, now(), 'the test' from callsign.phone_number n, other o
        where n.id not in (select phone_number_id from callsign.pool_origination_identity)";
    Scene::new(100).await.assert_refused(NUMBERS, join, "PHONE_NUMBER_ASSOCIATED_TO_POOL").await;
}

#[tokio::test]
async fn what_went_away_while_a_request_waited_is_not_found() {
    let pool = "delete from callsign.pool_origination_identity; delete from callsign.pool";
    Scene::new(100).await.assert_refused(POOL, pool, "ResourceNotFoundException").await;
    let number = "delete from callsign.phone_number
                  where id not in (select phone_number_id from callsign.pool_origination_identity)";
    Scene::new(100).await.assert_refused(NUMBERS, number, "ResourceNotFoundException").await;
}
