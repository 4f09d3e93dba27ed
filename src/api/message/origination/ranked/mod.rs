//! The identities that a message could be sent from, in the order of choice, for `/route`.

use uuid::Uuid;

use super::{Source, agent_first::first_by_rcs, choice_in_account, choice_in_pool};
use crate::{
    database::unit_of_work::Tx,
    domain::message::{
        direct::Asked,
        selection::{Choice, ChosenBy},
    },
    model::error::ServiceError,
    path::Call,
    store::message::{
        origin::Identity,
        selection::{Among, all},
    },
};

/// An identity among those that may be chosen.
pub struct Ranked {
    /// What it is.
    pub identity: Identity,
    /// Whether it can carry the message.
    pub is_candidate: bool,
    /// Why it comes behind the first, or why it can't.
    pub why: String,
}

impl Source<'_> {
    /// The identities that it stands for, in the order of choice, `most` at most.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn ranked(
        &self,
        asked: &Asked<'_>,
        most: i64,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<Vec<Ranked>, ServiceError> {
        let (pool, choice) = match self {
            Self::PhoneNumber(identity, number) => return Ok(vec![one(identity, &number.may_send(asked))]),
            Self::SenderId(sender_id, Some(identity)) => return Ok(vec![one(identity, &sender_id.may_send(asked))]),
            Self::RcsAgent(identity, agent) => return Ok(vec![one(identity, &agent.may_send(asked))]),
            Self::SenderId(_, None) => return Ok(Vec::new()),
            Self::Pool(_, pool, _) => (Some(pool.key), choice_in_pool(pool, asked, call)),
            Self::Account => (None, choice_in_account(asked, call)),
        };
        let scope = call.own_scope();
        let among = Among { scope: &scope, pool, is_at_home: false };
        let mut ranked = in_order(all(tx, among, &choice, most).await?, &choice);
        let first_by_rcs = match self {
            Self::Pool(_, pool, _) => first_by_rcs(pool, &choice, call, tx).await?,
            _ => None,
        };
        if let Some(choice) = first_by_rcs {
            let mut agents = in_order(all(tx, among, &choice, most).await?, &choice);
            agents.retain(|agent| agent.is_candidate);
            let is_agent = |one: &Ranked| agents.iter().any(|agent| agent.id() == one.id());
            ranked.retain(|one| !is_agent(one));
            if !agents.is_empty() {
                let behind = format!("BEHIND_BY_{}", ChosenBy::Class);
                ranked.iter_mut().filter(|one| one.is_candidate).for_each(|one| one.why.clone_from(&behind));
            }
            agents.append(&mut ranked);
            agents.truncate(usize::try_from(most).unwrap_or(usize::MAX));
            ranked = agents;
        }
        Ok(ranked)
    }
}

impl Ranked {
    fn id(&self) -> Uuid {
        self.identity.candidate.id
    }
}

/// What comes in the order of choice, each with why it comes behind the first of them, or why it can't.
fn in_order(all: Vec<(Identity, bool)>, choice: &Choice<'_>) -> Vec<Ranked> {
    let first = all.first().map(|(identity, _)| identity.candidate.key(choice));
    let ranked = all.into_iter().enumerate().map(|(place, (identity, is_candidate))| {
        let key = identity.candidate.key(choice);
        let why = match (identity.candidate.why_not(&choice.asked), &first) {
            (Some(why_not), _) => why_not.as_ref().to_owned(),
            (None, Some(first)) if place > 0 => format!("BEHIND_BY_{}", first.chosen_over(Some(&key))),
            (None, _) => String::new(),
        };
        Ranked { identity, is_candidate, why }
    });
    ranked.collect()
}

/// The identity that a request names itself.
fn one(identity: &Identity, may_send: &Result<(), ServiceError>) -> Ranked {
    let why = may_send.as_ref().err().and_then(ServiceError::reason).unwrap_or_default().to_owned();
    Ranked { identity: identity.clone(), is_candidate: may_send.is_ok(), why }
}
