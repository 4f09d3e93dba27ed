//! An RCS agent: where it stands, its settings, the registrations that it stands by, its pool, who tests it, its last messages.

use askama::Template;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::read_place,
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::rcs_agent::ISO_COUNTRY_CODE,
    model::rcs_agent::RcsAgentId,
    store::view::{
        account::{self, Tag},
        pool::{self, Keyword, Pool},
        rcs_agent::{self, RcsAgent},
        registration::{self, Association},
        shown,
        thread::{self, Message},
        verified_destination_number::{self, VerifiedDestinationNumber},
    },
};

/// How many testers, messages and pools to join are shown.
const LAST: i64 = 12;

#[derive(Template)]
#[template(path = "rcs_agent.html", config = ".askama.toml")]
struct One {
    frame: Frame,
    agent: RcsAgent,
    registrations: Vec<Association>,
    testers: Vec<VerifiedDestinationNumber>,
    keywords: Vec<Keyword>,
    messages: Vec<Message>,
    pools: Vec<Pool>,
    tags: Vec<Tag>,
}

/// The agent with this id.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked, id: &str) -> Outcome {
    RcsAgentId::new(id).key().ok_or(super::Failure::NotThere)?;
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let named = id.to_owned();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let newest = read_place("");
        let found = rcs_agent::page(&mut tx, &home, &named, newest, 1).await?;
        let found = match found.rows.into_iter().next() {
            None => None,
            Some(agent) => {
                let registrations = registration::associations(&mut tx, &home, &named).await?;
                let testers = verified_destination_number::page(&mut tx, &home, &named, newest, LAST).await?;
                let keywords = pool::keywords(&mut tx, &home, &named).await?;
                let messages = thread::last(&mut tx, &home, &named, LAST).await?;
                let pools = pool::page(&mut tx, &home, "", newest, LAST).await?;
                let tags = account::tags(&mut tx, &home, Some(&agent.rcs_agent_arn)).await?;
                Some((agent, registrations, testers.rows, keywords, messages, pools.rows, tags))
            }
        };
        tx.commit().await?;
        Ok((around, found))
    };
    let (around, found) = asked.shared.database.work(work).await?;
    let (agent, registrations, testers, keywords, messages, pools, tags) = found.ok_or(super::Failure::NotThere)?;
    let sql = shown::select("rcs_agents", &[("rcs_agent_id", id)], "");
    let call = Frame::cli(asked, &format!("describe-rcs-agents --rcs-agent-ids {id}"));
    let frame = Frame::new(asked, &around, id, "rcs-agents", sql, call);
    frame::page(&One { frame, agent, registrations, testers, keywords, messages, pools, tags })
}
