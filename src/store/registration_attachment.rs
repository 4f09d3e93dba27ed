//! The tables `registration_attachment` and `registration_attachment_body`.

use sqlx::{PgConnection, types::Text};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    keyset::{Column, List, Select},
    next_token::{Page, Position},
    view::Reach,
};
use crate::{
    domain::registration::attachment::Kind,
    model::{
        arn::Scope,
        error::ServiceError,
        filter::Filter,
        registration::{AttachmentStatus, RegistrationAttachmentId, RegistrationAttachmentsInformation},
        resource::Key,
    },
};

/// How much of a file is sent to the database at once, in bytes.
const PIECE_BYTES: usize = 64 * 1024;

/// Where the file is.
#[derive(Clone, Copy, Debug)]
pub enum Source<'s> {
    /// It came whole: its bytes, and what SHA-256 makes of them, in hexadecimal digits.
    Body(&'s [u8], &'s str),
    /// In Amazon S3.
    Url(&'s str),
}

/// A file to be attached.
#[derive(Clone, Copy, Debug)]
pub struct NewAttachment<'n> {
    /// Its key.
    pub key: Uuid,
    /// What it is.
    pub kind: Kind,
    /// Where it is.
    pub source: Source<'n>,
    /// When it is made.
    pub created_at: OffsetDateTime,
    /// When it is UPLOAD_COMPLETE.
    pub complete_at: OffsetDateTime,
}

/// Takes a file in.
///
/// # Errors
///
/// The database's.
pub async fn insert(tx: &mut PgConnection, scope: &Scope, new: &NewAttachment<'_>) -> Result<(), ServiceError> {
    let (body, sha256, url) = match new.source {
        Source::Body(body, sha256) => (Some(body), Some(sha256), None),
        Source::Url(url) => (None, None, Some(url)),
    };
    let size = body.map(|body| i64::try_from(body.len())).transpose().map_err(ServiceError::internal)?;
    sqlx::query(
        "insert into callsign.registration_attachment
             (id, account_id, region, kind, size, sha256, attachment_url, complete_at, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(new.key)
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(new.kind.as_ref())
    .bind(size)
    .bind(sha256)
    .bind(url)
    .bind(new.complete_at)
    .bind(new.created_at)
    .execute(&mut *tx)
    .await?;
    if let Some(body) = body {
        insert_body(tx, new.key, body).await?;
    }
    Ok(())
}

/// Copies the bytes in piece by piece: as a parameter they would be in memory twice more.
async fn insert_body(tx: &mut PgConnection, key: Uuid, body: &[u8]) -> Result<(), ServiceError> {
    const COPY: &str = "copy callsign.registration_attachment_body (registration_attachment_id, body)
                        from stdin (format binary)";
    // PostgreSQL's binary format: a signature, no flags and no extension; a row of two columns, each with its length; the end.
    let length = i32::try_from(body.len()).map_err(ServiceError::internal)?;
    let key = key.into_bytes();
    let head = [b"PGCOPY\n\xff\r\n\0".as_slice(), &[0; 8], &2i16.to_be_bytes(), &16i32.to_be_bytes(), &key];
    let mut copy = tx.copy_in_raw(COPY).await?;
    copy.send(head.concat()).await?;
    copy.send(length.to_be_bytes().as_slice()).await?;
    for piece in body.chunks(PIECE_BYTES) {
        copy.send(piece).await?;
    }
    copy.send((-1i16).to_be_bytes().as_slice()).await?;
    copy.finish().await?;
    Ok(())
}

/// What a file that came whole is, and its bytes, once it is UPLOAD_COMPLETE.
///
/// # Errors
///
/// The database's.
pub async fn body(
    tx: &mut PgConnection,
    reach: &Reach,
    id: &RegistrationAttachmentId,
) -> Result<Option<(Kind, Vec<u8>)>, ServiceError> {
    let found: Option<(Text<Kind>, Vec<u8>)> = sqlx::query_as(
        "select a.kind, b.body
         from callsign.registration_attachment a
         join callsign.registration_attachment_body b on b.registration_attachment_id = a.id
         where a.id = $3 and a.complete_at <= callsign.present(a.account_id)
           and ($1::text[] is null or a.account_id = any($1)) and ($2::text is null or a.region = $2)",
    )
    .bind(reach.accounts())
    .bind(&reach.region)
    .bind(id.key())
    .fetch_optional(tx)
    .await?;
    Ok(found.map(|(Text(kind), body)| (kind, body)))
}

/// How many attachments the scope has, and how many it got after a moment.
///
/// # Errors
///
/// The database's.
pub async fn count(tx: &mut PgConnection, scope: &Scope, since: OffsetDateTime) -> Result<(i64, i64), ServiceError> {
    Ok(sqlx::query_as(
        "select count(*), count(*) filter (where created_at > $3) from callsign.registration_attachment
         where account_id = $1 and region = $2",
    )
    .bind(scope.account_id())
    .bind(scope.region())
    .bind(since)
    .fetch_one(tx)
    .await?)
}

/// How strongly an attachment is locked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lock {
    /// Against its deletion: any number of values may refer to it.
    ToRefer,
    /// Against everybody, because it is about to go.
    ToDelete,
}

/// The key of the attachment with this id, locked until the transaction ends.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds it for too long.
pub async fn lock(
    tx: &mut PgConnection,
    scope: &Scope,
    id: &RegistrationAttachmentId,
    lock: Lock,
) -> Result<Option<Uuid>, ServiceError> {
    let Some(key) = id.key() else { return Ok(None) };
    let statement = match lock {
        Lock::ToRefer => {
            "select id from callsign.registration_attachment
             where account_id = $1 and region = $2 and id = $3 for key share"
        }
        Lock::ToDelete => {
            "select id from callsign.registration_attachment
             where account_id = $1 and region = $2 and id = $3 for update"
        }
    };
    Ok(sqlx::query_scalar(statement).bind(scope.account_id()).bind(scope.region()).bind(key).fetch_optional(tx).await?)
}

/// Whether the value of a field, in whichever version of a registration, is an attachment, which must be locked.
///
/// # Errors
///
/// The database's.
pub async fn is_in_use(tx: &mut PgConnection, key: Uuid) -> Result<bool, ServiceError> {
    Ok(sqlx::query_scalar(
        "select exists (select from callsign.registration_field_value where registration_attachment_id = $1)",
    )
    .bind(key)
    .fetch_one(tx)
    .await?)
}

/// Deletes an attachment, which must be locked. Its bytes and tags go with it.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, key: Uuid) -> Result<(), ServiceError> {
    sqlx::query("delete from callsign.registration_attachment where id = $1").bind(key).execute(tx).await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    account_id: String,
    attachment_status: Text<AttachmentStatus>,
    attachment_url: Option<String>,
    created_at: OffsetDateTime,
}

