//! Opt-out lists, and the numbers on one of them beside the others.

use askama::Template;
use time::{Duration, OffsetDateTime};

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::{further, part, place, read_place},
    text::{Moment, filters},
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::opt_out_list::{DEFAULT, OPT_IN_INTERVAL},
    store::view::{
        Older,
        opt_out_list::{self, COUNTED, OptOutList, OptedOut},
    },
};

/// How many lists and numbers a page has.
const PAGE: i64 = 25;

#[derive(Template)]
#[template(path = "opt_out_lists.html", config = ".askama.toml")]
struct OptOutLists<'o> {
    frame: Frame,
    lists: Vec<OptOutList>,
    next: Option<String>,
    open: Option<Open<'o>>,
    search: &'o str,
    now: OffsetDateTime,
}

/// The list that is open.
struct Open<'o> {
    name: &'o str,
    list: OptOutList,
    numbers: Vec<OptedOut>,
    next: Option<String>,
}

/// The lists, and the numbers on the one of this name.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked, name: Option<&str>) -> Outcome {
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let older = if name.is_none() { read_place(asked.asks("after")) } else { Older::NEWEST };
    let (wanted, search) = (name.map(str::to_owned), asked.asks("q").trim().to_owned());
    let after = asked.asks("after").to_owned();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let lists = opt_out_list::page(&mut tx, &home, None, older, PAGE).await?;
        let open = match &wanted {
            None => None,
            Some(name) => {
                let found = opt_out_list::page(&mut tx, &home, Some(name), Older::NEWEST, 1).await?;
                match found.rows.into_iter().next() {
                    None => None,
                    Some(list) => {
                        let numbers = opt_out_list::numbers(&mut tx, list.key, &search, &after, PAGE).await?;
                        Some((list, numbers))
                    }
                }
            }
        };
        tx.commit().await?;
        Ok((around, lists, open))
    };
    let (around, lists, found) = asked.shared.database.work(work).await?;
    let open = match (name, found) {
        (Some(_), None) => return Err(super::Failure::NotThere),
        (Some(name), Some((list, numbers))) => {
            let path = asked.url(&format!("opt-out-lists/{}", part(name)));
            let next = numbers.rows.last().filter(|_| numbers.has_more);
            let next = next.map(|last| further(&path, asked.asks("q"), &last.opted_out_number));
            Some(Open { name, list, numbers: numbers.rows, next })
        }
        _ => None,
    };
    let (sql, call) = match name {
        Some(name) => (
            Frame::select(asked, "opted_out_numbers", &[("opt_out_list_name", name)], "opted_out_number"),
            Frame::cli(
                asked,
                &format!("describe-opted-out-numbers --opt-out-list-name '{}'", name.replace('\'', r"'\''")),
            ),
        ),
        None => (
            Frame::select(asked, "opt_out_lists", &[], "created_timestamp desc"),
            Frame::cli(asked, "describe-opt-out-lists"),
        ),
    };
    let next = lists.rows.last().filter(|_| lists.has_more);
    let next = next.map(|last| further(&asked.url("opt-out-lists"), "", &place(last.created_timestamp, last.key)));
    frame::page(&OptOutLists {
        frame: Frame::new(asked, &around, name.unwrap_or("Opt-out lists"), "opt-out-lists", sql, call),
        lists: lists.rows,
        next,
        open,
        search: asked.asks("q"),
        now: around.now,
    })
}

impl OptOutLists<'_> {
    fn is_open(&self, list: &OptOutList) -> bool {
        self.open.as_ref().is_some_and(|open| open.name == list.opt_out_list_name)
    }

    /// When a number can be taken off again, where it can't be now.
    fn held_until(&self, number: &OptedOut) -> Option<Moment> {
        let until = number.deleted_at? + OPT_IN_INTERVAL;
        (until > self.now).then_some(Moment(until))
    }

    /// How many whole days that is.
    fn days(&self, until: &Moment) -> i64 {
        (until.0 - self.now + Duration::days(1)).whole_days()
    }

    /// A count that goes no further than it is counted.
    fn count(count: i64) -> String {
        if count >= COUNTED { format!("{COUNTED} or more") } else { count.to_string() }
    }
}
