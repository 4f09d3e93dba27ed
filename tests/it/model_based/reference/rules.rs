//! What each operation does to the world and answers. The order of the questions is that of the notes (18.1).

use super::{
    super::step::{Change, Country, Identity, Operation, Owner, SENDER_IDS, Slot, Step},
    Answer, List, Number, PENDING_DAYS, Pool, QUOTAS, SenderId, Settings, World, all, conflict, has_room, invalid,
    name, not_found, sender_id_line, sends,
};

/// Performs the operation of a step whose members are in order and whose resources are the caller's own.
pub fn perform(world: &mut World, step: &Step) -> Answer {
    let by_arn = step.by_arn;
    match &step.operation {
        Operation::Associate { pool, identity, country } => associate(world, *pool, (*identity, *country, by_arn)),
        Operation::Disassociate { pool, identity, country } => {
            disassociate(world, *pool, (*identity, *country, by_arn))
        }
        Operation::CreatePool { slot, identity, country, message_type, protected } => {
            create_pool(world, *slot, (*identity, *country, by_arn), message_type, *protected)
        }
        Operation::UpdatePool { pool, change, shared_routes } => update_pool(world, *pool, change, *shared_routes),
        Operation::DeletePool { pool } => delete_pool(world, *pool),
        Operation::DescribePools { pools, two_way, .. } => describe_pools(world, pools, *two_way),
        Operation::ListPoolOriginationIdentities { pool, country, .. } => list_identities(world, *pool, *country),
        Operation::RequestPhoneNumber { .. } => request_phone_number(world, &step.operation),
        Operation::UpdatePhoneNumber { number, change } => update_phone_number(world, *number, change),
        Operation::ReleasePhoneNumber { number } => release_phone_number(world, *number),
        Operation::DescribePhoneNumbers { numbers, list, status, .. } => {
            describe_phone_numbers(world, numbers, *list, *status)
        }
        Operation::RequestSenderId { sender_id, message_types, protected } => {
            request_sender_id(world, *sender_id, message_types, *protected)
        }
        Operation::UpdateSenderId { sender_id, protected } => {
            world.sender_id(*sender_id)?;
            let it = world.sender_ids[*sender_id].as_mut().expect("it was just found");
            it.protected = protected.unwrap_or(it.protected);
            Ok(sender_id_line(*sender_id, it, Some(it.protected)))
        }
        Operation::ReleaseSenderId { sender_id } => release_sender_id(world, *sender_id),
        Operation::DescribeSenderIds { sender_ids, country, .. } => describe_sender_ids(world, sender_ids, *country),
        Operation::PutKeyword { owner, word, message, action } => put_keyword(world, *owner, word, message, *action),
        Operation::DeleteKeyword { owner, word } => delete_keyword(world, *owner, word),
        Operation::DescribeKeywords { owner, words, action, .. } => describe_keywords(world, *owner, words, *action),
        Operation::CreateOptOutList { list } => {
            if world.lists.contains_key(list) {
                return Err(conflict("RESOURCE_ALREADY_EXISTS", "opt-out-list", list));
            }
            has_room(QUOTAS.lists, world.lists.len(), "OPT_OUT_LISTS_PER_ACCOUNT")?;
            world.lists.insert(list, List::default());
            Ok((*list).to_owned())
        }
        Operation::DeleteOptOutList { list } => delete_opt_out_list(world, list),
        Operation::DescribeOptOutLists { lists, .. } => {
            for list in lists {
                world.list(list)?;
            }
            let named = world.lists.keys().filter(|list| lists.is_empty() || lists.contains(list));
            Ok(all(named.map(ToString::to_string)))
        }
        Operation::PutOptedOutNumber { list, destination } => {
            let day = world.day;
            let day = *world.list(list)?.put.entry(destination).or_insert(day);
            Ok(format!("{list} {destination} day={day}"))
        }
        Operation::DeleteOptedOutNumber { list, destination } => delete_opted_out_number(world, list, destination),
        Operation::DescribeOptedOutNumbers { list, destinations, .. } => {
            describe_opted_out_numbers(world, list, destinations)
        }
        Operation::SendTextMessage(text) => sends::send_text_message(world, text, by_arn),
        Operation::SetTextSpendLimit { limit } => sends::set_spend_limit(world, *limit),
        Operation::DeleteTextSpendLimit => Ok(sends::limit_line(world.spend_limit.take())),
        Operation::DaysPass { days } => {
            world.day += days;
            Ok(String::new())
        }
    }
}

