//! What callsign should be, in memory: written from the notes on AWS's behaviour, not from the program.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use proptest_state_machine::ReferenceStateMachine;
use time::Date;

mod rules;
mod sends;

pub use sends::limit_line;

use super::step::{self, Change, Country, Identity, NUMBERS, Operation, Owner, POOLS, SENDER_IDS, Slot, Step, WORDS};

/// The texts of HELP and STOP on everything new. AWS's are not published; these are in the views' contract.
const HELP: &str = "For help, contact the sender of this message. Reply STOP to opt out.";
const STOP: &str = "You are now opted out and will no longer receive messages.";

/// How many days a number that is no simulator is PENDING.
pub const PENDING_DAYS: i64 = 5;
/// The quotas, small enough to be met.
pub const QUOTAS: Quotas = Quotas { numbers: 4, pools: 2, sender_ids: 2, lists: 3, identities: 3, keywords: 2 };

/// How many dollars a month's texts may cost, few enough to be spent.
pub const MONTHLY_LIMIT: u32 = 2;
/// How many hours it takes until the phone has a text, by a clock that goes on by days: none has it on the day of the send.
pub const HOURS_TO_DELIVERY: u32 = 12;

/// The answer to a trial.
pub const NOTHING_SENT: &str = "nothing is sent";

/// How many there may be of each.
pub struct Quotas {
    pub numbers: usize,
    pub pools: usize,
    pub sender_ids: usize,
    pub lists: usize,
    pub identities: usize,
    pub keywords: usize,
}

/// What a pool and its numbers share.
#[derive(Clone, Debug)]
pub struct Settings {
    message_type: &'static str,
    list: &'static str,
    self_managed: bool,
    two_way: bool,
    channel: Option<&'static str>,
    role: Option<&'static str>,
    /// Action and message by word.
    keywords: BTreeMap<String, (&'static str, &'static str)>,
}

#[derive(Clone, Debug)]
pub struct Number {
    kind: &'static str,
    country: Country,
    active_on: i64,
    protected: bool,
    pool: Option<Slot>,
    settings: Settings,
    /// When it was made, and when it joined its pool, as the number of the event.
    made: u64,
    joined: u64,
}

#[derive(Clone, Debug)]
pub struct Pool {
    settings: Settings,
    shared_routes: bool,
    protected: bool,
    /// When each of them joined.
    sender_ids: BTreeMap<usize, u64>,
    made: u64,
}

#[derive(Clone, Debug)]
pub struct SenderId {
    message_types: BTreeSet<&'static str>,
    protected: bool,
    made: u64,
}

/// The day on which each destination was put on the list, and last taken off it.
#[derive(Clone, Debug, Default)]
pub struct List {
    put: BTreeMap<&'static str, i64>,
    taken_off: BTreeMap<&'static str, i64>,
}

/// A text that arrives on the day after it was sent, or later, if nobody looks before.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// The pool, by when it was made; none for the account.
    through: Option<u64>,
    destination: &'static str,
    /// What it was sent from, by when that was made.
    identity: u64,
    sent_on: i64,
}

/// The state of one account and region, and what was answered last.
#[derive(Clone, Debug)]
pub struct World {
    pub numbers: Vec<Option<Number>>,
    pub pools: Vec<Option<Pool>>,
    pub sender_ids: Vec<Option<SenderId>>,
    lists: BTreeMap<&'static str, List>,
    begun_on: Date,
    day: i64,
    events: u64,
    /// By month, in hundred-thousandths of a dollar.
    spent: BTreeMap<String, i64>,
    /// The account's own limit, in dollars.
    spend_limit: Option<i64>,
    /// In the order of the sends.
    deliveries: Vec<Delivery>,
    /// The last answer: what it says, or its error.
    pub answer: String,
}

/// The text of an answer, or that of an error.
type Answer = Result<String, String>;

