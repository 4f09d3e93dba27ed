//! What a text is sent from, whether it is, and what that costs, by the notes on messages (M1.3, M3, M4, M5, M12.5, M13.1).

use super::{
    super::step::{Country, Identity, Origin, SENDER_IDS, SIMULATED, Slot, Text},
    Answer, Delivery, MONTHLY_LIMIT, NOTHING_SENT, Number, World, conflict, invalid, not_found,
    rules::{is_active, members, sends_type},
};
use crate::harness::ACCOUNT;

/// A dollar.
const DOLLAR: i64 = 100_000;

/// What sets the first apart from the second, in the order in which they are asked. That one is of the phone's country doesn't
/// count here: nothing sends abroad.
const KEYS: [&str; 4] = ["STICKY", "CLASS", "TYPE", "AGE"];

/// What a text is sent from.
struct Chosen {
    /// None for a shared route.
    identity: Option<Identity>,
    message_type: &'static str,
    by: &'static str,
    /// The list of who isn't written to from there, if one counts.
    list: Option<&'static str>,
}

/// Among what is chosen.
struct Among {
    /// The pool, by when it was made; none for the account.
    through: Option<u64>,
    /// Each with when it came.
    identities: Vec<(Identity, u64)>,
    message_type: Option<&'static str>,
}

pub fn dollars(units: i64) -> String {
    format!("{}.{:05}", units / DOLLAR, units % DOLLAR)
}

pub fn limit_line(limit: Option<i64>) -> String {
    limit.map_or_else(|| "no limit".to_owned(), |limit| format!("limit {limit}"))
}

pub fn set_spend_limit(world: &mut World, limit: i64) -> Answer {
    if limit > i64::from(MONTHLY_LIMIT) {
        return Err(invalid("REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT", "monthlyLimit"));
    }
    world.spend_limit = Some(limit);
    Ok(limit_line(world.spend_limit))
}

pub fn send_text_message(world: &mut World, text: &Text, by_arn: bool) -> Answer {
    let country = country_of(text.destination);
    let chosen = match text.from {
        Origin::Identity(Identity::Number(slot)) => from_number(world, slot, text)?,
        Origin::Identity(Identity::SenderId(sender_id)) => from_sender_id(world, sender_id, text, by_arn)?,
        Origin::Pool(slot) => through_pool(world, slot, text)?,
        Origin::Account => from_account(world, text)?,
    };
    if chosen.list.is_some_and(|list| world.lists[list].put.contains_key(text.destination)) {
        return Err(conflict("DESTINATION_PHONE_NUMBER_OPTED_OUT", "opted-out-number", text.destination));
    }
    let parts = if text.letters <= 160 { 1 } else { text.letters.div_ceil(153) };
    let cost = i64::try_from(parts).expect("a text has few parts") * price(country);
    if text.max_price.is_some_and(|(_, most)| cost > most) {
        return Err(invalid("PRICE_OVER_THRESHOLD", "maxPrice"));
    }
    let limit = world.spend_limit.unwrap_or_else(|| i64::from(MONTHLY_LIMIT)) * DOLLAR;
    let month = month(world);
    if world.spent.get(&month).copied().unwrap_or_default() + cost > limit {
        return Err("ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT - -".to_owned());
    }
    if text.dry_run {
        return Ok(NOTHING_SENT.to_owned());
    }
    *world.spent.entry(month).or_default() += cost;
    note_delivery(world, text, chosen.identity);
    let from = chosen.identity.map_or_else(|| "NOTICE -".to_owned(), name_and_path);
    let pool = if let Origin::Pool(slot) = text.from { format!("P{slot}") } else { "-".to_owned() };
    let Chosen { message_type, by, .. } = chosen;
    let (to, cost) = (text.destination, dollars(cost));
    Ok(format!("{from} {pool} {message_type} {by} to {to} in {country}, parts: {parts}, {cost}"))
}

/// What is directly addressed is nothing to later choices.
fn note_delivery(world: &mut World, text: &Text, identity: Option<Identity>) {
    let through = match text.from {
        Origin::Identity(_) => return,
        Origin::Pool(slot) => world.pools[slot].as_ref().map(|pool| pool.made),
        Origin::Account => None,
    };
    if let Some(identity) = identity.and_then(|identity| made(world, identity)) {
        world.deliveries.push(Delivery { through, destination: text.destination, identity, sent_on: world.day });
    }
}

