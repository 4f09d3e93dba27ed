//! What a request says about a phone.

use std::{str::FromStr, sync::LazyLock};

use regex::Regex;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{domain::message::handset::Outcome, staging::Refusal, store::handset::rule::Rule};

/// The longest time until something happens, in milliseconds: thirty days.
const LONGEST_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// The most messages that a rule counts.
const MOST_TIMES: i64 = 1_000_000_000;

/// The longest reply, in characters, and the longest name of a carrier.
const LONGEST_REPLY: usize = 1_600;
const LONGEST_NAME: usize = 100;

/// The members of a handset that a request may set. Account and region are those of the query, or stand here.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    phone: String,
    #[serde(default)]
    outcome: Option<String>,
    after_ms: Option<i64>,
    times: Option<i64>,
    rcs: Option<String>,
    #[serde(default)]
    suspicious: bool,
    carrier: Option<Carrier>,
    reply: Option<Reply>,
    #[serde(default)]
    duplicate_receipts: bool,
    #[serde(default)]
    out_of_order: bool,
    /// The account that it is for.
    pub account_id: Option<String>,
    /// The region that it is for.
    pub region: Option<String>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Carrier {
    mcc: String,
    mnc: String,
    name: String,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    body: String,
    #[serde(default)]
    after_ms: i64,
}

impl Said {
    /// The rule, if all of it can be.
    ///
    /// # Errors
    ///
    /// 422 naming every member that can't.
    pub fn rule(self) -> Result<Rule, Refusal> {
        static PHONE: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"^(\+[0-9]{1,15}\*?|\*)$").expect("the pattern is good"));
        let is_ms = |ms: i64| (0..=LONGEST_MS).contains(&ms);
        let digits = |text: &str, least: usize, most: usize| {
            (least..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let outcome = self.outcome.unwrap_or_else(|| Outcome::default().to_string());
        let carrier_is_good = |carrier: &Carrier| {
            let name = carrier.name.chars().count();
            let is_text = (1..=LONGEST_NAME).contains(&name) && !carrier.name.contains('\0');
            digits(&carrier.mcc, 3, 3) && digits(&carrier.mnc, 2, 3) && is_text
        };
        let reply_is_good = |reply: &Reply| {
            let is_text = (1..=LONGEST_REPLY).contains(&reply.body.chars().count()) && !reply.body.contains('\0');
            is_text && is_ms(reply.after_ms)
        };
        let checks = [
            (PHONE.is_match(&self.phone), "phone must be a number such as +12065550142, a prefix such as +1206*, or *"),
            (Outcome::from_str(&outcome).is_ok(), "outcome must be one of those in docs/staging.md, such as DELIVERED"),
            (self.after_ms.is_none_or(is_ms), "after_ms must be from 0 to 2592000000"),
            (self.times.is_none_or(|times| (1..=MOST_TIMES).contains(&times)), "times must be from 1 to 1000000000"),
            (
                self.rcs.as_deref().is_none_or(|rcs| ["CAPABLE", "NOT_CAPABLE", "REJECTED", "READ"].contains(&rcs)),
                "rcs must be CAPABLE, NOT_CAPABLE, REJECTED or READ",
            ),
            (
                self.carrier.as_ref().is_none_or(carrier_is_good),
                "carrier must have an mcc of three digits, an mnc of two or three, and a name of 1 to 100 characters",
            ),
            (
                self.reply.as_ref().is_none_or(reply_is_good),
                "reply must have a body of 1 to 1600 characters, and an after_ms from 0 to 2592000000",
            ),
        ];
        let wrong: Vec<&str> = checks.iter().filter(|(holds, _)| !holds).map(|(_, sentence)| *sentence).collect();
        if !wrong.is_empty() {
            let message = format!("{}.", wrong.join("; "));
            return Err(Refusal::new(422, "INVALID_VALUE", message, "Correct what is named."));
        }
        let json = |value: Value| (!value.is_null()).then_some(value);
        Ok(Rule {
            phone: self.phone,
            outcome,
            after_ms: self.after_ms,
            times: self.times,
            rcs: self.rcs,
            suspicious: self.suspicious,
            carrier: json(json!(self.carrier)),
            reply: json(json!(self.reply)),
            duplicate_receipts: self.duplicate_receipts,
            out_of_order: self.out_of_order,
        })
    }
}
