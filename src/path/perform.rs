//! One unit of work, for one request or for several: begin, authorise, rate, client token, carry out, authorise again, keep, commit.

use std::collections::HashSet;

use ring::digest::Digest;

use super::{
    Call, Shared, authorise,
    client_token::{client_token, replay},
    examine::Token,
    member::Member,
    steps::Settled,
};
use crate::{
    database::{
        error::said,
        unit_of_work::{Mode, Patience, Tx},
    },
    model::error::{AccessDeniedReason, Exception, ServiceError},
    store::{self, client_token::ClientToken},
};

/// How a unit of work ended.
pub(super) enum Performed {
    /// With this for each of the requests.
    Settled(Vec<Settled>),
    /// With nothing: the account's row has to be made first, by who is alone.
    NoScope,
    /// With nothing: a twin has used a client token meanwhile.
    Twin,
    /// With nothing: a constraint refused, with this, what the rule had granted. So somebody has committed meanwhile, perhaps a twin.
    Overtaken(ServiceError),
}

/// What is to be done about what was written.
enum Written {
    /// It is to be committed.
    For {
        /// For the requests in these places.
        kept: Vec<usize>,
        /// Of those that were carried out.
        carried_out: Vec<usize>,
    },
    /// There is nothing.
    Nothing,
    /// It is to be undone, see [`Performed`].
    NoScope,
    /// It is to be undone, see [`Performed`].
    Twin,
}

/// Carries out the requests in one transaction. `commits` is told before the commit, for which of them, and says whether it is to be.
pub(super) async fn perform(
    shared: &Shared,
    members: &mut [Member],
    patience: Patience,
    commits: &(dyn Fn(&[usize]) -> bool + Send + Sync),
) -> Performed {
    let mode = match &*members {
        // A read of a scope that has no row yet makes one and undoes it: the list `Default` is shown as if it were there.
        [member] if is_reading(member) && shared.scopes.know(&member.call.own_scope()) => member.request.mode(),
        _ => Mode::Write(patience),
    };
    let mut settled: Vec<Settled> = members.iter().map(|_| None).collect();
    let mut tx = match Tx::begin(shared.database.connections(), mode).await {
        Ok(tx) => tx,
        // Nobody comes back alone to wait for a connection once more.
        Err(error) if error.exception() == Exception::ThrottlingException => {
            return all_failed(&error, Patience::Wait, members.len());
        }
        Err(error) => return all_failed(&error, patience, members.len()),
    };
    match settle(shared, members, &mut settled, patience, &mut tx).await {
        Ok(Written::For { kept, carried_out }) => {
            if !commits(&kept) {
                undo(tx).await;
                return Performed::Settled(settled);
            }
            if let Err(failure) = tx.commit().await {
                for place in carried_out {
                    let is_kept = kept.contains(&place);
                    if patience == Patience::Skip && (failure.is_rolled_back || !is_kept) {
                        // It is none the worse alone. Who was refused may have been because of what was granted before, and isn't.
                        settled[place] = None;
                    } else if is_kept {
                        settled[place] = Some(Err(failure.error.clone()));
                    }
                }
            }
            Performed::Settled(settled)
        }
        Ok(Written::Nothing) => {
            undo(tx).await;
            Performed::Settled(settled)
        }
        Ok(Written::NoScope) => {
            undo(tx).await;
            Performed::NoScope
        }
        Ok(Written::Twin) => {
            undo(tx).await;
            Performed::Twin
        }
        Err(error) if patience == Patience::Wait && error.is_a_rules() => {
            undo(tx).await;
            Performed::Overtaken(error)
        }
        Err(error) => {
            undo(tx).await;
            all_failed(&error, patience, members.len())
        }
    }
}

/// Nothing is done. Whoever is alone is told so; who is in company comes back alone, and meets its own error there.
fn all_failed(error: &ServiceError, patience: Patience, count: usize) -> Performed {
    tracing::debug!(cause = error.cause(), "a unit of work failed");
    Performed::Settled((0..count).map(|_| (patience != Patience::Skip).then(|| Err(error.clone()))).collect())
}

/// Rolls back. A connection on which that fails is closed, which undoes everything too.
async fn undo(tx: Tx) {
    if let Err(error) = tx.rollback().await {
        tracing::debug!(error = said(&error), "a connection was closed instead of rolled back");
    }
}

