//! What phones answer by themselves: texts to come, kept with the messages that they answer.
//!
//! They are due as events are, and carried out with them, so that each comes in once and in its order.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::inbound::{self, Addressed, Number, Received};
use crate::{
    domain::{inbound::Inbound, message::destination::Destination},
    model::error::ServiceError,
};

#[derive(sqlx::FromRow)]
struct Row {
    account_id: String,
    origination_identity_key: Option<Uuid>,
    destination_phone_number: String,
    reply_body: String,
    reply_due_at: OffsetDateTime,
    request_id: Uuid,
}

/// The number that the answer to a message, if there is one, comes to, locked, if it is there. This comes before the message itself is locked.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds the number for too long.
pub async fn lock_number(tx: &mut PgConnection, message: Option<Uuid>) -> Result<Option<Number>, ServiceError> {
    let Some(row) = find(tx, message).await? else { return Ok(None) };
    let Some(key) = row.origination_identity_key else { return Ok(None) };
    inbound::lock(tx, Addressed { account_id: &row.account_id, now: row.reply_due_at, number: Err(key) }).await
}

async fn find(tx: &mut PgConnection, message: Option<Uuid>) -> Result<Option<Row>, ServiceError> {
    let Some(message) = message else { return Ok(None) };
    Ok(sqlx::query_as(
        "select account_id, origination_identity_key, destination_phone_number, reply_body, reply_due_at,
                request_id::uuid as request_id
         from callsign.message where id = $1 and reply_due_at is not null",
    )
    .bind(message)
    .fetch_optional(tx)
    .await?)
}

/// Lets the phone answer a message, which must be locked, if there is one; an answer to a number that is gone goes nowhere.
///
/// # Errors
///
/// The database's.
pub async fn carry_out(
    tx: &mut PgConnection,
    message: Option<Uuid>,
    number: Option<&Number>,
    inbound: Inbound,
) -> Result<(), ServiceError> {
    let Some(row) = find(tx, message).await? else { return Ok(()) };
    if let Some(number) = number {
        let received = Received {
            from: &Destination::read(&row.destination_phone_number)?,
            body: &row.reply_body,
            request_id: row.request_id,
            reply_to: message,
            keys: Uuid::now_v7,
        };
        inbound::receive(tx, number, &received, inbound).await?;
    }
    sqlx::query(
        "update callsign.message m
         set reply_due_at = null,
             next_due_at = (select min(e.due_at) from callsign.message_event e
                            where e.message_id = m.id and e.happened_at is null)
         where m.id = $1",
    )
    .bind(message)
    .execute(tx)
    .await?;
    Ok(())
}
