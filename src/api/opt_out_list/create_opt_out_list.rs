//! # CreateOptOutList
//!
//! Creates a new opt-out list.
//!
//! - Documented: a name that exists in the account and region is refused.
//! - Documented: an account has a quota of lists, the list `Default` counted too.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::{quota, sharing::Permission},
    model::{
        arn::Scope,
        error::{ConflictReason, QuotaReason, ServiceError},
        member::Members,
        opt_out_list::OptOutListName,
        resource::Key,
        resource_type::ResourceType,
        shape::{CLIENT_TOKEN, OPT_OUT_LIST_NAME},
        structure::Structure,
        tag::{self, Tag, TagInput},
        timestamp,
    },
    path::{Asked, Call, Granted, LockedRows, Operation, RequestTags, Together},
    store,
};

/// The operation.
pub struct CreateOptOutList;

/// `CreateOptOutListRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    opt_out_list_name: Option<String>,
    tags: Option<Vec<Structure<TagInput>>>,
    client_token: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    opt_out_list_name: OptOutListName,
    tags: Vec<Tag>,
    #[serde(skip)]
    client_token: Option<String>,
}

/// `CreateOptOutListResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    opt_out_list_arn: String,
    opt_out_list_name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag>,
    #[serde(with = "timestamp")]
    created_timestamp: OffsetDateTime,
}

impl Operation for CreateOptOutList {
    const NAME: &'static str = "CreateOptOutList";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, _call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let name = members.required("optOutListName", input.opt_out_list_name, &OPT_OUT_LIST_NAME);
        let tags = tag::read(&mut members, input.tags);
        let client_token = members.optional("clientToken", input.client_token, &CLIENT_TOKEN);
        members.verdict()?;
        tag::refuse_bad_keys(&tags)?;
        Ok(Request { opt_out_list_name: OptOutListName(name), tags, client_token })
    }

    fn permissions(_request: &Request) -> Vec<Permission> {
        vec![Permission::Account]
    }

    fn request_tags(request: &Request) -> RequestTags<'_> {
        RequestTags::OfNew("opt-out-list", &request.tags)
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }
}

impl Together for CreateOptOutList {
    type Locked = Locked;

    fn lane(_request: &Request, call: &Call) -> String {
        call.own_scope().arn("opt-out-list/*")
    }

    fn apart(request: &Request, call: &Call) -> Option<String> {
        Some(call.own_scope().arn(request.opt_out_list_name.path()))
    }

    async fn lock(
        asked: &[Asked<'_, Self>],
        patience: Patience,
        tx: &mut Tx,
    ) -> Result<LockedRows<Locked>, ServiceError> {
        let mut all = Vec::new();
        for Asked { request, call } in asked {
            let scope = call.own_scope();
            if !store::account_region::lock(tx, &scope, patience).await? {
                all.push(None);
                continue;
            }
            let is_there = store::opt_out_list::find(tx, &scope, &request.opt_out_list_name).await?.is_some();
            let count = store::opt_out_list::count(tx, &scope, call.deployment.quotas.opt_out_lists).await?;
            all.push(Some(Ok(Locked { scope, is_there, count })));
        }
        Ok(all)
    }

    fn after(locked: &mut Locked, granted: &Granted<'_, Self>) {
        locked.count += i64::from(locked.scope == granted.locked.scope);
    }

    fn decide(asked: &Asked<'_, Self>, locked: &Locked) -> Result<Output, ServiceError> {
        let Asked { request, call } = asked;
        let name = &request.opt_out_list_name;
        if locked.is_there {
            let reason = ConflictReason::ResourceAlreadyExists;
            return Err(ServiceError::conflict(reason, ResourceType::OptOutList, name.0.as_str()));
        }
        quota::has_room(call.deployment.quotas.opt_out_lists, locked.count, QuotaReason::OptOutListsPerAccount)?;
        quota::tags(&call.deployment.quotas, &request.tags)?;
        Ok(Output {
            opt_out_list_arn: locked.scope.arn(name.path()),
            opt_out_list_name: name.0.clone(),
            tags: request.tags.clone(),
            created_timestamp: call.now(),
        })
    }

    async fn write(granted: &[Granted<'_, Self>], tx: &mut Tx) -> Result<(), ServiceError> {
        for Granted { asked: Asked { request, call }, locked, .. } in granted {
            let key = call.new_key();
            store::opt_out_list::insert(tx, &locked.scope, key, &request.opt_out_list_name, call.now()).await?;
            store::tag::insert(tx, key, &request.tags).await?;
        }
        Ok(())
    }
}

/// What counts for a new list, under the lock of the account's row.
pub struct Locked {
    scope: Scope,
    is_there: bool,
    count: i64,
}
