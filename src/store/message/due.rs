//! What is due: events whose moment has come, carried out by whichever process comes first.
//!
//! Whoever holds a message's row carries out all of its events that are due, in their order; what is carried out has its
//! `happened_at`. So each happens once, and a process that dies leaves nothing half done: it is one transaction.

use std::collections::{BTreeMap, HashMap};

use sqlx::PgConnection;
use time::{Date, OffsetDateTime};
use uuid::Uuid;

use super::candidate::{self, Candidate};
use crate::{
    database::unit_of_work::Patience,
    domain::{
        deployment::{Deployment, Events},
        message::{
            event::MessageStatus,
            record::{self, Happened},
        },
    },
    model::error::ServiceError,
    store::delivery::told::{Sender, Told},
};

mod falling_back;
mod row;
mod sticky;

use row::{Row, lock};

/// An event that is to happen.
#[derive(sqlx::FromRow)]
pub(super) struct EventRow {
    pub message_id: Uuid,
    pub ordinal: i64,
    pub event_type: String,
    pub message_status: String,
    pub is_final: bool,
    pub due_at: OffsetDateTime,
}

impl EventRow {
    fn status(&self) -> Result<MessageStatus, ServiceError> {
        MessageStatus::of_event(&self.event_type, &self.message_status).map_err(ServiceError::internal)
    }
}

const EVENTS: &str = "
    select e.message_id, e.ordinal, e.event_type, e.message_status, e.is_final, e.due_at
    from unnest($1::uuid[], $2::timestamptz[]) with ordinality as due (message_id, at, place)
    join callsign.message_event e on e.message_id = due.message_id and e.happened_at is null and e.due_at <= due.at
    order by due.place, e.ordinal";

/// What a batch carried out.
#[derive(Clone, Copy, Debug)]
pub struct Carried {
    /// How many messages it held.
    pub messages: usize,
    /// How many events happened.
    pub events: usize,
    /// Up to when, where it was an account's own.
    pub until: Option<OffsetDateTime>,
}

/// Carries out one batch of what is due by now, and passes over messages that others hold.
///
/// # Errors
///
/// The database's; nothing is carried out then.
pub async fn carry_out(tx: &mut PgConnection, deployment: &Deployment) -> Result<Carried, ServiceError> {
    let candidates = candidate::due(tx).await?;
    carry_out_of(tx, candidates, Patience::Skip, deployment).await
}

/// Carries out one batch of what an account has due until a time, and waits for messages that others hold. Each is carried out up to
/// the moment at which the last of them falls due first, so that whatever is left comes later.
///
/// # Errors
///
/// The database's; nothing is carried out then.
pub async fn carry_out_until(
    tx: &mut PgConnection,
    account_id: &str,
    until: OffsetDateTime,
    deployment: &Deployment,
) -> Result<Carried, ServiceError> {
    let candidates = candidate::due_until(tx, account_id, until).await?;
    let until = candidates.first().map(|first| first.at);
    Ok(Carried { until, ..carry_out_of(tx, candidates, Patience::Wait, deployment).await? })
}

/// Carries out what is due of these messages.
pub(super) async fn carry_out_of(
    tx: &mut PgConnection,
    mut candidates: Vec<Candidate>,
    patience: Patience,
    deployment: &Deployment,
) -> Result<Carried, ServiceError> {
    if candidates.is_empty() {
        return Ok(Carried { messages: 0, events: 0, until: None });
    }
    let free = events(tx, &candidates).await?;
    lock_months(tx, &candidates, &free).await?;
    let messages = lock(tx, &candidates, patience).await?;
    candidates.retain(|candidate| messages.contains_key(&candidate.id));
    let mut events = events(tx, &candidates).await?;
    let fallen_back = falling_back::carry_out(tx, &mut events, deployment).await?;
    let carried = Carried { messages: candidates.len(), events: events.len(), until: None };
    let mut happened: HashMap<Uuid, Vec<EventRow>> = HashMap::new();
    for event in events {
        happened.entry(event.message_id).or_default().push(event);
    }
    let mut written = Written::new(&deployment.events);
    for candidate in &candidates {
        let (Some(row), Some(events)) = (messages.get(&candidate.id), happened.get(&candidate.id)) else { continue };
        written.add(row, fallen_back.get(&candidate.id), events)?;
    }
    written.write(tx).await?;
    Ok(carried)
}

async fn events(tx: &mut PgConnection, candidates: &[Candidate]) -> Result<Vec<EventRow>, ServiceError> {
    let ids: Vec<Uuid> = candidates.iter().map(|one| one.id).collect();
    let at: Vec<OffsetDateTime> = candidates.iter().map(|one| one.at).collect();
    Ok(sqlx::query_as(EVENTS).bind(ids).bind(at).fetch_all(tx).await?)
}

/// Locks the months in which these events count something, or give something back: before messages, as sends do.
pub(super) async fn lock_months(
    tx: &mut PgConnection,
    candidates: &[Candidate],
    events: &[EventRow],
) -> Result<(), ServiceError> {
    let channels: HashMap<Uuid, &Candidate> = candidates.iter().map(|one| (one.id, one)).collect();
    let (mut accounts, mut regions, mut of, mut months) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for event in events {
        if let Some(one) = channels.get(&event.message_id)
            && let Some(month) = one.spend_month
            && event.status()?.gives_back(one.channel.0)
        {
            accounts.push(one.account_id.clone());
            regions.push(one.region.clone());
            of.push(one.budget.clone());
            months.push(month);
        }
    }
    for one in falling_back::months(tx, events).await? {
        months.push(one.month());
        of.push(one.channel.0.to_string());
        accounts.push(one.account_id);
        regions.push(one.region);
    }
    if months.is_empty() {
        return Ok(());
    }
    sqlx::query(
        "select from callsign.monthly_spend
         where (account_id, region, channel, month)
               in (select * from unnest($1::text[], $2::text[], $3::text[], $4::date[]))
         order by account_id, region, channel, month for no key update",
    )
    .bind(accounts)
    .bind(regions)
    .bind(of)
    .bind(months)
    .execute(tx)
    .await?;
    Ok(())
}

