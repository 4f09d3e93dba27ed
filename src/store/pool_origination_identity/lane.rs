//! Phone numbers that join pools in one transaction, each by a request of its own: the steps of one request, for several at
//! once. None of them waits for a row.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use sqlx::{
    PgConnection,
    types::{Json, Text},
};
use time::OffsetDateTime;
use uuid::Uuid;

use super::Event;
use crate::{
    domain::{
        keyword::{Keywords, Response},
        origination_identity::{Configuration, NumberLife, OriginationIdentity, PhoneNumber},
        pool::{Circumstances, Pool},
        two_way::TwoWay,
    },
    model::{
        arn::Scope,
        error::ServiceError,
        keyword::KeywordAction,
        message::MessageType,
        phone_number::{NumberStatus, NumberType},
        pool::PoolId,
        resource::Key,
    },
    store::client_token::ClientToken,
};

/// A phone number that is to join a pool.
pub struct Wish<'w> {
    /// Whose the pool is.
    pub pool_scope: &'w Scope,
    /// The pool.
    pub pool: Uuid,
    /// Whose the number is.
    pub number_scope: &'w Scope,
    /// The number.
    pub number: Uuid,
    /// The request's client token.
    pub token: Option<ClientToken<'w>>,
}

/// How a wish stands.
pub enum Standing {
    /// Its request was carried out before, with this answer.
    Answered(String),
    /// Its client token was used with other parameters.
    OtherParameters,
    /// Pool and number are locked until the transaction ends: what they are, and what counts beside them.
    Locked(Box<(Pool, OriginationIdentity, Circumstances)>),
    /// Somebody else holds the pool or the number, or it isn't there.
    Open,
}

/// A wish as the statements read it.
#[derive(Serialize)]
struct WishRow<'w> {
    place: i64,
    region: &'w str,
    pool_account_id: &'w str,
    pool: Uuid,
    number_account_id: &'w str,
    number: Uuid,
    account_id: Option<&'w str>,
    operation: Option<&'w str>,
    token: Option<&'w str>,
}

impl<'w> WishRow<'w> {
    fn of((place, wish): (i64, &'w Wish<'_>)) -> Self {
        Self {
            place,
            region: wish.pool_scope.region(),
            pool_account_id: wish.pool_scope.account_id(),
            pool: wish.pool,
            number_account_id: wish.number_scope.account_id(),
            number: wish.number,
            account_id: wish.token.as_ref().map(|token| token.scope.account_id()),
            operation: wish.token.as_ref().map(|token| token.operation),
            token: wish.token.as_ref().map(|token| token.token),
        }
    }
}

