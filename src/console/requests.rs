//! The calls of the API, the newest first, and the refused ones by their reason.

use askama::Template;
use uuid::Uuid;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::further,
    request::Call,
    text::{Moment, filters},
};
use crate::{
    api,
    database::unit_of_work::{Mode, Tx},
    store::view::{
        Part,
        request::{self, Column, Filter, Refusals},
    },
};

/// How many calls a page has.
const PAGE: i64 = 30;

/// How many terms of a search count.
const MOST: usize = 12;

#[derive(Template)]
#[template(path = "requests.html", config = ".askama.toml")]
struct List<'l> {
    frame: Frame,
    search: &'l str,
    calls: Vec<Call>,
    refusals: Vec<Refusals>,
    next: Option<String>,
}

/// A page of calls.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked) -> Outcome {
    asked.staging.requests.flush(&asked.shared.database).await?;
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let search = asked.asks("q");
    let filters: Vec<Filter> = search.split_whitespace().take(MOST).map(filter).collect();
    let part_of = Part { after: asked.asks("after").parse().ok(), limit: PAGE, is_ascending: false };
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let page = request::page(&mut tx, &sight.shown, &filters, part_of).await?;
        let refusals = request::refusals(&mut tx, &home).await?;
        tx.commit().await?;
        Ok((around, page, refusals))
    };
    let (around, (rows, next), refusals) = asked.shared.database.work(work).await?;
    let calls = rows.into_iter().map(Call::of).collect::<Result<Vec<_>, _>>()?;
    let home = asked.home();
    let sql = Frame::select(asked, "requests", &[], "sequence desc limit 100");
    let call = format!(
        "GET {}/_callsign/v1/requests?account_id={}&region={}",
        asked.program.url, home.account_id, home.region
    );
    frame::page(&List {
        frame: Frame::new(asked, &around, "Requests", "requests", sql, call),
        search,
        calls,
        refusals,
        next: next.map(|place| further(&asked.url("requests"), search, &place.to_string())),
    })
}

/// What a word of a search asks for.
fn filter(word: &str) -> Filter {
    let (name, value) = word.split_once(':').unwrap_or(("", ""));
    let is_of_capitals = |text: &str| text.contains('_') && text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    match (name, value) {
        ("is", "refused") => Filter::Refused,
        ("is", "success") => Filter::Column(Column::Outcome, "success".to_owned()),
        ("key", text) if !text.is_empty() => Filter::Column(Column::AccessKeyId, text.to_owned()),
        ("token", text) if !text.is_empty() => Filter::Column(Column::ClientToken, text.to_owned()),
        ("fault", text) if !text.is_empty() => Filter::Column(Column::FaultId, text.to_owned()),
        ("field", text) if !text.is_empty() => Filter::Field(text.to_owned()),
        _ if word.parse::<Uuid>().is_ok() => Filter::Column(Column::RequestId, word.to_lowercase()),
        _ if word.ends_with("Exception") => Filter::Column(Column::Outcome, word.to_owned()),
        _ if is_of_capitals(word) => Filter::Column(Column::Reason, word.to_owned()),
        _ if api::dispatch(word).is_some() => Filter::Column(Column::Operation, word.to_owned()),
        _ => Filter::Says(word.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_an_operation_a_reason_an_exception_or_part_of_the_input() {
        let column = |column, text: &str| Filter::Column(column, text.to_owned());
        for (word, wanted) in [
            ("SendTextMessage", column(Column::Operation, "SendTextMessage")),
            ("MESSAGE_TYPE_MISMATCH", column(Column::Reason, "MESSAGE_TYPE_MISMATCH")),
            ("ConflictException", column(Column::Outcome, "ConflictException")),
            ("is:refused", Filter::Refused),
            ("is:success", column(Column::Outcome, "success")),
            ("key:test", column(Column::AccessKeyId, "test")),
            ("token:one", column(Column::ClientToken, "one")),
            ("field:PoolId", Filter::Field("PoolId".to_owned())),
            ("pool-1", Filter::Says("pool-1".to_owned())),
            ("key:", Filter::Says("key:".to_owned())),
        ] {
            assert_eq!(filter(word), wanted, "{word}");
        }
    }
}
