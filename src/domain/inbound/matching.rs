//! Which keyword a text is. Documented: a text is the keyword that it begins with, whatever the case. Assumed (MD20): what follows
//! is no letter or digit, and of several the longest counts.

use crate::domain::keyword::{Keywords, OPT_OUT_WORDS, Response, STOP, upper_case};

/// The keyword that a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found<'k> {
    /// One of the pool's or the number's, HELP and STOP among them, and what it does.
    Configured(&'k str, &'k Response),
    /// One of the opt-out words, which does what STOP does.
    OptOutWord(&'static str, &'k Response),
}

impl<'k> Found<'k> {
    /// The word, as it is stored.
    #[must_use]
    pub fn word(&self) -> &'k str {
        match self {
            Self::Configured(word, _) | Self::OptOutWord(word, _) => word,
        }
    }

    /// What it does.
    #[must_use]
    pub fn response(&self) -> &'k Response {
        match self {
            Self::Configured(_, response) | Self::OptOutWord(_, response) => response,
        }
    }

    /// Whether it is none that somebody added: HELP, STOP, or an opt-out word.
    #[must_use]
    pub fn is_of_callsign(&self) -> bool {
        match self {
            Self::Configured(word, _) => Keywords::is_constant(word),
            Self::OptOutWord(..) => true,
        }
    }
}

/// A text as keywords are compared with it: without white space at its ends, with one space in place of any inside, in upper case.
#[must_use]
pub fn normalised(text: &str) -> String {
    upper_case(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// The keyword that a text is. What is configured comes before the opt-out words, whatever their lengths.
#[must_use]
pub fn find<'k>(text: &str, keywords: &'k Keywords) -> Option<Found<'k>> {
    let text = normalised(text);
    let configured = keywords.iter().map(|(word, response)| (word.as_str(), response));
    if let Some((word, response)) = longest(&text, configured) {
        return Some(Found::Configured(word, response));
    }
    let (word, ()) = longest(&text, OPT_OUT_WORDS.map(|word| (word, ())))?;
    Some(Found::OptOutWord(word, keywords.get(STOP)?))
}

/// The longest word that the text begins with; of two that are the same but for their spaces the first.
fn longest<'w, T>(text: &str, words: impl IntoIterator<Item = (&'w str, T)>) -> Option<(&'w str, T)> {
    let mut longest: Option<(usize, (&'w str, T))> = None;
    for (word, of) in words {
        let known = normalised(word);
        if begins_with(text, &known) && longest.as_ref().is_none_or(|(length, _)| known.len() > *length) {
            longest = Some((known.len(), (word, of)));
        }
    }
    longest.map(|(_, found)| found)
}

fn begins_with(text: &str, word: &str) -> bool {
    let Some(rest) = text.strip_prefix(word) else { return false };
    !word.is_empty() && rest.chars().next().is_none_or(|next| !next.is_alphanumeric())
}
