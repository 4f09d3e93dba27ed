//! A configuration set: its defaults, and where its events go.

use askama::Template;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::read_place,
    places::Places,
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::message::{
        channel::Channel,
        event::MessageStatus,
        handset::{MAGIC, Magic},
    },
    store::view::configuration_set::{self, ConfigurationSet, EventDestination},
};

#[derive(Template)]
#[template(path = "configuration_set.html", config = ".askama.toml")]
struct One {
    frame: Frame,
    set: ConfigurationSet,
    destinations: Vec<EventDestination>,
    places: Places,
    /// Phones for a test event, each with what becomes of a text to it.
    phones: Vec<(String, String)>,
}

/// The area code of the phones for test events.
const AREA: &str = "206";

/// A phone for each end that a text can have: those of the magic numbers.
fn phones() -> Vec<(String, String)> {
    let ends = MAGIC.iter().filter_map(|(first, _, magic)| match magic {
        Magic::Ends(outcome) => Some((format!("+1{AREA}55501{first:02}"), format!("TEXT_{outcome}"))),
        _ => None,
    });
    ends.filter(|(_, event)| MessageStatus::of_event_type(Channel::Text, event).is_some()).collect()
}

impl One {
    /// What a refused form said of a destination, or `usual`: one form of several is meant.
    fn said<'s>(&'s self, destination: &EventDestination, name: &str, usual: &'s str) -> &'s str {
        if self.is_refused(destination) { self.frame.said(EDIT, name, usual) } else { usual }
    }

    /// Where a destination really goes, if anywhere.
    fn place(&self, destination: &EventDestination) -> Option<String> {
        self.places.of(destination.target().1)
    }

    fn is_refused(&self, destination: &EventDestination) -> bool {
        self.frame.said(EDIT, "EventDestinationName", "") == destination.event_destination_name
    }
}

/// What changes a destination.
const EDIT: &str = "UpdateEventDestination";

/// The set of this name.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked, name: &str) -> Outcome {
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let wanted = name.to_owned();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let found = configuration_set::page(&mut tx, &home, Some(&wanted), read_place(""), 1).await?;
        let found = match found.rows.into_iter().next() {
            None => None,
            Some(set) => {
                let destinations = configuration_set::destinations(&mut tx, set.key).await?;
                Some((set, destinations))
            }
        };
        tx.commit().await?;
        Ok((around, found))
    };
    let (around, found) = asked.shared.database.work(work).await?;
    let (set, destinations) = found.ok_or(super::Failure::NotThere)?;
    let name = &set.configuration_set_name;
    let sql = Frame::select(asked, "event_destinations", &[("configuration_set_name", name)], "event_destination_name");
    let call = Frame::cli(asked, &format!("describe-configuration-sets --configuration-set-names {name}"));
    let frame = Frame::new(asked, &around, name, "configuration-sets", sql, call);
    let places = asked.program.places.clone();
    frame::page(&One { frame, set, destinations, places, phones: phones() })
}
