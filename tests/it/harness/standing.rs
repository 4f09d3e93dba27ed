//! How things stand: what the views of `inspect` show, and whether a refused call left everything as it was.

use std::{fmt::Debug, future::Future};

use aws_sdk_pinpointsmsvoicev2::error::{ProvideErrorMetadata, SdkError};
use sqlx::{FromRow, postgres::PgRow};

use super::{App, REGION, Refusal, refusal};

/// Every row that calls can make, but for the account's own row and its list `Default`, which any call may bring.
const ROWS: &str = "
    select coalesce(string_agg(line, E'\\n' order by line), '') from (
        select 'pool ' || t::text from callsign.pool t
        union all select 'phone number ' || t::text from callsign.phone_number t
        union all select 'sender id ' || t::text from callsign.sender_id t
        union all select 'opt-out list ' || t::text from callsign.opt_out_list t where t.name <> 'Default'
        union all select 'opted-out number ' || t::text from callsign.opted_out_number t
        union all select 'deletion of an opted-out number ' || t::text from callsign.opted_out_number_deletion t
        union all select 'association ' || t::text from callsign.pool_origination_identity t
        union all select 'event ' || t::text from callsign.association_event t
        union all select 'keyword ' || t::text from callsign.keyword t
        union all select 'tag ' || t::text from callsign.tag t
        union all select 'client token ' || t::text from callsign.client_token t) as state (line)";

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

/// What the refusal of a call says, which must have left every row as it was.
pub async fn refused_without_trace<O, E>(app: &App, call: impl Future<Output = Result<O, SdkError<E>>>) -> Refusal
where
    O: Debug,
    E: std::error::Error + ProvideErrorMetadata + Send + Sync + Debug + 'static,
{
    let rows = async || {
        let rows: String =
            sqlx::query_scalar(ROWS).fetch_one(&mut app.connection().await).await.expect("the rows are read");
        rows
    };
    let before = rows().await;
    let refused = refusal(call.await);
    assert_eq!(rows().await, before, "a refused call changes nothing");
    refused
}

/// The ARN of the resource with this path (`pool/pool-…`) of an account.
pub fn arn_in(account: &str, path: &str) -> String {
    format!("arn:aws:sms-voice:{REGION}:{account}:{path}")
}
