//! What a message is sent from: what OriginationIdentity names, found, and what is chosen where that is a pool or nothing.

use crate::{
    database::unit_of_work::Tx,
    domain::message::{
        channel::Channel,
        destination::Destination,
        direct::{self, Asked, FromPhoneNumber, FromRcsAgent, FromSenderId, OwnedSenderId},
        identity::Origination,
        selection::{self, CandidateKind, Choice, Choosing, ChosenBy, Fallback, Fallbacks, Through},
    },
    model::{
        arn::Scope,
        error::ServiceError,
        message::MessageType,
        phone_number::PhoneNumberId,
        pool::PoolId,
        rcs_agent::RcsAgentId,
        resource::{Key, Named},
        sender_id::SenderIdKey,
    },
    path::{Call, examine},
    store::{
        configuration_set::Defaults,
        message::{
            Origin,
            origin::{self, Identity},
            recipient::OptOuts,
            selection::{Among, all, lacks_capability, select},
        },
    },
};

mod agent_first;
mod by_notify;
mod ranked;

use agent_first::agent_first;
pub use by_notify::for_notify;
pub use ranked::Ranked;

/// How many identities are looked at to tell why none of them can carry a message.
const MOST_TOLD: i64 = 1_000;

/// What a message is sent from, with what is judged by it.
pub struct Resolved {
    /// What it is sent from.
    pub origin: Origin,
    /// Who isn't written to from there.
    pub opt_outs: OptOuts,
    /// Whether it is a registered sender ID.
    pub from_registered_sender_id: bool,
    /// What a text that an RCS agent carries is sent from in the end, if it comes to that.
    pub instead: Option<InStead>,
}

/// What goes in the stead of an RCS message is sent from there.
pub struct InStead {
    /// What it is sent from.
    pub origin: Origin,
    /// Who isn't written to from there.
    pub opt_outs: OptOuts,
}

impl From<Resolved> for InStead {
    fn from(Resolved { origin, opt_outs, .. }: Resolved) -> Self {
        Self { origin, opt_outs }
    }
}

