//! The real binary, as a process of its own.

use std::{
    fs::{self, File, Permissions},
    net::SocketAddr,
    os::unix::fs::{FileExt, PermissionsExt},
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

use aws_sdk_pinpointsmsvoicev2::Client;
use uuid::Uuid;

use super::{
    REGION,
    app::client_at,
    cluster::{self, RUNTIME},
};

/// How long a process may take for anything before a test gives up.
const PATIENCE: Duration = Duration::from_secs(90);

/// Waits until `what` has a value, in a bounded time.
pub fn eventually<T>(sentence: &str, mut what: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + PATIENCE;
    loop {
        if let Some(value) = what() {
            return value;
        }
        assert!(Instant::now() < end, "in vain: {sentence}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Waits until `what` holds, in a bounded time, while the test's other tasks go on.
pub async fn until<F: Future<Output = bool>>(sentence: &str, mut what: impl FnMut() -> F) {
    let end = Instant::now() + PATIENCE;
    while !what().await {
        assert!(Instant::now() < end, "in vain: {sentence}");
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// A migrated database (or an empty one) without a callsign; it goes when the value is dropped.
pub struct Scratch {
    url: String,
}

impl Scratch {
    /// With the program's schema.
    pub async fn migrated() -> Self {
        Self { url: cluster::migrated_database().await }
    }

    /// With nothing in it.
    pub async fn empty() -> Self {
        Self { url: cluster::empty_database().await }
    }

    /// Its URL, with a role that may do everything.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A connection to it.
    pub async fn connection(&self) -> sqlx::PgConnection {
        cluster::connect(&self.url).await
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let url = self.url.clone();
        RUNTIME.spawn(async move { cluster::drop_database(&url).await });
    }
}

/// A folder that everybody may read, and that goes when the value is dropped.
pub struct Folder(PathBuf);

impl Folder {
    /// An empty one.
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("callsign-test-{}", Uuid::new_v4().simple()));
        fs::create_dir(&path).expect("a temporary folder is made");
        fs::set_permissions(&path, Permissions::from_mode(0o755)).expect("the folder is the test's own");
        Self(path)
    }

    /// A file or folder in it.
    pub fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// A file in it with this text: its path.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.join(name);
        fs::write(&path, text).expect("the folder takes a file");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _left = fs::remove_dir_all(&self.0);
    }
}

/// The command line of a callsign that sees no settings but these. Names are those of the settings: `server.listen`.
pub fn command(arguments: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_callsign"));
    for (name, _) in std::env::vars() {
        if name.starts_with("CALLSIGN_") || name == "DATABASE_URL" {
            command.env_remove(name);
        }
    }
    for (name, value) in settings {
        command.env(variable(name), value);
    }
    command.args(arguments);
    command
}

/// The variable that sets a setting.
fn variable(setting: &str) -> String {
    format!("CALLSIGN_{}", setting.to_uppercase().replace('.', "__"))
}

/// A process that is killed when the value is dropped.
pub struct Process {
    child: Child,
    stdout: Stream,
    stderr: Stream,
}

/// What a process prints, in a file: whoever reads it sees all that was printed before.
struct Stream(File);

impl Stream {
    fn new() -> Self {
        Self(tempfile::tempfile().expect("the system's folder takes a file"))
    }

    fn writer(&self) -> Stdio {
        self.0.try_clone().expect("there is a free file descriptor").into()
    }

    /// Reads from the start and leaves the place where the process goes on to write.
    fn text(&self) -> String {
        let length = self.0.metadata().expect("the file has a length").len();
        let mut bytes = vec![0; usize::try_from(length).expect("it fits into memory")];
        self.0.read_exact_at(&mut bytes, 0).expect("what is written can be read");
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Process {
    /// Starts a command and keeps what it prints.
    pub fn spawn(mut command: Command) -> Self {
        let (stdout, stderr) = (Stream::new(), Stream::new());
        let child = command
            .stdin(Stdio::null())
            .stdout(stdout.writer())
            .stderr(stderr.writer())
            .spawn()
            .expect("the binary can be started");
        Self { child, stdout, stderr }
    }

    /// A ready callsign with a free port on a database, and with more settings.
    pub fn serving(database_url: &str, settings: &[(&str, &str)]) -> Self {
        let mut command = command(&["--listen", "127.0.0.1:0", "--database-url", database_url], settings);
        if !settings.iter().any(|(name, _)| *name == "server.drain_ms") {
            command.env(variable("server.drain_ms"), "0");
        }
        let process = Self::spawn(command);
        process.address();
        process
    }

    /// Where it listens. Waits until it says that it is ready.
    pub fn address(&self) -> SocketAddr {
        eventually("callsign becomes ready", || {
            let said = self.stdout();
            let line = said.split_once('\n')?.0;
            Some(line.strip_prefix("callsign is ready on http://")?.parse().expect("the ready block has the address"))
        })
    }

    /// An SDK client of it, with the built-in credential and without retries.
    pub fn client(&self) -> Client {
        client_at(self.address(), "test", REGION)
    }

    /// What it printed so far.
    pub fn stdout(&self) -> String {
        self.stdout.text()
    }

    /// What it logged so far.
    pub fn stderr(&self) -> String {
        self.stderr.text()
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends it a signal: `TERM`, `KILL`, `INT`.
    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").arg(format!("-{name}")).arg(self.id().to_string()).status();
        assert!(sent.expect("there is a kill").success(), "the process is there to get its signal");
    }

    /// Waits for its end.
    pub fn end(&mut self) -> ExitStatus {
        eventually("the process ends", || self.child.try_wait().expect("the process is the test's own"))
    }

    /// What a command that ends by itself says: its exit code, stdout and stderr.
    pub fn outcome(command: Command) -> (Option<i32>, String, String) {
        let mut process = Self::spawn(command);
        let status = process.end();
        (status.code(), process.stdout(), process.stderr())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}
