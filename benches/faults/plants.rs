//! R8: planted bugs, each of which the goal meant for it must catch. Some are planted in the database; the others are patches
//! beside this file, applied to a copy of the tree that is built for it.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use crate::{
    crash, kill, race,
    table::{Kind, Row, correct},
    world::{World, run as execute},
};

/// The patches, and the goal that has to catch each.
const PATCHES: [(&str, &str); 3] =
    [("no_row_lock", "R6"), ("token_outside_the_transaction", "R4"), ("answer_before_commit", "R9")];

/// What a goal saw of a plant: the first row that failed.
fn caught(plant: &str, by: &str, rows: &[Row]) -> Row {
    let failed = rows.iter().find(|row| !row.passed && row.kind == Kind::Correctness);
    let seen = failed.map_or_else(|| "nothing".to_owned(), |row| format!("{}: {}", row.to_pass, row.seen));
    let seen: String = seen.chars().take(300).collect();
    correct("R8", format!("planted: {plant}; {by} catches it"), seen, failed.is_some())
}

async fn no_unique_constraint(world: &World) -> Row {
    let place = world.database("planted_constraint").await;
    let drop = "alter table callsign.pool_origination_identity drop constraint phone_number_is_in_one_pool";
    execute(&mut world.connect(&place).await, drop).await;
    caught("no unique constraint", "R6", &race::on(world, &place).await)
}

/// R10's negative control: it passes when something was lost, and then the plant is caught.
async fn no_synchronous_commit(world: &mut World) -> Row {
    let control = kill::without_synchronous_commit(world).await;
    correct("R8", "planted: synchronous_commit = off; R10 catches it", control.seen, control.passed)
}

/// A copy of the tree with a patch, built: the program.
fn build(name: &str) -> Result<PathBuf, String> {
    let tree = Path::new(env!("CARGO_MANIFEST_DIR"));
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("plants");
    let (copy, target) = (scratch.join("tree"), scratch.join("target"));
    drop(fs::remove_dir_all(&copy));
    let listed = Command::new("git").arg("-C").arg(tree).arg("ls-files").output().map_err(|error| error.to_string())?;
    for file in String::from_utf8_lossy(&listed.stdout).lines().filter(|file| !file.starts_with("tests/data/aws")) {
        let to = copy.join(file);
        fs::create_dir_all(to.parent().unwrap_or(&copy)).map_err(|error| error.to_string())?;
        // A file that is listed and gone was removed and not committed.
        drop(fs::copy(tree.join(file), to));
    }
    let patch = tree.join(format!("benches/faults/plants/{name}.patch"));
    // So that git doesn't look for a repository around the copy, whose paths it would go by.
    let applied = Command::new("git")
        .args(["apply", "--recount"])
        .arg(&patch)
        .current_dir(&copy)
        .env("GIT_CEILING_DIRECTORIES", &scratch)
        .output()
        .map_err(|error| error.to_string())?;
    if !applied.status.success() {
        let said = String::from_utf8_lossy(&applied.stderr).replace('\n', " ");
        return Err(format!("the patch doesn't fit any more: {said}"));
    }
    let built = Command::new("cargo")
        .args(["build", "--quiet", "--bin", "callsign"])
        .current_dir(&copy)
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_PROFILE_DEV_DEBUG", "false")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| error.to_string())?;
    if !built.status.success() {
        return Err(format!("the planted program doesn't build: {}", String::from_utf8_lossy(&built.stderr)));
    }
    Ok(target.join("debug/callsign"))
}

async fn tried(world: &World, by: &str) -> Vec<Row> {
    match by {
        "R4" => crash::run(world).await,
        "R6" => race::run(world).await,
        _ => kill::service(world).await,
    }
}

async fn in_the_program(world: &mut World) -> Vec<Row> {
    let honest = world.binary.clone();
    let mut rows = Vec::new();
    for (name, by) in PATCHES {
        let plant = name.replace('_', " ");
        match build(name) {
            Ok(program) => {
                world.binary = program;
                let mut row = caught(&plant, by, &tried(world, by).await);
                // A kill has to fall between an answer and its commit, which is a matter of chance.
                for _ in 0..4 {
                    if !row.passed {
                        row = caught(&plant, by, &tried(world, by).await);
                    }
                }
                rows.push(row);
                world.binary.clone_from(&honest);
            }
            Err(why) => rows.push(correct("R8", format!("planted: {plant}; {by} catches it"), why, false)),
        }
    }
    rows
}

/// All of them in the full run: those in the program have to be built. The short one has R10's control, and the constraint.
pub async fn run(world: &mut World) -> Vec<Row> {
    let was_short = std::mem::replace(&mut world.short, true);
    let mut rows = vec![no_unique_constraint(world).await];
    if !was_short {
        rows.push(no_synchronous_commit(world).await);
        rows.extend(in_the_program(world).await);
    }
    world.short = was_short;
    rows
}
