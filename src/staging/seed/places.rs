//! Where in a seed's file something stands.

use std::collections::BTreeMap;

use super::file::{Language, line_at};

/// Kinds of items, and where each list of them stands.
type Spans = BTreeMap<String, toml::Spanned<toml::Value>>;

/// Where the items of a file stand.
pub struct Places<'t> {
    text: &'t str,
    language: Language,
}

impl<'t> Places<'t> {
    /// Those of a file that could be read.
    #[must_use]
    pub fn of(text: &'t str, language: Language) -> Self {
        Self { text, language }
    }

    /// The place of an item of a kind, which is a member of the file.
    #[must_use]
    pub fn of_item(&self, kind: &str, index: usize) -> String {
        let path = format!("{kind}[{index}]");
        if self.language == Language::Json {
            return path;
        }
        let Ok(spans) = toml::from_str::<Spans>(self.text) else { return path };
        // An item that has a table of its own begins with its head; others stand in the list of their kind.
        let head = format!("[[{kind}]]");
        let lines = self.text.lines().enumerate().filter(|(_, line)| line.trim_start().starts_with(&head));
        let own = lines.map(|(number, _)| number + 1).nth(index);
        let line = own.or_else(|| spans.get(kind).map(|list| line_at(self.text, list.span().start)));
        line.map_or(path, |line| format!("line {line}"))
    }
}
