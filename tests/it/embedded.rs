//! Embedded PostgreSQL, started for real in temporary folders.

use std::error::Error;
use std::fs::{self, File, Permissions};
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use callsign::database::embedded::{self, Cluster, DataDir, Embedded, EmbeddedError, Kind};
use sqlx::{Connection, PgConnection};

type Outcome = Result<(), Box<dyn Error>>;

const CALLSIGN: &str = env!("CARGO_BIN_EXE_callsign");

/// A folder that goes with its test. Its name has a space, as the names of people's folders do.
struct Temporary(PathBuf);

impl Temporary {
    fn new(mode: u32) -> std::io::Result<Self> {
        let name = format!("callsign test {}", uuid::Uuid::new_v4().simple());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path)?;
        fs::set_permissions(&path, Permissions::from_mode(mode))?;
        Ok(Self(path.canonicalize()?))
    }

    fn data_dir(&self) -> PathBuf {
        self.0.join("data")
    }

    fn is_roots(&self) -> bool {
        fs::metadata(&self.0).is_ok_and(|found| found.uid() == 0)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _left = fs::remove_dir_all(&self.0);
    }
}

fn cluster(data_dir: DataDir) -> Cluster {
    Cluster {
        data_dir,
        program: PathBuf::from(CALLSIGN),
        parameters: vec![("max_connections".to_owned(), "20".to_owned())],
    }
}

async fn start(data_dir: &Path) -> Result<Embedded, EmbeddedError> {
    embedded::start(&cluster(DataDir::Named(data_dir.to_owned())), |_| ()).await
}

/// The error of a start that must fail.
async fn refused(data_dir: DataDir) -> Result<EmbeddedError, Box<dyn Error>> {
    match embedded::start(&cluster(data_dir), |_| ()).await {
        Ok(_) => Err("the start was not refused".into()),
        Err(refusal) => Ok(refusal),
    }
}

async fn text(url: &str, query: &'static str) -> Result<String, sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    let text = sqlx::query_scalar(query).fetch_one(&mut connection).await?;
    connection.close().await?;
    Ok(text)
}

async fn keep_a_row(url: &str) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    for statement in ["create table kept (note text)", "insert into kept values ('still here')"] {
        sqlx::query(statement).execute(&mut connection).await?;
    }
    connection.close().await
}

/// The holder alone, as it is when callsign was killed.
struct Holder {
    child: Child,
    lines: BufReader<std::process::ChildStdout>,
}

impl Holder {
    fn spawn(data_dir: &Path) -> Result<Self, Box<dyn Error>> {
        fs::create_dir_all(data_dir)?;
        fs::set_permissions(data_dir, Permissions::from_mode(0o755))?;
        let mut child = Command::new(CALLSIGN)
            .arg("embedded")
            .arg(data_dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let stdout = child.stdout.take().ok_or("no stdout")?;
        let lines = BufReader::new(stdout);
        Ok(Self { child, lines })
    }

    /// Waits until the holder says something with this word in it.
    fn says(&mut self, word: &str) -> Outcome {
        let mut line = String::new();
        while !line.contains(word) {
            line.clear();
            if self.lines.read_line(&mut line)? == 0 {
                return Err(format!("the holder ended without saying {word}").into());
            }
        }
        Ok(())
    }

    fn close_input(mut self) -> std::io::Result<()> {
        drop(self.child.stdin.take());
        self.child.wait().map(drop)
    }

    fn kill(mut self) -> std::io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(drop)
    }
}

/// The URL of a cluster whose holder runs alone, by its passfile.
fn url_of(data_dir: &Path) -> Result<String, Box<dyn Error>> {
    let passfile = fs::read_to_string(data_dir.join("passfile"))?;
    match passfile.trim_end().split(':').collect::<Vec<_>>()[..] {
        [host, port, _, user, password] => Ok(format!("postgres://{user}:{password}@{host}:{port}/callsign")),
        _ => Err("not a passfile".into()),
    }
}

fn postmaster(data_dir: &Path) -> Result<u32, Box<dyn Error>> {
    let file = fs::read_to_string(data_dir.join("cluster/postmaster.pid"))?;
    Ok(file.lines().next().ok_or("empty")?.trim().parse()?)
}

/// Every process of PostgreSQL inherits the lock, so a free one means that there is none.
fn no_postgres_is_left(data_dir: &Path) -> Outcome {
    let lock = File::options().write(true).open(data_dir.join("postgres.lock"))?;
    Ok(lock.try_lock()?)
}

