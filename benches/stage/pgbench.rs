//! Blocks of pgbench.

use std::{
    fs,
    process::Stdio,
    time::{Duration, SystemTime},
};

use crate::{bench::Bench, postgres::ROLE, usage};

/// What every script begins with: a number that no other client has.
const VARIABLES: &str = "\\set i :i + 1\n\\set n :i * :clients + :client_id + 1\n";

/// How long connections may take to be opened and statements to be prepared, before anything counts: callsign's are ready
/// too when its load begins.
const WARM_UP: Duration = Duration::from_secs(2);

/// What came of it.
pub struct Outcome {
    /// How many transactions there were, the first ones included.
    pub done: usize,
    /// How long each took that ended after the warm-up.
    pub took: Vec<Duration>,
    /// How long it went on after the warm-up.
    pub elapsed: Duration,
    /// What pgbench took of the processors in that time.
    pub cpu: Duration,
    /// What PostgreSQL took.
    pub postgres: Duration,
    /// Whether all transactions succeeded, or what pgbench said.
    pub trouble: Option<String>,
}

/// Runs a script with prepared statements.
pub fn run(bench: &Bench, database: &str, script: &str, clients: usize, time: Duration) -> Outcome {
    let home = bench.postgres.home();
    let (file, prefix) = (home.join("script.sql"), home.join("latency"));
    fs::write(&file, VARIABLES.to_owned() + script).expect("the folder is the program's own");
    let mut command = bench.postgres.command("pgbench");
    command.args(["--no-vacuum", "--protocol=prepared", "--jobs=1", "--host=127.0.0.1", "--username", ROLE]);
    command.arg("--define=i=0").arg(format!("--define=clients={clients}")).arg(format!("--client={clients}"));
    command.arg(format!("--port={}", bench.postgres.port())).arg(format!("--time={}", (time + WARM_UP).as_secs()));
    command.arg("--log").arg("--log-prefix").arg(&prefix).arg("--file").arg(&file).arg(database);
    let ended = usage::of_ended_children();
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let child = child.expect("pgbench is installed with PostgreSQL's server");
    std::thread::sleep(WARM_UP);
    let began = SystemTime::now();
    let before = (usage::of_process(child.id()), postgres(bench));
    let output = child.wait_with_output().expect("it is the program's own");
    let all = usage::of_ended_children().saturating_sub(ended);
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    let figure = |name: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.split_whitespace().next().map(str::to_owned))
    };
    let all_took = latencies(bench);
    let counted = all_took.iter().filter(|(ended, _)| *ended >= began);
    let took: Vec<Duration> = counted.map(|(_, took)| *took).collect();
    let last = all_took.iter().map(|(ended, _)| *ended).max().unwrap_or(began);
    let processed = figure("number of transactions actually processed: ").and_then(|text| text.parse().ok());
    let failed = figure("number of failed transactions: ");
    let succeeded = output.status.success() && failed.as_deref() == Some("0") && processed == Some(all_took.len());
    Outcome {
        done: all_took.len(),
        took,
        elapsed: last.duration_since(began).unwrap_or_default(),
        cpu: all.saturating_sub(before.0),
        postgres: postgres(bench).saturating_sub(before.1),
        trouble: (!succeeded).then_some(said),
    }
}

fn postgres(bench: &Bench) -> Duration {
    bench.postgres.id().map_or(Duration::ZERO, usage::of_family)
}

/// What `--log` wrote: client, transaction, microseconds that it took, script, and when it ended in seconds and
/// microseconds.
fn latencies(bench: &Bench) -> Vec<(SystemTime, Duration)> {
    let mut took = Vec::new();
    let files = fs::read_dir(bench.postgres.home()).expect("the folder is the program's own").flatten();
    for file in files.filter(|file| file.file_name().to_string_lossy().starts_with("latency.")) {
        let text = fs::read_to_string(file.path()).unwrap_or_default();
        took.extend(text.lines().filter_map(|line| {
            let words: Vec<u64> = line.split(' ').filter_map(|word| word.parse().ok()).collect();
            let [_, _, micros, _, seconds, fraction] = words[..] else { return None };
            let ended = Duration::from_secs(seconds) + Duration::from_micros(fraction);
            Some((SystemTime::UNIX_EPOCH + ended, Duration::from_micros(micros)))
        }));
        drop(fs::remove_file(file.path()));
    }
    took
}