/// What OriginationIdentity names, found.
pub enum Source<'o> {
    /// Nothing: the whole account.
    Account,
    /// A pool.
    Pool(&'o Named<PoolId>, origin::Pool, IsActive),
    /// A phone number.
    PhoneNumber(Identity, direct::PhoneNumber),
    /// A sender ID, which the account need not have.
    SenderId(direct::SenderId<'o>, Option<Identity>),
    /// An RCS agent.
    RcsAgent(Identity, direct::RcsAgent),
}

/// Whether a pool is ACTIVE.
#[derive(Clone, Copy)]
pub struct IsActive(bool);

impl<'o> Source<'o> {
    /// Finds it.
    ///
    /// # Errors
    ///
    /// ResourceNotFoundException, and those of the scope.
    pub async fn find(
        origination: &'o Origination,
        destination: &Destination,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<Self, ServiceError> {
        let identity = match origination {
            Origination::Account => return Ok(Self::Account),
            Origination::RcsAgent(named) => {
                let scope = call.scope_of(&named.resource())?;
                let found = origin::rcs_agent(tx, &scope, &named.key, destination, call.now_in(&scope)).await?;
                let (identity, agent) = found.ok_or_else(|| named.not_found())?;
                return Ok(Self::RcsAgent(identity, agent));
            }
            Origination::Pool(named) => {
                let scope = call.scope_of(&named.resource())?;
                let pool = origin::pool(tx, &scope, &named.key).await?.ok_or_else(|| named.not_found())?;
                let is_active = IsActive(pool.active_at <= call.now_in(&scope));
                return Ok(Self::Pool(named, pool, is_active));
            }
            Origination::SenderIdArn(named) => return Self::find_sender_id(named, true, call, tx).await,
            Origination::SenderId(named) => return Self::find_sender_id(named, false, call, tx).await,
            Origination::PhoneNumberId(named) => {
                let scope = call.scope_of(&named.resource())?;
                origin::phone_number(tx, &scope, &named.key, call.now_in(&scope)).await?
            }
            Origination::PhoneNumber(digits) => {
                origin::phone_number_by_digits(tx, &call.own_scope(), digits, call.now()).await?
            }
        };
        let found = identity.and_then(|identity| identity.phone_number().map(|number| (identity, number)));
        let (identity, number) = found.ok_or_else(|| origination.not_found())?;
        Ok(Self::PhoneNumber(identity, number))
    }

    async fn find_sender_id(
        name: &'o Named<SenderIdKey>,
        is_arn: bool,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<Self, ServiceError> {
        let scope = call.scope_of(&name.resource())?;
        let identity = origin::sender_id(tx, &scope, &name.key).await?;
        let dynamic = call.deployment.sending.dynamic_sender_ids;
        let sender_id = direct::SenderId { name, is_arn, owned: identity.as_ref().and_then(owned), dynamic };
        sender_id.exists()?;
        Ok(Self::SenderId(sender_id, identity))
    }

    /// What the message is sent from, if it may be.
    ///
    /// # Errors
    ///
    /// Those of `direct` and `selection`.
    pub async fn resolve(
        self,
        asked: &Asked<'_>,
        set: &Defaults,
        call: &Call,
        tx: &mut Tx,
    ) -> Result<Resolved, ServiceError> {
        match self {
            Self::PhoneNumber(identity, number) => {
                examine(call, &FromPhoneNumber { number: &number, asked })?;
                let message_type = asked.message_type.unwrap_or(number.message_type);
                Ok(direct(&identity, message_type, call))
            }
            Self::SenderId(sender_id, identity) => {
                examine(call, &FromSenderId { sender_id: &sender_id, asked })?;
                let message_type = asked.message_type.unwrap_or_else(|| sender_id.message_type());
                Ok(match identity {
                    Some(identity) => direct(&identity, message_type, call),
                    None => stranger(sender_id.name.key.sender_id(), ChosenBy::Direct, message_type, None),
                })
            }
            Self::RcsAgent(identity, agent) => {
                examine(call, &FromRcsAgent { agent: &agent, asked })?;
                Ok(direct(&identity, asked.message_type.unwrap_or_default(), call))
            }
            Self::Pool(named, pool, is_active) => through_pool(named, &pool, is_active, asked, set, call, tx).await,
            Self::Account => from_account(asked, set, call, tx).await,
        }
    }
}

/// How is chosen in a pool, whose messages all are of its type.
fn choice_in_pool<'c>(pool: &origin::Pool, asked: &Asked<'c>, call: &Call) -> Choice<'c> {
    Choice {
        asked: Asked { message_type: Some(pool.message_type), ..*asked },
        in_account: false,
        spread: call.deployment.sending.spread,
        now: call.now(),
    }
}

fn choice_in_account<'c>(asked: &Asked<'c>, call: &Call) -> Choice<'c> {
    Choice { asked: *asked, in_account: true, spread: call.deployment.sending.spread, now: call.now() }
}

async fn through_pool(
    named: &Named<PoolId>,
    pool: &origin::Pool,
    IsActive(is_active): IsActive,
    asked: &Asked<'_>,
    set: &Defaults,
    call: &Call,
    tx: &mut Tx,
) -> Result<Resolved, ServiceError> {
    let rule = selection::Pool { id: named.key.id(), is_active, message_type: pool.message_type };
    examine(call, &Through { pool: &rule, message_type: asked.message_type })?;
    let scope = call.own_scope();
    let choice = choice_in_pool(pool, asked, call);
    let pool_id = Some(named.key.id().to_owned());
    let opt_outs = OptOuts::on(pool.opt_out_list);
    let among = Among { scope: &scope, pool: Some(pool.key), is_at_home: false };
    let resolved = if let Some((identity, chosen_by)) = select(tx, among, &choice).await? {
        let from_registered_sender_id = identity.is_registered_sender_id();
        let origin = origin_of(&identity, chosen_by, pool.message_type, pool_id, call);
        Some(Resolved { origin, opt_outs, from_registered_sender_id, instead: None })
    } else {
        let fallback = fallback(pool.shared_routes_enabled, asked, set, &scope, tx).await?;
        fallback.map(|fallback| Resolved { opt_outs, ..standing_in(fallback, pool.message_type, pool_id) })
    };
    let resolved = agent_first(resolved, pool, opt_outs, &choice, call, tx).await?;
    let lacks_capability = resolved.is_none() && lacks_capability(tx, pool.key, asked.channel).await?;
    chosen(resolved, selection::Among::Pool(&rule), lacks_capability, (among, &choice), call, tx).await
}

