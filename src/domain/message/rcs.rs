//! What an RCS message says: that it says one thing, in words that RCS knows; and what is sent in its stead.
//!
//! Settled (MD1): these checks come before anything that the request names is looked up. Documented: what goes together; Assumed
//! (M10): the Reasons.

use crate::model::{
    error::{Field, ServiceError, ValidationReason},
    rcs_message::{
        CONTENT, FALLBACK, RcsAction, RcsCardContent, RcsContent, RcsFallbackConfiguration, RcsMessageContent,
        RcsSuggestedAction,
    },
};

/// How large a message may be, in bytes of its JSON. Documented.
const MAX_SIZE: usize = 250 * 1024;

fn refused(reason: ValidationReason, member: &'static str, message: impl Into<String>) -> ServiceError {
    ServiceError::validation(reason, vec![Field::new(member, message.into())])
}

/// Whether a message says one thing, and how. Documented: of what a structure may be it is one.
///
/// # Errors
///
/// ValidationException MISSING_PARAMETER, PARAMETERS_CANNOT_BE_USED_TOGETHER, INVALID_PARAMETER or MAXIMUM_SIZE_EXCEEDED, Fields
/// `rcsMessageContent`.
pub fn content(content: Option<&RcsMessageContent>) -> Result<(), ServiceError> {
    let Some(message) = content else {
        return Err(refused(ValidationReason::MissingParameter, CONTENT, "The message has no content"));
    };
    let said = message.content.as_ref();
    let RcsContent { text_message, file_message, rich_card, carousel } = said.cloned().unwrap_or_default();
    let kinds = [text_message.is_some(), file_message.is_some(), rich_card.is_some(), carousel.is_some()];
    one(kinds.into_iter().filter(|is_there| *is_there).count(), "Content")?;
    suggestions(message.suggestions.as_deref())?;
    if let Some(card) = rich_card {
        word("CardOrientation", card.card_orientation.as_ref(), &["HORIZONTAL", "VERTICAL"])?;
        word("ThumbnailImageAlignment", card.thumbnail_image_alignment.as_ref(), &["LEFT", "RIGHT"])?;
        let is_horizontal = card.card_orientation.as_deref() == Some("HORIZONTAL");
        if card.thumbnail_image_alignment.is_some() && !is_horizontal {
            let message = "ThumbnailImageAlignment is for HORIZONTAL cards";
            return Err(refused(ValidationReason::ParametersCannotBeUsedTogether, CONTENT, message));
        }
        card.card_content.iter().try_for_each(|content| card_content(content, &["SHORT", "MEDIUM", "TALL"]))?;
    }
    if let Some(carousel) = carousel {
        word("CardWidth", carousel.card_width.as_ref(), &["SMALL", "MEDIUM"])?;
        let cards = carousel.card_contents.unwrap_or_default();
        cards.iter().try_for_each(|content| card_content(content, &["SHORT", "MEDIUM"]))?;
    }
    let size = serde_json::to_vec(message).map_err(ServiceError::internal)?.len();
    if size > MAX_SIZE {
        let message = format!("The content has {size} bytes, {MAX_SIZE} at most");
        return Err(refused(ValidationReason::MaximumSizeExceeded, CONTENT, message));
    }
    Ok(())
}

fn one(count: usize, place: &str) -> Result<(), ServiceError> {
    let reason = match count {
        1 => return Ok(()),
        0 => ValidationReason::MissingParameter,
        _ => ValidationReason::ParametersCannotBeUsedTogether,
    };
    Err(refused(reason, CONTENT, format!("{place} has exactly one member")))
}

fn word(place: &str, word: Option<&String>, words: &[&str]) -> Result<(), ServiceError> {
    if word.is_none_or(|word| words.contains(&word.as_str())) {
        return Ok(());
    }
    Err(refused(ValidationReason::InvalidParameter, CONTENT, format!("{place} is one of {}", words.join(", "))))
}

fn card_content(card: &RcsCardContent, heights: &[&str]) -> Result<(), ServiceError> {
    word("Height", card.media.as_ref().and_then(|media| media.height.as_ref()), heights)?;
    suggestions(card.suggestions.as_deref())
}

fn suggestions(suggestions: Option<&[RcsSuggestedAction]>) -> Result<(), ServiceError> {
    for suggestion in suggestions.unwrap_or_default() {
        one(suggestion.actions().len(), "A suggestion")?;
        suggestion.open_url.iter().try_for_each(open_url)?;
    }
    Ok(())
}

fn open_url(action: &RcsAction) -> Result<(), ServiceError> {
    word("Application", action.application.as_ref(), &["BROWSER", "WEBVIEW"])?;
    word("WebviewViewMode", action.webview_view_mode.as_ref(), &["FULL", "HALF", "TALL"])?;
    if action.webview_view_mode.is_some() && action.application.as_deref() != Some("WEBVIEW") {
        let message = "WebviewViewMode is for Application WEBVIEW";
        return Err(refused(ValidationReason::ParametersCannotBeUsedTogether, CONTENT, message));
    }
    Ok(())
}

/// Whether what is sent in a message's stead can be. Documented: SMS needs a body, MMS files, and it goes from a number or a sender ID.
///
/// # Errors
///
/// ValidationException MISSING_PARAMETER or INVALID_PARAMETER, Fields `fallbackConfiguration`.
pub fn fallback(fallback: &RcsFallbackConfiguration) -> Result<(), ServiceError> {
    let missing = match fallback.channel.as_deref() {
        Some("MMS") => fallback.media_urls.is_none().then_some("MMS needs MediaUrls"),
        _ => fallback.message_body.is_none().then_some("SMS needs MessageBody"),
    };
    if let Some(message) = missing {
        return Err(refused(ValidationReason::MissingParameter, FALLBACK, message));
    }
    let identity = fallback.origination_identity.as_deref().unwrap_or_default();
    let kinds = ["pool", "rcs-agent"].map(|kind| identity.contains(&format!(":{kind}/")));
    if identity.starts_with("pool-") || identity.starts_with("rcs-") || kinds.contains(&true) {
        let message = "OriginationIdentity is a phone number or a sender ID";
        return Err(refused(ValidationReason::InvalidParameter, FALLBACK, message));
    }
    Ok(())
}
