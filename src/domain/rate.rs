//! How often an operation may be called.

use std::num::NonZeroU32;

const TEN: NonZeroU32 = NonZeroU32::new(10).expect("10 is not 0");
const TWENTY_FIVE: NonZeroU32 = NonZeroU32::new(25).expect("25 is not 0");
const TWENTY: NonZeroU32 = NonZeroU32::new(20).expect("20 is not 0");

/// The sends of notify configurations of the tier BASIC, which are counted apart beside their operations.
pub const NOTIFY_BASIC: &str = "SendNotify of the tier BASIC";

/// How many calls of an operation each account may make in a region and second. Documented: AWS's published rates.
#[must_use]
pub fn per_second(operation: &str) -> NonZeroU32 {
    match operation {
        // Documented: of the tier ADVANCED.
        "SendNotifyTextMessage" | "SendNotifyVoiceMessage" => TWENTY_FIVE,
        "PutMessageFeedback" => TWENTY,
        "DeleteOptedOutNumber" | "ListTagsForResource" | "PutOptedOutNumber" => TEN,
        _ => NonZeroU32::MIN,
    }
}
