//! Verified destination numbers: the phones that an account in the sandbox may write to or that test RCS agents, each with its code.

use askama::Template;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::{further, place, read_place},
    numbers::compact,
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    store::view::verified_destination_number::{self, VerifiedDestinationNumber},
};

/// How many numbers a page has.
const PAGE: i64 = 15;

/// What decides where one stands.
const DECIDE: &str = "POST verified-destination-numbers/{verified_destination_number_id}/status";

#[derive(Template)]
#[template(path = "verified_destination_numbers.html", config = ".askama.toml")]
struct List<'v> {
    frame: Frame,
    search: &'v str,
    numbers: Vec<VerifiedDestinationNumber>,
    next: Option<String>,
}

/// A page of verified destination numbers.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked) -> Outcome {
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let (search, older) = (wanted(asked.asks("q").trim()), read_place(asked.asks("after")));
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let numbers = verified_destination_number::page(&mut tx, &home, &search, older, PAGE).await?;
        tx.commit().await?;
        Ok((around, numbers))
    };
    let (around, numbers) = asked.shared.database.work(work).await?;
    let sql = Frame::select(asked, "verified_destination_numbers", &[], "created_timestamp desc");
    let call = Frame::cli(asked, "describe-verified-destination-numbers");
    let path = asked.url("verified-destination-numbers");
    let next = numbers.rows.last().filter(|_| numbers.has_more);
    let next = next.map(|last| further(&path, asked.asks("q"), &place(last.created_timestamp, last.key)));
    frame::page(&List {
        frame: Frame::new(asked, &around, "Verified numbers", "verified-destination-numbers", sql, call),
        search: asked.asks("q"),
        numbers: numbers.rows,
        next,
    })
}

/// What is searched for: a number however it was grouped, or an id as it is.
fn wanted(search: &str) -> String {
    if search.starts_with("vdn-") || search.starts_with("rcs-") { search.to_owned() } else { compact(search) }
}
