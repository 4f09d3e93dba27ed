//! What is there from the start: the seed that the settings name.

use std::{sync::Arc, time::Duration};

use tracing::info;

use super::ServeError;
use crate::{
    config::Settings,
    path::Shared,
    server::State,
    staging::seed::{self, Seed, Unseeded},
};

/// Carries out the seed that the settings name, if they do.
pub(super) async fn seed(settings: &Settings, shared: &Arc<Shared>, state: &State) -> Result<(), ServeError> {
    let Some(path) = &settings.seed.file else { return Ok(()) };
    let failed = |text: String| ServeError::Seed(path.display().to_string(), text);
    let seed = Seed::of_file(path).map_err(|error| failed(error.to_string()))?;
    let usual = state.callers.get().credentials.only_account_id();
    let deadline = Duration::from_secs(settings.staging.deadline_s.into());
    let seeded = seed::apply(shared, &state.deployment, usual.as_deref(), seed, deadline).await;
    let seeded = seeded.map_err(|unseeded| match unseeded {
        Unseeded::Unreadable(text) | Unseeded::Refused(text) => failed(text),
        Unseeded::NoAccount => failed("it names no account_id, and there are several".to_owned()),
        Unseeded::Failed(error) => failed(error.cause().unwrap_or("the database failed").to_owned()),
    })?;
    info!(created = seeded.created, changed = seeded.changed, unchanged = seeded.unchanged, "seeded");
    Ok(())
}
