//! The program from outside: the real binary as a process.

mod anew;
mod canaries;
mod deploy;
mod ephemeral;
mod gone;
mod interface_log;
mod psql;
mod refused;
mod signature;
mod starts;
mod stops;

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::Command,
};

use aws_sdk_pinpointsmsvoicev2::Client;

use crate::harness::{Fixture, Folder, Process, RawRequest, command, eventually, send};

/// A callsign with a PostgreSQL of its own below `folder`. A `DATABASE_URL` of another project is around.
fn first_run(folder: &Path) -> Process {
    let data_dir = folder.to_string_lossy();
    let mut command = command(
        &["--listen", "127.0.0.1:0", "--data-dir", &data_dir],
        &[("server.drain_ms", "0"), ("database.max_connections", "4")],
    );
    command.env("DATABASE_URL", "postgres://somebody:else@127.0.0.1:1/theirs");
    Process::spawn(command)
}

/// The part of the ready block behind `name`.
fn line(process: &Process, name: &str) -> String {
    process.address();
    eventually("the ready block is printed", || {
        let block = process.stdout();
        let line = block.lines().find_map(|line| line.trim_start().strip_prefix(name))?;
        block.ends_with('\n').then(|| line.trim().to_owned())
    })
}

/// What `psql` says to the printed line with one more statement: whether it succeeded, and its output.
fn psql(line: &str, statement: &str) -> (bool, String) {
    let script = format!("{line} -X -At -v ON_ERROR_STOP=1 -c \"{statement}\"");
    let output = Command::new("sh").arg("-c").arg(script).output().expect("there is a shell");
    let text = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8_lossy(&text).trim().to_owned())
}

/// What is at a path, with its status.
async fn get(process: &Process, path: &str) -> (u16, String) {
    let address = process.address();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n\r\n");
    let answer = send(address, request.as_bytes()).await.expect("callsign answers");
    (answer.status, answer.body)
}

async fn pools(client: &Client) -> Vec<String> {
    let answer = client.describe_pools().send().await.expect("pools are described");
    answer.pools().iter().map(|pool| pool.pool_id.clone()).collect()
}

/// Every process of PostgreSQL inherits the lock, so a free one means that there is none.
fn no_postgres_is_left(data_dir: &Path) -> bool {
    let lock = File::options().write(true).open(data_dir.join("postgres.lock")).expect("the lock is a file");
    lock.try_lock().is_ok() && !data_dir.join("cluster/postmaster.pid").exists()
}

#[test]
fn every_subcommand_explains_itself() {
    let said = |arguments: &[&str]| {
        let (code, stdout, stderr) = Process::outcome(command(arguments, &[]));
        assert_eq!((code, stderr.as_str()), (Some(0), ""), "{arguments:?}");
        stdout
    };
    let overview = said(&["--help"]);
    for name in
        ["serve", "migrate", "config", "health", "--config", "--listen", "--database-url", "--data-dir", "--seed"]
    {
        assert!(overview.contains(name), "{name} is not explained: {overview}");
    }
    let lists = |name: &str| overview.lines().any(|line| line.trim_start().starts_with(name));
    assert!(lists("serve") && !lists("embedded"), "callsign starts that one itself: {overview}");
    for subcommand in ["serve", "migrate", "config", "health", "seed", "psql"] {
        let help = said(&[subcommand, "--help"]);
        assert!(help.contains(&format!("Usage: callsign {subcommand}")), "{help}");
    }
    assert!(said(&["health", "--help"]).contains("--url"));
    assert_eq!(said(&["seed", "--example"]), callsign::staging::seed::EXAMPLE);
    assert!(said(&["--version"]).contains(env!("CARGO_PKG_VERSION")));
}

