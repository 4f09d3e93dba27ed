//! What a query, or a body of the same members, says: each name once, none that isn't known.

use std::str::FromStr;

use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::Refusal;
use crate::{
    domain::message::event::MessageStatus,
    model::{caller::AccountId, json::bounded},
    store::view::{
        Part,
        message::{Column, Filter},
    },
};

/// How many items a list has unless it says so.
const USUAL_LIMIT: i64 = 100;

/// How many it has at most.
const MOST: i64 = 1_000;

/// What is said about filters.
const FILTERS: &str = "to, from, pool_id, direction, channel, message_type, status, contains, context.KEY, \
                       configuration_set_name, since, until";

/// Names and values that weren't read yet.
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// # Errors
    ///
    /// 400 where a name is there twice; 422 for a text that nothing can hold.
    pub fn of(mut pairs: Vec<(String, String)>) -> Result<Self, Refusal> {
        pairs.sort();
        if let Some(twice) = pairs.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            let message = format!("The parameter {} is there twice.", twice[0].0);
            return Err(Refusal::new(400, "REPEATED_PARAMETER", bounded(&message), "Name each once."));
        }
        // PostgreSQL's texts have none.
        if let Some((name, _)) = pairs.iter().find(|(_, text)| text.contains('\0')) {
            return Err(bad(&bounded(name), "a text without U+0000"));
        }
        Ok(Self(pairs))
    }

    /// The value of a name, which counts as read then.
    pub fn take(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(at).1)
    }

    /// Account and region.
    ///
    /// # Errors
    ///
    /// 422 for an account that isn't twelve digits.
    pub fn scope(&mut self) -> Result<(Option<String>, Option<String>), Refusal> {
        let account_id = self.take("account_id");
        if account_id.as_deref().is_some_and(|text| AccountId::parse(text).is_none()) {
            return Err(bad("account_id", "twelve digits"));
        }
        Ok((account_id, self.take("region")))
    }

    /// Which part of a list is wanted; `place` reads a cursor.
    ///
    /// # Errors
    ///
    /// 422 for a bad value.
    pub fn part<P>(&mut self, place: impl Fn(&str) -> Option<P>) -> Result<Part<P>, Refusal> {
        let part = self.part_newest_first(place)?;
        let is_ascending = match self.take("order").as_deref() {
            None | Some("desc") => false,
            Some("asc") => true,
            Some(_) => return Err(bad("order", "asc or desc")),
        };
        Ok(Part { is_ascending, ..part })
    }

    /// The same of a list that has one order only.
    ///
    /// # Errors
    ///
    /// 422 for a bad value.
    pub fn part_newest_first<P>(&mut self, place: impl Fn(&str) -> Option<P>) -> Result<Part<P>, Refusal> {
        let limit = match self.take("limit") {
            None => USUAL_LIMIT,
            Some(text) => match text.parse() {
                Ok(limit) if (1..=MOST).contains(&limit) => limit,
                _ => return Err(bad("limit", "a whole number from 1 to 1000")),
            },
        };
        let after = match self.take("cursor") {
            None => None,
            Some(text) => Some(place(&text).ok_or_else(|| bad("cursor", "the next_cursor of an answer"))?),
        };
        Ok(Part { after, limit, is_ascending: false })
    }

    /// The filters for messages: all that is left.
    ///
    /// # Errors
    ///
    /// 400 for a name that is none; 422 for a bad value.
    pub fn filters(self) -> Result<Vec<Filter>, Refusal> {
        self.0.into_iter().map(|(name, text)| filter(&name, text)).collect()
    }

    /// All that is left.
    pub fn rest(self) -> impl Iterator<Item = (String, String)> {
        self.0.into_iter()
    }

    /// # Errors
    ///
    /// 400 if anything is left that wasn't read.
    pub fn end(self, known: &str) -> Result<(), Refusal> {
        match self.0.first() {
            None => Ok(()),
            Some((name, _)) => Err(unknown(name, known)),
        }
    }
}

/// A name that is none.
pub fn unknown(name: &str, known: &str) -> Refusal {
    let message = format!("There is no parameter {name}.");
    Refusal::new(400, "UNKNOWN_PARAMETER", bounded(&message), format!("Known are {known}."))
}

/// A value that can't be.
pub fn bad(name: &str, wanted: &str) -> Refusal {
    Refusal::new(422, "INVALID_VALUE", format!("{name} must be {wanted}."), "Correct the value.")
}

/// What the query and the body say about the same thing.
///
/// # Errors
///
/// 422 where they differ.
pub fn same(name: &str, in_query: Option<String>, in_body: Option<String>) -> Result<Option<String>, Refusal> {
    match (in_query, in_body) {
        (Some(query), Some(body)) if query != body => Err(bad(name, "the same in the query and in the body")),
        (query, body) => Ok(query.or(body)),
    }
}

/// A point in time.
pub fn time(name: &str, text: &str) -> Result<OffsetDateTime, Refusal> {
    OffsetDateTime::parse(text, &Rfc3339).map_err(|_| bad(name, "a time such as 2026-01-31T12:00:00Z"))
}

fn filter(name: &str, text: String) -> Result<Filter, Refusal> {
    if let Some(key) = name.strip_prefix("context.") {
        return Ok(Filter::Context(key.to_owned(), text));
    }
    Ok(match name {
        "contains" => Filter::Contains(text),
        "since" => Filter::Since(time(name, &text)?),
        "until" => Filter::Until(time(name, &text)?),
        _ => {
            let column = Column::from_str(name).map_err(|_| unknown(name, &format!("the filters {FILTERS}")))?;
            let words: &[&str] = match column {
                Column::Direction => &["OUTBOUND", "INBOUND"],
                Column::Channel => &["TEXT", "MEDIA", "VOICE", "RCS"],
                Column::MessageType => &["TRANSACTIONAL", "PROMOTIONAL"],
                Column::Status if MessageStatus::from_str(&text).is_err() => &["ACCEPTED", "RECEIVED"],
                _ => &[],
            };
            if !words.is_empty() && !words.contains(&text.as_str()) {
                let also = if column == Column::Status { ", or the status of an event such as DELIVERED" } else { "" };
                return Err(bad(name, &format!("one of {}{also}", words.join(", "))));
            }
            Filter::Column(column, text)
        }
    })
}
