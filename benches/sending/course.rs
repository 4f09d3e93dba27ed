//! Messages on their course: carried out beside those who send, the memory that many leave, and pages of them.

use std::{sync::Arc, time::Duration};

use crate::{
    bench::Bench,
    block::{self, by_http},
    figure::{Spread, markdown, mib, number},
    generator::{Load, Request},
    load::{ACCOUNT, LATER, SENDS, Stage, signed_send},
    report::Report,
    server::Server,
    turns,
};

const CLIENTS: usize = 64;

/// The databases that pages are read from.
const SMALL: &str = "pages_small";
const LARGE: &str = "pages_large";

/// How late the oldest event is that is due and hasn't happened, in seconds; -1 while none has happened.
const LATE: &str = "select case when exists (select from callsign.message_event where happened_at is not null)
    then coalesce(extract(epoch from clock_timestamp() - min(next_due_at)), 0) else -1 end::float8
    from callsign.message where next_due_at < clock_timestamp()";

/// Carries out what 64 clients send, and looks now and then how late that is.
pub async fn carrying(bench: &Bench, report: &mut Report, stage: &Stage) {
    bench.reset(SENDS).await;
    let server = bench.serve(SENDS, &[LATER[0]]).await;
    let seconds = usize::try_from(bench.size.carrying.as_secs()).unwrap_or(1);
    let requests: Vec<Request> =
        (1..=seconds * 4_000).map(|number| signed_send(&server, ACCOUNT, &stage.pool, number, None)).collect();
    let most = requests.len();
    let load = Load {
        address: server.address,
        clients: CLIENTS,
        requests: Arc::new(requests),
        again: false,
        most,
        time: bench.size.carrying,
    };
    let sending = std::thread::spawn(move || load.run());
    let mut late = Vec::new();
    while !sending.is_finished() {
        tokio::time::sleep(bench.size.carrying / 12).await;
        if !sending.is_finished() {
            late.push(self::late(bench).await);
        }
    }
    let outcome = sending.join().expect("the load doesn't panic");
    report.check(outcome.wrong == 0, format!("carrying: {} wrong: {}", outcome.wrong, outcome.troubles.join("; ")));
    let rate = number(outcome.took.len()) / outcome.elapsed.as_secs_f64();
    let shown: Vec<String> = late.iter().map(|late| format!("{late:.2}")).collect();
    report.add(
        "Carrying out",
        &format!(
            "{rate:.0} sends a second by {CLIENTS} clients for {seconds} s; how late the oldest event was, in seconds, in turn: {}\n",
            shown.join(", ")
        ),
    );
    report.goal("backlog", Spread::of(late.last().copied()));
}

async fn late(bench: &Bench) -> f64 {
    let mut connection = bench.postgres.connect(SENDS).await;
    sqlx::query_scalar(LATE).fetch_one(&mut connection).await.expect("the query runs")
}

/// callsign's memory after many messages.
pub async fn memory(bench: &Bench, report: &mut Report, stage: &Stage) {
    let server = bench.serve(SENDS, &LATER).await;
    let batch = 50_000.min(bench.size.worked);
    let (mut done, mut seconds) = (0, 0.0);
    while done < bench.size.worked {
        let count = batch.min(bench.size.worked - done);
        let requests = (1..=count).map(|number| signed_send(&server, ACCOUNT, &stage.pool, number, None));
        let load = block::load(&server, CLIENTS, Arc::new(requests.collect()), Duration::from_mins(4));
        bench.reset(SENDS).await;
        let block = by_http(bench, report, &server, load, "memory");
        bench.check_sent(report, SENDS, "memory", block.done).await;
        if block.done == 0 {
            break;
        }
        done += block.done;
        seconds += number(block.done) / block.rate;
    }
    let worked = mib(server.resident_kib());
    let rate = number(done) / seconds;
    report.add("Memory", &format!("after {done} messages, {rate:.0} a second, {worked:.1} MiB\n"));
    report.goal("worked", Spread::of([worked]));
}

/// So many messages with what they went through, the last ones the same whatever the number is.
fn messages(count: usize) -> String {
    format!(
        "insert into callsign.message
             (id, account_id, region, direction, channel, kind, status, origination_identity, origination_phone_number,
              origination_kind, destination_phone_number, iso_country_code, pool_id, chosen_by, message_type, message_body,
              message_encoding, time_to_live, request_id, created_at)
         select lpad(n::text, 32, '0')::uuid, '{ACCOUNT:012}', 'us-east-1', 'OUTBOUND', 'TEXT', 'API',
                case n % 10 when 0 then 'FAILED' else 'DELIVERED' end, 'phone-of-the-load', '+12065550100', 'LONG_CODE',
                '+1' || (2062000000 + n % 20), 'US', case n % 2 when 0 then 'pool-of-the-load' end, 'ONLY',
                case n % 3 when 0 then 'PROMOTIONAL' else 'TRANSACTIONAL' end, 'Hello, this is number ' || n % 20,
                'GSM', 259200, 'a request', timestamptz '2026-06-01 00:00Z' - n * interval '1 second'
         from generate_series({count}, 1, -1) n;"
    )
}

/// The filters that a page may have, each alone; the first is none.
const FILTERS: [&str; 9] = [
    "",
    "to=%2B12062000007",
    "from=%2B12065550100",
    "pool_id=pool-of-the-load",
    "direction=OUTBOUND",
    "channel=TEXT",
    "message_type=PROMOTIONAL",
    "status=FAILED",
    "contains=number%207",
];

/// Pages of the newest messages, among many and among few.
pub async fn pages(bench: &Bench, report: &mut Report) {
    for (database, count) in [SMALL, LARGE].into_iter().zip(bench.size.rows) {
        bench.database(database, None).await;
        bench.seed(database, &messages(count)).await;
    }
    let (small, large) = (bench.serve(SMALL, &[]).await, bench.serve(LARGE, &[]).await);
    let mut rows = Vec::new();
    let mut worst: Option<Spread> = None;
    for filter in FILTERS {
        let path = format!("/_callsign/v1/messages?account_id={ACCOUNT:012}&region=us-east-1&limit=50&{filter}");
        let request = |server: &Server| Request {
            bytes: format!("GET {path} HTTP/1.1\r\nhost: {}\r\n\r\n", server.address).into_bytes(),
            status: 200,
            holds: "number".to_owned(),
        };
        let (took, ratio) = turns::measure(report, [&small, &large], [request(&small), request(&large)], filter);
        let name = if filter.is_empty() { "no filter" } else { filter };
        rows.push(vec![name.to_owned(), took.text(3), ratio.text(2)]);
        if filter.is_empty() {
            report.goal("page", ratio);
        } else if worst.is_none_or(|worst| ratio.median > worst.median) {
            worst = Some(ratio);
        }
    }
    let [small, large] = bench.size.rows;
    let head = [format!("50 messages of {large}, p50 in ms at 1 client"), format!("against {small}")];
    report.add("Pages of messages", &markdown(&["filter", &head[0], &head[1]], &rows));
    if let Some(worst) = worst {
        report.goal("filter", worst);
    }
}
