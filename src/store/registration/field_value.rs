//! The table `registration_field_value`.

use sqlx::PgConnection;
use uuid::Uuid;

use crate::{
    domain::registration::form::Values,
    model::{
        error::ServiceError,
        registration::{FieldValue, RegistrationAttachmentId, RegistrationFieldValueInformation},
    },
};

/// A version of a registration.
#[derive(Clone, Copy, Debug)]
pub struct Of {
    /// The registration's key.
    pub registration: Uuid,
    /// The version's number.
    pub number: i64,
}

#[derive(sqlx::FromRow)]
struct Row {
    field_path: String,
    select_choices: Option<Vec<String>>,
    text_value: Option<String>,
    registration_attachment_id: Option<Uuid>,
    denied_reason: Option<String>,
    feedback: Option<String>,
}

impl Row {
    fn information(self) -> RegistrationFieldValueInformation {
        RegistrationFieldValueInformation {
            field_path: self.field_path,
            value: FieldValue {
                select_choices: self.select_choices,
                text_value: self.text_value,
                registration_attachment_id: self
                    .registration_attachment_id
                    .map(|key| RegistrationAttachmentId::of(key).as_str().to_owned()),
            },
            denied_reason: self.denied_reason,
            feedback: self.feedback,
        }
    }
}

/// Sets the value of a field of a version, whose registration must be locked.
///
/// # Errors
///
/// The database's.
pub async fn put(
    tx: &mut PgConnection,
    of: Of,
    field_path: &str,
    value: &FieldValue,
    attachment: Option<Uuid>,
) -> Result<(), ServiceError> {
    sqlx::query(
        "insert into callsign.registration_field_value
             (registration_id, version_number, field_path, select_choices, text_value, registration_attachment_id)
         values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint registration_field_value_is_once_in_a_version do update
         set select_choices = excluded.select_choices, text_value = excluded.text_value,
             registration_attachment_id = excluded.registration_attachment_id",
    )
    .bind(of.registration)
    .bind(of.number)
    .bind(field_path)
    .bind(&value.select_choices)
    .bind(&value.text_value)
    .bind(attachment)
    .execute(tx)
    .await?;
    Ok(())
}

/// Deletes the value of a field of a version, whose registration must be locked: what it was.
///
/// # Errors
///
/// The database's.
pub async fn delete(tx: &mut PgConnection, of: Of, field_path: &str) -> Result<Option<FieldValue>, ServiceError> {
    let row: Option<Row> = sqlx::query_as(
        "delete from callsign.registration_field_value
         where registration_id = $1 and version_number = $2 and field_path = $3
         returning field_path, select_choices, text_value, registration_attachment_id, denied_reason, feedback",
    )
    .bind(of.registration)
    .bind(of.number)
    .bind(field_path)
    .fetch_optional(tx)
    .await?;
    Ok(row.map(|row| row.information().value))
}

/// Notes what a denial says of fields, those that have no value too.
///
/// # Errors
///
/// The database's.
pub async fn deny(
    tx: &mut PgConnection,
    of: Of,
    fields: &[(String, String)],
    feedback: Option<&str>,
) -> Result<(), ServiceError> {
    let (paths, reasons): (Vec<&str>, Vec<&str>) =
        fields.iter().map(|(path, reason)| (path.as_str(), reason.as_str())).unzip();
    sqlx::query(
        "insert into callsign.registration_field_value as f
             (registration_id, version_number, field_path, denied_reason, feedback)
         select $1, $2, said.path, said.reason, $5 from unnest($3::text[], $4::text[]) as said (path, reason)
         on conflict on constraint registration_field_value_is_once_in_a_version do update
         set denied_reason = excluded.denied_reason, feedback = coalesce(excluded.feedback, f.feedback)",
    )
    .bind(of.registration)
    .bind(of.number)
    .bind(paths)
    .bind(reasons)
    .bind(feedback)
    .execute(tx)
    .await?;
    Ok(())
}

/// What is answered about the fields of a version that have a value, or that a denial names; in no order.
///
/// # Errors
///
/// The database's.
pub async fn list(tx: &mut PgConnection, of: Of) -> Result<Vec<RegistrationFieldValueInformation>, ServiceError> {
    let rows: Vec<Row> = sqlx::query_as(
        "select field_path, select_choices, text_value, registration_attachment_id, denied_reason, feedback
         from callsign.registration_field_value where registration_id = $1 and version_number = $2",
    )
    .bind(of.registration)
    .bind(of.number)
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(Row::information).collect())
}

/// The values of a version, by path.
///
/// # Errors
///
/// The database's.
pub async fn values(tx: &mut PgConnection, of: Of) -> Result<Values, ServiceError> {
    let all = list(tx, of).await?.into_iter();
    Ok(all.filter(|one| one.value.is_there()).map(|one| (one.field_path, one.value)).collect())
}
