//! The members that requests about messages share.

use std::collections::BTreeMap;

use callsign::model::{
    member::Members,
    message::{MessageId, context, destination_country_parameters, media_urls},
};
use uuid::Uuid;

use super::answer;

fn entries(count: usize, value: Option<&str>) -> BTreeMap<String, Option<String>> {
    (0..count).map(|at| (format!("key{at}"), value.map(str::to_owned))).collect()
}

/// The verdict on members that `read` reads.
fn verdict<T>(read: impl FnOnce(&mut Members) -> T) -> String {
    let mut members = Members::new();
    read(&mut members);
    answer(members.verdict())
}

#[test]
fn context_has_five_entries_at_most_and_none_is_null_or_ends_in_space() {
    const BROKEN: &str = "ValidationException FIELD_VALIDATION_FAILED context";
    for (entries, expected) in [
        (None, "ok"),
        (Some(entries(5, Some("a b"))), "ok"),
        (Some(entries(6, Some("a"))), BROKEN),
        (Some(entries(1, None)), BROKEN),
        (Some(entries(1, Some(""))), BROKEN),
        (Some(entries(1, Some(" a"))), BROKEN),
        (Some(entries(1, Some("a\n"))), BROKEN),
        (Some(entries(1, Some(&"a".repeat(800)))), "ok"),
        (Some(entries(1, Some(&"a".repeat(801)))), BROKEN),
        (Some(BTreeMap::from([("a key".to_owned(), Some("a".to_owned()))])), BROKEN),
    ] {
        assert_eq!(verdict(|members| context(members, entries.clone())), expected, "{entries:?}");
    }
}

#[test]
fn country_parameters_have_known_keys() {
    const BROKEN: &str = "ValidationException FIELD_VALIDATION_FAILED destinationCountryParameters";
    let one = |key: &str, value: &str| Some(BTreeMap::from([(key.to_owned(), Some(value.to_owned()))]));
    for (entries, expected) in [
        (one("IN_TEMPLATE_ID", "1"), "ok"),
        (one("IN_ENTITY_ID", "1"), "ok"),
        (one("US_ID", "1"), BROKEN),
        (one("IN_ENTITY_ID", "a b"), BROKEN),
        (Some(BTreeMap::from([("IN_ENTITY_ID".to_owned(), None)])), BROKEN),
    ] {
        assert_eq!(
            verdict(|members| destination_country_parameters(members, entries.clone())),
            expected,
            "{entries:?}"
        );
    }
}

#[test]
fn media_urls_are_one_file_of_a_bucket() {
    const BROKEN: &str = "ValidationException FIELD_VALIDATION_FAILED mediaUrls";
    let url = "s3://bucket/a.gif".to_owned();
    for (urls, expected) in [
        (None, "ok"),
        (Some(vec![url.clone()]), "ok"),
        (Some(vec![]), BROKEN),
        (Some(vec![url.clone(), url]), BROKEN),
        (Some(vec!["https://bucket/a.gif".to_owned()]), BROKEN),
    ] {
        assert_eq!(verdict(|members| media_urls(members, urls.clone())), expected, "{urls:?}");
    }
}

#[test]
fn a_message_id_is_a_uuid_in_its_one_form() {
    let key = Uuid::from_u128(7);
    assert_eq!(MessageId::of(key).as_str(), "00000000-0000-0000-0000-000000000007");
    let read = |text: &str| MessageId::read(&mut Members::new(), Some(text.to_owned()));
    assert_eq!(read("00000000-0000-0000-0000-000000000007").key(), Some(key));
    for text in ["00000000000000000000000000000007", "message-7", "00000000-0000-0000-0000-00000000000A"] {
        assert_eq!(read(text).key(), None, "{text}");
    }
    let missing = answer::<()>(Err(read("message-7").not_found()));
    assert_eq!(missing, "ResourceNotFoundException message message-7");
    assert_eq!(verdict(|members| MessageId::read(members, None)), "ValidationException MISSING_PARAMETER messageId");
}
