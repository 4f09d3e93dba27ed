//! What a message is sent from through a pool or the account: by hand, and against a plain reference.

use callsign::{
    domain::{
        country::{SenderIds, sender_ids},
        message::{
            channel::Channel,
            destination::Destination,
            direct::{Asked, OwnedSenderId},
            selection::{
                Candidate, CandidateKind, Choice, ChosenBy, Fallback, Fallbacks, Pool, Spread, choose, lack_capability,
                message_type, none_in_account,
            },
        },
    },
    model::{
        message::MessageType,
        phone_number::{NumberCapability, NumberType},
    },
};
use proptest::prelude::*;
use time::Duration;
use uuid::Uuid;

use super::{NOW, answer, asked, to};

fn candidate(id: u128, number_type: NumberType) -> Candidate {
    Candidate {
        id: Uuid::from_u128(id),
        kind: CandidateKind::PhoneNumber {
            number_type,
            number_capabilities: vec![NumberCapability::Sms, NumberCapability::Voice],
            international_sending_enabled: true,
        },
        iso_country_code: "US".to_owned(),
        message_types: vec![MessageType::Transactional],
        is_active: true,
        since: NOW - Duration::days(1),
        delivered_at: None,
    }
}

fn sender_id(id: u128, iso_country_code: &str, registered: bool) -> Candidate {
    Candidate {
        kind: CandidateKind::SenderId { registered },
        iso_country_code: iso_country_code.to_owned(),
        ..candidate(id, NumberType::LongCode)
    }
}

fn choice(destination: &Destination) -> Choice<'_> {
    Choice { asked: asked(Channel::Text, destination, None), in_account: false, spread: Spread::Oldest, now: NOW }
}

/// Which of the candidates is chosen, by its number, and why.
fn chosen(candidates: &[Candidate], choice: &Choice) -> Option<(u128, ChosenBy)> {
    choose(candidates, choice).map(|(candidate, by)| (candidate.id.as_u128(), by))
}

#[test]
fn the_only_one_that_can_is_chosen() {
    let home = to("+12065550142");
    let sleeping = Candidate { is_active: false, ..candidate(1, NumberType::ShortCode) };
    let candidates = [sleeping, candidate(2, NumberType::TollFree)];
    assert_eq!(chosen(&candidates, &choice(&home)), Some((2, ChosenBy::Only)));
}

#[test]
fn kinds_are_chosen_in_their_order() {
    let simulated = to("+14254147755");
    let kinds =
        [NumberType::ShortCode, NumberType::TenDlc, NumberType::LongCode, NumberType::TollFree, NumberType::Simulator];
    let candidates: Vec<Candidate> = (1..).zip(kinds).map(|(id, kind)| candidate(id, kind)).collect();
    for (first, kind) in kinds.iter().enumerate() {
        let backwards: Vec<Candidate> = candidates[first..].iter().rev().cloned().collect();
        let by = if backwards.len() > 1 { ChosenBy::Class } else { ChosenBy::Only };
        assert_eq!(chosen(&backwards, &choice(&simulated)), Some((candidates[first].id.as_u128(), by)), "{kind}");
    }
}

#[test]
fn a_number_comes_before_a_sender_id() {
    let abroad = to("+33639980000");
    let candidates = [sender_id(1, "FR", false), candidate(2, NumberType::TollFree)];
    assert_eq!(chosen(&candidates, &choice(&abroad)), Some((2, ChosenBy::Class)));
}

#[test]
fn a_number_of_the_destinations_country_comes_before_one_from_abroad() {
    let canada = to("+14165550100");
    let at_home = Candidate { iso_country_code: "CA".to_owned(), ..candidate(2, NumberType::LongCode) };
    assert_eq!(chosen(&[candidate(1, NumberType::LongCode), at_home], &choice(&canada)), Some((2, ChosenBy::Home)));
}

#[test]
fn transactional_comes_before_promotional_in_the_account_only() {
    let home = to("+12065550142");
    let promotional = Candidate { message_types: vec![MessageType::Promotional], ..candidate(1, NumberType::LongCode) };
    let candidates = [promotional, candidate(2, NumberType::LongCode)];
    let in_account = Choice { in_account: true, ..choice(&home) };
    assert_eq!(chosen(&candidates, &in_account), Some((2, ChosenBy::Type)));
    assert_eq!(chosen(&candidates, &choice(&home)), Some((1, ChosenBy::Age)));
    let wanted = asked(Channel::Text, &home, Some(MessageType::Promotional));
    assert_eq!(chosen(&candidates, &Choice { asked: wanted, ..in_account }), Some((1, ChosenBy::Only)));
}

