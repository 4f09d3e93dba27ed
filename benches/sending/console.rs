//! Pages of the console over much: each is read by itself, from the first on, and none is made of all there is.

use std::{sync::Arc, time::Duration};

use crate::{
    bench::Bench,
    client::Client,
    figure::{Spread, markdown, mib, quantile},
    generator::{Load, Request},
    load::ACCOUNT,
    report::Report,
    seed,
    server::Server,
};

/// The database that pages are made from.
const DATABASE: &str = "pages_of_the_console";

/// How many times a page is asked for in a round, and how long a round may take.
const CALLS: usize = 200;
const ROUND: Duration = Duration::from_mins(1);

/// How many pages are turned, where there are so many, and how many there must be.
const FAR: usize = 40;
const LEAST: usize = 5;

/// How long a page may be, in bytes.
const BUDGET: usize = 40 * 1024;

/// A list of the console.
struct List {
    name: String,
    /// Below account and region.
    path: String,
    /// What its link to the next page is called.
    rel: &'static str,
    /// What each of its pages has.
    holds: &'static str,
}

fn lists(messages: usize, identities: usize) -> [List; 5] {
    let list = |name: String, path: String, rel, holds| List { name, path, rel, holds };
    let (row, bubble) = ("data-row", "class=\"bubble");
    [
        list(format!("pools, {identities} of them"), "pools".to_owned(), "next", row),
        list(format!("a pool of {identities}"), format!("pools/{}", seed::big_pool()), "next", row),
        list(format!("inbox of {messages}"), "inbox".to_owned(), "next", row),
        list("the same, is:failed: 1 in 10".to_owned(), "inbox?q=is%3Afailed".to_owned(), "next", row),
        list(
            format!("a thread of {}", messages / 100),
            "inbox/phone-of-the-load/%2B12062000000".to_owned(),
            "prev",
            bubble,
        ),
    ]
}

/// When who is in the pools joined.
const HISTORY: &str = "
    insert into callsign.association_event (account_id, region, event, pool_id, pool_arn, origination_identity,
        origination_identity_arn, iso_country_code, at, request_id)
    select n.account_id, n.region, 'ASSOCIATED', callsign.pool_id(i.pool_id),
           'arn:aws:sms-voice:us-east-1:000000000000:pool/' || callsign.pool_id(i.pool_id), callsign.phone_number_id(n.id),
           'arn:aws:sms-voice:us-east-1:000000000000:phone-number/' || callsign.phone_number_id(n.id), n.iso_country_code,
           i.created_at, i.request_id
    from callsign.pool_origination_identity i join callsign.phone_number n on n.id = i.phone_number_id
    order by i.created_at";

/// So many messages: one in a hundred of one conversation, with what happened to it, the others of conversations of four.
fn messages(count: usize) -> String {
    let (pool, phones) = (seed::big_pool(), count / 4);
    format!(
        "insert into callsign.message
             (id, account_id, region, direction, channel, kind, status, origination_identity, origination_phone_number,
              origination_kind, destination_phone_number, iso_country_code, pool_id, chosen_by, message_type, message_body,
              message_encoding, time_to_live, request_id, created_at)
         select lpad(n::text, 32, '0')::uuid, '{ACCOUNT:012}', 'us-east-1', 'OUTBOUND', 'TEXT', 'API',
                case n % 10 when 0 then 'FAILED' else 'DELIVERED' end, 'phone-of-the-load', '+12065550100', 'LONG_CODE',
                '+1' || (2062000000 + case n % 100 when 0 then 0 else 1 + n % {phones} end), 'US',
                case n % 2 when 0 then '{pool}' end, 'ONLY', 'TRANSACTIONAL', 'Hello, this is number ' || n, 'GSM', 259200,
                'a request', timestamptz '2026-06-01 00:00Z' - n * interval '1 second'
         from generate_series({count}, 1, -1) n;
         insert into callsign.message_event (message_id, ordinal, event_type, message_status, is_final, due_at)
         select m.id, e.ordinal, e.event_type, e.message_status, e.ordinal = 2, m.created_at + e.ordinal * interval '1 second'
         from callsign.message m,
              (values (1, 'TEXT_SUCCESSFUL', 'SUCCESSFUL'), (2, 'TEXT_DELIVERED', 'DELIVERED'))
                  e (ordinal, event_type, message_status)
         where m.destination_phone_number = '+12062000000'"
    )
}

