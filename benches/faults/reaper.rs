//! R5: the life of tokens: a million of them, half of them over.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::{
    client::Client,
    table::{Row, correct, quantile, shown, speed, within},
    world::{World, run as execute, token, until},
};

/// Tokens that nobody asks for again; every other one has expired.
fn tokens(count: usize) -> String {
    format!(
        "insert into callsign.client_token (account_id, region, operation, client_token, request_digest, answer, expires_at)
         select '000000000000', 'us-east-1', 'CreateOptOutList', 'made-' || n, sha256(''), '{{}}',
                now() + case when n % 2 = 0 then interval '-1 minute' else interval '1 day' end
         from generate_series(1, {count}) n;
         analyze callsign.client_token;
         create table public.batch (rows bigint);
         create function public.note() returns trigger language plpgsql as $$
         begin
             insert into public.batch select count(*) from gone;
             return null;
         end $$;
         create trigger batch after delete on callsign.client_token referencing old table as gone
             for each statement execute function public.note()"
    )
}

/// Calls with a token that is known, one after the other, until `over`.
async fn retries(client: &mut Client, over: impl AsyncFn() -> bool) -> Vec<Duration> {
    let body = json!({ "OptOutListName": "Known", "ClientToken": "known" });
    let mut took = Vec::new();
    while !over().await {
        for _ in 0..50 {
            let answer = client.call("CreateOptOutList", &body).await;
            assert!(answer.is_ok_and(|answer| answer.is_success()), "the token is known");
            took.push(client.took);
        }
    }
    took
}

/// The sweep comes within a minute of the start.
pub async fn run(world: &World) -> Vec<Row> {
    let count = world.rounds(1_000_000, 100_000);
    let place = world.database("reaper").await;
    let server = world.serve(&place.url, &[]).await;
    let mut client = Client::new(server.address);
    let first = client.call("CreateOptOutList", &json!({ "OptOutListName": "Known", "ClientToken": "known" })).await;
    assert!(first.is_ok_and(|answer| answer.is_success()), "the list is new");
    execute(&mut world.connect(&place).await, &tokens(count)).await;
    let swept = || async { world.count(&place, "select count(*) from public.batch").await };

    let began = Instant::now();
    let mut quiet = retries(&mut client, async || began.elapsed() > Duration::from_secs(5)).await;
    until("the sweep begins", || async {
        tokio::time::sleep(Duration::from_millis(50)).await;
        swept().await > 0 || began.elapsed() > Duration::from_secs(55)
    })
    .await;
    until("the sweep begins", || async { swept().await > 0 }).await;
    let sweeping = Instant::now();
    let left = "select count(*) from callsign.client_token where expires_at < now()";
    let mut meanwhile = retries(&mut client, async || world.count(&place, left).await == 0).await;
    let sweeping = sweeping.elapsed();

    let largest = world.count(&place, "select max(rows) from public.batch").await;
    let kept = world.count(&place, "select count(*) from callsign.client_token where client_token like 'made-%'").await;
    let (quiet, busy) = (quantile(&mut quiet, 0.99), quantile(&mut meanwhile, 0.99));
    let after = client.call("CreateOptOutList", &json!({ "OptOutListName": "After", "ClientToken": token() })).await;
    vec![
        correct(
            "R5",
            format!("{count} tokens, half of them over: none dropped before its time, in batches <= 5,000"),
            format!("{kept} kept, largest batch {largest}, swept in {}", shown(sweeping)),
            usize::try_from(kept) == Ok(count / 2) && largest <= 5_000 && after.is_ok(),
        ),
        within("R5", "p99 of a retry with a known token", Duration::from_millis(5), quiet),
        speed("R5", format!("p99 while sweeping <= 1.5 x {}", shown(quiet)), shown(busy), busy <= quiet.mul_f64(1.5)),
    ]
}
