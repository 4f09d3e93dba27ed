//! The table `client_token`: what makes a retry safe.
//!
//! A token is claimed by an insert in the same transaction as the change: a concurrent twin waits for it, then finds the
//! stored answer. A failure rolls the claim back, so that only answers are kept, and the refusals that an operation keeps.

use sqlx::PgConnection;
use time::Duration;

use crate::model::{arn::Scope, error::ServiceError};

/// A client token within its scope: account, region and operation. Assumed (row 37): AWS names none.
pub struct ClientToken<'c> {
    /// Whose token it is.
    pub scope: &'c Scope,
    /// The operation it came with.
    pub operation: &'static str,
    /// The token.
    pub token: &'c str,
    /// The SHA-256 digest of the request's parameters, defaults filled in and ids canonical.
    pub request_digest: &'c [u8],
    /// How long it is remembered.
    pub retention: Duration,
}

/// What became of a claim.
pub enum Claim {
    /// The token is new: the operation is to be carried out, and its answer kept.
    New,
    /// The operation was carried out before, with this answer.
    Answered(String),
    /// The operation was refused before, with this exception.
    Refused(ServiceError),
    /// The token was used with other parameters.
    OtherParameters,
}

impl ClientToken<'_> {
    /// Claims the token. Waits while a concurrent request with the same token is being carried out.
    ///
    /// # Errors
    ///
    /// The database's; ConflictException if the twin takes longer than a lock may be waited for.
    pub async fn claim(&self, tx: &mut PgConnection) -> Result<Claim, ServiceError> {
        loop {
            if self.insert(tx).await? {
                return Ok(Claim::New);
            }
            // A statement of its own: the insert's snapshot is older than the twin's commit that it waited for.
            if let Some((request_digest, answer, is_refusal)) = self.find(tx).await? {
                return Ok(match (self.is_of(&request_digest), is_refusal) {
                    (false, _) => Claim::OtherParameters,
                    (true, false) => Claim::Answered(answer),
                    (true, true) => Claim::Refused(ServiceError::from_kept(&answer)?),
                });
            }
            // The row expired and wasn't swept yet, or was swept just now.
            self.delete_expired(tx).await?;
        }
    }

    /// Whether a request with this digest is the token's.
    #[must_use]
    pub fn is_of(&self, request_digest: &[u8]) -> bool {
        request_digest == self.request_digest
    }

    async fn insert(&self, tx: &mut PgConnection) -> Result<bool, ServiceError> {
        let inserted = sqlx::query(
            "insert into callsign.client_token (account_id, region, operation, client_token, request_digest, expires_at)
             values ($1, $2, $3, $4, $5, now() + make_interval(secs => $6)) on conflict do nothing",
        )
        .bind(self.scope.account_id())
        .bind(self.scope.region())
        .bind(self.operation)
        .bind(self.token)
        .bind(self.request_digest)
        .bind(self.retention.as_seconds_f64())
        .execute(tx)
        .await?;
        Ok(inserted.rows_affected() == 1)
    }

    async fn find(&self, tx: &mut PgConnection) -> Result<Option<(Vec<u8>, String, bool)>, ServiceError> {
        Ok(sqlx::query_as(
            "select request_digest, answer, is_refusal from callsign.client_token
             where account_id = $1 and region = $2 and operation = $3 and client_token = $4 and expires_at > now()",
        )
        .bind(self.scope.account_id())
        .bind(self.scope.region())
        .bind(self.operation)
        .bind(self.token)
        .fetch_optional(tx)
        .await?)
    }

    async fn delete_expired(&self, tx: &mut PgConnection) -> Result<(), ServiceError> {
        sqlx::query(
            "delete from callsign.client_token
             where account_id = $1 and region = $2 and operation = $3 and client_token = $4 and expires_at <= now()",
        )
        .bind(self.scope.account_id())
        .bind(self.scope.region())
        .bind(self.operation)
        .bind(self.token)
        .execute(tx)
        .await?;
        Ok(())
    }

    /// Keeps the answer of a claimed token.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn keep(&self, tx: &mut PgConnection, answer: &str) -> Result<(), ServiceError> {
        self.write(tx, answer, false).await
    }

    /// Keeps the refusal of a claimed token.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn keep_refusal(&self, tx: &mut PgConnection, refusal: &ServiceError) -> Result<(), ServiceError> {
        self.write(tx, &refusal.to_kept()?, true).await
    }

    async fn write(&self, tx: &mut PgConnection, answer: &str, is_refusal: bool) -> Result<(), ServiceError> {
        sqlx::query(
            "update callsign.client_token set answer = $5, is_refusal = $6
             where account_id = $1 and region = $2 and operation = $3 and client_token = $4",
        )
        .bind(self.scope.account_id())
        .bind(self.scope.region())
        .bind(self.operation)
        .bind(self.token)
        .bind(answer)
        .bind(is_refusal)
        .execute(tx)
        .await?;
        Ok(())
    }
}
