//! What processes took of the processors, by `/proc`.

use std::{fs, path::Path, time::Duration};

/// Linux counts in hundredths of a second on every machine that it runs on today.
const TICK: Duration = Duration::from_millis(10);

/// A process as its `stat` line has it.
struct Stat {
    parent: u32,
    own: Duration,
    ended_children: Duration,
}

fn stat(path: &Path) -> Option<Stat> {
    let line = fs::read_to_string(path).ok()?;
    // The name, in parentheses, may hold spaces.
    let fields: Vec<&str> = line.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |place: usize| Some(TICK * fields.get(place)?.parse::<u32>().ok()?);
    Some(Stat {
        parent: fields.get(1)?.parse().ok()?,
        own: ticks(11)? + ticks(12)?,
        ended_children: ticks(13)? + ticks(14)?,
    })
}

fn of(process: u32) -> Option<Stat> {
    stat(&Path::new("/proc").join(process.to_string()).join("stat"))
}

/// What a process took, its children not counted.
pub fn of_process(process: u32) -> Duration {
    of(process).map_or(Duration::ZERO, |stat| stat.own)
}

/// What a process took and all its children did, those that ended too.
pub fn of_family(process: u32) -> Duration {
    let living = fs::read_dir("/proc").into_iter().flatten().flatten();
    let living = living.filter_map(|entry| stat(&entry.path().join("stat")));
    let children: Duration =
        living.filter(|stat| stat.parent == process).map(|stat| stat.own + stat.ended_children).sum();
    of(process).map_or(Duration::ZERO, |stat| stat.own + stat.ended_children) + children
}

/// What the children of this program took that ended and were waited for.
pub fn of_ended_children() -> Duration {
    of(std::process::id()).map_or(Duration::ZERO, |stat| stat.ended_children)
}

/// What the thread that asks took.
pub fn of_this_thread() -> Duration {
    stat(Path::new("/proc/thread-self/stat")).map_or(Duration::ZERO, |stat| stat.own)
}
