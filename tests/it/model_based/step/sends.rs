//! Texts, and what they may cost in a month. Without protect configurations, the sandbox and configuration sets, which have tests
//! of their own beside those of messages.

use proptest::{option, prelude::*, sample::select};

use super::{Identity, MESSAGE_TYPES, Operation, Origin, SIMULATED, Slots, Text, one_of, rarely};

/// Where texts go, with those more often that something here reaches.
const PHONES: [&str; 8] = [
    SIMULATED,
    SIMULATED,
    SIMULATED,
    "+12065550100",
    "+447700900123",
    "+447700900123",
    "+493023125000",
    "+493023125000",
];

/// One part, the last letter of one, the first of two, some, and as many as there may be.
const LETTERS: [usize; 6] = [5, 5, 160, 161, 481, 1530];

/// The price of one part to the US, which a text of one part just doesn't exceed, and others.
const MAX_PRICES: [(&str, i64); 3] = [(".00883", 883), ("0.05", 5_000), ("1.0", 100_000)];

pub(super) fn of_sends(slots: &Slots) -> Vec<(u32, BoxedStrategy<Operation>)> {
    let from = prop_oneof![
        4 => one_of(&slots.numbers).prop_map(|slot| Origin::Identity(Identity::Number(slot))),
        3 => one_of(&slots.sender_ids).prop_map(|sender_id| Origin::Identity(Identity::SenderId(sender_id))),
        7 => one_of(&slots.pools).prop_map(Origin::Pool),
        4 => Just(Origin::Account),
    ];
    let message_type = option::weighted(0.3, select(&MESSAGE_TYPES[..]));
    let max_price = option::weighted(0.2, select(&MAX_PRICES[..]));
    let text = (from, select(&PHONES[..]), message_type, select(&LETTERS[..]), max_price, rarely()).prop_map(
        |(from, destination, message_type, letters, max_price, dry_run)| {
            Operation::SendTextMessage(Text { from, destination, message_type, letters, max_price, dry_run })
        },
    );
    let limit = select(vec![0, 1, 1, 2, 2, 3]).prop_map(|limit| Operation::SetTextSpendLimit { limit });
    vec![(26, text.boxed()), (2, limit.boxed()), (1, Just(Operation::DeleteTextSpendLimit).boxed())]
}
