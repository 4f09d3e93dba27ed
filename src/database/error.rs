//! PostgreSQL's errors as AWS's.

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
            Some("53300") => Self::throttling(),
            Some(_) | None => Self::internal(error),
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
