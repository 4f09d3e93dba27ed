//! The house keeps its rules: who may use whom, where SQL stands, how long a file may be, what each operation has.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use callsign::api::families;

mod rules;
mod text;

use rules::{
    circles, clocks, length, made_up_sql, marks, neighbours, own_scopes, snake_case, sql_elsewhere, test_names,
};

fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below a folder, as its path from that folder and its text.
fn rust_files(folder: &str) -> Vec<(String, String)> {
    fn collect(base: &Path, folder: &Path, files: &mut Vec<(String, String)>) {
        for entry in fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("an entry is read").path();
            if path.is_dir() {
                collect(base, &path, files);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(base).expect("it is below").to_string_lossy().into_owned();
                files.push((name, fs::read_to_string(&path).expect("source is text")));
            }
        }
    }
    let base = top().join(folder);
    let mut files = Vec::new();
    collect(&base, &base, &mut files);
    assert!(files.len() > 10, "{folder} has files");
    files
}

/// The texts of the Rust files below a folder.
pub fn texts_below(folder: &str) -> Vec<String> {
    rust_files(folder).into_iter().map(|(_, text)| text).collect()
}

/// What breaks `rule` in the files of a folder.
fn broken(folder: &str, rule: fn(&str, &str) -> Vec<String>) -> Vec<String> {
    let mut broken: Vec<String> = rust_files(folder).iter().flat_map(|(file, text)| rule(file, text)).collect();
    broken.sort();
    broken
}

const NONE: [&str; 0] = [];

#[test]
fn modules_use_only_what_lies_below_them() {
    assert_eq!(broken("src", neighbours), NONE);
}

#[test]
fn a_forbidden_neighbour_is_found() {
    for (file, text, found) in [
        ("model/arn.rs", "use crate::domain::pool;", "model/arn.rs uses crate::domain::pool"),
        ("model/arn.rs", "async fn f() {}", "model/arn.rs contains async"),
        ("domain/pool.rs", "use super::super::store::pool;", "domain/pool.rs uses crate::store::pool"),
        ("domain/pool.rs", "fn f() { OffsetDateTime::now_utc(); }", "domain/pool.rs contains now_utc"),
        ("domain/pool.rs", "fn f() { Uuid::new_v4(); }", "domain/pool.rs contains new_v4"),
        (
            "store/pool.rs",
            "use crate::{model::arn, wire::{aws_json, sigv4}};",
            "store/pool.rs uses crate::wire::aws_json",
        ),
        ("store/pool.rs", "const A: &str = \"__type\";", "store/pool.rs contains __type"),
        ("wire/aws_json.rs", "fn f() { crate::api::dispatch(); }", "wire/aws_json.rs uses crate::api::dispatch"),
        ("path/execute.rs", "use crate::server;", "path/execute.rs uses crate::server"),
        ("path/execute.rs", "use actix_web::web;", "path/execute.rs contains actix_web"),
        (
            "server.rs",
            "use crate::domain::{deployment::Deployment, pool::Pool};",
            "server.rs uses crate::domain::pool::Pool",
        ),
        ("server.rs", "fn f() { ServiceError::conflict(); }", "server.rs contains conflict"),
    ] {
        assert_eq!(neighbours(file, text).first().map(String::as_str), Some(found), "{text}");
    }
    let words =
        "// uses crate::store in a comment\nuse crate::model::arn; const A: &str = \"async\"; fn f() { super::g() }";
    assert_eq!(neighbours("model/arn.rs", words), NONE);
    assert_eq!(neighbours("serve.rs", "use crate::{server, store};"), NONE);
}

#[test]
fn sql_text_stands_in_the_store_only() {
    assert_eq!(broken("src", sql_elsewhere), NONE);
}

#[test]
fn sql_text_in_another_place_is_found() {
    for sql in [
        "select id from callsign.pool",
        "insert into callsign.pool values (1)",
        "update callsign.pool set a = 1",
        "delete from callsign.pool",
        "with a as (select 1) select 2",
        "SELECT 1 FROM callsign.pool",
        "create table a (b int)",
    ] {
        let text = format!("fn f() {{ run(\"\n    {sql}\"); }}");
        assert_eq!(sql_elsewhere("api/pool/create_pool.rs", &text).len(), 1, "{sql}");
        assert_eq!(sql_elsewhere("store/pool.rs", &text), NONE);
    }
    let prose = "fn f() { say(\"set auth.allow_builtin = true, or update callsign\"); say(\"with a pool\"); }";
    assert_eq!(sql_elsewhere("config.rs", prose), NONE);
}

#[test]
fn sql_is_constant_except_in_the_migrations() {
    assert_eq!(broken("src", made_up_sql), NONE);
}

