//! RCS agents: those of an account and region, with where each stands and the pool that it is in, and a new one.

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
        opt_out_list::{self, OptOutList},
        rcs_agent::{self, RcsAgent},
    },
};

/// How many agents a page has.
const PAGE: i64 = 25;

#[derive(Template)]
#[template(path = "rcs_agents.html", config = ".askama.toml")]
struct List<'r> {
    frame: Frame,
    search: &'r str,
    agents: Vec<RcsAgent>,
    lists: Vec<OptOutList>,
    next: Option<String>,
}

/// A page of RCS agents.
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
        let agents = rcs_agent::page(&mut tx, &home, &search, older, PAGE).await?;
        let lists = opt_out_list::page(&mut tx, &home, None, read_place(""), PAGE).await?;
        tx.commit().await?;
        Ok((around, agents, lists))
    };
    let (around, agents, lists) = asked.shared.database.work(work).await?;
    let sql = Frame::select(asked, "rcs_agents", &[], "created_timestamp desc");
    let next = agents.rows.last().filter(|_| agents.has_more);
    let next =
        next.map(|last| further(&asked.url("rcs-agents"), asked.asks("q"), &place(last.created_timestamp, last.key)));
    frame::page(&List {
        frame: Frame::new(asked, &around, "RCS agents", "rcs-agents", sql, Frame::cli(asked, "describe-rcs-agents")),
        search: asked.asks("q"),
        agents: agents.rows,
        lists: lists.rows,
        next,
    })
}
