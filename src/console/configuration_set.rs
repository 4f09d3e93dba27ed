//! A configuration set: its defaults, and where its events go.

use askama::Template;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::read_place,
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    store::view::configuration_set::{self, ConfigurationSet, EventDestination},
};

#[derive(Template)]
#[template(path = "configuration_set.html", config = ".askama.toml")]
struct One {
    frame: Frame,
    set: ConfigurationSet,
    destinations: Vec<EventDestination>,
}

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
    frame::page(&One { frame: Frame::new(asked, &around, name, "configuration-sets", sql, call), set, destinations })
}
