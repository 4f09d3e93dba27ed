//! The short codes that approvals make.

use super::form::Values;
use crate::{domain::country::NumberRange, model::message::MessageType};

/// Where they come from. Assumed (decision RD55): nobody publishes codes that are kept for fiction.
pub const RANGES: [NumberRange; 2] =
    [NumberRange { first: 55_500, count: 100 }, NumberRange { first: 555_000, count: 1_000 }];

const USE_CASE: &str = "messagingUseCase.useCaseCategory";
const PROMOTIONS: &str = "Promotions and marketing";

/// What a code is for whose form says this. Assumed (decision RD55): TRANSACTIONAL, unless its use case is promotions.
#[must_use]
pub fn message_type(values: &Values) -> MessageType {
    let promotes = values.get(USE_CASE).is_some_and(|value| value.texts().any(|text| text == PROMOTIONS));
    if promotes { MessageType::Promotional } else { MessageType::Transactional }
}