fn names(data_dir: &Path) -> std::io::Result<Vec<String>> {
    fs::read_dir(data_dir)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
}

fn is_one_sentence(error: &EmbeddedError) -> bool {
    let text = error.to_string();
    !text.contains('\n') && !text.contains(". ") && !text.ends_with('.')
}

#[tokio::test]
async fn a_first_start_initialises_a_durable_cluster() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let said = Mutex::new(Vec::new());
    let progress = |text: &str| {
        if let Ok(mut said) = said.lock() {
            said.push(text.to_owned());
        }
    };
    let cluster = cluster(DataDir::Default(temporary.data_dir()));
    let running = embedded::start(&cluster, progress).await?;
    let said = said.into_inner()?;
    assert!(said.iter().any(|text| text.starts_with("initialising PostgreSQL ")));
    assert!(said.iter().any(|text| text.starts_with("starting PostgreSQL ")));
    assert_eq!(running.data_dir(), temporary.data_dir());
    assert_eq!(running.kind(), Kind::Asked);
    assert_eq!(text(running.url(), "show fsync").await?, "on");
    assert_eq!(text(running.url(), "show max_connections").await?, "20");
    assert_eq!(text(running.url(), "show listen_addresses").await?, "127.0.0.1");
    assert_eq!(text(running.url(), "show unix_socket_directories").await?, "");
    assert_eq!(text(running.url(), "show server_encoding").await?, "UTF8");
    let user = "select current_user || '@' || current_database()";
    assert_eq!(text(running.url(), user).await?, "callsign@callsign");
    running.stop().await;
    no_postgres_is_left(&temporary.data_dir())
}

#[tokio::test]
async fn parameters_cannot_turn_durability_off() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let mut cluster = cluster(DataDir::Named(temporary.data_dir()));
    cluster.parameters =
        [("fsync", "off"), ("listen_addresses", "*")].map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let running = embedded::start(&cluster, |_| ()).await?;
    assert_eq!(text(running.url(), "show fsync").await?, "on");
    assert_eq!(text(running.url(), "show listen_addresses").await?, "127.0.0.1");
    running.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_restart_keeps_rows_and_the_url() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let first = start(&temporary.data_dir()).await?;
    keep_a_row(first.url()).await?;
    let password = fs::read_to_string(first.passfile())?.trim().rsplit(':').next().map(str::to_owned);
    first.stop().await;
    let second = start(&temporary.data_dir()).await?;
    assert_eq!(text(second.url(), "select note from kept").await?, "still here");
    assert!(password.is_some_and(|password| second.url().contains(&password)));
    second.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_taken_port_is_given_up_for_a_free_one() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let first = start(&temporary.data_dir()).await?;
    let port = first.port();
    first.stop().await;
    let other_program = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    let second = start(&temporary.data_dir()).await?;
    assert_ne!(second.port(), port);
    assert_eq!(text(second.url(), "show port").await?, second.port().to_string());
    assert_eq!(url_of(second.data_dir())?, second.url());
    second.stop().await;
    drop(other_program);
    Ok(())
}

#[tokio::test]
async fn the_passfile_is_its_owners_alone_and_opens_the_cluster() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let running = start(&temporary.data_dir()).await?;
    assert!(running.passfile().is_absolute());
    let found = fs::metadata(running.passfile())?;
    assert_eq!(found.mode() & 0o7777, 0o600);
    assert_eq!(found.uid(), fs::metadata(&temporary.0)?.uid());
    assert_eq!(url_of(running.data_dir())?, running.url());
    let wrong = running.url().replacen("callsign:", "callsign:0", 1);
    assert!(PgConnection::connect(&wrong).await.is_err());
    running.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_second_start_on_the_same_folder_is_refused() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let running = start(&temporary.data_dir()).await?;
    let refusal = refused(DataDir::Named(temporary.data_dir())).await?;
    assert!(matches!(refusal, EmbeddedError::AlreadyRunning(_)));
    assert!(is_one_sentence(&refusal), "{refusal}");
    assert!(refusal.to_string().contains(&*temporary.data_dir().to_string_lossy()));
    assert_eq!(text(running.url(), "show fsync").await?, "on");
    running.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_start_waits_for_the_cluster_of_a_killed_callsign_to_stop() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let killed = start(&temporary.data_dir()).await?;
    keep_a_row(killed.url()).await?;
    // What the kernel does to a killed process: the pipe closes, and nobody waits for the holder.
    drop(killed);
    let running = start(&temporary.data_dir()).await?;
    assert_eq!(text(running.url(), "select note from kept").await?, "still here");
    running.stop().await;
    Ok(())
}

