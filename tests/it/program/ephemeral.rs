//! State that goes when callsign ends.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::line;
use crate::harness::{Folder, Process, RawRequest, command, eventually};

/// A callsign whose temporary files are in `all`.
fn ephemeral(all: &Folder, arguments: &[&str]) -> Process {
    let arguments = [arguments, &["--listen", "127.0.0.1:0", "--ephemeral"]].concat();
    let mut command = command(&arguments, &[("server.drain_ms", "0"), ("database.max_connections", "4")]);
    command.env("TMPDIR", all.join(""));
    Process::spawn(command)
}

fn state(process: &Process) -> PathBuf {
    let line = line(process, "state");
    line.strip_suffix(" (it goes when callsign ends)").expect("it says what becomes of it").into()
}

fn is_empty(all: &Folder) -> bool {
    fs::read_dir(all.join("")).expect("the folder is there").next().is_none()
}

fn holder_of(folder: &Path) -> String {
    let pattern = format!("^[^ ]*callsign embedded .*{}", folder.display());
    let found = std::process::Command::new("pgrep").args(["-f", &pattern]).output().expect("there is a pgrep");
    String::from_utf8_lossy(&found.stdout).trim().to_owned()
}

#[tokio::test]
async fn ephemeral_state_is_gone_at_the_end_and_after_kill_9() {
    let all = Folder::new();
    for (arguments, signal, code) in [(&[][..], "TERM", Some(0)), (&["serve"], "KILL", None)] {
        let mut process = ephemeral(&all, arguments);
        let folder = state(&process);
        let address = process.address();
        let made = RawRequest::call(address, "CreateOptOutList", r#"{"OptOutListName":"a"}"#).send(address).await;
        assert_eq!(made.status, 200, "it is a callsign as any other");
        assert!(folder.join("cluster").is_dir(), "{}", folder.display());

        process.signal(signal);

        assert_eq!(process.end().code(), code);
        eventually("nothing is left", || is_empty(&all).then_some(()));
    }
}

#[tokio::test]
async fn what_a_killed_holder_leaves_goes_at_the_next_start_and_what_is_in_use_stays() {
    let all = Folder::new();
    let mut killed = ephemeral(&all, &[]);
    let left = state(&killed);
    let used = ephemeral(&all, &[]);
    let used_folder = state(&used);
    let killing = std::process::Command::new("kill").args(["-KILL", &holder_of(&left)]).status();
    assert!(killing.expect("there is a kill").success(), "the holder is there");
    killed.signal("KILL");
    killed.end();
    // PostgreSQL goes on without its holder: it holds its lock, and is ended here in the holder's place.
    let pid_file = fs::read_to_string(left.join("cluster/postmaster.pid")).expect("it runs");
    let pid = pid_file.lines().next().expect("the first line is its number").to_owned();
    let stopping = std::process::Command::new("kill").args(["-QUIT", &pid]).status();
    assert!(stopping.expect("there is a kill").success(), "PostgreSQL is there");
    let lock = fs::File::options().write(true).open(left.join("postgres.lock")).expect("the lock is a file");
    eventually("PostgreSQL has ended", || lock.try_lock().is_ok().then_some(()));
    drop(lock);
    assert!(left.is_dir(), "nobody removed it yet");

    let next = ephemeral(&all, &[]);
    let next_folder = state(&next);

    assert!(!left.exists() && next_folder.is_dir(), "the next start removes it");
    assert!(used_folder.join("cluster").is_dir() && used_folder != next_folder, "what is in use stays");
}

#[test]
fn ephemeral_is_refused_beside_another_place_and_for_other_commands() {
    for (arguments, named) in [
        (&["--ephemeral", "--data-dir", "/tmp/x"][..], "database.data_dir"),
        (&["--ephemeral", "--database-url", "postgres://h/d"], "database.url"),
        (&["migrate", "--ephemeral"], "serve alone"),
        (&["config", "--ephemeral"], "serve alone"),
    ] {
        let (code, stdout, stderr) = Process::outcome(command(arguments, &[]));
        assert_eq!((code, stdout.as_str(), stderr.lines().count()), (Some(1), "", 1), "{stderr}");
        assert!(stderr.contains("--ephemeral") && stderr.contains(named), "{stderr}");
    }
}
