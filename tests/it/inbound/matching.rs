//! Which keyword a text is: by hand, and against a plain second function.

use callsign::{
    domain::{
        inbound::matching::{Found, find},
        keyword::{Keywords, OPT_OUT_WORDS, Response},
    },
    model::keyword::KeywordAction,
};
use proptest::prelude::*;

fn keywords<'w>(words: impl IntoIterator<Item = &'w str>) -> Keywords {
    let response = |word: &str| Response { message: word.to_owned(), action: KeywordAction::AutomaticResponse };
    Keywords::new(words.into_iter().map(|word| (word.to_owned(), response(word))))
}

/// The word that is found among these.
fn found(text: &str, words: &[&str]) -> Option<String> {
    find(text, &keywords(words.iter().copied())).map(|found| found.word().to_owned())
}

#[test]
fn a_text_is_the_keyword_that_it_begins_with() {
    for (text, expected) in [
        ("JOIN", Some("JOIN")),
        ("join", Some("JOIN")),
        ("  Join\u{a0}\n", Some("JOIN")),
        ("JOIN now", Some("JOIN")),
        ("JOIN, please", Some("JOIN")),
        ("join!", Some("JOIN")),
        ("join😀", Some("JOIN")),
        ("JOINT", None),
        ("JOIN2", None),
        ("JOINÉ", None),
        ("please JOIN", None),
        ("", None),
        (" \t\n", None),
        ("help me", Some("HELP")),
        ("Stop.", Some("STOP")),
    ] {
        assert_eq!(found(text, &["JOIN"]).as_deref(), expected, "{text:?}");
    }
}

#[test]
fn the_longest_keyword_counts_and_spaces_count_as_one() {
    let words = ["JOIN", "JOIN NOW", "JOIN NOW OR"];
    for (text, expected) in
        [("join later", "JOIN"), ("join  \t now", "JOIN NOW"), ("JOIN NOW ORANGE", "JOIN NOW"), ("Join", "JOIN")]
    {
        assert_eq!(found(text, &words).as_deref(), Some(expected), "{text:?}");
    }
    assert_eq!(found("a b", &["A   B"]).as_deref(), Some("A   B"));
}

#[test]
fn what_merely_looks_alike_is_no_keyword() {
    assert_eq!(found("ſTOP", &[]), None);
    assert_eq!(found("ſtop", &["é"]), None);
    assert_eq!(found("É", &["é"]), None);
}

#[test]
fn each_opt_out_word_is_found_unless_it_is_configured() {
    let none = keywords([]);
    for word in OPT_OUT_WORDS {
        let text = word.to_lowercase() + " please";
        let found = find(&text, &none).unwrap_or_else(|| panic!("{word} is found"));
        assert_eq!((found.word(), found.is_of_callsign()), (word, true));
        assert_eq!(found.response().action, KeywordAction::OptOut, "{word}");
        // HELP and STOP are configured by themselves.
        let own = keywords([word]);
        let found = find(&text, &own).unwrap_or_else(|| panic!("{word} is found"));
        assert!(matches!(found, Found::Configured(..)) && found.is_of_callsign() == (word == "STOP"), "{word}");
    }
}

#[test]
fn a_configured_keyword_comes_before_a_longer_opt_out_word() {
    let own = keywords(["OPT"]);
    assert!(matches!(find("opt-out", &own), Some(Found::Configured("OPT", _))));
    assert!(matches!(find("optout", &own), Some(Found::OptOutWord("OPTOUT", _))));
}

/// As [`normalised`](callsign::domain::inbound::matching::normalised), character by character.
fn naive_normalised(text: &str) -> String {
    let mut normal = String::new();
    let mut is_after_space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            is_after_space = !normal.is_empty();
        } else {
            if is_after_space {
                normal.push(' ');
            }
            is_after_space = false;
            normal.push(if c.is_ascii_lowercase() { c.to_ascii_uppercase() } else { c });
        }
    }
    normal
}

/// The longest beginning of the text, no letter or digit behind it, that is one of the words.
fn naive_found(text: &str, words: &[String]) -> Option<String> {
    let text: Vec<char> = naive_normalised(text).chars().collect();
    (1..=text.len()).rev().find_map(|length| {
        let goes_on = text.get(length).is_some_and(|c| c.is_alphanumeric());
        let beginning: String = text[..length].iter().collect();
        words.iter().find(|word| !goes_on && naive_normalised(word) == beginning).cloned()
    })
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof!["[A-C]{1,3}", "[A-B]{1,2}[ -][A-B]{1,2}", "(STOP|END|OPT|TD|QUIT)", "[AÉß1.]{1,4}", "A {1,3}B",]
}

/// Texts that often begin with a word, in any case, with anything between and behind.
fn body(words: Vec<String>) -> impl Strategy<Value = String> {
    let mut words: Vec<String> = words;
    words.extend(OPT_OUT_WORDS.map(str::to_owned));
    words.extend(["HELP".to_owned(), String::new()]);
    let begin = prop::sample::select(words);
    let white = "[ \t\n\u{a0}\u{2003}]{0,3}";
    let tail = prop_oneof![
        Just(String::new()),
        "[ .,!?-][A-C]{0,3}",
        "[ \u{a0}]{1,3}[A-C]{1,3}",
        "[éßΩ中😀٣\u{301}1a]{1,3}",
        "[A-C ]{0,5}",
        ".{0,40}",
        "[A-Z ]{1600}",
    ];
    (white, begin, tail, white, any::<u64>()).prop_map(|(before, begin, tail, after, case)| {
        let cased: String = begin
            .chars()
            .enumerate()
            .map(|(place, c)| if case >> (place % 64) & 1 == 1 { c.to_ascii_lowercase() } else { c })
            .collect();
        let text =
            format!("{before}{}{tail}{after}", cased.replace(' ', if case & 2 == 0 { " " } else { " \u{a0}\t" }));
        text.chars().take(1_600).collect()
    })
}

fn words_and_body() -> impl Strategy<Value = (Vec<String>, String)> {
    prop::collection::vec(word(), 0..6).prop_flat_map(|words| (Just(words.clone()), body(words)))
}

proptest! {
    #[test]
    fn any_text_is_the_keyword_that_a_plain_second_function_finds((words, text) in words_and_body()) {
        let keywords = keywords(words.iter().map(String::as_str));
        // In the order of the words, as keywords are kept: of two that differ by their spaces the first counts.
        let configured: Vec<String> = keywords.iter().map(|(word, _)| word.clone()).collect();
        let expected = naive_found(&text, &configured)
            .map(|word| (word, true))
            .or_else(|| naive_found(&text, &OPT_OUT_WORDS.map(str::to_owned)).map(|word| (word, false)));
        let found = find(&text, &keywords)
            .map(|found| (found.word().to_owned(), matches!(found, Found::Configured(..))));
        prop_assert_eq!(found, expected, "{:?}", text);
    }
}