/// First pages and those far behind them.
pub async fn run(bench: &Bench, report: &mut Report) {
    let (count, identities) = (bench.size.rows[1], bench.size.pooled);
    bench.database(DATABASE, None).await;
    bench.run(DATABASE, &seed::lists()).await;
    bench.run(DATABASE, &seed::grow(0, identities)).await;
    bench.run(DATABASE, HISTORY).await;
    bench.seed(DATABASE, &messages(count)).await;
    let server = bench.serve(DATABASE, &[]).await;
    let mut client = Client::new(server.address);
    let mut rows = Vec::new();
    let mut worst: Option<Spread> = None;
    for List { name, path, rel, holds } in lists(count, identities) {
        let first = format!("/_callsign/console/{ACCOUNT:012}/us-east-1/{path}");
        let (far, turned) = scroll(&mut client, &first, rel).await;
        report.check(turned >= LEAST, format!("{name}: {turned} pages follow the first"));
        for (what, path) in [(name.clone(), first), (format!("{name}: {turned} pages on"), far)] {
            let length = client.get(&path).await.map_or(usize::MAX, |answer| answer.body.len());
            report.check(length <= BUDGET, format!("{what}: {length} bytes"));
            let (p50, p99) = measure(bench, report, &server, &path, holds, &what);
            eprintln!("{what}: p99 {} ms", p99.text(1));
            rows.push(vec![what, (length / 1024).to_string(), p50.text(1), p99.text(1)]);
            if worst.is_none_or(|worst| p99.median > worst.median) {
                worst = Some(p99);
            }
        }
    }
    let head = ["page", "KiB", "p50 in ms at 1 client", "p99 of 200"];
    let memory = format!("\nMemory afterwards: {:.1} MiB\n", mib(server.resident_kib()));
    report.add("Pages of the console", &(markdown(&head, &rows) + &memory));
    if let Some(worst) = worst {
        report.goal("console", worst);
    }
}

/// Goes on from page to page: where that leads, and how many were turned.
async fn scroll(client: &mut Client, first: &str, rel: &str) -> (String, usize) {
    let (mut path, mut turned) = (first.to_owned(), 0);
    while turned < FAR {
        let page = client.get(&path).await.map(|answer| answer.body).unwrap_or_default();
        let Some(next) = link(&page, rel) else { break };
        path = next;
        turned += 1;
    }
    (path, turned)
}

/// Where the link of a page leads that is called so.
fn link(page: &str, rel: &str) -> Option<String> {
    let (before, _) = page.split_once(format!("\" rel=\"{rel}\"").as_str())?;
    let (_, link) = before.rsplit_once("href=\"")?;
    Some(link.replace("&#38;", "&"))
}

/// What a page takes in each round: p50 and p99, in milliseconds.
fn measure(
    bench: &Bench,
    report: &mut Report,
    server: &Server,
    path: &str,
    holds: &str,
    what: &str,
) -> (Spread, Spread) {
    let bytes = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n\r\n", server.address).into_bytes();
    let requests = Arc::new(vec![Request { bytes, status: 200, holds: holds.to_owned() }]);
    let mut seen = Vec::new();
    // The first round lets every connection prepare its statements and settle on plans for them.
    for round in 0..=bench.size.rounds {
        let requests = Arc::clone(&requests);
        let load = Load { address: server.address, clients: 1, requests, again: true, most: CALLS, time: ROUND };
        let mut outcome = load.run();
        report.check(outcome.wrong + outcome.throttled == 0, format!("{what}: {}", outcome.troubles.join("; ")));
        if round > 0 {
            seen.push((quantile(&mut outcome.took, 0.5), quantile(&mut outcome.took, 0.99)));
        }
    }
    (Spread::of(seen.iter().map(|(p50, _)| *p50)), Spread::of(seen.iter().map(|(_, p99)| *p99)))
}