#[test]
fn sql_that_is_put_together_is_found() {
    for text in [
        "fn f() { sqlx::query(&format!(\"x {a}\")); }",
        "fn f() { use sqlx::X; let a = format!(\"select {a} from callsign.pool\"); }",
        "fn f() { sqlx::QueryBuilder::new(\"\").push(format!(\"{a}\")); }",
        "fn f() { use sqlx::X; let order = format!(\" order by {a}\"); query.push(&order); }",
        "use sqlx::AssertSqlSafe;",
    ] {
        assert_eq!(made_up_sql("store/pool.rs", text).len(), 1, "{text}");
    }
    assert_eq!(made_up_sql("database/migrate.rs", "use sqlx::AssertSqlSafe;"), NONE);
    assert_eq!(
        made_up_sql("store/pool.rs", "fn f() { sqlx::query(\"select a from b\"); format!(\"port={port}\"); }"),
        NONE
    );
}

#[test]
fn a_scope_is_made_in_three_places_only() {
    assert_eq!(broken("src", own_scopes), NONE);
}

#[test]
fn a_scope_made_elsewhere_is_found() {
    assert_eq!(own_scopes("store/pool.rs", "fn f() { Scope::own(&caller); }").len(), 1);
    assert_eq!(own_scopes("store/pool.rs", "// Scope::own(&caller)"), NONE);
    for file in ["store/pool.rs", "path/call.rs", "path/execute.rs"] {
        assert_eq!(own_scopes(file, "fn f() { Scope::granted(&resource, &region); }").len(), 1, "{file}");
    }
    assert_eq!(own_scopes("domain/sharing.rs", "fn f() { Scope::granted(&resource, &region); }"), NONE);
    assert_eq!(own_scopes("path/call.rs", "fn f() { Scope::own(&caller); }"), NONE);
}

#[test]
fn the_clock_of_the_process_is_read_where_nothing_stored_depends_on_it() {
    assert_eq!(broken("src", clocks), NONE);
}

#[test]
fn a_clock_of_the_process_is_found() {
    for text in ["fn f() { OffsetDateTime::now_utc(); }", "use std::time::SystemTime;"] {
        assert_eq!(clocks("store/pool.rs", text).len(), 1, "{text}");
        assert_eq!(clocks("path/call.rs", text).len(), 1, "{text}");
        assert_eq!(clocks("serve.rs", text), NONE);
    }
    assert_eq!(clocks("store/pool.rs", "// now_utc\nfn f() { Instant::now(); }"), NONE);
}

#[test]
fn no_file_is_too_long_to_be_read_at_once() {
    let too_long = ["src", "tests"].into_iter().flat_map(|folder| {
        let files = rust_files(folder).into_iter();
        files.flat_map(move |(file, text)| length(&format!("{folder}/{file}"), &text))
    });
    assert_eq!(too_long.collect::<Vec<_>>(), NONE);
}

#[test]
fn a_file_that_is_too_long_is_found() {
    for (file, first, most) in [
        ("src/api/pool/create_pool.rs", "impl Operation for CreatePool {\n", 200),
        ("src/path/execute.rs", "\n", 400),
        ("src/store/pool.rs", "\n", 400),
        ("tests/it/races.rs", "\n", 600),
    ] {
        let text = |lines: usize| first.to_owned() + &"\n".repeat(lines - 1);
        assert_eq!(length(file, &text(most)), NONE);
        assert_eq!(length(file, &text(most + 1)), [format!("{file} has {} lines, {most} at most", most + 1)]);
    }
}

/// The hunks of a patch, each as the file that it changes and the lines that it wants to find there.
fn hunks(patch: &str) -> Vec<(String, String)> {
    let file = patch.lines().find_map(|line| line.strip_prefix("+++ b/")).expect("a patch names its file");
    let wanted = patch.split("\n@@ ").skip(1).map(|hunk| {
        let lines = hunk.lines().skip(1).filter(|line| !line.starts_with('+'));
        lines.map(|line| line.get(1..).unwrap_or_default().to_owned() + "\n").collect()
    });
    wanted.map(|wanted| (file.to_owned(), wanted)).collect()
}

#[test]
fn the_bugs_that_are_planted_to_be_caught_still_fit_the_source() {
    let plants = fs::read_dir(top().join("benches/faults/plants")).expect("there are plants");
    let mut count = 0;
    for plant in plants {
        let plant = plant.expect("it can be listed").path();
        for (file, wanted) in hunks(&fs::read_to_string(&plant).expect("it is text")) {
            let text = fs::read_to_string(top().join(&file)).expect("the file is there");
            assert_eq!(text.matches(&wanted).count(), 1, "{}: {file} lacks\n{wanted}", plant.display());
            count += 1;
        }
    }
    assert!(count >= 3);
}

#[test]
fn the_names_of_tests_are_sentences() {
    assert_eq!(broken("tests", test_names), NONE);
    assert_eq!(broken("src", test_names), NONE);
}

#[test]
fn a_test_name_that_is_no_sentence_is_found() {
    let text = "#[test]\nfn a_pool_is_full() {}\nfn helper() {}\n#[tokio::test]\nasync fn pool_is_full() {}";
    assert_eq!(test_names("a.rs", text), ["a.rs: pool_is_full is no sentence"]);
}

