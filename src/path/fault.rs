//! Faults that calls meet on their way: chosen once the request is good and its caller known, before it waits for anything.
//!
//! Rules are rows, which each process keeps in memory: it reads them anew when it changes them itself, and each second if somebody
//! else did. While there is none, a call pays for one atomic load.

use std::sync::{
    Arc, OnceLock, PoisonError, RwLock,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use serde_json::{Map, Value};
use tokio::time::{Duration, sleep};
use uuid::Uuid;

use super::{Call, Outcome, Refusal};
use crate::{
    database::{
        Database,
        unit_of_work::{Mode, Patience, Tx},
    },
    domain::fault::{Asked, Fault, Phase, Rule},
    model::error::{Field, ServiceError, ValidationReason},
    store,
};

/// What a call has to do with faults.
#[derive(Debug, Default)]
pub struct Exposed {
    /// The access key that signed it.
    pub access_key_id: String,
    /// The fault that its header asks for.
    pub by_header: Option<Fault>,
    /// How long it was delayed, in milliseconds: that doesn't count for its deadline.
    delayed_ms: AtomicU64,
    /// The rule that it met.
    rule: OnceLock<Uuid>,
}

impl Exposed {
    /// A call that this access key signed, and that asks for a fault perhaps, by its header `x-callsign-fault`.
    ///
    /// # Errors
    ///
    /// ValidationException for a header that names none: a typo would look like a fault that does nothing.
    pub fn new(access_key_id: String, by_header: Option<&str>) -> Result<Self, ServiceError> {
        let by_header = match by_header {
            None => None,
            Some(text) => Some(Fault::parse(text).ok_or_else(|| {
                let known = "It is lost_response, or before, before_commit or after_commit, a colon, the name of an \
                             exception, and perhaps a colon and its reason";
                let field = Field::new("x-callsign-fault", known);
                ServiceError::validation(ValidationReason::FieldValidationFailed, vec![field])
            })?),
        };
        Ok(Self { access_key_id, by_header, ..Self::default() })
    }

    /// The rule that it met, if it met one: a fault that its header asks for has none.
    #[must_use]
    pub fn rule(&self) -> Option<Uuid> {
        self.rule.get().copied()
    }

    /// How long it was delayed so far, or is being delayed.
    #[must_use]
    pub fn delayed(&self) -> Duration {
        Duration::from_millis(self.delayed_ms.load(Ordering::Relaxed))
    }
}

/// The rules, as this process knows them.
#[derive(Default)]
pub struct Faults {
    are_any: AtomicBool,
    known: RwLock<(i64, Arc<Vec<Rule>>)>,
}

impl Faults {
    /// Reads the rules if they changed.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn refresh(&self, database: &Database) -> Result<(), ServiceError> {
        let connections = database.connections().clone();
        let known = self.known().0;
        let work = async move {
            let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
            let version = store::fault::version(&mut tx).await?;
            // What is read may be newer than its version: then it is read once more the next time.
            let rules = if version == known { None } else { Some(store::fault::list(&mut tx).await?) };
            tx.commit().await?;
            Ok(rules.map(|rules| (version, rules)))
        };
        if let Some((version, rules)) = database.work(work).await? {
            self.keep(version, rules);
        }
        Ok(())
    }

    fn known(&self) -> (i64, Arc<Vec<Rule>>) {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        (known.0, Arc::clone(&known.1))
    }

    fn keep(&self, version: i64, rules: Vec<Rule>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        // A slow reader doesn't put back what a quick one has replaced.
        if version >= known.0 {
            self.are_any.store(!rules.is_empty(), Ordering::Relaxed);
            *known = (version, Arc::new(rules));
        }
    }

    /// What a call meets whose members are `body`, its delay waited out.
    ///
    /// # Errors
    ///
    /// The database's, where a rule is for a number of calls.
    pub(super) async fn meet(&self, database: &Database, call: &Call, body: &[u8]) -> Result<Met, ServiceError> {
        if let Some(fault) = &call.exposed.by_header {
            tracing::info!(request_id = %call.request_id, phase = fault.phase.as_ref(), "the call asks for a fault");
            return Ok(Met(Some(fault.clone())));
        }
        if !self.are_any.load(Ordering::Relaxed) {
            return Ok(Met(None));
        }
        let members: Map<String, Value> = serde_json::from_slice(body).unwrap_or_default();
        let asked = Asked {
            scope: &call.own_scope(),
            access_key_id: &call.exposed.access_key_id,
            operation: call.operation,
            members: &members,
        };
        let (version, rules) = self.known();
        for rule in rules.iter().filter(|rule| rule.is_for(&asked)) {
            if drawn() >= rule.probability {
                continue;
            }
            if rule.is_counted && !count(database, rule.id).await? {
                let others = rules.iter().filter(|other| other.id != rule.id).cloned().collect();
                self.keep(version, others);
                continue;
            }
            let delay = delay(rule.latency_ms);
            let phase = rule.fault.as_ref().map(|fault| fault.phase.as_ref().to_owned());
            tracing::info!(request_id = %call.request_id, fault_id = %rule.id, phase, delay, "a call meets a fault");
            call.exposed.rule.get_or_init(|| rule.id);
            call.exposed.delayed_ms.fetch_add(delay, Ordering::Relaxed);
            sleep(Duration::from_millis(delay)).await;
            return Ok(Met(rule.fault.clone()));
        }
        Ok(Met(None))
    }
}

async fn count(database: &Database, id: Uuid) -> Result<bool, ServiceError> {
    let connections = database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        let is_counted = store::fault::count(&mut tx, id).await?;
        tx.commit().await?;
        Ok(is_counted)
    };
    database.work(work).await
}

/// A number from 0 up to 1, by chance.
fn drawn() -> f64 {
    let bits = u32::try_from(Uuid::new_v4().as_u128() & u128::from(u32::MAX)).unwrap_or_default();
    f64::from(bits) / (f64::from(u32::MAX) + 1.0)
}

fn delay((least, most): (i64, i64)) -> u64 {
    let (least, most) = (least.unsigned_abs(), most.unsigned_abs());
    let room = u128::from(most.saturating_sub(least)) + 1;
    // The lowest 62 bits of such a uuid are drawn.
    least + u64::try_from((Uuid::new_v4().as_u128() & (u128::MAX >> 66)) % room).unwrap_or_default()
}

/// What a call meets.
#[derive(Clone, Debug)]
pub(super) struct Met(Option<Fault>);

impl Met {
    /// The refusal of a call that gets no further.
    ///
    /// # Errors
    ///
    /// The fault's.
    pub fn before(&self) -> Result<(), ServiceError> {
        match &self.0 {
            Some(Fault { phase: Phase::Before, error: Some(error) }) => Err(error.clone()),
            _ => Ok(()),
        }
    }

    /// Whether the call may share a unit of work with others.
    pub fn may_share(&self) -> bool {
        self.0.is_none()
    }

    /// Whether what it does is to last.
    pub fn commits(&self) -> bool {
        !matches!(self.0, Some(Fault { phase: Phase::BeforeCommit, .. }))
    }

    /// What is answered. Who was refused anyway is told that, unless nothing is told at all.
    pub fn answer(self, outcome: Result<String, ServiceError>) -> Outcome {
        match self.0 {
            Some(Fault { phase: Phase::LostResponse, .. }) => Err(Refusal::Lost),
            Some(Fault { error: Some(error), .. }) if outcome.is_ok() => Err(error.into()),
            _ => Ok(outcome?),
        }
    }
}
