//! R29: a dump under writes, a quiet copy, a large one, and recovery to a point in time.

use std::{
    fs,
    time::{Duration, Instant},
};

use serde_json::json;

use crate::{
    client::Client,
    load::{Acknowledged, Load},
    table::{Row, correct, within},
    world::{Place, World, run as execute, until},
};

/// What may never be true of a copy, each as a count.
const INVARIANTS: [(&str, &str); 4] = [
    (
        "a number in two pools",
        "select count(*) from (select 1 from callsign.pool_origination_identity
        where phone_number_id is not null group by phone_number_id having count(*) > 1) as twice",
    ),
    ("a token without its answer", "select count(*) from callsign.client_token where answer is null"),
    (
        "an association without its event",
        "select count(*) from inspect.associations a where request_id <> 'anchor'
        and not exists (select from inspect.association_history h where h.request_id = a.request_id)",
    ),
    ("a constraint that isn't valid", "select count(*) from pg_constraint where not convalidated"),
];

/// Dumps a database and restores it into an empty one.
async fn copy(world: &World, from: &Place, to: &Place) -> Duration {
    let file = world.postgres.home().join("dump");
    let began = Instant::now();
    for mut command in [world.postgres.command("pg_dump"), world.postgres.command("pg_restore")] {
        let is_dump = command.get_program().to_string_lossy().ends_with("pg_dump");
        if is_dump {
            command.arg("-Fc").arg("-f").arg(&file).arg(&from.url);
        } else {
            command.args(["--exit-on-error", "-d"]).arg(&to.url).arg(&file);
        }
        let status = tokio::task::spawn_blocking(move || command.status()).await.expect("it can be waited for");
        assert!(status.expect("PostgreSQL's program runs").success(), "the copy is made");
    }
    let took = began.elapsed();
    fs::remove_file(&file).expect("the dump is there");
    took
}

async fn missing(world: &World, place: &Place, acknowledged: &[Acknowledged], until: Instant) -> (usize, usize) {
    let there = world.texts(place, "select origination_identity from inspect.associations").await;
    let there: std::collections::HashSet<String> = there.into_iter().collect();
    let before: Vec<_> = acknowledged.iter().filter(|one| one.at < until).collect();
    (before.len(), before.iter().filter(|one| !there.contains(&one.number)).count())
}

async fn broken_invariants(world: &World, place: &Place) -> Vec<&'static str> {
    let mut broken = Vec::new();
    for (name, query) in INVARIANTS {
        if world.count(place, query).await != 0 {
            broken.push(name);
        }
    }
    broken
}

async fn under_writes(world: &World) -> Vec<Row> {
    let place = world.database("dumped").await;
    let server = world.serve(&place.url, &[]).await;
    let provided = world.provide(&place, &server, 8, 60_000).await;
    let load = Load::start(8, &[server.address], &provided);
    load.progress(1_000).await;
    let began = Instant::now();
    let restored = world.empty_database("restored").await;
    copy(world, &place, &restored).await;
    let ledger = load.end().await;
    let (before, lost) = missing(world, &restored, &ledger.acknowledged, began).await;
    let broken = broken_invariants(world, &restored).await;

    // A quiet copy answers as the original does, byte for byte.
    let quiet = world.empty_database("quiet").await;
    copy(world, &place, &quiet).await;
    let second = world.serve(&quiet.url, &[]).await;
    let (mut here, mut there) = (Client::new(server.address), Client::new(second.address));
    let (mut compared, mut differing) = (0, 0);
    let pages =
        [("DescribePools", "Pools"), ("DescribePhoneNumbers", "PhoneNumbers"), ("DescribeOptOutLists", "OptOutLists")];
    for (operation, member) in pages {
        let body = json!({ "MaxResults": 100 });
        let (first, again) = (here.call(operation, &body).await, there.call(operation, &body).await);
        compared += 1;
        differing += usize::from(first.is_err() || first != again);
        assert!(first.is_ok_and(|answer| answer.body.contains(member)), "{operation} answers");
    }
    for one in ledger.acknowledged.iter().step_by(ledger.acknowledged.len() / 200 + 1) {
        compared += 1;
        let again = there.call("AssociateOriginationIdentity", &one.body).await;
        differing += usize::from(again.map_or(true, |answer| answer.body != one.answer));
    }
    vec![
        correct(
            "R29",
            "pg_dump under writes: all acknowledged before it began are in the copy, all invariants hold",
            format!("{lost} of {before} missing, broken: {broken:?}"),
            lost == 0 && before > 0 && broken.is_empty(),
        ),
        correct(
            "R29",
            "a quiet copy gives equal answers: Describe*, and retries with known tokens",
            format!("{differing} of {compared} differ"),
            differing == 0,
        ),
    ]
}