fn country_of(destination: &str) -> Country {
    [("+1", "US"), ("+44", "GB"), ("+49", "DE")]
        .into_iter()
        .find_map(|(code, country)| destination.starts_with(code).then_some(country))
        .expect("it is of one of the three")
}

/// Of one part, with the carriers' fee.
fn price(country: Country) -> i64 {
    match country {
        "US" => 581 + 302,
        "GB" => 4_270,
        _ => 10_000,
    }
}

fn month(world: &World) -> String {
    let today = world.begun_on + time::Duration::days(world.day);
    format!("{:04}-{:02}", today.year(), u8::from(today.month()))
}

fn name_and_path(identity: Identity) -> String {
    match identity {
        Identity::Number(slot) => format!("N{slot} phone-number/N{slot}"),
        Identity::SenderId(sender_id) => {
            let (text, country) = SENDER_IDS[sender_id];
            format!("{text} sender-id/{text}/{country}")
        }
    }
}

/// When the identity was made, if it is there.
fn made(world: &World, identity: Identity) -> Option<u64> {
    match identity {
        Identity::Number(slot) => world.numbers[slot].as_ref().map(|number| number.made),
        Identity::SenderId(sender_id) => world.sender_ids[sender_id].as_ref().map(|it| it.made),
    }
}

fn reaches(number: &Number, destination: &str) -> bool {
    number.country == country_of(destination) && (number.kind != "SIMULATOR" || destination == SIMULATED)
}

fn out_of_reach() -> String {
    invalid("INVALID_IDENTITY_FOR_DESTINATION_COUNTRY", "originationIdentity")
}

/// The list that counts for what is sent from the identity itself.
fn own_list(world: &World, identity: Option<Identity>) -> Option<&'static str> {
    match identity {
        Some(Identity::Number(slot)) => {
            let settings = world.numbers[slot].as_ref().map(|number| &number.settings);
            settings.filter(|settings| !settings.self_managed).map(|settings| settings.list)
        }
        Some(Identity::SenderId(_)) | None => Some("Default"),
    }
}

/// What the identity sends when nobody says.
fn own_type(world: &World, identity: Identity) -> &'static str {
    match identity {
        Identity::Number(slot) => world.numbers[slot].as_ref().expect("it is there").settings.message_type,
        Identity::SenderId(_) if sends_type(world, identity, "TRANSACTIONAL").is_ok() => "TRANSACTIONAL",
        Identity::SenderId(_) => "PROMOTIONAL",
    }
}

fn directly(world: &World, identity: Identity, text: &Text) -> Chosen {
    let message_type = text.message_type.unwrap_or_else(|| own_type(world, identity));
    Chosen { identity: Some(identity), message_type, by: "DIRECT", list: own_list(world, Some(identity)) }
}

fn from_number(world: &World, slot: Slot, text: &Text) -> Result<Chosen, String> {
    let identity = Identity::Number(slot);
    let number = world.number(slot)?;
    is_active(world, identity)?;
    if let Some(wanted) = text.message_type {
        sends_type(world, identity, wanted)?;
    }
    if !reaches(number, text.destination) {
        return Err(out_of_reach());
    }
    Ok(directly(world, identity, text))
}

/// A text names one of the phone's country, an ARN has its own. Where a country has no sender IDs, a text is no name of one.
fn from_sender_id(world: &World, sender_id: usize, text: &Text, by_arn: bool) -> Result<Chosen, String> {
    let country = country_of(text.destination);
    let (label, own) = SENDER_IDS[sender_id];
    if !by_arn && country == "US" {
        return Err(invalid("SENDER_ID_NOT_SUPPORTED", "originationIdentity"));
    }
    let named = (label, if by_arn { own } else { country });
    let known = SENDER_IDS.iter().position(|known| *known == named);
    let known = known.filter(|known| world.sender_ids[*known].is_some());
    let identity = Identity::SenderId(known.ok_or_else(|| not_found("sender-id", label))?);
    if let Some(wanted) = text.message_type {
        sends_type(world, identity, wanted)?;
    }
    if named.1 != country {
        return Err(out_of_reach());
    }
    Ok(directly(world, identity, text))
}

