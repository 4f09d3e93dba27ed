//! The whole state, to show that a refused call changed nothing, and what tests say about resources.

use std::{collections::BTreeMap, fmt::Debug, future::Future};

use aws_sdk_pinpointsmsvoicev2::{
    error::{ProvideErrorMetadata, SdkError},
    types::Tag,
};
use sqlx::AssertSqlSafe;
use tokio::task::JoinSet;

use super::{App, Refusal, refusal};

/// The rows of every table of the schema `callsign`, as text, by the table's name. Not among them is what any first call of
/// an account brings: the account's row and its list `Default`, nor
/// what keeps a refusal for its client token.
pub type State = BTreeMap<String, Vec<String>>;

impl App {
    /// The rows of every table but the request log, in which a refused call is, too.
    pub async fn state(&self) -> State {
        let mut connection = self.connection().await;
        let tables: Vec<String> = sqlx::query_scalar(
            "select table_name::text from information_schema.tables
             where table_schema = 'callsign' and table_type = 'BASE TABLE' and table_name not in ('account_region', 'request')",
        )
        .fetch_all(&mut connection)
        .await
        .expect("the tables are listed");
        let mut state = State::new();
        for table in tables {
            let query = format!(
                "select t::text from callsign.{table} t
                 where coalesce(to_jsonb(t) ->> 'name', to_jsonb(t) ->> 'path', '')
                       not in ('Default', 'opt-out-list/Default')
                   and (to_jsonb(t) ->> 'is_refusal') is distinct from 'true' order by 1"
            );
            let rows = sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(&mut connection).await;
            state.insert(table, rows.expect("the rows are read"));
        }
        state
    }

    /// How many rows every table has that isn't a record of the past: all but history and client tokens.
    pub async fn row_counts(&self) -> BTreeMap<String, usize> {
        let state = self.state().await.into_iter();
        state
            .filter(|(table, _)| !["association_event", "client_token", "pool_event"].contains(&table.as_str()))
            .map(|(table, rows)| (table, rows.len()))
            .collect()
    }

    /// What the refusal of a call says, which must have changed nothing.
    ///
    /// # Panics
    ///
    /// If the call was answered, or a row of any table isn't as before.
    pub async fn refused<O, E>(&self, call: impl Future<Output = Result<O, SdkError<E>>>) -> Refusal
    where
        O: Debug,
        E: std::error::Error + ProvideErrorMetadata + Send + Sync + Debug + 'static,
    {
        let before = self.state().await;
        let refusal = refusal(Box::pin(call).await);
        assert_eq!(self.state().await, before, "the refused call changed something: {refusal:?}");
        refusal
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

/// A tag.
pub fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build().expect("a tag has a key and a value")
}

/// As many tags, all different.
pub fn tags(count: usize) -> Vec<Tag> {
    (0..count).map(|number| tag(&format!("key-{number:03}"), "value")).collect()
}
