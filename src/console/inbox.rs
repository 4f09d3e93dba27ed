//! The inbox: conversations, who wrote last first, and one of them beside the list.

use std::collections::HashMap;

use askama::Template;
use time::OffsetDateTime;
use uuid::Uuid;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::{further, message_place, part, read_message_place, read_pair},
    own, search,
    text::{self, Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::message::{body::not_in_gsm, channel::Channel, event::MessageStatus, one_time_code::codes},
    model::{phone_number::PhoneNumberId, rcs_agent::RcsAgentId},
    store::view::{
        conversation, opt_out_list,
        thread::{self, Conversation, Event, Message},
    },
};

/// How many conversations a list has, and how many one that stands beside an open one: a page has 40 KB at most.
const CONVERSATIONS: i64 = 25;
const BESIDE: i64 = 12;

/// How many messages of a thread are shown at once.
pub const MESSAGES: i64 = 10;

/// What carriers tell of texts and media, and what is told of calls.
const OF_CARRIERS: [&str; 9] = [
    "DELIVERED",
    "SUCCESSFUL",
    "UNREACHABLE",
    "CARRIER_UNREACHABLE",
    "BLOCKED",
    "CARRIER_BLOCKED",
    "SPAM",
    "INVALID",
    "TTL_EXPIRED",
];
const OF_CALLS: [&str; 6] = ["RINGING", "ANSWERED", "COMPLETED", "BUSY", "NO_ANSWER", "FAILED"];

#[derive(Template)]
#[template(path = "inbox.html", config = ".askama.toml")]
struct Inbox<'i> {
    frame: Frame,
    search: &'i str,
    /// What every link of the list keeps.
    kept: String,
    now: OffsetDateTime,
    conversations: Vec<Conversation>,
    next: Option<String>,
    thread: Option<Thread>,
    /// Where all messages that are found are read.
    export: String,
}

/// The conversation that is open.
struct Thread {
    own: String,
    own_shown: String,
    phone: String,
    bubbles: Vec<Bubble>,
    older: Option<String>,
    is_latest: bool,
    /// How many messages it has, counted up to [`own::COUNTED`].
    count: i64,
    /// Where all of it is read.
    export: String,
    /// The opt-out list of a number or an agent, and whether the phone is on it.
    list: Option<(String, bool)>,
}

/// A message of the thread, as it is shown.
struct Bubble {
    message: Message,
    /// The day, where it is another than that of the message before.
    day: Option<String>,
    body: Vec<Piece>,
    /// Its one-time code, without what groups its characters.
    code: Option<String>,
    /// The character that made it UNICODE, and its number.
    forced_by: Option<(char, String)>,
    context: Vec<(String, String)>,
    events: Vec<Step>,
    /// Whether a final event has happened.
    is_over: bool,
}

/// A piece of a body.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Plain(String),
    Code(String),
    Forcing(char),
}

/// An event on the time line.
struct Step {
    status: String,
    after: String,
    at: Moment,
    has_happened: bool,
}

