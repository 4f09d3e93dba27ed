//! What phones answer by themselves: texts to come, kept with the messages that they answer, and taken in one by one.

use sqlx::PgConnection;
use time::OffsetDateTime;
use uuid::Uuid;

use super::inbound::{
    Incoming, receive,
    receiver::{self, Addressed, To},
};
use crate::{
    domain::{inbound::Inbound, message::destination::Destination},
    model::{caller::By, error::ServiceError},
};

/// An answer whose moment has come.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Due {
    /// The message that it answers.
    pub message: Uuid,
    account_id: String,
    origination_identity_key: Option<Uuid>,
    destination_phone_number: String,
    reply_body: String,
    /// When.
    pub reply_due_at: OffsetDateTime,
    request_id: Uuid,
    access_key_id: Option<String>,
    principal_arn: Option<String>,
}

/// The accounts that have an answer to come are found one after the other by the index.
const FIRST: &str = "
    with recursive account as (
        (select account_id from callsign.message where reply_due_at is not null order by account_id limit 1)
        union all
        select (select m.account_id from callsign.message m
                where m.reply_due_at is not null and m.account_id > account.account_id
                order by m.account_id limit 1)
        from account where account.account_id is not null
    ), present as (
        select account.account_id, callsign.present(c.mode, c.at, c.offset_ms) as at
        from account left join callsign.clock c on c.account_id = account.account_id
        where account.account_id is not null and (c.advancing_until > clock_timestamp()) is not true
    )
    select m.id as message, m.account_id, m.origination_identity_key, m.destination_phone_number, m.reply_body,
           m.reply_due_at, m.request_id::uuid as request_id, m.access_key_id, m.principal_arn
    from present
    cross join lateral (
        select * from callsign.message
        where account_id = present.account_id and reply_due_at <= present.at
          and (next_due_at is null or next_due_at > reply_due_at) and id <> all($1)
        order by reply_due_at, sequence limit 1) m
    order by m.reply_due_at, m.sequence
    limit 1";

/// The answer that is due first, unless its message is among those; none before what happens to its message until then.
///
/// # Errors
///
/// The database's.
pub async fn first(tx: &mut PgConnection, passed_over: &[Uuid]) -> Result<Option<Due>, ServiceError> {
    Ok(sqlx::query_as(FIRST).bind(passed_over).fetch_optional(tx).await?)
}

/// The answer of an account that is due first until a time.
///
/// # Errors
///
/// The database's.
pub async fn first_until(
    tx: &mut PgConnection,
    account_id: &str,
    until: OffsetDateTime,
) -> Result<Option<Due>, ServiceError> {
    Ok(sqlx::query_as(
        "select id as message, account_id, origination_identity_key, destination_phone_number, reply_body, reply_due_at,
                request_id::uuid as request_id, access_key_id, principal_arn
         from callsign.message where account_id = $1 and reply_due_at <= $2 order by reply_due_at, sequence limit 1",
    )
    .bind(account_id)
    .bind(until)
    .fetch_optional(tx)
    .await?)
}

/// Whether this transaction may take answers in: one does at a time, whichever process it is of, so that they come in their order.
///
/// # Errors
///
/// The database's.
pub async fn is_our_turn(tx: &mut PgConnection) -> Result<bool, ServiceError> {
    Ok(sqlx::query_scalar("select pg_try_advisory_xact_lock(hashtext('callsign.message.reply_due_at'))")
        .fetch_one(tx)
        .await?)
}

/// Takes an answer in; one to a number that is gone goes nowhere. `false` if somebody did that meanwhile, or holds its message.
///
/// # Errors
///
/// The database's; ConflictException if somebody else holds the number, or the phone's entry on a list, for too long.
pub async fn carry_out(tx: &mut PgConnection, due: &Due, inbound: Inbound) -> Result<bool, ServiceError> {
    let number = match due.origination_identity_key {
        Some(key) => {
            let addressed = Addressed { account_id: &due.account_id, now: due.reply_due_at, to: To::Key(key) };
            receiver::lock(tx, addressed).await?
        }
        None => None,
    };
    let taken = sqlx::query(
        "update callsign.message set reply_due_at = null where id = (
             select id from callsign.message where id = $1 and reply_due_at is not null for no key update skip locked)",
    )
    .bind(due.message)
    .execute(&mut *tx)
    .await?;
    if taken.rows_affected() == 0 {
        return Ok(false);
    }
    let Some(number) = number else { return Ok(true) };
    let incoming = Incoming {
        from: &Destination::read(&due.destination_phone_number)?,
        body: &due.reply_body,
        interaction: None,
        request_id: due.request_id,
        by: By { access_key_id: due.access_key_id.as_deref(), principal_arn: due.principal_arn.as_deref() },
        reply_to: Some(due.message),
        keys: Uuid::now_v7,
    };
    receive(tx, &number, &incoming, inbound).await?;
    Ok(true)
}
