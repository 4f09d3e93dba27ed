//! AWS's own validator of SNS's messages for JavaScript, from npm, in a folder that goes with the run.

use std::{path::Path, process::Command, sync::OnceLock};

use serde_json::Value;

use super::venv::{run, said};
use crate::harness::Folder;

const PACKAGE: &str = "sns-validator@0.3.5";

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/delivery/sns_validator.js");

/// The folder that it is installed in; `None`, said once, where there is no Node.js or nothing can be installed.
pub fn folder() -> Option<Folder> {
    static SKIPPED: OnceLock<()> = OnceLock::new();
    let folder = Folder::new();
    let options = ["install", "--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--prefix"];
    let mut npm = Command::new("npm");
    let made = run(Command::new("node").arg("--version"))
        .and_then(|()| run(npm.args(options).arg(folder.join("")).arg(PACKAGE)));
    if let Err(cause) = &made {
        SKIPPED.get_or_init(|| eprintln!("skipped: {PACKAGE} can't be installed from npm ({cause})"));
    }
    made.ok().map(|()| folder)
}

/// What it says of each message: `valid`, or its error.
pub fn verdicts(folder: &Folder, certificate: &Path, messages: &Value) -> Value {
    let mut node = Command::new("node");
    node.arg(SCRIPT).arg(folder.join("")).arg(certificate);
    let said = said(&mut node, &messages.to_string()).expect("the validator runs");
    serde_json::from_str(&said).expect("it answers JSON")
}
