//! Encoding and parts: sixty texts, and any text against a plain reference.

use callsign::domain::message::body::{Encoded, MessageEncoding};
use proptest::prelude::*;

const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿\
                     abcdefghijklmnopqrstuvwxyzäöñüà";
const EXTENSION: &str = "^{}\\[~]|€";

fn a(count: usize) -> String {
    "a".repeat(count)
}

fn e(count: usize) -> String {
    "é".repeat(count - 1) + "’"
}

/// The texts, each with its encoding, its length in units and its parts.
fn texts() -> Vec<(String, &'static str, usize, u32)> {
    let gsm = |text: String, length, parts| (text, "GSM", length, parts);
    let unicode = |text: String, length, parts| (text, "UNICODE", length, parts);
    vec![
        gsm("a".to_owned(), 1, 1),
        gsm("Your code is 123456.".to_owned(), 20, 1),
        gsm(BASIC.to_owned(), 127, 1),
        gsm("\r\n".to_owned(), 2, 1),
        gsm("ÄÖÑÜäöñüà§¿¡".to_owned(), 12, 1),
        gsm("ΔΦΓΛΩΠΨΣΘΞ".to_owned(), 10, 1),
        gsm("£$¥¤@_".to_owned(), 6, 1),
        gsm(EXTENSION.to_owned(), 18, 1),
        gsm("€".to_owned(), 2, 1),
        gsm("\u{c}".to_owned(), 2, 1),
        gsm("[a]{b}".to_owned(), 10, 1),
        gsm(a(152), 152, 1),
        gsm(a(153), 153, 1),
        gsm(a(154), 154, 1),
        gsm(a(160), 160, 1),
        gsm(a(161), 161, 2),
        gsm(a(180), 180, 2),
        gsm(a(306), 306, 2),
        gsm(a(307), 307, 3),
        gsm(a(459), 459, 3),
        gsm(a(460), 460, 4),
        gsm(a(481), 481, 4),
        gsm(a(1530), 1530, 10),
        gsm(a(1531), 1531, 11),
        gsm(a(1600), 1600, 11),
        gsm(a(158) + "€", 160, 1),
        gsm(a(159) + "€", 161, 2),
        // The pair doesn't fit behind 152 septets, so the first part is one short.
        gsm(a(152) + "€" + &a(152), 306, 3),
        gsm(a(151) + "€" + &a(153), 306, 2),
        gsm(a(152) + "€" + &a(151), 305, 2),
        gsm("€".repeat(80), 160, 1),
        gsm("€".repeat(81), 162, 2),
        gsm("€".repeat(152), 304, 2),
        gsm("€".repeat(153), 306, 3),
        gsm(a(305) + "€", 307, 3),
        gsm(a(304) + "€", 306, 2),
        gsm("|".repeat(76) + "a", 153, 1),
        unicode("’".to_owned(), 1, 1),
        unicode("“quoted”".to_owned(), 8, 1),
        unicode("a – b".to_owned(), 5, 1),
        unicode("…".to_owned(), 1, 1),
        unicode("`".to_owned(), 1, 1),
        unicode("a\tb".to_owned(), 3, 1),
        unicode("ç".to_owned(), 1, 1),
        unicode("á".to_owned(), 1, 1),
        unicode("日本".to_owned(), 2, 1),
        unicode("😀".to_owned(), 2, 1),
        unicode("e\u{301}".to_owned(), 2, 1),
        unicode("👨‍👩‍👧".to_owned(), 8, 1),
        unicode(a(129) + "’", 130, 2),
        unicode(e(67), 67, 1),
        unicode(e(70), 70, 1),
        unicode(e(71), 71, 2),
        unicode(e(134), 134, 2),
        unicode(e(135), 135, 3),
        unicode(e(630), 630, 10),
        unicode(e(631), 631, 10),
        unicode(e(671), 671, 11),
        unicode("😀".repeat(35), 70, 1),
        unicode("😀".repeat(36), 72, 2),
        // The pair doesn't fit behind 66 units, so each part is one short.
        unicode("😀".repeat(67), 134, 3),
        unicode(a(66) + "😀" + &a(66), 134, 3),
        unicode(a(65) + "😀" + &a(67), 134, 2),
    ]
}

#[test]
fn texts_are_encoded_and_cut_as_phones_do_it() {
    let texts = texts();
    assert!(texts.len() >= 60);
    for (text, encoding, length, parts) in texts {
        let encoded = Encoded::of(&text);
        assert_eq!((encoded.encoding.as_ref(), encoded.length, encoded.parts), (encoding, length, parts), "{text:?}");
    }
}

#[test]
fn one_character_that_gsm_lacks_makes_the_whole_text_unicode() {
    assert_eq!(Encoded::of(&(a(100) + "ç")).encoding, MessageEncoding::Unicode);
    assert_eq!(Encoded::of(&(a(100) + "Ç")).encoding, MessageEncoding::Gsm);
}

/// The parts by filling one after the other, character by character.
fn naive_parts(widths: &[usize], alone: usize, each: usize) -> usize {
    if widths.iter().sum::<usize>() <= alone {
        return 1;
    }
    let (mut rest, mut parts) = (widths, 0);
    while !rest.is_empty() {
        let mut taken = rest.len();
        while rest[..taken].iter().sum::<usize>() > each {
            taken -= 1;
        }
        (rest, parts) = (&rest[taken..], parts + 1);
    }
    parts
}

proptest! {
    #[test]
    fn any_text_is_cut_as_a_plain_reference_cuts_it(text in "[a-c€|’😀]{0,400}|[a-c€|]{0,400}") {
        let is_gsm = text.chars().all(|c| BASIC.contains(c) || EXTENSION.contains(c));
        let width = |c: char| if is_gsm { 1 + usize::from(EXTENSION.contains(c)) } else { c.len_utf16() };
        let widths: Vec<usize> = text.chars().map(width).collect();
        let (alone, each) = if is_gsm { (160, 153) } else { (70, 67) };
        let encoded = Encoded::of(&text);
        prop_assert_eq!(encoded.encoding == MessageEncoding::Gsm, is_gsm);
        prop_assert_eq!(encoded.length, widths.iter().sum::<usize>());
        prop_assert_eq!(encoded.parts as usize, naive_parts(&widths, alone, each));
    }
}