#[test]
fn the_oldest_of_equals_is_chosen_then_the_least_id() {
    let home = to("+12065550142");
    let older = Candidate { since: NOW - Duration::days(2), ..candidate(9, NumberType::LongCode) };
    let equals = [candidate(2, NumberType::LongCode), candidate(1, NumberType::LongCode), older];
    assert_eq!(chosen(&equals, &choice(&home)), Some((9, ChosenBy::Age)));
    assert_eq!(chosen(&equals[..2], &choice(&home)), Some((1, ChosenBy::Age)));
}

#[test]
fn what_delivered_within_25_hours_is_kept() {
    let home = to("+12065550142");
    for (hours, expected) in [(24, (2, ChosenBy::Sticky)), (25, (1, ChosenBy::Class))] {
        let sticky =
            Candidate { delivered_at: Some(NOW - Duration::hours(hours)), ..candidate(2, NumberType::TollFree) };
        let candidates = [candidate(1, NumberType::ShortCode), sticky];
        assert_eq!(chosen(&candidates, &choice(&home)), Some(expected), "{hours} h");
    }
}

#[test]
fn what_delivered_is_kept_only_while_it_can_carry_the_message() {
    let home = to("+12065550142");
    let sticky = Candidate { delivered_at: Some(NOW), is_active: false, ..candidate(2, NumberType::TollFree) };
    assert_eq!(chosen(&[candidate(1, NumberType::LongCode), sticky], &choice(&home)), Some((1, ChosenBy::Only)));
}

#[test]
fn a_sender_id_of_a_country_that_registers_them_must_be_registered() {
    let emirates = to("+971501234567");
    assert_eq!(chosen(&[sender_id(1, "AE", false)], &choice(&emirates)), None);
    assert_eq!(chosen(&[sender_id(1, "AE", true)], &choice(&emirates)), Some((1, ChosenBy::Only)));
}

#[test]
fn equals_may_take_turns_by_destination() {
    let equals: Vec<Candidate> = (1..=8).map(|id| candidate(id, NumberType::LongCode)).collect();
    let by_destination: Vec<u128> = (0..50)
        .map(|ending| {
            let destination = to(&format!("+120655501{ending:02}"));
            let hash = Choice { spread: Spread::Hash, ..choice(&destination) };
            let (first, by) = chosen(&equals, &hash).expect("there are some");
            assert_eq!(chosen(&equals, &hash), Some((first, ChosenBy::Age)));
            assert_eq!(by, ChosenBy::Age);
            first
        })
        .collect();
    let used: std::collections::BTreeSet<&u128> = by_destination.iter().collect();
    assert!(used.len() >= 6, "{by_destination:?}");
}

#[test]
fn without_candidates_the_sets_sender_id_stands_in_then_a_shared_route() {
    let registered = Some(OwnedSenderId { message_types: vec![MessageType::Transactional], registered: true });
    let named = |owned: &Option<OwnedSenderId>| Fallbacks {
        shared_routes: true,
        default_sender_id: Some(("MYBRAND".to_owned(), owned.clone())),
    };
    let bare = Fallbacks { shared_routes: true, default_sender_id: None };
    let its_sender_id = Some(Fallback::DefaultSenderId("MYBRAND".to_owned()));
    let (france, emirates, canada) = (to("+33639980000"), to("+971501234567"), to("+14165550100"));
    assert_eq!(named(&None).find(Channel::Text, &france), its_sender_id);
    assert_eq!(named(&registered).find(Channel::Text, &emirates), its_sender_id);
    assert_eq!(named(&None).find(Channel::Text, &emirates), Some(Fallback::SharedRoute));
    assert_eq!(named(&None).find(Channel::Text, &canada), Some(Fallback::SharedRoute));
    assert_eq!(bare.find(Channel::Text, &france), Some(Fallback::SharedRoute));
    for phone_number in ["+12065550142", "+17875550100", "+16715550100", "+13405550100", "+16845550100", "+16705550100"]
    {
        assert_eq!(named(&None).find(Channel::Text, &to(phone_number)), None, "{phone_number}");
    }
    assert_eq!(bare.find(Channel::Media, &canada), None);
    assert_eq!(Fallbacks::default().find(Channel::Text, &france), None);
}

