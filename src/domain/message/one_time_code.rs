//! The one-time code in a text.
//!
//! Three ways, the surest first: the last line that browsers read (`@domain #code`, Documented: WebOTP), four to eight digits beside
//! a word for a code, and any other four to eight digits. What is plainly something else is none: amounts, dates, times, phone
//! numbers, numbers of orders and cards, parts of addresses.

use std::{ops::Range, sync::LazyLock};

use regex::Regex;

/// How far a code may stand from its word, in characters.
const NEAR: usize = 48;

/// Words for a code, in lower case. Where a language has several forms, what they begin with.
const WORDS: &[&str] = &[
    // English
    "code",
    "otp",
    "pin",
    "passcode",
    "password",
    "verification",
    "verify",
    // German
    "bestätigung",
    "sicherheitscode",
    "einmalpasswort",
    "tan",
    "kennwort",
    // French
    "vérification",
    "confirmation",
    "mot de passe",
    // Spanish, Portuguese, Italian
    "código",
    "codigo",
    "clave",
    "contraseña",
    "verificación",
    "verificação",
    "senha",
    "codice",
    // Japanese, Chinese, Korean
    "コード",
    "認証",
    "パスワード",
    "暗証番号",
    "验证码",
    "驗證碼",
    "인증번호",
    // Russian
    "код",
    "пароль",
];

/// Words before a number that isn't a code.
const OTHERS: &[&str] = &[
    "order",
    "invoice",
    "account",
    "acct",
    "card",
    "ending",
    "ending in",
    "ref",
    "reference",
    "ticket",
    "booking",
    "flight",
    "no.",
    "number",
    "bestellung",
    "rechnung",
    "konto",
    "karte",
    "nr.",
    "bestellnummer",
    "auftrag",
    "kundennummer",
    "commande",
    "facture",
    "compte",
    "carte",
    "n°",
    "pedido",
    "factura",
    "cuenta",
    "tarjeta",
    "encomenda",
    "fatura",
    "conta",
    "cartão",
    "ordine",
    "注文番号",
    "注文",
    "口座",
    "問い合わせ番号",
    "since",
    "seit",
    "depuis",
    "desde",
    "terminada en",
    "endet auf",
];

/// Signs and words of money, before or behind.
const MONEY: &[&str] = &[
    "$", "€", "£", "¥", "￥", "₹", "円", "eur", "usd", "gbp", "chf", "brl", "jpy", "euro", "euros", "dollars",
    "dólares", "reais", "pesos",
];

/// What stands behind a number that counts or measures something.
const UNITS: &[&str] =
    &["%", "年", "points", "punkte", "points", "puntos", "pontos", "ポイント", "km", "kwh", "mb", "gb"];

/// A number that may be a code.
struct Number {
    digits: String,
    /// Where it stands, in bytes.
    at: Range<usize>,
    /// Whether it can be a code only beside a word for one: a year, or what a `#` stands before.
    needs_a_word: bool,
}

/// The codes that a text may hold, the likeliest first; none for a text without.
#[must_use]
pub fn codes(text: &str) -> Vec<String> {
    let mut codes: Vec<String> = web_otp(text).into_iter().collect();
    let (lower, numbers) = (text.to_lowercase(), numbers(text));
    // Lower case may have other lengths: then places in it are none of the text.
    let lower = if lower.len() == text.len() { lower } else { text.to_owned() };
    let words: Vec<Range<usize>> = WORDS.iter().flat_map(|word| places(&lower, word)).collect();
    let mut beside: Vec<(usize, &Number)> = Vec::new();
    for number in &numbers {
        let distances = words.iter().map(|word| distance(text, word, &number.at));
        if let Some(nearest) = distances.min().filter(|distance| *distance <= NEAR) {
            beside.push((nearest, number));
        }
    }
    beside.sort_by_key(|(distance, number)| (*distance, number.at.start));
    codes.extend(beside.into_iter().map(|(_, number)| number.digits.clone()));
    codes.extend(numbers.iter().filter(|number| !number.needs_a_word).map(|number| number.digits.clone()));
    let mut seen = Vec::new();
    codes.retain(|code| {
        !seen.contains(code) && {
            seen.push(code.clone());
            true
        }
    });
    codes
}

