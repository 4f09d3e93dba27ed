//! # CreateRegistrationAssociation
//!
//! Associates a phone number, an RCS agent or a notify configuration with a registration, or the registration that it stands on.
//!
//! - Documented: what each type takes, and whether before it is submitted or once it is complete; a brand must be complete first.
//! - Assumed (decision RD20, decision RD21): the Reasons for the wrong state. Assumed (decision RD59): a number has one registration, for good.
//! - Assumed (decision RD63): an RCS agent has one registration of a type.
//! - Documented: ten campaigns of a brand, 49 numbers of a campaign.
//! - Assumed: the order of the checks: the registration, what is associated, its kind, its country, the state, the same pair, another
//!   registration, the quota. Assumed: a notify configuration has one registration.

use serde::{Deserialize, Serialize};

use super::{Names, named, read_id};
use crate::{
    api::registration::associating::{
        associate_agent, associate_notify_configuration, associate_number, associate_parent,
    },
    database::unit_of_work::{Patience, Tx},
    domain::{check, registration::associating::Associating, sharing::Permission},
    model::{
        error::ServiceError,
        member::Members,
        notify_configuration::NotifyConfigurationId,
        phone_number::PhoneNumberId,
        rcs_agent::RcsAgentId,
        registration::{RegistrationAssociationMetadata, RegistrationId},
        resource::{Named, Resource},
        resource_type::ResourceType,
        shape::RESOURCE_ID_OR_ARN,
    },
    path::{Call, Operation, Run},
    store::{self, phone_number::Lock},
};

/// The operation.
pub struct CreateRegistrationAssociation;

/// `CreateRegistrationAssociationRequest` of the model.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    registration_id: Option<String>,
    resource_id: Option<String>,
}

/// What the members name.
#[derive(Serialize)]
pub struct Request {
    registration: Named<RegistrationId>,
    resource: Resource,
}

/// `CreateRegistrationAssociationResult` of the model.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    #[serde(flatten)]
    names: Names,
    registration_type: String,
    #[serde(flatten)]
    association: RegistrationAssociationMetadata,
}

impl Operation for CreateRegistrationAssociation {
    const NAME: &'static str = "CreateRegistrationAssociation";
    const CREATES: bool = true;
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let mut members = Members::new();
        let id = read_id(&mut members, input.registration_id);
        let resource = members.required("resourceId", input.resource_id, &RESOURCE_ID_OR_ARN);
        members.verdict()?;
        let resource = Resource::read_id_or_arn("resourceId", &resource, &call.caller)?;
        Ok(Request { registration: named(&id, call)?, resource })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![Permission::Own(request.registration.resource()), Permission::Own(request.resource.clone())]
    }

    fn checks() -> Vec<&'static str> {
        check::names::<Associating<'_>>()
    }
}

impl Run for CreateRegistrationAssociation {
    async fn run(request: &Request, call: &Call, tx: &mut Tx) -> Result<Output, ServiceError> {
        let (asked, resource) = (&request.registration, &request.resource);
        let scope = call.scope_of(&asked.resource())?;
        call.scope_of(resource)?;
        // Registrations, numbers and what is between them are changed by one at a time.
        store::account_region::lock(tx, &scope, Patience::Wait).await?;
        let is_there = store::registration::find(tx, &scope, &asked.key).await?.is_some();
        if !is_there {
            return Err(asked.not_found());
        }
        let (registration, association) = match resource.resource_type() {
            ResourceType::PhoneNumber => {
                let id = PhoneNumberId::new(resource.id());
                let number = store::phone_number::lock(tx, &scope, &id, Lock::Alone).await?;
                let number = number.ok_or_else(|| resource.not_found())?;
                let (_, registration) = super::lock(asked, store::registration::Lock::Alone, call, tx).await?;
                let association = associate_number("resourceId", &registration, &number, call, tx).await?;
                (registration, association)
            }
            ResourceType::RcsAgent => {
                let id = RcsAgentId::new(resource.id());
                let agent = store::rcs_agent::lock(tx, &scope, &id, store::rcs_agent::Lock::Alone).await?;
                let agent = agent.ok_or_else(|| resource.not_found())?;
                let (_, registration) = super::lock(asked, store::registration::Lock::Alone, call, tx).await?;
                let association = associate_agent("resourceId", &registration, &agent, call, tx).await?;
                (registration, association)
            }
            ResourceType::Registration => {
                let parent =
                    Named { account_id: resource.account_id().clone(), key: RegistrationId::new(resource.id()) };
                associate_parent(asked, &parent, call, tx).await?
            }
            ResourceType::NotifyConfiguration => {
                let id = NotifyConfigurationId::new(resource.id());
                let alone = store::notify_configuration::Lock::Alone;
                let configuration = store::notify_configuration::lock(tx, &scope, &id, alone).await?;
                let configuration = configuration.ok_or_else(|| resource.not_found())?;
                let (_, registration) = super::lock(asked, store::registration::Lock::Alone, call, tx).await?;
                let association = associate_notify_configuration(&registration, &configuration, call, tx).await?;
                (registration, association)
            }
            _ => return Err(resource.not_found()),
        };
        let names = Names::of(&scope, &registration.id());
        Ok(Output { names, registration_type: registration.registration_type, association })
    }
}
