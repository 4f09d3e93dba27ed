//! A pool: its settings, who is in it since when and by which request, its keywords, its history, its last messages.

use askama::Template;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    gone,
    link::{further, place, read_place},
    pools::OFFERED,
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    model::pool::PoolId,
    store::view::{
        account::{self, Tag},
        pool::{self, Candidate, Identity, Keyword, Past, Pool},
        shown,
        thread::{self, Message},
    },
};

/// How many identities a page has.
const PAGE: i64 = 15;

/// How many lines of history, and how many messages.
const LAST: i64 = 8;

#[derive(Template)]
#[template(path = "pool.html", config = ".askama.toml")]
struct One {
    frame: Frame,
    pool: Pool,
    identities: Vec<Identity>,
    next: Option<String>,
    keywords: Vec<Keyword>,
    history: Vec<Past>,
    has_older: bool,
    messages: Vec<Message>,
    candidates: Vec<Candidate>,
    tags: Vec<Tag>,
}

/// The pool with this id, or its history where it is gone.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked, id: &str) -> Outcome {
    let key = PoolId::new(id).key().ok_or(super::Failure::NotThere)?;
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let (named, older) = (id.to_owned(), read_place(asked.asks("after")));
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let history = pool::history(&mut tx, &home, &named, LAST).await?;
        let found = match pool::find(&mut tx, &home, key).await? {
            None => None,
            Some(pool) => {
                let identities = pool::identities(&mut tx, key, older, PAGE).await?;
                let keywords = pool::keywords(&mut tx, &home, &named).await?;
                let messages = thread::last(&mut tx, &home, &named, LAST).await?;
                let candidates = pool::candidates(&mut tx, &home, OFFERED).await?;
                let tags = account::tags(&mut tx, &home, Some(&pool.pool_arn)).await?;
                Some((pool, identities, keywords, messages, candidates, tags))
            }
        };
        tx.commit().await?;
        Ok((around, history, found))
    };
    let (around, history, found) = asked.shared.database.work(work).await?;
    let sql = shown::select("associations", &[("pool_id", id)], "associated_at");
    let call = Frame::cli(asked, &format!("list-pool-origination-identities --pool-id {id}"));
    let frame = Frame::new(asked, &around, id, "pools", sql, call);
    let Some((pool, identities, keywords, messages, candidates, tags)) = found else {
        return match history.rows.as_slice() {
            [] => Err(super::Failure::NotThere),
            _ => gone::page(frame, id, history.rows),
        };
    };
    let next = identities.rows.last().filter(|_| identities.has_more);
    let next = next.map(|last| further(&asked.url(&format!("pools/{id}")), "", &place(last.associated_at, last.key)));
    frame::page(&One {
        frame,
        pool,
        identities: identities.rows,
        next,
        keywords,
        history: history.rows,
        has_older: history.has_more,
        messages,
        candidates,
        tags,
    })
}
