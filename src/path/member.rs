//! A request on the road, and what becomes of it in company.

use std::sync::{Arc, OnceLock, atomic::AtomicBool};

use ring::digest::Digest;
use tokio::sync::oneshot;

use super::{Call, request::Request};
use crate::model::error::ServiceError;

/// A request on the road.
#[derive(Clone)]
pub struct Member {
    /// What is asked.
    pub request: Arc<dyn Request>,
    /// By whom.
    pub call: Call,
    /// Whether its account was within the rate when it was counted: once, however often it is carried out anew.
    within_rate: Arc<OnceLock<Result<(), ServiceError>>>,
}

impl Member {
    /// A request that begins its way.
    pub fn new(request: Arc<dyn Request>, call: Call) -> Self {
        Self { request, call, within_rate: Arc::default() }
    }

    /// Counts the call, once.
    ///
    /// # Errors
    ///
    /// ThrottlingException.
    pub fn is_within_rate(&self) -> Result<(), ServiceError> {
        self.within_rate.get_or_init(|| self.call.is_within_rate()).clone()
    }

    /// What another request with its client token must share, if it has one.
    ///
    /// # Errors
    ///
    /// InternalServerException, which no request can cause.
    pub fn digest(&self) -> Result<Option<Digest>, ServiceError> {
        self.request.client_token().map(|_| self.request.digest()).transpose()
    }
}

/// A request that waits in a lane.
pub struct Waiting {
    /// The request.
    pub member: Member,
    /// Set before the commit that it depends on: from then on nobody knows what became of it but who commits.
    pub may_be_done: Arc<AtomicBool>,
    /// Who waits for what becomes of it.
    pub verdict: oneshot::Sender<Verdict>,
}

/// What becomes of a request in company.
pub enum Verdict {
    /// It is carried out, or refused.
    Settled(Result<String, ServiceError>),
    /// It is to be carried out alone.
    Alone,
}
