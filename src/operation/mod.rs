//! The API, one operation a file, each to be read like a page of the API reference.
//!
//! [`OPERATIONS`] is the table of what is served. `execute` is the path that every request takes once it is
//! authenticated: read types, check shapes, parse ARNs, begin, authorise, rate, client token, run, keep the answer, commit.

use std::{future::Future, pin::Pin, sync::Arc};

use ring::digest::{Digest, SHA256, digest};
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    domain::sharing::Permission,
    model::{
        arn::Scope,
        error::{Field, ServiceError, ValidationReason},
        structure::Structure,
    },
    store::{
        client_token::{Claim, ClientToken},
        database::Database,
        turns::Turn,
        unit_of_work::{Mode, Tx},
    },
};

mod associate_origination_identity;
mod authorise;
mod call;
mod create_opt_out_list;
mod create_pool;
mod delete_keyword;
mod delete_media_message_spend_limit_override;
mod delete_notify_message_spend_limit_override;
mod delete_opt_out_list;
mod delete_opted_out_number;
mod delete_pool;
mod delete_resource_policy;
mod delete_text_message_spend_limit_override;
mod delete_voice_message_spend_limit_override;
mod describe_account_attributes;
mod describe_account_limits;
mod describe_keywords;
mod describe_opt_out_lists;
mod describe_opted_out_numbers;
mod describe_phone_numbers;
mod describe_pools;
mod describe_sender_ids;
mod describe_spend_limits;
mod disassociate_origination_identity;
mod get_resource_policy;
mod identity;
mod keyword_owner;
mod list_pool_origination_identities;
mod list_tags_for_resource;
mod opt_out_list_member;
mod opted_out_members;
mod paging;
mod put_keyword;
mod put_opted_out_number;
mod put_resource_policy;
mod release_phone_number;
mod release_sender_id;
mod request_phone_number;
mod request_sender_id;
mod resource_policy_members;
mod sender_id_members;
mod set_media_message_spend_limit_override;
mod set_notify_message_spend_limit_override;
mod set_text_message_spend_limit_override;
mod set_voice_message_spend_limit_override;
mod spend_limit_override;
mod tag_resource;
mod throttle;
mod untag_resource;
mod update_phone_number;
mod update_pool;
mod update_sender_id;

use associate_origination_identity::together::Associations;

pub use authorise::RequestTags;
pub use call::Call;
pub use identity::{Identity, IdentityPolicy};
pub use throttle::Throttle;

/// The operations that are served, by name.
pub static OPERATIONS: &[Served] = &[
    Served {
        execute: |shared, call, body| Box::pin(associate_origination_identity::together::execute(shared, call, body)),
        ..served::<associate_origination_identity::AssociateOriginationIdentity>()
    },
    served::<create_opt_out_list::CreateOptOutList>(),
    served::<create_pool::CreatePool>(),
    served::<delete_keyword::DeleteKeyword>(),
    served::<delete_media_message_spend_limit_override::DeleteMediaMessageSpendLimitOverride>(),
    served::<delete_notify_message_spend_limit_override::DeleteNotifyMessageSpendLimitOverride>(),
    served::<delete_opt_out_list::DeleteOptOutList>(),
    served::<delete_opted_out_number::DeleteOptedOutNumber>(),
    served::<delete_pool::DeletePool>(),
    served::<delete_resource_policy::DeleteResourcePolicy>(),
    served::<delete_text_message_spend_limit_override::DeleteTextMessageSpendLimitOverride>(),
    served::<delete_voice_message_spend_limit_override::DeleteVoiceMessageSpendLimitOverride>(),
    served::<describe_account_attributes::DescribeAccountAttributes>(),
    served::<describe_account_limits::DescribeAccountLimits>(),
    served::<describe_keywords::DescribeKeywords>(),
    served::<describe_opt_out_lists::DescribeOptOutLists>(),
    served::<describe_opted_out_numbers::DescribeOptedOutNumbers>(),
    served::<describe_phone_numbers::DescribePhoneNumbers>(),
    served::<describe_pools::DescribePools>(),
    served::<describe_sender_ids::DescribeSenderIds>(),
    served::<describe_spend_limits::DescribeSpendLimits>(),
    served::<disassociate_origination_identity::DisassociateOriginationIdentity>(),
    served::<get_resource_policy::GetResourcePolicy>(),
    served::<list_pool_origination_identities::ListPoolOriginationIdentities>(),
    served::<list_tags_for_resource::ListTagsForResource>(),
    served::<put_keyword::PutKeyword>(),
    served::<put_opted_out_number::PutOptedOutNumber>(),
    served::<put_resource_policy::PutResourcePolicy>(),
    served::<release_phone_number::ReleasePhoneNumber>(),
    served::<release_sender_id::ReleaseSenderId>(),
    served::<request_phone_number::RequestPhoneNumber>(),
    served::<request_sender_id::RequestSenderId>(),
    served::<set_media_message_spend_limit_override::SetMediaMessageSpendLimitOverride>(),
    served::<set_notify_message_spend_limit_override::SetNotifyMessageSpendLimitOverride>(),
    served::<set_text_message_spend_limit_override::SetTextMessageSpendLimitOverride>(),
    served::<set_voice_message_spend_limit_override::SetVoiceMessageSpendLimitOverride>(),
    served::<tag_resource::TagResource>(),
    served::<untag_resource::UntagResource>(),
    served::<update_phone_number::UpdatePhoneNumber>(),
    served::<update_pool::UpdatePool>(),
    served::<update_sender_id::UpdateSenderId>(),
];

