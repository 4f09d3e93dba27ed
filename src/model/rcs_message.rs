//! What an RCS message says, and what is sent in its stead.
//!
//! Documented: the structures and their bounds are those of the API model.

use serde::{Deserialize, Deserializer, Serialize};

use super::{
    member::Members,
    shape::{
        MEDIA_URL_VALUE, PHONE_NUMBER, RCS_CALENDAR_EVENT_DESCRIPTION, RCS_CALENDAR_EVENT_TITLE, RCS_CARD_DESCRIPTION,
        RCS_CARD_TITLE, RCS_FALLBACK_MESSAGE_BODY, RCS_FALLBACK_ORIGINATION_IDENTITY, RCS_LOCATION_LABEL,
        RCS_MEDIA_URL, RCS_OPEN_URL_VALUE, RCS_POSTBACK_DATA, RCS_SUGGESTED_ACTION_TEXT, RCS_TEXT_BODY, RCS_WORD,
        StringShape,
    },
    structure::Structure,
};

/// The member that says it.
pub const CONTENT: &str = "rcsMessageContent";
/// The member that says what is sent in its stead.
pub const FALLBACK: &str = "fallbackConfiguration";

macro_rules! structures {
    ($($(#[$doc:meta])* $name:ident { $($member:ident: $kind:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Debug, Default, Serialize)]
            #[serde(rename_all = "PascalCase")]
            #[expect(missing_docs, reason = "the members are the model's")]
            pub struct $name {
                $(#[serde(skip_serializing_if = "Option::is_none")] pub $member: Option<$kind>,)*
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    #[derive(Deserialize)]
                    #[serde(rename_all = "PascalCase")]
                    struct Members {
                        $($member: Option<$kind>,)*
                    }

                    let Structure(Members { $($member,)* }) = Structure::deserialize(deserializer)?;
                    Ok(Self { $($member,)* })
                }
            }
        )*
    };
}

structures! {
    /// `RcsMessageContent` of the model.
    RcsMessageContent { content: RcsContent, suggestions: Vec<RcsSuggestedAction>, }
    /// `RcsContent`: one of its members.
    RcsContent {
        text_message: RcsTextMessage,
        file_message: RcsFileMessage,
        rich_card: RcsStandaloneCard,
        carousel: RcsCarousel,
    }
    /// `RcsTextMessage`.
    RcsTextMessage { body: String, }
    /// `RcsFileMessage`.
    RcsFileMessage { file_url: String, thumbnail_url: String, }
    /// `RcsStandaloneCard`.
    RcsStandaloneCard { card_orientation: String, thumbnail_image_alignment: String, card_content: RcsCardContent, }
    /// `RcsCardContent`, and `RcsCarouselCardContent`, which has the same members.
    RcsCardContent { title: String, description: String, media: RcsCardMedia, suggestions: Vec<RcsSuggestedAction>, }
    /// `RcsCardMedia`, and `RcsCarouselCardMedia`, which has the same members.
    RcsCardMedia { file_url: String, thumbnail_url: String, height: String, }
    /// `RcsCarousel`.
    RcsCarousel { card_width: String, card_contents: Vec<RcsCardContent>, }
    /// `RcsSuggestedAction`: one of its members.
    RcsSuggestedAction {
        reply: RcsAction,
        open_url: RcsAction,
        dial_phone: RcsAction,
        show_location: RcsAction,
        request_location: RcsAction,
        create_calendar_event: RcsAction,
    }
    /// Any of the six actions: `RcsReplyAction` has what all have, the others more.
    RcsAction {
        text: String,
        postback_data: String,
        url: String,
        application: String,
        webview_view_mode: String,
        phone_number: String,
        latitude: f64,
        longitude: f64,
        label: String,
        title: String,
        start_time: f64,
        end_time: f64,
        description: String,
    }
    /// `RcsFallbackConfiguration`.
    RcsFallbackConfiguration {
        channel: String,
        message_body: String,
        media_urls: Vec<String>,
        origination_identity: String,
    }
}

impl RcsSuggestedAction {
    /// The actions that it has: it is to have one.
    #[must_use]
    pub fn actions(&self) -> Vec<(&'static str, &RcsAction)> {
        let all = [
            ("Reply", &self.reply),
            ("OpenUrl", &self.open_url),
            ("DialPhone", &self.dial_phone),
            ("ShowLocation", &self.show_location),
            ("RequestLocation", &self.request_location),
            ("CreateCalendarEvent", &self.create_calendar_event),
        ];
        all.into_iter().filter_map(|(name, action)| Some((name, action.as_ref()?))).collect()
    }
}

impl RcsMessageContent {
    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        self.content.as_ref()?.text_message.as_ref()?.body.as_deref()
    }

    /// The text, if it is nothing else.
    #[must_use]
    pub fn text_alone(&self) -> Option<&str> {
        self.text().filter(|_| self.suggestions.as_ref().is_none_or(Vec::is_empty))
    }

    /// Notes what breaks the model's bounds.
    pub fn check(&self, members: &mut Members) {
        let mut reading = Reading { members, member: CONTENT };
        let Some(content) = &self.content else { return reading.missing("content") };
        if let Some(text) = &content.text_message {
            reading.text("body", text.body.as_ref(), &RCS_TEXT_BODY, true);
        }
        if let Some(file) = &content.file_message {
            reading.text("fileUrl", file.file_url.as_ref(), &RCS_MEDIA_URL, true);
            reading.text("thumbnailUrl", file.thumbnail_url.as_ref(), &RCS_MEDIA_URL, false);
        }
        if let Some(card) = &content.rich_card {
            reading.text("cardOrientation", card.card_orientation.as_ref(), &RCS_WORD, true);
            reading.text("thumbnailImageAlignment", card.thumbnail_image_alignment.as_ref(), &RCS_WORD, false);
            match &card.card_content {
                Some(content) => reading.card(content),
                None => reading.missing("cardContent"),
            }
        }
        if let Some(carousel) = &content.carousel {
            reading.text("cardWidth", carousel.card_width.as_ref(), &RCS_WORD, true);
            match &carousel.card_contents {
                Some(cards) => {
                    reading.size("cardContents", cards.len(), 2, 10);
                    for card in cards {
                        reading.card(card);
                    }
                }
                None => reading.missing("cardContents"),
            }
        }
        reading.suggestions(self.suggestions.as_deref(), 11);
    }
}

