//! What isn't there any more: the history that it left.

use askama::Template;

use super::{
    Outcome,
    changed::Changed,
    frame::{self, Frame},
    text::{Moment, filters},
};
use crate::store::view::pool::Past;

#[derive(Template)]
#[template(path = "gone.html", config = ".askama.toml")]
struct Gone<'g> {
    frame: Frame,
    id: &'g str,
    changes: Vec<Changed>,
    history: Vec<Past>,
}

/// The history of the pool or number that had this id; only pools have changes.
///
/// # Errors
///
/// The template's.
pub fn page(frame: Frame, id: &str, changes: Vec<Changed>, history: Vec<Past>) -> Outcome {
    frame::page(&Gone { frame, id, changes, history })
}
