//! POST `/route`: what a message would be sent from, and why.

use std::{str::FromStr, sync::Arc};

use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::{
    Asked, Outcome, Refusal, body,
    parameters::{Parameters, bad},
};
use crate::{
    api::route::{self, Question},
    database::unit_of_work::{Mode, Tx},
    domain::{message::channel::Channel, sharing::Grants},
    model::caller::Caller,
    path::{Call, Explanation},
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    origination_identity: Option<String>,
    to: String,
    message_type: Option<String>,
    channel: Option<String>,
    configuration_set_name: Option<String>,
    account_id: Option<String>,
    region: Option<String>,
}

/// The identities that could be chosen, in the order of choice, each with why or why not. Nothing is sent.
///
/// # Errors
///
/// What AWS would answer to a send that names what isn't there; 400 and 422 for members.
pub async fn route(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let said: Said = body::read(&asked.body)?;
    let (account_id, region) = asked.one_scope(account_id.or(said.account_id), region.or(said.region))?;
    let question = Question {
        origination_identity: said.origination_identity,
        to: said.to,
        message_type: word(said.message_type.as_deref(), "message_type", "TRANSACTIONAL or PROMOTIONAL")?,
        channel: word::<Channel>(said.channel.as_deref(), "channel", "TEXT, MEDIA, VOICE or RCS")?
            .unwrap_or(Channel::Text),
        configuration_set_name: said.configuration_set_name,
    };
    let (connections, deployment) =
        (asked.shared.database.connections().clone(), Arc::clone(&asked.staging.deployment));
    let next_tokens = asked.shared.next_tokens.clone();
    let explanation = Arc::new(Explanation::of_all());
    let told = Arc::clone(&explanation);
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let user_arn = format!("arn:{}:iam::{account_id}:root", region.partition());
        let call = Call {
            caller: Caller { account_id, region, user_arn },
            identity_policy: None,
            operation: "SendTextMessage",
            request_id: Uuid::now_v7(),
            present: tx.present().clone(),
            deployment,
            next_tokens,
            grants: Grants::default(),
            throttle: None,
            exposed: Arc::default(),
            explanation: Some(Arc::clone(&explanation)),
            keys: Uuid::now_v7,
            first_key: None,
        };
        let answered = Box::pin(route::route(&question, &call, &mut tx)).await;
        tx.commit().await?;
        Ok(answered)
    };
    let route = asked.shared.database.work(work).await?.map_err(|error| Refusal::of_rule(&error))?;
    let mut answer = json!(route);
    answer["checks"] = json!(told.checks());
    Ok((200, answer))
}

/// A word of a set.
fn word<T: FromStr>(text: Option<&str>, name: &str, wanted: &str) -> Result<Option<T>, Refusal> {
    text.map(|text| T::from_str(text).map_err(|_| bad(name, wanted))).transpose()
}