fn through_pool(world: &World, slot: Slot, text: &Text) -> Result<Chosen, String> {
    let pool = world.pool(slot)?;
    let refuse = |reason| Err(conflict(reason, "pool", &format!("P{slot}")));
    let message_type = pool.settings.message_type;
    if text.message_type.is_some_and(|wanted| wanted != message_type) {
        return refuse("MESSAGE_TYPE_MISMATCH");
    }
    let numbers = members(world, slot).into_iter().filter_map(|member| {
        let joined = world.numbers[member].as_ref()?.joined;
        Some((Identity::Number(member), joined))
    });
    let sender_ids = pool.sender_ids.iter().map(|(sender_id, joined)| (Identity::SenderId(*sender_id), *joined));
    let identities = numbers.chain(sender_ids).collect();
    let among = Among { through: Some(pool.made), identities, message_type: Some(message_type) };
    let list = (!pool.settings.self_managed).then_some(pool.settings.list);
    match first(world, &among, text.destination) {
        Some((identity, by)) => Ok(Chosen { identity: Some(identity), message_type, by, list }),
        None if pool.shared_routes && country_of(text.destination) != "US" => {
            Ok(Chosen { identity: None, message_type, by: "SHARED_ROUTE", list })
        }
        None => refuse("NO_ORIGINATION_IDENTITIES_FOUND"),
    }
}

fn from_account(world: &World, text: &Text) -> Result<Chosen, String> {
    let numbers = (0..world.numbers.len()).map(Identity::Number);
    let all = numbers.chain((0..world.sender_ids.len()).map(Identity::SenderId));
    let identities = all.filter_map(|identity| Some((identity, made(world, identity)?))).collect();
    let among = Among { through: None, identities, message_type: text.message_type };
    let (identity, by) = match first(world, &among, text.destination) {
        Some((identity, by)) => (Some(identity), by),
        None if country_of(text.destination) != "US" => (None, "SHARED_ROUTE"),
        None => return Err(conflict("NO_ORIGINATION_IDENTITIES_FOUND", "account", ACCOUNT)),
    };
    let own_type = identity.map_or("TRANSACTIONAL", |identity| own_type(world, identity));
    let message_type = text.message_type.unwrap_or(own_type);
    Ok(Chosen { identity, message_type, by, list: own_list(world, identity) })
}

fn can(world: &World, identity: Identity, destination: &str, message_type: Option<&str>) -> bool {
    let reaches = match identity {
        Identity::Number(slot) => world.numbers[slot].as_ref().is_some_and(|number| reaches(number, destination)),
        Identity::SenderId(sender_id) => SENDER_IDS[sender_id].1 == country_of(destination),
    };
    let sends = message_type.is_none_or(|wanted| sends_type(world, identity, wanted).is_ok());
    reaches && sends && is_active(world, identity).is_ok()
}

/// What comes first of those that can, and why.
fn first(world: &World, among: &Among, destination: &str) -> Option<(Identity, &'static str)> {
    let is_last =
        |one: &&Delivery| one.through == among.through && one.destination == destination && one.sent_on < world.day;
    // What was sent the day before arrived less than 25 hours ago, and what was earlier, more.
    let kept = world.deliveries.iter().rev().find(is_last).filter(|last| world.day - last.sent_on == 1);
    let key = |identity: Identity, since: u64| {
        let is_kept = kept.is_some_and(|kept| made(world, identity) == Some(kept.identity));
        let class = match identity {
            Identity::Number(slot) if world.numbers[slot].as_ref().is_some_and(|it| it.kind == "LONG_CODE") => 3,
            Identity::Number(_) => 5,
            Identity::SenderId(_) => 6,
        };
        let is_after = among.through.is_none() && sends_type(world, identity, "TRANSACTIONAL").is_err();
        [u64::from(!is_kept), class, u64::from(is_after), since]
    };
    let able = among.identities.iter().filter(|(identity, _)| can(world, *identity, destination, among.message_type));
    let mut able: Vec<_> = able.map(|(identity, since)| (key(*identity, *since), *identity)).collect();
    able.sort_unstable_by_key(|(key, _)| *key);
    let (least, identity) = *able.first()?;
    let decided = able.get(1).map(|(next, _)| least.iter().zip(next).position(|(least, next)| least != next));
    Some((identity, decided.map_or("ONLY", |place| KEYS[place.expect("no two came at once")])))
}
