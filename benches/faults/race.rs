//! R6: one pool a number, however many ask at once; and quotas that hold.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use serde_json::json;
use sqlx::{AssertSqlSafe, Executor};

use crate::{
    client::Client,
    table::{Row, correct},
    world::{Place, World},
};

const POOLS: usize = 16;
const TAKEN: &str = "ConflictException PHONE_NUMBER_ASSOCIATED_TO_POOL";
const FULL: &str = "ServiceQuotaExceededException ORIGINATION_IDENTITIES_PER_POOL";

/// How often each kind of answer came.
type Kinds = BTreeMap<String, usize>;

fn count(kinds: &Kinds, kind: &str) -> usize {
    kinds.get(kind).copied().unwrap_or_default()
}

async fn at_once(clients: &mut [Client], bodies: &[serde_json::Value], kinds: &mut Kinds) {
    let calls = clients.iter_mut().zip(bodies).map(|(client, body)| client.call("AssociateOriginationIdentity", body));
    for answer in join_all(calls).await {
        let kind = answer.map_or_else(|lost| format!("{lost:?}"), |answer| answer.kind());
        *kinds.entry(kind).or_default() += 1;
    }
}

async fn deadlocks(world: &World, place: &Place) -> i64 {
    world.count(place, "select deadlocks from pg_stat_database where datname = current_database()").await
}

/// Whether the database itself lets a number into a second pool.
async fn database_allows_two_pools(world: &World, place: &Place) -> bool {
    let twice = "insert into callsign.pool_origination_identity
                 select gen_random_uuid(), p.id, a.phone_number_id, null, now(), 'twice'
                 from callsign.pool_origination_identity a join callsign.pool p on p.id <> a.pool_id
                 where a.phone_number_id is not null limit 1";
    let mut connection = world.connect(place).await;
    let mut transaction = sqlx::Connection::begin(&mut connection).await.expect("a transaction");
    let tried = transaction.execute(sqlx::raw_sql(AssertSqlSafe(twice.to_owned()))).await;
    transaction.rollback().await.expect("nothing stays");
    tried.is_ok()
}

/// All of them, on a database that may be spoilt before they begin.
pub async fn on(world: &World, place: &Place) -> Vec<Row> {
    let settings = [("quotas.origination_identities_per_pool", "100000")];
    let servers = [world.serve(&place.url, &settings).await, world.serve(&place.url, &settings).await];
    let numbers = world.rounds(200, 60);
    let provided = world.provide(place, &servers[0], POOLS, numbers).await;
    let mut clients: Vec<Client> = (0..POOLS).map(|index| Client::new(servers[index % 2].address)).collect();
    let mut kinds = Kinds::new();
    for number in &provided.numbers {
        let bodies: Vec<_> = provided
            .pools
            .iter()
            .map(|pool| json!({"PoolId": pool, "OriginationIdentity": number, "IsoCountryCode": "US"}))
            .collect();
        at_once(&mut clients, &bodies, &mut kinds).await;
    }
    let deadlocked = deadlocks(world, place).await;
    let expected = count(&kinds, "200") == numbers && count(&kinds, TAKEN) == numbers * (POOLS - 1);
    let mut rows = vec![
        correct(
            "R6",
            format!(
                "{numbers} numbers x {POOLS} pools at once, x2: {numbers} winners, {} taken, 0 others, 0 deadlocks",
                numbers * (POOLS - 1)
            ),
            format!("{kinds:?}, {deadlocked} deadlocks"),
            expected && kinds.len() == 2 && deadlocked == 0,
        ),
        correct(
            "R6",
            "the database itself refuses a number in a second pool",
            if database_allows_two_pools(world, place).await { "it doesn't" } else { "it does" },
            !database_allows_two_pools(world, place).await,
        ),
    ];

    let mut kinds = Kinds::new();
    let mut client = Client::new(servers[0].address);
    for sender in ["RACE1", "RACE2", "RACE3"] {
        let made = client.call("RequestSenderId", &json!({"SenderId": sender, "IsoCountryCode": "GB"})).await;
        assert!(made.is_ok_and(|answer| answer.is_success()), "a sender ID is there");
        let bodies: Vec<_> = provided
            .pools
            .iter()
            .map(|pool| json!({"PoolId": pool, "OriginationIdentity": sender, "IsoCountryCode": "GB"}))
            .collect();
        at_once(&mut clients, &bodies, &mut kinds).await;
    }
    let all = kinds.len() == 1 && count(&kinds, "200") == 3 * POOLS;
    rows.push(correct("R6", format!("3 sender IDs x {POOLS} pools: all succeed"), format!("{kinds:?}"), all));
    rows.push(quota(world, place).await);
    rows
}

/// More at once than a pool has room for: what a count without a lock gets wrong.
async fn quota(world: &World, place: &Place) -> Row {
    const ROOM: usize = 10;
    let settings = [("quotas.origination_identities_per_pool", "11")];
    let servers = [world.serve(&place.url, &settings).await, world.serve(&place.url, &settings).await];
    let rounds = world.rounds(40, 15);
    let made = world.provide_more(place, rounds, rounds * 2 * ROOM).await;
    let mut clients: Vec<Client> = (0..2 * ROOM).map(|index| Client::new(servers[index % 2].address)).collect();
    let mut kinds = Kinds::new();
    for (pool, numbers) in made.pools.iter().zip(made.numbers.chunks(2 * ROOM)) {
        let bodies: Vec<_> = numbers
            .iter()
            .map(|number| json!({"PoolId": pool, "OriginationIdentity": number, "IsoCountryCode": "US"}))
            .collect();
        at_once(&mut clients, &bodies, &mut kinds).await;
    }
    let over = "select count(*) from (select 1 from callsign.pool_origination_identity a
                join callsign.pool p on p.id = a.pool_id and p.message_type = 'PROMOTIONAL'
                group by pool_id having count(*) > 11) as over";
    let over = world.count(place, over).await;
    correct(
        "R6",
        format!("{} numbers at once into a pool with room for {ROOM}, x{rounds}: {ROOM} join", 2 * ROOM),
        format!("{kinds:?}, {over} pools over their quota"),
        over == 0 && count(&kinds, "200") == rounds * ROOM && count(&kinds, FULL) == rounds * ROOM && kinds.len() == 2,
    )
}

/// On a database of its own.
pub async fn run(world: &World) -> Vec<Row> {
    on(world, &world.database("race").await).await
}