const DESCRIBE: &str = "
    select id, account_id, attachment_url, created_at,
           case when complete_at > callsign.present(account_id) then 'UPLOAD_IN_PROGRESS' else 'UPLOAD_COMPLETE' end
               as attachment_status
    from callsign.registration_attachment where ";

fn column(filter: &str) -> Option<Column> {
    (filter == "attachment-status").then_some(Column::Text(
        "case when complete_at > callsign.present(account_id) then 'UPLOAD_IN_PROGRESS' else 'UPLOAD_COMPLETE' end",
    ))
}

/// One page of the attachments on a list that pass the filters.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    list: List<'_>,
    filters: &[Filter],
    page: Page,
) -> Result<Vec<(Position, RegistrationAttachmentsInformation)>, ServiceError> {
    let scope = list.scope;
    let rows: Vec<Row> = Select::listing(DESCRIBE, list)
        .filtered(filters, column)
        .page("created_at", "id", page)
        .build_query_as()
        .fetch_all(tx)
        .await?;
    let described = rows.into_iter().map(|row| {
        let id = RegistrationAttachmentId::of(row.id);
        let information = RegistrationAttachmentsInformation {
            registration_attachment_arn: scope.arn_in(&row.account_id, id.path()),
            registration_attachment_id: id.as_str().to_owned(),
            attachment_status: row.attachment_status.0,
            created_timestamp: row.created_at,
            attachment_url: row.attachment_url,
        };
        (Position { created_at: row.created_at, key: row.id }, information)
    });
    Ok(described.collect())
}

/// What DescribeRegistrationAttachments answers about one attachment.
///
/// # Errors
///
/// The database's; InternalServerException if it isn't there.
pub async fn describe(
    tx: &mut PgConnection,
    scope: &Scope,
    key: Uuid,
) -> Result<RegistrationAttachmentsInformation, ServiceError> {
    let rows = page(tx, List::one(scope, key), &[], Page::one()).await?;
    rows.into_iter().next().map(|(_, row)| row).ok_or_else(|| ServiceError::internal("an attachment just made is gone"))
}