/// The code in the last line, as browsers read it.
fn web_otp(text: &str) -> Option<String> {
    static LINE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^@[^\s#%]+ #([^\s#%]+)( @[^\s#%]+)?$").expect("the pattern is good"));
    let last = text.trim_end().lines().next_back()?;
    Some(LINE.captures(last.trim())?[1].to_owned())
}

/// Where a word stands: whole, where it is of letters that words are divided by spaces of.
fn places<'t>(text: &'t str, word: &'t str) -> impl Iterator<Item = Range<usize>> + 't {
    let is_divided = word.chars().all(|c| c.is_alphabetic() && (c as u32) < 0x2E80);
    text.match_indices(word).filter_map(move |(at, _)| {
        let before = text[..at].chars().next_back();
        let is_start = !before.is_some_and(char::is_alphanumeric);
        // Short words begin too many others.
        let behind = text[at + word.len()..].chars().next();
        let is_end = word.len() > 4 || !behind.is_some_and(char::is_alphanumeric);
        // German writes words together: `Bestätigungscode`.
        let ends_one = word == "code" && !behind.is_some_and(char::is_alphanumeric);
        (!is_divided || (is_start && is_end) || ends_one).then_some(at..at + word.len())
    })
}

/// How many characters stand between a word and a number, more where a sentence ends in between. What stands behind its word comes
/// before what stands in front of it.
fn distance(text: &str, word: &Range<usize>, number: &Range<usize>) -> usize {
    let (between, in_front) = if word.end <= number.start {
        (&text[word.end..number.start], 0)
    } else if number.end <= word.start {
        (&text[number.end..word.start], 2)
    } else {
        return 0;
    };
    let ends = between.matches(['。', '\n', ';']).count() + between.matches(". ").count();
    between.chars().count() + in_front + 16 * ends
}

/// The numbers that may be codes, in their order.
fn numbers(text: &str) -> Vec<Number> {
    static RUN: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"[0-9]+(?:[ \u{a0}-][0-9]+)*").expect("the pattern is good"));
    let is_alone = text.trim().bytes().all(|byte| byte.is_ascii_digit());
    let mut numbers = Vec::new();
    for run in RUN.find_iter(text) {
        let parts: Vec<(usize, &str)> = parts(run.as_str()).map(|(at, part)| (run.start() + at, part)).collect();
        let lengths: Vec<usize> = parts.iter().map(|(_, part)| part.len()).collect();
        let total: usize = lengths.iter().sum();
        let is_phone_number =
            total >= 9 && (parts.len() > 2 || parts[0].1.starts_with('0')) || text[..run.start()].ends_with(['+', '(']);
        let is_date = run.as_str().contains('-') && matches!(lengths[..], [4, 2, 2] | [2, 2, 4] | [4 | 2, 2]);
        if is_phone_number || is_date {
            continue;
        }
        if matches!(lengths[..], [3, 3] | [4, 4] | [2, 2, 2] | [1, 1, 1, 1] | [1, 1, 1, 1, 1, 1]) {
            let digits = parts.iter().map(|(_, part)| *part).collect();
            numbers.extend(number(text, digits, run.range(), false));
            continue;
        }
        for (at, part) in parts {
            if (4..=8).contains(&part.len()) {
                let is_year = part.len() == 4 && (part.starts_with("19") || part.starts_with("20")) && !is_alone;
                numbers.extend(number(text, part.to_owned(), at..at + part.len(), is_year));
            }
        }
    }
    numbers
}

/// The groups of digits of a number, with where each begins.
fn parts(run: &str) -> impl Iterator<Item = (usize, &str)> {
    static DIGITS: LazyLock<Regex> = LazyLock::new(|| Regex::new("[0-9]+").expect("the pattern is good"));
    DIGITS.find_iter(run).map(|part| (part.start(), part.as_str()))
}

/// The number, unless what stands around it says that it is something else.
fn number(text: &str, digits: String, at: Range<usize>, is_year: bool) -> Option<Number> {
    let (before, behind) = (&text[..at.start], &text[at.end..]);
    let mut behind_it = behind.chars();
    let (next, after_next) = (behind_it.next(), behind_it.next());
    let mut before_it = before.chars().rev();
    let (last, last_but_one) = (before_it.next(), before_it.next());
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let divides = |c: Option<char>| c.is_some_and(|c| ".,:/".contains(c));
    // `1,299.00`, `12:30`, `27.11.2026`: parts of something longer.
    let is_part = (divides(next) && is_digit(after_next)) || (divides(last) && is_digit(last_but_one));
    let touches = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || "/=&_@*•…".contains(c));
    let is_masked = ["**", "••", "…", "xx", "XX"].iter().any(|mask| before.trim_end().ends_with(mask));
    // `G-123456` is a code; `AB-12-123456`, what a longer word ends with, isn't.
    let prefix: String = before.chars().rev().skip(1).take_while(char::is_ascii_alphanumeric).collect();
    let is_behind_a_word = last == Some('-') && prefix.len() > 2;
    let lower_before = before.trim_end_matches([' ', '\u{a0}', ':', '#', '(']).to_lowercase();
    let lower_behind = behind.trim_start_matches([' ', '\u{a0}']).to_lowercase();
    let is_other = OTHERS.iter().any(|word| ends_with_word(&lower_before, word));
    let is_money =
        MONEY.iter().any(|word| ends_with_word(&lower_before, word) || begins_with_word(&lower_behind, word));
    let is_measure = UNITS.iter().any(|word| begins_with_word(&lower_behind, word));
    if is_part || touches(next) || touches(last) || is_masked || is_behind_a_word || is_other || is_money || is_measure
    {
        return None;
    }
    Some(Number { digits, at, needs_a_word: is_year || last == Some('#') })
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| {
        !word.starts_with(|c: char| c.is_alphabetic() && (c as u32) < 0x2E80) || !rest.ends_with(char::is_alphanumeric)
    })
}

fn begins_with_word(text: &str, word: &str) -> bool {
    text.strip_prefix(word).is_some_and(|rest| {
        !word.ends_with(|c: char| c.is_alphabetic() && (c as u32) < 0x2E80) || !rest.starts_with(char::is_alphanumeric)
    })
}