/// Settles what can be settled: authorise, rate, client tokens, carry out, authorise again, and keep the answers.
async fn settle(
    shared: &Shared,
    members: &mut [Member],
    settled: &mut [Settled],
    patience: Patience,
    tx: &mut Tx,
) -> Result<Written, ServiceError> {
    admit(members, settled, tx).await?;
    let members = &*members;
    let open = places(settled, Option::is_none);
    let unknown = open.iter().find(|place| !shared.scopes.know(&members[**place].call.own_scope()));
    let is_reading = members.iter().all(is_reading);
    let is_as_if = match unknown {
        None => false,
        // Whoever is alone makes it with what it writes: a call that is refused leaves nothing behind.
        Some(_) if !is_reading && patience == Patience::Skip => return Ok(Written::NoScope),
        Some(place) => {
            let (call, scope) = (&members[*place].call, members[*place].call.own_scope());
            let is_made = store::account_region::insert(tx, &scope, call.new_key(), call.now()).await?;
            if !is_made {
                shared.scopes.remember(scope);
            } else if !is_reading {
                has_room(call, tx).await?;
            }
            is_made
        }
    };
    let digests = members.iter().map(Member::digest).collect::<Result<Vec<Option<Digest>>, ServiceError>>()?;
    let tokens = Tokens { members, digests: &digests };
    tokens.replay(&open, settled, tx).await?;

    let admitted = apart(&tokens, settled);
    if let Some(first) = admitted.first() {
        let asked = admitted.iter().map(|place| (&*members[*place].request, &members[*place].call)).collect();
        let outcomes = members[*first].request.carry_out(asked, patience, tx).await?;
        for (place, outcome) in admitted.iter().zip(outcomes) {
            settled[*place] = outcome;
        }
    }
    if is_reading {
        let answered = places(settled, |one| matches!(one, Some(Ok(_))));
        return Ok(if is_as_if { Written::Nothing } else { Written::of(answered, admitted) });
    }
    if ask_again(members, &admitted, settled, tx).await? == Again::Denied {
        return Ok(Written::Nothing);
    }
    let refused = |one: &Settled| matches!(one, Some(Err(refusal)) if refusal.is_a_rules());
    let refused: Vec<usize> = admitted.iter().copied().filter(|place| refused(&settled[*place])).collect();
    // A twin may have been answered before the locks were held.
    tokens.replay(&refused, settled, tx).await?;
    if patience == Patience::Nowait {
        return Ok(Written::Nothing);
    }
    let mut kept = admitted.clone();
    kept.retain(|place| match &settled[*place] {
        Some(Ok(_)) => !refused.contains(place),
        Some(Err(refusal)) => {
            let request = &members[*place].request;
            refused.contains(place)
                && (request.lasts(refusal) || (tokens.of(*place).is_some() && request.keeps(refusal)))
        }
        None => false,
    });
    if tokens.keep(&kept, settled, tx).await? { Ok(Written::of(kept, admitted)) } else { Ok(Written::Twin) }
}

/// Whether one account and region more may be made, where any caller may be any account.
///
/// # Errors
///
/// AccessDeniedException ACCOUNT_DISABLED. Assumed: AWS has nothing like it.
async fn has_room(call: &Call, tx: &mut Tx) -> Result<(), ServiceError> {
    let Some(most) = call.deployment.builtin_scopes else { return Ok(()) };
    if store::account_region::count(tx).await? <= i64::from(most) {
        return Ok(());
    }
    tracing::warn!(
        most,
        "no more accounts and regions are made: auth.builtin_scopes says how many, reset removes them"
    );
    Err(ServiceError::account_refused(AccessDeniedReason::AccountDisabled))
}

fn is_reading(member: &Member) -> bool {
    !matches!(member.request.mode(), Mode::Write(_))
}

impl Written {
    fn of(kept: Vec<usize>, carried_out: Vec<usize>) -> Self {
        if kept.is_empty() { Self::Nothing } else { Self::For { kept, carried_out } }
    }
}

/// The places of the requests of which `is` holds.
fn places(settled: &[Settled], is: impl Fn(&Settled) -> bool) -> Vec<usize> {
    settled.iter().enumerate().filter(|(_, one)| is(one)).map(|(place, _)| place).collect()
}

