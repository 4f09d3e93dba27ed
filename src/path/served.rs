//! The rows of the table of operations: what each is called, and how its requests are read.

use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::{
    Call, Operation, Outcome, Refusal, Run, Shared, Together, authorise,
    authorise::Rows,
    execute::execute,
    explain::is_about_others,
    member::Member,
    request::{Of, Request},
    steps::{Alone, InCompany, Steps},
};
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    model::{error::ServiceError, json},
};

/// A row of the table of operations.
pub struct Served {
    /// The operation's name.
    pub name: &'static str,
    /// Whether it declares ConflictException.
    pub declares_conflict: bool,
    read: Read,
    checks: fn() -> Vec<&'static str>,
}

/// Reads the body of a call.
type Read = fn(&[u8], &Call) -> Result<Arc<dyn Request>, Refusal>;

impl Served {
    /// Carries out the request whose members are `body`.
    ///
    /// # Errors
    ///
    /// [`Refusal`].
    pub async fn execute(&self, shared: &Arc<Shared>, call: Call, body: impl AsRef<[u8]>) -> Outcome {
        let request = self.read(body.as_ref(), &call)?;
        let rows = authorise::without_rows(&*request, &call)?;
        let mut call = call;
        // Of what is another account's nothing is kept.
        if rows != Rows::Nothing && is_about_others(&*request, &call) {
            call.explanation = None;
        }
        let met = shared.faults.meet(&shared.database, &call, body.as_ref()).await?;
        // It may be a file, which is in the request now.
        drop(body);
        met.before()?;
        let is_writing = matches!(request.mode(), Mode::Write(_));
        let outcome = execute(shared, Member::new(request, call), rows, &met).await;
        if is_writing && outcome.is_ok() {
            shared.database.changes().tell();
        }
        met.answer(outcome.map_err(|error| if self.declares_conflict { error } else { error.without_conflict() }))
    }

    /// Carries a request out as a step of a transaction that others began and end: nobody is asked for permission, and no client token,
    /// rate or fault counts.
    ///
    /// # Errors
    ///
    /// [`Refusal`].
    pub async fn step(&self, call: &Call, body: &[u8], tx: &mut Tx) -> Outcome {
        let request = self.read(body, call)?;
        let settled = request.carry_out(vec![(&*request, call)], Patience::Wait, tx).await?;
        let outcome = settled.into_iter().next().flatten();
        Ok(outcome.unwrap_or_else(|| Err(ServiceError::internal("nothing was settled")))?)
    }

    /// Reads types, then checks shapes.
    ///
    /// # Errors
    ///
    /// [`Refusal`].
    pub fn read(&self, body: &[u8], call: &Call) -> Result<Arc<dyn Request>, Refusal> {
        (self.read)(body, call)
    }

    /// Whether a request whose members are `body` changes nothing, as no request does that can't be read.
    #[must_use]
    pub fn only_reads(&self, call: &Call, body: &[u8]) -> bool {
        self.read(body, call).map_or(true, |request| !matches!(request.mode(), Mode::Write(_)))
    }

    /// See [`Operation::checks`].
    pub(super) fn checks(&self) -> Vec<&'static str> {
        (self.checks)()
    }
}

/// The row of an operation whose requests are carried out one by one.
#[must_use]
pub const fn served<O: Run>() -> Served {
    row::<Alone<O>>()
}

/// The row of an operation whose requests may be carried out together.
#[must_use]
pub const fn together<O: Together>() -> Served {
    row::<InCompany<O>>()
}

const fn row<S: Steps>() -> Served {
    Served {
        name: S::Operation::NAME,
        declares_conflict: S::Operation::DECLARES_CONFLICT,
        read: read::<S>,
        checks: S::Operation::checks,
    }
}

/// Reads types, then checks shapes.
fn read<S: Steps>(body: &[u8], call: &Call) -> Result<Arc<dyn Request>, Refusal> {
    Ok(Arc::new(Of::<S>(S::Operation::read(read_types(body)?, call)?)))
}

/// Reads an object of the JSON types that the members of `T` have. Members that it doesn't know are ignored (Assumed, row
/// 34). Documented: an empty body stands for an empty object.
fn read_types<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let body = if body.is_empty() { b"{}" } else { body };
    json::read(body).map_err(Refusal::Unreadable)
}
