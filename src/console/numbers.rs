//! Phone numbers: those of an account and region, with the pool that each is in, and a new one.

use askama::Template;

use super::{
    Asked, Outcome,
    frame::{self, Frame, around},
    link::{self, further, place, read_place},
    text::filters,
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    store::view::{
        opt_out_list::{self, OptOutList},
        phone_number::{self, PhoneNumber},
        pool::{self, Pool},
    },
};

/// How many numbers a page has.
const PAGE: i64 = 25;

#[derive(Template)]
#[template(path = "numbers.html", config = ".askama.toml")]
struct List<'n> {
    frame: Frame,
    search: &'n str,
    numbers: Vec<PhoneNumber>,
    pools: Vec<Pool>,
    lists: Vec<OptOutList>,
    next: Option<String>,
}

/// A page of numbers.
///
/// # Errors
///
/// [`super::Failure`].
pub async fn show(asked: &Asked) -> Outcome {
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let (search, older) = (compact(asked.asks("q")), read_place(asked.asks("after")));
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let numbers = phone_number::page(&mut tx, &home, &search, older, PAGE).await?;
        let pools = pool::page(&mut tx, &home, "", link::read_place(""), PAGE).await?;
        let lists = opt_out_list::page(&mut tx, &home, None, link::read_place(""), PAGE).await?;
        tx.commit().await?;
        Ok((around, numbers, pools, lists))
    };
    let (around, numbers, pools, lists) = asked.shared.database.work(work).await?;
    let sql = Frame::select(asked, "phone_numbers", &[], "created_timestamp desc");
    let next = numbers.rows.last().filter(|_| numbers.has_more);
    let next =
        next.map(|last| further(&asked.url("numbers"), asked.asks("q"), &place(last.created_timestamp, last.key)));
    frame::page(&List {
        frame: Frame::new(asked, &around, "Numbers", "numbers", sql, Frame::cli(asked, "describe-phone-numbers")),
        search: asked.asks("q"),
        numbers: numbers.rows,
        pools: pools.rows,
        lists: lists.rows,
        next,
    })
}

/// A number as it is stored, however it was grouped; an id as it is.
pub fn compact(search: &str) -> String {
    if search.starts_with("phone-") {
        return search.trim().to_owned();
    }
    let digits: String = search.chars().filter(|c| !" -()".contains(*c)).collect();
    if digits.starts_with(|c: char| c.is_ascii_digit()) { format!("+{digits}") } else { digits }
}
