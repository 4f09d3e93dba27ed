//! What an association costs over PostgreSQL itself, and whether it stays so as the data grows.
//!
//! `cargo bench --bench association` starts a PostgreSQL of its own, with `fsync` and `synchronous_commit` on, and release
//! callsigns on it, and takes about a quarter of an hour; `-- --short` takes two minutes and shows that everything works,
//! not how fast it is; `-- writes reads` runs some of the parts. They are
//!
//! - `writes`: associations a second, in blocks that take turns: (a) pgbench with the statements that callsign sends, which
//!   are read from PostgreSQL's log, so that they are always the same; (b) pgbench with the least that is as durable, which
//!   is `leanest.sql`; (c) callsign, by signed HTTP requests. The ratios c/a and c/b are what counts: the machine has a part
//!   in everything else. pgbench reckons ids in SQL, which callsign has ready: that
//!   is in the disfavour of (a) and (b), roughly 40 µs of a core for the 27 ids of a transaction, by one rough trial. And
//!   each client of pgbench has a session of its own, where callsign's share 16; what that makes nobody has measured.
//! - `replay`, `hot`, `sender-ids`, `recorded`, `before`, `grown`: client tokens that are known, one pool that all want, sender IDs, calls
//!   on record, the binary of a commit before that `CALLSIGN_BEFORE` names, a million associations present.
//! - `memory`, `start`, `size`: of callsign as a process.
//! - `reads`: pages in the middle of tables of a thousand to a million rows.
//!
//! Every answer and, after each block, the number of rows written is checked: if anything is wrong, it ends with 1. A figure
//! never fails it.
//!
//! CPU is by `/proc`, for PostgreSQL with all its processes. What (a) and (b) do in the first seconds, when pgbench opens
//! connections and prepares statements, isn't counted: callsign has done that by then.

#[path = "../stage/bench.rs"]
mod bench;
#[path = "../stage/block.rs"]
mod block;
#[expect(dead_code, reason = "faults does more with it")]
#[path = "../stage/client.rs"]
mod client;
mod contrasts;
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
mod reads;
#[path = "../stage/report.rs"]
mod report;
mod script;
mod seed;
#[expect(dead_code, reason = "faults does more with it")]
#[path = "../stage/server.rs"]
mod server;
mod size;
mod start;
mod transaction;
#[path = "../stage/turns.rs"]
mod turns;
#[path = "../stage/usage.rs"]
mod usage;
mod writes;

use std::{process::ExitCode, time::Instant};

use bench::Bench;
use goals::GOALS;
use report::{Report, circumstances};
use size::{FULL, SHORT};

/// All parts, in the order in which they run.
const PARTS: [&str; 11] =
    ["writes", "replay", "hot", "sender-ids", "recorded", "before", "grown", "memory", "start", "size", "reads"];

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
        let bench = Bench::new("association", if is_short { SHORT } else { FULL }).await;
        let mut report = Report::new(GOALS);
        for part in PARTS.into_iter().filter(|part| named.is_empty() || named.contains(part)) {
            let report = &mut report;
            match part {
                "writes" => writes::run(&bench, report).await,
                "replay" => contrasts::replay(&bench, report).await,
                "hot" => contrasts::hot(&bench, report).await,
                "sender-ids" => contrasts::sender_ids(&bench, report).await,
                "before" => contrasts::before(&bench, report).await,
                "recorded" => contrasts::recorded(&bench, report).await,
                "grown" => contrasts::grown(&bench, report).await,
                "memory" => contrasts::memory(&bench, report).await,
                "start" => start::run(&bench, report).await,
                "size" => start::size(&bench, report),
                _ => reads::run(&bench, report).await,
            }
            eprintln!("{part}: {:.0} s so far", began.elapsed().as_secs_f64());
        }
        println!("{}", report.text(&circumstances("association", &bench, &arguments)));
        report
    });
    if report.is_correct() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
