//! Every command of the pages is run by a test or by CI: a new one has to name where.

use std::{collections::BTreeSet, fs, path::Path};

/// Where the runner takes each of them, however many they are.
const ALL: usize = 0;

/// The fenced blocks of a page in a language: how many, the file that takes them out of the page and runs them, and what it
/// takes them by.
const BLOCKS: [(&str, &str, usize, &str, &str); 23] = [
    ("README.md", "sh", 3, ".ci/quick-start", "shell_blocks < <(blocks sh)"),
    ("README.md", "sql", 2, ".ci/quick-start", "sql_blocks < <(blocks sql)"),
    ("README.md", "python", 2, ".ci/quick-start", "python_blocks < <(blocks python)"),
    ("README.md", "yaml", 1, "tests/containers.sh", "^```yaml"),
    ("README.md", "terraform", 1, "tests/terraform.sh", "```terraform"),
    ("docs/events.md", "sh", 1, "tests/it/delivery/page.rs", "blocks(\"sh\")"),
    ("docs/console.md", "toml", 1, "tests/it/console/getting_in.rs", "split(\"```toml\\n\")"),
    ("docs/events.md", "toml", 4, "tests/it/delivery/page.rs", "blocks(\"toml\")"),
    ("docs/events.md", "python", 3, "tests/it/delivery/page.rs", "blocks(\"python\")"),
    ("docs/operations.md", "sql", 2, "tests/it/migrations.rs", "blocks(&page, \"sql\")"),
    ("docs/operations.md", "sh", 5, "tests/it/restore.rs", "blocks(PAGE, \"sh\")"),
    ("docs/operations.md", "nginx", 1, "tests/it/program/deploy.rs", "block(\"nginx\")"),
    ("docs/operations.md", "caddy", 1, "tests/it/program/deploy.rs", "block(\"caddy\")"),
    ("docs/operations.md", "ini", 1, "tests/it/pgbouncer.rs", "block(\"ini\", "),
    ("docs/operations.md", "toml", 1, "tests/it/teams.rs", "block(\"toml\")"),
    ("docs/operations.md", "json", 1, "tests/it/teams.rs", "block(\"json\")"),
    ("docs/registrations.md", "python", 1, "tests/it/registration/page.rs", "block(\"python\")"),
    ("docs/registrations.md", "text", 1, "tests/it/registration/page.rs", "block(\"text\")"),
    ("docs/sql.md", "sql", ALL, "tests/it/sql.rs", "blocks(\"sql\")"),
    ("docs/sql.md", "pgsql", 2, "tests/it/sql.rs", "blocks(\"pgsql\")"),
    ("docs/staging.md", "json", 1, "tests/it/staging/explain.rs", "split(\"```json\")"),
    ("docs/staging.md", "http", ALL, "tests/it/staging/page.rs", "blocks(\"http\")"),
    // The line that callsign prints; the printed one is run.
    ("docs/sql.md", "text", 1, "tests/it/program.rs", "line(&process, \"psql\")"),
];

