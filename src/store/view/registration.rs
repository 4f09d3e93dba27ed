//! `inspect.registrations` and what belongs to them: where registrations stand, their versions, values, attachments and what they are
//! for.

use serde_json::Value;
use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Home, Newest, Older, Reach, scope::owner, with_time};
use crate::model::error::ServiceError;

/// How many versions, values, attachments or associations of a registration are read.
const MOST: i64 = 100;

/// A registration.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(
    missing_docs,
    reason = "the columns of inspect.registrations, beside the key and where the current version stands"
)]
pub struct Registration {
    pub key: Uuid,
    pub registration_id: String,
    pub registration_arn: String,
    pub registration_type: String,
    pub registration_status: String,
    pub current_version_number: i64,
    pub registration_version_status: String,
    pub next_due_at: Option<OffsetDateTime>,
    pub created_timestamp: OffsetDateTime,
}

/// A version.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.registration_versions")]
pub struct Version {
    pub version_number: i64,
    pub registration_version_status: String,
    pub aws_review: bool,
    pub draft_timestamp: OffsetDateTime,
    pub submitted_timestamp: Option<OffsetDateTime>,
    pub aws_reviewing_timestamp: Option<OffsetDateTime>,
    pub reviewing_timestamp: Option<OffsetDateTime>,
    pub requires_authentication_timestamp: Option<OffsetDateTime>,
    pub approved_timestamp: Option<OffsetDateTime>,
    pub discarded_timestamp: Option<OffsetDateTime>,
    pub denied_timestamp: Option<OffsetDateTime>,
    pub revoked_timestamp: Option<OffsetDateTime>,
    pub archived_timestamp: Option<OffsetDateTime>,
    /// The Reason of each.
    pub denied_reasons: Vec<String>,
    pub feedback: Option<String>,
}

impl Version {
    /// What it came through, in the order of time.
    #[must_use]
    pub fn steps(&self) -> Vec<(&'static str, OffsetDateTime)> {
        let steps = [
            ("DRAFT", Some(self.draft_timestamp)),
            ("SUBMITTED", self.submitted_timestamp),
            ("AWS_REVIEWING", self.aws_reviewing_timestamp),
            ("REVIEWING", self.reviewing_timestamp),
            ("REQUIRES_AUTHENTICATION", self.requires_authentication_timestamp),
            ("APPROVED", self.approved_timestamp),
            ("DENIED", self.denied_timestamp),
            ("DISCARDED", self.discarded_timestamp),
            ("REVOKED", self.revoked_timestamp),
            ("ARCHIVED", self.archived_timestamp),
        ];
        let mut steps: Vec<_> = steps.into_iter().filter_map(|(status, at)| Some((status, at?))).collect();
        steps.sort_by_key(|(_, at)| *at);
        steps
    }
}

/// What a field says, or what is said of one.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.registration_field_values")]
pub struct FieldValue {
    pub field_path: String,
    pub select_choices: Option<Vec<String>>,
    pub text_value: Option<String>,
    pub registration_attachment_id: Option<String>,
    pub denied_reason: Option<String>,
    pub feedback: Option<String>,
}

/// What is attached to a version.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.registration_attachments")]
pub struct Attachment {
    pub registration_attachment_id: String,
    pub attachment_status: String,
    pub kind: String,
    pub size: Option<i64>,
    pub created_timestamp: OffsetDateTime,
}

/// What a registration is for, or a registration that is for something.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.registration_associations, beside what the registration is")]
pub struct Association {
    pub registration_id: String,
    pub registration_type: String,
    pub registration_status: String,
    pub resource_id: String,
    pub resource_arn: String,
    pub resource_type: String,
    pub iso_country_code: Option<String>,
    pub phone_number: Option<String>,
    pub associated_at: OffsetDateTime,
}

