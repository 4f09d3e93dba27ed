//! Messages as people look at them: in conversations, each between an own identity and a phone.
//!
//! A page looks at so many of the newest messages and shows which conversations they belong to: its cost doesn't depend on how
//! many messages there are, nor on how many of them are one conversation's.

use sqlx::{PgConnection, Postgres, QueryBuilder};
use time::OffsetDateTime;
use uuid::Uuid;

use super::{Home, Older, Who};
use crate::model::error::ServiceError;

/// How many messages a page of conversations looks at.
pub const LOOKED_AT: i64 = 2_000;

/// How far the messages of a conversation are counted.
pub const COUNTED: i64 = 100;

/// What a search asks of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// A word of the body, in whatever case.
    Word(String),
    /// The beginning of a number on either side.
    Number(String),
    /// The beginning of what it was sent to.
    To(String),
    /// The beginning of what is shown as its sender.
    From(String),
    /// The beginning of the id of its pool.
    Pool(String),
    /// Its configuration set.
    Set(String),
    /// It was received.
    Inbound,
    /// It won't arrive.
    Failed,
    /// There are 4 to 8 digits in it.
    Code,
}

impl Term {
    pub(super) fn push(&self, query: &mut QueryBuilder<Postgres>) {
        match self {
            Self::Word(word) => {
                query.push("position(lower(").push_bind(word.clone()).push("::text) in lower(m.message_body)) > 0")
            }
            Self::Number(number) => query
                .push("(starts_with(m.destination_phone_number, ")
                .push_bind(number.clone())
                .push(") or starts_with(m.origination_phone_number, ")
                .push_bind(number.clone())
                .push("))"),
            Self::To(text) => query.push("starts_with(m.destination_phone_number, ").push_bind(text.clone()).push(")"),
            Self::From(text) => query
                .push("starts_with(lower(m.origination_phone_number), lower(")
                .push_bind(text.clone())
                .push("::text))"),
            Self::Pool(text) => query.push("starts_with(m.pool_id, ").push_bind(text.clone()).push(")"),
            Self::Set(text) => query.push("m.configuration_set_name = ").push_bind(text.clone()),
            Self::Inbound => query.push("m.direction = 'INBOUND'"),
            Self::Failed => query.push(
                "m.direction = 'OUTBOUND' and m.status not in ('ACCEPTED', 'QUEUED', 'PENDING', 'SUCCESSFUL', 'DELIVERED',
                     'INITIATED', 'RINGING', 'ANSWERED', 'COMPLETED')",
            ),
            Self::Code => query.push(r"m.message_body ~ '\m\d{4,8}\M|\m\d{3}[- ]\d{3}\M'"),
        };
    }
}

/// The conversation that a message is of, and what it says, in so far as a list shows it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Conversation {
    /// PhoneNumberId or sender ID, what is shown as the sender where neither is known.
    pub own: String,
    /// The phone.
    pub phone: String,
    /// The columns of its last message in `inspect.messages`.
    pub direction: String,
    /// The status.
    pub status: String,
    /// The number or text of the own identity.
    pub own_shown: String,
    /// The beginning of the body.
    pub message_body: String,
    /// The pool that the last message went through.
    pub pool_id: Option<String>,
    /// The last message's channel.
    pub channel: String,
    /// When the last message was accepted or received.
    pub created_timestamp: OffsetDateTime,
    /// How many messages there are, counted up to [`COUNTED`].
    pub messages: i64,
    /// The number of the last message in the order of making.
    pub sequence: i64,
}

/// Conversations, who wrote last first, of the messages that match all terms.
#[derive(Clone, Debug)]
pub struct Conversations {
    /// Those that were found.
    pub rows: Vec<Conversation>,
    /// Where to look further, if there is more to be looked at.
    pub next: Option<(i64, i64)>,
}