type Named = (Identity, Option<Country>, bool);

/// What a request names by an identity and a country: a text is looked for in the country, an ARN has its own.
fn find(world: &World, (identity, country, by_arn): Named) -> Result<Identity, String> {
    let country = country.unwrap_or_default();
    let (found, own) = match identity {
        Identity::Number(slot) => (identity, world.number(slot)?.country),
        Identity::SenderId(sender_id) => {
            let (text, own) = SENDER_IDS[sender_id];
            let name = (text, if by_arn { own } else { country });
            let sender_id = SENDER_IDS.iter().position(|known| *known == name);
            let sender_id = sender_id.ok_or_else(|| not_found("sender-id", text))?;
            world.sender_id(sender_id)?;
            (Identity::SenderId(sender_id), name.1)
        }
    };
    if own == country { Ok(found) } else { Err(invalid("COUNTRY_CODE_MISMATCH", "isoCountryCode")) }
}

fn kind_and_id(identity: Identity) -> (&'static str, String) {
    match identity {
        Identity::Number(slot) => name(Owner::Number(slot)),
        Identity::SenderId(sender_id) => ("sender-id", SENDER_IDS[sender_id].0.to_owned()),
    }
}

fn refuse(reason: &str, identity: Identity) -> String {
    let (kind, id) = kind_and_id(identity);
    conflict(reason, kind, &id)
}

pub(super) fn is_active(world: &World, identity: Identity) -> Result<(), String> {
    match identity {
        Identity::Number(slot) if world.number(slot)?.status(world.day) != "ACTIVE" => {
            Err(refuse("RESOURCE_NOT_ACTIVE", identity))
        }
        _ => Ok(()),
    }
}

pub(super) fn members(world: &World, pool: Slot) -> Vec<Slot> {
    (0..world.numbers.len())
        .filter(|slot| world.numbers[*slot].as_ref().is_some_and(|number| number.pool == Some(pool)))
        .collect()
}

fn holds(world: &World, pool: Slot, identity: Identity) -> bool {
    match identity {
        Identity::Number(slot) => members(world, pool).contains(&slot),
        Identity::SenderId(sender_id) => {
            world.pools[pool].as_ref().is_some_and(|pool| pool.sender_ids.contains_key(&sender_id))
        }
    }
}

fn size(world: &World, pool: Slot) -> usize {
    members(world, pool).len() + world.pools[pool].as_ref().map_or(0, |pool| pool.sender_ids.len())
}

fn join(world: &mut World, pool: Slot, identity: Identity) {
    let joined = world.next_event();
    match identity {
        Identity::Number(slot) => {
            let number = world.numbers[slot].as_mut().expect("it is there");
            (number.pool, number.joined) = (Some(pool), joined);
        }
        Identity::SenderId(sender_id) => {
            world.pools[pool].as_mut().expect("it is there").sender_ids.insert(sender_id, joined);
        }
    }
}

fn association_line(world: &World, pool: Slot, identity: Identity) -> String {
    match identity {
        Identity::Number(slot) => {
            let country = world.numbers[slot].as_ref().map_or("", |number| number.country);
            format!("P{pool} pool/P{pool} N{slot} phone-number/N{slot} {country}")
        }
        Identity::SenderId(sender_id) => {
            let (text, country) = SENDER_IDS[sender_id];
            format!("P{pool} pool/P{pool} {text} sender-id/{text}/{country} {country}")
        }
    }
}

pub(super) fn sends_type(world: &World, identity: Identity, message_type: &str) -> Result<(), String> {
    let sends = match identity {
        Identity::Number(slot) => world.number(slot)?.settings.message_type == message_type,
        Identity::SenderId(sender_id) => world.sender_id(sender_id)?.message_types.contains(message_type),
    };
    if sends { Ok(()) } else { Err(refuse("MESSAGE_TYPE_MISMATCH", identity)) }
}