/// What `operation` of `family` lacks, given its page and whether it has a test file.
fn lacking(family: &str, operation: &str, page: Option<&str>, has_tests: bool) -> Vec<String> {
    let name = snake_case(operation);
    let page = page.unwrap_or_default();
    let is_page = page.starts_with(&format!("//! # {operation}\n"))
        && page.contains(&format!("const NAME: &'static str = \"{operation}\";"));
    let mut lacking = Vec::new();
    if !is_page {
        lacking.push(format!("{operation} lacks its page src/api/{family}/{name}.rs"));
    }
    if !has_tests {
        lacking.push(format!("{operation} lacks its tests tests/it/{family}/{name}.rs"));
    }
    lacking
}

#[test]
fn every_operation_has_a_page_and_a_test_file_in_its_family() {
    let mut all_lacking = Vec::new();
    for (family, table) in families() {
        for operation in table {
            let name = snake_case(operation.name);
            let page = fs::read_to_string(top().join(format!("src/api/{family}/{name}.rs"))).ok();
            let has_tests = top().join(format!("tests/it/{family}/{name}.rs")).is_file();
            all_lacking.extend(lacking(family, operation.name, page.as_deref(), has_tests));
        }
    }
    assert_eq!(all_lacking, NONE);
}

#[test]
fn an_operation_without_a_page_or_tests_is_found() {
    let page = "//! # CreatePool\n    const NAME: &'static str = \"CreatePool\";";
    assert_eq!(lacking("pool", "CreatePool", Some(page), true), NONE);
    for (page, has_tests, operation, lacks) in [
        (Some(page), true, "DeletePool", "DeletePool lacks its page src/api/pool/delete_pool.rs"),
        (None, true, "CreatePool", "CreatePool lacks its page src/api/pool/create_pool.rs"),
        (Some(page), false, "CreatePool", "CreatePool lacks its tests tests/it/pool/create_pool.rs"),
    ] {
        assert_eq!(lacking("pool", operation, page, has_tests), [lacks]);
    }
}

#[test]
fn everything_in_a_familys_folder_is_its_introduction_or_a_page() {
    let pages: BTreeSet<String> = families()
        .flat_map(|(family, table)| table.iter().map(move |served| format!("{family}/{}.rs", snake_case(served.name))))
        .collect();
    let others: Vec<String> = rust_files("src/api")
        .into_iter()
        .map(|(file, _)| file)
        .filter(|file| !file.ends_with("mod.rs") && !pages.contains(file))
        .collect();
    assert_eq!(others, NONE);
}

#[test]
fn an_operation_is_carried_out_one_by_one_or_together_and_never_in_two_ways() {
    let ways = |text: &str| text.matches("impl Run for ").count() + text.matches("impl Together for ").count();
    let pages = rust_files("src/api").into_iter().filter(|(_, text)| text.contains("impl Operation for "));
    let others: Vec<String> = pages.filter(|(_, text)| ways(text) != 1).map(|(file, _)| file).collect();
    assert_eq!(others, NONE);
}

#[test]
fn no_two_modules_import_each_other() {
    assert_eq!(circles(&rust_files("src")), NONE);
}

#[test]
fn modules_that_import_each_other_are_found() {
    let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
    let files = [
        file("a/mod.rs", "mod b;"),
        file("a/b.rs", "use super::c::X;"),
        file("a/c.rs", "use crate::d::Y;"),
        file("d.rs", "use crate::a::b::Z;"),
        file("e.rs", "use crate::d::Y;"),
    ];
    assert_eq!(circles(&files), ["a::b -> a::c -> d -> a::b"]);
}

#[test]
fn the_tables_of_operations_are_sorted_by_name() {
    for (family, table) in families() {
        assert!(table.is_sorted_by_key(|operation| operation.name), "{family}");
    }
    assert!(families().is_sorted_by_key(|(family, _)| family));
}

#[test]
fn what_the_source_assumes_stands_on_the_page_of_differences() {
    let page = fs::read_to_string(top().join("docs/differences.md")).expect("the page is there");
    let on_the_page: BTreeSet<String> = marks(&page).into_iter().collect();
    let files = rust_files("src");
    let in_source: BTreeSet<String> =
        files.iter().flat_map(|(_, text)| marks(&text::Source::new(text).comments)).collect();
    assert!(in_source.len() > 20, "{in_source:?}");
    let untold: Vec<&String> = in_source.difference(&on_the_page).collect();
    assert_eq!(untold, Vec::<&String>::new(), "assumed in src, not in docs/differences.md");
    // The page explains the marks by two that are in the source too.
    let stale: Vec<&String> = on_the_page.difference(&in_source).collect();
    assert_eq!(stale, Vec::<&String>::new(), "in docs/differences.md, not in src");
}

#[test]
fn marks_are_found_across_lines_and_in_pairs() {
    let text = "//! Assumed (row\n//! 34). Settled (decision D7, row 9).\n/// (Assumed, rows 28 and 29) for row by row";
    let found = marks(&text::Source::new(text).comments);
    assert_eq!(found, ["row 34", "decision D7", "row 9", "row 28", "row 29"]);
}
