//! Whether callsign lives, whether it can serve, and its figures.

use std::sync::{Arc, atomic::Ordering};

use actix_web::{HttpResponse, web};
use tracing::error;

use super::State;

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
    match state.metrics.text(state.shared.get().map(Arc::as_ref), state.clients.open(), state.requests.dropped()) {
        Ok(text) => HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text),
        Err(error) => {
            error!(%error, "the metrics can't be written");
            HttpResponse::InternalServerError().finish()
        }
    }
}
