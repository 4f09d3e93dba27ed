//! Carrying a request out without a commit, to tell what becomes of it and why.
//!
//! It is the road of all calls, walked alone: outside turns, lanes, faults and rates, without waiting for rows, and rolled back in the end.

use std::{sync::Arc, time::Duration};

use super::{
    Call, Refusal, Served, Shared,
    examine::{CALLER_MAY, CLIENT_TOKEN, Explanation, MEMBERS, RESOURCE_IS_FREE, Token, Told, correct},
    member::Member,
    perform::{Performed, perform},
    request::Request,
};
use crate::{
    database::unit_of_work::Patience,
    domain::check::Mark,
    model::error::{Exception, ServiceError},
};

/// How long an explanation may take, with what it waits for.
const DEADLINE: Duration = Duration::from_millis(950);

/// What would become of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It would be carried out.
    Accepted,
    /// It would be refused.
    Refused,
    /// It would be answered what the first call with its client token was.
    Replayed,
}

/// What would become of a call, and why.
#[derive(Debug)]
pub struct Explained {
    /// What would become of it.
    pub verdict: Verdict,
    /// What it would be answered.
    pub answer: Result<String, Refusal>,
    /// What was asked on the way, in order.
    pub checks: Vec<Told>,
    /// The names of what wasn't, since it depends on something that isn't there, isn't allowed, or has no such setting.
    pub not_asked: Vec<&'static str>,
}

impl Served {
    /// Tells what would become of a request whose members are `body`. Nothing is changed by it.
    ///
    /// # Errors
    ///
    /// What keeps callsign from telling: InternalServerException, and ThrottlingException if it would take too long.
    pub async fn explain(&self, shared: &Arc<Shared>, call: Call, body: &[u8]) -> Result<Explained, ServiceError> {
        let request = match self.read(body, &call) {
            Ok(request) => request,
            Err(refusal) => return self.unread(refusal),
        };
        let explanation =
            if is_about_others(&*request, &call) { Explanation::of_answer() } else { Explanation::of_all() };
        let explanation = Arc::new(explanation);
        let call = Call { explanation: Some(Arc::clone(&explanation)), throttle: None, ..call };
        let has_token = request.client_token().is_some();
        let outcome = match tokio::time::timeout(DEADLINE, alone(shared, Member::new(request, call))).await {
            Ok(outcome) => outcome,
            Err(_elapsed) => Err(ServiceError::throttling()),
        };
        if let Err(error) = &outcome
            && matches!(error.exception(), Exception::InternalServerException | Exception::ThrottlingException)
        {
            return Err(error.clone());
        }
        Ok(self.explained(outcome, &explanation, has_token))
    }

    /// What is told of a request that isn't one of the operation.
    fn unread(&self, refusal: Refusal) -> Result<Explained, ServiceError> {
        let (compared, remedy, reason) = match &refusal {
            Refusal::Unreadable(text) => (text.clone(), format!("Correct the JSON: {text}."), None),
            Refusal::Exception(error) => {
                (error.fields().unwrap_or_default(), correct(error), error.reason().map(str::to_owned))
            }
            Refusal::Lost => return Err(ServiceError::internal("an explanation met a fault")),
        };
        let check = Told {
            holds: false,
            reason,
            left: Some(compared),
            right: Some("what the model takes".to_owned()),
            remedy: Some(remedy),
            ..Told::of_road(MEMBERS, Mark::Documented)
        };
        let not_asked = [CALLER_MAY, RESOURCE_IS_FREE].into_iter().chain(self.checks()).collect();
        Ok(Explained { verdict: Verdict::Refused, answer: Err(refusal), checks: vec![check], not_asked })
    }

    fn explained(
        &self,
        outcome: Result<String, ServiceError>,
        explanation: &Explanation,
        has_token: bool,
    ) -> Explained {
        let (of_rule, token) = explanation.take();
        let mut checks = vec![Told::of_road(MEMBERS, Mark::Documented)];
        let mut failing = outcome.as_ref().err().map(Told::of);
        let mut take_failing = |name: &str| failing.take_if(|check| check.name == name);
        if let Some(denied) = take_failing(CALLER_MAY) {
            checks.push(denied);
        } else {
            checks.push(Told::of_road(CALLER_MAY, Mark::Documented));
            if has_token {
                checks.push(match token {
                    // Assumed (row 36): AWS has no error of its own for this.
                    Token::OtherParameters => Told {
                        name: CLIENT_TOKEN,
                        mark: Mark::Assumed,
                        remedy: Some("Send another ClientToken, or the same members as before.".to_owned()),
                        ..failing.take().unwrap_or_else(|| Told::of_road(CLIENT_TOKEN, Mark::Assumed))
                    },
                    Token::Unused | Token::Replayed => Told::of_road(CLIENT_TOKEN, Mark::Documented),
                });
            }
            if token == Token::Unused {
                let held = failing.take_if(|check| check.name == RESOURCE_IS_FREE);
                checks.push(held.unwrap_or_else(|| Told::of_road(RESOURCE_IS_FREE, Mark::Documented)));
                let is_told = of_rule.iter().any(|check| !check.holds);
                checks.extend(of_rule);
                checks.extend(failing.filter(|_| !is_told));
            }
        }
        let verdict = match (token, &outcome) {
            (Token::Replayed, _) => Verdict::Replayed,
            (_, Ok(_)) => Verdict::Accepted,
            (_, Err(_)) => Verdict::Refused,
        };
        let known = [CALLER_MAY, RESOURCE_IS_FREE].into_iter().chain(self.checks());
        let not_asked = known.filter(|name| checks.iter().all(|check| check.name != *name)).collect();
        let raised = |error: ServiceError| if self.declares_conflict { error } else { error.without_conflict() };
        let answer = outcome.map_err(|error| Refusal::Exception(raised(error)));
        Explained { verdict, answer, checks, not_asked }
    }
}

/// Whether a request names what is another account's.
pub(super) fn is_about_others(request: &dyn Request, call: &Call) -> bool {
    let permissions = request.permissions();
    permissions.iter().filter_map(|one| one.resource()).any(|one| *one.account_id() != call.caller.account_id)
}

/// Carries the request out in a unit of work of its own: one at a time for each account, since each holds a connection.
async fn alone(shared: &Arc<Shared>, member: Member) -> Result<String, ServiceError> {
    let turn = shared.turns.take(vec![(format!("explain {}", member.call.caller.account_id), 1)]).await?;
    let sharing = Arc::clone(shared);
    let work = async move {
        let _turn = turn;
        let mut members = [member];
        let explained = perform(&sharing, &mut members, Patience::Nowait, &|_| false);
        tokio::time::timeout(DEADLINE, explained).await.map_err(|_elapsed| ServiceError::throttling())
    };
    match shared.database.work(work).await? {
        Performed::Settled(settled) => {
            let outcome = settled.into_iter().next().flatten();
            outcome.unwrap_or_else(|| Err(ServiceError::internal("nothing was explained")))
        }
        Performed::NoScope | Performed::Twin | Performed::Overtaken(_) => {
            Err(ServiceError::internal("an explanation was to be begun anew"))
        }
    }
}