/// Registrations whose type has `search` in it, whose status it is, or whose id; all for an empty one.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    home: &Home,
    search: &str,
    older: Older,
    limit: i64,
) -> Result<Newest<Registration>, ServiceError> {
    let rows = sqlx::query_as(
        "select r.id as key, callsign.registration_id(r.id) as registration_id,
                callsign.arn(r.account_id, r.region, 'registration/' || callsign.registration_id(r.id)) as registration_arn,
                r.registration_type, r.registration_status, r.current_version_number,
                coalesce(v.registration_version_status, 'DRAFT') as registration_version_status,
                r.next_due_at, r.created_at as created_timestamp
         from callsign.registration r
         left join callsign.registration_version v
           on v.registration_id = r.id and v.version_number = r.current_version_number
         where r.account_id = $1 and r.region = $2 and (r.created_at, r.id) < ($4, $5)
           and ($3 = '' or position(upper($3) in upper(r.registration_type)) > 0 or r.registration_status = upper($3)
                or callsign.registration_id(r.id) = $3)
         order by r.created_at desc, r.id desc limit $6",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(search)
    .bind(older.than)
    .bind(older.key)
    .bind(limit + 1)
    .fetch_all(tx)
    .await?;
    Ok(Newest::cut(rows, limit))
}

/// The versions of a registration, the newest first.
///
/// # Errors
///
/// The database's.
pub async fn versions(tx: &mut PgConnection, key: Uuid) -> Result<Vec<Version>, ServiceError> {
    Ok(sqlx::query_as(
        "select v.version_number, v.registration_version_status, v.aws_review, v.draft_at as draft_timestamp,
                v.submitted_at as submitted_timestamp, v.aws_reviewing_at as aws_reviewing_timestamp,
                v.reviewing_at as reviewing_timestamp,
                v.requires_authentication_at as requires_authentication_timestamp, v.approved_at as approved_timestamp,
                v.discarded_at as discarded_timestamp, v.denied_at as denied_timestamp,
                v.revoked_at as revoked_timestamp, v.archived_at as archived_timestamp,
                array(select coalesce(d.item ->> 'Reason', '') from jsonb_array_elements(v.denied_reasons) as d (item))
                    as denied_reasons,
                v.feedback
         from callsign.registration_version v where v.registration_id = $1 order by v.version_number desc limit $2",
    )
    .bind(key)
    .bind(MOST)
    .fetch_all(tx)
    .await?)
}

/// What the fields of a version say, in the order of their paths.
///
/// # Errors
///
/// The database's.
pub async fn values(tx: &mut PgConnection, key: Uuid, version: i64) -> Result<Vec<FieldValue>, ServiceError> {
    Ok(sqlx::query_as(
        "select f.field_path, f.select_choices, f.text_value,
                callsign.registration_attachment_id(f.registration_attachment_id) as registration_attachment_id,
                f.denied_reason, f.feedback
         from callsign.registration_field_value f
         where f.registration_id = $1 and f.version_number = $2 order by f.field_path limit $3",
    )
    .bind(key)
    .bind(version)
    .bind(MOST)
    .fetch_all(tx)
    .await?)
}

/// What is attached to a version.
///
/// # Errors
///
/// The database's.
pub async fn attachments(tx: &mut PgConnection, key: Uuid, version: i64) -> Result<Vec<Attachment>, ServiceError> {
    Ok(sqlx::query_as(
        "select callsign.registration_attachment_id(t.id) as registration_attachment_id,
                case when t.complete_at > callsign.present(c.mode, c.at, c.offset_ms) then 'UPLOAD_IN_PROGRESS'
                     else 'UPLOAD_COMPLETE' end as attachment_status,
                t.kind, t.size, t.created_at as created_timestamp
         from callsign.registration_attachment t
         left join callsign.clock c on c.account_id = t.account_id
         where t.id in (select f.registration_attachment_id from callsign.registration_field_value f
                        where f.registration_id = $1 and f.version_number = $2)
         order by t.created_at, t.id limit $3",
    )
    .bind(key)
    .bind(version)
    .bind(MOST)
    .fetch_all(tx)
    .await?)
}

/// What a registration is for, or the registrations that are for something, whichever has this id.
///
/// # Errors
///
/// The database's.
pub async fn associations(tx: &mut PgConnection, home: &Home, id: &str) -> Result<Vec<Association>, ServiceError> {
    Ok(sqlx::query_as(
        "select a.registration_id, r.registration_type, r.registration_status, a.resource_id, a.resource_arn,
                a.resource_type, a.iso_country_code, a.phone_number, a.associated_at
         from inspect.registration_associations a
         join inspect.registrations r
           on r.account_id = a.account_id and r.region = a.region and r.registration_id = a.registration_id
         where a.account_id = $1 and a.region = $2 and (a.registration_id = $3 or a.resource_id = $3)
         order by a.associated_at, a.registration_id limit $4",
    )
    .bind(&home.account_id)
    .bind(&home.region)
    .bind(id)
    .bind(MOST)
    .fetch_all(tx)
    .await?)
}

/// Whose a registration is.
///
/// # Errors
///
/// The database's.
pub async fn home(tx: &mut PgConnection, reach: &Reach, id: &str) -> Result<Option<Home>, ServiceError> {
    let statement = "select r.account_id, r.region from inspect.registrations r
         where r.registration_id = $3
           and ($1::text[] is null or r.account_id = any($1)) and ($2::text is null or r.region = $2)";
    Ok(owner(tx, statement, reach, id).await?.map(|(account_id, region)| Home { account_id, region }))
}

/// One registration.
///
/// # Errors
///
/// The database's.
pub async fn find(tx: &mut PgConnection, id: &str) -> Result<Option<Value>, ServiceError> {
    let row: Option<(Value, OffsetDateTime, Option<OffsetDateTime>)> = sqlx::query_as(
        "select to_jsonb(r), r.created_timestamp, r.next_due_at from inspect.registrations r where r.registration_id = $1",
    )
    .bind(id)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|(row, created_at, next_due_at)| {
        with_time(with_time(row, "created_timestamp", Some(created_at)), "next_due_at", next_due_at)
    }))
}
