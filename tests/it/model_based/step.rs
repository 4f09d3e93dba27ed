//! What a sequence is made of: calls of every operation on a universe that is small enough for them to meet.

use proptest::{option, prelude::*, sample::select, strategy::Union};

use super::reference::World;

mod sends;

/// A country that has sender IDs, phone numbers, both, or none of the identities here.
pub type Country = &'static str;

/// The sender IDs that may exist, by text and country. The US has none.
pub const SENDER_IDS: [(&str, Country); 4] = [("LAMPS", "GB"), ("LAMPS", "DE"), ("CHAIRS", "GB"), ("CHAIRS", "US")];
/// The opt-out lists that may exist. `Default` always does.
pub const LISTS: [&str; 4] = ["Default", "Lamps", "Chairs", "Tables"];
/// The same, with those more often that are there from the beginning.
const LISTS_BY_USE: [&str; 7] = ["Default", "Default", "Default", "Lamps", "Lamps", "Chairs", "Tables"];
/// The words that people may text, as requests write them.
pub const WORDS: [&str; 5] = ["info", "Start", "opt in", "Help", "STOP"];
/// The destinations that may be on lists.
pub const DESTINATIONS: [&str; 4] = ["+12065550100", "+12065550100", SIMULATED, "+447700900123"];
/// The one of AWS's simulator: nothing else is reached from SIMULATOR numbers.
pub const SIMULATED: &str = "+14254147755";
/// How many phone numbers may exist at a time.
pub const NUMBERS: usize = 5;
/// How many pools may exist at a time.
pub const POOLS: usize = 3;

/// The place of a pool or a phone number, whose ids nobody knows before they are made.
pub type Slot = usize;

/// What an association names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// The phone number of a slot.
    Number(Slot),
    /// One of [`SENDER_IDS`].
    SenderId(usize),
}

/// What keywords are on.
#[derive(Clone, Copy, Debug)]
pub enum Owner {
    /// The pool of a slot.
    Pool(Slot),
    /// The phone number of a slot.
    Number(Slot),
}

/// What a text is sent from.
#[derive(Clone, Copy, Debug)]
pub enum Origin {
    /// The identity itself.
    Identity(Identity),
    /// The pool of a slot.
    Pool(Slot),
    /// Whatever the account has.
    Account,
}

