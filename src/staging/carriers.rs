//! PUT `/carriers/{number}`: what CarrierLookup tells of a number.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    Asked, Outcome, Refusal, body,
    parameters::{Parameters, bad},
};
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    domain::carrier_lookup::{Told, look_up},
    model::carrier_lookup::{CarrierInformation, PhoneNumberType},
    store::carrier_lookup,
};

/// The longest name of a carrier, in characters.
const LONGEST_NAME: usize = 100;

/// The members of CarrierLookup's answer that may be said: the others follow from the number.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Said {
    phone_number_type: PhoneNumberType,
    carrier: Option<String>,
    mcc: Option<String>,
    mnc: Option<String>,
}

impl Said {
    /// What is told of a number, if all of it can be.
    ///
    /// # Errors
    ///
    /// 422 for what no number is, or no answer of this type has.
    pub fn told(self, number: &str) -> Result<Told, Refusal> {
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let digits = number.strip_prefix('+').filter(|digits| is_digits(digits) && !digits.starts_with('0'));
        if !digits.is_some_and(|digits| (2..=19).contains(&digits.len())) {
            return Err(bad("number", "in E.164 form, such as +12065550142"));
        }
        let kind = self.phone_number_type;
        let is_code = |code: Option<&str>, least: usize| {
            code.is_none_or(|code| (least..=3).contains(&code.len()) && is_digits(code))
        };
        if !is_code(self.mcc.as_deref(), 3) || !is_code(self.mnc.as_deref(), 2) {
            return Err(bad("mcc and mnc", "an MCC of three digits and an MNC of two or three"));
        }
        if !kind.has_network() && (self.mcc.is_some() || self.mnc.is_some()) {
            return Err(bad("mcc and mnc", "left out for what isn't MOBILE, VOIP or PREPAID"));
        }
        let is_name = |name: &String| (1..=LONGEST_NAME).contains(&name.chars().count()) && !name.contains('\0');
        if !self.carrier.as_ref().is_none_or(is_name) {
            return Err(bad("carrier", &format!("a text of 1 to {LONGEST_NAME} characters")));
        }
        if kind == PhoneNumberType::Invalid && self.carrier.is_some() {
            return Err(bad("carrier", "left out for what is INVALID"));
        }
        Ok(Told { phone_number_type: kind, carrier: self.carrier, mcc: self.mcc, mnc: self.mnc })
    }
}

/// Says what is told of a number in an account and region, and answers it as CarrierLookup will.
///
/// # Errors
///
/// 422 where no account is named and there are several, or for a bad value.
pub async fn put(asked: Asked, number: &str) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let said: Said = body::read(&asked.body)?;
    let told = said.told(number)?;
    let (account_id, region) = asked.one_scope(account_id, region)?;
    let answer = answer(&told.clone().instead_of(look_up(number, false)));
    let (connections, number) = (asked.shared.database.connections().clone(), number.to_owned());
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        carrier_lookup::put(&mut tx, (account_id.as_str(), region.as_str()), &number, &told).await?;
        Ok(tx.commit().await?)
    };
    asked.shared.database.work(work).await?;
    Ok((200, answer))
}

/// The members of the operation's answer in snake case.
fn answer(information: &CarrierInformation) -> Value {
    json!({
        "e164_phone_number": information.e164_phone_number,
        "dialing_country_code": information.dialing_country_code,
        "iso_country_code": information.iso_country_code,
        "country": information.country,
        "mcc": information.mcc,
        "mnc": information.mnc,
        "carrier": information.carrier,
        "phone_number_type": information.phone_number_type,
    })
}