/// The list, and the conversation between an own identity and a phone.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked, open: Option<(&str, &str)>) -> Outcome {
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let (terms, before) = (search::terms(asked.asks("q")), read_pair(asked.asks("after")));
    let sides = open.map(|(own, phone)| (own.to_owned(), phone.to_owned()));
    let earlier = read_message_place(asked.asks("earlier"));
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let most = if sides.is_some() { BESIDE } else { CONVERSATIONS };
        let list = thread::page(&mut tx, &home, &terms, before, most).await?;
        let thread = match &sides {
            None => None,
            Some((own, phone)) => {
                let (messages, more) = thread::thread(&mut tx, &home, (own, phone), earlier, MESSAGES).await?;
                let keys: Vec<Uuid> = messages.iter().map(|message| message.key).collect();
                let events = thread::events(&mut tx, &keys).await?;
                let count = conversation::count(&mut tx, &home, (own, phone), own::COUNTED).await?;
                let key = PhoneNumberId::new(own.as_str()).key().or_else(|| RcsAgentId::new(own.as_str()).key());
                let list = match key {
                    Some(key) => opt_out_list::standing(&mut tx, &home, key, phone).await?,
                    None => None,
                };
                Some((messages, more, events, count, list))
            }
        };
        tx.commit().await?;
        Ok((around, list, thread))
    };
    let (around, list, found) = asked.shared.database.work(work).await?;
    let search = asked.asks("q");
    let kept = if search.is_empty() { String::new() } else { format!("?q={}", part(search)) };
    let thread = match (open, found) {
        (Some(sides), Some((messages, more, events, count, list))) => {
            if messages.is_empty() && earlier.is_none() {
                return Err(super::Failure::NotThere);
            }
            let thread = Thread::of(asked, sides, messages, more, &events);
            Some(Thread { is_latest: earlier.is_none(), count, list, ..thread })
        }
        _ => None,
    };
    let (and, query) = match open {
        Some((_, phone)) => (vec![("destination_phone_number", phone)], format!("&to={}", part(phone))),
        None => (Vec::new(), String::new()),
    };
    let home = asked.home();
    let sql = Frame::select(asked, "messages", &and, "created_timestamp desc");
    let export = asked.url("inbox/export") + &kept;
    let call = if open.is_none() && !search.is_empty() {
        format!("GET {}{export}", asked.program.url)
    } else {
        format!(
            "GET {}/_callsign/v1/messages?account_id={}&region={}{query}",
            asked.program.url, home.account_id, home.region
        )
    };
    let path = match open {
        Some((own, phone)) => asked.url(&format!("inbox/{}/{}", part(own), part(phone))),
        None => asked.url("inbox"),
    };
    let next = list.next.map(|(transaction, sequence)| further(&path, search, &format!("{transaction}.{sequence}")));
    frame::page(&Inbox {
        frame: Frame::new(asked, &around, "Inbox", "inbox", sql, call),
        search,
        kept,
        now: around.now,
        conversations: list.rows,
        next,
        thread,
        export,
    })
}

impl Inbox<'_> {
    fn is_open(&self, one: &Conversation) -> bool {
        self.thread.as_ref().is_some_and(|thread| thread.own == one.own && thread.phone == one.phone)
    }
}

impl Thread {
    fn of(
        asked: &Asked,
        (own, phone): (&str, &str),
        mut messages: Vec<Message>,
        has_more: bool,
        events: &[Event],
    ) -> Self {
        messages.reverse();
        let path = asked.url(&format!("inbox/{}/{}", part(own), part(phone)));
        let search = asked.asks("q");
        let older = messages.first().filter(|_| has_more).map(|first| {
            let place = message_place(first.created_timestamp, first.sequence);
            let search = if search.is_empty() { String::new() } else { format!("q={}&", part(search)) };
            format!("{path}?{search}earlier={place}")
        });
        let own_shown = messages.last().map_or(own, Message::own_shown).to_owned();
        let mut of_message: HashMap<Uuid, Vec<&Event>> = HashMap::new();
        for event in events {
            of_message.entry(event.message_key).or_default().push(event);
        }
        let mut last_day = String::new();
        let bubbles = messages.into_iter().map(|message| {
            let day = Moment(message.created_timestamp).day();
            let events = of_message.remove(&message.key).unwrap_or_default();
            let bubble = Bubble::of(message, (day != last_day).then(|| day.clone()), &events);
            last_day = day;
            bubble
        });
        Self {
            bubbles: bubbles.collect(),
            export: format!("{path}/export"),
            own: own.to_owned(),
            own_shown,
            phone: phone.to_owned(),
            older,
            is_latest: false,
            count: 0,
            list: None,
        }
    }

    /// The last message to the phone, where it is shown.
    fn last_send(&self) -> Option<&Message> {
        let messages = self.bubbles.iter().rev().map(|bubble| &bubble.message);
        messages.filter(|_| self.is_latest).find(|message| !message.is_inbound())
    }
}

