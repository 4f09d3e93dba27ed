//! The table `registration_version`.

use sqlx::{
    PgConnection,
    types::{Json, Text},
};
use time::OffsetDateTime;
use uuid::Uuid;

use crate::model::{
    error::ServiceError,
    registration::{
        RegistrationDeniedReasonInformation, RegistrationVersionInformation, RegistrationVersionStatus,
        RegistrationVersionStatusHistory,
    },
};

/// Makes the next version of a registration, which must be locked, as a draft without values.
///
/// # Errors
///
/// The database's.
pub async fn insert(
    tx: &mut PgConnection,
    registration: Uuid,
    number: i64,
    now: OffsetDateTime,
) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.registration_version
             (registration_id, version_number, registration_version_status, draft_at)
         values ($1, $2, 'DRAFT', $3)",
    )
    .bind(registration)
    .bind(number)
    .bind(now)
    .execute(&mut *tx)
    .await?;
    sqlx::query("update callsign.registration set current_version_number = $2 where id = $1")
        .bind(registration)
        .bind(number)
        .execute(tx)
        .await?;
    Ok(())
}

/// How many versions a registration got after a moment.
///
/// # Errors
///
/// The database's.
pub async fn count_since(
    tx: &mut PgConnection,
    registration: Uuid,
    since: OffsetDateTime,
) -> Result<i64, ServiceError> {
    Ok(sqlx::query_scalar(
        "select count(*) from callsign.registration_version where registration_id = $1 and draft_at > $2",
    )
    .bind(registration)
    .bind(since)
    .fetch_one(tx)
    .await?)
}

/// Notes that a version has come to a status, and when.
///
/// # Errors
///
/// The database's.
pub async fn move_to(
    tx: &mut PgConnection,
    registration: Uuid,
    number: i64,
    status: RegistrationVersionStatus,
    at: OffsetDateTime,
) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.registration_version set
             registration_version_status = $3,
             submitted_at = case when $3 = 'SUBMITTED' then $4 else submitted_at end,
             aws_reviewing_at = case when $3 = 'AWS_REVIEWING' then $4 else aws_reviewing_at end,
             reviewing_at = case when $3 = 'REVIEWING' then $4 else reviewing_at end,
             requires_authentication_at =
                 case when $3 = 'REQUIRES_AUTHENTICATION' then $4 else requires_authentication_at end,
             approved_at = case when $3 = 'APPROVED' then $4 else approved_at end,
             discarded_at = case when $3 = 'DISCARDED' then $4 else discarded_at end,
             denied_at = case when $3 = 'DENIED' then $4 else denied_at end,
             revoked_at = case when $3 = 'REVOKED' then $4 else revoked_at end,
             archived_at = case when $3 = 'ARCHIVED' then $4 else archived_at end
         where registration_id = $1 and version_number = $2",
    )
    .bind(registration)
    .bind(number)
    .bind(status.as_ref())
    .bind(at)
    .execute(tx)
    .await?;
    Ok(())
}

/// Lets a version count again that was archived for one that came to nothing. Documented: its moments are kept.
///
/// # Errors
///
/// The database's.
pub async fn bring_back(tx: &mut PgConnection, registration: Uuid, number: i64) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.registration_version set registration_version_status = 'APPROVED'
         where registration_id = $1 and version_number = $2",
    )
    .bind(registration)
    .bind(number)
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes whether AWS is asked to check a version beforehand.
///
/// # Errors
///
/// The database's.
pub async fn ask_aws(
    tx: &mut PgConnection,
    registration: Uuid,
    number: i64,
    aws_review: bool,
) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.registration_version set aws_review = $3 where registration_id = $1 and version_number = $2",
    )
    .bind(registration)
    .bind(number)
    .bind(aws_review)
    .execute(tx)
    .await?;
    Ok(())
}

/// Notes what reviewers say of a version. Feedback that is there stays where nothing new is said.
///
/// # Errors
///
/// The database's.
pub async fn say(
    tx: &mut PgConnection,
    registration: Uuid,
    number: i64,
    reasons: &[RegistrationDeniedReasonInformation],
    feedback: Option<&str>,
) -> Result<(), ServiceError> {
    sqlx::query(
        "update callsign.registration_version set denied_reasons = $3, feedback = coalesce($4, feedback)
         where registration_id = $1 and version_number = $2",
    )
    .bind(registration)
    .bind(number)
    .bind(Json(reasons))
    .bind(feedback)
    .execute(tx)
    .await?;
    Ok(())
}

