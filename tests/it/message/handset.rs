//! What phones do: rules, the simulator's numbers, magic numbers.

use callsign::domain::message::handset::{self, Carrier, Handset, MAGIC, Outcome, Reply, Rule, rule_for};
use time::Duration;

use super::{NOW, to};

fn rule(phone: &str, is_own: bool, order: i64) -> Rule {
    Rule {
        phone: phone.to_owned(),
        is_own,
        created_at: (NOW + Duration::seconds(order), order),
        times: None,
        handset: Handset { outcome: Outcome::Spam, ..Handset::default() },
    }
}

/// What the phone with this number does, without rules.
fn phone(phone_number: &str) -> Handset {
    handset::of(&to(phone_number), None, true, false)
}

#[test]
fn a_phone_takes_what_comes() {
    for phone_number in ["+12065550150", "+12065550193", "+12065551142", "+447700900153", "+12065560153"] {
        assert_eq!(phone(phone_number), Handset::default(), "{phone_number}");
    }
}

#[test]
fn each_magic_number_does_what_its_line_says() {
    let ends = |outcome| Handset { outcome, ..Handset::default() };
    let answers = |body: &str| Handset {
        reply: Some(Reply { body: body.to_owned(), after: Duration::ZERO }),
        ..Handset::default()
    };
    for (ending, expected) in [
        ("00", ends(Outcome::Delivered)),
        ("49", ends(Outcome::Delivered)),
        ("51", ends(Outcome::CarrierUnreachable)),
        ("52", ends(Outcome::Unreachable)),
        ("53", ends(Outcome::Blocked)),
        ("54", ends(Outcome::CarrierBlocked)),
        ("55", ends(Outcome::Spam)),
        ("56", ends(Outcome::Invalid)),
        ("57", ends(Outcome::InvalidMessage)),
        ("58", ends(Outcome::Silent)),
        ("59", ends(Outcome::TtlExpired)),
        ("60", Handset { suspicious: true, ..Handset::default() }),
        ("61", ends(Outcome::Successful)),
        ("62", ends(Outcome::Pending)),
        ("63", Handset { duplicate_receipts: true, ..Handset::default() }),
        ("64", Handset { out_of_order: true, ..Handset::default() }),
        ("80", answers("STOP")),
        ("81", answers("START")),
        ("82", answers("HELP")),
        ("83", answers("YES")),
        ("90", ends(Outcome::Busy)),
        ("91", ends(Outcome::NoAnswer)),
        ("92", ends(Outcome::Failed)),
    ] {
        assert_eq!(phone(&format!("+120655501{ending}")), expected, "{ending}");
        assert_eq!(phone(&format!("+191955501{ending}")), expected, "{ending}");
    }
}

#[test]
fn no_number_stands_on_two_lines_of_the_table() {
    let mut endings: Vec<u8> = MAGIC.iter().flat_map(|(first, last, _)| *first..=*last).collect();
    let count = endings.len();
    endings.sort_unstable();
    endings.dedup();
    assert_eq!(endings.len(), count);
}

#[test]
fn magic_is_off_by_setting_and_for_numbers_that_are_leased() {
    let blocked = to("+12065550153");
    assert_eq!(handset::of(&blocked, None, true, false).outcome, Outcome::Blocked);
    assert_eq!(handset::of(&blocked, None, false, false), Handset::default());
    assert_eq!(handset::of(&blocked, None, true, true), Handset::default());
}

#[test]
fn a_rule_beats_a_magic_number_but_not_the_simulator() {
    let any = rule("+1*", true, 0);
    for (phone_number, expected) in
        [("+12065550153", Outcome::Spam), ("+14254147755", Outcome::Delivered), ("+14254147167", Outcome::Blocked)]
    {
        assert_eq!(handset::of(&to(phone_number), Some(&any), true, false).outcome, expected, "{phone_number}");
    }
}

#[test]
fn the_longest_rule_wins_then_the_newest() {
    let rules = [
        rule("+1206*", true, 5),
        rule("+12065550142", true, 1),
        rule("+1206555*", true, 2),
        rule("+1206555*", true, 3),
        rule("+12065550142*", true, 4),
        rule("*", true, 9),
    ];
    for (phone_number, expected) in
        [("+12065550142", Some(1)), ("+12065550143", Some(3)), ("+12067770143", Some(5)), ("+33639980000", Some(9))]
    {
        let found = rule_for(phone_number, &rules).map(|rule| rule.created_at.1);
        assert_eq!(found, expected, "{phone_number}");
    }
    assert_eq!(rule_for("+33639980000", &rules[..5]), None);
}

#[test]
fn a_rule_of_the_scope_comes_before_those_for_all() {
    let rules = [rule("+12065550142", false, 2), rule("+1*", true, 1)];
    assert_eq!(rule_for("+12065550142", &rules).map(|rule| rule.created_at.1), Some(1));
}

#[test]
fn a_rule_that_is_used_up_is_over() {
    let over = Rule { times: Some(0), ..rule("+12065550142", true, 2) };
    let live = Rule { times: Some(1), ..rule("+1206*", true, 1) };
    assert_eq!(rule_for("+12065550142", &[over, live]).map(|rule| rule.created_at.1), Some(1));
}

#[test]
fn each_country_has_one_invented_carrier() {
    let carrier = Carrier::of("US");
    assert_eq!((carrier.mcc.as_str(), carrier.mnc.as_str(), carrier.name.as_str()), ("310", "000", "Callsign Mobile"));
    assert_eq!(Carrier::of("JP").mcc, "001");
}
