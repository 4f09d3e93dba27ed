//! Sender IDs: those of an account and region, with the pools that each is in, and a new one.

use askama::Template;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::{further, place, read_place},
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    store::view::sender_id::{self, SenderId},
};

/// How many sender IDs a page has.
const PAGE: i64 = 20;

#[derive(Template)]
#[template(path = "sender_ids.html", config = ".askama.toml")]
struct List<'s> {
    frame: Frame,
    search: &'s str,
    sender_ids: Vec<SenderId>,
    next: Option<String>,
}

/// A page of sender IDs.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked) -> Outcome {
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let (search, older) = (asked.asks("q").trim().to_owned(), read_place(asked.asks("after")));
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let sender_ids = sender_id::page(&mut tx, &home, &search, older, PAGE).await?;
        tx.commit().await?;
        Ok((around, sender_ids))
    };
    let (around, sender_ids) = asked.shared.database.work(work).await?;
    let sql = Frame::select(asked, "sender_ids", &[], "created_timestamp desc");
    let next = sender_ids.rows.last().filter(|_| sender_ids.has_more);
    let next =
        next.map(|last| further(&asked.url("sender-ids"), asked.asks("q"), &place(last.created_timestamp, last.key)));
    frame::page(&List {
        frame: Frame::new(asked, &around, "Sender IDs", "sender-ids", sql, Frame::cli(asked, "describe-sender-ids")),
        search: asked.asks("q"),
        sender_ids: sender_ids.rows,
        next,
    })
}
