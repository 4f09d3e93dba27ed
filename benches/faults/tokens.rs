//! R1, R2, R3: a client token at once, with another request, and late.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::{
    client::{Answer, Client},
    table::{Row, correct, quantile, rate, within},
    world::{Place, World, token},
};

/// R1: the same request with the same token from many clients at once, on two servers.
pub async fn same(world: &World) -> Vec<Row> {
    let (at_once, rounds) = (100, world.rounds(100, 20));
    let place = world.database("same").await;
    let servers = [world.serve(&place.url, &[]).await, world.serve(&place.url, &[]).await];
    let provided = world.provide(&place, &servers[0], 1, rounds).await;
    let mut clients: Vec<Client> = (0..at_once).map(|index| Client::new(servers[index % 2].address)).collect();
    // Connections are opened before anything is measured.
    join_all(clients.iter_mut().map(|client| client.get("/health/live"))).await;

    let (mut bad, mut errors, mut took) = (0, Vec::new(), Vec::new());
    let began = Instant::now();
    for number in &provided.numbers {
        let body = json!({
            "PoolId": provided.pools[0], "OriginationIdentity": number, "IsoCountryCode": "US", "ClientToken": token(),
        });
        let calls = clients.iter_mut().map(|client| client.call("AssociateOriginationIdentity", &body));
        let answers = join_all(calls).await;
        took.extend(clients.iter().map(|client| client.took));
        let first = answers[0].clone();
        bad += usize::from(answers.iter().any(|answer| *answer != first));
        errors.extend(answers.into_iter().filter_map(|answer| match answer {
            Ok(answer) if answer.is_success() => None,
            Ok(answer) => Some(answer.kind()),
            Err(lost) => Some(format!("{lost:?}")),
        }));
    }
    let rate = rate(at_once * rounds, began);
    let done = "select count(*) from callsign.association_event";
    let done = world.count(&place, done).await;
    errors.sort();
    errors.dedup();
    vec![
        correct(
            "R1",
            format!(
                "the same token {at_once} at once x{rounds}, x2: 1 execution and 1 distinct answer a round, 0 errors"
            ),
            format!("{done} executions, {bad} bad rounds, errors: {errors:?}, {rate:.0} calls/s"),
            bad == 0 && errors.is_empty() && usize::try_from(done) == Ok(rounds),
        ),
        within("R1", "p99", Duration::from_millis(250), quantile(&mut took, 0.99)),
    ]
}

/// Everything that a call may change.
async fn state(world: &World, place: &Place) -> Vec<String> {
    let query = "
        select p::text from callsign.pool p union all select n::text from callsign.phone_number n
        union all select s::text from callsign.sender_id s union all select l::text from callsign.opt_out_list l
        union all select a::text from callsign.pool_origination_identity a union all select t::text from callsign.tag t
        union all select e::text from callsign.association_event e union all select c::text from callsign.client_token c
        union all select k::text from callsign.keyword k order by 1";
    world.texts(place, query).await
}

/// An operation, a request, and other values of its members that are as good.
type Changeable = (&'static str, Value, Vec<(&'static str, Value)>);

/// For every operation with a token: a request, and other values of its members that are as good.
fn requests(pools: &[String], numbers: &[String], n: usize) -> Vec<Changeable> {
    let simulator = json!({
        "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"], "NumberType": "SIMULATOR",
    });
    let tags = json!([{ "Key": "k", "Value": format!("v{n}") }]);
    vec![
        (
            "AssociateOriginationIdentity",
            json!({"PoolId": pools[0], "OriginationIdentity": numbers[n], "IsoCountryCode": "US"}),
            vec![
                ("PoolId", json!(pools[1])),
                ("OriginationIdentity", json!(numbers[n + 1])),
                ("IsoCountryCode", json!("CA")),
            ],
        ),
        (
            "DisassociateOriginationIdentity",
            json!({"PoolId": pools[0], "OriginationIdentity": numbers[n], "IsoCountryCode": "US"}),
            vec![
                ("PoolId", json!(pools[1])),
                ("OriginationIdentity", json!(numbers[n + 1])),
                ("IsoCountryCode", json!("CA")),
            ],
        ),
        (
            "CreatePool",
            json!({"OriginationIdentity": numbers[n], "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL"}),
            vec![
                ("OriginationIdentity", json!(numbers[n + 1])),
                ("MessageType", json!("PROMOTIONAL")),
                ("DeletionProtectionEnabled", json!(true)),
                ("Tags", tags.clone()),
            ],
        ),
        (
            "RequestPhoneNumber",
            simulator,
            vec![
                ("MessageType", json!("PROMOTIONAL")),
                ("NumberCapabilities", json!(["VOICE"])),
                ("NumberType", json!("LONG_CODE")),
                ("OptOutListName", json!(format!("Another{n}"))),
                ("PoolId", json!(pools[0])),
                ("DeletionProtectionEnabled", json!(true)),
                ("InternationalSendingEnabled", json!(true)),
                ("Tags", tags.clone()),
            ],
        ),
        (
            "RequestSenderId",
            json!({"SenderId": format!("S{n}"), "IsoCountryCode": "GB"}),
            vec![
                ("SenderId", json!(format!("T{n}"))),
                ("IsoCountryCode", json!("DE")),
                ("MessageTypes", json!(["PROMOTIONAL"])),
                ("DeletionProtectionEnabled", json!(true)),
                ("Tags", tags.clone()),
            ],
        ),
        (
            "CreateOptOutList",
            json!({"OptOutListName": format!("List{n}")}),
            vec![("OptOutListName", json!(format!("Other{n}"))), ("Tags", tags)],
        ),
    ]
}

