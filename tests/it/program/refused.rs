//! Starts on a machine that doesn't give what they need: each with its cause and the way out that works there.

use std::{os::unix::process::CommandExt, path::Path, process::Command};

use sqlx::{AssertSqlSafe, Executor};

use super::starts::refused;
use crate::harness::{Fixture, Folder, Scratch, cluster, command};

/// A user without rights, where the test may become one; else `None`, and it says so.
fn as_nobody(mut command: Command) -> Option<Command> {
    let is_root = Path::new("/root").read_dir().is_ok();
    if !is_root {
        println!("not tried: only root runs callsign as another user");
        return None;
    }
    command.uid(65_534).gid(65_534).current_dir("/");
    Some(command)
}

#[tokio::test]
async fn a_port_for_root_alone_is_named_with_the_ways_out() {
    let scratch = Scratch::migrated().await;
    let first = std::fs::read_to_string("/proc/sys/net/ipv4/ip_unprivileged_port_start").unwrap_or_default();
    if first.trim().parse().is_ok_and(|first: u16| first <= 443) {
        println!("not tried: everybody may listen on port 443 here");
        return;
    }
    let Some(command) = as_nobody(command(&["--listen", "127.0.0.1:443", "--database-url", scratch.url()], &[])) else {
        return;
    };
    let sentence = refused(command);
    assert!(sentence.contains("server.listen: 127.0.0.1:443") && sentence.contains("4580"), "{sentence}");
}

#[test]
fn a_container_without_a_database_is_told_how_to_get_one() {
    let Some(command) = as_nobody(command(&["--listen", "127.0.0.1:0"], &[])) else { return };
    let sentence = refused(command);
    assert!(sentence.contains("CALLSIGN_DATABASE__URL") && sentence.contains("--data-dir"), "{sentence}");
}

#[test]
fn a_disk_that_can_only_be_read_is_named() {
    let folder = Folder::new();
    let disk = folder.join("disk");
    std::fs::create_dir(&disk).expect("the folder is the test's");
    let disk = disk.to_string_lossy();
    let mounted = |program: &str| {
        let mut own = Command::new("unshare");
        own.args(["-m", "sh", "-c", &format!("mount -t tmpfs -o ro tmpfs {disk} 2>/dev/null && exec {program}")]);
        own
    };
    if !mounted("true").status().is_ok_and(|status| status.success()) {
        println!("not tried: nobody may mount a disk here");
        return;
    }
    let program = env!("CARGO_BIN_EXE_callsign");
    let sentence = refused(mounted(&format!("{program} --listen 127.0.0.1:0 --data-dir {disk}/data")));
    assert!(sentence.contains(&*disk) && sentence.contains("can only be read"), "{sentence}");
    assert!(sentence.contains("--data-dir") && sentence.contains("--database-url"), "{sentence}");
}

#[tokio::test]
async fn a_database_that_can_only_be_read_is_named() {
    let scratch = Scratch::migrated().await;
    let name = url::Url::parse(scratch.url()).expect("a URL").path().trim_start_matches('/').to_owned();
    let mut admin = cluster::connect(scratch.url()).await;
    let statement = format!("alter database {name} set default_transaction_read_only = on");
    admin.execute(sqlx::raw_sql(AssertSqlSafe(statement))).await.expect("an administrator may");
    let sentence = refused(command(&["--listen", "127.0.0.1:0", "--database-url", scratch.url()], &[]));
    assert!(sentence.contains("can only be read") && sentence.contains("primary"), "{sentence}");
}

#[tokio::test]
async fn data_of_a_postgresql_that_is_gone_are_told_with_what_to_do_and_stay_as_they_are() {
    let folder = Folder::new();
    let data_dir = folder.join("data");
    let stop = |mut process: crate::harness::Process| {
        process.signal("TERM");
        process.end();
    };
    let process = super::first_run(&data_dir);
    let pool = Fixture(process.client()).pool().await;
    stop(process);
    let file = data_dir.join("cluster/PG_VERSION");
    let own = std::fs::read_to_string(&file).expect("a cluster has it");

    // No machine has that one.
    std::fs::write(&file, "99\n").expect("the cluster is the test's");
    let sentence = refused(command(&["--listen", "127.0.0.1:0", "--data-dir", &data_dir.to_string_lossy()], &[]));
    assert!(sentence.contains("was made by PostgreSQL 99, which is not installed any more"), "{sentence}");
    assert!(sentence.contains("install PostgreSQL 99 again") && sentence.contains("docs/operations.md"), "{sentence}");
    let (_, found) = sentence.split_once("(found: ").expect("it says which are there");
    let (found, _) = found.split_once(')').expect("they are listed");
    assert!(found.split(", ").any(|one| one == own.trim()), "{sentence}");
    assert!(include_str!("../../../docs/operations.md").contains("\n## Backup, restore, upgrade\n"));

    std::fs::write(&file, own).expect("the cluster is the test's");
    let process = super::first_run(&data_dir);
    assert_eq!(super::pools(&process.client()).await, [pool]);
    stop(process);
}
