//! Keywords: the words that people text to a pool or a phone number, and what happens then.

use std::collections::BTreeMap;

use crate::model::enumeration::KeywordAction;

/// What a keyword does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Response {
    /// The text that is sent back.
    pub message: String,
    /// What happens beside that.
    pub action: KeywordAction,
}

/// The keywords of a pool or a phone number, by word in upper case. HELP and STOP are always among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keywords(BTreeMap<String, Response>);

/// The message of HELP on every new pool and number. Assumed: AWS's text is not published.
pub const HELP_MESSAGE: &str = "For help, contact the sender of this message. Reply STOP to opt out.";

/// The message of STOP on every new pool and number. Assumed: AWS's text is not published.
pub const STOP_MESSAGE: &str = "You are now opted out and will no longer receive messages.";

impl Keywords {
    /// The constants HELP and STOP, with `stored` added or in their place.
    /// Documented: HELP and STOP always exist.
    #[must_use]
    pub fn new(stored: impl IntoIterator<Item = (String, Response)>) -> Self {
        let help = Response { message: HELP_MESSAGE.to_owned(), action: KeywordAction::AutomaticResponse };
        let stop = Response { message: STOP_MESSAGE.to_owned(), action: KeywordAction::OptOut };
        let mut keywords = BTreeMap::from([("HELP".to_owned(), help), ("STOP".to_owned(), stop)]);
        keywords.extend(stored);
        Self(keywords)
    }
}

impl Default for Keywords {
    fn default() -> Self {
        Self::new([])
    }
}
