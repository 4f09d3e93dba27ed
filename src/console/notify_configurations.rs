//! Notify configurations: those of an account and region, with what each sent today and this month, and a new one.

use askama::Template;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::{further, place, read_place},
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    store::view::{
        notify_configuration::{self, NotifyConfiguration},
        pool::{self, Pool},
    },
};

/// How many configurations a page has.
const PAGE: i64 = 25;

#[derive(Template)]
#[template(path = "notify_configurations.html", config = ".askama.toml")]
struct List<'n> {
    frame: Frame,
    search: &'n str,
    configurations: Vec<NotifyConfiguration>,
    pools: Vec<Pool>,
    next: Option<String>,
}

/// A page of notify configurations.
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
        let found = notify_configuration::page(&mut tx, &home, &search, around.now, older, PAGE).await?;
        let pools = pool::page(&mut tx, &home, "", read_place(""), PAGE).await?;
        tx.commit().await?;
        Ok((around, found, pools))
    };
    let (around, found, pools) = asked.shared.database.work(work).await?;
    let sql = Frame::select(asked, "notify_configurations", &[], "created_timestamp desc");
    let call = Frame::cli(asked, "describe-notify-configurations");
    let path = asked.url("notify-configurations");
    let next = found.rows.last().filter(|_| found.has_more);
    let next = next.map(|last| further(&path, asked.asks("q"), &place(last.created_timestamp, last.key)));
    frame::page(&List {
        frame: Frame::new(asked, &around, "Notify configurations", "notify-configurations", sql, call),
        search: asked.asks("q"),
        configurations: found.rows,
        pools: pools.rows,
        next,
    })
}
