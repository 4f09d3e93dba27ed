//! What a search of the inbox finds, or a conversation holds, as a file: each line is a row of `inspect.messages`, as the interface has
//! it.
//!
//! It is read part by part, the next one once the one before is taken: no more than a part is kept, and no connection to the database
//! is held meanwhile, however many messages there are and however slowly they are read.

use std::{fmt, pin::Pin, sync::Arc};

use futures_util::{Stream, stream::unfold};
use tokio::sync::OwnedSemaphorePermit;

use super::{Asked, Failure, Outcome, Page, search::terms};
use crate::{
    database::{
        Database,
        unit_of_work::{Mode, Tx},
    },
    model::error::ServiceError,
    staging::Watch,
    store::view::{
        Place,
        search::{self, Which},
    },
};

/// How much of a phone's number stands in the name of a file.
const DIGITS: usize = 20;

/// The parts of a file, each some lines of it. Nothing comes after an error: who got a part must not take it for all.
pub type Parts = Pin<Box<dyn Stream<Item = Result<String, ServiceError>>>>;

/// A file that is made while it is read.
pub struct Export {
    /// What browsers call it: letters, digits, `-` and `.`.
    pub name: String,
    /// What is in it.
    pub parts: Parts,
}

impl fmt::Debug for Export {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Export").field("name", &self.name).finish_non_exhaustive()
    }
}

/// One export.
struct Reading {
    database: Arc<Database>,
    watch: Arc<Watch>,
    which: Which,
    after: Option<Place>,
    is_over: bool,
    _place: OwnedSemaphorePermit,
}

/// All messages that the search finds; or all between an own identity and a phone, whatever the list beside them is searched for.
///
/// # Errors
///
/// [`Failure::Refused`] where as many streams are read as may be.
pub fn show(asked: &Asked, conversation: Option<(&str, &str)>) -> Outcome {
    let home = asked.home();
    let (name, terms) = match conversation {
        None => (format!("messages-{}-{}.jsonl", home.account_id, home.region), terms(asked.asks("q"))),
        Some((_, phone)) => {
            let phone: String = phone.chars().filter(char::is_ascii_alphanumeric).take(DIGITS).collect();
            (format!("conversation-{phone}.jsonl"), Vec::new())
        }
    };
    let conversation = conversation.map(|(own, phone)| (own.to_owned(), phone.to_owned()));
    let reading = Reading {
        database: Arc::clone(&asked.shared.database),
        watch: Arc::clone(&asked.staging.watch),
        which: Which { home, terms, conversation },
        after: None,
        is_over: false,
        _place: asked.staging.watch.reader().map_err(Failure::Refused)?,
    };
    Ok(Page::Export(Export { name, parts: Box::pin(unfold(reading, Reading::next)) }))
}

impl Reading {
    /// The next lines; `None` when there are no more.
    async fn next(mut self) -> Option<(Result<String, ServiceError>, Self)> {
        while !self.is_over {
            let read =
                if self.watch.is_stopped() { Err(ServiceError::internal("callsign stops")) } else { self.read().await };
            match read {
                Ok(lines) if lines.is_empty() => {}
                Ok(lines) => return Some((Ok(lines), self)),
                Err(error) => {
                    self.is_over = true;
                    self.database.tell(&error, "an export broke off").await;
                    return Some((Err(error), self));
                }
            }
        }
        None
    }

    /// Reads the next part: no lines where nothing of what it looked at was found.
    async fn read(&mut self) -> Result<String, ServiceError> {
        let (connections, which, after) = (self.database.connections().clone(), self.which.clone(), self.after);
        let work = async move {
            let mut tx = Tx::begin(&connections, Mode::Read).await?;
            let part = search::part(&mut tx, &which, after).await?;
            tx.commit().await?;
            Ok(part)
        };
        let (rows, next) = self.database.work(work).await?;
        self.after = next;
        self.is_over = next.is_none();
        let mut lines = String::new();
        for row in rows {
            lines.push_str(&row.to_string());
            lines.push('\n');
        }
        Ok(lines)
    }
}
