//! Whether callsign lives, whether it can serve, and its figures.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use actix_web::{HttpResponse, web};
use tracing::error;

use super::{State, metrics::Backlog};
use crate::{
    database::unit_of_work::{Mode, Tx},
    path::Shared,
    store::delivery,
};

/// How long the figures wait for a connection.
const SPARE_WITHIN: Duration = Duration::from_millis(20);

/// The answer of `/health/live`.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().json(serde_json::json!({ "status": "live" }))
}

/// The answer of `/health/ready`.
pub async fn ready(state: web::Data<State>) -> HttpResponse {
    let reason = if state.is_draining.load(Ordering::Relaxed) {
        Err("callsign is stopping".to_owned())
    } else {
        match state.shared.get() {
            Some(shared) => shared.database.is_ready().await,
            None => Err("callsign is starting: the database is not ready yet".to_owned()),
        }
    };
    match reason {
        Ok(()) => HttpResponse::Ok().json(serde_json::json!({ "status": "ready" })),
        Err(reason) => {
            HttpResponse::ServiceUnavailable().json(serde_json::json!({ "status": "not ready", "reason": reason }))
        }
    }
}

/// The answer of `/metrics`.
pub async fn metrics(state: web::Data<State>) -> HttpResponse {
    let shared = state.shared.get().map(Arc::as_ref);
    // One asks the database at a time: however many ask for the figures, they fill no queue that calls wait in.
    let backlog = match (shared, state.metrics.asks.try_lock()) {
        (Some(shared), Ok(_asks)) => backlog(shared).await,
        _ => None,
    };
    match state.metrics.text(shared, state.clients.open(), state.requests.dropped(), backlog) {
        Ok(text) => HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text),
        Err(error) => {
            error!(%error, "the metrics can't be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}

/// What is to be delivered. A database that doesn't answer, or has no connection to spare, leaves the last figures standing: they are
/// read most while everybody waits.
async fn backlog(shared: &Shared) -> Option<Backlog> {
    let connections = shared.database.connections().clone();
    let work = async move {
        let Ok(tx) = tokio::time::timeout(SPARE_WITHIN, Tx::begin(&connections, Mode::SingleRead)).await else {
            return Ok(None);
        };
        let mut tx = tx?;
        let backlog = delivery::backlog(&mut tx).await?;
        tx.commit().await?;
        Ok(Some(backlog))
    };
    match shared.database.work(work).await {
        Ok(backlog) => backlog.map(|(pending, oldest_s, failed)| Backlog { pending, oldest_s, failed }),
        Err(error) => {
            shared.database.tell(&error, "what is to be delivered can't be counted").await;
            None
        }
    }
}
