//! The command line: settings, telemetry, then what the subcommand does.

use std::{net::Ipv4Addr, process::ExitCode, time::Duration};

use callsign::{
    config::{BUILT_IN_ACCESS_KEY_ID, Flags, Settings},
    database::embedded::{self, Hold},
    serve::{self, Serving},
    telemetry,
};
use clap::{Parser, Subcommand};
use tokio::signal::unix::{SignalKind, signal};

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

#[tokio::main]
async fn main() -> ExitCode {
    let line = CommandLine::parse();
    match run(line).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("callsign: {sentence}");
            ExitCode::FAILURE
        }
    }
}

async fn run(line: CommandLine) -> Result<(), String> {
    if let Some(Command::Embedded(hold)) = line.command {
        return embedded::hold(hold).await.map_err(|error| error.to_string());
    }
    let settings = Settings::load(&line.flags).map_err(|error| error.to_string())?;
    match line.command {
        None | Some(Command::Serve) => {
            telemetry::start(&settings.log);
            serve(&settings).await
        }
        Some(Command::Migrate) => {
            telemetry::start(&settings.log);
            serve::migrate_only(&settings, progress).await.map_err(|error| error.to_string())
        }
        Some(Command::Config) => {
            print!("{}", toml::to_string_pretty(&settings).map_err(|error| error.to_string())?);
            Ok(())
        }
        Some(Command::Health { url }) => health(url.unwrap_or_else(|| own_url(&settings))).await,
        Some(Command::Embedded(_)) => Ok(()),
    }
}

fn progress(text: &str) {
    eprintln!("callsign: {text}");
}

/// Serves until a signal comes, also when it comes during the start.
async fn serve(settings: &Settings) -> Result<(), String> {
    let mut terminate = signal(SignalKind::terminate()).map_err(|error| error.to_string())?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(|error| error.to_string())?;
    let started = tokio::select! {
        started = Serving::start(settings, progress) => started,
        _ = terminate.recv() => return Ok(()),
        _ = interrupt.recv() => return Ok(()),
    };
    let mut serving = started.map_err(|error| error.to_string())?;
    print!("{}", ready_block(settings, &serving));
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
        error = serving.failed() => {
            serving.stop_now().await;
            return Err(error.to_string());
        }
    }
    serving.stop().await;
    Ok(())
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
    let options =
        "-c role=callsign_inspect -c search_path=inspect -c default_transaction_read_only=on -c statement_timeout=5s";
    if let Some(embedded) = serving.embedded() {
        if embedded.moved() {
            let folder = embedded.data_dir().display();
            lines.push(format!("  state       {folder} (the checkout is out of PostgreSQL's reach)"));
        }
        let (passfile, port) = (embedded.passfile().display(), embedded.port());
        lines.push(format!(
            "  psql        PGPASSFILE='{passfile}' PGOPTIONS='{options}' psql -h 127.0.0.1 -p {port} -U callsign callsign"
        ));
    } else if let Some(url) = &settings.database.url {
        lines.push(format!("  psql        PGOPTIONS='{options}' psql '{}'", url.without_password()));
    }
    lines.push(format!(
        "  try         {call_with}aws --endpoint-url http://{address} --region us-east-1 \
         pinpoint-sms-voice-v2 describe-pools\n"
    ));
    lines.join("\n")
}

/// The address that this machine reaches the settings' callsign at.
fn own_url(settings: &Settings) -> String {
    let mut address = settings.server.listen;
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    format!("http://{address}")
}

async fn health(url: String) -> Result<(), String> {
    // The client has no provider of its own; another one that is installed already does as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let url = format!("{}/health/ready", url.trim_end_matches('/'));
    let client = reqwest::Client::builder().timeout(HEALTH_TIMEOUT).build().map_err(|error| error.to_string())?;
    let answer = client.get(&url).send().await;
    let answer = answer.map_err(|_| format!("{url} doesn't answer: start callsign, or give --url"))?;
    if answer.status().is_success() {
        return Ok(());
    }
    Err(answer.text().await.unwrap_or_else(|error| error.to_string()))
}