/// The commands in the running text, with the file that runs each and what it stands there as.
const COMMANDS: [(&str, &str, &str); 23] = [
    (".ci/run", ".ci/run", "all passed"),
    ("callsign --help", "tests/it/program.rs", "said(&[\"--help\"])"),
    ("callsign serve --ephemeral", ".ci/quick-start", "python_blocks[1]"),
    ("callsign serve --seed FILE", "tests/it/program/starts.rs", "\"--seed\", &file"),
    ("cargo install --path .", ".ci/quick-start", "cargo install --path ."),
    ("docker build -t callsign .", "tests/containers.sh", "-t callsign ."),
    ("callsign psql", "tests/it/program/psql.rs", "&[\"psql\", \"--database-url\""),
    ("callsign migrate", "tests/it/program/starts.rs", "command(&[\"migrate\""),
    ("callsign seed --example", "tests/it/program.rs", "said(&[\"seed\", \"--example\"])"),
    ("cargo bench --bench association", ".ci/run", "cargo bench --bench association"),
    ("cargo bench --bench sending", ".ci/run", "cargo bench --bench sending"),
    ("cargo bench --bench faults", ".ci/run", "cargo bench --bench faults"),
    ("cargo bench --bench faults -- R16", "benches/faults/main.rs", "R16"),
    ("cargo build", ".ci/run", "cargo clippy --all-targets"),
    ("cargo deny check advisories", ".deny.toml", "cargo deny check advisories"),
    ("cargo doc --open", ".ci/run", "cargo doc --no-deps"),
    ("cargo mutants", ".cargo/mutants.toml", "examine_globs"),
    (
        "cargo test --test it how_long_a_refusal_takes -- --ignored --nocapture",
        "tests/it/sigv4/duration.rs",
        "fn how_long_a_refusal_takes",
    ),
    ("cargo test", ".ci/run", "cargo test"),
    (
        "cargo test --test it a_phone_number_joins",
        "tests/it/pool/associate_origination_identity.rs",
        "fn a_phone_number_joins",
    ),
    (
        "cargo test --test it in_a_thousand_states -- --ignored",
        "tests/it/staging/explain/joining.rs",
        "fn in_a_thousand_states",
    ),
    (
        "cargo test --test it none_of_five_hundred -- --ignored",
        "tests/it/negative/injection.rs",
        "fn none_of_five_hundred",
    ),
    ("docker compose up --wait", "tests/containers.sh", "\ndocker compose up --wait\n"),
];

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn pages() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let of = |prefix: &str| {
        let files = fs::read_dir(folder.join(prefix)).expect("the folder is there");
        let names = files.map(|file| file.expect("it can be listed").file_name().to_string_lossy().into_owned());
        let names = names.filter(|name| Path::new(name).extension().is_some_and(|extension| extension == "md"));
        names.map(|name| format!("{prefix}{name}")).collect::<Vec<_>>()
    };
    [of(""), of("docs/")].concat()
}

/// The languages of a page's fenced blocks, one for each block, and the page without the blocks.
fn fenced(page: &str) -> (Vec<String>, String) {
    let (mut languages, mut prose, mut is_inside) = (Vec::new(), String::new(), false);
    for line in page.lines() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            is_inside = !is_inside;
            if is_inside {
                languages.push(language.to_owned());
            }
        } else if !is_inside {
            prose.push_str(line);
            prose.push('\n');
        }
    }
    (languages, prose)
}

/// What stands in backticks and begins with a program that is run by hand.
fn commands(prose: &str) -> Vec<String> {
    let spans = prose.split('`').skip(1).step_by(2).map(|span| span.split_whitespace().collect::<Vec<_>>().join(" "));
    spans
        .filter(|span| ["cargo ", "docker ", "callsign ", ".ci/"].iter().any(|program| span.starts_with(program)))
        .collect()
}

#[test]
fn every_block_of_the_pages_is_run_somewhere() {
    let mut found = BTreeSet::new();
    for page in pages() {
        let (languages, _) = fenced(&read(&page));
        for language in &languages {
            let takes_all =
                BLOCKS.iter().any(|claim| (claim.0, claim.1, claim.2) == (page.as_str(), language.as_str(), ALL));
            let count = if takes_all { ALL } else { languages.iter().filter(|other| *other == language).count() };
            found.insert((page.clone(), language.clone(), count));
        }
    }
    let claimed = BLOCKS.map(|(page, language, count, ..)| (page.to_owned(), language.to_owned(), count));
    assert_eq!(found, BTreeSet::from(claimed), "left: the blocks of the pages; right: those that something runs");
    for (page, language, _, runner, by) in BLOCKS {
        assert!(read(runner).contains(by), "{runner} doesn't take the {language} of {page}");
    }
}

#[test]
fn every_command_in_the_running_text_is_run_somewhere() {
    let found: BTreeSet<String> = pages().iter().flat_map(|page| commands(&fenced(&read(page)).1)).collect();
    assert_eq!(found, BTreeSet::from(COMMANDS.map(|(command, ..)| command.to_owned())));
    for (command, runner, by) in COMMANDS {
        assert!(read(runner).contains(by), "{runner} doesn't run {command}");
    }
}

#[test]
fn a_block_and_a_command_that_nobody_runs_are_found() {
    let (languages, prose) = fenced("Do `cargo\nbench`.\n\n```sh\n`cargo no`\n```\n");
    assert_eq!(languages, ["sh"]);
    assert_eq!(commands(&prose), ["cargo bench"]);
}
