//! A phone number: its settings, the pool that it is in since when and by which request, its keywords, its last messages.

use askama::Template;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    gone,
    link::read_place,
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    model::phone_number::PhoneNumberId,
    store::view::{
        account::{self, Tag},
        phone_number::{self, PhoneNumber},
        pool::{self, Keyword, Pool},
        shown,
        thread::{self, Message},
    },
};

/// How many messages, lines of history and pools to join are shown.
const LAST: i64 = 12;

#[derive(Template)]
#[template(path = "number.html", config = ".askama.toml")]
struct One {
    frame: Frame,
    number: PhoneNumber,
    keywords: Vec<Keyword>,
    messages: Vec<Message>,
    pools: Vec<Pool>,
    tags: Vec<Tag>,
}

/// The number with this id, or its history where it is gone.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked, id: &str) -> Outcome {
    let key = PhoneNumberId::new(id).key().ok_or(super::Failure::NotThere)?;
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let named = id.to_owned();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let found = match phone_number::find(&mut tx, &home, key).await? {
            None => Err(phone_number::history(&mut tx, &home, &named, LAST).await?),
            Some(number) => {
                let keywords = pool::keywords(&mut tx, &home, &named).await?;
                let messages = thread::last(&mut tx, &home, &named, LAST).await?;
                let pools = pool::page(&mut tx, &home, "", read_place(""), LAST).await?.rows;
                let tags = account::tags(&mut tx, &home, Some(&number.phone_number_arn)).await?;
                Ok((number, keywords, messages, pools, tags))
            }
        };
        tx.commit().await?;
        Ok((around, found))
    };
    let (around, found) = asked.shared.database.work(work).await?;
    let sql = shown::select("phone_numbers", &[("phone_number_id", id)], "");
    let call = Frame::cli(asked, &format!("describe-phone-numbers --phone-number-ids {id}"));
    let frame = |title: &str| Frame::new(asked, &around, title, "numbers", sql, call);
    match found {
        Ok((number, keywords, messages, pools, tags)) => {
            frame::page(&One { frame: frame(&number.phone_number), number, keywords, messages, pools, tags })
        }
        Err(history) if history.is_empty() => Err(super::Failure::NotThere),
        Err(history) => gone::page(frame(id), id, Vec::new(), history),
    }
}
