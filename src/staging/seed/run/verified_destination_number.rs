//! Verified destination numbers of a seed: it verifies them without a code.

use super::{Seeding, Why, key_in};
use crate::{
    domain::message::destination::Destination,
    model::{error::ServiceError, resource::Key, verified_destination_number::VerifiedDestinationNumberId},
    staging::seed::{file::VerifiedDestinationNumber, steps},
    store,
};

impl Seeding<'_> {
    pub(super) async fn verified_destination_number(&mut self, said: &VerifiedDestinationNumber) -> Result<(), Why> {
        let is_to_be_verified = match said.status.as_deref() {
            None | Some("PENDING") => false,
            Some("VERIFIED") => true,
            Some(_) => return Err(Why::Refused("status must be VERIFIED or PENDING".to_owned())),
        };
        let (phone, scope) = (Destination::read(&said.destination_phone_number)?.phone_number, self.scope());
        let there = store::verified_destination_number::find(self.tx, &scope, &phone).await?;
        let name = said.name.as_deref().unwrap_or(&said.destination_phone_number);
        let id = VerifiedDestinationNumberId::of(there.unwrap_or_else(|| {
            let called = said.name.as_deref().unwrap_or(&phone);
            key_in(called, "vdn-")
                .unwrap_or_else(|| self.key(VerifiedDestinationNumberId::RESOURCE_TYPE.into(), called))
        }));
        let key = id.key().ok_or_else(|| ServiceError::internal("an id that was made has no key"))?;
        let met = self.meet(&id.path(), key).await?;
        let all = steps::verified_destination_number(said, met.1.as_ref().map(|(arn, _)| arn.as_str()));
        self.steps(all, key).await?;
        if is_to_be_verified {
            let now = self.tx.present().of(scope.account_id());
            store::seed::verify(self.tx, key, now).await?;
        }
        if said.name.is_some() {
            self.keep_name(name, id.as_str(), key).await?;
        }
        self.end(name, id.as_str(), &id.path(), met).await
    }
}
