//! Configuration sets: those of an account and region, and a new one.

use askama::Template;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::{further, place, read_place},
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    store::view::configuration_set::{self, ConfigurationSet},
};

/// How many sets a page has.
const PAGE: i64 = 25;

#[derive(Template)]
#[template(path = "configuration_sets.html", config = ".askama.toml")]
struct ConfigurationSets {
    frame: Frame,
    sets: Vec<ConfigurationSet>,
    next: Option<String>,
}

/// A page of sets.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked) -> Outcome {
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let older = read_place(asked.asks("after"));
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let sets = configuration_set::page(&mut tx, &home, None, older, PAGE).await?;
        tx.commit().await?;
        Ok((around, sets))
    };
    let (around, sets) = asked.shared.database.work(work).await?;
    let sql = Frame::select(asked, "configuration_sets", &[], "created_timestamp desc");
    let call = Frame::cli(asked, "describe-configuration-sets");
    let next = sets.rows.last().filter(|_| sets.has_more);
    let next = next.map(|last| further(&asked.url("configuration-sets"), "", &place(last.created_timestamp, last.key)));
    frame::page(&ConfigurationSets {
        frame: Frame::new(asked, &around, "Configuration sets", "configuration-sets", sql, call),
        sets: sets.rows,
        next,
    })
}
