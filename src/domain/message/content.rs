//! What a message says: that it says something, and no more than it may.
//!
//! Settled (MD1): these checks come before anything that the request names is looked up. Assumed (MD4): their Reasons.

use quick_xml::{Reader, events::Event};

use super::body::{Encoded, MessageEncoding};
use crate::model::{
    error::{Field, ServiceError, ValidationReason},
    message::VoiceMessageBodyTextType,
};

const BODY: &str = "messageBody";
const MEDIA: &str = "mediaUrls";

/// How long a text may be. Documented: ten parts of 153 septets or 63 units; the model's 1600 characters hold too.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// In septets (`sending.max_septets`: older pages say 1600).
    pub septets: usize,
    /// In UTF-16 units.
    pub units: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { septets: 1530, units: 630 }
    }
}

/// The body of a text message, encoded.
///
/// # Errors
///
/// ValidationException MISSING_PARAMETER or MAXIMUM_SIZE_EXCEEDED, Fields `messageBody`.
pub fn text(body: Option<&str>, limits: &Limits) -> Result<Encoded, ServiceError> {
    let Some(body) = body else { return Err(missing(vec![BODY])) };
    let encoded = Encoded::of(body);
    let (limit, unit) = match encoded.encoding {
        MessageEncoding::Gsm => (limits.septets, "septets of GSM 03.38"),
        MessageEncoding::Unicode => (limits.units, "UTF-16 units"),
    };
    if encoded.length <= limit {
        return Ok(encoded);
    }
    let message = format!("The text has {} {unit}, {limit} at most", encoded.length);
    Err(ServiceError::validation(ValidationReason::MaximumSizeExceeded, vec![Field::new(BODY, message)]))
}

/// A media message has a body or a file, or both. Documented.
///
/// # Errors
///
/// ValidationException MISSING_PARAMETER, Fields `messageBody` and `mediaUrls`.
pub fn media(body: Option<&str>, media_urls: &[String]) -> Result<(), ServiceError> {
    if body.is_none() && media_urls.is_empty() { Err(missing(vec![BODY, MEDIA])) } else { Ok(()) }
}

/// How many characters of a voice message are spoken and paid for. Documented. The tags of SSML aren't.
const MAX_SPOKEN: usize = 3000;

/// The number of characters of a voice message that are spoken.
///
/// Assumed (MD4): SSML begins with `<speak` and is well-formed; what its tags mean isn't looked at.
///
/// # Errors
///
/// ValidationException MISSING_PARAMETER or FIELD_VALIDATION_FAILED, Fields `messageBody`.
pub fn voice(body: Option<&str>, text_type: VoiceMessageBodyTextType) -> Result<usize, ServiceError> {
    let Some(body) = body else { return Err(missing(vec![BODY])) };
    let broken = |message: String| {
        Err(ServiceError::validation(ValidationReason::FieldValidationFailed, vec![Field::new(BODY, message)]))
    };
    let spoken = match text_type {
        VoiceMessageBodyTextType::Text => body.chars().count(),
        VoiceMessageBodyTextType::Ssml => match spoken_by(body) {
            Some(spoken) => spoken,
            None => return broken("The body is no well-formed SSML: one element <speak>".to_owned()),
        },
    };
    if spoken > MAX_SPOKEN {
        return broken(format!("{spoken} characters would be spoken, {MAX_SPOKEN} at most"));
    }
    Ok(spoken)
}

/// What XML itself defines.
const ENTITIES: [&str; 5] = ["amp", "lt", "gt", "apos", "quot"];

/// The number of characters between the tags; `None` if the text isn't one well-formed element `speak`.
fn spoken_by(ssml: &str) -> Option<usize> {
    if !ssml.starts_with("<speak") {
        return None;
    }
    let mut reader = Reader::from_str(ssml);
    let (mut spoken, mut depth, mut has_root) = (0, 0_usize, false);
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) => {
                is_sound(&tag, has_root && depth == 0)?;
                (has_root, depth) = (true, depth + 1);
            }
            Event::Empty(tag) => {
                is_sound(&tag, has_root && depth == 0)?;
                has_root = true;
            }
            Event::End(_) => depth = depth.checked_sub(1)?,
            Event::Text(text) if depth > 0 => spoken += text.chars().count(),
            Event::CData(text) if depth > 0 => spoken += text.chars().count(),
            Event::GeneralRef(name) if depth > 0 && (name.is_char_ref() || ENTITIES.contains(&&*name)) => spoken += 1,
            // Behind the element there may be white space and nothing else.
            Event::Text(text) if text.trim().is_empty() => {}
            Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => return None,
            Event::Eof => return (depth == 0).then_some(spoken),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// Whether a tag may stand where it does, with attributes that can be read.
fn is_sound(tag: &quick_xml::events::BytesStart, is_second_root: bool) -> Option<()> {
    let is_sound = !is_second_root && tag.attributes().all(|attribute| attribute.is_ok());
    is_sound.then_some(())
}

fn missing(members: Vec<&'static str>) -> ServiceError {
    let field = |member| Field::new(member, "The message has no content: this member is missing");
    ServiceError::validation(ValidationReason::MissingParameter, members.into_iter().map(field).collect())
}