/// R2: the token of a request that succeeded, with one member changed.
pub async fn other_request(world: &World) -> Vec<Row> {
    let place = world.database("mismatch").await;
    let server = world.serve(&place.url, &[]).await;
    let wanted = world.rounds(2_000, 200);
    let provided = world.provide(&place, &server, 2, wanted / 2).await;
    let mut client = Client::new(server.address);
    let (mut accepted, mut tried, mut changed, mut failed) = (Vec::new(), 0, 0, Vec::new());
    let mut operations = std::collections::BTreeSet::new();
    for n in (0..).step_by(2) {
        if tried >= wanted {
            break;
        }
        for (operation, mut request, others) in requests(&provided.pools, &provided.numbers, n) {
            request["ClientToken"] = json!(token());
            match client.call(operation, &request).await {
                Ok(answer) if answer.is_success() => {}
                other => {
                    failed.push(format!(
                        "{operation}: {}",
                        other.map_or_else(|lost| format!("{lost:?}"), |answer| answer.body)
                    ));
                    continue;
                }
            }
            operations.insert(operation);
            let before = state(world, &place).await;
            for (member, value) in others {
                let mut other = request.clone();
                other[member] = value;
                tried += 1;
                if client.call(operation, &other).await.map_or(true, |answer| answer.status != 400) {
                    accepted.push(format!("{operation} {member}"));
                }
            }
            changed += usize::from(state(world, &place).await != before);
        }
    }
    accepted.sort();
    accepted.dedup();
    failed.truncate(3);
    vec![correct(
        "R2",
        format!(
            "a token with one member changed, {wanted} requests of every operation that has one: an error, 0 rows changed"
        ),
        format!(
            "{tried} of {} operations, accepted: {accepted:?}, {changed} changed something, not begun: {failed:?}",
            operations.len()
        ),
        accepted.is_empty() && changed == 0 && failed.is_empty() && tried >= wanted,
    )]
}

/// R3: a retry after the thing was undone, and after the pool is gone.
pub async fn late(world: &World) -> Vec<Row> {
    let place = world.database("late").await;
    let servers = [world.serve(&place.url, &[]).await, world.serve(&place.url, &[]).await];
    let rounds = world.rounds(50, 10);
    let provided = world.provide(&place, &servers[0], rounds, rounds).await;
    let (mut first, mut second) = (Client::new(servers[0].address), Client::new(servers[1].address));
    let (mut differing, mut changed, mut not_done) = (0, 0, 0);
    for (pool, number) in provided.pools.iter().zip(&provided.numbers) {
        let plain = json!({"PoolId": pool, "OriginationIdentity": number, "IsoCountryCode": "US"});
        let mut body = plain.clone();
        body["ClientToken"] = json!(token());
        let answer = first.call("AssociateOriginationIdentity", &body).await;
        let undone = first.call("DisassociateOriginationIdentity", &plain).await;
        let before = state(world, &place).await;
        let again = second.call("AssociateOriginationIdentity", &body).await;
        changed += usize::from(state(world, &place).await != before);
        let gone = second.call("DeletePool", &json!({"PoolId": pool})).await;
        let before = state(world, &place).await;
        let later = first.call("AssociateOriginationIdentity", &body).await;
        changed += usize::from(state(world, &place).await != before);
        differing += usize::from(again != answer || later != answer);
        not_done += [answer, undone, gone].iter().filter(|one| !one.as_ref().is_ok_and(Answer::is_success)).count();
    }
    vec![correct(
        "R3",
        format!(
            "associate(T), disassociate, T again, delete the pool, T again, x{rounds}: the first answer, 0 rows changed"
        ),
        format!("{differing} differ, {changed} changed something, {not_done} steps failed"),
        differing == 0 && changed == 0 && not_done == 0,
    )]
}
