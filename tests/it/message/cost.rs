//! What a message may cost, what a month holds, and how often a phone is called.

use callsign::{
    domain::{
        account::AccountTier::{Production, Sandbox},
        check::Rule,
        message::{
            body::Encoded,
            channel::Channel,
            cost::{Call, CallQuotas, Calls, Within, month, month_has_room, of_call, of_media, of_text},
            price::Dollars,
        },
    },
    model::error::ServiceError,
};
use time::macros::{date, datetime};

use super::answer;

fn dollars(text: &str) -> Dollars {
    Dollars::parse(text).expect("it is a price")
}

#[test]
fn a_message_costs_its_parts_or_its_minutes() {
    let three_parts = Encoded::of(&"a".repeat(459));
    assert_eq!(of_text(&three_parts, "US").cost(), dollars("0.02649"));
    assert_eq!(of_media("US").cost(), dollars("0.02216"));
    assert_eq!(of_call(Call { seconds: 61, minutes: 2 }, "US").cost(), dollars("0.026"));
}

#[test]
fn a_call_takes_a_second_for_fifteen_characters() {
    for (spoken, tier, seconds, minutes) in [
        (0, Production, 1, 1),
        (15, Production, 1, 1),
        (16, Production, 2, 1),
        (900, Production, 60, 1),
        (901, Production, 61, 2),
        (3000, Production, 200, 4),
        (6000, Production, 300, 5),
        (3000, Sandbox, 30, 1),
    ] {
        assert_eq!(Call::of(spoken, tier), Call { seconds, minutes }, "{spoken}");
    }
}

fn within(member: &'static str, max_price: Option<Dollars>, cost: Dollars) -> Result<(), ServiceError> {
    Within { member, max_price, cost }.verdict()
}

#[test]
fn a_price_over_the_threshold_is_refused_and_an_equal_one_passes() {
    let cost = dollars("0.00883");
    for (max_price, expected) in [
        (None, "ok"),
        (Some("0.00883"), "ok"),
        (Some("0.00882"), "ValidationException PRICE_OVER_THRESHOLD maxPrice"),
        (Some("1.0"), "ok"),
    ] {
        assert_eq!(answer(within("maxPrice", max_price.map(dollars), cost)), expected, "{max_price:?}");
    }
    let refused = answer(within("maxPricePerMinute", Some(dollars(".01")), dollars("0.013")));
    assert_eq!(refused, "ValidationException PRICE_OVER_THRESHOLD maxPricePerMinute");
}

#[test]
fn a_month_is_that_of_utc() {
    for (at, expected) in [
        (datetime!(2026-11-30 23:59:59.999 UTC), date!(2026 - 11 - 01)),
        (datetime!(2026-12-01 00:00 UTC), date!(2026 - 12 - 01)),
        (datetime!(2026-12-01 00:30 +01:00), date!(2026 - 11 - 01)),
        (datetime!(2024-02-29 12:00 UTC), date!(2024 - 02 - 01)),
    ] {
        assert_eq!(month(at), expected, "{at}");
    }
}

#[test]
fn a_month_holds_messages_up_to_its_limit() {
    const REACHED: &str = "ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT";
    for (spent, cost, limit, expected) in [
        ("0", "1", "1", "ok"),
        ("0.99117", "0.00883", "1", "ok"),
        ("0.99118", "0.00883", "1", REACHED),
        ("0", "0.00001", "0", REACHED),
        ("0", "0", "0", "ok"),
        ("2", "0", "1", "ok"),
        ("2", "0.00001", "1", REACHED),
    ] {
        let has_room = month_has_room(Channel::Text, dollars(spent), dollars(cost), dollars(limit));
        assert_eq!(answer(has_room), expected, "{spent} + {cost} of {limit}");
    }
}

#[test]
fn each_channel_has_its_own_limit() {
    for (channel, reason) in
        [(Channel::Text, "TEXT"), (Channel::Media, "MEDIA"), (Channel::Voice, "VOICE"), (Channel::Rcs, "RCS")]
    {
        let refused = answer(month_has_room(channel, Dollars::ZERO, Dollars::whole(2), Dollars::whole(1)));
        assert_eq!(refused, format!("ServiceQuotaExceededException MONTHLY_SPEND_LIMIT_REACHED_FOR_{reason}"));
        assert!(channel.spend_limit().as_ref().starts_with(reason));
    }
}

#[test]
fn a_hundred_messages_fill_a_limit_made_for_them() {
    let (cost, limit) = (of_text(&Encoded::of("a"), "US").cost(), dollars("0.883"));
    let mut spent = Dollars::ZERO;
    let mut accepted = 0;
    while month_has_room(Channel::Text, spent, cost, limit).is_ok() {
        (spent, accepted) = (spent + cost, accepted + 1);
    }
    assert_eq!((accepted, spent), (100, limit));
}

#[test]
fn a_recipient_is_called_five_times_a_day_and_a_sandbox_calls_twenty_times() {
    const REACHED: &str = "ServiceQuotaExceededException DAILY_DESTINATION_CALL_LIMIT";
    let quotas = CallQuotas::default();
    for (to_recipient, of_account, tier, expected) in
        [(4, 400, Production, "ok"), (5, 5, Production, REACHED), (4, 19, Sandbox, "ok"), (0, 20, Sandbox, REACHED)]
    {
        let calls = Calls { to_recipient, of_account };
        assert_eq!(answer(quotas.allow(calls, tier)), expected, "{calls:?}");
    }
    let off = CallQuotas { to_recipient: 0, of_sandbox: 0 };
    assert_eq!(answer(off.allow(Calls { to_recipient: 99, of_account: 99 }, Sandbox)), "ok");
}
