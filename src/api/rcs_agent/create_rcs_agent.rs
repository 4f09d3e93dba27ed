//! # CreateRcsAgent
//!
//! Creates a new RCS agent. Nothing comes from it before a registration of it is complete.
//!
//! - Documented: without OptOutListName it has the list `Default`; its status is CREATED.
//! - Assumed (decision RD36): two-way and self-managed opt-outs are off at first.
//! - Assumed (decision RD35): an account has a quota of RCS agents of 25. Documented: its Reason.
//! - Assumed (decision RD58): nothing raises the ConflictException that is declared.

use serde::{Deserialize, Serialize};

use crate::{
    api::opt_out_list::lock_named,
    database::unit_of_work::{Patience, Tx},
    domain::{quota, sharing::Permission},
    model::{
        error::{QuotaReason, ServiceError},
        member::Members,
        opt_out_list::OptOutListName,
        rcs_agent::RcsAgentInformation,
        resource::{self, Named},
        shape::{CLIENT_TOKEN, OPT_OUT_LIST_NAME_OR_ARN},
        structure::Structure,
        tag::{self, Tag, TagInput},
    },
    path::{Call, Operation, RequestTags, Run},
    store,
};

/// The operation.
pub struct CreateRcsAgent;

/// `CreateRcsAgentRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    deletion_protection_enabled: Option<bool>,
    opt_out_list_name: Option<String>,
    tags: Option<Vec<Structure<TagInput>>>,
    client_token: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    deletion_protection_enabled: bool,
    opt_out_list: Option<Named<OptOutListName>>,
    tags: Vec<Tag>,
    #[serde(skip)]
    client_token: Option<String>,
}

/// `CreateRcsAgentResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    information: RcsAgentInformation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag>,
}

impl Operation for CreateRcsAgent {
    const NAME: &'static str = "CreateRcsAgent";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let list = members.optional("optOutListName", input.opt_out_list_name, &OPT_OUT_LIST_NAME_OR_ARN);
        let tags = tag::read(&mut members, input.tags);
        let client_token = members.optional("clientToken", input.client_token, &CLIENT_TOKEN);
        members.verdict()?;
        tag::refuse_bad_keys(&tags)?;
        let opt_out_list =
            list.map(|name| resource::opt_out_list("optOutListName", &name, &call.caller)).transpose()?;
        let deletion_protection_enabled = input.deletion_protection_enabled.unwrap_or_default();
        Ok(Request { deletion_protection_enabled, opt_out_list, tags, client_token })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        let list = request.opt_out_list.iter().map(Named::resource).map(Permission::Use);
        [Permission::Account].into_iter().chain(list).collect()
    }

    fn request_tags(request: &Request) -> RequestTags<'_> {
        RequestTags::OfNew("rcs-agent", &request.tags)
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }
}

impl Run for CreateRcsAgent {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.own_scope();
        store::account_region::lock(tx, &scope, Patience::Wait).await?;
        let list = match lock_named(request.opt_out_list.as_ref(), call, tx).await? {
            Some(list) => list,
            None => store::opt_out_list::lock_default(tx, &scope).await?,
        };
        let most = call.deployment.quotas.rcs_agents;
        let there = store::rcs_agent::count(tx, &scope, most).await?;
        quota::has_room(most, there, QuotaReason::RcsAgentsPerAccount)?;
        quota::tags(&call.deployment.quotas, &request.tags)?;

        let (key, protected) = (call.new_key(), request.deletion_protection_enabled);
        store::rcs_agent::insert(tx, &scope, key, list, protected, call.now()).await?;
        store::tag::insert(tx, key, &request.tags).await?;
        let information = store::rcs_agent::describe(tx, &scope, key).await?.briefly();
        Ok(Output { information, tags: request.tags.clone() })
    }
}
