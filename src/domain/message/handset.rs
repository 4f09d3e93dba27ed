//! The phone at the other end: what it does with a message.
//!
//! A rule for a number or a prefix says it; else, for AWS's simulator and for the numbers of [`MAGIC`], the number itself; any
//! other phone takes what comes.

use strum::{AsRefStr, Display, EnumString};
use time::{Duration, OffsetDateTime};

use super::destination::{Destination, Simulated};

/// What becomes of messages to a phone. The ones that only calls or only media can have are nothing to other messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, AsRefStr, Display, EnumString)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the messageStatus that it ends with")]
pub enum Outcome {
    #[default]
    Delivered,
    /// Accepted by the carrier, which tells nothing further.
    Successful,
    /// Accepted by the carrier, and UNKNOWN after 72 hours without a receipt.
    Silent,
    /// Never ends.
    Pending,
    TtlExpired,
    Invalid,
    InvalidMessage,
    Unreachable,
    CarrierUnreachable,
    Blocked,
    CarrierBlocked,
    Spam,
    Unknown,
    FileInaccessible,
    FileTypeUnsupported,
    FileSizeExceeded,
    Completed,
    Busy,
    NoAnswer,
    Failed,
}

/// What a phone does with RCS messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, AsRefStr, Display, EnumString)]
#[strum(serialize_all = "SCREAMING_SNAKE_CASE")]
pub enum Rcs {
    /// It can't receive them. Assumed (M10): nobody's phone can unless a rule says so.
    #[default]
    NotCapable,
    /// It takes them.
    Capable,
    /// It takes none from this agent.
    Rejected,
    /// It takes them, and tells that they were read.
    Read,
}

impl Rcs {
    /// Whether the phone can receive them.
    #[must_use]
    pub fn is_capable(self) -> bool {
        self != Self::NotCapable
    }
}

/// The network that a phone is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carrier {
    /// Mobile country code, three digits.
    pub mcc: String,
    /// Mobile network code, two or three digits.
    pub mnc: String,
    /// What it is called.
    pub name: String,
}

/// Mobile country codes of the countries whose numbers are handed out; elsewhere the one for tests, 001.
const MOBILE_COUNTRY_CODES: [(&str, &str); 8] = [
    ("US", "310"),
    ("CA", "302"),
    ("GB", "234"),
    ("FR", "208"),
    ("IE", "272"),
    ("SE", "240"),
    ("DE", "262"),
    ("AU", "505"),
];

impl Carrier {
    /// The invented carrier of a country.
    #[must_use]
    pub fn of(iso_country_code: &str) -> Self {
        let known = MOBILE_COUNTRY_CODES.iter().find(|(country, _)| *country == iso_country_code);
        let mcc = known.map_or("001", |(_, mcc)| mcc);
        Self { mcc: mcc.to_owned(), mnc: "000".to_owned(), name: "Callsign Mobile".to_owned() }
    }
}

/// What a phone answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The text.
    pub body: String,
    /// How long after the message arrived.
    pub after: Duration,
}

/// What a phone does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Handset {
    /// What becomes of messages.
    pub outcome: Outcome,
    /// When the last event comes, counted from acceptance; `None`: as usual.
    pub after: Option<Duration>,
    /// What it does with RCS messages.
    pub rcs: Rcs,
    /// Whether messages to it look like artificial traffic, which protect configurations assess.
    pub suspicious: bool,
    /// Its network, if it isn't the invented one of its country.
    pub carrier: Option<Carrier>,
    /// What it answers to what arrives.
    pub reply: Option<Reply>,
    /// Whether each event comes twice.
    pub duplicate_receipts: bool,
    /// Whether the last two events change places.
    pub out_of_order: bool,
}

/// A rule about phones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// A number, or a prefix with `*` behind it.
    pub phone: String,
    /// Whether it is one of the scope's own, not one for all.
    pub is_own: bool,
    /// When it was made, and in which order.
    pub created_at: (OffsetDateTime, i64),
    /// How many messages it is still for, if that is counted.
    pub times: Option<u32>,
    /// What the phone does.
    pub handset: Handset,
}

impl Rule {
    /// How much of the number it matches; `None` if it doesn't. A whole number counts for more than a prefix.
    fn matching(&self, phone_number: &str) -> Option<usize> {
        match self.phone.strip_suffix('*') {
            Some(prefix) => phone_number.starts_with(prefix).then_some(prefix.len()),
            None => (self.phone == phone_number).then_some(usize::MAX),
        }
    }
}

