//! A text through a pool, which its RCS agents carry before anything else does.

use super::{Choice, InStead, OptOuts, Resolved, Source, origin_of};
use crate::{
    database::unit_of_work::Tx,
    domain::message::{channel::Channel, direct::Asked},
    model::{error::ServiceError, pool::PoolId},
    path::Call,
    store::{
        handset,
        message::{
            origin,
            selection::{Among, select},
        },
    },
};

impl Source<'_> {
    /// The same without the RCS agents of a pool, which what is sent in the stead of RCS passes over.
    #[must_use]
    pub fn in_stead_of_rcs(self) -> Self {
        match self {
            Self::Pool(named, pool, is_active) => {
                Self::Pool(named, origin::Pool { has_rcs_agent: false, ..pool }, is_active)
            }
            other => other,
        }
    }
}

/// By what an agent of the pool is chosen for what goes through it, `None` where agents have no part in it.
///
/// Documented: a text through a pool goes by RCS first, whatever delivered last, where the phone can take it and an agent of the pool
/// reaches it; what the pool has for texts waits.
pub(super) async fn first_by_rcs<'c>(
    pool: &origin::Pool,
    choice: &Choice<'c>,
    call: &Call,
    tx: &mut Tx,
) -> Result<Option<Choice<'c>>, ServiceError> {
    let Asked { channel, destination, .. } = choice.asked;
    if !pool.has_rcs_agent
        || channel != Channel::Text
        || destination.is_simulated()
        || !handset::takes_rcs(tx, &call.own_scope(), &destination.phone_number).await?
    {
        return Ok(None);
    }
    Ok(Some(Choice { asked: Asked { channel: Channel::Rcs, ..choice.asked }, ..*choice }))
}

/// What the text is sent from where an agent may carry it first, and else what it would be sent from as a `text`.
pub(super) async fn agent_first(
    text: Option<Resolved>,
    pool: &origin::Pool,
    opt_outs: OptOuts,
    choice: &Choice<'_>,
    call: &Call,
    tx: &mut Tx,
) -> Result<Option<Resolved>, ServiceError> {
    let Some(choice) = first_by_rcs(pool, choice, call, tx).await? else { return Ok(text) };
    let scope = call.own_scope();
    let among = Among { scope: &scope, pool: Some(pool.key), is_at_home: false };
    let Some((agent, chosen_by)) = select(tx, among, &choice).await? else { return Ok(text) };
    let pool_id = Some(PoolId::of(pool.key).as_str().to_owned());
    Ok(Some(Resolved {
        origin: origin_of(&agent, chosen_by, pool.message_type, pool_id, call),
        opt_outs,
        from_registered_sender_id: text.as_ref().is_some_and(|text| text.from_registered_sender_id),
        instead: text.map(InStead::from),
    }))
}
