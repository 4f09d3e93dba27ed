//! A protect configuration: what it says about countries and numbers, and what goes by it.

use askama::Template;
use time::OffsetDateTime;
use url::form_urlencoded;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::{place, read_place},
    numbers::compact,
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    model::protect_configuration::ProtectConfigurationId,
    store::view::{
        account::{self, Tag},
        protect_configuration::{self, CountryRule, NumberOverride, ProtectConfiguration},
        shown,
    },
};

/// How many country rules, and how many overrides a page has.
const PAGE: i64 = 20;

#[derive(Template)]
#[template(path = "protect_configuration.html", config = ".askama.toml")]
struct One<'p> {
    frame: Frame,
    configuration: ProtectConfiguration,
    rules: Vec<CountryRule>,
    further_rules: Option<String>,
    overrides: Vec<NumberOverride>,
    older_overrides: Option<String>,
    search: &'p str,
    tags: Vec<Tag>,
    now: OffsetDateTime,
}

impl One<'_> {
    /// Whether an override says nothing any more.
    fn is_over(&self, one: &NumberOverride) -> bool {
        one.expiration_timestamp.is_some_and(|until| until <= self.now)
    }
}

/// The configuration with this id.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked, id: &str) -> Outcome {
    let key = ProtectConfigurationId::new(id).key().ok_or(super::Failure::NotThere)?;
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let (named, search) = (id.to_owned(), compact(asked.asks("q").trim()));
    let (country, older) = (asked.asks("country").to_owned(), read_place(asked.asks("after")));
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let found = protect_configuration::page(&mut tx, &home, &named, read_place(""), 1).await?;
        let found = match found.rows.into_iter().next() {
            None => None,
            Some(one) => {
                let rules = protect_configuration::rules(&mut tx, key, &country, PAGE).await?;
                let overrides = protect_configuration::overrides(&mut tx, key, &search, older, PAGE).await?;
                let tags = account::tags(&mut tx, &home, Some(&one.protect_configuration_arn)).await?;
                Some((one, rules, overrides, tags))
            }
        };
        tx.commit().await?;
        Ok((around, found))
    };
    let (around, found) = asked.shared.database.work(work).await?;
    let (configuration, rules, overrides, tags) = found.ok_or(super::Failure::NotThere)?;
    let sql = shown::select("protect_country_rules", &[("protect_configuration_id", id)], "iso_country_code");
    let get = "get-protect-configuration-country-rule-set";
    let call = Frame::cli(asked, &format!("{get} --protect-configuration-id {id} --number-capability SMS"));
    let last_rule = rules.rows.last().filter(|_| rules.has_more);
    let further_rules = last_rule.map(|last| format!("{} {}", last.iso_country_code, last.number_capability));
    let further_rules = further_rules.map(|after| further(asked, id, "country", &after));
    let last_override = overrides.rows.last().filter(|_| overrides.has_more);
    let older_overrides =
        last_override.map(|last| further(asked, id, "after", &place(last.created_timestamp, last.key)));
    frame::page(&One {
        frame: Frame::new(asked, &around, id, "protect-configurations", sql, call),
        configuration,
        rules: rules.rows,
        further_rules,
        overrides: overrides.rows,
        older_overrides,
        search: asked.asks("q"),
        tags,
        now: around.now,
    })
}

/// The URL of a further part of one of the two lists: the other stays where it is.
fn further(asked: &Asked, id: &str, list: &str, after: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for name in ["q", "country", "after"].into_iter().filter(|name| *name != list && !asked.asks(name).is_empty()) {
        query.append_pair(name, asked.asks(name));
    }
    query.append_pair(list, after);
    format!("{}?{}", asked.url(&format!("protect-configurations/{id}")), query.finish())
}
