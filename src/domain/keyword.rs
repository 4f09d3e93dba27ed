//! Keywords: the words that people text to a pool or a phone number, and what happens then.

use std::collections::BTreeMap;

use crate::model::{
    error::{ConflictReason, ServiceError},
    keyword::KeywordAction,
    resource_type::ResourceType,
};

mod changing;

pub use changing::{Deleting, Owner, Putting};

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
        let mut keywords = BTreeMap::from([("HELP".to_owned(), help), (STOP.to_owned(), stop)]);
        keywords.extend(stored);
        Self(keywords)
    }
}

/// The keyword by which people opt out.
pub const STOP: &str = "STOP";

/// The words that every pool and number has.
const CONSTANTS: [&str; 2] = ["HELP", STOP];

/// The words that opt their senders out as STOP does, unless they are keywords of their own. Documented.
pub const OPT_OUT_WORDS: [&str; 10] =
    ["ARRET", "CANCEL", "END", "OPT-OUT", "OPTOUT", "QUIT", "REMOVE", STOP, "TD", "UNSUBSCRIBE"];

/// A word as it is stored and compared. Observed: in upper case. Assumed: ASCII letters are folded and no others, so that
/// none that merely looks alike stands for the letter of another word, `ſTOP` for STOP.
#[must_use]
pub fn upper_case(word: &str) -> String {
    word.to_ascii_uppercase()
}

impl Keywords {
    /// Whether a word, in upper case, is HELP or STOP.
    #[must_use]
    pub fn is_constant(word: &str) -> bool {
        CONSTANTS.contains(&word)
    }

    /// What `word`, in upper case, does.
    #[must_use]
    pub fn get(&self, word: &str) -> Option<&Response> {
        self.0.get(word)
    }

    /// Words and what they do, in the order of the words.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Response)> {
        self.0.iter()
    }

    /// Those that `others` haven't, or have otherwise, in words; `none` if there are no such.
    #[must_use]
    pub fn beside(&self, others: &Self) -> String {
        let own = self.iter().filter(|(word, response)| others.get(word) != Some(response));
        let own: Vec<String> = own
            .map(|(word, Response { message, action })| format!("{word} \"{message}\" {}", action.as_ref()))
            .collect();
        if own.is_empty() { "none".to_owned() } else { own.join(", ") }
    }

    /// How many there are beside HELP and STOP. Settled (decision D8): quotas count only these.
    #[must_use]
    pub fn custom(&self) -> i64 {
        let custom = self.0.keys().filter(|word| !Self::is_constant(word)).count();
        i64::try_from(custom).unwrap_or(i64::MAX)
    }

    /// The action of `word` after a PutKeyword that names `action`, or none.
    ///
    /// Documented: the default is AUTOMATIC_RESPONSE. Settled (decision D8): HELP and STOP keep theirs.
    ///
    /// # Errors
    ///
    /// ConflictException RESOURCE_MODIFICATION_NOT_ALLOWED for another action of HELP or STOP.
    pub fn action_after_put(&self, word: &str, action: Option<KeywordAction>) -> Result<KeywordAction, ServiceError> {
        match self.get(word).filter(|_| CONSTANTS.contains(&word)) {
            None => Ok(action.unwrap_or(KeywordAction::AutomaticResponse)),
            Some(own) if action.is_none_or(|action| action == own.action) => Ok(own.action),
            Some(_) => {
                let reason = ConflictReason::ResourceModificationNotAllowed;
                Err(ServiceError::conflict(reason, ResourceType::Keyword, word))
            }
        }
    }
}

impl Default for Keywords {
    fn default() -> Self {
        Self::new([])
    }
}
