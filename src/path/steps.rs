//! The steps of a page, as the road takes them: one by one, or for several requests at once.

use std::{future::Future, marker::PhantomData};

use super::{
    Call, Operation, Run, Together,
    operation::{Asked, Granted},
};
use crate::{
    database::unit_of_work::{Patience, Tx},
    model::{error::ServiceError, json},
};

/// What becomes of a request so far: an answer, a refusal, or nothing yet.
pub type Settled = Option<Result<String, ServiceError>>;

/// How the requests of an operation are carried out.
pub trait Steps: 'static {
    /// The operation.
    type Operation: Operation;

    /// Where the request meets others, if its operation does that.
    fn lane(request: &<Self::Operation as Operation>::Request, call: &Call) -> Option<String>;

    /// What only one request of a group may be about.
    fn apart(request: &<Self::Operation as Operation>::Request, call: &Call) -> Option<String>;

    /// Carries out requests that are admitted. `None` for whoever has to be carried out alone.
    fn carry_out(
        asked: Vec<Asked<'_, Self::Operation>>,
        patience: Patience,
        tx: &mut Tx,
    ) -> impl Future<Output = Result<Vec<Settled>, ServiceError>> + Send;
}

/// One by one.
pub struct Alone<O>(PhantomData<O>);

impl<O: Run> Steps for Alone<O> {
    type Operation = O;

    fn lane(_request: &O::Request, _call: &Call) -> Option<String> {
        None
    }

    fn apart(_request: &O::Request, _call: &Call) -> Option<String> {
        None
    }

    async fn carry_out(
        asked: Vec<Asked<'_, O>>,
        _patience: Patience,
        tx: &mut Tx,
    ) -> Result<Vec<Settled>, ServiceError> {
        let mut settled = Vec::new();
        for Asked { request, call } in asked {
            settled.push(Some(match O::run(request, call, tx).await {
                Ok(output) => json::write(&output),
                Err(refusal) => Err(refusal),
            }));
        }
        Ok(settled)
    }
}

/// With others that come at the same time.
pub struct InCompany<O>(PhantomData<O>);

impl<O: Together> Steps for InCompany<O> {
    type Operation = O;

    fn lane(request: &O::Request, call: &Call) -> Option<String> {
        Some(O::lane(request, call))
    }

    fn apart(request: &O::Request, call: &Call) -> Option<String> {
        O::apart(request, call)
    }

    async fn carry_out(
        asked: Vec<Asked<'_, O>>,
        patience: Patience,
        tx: &mut Tx,
    ) -> Result<Vec<Settled>, ServiceError> {
        let locked = O::lock(&asked, patience, tx).await?;
        let mut settled = Vec::new();
        let mut granted: Vec<Granted<'_, O>> = Vec::new();
        for (asked, locked) in asked.into_iter().zip(locked) {
            settled.push(match locked {
                None => None,
                Some(Err(refusal)) => Some(Err(refusal)),
                Some(Ok(mut locked)) => {
                    for before in &granted {
                        O::after(&mut locked, before);
                    }
                    match O::decide(&asked, &locked) {
                        Ok(output) => {
                            let answer = json::write(&output)?;
                            granted.push(Granted { asked, locked, output });
                            Some(Ok(answer))
                        }
                        Err(refusal) => Some(Err(refusal)),
                    }
                }
            });
        }
        if !granted.is_empty() {
            O::write(&granted, tx).await?;
        }
        Ok(settled)
    }
}
