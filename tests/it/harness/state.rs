//! The whole state, to show that a refused call changed nothing.

use std::{collections::BTreeMap, fmt::Debug, future::Future};

use aws_sdk_pinpointsmsvoicev2::error::{ProvideErrorMetadata, SdkError};
use sqlx::AssertSqlSafe;

use super::{App, Refusal, refusal};

/// The rows of every table of the schema `callsign`, as text, by the table's name.
pub type State = BTreeMap<String, Vec<String>>;

impl App {
    /// The rows of every table.
    pub async fn state(&self) -> State {
        let mut connection = self.connection().await;
        let tables: Vec<String> = sqlx::query_scalar(
            "select table_name::text from information_schema.tables
             where table_schema = 'callsign' and table_type = 'BASE TABLE'",
        )
        .fetch_all(&mut connection)
        .await
        .expect("the tables are listed");
        let mut state = State::new();
        for table in tables {
            let query = format!("select t::text from callsign.{table} t order by 1");
            let rows = sqlx::query_scalar(AssertSqlSafe(query)).fetch_all(&mut connection).await;
            state.insert(table, rows.expect("the rows are read"));
        }
        state
    }

    /// How many rows every table has that isn't a record of the past: all but history and client tokens.
    pub async fn row_counts(&self) -> BTreeMap<String, usize> {
        let state = self.state().await.into_iter();
        state
            .filter(|(table, _)| table != "association_event" && table != "client_token")
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
}
