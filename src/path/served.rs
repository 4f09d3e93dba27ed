//! The rows of the table of operations: what each is called, and how it is carried out.

use std::{future::Future, pin::Pin, sync::Arc};

use super::{
    Call, Outcome, Run, Shared, Together,
    execute::execute,
    steps::{Alone, InCompany},
};

/// A row of the table of operations.
pub struct Served {
    /// The operation's name.
    pub name: &'static str,
    /// Whether it declares ConflictException.
    pub declares_conflict: bool,
    /// Carries the operation out: what calls share, who calls, the body.
    pub execute: fn(Arc<Shared>, Call, Vec<u8>) -> Execution,
}

/// An operation being carried out.
pub type Execution = Pin<Box<dyn Future<Output = Outcome>>>;

/// The row of an operation whose requests are carried out one by one.
#[must_use]
pub const fn served<O: Run>() -> Served {
    Served {
        name: O::NAME,
        declares_conflict: O::DECLARES_CONFLICT,
        execute: |shared, call, body| Box::pin(execute::<Alone<O>>(shared, call, body)),
    }
}

/// The row of an operation whose requests may be carried out together.
#[must_use]
pub const fn together<O: Together>() -> Served {
    Served {
        name: O::NAME,
        declares_conflict: O::DECLARES_CONFLICT,
        execute: |shared, call, body| Box::pin(execute::<InCompany<O>>(shared, call, body)),
    }
}