/// Locks pool and number of each wish whose client token wasn't used before, and tells how the wishes stand. What a pool holds
/// is counted up to `count_to` only.
///
/// # Errors
///
/// The database's.
pub async fn lock(tx: &mut PgConnection, wishes: &[Wish<'_>], count_to: u32) -> Result<Vec<Standing>, ServiceError> {
    let rows: Vec<WishRow<'_>> = (0..).zip(wishes).map(WishRow::of).collect();
    // Each wish looks its rows up: `limit` and `for update` keep the planner from reading whole tables that were small once.
    let looked_up: Vec<(Option<Vec<u8>>, Option<String>, bool)> = sqlx::query_as(
        "select t.request_digest, t.answer, (p.is_locked and n.is_locked) is true
         from jsonb_to_recordset($1::jsonb) as wish (
             place bigint, region text, pool_account_id text, pool uuid, number_account_id text, number uuid,
             account_id text, operation text, token text)
         left join lateral (
             select request_digest, answer from callsign.client_token
             where account_id = wish.account_id and region = wish.region and operation = wish.operation
               and client_token = wish.token and expires_at > now()
             limit 1) t on true
         left join lateral (
             select true as is_locked from callsign.pool
             where t.answer is null and account_id = wish.pool_account_id and region = wish.region and id = wish.pool
             for no key update skip locked) p on true
         left join lateral (
             select true as is_locked from callsign.phone_number
             where p.is_locked and account_id = wish.number_account_id and region = wish.region and id = wish.number
             for no key update skip locked) n on true
         order by wish.place",
    )
    .bind(Json(&rows))
    .fetch_all(&mut *tx)
    .await?;
    let locked: Vec<WishRow<'_>> =
        rows.into_iter().zip(&looked_up).filter(|(_, (_, _, is_locked))| *is_locked).map(|(row, _)| row).collect();
    let mut read = read(tx, &locked, count_to).await?;
    let mut standings = Vec::new();
    for ((place, wish), (request_digest, answer, _)) in (0..).zip(wishes).zip(looked_up) {
        standings.push(match read.remove(&place) {
            Some(row) => row.standing(wish),
            None => used(wish, request_digest, answer).unwrap_or(Standing::Open),
        });
    }
    Ok(standings)
}

/// How a wish stands whose client token was used, by what is known of it.
fn used(wish: &Wish<'_>, request_digest: Option<Vec<u8>>, answer: Option<String>) -> Option<Standing> {
    let is_same = wish.token.as_ref()?.is_of(&request_digest?);
    Some(if is_same { Standing::Answered(answer?) } else { Standing::OtherParameters })
}

#[derive(sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "the columns are the model's")]
struct ReadRow {
    place: i64,
    request_digest: Option<Vec<u8>>,
    answer: Option<String>,
    pool_message_type: Text<MessageType>,
    pool_two_way_enabled: bool,
    pool_two_way_channel_arn: Option<String>,
    pool_two_way_channel_role: Option<String>,
    pool_self_managed_opt_outs_enabled: bool,
    pool_opt_out_list_id: Uuid,
    pool_deletion_protection_enabled: bool,
    pool_active_at: OffsetDateTime,
    pool_keywords: Option<Json<Vec<KeywordRow>>>,
    size: i64,
    phone_numbers: i64,
    lists_are_both_default: bool,
    iso_country_code: String,
    number_type: Text<NumberType>,
    message_type: Text<MessageType>,
    two_way_enabled: bool,
    two_way_channel_arn: Option<String>,
    two_way_channel_role: Option<String>,
    self_managed_opt_outs_enabled: bool,
    opt_out_list_id: Uuid,
    deletion_protection_enabled: bool,
    active_at: OffsetDateTime,
    changing_status: Option<Text<NumberStatus>>,
    changing_until: Option<OffsetDateTime>,
    number_keywords: Option<Json<Vec<KeywordRow>>>,
    pool_of_number: Option<Uuid>,
}

#[derive(Deserialize)]
struct KeywordRow {
    keyword: String,
    keyword_message: String,
    keyword_action: KeywordAction,
}

/// What wishes are about, by their places, after pools and numbers were locked: another request with the same client token
/// may have been answered until then.
async fn read(
    tx: &mut PgConnection,
    locked: &[WishRow<'_>],
    count_to: u32,
) -> Result<HashMap<i64, ReadRow>, ServiceError> {
    if locked.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<ReadRow> = sqlx::query_as(
        "select wish.place, t.request_digest, t.answer,
                p.message_type as pool_message_type, p.two_way_enabled as pool_two_way_enabled,
                p.two_way_channel_arn as pool_two_way_channel_arn, p.two_way_channel_role as pool_two_way_channel_role,
                p.self_managed_opt_outs_enabled as pool_self_managed_opt_outs_enabled,
                p.opt_out_list_id as pool_opt_out_list_id,
                p.deletion_protection_enabled as pool_deletion_protection_enabled, p.active_at as pool_active_at,
                (select jsonb_agg(k) from callsign.keyword k where k.pool_id = wish.pool) as pool_keywords,
                held.size, held.phone_numbers,
                (select count(*) = 2 from callsign.opt_out_list l
                 where l.id in (p.opt_out_list_id, n.opt_out_list_id) and l.name = 'Default') as lists_are_both_default,
                n.iso_country_code, n.number_type, n.message_type, n.two_way_enabled, n.two_way_channel_arn, n.two_way_channel_role,
                n.self_managed_opt_outs_enabled, n.opt_out_list_id, n.deletion_protection_enabled, n.active_at,
                n.changing_status, n.changing_until,
                (select jsonb_agg(k) from callsign.keyword k where k.phone_number_id = wish.number) as number_keywords,
                (select i.pool_id from callsign.pool_origination_identity i where i.phone_number_id = wish.number)
                    as pool_of_number
         from jsonb_to_recordset($1::jsonb) as wish (
             place bigint, region text, pool uuid, number uuid, account_id text, operation text, token text)
         cross join lateral (select * from callsign.pool where id = wish.pool limit 1) p
         cross join lateral (select * from callsign.phone_number where id = wish.number limit 1) n
         cross join lateral (
             select count(*) as size, count(phone_number_id) as phone_numbers
             from (select phone_number_id from callsign.pool_origination_identity where pool_id = wish.pool limit $2) held) held
         left join lateral (
             select request_digest, answer from callsign.client_token
             where account_id = wish.account_id and region = wish.region and operation = wish.operation
               and client_token = wish.token and expires_at > now()
             limit 1) t on true",
    )
    .bind(Json(locked))
    .bind(i64::from(count_to))
    .fetch_all(tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.place, row)).collect())
}

