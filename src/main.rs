//! The command line: settings, telemetry, then what the subcommand does.

use std::{
    ffi::OsString, io::IsTerminal, os::unix::process::CommandExt, path::Path, process::ExitCode, time::Duration,
};

use callsign::{
    config::{BUILT_IN_ACCESS_KEY_ID, Flags, Settings},
    database::embedded::{self, Hold, Kind},
    serve::{self, Serving},
    server,
    telemetry::{self, Level},
};
use clap::{Parser, Subcommand, error::ErrorKind};
use tokio::{
    runtime::Runtime,
    signal::unix::{Signal, SignalKind, signal},
};

/// libpq's variables that bend every connection. The printed psql line has one of them, and people export what they copy.
/// Where a URL has no password, PGPASSWORD and PGPASSFILE still give one.
const BENDING_VARIABLES: [&str; 11] = [
    "PGHOST",
    "PGHOSTADDR",
    "PGPORT",
    "PGUSER",
    "PGDATABASE",
    "PGOPTIONS",
    "PGAPPNAME",
    "PGSSLMODE",
    "PGSSLROOTCERT",
    "PGSSLCERT",
    "PGSSLKEY",
];

/// How long `callsign health` waits for an answer.
const HEALTH_TIMEOUT: Duration = Duration::from_secs(3);

/// A stateful staging backend for the AWS End User Messaging SMS and Voice v2 API
#[derive(Parser)]
#[command(name = "callsign", version)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    flags: Flags,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API (the default)
    Serve,
    /// Apply the database migrations, then exit
    Migrate,
    /// Open the views of the state with psql, read-only
    Psql {
        /// Arguments of psql
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Seeds: files with resources to make
    Seed {
        /// Print one that is good
        #[arg(long, required = true)]
        example: bool,
    },
    /// Print the settings in effect, secrets and passwords masked
    Config,
    /// Exit with 0 when a running callsign is ready, else with 1
    Health {
        /// Address of the running callsign [default: the one that the settings name]
        #[arg(long)]
        url: Option<String>,
    },
    /// Hold the embedded PostgreSQL; callsign starts this itself
    #[command(hide = true)]
    Embedded(Hold),
}

