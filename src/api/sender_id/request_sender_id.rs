//! # RequestSenderId
//!
//! Requests a new sender ID for a country that needs no registration.
//!
//! - Documented: a country without sender IDs, or one that needs a registration, is refused.
//! - Documented: text and country together are the key; the same text may stand for several countries.
//! - Observed: the text is in capitals, whatever case is sent (decision D18). Documented: which texts are taken (decision D21).
//! - Observed: a refusal of the rule is kept with its client token, as an answer is (decision D19).
//! - Documented: an account has a quota of sender IDs.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::{country, quota, sender_id, sharing::Permission},
    model::{
        error::{Exception, QuotaReason, ServiceError},
        member::Members,
        message::MessageType,
        sender_id::{SenderIdInformation, SenderIdKey},
        shape::{CLIENT_TOKEN, ISO_COUNTRY_CODE, SENDER_ID},
        structure::Structure,
        tag::{self, Tag, TagInput},
    },
    path::{Call, Operation, RequestTags, Run},
    store::{self, sender_id::NewSenderId},
};

/// US dollars a month. Assumed: AWS doesn't publish a price for sender IDs without registration.
const MONTHLY_LEASING_PRICE: &str = "0.00";

/// The operation.
pub struct RequestSenderId;

/// `RequestSenderIdRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    sender_id: Option<String>,
    iso_country_code: Option<String>,
    message_types: Option<Vec<String>>,
    deletion_protection_enabled: Option<bool>,
    tags: Option<Vec<Structure<TagInput>>>,
    client_token: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    name: SenderIdKey,
    message_types: Vec<MessageType>,
    deletion_protection_enabled: bool,
    tags: Vec<Tag>,
    #[serde(skip)]
    client_token: Option<String>,
}

/// `RequestSenderIdResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    sender_id: SenderIdInformation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag>,
}

impl Operation for RequestSenderId {
    const NAME: &'static str = "RequestSenderId";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, _call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let sender_id = members.required("senderId", input.sender_id, &SENDER_ID);
        let iso_country_code = members.required("isoCountryCode", input.iso_country_code, &ISO_COUNTRY_CODE);
        let mut message_types =
            members.enumeration_list("messageTypes", input.message_types.unwrap_or_default(), 0..=2);
        let tags = tag::read(&mut members, input.tags);
        let client_token = members.optional("clientToken", input.client_token, &CLIENT_TOKEN);
        members.verdict()?;
        tag::refuse_bad_keys(&tags)?;
        if message_types.is_empty() {
            // Assumed (decision D10): AWS names no default.
            message_types.push(MessageType::Transactional);
        }
        Ok(Request {
            name: SenderIdKey::new(&sender_id, iso_country_code),
            message_types,
            deletion_protection_enabled: input.deletion_protection_enabled.unwrap_or(false),
            tags,
            client_token,
        })
    }

    fn permissions(_request: &Request) -> Vec<Permission> {
        vec![Permission::Account]
    }

    fn request_tags(request: &Request) -> RequestTags<'_> {
        RequestTags::OfNew("sender-id", &request.tags)
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }

    /// Observed (decision D19): the provider makes a new token for each try, since the same refusal is replayed.
    fn keeps(refusal: &ServiceError) -> bool {
        matches!(refusal.exception(), Exception::ValidationException | Exception::ConflictException)
            && refusal.reason().is_some()
    }
}

impl Run for RequestSenderId {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.own_scope();
        sender_id::may_be_requested(request.name.sender_id())?;
        country::allows_sender_ids(request.name.iso_country_code())?;
        store::account_region::lock(tx, &scope, Patience::Wait).await?;
        if store::sender_id::find(tx, &scope, &request.name).await?.is_some() {
            return Err(store::sender_id::already_exists(&request.name));
        }
        quota::has_room(
            call.deployment.quotas.sender_ids,
            store::sender_id::count(tx, &scope, call.deployment.quotas.sender_ids).await?,
            QuotaReason::SenderIdsPerAccount,
        )?;
        quota::tags(&call.deployment.quotas, &request.tags)?;

        let new = NewSenderId {
            key: call.new_key(),
            name: &request.name,
            message_types: &request.message_types,
            monthly_leasing_price: MONTHLY_LEASING_PRICE,
            deletion_protection_enabled: request.deletion_protection_enabled,
            created_at: call.now(),
        };
        store::sender_id::insert(tx, &scope, &new).await?;
        store::tag::insert(tx, new.key, &request.tags).await?;
        let sender_id = store::sender_id::describe(tx, &scope, new.key).await?;
        Ok(Output { sender_id, tags: request.tags.clone() })
    }
}
