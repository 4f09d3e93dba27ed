//! Associations as a load, the database that they are written to, and the checks after each block.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    bench::Bench,
    block::{self, by_http},
    client,
    generator::{Load, Request},
    report::Report,
    seed,
    server::Server,
};

/// The database of the writing parts.
pub const WRITES: &str = "writes";

impl Bench {
    /// The database of the writing parts, seeded the first time that it is asked for, with nothing associated.
    pub async fn provide_writes(&self) {
        let is_there = format!("select count(*) from pg_database where datname = '{WRITES}'");
        if self.count("postgres", &is_there).await == 0 {
            eprintln!("seeding {} phone numbers", self.size.numbers);
            self.database(WRITES, None).await;
            self.seed(WRITES, &seed::writes(self.size.numbers, self.size.sender_ids)).await;
        }
        self.reset(WRITES).await;
    }

    /// Empties what associations write, so that every block begins with the same.
    pub async fn reset(&self, database: &str) {
        let tables = "callsign.pool_origination_identity, callsign.association_event, callsign.client_token";
        self.run(database, &format!("truncate {tables}")).await;
        self.run(database, "checkpoint").await;
    }

    /// Checks that there are as many associations, events and tokens as were acknowledged and there before.
    pub async fn check_counts(&self, report: &mut Report, database: &str, what: &str, expected: usize) {
        for table in ["pool_origination_identity", "association_event", "client_token"] {
            let count = self.count(database, &format!("select count(*) from callsign.{table}")).await;
            let is_right = usize::try_from(count) == Ok(expected);
            report.check(is_right, format!("{what}: {expected} acknowledged, {count} rows in {table}"));
        }
    }
}

/// The 32 digits that stand for a number, as `lpad(n::text, 32, '0')` makes them.
pub fn digits(number: usize) -> String {
    format!("{number:032}")
}

/// The pool that a phone number joins where all pools are used.
pub fn pool_of(number: usize) -> usize {
    number % seed::POOLS + 1
}

/// What AssociateOriginationIdentity is asked, with a client token of the number's own.
pub fn association(number: usize, pool: usize) -> Value {
    json!({
        "PoolId": format!("pool-{}", digits(pool)),
        "OriginationIdentity": format!("phone-{}", digits(number)),
        "IsoCountryCode": "US",
        "ClientToken": digits(number),
    })
}

/// The same as a signed request, which is good for five minutes.
pub fn signed_association(server: &Server, number: usize, pool: usize) -> Request {
    let body = association(number, pool).to_string();
    Request {
        bytes: client::request(server.address, "AssociateOriginationIdentity", &body),
        status: 200,
        holds: digits(number),
    }
}

/// The same for a sender ID, which is named with its country.
pub fn signed_association_of_a_sender_id(server: &Server, number: usize, pool: usize) -> Request {
    let mut body = association(number, pool);
    body["OriginationIdentity"] = json!(format!("S{number}"));
    body["IsoCountryCode"] = json!("GB");
    Request {
        bytes: client::request(server.address, "AssociateOriginationIdentity", &body.to_string()),
        status: 200,
        holds: format!("S{number}"),
    }
}

/// Clients that associate phone numbers, from `first` on, as fast as they can for the time of a block.
pub fn associations(bench: &Bench, server: &Server, clients: usize, pool: fn(usize) -> usize) -> Load {
    let seconds = usize::try_from(bench.size.block.as_secs()).unwrap_or(1);
    // More than any machine of two cores does in that time; a block whose requests are all asked ends early.
    let most = (seconds * if clients == 1 { 4_000 } else { 16_000 }).min(bench.size.numbers);
    let requests: Vec<Request> = (1..=most).map(|number| signed_association(server, number, pool(number))).collect();
    block::load(server, clients, Arc::new(requests), bench.size.block)
}

/// So that connections are open and statements prepared before the first block that counts.
pub async fn warm_up(bench: &Bench, report: &mut Report, database: &str, server: &Server) {
    bench.reset(database).await;
    let requests =
        (1..=2_000.min(bench.size.numbers)).map(|number| signed_association(server, number, pool_of(number)));
    let load = block::load(server, 64, Arc::new(requests.collect()), bench.size.block);
    by_http(bench, report, server, load, "warm-up");
}