/// A text message.
#[derive(Clone, Debug)]
pub struct Text {
    pub from: Origin,
    pub destination: &'static str,
    pub message_type: Option<&'static str>,
    /// How many letters it has, all of GSM 03.38.
    pub letters: usize,
    /// MaxPrice, and the same in hundred-thousandths of a dollar.
    pub max_price: Option<(&'static str, i64)>,
    pub dry_run: bool,
}

/// What UpdatePool and UpdatePhoneNumber change.
#[derive(Clone, Debug, Default)]
pub struct Change {
    pub two_way: Option<bool>,
    pub channel: Option<&'static str>,
    pub role: Option<&'static str>,
    pub self_managed: Option<bool>,
    pub list: Option<&'static str>,
    pub protected: Option<bool>,
}

/// A call, or days that pass.
#[derive(Clone, Debug)]
pub struct Step {
    /// Whether another account calls, on what is not its own.
    pub foreign: bool,
    /// Whether resources are named by their ARNs.
    pub by_arn: bool,
    /// What is called.
    pub operation: Operation,
}

/// The 27 operations, and the time between them.
#[derive(Clone, Debug)]
#[rustfmt::skip]
pub enum Operation {
    Associate { pool: Slot, identity: Identity, country: Option<Country> },
    Disassociate { pool: Slot, identity: Identity, country: Option<Country> },
    CreatePool { slot: Slot, identity: Identity, country: Option<Country>, message_type: &'static str, protected: bool },
    UpdatePool { pool: Slot, change: Change, shared_routes: Option<bool> },
    DeletePool { pool: Slot },
    DescribePools { pools: Vec<Slot>, two_way: Option<bool>, page_size: i32 },
    ListPoolOriginationIdentities { pool: Slot, country: Option<Country>, page_size: i32 },
    RequestPhoneNumber {
        slot: Slot, kind: (&'static str, Country), message_type: &'static str, list: Option<&'static str>,
        pool: Option<Slot>, protected: bool,
    },
    UpdatePhoneNumber { number: Slot, change: Change },
    ReleasePhoneNumber { number: Slot },
    DescribePhoneNumbers { numbers: Vec<Slot>, list: Option<&'static str>, status: Option<&'static str>, page_size: i32 },
    RequestSenderId { sender_id: usize, message_types: Vec<&'static str>, protected: bool },
    UpdateSenderId { sender_id: usize, protected: Option<bool> },
    ReleaseSenderId { sender_id: usize },
    DescribeSenderIds { sender_ids: Vec<usize>, country: Option<Country>, page_size: i32 },
    PutKeyword { owner: Owner, word: &'static str, message: &'static str, action: Option<&'static str> },
    DeleteKeyword { owner: Owner, word: &'static str },
    DescribeKeywords { owner: Owner, words: Vec<&'static str>, action: Option<&'static str>, page_size: i32 },
    CreateOptOutList { list: &'static str },
    DeleteOptOutList { list: &'static str },
    DescribeOptOutLists { lists: Vec<&'static str>, page_size: i32 },
    PutOptedOutNumber { list: &'static str, destination: &'static str },
    DeleteOptedOutNumber { list: &'static str, destination: &'static str },
    DescribeOptedOutNumbers { list: &'static str, destinations: Vec<&'static str>, page_size: i32 },
    SendTextMessage(Text),
    SetTextSpendLimit { limit: i64 },
    DeleteTextSpendLimit,
    DaysPass { days: i64 },
}

impl Operation {
    /// The pool or phone number that is looked for first. Calls of another account are made only on such.
    pub fn first_resource(&self) -> Option<Owner> {
        match self {
            Self::Associate { pool, .. }
            | Self::Disassociate { pool, .. }
            | Self::UpdatePool { pool, .. }
            | Self::DeletePool { pool }
            | Self::ListPoolOriginationIdentities { pool, .. } => Some(Owner::Pool(*pool)),
            Self::UpdatePhoneNumber { number, .. } | Self::ReleasePhoneNumber { number } => {
                Some(Owner::Number(*number))
            }
            Self::DescribePools { pools, .. } => pools.first().copied().map(Owner::Pool),
            Self::DescribePhoneNumbers { numbers, .. } => numbers.first().copied().map(Owner::Number),
            Self::PutKeyword { owner, .. }
            | Self::DeleteKeyword { owner, .. }
            | Self::DescribeKeywords { owner, .. } => Some(*owner),
            Self::SendTextMessage(text) => match text.from {
                Origin::Pool(slot) => Some(Owner::Pool(slot)),
                Origin::Identity(Identity::Number(slot)) => Some(Owner::Number(slot)),
                Origin::Identity(Identity::SenderId(_)) | Origin::Account => None,
            },
            _ => None,
        }
    }
}

const MESSAGE_TYPES: [&str; 4] = ["TRANSACTIONAL", "TRANSACTIONAL", "TRANSACTIONAL", "PROMOTIONAL"];

/// The places that a step may name: those that are taken much more often than those that are not.
struct Slots {
    pools: Vec<Slot>,
    numbers: Vec<Slot>,
    sender_ids: Vec<usize>,
    members: Vec<(Slot, Identity)>,
    free_pools: Vec<Slot>,
    free_numbers: Vec<Slot>,
}

impl Slots {
    fn of(world: &World) -> Self {
        let (free_pools, pools) = by_use(&world.pools.iter().map(Option::is_some).collect::<Vec<_>>());
        let (free_numbers, numbers) = by_use(&world.numbers.iter().map(Option::is_some).collect::<Vec<_>>());
        let (_, sender_ids) = by_use(&world.sender_ids.iter().map(Option::is_some).collect::<Vec<_>>());
        Self { pools, numbers, sender_ids, members: world.members(), free_pools, free_numbers }
    }
}

/// The places that are free, and all of them, with each taken one many times.
fn by_use(taken: &[bool]) -> (Vec<Slot>, Vec<Slot>) {
    let free = (0..taken.len()).filter(|slot| !taken[*slot]).collect();
    let all = (0..taken.len()).flat_map(|slot| std::iter::repeat_n(slot, if taken[slot] { 10 } else { 1 })).collect();
    (free, all)
}

/// A step that makes sense in `world`: only the slots of new pools and numbers depend on it.
pub fn step(world: &World) -> BoxedStrategy<Step> {
    let slots = Slots::of(world);
    let mut kinds: Vec<(u32, BoxedStrategy<Operation>)> = of_pools(&slots);
    kinds.extend(of_identities(&slots));
    kinds.extend(of_keywords(&slots));
    kinds.extend(of_lists());
    kinds.extend(sends::of_sends(&slots));
    if !slots.free_numbers.is_empty() {
        kinds.push((6, request_phone_number(&slots)));
    }
    if !slots.members.is_empty() {
        kinds.push((8, disassociate_a_member(&slots)));
    }
    let keywords = world.custom_keywords();
    if !keywords.is_empty() {
        let delete = |(owner, word)| Operation::DeleteKeyword { owner, word };
        kinds.push((5, select(keywords).prop_map(delete).boxed()));
    }
    let known = world.destinations();
    if !known.is_empty() {
        kinds.push((3, put_or_delete(known)));
    }
    if !slots.free_pools.is_empty() {
        kinds.push((6, create_pool(&slots)));
    }
    (prop::bool::weighted(0.05), any::<bool>(), Union::new_weighted(kinds))
        .prop_map(|(foreign, by_arn, operation)| Step {
            foreign: foreign && operation.first_resource().is_some(),
            by_arn,
            operation,
        })
        .boxed()
}

fn request_phone_number(slots: &Slots) -> BoxedStrategy<Operation> {
    let kinds = vec![("SIMULATOR", "US"), ("SIMULATOR", "US"), ("LONG_CODE", "US"), ("LONG_CODE", "GB")];
    let pool = option::weighted(0.4, one_of(&slots.pools));
    let list = option::weighted(0.3, select(&LISTS_BY_USE[..]));
    (one_of(&slots.free_numbers), select(kinds), select(&MESSAGE_TYPES[..]), list, pool, rarely())
        .prop_map(|(slot, kind, message_type, list, pool, protected)| Operation::RequestPhoneNumber {
            slot,
            kind,
            message_type,
            list,
            pool,
            protected,
        })
        .boxed()
}

fn disassociate_a_member(slots: &Slots) -> BoxedStrategy<Operation> {
    select(slots.members.clone())
        .prop_map(|(pool, identity)| {
            let country = match identity {
                Identity::Number(_) => "US",
                Identity::SenderId(sender_id) => SENDER_IDS[sender_id].1,
            };
            Operation::Disassociate { pool, identity, country: Some(country) }
        })
        .boxed()
}

/// A destination that is or was on a list is put on it or taken off it.
fn put_or_delete(known: Vec<(&'static str, &'static str)>) -> BoxedStrategy<Operation> {
    (select(known), any::<bool>())
        .prop_map(|((list, destination), put)| {
            if put {
                Operation::PutOptedOutNumber { list, destination }
            } else {
                Operation::DeleteOptedOutNumber { list, destination }
            }
        })
        .boxed()
}

fn create_pool(slots: &Slots) -> BoxedStrategy<Operation> {
    (one_of(&slots.free_pools), identity_and_country(slots), select(&MESSAGE_TYPES[..]), rarely())
        .prop_map(|(slot, (identity, country), message_type, protected)| Operation::CreatePool {
            slot,
            identity,
            country,
            message_type,
            protected,
        })
        .boxed()
}

/// One of these places.
fn one_of(slots: &[Slot]) -> impl Strategy<Value = Slot> + use<> {
    select(slots.to_vec())
}

fn rarely() -> impl Strategy<Value = bool> {
    prop::bool::weighted(0.1)
}

/// An identity, mostly with its own country: a number's is mostly the US.
fn identity_and_country(slots: &Slots) -> impl Strategy<Value = (Identity, Option<Country>)> + use<> {
    let identity = prop_oneof![
        5 => one_of(&slots.numbers).prop_map(Identity::Number),
        3 => one_of(&slots.sender_ids).prop_map(Identity::SenderId),
    ];
    let other = option::weighted(0.8, select(vec!["GB", "DE", "US"]));
    (identity, prop::bool::weighted(0.85), other).prop_map(|(identity, own, other)| {
        let country = match identity {
            Identity::Number(_) => "US",
            Identity::SenderId(sender_id) => SENDER_IDS[sender_id].1,
        };
        (identity, if own { Some(country) } else { other })
    })
}

fn change() -> impl Strategy<Value = Change> {
    let topics = vec![
        "arn:aws:sns:us-east-1:000000000000:one",
        "arn:aws:sns:us-east-1:000000000000:two",
        "connect.us-east-1.amazonaws.com",
    ];
    (
        option::weighted(0.3, any::<bool>()),
        option::weighted(0.3, select(topics)),
        option::weighted(0.1, Just("arn:aws:iam::000000000000:role/inbound")),
        option::weighted(0.2, any::<bool>()),
        option::weighted(0.4, select(&LISTS_BY_USE[..])),
        option::weighted(0.2, prop::bool::weighted(0.3)),
    )
        .prop_map(|(two_way, channel, role, self_managed, list, protected)| Change {
            two_way,
            channel,
            role,
            self_managed,
            list,
            protected,
        })
}

fn page_size() -> impl Strategy<Value = i32> {
    1..4_i32
}

fn some_of<T: Clone + std::fmt::Debug + 'static>(all: Vec<T>) -> impl Strategy<Value = Vec<T>> {
    prop_oneof![Just(Vec::new()), prop::collection::vec(select(all), 1..4)]
}

fn of_pools(slots: &Slots) -> Vec<(u32, BoxedStrategy<Operation>)> {
    let country = option::weighted(0.3, select(vec!["GB", "DE", "US"]));
    let two_way = option::weighted(0.5, any::<bool>());
    vec![
        (
            14,
            (one_of(&slots.pools), identity_and_country(slots))
                .prop_map(|(pool, (identity, country))| Operation::Associate { pool, identity, country })
                .boxed(),
        ),
        (
            8,
            (one_of(&slots.pools), identity_and_country(slots))
                .prop_map(|(pool, (identity, country))| Operation::Disassociate { pool, identity, country })
                .boxed(),
        ),
        (
            6,
            (one_of(&slots.pools), change(), option::weighted(0.2, any::<bool>()))
                .prop_map(|(pool, change, shared_routes)| Operation::UpdatePool { pool, change, shared_routes })
                .boxed(),
        ),
        (1, one_of(&slots.pools).prop_map(|pool| Operation::DeletePool { pool }).boxed()),
        (
            2,
            (some_of(slots.pools.clone()), two_way, page_size())
                .prop_map(|(pools, two_way, page_size)| Operation::DescribePools { pools, two_way, page_size })
                .boxed(),
        ),
        (
            2,
            (one_of(&slots.pools), country, page_size())
                .prop_map(|(pool, country, page_size)| Operation::ListPoolOriginationIdentities {
                    pool,
                    country,
                    page_size,
                })
                .boxed(),
        ),
    ]
}

fn of_identities(slots: &Slots) -> Vec<(u32, BoxedStrategy<Operation>)> {
    let senders = || one_of(&slots.sender_ids);
    let list = option::weighted(0.3, select(&LISTS_BY_USE[..]));
    let status = option::weighted(0.3, select(vec!["PENDING", "ACTIVE", "ASSOCIATING"]));
    let types = select(vec![vec![], vec!["TRANSACTIONAL"], vec!["PROMOTIONAL", "TRANSACTIONAL"], vec!["PROMOTIONAL"]]);
    let country = option::weighted(0.3, select(vec!["GB", "DE", "US"]));
    vec![
        (
            6,
            (one_of(&slots.numbers), change())
                .prop_map(|(number, change)| Operation::UpdatePhoneNumber { number, change })
                .boxed(),
        ),
        (3, one_of(&slots.numbers).prop_map(|number| Operation::ReleasePhoneNumber { number }).boxed()),
        (
            2,
            (some_of(slots.numbers.clone()), list, status, page_size())
                .prop_map(|(numbers, list, status, page_size)| Operation::DescribePhoneNumbers {
                    numbers,
                    list,
                    status,
                    page_size,
                })
                .boxed(),
        ),
        (
            4,
            (senders(), types, rarely())
                .prop_map(|(sender_id, message_types, protected)| Operation::RequestSenderId {
                    sender_id,
                    message_types,
                    protected,
                })
                .boxed(),
        ),
        (
            2,
            (senders(), option::of(rarely()))
                .prop_map(|(sender_id, protected)| Operation::UpdateSenderId { sender_id, protected })
                .boxed(),
        ),
        (3, senders().prop_map(|sender_id| Operation::ReleaseSenderId { sender_id }).boxed()),
        (
            2,
            (some_of(slots.sender_ids.clone()), country, page_size())
                .prop_map(|(sender_ids, country, page_size)| Operation::DescribeSenderIds {
                    sender_ids,
                    country,
                    page_size,
                })
                .boxed(),
        ),
    ]
}

fn owner(slots: &Slots) -> impl Strategy<Value = Owner> + use<> {
    prop_oneof![one_of(&slots.pools).prop_map(Owner::Pool), one_of(&slots.numbers).prop_map(Owner::Number)]
}

fn of_keywords(slots: &Slots) -> Vec<(u32, BoxedStrategy<Operation>)> {
    let action = || option::weighted(0.3, select(vec!["AUTOMATIC_RESPONSE", "OPT_OUT", "OPT_IN"]));
    let words = || select(&WORDS[..]);
    vec![
        (
            8,
            (owner(slots), words(), select(vec!["One.", "Two."]), action())
                .prop_map(|(owner, word, message, action)| Operation::PutKeyword { owner, word, message, action })
                .boxed(),
        ),
        (5, (owner(slots), words()).prop_map(|(owner, word)| Operation::DeleteKeyword { owner, word }).boxed()),
        (
            3,
            (owner(slots), some_of(WORDS.to_vec()), action(), page_size())
                .prop_map(|(owner, words, action, page_size)| Operation::DescribeKeywords {
                    owner,
                    words,
                    action,
                    page_size,
                })
                .boxed(),
        ),
    ]
}

fn of_lists() -> Vec<(u32, BoxedStrategy<Operation>)> {
    let lists = || select(&LISTS_BY_USE[..]);
    let destinations = || select(&DESTINATIONS[..]);
    vec![
        (3, lists().prop_map(|list| Operation::CreateOptOutList { list }).boxed()),
        (3, lists().prop_map(|list| Operation::DeleteOptOutList { list }).boxed()),
        (
            2,
            (some_of(LISTS.to_vec()), page_size())
                .prop_map(|(lists, page_size)| Operation::DescribeOptOutLists { lists, page_size })
                .boxed(),
        ),
        (
            6,
            (lists(), destinations())
                .prop_map(|(list, destination)| Operation::PutOptedOutNumber { list, destination })
                .boxed(),
        ),
        (
            6,
            (lists(), destinations())
                .prop_map(|(list, destination)| Operation::DeleteOptedOutNumber { list, destination })
                .boxed(),
        ),
        (
            2,
            (lists(), some_of(DESTINATIONS.to_vec()), page_size())
                .prop_map(|(list, destinations, page_size)| Operation::DescribeOptedOutNumbers {
                    list,
                    destinations,
                    page_size,
                })
                .boxed(),
        ),
        (4, select(vec![1, 1, 5, 15, 29]).prop_map(|days| Operation::DaysPass { days }).boxed()),
    ]
}
