//! R28: starts that race for the migration, migrators that are killed, starts under load, a schema that is too new.

use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, PgConnection};

use crate::{
    load::Load,
    postgres::free_port,
    table::{Row, correct, quantile, shown, within},
    world::{Place, World, run as execute},
};

/// All that callsign's schemas hold, as one digest.
const SCHEMA: &str = "
    select md5(string_agg(line, e'\\n' order by line)) from (
        select format('%s.%s.%s %s %s %s', table_schema, table_name, column_name, data_type, is_nullable, column_default)
        from information_schema.columns where table_schema in ('callsign', 'inspect')
        union all select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid)
        from pg_constraint where connamespace = 'callsign'::regnamespace
        union all select indexdef from pg_indexes where schemaname = 'callsign'
        union all select viewname || definition from pg_views where schemaname = 'inspect'
        union all select version || name || checksum from callsign.schema_history
    ) as lines (line)";

async fn schema(connection: &mut PgConnection) -> String {
    sqlx::query_scalar(AssertSqlSafe(SCHEMA.to_owned())).fetch_one(connection).await.expect("the catalogue is read")
}

async fn eight_at_once(world: &World) -> Vec<Row> {
    let place = world.empty_database("eight").await;
    let began = Instant::now();
    let mut servers: Vec<_> = (0..8).map(|_| world.launch(&place.url, free_port(), &[("log.level", "info")])).collect();
    for server in &mut servers {
        server.until_ready().await;
    }
    let took = began.elapsed();
    let migrated = servers.iter().filter(|server| server.log().contains("database migrated")).count();
    vec![
        correct("R28", "8 starts at once on an empty database: 1 migrates", format!("{migrated}"), migrated == 1),
        within("R28", "all 8 ready", Duration::from_secs(10), took),
    ]
}

async fn killed(world: &World) -> Row {
    let whole = world.database("whole").await;
    let expected = schema(&mut world.connect(&whole).await).await;
    let timed = world.empty_database("killed").await;
    let began = Instant::now();
    world.migrate(&timed.url).await;
    let takes = began.elapsed();
    let rounds: u32 = 10;
    let (mut unequal, mut in_the_middle) = (0, 0);
    for round in 0..rounds {
        let place = world.empty_database("killed").await;
        let mut command = world.command(&["migrate", "--database-url", &place.url], &[]);
        let mut migrating = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("callsign runs");
        tokio::time::sleep(takes * (round + 1) / (rounds + 1)).await;
        if migrating.try_wait().expect("it is the program's own").is_none() {
            in_the_middle += 1;
        }
        migrating.kill().expect("it is killed, or has ended");
        migrating.wait().expect("it is gone");
        let completed = world.migrate(&place.url).await.success();
        if !completed || schema(&mut world.connect(&place).await).await != expected {
            unequal += 1;
        }
    }
    correct(
        "R28",
        format!(
            "migrator killed x{rounds} within its {}: the next completes, the schema's digest is equal",
            shown(takes)
        ),
        format!("{in_the_middle} killed while they ran, {unequal} unequal"),
        unequal == 0 && in_the_middle > 0,
    )
}

async fn under_load(world: &World) -> Vec<Row> {
    let place = world.database("loaded").await;
    let servers = [world.serve(&place.url, &[]).await, world.serve(&place.url, &[]).await];
    let provided = world.provide(&place, &servers[0], 8, 40_000).await;
    let load = Load::start(8, &[servers[0].address, servers[1].address], &provided);
    load.progress(500).await;
    let mut joining = Vec::new();
    for _ in 0..8 {
        assert!(world.migrate(&place.url).await.success(), "there is nothing to do");
        joining.push(world.launch(&place.url, free_port(), &[]));
    }
    for server in &mut joining {
        server.until_ready().await;
    }
    load.progress(500).await;
    let mut ledger = load.end().await;
    let troubles = ledger.troubles.len() + ledger.wrong.len();
    vec![
        correct(
            "R28",
            "8 starts and 8 `callsign migrate` under load: 0 errors",
            format!("{troubles} of {} calls", ledger.acknowledged.len()),
            troubles == 0,
        ),
        within("R28", "p99 meanwhile", Duration::from_millis(500), quantile(&mut ledger.took, 0.99)),
    ]
}

async fn too_new(world: &World) -> Row {
    let place = world.database("newer").await;
    let newer = "insert into callsign.schema_history (version, name, applied_on, checksum)
                 select 9999, 'from_the_future', applied_on, checksum from callsign.schema_history limit 1";
    execute(&mut world.connect(&place).await, newer).await;
    let output = world.command(&["--listen", "127.0.0.1:0", "--database-url", &place.url], &[]).output();
    let output = output.expect("callsign runs");
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    let is_clear = output.status.code() == Some(1) && said.contains("schema version 9999") && said.lines().count() == 1;
    correct("R28", "a schema that is too new is refused in one sentence", said, is_clear)
}

async fn lock_wait(world: &World) -> Row {
    let place: Place = world.database("held").await;
    let mut holder = world.connect(&place).await;
    execute(&mut holder, "select pg_advisory_lock(x'63616c6c7369676e'::bigint)").await;
    let began = Instant::now();
    let refused = !world.migrate(&place.url).await.success();
    let took = began.elapsed();
    correct(
        "R28",
        "a lock that is never released is waited for 60 s, not for ever",
        format!("refused after {}", shown(took)),
        refused && took > Duration::from_secs(55) && took < Duration::from_secs(70),
    )
}

/// All of them.
pub async fn run(world: &World) -> Vec<Row> {
    let mut rows = eight_at_once(world).await;
    rows.push(killed(world).await);
    rows.extend(under_load(world).await);
    rows.push(too_new(world).await);
    if !world.short {
        rows.push(lock_wait(world).await);
    }
    rows
}
