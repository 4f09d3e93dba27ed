//! How a text is encoded, and how many parts it is sent in.
//!
//! Documented: a text of characters of GSM 03.38 alone is counted in septets, any other in UTF-16 units.

use strum::{AsRefStr, Display, EnumString};

/// How a text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsRefStr, Display, EnumString)]
#[strum(serialize_all = "UPPERCASE")]
pub enum MessageEncoding {
    /// GSM 03.38: seven bits a character, or twice that.
    Gsm,
    /// UTF-16: sixteen bits a unit.
    Unicode,
}

/// A text as it goes over the air.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// How it is encoded.
    pub encoding: MessageEncoding,
    /// How long it is, in septets or UTF-16 units.
    pub length: usize,
    /// In how many parts it is sent: 1 at least.
    pub parts: u32,
}

/// The basic table of GSM 03.38 beside letters, digits and the space. Documented.
const BASIC: &str = "\n\r@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";

/// Its extension table, where a character takes an escape and a septet. Documented; Assumed: the form feed, which the
/// standard has.
const EXTENSION: &str = "^{}\\[~]|€\u{c}";

/// How many units fit in a text of one part, and in each part of a longer one. Documented.
const fn capacities(encoding: MessageEncoding) -> (usize, usize) {
    match encoding {
        MessageEncoding::Gsm => (160, 153),
        MessageEncoding::Unicode => (70, 67),
    }
}

impl Encoded {
    /// The encoding of `text` and its parts. Assumed: what takes two units, an extension's character or a surrogate pair,
    /// isn't split over two parts, as phones do it.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let encoding =
            if text.chars().all(|c| septets(c).is_some()) { MessageEncoding::Gsm } else { MessageEncoding::Unicode };
        let widths = text.chars().map(|c| match encoding {
            MessageEncoding::Gsm => septets(c).unwrap_or_default(),
            MessageEncoding::Unicode => c.len_utf16(),
        });
        let length = widths.clone().sum();
        let (alone, each) = capacities(encoding);
        let parts = if length <= alone { 1 } else { parts(widths, each) };
        Self { encoding, length, parts }
    }
}

/// The first character of `text` that GSM 03.38 doesn't have, which makes the whole text UNICODE.
#[must_use]
pub fn not_in_gsm(text: &str) -> Option<char> {
    text.chars().find(|c| septets(*c).is_none())
}

/// How many parts of `capacity` units hold characters of these widths, none of them split.
fn parts(widths: impl Iterator<Item = usize>, capacity: usize) -> u32 {
    let (parts, _) =
        widths.fold(
            (1, 0),
            |(parts, used), width| {
                if used + width <= capacity { (parts, used + width) } else { (parts + 1, width) }
            },
        );
    parts
}

/// How many septets a character takes; `None` if GSM 03.38 doesn't have it.
fn septets(c: char) -> Option<usize> {
    if c.is_ascii_alphanumeric() || c == ' ' || BASIC.contains(c) {
        Some(1)
    } else {
        EXTENSION.contains(c).then_some(2)
    }
}
