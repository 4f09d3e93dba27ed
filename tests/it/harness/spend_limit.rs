//! The spend limit overrides of the five kinds of messages, which have one rule and five pairs of operations.

use aws_sdk_pinpointsmsvoicev2::Client;
use tokio::task::JoinSet;

use super::{App, REGION, Refusal, View, Wire, refusal};

/// A kind of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpendLimit {
    /// Text messages.
    Text,
    /// Voice messages.
    Voice,
    /// Media messages.
    Media,
    /// One-time codes.
    Notify,
    /// RCS messages.
    Rcs,
}

const ALL: [SpendLimit; 5] =
    [SpendLimit::Text, SpendLimit::Voice, SpendLimit::Media, SpendLimit::Notify, SpendLimit::Rcs];

/// Sends a request with an interceptor that sees the answer, and takes MonthlyLimit out of the answer.
macro_rules! monthly_limit {
    ($request:expr, $wire:expr) => {
        match $request.customize().interceptor($wire.clone()).send().await {
            Ok(answer) => Ok(answer.monthly_limit),
            Err(error) => Err(refusal(Err::<(), _>(error))),
        }
    };
}

impl SpendLimit {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "TEXT_MESSAGE_MONTHLY_SPEND_LIMIT",
            Self::Voice => "VOICE_MESSAGE_MONTHLY_SPEND_LIMIT",
            Self::Media => "MEDIA_MESSAGE_MONTHLY_SPEND_LIMIT",
            Self::Notify => "NOTIFY_MESSAGE_MONTHLY_SPEND_LIMIT",
            Self::Rcs => "RCS_MESSAGE_MONTHLY_SPEND_LIMIT",
        }
    }

    /// A callsign whose account may spend 100 dollars on messages of this kind, and 1,000 on others.
    async fn with_100(self) -> App {
        App::with(|settings| {
            let limits = &mut settings.spend_limits;
            *match self {
                Self::Text => &mut limits.text_message,
                Self::Voice => &mut limits.voice_message,
                Self::Media => &mut limits.media_message,
                Self::Notify => &mut limits.notify_message,
                Self::Rcs => &mut limits.rcs_message,
            } = 100;
        })
        .await
    }

    /// Calls the operation that sets the override.
    async fn set(self, client: &Client, limit: Option<i64>) -> Result<Option<i64>, Refusal> {
        let wire = Wire::default();
        match self {
            Self::Text => {
                monthly_limit!(client.set_text_message_spend_limit_override().set_monthly_limit(limit), wire)
            }
            Self::Voice => {
                monthly_limit!(client.set_voice_message_spend_limit_override().set_monthly_limit(limit), wire)
            }
            Self::Media => {
                monthly_limit!(client.set_media_message_spend_limit_override().set_monthly_limit(limit), wire)
            }
            Self::Notify => {
                monthly_limit!(client.set_notify_message_spend_limit_override().set_monthly_limit(limit), wire)
            }
            Self::Rcs => {
                monthly_limit!(client.set_rcs_message_spend_limit_override().set_monthly_limit(limit), wire)
            }
        }
    }

    /// Calls the operation that deletes the override, and answers the names of the answer's members too.
    async fn delete(self, client: &Client) -> (Option<i64>, Vec<String>) {
        let wire = Wire::default();
        let answer = match self {
            Self::Text => monthly_limit!(client.delete_text_message_spend_limit_override(), wire),
            Self::Voice => monthly_limit!(client.delete_voice_message_spend_limit_override(), wire),
            Self::Media => monthly_limit!(client.delete_media_message_spend_limit_override(), wire),
            Self::Notify => monthly_limit!(client.delete_notify_message_spend_limit_override(), wire),
            Self::Rcs => monthly_limit!(client.delete_rcs_message_spend_limit_override(), wire),
        };
        (answer.expect("it goes"), wire.members())
    }

    /// What the refusal of a set says, which must have changed nothing.
    async fn refused(self, app: &App, limit: Option<i64>) -> Refusal {
        let before = app.state().await;
        let refused = self.set(&app.client(), limit).await.expect_err("it is refused");
        assert_eq!(app.state().await, before);
        assert_eq!(refused.fields, ["monthlyLimit"]);
        refused
    }

    /// The override is enforced from then on, and no other limit changes.
    pub async fn set_is_enforced(self) {
        let app = self.with_100().await;
        let mut expected = View(app.client()).spend_limits().await;

        let answered = self.set(&app.client(), Some(30)).await;

        assert_eq!(answered, Ok(Some(30)));
        let changed = expected.iter_mut().find(|line| line.starts_with(self.name())).expect("the limit is there");
        assert_eq!(*changed, format!("{} 100 of 100", self.name()));
        *changed = format!("{} 30 of 100 overridden", self.name());
        assert_eq!(View(app.client()).spend_limits().await, expected);
    }

    /// A later override takes the place of an earlier one.
    pub async fn set_replaces(self) {
        let app = self.with_100().await;

        for limit in [30, 30, 100, 0] {
            assert_eq!(self.set(&app.client(), Some(limit)).await, Ok(Some(limit)));
        }

        let query = "select monthly_limit::text from inspect.spend_limits where name = $1";
        assert_eq!(app.texts_of(query, self.name()).await, ["0"]);
    }

    /// One above the maximum is refused; without a setting the maximum is a thousand dollars.
    pub async fn set_above_the_maximum_is_refused(self) {
        let above = ("ValidationException", "REQUESTED_SPEND_LIMIT_HIGHER_THAN_SERVICE_LIMIT");
        let app = self.with_100().await;
        assert_eq!(self.set(&app.client(), Some(100)).await, Ok(Some(100)));
        for limit in [101, 1_000_000_000] {
            let refused = self.refused(&app, Some(limit)).await;
            assert!(refused.is(above.0, above.1), "{refused:?}");
        }

        let app = App::start().await;
        assert_eq!(self.set(&app.client(), Some(1_000)).await, Ok(Some(1_000)));
        let refused = self.refused(&app, Some(1_001)).await;
        assert!(refused.is(above.0, above.1), "{refused:?}");
    }

    /// A limit that is missing or out of bounds is named.
    pub async fn set_out_of_bounds_is_named(self) {
        let app = self.with_100().await;

        let missing = self.refused(&app, None).await;
        assert!(missing.is("ValidationException", "MISSING_PARAMETER"), "{missing:?}");
        for limit in [-1, 1_000_000_001, i64::MIN, i64::MAX] {
            let refused = self.refused(&app, Some(limit)).await;
            assert!(refused.is("ValidationException", "FIELD_VALIDATION_FAILED"), "{refused:?}");
        }
    }

    /// Each account and region has its own.
    pub async fn set_is_for_its_account_and_region(self) {
        let app = self.with_100().await;

        assert_eq!(self.set(&app.client(), Some(30)).await, Ok(Some(30)));

        for client in [app.client_of("other", REGION), app.client_of("test", "eu-west-1")] {
            let limits = View(client).spend_limits().await;
            assert!(limits.contains(&format!("{} 100 of 100", self.name())), "{limits:?}");
        }
    }

    /// Calls at the same time all succeed, and one holds.
    pub async fn sets_at_the_same_time_succeed(self) {
        let app = self.with_100().await;
        let mut calls = JoinSet::new();
        for limit in 1..=8 {
            let client = app.client();
            calls.spawn(async move { assert_eq!(self.set(&client, Some(limit)).await, Ok(Some(limit))) });
        }

        while let Some(call) = calls.join_next().await {
            call.expect("none is refused");
        }

        assert_eq!(app.count("select count(*) from inspect.spend_limits where monthly_limit between 1 and 8").await, 1);
    }

    /// A callsign whose account has overrides of 1 for all kinds of messages; for this one it may spend 100.
    async fn with_overrides(self) -> App {
        let app = self.with_100().await;
        for kind in ALL {
            assert_eq!(kind.set(&app.client(), Some(1)).await, Ok(Some(1)));
        }
        app
    }

    /// The deleted limit is answered, and the maximum is enforced again, for this limit only.
    pub async fn delete_answers_what_was_set(self) {
        let app = self.with_overrides().await;
        let mut expected = View(app.client()).spend_limits().await;

        let answered = self.delete(&app.client()).await;

        assert_eq!(answered, (Some(1), vec!["MonthlyLimit".to_owned()]));
        let changed = expected.iter_mut().find(|line| line.starts_with(self.name())).expect("the limit is there");
        assert_eq!(*changed, format!("{} 1 of 100 overridden", self.name()));
        *changed = format!("{} 100 of 100", self.name());
        assert_eq!(View(app.client()).spend_limits().await, expected);
    }

    /// One that isn't set is deleted without an answer of a limit.
    pub async fn delete_of_none_answers_none(self) {
        let app = self.with_overrides().await;
        self.delete(&app.client()).await;
        let before = app.state().await;

        assert_eq!(self.delete(&app.client()).await, (None, Vec::new()));

        assert_eq!(app.state().await, before);
    }

    /// One of zero dollars is answered as one.
    pub async fn delete_answers_zero(self) {
        let app = App::start().await;
        assert_eq!(self.set(&app.client(), Some(0)).await, Ok(Some(0)));

        assert_eq!(self.delete(&app.client()).await.0, Some(0));
    }

    /// Those of other accounts and regions stay.
    pub async fn delete_is_for_its_account_and_region(self) {
        let app = self.with_overrides().await;
        let before = app.state().await;

        for client in [app.client_of("other", REGION), app.client_of("test", "eu-west-1")] {
            assert_eq!(self.delete(&client).await.0, None);
        }

        assert_eq!(app.state().await, before);
    }
}