fn associate(world: &mut World, pool: Slot, named: Named) -> Answer {
    let settings = world.pool(pool)?.settings.clone();
    let identity = find(world, named)?;
    is_active(world, identity)?;
    if holds(world, pool, identity) {
        return Err(refuse("RESOURCE_ALREADY_ASSOCIATED", identity));
    }
    match identity {
        Identity::Number(slot) if world.number(slot)?.pool.is_some() => {
            return Err(refuse("PHONE_NUMBER_ASSOCIATED_TO_POOL", identity));
        }
        Identity::Number(slot) => {
            if let Some(reason) = world.number(slot)?.settings.first_mismatch(&settings) {
                return Err(refuse(reason, identity));
            }
        }
        Identity::SenderId(_) => sends_type(world, identity, settings.message_type)?,
    }
    has_room(QUOTAS.identities, size(world, pool), "ORIGINATION_IDENTITIES_PER_POOL")?;
    join(world, pool, identity);
    Ok(association_line(world, pool, identity))
}

fn disassociate(world: &mut World, pool: Slot, named: Named) -> Answer {
    world.pool(pool)?;
    let identity = find(world, named)?;
    is_active(world, identity)?;
    if !holds(world, pool, identity) {
        let (kind, id) = kind_and_id(identity);
        return Err(match identity {
            Identity::Number(_) => refuse("PHONE_NUMBER_NOT_ASSOCIATED_TO_POOL", identity),
            Identity::SenderId(_) => not_found(kind, &id),
        });
    }
    let is_last_number = matches!(identity, Identity::Number(_)) && members(world, pool).len() == 1;
    if size(world, pool) == 1 || is_last_number {
        return Err(refuse("LAST_PHONE_NUMBER", identity));
    }
    match identity {
        Identity::Number(slot) => world.numbers[slot].as_mut().expect("it is there").pool = None,
        Identity::SenderId(sender_id) => {
            world.pools[pool].as_mut().expect("it is there").sender_ids.remove(&sender_id);
        }
    }
    Ok(association_line(world, pool, identity))
}

fn create_pool(world: &mut World, slot: Slot, named: Named, message_type: &'static str, protected: bool) -> Answer {
    let identity = find(world, named)?;
    is_active(world, identity)?;
    let mut settings = Settings::new(message_type, "Default");
    if let Identity::Number(number) = identity {
        let number = world.number(number)?;
        if number.pool.is_some() {
            return Err(refuse("PHONE_NUMBER_ASSOCIATED_TO_POOL", identity));
        }
        settings = number.settings.clone();
    }
    sends_type(world, identity, message_type)?;
    has_room(QUOTAS.pools, world.pools.iter().flatten().count(), "POOLS_PER_ACCOUNT")?;
    let made = world.next_event();
    let pool = Pool { settings, shared_routes: false, protected, sender_ids: [].into(), made };
    let line = pool.line(slot, "ACTIVE", Some(protected));
    world.pools[slot] = Some(pool);
    join(world, slot, identity);
    Ok(line)
}

fn list_is_there(world: &mut World, change: &Change) -> Result<(), String> {
    change.list.map_or(Ok(()), |list| world.list(list).map(drop))
}

fn update_pool(world: &mut World, slot: Slot, change: &Change, shared_routes: Option<bool>) -> Answer {
    let settings = world.pool(slot)?.settings.clone();
    list_is_there(world, change)?;
    let settings = settings.changed(change)?;
    for member in members(world, slot) {
        world.numbers[member].as_mut().expect("it is a member").settings = settings.clone();
    }
    let pool = world.pools[slot].as_mut().expect("it was just found");
    pool.settings = settings;
    pool.shared_routes = shared_routes.unwrap_or(pool.shared_routes);
    pool.protected = change.protected.unwrap_or(pool.protected);
    Ok(pool.line(slot, "ACTIVE", Some(pool.protected)))
}

fn delete_pool(world: &mut World, slot: Slot) -> Answer {
    let pool = world.pool(slot)?;
    if pool.protected {
        return Err(conflict("DELETION_PROTECTION_ENABLED", "pool", &format!("P{slot}")));
    }
    let line = pool.line(slot, "DELETING", None);
    for member in members(world, slot) {
        world.numbers[member].as_mut().expect("it is a member").pool = None;
    }
    world.pools[slot] = None;
    Ok(line)
}

