//! Several requests in one transaction: the path of every request, each step of it for all of them at once.
//!
//! Under load most of what an association costs is to begin, to cross to PostgreSQL and back, and to commit; together these are
//! paid once. Requests come together in the lane of their pool, see [`Lanes`]. Whatever can't be settled without waiting is left
//! to [`carry_out`], which takes the same path for one request: a pool or number that somebody else holds or that isn't there,
//! two requests that want the same number or have the same client token, a failure that any of them caused.
//!
//! Client tokens are looked up once pools and numbers are locked, and used by the statement that associates. Two requests can't
//! use the same one at the same time, since it is unique; the second waits for the first no longer than [`Mode::Together`] lets
//! it, because it holds a pool and a number that the first may want.

use std::{collections::HashSet, sync::Arc};

use ring::digest::Digest;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::{AssociateOriginationIdentity, Output, Request, show_associating};
use crate::{
    database::{
        Database,
        connections::Connections,
        unit_of_work::{Mode, Tx},
    },
    domain::origination_identity::{IdentityName, OriginationIdentity},
    model::{arn::Scope, error::ServiceError},
    path::{
        Call, Operation, Outcome, Shared,
        admission::lanes::Lanes,
        authorise::authorise,
        client_token::{client_token, other_parameters, request_digest},
        execute::{carry_out, read_types, to_json, undo},
    },
    store::{
        self,
        pool_origination_identity::lane::{Joining, Standing, Wish},
    },
};

/// The lanes in which requests come together.
pub struct Associations(Lanes<Member>);

impl Associations {
    /// The lanes to a database.
    #[must_use]
    pub fn to(database: &Arc<Database>) -> Self {
        let connections = database.connections().max();
        let database = Arc::clone(database);
        let runtime = database.runtime().clone();
        Self(Lanes::open(&runtime, connections, move |members| associate(Arc::clone(&database), members)))
    }

    /// How many requests wait.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.0.waiting()
    }
}

/// A request among others.
struct Member {
    call: Call,
    request: Request,
    verdict: oneshot::Sender<Verdict>,
}

/// What becomes of it.
enum Verdict {
    /// It is carried out, or refused.
    Settled(Result<String, ServiceError>),
    /// It is to be carried out alone.
    Alone(Box<(Call, Request)>),
}

impl Member {
    // Who has gone away needs no verdict.
    fn settle(self, outcome: Result<String, ServiceError>) {
        let _gone = self.verdict.send(Verdict::Settled(outcome));
    }

    fn leave(self) {
        let _gone = self.verdict.send(Verdict::Alone(Box::new((self.call, self.request))));
    }
}

/// Carries out a request, if it can be with others.
pub(in crate::api) async fn execute(shared: Arc<Shared>, call: Call, body: Vec<u8>) -> Outcome {
    let request = AssociateOriginationIdentity::read(read_types(&body)?, &call)?;
    let Some((pool, _)) = keys(&request) else {
        return Ok(carry_out::<AssociateOriginationIdentity>(&shared, call, request).await?);
    };
    shared.scopes.ensure(&shared.database, &call.own_scope(), call.new_key(), call.now).await?;
    let (verdict, settled) = oneshot::channel();
    shared.associations.0.join(pool, Member { call, request, verdict })?;
    match settled.await {
        Ok(Verdict::Settled(outcome)) => Ok(outcome?),
        Ok(Verdict::Alone(member)) => Ok(carry_out::<AssociateOriginationIdentity>(&shared, member.0, member.1).await?),
        Err(_gone) => Err(ServiceError::internal("the unit of work ended without a verdict").into()),
    }
}

/// The pool and the phone number that a request names.
fn keys(request: &Request) -> Option<(Uuid, Uuid)> {
    match &request.origination_identity.identity {
        IdentityName::PhoneNumber(number) => Some((request.pool.key.key()?, number.key.key()?)),
        IdentityName::SenderId(_) | IdentityName::RcsAgent(_) => None,
    }
}

/// Carries out the requests in one unit of work. Whose verdict is dropped with it learns that it failed.
async fn associate(database: Arc<Database>, mut members: Vec<Member>) {
    let connections = database.connections().clone();
    let work = async move {
        let outcomes = outcomes(&connections, &mut members).await;
        for (member, outcome) in members.into_iter().zip(outcomes) {
            match outcome {
                Some(outcome) => member.settle(outcome),
                None => member.leave(),
            }
        }
        Ok(())
    };
    if let Err(error) = database.work(work).await {
        tracing::debug!(cause = error.cause(), "requests that were carried out together got no verdict");
    }
}

/// What becomes of each request; `None` if it is to be carried out alone.
type Outcomes = Vec<Option<Result<String, ServiceError>>>;

async fn outcomes(connections: &Connections, members: &mut [Member]) -> Outcomes {
    let mut tx = match Tx::begin(connections, Mode::Together).await {
        Ok(tx) => tx,
        Err(error) => return vec![Some(Err(error)); members.len()],
    };
    let mut outcomes = vec![None; members.len()];
    match settle(members, &mut outcomes, &mut tx).await {
        Ok(Written::Something) => match tx.commit().await {
            Ok(()) => outcomes,
            Err(error) => vec![Some(Err(error)); members.len()],
        },
        Ok(Written::Nothing) => {
            undo(tx).await;
            outcomes
        }
        // Nothing is done, so whoever caused it fails alone.
        Err(error) => {
            tracing::debug!(cause = error.cause(), "requests that can't be carried out together are carried out alone");
            undo(tx).await;
            vec![None; members.len()]
        }
    }
}

