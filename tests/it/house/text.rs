//! Rust source as text: what is code, what is a string, what is a comment, and the paths that code names.

/// A source file, taken apart.
#[derive(Debug, Default)]
pub struct Source {
    /// The code, strings emptied and comments gone; line breaks stay.
    pub code: String,
    /// The strings, each with the code before it on its statement.
    pub strings: Vec<Literal>,
    /// The comments, their lines joined by spaces.
    pub comments: String,
}

/// A string literal.
#[derive(Debug)]
pub struct Literal {
    /// The last code before it, without white space.
    pub before: String,
    /// What it says.
    pub text: String,
}

impl Source {
    /// Takes `text` apart.
    pub fn new(text: &str) -> Self {
        let mut source = Self::default();
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            if let Some(comment) = rest.strip_prefix("//") {
                let (line, after) = comment.split_once('\n').unwrap_or((comment, ""));
                source.comments += line.trim_start_matches(['/', '!']).trim();
                source.comments.push(' ');
                source.code.push('\n');
                rest = after;
            } else if let Some(body) = raw_string(rest).or_else(|| rest.strip_prefix('"').map(|body| (body, "\""))) {
                let (body, end) = body;
                let length = string_length(body, end);
                source.keep(&body[..length]);
                source.code += "\"\"";
                rest = &body[(length + end.len()).min(body.len())..];
            } else if let Some(length) = character_length(rest) {
                source.code += "' '";
                rest = &rest[length..];
            } else {
                source.code.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
        source
    }

    fn keep(&mut self, text: &str) {
        let mut before: Vec<char> = self.code.chars().rev().filter(|c| !c.is_whitespace()).take(40).collect();
        before.reverse();
        self.strings.push(Literal { before: before.into_iter().collect(), text: text.to_owned() });
    }
}

fn raw_string(text: &str) -> Option<(&str, &'static str)> {
    let body = text.strip_prefix('r')?;
    [("##\"", "\"##"), ("#\"", "\"#"), ("\"", "\"")]
        .into_iter()
        .find_map(|(start, end)| body.strip_prefix(start).map(|body| (body, end)))
}

fn string_length(body: &str, end: &str) -> usize {
    let mut escaped = false;
    for (at, c) in body.char_indices() {
        if !escaped && body[at..].starts_with(end) {
            return at;
        }
        escaped = !escaped && c == '\\' && end == "\"";
    }
    body.len()
}

/// The length of a character literal; a lifetime has none.
fn character_length(text: &str) -> Option<usize> {
    let body = text.strip_prefix('\'')?;
    let mut chars = body.char_indices();
    let (_, first) = chars.next()?;
    if first == '\\' {
        return body[2..].find('\'').map(|at| at + 4);
    }
    let (at, second) = chars.next()?;
    (second == '\'').then_some(at + 2)
}

/// The paths that the code of the module `module` names, `use` trees written out, from `crate` or from another crate on.
pub fn paths(code: &str, module: &[&str]) -> Vec<String> {
    let mut paths = Vec::new();
    let mut rest = code.to_owned();
    while let Some(start) = rest.find("use ") {
        let is_word = rest[..start].chars().next_back().is_none_or(|c| c.is_whitespace() || c == ')');
        let end = rest[start..].find(';').map_or(rest.len(), |end| start + end);
        if is_word {
            let tree: String = rest[start + 4..end].chars().filter(|c| !c.is_whitespace()).collect();
            expand("", &tree, &mut paths);
            rest.replace_range(start..end, "");
        } else {
            rest.replace_range(start..start + 4, "");
        }
    }
    let separators = |c: char| !(c.is_alphanumeric() || c == '_' || c == ':');
    let inline = rest.split(separators).filter(|word| word.contains("::"));
    paths.extend(inline.map(|path| path.trim_matches(':').to_owned()));
    paths.into_iter().map(|path| absolute(&path, module)).collect()
}

fn expand(prefix: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((start, group)) = tree.split_once('{') else {
        paths.push(format!("{prefix}{tree}"));
        return;
    };
    let prefix = format!("{prefix}{start}");
    let group = &group[..group.rfind('}').unwrap_or(group.len())];
    let (mut depth, mut from) = (0, 0);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                expand(&prefix, &group[from..at], paths);
                from = at + 1;
            }
            _ => {}
        }
    }
    if from < group.len() {
        expand(&prefix, &group[from..], paths);
    }
}

fn absolute(path: &str, module: &[&str]) -> String {
    let mut module = module.to_vec();
    let mut rest = path;
    if let Some(after) = rest.strip_prefix("self::") {
        rest = after;
    } else if !rest.starts_with("super::") {
        return path.to_owned();
    }
    while let Some(after) = rest.strip_prefix("super::") {
        module.pop();
        rest = after;
    }
    module.insert(0, "crate");
    module.push(rest);
    module.join("::")
}

#[test]
fn code_strings_and_comments_are_told_apart() {
    let source = Source::new(
        "//! Page (row\n//! 7).\nfn f<'a>(c: char) { g(\"a \\\" // b\", r#\"x\"y\"#, '\"', '\\''); } // end\n",
    );
    assert_eq!(source.comments, "Page (row 7). end ");
    assert_eq!(source.code.trim(), "fn f<'a>(c: char) { g(\"\", \"\", ' ', ' '); }");
    let strings: Vec<&str> = source.strings.iter().map(|literal| literal.text.as_str()).collect();
    assert_eq!(strings, ["a \\\" // b", "x\"y"]);
    assert!(source.strings[0].before.ends_with("{g("));
}

#[test]
fn paths_are_written_out_from_their_crate_on() {
    let code = "use super::{error::E, page::{A, B}};\nuse crate::model;\npub use x::Y;\nfn f() { super::super::wire::g(sqlx::h()) }";
    let expected = [
        "crate::store::error::E",
        "crate::store::page::A",
        "crate::store::page::B",
        "crate::model",
        "x::Y",
        "crate::wire::g",
        "sqlx::h",
    ];
    assert_eq!(paths(code, &["store", "pool"]), expected);
}