fn describe_pools(world: &World, named: &[Slot], two_way: Option<bool>) -> Answer {
    named.iter().try_for_each(|slot| world.pool(*slot).map(drop))?;
    let pools = world.pools.iter().enumerate().filter_map(|(slot, pool)| Some((slot, pool.as_ref()?)));
    Ok(all(pools
        .filter(|(slot, _)| named.is_empty() || named.contains(slot))
        .filter(|(_, pool)| two_way.is_none_or(|two_way| pool.settings.two_way == two_way))
        .map(|(slot, pool)| pool.line(slot, "ACTIVE", Some(pool.protected)))))
}

fn list_identities(world: &World, slot: Slot, country: Option<Country>) -> Answer {
    let pool = world.pool(slot)?;
    let numbers = members(world, slot).into_iter().map(Identity::Number);
    let identities = numbers.chain(pool.sender_ids.keys().copied().map(Identity::SenderId));
    Ok(all(identities
        .map(|identity| association_line(world, slot, identity))
        .filter(|line| country.is_none_or(|country| line.ends_with(&format!(" {country}"))))))
}

fn request_phone_number(world: &mut World, request: &Operation) -> Answer {
    let Operation::RequestPhoneNumber { slot, kind, message_type, list, pool, protected } = request else {
        panic!("a request for a phone number: {request:?}")
    };
    let inherited = pool.map(|pool| world.pool(pool).map(|pool| pool.settings.clone())).transpose()?;
    if let Some(list) = list {
        world.list(list)?;
    }
    let settings = inherited.unwrap_or_else(|| Settings::new(message_type, list.unwrap_or("Default")));
    if let Some(pool) = pool {
        let refuse = |reason| Err(conflict(reason, "pool", &format!("P{pool}")));
        if settings.message_type != *message_type {
            return refuse("MESSAGE_TYPE_MISMATCH");
        }
        if list.is_some_and(|list| list != settings.list) {
            return refuse("OPT_OUT_LIST_MISMATCH");
        }
        has_room(QUOTAS.identities, size(world, *pool), "ORIGINATION_IDENTITIES_PER_POOL")?;
    }
    has_room(QUOTAS.numbers, world.numbers.iter().flatten().count(), "PHONE_NUMBERS_PER_ACCOUNT")?;
    let is_simulator = kind.0 == "SIMULATOR";
    if is_simulator && *message_type == "PROMOTIONAL" {
        return Err("ResourceNotFoundException - phone-number -".to_owned());
    }
    let active_on = world.day + if is_simulator { 0 } else { PENDING_DAYS };
    let (kind, country) = *kind;
    let made = world.next_event();
    let number = Number { kind, country, active_on, protected: *protected, pool: *pool, settings, made, joined: made };
    let line = number.line(*slot, number.status(world.day), Some(*protected));
    world.numbers[*slot] = Some(number);
    Ok(line)
}

fn may_change(world: &World, slot: Slot) -> Result<(), String> {
    if world.number(slot)?.pool.is_some() {
        return Err(refuse("PHONE_NUMBER_ASSOCIATED_TO_POOL", Identity::Number(slot)));
    }
    is_active(world, Identity::Number(slot))
}

fn update_phone_number(world: &mut World, slot: Slot, change: &Change) -> Answer {
    world.number(slot)?;
    list_is_there(world, change)?;
    may_change(world, slot)?;
    let settings = world.number(slot)?.settings.changed(change)?;
    let number = world.numbers[slot].as_mut().expect("it was just found");
    number.settings = settings;
    number.protected = change.protected.unwrap_or(number.protected);
    Ok(number.line(slot, "ACTIVE", Some(number.protected)))
}

fn release_phone_number(world: &mut World, slot: Slot) -> Answer {
    if world.number(slot)?.protected {
        return Err(refuse("DELETION_PROTECTION_ENABLED", Identity::Number(slot)));
    }
    may_change(world, slot)?;
    let line = world.number(slot)?.line(slot, "DELETED", None);
    world.numbers[slot] = None;
    Ok(line)
}

