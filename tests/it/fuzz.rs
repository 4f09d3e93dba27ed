//! The corpus of the fuzzers, and what chance makes of it: what `tests/fuzz/run.sh` tries for a minute each is tried here for
//! as long as a test may take, without a fuzzer.

use std::{collections::BTreeSet, fs, path::PathBuf};

#[path = "../fuzz/src/lib.rs"]
mod targets;

use targets::TARGETS;

/// How many changes of each file are tried.
const CHANGES: usize = 300;

fn folder(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz").join(name)
}

/// The files of a reader's corpus, by name.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let files = fs::read_dir(folder("corpus").join(target)).expect("each reader has a corpus");
    let files = files.map(|file| file.expect("it can be listed").path());
    let texts = files.filter(|path| path.extension().is_some_and(|extension| extension == "txt"));
    texts.map(|path| (path.display().to_string(), fs::read(&path).expect("it is read"))).collect()
}

/// Numbers that are the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % most.max(1) as u64).expect("it is below a usize")
    }
}

/// One change: a byte is another, is gone, or is new; a piece is there twice; the end is gone.
fn change(bytes: &mut Vec<u8>, chance: &mut Chance) {
    let at = chance.below(bytes.len());
    if bytes.is_empty() {
        bytes.push(b'{');
        return;
    }
    match chance.below(5) {
        0 => bytes[at] ^= 1 << chance.below(8),
        1 => {
            bytes.remove(at);
        }
        2 => bytes.insert(at, b"\0\n\r\"\\{}[],:%\xff9a "[chance.below(16)]),
        3 => {
            let rest = bytes.split_off(at);
            bytes.extend(rest.iter().take(40));
            bytes.extend(rest);
        }
        _ => bytes.truncate(at),
    }
}

#[test]
fn what_the_fuzzers_begin_with_and_changes_of_it_break_no_reader() {
    let mut chance = Chance(0x9E37_79B9_7F4A_7C15);
    for (name, holds) in TARGETS {
        let files = corpus(name);
        assert!(files.len() >= 5, "{name} has {} files", files.len());
        for (file, bytes) in files {
            // Where it fails, the last line that is printed says at what.
            println!("{file}");
            holds(&bytes);
            for _ in 0..CHANGES {
                let mut changed = bytes.clone();
                for _ in 0..=chance.below(3) {
                    change(&mut changed, &mut chance);
                }
                println!("{:?}", String::from_utf8_lossy(&changed));
                holds(&changed);
            }
        }
    }
}

#[test]
fn each_reader_has_a_fuzzer_and_each_fuzzer_a_corpus() {
    let names = |name: &str| -> BTreeSet<String> {
        let files = fs::read_dir(folder(name)).expect("the folder is there");
        let files = files.map(|file| file.expect("it can be listed").path());
        files.filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned())).collect()
    };
    let readers = BTreeSet::from(TARGETS.map(|(name, _)| name.to_owned()));
    assert_eq!(names("fuzz_targets"), readers);
    assert_eq!(names("corpus"), readers);
    let manifest = fs::read_to_string(folder("Cargo.toml")).expect("it is there");
    for reader in &readers {
        assert!(manifest.contains(&format!("name = \"{reader}\"")), "{reader}");
    }
}
