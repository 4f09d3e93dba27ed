//! Notify configurations of a seed: it gives them what a review or the endpoints of staging do else.

use uuid::Uuid;

use super::{Seeding, Why, key_in};
use crate::{
    model::{
        notify_configuration::{
            NotifyConfigurationId, NotifyConfigurationStatus as Status, NotifyConfigurationTier as Tier,
        },
        pool::PoolId,
        resource::Key,
    },
    staging::seed::{
        file::{File, NotifyConfiguration, Registration},
        steps,
    },
    store::{self, notify_configuration::Lock},
};

impl Seeding<'_> {
    /// The key of a notify configuration that has this name in a file.
    pub(super) fn notify_key(&self, name: &str) -> Uuid {
        key_in(name, "notify-").unwrap_or_else(|| self.key("notify-configuration", name))
    }

    pub(super) async fn notify_configuration(&mut self, said: &NotifyConfiguration, file: &File) -> Result<(), Why> {
        let tier: Option<Tier> = one_of("tier", said.tier.as_deref())?;
        let status: Option<Status> = one_of("status", said.status.as_deref())?;
        let pool = match &said.pool {
            Some(name) if file.pools.iter().all(|pool| pool.name != *name) => {
                return Err(Why::Refused(format!("there is no pool {name} in the file")));
            }
            Some(name) => Some(PoolId::of(key_in(name, "pool-").unwrap_or_else(|| self.key("pool", name)))),
            None => None,
        };
        let key = self.notify_key(&said.name);
        let id = NotifyConfigurationId::of(key);
        let met = self.meet(&id.path(), key).await?;
        let scope = self.scope();
        let there = store::notify_configuration::lock(self.tx, &scope, &id, Lock::Alone).await?;
        if let Some(there) = &there
            && there.display_name != said.display_name
        {
            let text = format!("it is there as {}, which can't be changed", there.display_name);
            return Err(Why::Refused(text));
        }
        let arn = met.1.as_ref().map(|(arn, _)| arn.as_str());
        let (new, changes) = steps::notify_configuration(said, id.as_str(), pool.as_ref().map(PoolId::as_str), arn);
        if let Some(new) = new {
            self.step(new, Some(key)).await?;
        }
        let is_of = there.map_or(Tier::Basic, |there| there.tier);
        if let Some(tier) = tier.filter(|tier| *tier != is_of) {
            store::notify_configuration::set_tier(self.tx, key, tier).await?;
        }
        for step in changes {
            self.step(step, None).await?;
        }
        self.decide(&id, status, said.rejection_reason.as_deref()).await?;
        self.keep_name(&said.name, id.as_str(), key).await?;
        self.end(&said.name, id.as_str(), &id.path(), met).await
    }

    /// Makes one what the file says that it is, unless it is that.
    async fn decide(
        &mut self,
        id: &NotifyConfigurationId,
        status: Option<Status>,
        reason: Option<&str>,
    ) -> Result<(), Why> {
        let (scope, Some(status)) = (self.scope(), status) else { return Ok(()) };
        let there = store::notify_configuration::lock(self.tx, &scope, id, Lock::Alone).await?;
        // As of the step that made it.
        let now = self.present.later(self.steps).of(scope.account_id());
        match there {
            Some(there) if there.status(now) != status => {
                let (decided, at) = match status {
                    Status::Pending => (Status::Active, store::seed::NEVER),
                    decided => (decided, now),
                };
                Ok(store::notify_configuration::decide(self.tx, there.key, decided, at, reason).await?)
            }
            _ => Ok(()),
        }
    }
}

fn one_of<T: std::str::FromStr + strum::VariantNames>(member: &str, said: Option<&str>) -> Result<Option<T>, Why> {
    let read = |text: &str| {
        text.parse().map_err(|_| Why::Refused(format!("{member} must be one of {}", T::VARIANTS.join(", "))))
    };
    said.map(read).transpose()
}

/// Whether a registration is for a notify configuration of the file, and so comes behind those.
pub(super) fn is_for_one(said: &Registration, file: &File) -> bool {
    said.associations.iter().any(|name| file.notify_configurations.iter().any(|one| one.name == *name))
}
