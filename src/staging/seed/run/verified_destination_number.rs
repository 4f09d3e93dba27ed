//! Verified destination numbers of a seed: it says where they stand, without a code.

use super::{Seeding, Why, key_in};
use crate::{
    domain::message::destination::Destination,
    model::{
        error::ServiceError,
        rcs_agent::RcsAgentId,
        resource::Key,
        verified_destination_number::{VerificationStatus, VerifiedDestinationNumberId},
    },
    staging::seed::{
        file::{File, VerifiedDestinationNumber},
        steps,
    },
    store,
};

impl Seeding<'_> {
    pub(super) async fn verified_destination_number(
        &mut self,
        said: &VerifiedDestinationNumber,
        file: &File,
    ) -> Result<(), Why> {
        let status = match said.status.as_deref().map(str::parse) {
            None | Some(Ok(VerificationStatus::Pending)) => None,
            Some(Ok(VerificationStatus::Unsupported)) if said.rcs_agent.is_none() => {
                return Err(Why::Refused("only who tests an RCS agent is UNSUPPORTED".to_owned()));
            }
            Some(Ok(status)) => Some(status),
            Some(Err(_)) => return Err(Why::Refused("status must be VERIFIED, PENDING or UNSUPPORTED".to_owned())),
        };
        let (phone, scope) = (Destination::read(&said.destination_phone_number)?.phone_number, self.scope());
        let agent = match &said.rcs_agent {
            None => None,
            Some(name) => {
                let found = self.agent_of(name, file);
                Some(found.ok_or_else(|| Why::Refused(format!("there is no RCS agent {name} in the file")))?)
            }
        };
        let tested = agent.as_ref().and_then(RcsAgentId::key);
        let there = store::verified_destination_number::find(self.tx, &scope, &phone, tested).await?;
        let name = said.name.as_deref().unwrap_or(&said.destination_phone_number);
        let id = VerifiedDestinationNumberId::of(there.unwrap_or_else(|| {
            // A phone may test several agents.
            let usual = said.rcs_agent.as_ref().map_or_else(|| phone.clone(), |agent| format!("{phone} {agent}"));
            let called = said.name.as_deref().unwrap_or(&usual);
            key_in(called, "vdn-")
                .unwrap_or_else(|| self.key(VerifiedDestinationNumberId::RESOURCE_TYPE.into(), called))
        }));
        let key = id.key().ok_or_else(|| ServiceError::internal("an id that was made has no key"))?;
        let met = self.meet(&id.path(), key).await?;
        let agent = agent.as_ref().map(RcsAgentId::as_str);
        let all = steps::verified_destination_number(said, agent, met.1.as_ref().map(|(arn, _)| arn.as_str()));
        self.steps(all, key).await?;
        if let Some(status) = status {
            let now = self.tx.present().of(scope.account_id());
            store::verified_destination_number::decide(self.tx, key, status, now).await?;
        }
        if said.name.is_some() {
            self.keep_name(name, id.as_str(), key).await?;
        }
        self.end(name, id.as_str(), &id.path(), met).await
    }
}
