//! How things stand, as the views of `inspect` show it.

use sqlx::{FromRow, postgres::PgRow};

use super::{App, REGION};

impl App {
    /// The rows of a query that stands for one text: `$1`.
    pub async fn rows_for<R>(&self, query: &'static str, text: &str) -> Vec<R>
    where
        R: for<'r> FromRow<'r, PgRow> + Send + Unpin,
    {
        let mut connection = self.connection().await;
        sqlx::query_as(query).bind(text).fetch_all(&mut connection).await.expect("the query runs")
    }

    /// What `inspect.keywords` shows of a pool or a phone number beside HELP and STOP as they are from the beginning:
    /// `WORD ACTION message`, by word.
    pub async fn custom_keywords(&self, owner: &str) -> Vec<String> {
        let query = "
            select keyword || ' ' || keyword_action || ' ' || keyword_message from inspect.keywords
            where origination_identity = $1
              and keyword_message not like 'For help, contact the sender%'
              and keyword_message not like 'You are now opted out and will%'
            order by keyword collate \"C\"";
        self.rows_for(query, owner).await.into_iter().map(|(line,)| line).collect()
    }

    /// The numbers that `inspect.opted_out_numbers` shows on the list with this ARN, in order.
    pub async fn opted_out_numbers(&self, list_arn: &str) -> Vec<String> {
        let query = "select opted_out_number from inspect.opted_out_numbers where opt_out_list_arn = $1 order by 1";
        self.rows_for(query, list_arn).await.into_iter().map(|(number,)| number).collect()
    }
}

/// The ARN of the resource with this path (`pool/pool-…`) of an account.
pub fn arn_in(account: &str, path: &str) -> String {
    format!("arn:aws:sms-voice:{REGION}:{account}:{path}")
}
