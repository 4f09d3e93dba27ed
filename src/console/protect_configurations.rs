//! Protect configurations: those of an account and region, with what goes by each, and a new one.

use askama::Template;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::{further, place, read_place},
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    store::view::protect_configuration::{self, ProtectConfiguration},
};

/// How many configurations a page has.
const PAGE: i64 = 25;

#[derive(Template)]
#[template(path = "protect_configurations.html", config = ".askama.toml")]
struct List {
    frame: Frame,
    configurations: Vec<ProtectConfiguration>,
    next: Option<String>,
}

/// A page of protect configurations.
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
        let configurations = protect_configuration::page(&mut tx, &home, "", older, PAGE).await?;
        tx.commit().await?;
        Ok((around, configurations))
    };
    let (around, configurations) = asked.shared.database.work(work).await?;
    let sql = Frame::select(asked, "protect_configurations", &[], "created_timestamp desc");
    let call = Frame::cli(asked, "describe-protect-configurations");
    let path = asked.url("protect-configurations");
    let next = configurations.rows.last().filter(|_| configurations.has_more);
    let next = next.map(|last| further(&path, "", &place(last.created_timestamp, last.key)));
    frame::page(&List {
        frame: Frame::new(asked, &around, "Protect configurations", "protect-configurations", sql, call),
        configurations: configurations.rows,
        next,
    })
}
