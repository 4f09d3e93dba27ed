//! How long a start takes, and how large the binary is.

use std::{fs, process::Command};

use crate::{
    bench::{Bench, binary},
    figure::{Spread, mib, ms},
    load::WRITES,
    report::Report,
};

/// From the start of the process to the first 200 of `/health/ready`, asked for every millisecond.
pub async fn run(bench: &Bench, report: &mut Report) {
    bench.provide_writes().await;
    let mut external = Vec::new();
    for _ in 0..10 {
        external.push(ms(bench.serve(WRITES, &[]).await.ready_after));
    }
    let data = bench.folder().join("embedded");
    let arguments = ["--data-dir", data.to_str().expect("the temporary folder's name is text")];
    let mut embedded = Vec::new();
    for _ in 0..6 {
        let mut server = bench.launch_with(&binary(), &arguments, &[]);
        server.until_ready().await;
        embedded.push(ms(server.ready_after));
        server.signal("TERM");
        report.check(server.end().await == Some(0), "callsign with its own PostgreSQL ends with 0");
    }
    // The first one makes the cluster.
    let cold = embedded.remove(0);
    let (external, embedded) = (Spread::of(external), Spread::of(embedded));
    report.add(
        "Start to ready",
        &format!(
            "external database, migrated: {} ms (10 starts); embedded: {} ms warm (5 starts), {cold:.0} ms the first time\n",
            external.text(1),
            embedded.text(0)
        ),
    );
    report.goal("external", external);
    report.goal("embedded", embedded);
}

/// The size of the binary with its symbols stripped.
pub fn size(bench: &Bench, report: &mut Report) {
    let copy = bench.folder().join("stripped");
    let stripped = Command::new("strip").arg("-o").arg(&copy).arg(binary()).status();
    if !stripped.is_ok_and(|status| status.success()) {
        report.add("Size of the binary", "there is no `strip`\n");
        return;
    }
    let size = fs::metadata(&copy).map_or(f64::NAN, |copy| mib(copy.len() / 1024));
    report.add("Size of the binary", &format!("{size:.1} MiB stripped\n"));
    report.goal("binary", Spread::of([size]));
}
