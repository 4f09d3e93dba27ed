//! What tests of sending stand on: numbers and pools that can send, and what became of messages.

use aws_sdk_pinpointsmsvoicev2::{
    Client,
    operation::{
        send_media_message::builders::SendMediaMessageFluentBuilder,
        send_text_message::{SendTextMessageError, builders::SendTextMessageFluentBuilder},
        send_voice_message::builders::SendVoiceMessageFluentBuilder,
    },
    types::{MessageType, NumberCapability, RequestableNumberType},
};
use callsign::{background::lifecycle, config::Settings, model::error::Exception};
use sqlx::Row;

use crate::harness::{App, Fixture, Refusal, refusal};

/// A phone that takes what comes.
pub const PHONE: &str = "+12065550142";

/// A callsign with a US long code that can send everything.
pub struct Stage {
    pub app: App,
    pub client: Client,
    /// PhoneNumberId of the long code.
    pub number: String,
}

impl Stage {
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let app = App::with(change).await;
        let client = app.client();
        let number = number(&client, "US", RequestableNumberType::LongCode).await;
        Self { app, client, number }
    }

    /// As [`Stage::new`], with clocks that stand.
    pub async fn frozen() -> Self {
        let stage = Self::new().await;
        stage.app.freeze().await;
        stage
    }

    pub fn fixture(&self) -> Fixture {
        Fixture(self.client.clone())
    }

    /// A text from the long code, complete but for what a test changes.
    pub fn text(&self, to: &str) -> SendTextMessageFluentBuilder {
        self.text_from(&self.number, to)
    }

    pub fn text_from(&self, identity: &str, to: &str) -> SendTextMessageFluentBuilder {
        self.bare(to).origination_identity(identity)
    }

    /// A text without an identity.
    pub fn bare(&self, to: &str) -> SendTextMessageFluentBuilder {
        self.client.send_text_message().destination_phone_number(to).message_body("Hello")
    }

    pub fn media(&self, to: &str) -> SendMediaMessageFluentBuilder {
        let request = self.client.send_media_message().destination_phone_number(to);
        request.origination_identity(&self.number).media_urls("s3://pictures/hello.png")
    }

    pub fn voice(&self, to: &str) -> SendVoiceMessageFluentBuilder {
        let request = self.client.send_voice_message().destination_phone_number(to);
        request.origination_identity(&self.number).message_body("Hello")
    }

    /// Sends a text and answers its id.
    pub async fn sent(&self, request: SendTextMessageFluentBuilder) -> String {
        request.send().await.expect("it is accepted").message_id.expect("it has an id")
    }

    /// Exception, Reason, resource and Fields of a refusal.
    pub async fn refused(&self, request: SendTextMessageFluentBuilder) -> String {
        line(&refusal::<_, SendTextMessageError>(request.send().await))
    }

    /// A column of a message, as text.
    pub async fn column(&self, message: &str, column: &str) -> Option<String> {
        let query = format!("select ({column})::text from inspect.messages where message_id = $1");
        let found = sqlx::query_scalar(sqlx::AssertSqlSafe(query)).bind(message);
        found.fetch_one(&mut self.app.connection().await).await.expect("the message is there")
    }

    /// Columns of a message, as texts with spaces between them; `-` for null.
    pub async fn columns(&self, message: &str, columns: &[&str]) -> String {
        let mut texts = Vec::new();
        for column in columns {
            texts.push(self.column(message, column).await.unwrap_or_else(|| "-".to_owned()));
        }
        texts.join(" ")
    }

    /// Carries out everything that is due.
    pub async fn carry_out(&self) {
        let database = self.app.database();
        loop {
            match lifecycle::round(&database, &Settings::default().deployment()).await {
                // A busy machine: callsign itself tries again, too.
                Err(error) if error.exception() == Exception::ThrottlingException => continue,
                outcome => outcome.expect("what is due is carried out"),
            };
            let left = "select count(*) from callsign.message m
                        where least(next_due_at, reply_due_at) <= callsign.present(m.account_id)";
            if self.app.count(left).await == 0 {
                break;
            }
        }
    }

    /// Lets so many milliseconds pass on clocks that stand, and carries out what is due then.
    pub async fn pass_ms(&self, ms: i64) {
        self.app.pass_ms(ms).await;
        self.carry_out().await;
    }

    /// What happened to a message: each event as its type, with `!` behind a final one.
    pub async fn happened(&self, message: &str) -> Vec<String> {
        let rows = sqlx::query(
            "select event_type || case when is_final then '!' else '' end from inspect.message_events
             where message_id = $1 order by sequence",
        );
        let rows = rows.bind(message).fetch_all(&mut self.app.connection().await).await.expect("events are read");
        rows.iter().map(|row| row.get(0)).collect()
    }

    /// What was spent this month on a channel, in US dollars.
    pub async fn spent(&self, channel: &str) -> String {
        let spent = "select coalesce(sum(spent), 0)::text from inspect.monthly_spend where channel = $1";
        let spent = sqlx::query_scalar(spent).bind(channel).fetch_one(&mut self.app.connection().await).await;
        spent.expect("the month is read")
    }

    /// Makes the long code, behind the API's back, a number of another kind.
    pub async fn change_number(&self, assignment: &str) {
        let change =
            format!("update callsign.phone_number set {assignment} where 'phone-' || replace(id::text, '-', '') = $1");
        let changed = sqlx::query(sqlx::AssertSqlSafe(change)).bind(&self.number);
        changed.execute(&mut self.app.connection().await).await.expect("the number is changed");
    }
}

/// A transactional number that can send everything.
pub async fn number(client: &Client, country: &str, kind: RequestableNumberType) -> String {
    let request = client.request_phone_number().iso_country_code(country).message_type(MessageType::Transactional);
    let request = request.number_type(kind).number_capabilities(NumberCapability::Sms);
    let request = request.number_capabilities(NumberCapability::Voice);
    let request = if country == "US" { request.number_capabilities(NumberCapability::Mms) } else { request };
    request.send().await.expect("a number is there").phone_number_id.expect("it has an id")
}

/// Exception, Reason, resource and Fields of a refusal in one line.
pub fn line(refusal: &Refusal) -> String {
    let parts = [&refusal.reason, &refusal.resource_type, &refusal.resource_id];
    let mut words = vec![refusal.exception.clone()];
    words.extend(parts.into_iter().flatten().cloned());
    if !refusal.fields.is_empty() {
        words.push(refusal.fields.join("+"));
    }
    words.join(" ")
}