#[tokio::test]
async fn closing_the_holders_input_leaves_no_postgres() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let mut holder = Holder::spawn(&temporary.data_dir())?;
    holder.says("ready")?;
    let url = url_of(&temporary.data_dir())?;
    assert_eq!(text(&url, "show fsync").await?, "on");
    holder.close_input()?;
    assert!(PgConnection::connect(&url).await.is_err());
    no_postgres_is_left(&temporary.data_dir())
}

#[test]
fn closing_the_holders_input_while_it_starts_leaves_no_postgres() -> Outcome {
    for moment in ["initialising", "starting"] {
        let temporary = Temporary::new(0o755)?;
        let mut holder = Holder::spawn(&temporary.data_dir())?;
        holder.says(moment)?;
        holder.close_input()?;
        no_postgres_is_left(&temporary.data_dir())?;
    }
    Ok(())
}

#[tokio::test]
async fn an_orphan_is_stopped_and_started_anew_with_its_data() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let data_dir = temporary.data_dir();
    let mut holder = Holder::spawn(&data_dir)?;
    holder.says("ready")?;
    let url = url_of(&data_dir)?;
    keep_a_row(&url).await?;
    holder.kill()?;
    assert_eq!(text(&url, "select note from kept").await?, "still here");
    let orphan = postmaster(&data_dir)?;
    let running = start(&data_dir).await?;
    assert_ne!(postmaster(&data_dir)?, orphan);
    assert_eq!(text(running.url(), "select note from kept").await?, "still here");
    running.stop().await;
    no_postgres_is_left(&data_dir)
}

#[tokio::test]
async fn a_killed_initialisation_does_not_matter() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let data_dir = temporary.data_dir();
    let mut holder = Holder::spawn(&data_dir)?;
    holder.says("initialising")?;
    holder.kill()?;
    assert!(!data_dir.join("cluster").exists());
    let running = start(&data_dir).await?;
    assert_eq!(text(running.url(), "show fsync").await?, "on");
    running.stop().await;
    assert!(names(&data_dir)?.iter().all(|name| !name.starts_with("unfinished")));
    Ok(())
}

#[tokio::test]
async fn a_half_made_cluster_is_removed_and_never_used() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let data_dir = temporary.data_dir();
    let half = data_dir.join("unfinished-0123/cluster");
    fs::create_dir_all(&half)?;
    fs::set_permissions(&data_dir, Permissions::from_mode(0o755))?;
    fs::write(half.join("PG_VERSION"), "9.6\n")?;
    let running = start(&data_dir).await?;
    assert_eq!(text(running.url(), "show fsync").await?, "on");
    running.stop().await;
    assert!(!half.exists());
    Ok(())
}

#[tokio::test]
async fn a_killed_postgres_is_noticed_and_its_number_is_not_trusted() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let data_dir = temporary.data_dir();
    let mut running = start(&data_dir).await?;
    keep_a_row(running.url()).await?;
    let pid = postmaster(&data_dir)?.to_string();
    assert!(Command::new("kill").args(["-9", &pid]).status()?.success());
    let end = running.ended().await;
    assert!(is_one_sentence(&end), "{end}");
    assert!(end.to_string().contains("ended by itself"), "{end}");
    running.stop().await;
    // The number in the file of the killed one now belongs to a program that lives: this one.
    let file = data_dir.join("cluster/postmaster.pid");
    let text_of = fs::read_to_string(&file)?;
    fs::write(&file, text_of.replacen(&pid, &std::process::id().to_string(), 1))?;
    let running = start(&data_dir).await?;
    assert_eq!(text(running.url(), "select note from kept").await?, "still here");
    running.stop().await;
    Ok(())
}

#[tokio::test]
async fn a_cluster_of_a_version_that_is_gone_names_it() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let cluster = temporary.data_dir().join("cluster");
    fs::create_dir_all(&cluster)?;
    fs::set_permissions(temporary.data_dir(), Permissions::from_mode(0o755))?;
    fs::write(cluster.join("PG_VERSION"), "9.6\n")?;
    let refusal = refused(DataDir::Named(temporary.data_dir())).await?;
    assert!(is_one_sentence(&refusal), "{refusal}");
    assert!(refusal.to_string().contains("PostgreSQL 9.6"), "{refusal}");
    Ok(())
}

