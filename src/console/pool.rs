//! A pool: its settings, who is in it since when and by which request, its keywords, its history, what was changed of it, its last
//! messages.

use askama::Template;

use super::{
    Asked, Outcome,
    changed::Changed,
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
const PAGE: i64 = 12;

/// How many lines of history, and how many messages.
const LAST: i64 = 8;

/// How many changes.
const CHANGES: i64 = 4;

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
    changes: Vec<Changed>,
    has_older_changes: bool,
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
        let changes = pool::changes(&mut tx, &home, key, CHANGES).await?;
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
        Ok((around, history, changes, found))
    };
    let (around, history, changes, found) = asked.shared.database.work(work).await?;
    let sql = shown::select("associations", &[("pool_id", id)], "associated_at");
    let call = Frame::cli(asked, &format!("list-pool-origination-identities --pool-id {id}"));
    let frame = Frame::new(asked, &around, id, "pools", sql, call);
    let has_older_changes = changes.has_more;
    let changes: Vec<Changed> = changes.rows.into_iter().map(Changed::from).collect();
    let Some((pool, identities, keywords, messages, candidates, tags)) = found else {
        if changes.is_empty() && history.rows.is_empty() {
            return Err(super::Failure::NotThere);
        }
        return gone::page(frame, id, changes, history.rows);
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
        changes,
        has_older_changes,
        messages,
        candidates,
        tags,
    })
}
