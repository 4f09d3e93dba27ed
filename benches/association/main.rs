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
//! - `replay`, `hot`, `recorded`, `grown`: client tokens that are known, one pool that all want, calls on record, a million associations
//!   present.
//! - `memory`, `start`, `size`: of callsign as a process.
//! - `reads`: pages in the middle of tables of a thousand to a million rows.
//!
//! Every answer and, after each block, the number of rows written is checked: if anything is wrong, it ends with 1. A figure
//! never fails it.
//!
//! CPU is by `/proc`, for PostgreSQL with all its processes. What (a) and (b) do in the first seconds, when pgbench opens
//! connections and prepares statements, isn't counted: callsign has done that by then.

mod bench;
mod block;
#[expect(dead_code, reason = "faults does more with it")]
#[path = "../stage/client.rs"]
mod client;
mod contrasts;
mod figure;
mod generator;
mod pgbench;
#[expect(dead_code, reason = "faults does more with it")]
#[path = "../stage/postgres.rs"]
mod postgres;
mod reads;
mod report;
mod script;
mod seed;
#[expect(dead_code, reason = "faults does more with it")]
#[path = "../stage/server.rs"]
mod server;
mod start;
mod transaction;
mod usage;
mod writes;

use std::{process::ExitCode, time::Instant};

use bench::{Bench, FULL, SHORT};
use report::{Report, circumstances};

/// All parts, in the order in which they run.
const PARTS: [&str; 9] = ["writes", "replay", "hot", "recorded", "grown", "memory", "start", "size", "reads"];

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
        let bench = Bench::new(if is_short { SHORT } else { FULL }).await;
        let mut report = Report::default();
        for part in PARTS.into_iter().filter(|part| named.is_empty() || named.contains(part)) {
            let report = &mut report;
            match part {
                "writes" => writes::run(&bench, report).await,
                "replay" => contrasts::replay(&bench, report).await,
                "hot" => contrasts::hot(&bench, report).await,
                "recorded" => contrasts::recorded(&bench, report).await,
                "grown" => contrasts::grown(&bench, report).await,
                "memory" => contrasts::memory(&bench, report).await,
                "start" => start::run(&bench, report).await,
                "size" => start::size(&bench, report),
                _ => reads::run(&bench, report).await,
            }
            eprintln!("{part}: {:.0} s so far", began.elapsed().as_secs_f64());
        }
        let version = bench.postgres.command("postgres").arg("--version").output();
        let version = version.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
        let mut first = circumstances(&version.unwrap_or_default(), &arguments);
        if bench.size.is_short {
            first += "\n\nThe short form: blocks of a second and small tables. Its figures say little.";
        }
        println!("{}", report.text(&first));
        report
    });
    if report.is_correct() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
