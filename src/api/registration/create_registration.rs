//! # CreateRegistration
//!
//! Creates a registration of a type of the catalogue. It is CREATED, with version 1 as a draft without values.
//!
//! - Documented: an account has a quota of registrations. Assumed: a type that isn't known is refused as invalid.
//! - Assumed (RD51): AdditionalAttributes are left out.

use serde::{Deserialize, Serialize};

use super::{information, named};
use crate::{
    database::unit_of_work::{Patience, Tx},
    domain::{quota, registration::catalogue, sharing::Permission},
    model::{
        error::{QuotaReason, ServiceError},
        member::Members,
        registration::{RegistrationId, RegistrationInformation},
        shape::{CLIENT_TOKEN, REGISTRATION_TYPE},
        structure::Structure,
        tag::{self, Tag, TagInput},
    },
    path::{Call, Operation, RequestTags, Run},
    store::{
        self,
        registration::{Lock, told},
    },
};

/// The operation.
pub struct CreateRegistration;

/// `CreateRegistrationRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    registration_type: Option<String>,
    tags: Option<Vec<Structure<TagInput>>>,
    client_token: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    registration_type: String,
    tags: Vec<Tag>,
    #[serde(skip)]
    client_token: Option<String>,
}

/// `CreateRegistrationResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    registration: RegistrationInformation,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Tag>,
}

impl Operation for CreateRegistration {
    const NAME: &'static str = "CreateRegistration";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, _call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let registration_type = members.required("registrationType", input.registration_type, &REGISTRATION_TYPE);
        let tags = tag::read(&mut members, input.tags);
        let client_token = members.optional("clientToken", input.client_token, &CLIENT_TOKEN);
        members.verdict()?;
        tag::refuse_bad_keys(&tags)?;
        Ok(Request { registration_type, tags, client_token })
    }

    fn permissions(_request: &Request) -> Vec<Permission> {
        vec![Permission::Account]
    }

    fn request_tags(request: &Request) -> RequestTags<'_> {
        RequestTags::OfNew("registration", &request.tags)
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }
}

impl Run for CreateRegistration {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let scope = call.own_scope();
        catalogue::named("registrationType", &request.registration_type)?;
        store::account_region::lock(tx, &scope, Patience::Wait).await?;
        let most = call.deployment.quotas.registrations;
        let there = store::registration::count(tx, &scope, most).await?;
        quota::has_room(most, there, QuotaReason::RegistrationsPerAccount)?;
        quota::tags(&call.deployment.quotas, &request.tags)?;

        let key = call.new_key();
        store::registration::insert(tx, &scope, key, &request.registration_type, call.now()).await?;
        store::registration::version::insert(tx, key, 1, call.now()).await?;
        store::tag::insert(tx, key, &request.tags).await?;
        let id = RegistrationId::of(key);
        let (_, made) = super::lock(&named(id.as_str(), call)?, Lock::Alone, call, tx).await?;
        told::tell(tx, &call.deployment.events, &scope, &made, made.status, call.now()).await?;
        Ok(Output { registration: information(&scope, &made), tags: request.tags.clone() })
    }
}
