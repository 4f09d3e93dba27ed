//! POST `/inbound`: a text from a phone, and at once what it causes.

use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Asked, Outcome, Refusal, body,
    parameters::{Parameters, bad},
};
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    domain::{inbound::LONGEST, message::destination::Destination},
    model::caller::By,
    store::message::inbound::{
        Received,
        phone_number::{Addressed, lock},
        receive,
    },
};

/// The region that is meant where none is named.
const REGION: &str = "us-east-1";

/// The members of a request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    from: String,
    to: String,
    body: String,
    #[serde(default)]
    media_urls: Vec<String>,
    rcs: Option<Value>,
}

impl Said {
    /// The phone that the text comes from, if all of it can be.
    fn phone(&self) -> Result<Destination, Refusal> {
        if !self.media_urls.is_empty() {
            return Err(bad("media_urls", "left out: phones send no files to phone numbers of AWS"));
        }
        if self.rcs.is_some() {
            return Err(bad("rcs", "left out: phones send RCS agents nothing"));
        }
        if self.to.contains('\0') {
            return Err(bad("to", "a phone number"));
        }
        if self.body.chars().count() > LONGEST || self.body.contains('\0') {
            return Err(bad("body", "a text of at most 1600 characters, none of them U+0000"));
        }
        let digits = self.from.strip_prefix('+').unwrap_or(&self.from);
        let phone = Some(digits).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
        phone
            .and_then(|digits| Destination::read(digits).ok())
            .ok_or_else(|| bad("from", "a number such as +12065550142"))
    }
}

/// Takes a text in: keyword, opt-out list, reply and record in one transaction.
///
/// # Errors
///
/// 404 where no number receives it; 400 and 422 for members; 422 where the account isn't named and could be several.
pub async fn inbound(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let said: Said = body::read(&asked.body)?;
    let reach = asked.reach(account_id, region)?;
    let account_id = reach.account_id.or_else(|| asked.staging.only_account_id());
    let account_id = account_id.ok_or_else(|| bad("account_id", "there: several accounts are configured"))?;
    let region = reach.region.unwrap_or_else(|| REGION.to_owned());
    let phone = said.phone()?;
    let (connections, inbound) = (asked.shared.database.connections().clone(), asked.staging.deployment.inbound);
    let (by, principal_arn) = (asked.rights.by(), asked.rights.principal_arn.clone());
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        let now = tx.present().of(&account_id);
        let addressed = Addressed { account_id: &account_id, now, number: Ok((&region, &said.to)) };
        let Some(number) = lock(&mut tx, addressed).await? else {
            tx.rollback().await?;
            return Ok(None);
        };
        let received = Received {
            from: &phone,
            body: &said.body,
            request_id: Uuid::now_v7(),
            by: By { access_key_id: Some(&by), principal_arn: principal_arn.as_deref() },
            reply_to: None,
            keys: Uuid::now_v7,
        };
        let receipt = receive(&mut tx, &number, &received, inbound).await?;
        tx.commit().await?;
        Ok(Some(json!({
            "message_id": receipt.message_id,
            "message_keyword": receipt.message_keyword,
            "keyword_action": receipt.keyword_action,
            "reply_message_id": receipt.reply_message_id,
            "opted_out": receipt.is_opted_out,
            "opted_in": receipt.is_opted_in,
            "published": receipt.is_published,
            "account_id": number.scope.account_id(),
            "region": number.scope.region(),
        })))
    };
    let answer = asked.shared.database.work(work).await?;
    asked.shared.database.changes().tell();
    let hint =
        "inspect.phone_numbers shows all of them, with their status; only an ACTIVE one with SMS receives texts.";
    Ok((201, answer.ok_or_else(|| Refusal::no_such("phone number that receives texts", hint))?))
}
