//! R27: the time-outs of every session, and each of them fired.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::{
    client::Client,
    table::{Row, correct, shown, speed},
    world::{Place, Server, World, run as execute, token, until},
};

// Sets are made by an operation that is always carried out alone: whoever is in company has a second try, and with it more time.

/// What every session of callsign has in `pg_settings`, as the sessions themselves say while they write.
const EXPECTED: &str = "client_connection_check_interval=1000 idle_in_transaction_session_timeout=5000 lock_timeout=2000 \
                        statement_timeout=4000";

const RECORD: &str = "
    create table public.ladder (pid int, settings text);
    create function public.record() returns trigger language plpgsql as $$
    begin
        insert into public.ladder
        select pg_backend_pid(), string_agg(name || '=' || setting, ' ' order by name) from pg_settings
        where name in ('lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout',
                       'client_connection_check_interval');
        return new;
    end $$;
    create trigger ladder before insert on callsign.client_token for each row execute function public.record();
    create function public.slow() returns trigger language plpgsql as $$
    begin
        perform pg_sleep(tg_argv[0]::float);
        return new;
    end $$;
    create trigger statement before insert on callsign.configuration_set
        for each row when (new.name = 'Statement') execute function public.slow('60');
    create trigger work before insert on callsign.configuration_set
        for each row when (new.name = 'Work') execute function public.slow('3');
    create trigger work_again before insert on callsign.client_token
        for each row when (new.client_token = 'work') execute function public.slow('3');
    create function public.wait() returns trigger language plpgsql as $$
    begin
        perform pg_advisory_xact_lock(42);
        return new;
    end $$;
    create trigger idle before insert on callsign.configuration_set
        for each row when (new.name = 'Idle') execute function public.wait()";

async fn set(server: &Server, name: &str, token: &str) -> (String, Duration) {
    let mut client = Client::new(server.address);
    let body = json!({ "ConfigurationSetName": name, "ClientToken": token });
    let answer = client.call("CreateConfigurationSet", &body).await;
    (answer.map_or_else(|lost| format!("{lost:?}"), |answer| answer.kind()), client.took)
}

fn rung(name: &str, seconds: f64, expected: &str, seen: &(String, Duration)) -> Row {
    let took = seen.1.as_secs_f64();
    correct(
        "R27",
        format!("{name} fires after {seconds} s: {expected}"),
        format!("{} after {}", seen.0, shown(seen.1)),
        seen.0 == expected && took >= seconds * 0.95 && took < seconds + 1.0,
    )
}

/// A process that is stopped in the middle of its transaction: PostgreSQL ends the session.
async fn idle_in_transaction(world: &World, place: &Place, server: &Server) -> Row {
    let mut holder = world.connect(place).await;
    execute(&mut holder, "select pg_advisory_lock(42)").await;
    let address = server.address;
    let call = tokio::spawn(async move {
        let body = json!({ "ConfigurationSetName": "Idle", "ClientToken": token() });
        Client::new(address).call("CreateConfigurationSet", &body).await
    });
    let waits = "select count(*) from pg_locks where locktype = 'advisory' and not granted";
    until("the statement waits", || async { world.count(place, waits).await == 1 }).await;
    server.signal("STOP");
    execute(&mut holder, "select pg_advisory_unlock(42)").await;
    let idle =
        "select count(*) from pg_stat_activity where datname = current_database() and state = 'idle in transaction'";
    until("the session is idle in its transaction", || async { world.count(place, idle).await == 1 }).await;
    let began = Instant::now();
    until("PostgreSQL ends it", || async { world.count(place, idle).await == 0 }).await;
    let took = began.elapsed();
    server.signal("CONT");
    let answer = call.await.expect("no panic").map_or_else(|lost| format!("{lost:?}"), |answer| answer.kind());
    rung("idle in transaction", 5.0, "InternalServerException", &(answer, took))
}

/// All of them.
pub async fn run(world: &World) -> Vec<Row> {
    let place = world.database("ladder").await;
    let server = world.serve(&place.url, &[("database.max_connections", "4")]).await;
    let provided = world.provide(&place, &server, 4, 4).await;
    execute(&mut world.connect(&place).await, RECORD).await;
    futures_util::future::join_all((0..24).map(|index| {
        let (server, name) = (&server, format!("Recorded{index}"));
        async move { set(server, &name, &token()).await }
    }))
    .await;
    let sessions = "select count(distinct pid)::text from public.ladder";
    let settings = world.texts(&place, "select distinct settings from public.ladder").await;
    let sessions = world.texts(&place, sessions).await;
    let mut rows = vec![correct(
        "R27",
        format!("in pg_settings of every session: {EXPECTED}"),
        format!("{settings:?} in {sessions:?}"),
        settings == [EXPECTED],
    )];

    let mut holder = world.connect(&place).await;
    execute(&mut holder, "begin; select from callsign.phone_number for update").await;
    let mut client = Client::new(server.address);
    let body = json!({"PoolId": provided.pools[0], "OriginationIdentity": provided.numbers[0], "IsoCountryCode": "US"});
    let answer = client.call("AssociateOriginationIdentity", &body).await;
    let kind = answer.map_or_else(|lost| format!("{lost:?}"), |answer| answer.kind());
    rows.push(rung("lock", 2.0, "ConflictException", &(kind, client.took)));

    // All connections wait for the held numbers: the next call finds none. PostgreSQL says so, because a connection in use may
    // also be one that tries in company, or another worker's, and is back in a moment.
    let waiting = provided.numbers.iter().zip(&provided.pools).map(|(number, pool)| {
        let body = json!({"PoolId": pool, "OriginationIdentity": number, "IsoCountryCode": "US"});
        let mut client = Client::new(server.address);
        async move { client.call("AssociateOriginationIdentity", &body).await.is_ok() }
    });
    let late = async {
        let waiting = "select count(*) from pg_stat_activity
                       where datname = current_database() and application_name = 'callsign' and wait_event_type = 'Lock'";
        until("all connections wait", || async { world.count(&place, waiting).await == 4 }).await;
        set(&server, "Late", &token()).await
    };
    let (_, late) = futures_util::future::join(futures_util::future::join_all(waiting), late).await;
    rows.push(rung("acquire", 1.0, "ThrottlingException", &late));
    execute(&mut holder, "rollback").await;

    // One after the other, since both would hold the account's row.
    rows.push(rung("statement", 4.0, "InternalServerException", &set(&server, "Statement", &token()).await));
    rows.push(rung("work", 5.0, "InternalServerException", &set(&server, "Work", "work").await));
    rows.push(idle_in_transaction(world, &place, &server).await);
    let after = set(&server, "After", &token()).await;
    rows.push(speed("R27", "the next call is served", after.0.clone(), after.0 == "200"));
    rows
}