fn conflict(reason: &str, kind: &str, id: &str) -> String {
    format!("ConflictException {reason} {kind} {id}")
}

fn not_found(kind: &str, id: &str) -> String {
    format!("ResourceNotFoundException - {kind} {id}")
}

fn invalid(reason: &str, field: &str) -> String {
    format!("ValidationException {reason} - - {field}")
}

fn has_room(quota: usize, used: usize, reason: &str) -> Result<(), String> {
    if used < quota { Ok(()) } else { Err(format!("ServiceQuotaExceededException {reason} - -")) }
}

/// A list of answers, in an order that does not matter.
pub fn all(lines: impl IntoIterator<Item = String>) -> String {
    let mut lines: Vec<String> = lines.into_iter().collect();
    lines.sort();
    lines.join(" | ")
}

impl Settings {
    fn new(message_type: &'static str, list: &'static str) -> Self {
        let keywords =
            BTreeMap::from([("HELP".to_owned(), ("AUTOMATIC_RESPONSE", HELP)), ("STOP".to_owned(), ("OPT_OUT", STOP))]);
        Self { message_type, list, self_managed: false, two_way: false, channel: None, role: None, keywords }
    }

    fn changed(&self, change: &Change) -> Result<Self, String> {
        let mut changed = self.clone();
        changed.two_way = change.two_way.unwrap_or(self.two_way);
        changed.channel = change.channel.or(self.channel);
        changed.role = change.role.or(self.role);
        changed.self_managed = change.self_managed.unwrap_or(self.self_managed);
        changed.list = change.list.unwrap_or(self.list);
        if !changed.two_way {
            (changed.channel, changed.role) = (None, None);
        } else if changed.channel.is_none() {
            return Err(invalid("TWO_WAY_CHANNEL_NOT_PRESENT", "twoWayChannelArn"));
        }
        if changed.self_managed && !changed.two_way {
            return Err(invalid("TWO_WAY_NOT_ENABLED", "selfManagedOptOutsEnabled"));
        }
        Ok(changed)
    }

    fn first_mismatch(&self, pool: &Self) -> Option<&'static str> {
        let channel = |settings: &Self| settings.two_way.then_some((settings.channel, settings.role));
        [
            (self.message_type != pool.message_type, "MESSAGE_TYPE_MISMATCH"),
            (self.list != pool.list, "OPT_OUT_LIST_MISMATCH"),
            (self.self_managed != pool.self_managed, "SELF_MANAGED_OPT_OUTS_MISMATCH"),
            (channel(self) != channel(pool), "TWO_WAY_CONFIG_MISMATCH"),
            (self.keywords != pool.keywords, "KEYWORD_MISMATCH"),
        ]
        .into_iter()
        .find_map(|(differs, reason)| differs.then_some(reason))
    }

    fn line(&self) -> String {
        let two_way = if self.two_way {
            format!("{}+{}", self.channel.unwrap_or("-"), self.role.unwrap_or("-"))
        } else {
            "off".to_owned()
        };
        format!("{} list={} two-way={two_way} self-managed={}", self.message_type, self.list, self.self_managed)
    }

    fn keyword_line(&self, word: &str) -> String {
        let (action, message) = self.keywords[word];
        format!("{word} {action} {message}")
    }
}

fn protection(protected: Option<bool>) -> String {
    protected.map_or_else(|| "-".to_owned(), |protected| protected.to_string())
}

impl Number {
    fn status(&self, day: i64) -> &'static str {
        if day < self.active_on { "PENDING" } else { "ACTIVE" }
    }

    fn line(&self, slot: Slot, status: &str, protected: Option<bool>) -> String {
        let pool = self.pool.map_or_else(|| "-".to_owned(), |pool| format!("P{pool}"));
        let (country, kind, settings) = (self.country, self.kind, self.settings.line());
        let protected = protection(protected);
        format!("N{slot} {country} {kind} {status} {settings} protected={protected} pool={pool}")
    }
}

