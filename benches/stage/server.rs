//! callsign as a process.

use std::{
    fs::{self, File},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::{client::Client, postgres::signal};

/// The command line of callsign's binary, with no settings but these.
pub fn command(binary: &Path, arguments: &[&str], settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(binary);
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CALLSIGN_")) {
        command.env_remove(name);
    }
    for (name, value) in settings {
        command.env(format!("CALLSIGN_{}", name.to_uppercase().replace('.', "__")), value);
    }
    command.args(arguments);
    command
}

/// A callsign as a process; it is killed when the value is dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    log: PathBuf,
    began: Instant,
    /// How long its start took.
    pub ready_after: Duration,
}

impl Server {
    /// Starts callsign by a command line, on a port of this machine; what it logs goes to a file in `folder`.
    pub fn launch(mut command: Command, port: u16, folder: &Path) -> Self {
        let address = format!("127.0.0.1:{port}");
        let log = folder.join(format!("{port}.log"));
        let stderr = File::options().create(true).append(true).open(&log).expect("the log is the program's own");
        let began = Instant::now();
        command.args(["--listen", &address]).stdin(Stdio::null()).stdout(Stdio::null()).stderr(stderr);
        Self {
            child: command.spawn().expect("callsign runs"),
            address: address.parse().expect("an address"),
            log,
            began,
            ready_after: Duration::ZERO,
        }
    }

    /// Waits until `/health/ready` answers 200.
    pub async fn until_ready(&mut self) {
        let mut client = Client::new(self.address).giving_up_after(Duration::from_secs(1));
        while !client.get("/health/ready").await.is_ok_and(|answer| answer.is_success()) {
            assert!(self.began.elapsed() < Duration::from_mins(1), "callsign starts within a minute");
            assert!(!self.has_ended(), "callsign doesn't start: {}", self.log());
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        self.ready_after = self.began.elapsed();
    }

    /// Sends a signal: `TERM`, `KILL`.
    pub fn signal(&self, name: &str) {
        signal(self.child.id(), name);
    }

    /// `kill -9`, and waits for the end.
    pub async fn kill(&mut self) {
        self.signal("KILL");
        self.end().await;
    }

    /// Waits for the end; the exit code, if there is one.
    pub async fn end(&mut self) -> Option<i32> {
        loop {
            if let Some(status) = self.child.try_wait().expect("the process is the program's own") {
                return status.code();
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Whether it ended.
    pub fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("the process is the program's own").is_some()
    }

    /// What it logged, and earlier processes on its port.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The memory that it has in RAM, in KiB.
    pub fn resident_kib(&self) -> u64 {
        let status = fs::read_to_string(Path::new("/proc").join(self.id().to_string()).join("status"));
        let status = status.unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
        line.trim().trim_end_matches(" kB").parse().unwrap_or_default()
    }

    /// How many connections to the database are in use, by the metrics.
    pub async fn in_use(&self) -> Option<usize> {
        let metrics = Client::new(self.address).get("/metrics").await.ok()?.body;
        let line =
            metrics.lines().find_map(|line| line.strip_prefix("callsign_database_connections{state=\"in_use\"} "));
        line?.parse().ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ended = self.child.kill();
        let _status = self.child.wait();
    }
}
