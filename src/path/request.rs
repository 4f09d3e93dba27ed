//! A request of whichever operation. The road knows no other, so that it is compiled once and not once for each operation.

use std::{any::Any, future::Future, pin::Pin};

use ring::digest::{Digest, SHA256, digest};

use super::{
    Asked, Call, Operation, RequestTags,
    steps::{Settled, Steps},
};
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    domain::sharing::Permission,
    model::{error::ServiceError, json},
};

/// A request whose shapes are checked, of an operation that only it knows. What the members are is said where [`Operation`] has
/// them.
pub trait Request: Any + Send + Sync {
    /// The operation's name.
    fn operation(&self) -> &'static str;

    /// See [`Operation::CREATES`].
    fn creates(&self) -> bool;

    /// See [`Operation::mode`].
    fn mode(&self) -> Mode;

    /// See [`Operation::permissions`].
    fn permissions(&self) -> Vec<Permission>;

    /// See [`Operation::locks_alone`].
    fn locks_alone(&self, permission: &Permission, call: &Call) -> bool;

    /// See [`Operation::request_tags`].
    fn tags(&self) -> RequestTags<'_>;

    /// See [`Operation::client_token`].
    fn client_token(&self) -> Option<&str>;

    /// What another request with its client token must share.
    ///
    /// # Errors
    ///
    /// InternalServerException, which no request can cause.
    fn digest(&self) -> Result<Digest, ServiceError>;

    /// See [`Operation::keeps`].
    fn keeps(&self, refusal: &ServiceError) -> bool;

    /// See [`Operation::lasts`].
    fn lasts(&self, refusal: &ServiceError) -> bool;

    /// See [`lane`](super::Together::lane).
    fn lane(&self, call: &Call) -> Option<String>;

    /// See [`apart`](super::Together::apart).
    fn apart(&self, call: &Call) -> Option<String>;

    /// Carries out requests of its operation, itself among them.
    fn carry_out<'m>(
        &self,
        asked: Vec<(&'m dyn Request, &'m Call)>,
        patience: Patience,
        tx: &'m mut Tx,
    ) -> CarriedOut<'m>;
}

/// Requests being carried out.
pub type CarriedOut<'m> = Pin<Box<dyn Future<Output = Result<Vec<Settled>, ServiceError>> + Send + 'm>>;

/// A request of the operation with these steps.
pub struct Of<S: Steps>(pub <S::Operation as Operation>::Request);

impl<S: Steps> Request for Of<S> {
    fn operation(&self) -> &'static str {
        S::Operation::NAME
    }

    fn creates(&self) -> bool {
        S::Operation::CREATES
    }

    fn mode(&self) -> Mode {
        S::Operation::mode(&self.0)
    }

    fn permissions(&self) -> Vec<Permission> {
        S::Operation::permissions(&self.0)
    }

    fn locks_alone(&self, permission: &Permission, call: &Call) -> bool {
        S::Operation::locks_alone(permission, call)
    }

    fn tags(&self) -> RequestTags<'_> {
        S::Operation::request_tags(&self.0)
    }

    fn client_token(&self) -> Option<&str> {
        S::Operation::client_token(&self.0)
    }

    fn digest(&self) -> Result<Digest, ServiceError> {
        Ok(digest(&SHA256, json::write(&self.0)?.as_bytes()))
    }

    fn keeps(&self, refusal: &ServiceError) -> bool {
        S::Operation::keeps(refusal)
    }

    fn lasts(&self, refusal: &ServiceError) -> bool {
        S::Operation::lasts(refusal)
    }

    fn lane(&self, call: &Call) -> Option<String> {
        S::lane(&self.0, call)
    }

    fn apart(&self, call: &Call) -> Option<String> {
        S::apart(&self.0, call)
    }

    fn carry_out<'m>(
        &self,
        asked: Vec<(&'m dyn Request, &'m Call)>,
        patience: Patience,
        tx: &'m mut Tx,
    ) -> CarriedOut<'m> {
        Box::pin(async move {
            let own = |(request, call): (&'m dyn Request, &'m Call)| {
                let request: &dyn Any = request;
                let Of(request) = request
                    .downcast_ref::<Self>()
                    .ok_or_else(|| ServiceError::internal("requests of several operations are carried out together"))?;
                Ok(Asked { request, call })
            };
            let asked = asked.into_iter().map(own).collect::<Result<Vec<Asked<'m, S::Operation>>, ServiceError>>()?;
            S::carry_out(asked, patience, tx).await
        })
    }
}
