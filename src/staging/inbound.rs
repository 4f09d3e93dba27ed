//! POST `/inbound`: a text from a phone, or what it does in a conversation with an RCS agent, and at once what it causes.

use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{
    Asked, Outcome, Refusal, body,
    parameters::{Parameters, bad},
};
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    domain::{
        inbound::{
            LONGEST,
            interaction::{Interaction, LONGEST_POSTBACK_DATA, LONGEST_TEXT},
        },
        message::destination::Destination,
    },
    model::{caller::By, error::ServiceError, rcs_agent::RcsAgentId},
    store::message::inbound::{
        Incoming, receive,
        receiver::{Addressed, To, lock},
    },
};

/// The region that is meant where none is named.
const REGION: &str = "us-east-1";

/// What the ids of RCS agents begin with.
const RCS_AGENT: &str = "rcs-";

/// The members of a request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    from: String,
    to: String,
    body: Option<String>,
    #[serde(default)]
    media_urls: Vec<String>,
    rcs: Option<Interaction>,
}

impl Said {
    /// The phone that the text comes from, if all of it can be.
    fn phone(&self) -> Result<Destination, Refusal> {
        if !self.media_urls.is_empty() {
            return Err(bad("media_urls", "left out: phones send no files to phone numbers of AWS"));
        }
        match (&self.rcs, &self.body) {
            (Some(_), Some(_)) => return Err(bad("body", "left out beside rcs")),
            (Some(_), None) if !self.to.starts_with(RCS_AGENT) => {
                return Err(bad(
                    "rcs",
                    "left out: only in conversations with RCS agents something happens beside texts",
                ));
            }
            (Some(Interaction::Suggestion { text, postback_data }), _) => {
                let is_short = |text: &str, most: usize| (1..=most).contains(&text.chars().count());
                if !is_short(text, LONGEST_TEXT) || !is_short(postback_data, LONGEST_POSTBACK_DATA) {
                    return Err(bad("rcs", "a text of 1 to 25 characters and postback_data of 1 to 2048"));
                }
            }
            (None, None) => return Err(bad("body", "there")),
            _ => {}
        }
        if self.to.contains('\0') {
            return Err(bad("to", "a phone number"));
        }
        let body = self.body.as_deref().unwrap_or_default();
        if body.chars().count() > LONGEST || body.contains('\0') {
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
/// 404 where nothing receives it; 400 and 422 for members; 422 where the account isn't named and could be several.
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
        let to = match said.to.starts_with(RCS_AGENT).then(|| RcsAgentId::new(&said.to).key()) {
            None => Some(To::Digits(&region, &said.to)),
            Some(key) => key.map(|key| To::RcsAgent(&region, key)),
        };
        let receiver = match to {
            Some(to) => lock(&mut tx, Addressed { account_id: &account_id, now, to }).await?,
            None => None,
        };
        let Some(receiver) = receiver else {
            tx.rollback().await?;
            return Ok(None);
        };
        let body = match (&said.rcs, said.body) {
            (Some(interaction), _) => interaction.body(receiver.now).map_err(ServiceError::internal)?,
            (None, body) => body.unwrap_or_default(),
        };
        let incoming = Incoming {
            from: &phone,
            body: &body,
            interaction: said.rcs.as_ref(),
            request_id: Uuid::now_v7(),
            by: By { access_key_id: Some(&by), principal_arn: principal_arn.as_deref() },
            reply_to: None,
            keys: Uuid::now_v7,
        };
        let receipt = receive(&mut tx, &receiver, &incoming, inbound).await?;
        tx.commit().await?;
        Ok(Some(json!({
            "message_id": receipt.message_id,
            "message_keyword": receipt.message_keyword,
            "keyword_action": receipt.keyword_action,
            "reply_message_id": receipt.reply_message_id,
            "opted_out": receipt.is_opted_out,
            "opted_in": receipt.is_opted_in,
            "published": receipt.is_published,
            "account_id": receiver.scope.account_id(),
            "region": receiver.scope.region(),
        })))
    };
    let answer = asked.shared.database.work(work).await?;
    asked.shared.database.changes().tell();
    let hint = "inspect.phone_numbers and inspect.rcs_agents show all of them: an ACTIVE number with SMS receives, and an agent from TESTING on.";
    Ok((201, answer.ok_or_else(|| Refusal::no_such("phone number or RCS agent that receives", hint))?))
}
