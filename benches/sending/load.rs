//! Sends as a load, what they are sent from, and the checks after each block.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    bench::Bench,
    block::{self, by_http},
    client::{self, Client},
    generator::{Load, Request},
    report::Report,
    server::Server,
};

/// The database that is sent from.
pub const SENDS: &str = "sends";

/// The account that most sends are of.
pub const ACCOUNT: usize = 0;

/// The first of the accounts that clients have for themselves.
pub const FIRST_APART: usize = 100_000_000_000;

/// How many they are.
pub const APART: usize = 64;

/// Money for all, and nothing carried out beside what is measured.
pub const LATER: [(&str, &str); 3] = [
    ("spend_limits.text_message", "1000000"),
    ("delivery.accepted_ms", "86400000"),
    ("delivery.delivered_ms", "86400000"),
];

/// What is sent from.
#[derive(Clone)]
pub struct Stage {
    /// A pool with one number.
    pub pool: String,
    /// A pool with many.
    pub large_pool: String,
    /// A pool with one number in each of the accounts of clients.
    pub apart: Vec<String>,
}

impl Stage {
    /// Makes the database, the first time that it is asked for, and what is sent from in it.
    pub async fn set(bench: &Bench) -> Self {
        bench.database(SENDS, None).await;
        let server = bench.serve(SENDS, &[("quotas.origination_identities_per_pool", "0")]).await;
        let small_pool = pool(&server, ACCOUNT, 1).await;
        let large_pool = pool(&server, ACCOUNT, bench.size.identities).await;
        let mut apart = Vec::new();
        for place in 0..APART {
            apart.push(pool(&server, FIRST_APART + place, 1).await);
        }
        drop(server);
        bench.run(SENDS, "vacuum (analyze)").await;
        Self { pool: small_pool, large_pool, apart }
    }

    /// The account and the pool of the message of this number, where each client has its own.
    pub fn apart(&self, number: usize) -> (usize, &str) {
        let place = number % self.apart.len();
        (FIRST_APART + place, &self.apart[place])
    }
}

/// A pool with so many long codes of the US.
pub async fn pool(server: &Server, account: usize, numbers: usize) -> String {
    let mut client = Client::new(server.address).of_account(account);
    let mut id = String::new();
    for place in 0..numbers {
        let number = json!({
            "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"], "NumberType": "LONG_CODE",
        });
        let number = made(&mut client, "RequestPhoneNumber", &number).await["PhoneNumberId"].clone();
        if place == 0 {
            let pool = json!({ "OriginationIdentity": number, "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL" });
            let pool = made(&mut client, "CreatePool", &pool).await;
            pool["PoolId"].as_str().expect("a pool has an id").clone_into(&mut id);
        } else {
            let joining = json!({ "PoolId": id, "OriginationIdentity": number, "IsoCountryCode": "US" });
            made(&mut client, "AssociateOriginationIdentity", &joining).await;
        }
    }
    id
}

/// What a call that must succeed is answered.
pub async fn made(client: &mut Client, operation: &str, body: &Value) -> Value {
    let answer = client.call(operation, body).await;
    let answer = answer.unwrap_or_else(|lost| panic!("{operation}: {lost:?}"));
    assert!(answer.is_success(), "{operation}: {}", answer.body);
    serde_json::from_str(&answer.body).expect("answers are JSON")
}

/// A text of the account from a pool to the phone of this number.
pub fn signed_send(server: &Server, account: usize, pool: &str, number: usize, more: Option<(&str, &str)>) -> Request {
    let mut body = json!({
        "OriginationIdentity": pool, "DestinationPhoneNumber": format!("+1{}", 2_062_000_000 + number),
        "MessageBody": "Hello from a load.",
    });
    if let Some((member, value)) = more {
        body[member] = json!(value);
    }
    let bytes = client::request_of(server.address, account, "SendTextMessage", &body.to_string());
    Request { bytes, status: 200, holds: "MessageId".to_owned() }
}

/// Clients that send texts, as fast as they can for the time of a block, from what `from` says for a number.
pub fn sends<'s>(bench: &Bench, server: &Server, clients: usize, from: impl Fn(usize) -> (usize, &'s str)) -> Load {
    let seconds = usize::try_from(bench.size.block.as_secs()).unwrap_or(1);
    let most = seconds * if clients == 1 { 2_000 } else { 8_000 };
    let requests = (1..=most).map(|number| {
        let (account, pool) = from(number);
        signed_send(server, account, pool, number, None)
    });
    block::load(server, clients, Arc::new(requests.collect()), bench.size.block)
}

impl Bench {
    /// Empties what sends write, so that every block begins with the same.
    pub async fn reset(&self, database: &str) {
        let tables = "callsign.message, callsign.message_event, callsign.monthly_spend, callsign.sticky_identity, callsign.delivery";
        self.run(database, &format!("truncate {tables} cascade")).await;
        self.run(database, "checkpoint").await;
    }

    /// Checks that there are as many messages, with two events each, as were acknowledged, and that they were paid for once.
    pub async fn check_sent(&self, report: &mut Report, database: &str, what: &str, expected: usize) {
        let messages = self.count(database, "select count(*) from callsign.message").await;
        let events = self.count(database, "select count(*) from callsign.message_event").await;
        let unpaid = self
            .count(
                database,
                "select ((select coalesce(sum(total_message_price + total_carrier_fee), 0) from callsign.message)
                         - (select coalesce(sum(spent), 0) from callsign.monthly_spend))::bigint",
            )
            .await;
        let is_right = usize::try_from(messages) == Ok(expected) && events == 2 * messages && unpaid == 0;
        report.check(
            is_right,
            format!("{what}: {expected} acknowledged, {messages} messages, {events} events, {unpaid} not paid for"),
        );
    }
}

/// So that connections are open and statements prepared before the first block that counts.
pub async fn warm_up(bench: &Bench, report: &mut Report, database: &str, server: &Server, stage: &Stage) {
    bench.reset(database).await;
    let requests = (1..=2_000).map(|number| signed_send(server, ACCOUNT, &stage.pool, number, None));
    let load = block::load(server, 64, Arc::new(requests.collect()), bench.size.block);
    by_http(bench, report, server, load, "warm-up");
}
