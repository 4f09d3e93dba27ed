//! # CreateVerifiedDestinationNumber
//!
//! Enters a phone that is to be verified. Nothing is sent to it yet.
//!
//! - Documented: with RcsAgentId the phone becomes a tester of that agent, for which there is no code. Assumed (decision RD65): it is
//!   VERIFIED a while after the agent can be tested, and PENDING until then.
//! - Documented: an account has a quota of entries.
//! - Assumed (RD64): a phone that has an entry is refused, and the error names the entry; it may have one for each agent, and one for none.
//! - Assumed (MD3): a number that is of no country is refused, as a send to it would be.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::{
        message::destination::Destination, quota, rcs_agent::RcsAgent, sharing::Permission, verification::Number,
    },
    model::{
        error::{QuotaReason, ServiceError},
        member::Members,
        rcs_agent::RcsAgentId,
        resource::{self, Named},
        shape::{CLIENT_TOKEN, PHONE_NUMBER, RCS_AGENT_ID_OR_ARN},
        structure::Structure,
        tag::{self, Tag, TagInput},
        verified_destination_number::{VerifiedDestinationNumberId, VerifiedDestinationNumberInformation},
    },
    path::{Call, Operation, RequestTags, Run},
    store::{
        self,
        rcs_agent::Lock,
        verified_destination_number::{Locked, NewNumber},
    },
};

/// The operation.
pub struct CreateVerifiedDestinationNumber;

/// `CreateVerifiedDestinationNumberRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    destination_phone_number: Option<String>,
    rcs_agent_id: Option<String>,
    tags: Option<Vec<Structure<TagInput>>>,
    client_token: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    destination_phone_number: String,
    rcs_agent: Option<Named<RcsAgentId>>,
    tags: Vec<Tag>,
    #[serde(skip)]
    client_token: Option<String>,
}

/// `CreateVerifiedDestinationNumberResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    number: VerifiedDestinationNumberInformation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag>,
}

impl Operation for CreateVerifiedDestinationNumber {
    const NAME: &'static str = "CreateVerifiedDestinationNumber";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let phone = members.required("destinationPhoneNumber", input.destination_phone_number, &PHONE_NUMBER);
        let agent = members.optional("rcsAgentId", input.rcs_agent_id, &RCS_AGENT_ID_OR_ARN);
        let tags = tag::read(&mut members, input.tags);
        let client_token = members.optional("clientToken", input.client_token, &CLIENT_TOKEN);
        members.verdict()?;
        tag::refuse_bad_keys(&tags)?;
        let rcs_agent = agent.map(|agent| resource::rcs_agent("rcsAgentId", &agent, &call.caller)).transpose()?;
        Ok(Request { destination_phone_number: phone, rcs_agent, tags, client_token })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        let agent = request.rcs_agent.iter().map(|agent| Permission::Own(agent.resource()));
        [Permission::Account].into_iter().chain(agent).collect()
    }

    fn request_tags(request: &Request) -> RequestTags<'_> {
        RequestTags::OfNew("verified-destination-number", &request.tags)
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }
}

impl Run for CreateVerifiedDestinationNumber {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.own_scope();
        store::account_region::lock(tx, &scope, Patience::Wait).await?;
        let agent = match &request.rcs_agent {
            None => None,
            Some(named) => {
                let found =
                    store::rcs_agent::lock(tx, &call.scope_of(&named.resource())?, &named.key, Lock::Alone).await?;
                Some(found.ok_or_else(|| named.not_found())?)
            }
        };
        let rcs_agent = agent.as_ref().map(|agent| agent.key);
        let phone = Destination::read(&request.destination_phone_number)?.phone_number;
        if let Some(existing) = store::verified_destination_number::find(tx, &scope, &phone, rcs_agent).await? {
            return Err(store::verified_destination_number::already_exists(existing));
        }
        let most = call.deployment.quotas.verified_destination_numbers;
        let numbers = store::verified_destination_number::count(tx, &scope, most).await?;
        quota::has_room(most, numbers, QuotaReason::VerifiedDestinationNumbersPerAccount)?;
        quota::tags(&call.deployment.quotas, &request.tags)?;

        let (key, now) = (call.new_key(), call.now());
        let can_be_tested = agent.as_ref().is_some_and(RcsAgent::is_usable);
        let verified_at = can_be_tested.then(|| now + call.deployment.lifecycle.tester());
        let new = NewNumber { key, destination_phone_number: &phone, rcs_agent, verified_at };
        store::verified_destination_number::insert(tx, &scope, &new, now).await?;
        store::tag::insert(tx, key, &request.tags).await?;
        let id = VerifiedDestinationNumberId::of(key).as_str().to_owned();
        let number =
            Number { id, code_sent_at: None, verified_at, is_tester: rcs_agent.is_some(), is_unsupported: false };
        let made = Locked { key, destination_phone_number: phone, rcs_agent, created_at: now, number };
        Ok(Output { number: made.information(&scope, now), tags: request.tags.clone() })
    }
}