impl Bubble {
    fn of(message: Message, day: Option<String>, events: &[&Event]) -> Self {
        let text = message.message_body.as_deref().unwrap_or_default();
        let forcing = if message.message_encoding.as_deref() == Some("UNICODE") { not_in_gsm(text) } else { None };
        let context = message.context.as_object().into_iter().flatten();
        let context =
            context.map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned())).collect();
        let start = message.created_timestamp;
        let is_over = events.iter().any(|event| event.is_final && event.has_happened);
        let events = events.iter().map(|event| Step {
            status: event.message_status.clone(),
            after: text::later(start, event.due_at),
            at: Moment(event.due_at),
            has_happened: event.has_happened,
        });
        Self {
            day,
            body: pieces(text, forcing),
            code: codes(text).into_iter().next(),
            forced_by: forcing.map(|c| (c, format!("U+{:04X}", u32::from(c)))),
            context,
            is_over,
            events: events.collect(),
            message,
        }
    }

    /// Why it was sent from where it was.
    fn why(&self) -> Option<&'static str> {
        Some(match self.message.chosen_by.as_deref()? {
            "DIRECT" => "the request named it",
            "STICKY" => "it reached this phone last",
            "CLASS" => "its class of number suits this country",
            "HOME" => "it is of the phone’s country",
            "TYPE" => "its type of number comes first",
            "AGE" => "it is in the pool longest",
            "ONLY" => "nothing else could be used",
            "DEFAULT_SENDER_ID" => "it is the configuration set’s default",
            "SHARED_ROUTE" => "the pool has nothing for this country",
            _ => return None,
        })
    }

    fn is_over(&self) -> bool {
        self.is_over
    }

    /// What may be let happen to it by hand.
    fn next_events(&self) -> Vec<String> {
        let Ok(channel) = self.message.channel.parse::<Channel>() else { return Vec::new() };
        let events =
            OF_CARRIERS.iter().chain(OF_CALLS.iter()).map(|status| format!("{}_{status}", self.message.channel));
        events.filter(|event| MessageStatus::of_event_type(channel, event).is_some()).collect()
    }

    /// What the price is, without zeros that say nothing.
    fn price(&self) -> &str {
        self.message.price.trim_end_matches('0').trim_end_matches('.')
    }
}

/// A body in pieces: its one-time code, as `/otp` finds it, and the first character that forces UNICODE, apart.
fn pieces(text: &str, mut forcing: Option<char>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    let mut sought = codes(text).into_iter().next();
    while let Some(c) = rest.chars().next() {
        let starts_word = !plain.ends_with(|c: char| c.is_alphanumeric());
        let code = sought.as_deref().and_then(|code| begins_with(rest, code)).filter(|_| starts_word);
        let piece = match code {
            Some(length) => {
                sought = None;
                Some((Piece::Code(rest[..length].to_owned()), length))
            }
            None if forcing == Some(c) => {
                forcing = None;
                Some((Piece::Forcing(c), c.len_utf8()))
            }
            None => None,
        };
        let length = if let Some((piece, length)) = piece {
            if !plain.is_empty() {
                pieces.push(Piece::Plain(std::mem::take(&mut plain)));
            }
            pieces.push(piece);
            length
        } else {
            plain.push(c);
            c.len_utf8()
        };
        rest = &rest[length..];
    }
    if !plain.is_empty() {
        pieces.push(Piece::Plain(plain));
    }
    pieces
}

/// How long the code is if a text begins with it: its characters may stand in groups.
fn begins_with(text: &str, code: &str) -> Option<usize> {
    let mut rest = text;
    for (number, c) in code.chars().enumerate() {
        if number > 0 {
            rest = rest.trim_start_matches([' ', '\u{a0}', '-']);
        }
        rest = rest.strip_prefix(c)?;
    }
    (!rest.starts_with(char::is_alphanumeric)).then(|| text.len() - rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Vec<String> {
        let marked = pieces(text, None).into_iter().filter_map(|piece| match piece {
            Piece::Code(code) => Some(code),
            _ => None,
        });
        marked.collect()
    }

    #[test]
    fn the_code_of_the_one_rule_is_marked_where_it_stands() {
        assert_eq!(code("Your code is 482 913."), ["482 913"]);
        assert_eq!(code("123456 or 12-34, A1234, 123456789, 1234x"), ["123456"]);
        assert_eq!(code("G-123456"), ["123456"]);
        assert_eq!(code("Order 4711 of 2026: the code is 12-34-56."), ["12-34-56"]);
        assert_eq!(code("Hello\n@shop.example #A1b2"), ["A1b2"]);
        assert_eq!(code("+12065550142"), Vec::<String>::new());
    }

    #[test]
    fn only_the_first_character_that_forces_unicode_is_marked() {
        let marked = pieces("Don’t, won’t", Some('’'));
        let plain = |text: &str| Piece::Plain(text.to_owned());
        assert_eq!(marked, [plain("Don"), Piece::Forcing('’'), plain("t, won’t")]);
        assert_eq!(pieces("", None), []);
    }
}