/// An operation of the API.
pub trait Operation {
    /// Its name, as `X-Amz-Target` has it.
    const NAME: &'static str;
    /// Whether it declares ConflictException, which otherwise answers who waited too long for another operation.
    /// Documented: the errors of each operation.
    const DECLARES_CONFLICT: bool = true;
    /// The members of the request, each as its JSON type only.
    type Input: DeserializeOwned;
    /// The request with its shapes checked and its ARNs parsed: what two requests with one client token must share.
    type Request: Serialize + Send + Sync + 'static;
    /// The members of the answer.
    type Output: Serialize;

    /// Checks the shapes of all members, then parses ARNs.
    ///
    /// # Errors
    ///
    /// ValidationException.
    fn read(input: Self::Input, call: &Call) -> Result<Self::Request, ServiceError>;

    /// How it talks to the database.
    fn mode(_request: &Self::Request) -> Mode {
        Mode::Write
    }

    /// What it needs permission for.
    fn permissions(request: &Self::Request) -> Vec<Permission>;

    /// The tags that the request carries.
    fn request_tags(_request: &Self::Request) -> RequestTags<'_> {
        RequestTags::None
    }

    /// The request's client token, if the operation has one.
    fn client_token(_request: &Self::Request) -> Option<&str> {
        None
    }

    /// Carries it out.
    fn run(
        request: &Self::Request,
        call: &Call,
        tx: &mut Tx,
    ) -> impl Future<Output = Result<Self::Output, ServiceError>> + Send;
}

/// Why a request got no answer of its operation.
#[derive(Debug)]
pub enum Refusal {
    /// The body isn't JSON, or a member has another JSON type than the model's. The text says where.
    Unreadable(String),
    /// The operation raised an exception.
    Exception(ServiceError),
}

impl From<ServiceError> for Refusal {
    fn from(error: ServiceError) -> Self {
        Self::Exception(error)
    }
}

/// The answer's JSON text, or why there is none.
pub type Outcome = Result<String, Refusal>;

/// A row of the table [`OPERATIONS`].
pub struct Served {
    /// The operation's name.
    pub name: &'static str,
    /// Whether it declares ConflictException.
    pub declares_conflict: bool,
    /// Carries the operation out: what calls share, who calls, the body.
    pub execute: fn(Arc<Shared>, Call, Vec<u8>) -> Execution,
}

/// What the calls of this process share.
pub struct Shared {
    /// The database.
    pub database: Arc<Database>,
    associations: Associations,
}

impl Shared {
    /// Calls on a database.
    #[must_use]
    pub fn on(database: Database) -> Self {
        let database = Arc::new(database);
        Self { associations: Associations::to(&database), database }
    }

    /// How many calls wait to be carried out together with others.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.associations.waiting()
    }
}

/// An operation being carried out.
pub type Execution = Pin<Box<dyn Future<Output = Outcome>>>;

const fn served<O: Operation + 'static>() -> Served {
    Served {
        name: O::NAME,
        declares_conflict: O::DECLARES_CONFLICT,
        execute: |shared, call, body| Box::pin(execute::<O>(shared, call, body)),
    }
}