async fn large(world: &World) -> Row {
    let place = world.database("large").await;
    let server = world.serve(&place.url, &[]).await;
    let count = world.rounds(100_000, 20_000);
    world.provide(&place, &server, 100, count).await;
    let statement = "
        with pools as (select id, row_number() over () as n from callsign.pool),
             free as (select id, row_number() over () as n from callsign.phone_number
                      where id not in (select phone_number_id from callsign.pool_origination_identity))
        insert into callsign.pool_origination_identity
        select gen_random_uuid(), p.id, f.id, null, now(), 'made' from free f join pools p on p.n = f.n % 100 + 1;
        insert into callsign.association_event (account_id, region, event, pool_id, pool_arn, origination_identity,
            origination_identity_arn, iso_country_code, at, request_id)
        select account_id, region, 'ASSOCIATED', pool_id, pool_arn, origination_identity, origination_identity_arn,
               iso_country_code, associated_at, request_id from inspect.associations";
    execute(&mut world.connect(&place).await, statement).await;
    let restored = world.empty_database("large_restored").await;
    let took = copy(world, &place, &restored).await;
    within("R29", &format!("dump and restore of {count} associations"), Duration::from_mins(1), took)
}

/// A base backup, then writes, then the archived log up to a moment.
async fn point_in_time(world: &World) -> Row {
    let place = world.database("recovered").await;
    let server = world.serve(&place.url, &[]).await;
    let provided = world.provide(&place, &server, 8, 60_000).await;
    let load = Load::start(8, &[server.address], &provided);
    let base = world.postgres.home().join("base");
    let mut backup = world.postgres.command("pg_basebackup");
    backup.args(["-h", "127.0.0.1", "-U", "callsign", "-X", "none", "-c", "fast", "-p"]);
    backup.arg(world.postgres.port().to_string()).arg("-D").arg(&base);
    let status = tokio::task::spawn_blocking(move || backup.stderr(std::process::Stdio::null()).status()).await;
    assert!(status.expect("it can be waited for").expect("pg_basebackup runs").success(), "the base is backed up");
    load.progress(2_000).await;
    let moment = Instant::now();
    let mut admin = world.connect(&place).await;
    execute(&mut admin, "select pg_create_restore_point('moment')").await;
    load.progress(1_000).await;
    let ledger = load.end().await;
    let segment: String = sqlx::query_scalar("select pg_walfile_name(pg_switch_wal())")
        .fetch_one(&mut admin)
        .await
        .expect("the log is switched");
    let archived = format!("select count(*) from pg_stat_archiver where last_archived_wal >= '{segment}'");
    until("the log is archived", || async { world.count(&place, &archived).await == 1 }).await;

    fs::write(base.join("recovery.signal"), "").expect("the base is there");
    let archive = world.postgres.home().join("archive");
    let copy = world
        .postgres
        .of_copy(base, &format!(
            "restore_command = 'cp {}/%f %p'\nrecovery_target_name = 'moment'\nrecovery_target_action = 'promote'\narchive_mode = off\n",
            archive.display()
        ))
        .await;
    // It answers already while it recovers.
    let recovering = "select pg_is_in_recovery()";
    until("the copy has recovered", || async {
        let recovering = sqlx::query_scalar(recovering).fetch_one(&mut copy.connect(&place.name).await).await;
        matches!(recovering, Ok(false))
    })
    .await;
    let query = "select origination_identity from inspect.associations";
    let mut connection = copy.connect(&place.name).await;
    let there: Vec<String> = sqlx::query_scalar(query).fetch_all(&mut connection).await.expect("the copy answers");
    let there: std::collections::HashSet<String> = there.into_iter().collect();
    let before: Vec<_> = ledger.acknowledged.iter().filter(|one| one.at < moment).collect();
    let lost = before.iter().filter(|one| !there.contains(&one.number)).count();
    let later = ledger.acknowledged.iter().filter(|one| one.at > moment + Duration::from_millis(200));
    let later = later.filter(|one| there.contains(&one.number)).count();
    correct(
        "R29",
        "base backup and archived log up to a moment: 0 acknowledged before it lost, 0 later there",
        format!("{lost} of {} lost, {later} later", before.len()),
        lost == 0 && later == 0 && !before.is_empty(),
    )
}

/// All of them.
pub async fn run(world: &World) -> Vec<Row> {
    let mut rows = under_writes(world).await;
    rows.push(large(world).await);
    rows.push(point_in_time(world).await);
    rows
}
