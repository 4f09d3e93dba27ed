//! What a send costs over PostgreSQL itself, and whether events, records and many messages slow it down.
//!
//! `cargo bench --bench sending` starts a PostgreSQL of its own, with `fsync` and `synchronous_commit` on, and release callsigns on it,
//! and takes about an hour, most of it for the million messages of `memory`; `-- --short` takes two minutes and shows that everything
//! works, not how fast it is; `-- writes dead` runs some of the parts. They are
//!
//! - `writes`: texts through a pool, a second, in blocks that take turns: pgbench with the least that is as durable (the message, the
//!   month's spend, the two events that are to come), which is `leanest.sql`, and callsign, by signed HTTP requests; once all of one
//!   account, whose month is one row, and once each client of an account of its own. The ratios are what counts. What is to
//!   happen to a message isn't due for a day, so that nothing is carried out beside what is measured.
//! - `identities`, `recorded`, `before`: a pool with many identities, calls on record, the binary of a commit before that
//!   `CALLSIGN_BEFORE` names.
//! - `dead`, `fast`: sends while many deliveries wait for a target that is dead; events a second to one that answers.
//! - `carrying`: how late events are while clients send as fast as they can.
//! - `memory`: of callsign, after many messages.
//! - `pages`: of `/messages`, among many and among few.
//! - `console`: pages of the console over a million messages, a conversation of ten thousand of them, and a pool of ten thousand numbers:
//!   the first ones, and those far behind them.
//!
//! Every answer and, after each block, the number of messages, their events and the sum of what they cost are checked: if anything is
//! wrong, it ends with 1. A figure never fails it.

#[path = "../stage/bench.rs"]
mod bench;
#[path = "../stage/block.rs"]
mod block;
#[expect(dead_code, reason = "faults does more with it")]
#[path = "../stage/client.rs"]
mod client;
mod console;
mod contrasts;
mod course;
mod events;
#[path = "../stage/figure.rs"]
mod figure;
#[path = "../stage/generator.rs"]
mod generator;
mod goals;
mod load;
#[path = "../stage/pairs.rs"]
mod pairs;
#[path = "../stage/pgbench.rs"]
mod pgbench;
#[expect(dead_code, reason = "faults does more with it")]
#[path = "../stage/postgres.rs"]
mod postgres;
#[path = "../stage/report.rs"]
mod report;
#[expect(dead_code, reason = "association does more with it")]
#[path = "../association/seed.rs"]
mod seed;
#[expect(dead_code, reason = "faults does more with it")]
#[path = "../stage/server.rs"]
mod server;
mod size;
#[path = "../stage/turns.rs"]
mod turns;
#[path = "../stage/usage.rs"]
mod usage;
mod writes;

use std::{process::ExitCode, time::Instant};

use bench::Bench;
use goals::GOALS;
use load::Stage;
use report::{Report, circumstances};
use size::{FULL, SHORT};

/// All parts, in the order in which they run.
const PARTS: [&str; 10] =
    ["writes", "identities", "recorded", "before", "dead", "fast", "carrying", "pages", "console", "memory"];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let is_short = arguments.iter().any(|argument| argument == "--short");
    let named: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|argument| !argument.starts_with("--")).collect();
    if let Some(unknown) = named.iter().find(|name| !PARTS.contains(name)) {
        eprintln!("there is no part {unknown}; there are {}", PARTS.join(", "));
        return ExitCode::FAILURE;
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a tokio runtime starts");
    let report = runtime.block_on(async {
        let began = Instant::now();
        let bench = Bench::new("sending", if is_short { SHORT } else { FULL }).await;
        let stage = Stage::set(&bench).await;
        let mut report = Report::new(GOALS);
        for part in PARTS.into_iter().filter(|part| named.is_empty() || named.contains(part)) {
            let (report, stage) = (&mut report, &stage);
            match part {
                "writes" => writes::run(&bench, report, stage).await,
                "identities" => contrasts::identities(&bench, report, stage).await,
                "recorded" => contrasts::recorded(&bench, report, stage).await,
                "before" => contrasts::before(&bench, report, stage).await,
                "dead" => events::dead(&bench, report, stage).await,
                "fast" => events::fast(&bench, report, stage).await,
                "carrying" => course::carrying(&bench, report, stage).await,
                "pages" => course::pages(&bench, report).await,
                "console" => console::run(&bench, report).await,
                _ => course::memory(&bench, report, stage).await,
            }
            eprintln!("{part}: {:.0} s so far", began.elapsed().as_secs_f64());
        }
        println!("{}", report.text(&circumstances("sending", &bench, &arguments)));
        report
    });
    if report.is_correct() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
