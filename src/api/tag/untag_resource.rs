//! # UntagResource
//!
//! Removes tags from a resource.
//!
//! - Assumed: a key that the resource doesn't have is passed over.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::Tx,
    domain::sharing::Permission,
    model::{
        error::ServiceError,
        member::Members,
        resource::Resource,
        shape::{AMAZON_RESOURCE_NAME, TAG_KEY},
        tag,
    },
    path::{Call, Operation, RequestTags, Run},
    store,
};

/// The operation.
pub struct UntagResource;

/// `UntagResourceRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    resource_arn: Option<String>,
    tag_keys: Option<Vec<String>>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    resource: Resource,
    tag_keys: Vec<String>,
}

/// `UntagResourceResult` of the model: it has no members.
#[derive(Serialize)]
pub struct Output {}

impl Operation for UntagResource {
    const NAME: &'static str = "UntagResource";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let resource_arn = members.required("resourceArn", input.resource_arn, &AMAZON_RESOURCE_NAME);
        let tag_keys = members.required_list("tagKeys", input.tag_keys, 1..=200, &TAG_KEY);
        members.verdict()?;
        tag::refuse_reserved_keys("tagKeys", tag_keys.iter().map(String::as_str))?;
        Ok(Request { resource: Resource::read("resourceArn", &resource_arn, &call.caller)?, tag_keys })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.resource.clone())]
    }

    fn request_tags(request: &Request) -> RequestTags<'_> {
        RequestTags::Keys(&request.tag_keys)
    }
}

impl Run for UntagResource {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.scope_of(&request.resource)?;
        let resource =
            store::resource::lock(tx, &scope, &request.resource).await?.ok_or_else(|| request.resource.not_found())?;

        let keys: Vec<&str> = request.tag_keys.iter().map(String::as_str).collect();
        store::tag::delete(tx, resource.key, &keys).await?;
        store::pool_event::note_update(tx, &request.resource, resource.key, &call.event(&scope)).await?;
        Ok(Output {})
    }
}
