//! Registrations: those of an account and region, and a new one.

use askama::Template;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::{further, place, read_place},
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::registration::catalogue,
    store::view::registration::{self, Registration},
};

/// How many registrations a page has.
const PAGE: i64 = 25;

#[derive(Template)]
#[template(path = "registrations.html", config = ".askama.toml")]
struct List<'r> {
    frame: Frame,
    search: &'r str,
    registrations: Vec<Registration>,
    /// The types that one may be made of.
    types: Vec<&'static str>,
    next: Option<String>,
}

impl List<'_> {
    /// Whether a refused form said this type, or it is the usual one.
    fn is_chosen(&self, registration_type: &str) -> bool {
        self.frame.said("CreateRegistration", "RegistrationType", "US_TOLL_FREE_REGISTRATION") == registration_type
    }
}

/// A page of registrations.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked) -> Outcome {
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let (search, older) = (asked.asks("q").trim().to_owned(), read_place(asked.asks("after")));
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let registrations = registration::page(&mut tx, &home, &search, older, PAGE).await?;
        tx.commit().await?;
        Ok((around, registrations))
    };
    let (around, registrations) = asked.shared.database.work(work).await?;
    let sql = Frame::select(asked, "registrations", &[], "created_timestamp desc");
    let call = Frame::cli(asked, "describe-registrations");
    let path = asked.url("registrations");
    let next = registrations.rows.last().filter(|_| registrations.has_more);
    let next = next.map(|last| further(&path, asked.asks("q"), &place(last.created_timestamp, last.key)));
    frame::page(&List {
        frame: Frame::new(asked, &around, "Registrations", "registrations", sql, call),
        search: asked.asks("q"),
        registrations: registrations.rows,
        types: catalogue::all().iter().map(catalogue::RegistrationType::name).collect(),
        next,
    })
}