/// Whether there is anything to commit.
enum Written {
    Something,
    Nothing,
}

/// A request that got as far as its client token.
struct Candidate<'m> {
    place: usize,
    call: &'m Call,
    request: &'m Request,
    pool: Uuid,
    pool_scope: Scope,
    number: Uuid,
    number_scope: Scope,
    own_scope: Scope,
    request_digest: Digest,
}

impl<'m> Candidate<'m> {
    fn of(place: usize, Member { call, request, .. }: &'m Member) -> Result<Option<Self>, ServiceError> {
        let Some((pool, number)) = keys(request) else { return Ok(None) };
        Ok(Some(Self {
            place,
            call,
            request,
            pool,
            pool_scope: call.scope_of(&request.pool.resource())?,
            number,
            number_scope: call.scope_of(&request.origination_identity.identity.resource())?,
            own_scope: call.own_scope(),
            request_digest: request_digest(request)?,
        }))
    }

    fn wish(&self) -> Wish<'_> {
        let token = AssociateOriginationIdentity::client_token(self.request);
        Wish {
            pool_scope: &self.pool_scope,
            pool: self.pool,
            number_scope: &self.number_scope,
            number: self.number,
            token: token.map(|token| {
                client_token::<AssociateOriginationIdentity>(self.call, &self.own_scope, token, &self.request_digest)
            }),
        }
    }
}

/// The requests that are admitted: of those with the same number or client token the first, since the others depend on it.
fn candidates<'m>(members: &'m [Member], outcomes: &Outcomes) -> Result<Vec<Candidate<'m>>, ServiceError> {
    let mut candidates = Vec::new();
    let (mut numbers, mut tokens) = (HashSet::new(), HashSet::new());
    for (place, member) in members.iter().enumerate().filter(|(place, _)| outcomes[*place].is_none()) {
        let Some(candidate) = Candidate::of(place, member)? else { continue };
        let token = AssociateOriginationIdentity::client_token(&member.request);
        let is_first_with_token = token.is_none_or(|token| tokens.insert((candidate.own_scope.clone(), token)));
        if numbers.insert(candidate.number) && is_first_with_token {
            candidates.push(candidate);
        }
    }
    Ok(candidates)
}

/// A request that is granted.
struct Granted<'m> {
    candidate: &'m Candidate<'m>,
    wish: &'m Wish<'m>,
    number: OriginationIdentity,
    answer: String,
}

/// Settles what can be settled, all of it in one transaction.
async fn settle(members: &mut [Member], outcomes: &mut Outcomes, tx: &mut Tx) -> Result<Written, ServiceError> {
    for (member, outcome) in members.iter_mut().zip(outcomes.iter_mut()) {
        *outcome = admit(member, tx).await.err().map(Err);
    }
    let candidates = candidates(members, outcomes)?;
    let wishes: Vec<Wish<'_>> = candidates.iter().map(Candidate::wish).collect();
    let count_to =
        candidates.first().map_or(0, |candidate| candidate.call.rules.quotas.origination_identities_per_pool);
    let standings = store::pool_origination_identity::lane::lock(tx, &wishes, count_to).await?;
    let mut granted: Vec<Granted<'_>> = Vec::new();
    for ((candidate, wish), standing) in candidates.iter().zip(&wishes).zip(standings) {
        let (pool, number, mut circumstances) = match standing {
            Standing::Open => continue,
            Standing::Answered(answer) => {
                outcomes[candidate.place] = Some(Ok(answer));
                continue;
            }
            Standing::OtherParameters => {
                outcomes[candidate.place] = Some(Err(other_parameters()));
                continue;
            }
            Standing::Locked(locked) => *locked,
        };
        circumstances.numbers_join(granted.iter().filter(|granted| granted.wish.pool == pool.key).count());
        if let Err(refusal) = candidate.request.accepted(candidate.call, &pool, &number, &circumstances) {
            outcomes[candidate.place] = Some(Err(refusal));
            continue;
        }
        let answer = to_json(&Output::of(&candidate.pool_scope, &pool, &candidate.number_scope, &number))?;
        outcomes[candidate.place] = Some(Ok(answer.clone()));
        granted.push(Granted { candidate, wish, number, answer });
    }
    if granted.is_empty() {
        return Ok(Written::Nothing);
    }
    write(&granted, tx).await?;
    Ok(Written::Something)
}

/// Asks whether the caller may, and doesn't call too often; once, also if the request is carried out alone after all.
async fn admit(member: &mut Member, tx: &mut Tx) -> Result<(), ServiceError> {
    member.call.grants = authorise::<AssociateOriginationIdentity>(&member.request, &member.call, tx).await?;
    member.call.is_within_rate()?;
    member.call.throttle = None;
    Ok(())
}

async fn write(granted: &[Granted<'_>], tx: &mut Tx) -> Result<(), ServiceError> {
    let joining: Vec<Joining<'_>> = granted
        .iter()
        .map(|Granted { candidate, wish, number, answer }| Joining {
            wish,
            number,
            key: candidate.call.new_key(),
            event: candidate.call.event(&candidate.pool_scope),
            answer,
        })
        .collect();
    store::pool_origination_identity::lane::associate(tx, &joining).await?;
    for Granted { candidate, .. } in granted {
        show_associating(candidate.call, candidate.number, tx).await?;
    }
    Ok(())
}