impl ReadRow {
    fn standing(self, wish: &Wish<'_>) -> Standing {
        if let Some(used) = used(wish, self.request_digest, self.answer) {
            return used;
        }
        let pool = Pool {
            key: wish.pool,
            active_at: self.pool_active_at,
            deletion_protection_enabled: self.pool_deletion_protection_enabled,
            configuration: Configuration {
                message_type: self.pool_message_type.0,
                opt_out_list_id: self.pool_opt_out_list_id,
                self_managed_opt_outs_enabled: self.pool_self_managed_opt_outs_enabled,
                two_way: TwoWay {
                    enabled: self.pool_two_way_enabled,
                    channel_arn: self.pool_two_way_channel_arn,
                    channel_role: self.pool_two_way_channel_role,
                },
            },
        };
        let number = PhoneNumber {
            key: wish.number,
            iso_country_code: self.iso_country_code,
            number_type: self.number_type.0,
            life: NumberLife {
                active_at: self.active_at,
                changing_status: self.changing_status.map(|Text(status)| status),
                changing_until: self.changing_until,
            },
            deletion_protection_enabled: self.deletion_protection_enabled,
            configuration: Configuration {
                message_type: self.message_type.0,
                opt_out_list_id: self.opt_out_list_id,
                self_managed_opt_outs_enabled: self.self_managed_opt_outs_enabled,
                two_way: TwoWay {
                    enabled: self.two_way_enabled,
                    channel_arn: self.two_way_channel_arn,
                    channel_role: self.two_way_channel_role,
                },
            },
        };
        let circumstances = Circumstances {
            in_this_pool: self.pool_of_number == Some(wish.pool),
            in_another_pool: self.pool_of_number.is_some_and(|pool| pool != wish.pool),
            size: self.size,
            phone_numbers: self.phone_numbers,
            lists_are_both_default: self.lists_are_both_default,
            pool_keywords: keywords(self.pool_keywords),
            identity_keywords: keywords(self.number_keywords),
        };
        Standing::Locked(Box::new((pool, OriginationIdentity::PhoneNumber(number), circumstances)))
    }
}

fn keywords(rows: Option<Json<Vec<KeywordRow>>>) -> Keywords {
    let response =
        |row: KeywordRow| (row.keyword, Response { message: row.keyword_message, action: row.keyword_action });
    Keywords::new(rows.into_iter().flat_map(|Json(rows)| rows).map(response))
}

