//! What an operation of the API is to the path.

use std::future::Future;

use serde::{Serialize, de::DeserializeOwned};

use super::{Call, RequestTags};
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    domain::sharing::Permission,
    model::error::ServiceError,
};

/// An operation of the API: how a request is read and what it asks for. How it is carried out says [`Run`] or [`Together`], one of
/// them.
pub trait Operation: 'static {
    /// Its name, as `X-Amz-Target` has it.
    const NAME: &'static str;
    /// Whether it declares ConflictException, which otherwise answers who waited too long for another operation.
    /// Documented: the errors of each operation.
    const DECLARES_CONFLICT: bool = true;
    /// Whether it makes what an account has a quota or a monthly limit of: then it locks the account's row, or that of the month.
    const CREATES: bool = false;
    /// The members of the request, each as its JSON type only.
    type Input: DeserializeOwned;
    /// The request with its shapes checked and its ARNs parsed: what two requests with one client token must share.
    type Request: Serialize + Send + Sync + 'static;
    /// The members of the answer.
    type Output: Serialize + Send;

    /// Checks the shapes of all members, then parses ARNs.
    ///
    /// # Errors
    ///
    /// ValidationException.
    fn read(input: Self::Input, call: &Call) -> Result<Self::Request, ServiceError>;

    /// How it talks to the database.
    fn mode(_request: &Self::Request) -> Mode {
        Mode::Write(Patience::Wait)
    }

    /// What it needs permission for.
    fn permissions(request: &Self::Request) -> Vec<Permission>;

    /// Whether it locks the resource that `permission` names for itself alone, so that requests for it had better wait for each
    /// other before they take a connection.
    #[must_use]
    fn locks_alone(permission: &Permission, _call: &Call) -> bool {
        permission.is_for_one_alone()
    }

    /// The names of its rule's checks, in AWS's order.
    #[must_use]
    fn checks() -> Vec<&'static str> {
        Vec::new()
    }

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

    /// Whether what was written lasts although the operation's own rule refuses so, such as a wrong try that is counted.
    #[must_use]
    fn lasts(_refusal: &ServiceError) -> bool {
        false
    }
}

/// An operation whose requests are carried out one by one.
pub trait Run: Operation {
    /// Carries it out.
    fn run(
        request: &Self::Request,
        call: &Call,
        tx: &mut Tx,
    ) -> impl Future<Output = Result<Self::Output, ServiceError>> + Send;
}

/// A request on the road, as a page's steps see it.
pub struct Asked<'m, O: Operation> {
    /// What is asked.
    pub request: &'m O::Request,
    /// By whom, when.
    pub call: &'m Call,
}

/// A request that is granted.
pub struct Granted<'m, O: Together> {
    /// What was asked.
    pub asked: Asked<'m, O>,
    /// The rows that it depends on.
    pub locked: O::Locked,
    /// The answer.
    pub output: O::Output,
}

/// The rows of each request of a group, or why it is refused before the rule; `None` for whose rows were passed over.
pub type LockedRows<L> = Vec<Option<Result<L, ServiceError>>>;

/// An operation whose requests are carried out together when they come at the same time, each step for all of them at once. It is
/// the same for one.
pub trait Together: Operation {
    /// What is locked, and read under the locks, for one request.
    type Locked: Send;

    /// What its requests come together for, such as a pool's ARN.
    fn lane(request: &Self::Request, call: &Call) -> String;

    /// What only one request of a group may be about, such as a number that joins a pool, if there is such a thing: the second waits
    /// for the first.
    fn apart(_request: &Self::Request, _call: &Call) -> Option<String> {
        None
    }

    /// Locks and reads the rows of each request. With [`Patience::Skip`], `None` for whose rows somebody else holds, or that aren't
    /// there: it is carried out alone.
    fn lock(
        asked: &[Asked<'_, Self>],
        patience: Patience,
        tx: &mut Tx,
    ) -> impl Future<Output = Result<LockedRows<Self::Locked>, ServiceError>> + Send
    where
        Self: Sized;

    /// What was read for a request changes with each that is granted before it in the same group.
    fn after(locked: &mut Self::Locked, granted: &Granted<'_, Self>)
    where
        Self: Sized;

    /// The rule, for one request.
    ///
    /// # Errors
    ///
    /// The operation's.
    fn decide(asked: &Asked<'_, Self>, locked: &Self::Locked) -> Result<Self::Output, ServiceError>
    where
        Self: Sized;

    /// Writes what was granted.
    fn write(granted: &[Granted<'_, Self>], tx: &mut Tx) -> impl Future<Output = Result<(), ServiceError>> + Send
    where
        Self: Sized;
}

/// Why a request got no answer of its operation.
#[derive(Debug)]
pub enum Refusal {
    /// The body isn't JSON, or a member has another JSON type than the model's. The text says where.
    Unreadable(String),
    /// The operation raised an exception.
    Exception(ServiceError),
    /// The answer is lost: that is the fault which the call is to meet.
    Lost,
}

impl From<ServiceError> for Refusal {
    fn from(error: ServiceError) -> Self {
        Self::Exception(error)
    }
}

/// The answer's JSON text, or why there is none.
pub type Outcome = Result<String, Refusal>;
