//! How often an operation may be called.

use std::num::NonZeroU32;

const TEN: NonZeroU32 = NonZeroU32::new(10).expect("10 is not 0");
const TWENTY: NonZeroU32 = NonZeroU32::new(20).expect("20 is not 0");

/// How many calls of an operation each account may make in a region and second. Documented: AWS's published rates.
#[must_use]
pub fn per_second(operation: &str) -> NonZeroU32 {
    match operation {
        "PutMessageFeedback" => TWENTY,
        "DeleteOptedOutNumber" | "ListTagsForResource" | "PutOptedOutNumber" => TEN,
        _ => NonZeroU32::MIN,
    }
}