#[tokio::test]
async fn a_cluster_without_its_password_is_refused() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let running = start(&temporary.data_dir()).await?;
    let passfile = running.passfile().to_owned();
    running.stop().await;
    fs::remove_file(&passfile)?;
    let refusal = refused(DataDir::Named(temporary.data_dir())).await?;
    assert!(is_one_sentence(&refusal), "{refusal}");
    assert!(refusal.to_string().contains(&*passfile.to_string_lossy()), "{refusal}");
    Ok(())
}

#[tokio::test]
async fn a_bad_setting_is_told_in_one_sentence() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let mut cluster = cluster(DataDir::Named(temporary.data_dir()));
    cluster.parameters = vec![("max_conections".to_owned(), "20".to_owned())];
    let Err(refusal) = embedded::start(&cluster, |_| ()).await else {
        return Err("the start was not refused".into());
    };
    assert!(is_one_sentence(&refusal), "{refusal}");
    assert!(refusal.to_string().contains("max_conections"), "{refusal}");
    no_postgres_is_left(&temporary.data_dir())
}

#[tokio::test]
async fn as_root_postgres_runs_as_another_user() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    if !temporary.is_roots() {
        println!("skipped: only root has to give PostgreSQL to another user");
        return Ok(());
    }
    let running = start(&temporary.data_dir()).await?;
    let owner = fs::metadata(temporary.data_dir().join("cluster"))?.uid();
    assert_ne!(owner, 0);
    // Where there is no /proc, PostgreSQL's own refusal of a foreign cluster says the same.
    let process = PathBuf::from(format!("/proc/{}", postmaster(&temporary.data_dir())?));
    assert!(fs::metadata(process).map_or(true, |found| found.uid() == owner));
    running.stop().await;
    Ok(())
}

#[tokio::test]
async fn as_root_a_closed_parent_moves_the_default_folder() -> Outcome {
    let temporary = Temporary::new(0o700)?;
    if !temporary.is_roots() {
        println!("skipped: only root has to move the data directory");
        return Ok(());
    }
    let running = embedded::start(&cluster(DataDir::Default(temporary.data_dir())), |_| ()).await?;
    let moved = Temporary(running.data_dir().to_owned());
    assert_eq!(running.kind(), Kind::Moved);
    assert!(moved.0.starts_with("/var/lib/callsign"));
    assert!(!temporary.data_dir().exists());
    assert_eq!(fs::metadata(&temporary.0)?.mode() & 0o777, 0o700);
    keep_a_row(running.url()).await?;
    running.stop().await;
    let again = embedded::start(&cluster(DataDir::Default(temporary.data_dir())), |_| ()).await?;
    assert_eq!(text(again.url(), "select note from kept").await?, "still here");
    again.stop().await;
    drop(moved);
    // Only an empty one goes.
    let _others = fs::remove_dir("/var/lib/callsign");
    Ok(())
}

#[tokio::test]
async fn as_root_a_closed_parent_refuses_a_named_folder() -> Outcome {
    let temporary = Temporary::new(0o700)?;
    if !temporary.is_roots() {
        println!("skipped: only root gives PostgreSQL to a user that may be kept out");
        return Ok(());
    }
    let refusal = refused(DataDir::Named(temporary.data_dir())).await?;
    assert!(is_one_sentence(&refusal), "{refusal}");
    let EmbeddedError::Unreachable { folder, .. } = &refusal else {
        return Err(refusal.into());
    };
    assert_eq!(*folder, temporary.0);
    assert!(!temporary.data_dir().exists());
    Ok(())
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let file = temporary.0.join("a file");
    fs::write(&file, "")?;
    let refusal = refused(DataDir::Named(file.join("data"))).await?;
    assert!(is_one_sentence(&refusal), "{refusal}");
    assert!(refusal.to_string().contains(&*file.to_string_lossy()), "{refusal}");
    Ok(())
}