/// What a batch writes, by column.
struct Written<'e> {
    told: Told<'e>,
    events: (Vec<Uuid>, Vec<i64>, Vec<String>),
    /// Message, its status, and whether its cost is given back.
    messages: (Vec<Uuid>, Vec<String>, Vec<bool>),
    given_back: BTreeMap<(String, String, String, Date), i64>,
    /// The newest delivery by account, region, pool, destination and channel.
    sticky: BTreeMap<[String; 5], (Uuid, OffsetDateTime)>,
}

impl<'e> Written<'e> {
    fn new(told_to: &'e Events) -> Self {
        Self {
            told: Told::new(told_to),
            events: <_>::default(),
            messages: <_>::default(),
            given_back: <_>::default(),
            sticky: <_>::default(),
        }
    }

    /// With `later`, what the message is after it fell back.
    fn add(&mut self, row: &Row, later: Option<&Row>, events: &[EventRow]) -> Result<(), ServiceError> {
        let (mut row, mut message) = (row, row.message());
        let sender = Sender {
            account_id: &row.account_id,
            region: &row.region,
            message_id: row.id,
            configuration_set_name: row.configuration_set_name.as_deref(),
        };
        let mut is_given_back = row.spend_given_back;
        for event in events {
            let status = event.status()?;
            let happened = Happened { status, at: event.due_at, is_final: event.is_final };
            self.events.0.push(row.id);
            self.events.1.push(event.ordinal);
            let record = record::text(&message, &happened).map_err(ServiceError::internal)?;
            self.told.add(&sender, &message, &happened, &record).map_err(ServiceError::internal)?;
            self.events.2.push(record);
            if let Some(month) = row.spend_month
                && status.gives_back(message.channel)
                && (event.is_final || status == MessageStatus::FallenBackToSms)
                && !is_given_back
            {
                is_given_back = true;
                let key = (row.account_id.clone(), row.region.clone(), row.budget.clone(), month);
                *self.given_back.entry(key).or_default() += row.total().cost().0;
            }
            self.deliver(row, status, event);
            if let (MessageStatus::FallenBackToSms, Some(later)) = (status, later) {
                (row, message, is_given_back) = (later, later.message(), false);
            }
        }
        if let Some(last) = events.last() {
            self.messages.0.push(row.id);
            self.messages.1.push(last.message_status.clone());
            self.messages.2.push(is_given_back);
        }
        Ok(())
    }

    /// Documented: what delivered last is kept; Assumed (MD8): of what was chosen, not of what the request named.
    fn deliver(&mut self, row: &Row, status: MessageStatus, event: &EventRow) {
        let is_delivered = event.is_final
            && matches!(status, MessageStatus::Delivered | MessageStatus::Successful | MessageStatus::Completed);
        let Some(identity) = row.origination_identity_key.filter(|_| is_delivered && row.chosen_by != "DIRECT") else {
            return;
        };
        let key = [
            row.account_id.clone(),
            row.region.clone(),
            row.pool_id.clone().unwrap_or_default(),
            row.destination_phone_number.clone(),
            row.channel.0.to_string(),
        ];
        let newest = self.sticky.entry(key).or_insert((identity, event.due_at));
        if event.due_at >= newest.1 {
            *newest = (identity, event.due_at);
        }
    }

    async fn write(self, tx: &mut PgConnection) -> Result<(), ServiceError> {
        if self.messages.0.is_empty() {
            return Ok(());
        }
        let (ids, ordinals, records) = self.events;
        sqlx::query(
            "update callsign.message_event e set happened_at = e.due_at, event = happened.event,
                    happened_in = callsign.transaction_id()
             from unnest($1::uuid[], $2::bigint[], $3::text[]) as happened (message_id, ordinal, event)
             where e.message_id = happened.message_id and e.ordinal = happened.ordinal",
        )
        .bind(ids)
        .bind(ordinals)
        .bind(records)
        .execute(&mut *tx)
        .await?;
        let (ids, statuses, given_back) = self.messages;
        sqlx::query(
            "update callsign.message m
             set status = happened.status, spend_given_back = happened.given_back,
                 next_due_at = (select min(e.due_at) from callsign.message_event e
                                where e.message_id = m.id and e.happened_at is null)
             from unnest($1::uuid[], $2::text[], $3::boolean[]) as happened (id, status, given_back)
             where m.id = happened.id",
        )
        .bind(ids)
        .bind(statuses)
        .bind(given_back)
        .execute(&mut *tx)
        .await?;
        self.told.write(tx).await?;
        give_back(tx, self.given_back).await?;
        sticky::write(tx, self.sticky).await
    }
}

async fn give_back(
    tx: &mut PgConnection,
    given_back: BTreeMap<(String, String, String, Date), i64>,
) -> Result<(), ServiceError> {
    for ((account_id, region, channel, month), cost) in given_back {
        sqlx::query(
            "update callsign.monthly_spend set spent = greatest(spent - $5, 0)
             where account_id = $1 and region = $2 and channel = $3 and month = $4",
        )
        .bind(account_id)
        .bind(region)
        .bind(channel)
        .bind(month)
        .bind(cost)
        .execute(&mut *tx)
        .await?;
    }
    Ok(())
}
