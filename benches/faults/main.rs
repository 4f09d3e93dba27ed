//! Nothing lost, nothing twice: real callsigns on a real PostgreSQL that is crashed, cut off and overloaded, and a table of
//! what was to be seen and what was.
//!
//! `cargo bench --bench faults` runs all of it, with `-- --soak` ten minutes of half the load too;
//! `cargo bench --bench faults -- --short` a part of each in under five minutes, `cargo bench --bench faults -- R9 R10` some. It ends with 1 if anything was lost, doubled or wrong; a row about a time
//! that failed is shown and doesn't.

mod checker;
#[expect(dead_code, reason = "sending signs for accounts")]
#[path = "../stage/client.rs"]
mod client;
mod clients;
mod crash;
mod graceful;
mod health;
mod history;
mod hole;
mod kill;
mod ladder;
mod load;
mod migration;
mod overload;
mod plants;
#[expect(dead_code, reason = "association asks for its process")]
#[path = "../stage/postgres.rs"]
mod postgres;
mod proxy;
mod race;
mod reaper;
mod restore;
mod sends;
#[path = "../stage/server.rs"]
mod server;
mod table;
mod toggle;
mod tokens;
mod world;

use std::{future::Future, pin::Pin, process::ExitCode, time::Instant};

use table::{Kind, Row, markdown, shown};
use world::World;

/// What a goal does to the world.
type Goal = for<'w> fn(&'w mut World) -> Pin<Box<dyn Future<Output = Vec<Row>> + 'w>>;

/// All of them, in the order in which they run.
const GOALS: &[(&str, Goal)] = &[
    ("R23", |world| Box::pin(graceful::run(world))),
    ("R24", |world| Box::pin(health::run(world))),
    ("R28", |world| Box::pin(migration::run(world))),
    ("R29", |world| Box::pin(restore::run(world))),
    ("R1", |world| Box::pin(tokens::same(world))),
    ("R2", |world| Box::pin(tokens::other_request(world))),
    ("R3", |world| Box::pin(tokens::late(world))),
    ("R4", |world| Box::pin(crash::run(world))),
    ("R5", |world| Box::pin(reaper::run(world))),
    ("R6", |world| Box::pin(race::run(world))),
    ("R7", |world| Box::pin(history::run(world))),
    ("R8", |world| Box::pin(plants::run(world))),
    ("R9", |world| Box::pin(kill::service(world))),
    ("R10", |world| Box::pin(kill::database(world))),
    ("R11", |world| Box::pin(hole::run(world))),
    ("R12", |world| Box::pin(hole::vanishing(world))),
    ("R16", |world| Box::pin(clients::run(world))),
    ("R25", |world| Box::pin(hole::hot_number(world))),
    ("R26", |world| Box::pin(overload::run(world))),
    ("R27", |world| Box::pin(ladder::run(world))),
    ("R31", |world| Box::pin(sends::run(world))),
    ("R30", |world| Box::pin(overload::soak(world))),
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let short = arguments.iter().any(|argument| argument == "--short");
    let soak = arguments.iter().any(|argument| argument == "--soak");
    let named: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|argument| !argument.starts_with("--")).collect();
    let runtime = tokio::runtime::Runtime::new().expect("a tokio runtime starts");
    let rows = runtime.block_on(async {
        let mut world = World::new(short).await;
        let mut rows = Vec::new();
        for (name, goal) in GOALS.iter().copied() {
            let is_wanted = if named.is_empty() {
                // They take a minute and ten minutes.
                (name != "R5" || !short) && (name != "R30" || soak)
            } else {
                named.contains(&name)
            };
            if !is_wanted {
                continue;
            }
            let began = Instant::now();
            let seen = goal(&mut world).await;
            eprint!("{}", markdown(&seen));
            eprintln!("{name}: {}", shown(began.elapsed()));
            rows.extend(seen);
        }
        rows
    });
    let failed = rows.iter().filter(|row| !row.passed).count();
    let wrong = rows.iter().filter(|row| !row.passed && row.kind == Kind::Correctness).count();
    println!("\n{}\n{} passed, {failed} failed", markdown(&rows), rows.len() - failed);
    if wrong > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