/// What was chosen, if anything.
async fn chosen(
    resolved: Option<Resolved>,
    among: selection::Among<'_>,
    lacks_capability: bool,
    (rows, choice): (Among<'_>, &Choice<'_>),
    call: &Call,
    tx: &mut Tx,
) -> Result<Resolved, ServiceError> {
    let mut others = Vec::new();
    if resolved.is_none() && call.is_explained() {
        let all = all(tx, rows, choice, MOST_TOLD).await?;
        others.extend(all.into_iter().map(|(identity, _)| identity.candidate));
    }
    let rule = Choosing {
        among,
        asked: &choice.asked,
        chosen: resolved.as_ref().map(|resolved| resolved.origin.phone_number.as_str()),
        lacks_capability,
        others: &others,
    };
    examine(call, &rule)?;
    resolved.ok_or_else(|| ServiceError::internal("nothing was chosen, and that was good"))
}

async fn from_account(asked: &Asked<'_>, set: &Defaults, call: &Call, tx: &mut Tx) -> Result<Resolved, ServiceError> {
    let scope = call.own_scope();
    let choice = choice_in_account(asked, call);
    let among = Among { scope: &scope, pool: None, is_at_home: false };
    let resolved = if let Some((identity, chosen_by)) = select(tx, among, &choice).await? {
        let message_type = selection::message_type(asked.message_type, Some(&identity.candidate));
        let origin = origin_of(&identity, chosen_by, message_type, None, call);
        let (opt_outs, from_registered_sender_id) = (opt_outs_of(&identity), identity.is_registered_sender_id());
        Some(Resolved { origin, opt_outs, from_registered_sender_id, instead: None })
    } else {
        let fallback = fallback(true, asked, set, &scope, tx).await?;
        fallback.map(|fallback| standing_in(fallback, selection::message_type(asked.message_type, None), None))
    };
    let account = selection::Among::Account(call.caller.account_id.as_str());
    chosen(resolved, account, false, (among, &choice), call, tx).await
}

/// What a verification code is sent from where no identity is named. Assumed (RD66): an own one of the phone's country that isn't a
/// SIMULATOR number, else a shared route, in every country and for calls, too.
///
/// # Errors
///
/// The database's.
pub async fn code_from_account(asked: &Asked<'_>, call: &Call, tx: &mut Tx) -> Result<Resolved, ServiceError> {
    let scope = call.own_scope();
    let choice = choice_in_account(asked, call);
    let message_type = asked.message_type.unwrap_or_default();
    let among = Among { scope: &scope, pool: None, is_at_home: true };
    Ok(match select(tx, among, &choice).await? {
        Some((identity, chosen_by)) => Resolved {
            origin: origin_of(&identity, chosen_by, message_type, None, call),
            opt_outs: opt_outs_of(&identity),
            from_registered_sender_id: identity.is_registered_sender_id(),
            instead: None,
        },
        None => standing_in(Fallback::SharedRoute, message_type, None),
    })
}

