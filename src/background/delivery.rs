//! Sends what is to go out, retries what failed.
//!
//! One task claims, notes and decides how much is on its way to each target; what is on its way holds no connection. A target that
//! fails gets one delivery at a time until it takes one again, so that it costs neither others nor calls anything.

use std::{
    collections::{HashMap, HashSet},
    mem,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use tokio::{
    sync::{Mutex, OnceCell},
    task::{Id, JoinError, JoinSet},
    time::{timeout, timeout_at},
};
use uuid::Uuid;

use crate::{
    database::{
        Database,
        unit_of_work::{Mode, Patience, Tx},
    },
    delivery::{Answer, Failure, Made, Outcome, Post, Signer, Subscription, make, target::Target},
    domain::delivery::Attempt,
    model::error::ServiceError,
    store::{
        delivery::{self, CLAIM, Claimed, MOST},
        sns_signing_key::{self, SigningKey},
        sns_subscription,
    },
};

/// How long the worker rests when nothing is to be done.
const REST: Duration = Duration::from_millis(100);

/// How long it waits after something was sent for more, to note them together.
const GATHER: Duration = Duration::from_millis(5);

/// How many deliveries may be on their way to a target, and how many it begins with.
const MOST_ON_THEIR_WAY: usize = 64;
const AT_FIRST: usize = 8;

/// How long one attempt may take with all its requests; well below a claim.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(15);

/// How much of an answer is kept.
const KEPT_OF_AN_ANSWER: usize = 2_048;

/// How many ARNs without a target are said in the log.
const MOST_SAID: usize = 1_000;

/// How most transactions of the worker begin.
const WRITE: Mode = Mode::Write(Patience::Wait);

/// A subscription, once its endpoint has confirmed it.
type Confirmed = Arc<OnceCell<Subscription>>;

/// What a short transaction does.
type Step<'t, T> = Pin<Box<dyn Future<Output = Result<T, ServiceError>> + Send + 't>>;

/// What sends, for one process.
pub struct Worker {
    office: Arc<Office>,
    lanes: Vec<Lane>,
    on_their_way: JoinSet<Sent>,
    /// The lane of each that is on its way, and until when its claim holds.
    of_tasks: HashMap<Id, usize>,
    /// What became of those that aren't noted yet.
    unnoted: Vec<Sent>,
    said: HashSet<String>,
    /// The ARN behind which the next look begins: there may be more than one finds.
    after: String,
    /// Where the next round begins among the ARNs of a target, so that each gets its turn.
    turn: usize,
}

/// What all deliveries of the process share.
struct Office {
    database: Arc<Database>,
    post: Post,
    targets: Vec<Target>,
    signer: OnceCell<Signer>,
    /// By topic and URL; there once the endpoint has confirmed.
    subscriptions: Mutex<HashMap<(String, String), Confirmed>>,
}

/// How much may be on its way to a target.
struct Lane {
    most: usize,
    count: usize,
}

/// What was sent, and what became of it.
struct Sent {
    claimed: Claimed,
    lane: usize,
    began: Instant,
    duration: Duration,
    outcome: Outcome,
}

impl Worker {
    /// A worker for these targets, which count in this order.
    #[must_use]
    pub fn new(database: Arc<Database>, post: Post, targets: Vec<Target>) -> Self {
        Self {
            lanes: targets.iter().map(|_| Lane { most: AT_FIRST, count: 0 }).collect(),
            office: Arc::new(Office {
                database,
                post,
                targets,
                signer: OnceCell::new(),
                subscriptions: Mutex::default(),
            }),
            on_their_way: JoinSet::new(),
            of_tasks: HashMap::new(),
            unnoted: Vec::new(),
            said: HashSet::new(),
            after: String::new(),
            turn: 0,
        }
    }

    /// Sends for ever.
    pub async fn run(mut self) {
        loop {
            match self.round().await {
                Ok(()) => {}
                Err(error) => {
                    self.office.database.tell(&error, "what is to be delivered waits for the next round").await;
                    tokio::time::sleep(REST).await;
                }
            }
        }
    }

    /// Claims what may go out, lets it go, and notes what has come back.
    async fn round(&mut self) -> Result<(), ServiceError> {
        for claimed in self.claim().await? {
            self.let_go(claimed);
        }
        self.gather().await;
        self.note().await
    }

    async fn claim(&mut self) -> Result<Vec<Claimed>, ServiceError> {
        let after = mem::take(&mut self.after);
        let due =
            self.office.work(Mode::SingleRead, move |tx| Box::pin(async move { delivery::due(tx, &after).await }));
        let arns = due.await?;
        if i64::try_from(arns.len()).is_ok_and(|count| count == MOST) {
            self.after = arns.last().cloned().unwrap_or_default();
        }
        if arns.is_empty() {
            return Ok(Vec::new());
        }
        let mut of_lanes: HashMap<usize, Vec<String>> = HashMap::new();
        let mut homeless = Vec::new();
        for arn in arns {
            match self.office.targets.iter().position(|target| target.is_for(&arn)) {
                Some(lane) => of_lanes.entry(lane).or_default().push(arn),
                None => homeless.push(arn),
            }
        }
        self.put_aside(homeless).await?;
        let mut wanted = Vec::new();
        for (lane, mut arns) in of_lanes {
            let Lane { most, count } = self.lanes[lane];
            let free = most.saturating_sub(count);
            let begin = self.turn % arns.len();
            arns.rotate_left(begin);
            let each = free.div_ceil(arns.len());
            let shares = arns.into_iter().take(free).map(|arn| (arn, i64::try_from(each).unwrap_or(1)));
            wanted.extend(shares);
        }
        self.turn = self.turn.wrapping_add(1);
        if wanted.is_empty() {
            return Ok(Vec::new());
        }
        self.office.work(WRITE, move |tx| Box::pin(async move { delivery::claim(tx, &wanted).await })).await
    }

    /// What the settings name nothing for is recorded only.
    async fn put_aside(&mut self, arns: Vec<String>) -> Result<(), ServiceError> {
        if arns.is_empty() {
            return Ok(());
        }
        for arn in &arns {
            if self.said.len() < MOST_SAID && self.said.insert(arn.clone()) {
                tracing::warn!(
                    arn,
                    "nothing is delivered to this ARN: its events are recorded only until [[events.targets]] names a target for it"
                );
            }
        }
        self.office.work(WRITE, move |tx| Box::pin(async move { delivery::put_aside(tx, &arns).await })).await?;
        Ok(())
    }

    fn let_go(&mut self, claimed: Claimed) {
        let targets = &self.office.targets;
        let Some(lane) = targets.iter().position(|target| target.is_for(&claimed.delivery.destination_arn)) else {
            return;
        };
        self.lanes[lane].count += 1;
        let office = Arc::clone(&self.office);
        let task = self.on_their_way.spawn(async move {
            let began = Instant::now();
            let outcome = timeout(LONGEST_ATTEMPT, office.send(lane, &claimed)).await;
            let outcome = outcome.unwrap_or_else(|_elapsed| Err(failure("the target took too long".to_owned())));
            Sent { claimed, lane, began, duration: began.elapsed(), outcome }
        });
        self.of_tasks.insert(task.id(), lane);
    }

    /// Waits for what comes back first, and for what comes back soon after it.
    async fn gather(&mut self) {
        if self.on_their_way.is_empty() {
            tokio::time::sleep(REST).await;
            return;
        }
        let Ok(Some(first)) = timeout(REST, self.on_their_way.join_next_with_id()).await else { return };
        self.came_back(first);
        let until = tokio::time::Instant::now() + GATHER;
        while let Ok(Some(next)) = timeout_at(until, self.on_their_way.join_next_with_id()).await {
            self.came_back(next);
        }
    }

    fn came_back(&mut self, joined: Result<(Id, Sent), JoinError>) {
        let id = joined.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        if let Some(lane) = self.of_tasks.remove(&id) {
            self.lanes[lane].count -= 1;
        }
        match joined {
            Ok((_, sent)) => {
                let lane = &mut self.lanes[sent.lane];
                lane.most = if sent.outcome.is_ok() { MOST_ON_THEIR_WAY.min(lane.most * 2) } else { 1 };
                self.unnoted.push(sent);
            }
            // Its claim runs out, and it is sent again.
            Err(panic) => tracing::error!(%panic, "a delivery failed inside"),
        }
    }

    async fn note(&mut self) -> Result<(), ServiceError> {
        self.unnoted.retain(|sent| sent.began.elapsed() < CLAIM);
        if self.unnoted.is_empty() {
            return Ok(());
        }
        let attempts: Vec<_> = self.unnoted.iter().map(|sent| (sent.claimed.clone(), sent.attempt())).collect();
        let noted =
            self.office.work(WRITE, move |tx| Box::pin(async move { delivery::note(tx, &attempts).await })).await?;
        self.unnoted.retain(|sent| !noted.contains(&sent.claimed.delivery.id));
        Ok(())
    }
}

impl Sent {
    fn attempt(&self) -> Attempt {
        let milliseconds = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        let (answer, error) = match &self.outcome {
            Ok(answer) => (Some(answer), None),
            Err(failure) => (failure.answer.as_ref(), Some(storable(&failure.error))),
        };
        Attempt {
            ago_ms: milliseconds(self.began.elapsed()),
            duration_ms: milliseconds(self.duration),
            status_code: answer.map(|answer| answer.status),
            answer: answer.map(beginning),
            error,
        }
    }
}

/// The beginning of an answer, as a text that PostgreSQL keeps.
fn beginning(answer: &Answer) -> String {
    let kept = answer.body.get(..KEPT_OF_AN_ANSWER).unwrap_or(&answer.body);
    storable(&String::from_utf8_lossy(kept))
}

fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

impl Office {
    /// A short transaction.
    async fn work<T, F>(&self, mode: Mode, work: F) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: for<'t> FnOnce(&'t mut Tx) -> Step<'t, T> + Send + 'static,
    {
        let connections = self.database.connections().clone();
        let work = async move {
            let mut tx = Tx::begin(&connections, mode).await?;
            let done = work(&mut tx).await?;
            tx.commit().await?;
            Ok(done)
        };
        self.database.work(work).await
    }

    async fn send(&self, lane: usize, claimed: &Claimed) -> Outcome {
        let target = &self.targets[lane];
        let signer = if target.needs_a_signer() { Some(self.signer().await?) } else { None };
        let subscription = match target.subscribed_url() {
            Some(url) => {
                Some(self.subscription(target, &claimed.delivery.destination_arn, url.as_str(), signer).await?)
            }
            None => None,
        };
        self.post.send(target, &claimed.delivery, signer, subscription.as_ref()).await
    }

    /// The key that all processes sign with: read, or made by the first of them that needs one.
    async fn signer(&self) -> Result<&Signer, Failure> {
        self.signer.get_or_try_init(async || self.read_or_make_signer().await).await
    }

    async fn read_or_make_signer(&self) -> Result<Signer, Failure> {
        let mut kept = self
            .work(Mode::SingleRead, |tx| Box::pin(sns_signing_key::find(tx)))
            .await
            .map_err(|error| inside(&error))?;
        if kept.is_none() {
            let made = tokio::task::spawn_blocking(make).await.map_err(|panic| failure(panic.to_string()))?;
            let Made { private_key, certificate, certificate_sha256 } = made.map_err(failure)?;
            let made = SigningKey { private_key, certificate, certificate_sha256 };
            let keep = self.work(WRITE, move |tx| {
                Box::pin(async move {
                    sns_signing_key::insert(tx, &made).await?;
                    sns_signing_key::find(tx).await
                })
            });
            kept = keep.await.map_err(|error| inside(&error))?;
        }
        let SigningKey { private_key, certificate_sha256, .. } =
            kept.ok_or_else(|| failure("the key that was kept is gone".to_owned()))?;
        Signer::read(&private_key, certificate_sha256).map_err(failure)
    }

    /// The subscription of an endpoint to a topic. Its endpoint is asked to confirm it before anything else, until it takes that.
    async fn subscription(
        &self,
        target: &Target,
        topic_arn: &str,
        url: &str,
        signer: Option<&Signer>,
    ) -> Result<Subscription, Failure> {
        let key = (topic_arn.to_owned(), url.to_owned());
        let cell = Arc::clone(self.subscriptions.lock().await.entry(key).or_default());
        let confirmed = cell
            .get_or_try_init(async || {
                let (topic, url) = (topic_arn.to_owned(), url.to_owned());
                let find = self.work(WRITE, move |tx| {
                    Box::pin(async move { sns_subscription::find_or_insert(tx, &topic, &url).await })
                });
                let kept = find.await.map_err(|error| inside(&error))?;
                let subscription = Subscription {
                    id: kept.id,
                    arn: kept.arn(),
                    topic_arn: kept.topic_arn.clone(),
                    token: kept.token.clone(),
                };
                if !kept.is_confirmed {
                    self.post.ask_to_confirm(target, &subscription, signer).await?;
                    self.confirm(kept.id).await.map_err(|error| inside(&error))?;
                }
                Ok(subscription)
            })
            .await?;
        Ok(confirmed.clone())
    }

    async fn confirm(&self, id: Uuid) -> Result<(), ServiceError> {
        self.work(WRITE, move |tx| Box::pin(sns_subscription::confirm(tx, id))).await
    }
}

fn failure(error: String) -> Failure {
    Failure { error, answer: None }
}

fn inside(error: &ServiceError) -> Failure {
    failure(format!("callsign's database failed: {}", error.cause().unwrap_or("no free connection")))
}
