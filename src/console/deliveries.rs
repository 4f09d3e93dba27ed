//! Events on their way to destinations: what was delivered, what failed, what had nowhere to go.

use askama::Template;
use uuid::Uuid;

use super::{
    Asked, Outcome,
    delivery::Delivery,
    frame::{self, Frame, around},
    link::further,
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    store::view::{
        Part,
        delivery::{self, Column, Which},
    },
};

/// How many deliveries a page has.
const PAGE: i64 = 30;

/// How many terms of a search count.
const MOST: usize = 12;

#[derive(Template)]
#[template(path = "deliveries.html", config = ".askama.toml")]
struct List<'l> {
    frame: Frame,
    search: &'l str,
    deliveries: Vec<Delivery>,
    next: Option<String>,
}

/// A page of deliveries.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked) -> Outcome {
    let (sight, connections) = (asked.sight(), asked.connections());
    let search = asked.asks("q");
    let columns = search.split_whitespace().take(MOST).map(column).collect();
    let part = Part { after: asked.asks("after").parse().ok(), limit: PAGE, is_ascending: false };
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let which = Which { reach: sight.shown, columns, ..Which::default() };
        let page = delivery::page(&mut tx, &which, part).await?;
        tx.commit().await?;
        Ok((around, page))
    };
    let (around, (rows, next)) = asked.shared.database.work(work).await?;
    let deliveries = rows.into_iter().map(Delivery::of).collect::<Result<_, _>>()?;
    let home = asked.home();
    let sql = Frame::select(asked, "event_deliveries", &[], "sequence desc limit 100");
    let call = format!(
        "GET {}/_callsign/v1/deliveries?account_id={}&region={}",
        asked.program.url, home.account_id, home.region
    );
    frame::page(&List {
        frame: Frame::new(asked, &around, "Events", "events", sql, call),
        search,
        deliveries,
        next: next.map(|place| further(&asked.url("events"), search, &place.to_string())),
    })
}

/// What a word of a search asks for.
fn column(word: &str) -> (Column, String) {
    let (name, value) = word.split_once(':').unwrap_or(("", ""));
    let status = |text: &str| text.to_uppercase().replace('-', "_");
    match name {
        "is" => (Column::Status, status(value)),
        "message" => (Column::MessageId, value.to_lowercase()),
        "set" => (Column::ConfigurationSetName, value.to_owned()),
        "to" => (Column::EventDestinationName, value.to_owned()),
        "arn" => (Column::DestinationArn, word.to_owned()),
        _ if word.parse::<Uuid>().is_ok() => (Column::MessageId, word.to_lowercase()),
        _ => (Column::EventType, word.to_uppercase()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_a_status_a_message_a_set_a_destination_or_a_type() {
        for (word, wanted) in [
            ("is:no-target", (Column::Status, "NO_TARGET")),
            ("is:failed", (Column::Status, "FAILED")),
            ("set:default", (Column::ConfigurationSetName, "default")),
            ("to:sns", (Column::EventDestinationName, "sns")),
            ("arn:aws:sns:us-east-1:1:t", (Column::DestinationArn, "arn:aws:sns:us-east-1:1:t")),
            ("text_delivered", (Column::EventType, "TEXT_DELIVERED")),
        ] {
            assert_eq!(column(word), (wanted.0, wanted.1.to_owned()), "{word}");
        }
    }
}