/// What a review asks of a version.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Asked {
    /// Whether AWS was asked to check it beforehand.
    pub aws_review: bool,
    /// Whether it ever waited for an e-mail.
    pub was_to_authenticate: bool,
}

/// What a review asks of a version of a registration, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn asked(tx: &mut PgConnection, registration: Uuid, number: i64) -> Result<Asked, ServiceError> {
    Ok(sqlx::query_as(
        "select aws_review, requires_authentication_at is not null as was_to_authenticate
         from callsign.registration_version where registration_id = $1 and version_number = $2",
    )
    .bind(registration)
    .bind(number)
    .fetch_one(tx)
    .await?)
}

/// Whether a registration has a version of this number.
///
/// # Errors
///
/// The database's.
pub async fn is_there(tx: &mut PgConnection, registration: Uuid, number: i64) -> Result<bool, ServiceError> {
    Ok(sqlx::query_scalar(
        "select exists (select from callsign.registration_version where registration_id = $1 and version_number = $2)",
    )
    .bind(registration)
    .bind(number)
    .fetch_one(tx)
    .await?)
}

#[derive(sqlx::FromRow)]
struct Row {
    version_number: i64,
    registration_version_status: Text<RegistrationVersionStatus>,
    draft_at: OffsetDateTime,
    submitted_at: Option<OffsetDateTime>,
    aws_reviewing_at: Option<OffsetDateTime>,
    reviewing_at: Option<OffsetDateTime>,
    requires_authentication_at: Option<OffsetDateTime>,
    approved_at: Option<OffsetDateTime>,
    discarded_at: Option<OffsetDateTime>,
    denied_at: Option<OffsetDateTime>,
    revoked_at: Option<OffsetDateTime>,
    archived_at: Option<OffsetDateTime>,
    denied_reasons: Json<Vec<RegistrationDeniedReasonInformation>>,
    feedback: Option<String>,
}

impl Row {
    fn information(self) -> RegistrationVersionInformation {
        RegistrationVersionInformation {
            version_number: self.version_number,
            registration_version_status: self.registration_version_status.0,
            registration_version_status_history: RegistrationVersionStatusHistory {
                draft_timestamp: self.draft_at,
                submitted_timestamp: self.submitted_at,
                aws_reviewing_timestamp: self.aws_reviewing_at,
                reviewing_timestamp: self.reviewing_at,
                requires_authentication_timestamp: self.requires_authentication_at,
                approved_timestamp: self.approved_at,
                discarded_timestamp: self.discarded_at,
                denied_timestamp: self.denied_at,
                revoked_timestamp: self.revoked_at,
                archived_timestamp: self.archived_at,
            },
            denied_reasons: self.denied_reasons.0,
            feedback: self.feedback,
        }
    }
}

/// The versions of a registration. Assumed (decision RD22): newest first.
///
/// # Errors
///
/// The database's.
pub async fn list(
    tx: &mut PgConnection,
    registration: Uuid,
) -> Result<Vec<RegistrationVersionInformation>, ServiceError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select version_number, registration_version_status, draft_at, submitted_at, aws_reviewing_at, reviewing_at,
                requires_authentication_at, approved_at, discarded_at, denied_at, revoked_at, archived_at,
                denied_reasons, feedback
         from callsign.registration_version where registration_id = $1 order by version_number desc",
    )
    .bind(registration)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(Row::information).collect())
}

/// What is answered about one version of a registration.
///
/// # Errors
///
/// The database's.
pub async fn describe(
    tx: &mut PgConnection,
    registration: Uuid,
    number: i64,
) -> Result<RegistrationVersionInformation, ServiceError> {
    let row: Row = sqlx::query_as(
        "select version_number, registration_version_status, draft_at, submitted_at, aws_reviewing_at, reviewing_at,
                requires_authentication_at, approved_at, discarded_at, denied_at, revoked_at, archived_at,
                denied_reasons, feedback
         from callsign.registration_version where registration_id = $1 and version_number = $2",
    )
    .bind(registration)
    .bind(number)
    .fetch_one(tx)
    .await?;
    Ok(row.information())
}