#[test]
fn a_pool_answers_for_its_members() {
    let mut pool = Pool { id: "pool-1", is_active: false, message_type: MessageType::Transactional };
    let promotional = Some(MessageType::Promotional);
    assert_eq!(answer(pool.accepts_type(promotional)), "ConflictException RESOURCE_NOT_ACTIVE pool pool-1");
    pool.is_active = true;
    assert_eq!(answer(pool.accepts_type(promotional)), "ConflictException MESSAGE_TYPE_MISMATCH pool pool-1");
    assert_eq!(answer(pool.accepts_type(Some(MessageType::Transactional))), "ok");
    assert_eq!(answer(pool.accepts_type(None)), "ok");
    let none = |lacking| answer::<()>(Err(pool.none_found(lacking)));
    assert_eq!(none(false), "ConflictException NO_ORIGINATION_IDENTITIES_FOUND pool pool-1");
    assert_eq!(none(true), "ConflictException NUMBER_CAPABILITIES_MISMATCH pool pool-1");
    let account = answer::<()>(Err(none_in_account("111122223333")));
    assert_eq!(account, "ConflictException NO_ORIGINATION_IDENTITIES_FOUND account 111122223333");
}

#[test]
fn a_pool_lacks_a_capability_if_none_of_its_active_members_has_it() {
    let capable = candidate(1, NumberType::LongCode);
    let sleeping = Candidate { is_active: false, ..capable.clone() };
    let brand = sender_id(2, "FR", false);
    assert!(lack_capability(std::slice::from_ref(&capable), Channel::Media));
    assert!(!lack_capability(std::slice::from_ref(&capable), Channel::Voice));
    assert!(lack_capability(&[sleeping.clone(), brand.clone()], Channel::Voice));
    assert!(!lack_capability(&[brand], Channel::Text));
    assert!(!lack_capability(&[sleeping], Channel::Media));
    assert!(!lack_capability(&[], Channel::Media));
}

#[test]
fn the_message_type_is_what_was_asked_or_what_the_chosen_one_sends() {
    let promotional = Candidate { message_types: vec![MessageType::Promotional], ..candidate(1, NumberType::LongCode) };
    assert_eq!(message_type(Some(MessageType::Transactional), Some(&promotional)), MessageType::Transactional);
    assert_eq!(message_type(None, Some(&promotional)), MessageType::Promotional);
    assert_eq!(message_type(None, None), MessageType::Transactional);
}

pub fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
    let types =
        [NumberType::ShortCode, NumberType::TenDlc, NumberType::LongCode, NumberType::TollFree, NumberType::Simulator];
    let capabilities = prop::collection::vec(
        prop::sample::select(vec![NumberCapability::Sms, NumberCapability::Voice, NumberCapability::Mms]),
        1..4,
    );
    let kind = prop_oneof![
        4 => (prop::sample::select(types.to_vec()), capabilities, any::<bool>()).prop_map(
            |(number_type, number_capabilities, international_sending_enabled)| CandidateKind::PhoneNumber {
                number_type, number_capabilities, international_sending_enabled
            }
        ),
        1 => any::<bool>().prop_map(|registered| CandidateKind::SenderId { registered }),
        1 => (any::<bool>(), any::<bool>())
            .prop_map(|(is_launched, is_tester)| CandidateKind::RcsAgent { is_launched, is_tester }),
    ];
    let types = prop::sample::select(vec![
        vec![MessageType::Transactional],
        vec![MessageType::Promotional],
        vec![MessageType::Promotional, MessageType::Transactional],
    ]);
    let country = prop::sample::select(vec!["US", "CA", "FR", "AE"]);
    let one = (kind, country, types, prop::bool::weighted(0.9), 0..3_i64, prop::option::weighted(0.5, 20..30_i64))
        .prop_map(|(kind, country, message_types, is_active, days, hours)| Candidate {
            id: Uuid::nil(),
            kind,
            iso_country_code: country.to_owned(),
            message_types,
            is_active,
            since: NOW - Duration::days(days),
            delivered_at: hours.map(|hours| NOW - Duration::hours(hours)),
        });
    prop::collection::vec(one, 0..12).prop_map(|mut all| {
        for (candidate, id) in all.iter_mut().zip(1..) {
            candidate.id = Uuid::from_u128(id);
            if let CandidateKind::RcsAgent { .. } = candidate.kind {
                // As the rows have it: no country, and no type of its own.
                "ZZ".clone_into(&mut candidate.iso_country_code);
                candidate.message_types = vec![MessageType::Transactional, MessageType::Promotional];
            }
        }
        all
    })
}

