//! # CreateOptOutList
//!
//! Creates a new opt-out list.
//!
//! - Documented: a name that exists in the account and region is refused.
//! - Documented: an account has a quota of lists, the list `Default` counted too.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::{
    database::unit_of_work::Tx,
    domain::{quota, sharing::Permission},
    model::{
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
    path::{Call, Operation, RequestTags},
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

    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.own_scope();
        let name = &request.opt_out_list_name;
        store::account_region::lock(tx, &scope).await?;
        if store::opt_out_list::find(tx, &scope, name).await?.is_some() {
            let reason = ConflictReason::ResourceAlreadyExists;
            return Err(ServiceError::conflict(reason, ResourceType::OptOutList, name.0.as_str()));
        }
        quota::has_room(
            call.rules.quotas.opt_out_lists,
            store::opt_out_list::count(tx, &scope).await?,
            QuotaReason::OptOutListsPerAccount,
        )?;
        quota::tags(&call.rules.quotas, &request.tags)?;

        let key = call.new_key();
        store::opt_out_list::insert(tx, &scope, key, name, call.now).await?;
        store::tag::insert(tx, key, &request.tags).await?;
        Ok(Output {
            opt_out_list_arn: scope.arn(name.path()),
            opt_out_list_name: name.0.clone(),
            tags: request.tags.clone(),
            created_timestamp: call.now,
        })
    }
}
