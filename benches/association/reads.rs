//! Pages in the middle of tables that grow around them.
//!
//! A NextToken says after which row to go on. The tables grow by as many rows before the middle as after it, so the token
//! that led to the middle of a thousand rows leads to the middle of a million, and the very same page must come back. Each
//! size is measured in turn with a copy that stays at a thousand rows, so that the machine's drift is in both.

use serde_json::{Value, json};

use crate::{
    bench::Bench,
    client::{self, Client},
    figure::{Spread, markdown},
    generator::Request,
    report::Report,
    seed,
    server::Server,
    turns,
};

const SMALL: &str = "reads_small";
const LARGE: &str = "reads_large";

/// A page to ask for.
struct Case {
    name: &'static str,
    operation: &'static str,
    /// The request but for its page.
    body: Value,
    /// How the middle of a thousand rows is reached: MaxResults, and how many pages.
    walk: (usize, usize),
    /// MaxResults of the page, and the items that it must have.
    page: (usize, usize),
}

fn cases() -> [Case; 7] {
    let numbers = "DescribePhoneNumbers";
    let filter = |name: &str, value: &str| json!({"Filters": [{"Name": name, "Values": [value]}]});
    let case = |name, operation, body, walk, page| Case { name, operation, body, walk, page };
    [
        case("DescribePools", "DescribePools", json!({}), (100, 5), (100, 100)),
        case(
            "ListPoolOriginationIdentities, one pool with all rows",
            "ListPoolOriginationIdentities",
            json!({"PoolId": seed::big_pool()}),
            (100, 5),
            (100, 100),
        ),
        case("DescribePhoneNumbers", numbers, json!({}), (100, 5), (100, 100)),
        case("by status ACTIVE: all but 20", numbers, filter("status", "ACTIVE"), (98, 5), (100, 100)),
        case("by status PENDING: 20 in all", numbers, filter("status", "PENDING"), (10, 1), (100, 10)),
        case("by opt-out list: every 2nd", numbers, filter("opt-out-list-name", "Half"), (50, 5), (100, 100)),
        case("by opt-out list: 1 in 100", numbers, filter("opt-out-list-name", "Few"), (5, 1), (4, 4)),
    ]
}

/// A case with its page found.
struct Found {
    case: Case,
    /// The request, page included.
    body: Value,
    /// The answer at a thousand rows.
    answer: String,
    /// What each size took, in milliseconds, and how much longer than the thousand rows beside it.
    seen: Vec<(Spread, Spread)>,
}

/// Runs the part.
pub async fn run(bench: &Bench, report: &mut Report) {
    let sizes = bench.size.rows;
    bench.database(SMALL, None).await;
    bench.run(SMALL, &seed::lists()).await;
    bench.seed(SMALL, &seed::grow(0, sizes[0])).await;
    bench.database(LARGE, Some(SMALL)).await;
    let (small, large) = (bench.serve(SMALL, &[]).await, bench.serve(LARGE, &[]).await);
    let mut found = Vec::new();
    for case in cases() {
        found.extend(find(report, &small, case).await);
    }
    for (place, &size) in sizes.iter().enumerate() {
        if place > 0 {
            eprintln!("growing to {size} rows");
            bench.seed(LARGE, &seed::grow(sizes[place - 1], size)).await;
        }
        for found in &mut found {
            let answer = Client::new(large.address).call(found.case.operation, &found.body).await;
            let is_same = answer.is_ok_and(|answer| answer.body == found.answer);
            report.check(is_same, format!("{} at {size} rows: the same page", found.case.name));
            let requests = [&small, &large].map(|server| Request {
                bytes: client::request(server.address, found.case.operation, &found.body.to_string()),
                status: 200,
                holds: found.answer.get(..200).unwrap_or_default().to_owned(),
            });
            let seen = turns::measure(report, [&small, &large], requests, found.case.name);
            eprintln!("{} at {size} rows: {} ms", found.case.name, seen.0.text(3));
            found.seen.push(seen);
        }
    }
    show(sizes, report, &found);
}

/// Goes to the middle of a thousand rows, page by page.
async fn find(report: &mut Report, server: &Server, case: Case) -> Option<Found> {
    let mut client = Client::new(server.address);
    let mut body = case.body.clone();
    body["MaxResults"] = json!(case.walk.0);
    for _ in 0..case.walk.1 {
        let answer = client.call(case.operation, &body).await.map(|answer| answer.body).unwrap_or_default();
        let answer: Value = serde_json::from_str(&answer).unwrap_or_default();
        body["NextToken"] = answer["NextToken"].clone();
    }
    body["MaxResults"] = json!(case.page.0);
    let answer = client.call(case.operation, &body).await.map(|answer| answer.body).unwrap_or_default();
    let read: Value = serde_json::from_str(&answer).unwrap_or_default();
    let items = read.as_object().and_then(|members| members.values().find_map(Value::as_array)).map_or(0, Vec::len);
    let is_right = items == case.page.1 && !body["NextToken"].is_null();
    report.check(is_right, format!("{}: a page of {}, there are {items}", case.name, case.page.1));
    is_right.then_some(Found { case, body, answer, seen: Vec::new() })
}

fn show(sizes: &[usize], report: &mut Report, found: &[Found]) {
    let mut head = vec!["read, p50 in ms at 1 client".to_owned(), "items".to_owned()];
    head.extend(sizes.iter().map(|size| format!("{size} rows")));
    head.push(format!("{} rows against 1k beside it", sizes[sizes.len() - 1]));
    let row = |found: &Found| {
        let mut row = vec![found.case.name.to_owned(), found.case.page.1.to_string()];
        row.extend(found.seen.iter().map(|(spread, _)| format!("{:.3}", spread.median)));
        row.extend(found.seen.last().map(|(_, ratio)| ratio.text(2)));
        row
    };
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    report.add("Reads", &markdown(&head, &found.iter().map(row).collect::<Vec<_>>()));
    let ratios = found.iter().filter_map(|found| found.seen.last().map(|(_, ratio)| *ratio));
    if let Some(worst) = ratios.max_by(|one, other| one.median.total_cmp(&other.median)) {
        report.goal("reads", worst);
    }
}
