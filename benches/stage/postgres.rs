//! A real PostgreSQL of the program's own, to be crashed and restarted.

use std::{
    fs::{self, File},
    net::TcpListener,
    os::unix::{
        fs::{MetadataExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    str::FromStr,
    time::{Duration, Instant},
};

use sqlx::{ConnectOptions, PgConnection, postgres::PgConnectOptions};

/// The role that may do everything, and its password.
pub const ROLE: &str = "callsign";

/// A cluster in a folder, and the server on it.
pub struct Postgres {
    bin: PathBuf,
    data: PathBuf,
    log: PathBuf,
    port: u16,
    /// Who runs it where this program is root, whom PostgreSQL refuses.
    account: Option<(u32, u32)>,
    server: Option<Child>,
}

/// How a server is made to end.
#[derive(Clone, Copy)]
pub enum Stop {
    /// Sessions are ended and a checkpoint is written.
    Fast,
    /// As a crash: nothing is written, the next start recovers.
    Immediate,
}

/// A port that nobody listens on.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.expect("a port is free").port()
}

impl Postgres {
    /// Initialises a cluster below `folder` and starts it with more settings.
    pub async fn start(folder: &Path, settings: &[(&str, &str)]) -> Self {
        let is_root = fs::metadata("/proc/self").is_ok_and(|found| found.uid() == 0);
        let home = folder.join("postgres");
        fs::create_dir_all(&home).expect("the folder is the program's own");
        let postgres = Self {
            bin: bin(),
            data: home.join("data"),
            log: home.join("log"),
            port: free_port(),
            account: is_root.then(account),
            server: None,
        };
        if let Some((user, group)) = postgres.account {
            chown(&home, Some(user), Some(group)).expect("root may");
        }
        let password = home.join("password");
        fs::write(&password, ROLE).expect("the folder is the program's own");
        let mut initdb = postgres.command("initdb");
        initdb.args(["-U", ROLE, "-A", "scram-sha-256", "--locale=C.UTF-8"]).arg("--pwfile").arg(&password);
        initdb.arg("-D").arg(&postgres.data).stdout(Stdio::null());
        assert!(initdb.status().expect("initdb runs").success(), "initdb makes a cluster");
        let mut text = format!("port = {}\nmax_connections = 500\nlisten_addresses = '127.0.0.1'\n", postgres.port);
        text.push_str("unix_socket_directories = ''\nlog_line_prefix = '%m [%p] '\n");
        for (name, value) in settings {
            text.extend([name, " = '", value, "'\n"]);
        }
        postgres.configure(&text);
        postgres.again().await
    }

    /// A second server on a copy of this cluster in `data`, with more lines of settings.
    pub async fn of_copy(&self, data: PathBuf, settings: &str) -> Self {
        let (bin, log) = (self.bin.clone(), data.with_extension("log"));
        let copy = Self { bin, data, log, port: free_port(), account: self.account, server: None };
        copy.configure(&format!("port = {}\n{settings}", copy.port));
        copy.again().await
    }

    /// Adds lines to the settings; a start reads them.
    pub fn configure(&self, lines: &str) {
        let file = self.data.join("postgresql.conf");
        let text = fs::read_to_string(&file).expect("the cluster has settings") + lines;
        fs::write(&file, text).expect("the settings can be written");
    }

    /// One of PostgreSQL's programs, run by the server's user.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        command.env("PGPASSWORD", ROLE).current_dir("/");
        if let Some((user, group)) = self.account {
            command.uid(user).gid(group);
        }
        command
    }

    /// Where the cluster's folder is.
    pub fn home(&self) -> &Path {
        self.data.parent().expect("the cluster is in a folder")
    }

    async fn again(mut self) -> Self {
        self.launch();
        self.until_up().await;
        self
    }

    /// Starts the server, without waiting for it.
    pub fn launch(&mut self) {
        let log = File::options().create(true).append(true).open(&self.log).expect("the log is the program's own");
        let mut command = self.command("postgres");
        command.arg("-D").arg(&self.data).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
        self.server = Some(command.spawn().expect("postgres runs"));
    }

    /// Waits until it takes connections; answers when that was.
    pub async fn until_up(&self) -> Instant {
        let began = Instant::now();
        loop {
            if self.options("postgres").connect().await.is_ok() {
                return Instant::now();
            }
            assert!(began.elapsed() < Duration::from_mins(1), "PostgreSQL starts within a minute");
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Ends the server and waits for its end.
    pub async fn stop(&mut self, stop: Stop) {
        let Some(mut server) = self.server.take() else { return };
        let name = match stop {
            Stop::Fast => "INT",
            Stop::Immediate => "QUIT",
        };
        signal(server.id(), name);
        tokio::task::spawn_blocking(move || server.wait()).await.expect("it can be waited for").expect("it ends");
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The process that all its others come from.
    pub fn id(&self) -> Option<u32> {
        self.server.as_ref().map(Child::id)
    }

    /// Its log.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// How often a text stands in its log.
    pub fn logged(&self, text: &str) -> usize {
        self.log().matches(text).count()
    }

    /// The URL of a database on it.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{ROLE}:{ROLE}@127.0.0.1:{}/{database}", self.port)
    }

    fn options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::from_str(&self.url(database)).expect("the URL is PostgreSQL's")
    }

    /// A connection to a database on it.
    pub async fn connect(&self, database: &str) -> PgConnection {
        self.options(database).connect().await.expect("PostgreSQL answers")
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        if let Some(server) = &mut self.server {
            signal(server.id(), "QUIT");
            let _ended = server.wait();
        }
    }
}

/// Sends a signal: `TERM`, `KILL`.
pub fn signal(process: u32, name: &str) {
    let sent = Command::new("kill").arg(format!("-{name}")).arg(process.to_string()).stderr(Stdio::null()).status();
    sent.expect("there is a kill");
}

/// Where PostgreSQL's programs are.
fn bin() -> PathBuf {
    let said = Command::new("pg_config").arg("--bindir").output().map(|output| output.stdout).unwrap_or_default();
    let named = PathBuf::from(String::from_utf8_lossy(&said).trim());
    if named.join("initdb").exists() && named.join("postgres").exists() {
        return named;
    }
    let versions = fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed, its server included");
    let mut folders: Vec<PathBuf> = versions.flatten().map(|version| version.path().join("bin")).collect();
    folders.sort();
    folders.pop().expect("PostgreSQL is installed, its server included")
}

/// User and group that run PostgreSQL in place of root.
fn account() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").expect("there are users");
    let user = |name: &str| {
        let line = users.lines().find(|line| line.starts_with(&format!("{name}:")))?;
        let mut parts = line.split(':').skip(2).map_while(|part| part.parse().ok());
        Some((parts.next()?, parts.next()?))
    };
    user("postgres").or_else(|| user("nobody")).expect("there is a user for PostgreSQL")
}
