//! Texts of a policy that stand for others: wildcards, and variables that are replaced by values of the request.

use super::context::Context;

/// Documented: the parts of an ARN are separated by colons, and the last of six may have colons itself.
const ARN_SEPARATORS: usize = 5;

/// A text as the policy has it, variables not replaced yet.
#[derive(Clone, Debug)]
pub(super) struct Template(Vec<Part>);

#[derive(Clone, Debug)]
enum Part {
    Token(Token),
    Variable { key: String, default: Option<String> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    /// This character.
    Char(char),
    /// `?`: any one character, a colon only if so.
    One { colon: bool },
    /// `*`: any number of characters, colons only if so.
    Many { colon: bool },
}

/// What a text may have that stands for something else.
#[derive(Clone, Copy, Debug)]
pub(super) struct Syntax {
    /// Whether `*` and `?` are wildcards.
    pub(super) wildcards: bool,
    /// Whether `${…}` is a variable. Documented: from version 2012-10-17 on.
    pub(super) variables: bool,
}

impl Template {
    /// Reads `text`. The error says what is wrong with it.
    pub(super) fn read(text: &str, syntax: Syntax) -> Result<Self, &'static str> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            if syntax.variables
                && let Some(variable) = rest.strip_prefix("${")
            {
                let (part, after) = variable_part(variable)?;
                parts.push(part);
                rest = after;
                continue;
            }
            rest = &rest[next.len_utf8()..];
            let token = match next {
                '*' if syntax.wildcards => Token::Many { colon: true },
                '?' if syntax.wildcards => Token::One { colon: true },
                literal => Token::Char(literal),
            };
            // A run of `*` means what one means, and takes as long.
            if matches!((parts.last(), token), (Some(Part::Token(Token::Many { .. })), Token::Many { .. })) {
                continue;
            }
            parts.push(Part::Token(token));
        }
        Ok(Self(parts))
    }

    /// The part of an ARN, counted from 0, that has the first variable.
    pub(super) fn first_variable_in_arn_part(&self) -> Option<usize> {
        let first = self.0.iter().position(|part| matches!(part, Part::Variable { .. }))?;
        Some(self.0[..first].iter().filter(|part| matches!(part, Part::Token(Token::Char(':')))).count())
    }

    /// The text, with `*` for each variable.
    pub(super) fn text(&self) -> String {
        let text = |part: &Part| match part {
            Part::Token(Token::Char(c)) => *c,
            Part::Token(Token::One { .. }) => '?',
            Part::Token(Token::Many { .. }) | Part::Variable { .. } => '*',
        };
        self.0.iter().map(text).collect()
    }

    /// Whether a variable stands for a key that should have one value and has several.
    pub(super) fn is_ambiguous(&self, context: &Context) -> bool {
        self.0.iter().any(|part| matches!(part, Part::Variable { key, .. } if context.is_ambiguous(key)))
    }

    /// With its variables replaced; `None` if one of them has no value and no default.
    ///
    /// Documented: the value of a variable without one is effectively null. Assumed: characters of a value are no
    /// wildcards, because otherwise a caller could write his own permissions.
    pub(super) fn resolve(&self, context: &Context) -> Option<Pattern> {
        let mut tokens = Vec::with_capacity(self.0.len());
        for part in &self.0 {
            match part {
                Part::Token(token) => tokens.push(*token),
                Part::Variable { key, default } => {
                    let value = context.single(key).or(default.as_deref())?;
                    tokens.extend(value.chars().map(Token::Char));
                }
            }
        }
        Some(Pattern(tokens))
    }
}

/// The variable that `text` begins with, after its `${`, and what follows it.
fn variable_part(text: &str) -> Result<(Part, &str), &'static str> {
    // Documented: these three stand for themselves.
    for (name, literal) in [("*}", '*'), ("?}", '?'), ("$}", '$')] {
        if let Some(after) = text.strip_prefix(name) {
            return Ok((Part::Token(Token::Char(literal)), after));
        }
    }
    let end = text.find('}').ok_or("has a variable without its closing brace")?;
    let (variable, after) = (&text[..end], &text[end + 1..]);
    let (key, default) = match variable.split_once(',') {
        None => (variable, None),
        Some((key, default)) => {
            let quoted = default.trim().strip_prefix('\'').and_then(|default| default.strip_suffix('\''));
            (key, Some(quoted.ok_or("has a variable whose default value is not in single quotes")?))
        }
    };
    let key = key.trim();
    if key.is_empty() || key.contains(['$', '{', '*', '?']) {
        return Err("has a variable that names no condition key");
    }
    Ok((Part::Variable { key: key.to_owned(), default: default.map(str::to_owned) }, after))
}