fn main() -> ExitCode {
    let outcome = without_bending_variables().and_then(|()| {
        let line = CommandLine::try_parse().or_else(|error| refuse_arguments(&error))?;
        let runtime = Runtime::new().map_err(|error| error.to_string())?;
        let outcome = runtime.block_on(run(line));
        // A look-up of a name that is still under way keeps nobody waiting.
        runtime.shutdown_background();
        outcome
    });
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("callsign: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// Ends with clap's own text for help and the like. An argument that is one too many isn't repeated: it may be a URL with its
/// password.
fn refuse_arguments(error: &clap::Error) -> Result<CommandLine, String> {
    match error.kind() {
        ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand | ErrorKind::TooManyValues => {
            Err("an argument is no option and no command of callsign: see callsign --help".to_owned())
        }
        _ => error.exit(),
    }
}

/// Begins anew without libpq's variables if there are any: sqlx reads them whatever the URL says, and a process can't safely
/// change its own environment.
fn without_bending_variables() -> Result<(), String> {
    let bending: Vec<&str> = BENDING_VARIABLES.into_iter().filter(|name| std::env::var_os(name).is_some()).collect();
    if bending.is_empty() {
        return Ok(());
    }
    let names = bending.join(", ");
    let program = std::env::current_exe().map_err(|_| format!("unset {names}: callsign goes by its settings alone"))?;
    let mut anew = std::process::Command::new(program);
    anew.args(std::env::args_os().skip(1));
    for name in bending {
        anew.env_remove(name);
    }
    let error = anew.exec();
    Err(format!("callsign can't begin anew without {names} ({error}): unset them"))
}

async fn run(line: CommandLine) -> Result<(), String> {
    if let Some(Command::Embedded(hold)) = line.command {
        return embedded::hold(hold).await.map_err(|error| error.to_string());
    }
    if let Some(Command::Seed { .. }) = line.command {
        print!("{}", callsign::staging::seed::EXAMPLE);
        return Ok(());
    }
    if line.flags.ephemeral && !matches!(line.command, None | Some(Command::Serve)) {
        return Err("--ephemeral is for serve alone: leave it out here".to_owned());
    }
    let settings = Settings::load(&line.flags).map_err(|error| error.to_string())?;
    match line.command {
        None | Some(Command::Serve) => {
            let level = telemetry::start(&settings.log);
            serve(&settings, &line.flags, &level).await
        }
        Some(Command::Migrate) => {
            telemetry::start(&settings.log);
            let done = serve::migrate_only(&settings, progress).await.map_err(|error| error.to_string())?;
            println!("{done}");
            Ok(())
        }
        Some(Command::Psql { arguments }) => {
            let mut psql = serve::psql(&settings, &arguments).map_err(|error| error.to_string())?;
            let error = psql.exec();
            Err(format!(
                "psql can't be run ({error}): install PostgreSQL's client, or call the line that callsign printed when it started"
            ))
        }
        Some(Command::Config) => {
            print!("{}", toml::to_string_pretty(&settings).map_err(|error| error.to_string())?);
            Ok(())
        }
        Some(Command::Health { url }) => health(url.unwrap_or_else(|| server::url(settings.server.listen))).await,
        Some(Command::Embedded(_) | Command::Seed { .. }) => Ok(()),
    }
}

fn progress(text: &str) {
    eprintln!("callsign: {text}");
}

/// What asks for a stop.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    async fn recv(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// What asks for the settings to be read anew. Where a terminal began it, its end asks for a stop in the same way.
struct HangUp {
    signal: Signal,
    had_terminal: bool,
}

impl HangUp {
    fn new() -> std::io::Result<Self> {
        Ok(Self { signal: signal(SignalKind::hangup())?, had_terminal: std::io::stdin().is_terminal() })
    }

    /// Whether the settings are to be read anew; else the terminal is gone.
    async fn recv(&mut self) -> bool {
        self.signal.recv().await;
        !self.had_terminal || std::io::stdin().is_terminal()
    }
}

/// Reads the settings anew: who may call, what he may, and the log's level hold at once. What is bad changes nothing.
async fn read_anew(flags: &Flags, settings: &Settings, serving: &Serving, level: &Level) {
    let outcome = match Settings::load(flags) {
        Ok(anew) => serving.read_anew(&anew).await.map(|count| (anew, count)).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    match outcome {
        Err(sentence) => tracing::error!(cause = sentence, "the settings weren't read anew: those of before hold"),
        Ok((anew, credentials)) => {
            if let Err(error) = level.set(anew.log.level) {
                tracing::warn!(%error, "the log's level is as it was");
            }
            let later = settings.sections_changed(&anew).join(", ");
            tracing::info!(credentials, level = anew.log.level.as_ref(), "settings read anew");
            if !later.is_empty() {
                tracing::warn!(sections = later, "other settings have changed, too: they hold after a restart");
            }
        }
    }
}

/// Serves until a signal comes, also when it comes during the start. A second one ends the stop.
async fn serve(settings: &Settings, flags: &Flags, level: &Level) -> Result<(), String> {
    let mut hang_up = HangUp::new().map_err(|error| error.to_string())?;
    let signals =
        || Ok(Signals { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? });
    let mut signals = signals().map_err(|error: std::io::Error| error.to_string())?;
    let started = tokio::select! {
        started = Serving::start(settings, progress) => started,
        () = signals.recv() => return Ok(()),
    };
    let mut serving = started.map_err(|error| error.to_string())?;
    print!("{}", ready_block(settings, &serving));
    loop {
        tokio::select! {
            () = signals.recv() => break,
            is_to_read = hang_up.recv() => {
                if !is_to_read {
                    break;
                }
                read_anew(flags, settings, &serving, level).await;
            }
            error = serving.failed() => {
                serving.stop_now().await;
                return Err(error.to_string());
            }
        }
    }
    tokio::select! {
        () = serving.stop() => Ok(()),
        () = signals.recv() => Err("stopped at once by a second signal: requests under way were cut off".to_owned()),
    }
}

/// What a user needs to go on: where it is, who may call, how to see the state, and one call to try.
fn ready_block(settings: &Settings, serving: &Serving) -> String {
    let address = serving.address();
    let credential = if settings.uses_built_in_credential() {
        "access key test, secret test (account 000000000000)".to_owned()
    } else {
        "those of the settings".to_owned()
    };
    let call_with = if settings.uses_built_in_credential() {
        format!("AWS_ACCESS_KEY_ID={BUILT_IN_ACCESS_KEY_ID} AWS_SECRET_ACCESS_KEY=test ")
    } else {
        String::new()
    };
    let mut lines =
        vec![format!("callsign is ready on http://{address}"), String::new(), format!("  credential  {credential}")];
    let options = serve::READ_ONLY;
    if let Some(embedded) = serving.embedded() {
        let why = match embedded.kind() {
            Kind::Asked => None,
            Kind::Moved => Some("the checkout is out of PostgreSQL's reach"),
            Kind::Temporary => Some("it goes when callsign ends"),
        };
        lines.extend(why.map(|why| format!("  state       {} ({why})", embedded.data_dir().display())));
        let (passfile, port) = (quoted(&embedded.passfile().display().to_string()), embedded.port());
        lines.push(format!(
            "  psql        PGPASSFILE={passfile} PGOPTIONS='{options}' psql -h 127.0.0.1 -p {port} -U callsign callsign"
        ));
    } else if let Some(line) =
        settings.database.url.as_ref().filter(|_| is_in_a_container()).and_then(serve::line_from_outside)
    {
        lines.push(format!("  psql        {line}"));
    } else if let Some(url) = &settings.database.url {
        let url = quoted(&url.without_password());
        lines.push(format!("  psql        PGOPTIONS='{options}' psql {url}"));
    }
    if settings.staging.enabled {
        lines.push(format!("  console     {}/_callsign/", serve::public_url(settings, address)));
    }
    let url = serve::public_url(settings, address);
    lines.push(format!(
        "  try         {call_with}aws --endpoint-url {url} --region us-east-1 \
         pinpoint-sms-voice-v2 describe-pools\n"
    ));
    lines.join("\n")
}

/// Whether this is a container of Docker's or Podman's without a psql: what is printed is of use outside of it.
fn is_in_a_container() -> bool {
    let is_one = ["/.dockerenv", "/run/.containerenv"].iter().any(|path| Path::new(path).exists());
    let path = std::env::var_os("PATH").unwrap_or_default();
    is_one && !std::env::split_paths(&path).any(|folder| folder.join("psql").exists())
}

/// A word for a shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

async fn health(url: String) -> Result<(), String> {
    // The client has no provider of its own; another one that is installed already does as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let url = format!("{}/health/ready", url.trim_end_matches('/'));
    // Whatever stands before the host may be a password.
    let shown = match url.rsplit_once('@') {
        Some((_, behind)) => behind.to_owned(),
        None => url.clone(),
    };
    let client = reqwest::Client::builder().timeout(HEALTH_TIMEOUT).build().map_err(|error| error.to_string())?;
    let answer = client.get(&url).send().await;
    let answer = answer.map_err(|_| format!("{shown} doesn't answer: start callsign, or give --url"))?;
    if answer.status().is_success() {
        return Ok(());
    }
    Err(answer.text().await.unwrap_or_else(|error| error.to_string()))
}
