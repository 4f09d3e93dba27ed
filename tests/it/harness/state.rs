//! What tests say about resources, and about the state as a whole.

use std::{fmt::Debug, future::Future};

use aws_sdk_pinpointsmsvoicev2::{
    error::{ProvideErrorMetadata, SdkError},
    types::Tag,
};
use tokio::task::JoinSet;

use super::{ACCOUNT, App, REGION, Refusal, refusal};

/// Every row that calls can make, but for the account's own row and its list `Default`, which any call may bring.
const STATE: &str = "
    select coalesce(string_agg(line, E'\\n' order by line), '') from (
        select 'pool ' || t::text from callsign.pool t
        union all select 'phone number ' || t::text from callsign.phone_number t
        union all select 'sender id ' || t::text from callsign.sender_id t
        union all select 'opt-out list ' || t::text from callsign.opt_out_list t where t.name <> 'Default'
        union all select 'association ' || t::text from callsign.pool_origination_identity t
        union all select 'event ' || t::text from callsign.association_event t
        union all select 'keyword ' || t::text from callsign.keyword t
        union all select 'tag ' || t::text from callsign.tag t
        union all select 'opted-out number ' || t::text from callsign.opted_out_number t
        union all select 'client token ' || t::text from callsign.client_token t) as state (line)";

impl App {
    /// All of the state as one text, to be compared.
    pub async fn state(&self) -> String {
        sqlx::query_scalar(STATE).fetch_one(&mut self.connection().await).await.expect("the state can be read")
    }

    /// Runs a statement with one text bound to it.
    pub async fn execute_on(&self, statement: &'static str, text: &str) {
        sqlx::query(statement).bind(text).execute(&mut self.connection().await).await.expect("the statement runs");
    }

    /// The texts in the only column of a query with one text bound to it.
    pub async fn texts_of(&self, query: &'static str, text: &str) -> Vec<String> {
        let mut connection = self.connection().await;
        sqlx::query_scalar(query).bind(text).fetch_all(&mut connection).await.expect("the query runs")
    }

    /// The tags of a resource as `key=value`, by key.
    pub async fn tags_of(&self, arn: &str) -> Vec<String> {
        self.texts_of("select key || '=' || value from inspect.tags where resource_arn = $1 order by key", arn).await
    }

    /// The keywords of a pool or a phone number as `WORD message ACTION`, by word.
    pub async fn keywords_of(&self, id: &str) -> Vec<String> {
        let query = "
            select concat_ws(' ', keyword, keyword_message, keyword_action) from inspect.keywords
            where origination_identity = $1 order by keyword";
        self.texts_of(query, id).await
    }
}

/// What the refusal of a call says; it must have left everything as it was.
pub async fn refused<O, E>(app: &App, call: impl Future<Output = Result<O, SdkError<E>>>) -> Refusal
where
    O: Debug,
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + Debug + 'static,
{
    let before = app.state().await;
    let refused = refusal(call.await);
    assert_eq!(app.state().await, before, "a refused call changes nothing");
    refused
}

/// The answers of calls that run at the same time. Those that are refused must raise `exception`: a deadlock or a broken
/// constraint would come as another one. Only where the machine is too slow for all of them, some may be throttled.
pub async fn answers<O, E>(calls: JoinSet<Result<O, SdkError<E>>>, exception: &str) -> Vec<O>
where
    O: Debug + 'static,
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + Debug + 'static,
{
    let mut answers = Vec::new();
    for outcome in calls.join_all().await {
        match outcome {
            Ok(answer) => answers.push(answer),
            outcome => {
                let refused = refusal(outcome);
                assert!([exception, "ThrottlingException"].contains(&refused.exception.as_str()), "{refused:?}");
            }
        }
    }
    answers
}

/// The ARN of the resource with this path (`pool/pool-…`) of [`ACCOUNT`] in [`REGION`].
pub fn arn(path: &str) -> String {
    format!("arn:aws:sms-voice:{REGION}:{ACCOUNT}:{path}")
}

/// A tag.
pub fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build().expect("a tag has a key and a value")
}

/// As many tags, all different.
pub fn tags(count: usize) -> Vec<Tag> {
    (0..count).map(|number| tag(&format!("key-{number:03}"), "value")).collect()
}
