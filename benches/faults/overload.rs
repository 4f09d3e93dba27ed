//! R26 and R30: ten times what the machine can do, and ten minutes of half of it.

use std::time::{Duration, Instant};

use aws_credential_types::Credentials;
use aws_sdk_pinpointsmsvoicev2::{
    Client as Sdk,
    config::{BehaviorVersion, Region, retry::RetryConfig},
};
use futures_util::{StreamExt, stream};

use crate::{
    table::{Row, correct, quantile, shown, speed, within},
    toggle::Toggles,
    world::{Provided, Server, World},
};

/// As many clients keep the machine as busy as it can be.
const BUSY: usize = 32;

const PATIENCE: Duration = Duration::from_secs(15);

/// The SDK as its users have it: three attempts.
fn sdk(server: &Server) -> Sdk {
    let config = aws_sdk_pinpointsmsvoicev2::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("us-east-1"))
        .credentials_provider(Credentials::new("test", "test", None, None, "the faults"))
        .endpoint_url(format!("http://{}", server.address))
        .retry_config(RetryConfig::standard().with_max_attempts(3))
        .http_client(aws_smithy_http_client::Builder::new().build_http())
        .build();
    Sdk::from_conf(config)
}

/// How many calls a second as many clients get as keep the machine busy.
async fn peak(world: &World, server: &Server, provided: &Provided) -> f64 {
    let toggles = Toggles::start(BUSY, &[server.address], provided, PATIENCE);
    toggles.rate(Duration::from_secs(1)).await;
    let peak = toggles.rate(Duration::from_secs(world.rounds(10, 3) as u64)).await;
    toggles.end().await;
    peak
}

/// R26: overload.
pub async fn run(world: &World) -> Vec<Row> {
    let place = world.database("overload").await;
    // So few connections that there are more clients than may wait for them.
    let server = world.serve(&place.url, &[("database.max_connections", "8")]).await;
    let provided = world.provide(&place, &server, 32, 10 * BUSY).await;

    let first_peak = peak(world, &server, &provided).await;
    let memory = server.resident_kib();

    let toggles = Toggles::start(10 * BUSY, &[server.address], &provided, PATIENCE);
    toggles.rate(Duration::from_secs(1)).await;
    toggles.take();
    let goodput = toggles.rate(Duration::from_secs(world.rounds(20, 6) as u64)).await;
    let grown = server.resident_kib().saturating_sub(memory) / 1024;
    let seen = toggles.end().await;
    let over = Instant::now();

    let toggles = Toggles::start(BUSY, &[server.address], &provided, PATIENCE);
    while toggles.rate(Duration::from_millis(200)).await < first_peak * 0.8 && over.elapsed() < Duration::from_secs(20)
    {
    }
    let recovered = over.elapsed();
    toggles.end().await;
    // Other programs have a part in the machine: the peak is that of before and after.
    let peak = f64::midpoint(first_peak, peak(world, &server, &provided).await);

    let mut refused: Vec<Duration> = seen.troubles.iter().map(|trouble| trouble.took).collect();
    let strange: Vec<&str> = seen
        .troubles
        .iter()
        .filter(|trouble| trouble.kind != "ThrottlingException" || !trouble.has_retry_after)
        .map(|trouble| trouble.kind.as_str())
        .collect();

    let calls = world.rounds(4_000, 1_000);
    let client = sdk(&server);
    let at_once = BUSY * 3 / 2;
    let finished = stream::iter(0..calls)
        .map(|index| {
            let call = client.create_opt_out_list().opt_out_list_name(format!("Sdk{index}"));
            async move { usize::from(call.send().await.is_ok()) }
        })
        .buffer_unordered(at_once)
        .fold(0, |sum, one| async move { sum + one })
        .await;
    vec![
        speed(
            "R26",
            format!("{} clients in place of {BUSY}: goodput >= 90 % of the peak", 10 * BUSY),
            format!("{:.0} % ({goodput:.0} of {peak:.0} calls/s)", goodput / peak * 100.0),
            goodput >= peak * 0.9,
        ),
        correct(
            "R26",
            "what is too much gets ThrottlingException with Retry-After",
            format!("{} refused, {} otherwise {:?}", refused.len(), strange.len(), strange.first()),
            strange.is_empty() && !refused.is_empty(),
        ),
        within("R26", "p99 of refusals", Duration::from_millis(50), quantile(&mut refused, 0.99)),
        within("R26", "80 % of the peak again", Duration::from_secs(2), recovered),
        speed("R26", "memory grown <= 50 MiB", format!("{grown} MiB"), grown <= 50),
        correct(
            "R26",
            format!("the SDK (3 attempts), {at_once} at once: >= 99 % succeed"),
            format!("{finished} of {calls}"),
            finished * 100 >= calls * 99,
        ),
    ]
}

/// How many files a process has open.
fn open_files(server: &Server) -> usize {
    std::fs::read_dir(format!("/proc/{}/fd", server.id())).map_or(0, Iterator::count)
}

/// R30: ten minutes of half the load. It has to be named, or `--soak` given.
pub async fn soak(world: &World) -> Vec<Row> {
    let minutes = world.rounds(10, 1);
    let place = world.database("soak").await;
    let server = world.serve(&place.url, &[]).await;
    let provided = world.provide(&place, &server, 8, 8).await;
    let toggles = Toggles::start(4, &[server.address], &provided, PATIENCE);
    toggles.rate(Duration::from_secs(10)).await;
    let (memory, files) = (server.resident_kib(), open_files(&server));
    let (mut answered, mut troubles) = (0, 0);
    let began = Instant::now();
    for _ in 0..minutes {
        toggles.rate(Duration::from_mins(1)).await;
        let seen = toggles.take();
        answered += seen.took.len();
        troubles += seen.troubles.len();
    }
    let (grown, opened) = (server.resident_kib().saturating_sub(memory) / 1024, open_files(&server).abs_diff(files));
    let span = shown(began.elapsed());
    toggles.end().await;
    let tokens = world.count(&place, "select count(*) from callsign.client_token where expires_at < now()").await;
    let limit = minutes as u64;
    vec![
        correct("R30", format!("{span} of 4 clients: 0 errors"), format!("{troubles} of {answered}"), troubles == 0),
        speed("R30", "memory grown <= 1 MiB a minute", format!("{grown} MiB"), grown <= limit.max(2)),
        correct(
            "R30",
            "open files constant, no expired token kept",
            format!("{opened} more or less, {tokens}"),
            opened <= 2 && tokens == 0,
        ),
    ]
}