/// What each message's conversation is beside `phone`, which is a column: the own identity, and what is shown for it.
const SIDES: &str = "
    m.own_identity as own,
    case m.direction when 'INBOUND' then m.destination_phone_number else m.origination_phone_number end as own_shown";

/// The conversations that the newest messages before `before` belong to; those that went on later are left out.
///
/// # Errors
///
/// The database's.
pub async fn page(
    tx: &mut PgConnection,
    home: &Home,
    terms: &[Term],
    before: Option<(i64, i64)>,
    limit: i64,
) -> Result<Conversations, ServiceError> {
    let mut query = looking(home, terms, before);
    query.push(", last as (");
    push_last(&mut query, home, terms, before);
    query.push(
        "), numbered as (
             select l.*, row_number() over (order by transaction_id desc, sequence desc) as place from last l
         )
         select n.own, n.phone, n.own_shown, n.direction, n.status, coalesce(left(n.message_body, 160), '') as message_body,
                n.pool_id, n.channel, n.created_at as created_timestamp,
                (select count(*) from (
                     select from callsign.message m where m.account_id = ",
    );
    query.push_bind(home.account_id.clone()).push(" and m.region = ").push_bind(home.region.clone());
    query.push(" and m.own_identity = n.own and m.phone = n.phone limit ");
    query.push_bind(COUNTED).push(
        ") m) as messages,
                n.transaction_id::text::bigint as transaction, n.sequence,
                (select count(*) from looked_at) as looked_at,
                (select transaction_id::text::bigint from looked_at order by transaction_id, sequence limit 1) as last_transaction,
                (select sequence from looked_at order by transaction_id, sequence limit 1) as last_sequence
         from numbered n where n.place <= ",
    );
    query.push_bind(limit + 1).push(" order by n.place");
    let rows: Vec<Found> = query.build_query_as().fetch_all(&mut *tx).await?;
    if !rows.is_empty() || before.is_none() {
        return Ok(Conversations::of(rows, limit));
    }
    // All that was looked at went on later: there may be more behind it.
    let mut query = looking(home, terms, before);
    query.push(
        " select (select count(*) from looked_at), transaction_id::text::bigint, sequence from looked_at
         order by transaction_id, sequence limit 1",
    );
    let last: Option<(i64, i64, i64)> = query.build_query_as().fetch_optional(tx).await?;
    let next = last
        .filter(|(looked_at, ..)| *looked_at == LOOKED_AT)
        .map(|(_, transaction, sequence)| (transaction, sequence));
    Ok(Conversations { rows: Vec::new(), next })
}

/// Begins with the messages that are looked at.
fn looking(home: &Home, terms: &[Term], before: Option<(i64, i64)>) -> QueryBuilder<Postgres> {
    let mut query = QueryBuilder::new("with looked_at as materialized (select m.*,");
    query.push(SIDES).push(" from callsign.message m where m.account_id = ").push_bind(home.account_id.clone());
    query.push(" and m.region = ").push_bind(home.region.clone());
    if let Some((transaction, sequence)) = before {
        query.push(" and (m.transaction_id, m.sequence) < (").push_bind(transaction).push("::text::xid8, ");
        query.push_bind(sequence).push(")");
    }
    for term in terms {
        query.push(" and ");
        term.push(&mut query);
    }
    query.push(" order by m.transaction_id desc, m.sequence desc limit ").push_bind(LOOKED_AT).push(")");
    query
}

/// The last message of each conversation among those that are looked at. What went on after `before` was on an earlier page: that is
/// asked of each conversation once, however many of its messages are looked at.
fn push_last(query: &mut QueryBuilder<Postgres>, home: &Home, terms: &[Term], before: Option<(i64, i64)>) {
    query.push(
        "select l.* from (
             select distinct on (l.own, l.phone) l.own, l.phone, l.own_shown, l.direction, l.status, l.message_body, l.pool_id,
                    l.channel, l.created_at, l.transaction_id, l.sequence
             from looked_at l order by l.own, l.phone, l.transaction_id desc, l.sequence desc) l",
    );
    if let Some((transaction, sequence)) = before {
        query.push(" where not exists (select from callsign.message m where m.account_id = ");
        query.push_bind(home.account_id.clone()).push(" and m.region = ").push_bind(home.region.clone());
        query.push(" and m.own_identity = l.own and m.phone = l.phone and (m.transaction_id, m.sequence) >= (");
        query.push_bind(transaction).push("::text::xid8, ").push_bind(sequence).push(")");
        for term in terms {
            query.push(" and ");
            term.push(query);
        }
        query.push(")");
    }
}