/// The rule for a number: the scope's own before those for all, then the longest, then the newest; a rule whose `times` are used
/// up is over.
///
/// ```sql
/// where times is distinct from 0 and $phone like replace(phone, '*', '%')
/// order by account_id is null, phone like '%*', length(phone) desc, created_at desc, sequence desc limit 1
/// ```
#[must_use]
pub fn rule_for<'r>(phone_number: &str, rules: &'r [Rule]) -> Option<&'r Rule> {
    let live = rules.iter().filter(|rule| rule.times != Some(0));
    let matching = live.filter_map(|rule| Some((rule.is_own, rule.matching(phone_number)?, rule.created_at, rule)));
    matching.max_by_key(|(is_own, length, created_at, _)| (*is_own, *length, *created_at)).map(|(.., rule)| rule)
}

/// What the phone does with a message: the simulator's numbers can't be overridden, a rule comes before a magic number, and a number
/// that the scope leases isn't magic.
#[must_use]
pub fn of(destination: &Destination, rule: Option<&Rule>, magic: bool, is_leased: bool) -> Handset {
    match (destination.simulated, rule) {
        (Some(Simulated::Failure), _) => Handset { outcome: Outcome::Blocked, ..Handset::default() },
        (None, Some(rule)) => rule.handset.clone(),
        (None, None) if magic && !is_leased => magic_number(&destination.phone_number).unwrap_or_default(),
        (Some(Simulated::Success), _) | (None, None) => Handset::default(),
    }
}

/// What a magic number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Magic {
    /// What becomes of messages.
    Ends(Outcome),
    /// They look like artificial traffic.
    Suspicious,
    /// Each event comes twice.
    Twice,
    /// The last two events change places.
    OutOfOrder,
    /// This is answered.
    Answers(&'static str),
}

/// The magic numbers: `+1 NPA 555 01NN`, with any area code, by the first and the last NN. Others that are of this form are delivered
/// to as any phone is. Numbers that are handed out never end in 51 to 92.
pub const MAGIC: [(u8, u8, Magic); 22] = [
    (0, 49, Magic::Ends(Outcome::Delivered)),
    (51, 51, Magic::Ends(Outcome::CarrierUnreachable)),
    (52, 52, Magic::Ends(Outcome::Unreachable)),
    (53, 53, Magic::Ends(Outcome::Blocked)),
    (54, 54, Magic::Ends(Outcome::CarrierBlocked)),
    (55, 55, Magic::Ends(Outcome::Spam)),
    (56, 56, Magic::Ends(Outcome::Invalid)),
    (57, 57, Magic::Ends(Outcome::InvalidMessage)),
    (58, 58, Magic::Ends(Outcome::Silent)),
    (59, 59, Magic::Ends(Outcome::TtlExpired)),
    (60, 60, Magic::Suspicious),
    (61, 61, Magic::Ends(Outcome::Successful)),
    (62, 62, Magic::Ends(Outcome::Pending)),
    (63, 63, Magic::Twice),
    (64, 64, Magic::OutOfOrder),
    (80, 80, Magic::Answers("STOP")),
    (81, 81, Magic::Answers("START")),
    (82, 82, Magic::Answers("HELP")),
    (83, 83, Magic::Answers("YES")),
    (90, 90, Magic::Ends(Outcome::Busy)),
    (91, 91, Magic::Ends(Outcome::NoAnswer)),
    (92, 92, Magic::Ends(Outcome::Failed)),
];

/// What a magic number does; `None` if it is none.
fn magic_number(phone_number: &str) -> Option<Handset> {
    let national = phone_number.strip_prefix("+1").filter(|national| national.len() == 10)?;
    let ending: u8 = national.get(3..)?.strip_prefix("55501")?.parse().ok()?;
    let (.., magic) = MAGIC.iter().find(|(first, last, _)| (*first..=*last).contains(&ending))?;
    let usual = Handset::default();
    Some(match *magic {
        Magic::Ends(outcome) => Handset { outcome, ..usual },
        Magic::Suspicious => Handset { suspicious: true, ..usual },
        Magic::Twice => Handset { duplicate_receipts: true, ..usual },
        Magic::OutOfOrder => Handset { out_of_order: true, ..usual },
        Magic::Answers(body) => {
            Handset { reply: Some(Reply { body: body.to_owned(), after: Duration::ZERO }), ..usual }
        }
    })
}
