//! Carrying a request out: the path that every request takes once it is authenticated.
//!
//! Read types, check shapes, parse ARNs, begin, authorise, rate, client token, run, keep the answer, commit.

use std::sync::Arc;

use serde::{Serialize, de::DeserializeOwned};

use super::{
    Call, Operation, Outcome, Refusal,
    admission::turns::{Turn, Turns},
    authorise,
    client_token::{client_token, other_parameters, request_digest},
    scopes::Scopes,
};
use crate::{
    api::Associations,
    database::{
        Database,
        unit_of_work::{Mode, Tx},
    },
    domain::sharing::Permission,
    model::{arn::Scope, error::ServiceError, json},
    store::{client_token::Claim, keyset::NextTokens},
};

/// What the calls of this process share.
pub struct Shared {
    /// The database.
    pub database: Arc<Database>,
    /// What seals and opens this database's NextTokens.
    pub next_tokens: NextTokens,
    /// The scopes that have their row.
    pub scopes: Scopes,
    turns: Arc<Turns>,
    /// The lanes of associations.
    pub associations: Associations,
}

impl Shared {
    /// Calls on a database with its NextTokens.
    #[must_use]
    pub fn new(database: Database, next_tokens: NextTokens) -> Self {
        let database = Arc::new(database);
        Self {
            next_tokens,
            scopes: Scopes::default(),
            turns: Arc::new(Turns::new(database.connections().max())),
            associations: Associations::to(&database),
            database,
        }
    }

    /// How many calls wait to be carried out together with others.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.associations.waiting()
    }
}

/// Carries out the request whose members are `body`.
pub async fn execute<O: Operation + 'static>(shared: Arc<Shared>, call: Call, body: Vec<u8>) -> Outcome {
    let request = O::read(read_types(&body)?, &call)?;
    let outcome = carry_out::<O>(&shared, call, request).await;
    Ok(outcome.map_err(|error| if O::DECLARES_CONFLICT { error } else { error.without_conflict() })?)
}

/// Carries out a request that was read.
///
/// # Errors
///
/// Those of the operation.
pub async fn carry_out<O: Operation + 'static>(
    shared: &Arc<Shared>,
    mut call: Call,
    request: O::Request,
) -> Result<String, ServiceError> {
    shared.scopes.ensure(&shared.database, &Scope::own(&call.caller), call.new_key(), call.now).await?;
    let turn = turn::<O>(shared, &request, &call).await?;
    let work = {
        let database = Arc::clone(&shared.database);
        async move {
            // Until the work ends, whatever becomes of the caller.
            let _turn = turn;
            let mut tx = Tx::begin(database.connections(), O::mode(&request)).await?;
            match perform::<O>(&request, &mut call, &mut tx).await {
                Ok(outcome) => tx.commit().await.and(outcome),
                Err(refusal) => {
                    undo(tx).await;
                    Err(refusal)
                }
            }
        }
    };
    shared.database.work(work).await
}

/// Rolls back. A connection on which that fails is closed, which undoes everything too.
pub async fn undo(tx: Tx) {
    if let Err(error) = tx.rollback().await {
        tracing::debug!(%error, "a connection was closed instead of rolled back");
    }
}

/// A turn at the resource that a writing request locks for itself alone.
async fn turn<O: Operation>(shared: &Shared, request: &O::Request, call: &Call) -> Result<Option<Turn>, ServiceError> {
    if O::mode(request) != Mode::Write {
        return Ok(None);
    }
    match O::permissions(request).iter().find_map(Permission::locked_alone) {
        Some(resource) => Ok(Some(shared.turns.take(resource.arn(&call.caller.region)).await?)),
        None => Ok(None),
    }
}

/// What is to be committed: the answer, or a refusal that a client token keeps. Any other refusal is the error.
async fn perform<O: Operation>(
    request: &O::Request,
    call: &mut Call,
    tx: &mut Tx,
) -> Result<Result<String, ServiceError>, ServiceError> {
    call.grants = authorise::authorise::<O>(request, call, tx).await?;
    let call = &*call;
    call.is_within_rate()?;
    let Some(token) = O::client_token(request) else { return answer::<O>(request, call, tx).await.map(Ok) };
    let (scope, request_digest) = (Scope::own(&call.caller), request_digest(request)?);
    let token = client_token::<O>(call, &scope, token, &request_digest);
    match token.claim(tx).await? {
        Claim::New => match answer::<O>(request, call, tx).await {
            Ok(answer) => {
                token.keep(tx, &answer).await?;
                Ok(Ok(answer))
            }
            Err(refusal) if O::keeps(&refusal) => {
                token.keep_refusal(tx, &refusal).await?;
                Ok(Err(refusal))
            }
            Err(refusal) => Err(refusal),
        },
        Claim::Answered(answer) => Ok(Ok(answer)),
        Claim::Refused(refusal) => Err(refusal),
        Claim::OtherParameters => Err(other_parameters()),
    }
}

async fn answer<O: Operation>(request: &O::Request, call: &Call, tx: &mut Tx) -> Result<String, ServiceError> {
    to_json(&O::run(request, call, tx).await?)
}

/// Reads an object of the JSON types that the members of `T` have. Members that it doesn't know are ignored (Assumed, row
/// 34). Documented: an empty body stands for an empty object.
pub fn read_types<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let body = if body.is_empty() { b"{}" } else { body };
    json::read(body).map_err(Refusal::Unreadable)
}

/// `value` as JSON text.
///
/// # Errors
///
/// InternalServerException, which no answer of the model can cause.
pub fn to_json(value: &impl Serialize) -> Result<String, ServiceError> {
    serde_json::to_string(value).map_err(ServiceError::internal)
}