/// A wish that is granted.
pub struct Joining<'j> {
    /// The wish.
    pub wish: &'j Wish<'j>,
    /// The number.
    pub number: &'j OriginationIdentity,
    /// The key of the association.
    pub key: Uuid,
    /// When and by which request.
    pub event: Event<'j>,
    /// The answer that its client token keeps.
    pub answer: &'j str,
}

/// A granted wish as the statement reads it.
#[derive(Serialize)]
struct JoiningRow<'j> {
    id: Uuid,
    pool: Uuid,
    number: Uuid,
    #[serde(with = "time::serde::rfc3339")]
    at: OffsetDateTime,
    request_id: Uuid,
    pool_account_id: &'j str,
    region: &'j str,
    pool_id: String,
    pool_arn: String,
    origination_identity: String,
    origination_identity_arn: String,
    iso_country_code: &'j str,
    account_id: Option<&'j str>,
    operation: Option<&'j str>,
    token: Option<&'j str>,
    request_digest: Option<String>,
    answer: &'j str,
    retention_s: Option<f64>,
}

impl<'j> JoiningRow<'j> {
    fn of(joining: &'j Joining<'_>) -> Self {
        let Joining { wish, number, key, event, answer } = joining;
        let pool_id = PoolId::of(wish.pool);
        let token = wish.token.as_ref();
        Self {
            id: *key,
            pool: wish.pool,
            number: wish.number,
            at: event.at,
            request_id: event.request_id,
            pool_account_id: event.scope.account_id(),
            region: event.scope.region(),
            pool_arn: event.scope.arn(pool_id.path()),
            pool_id: pool_id.as_str().to_owned(),
            origination_identity: number.id(),
            origination_identity_arn: wish.number_scope.arn(number.path()),
            iso_country_code: number.iso_country_code(),
            account_id: token.map(|token| token.scope.account_id()),
            operation: token.map(|token| token.operation),
            token: token.map(|token| token.token),
            request_digest: token.map(|token| format!("\\x{}", hex::encode(token.request_digest))),
            answer,
            retention_s: token.map(|token| token.retention.as_seconds_f64()),
        }
    }
}

/// Puts numbers into pools, notes it in the history, and keeps the answers.
///
/// # Errors
///
/// The database's: the constraints are the second guard behind [`Pool::accepts`], and that of the client tokens is the one that
/// keeps two requests from using the same at the same time.
pub async fn associate(tx: &mut PgConnection, joining: &[Joining<'_>]) -> Result<(), ServiceError> {
    let rows: Vec<JoiningRow<'_>> = joining.iter().map(JoiningRow::of).collect();
    sqlx::query(
        "with joining as (
             select * from jsonb_to_recordset($1::jsonb) as joining (
                 id uuid, pool uuid, number uuid, at timestamptz, request_id text, pool_account_id text, region text,
                 pool_id text, pool_arn text, origination_identity text, origination_identity_arn text,
                 iso_country_code text, account_id text, operation text, token text, request_digest bytea, answer text,
                 retention_s float8)
         ), token as (
             insert into callsign.client_token
                 (account_id, region, operation, client_token, request_digest, answer, expires_at)
             select account_id, region, operation, token, request_digest, answer, now() + make_interval(secs => retention_s)
             from joining where token is not null
         ), association as (
             insert into callsign.pool_origination_identity (id, pool_id, phone_number_id, created_at, request_id)
             select id, pool, number, at, request_id from joining
         )
         insert into callsign.association_event (
             account_id, region, event, pool_id, pool_arn, origination_identity, origination_identity_arn,
             iso_country_code, at, request_id)
         select pool_account_id, region, 'ASSOCIATED', pool_id, pool_arn, origination_identity, origination_identity_arn,
                iso_country_code, at, request_id
         from joining",
    )
    .bind(Json(&rows))
    .execute(tx)
    .await?;
    Ok(())
}
