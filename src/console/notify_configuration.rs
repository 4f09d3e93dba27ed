//! A notify configuration: its tier and where it stands, what it sent, its settings, and the registration that raises its tier.

use askama::Template;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::read_place,
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    model::notify_configuration::NotifyConfigurationId,
    store::view::{
        account::{self, Tag},
        notify_configuration::{self, NotifyConfiguration},
        registration::{self, Association},
        shown,
    },
};

/// What decides where one stands.
const STATUS: &str = "POST notify-configurations/{notify_configuration_id}/status";

/// What gives one its tier.
const TIER: &str = "POST notify-configurations/{notify_configuration_id}/tier";

#[derive(Template)]
#[template(path = "notify_configuration.html", config = ".askama.toml")]
struct Screen {
    frame: Frame,
    one: NotifyConfiguration,
    /// The countries that it is bound to, one a line.
    countries: String,
    registrations: Vec<Association>,
    tags: Vec<Tag>,
}

/// The configuration with this id.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked, id: &str) -> Outcome {
    NotifyConfigurationId::new(id).key().ok_or(super::Failure::NotThere)?;
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let named = id.to_owned();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let found = notify_configuration::page(&mut tx, &home, &named, around.now, read_place(""), 1).await?;
        let found = match found.rows.into_iter().next() {
            None => None,
            Some(one) => {
                let registrations = registration::associations(&mut tx, &home, &named).await?;
                let tags = account::tags(&mut tx, &home, Some(&one.notify_configuration_arn)).await?;
                Some((one, registrations, tags))
            }
        };
        tx.commit().await?;
        Ok((around, found))
    };
    let (around, found) = asked.shared.database.work(work).await?;
    let (one, registrations, tags) = found.ok_or(super::Failure::NotThere)?;
    let sql = shown::select("notify_usage", &[("notify_configuration_id", id)], "day desc");
    let call = Frame::cli(asked, &format!("describe-notify-configurations --notify-configuration-ids {id}"));
    let frame = Frame::new(asked, &around, &one.display_name, "notify-configurations", sql, call);
    let countries = one.enabled_countries.as_deref().unwrap_or_default().join("\n");
    frame::page(&Screen { frame, one, countries, registrations, tags })
}
