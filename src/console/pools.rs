//! Pools: those of an account and region, and a new one.

use askama::Template;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::{further, place, read_place},
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    store::view::pool::{self, Candidate, Pool},
};

/// How many pools a page has.
const PAGE: i64 = 25;

/// How many identities a form offers.
pub const OFFERED: i64 = 40;

#[derive(Template)]
#[template(path = "pools.html", config = ".askama.toml")]
struct List<'p> {
    frame: Frame,
    search: &'p str,
    pools: Vec<Pool>,
    candidates: Vec<Candidate>,
    next: Option<String>,
}

/// A page of pools.
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
        let pools = pool::page(&mut tx, &home, &search, older, PAGE).await?;
        let candidates = pool::candidates(&mut tx, &home, OFFERED).await?;
        tx.commit().await?;
        Ok((around, pools, candidates))
    };
    let (around, pools, candidates) = asked.shared.database.work(work).await?;
    let sql = Frame::select(asked, "pools", &[], "created_timestamp desc");
    let path = asked.url("pools");
    let next = pools.rows.last().filter(|_| pools.has_more);
    let next = next.map(|last| further(&path, asked.asks("q"), &place(last.created_timestamp, last.key)));
    frame::page(&List {
        frame: Frame::new(asked, &around, "Pools", "pools", sql, Frame::cli(asked, "describe-pools")),
        search: asked.asks("q"),
        pools: pools.rows,
        candidates,
        next,
    })
}