impl RcsFallbackConfiguration {
    /// Notes what breaks the model's bounds.
    pub fn check(&self, members: &mut Members) {
        let mut reading = Reading { members, member: FALLBACK };
        match self.channel.as_deref() {
            None => reading.missing("channel"),
            Some("SMS" | "MMS") => {}
            Some(_) => reading.broken("channel", "Member must satisfy enum value set: [SMS, MMS]"),
        }
        reading.text("messageBody", self.message_body.as_ref(), &RCS_FALLBACK_MESSAGE_BODY, false);
        if let Some(urls) = &self.media_urls {
            reading.size("mediaUrls", urls.len(), 1, 1);
            for url in urls {
                reading.text("mediaUrls", Some(url), &MEDIA_URL_VALUE, true);
            }
        }
        let identity = self.origination_identity.as_ref();
        reading.text("originationIdentity", identity, &RCS_FALLBACK_ORIGINATION_IDENTITY, false);
    }
}

/// A structure in a member, as far as it is read.
struct Reading<'m> {
    members: &'m mut Members,
    member: &'static str,
}

impl Reading<'_> {
    /// Settled (decision D14): a structure that lacks a member breaks the member that it is in.
    fn missing(&mut self, place: &str) {
        self.broken(place, "Member must not be null");
    }

    fn broken(&mut self, place: &str, fault: &str) {
        self.members.broken(self.member, &format!("{fault} (at '{place}')"));
    }

    fn text(&mut self, place: &str, text: Option<&String>, shape: &StringShape, is_required: bool) {
        match text.map(|text| shape.fault(text)) {
            None if is_required => self.missing(place),
            Some(Some(fault)) => self.broken(place, &fault),
            None | Some(None) => {}
        }
    }

    fn size(&mut self, place: &str, items: usize, least: usize, most: usize) {
        if !(least..=most).contains(&items) {
            self.broken(place, &format!("Member must have between {least} and {most} items"));
        }
    }

    fn number(&mut self, place: &str, number: Option<f64>, bound: f64) {
        match number {
            None => self.missing(place),
            Some(number) if number.abs() <= bound => {}
            Some(_) => self.broken(place, &format!("Member must be between -{bound} and {bound}")),
        }
    }

    fn card(&mut self, card: &RcsCardContent) {
        self.text("title", card.title.as_ref(), &RCS_CARD_TITLE, false);
        self.text("description", card.description.as_ref(), &RCS_CARD_DESCRIPTION, false);
        if let Some(media) = &card.media {
            self.text("fileUrl", media.file_url.as_ref(), &RCS_MEDIA_URL, true);
            self.text("thumbnailUrl", media.thumbnail_url.as_ref(), &RCS_MEDIA_URL, false);
            self.text("height", media.height.as_ref(), &RCS_WORD, false);
        }
        self.suggestions(card.suggestions.as_deref(), 4);
    }

    fn suggestions(&mut self, suggestions: Option<&[RcsSuggestedAction]>, most: usize) {
        let suggestions = suggestions.unwrap_or_default();
        self.size("suggestions", suggestions.len(), 0, most);
        for (name, action) in suggestions.iter().flat_map(RcsSuggestedAction::actions) {
            self.text("text", action.text.as_ref(), &RCS_SUGGESTED_ACTION_TEXT, true);
            self.text("postbackData", action.postback_data.as_ref(), &RCS_POSTBACK_DATA, true);
            match name {
                "OpenUrl" => {
                    self.text("url", action.url.as_ref(), &RCS_OPEN_URL_VALUE, true);
                    self.text("application", action.application.as_ref(), &RCS_WORD, false);
                    self.text("webviewViewMode", action.webview_view_mode.as_ref(), &RCS_WORD, false);
                }
                "DialPhone" => self.text("phoneNumber", action.phone_number.as_ref(), &PHONE_NUMBER, true),
                "ShowLocation" => {
                    self.number("latitude", action.latitude, 90.0);
                    self.number("longitude", action.longitude, 180.0);
                    self.text("label", action.label.as_ref(), &RCS_LOCATION_LABEL, false);
                }
                "CreateCalendarEvent" => {
                    self.text("title", action.title.as_ref(), &RCS_CALENDAR_EVENT_TITLE, true);
                    self.text("description", action.description.as_ref(), &RCS_CALENDAR_EVENT_DESCRIPTION, false);
                    for (place, time) in [("startTime", action.start_time), ("endTime", action.end_time)] {
                        if time.is_none() {
                            self.missing(place);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}
