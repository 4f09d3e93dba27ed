//! Calls of the API that callsign's own interface and console make.

use std::{sync::Arc, time::Instant};

use actix_web::web;
use uuid::Uuid;

use super::{CallError, CallLine, LOST, SUCCESS, carry_out};
use crate::{
    model::caller::Caller,
    path::{Exposed, Refusal, Served},
    server::State,
    wire::aws_json,
};

/// A call that came by another way than the API's.
pub struct Called {
    /// Its request id.
    pub request_id: Uuid,
    /// What became of it.
    pub outcome: Result<String, Refusal>,
    /// The body that a client of the API would get, unless a fault loses it.
    pub answer: Option<String>,
}

/// Carries an operation out for callsign's own interface or console, as every call is but for the signature. `by` stands for the access
/// key.
pub async fn call_inside(state: &State, by: &str, served: &'static Served, caller: Caller, body: &[u8]) -> Called {
    let mut line = CallLine::new(state, Some(served), Instant::now());
    line.caller = Some((by.to_owned(), caller.clone()));
    let body = web::Bytes::copy_from_slice(body);
    line.input = Some(body.clone());
    let request_id = line.request_id;
    let outcome = match Exposed::new(by.to_owned(), None) {
        Ok(exposed) => {
            let exposed = Arc::new(exposed);
            line.exposed = Some(Arc::clone(&exposed));
            carry_out(state, served, (caller, None, exposed), &line, body).await
        }
        Err(error) => Err(CallError::Exception(error)),
    };
    let (outcome, answer) = match outcome {
        Err(CallError::Lost) => {
            line.tell(LOST, None, None);
            (Err(Refusal::Lost), None)
        }
        Ok(answer) => {
            line.tell(SUCCESS, None, Some(&answer));
            (Ok(answer.clone()), Some(answer))
        }
        Err(CallError::Exception(error)) => {
            line.tell_cause(&error);
            let answer = aws_json::exception(&error, &request_id.to_string()).body;
            line.tell(error.exception().into(), Some(&error), Some(&answer));
            (Err(Refusal::Exception(error)), Some(answer))
        }
        Err(CallError::Protocol(error)) => {
            let answer = aws_json::protocol_error(&error).body;
            line.tell(error.exception(), None, Some(&answer));
            (Err(Refusal::Unreadable(error.to_string())), Some(answer))
        }
    };
    Called { request_id, outcome, answer }
}
