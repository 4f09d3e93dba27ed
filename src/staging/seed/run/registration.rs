//! Registrations of a seed: it completes them without a review.

use std::sync::Arc;

use uuid::Uuid;

use super::{NotSeeded, Seeding, Why, key_in, notify_configuration};
use crate::{
    domain::{
        deployment::Deployment,
        registration::{
            association::{NOTIFY_CONFIGURATION, RCS_AGENT},
            catalogue,
            form::Values,
            life::{Decision, Registration as There},
            settings::{Registrations, Review},
        },
    },
    model::{
        error::ServiceError,
        notify_configuration::NotifyConfigurationId,
        phone_number::PhoneNumberId,
        registration::{
            FieldValue, RegistrationId, RegistrationStatus, definition::RegistrationAssociationBehavior as Behaviour,
        },
        resource::Key,
        resource_type::ResourceType,
    },
    staging::seed::{
        file::{File, FormValue, Registration},
        steps,
    },
    store::{
        self,
        registration::{
            field_value::{self, Of},
            review,
        },
        registration_association as association,
    },
};

/// What a registration is to be associated with: its id and key, its kind, and the word for what it is.
struct Other {
    id: String,
    key: Uuid,
    kind: ResourceType,
    resource_type: String,
}

impl Seeding<'_> {
    /// The registrations that are for notify configurations of the file, or the others.
    pub(super) async fn registrations(&mut self, file: &File, for_notify: bool) -> Result<(), NotSeeded> {
        for (index, said) in file.registrations.iter().enumerate() {
            if notify_configuration::is_for_one(said, file) == for_notify {
                let outcome = self.registration(said, file).await;
                self.note("registrations", index, outcome)?;
            }
        }
        Ok(())
    }

    pub(super) async fn registration(&mut self, said: &Registration, file: &File) -> Result<(), Why> {
        let is_to_be_complete = match said.status.as_deref() {
            None => false,
            Some("COMPLETE") => true,
            Some(_) => return Err(Why::Refused("status must be COMPLETE, or be left out".to_owned())),
        };
        let key = self.registration_key(&said.name);
        let id = RegistrationId::of(key);
        let met = self.meet(&id.path(), key).await?;
        self.steps(steps::registration(said, met.1.as_ref().map(|(arn, _)| arn.as_str())), key).await?;
        let there = self.lock_registration(&id).await?;
        if there.registration_type != said.registration_type {
            let text = format!("it is there as {}, which can't be changed", there.registration_type);
            return Err(Why::Refused(text));
        }
        self.values(&there, said).await?;
        let others: Result<Vec<Other>, Why> =
            said.associations.iter().map(|name| self.associated(name, file)).collect();
        let (late, early): (Vec<Other>, Vec<Other>) =
            others?.into_iter().partition(|other| joins_when_complete(said, other));
        for other in &early {
            self.associate(&there, other).await?;
        }
        if is_to_be_complete && there.status != RegistrationStatus::Complete {
            self.complete(&id).await?;
        }
        for other in &late {
            self.associate(&there, other).await?;
        }
        self.keep_name(&said.name, id.as_str(), key).await?;
        self.end(&said.name, id.as_str(), &id.path(), met).await
    }

    fn registration_key(&self, name: &str) -> Uuid {
        key_in(name, "registration-").unwrap_or_else(|| self.key("registration", name))
    }

    async fn lock_registration(&mut self, id: &RegistrationId) -> Result<There, Why> {
        let scope = self.scope();
        let found = review::lock(self.tx, &scope, id).await?;
        found.ok_or_else(|| ServiceError::internal("a registration that was made isn't there").into())
    }

    /// Puts the values that differ.
    async fn values(&mut self, there: &There, said: &Registration) -> Result<(), Why> {
        let of = Of { registration: there.key, number: there.current().number };
        let values: Values = field_value::values(self.tx, of).await?;
        for (path, value) in &said.values {
            if values.get(path).is_none_or(|old| !is(old, value)) {
                self.step(steps::value(there.id().as_str(), path, value), None).await?;
            }
        }
        Ok(())
    }

    /// What a file calls so: a number, an RCS agent or a notify configuration of the same file, or a registration.
    fn associated(&self, name: &str, file: &File) -> Result<Other, Why> {
        if let Some(number) = file.phone_numbers.iter().find(|number| number.name == name) {
            let key = key_in(name, "phone-").unwrap_or_else(|| self.key("phone-number", name));
            let (id, resource_type) = (PhoneNumberId::of(key).as_str().to_owned(), number.number_type.clone());
            return Ok(Other { id, key, kind: ResourceType::PhoneNumber, resource_type });
        }
        if let Some((id, key)) = self.agent_of(name, file).and_then(|id| Some((id.as_str().to_owned(), id.key()?))) {
            return Ok(Other { id, key, kind: ResourceType::RcsAgent, resource_type: RCS_AGENT.to_owned() });
        }
        if file.notify_configurations.iter().any(|one| one.name == name) {
            let (key, resource_type) = (self.notify_key(name), NOTIFY_CONFIGURATION.to_owned());
            let id = NotifyConfigurationId::of(key).as_str().to_owned();
            return Ok(Other { id, key, kind: ResourceType::NotifyConfiguration, resource_type });
        }
        let found = file.registrations.iter().find(|other| other.name == name);
        let parent = found.ok_or_else(|| Why::Refused(format!("there is no {name} in the file to associate")))?;
        let key = self.registration_key(name);
        let (id, resource_type) = (RegistrationId::of(key).as_str().to_owned(), parent.registration_type.clone());
        Ok(Other { id, key, kind: ResourceType::Registration, resource_type })
    }

    async fn associate(&mut self, there: &There, other: &Other) -> Result<(), Why> {
        let is_associated = match other.kind {
            ResourceType::PhoneNumber => association::of_phone_number(self.tx, other.key).await? == Some(there.key),
            ResourceType::RcsAgent => {
                let of = association::of_rcs_agent(self.tx, other.key, &there.registration_type).await?;
                of == Some(there.key)
            }
            ResourceType::NotifyConfiguration => {
                association::of_notify_configuration(self.tx, other.key).await? == Some(there.key)
            }
            _ => association::stands_on(self.tx, there.key, other.key).await?,
        };
        if is_associated {
            return Ok(());
        }
        let request = serde_json::json!({ "RegistrationId": there.id().as_str(), "ResourceId": other.id });
        self.step(("CreateRegistrationAssociation", request), None).await?;
        if other.kind == ResourceType::PhoneNumber {
            store::seed::wait_for_registration(self.tx, other.key).await?;
        }
        Ok(())
    }

    /// Submits the newest version, and approves it, whatever it says.
    async fn complete(&mut self, id: &RegistrationId) -> Result<(), Why> {
        let usual = Arc::clone(&self.deployment);
        let by_hand = Registrations { review: Review::Manual, ..Registrations::default() };
        let at_once = Arc::new(Deployment { registrations: by_hand, ..Deployment::clone(&usual) });
        self.deployment = Arc::clone(&at_once);
        let request = serde_json::json!({ "RegistrationId": id.as_str() });
        let submitted = self.step(("SubmitRegistrationVersion", request), None).await;
        self.deployment = usual;
        submitted?;
        self.steps += 1;
        let (scope, there) = (self.scope(), self.lock_registration(id).await?);
        let now = self.present.later(self.steps).of(scope.account_id());
        let told = review::Said::default();
        review::decide(self.tx, &scope, &there, Decision::Approve, &told, now, &at_once).await?;
        let ended = self.lock_registration(id).await?.status;
        if ended == RegistrationStatus::Complete {
            return Ok(());
        }
        Err(Why::Refused(format!("it doesn't become COMPLETE, but {ended}")))
    }
}

/// Whether the type of a registration takes something once it is complete.
fn joins_when_complete(said: &Registration, other: &Other) -> bool {
    catalogue::find(&said.registration_type).is_some_and(|of| {
        let mut associations = of.definition.supported_associations.iter();
        let of_kind = associations.find(|one| one.resource_type == other.resource_type);
        of_kind.is_some_and(|one| one.association_behavior == Behaviour::AssociateAfterComplete)
    })
}

/// Whether a value is as the file has it.
fn is(there: &FieldValue, said: &FormValue) -> bool {
    match said {
        FormValue::Text(text) => there.text_value.as_ref() == Some(text),
        FormValue::Choices(choices) => there.select_choices.as_ref() == Some(choices),
    }
}