/// Asks whether the callers may, and don't call too often.
async fn admit(members: &mut [Member], settled: &mut [Settled], tx: &mut Tx) -> Result<(), ServiceError> {
    let asked = members.iter().map(|one| (&one.call, authorise::asks_about(&*one.request, &one.call))).collect();
    let known = authorise::known(asked, tx).await?;
    for ((member, settled), known) in members.iter_mut().zip(settled).zip(&known) {
        member.call.present = tx.present().clone();
        let admitted = authorise::authorise(&*member.request, &member.call, known).and_then(|grants| {
            member.call.grants = grants;
            member.is_within_rate()
        });
        *settled = admitted.err().map(Err);
    }
    Ok(())
}

/// Whether something was denied in the end.
#[derive(PartialEq, Eq)]
enum Again {
    Granted,
    Denied,
}

/// Asks again what was asked before the rows were locked, since nothing is decided on what was read before its lock.
///
/// # Errors
///
/// The denial, if others share the unit of work: who is denied then has nothing to do in it.
async fn ask_again(
    members: &[Member],
    admitted: &[usize],
    settled: &mut [Settled],
    tx: &mut Tx,
) -> Result<Again, ServiceError> {
    let about = |place: &usize| {
        let Member { request, call, .. } = &members[*place];
        let resources = authorise::asks_again_about(&**request, call);
        (!resources.is_empty()).then_some((*place, (call, resources)))
    };
    let (asking, asked): (Vec<usize>, Vec<_>) = admitted.iter().filter_map(about).unzip();
    for place in &asking {
        match &settled[*place] {
            // The transaction is no more: nothing can be asked in it, and nothing of it lasts.
            Some(Err(failure)) if !failure.is_a_rules() && members.len() > 1 => return Err(failure.clone()),
            Some(Err(failure)) if !failure.is_a_rules() => return Ok(Again::Granted),
            _ => {}
        }
    }
    if asking.is_empty() {
        return Ok(Again::Granted);
    }
    for (place, known) in asking.iter().zip(&authorise::known(asked, tx).await?) {
        let Member { request, call, .. } = &members[*place];
        if let Err(denial) = authorise::authorise_again(&**request, call, known) {
            if members.len() > 1 {
                return Err(denial);
            }
            settled[*place] = Some(Err(denial));
            return Ok(Again::Denied);
        }
    }
    Ok(Again::Granted)
}

/// The client tokens of the requests.
struct Tokens<'m> {
    members: &'m [Member],
    digests: &'m [Option<Digest>],
}

impl<'m> Tokens<'m> {
    fn of(&self, place: usize) -> Option<ClientToken<'m>> {
        let Member { request, call, .. } = &self.members[place];
        client_token(call, &**request, self.digests[place].as_ref()?)
    }

    /// Answers those whose token was used.
    async fn replay(&self, places: &[usize], settled: &mut [Settled], tx: &mut Tx) -> Result<(), ServiceError> {
        let (places, tokens): (Vec<usize>, Vec<ClientToken<'_>>) =
            places.iter().filter_map(|place| Some((*place, self.of(*place)?))).unzip();
        for (place, used) in places.into_iter().zip(store::client_token::find(tx, &tokens).await?) {
            if let Some(used) = used {
                if let Some(explanation) = &self.members[place].call.explanation {
                    explanation.token_was(Token::of(&used));
                }
                settled[place] = Some(replay(used));
            }
        }
        Ok(())
    }

    /// Keeps what they are answered, the last thing that is written. `false` if a twin did so first.
    async fn keep(&self, places: &[usize], settled: &[Settled], tx: &mut Tx) -> Result<bool, ServiceError> {
        let kept: Vec<_> =
            places.iter().filter_map(|place| Some((self.of(*place)?, settled[*place].as_ref()?))).collect();
        store::client_token::insert(tx, &kept).await
    }
}

/// The requests that are carried out: of those that are about the same, or have the same client token, the first, since the others
/// depend on it.
fn apart(tokens: &Tokens<'_>, settled: &[Settled]) -> Vec<usize> {
    let (mut subjects, mut client_tokens) = (HashSet::new(), HashSet::new());
    let mut admitted = places(settled, Option::is_none);
    admitted.retain(|place| {
        let Member { request, call, .. } = &tokens.members[*place];
        let is_first = request.apart(call).is_none_or(|apart| subjects.insert(apart));
        let token = request.client_token();
        is_first && token.is_none_or(|token| client_tokens.insert((call.own_scope(), token)))
    });
    admitted
}