#[derive(sqlx::FromRow)]
struct Found {
    #[sqlx(flatten)]
    conversation: Conversation,
    transaction: i64,
    looked_at: i64,
    last_transaction: i64,
    last_sequence: i64,
}

impl Conversations {
    fn of(mut found: Vec<Found>, limit: i64) -> Self {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let has_more = found.len() > limit;
        found.truncate(limit);
        let next = match found.last() {
            Some(last) if has_more => Some((last.transaction, last.conversation.sequence)),
            Some(last) if last.looked_at == LOOKED_AT => Some((last.last_transaction, last.last_sequence)),
            _ => None,
        };
        Self { rows: found.into_iter().map(|found| found.conversation).collect(), next }
    }
}

/// A message of a thread.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.messages")]
pub struct Message {
    pub key: Uuid,
    pub sequence: i64,
    pub message_id: String,
    pub direction: String,
    pub channel: String,
    pub kind: Option<String>,
    pub status: String,
    pub origination_identity: Option<String>,
    pub origination_phone_number: String,
    pub destination_phone_number: String,
    pub iso_country_code: String,
    pub pool_id: Option<String>,
    pub chosen_by: Option<String>,
    pub message_type: Option<String>,
    pub message_body: Option<String>,
    pub message_encoding: Option<String>,
    pub total_message_parts: i64,
    pub price: String,
    pub context: serde_json::Value,
    pub configuration_set_name: Option<String>,
    pub message_feedback_status: Option<String>,
    pub media_urls: Vec<String>,
    pub message_keyword: Option<String>,
    pub request_id: String,
    #[sqlx(flatten)]
    pub who: Who,
    pub created_timestamp: OffsetDateTime,
}

impl Message {
    /// Whether the phone sent it.
    #[must_use]
    pub fn is_inbound(&self) -> bool {
        self.direction == "INBOUND"
    }

    /// The phone's number.
    #[must_use]
    pub fn phone(&self) -> &str {
        if self.is_inbound() { &self.origination_phone_number } else { &self.destination_phone_number }
    }

    /// The number or text of the own identity.
    #[must_use]
    pub fn own_shown(&self) -> &str {
        if self.is_inbound() { &self.destination_phone_number } else { &self.origination_phone_number }
    }

    /// The own identity's side of its conversation.
    #[must_use]
    pub fn own(&self) -> &str {
        self.origination_identity.as_deref().unwrap_or_else(|| self.own_shown())
    }
}

/// What happened to a message.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of inspect.message_events")]
pub struct Event {
    pub message_key: Uuid,
    pub event_type: String,
    pub message_status: String,
    pub is_final: bool,
    pub due_at: OffsetDateTime,
    pub has_happened: bool,
}

const MESSAGE: &str = "
    select m.id as key, m.sequence, v.message_id, v.direction, v.channel, v.kind, v.status, v.origination_identity,
           v.origination_phone_number, v.destination_phone_number, v.iso_country_code, v.pool_id, v.chosen_by,
           v.message_type, v.message_body, v.message_encoding, v.total_message_parts,
           (v.total_message_price + v.total_carrier_fee)::text as price, v.context, v.configuration_set_name,
           v.message_feedback_status, v.media_urls, v.message_keyword, v.request_id, v.access_key_id, v.principal_arn,
           v.created_timestamp
    from m join inspect.messages v
      on v.account_id = m.account_id and v.region = m.region
     and v.destination_phone_number = m.destination_phone_number and v.created_timestamp = m.created_at
     and v.sequence = m.sequence
    order by m.created_at desc, m.sequence desc limit ";

