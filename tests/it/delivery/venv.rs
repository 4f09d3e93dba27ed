//! Python with receivers from PyPI that nobody here wrote, made once below the build's folder.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
};

use serde_json::Value;

use crate::harness::eventually;

/// What is installed; a new list makes a new folder.
const PACKAGES: [&str; 4] =
    ["moto[server]==5.2.5", "ministack==1.5.33", "aws-sns-message-validator==0.0.5", "standardwebhooks==1.1.0"];

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/delivery/receivers.py");

static PYTHON: OnceLock<Option<PathBuf>> = OnceLock::new();

/// The interpreter; `None`, said once, where there is no Python or nothing can be installed.
pub fn python() -> Option<&'static Path> {
    let python = PYTHON.get_or_init(|| {
        let made = make();
        if let Err(cause) = &made {
            eprintln!("skipped: receivers from PyPI can't be installed ({cause})");
        }
        made.ok()
    });
    python.as_deref()
}

fn make() -> Result<PathBuf, String> {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("venv-{}", PACKAGES.join("-")));
    let python = folder.join("bin/python");
    // What was cut off in the middle has no mark of its end.
    let done = folder.join("done");
    if done.is_file() {
        return Ok(python);
    }
    let _left = fs::remove_dir_all(&folder);
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    run(Command::new(&python).args(["-m", "pip", "install", "-q", "--disable-pip-version-check"]).args(PACKAGES))?;
    fs::write(done, "").map_err(|error| error.to_string())?;
    Ok(python)
}

pub fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or_default().to_owned();
    if output.status.success() { Ok(()) } else { Err(said) }
}

/// What the script answers; the error is what it says when it fails.
pub fn script(python: &Path, arguments: &[&str], stdin: &str) -> Result<Value, String> {
    let mut command = Command::new(python);
    command.arg(SCRIPT).args(arguments);
    let said = said(&mut command, stdin)?;
    Ok(serde_json::from_str(&said).expect("it answers JSON"))
}

/// What a program says that stands in a text; the error is what it says when it fails.
pub fn run_text(python: &Path, program: &str, stdin: &str) -> Result<String, String> {
    said(Command::new(python).args(["-c", program]), stdin)
}

/// What a program says that is told a text; the error is what it says when it fails.
pub fn said(command: &mut Command, stdin: &str) -> Result<String, String> {
    let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.expect("it runs");
    let mut input = child.stdin.take().expect("it is piped");
    input.write_all(stdin.as_bytes()).expect("it reads");
    drop(input);
    let output = child.wait_with_output().expect("it ends");
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Waits for an answer of the script, which may fail until its receiver is there.
pub fn script_in_time(python: &Path, arguments: &[&str]) -> Value {
    eventually("the receiver answers", || script(python, arguments, "").ok())
}