/// What stands in for identities, with what the account has of the set's sender ID.
async fn fallback(
    shared_routes: bool,
    asked: &Asked<'_>,
    set: &Defaults,
    scope: &Scope,
    tx: &mut Tx,
) -> Result<Option<Fallback>, ServiceError> {
    let mut default_sender_id = None;
    if let (Channel::Text, true, Some(sender_id)) = (asked.channel, shared_routes, &set.sender_id) {
        let key = SenderIdKey::new(sender_id, asked.destination.iso_country_code.as_str());
        let identity = origin::sender_id(tx, scope, &key).await?;
        default_sender_id = Some((key.sender_id().to_owned(), identity.as_ref().and_then(owned)));
    }
    Ok(Fallbacks { shared_routes, default_sender_id }.find(asked.channel, asked.destination))
}

fn standing_in(fallback: Fallback, message_type: MessageType, pool_id: Option<String>) -> Resolved {
    match fallback {
        Fallback::DefaultSenderId(sender_id) => stranger(&sender_id, ChosenBy::DefaultSenderId, message_type, pool_id),
        Fallback::SharedRoute => Resolved {
            origin: Origin {
                identity: None,
                phone_number: selection::SHARED_ROUTE.to_owned(),
                kind: ChosenBy::SharedRoute.to_string(),
                is_international_send: false,
                pool_id,
                chosen_by: ChosenBy::SharedRoute,
                message_type,
            },
            opt_outs: OptOuts::OnDefault,
            from_registered_sender_id: false,
            instead: None,
        },
    }
}

/// A sender ID of which nothing but its text counts.
fn stranger(sender_id: &str, chosen_by: ChosenBy, message_type: MessageType, pool_id: Option<String>) -> Resolved {
    let origin = Origin {
        identity: Some((sender_id.to_owned(), None)),
        phone_number: sender_id.to_owned(),
        kind: "SENDER_ID".to_owned(),
        is_international_send: false,
        pool_id,
        chosen_by,
        message_type,
    };
    Resolved { origin, opt_outs: OptOuts::OnDefault, from_registered_sender_id: false, instead: None }
}

fn direct(identity: &Identity, message_type: MessageType, call: &Call) -> Resolved {
    Resolved {
        origin: origin_of(identity, ChosenBy::Direct, message_type, None, call),
        opt_outs: opt_outs_of(identity),
        from_registered_sender_id: identity.is_registered_sender_id(),
        instead: None,
    }
}

fn opt_outs_of(identity: &Identity) -> OptOuts {
    if identity.has_opt_out_list() { OptOuts::on(identity.opt_out_list) } else { OptOuts::OnDefault }
}

pub fn origin_of(
    identity: &Identity,
    chosen_by: ChosenBy,
    message_type: MessageType,
    pool_id: Option<String>,
    call: &Call,
) -> Origin {
    let candidate = &identity.candidate;
    let (id, path, kind, is_international_send) = match &candidate.kind {
        CandidateKind::PhoneNumber { number_type, international_sending_enabled, .. } => {
            let id = PhoneNumberId::of(candidate.id);
            (id.as_str().to_owned(), id.path(), number_type.as_ref(), *international_sending_enabled)
        }
        CandidateKind::RcsAgent { .. } => {
            let id = RcsAgentId::of(candidate.id);
            (id.as_str().to_owned(), id.path(), "RCS_AGENT", false)
        }
        CandidateKind::SenderId { .. } => {
            let key = SenderIdKey::new(&identity.shown, candidate.iso_country_code.as_str());
            (key.sender_id().to_owned(), key.path(), "SENDER_ID", false)
        }
    };
    let arn = call.own_scope().arn_in(&identity.account_id, path);
    Origin {
        identity: Some((id, Some((arn, candidate.id)))),
        phone_number: identity.shown.clone(),
        kind: kind.to_owned(),
        is_international_send,
        pool_id,
        chosen_by,
        message_type,
    }
}

/// What the account has of a sender ID.
fn owned(identity: &Identity) -> Option<OwnedSenderId> {
    let CandidateKind::SenderId { registered } = identity.candidate.kind else { return None };
    Some(OwnedSenderId { message_types: identity.candidate.message_types.clone(), registered })
}