/// The operation with this name, if it is served.
#[must_use]
pub fn dispatch(name: &str) -> Option<&'static Served> {
    OPERATIONS.iter().find(|served| served.name == name)
}

async fn execute<O: Operation + 'static>(shared: Arc<Shared>, call: Call, body: Vec<u8>) -> Outcome {
    let request = O::read(read_types(&body)?, &call)?;
    let outcome = carry_out::<O>(&shared.database, call, request).await;
    Ok(outcome.map_err(|error| if O::DECLARES_CONFLICT { error } else { error.without_conflict() })?)
}

async fn carry_out<O: Operation + 'static>(
    database: &Arc<Database>,
    mut call: Call,
    request: O::Request,
) -> Result<String, ServiceError> {
    database.ensure(&Scope::own(&call.caller), call.new_key(), call.now).await?;
    let turn = turn::<O>(database, &request, &call).await?;
    let work = {
        let database = Arc::clone(database);
        async move {
            // Until the work ends, whatever becomes of the caller.
            let _turn = turn;
            let mut tx = Tx::begin(database.connections(), O::mode(&request)).await?;
            match perform::<O>(&request, &mut call, &mut tx).await {
                Ok(answer) => tx.commit().await.map(|()| answer),
                Err(refusal) => {
                    undo(tx).await;
                    Err(refusal)
                }
            }
        }
    };
    database.work(work).await
}

/// Rolls back. A connection on which that fails is closed, which undoes everything too.
async fn undo(tx: Tx) {
    if let Err(error) = tx.rollback().await {
        tracing::debug!(%error, "a connection was closed instead of rolled back");
    }
}

/// A turn at the resource that a writing request locks for itself alone.
async fn turn<O: Operation>(
    database: &Database,
    request: &O::Request,
    call: &Call,
) -> Result<Option<Turn>, ServiceError> {
    if O::mode(request) != Mode::Write {
        return Ok(None);
    }
    match O::permissions(request).iter().find_map(Permission::locked_alone) {
        Some(resource) => Ok(Some(database.turns().take(resource.arn(&call.caller.region)).await?)),
        None => Ok(None),
    }
}

async fn perform<O: Operation>(request: &O::Request, call: &mut Call, tx: &mut Tx) -> Result<String, ServiceError> {
    call.grants = authorise::authorise::<O>(request, call, tx).await?;
    let call = &*call;
    call.is_within_rate()?;
    let Some(token) = O::client_token(request) else { return answer::<O>(request, call, tx).await };
    let (scope, request_digest) = (Scope::own(&call.caller), request_digest(request)?);
    let token = client_token::<O>(call, &scope, token, &request_digest);
    match token.claim(tx).await? {
        Claim::New => {
            let answer = answer::<O>(request, call, tx).await?;
            token.keep(tx, &answer).await?;
            Ok(answer)
        }
        Claim::Answered(answer) => Ok(answer),
        Claim::OtherParameters => Err(other_parameters()),
    }
}

/// What two requests with one client token must share.
fn request_digest(request: &impl Serialize) -> Result<Digest, ServiceError> {
    Ok(digest(&SHA256, to_json(request)?.as_bytes()))
}

fn client_token<'c, O: Operation>(
    call: &Call,
    scope: &'c Scope,
    token: &'c str,
    request_digest: &'c Digest,
) -> ClientToken<'c> {
    let retention = call.rules.client_token_retention;
    ClientToken { scope, operation: O::NAME, token, request_digest: request_digest.as_ref(), retention }
}

async fn answer<O: Operation>(request: &O::Request, call: &Call, tx: &mut Tx) -> Result<String, ServiceError> {
    to_json(&O::run(request, call, tx).await?)
}

/// Reads an object of the JSON types that the members of `T` have. Members that it doesn't know are ignored (Assumed, row
/// 34). Documented: an empty body stands for an empty object.
fn read_types<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let body = if body.is_empty() { b"{}" } else { body };
    let Structure(input) = serde_json::from_slice(body).map_err(|error| Refusal::Unreadable(error.to_string()))?;
    Ok(input)
}

fn to_json(value: &impl Serialize) -> Result<String, ServiceError> {
    serde_json::to_string(value).map_err(ServiceError::internal)
}

/// Assumed (row 36): AWS has no error of its own for this.
fn other_parameters() -> ServiceError {
    let field = Field::new("clientToken", "The token was already used with other parameters");
    ServiceError::validation(ValidationReason::InvalidParameter, vec![field])
}