impl Pool {
    fn line(&self, slot: Slot, status: &str, protected: Option<bool>) -> String {
        let (settings, protected) = (self.settings.line(), protection(protected));
        format!("P{slot} {status} {settings} shared-routes={} protected={protected}", self.shared_routes)
    }
}

fn sender_id_line(sender_id: usize, it: &SenderId, protected: Option<bool>) -> String {
    let types: Vec<&str> = it.message_types.iter().copied().collect();
    let (text, country) = SENDER_IDS[sender_id];
    format!("{text}/{country} {} protected={}", types.join("+"), protection(protected))
}

/// What a pool or a number is called in answers.
pub fn name(owner: Owner) -> (&'static str, String) {
    match owner {
        Owner::Pool(slot) => ("pool", format!("P{slot}")),
        Owner::Number(slot) => ("phone-number", format!("N{slot}")),
    }
}

impl World {
    /// Before the first call, which is made on this day.
    pub fn new(begun_on: Date) -> Self {
        Self {
            numbers: vec![None; NUMBERS],
            pools: vec![None; POOLS],
            sender_ids: vec![None; SENDER_IDS.len()],
            lists: BTreeMap::from([("Default", List::default())]),
            begun_on,
            day: 0,
            events: 0,
            spent: BTreeMap::new(),
            spend_limit: None,
            deliveries: Vec::new(),
            answer: String::new(),
        }
    }

    /// The world after `step`.
    pub fn after(mut self, step: &Step) -> Self {
        self.answer = self.take(step).unwrap_or_else(|error| error);
        self
    }

    fn take(&mut self, step: &Step) -> Answer {
        check_members(step)?;
        if step.foreign
            && let Some(owner) = step.operation.first_resource()
        {
            let (kind, id) = name(owner);
            return Err(if step.by_arn { "AccessDeniedException - - -".to_owned() } else { not_found(kind, &id) });
        }
        rules::perform(self, step)
    }

    /// The number of an event: greater than that of any before.
    fn next_event(&mut self) -> u64 {
        self.events += 1;
        self.events
    }

    pub fn pool(&self, slot: Slot) -> Result<&Pool, String> {
        self.pools[slot].as_ref().ok_or_else(|| not_found("pool", &format!("P{slot}")))
    }

    pub fn number(&self, slot: Slot) -> Result<&Number, String> {
        self.numbers[slot].as_ref().ok_or_else(|| not_found("phone-number", &format!("N{slot}")))
    }

    pub fn list(&mut self, list: &'static str) -> Result<&mut List, String> {
        self.lists.get_mut(list).ok_or_else(|| not_found("opt-out-list", list))
    }

    pub fn sender_id(&self, sender_id: usize) -> Result<&SenderId, String> {
        self.sender_ids[sender_id].as_ref().ok_or_else(|| not_found("sender-id", SENDER_IDS[sender_id].0))
    }

    /// Which identity is in which pool.
    pub fn members(&self) -> Vec<(Slot, Identity)> {
        let numbers = self.numbers.iter().enumerate().filter_map(|(slot, number)| {
            let pool = number.as_ref()?.pool?;
            Some((pool, Identity::Number(slot)))
        });
        let pools = self.pools.iter().enumerate().filter_map(|(slot, pool)| Some((slot, pool.as_ref()?)));
        let sender_ids = pools.flat_map(|(slot, pool)| {
            pool.sender_ids.keys().map(move |sender_id| (slot, Identity::SenderId(*sender_id)))
        });
        numbers.chain(sender_ids).collect()
    }

