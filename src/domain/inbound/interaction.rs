//! What happens in a conversation with an RCS agent beside texts. Documented: its members, as JSON in the body of what is published.

use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime, format_description::BorrowedFormatItem, macros::format_description};

use super::{Effect, Settings};

/// How long a conversation lasts. Documented.
const CONVERSATION: Duration = Duration::hours(24);

/// How times are written. Observed.
const TIME: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]+0000");

/// The longest text of a suggestion, in characters. Documented.
pub const LONGEST_TEXT: usize = 25;

/// The longest data of a suggestion, in characters. Documented.
pub const LONGEST_POSTBACK_DATA: usize = 2_048;

/// Who began a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Beginning {
    /// The agent.
    Outbound,
    /// The phone.
    Inbound,
}

/// What happens.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "snake_case", deny_unknown_fields)]
pub enum Interaction {
    /// Somebody begins to write.
    RcsTyping {},
    /// Somebody chooses a suggestion.
    Suggestion {
        /// What it shows.
        text: String,
        /// What it stands for.
        postback_data: String,
    },
    /// A conversation begins, where an agent is billed by conversations.
    ConversationStarted {
        /// The message that began it.
        conversation_initiating_message_id: String,
        /// Whose it is.
        conversation_initiating_message_type: Beginning,
    },
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase")]
enum Body<'i> {
    RcsTyping {
        received_at: String,
    },
    Suggestion {
        text: &'i str,
        postback_data: &'i str,
    },
    ConversationStarted {
        start_time: String,
        end_time: String,
        conversation_initiating_message_id: &'i str,
        conversation_initiating_message_type: Beginning,
    },
}

fn written(at: OffsetDateTime) -> String {
    at.to_utc().format(TIME).unwrap_or_default()
}

impl Interaction {
    /// What it says, at the moment when it happens.
    ///
    /// # Errors
    ///
    /// Those of the JSON writer, for texts that no JSON could hold, of which there are none.
    pub fn body(&self, now: OffsetDateTime) -> Result<String, serde_json::Error> {
        serde_json::to_string(&match self {
            Self::RcsTyping {} => Body::RcsTyping { received_at: written(now) },
            Self::Suggestion { text, postback_data } => Body::Suggestion { text, postback_data },
            Self::ConversationStarted { conversation_initiating_message_id, conversation_initiating_message_type } => {
                Body::ConversationStarted {
                    start_time: written(now),
                    end_time: written(now + CONVERSATION),
                    conversation_initiating_message_id,
                    conversation_initiating_message_type: *conversation_initiating_message_type,
                }
            }
        })
    }

    /// The event that TwoWayRcsEventsEnabled must name. Assumed: a suggestion is an answer, which is published as texts are.
    fn event(&self) -> Option<&'static str> {
        match self {
            Self::RcsTyping {} => Some("RCS_TYPING"),
            Self::Suggestion { .. } => None,
            Self::ConversationStarted { .. } => Some("CONVERSATION_STARTED"),
        }
    }

    /// What it causes at an agent that publishes these events. Assumed: no keyword is looked for in it.
    #[must_use]
    pub fn effect(&self, events: &[String], settings: Settings) -> Effect {
        let is_wanted = self.event().is_none_or(|event| events.iter().any(|one| one == "ALL" || one == event));
        Effect { is_published: settings.two_way_enabled && is_wanted, ..Effect::default() }
    }
}
