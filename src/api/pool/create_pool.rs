//! # CreatePool
//!
//! Creates a new pool and associates the specified origination identity with it.
//!
//! - Documented: the pool inherits the identity's message type, opt-out list, two-way channel, self-managed opt-outs and
//!   keywords; a pool of a sender ID gets the defaults. Assumed (decision RD39): an RCS agent has no message type to inherit.
//! - Documented: a phone number or an RCS agent that is in another pool is refused, and so is a message type that isn't the identity's.
//! - Documented: an account has a quota of pools.

use serde::{Deserialize, Serialize};

use super::{IdentityMembers, UnresolvedIdentity};
use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::{
        check,
        origination_identity::{OriginationIdentity, PhoneNumber},
        pool::{self, Founding},
        rcs_agent::RcsAgent,
        sharing::Permission,
    },
    model::{
        error::ServiceError,
        member::Members,
        message::MessageType,
        pool::PoolInformation,
        shape::CLIENT_TOKEN,
        structure::Structure,
        tag::{self, Tag, TagInput},
    },
    path::{Call, Operation, RequestTags, Run, examine},
    store::{self, pool::NewPool, pool_event::What, pool_origination_identity::joining::Joining},
};

/// The operation.
pub struct CreatePool;

/// `CreatePoolRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    origination_identity: Option<String>,
    iso_country_code: Option<String>,
    message_type: Option<String>,
    deletion_protection_enabled: Option<bool>,
    tags: Option<Vec<Structure<TagInput>>>,
    client_token: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    origination_identity: IdentityMembers,
    message_type: MessageType,
    deletion_protection_enabled: bool,
    tags: Vec<Tag>,
    #[serde(skip)]
    client_token: Option<String>,
}

/// `CreatePoolResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    pool: PoolInformation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag>,
}

impl Operation for CreatePool {
    const NAME: &'static str = "CreatePool";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let identity = UnresolvedIdentity::read(
            &mut members,
            input.origination_identity,
            input.iso_country_code,
            call.deployment.compatibility.iso_country_code,
        );
        let message_type = members.required_enumeration("messageType", input.message_type);
        let tags = tag::read(&mut members, input.tags);
        let client_token = members.optional("clientToken", input.client_token, &CLIENT_TOKEN);
        members.verdict()?;
        tag::refuse_bad_keys(&tags)?;
        Ok(Request {
            origination_identity: identity.resolve(&call.caller)?,
            message_type,
            deletion_protection_enabled: input.deletion_protection_enabled.unwrap_or(false),
            tags,
            client_token,
        })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Join(request.origination_identity.identity.resource())]
    }

    fn request_tags(request: &Request) -> RequestTags<'_> {
        RequestTags::OfNew("pool", &request.tags)
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }

    fn checks() -> Vec<&'static str> {
        check::names::<Founding<'_>>()
    }
}

impl Run for CreatePool {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.own_scope();
        store::account_region::lock(tx, &scope, Patience::Wait).await?;

        let name = &request.origination_identity.identity;
        let identity_scope = call.scope_of(&name.resource())?;
        let identity = store::origination_identity::lock(tx, &identity_scope, name)
            .await?
            .ok_or_else(|| request.origination_identity.not_found())?;

        let is_in_pool = match &identity {
            OriginationIdentity::PhoneNumber(number) => {
                store::pool_origination_identity::holds_phone_number(tx, number.key).await?
            }
            OriginationIdentity::RcsAgent(agent) => {
                store::pool_origination_identity::holds_rcs_agent(tx, agent.key).await?
            }
            OriginationIdentity::SenderId(_) => false,
        };
        let quotas = &call.deployment.quotas;
        let rule = Founding {
            iso_country_code: request.origination_identity.iso_country_code.as_deref(),
            identity: &identity,
            is_in_pool,
            message_type: request.message_type,
            pools: store::pool::count(tx, &scope, quotas.pools).await?,
            tags: request.tags.len(),
            quotas,
            now: call.now_in(&identity_scope),
        };
        examine(call, &rule)?;

        let default_list = store::opt_out_list::lock_default(tx, &scope).await?;
        let has_default_list = match identity.settings() {
            Some(settings) => store::opt_out_list::are_default(tx, &[settings.opt_out_list_id]).await?,
            None => false,
        };
        let configuration = pool::configuration_from(&identity, request.message_type, default_list, has_default_list);
        let new = NewPool {
            key: call.new_key(),
            configuration: &configuration,
            deletion_protection_enabled: request.deletion_protection_enabled,
            created_at: call.now(),
            active_at: call.now() + call.deployment.lifecycle.creating(),
        };
        store::pool::insert(tx, &scope, &new).await?;
        match &identity {
            OriginationIdentity::PhoneNumber(PhoneNumber { key, .. })
            | OriginationIdentity::RcsAgent(RcsAgent { key, .. }) => {
                store::keyword::insert_from_identity(tx, new.key, *key).await?;
            }
            OriginationIdentity::SenderId(_) => {}
        }
        store::tag::insert(tx, new.key, &request.tags).await?;
        let joining = Joining {
            key: call.new_key(),
            pool: new.key,
            identity: &identity,
            identity_scope: &identity_scope,
            event: call.event(&scope),
        };
        store::pool_origination_identity::joining::associate(tx, &[joining]).await?;
        store::pool_event::note(tx, new.key, What::Created, &call.event(&scope)).await?;
        super::show_associating(call, &identity, &identity_scope, tx).await?;

        let pool = store::pool::describe(tx, &scope, new.key).await?;
        Ok(Output { pool, tags: request.tags.clone() })
    }
}