#[tokio::test]
async fn what_lies_in_the_folder_and_is_no_regular_file_is_refused_and_followed_nowhere() -> Outcome {
    for name in ["callsign.lock", "holder.lock", "postgres.lock", "passfile"] {
        for is_fifo in [false, true] {
            let temporary = Temporary::new(0o755)?;
            let (data_dir, elsewhere) = (temporary.data_dir(), temporary.0.join("elsewhere"));
            fs::create_dir(&data_dir)?;
            fs::set_permissions(&data_dir, Permissions::from_mode(0o755))?;
            let planted = data_dir.join(name);
            if is_fifo {
                assert!(Command::new("mkfifo").arg(&planted).status()?.success());
            } else {
                std::os::unix::fs::symlink(&elsewhere, &planted)?;
            }
            let refusal = refused(DataDir::Named(data_dir)).await?;
            assert!(is_one_sentence(&refusal), "{refusal}");
            let why = if is_fifo { "no regular file" } else { "symbolic link" };
            assert!(refusal.to_string().contains(name) && refusal.to_string().contains(why), "{name}: {refusal}");
            assert!(!elsewhere.exists(), "{name} was followed");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_link_in_the_place_of_a_folder_is_refused_and_followed_nowhere() -> Outcome {
    for name in ["cluster", "postgresql"] {
        let temporary = Temporary::new(0o755)?;
        let (data_dir, elsewhere) = (temporary.data_dir(), temporary.0.join("elsewhere"));
        for folder in [&data_dir, &elsewhere] {
            fs::create_dir(folder)?;
            fs::set_permissions(folder, Permissions::from_mode(0o755))?;
        }
        // A whole cluster, as far as its version tells, so that nothing else refuses it.
        fs::write(elsewhere.join("PG_VERSION"), "15\n")?;
        std::os::unix::fs::symlink(&elsewhere, data_dir.join(name))?;
        let refusal = refused(DataDir::Named(data_dir)).await?;
        assert!(is_one_sentence(&refusal), "{refusal}");
        let refusal = refusal.to_string();
        assert!(refusal.contains(name) && refusal.contains("symbolic link"), "{name}: {refusal}");
        assert_eq!(names(&elsewhere)?, ["PG_VERSION"], "{name} was followed");
    }
    Ok(())
}

#[tokio::test]
async fn a_version_that_is_a_link_to_a_secret_is_not_told() -> Outcome {
    let temporary = Temporary::new(0o755)?;
    let cluster = temporary.data_dir().join("cluster");
    fs::create_dir_all(&cluster)?;
    fs::set_permissions(temporary.data_dir(), Permissions::from_mode(0o755))?;
    let secret = temporary.0.join("secret");
    fs::write(&secret, "c4n4ry")?;
    std::os::unix::fs::symlink(&secret, cluster.join("PG_VERSION"))?;
    let refusal = refused(DataDir::Named(temporary.data_dir())).await?;
    assert!(is_one_sentence(&refusal) && !refusal.to_string().contains("c4n4ry"), "{refusal}");
    Ok(())
}

#[tokio::test]
async fn a_folder_whose_path_is_not_utf_8_is_refused() -> Outcome {
    use std::os::unix::ffi::OsStrExt;
    let temporary = Temporary::new(0o755)?;
    let odd = temporary.0.join(std::ffi::OsStr::from_bytes(b"data-\xff"));
    let refusal = refused(DataDir::Named(odd)).await?;
    assert!(is_one_sentence(&refusal) && refusal.to_string().contains("UTF-8"), "{refusal}");
    assert_eq!(names(&temporary.0)?, Vec::<String>::new(), "no folder of another name is made");
    Ok(())
}

/// A small disk, which goes with its test.
struct Disk(PathBuf);

impl Disk {
    /// `None` where this machine doesn't let the test mount one.
    fn new(at: PathBuf, size: &str) -> std::io::Result<Option<Self>> {
        fs::create_dir(&at)?;
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size},mode=755"), "tmpfs"]).arg(&at).stderr(Stdio::null());
        Ok(mount.status().is_ok_and(|status| status.success()).then_some(Self(at)))
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _left = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[tokio::test]
async fn a_full_disk_at_the_first_start_is_named() -> Outcome {
    for size in ["4k", "64k", "4m", "24m"] {
        let temporary = Temporary::new(0o755)?;
        let Some(disk) = Disk::new(temporary.0.join("disk"), size)? else {
            println!("skipped: a disk can't be mounted here");
            return Ok(());
        };
        let refusal = refused(DataDir::Named(disk.0.join("data"))).await?;
        assert!(is_one_sentence(&refusal), "{refusal}");
        let disk = format!("the disk at {}, which ", disk.0.display());
        assert!(refusal.to_string().contains(&disk) && refusal.to_string().contains("full"), "{size}: {refusal}");
    }
    Ok(())
}