fn describe_phone_numbers(world: &World, named: &[Slot], list: Option<&str>, status: Option<&str>) -> Answer {
    named.iter().try_for_each(|slot| world.number(*slot).map(drop))?;
    let numbers = world.numbers.iter().enumerate().filter_map(|(slot, number)| Some((slot, number.as_ref()?)));
    Ok(all(numbers
        .filter(|(slot, _)| named.is_empty() || named.contains(slot))
        .filter(|(_, number)| list.is_none_or(|list| number.settings.list == list))
        .filter(|(_, number)| status.is_none_or(|status| number.status(world.day) == status))
        .map(|(slot, number)| number.line(slot, number.status(world.day), Some(number.protected)))))
}

fn request_sender_id(world: &mut World, sender_id: usize, types: &[&'static str], protected: bool) -> Answer {
    let (text, country) = SENDER_IDS[sender_id];
    if country == "US" {
        return Err(invalid("SENDER_ID_NOT_SUPPORTED", "isoCountryCode"));
    }
    if world.sender_ids[sender_id].is_some() {
        return Err(conflict("RESOURCE_ALREADY_EXISTS", "sender-id", text));
    }
    has_room(QUOTAS.sender_ids, world.sender_ids.iter().flatten().count(), "SENDER_IDS_PER_ACCOUNT")?;
    let types = if types.is_empty() { &["TRANSACTIONAL"] } else { types };
    let made = world.next_event();
    let it = SenderId { message_types: types.iter().copied().collect(), protected, made };
    let line = sender_id_line(sender_id, &it, Some(protected));
    world.sender_ids[sender_id] = Some(it);
    Ok(line)
}

fn release_sender_id(world: &mut World, sender_id: usize) -> Answer {
    let it = world.sender_id(sender_id)?;
    let line = sender_id_line(sender_id, it, None);
    let identity = Identity::SenderId(sender_id);
    if it.protected {
        return Err(refuse("DELETION_PROTECTION_ENABLED", identity));
    }
    if (0..world.pools.len()).any(|pool| holds(world, pool, identity)) {
        return Err(refuse("SENDER_ID_ASSOCIATED_TO_POOL", identity));
    }
    world.sender_ids[sender_id] = None;
    Ok(line)
}

fn describe_sender_ids(world: &World, named: &[usize], country: Option<Country>) -> Answer {
    named.iter().try_for_each(|sender_id| world.sender_id(*sender_id).map(drop))?;
    let sender_ids = world.sender_ids.iter().enumerate().filter_map(|(sender_id, it)| Some((sender_id, it.as_ref()?)));
    Ok(all(sender_ids
        .filter(|(sender_id, _)| named.is_empty() || named.contains(sender_id))
        .filter(|(sender_id, _)| country.is_none_or(|country| SENDER_IDS[*sender_id].1 == country))
        .map(|(sender_id, it)| sender_id_line(sender_id, it, Some(it.protected)))))
}

/// The settings that a keyword is one of.
fn settings(world: &World, owner: Owner) -> Result<&Settings, String> {
    match owner {
        Owner::Pool(slot) => Ok(&world.pool(slot)?.settings),
        Owner::Number(slot) => Ok(&world.number(slot)?.settings),
    }
}

/// Changes the keywords of a pool and its numbers, or of a number in none.
fn change_keywords(world: &mut World, owner: Owner, change: impl Fn(&mut Settings)) {
    let numbers = match owner {
        Owner::Pool(slot) => {
            change(&mut world.pools[slot].as_mut().expect("it was found").settings);
            members(world, slot)
        }
        Owner::Number(slot) => vec![slot],
    };
    for number in numbers {
        change(&mut world.numbers[number].as_mut().expect("it was found").settings);
    }
}

fn may_change_keywords(world: &World, owner: Owner) -> Result<Settings, String> {
    if let Owner::Number(slot) = owner {
        may_change(world, slot)?;
    }
    settings(world, owner).cloned()
}

fn owned_keyword_line(owner: Owner, keyword: &str) -> String {
    let (kind, id) = name(owner);
    format!("{id} {kind}/{id} {keyword}")
}

fn put_keyword(
    world: &mut World,
    owner: Owner,
    as_sent: &str,
    message: &'static str,
    action: Option<&'static str>,
) -> Answer {
    let keyword = as_sent.to_uppercase();
    let settings = may_change_keywords(world, owner)?;
    let own_action = match keyword.as_str() {
        "HELP" => Some("AUTOMATIC_RESPONSE"),
        "STOP" => Some("OPT_OUT"),
        _ => None,
    };
    let action = match (own_action, action) {
        (Some(own), Some(other)) if own != other => {
            return Err(conflict("RESOURCE_MODIFICATION_NOT_ALLOWED", "keyword", &keyword));
        }
        (Some(own), _) => own,
        (None, action) => action.unwrap_or("AUTOMATIC_RESPONSE"),
    };
    if !settings.keywords.contains_key(&keyword) {
        let reason = match owner {
            Owner::Pool(_) => "KEYWORDS_PER_POOL",
            Owner::Number(_) => "KEYWORDS_PER_PHONE_NUMBER",
        };
        has_room(QUOTAS.keywords, settings.keywords.len() - 2, reason)?;
    }
    change_keywords(world, owner, |settings| {
        settings.keywords.insert(keyword.clone(), (action, message));
    });
    Ok(owned_keyword_line(owner, &format!("{keyword} {action} {message}")))
}

fn delete_keyword(world: &mut World, owner: Owner, as_sent: &str) -> Answer {
    let keyword = as_sent.to_uppercase();
    let settings = may_change_keywords(world, owner)?;
    if keyword == "HELP" || keyword == "STOP" {
        return Err(conflict("RESOURCE_DELETION_NOT_ALLOWED", "keyword", &keyword));
    }
    if !settings.keywords.contains_key(&keyword) {
        return Err(not_found("keyword", &keyword));
    }
    let line = owned_keyword_line(owner, &settings.keyword_line(&keyword));
    change_keywords(world, owner, |settings| {
        settings.keywords.remove(&keyword);
    });
    Ok(line)
}

fn describe_keywords(world: &World, owner: Owner, words: &[&str], action: Option<&str>) -> Answer {
    let settings = settings(world, owner)?;
    let words: Vec<String> = words.iter().map(|word| word.to_uppercase()).collect();
    if let Some(unknown) = words.iter().find(|word| !settings.keywords.contains_key(*word)) {
        return Err(not_found("keyword", unknown));
    }
    let named = settings.keywords.iter().filter(|(word, _)| words.is_empty() || words.contains(word));
    let passing = named.filter(|(_, (own, _))| action.is_none_or(|action| action == *own));
    Ok(all(passing.map(|(word, _)| settings.keyword_line(word))))
}

fn delete_opt_out_list(world: &mut World, list: &'static str) -> Answer {
    world.list(list)?;
    let of_numbers = world.numbers.iter().flatten().map(|number| number.settings.list);
    let mut used = of_numbers.chain(world.pools.iter().flatten().map(|pool| pool.settings.list));
    if list == "Default" || used.any(|used| used == list) {
        return Err(conflict("RESOURCE_DELETION_NOT_ALLOWED", "opt-out-list", list));
    }
    world.lists.remove(list);
    Ok(list.to_owned())
}

fn delete_opted_out_number(world: &mut World, list: &'static str, destination: &'static str) -> Answer {
    let today = world.day;
    let on_list = world.list(list)?;
    let day = *on_list.put.get(destination).ok_or_else(|| not_found("opted-out-number", destination))?;
    if on_list.taken_off.get(destination).is_some_and(|last| today - last < 30) {
        return Err(invalid("PHONE_NUMBER_CANNOT_BE_OPTED_IN", "optedOutNumber"));
    }
    on_list.put.remove(destination);
    on_list.taken_off.insert(destination, today);
    Ok(format!("{list} {destination} day={day}"))
}

fn describe_opted_out_numbers(world: &mut World, list: &'static str, destinations: &[&'static str]) -> Answer {
    let on_list = world.list(list)?;
    if let Some(unknown) = destinations.iter().find(|destination| !on_list.put.contains_key(*destination)) {
        return Err(not_found("opted-out-number", unknown));
    }
    let named =
        on_list.put.iter().filter(|(destination, _)| destinations.is_empty() || destinations.contains(destination));
    Ok(all(named.map(|(destination, day)| format!("{list} {destination} day={day}"))))
}
