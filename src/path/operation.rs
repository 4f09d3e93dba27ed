//! What an operation of the API is to the path.

use std::{future::Future, pin::Pin, sync::Arc};

use serde::{Serialize, de::DeserializeOwned};

use super::{
    Call, RequestTags,
    execute::{Shared, execute},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::error::ServiceError,
};

/// An operation of the API.
pub trait Operation {
    /// Its name, as `X-Amz-Target` has it.
    const NAME: &'static str;
    /// Whether it declares ConflictException, which otherwise answers who waited too long for another operation.
    /// Documented: the errors of each operation.
    const DECLARES_CONFLICT: bool = true;
    /// The members of the request, each as its JSON type only.
    type Input: DeserializeOwned;
    /// The request with its shapes checked and its ARNs parsed: what two requests with one client token must share.
    type Request: Serialize + Send + Sync + 'static;
    /// The members of the answer.
    type Output: Serialize;

    /// Checks the shapes of all members, then parses ARNs.
    ///
    /// # Errors
    ///
    /// ValidationException.
    fn read(input: Self::Input, call: &Call) -> Result<Self::Request, ServiceError>;

    /// How it talks to the database.
    fn mode(_request: &Self::Request) -> Mode {
        Mode::Write
    }

    /// What it needs permission for.
    fn permissions(request: &Self::Request) -> Vec<Permission>;

    /// The tags that the request carries.
    fn request_tags(_request: &Self::Request) -> RequestTags<'_> {
        RequestTags::None
    }

    /// The request's client token, if the operation has one.
    fn client_token(_request: &Self::Request) -> Option<&str> {
        None
    }

    /// Whether a refusal by the operation's own rule is kept with the client token, as answers are. Nothing may be written before
    /// such a rule refuses.
    #[must_use]
    fn keeps(_refusal: &ServiceError) -> bool {
        false
    }

    /// Carries it out.
    fn run(
        request: &Self::Request,
        call: &Call,
        tx: &mut Tx,
    ) -> impl Future<Output = Result<Self::Output, ServiceError>> + Send;
}

/// Why a request got no answer of its operation.
#[derive(Debug)]
pub enum Refusal {
    /// The body isn't JSON, or a member has another JSON type than the model's. The text says where.
    Unreadable(String),
    /// The operation raised an exception.
    Exception(ServiceError),
}

impl From<ServiceError> for Refusal {
    fn from(error: ServiceError) -> Self {
        Self::Exception(error)
    }
}

/// The answer's JSON text, or why there is none.
pub type Outcome = Result<String, Refusal>;

/// A row of the table [`OPERATIONS`].
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

/// The row of an operation.
#[must_use]
pub const fn served<O: Operation + 'static>() -> Served {
    Served {
        name: O::NAME,
        declares_conflict: O::DECLARES_CONFLICT,
        execute: |shared, call, body| Box::pin(execute::<O>(shared, call, body)),
    }
}