/// Whether the candidate can carry the message, in the words of the table.
fn can(candidate: &Candidate, asked: &Asked) -> bool {
    let country = asked.destination.iso_country_code.as_str();
    let home = candidate.iso_country_code == country;
    let carries_and_reaches = match &candidate.kind {
        CandidateKind::SenderId { registered } => {
            let support = sender_ids(country);
            let supported = support == SenderIds::Yes || (support == SenderIds::Registration && *registered);
            asked.channel == Channel::Text && home && supported
        }
        CandidateKind::RcsAgent { is_launched, is_tester } => {
            asked.channel == Channel::Rcs && (*is_launched || *is_tester)
        }
        CandidateKind::PhoneNumber { number_type, number_capabilities, international_sending_enabled } => {
            let media = asked.channel == Channel::Media;
            let reached = match number_type {
                NumberType::ShortCode | NumberType::TenDlc => home,
                NumberType::Simulator => home && asked.destination.is_simulated(),
                NumberType::TollFree if media => home,
                NumberType::LongCode | NumberType::TollFree => home || *international_sending_enabled,
            };
            let capable = number_capabilities.contains(&asked.channel.capability());
            capable && reached && (!media || country == "US" || country == "CA")
        }
    };
    let types = &candidate.message_types;
    candidate.is_active && carries_and_reaches && asked.message_type.is_none_or(|wanted| types.contains(&wanted))
}

/// The choice by elimination: each key leaves those that have its best, and the last one that took some away decided.
pub fn eliminate(candidates: &[Candidate], choice: &Choice) -> Option<(u128, ChosenBy)> {
    let rank = |candidate: &Candidate| match &candidate.kind {
        CandidateKind::PhoneNumber { number_type, .. } => match number_type {
            NumberType::ShortCode => 1,
            NumberType::TenDlc => 2,
            NumberType::LongCode => 3,
            NumberType::TollFree => 4,
            NumberType::Simulator => 5,
        },
        CandidateKind::SenderId { .. } => 6,
        CandidateKind::RcsAgent { .. } => 0,
    };
    let is_transactional = |candidate: &Candidate| candidate.message_types.contains(&MessageType::Transactional);
    let is_sticky =
        |candidate: &Candidate| candidate.delivered_at.is_some_and(|at| at > choice.now - Duration::hours(25));
    let mut left: Vec<&Candidate> = candidates.iter().filter(|candidate| can(candidate, &choice.asked)).collect();
    let mut decided = ChosenBy::Only;
    let mut keep = |by: ChosenBy, is_kept: &dyn Fn(&Candidate) -> bool| {
        let before = left.len();
        if left.iter().any(|candidate| is_kept(candidate)) {
            left.retain(|candidate| is_kept(candidate));
        }
        if left.len() < before {
            decided = by;
        }
        left.clone()
    };
    keep(ChosenBy::Sticky, &is_sticky);
    for class in 0..=6 {
        if keep(ChosenBy::Class, &|candidate| rank(candidate) == class).iter().all(|candidate| rank(candidate) == class)
        {
            break;
        }
    }
    keep(ChosenBy::Home, &|candidate| candidate.iso_country_code == choice.asked.destination.iso_country_code);
    if choice.in_account {
        keep(ChosenBy::Type, &is_transactional);
    }
    let oldest = left.iter().min_by_key(|candidate| (candidate.since, candidate.id))?.id;
    if left.len() > 1 {
        decided = ChosenBy::Age;
    }
    Some((oldest.as_u128(), decided))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_choice_is_the_one_that_elimination_leaves(
        candidates in candidates(),
        phone_number in prop::sample::select(vec!["+12065550142", "+14254147755", "+14165550100", "+33639980000", "+971501234567"]),
        channel in prop::sample::select(vec![Channel::Text, Channel::Text, Channel::Media, Channel::Voice, Channel::Rcs]),
        wanted in prop::option::of(prop::sample::select(vec![MessageType::Transactional, MessageType::Promotional])),
        in_account in any::<bool>(),
    ) {
        let destination = to(phone_number);
        let asked = Asked { channel, destination: &destination, message_type: wanted };
        let choice = Choice { asked, in_account, spread: Spread::Oldest, now: NOW };
        prop_assert_eq!(chosen(&candidates, &choice), eliminate(&candidates, &choice));
        let backwards: Vec<Candidate> = candidates.iter().rev().cloned().collect();
        prop_assert_eq!(chosen(&backwards, &choice), chosen(&candidates, &choice));
    }
}
