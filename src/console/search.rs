//! What a search of the inbox says: words of the body, a number or its beginning, and what begins with `to:`, `from:`, `pool:`, `set:`,
//! `is:` or `has:`.

use crate::store::view::thread::Term;

/// How many terms of a search count.
const MOST: usize = 12;

/// The terms of a search.
pub fn terms(search: &str) -> Vec<Term> {
    search.split_whitespace().take(MOST).map(term).collect()
}

fn term(word: &str) -> Term {
    let (name, value) = word.split_once(':').unwrap_or(("", ""));
    match (name, value) {
        ("to", text) if !text.is_empty() => Term::To(number(text)),
        ("from", text) if !text.is_empty() => Term::From(text.to_owned()),
        ("pool", text) if !text.is_empty() => Term::Pool(text.to_owned()),
        ("set", text) if !text.is_empty() => Term::Set(text.to_owned()),
        ("is", "inbound") => Term::Inbound,
        ("is", "failed") => Term::Failed,
        ("has", "code") => Term::Code,
        _ if is_number(word) => Term::Number(number(word)),
        _ => Term::Word(word.to_owned()),
    }
}

fn is_number(word: &str) -> bool {
    let digits = word.strip_prefix('+').unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The plus that is often left out.
fn number(text: &str) -> String {
    if text.starts_with(|c: char| c.is_ascii_digit()) { format!("+{text}") } else { text.to_owned() }
}
