//! # ListTagsForResource
//!
//! Lists all tags of a resource.
//!
//! - Assumed: the order is that of the keys; a resource without tags answers an empty list.

use serde::{Deserialize, Serialize};

use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::sharing::Permission,
    model::{error::ServiceError, member::Members, resource::Resource, shape::AMAZON_RESOURCE_NAME, tag::Tag},
    path::{Call, Operation, Run},
    store,
};

/// The operation.
pub struct ListTagsForResource;

/// `ListTagsForResourceRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    resource_arn: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    resource: Resource,
}

/// `ListTagsForResourceResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    resource_arn: String,
    tags: Vec<Tag>,
}

impl Operation for ListTagsForResource {
    const NAME: &'static str = "ListTagsForResource";
    const DECLARES_CONFLICT: bool = false;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let resource_arn = members.required("resourceArn", input.resource_arn, &AMAZON_RESOURCE_NAME);
        members.verdict()?;
        Ok(Request { resource: Resource::read("resourceArn", &resource_arn, &call.caller)? })
    }

    fn mode(_request: &Request) -> Mode {
        Mode::Read
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.resource.clone())]
    }
}

impl Run for ListTagsForResource {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.scope_of(&request.resource)?;
        let resource =
            store::resource::find(tx, &scope, &request.resource).await?.ok_or_else(|| request.resource.not_found())?;
        Ok(Output { resource_arn: scope.arn(&resource.path), tags: store::tag::list(tx, resource.key).await? })
    }
}