/// The messages between an own identity and a phone that came before one, the last first. Whether more follow.
///
/// # Errors
///
/// The database's.
pub async fn thread(
    tx: &mut PgConnection,
    home: &Home,
    (own, phone): (&str, &str),
    before: Option<(OffsetDateTime, i64)>,
    limit: i64,
) -> Result<(Vec<Message>, bool), ServiceError> {
    let (than, sequence) = before.unwrap_or((Older::NEWEST.than, i64::MAX));
    let mut query = QueryBuilder::new("with m as ((select m.* from callsign.message m where m.account_id = ");
    query.push_bind(&home.account_id).push(" and m.region = ").push_bind(&home.region);
    query.push(" and m.direction = 'OUTBOUND' and m.destination_phone_number = ").push_bind(phone);
    query.push(" and coalesce(m.origination_identity, m.origination_phone_number) = ").push_bind(own);
    query.push(" and (m.created_at, m.sequence) < (").push_bind(than).push(", ").push_bind(sequence);
    query.push(") order by m.created_at desc, m.sequence desc limit ").push_bind(limit + 1);
    query.push(") union all (select m.* from callsign.message m where m.account_id = ").push_bind(&home.account_id);
    query.push(" and m.region = ").push_bind(&home.region).push(" and m.direction = 'INBOUND'");
    query.push(
        " and m.destination_phone_number in (
              select n.phone_number from callsign.phone_number n where callsign.phone_number_id(n.id) = ",
    );
    query.push_bind(own).push(" and n.account_id = ").push_bind(&home.account_id);
    query.push(" and n.region = ").push_bind(&home.region).push(" union all select ").push_bind(own);
    query.push("::text) and m.origination_phone_number = ").push_bind(phone);
    query.push(" and (m.created_at, m.sequence) < (").push_bind(than).push(", ").push_bind(sequence);
    query.push(") order by m.created_at desc, m.sequence desc limit ").push_bind(limit + 1).push("))");
    query.push(MESSAGE).push_bind(limit + 1);
    let rows: Vec<Message> = query.build_query_as().fetch_all(tx).await?;
    let cut = super::Newest::cut(rows, limit);
    Ok((cut.rows, cut.has_more))
}

/// The last messages through a pool, or from an identity.
///
/// # Errors
///
/// The database's.
pub async fn last(
    tx: &mut PgConnection,
    home: &Home,
    pool_or_identity: &str,
    limit: i64,
) -> Result<Vec<Message>, ServiceError> {
    let mut query = QueryBuilder::new("with newest as (select m.* from callsign.message m where m.account_id = ");
    query.push_bind(&home.account_id).push(" and m.region = ").push_bind(&home.region);
    query.push(" order by m.transaction_id desc, m.sequence desc limit ").push_bind(LOOKED_AT);
    query.push("), m as (select * from newest where pool_id = ").push_bind(pool_or_identity);
    query.push(" or origination_identity = ").push_bind(pool_or_identity).push(" order by sequence desc limit ");
    query.push_bind(limit).push(")").push(MESSAGE).push_bind(limit);
    Ok(query.build_query_as().fetch_all(tx).await?)
}

/// What happened to messages and what is to come, in the order of each.
///
/// # Errors
///
/// The database's.
pub async fn events(tx: &mut PgConnection, messages: &[Uuid]) -> Result<Vec<Event>, ServiceError> {
    Ok(sqlx::query_as(
        "select e.message_id as message_key, e.event_type, e.message_status, e.is_final, e.due_at,
                e.happened_at is not null as has_happened
         from callsign.message_event e where e.message_id = any($1) order by e.message_id, e.ordinal",
    )
    .bind(messages)
    .fetch_all(tx)
    .await?)
}
