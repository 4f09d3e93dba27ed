//! PostgreSQL's errors as AWS's, and in sentences.

use std::error::Error;

use crate::model::error::ServiceError;

/// Maps by SQLSTATE. A named constraint that stands for a rule of AWS is mapped where the statement is, see
/// [`violates`].
impl From<sqlx::Error> for ServiceError {
    fn from(error: sqlx::Error) -> Self {
        match sqlstate(&error).as_deref() {
            // lock_not_available: lock_timeout. Documented: ConflictException "if you're trying to perform more than one
            // operation on the same resource at the same time".
            Some("55P03") => Self::conflicting_operation(),
            // too_many_connections: the database admits nobody else.
            Some("53300") => Self::no_connection(),
            Some(_) | None => Self::internal(said(&error)),
        }
    }
}

/// Whether `error` is the violation of the constraint or unique index named `constraint`.
#[must_use]
pub fn violates(error: &sqlx::Error, constraint: &str) -> bool {
    matches!(error, sqlx::Error::Database(database) if database.constraint() == Some(constraint))
}

/// The SQLSTATE of an error that PostgreSQL raised.
#[must_use]
pub fn sqlstate(error: &sqlx::Error) -> Option<String> {
    match error {
        sqlx::Error::Database(database) => database.code().map(std::borrow::Cow::into_owned),
        _ => None,
    }
}

/// What PostgreSQL says, if it is the cause, else what the error says. sqlx would add the line of PostgreSQL's own source, which tells
/// nobody anything.
#[must_use]
pub fn said(error: &(dyn Error + 'static)) -> String {
    let causes = std::iter::successors(Some(error), |error| (**error).source());
    let mut errors = causes.filter_map(|cause| cause.downcast_ref::<sqlx::Error>());
    let said = errors.find_map(|error| error.as_database_error().map(|database| database.message().to_owned()));
    said.unwrap_or_else(|| error.to_string())
}