    /// The keywords that may be deleted where they are: on pools, and on numbers in none.
    pub fn custom_keywords(&self) -> Vec<(Owner, &'static str)> {
        let pools = self.pools.iter().enumerate();
        let pools = pools.filter_map(|(slot, pool)| Some((Owner::Pool(slot), &pool.as_ref()?.settings)));
        let numbers = self.numbers.iter().enumerate().filter_map(|(slot, number)| {
            let number = number.as_ref().filter(|number| number.pool.is_none())?;
            Some((Owner::Number(slot), &number.settings))
        });
        let owners = pools.chain(numbers).flat_map(|(owner, settings)| WORDS.map(|word| (owner, settings, word)));
        let custom = owners.filter(|(_, settings, word)| {
            !["Help", "STOP"].contains(word) && settings.keywords.contains_key(&word.to_uppercase())
        });
        custom.map(|(owner, _, word)| (owner, word)).collect()
    }

    /// The lists and destinations of which one is or was on the other.
    pub fn destinations(&self) -> Vec<(&'static str, &'static str)> {
        let of = |(name, list): (&&'static str, &List)| {
            let known: BTreeSet<_> = list.put.keys().chain(list.taken_off.keys()).copied().collect();
            known.into_iter().map(|destination| (*name, destination)).collect::<Vec<_>>()
        };
        self.lists.iter().flat_map(of).collect()
    }

    /// Everything that there is, one line each.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for (slot, number) in self.numbers.iter().enumerate() {
            let Some(number) = number else { continue };
            lines.push(number.line(slot, number.status(self.day), Some(number.protected)));
            if let Some(pool) = number.pool {
                lines.push(format!("P{pool} holds N{slot} {}", number.country));
            }
            lines.extend(
                number.settings.keywords.keys().map(|word| format!("N{slot} {}", number.settings.keyword_line(word))),
            );
        }
        for (slot, pool) in self.pools.iter().enumerate() {
            let Some(pool) = pool else { continue };
            lines.push(pool.line(slot, "ACTIVE", Some(pool.protected)));
            lines.extend(pool.sender_ids.keys().map(|sender_id| {
                let (text, country) = SENDER_IDS[*sender_id];
                format!("P{slot} holds {text} {country}")
            }));
            lines.extend(
                pool.settings.keywords.keys().map(|word| format!("P{slot} {}", pool.settings.keyword_line(word))),
            );
        }
        for (sender_id, it) in self.sender_ids.iter().enumerate() {
            lines.extend(it.as_ref().map(|it| sender_id_line(sender_id, it, Some(it.protected))));
        }
        for (name, list) in &self.lists {
            lines.push(format!("list {name}"));
            lines.extend(list.put.keys().map(|destination| format!("list {name} holds {destination}")));
        }
        lines.extend(self.spent.iter().map(|(month, spent)| format!("spent {month} {}", sends::dollars(*spent))));
        lines.sort();
        lines
    }
}

/// Required: the country of what has one. Observed: what AWS says about an ARN of a sender ID without it.
fn check_members(step: &Step) -> Result<(), String> {
    match &step.operation {
        Operation::Associate { identity, country: None, .. }
        | Operation::Disassociate { identity, country: None, .. }
        | Operation::CreatePool { identity, country: None, .. } => match identity {
            Identity::SenderId(_) if step.by_arn => Err(invalid("INVALID_ARN", "senderId")),
            _ => Err(invalid("MISSING_PARAMETER", "isoCountryCode")),
        },
        _ => Ok(()),
    }
}

/// The machine that generates sequences.
pub struct Reference;

impl ReferenceStateMachine for Reference {
    type State = World;
    type Transition = Step;

    fn init_state() -> BoxedStrategy<World> {
        Just(super::beginning().iter().fold(World::new(super::today()), World::after)).boxed()
    }

    fn transitions(world: &World) -> BoxedStrategy<Step> {
        step::step(world)
    }

    fn preconditions(world: &World, step: &Step) -> bool {
        match step.operation {
            Operation::RequestPhoneNumber { slot, .. } => world.numbers[slot].is_none(),
            Operation::CreatePool { slot, .. } => world.pools[slot].is_none(),
            _ => true,
        }
    }

    fn apply(world: World, step: &Step) -> World {
        world.after(step)
    }
}
