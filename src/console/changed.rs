//! What was done to a pool, as pages tell it.

use serde_json::{Map, Value};
use time::OffsetDateTime;

use crate::store::view::{Who, pool::Change};

/// That it was made, changed or removed.
pub struct Changed {
    /// `CREATED`, `UPDATED` or `DELETED`.
    pub event: String,
    /// When.
    pub at: OffsetDateTime,
    /// What an update changed, member by member; of another event what the pool was, as far as anything is set.
    pub lines: Vec<String>,
    /// By which request; `None` for what is older than the history.
    pub request_id: Option<String>,
    /// By whom.
    pub who: Who,
}

impl From<Change> for Changed {
    fn from(change: Change) -> Self {
        let members = |value: &Value| value.as_object().cloned().unwrap_or_default();
        let lines = if let Some(changes) = &change.changes {
            let line = |(member, change): (String, Value)| {
                format!("{member}: {} → {}", said(&change["from"]), said(&change["to"]))
            };
            members(changes).into_iter().map(line).collect()
        } else {
            let set = members(&change.settings).into_iter().filter(|(_, value)| is_set(value));
            set.map(|(member, value)| format!("{member}: {}", said(&value))).collect()
        };
        Self { event: change.event, at: change.at, lines, request_id: change.request_id, who: change.who }
    }
}

fn said(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn is_set(value: &Value) -> bool {
    !(value.is_null() || *value == Value::Bool(false) || value.as_object().is_some_and(Map::is_empty))
}
