//! # TagResource
//!
//! Adds tags to a resource, or overwrites them; it keeps its other tags.
//!
//! - Documented: only the given keys are overwritten. A resource has a quota of tags; what counts is how many it would have.
//! - Assumed: a key that stands twice in the request is refused.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::Tx,
    domain::{quota, sharing::Permission},
    model::{
        error::ServiceError,
        member::Members,
        resource::Resource,
        shape::AMAZON_RESOURCE_NAME,
        structure::Structure,
        tag::{self, Tag, TagInput},
    },
    path::{Call, Operation, RequestTags, Run},
    store,
};

/// The operation.
pub struct TagResource;

/// `TagResourceRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    resource_arn: Option<String>,
    tags: Option<Vec<Structure<TagInput>>>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    resource: Resource,
    tags: Vec<Tag>,
}

/// `TagResourceResult` of the model: it has no members.
#[derive(Serialize)]
pub struct Output {}

impl Operation for TagResource {
    const NAME: &'static str = "TagResource";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let resource_arn = members.required("resourceArn", input.resource_arn, &AMAZON_RESOURCE_NAME);
        let tags = tag::read_required(&mut members, input.tags);
        members.verdict()?;
        tag::refuse_bad_keys(&tags)?;
        Ok(Request { resource: Resource::read("resourceArn", &resource_arn, &call.caller)?, tags })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.resource.clone())]
    }

    fn request_tags(request: &Request) -> RequestTags<'_> {
        RequestTags::Put(&request.tags)
    }
}

impl Run for TagResource {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.scope_of(&request.resource)?;
        let resource =
            store::resource::lock(tx, &scope, &request.resource).await?.ok_or_else(|| request.resource.not_found())?;

        let keys: Vec<&str> = request.tags.iter().map(|tag| tag.key.as_str()).collect();
        store::tag::delete(tx, resource.key, &keys).await?;
        quota::more_tags(&call.deployment.quotas, store::tag::count(tx, resource.key).await?, &request.tags)?;
        store::tag::insert(tx, resource.key, &request.tags).await?;
        store::pool_event::note_update(tx, &request.resource, resource.key, &call.event(&scope)).await?;
        Ok(Output {})
    }
}