/// A text with wildcards, every variable replaced.
#[derive(Clone, Debug)]
pub struct Pattern(Vec<Token>);

impl Pattern {
    /// The text, in which `*` stands for any characters and `?` for one, colons or not.
    #[must_use]
    pub fn of_wildcards(text: &str) -> Self {
        let token = |c| match c {
            '*' => Token::Many { colon: true },
            '?' => Token::One { colon: true },
            literal => Token::Char(literal),
        };
        Self(text.chars().map(token).collect())
    }

    /// The text itself, of a pattern that has no wildcards.
    pub(super) fn text(&self) -> String {
        self.0.iter().filter_map(|token| if let Token::Char(c) = token { Some(*c) } else { None }).collect()
    }

    /// Whether it matches the whole of `text`.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        matches(&self.0, text)
    }

    /// Whether it matches `arn` as the `Resource` element does.
    ///
    /// Documented: wildcards stand within a segment, but a `*` at the end of one may go beyond its colon.
    pub(super) fn matches_resource(&self, arn: &str) -> bool {
        let mut tokens = self.0.clone();
        let mut separators = 0;
        for at in 0..tokens.len() {
            let is_last_of_segment = matches!(tokens.get(at + 1), None | Some(Token::Char(':')));
            match &mut tokens[at] {
                Token::Char(c) => separators += usize::from(*c == ':'),
                Token::One { colon } => *colon = separators >= ARN_SEPARATORS,
                Token::Many { colon } => *colon = separators >= ARN_SEPARATORS || is_last_of_segment,
            }
        }
        matches(&tokens, arn)
    }

    /// Whether it matches `arn` as the ARN operators do. Documented: each of the six components separately.
    pub(super) fn matches_arn(&self, arn: &str) -> bool {
        let pattern: Vec<&[Token]> = self.0.splitn(ARN_SEPARATORS + 1, |token| *token == Token::Char(':')).collect();
        let parts: Vec<&str> = arn.splitn(ARN_SEPARATORS + 1, ':').collect();
        let are_arns = pattern.len() > ARN_SEPARATORS && parts.len() > ARN_SEPARATORS;
        are_arns && pattern.iter().zip(parts).all(|(pattern, part)| matches(pattern, part))
    }
}

/// Follows all readings of the pattern at once, so that no text takes more than its length times the pattern's, and none of
/// the pattern once the text can't match any more.
fn matches(pattern: &[Token], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    // Whether the pattern so far can end before the character at each index.
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for token in pattern {
        let is_alive = match *token {
            Token::Many { colon } => spread(&mut reached, &text, |c| colon || c != ':'),
            Token::One { colon } => step(&mut reached, &text, |c| colon || c != ':'),
            Token::Char(wanted) => step(&mut reached, &text, |c| c == wanted),
        };
        if !is_alive {
            return false;
        }
    }
    reached[text.len()]
}

/// Goes on by one character that `takes` it; whether anything is reached.
fn step(reached: &mut [bool], text: &[char], takes: impl Fn(char) -> bool) -> bool {
    let mut is_alive = false;
    for at in (0..text.len()).rev() {
        reached[at + 1] = reached[at] && takes(text[at]);
        is_alive |= reached[at + 1];
    }
    reached[0] = false;
    is_alive
}

/// Goes on by any number of characters that `takes` them; whether anything is reached.
fn spread(reached: &mut [bool], text: &[char], takes: impl Fn(char) -> bool) -> bool {
    let mut is_alive = reached[0];
    for at in 0..text.len() {
        reached[at + 1] |= reached[at] && takes(text[at]);
        is_alive |= reached[at + 1];
    }
    is_alive
}
