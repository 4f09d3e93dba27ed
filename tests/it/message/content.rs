//! What a message says.

use callsign::{
    domain::message::content::{Limits, media, text, voice},
    model::message::VoiceMessageBodyTextType::{Ssml, Text},
};
use proptest::prelude::*;

use super::answer;

#[test]
fn a_message_without_content_is_refused() {
    assert_eq!(answer(text(None, &Limits::default())), "ValidationException MISSING_PARAMETER messageBody");
    assert_eq!(answer(media(None, &[])), "ValidationException MISSING_PARAMETER messageBody+mediaUrls");
    assert_eq!(answer(voice(None, Text)), "ValidationException MISSING_PARAMETER messageBody");
}

#[test]
fn a_media_message_has_a_body_or_a_file_or_both() {
    let file = ["s3://bucket/a.gif".to_owned()];
    for (body, files) in [(Some("a"), &[][..]), (None, &file[..]), (Some("a"), &file[..])] {
        assert_eq!(answer(media(body, files)), "ok");
    }
}

#[test]
fn a_text_has_ten_parts_at_most() {
    const TOO_LONG: &str = "ValidationException MAXIMUM_SIZE_EXCEEDED messageBody";
    for (body, expected) in [
        ("a".repeat(1530), "ok"),
        ("a".repeat(1531), TOO_LONG),
        ("€".repeat(765), "ok"),
        ("€".repeat(766), TOO_LONG),
        ("ç".repeat(630), "ok"),
        ("ç".repeat(631), TOO_LONG),
        ("😀".repeat(315), "ok"),
        ("😀".repeat(316), TOO_LONG),
    ] {
        assert_eq!(answer(text(Some(&body), &Limits::default())), expected, "{}", body.chars().count());
    }
    assert_eq!(answer(text(Some(&"a".repeat(1600)), &Limits { septets: 1600, units: 630 })), "ok");
}

#[test]
fn three_thousand_characters_are_spoken_at_most() {
    const BROKEN: &str = "ValidationException FIELD_VALIDATION_FAILED messageBody";
    let speak = |count: usize| format!("<speak><prosody rate=\"slow\">{}</prosody></speak>", "a".repeat(count));
    assert_eq!(voice(Some(&"a".repeat(3000)), Text).expect("it fits"), 3000);
    assert_eq!(answer(voice(Some(&"a".repeat(3001)), Text)), BROKEN);
    assert_eq!(voice(Some(&speak(3000)), Ssml).expect("tags aren't spoken"), 3000);
    assert_eq!(answer(voice(Some(&speak(3001)), Ssml)), BROKEN);
}

#[test]
fn ssml_is_one_well_formed_element() {
    for (body, spoken) in [
        ("<speak>Hello</speak>", 5),
        ("<speak>a<break time=\"1s\"/>b &amp; c</speak>\n", 6),
        ("<speak><amazon:effect name=\"whispered\">psst</amazon:effect></speak>", 4),
        ("<speak/>", 0),
        ("<speak><![CDATA[<a>]]></speak>", 3),
    ] {
        assert_eq!(voice(Some(body), Ssml).ok(), Some(spoken), "{body}");
    }
    for body in [
        "Hello",
        " <speak>Hello</speak>",
        "<speak>Hello",
        "<speak><b>Hello</speak></b>",
        "<speak>Hello</speak> and more",
        "<speak/><speak/>",
        "<speak/>&amp;",
        "<speak>&unknown;</speak>",
        "<speak rate=slow>Hello</speak>",
        "<speak>Hello</speak></speak>",
        "<speak",
    ] {
        let refused = answer(voice(Some(body), Ssml));
        assert_eq!(refused, "ValidationException FIELD_VALIDATION_FAILED messageBody", "{body}");
    }
}

#[test]
fn plain_text_may_look_like_anything() {
    assert_eq!(voice(Some("<speak>Hello"), Text).ok(), Some(12));
}

proptest! {
    #[test]
    fn no_ssml_makes_the_reader_panic(rest in any::<String>()) {
        let _ = voice(Some(&format!("<speak{rest}")), Ssml);
        let _ = voice(Some(&format!("<speak>{rest}</speak>")), Ssml);
    }
}