#[tokio::test]
async fn a_first_run_says_where_it_is_who_may_call_and_how_to_look_inside() {
    let folder = Folder::new();
    let data_dir = folder.join("data");
    let mut process = first_run(&data_dir);
    let address = process.address();

    assert_eq!(line(&process, "credential"), "access key test, secret test (account 000000000000)");
    let call = line(&process, "try");
    assert!(call.contains(&format!("aws --endpoint-url http://{address} ")), "{call}");
    assert!(call.contains("AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test"), "{call}");

    assert_eq!(get(&process, "/health/live").await.0, 200);
    assert_eq!(get(&process, "/health/ready").await, (200, r#"{"status":"ready"}"#.to_owned()));
    let url = format!("http://{address}");
    let healthy = Process::outcome(command(&["health", "--url", &url], &[]));
    assert_eq!(healthy, (Some(0), String::new(), String::new()));

    // The printed line shows what is there, and changes nothing.
    let pool = Fixture(process.client()).pool().await;
    let look_inside = line(&process, "psql");
    let password = std::fs::read_to_string(data_dir.join("passfile")).expect("there is a passfile");
    let password = password.trim().rsplit(':').next().expect("it holds the password").to_owned();
    assert!(!process.stdout().contains(&password), "no password on the command line: {look_inside}");
    assert_eq!(psql(&look_inside, "select pool_id from pools"), (true, pool));
    for write in [
        "delete from association_history",
        "begin read write; delete from association_history",
        "set session characteristics as transaction read write; delete from callsign.pool",
        "select * from callsign.pool",
        "create table inspect.mine ()",
        "create temporary table mine ()",
    ] {
        let (done, said) = psql(&look_inside, write);
        assert!(!done && (said.contains("denied") || said.contains("read-only")), "{write}: {said}");
    }
    assert_eq!(psql(&look_inside, "select count(*) from pools"), (true, "1".to_owned()));

    process.signal("TERM");
    assert_eq!(process.end().code(), Some(0));
    assert!(no_postgres_is_left(&data_dir), "PostgreSQL stops with callsign");
    let (stdout, stderr) = (process.stdout(), process.stderr());
    assert!(stderr.contains("CreatePool") && !stdout.contains("CreatePool"), "log lines go to stderr only: {stdout}");
    assert!(!stdout.contains("INFO") && stdout.lines().count() < 10, "stdout has the ready block only: {stdout}");
    assert!(!stderr.contains(&password), "{stderr}");
}

#[tokio::test]
async fn a_first_run_is_bent_neither_by_variables_of_libpq_nor_by_a_quote_in_its_folder() {
    let folder = Folder::new();
    let data_dir = folder.join("it's \"one\" $HOME");
    let data_dir = data_dir.to_string_lossy();
    let arguments = ["--listen", "127.0.0.1:0", "--data-dir", &data_dir];
    let mut command = command(&arguments, &[("server.drain_ms", "0"), ("database.max_connections", "4")]);
    for (name, value) in starts::LIBPQ {
        command.env(name, value);
    }
    command.env("CALLSIGN_AUTH__ACCESS_KEY_ID", "test").env("CALLSIGN_AUTH__ACCOUNT_ID", "000000000000");
    command.env("CALLSIGN_AUTH__SECRET_ACCESS_KEY", "c4n4ry");
    let process = Process::spawn(command);
    process.address();

    assert_eq!(psql(&line(&process, "psql"), "select count(*) from pools"), (true, "0".to_owned()));
    // What the children know, where the system shows it.
    let children = Command::new("pgrep").args(["-f", &*data_dir.replace('$', "\\$")]).output();
    let children = children.map(|output| String::from_utf8_lossy(&output.stdout).into_owned()).unwrap_or_default();
    for child in children.lines().filter(|child| *child != process.id().to_string()) {
        let environment = std::fs::read(format!("/proc/{child}/environ")).unwrap_or_default();
        assert!(!String::from_utf8_lossy(&environment).contains("c4n4ry"), "a secret in {child}");
    }
    assert!(children.lines().count() > 2 || !Path::new("/proc/self/environ").exists(), "the children are found");
}

#[tokio::test]
async fn the_state_outlives_a_stop_and_a_kill() {
    let folder = Folder::new();
    let data_dir: PathBuf = folder.join("data");
    let mut process = first_run(&data_dir);
    let mut known = vec![Fixture(process.client()).pool().await];

    for signal in ["INT", "KILL"] {
        process.signal(signal);
        let status = process.end();
        assert_eq!(status.code(), (signal == "INT").then_some(0), "{signal}");
        process = first_run(&data_dir);
        assert_eq!(pools(&process.client()).await, known, "after {signal}");
        known.push(Fixture(process.client()).pool().await);
    }

    process.signal("KILL");
    process.end();
    eventually("PostgreSQL ends with a killed callsign", || no_postgres_is_left(&data_dir).then_some(()));
}

#[tokio::test]
async fn metrics_count_calls_by_operation_and_outcome() {
    let scratch = crate::harness::Scratch::migrated().await;
    let process = Process::serving(scratch.url(), &[]);
    let address = process.address();
    for _ in 0..3 {
        RawRequest::call(address, "DescribePools", "{}").send(address).await;
    }
    RawRequest::call(address, "CreatePool", "{}").send(address).await;
    RawRequest::call(address, "CreatePool", "[]").send(address).await;
    RawRequest::unsigned(address, "CreatePool", "{}").send(address).await;
    RawRequest::call(address, "Secret123", "{}").send(address).await;

    let (status, metrics) = get(&process, "/metrics").await;

    assert_eq!(status, 200);
    for counted in [
        r#"callsign_calls_total{operation="DescribePools",outcome="success"} 3"#,
        r#"callsign_calls_total{operation="CreatePool",outcome="ValidationException"} 1"#,
        r#"callsign_calls_total{operation="CreatePool",outcome="SerializationException"} 1"#,
        r#"callsign_calls_total{operation="CreatePool",outcome="MissingAuthenticationTokenException"} 1"#,
        r#"callsign_calls_total{operation="-",outcome="UnknownOperationException"} 1"#,
        r#"callsign_call_duration_seconds_bucket{operation="DescribePools",le="+Inf"} 3"#,
        r#"callsign_call_duration_seconds_count{operation="CreatePool"} 3"#,
    ] {
        assert!(metrics.lines().any(|line| line == counted), "{counted} is not in:\n{metrics}");
    }
    // What is due is looked for all the time, by one of them.
    let connections = |state: &str| {
        let name = format!("callsign_database_connections{{state=\"{state}\"}} ");
        metrics.lines().find_map(|line| line.strip_prefix(&name)?.parse::<u32>().ok())
    };
    assert_eq!(
        connections("in_use").zip(connections("idle")).map(|(in_use, idle)| in_use + idle),
        Some(4),
        "{metrics}"
    );
    assert!(!metrics.contains("Secret123"), "a label's values are a closed set");
    assert!(metrics.contains("# TYPE callsign_call_duration_seconds histogram"), "{metrics}");
}
