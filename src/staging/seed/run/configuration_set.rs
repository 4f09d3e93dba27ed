//! Configuration sets, and the protect configurations that protect them.

use uuid::Uuid;

use super::{
    super::{
        file::{ConfigurationSet, File, ProtectConfiguration},
        steps,
    },
    Seeding, Why, key_in,
};
use crate::{
    model::{protect_configuration::ProtectConfigurationId, resource::Key},
    store,
};

impl Seeding<'_> {
    /// The key of a protect configuration that has this name in a file.
    fn protect_key(&self, name: &str) -> Uuid {
        key_in(name, "protect-").unwrap_or_else(|| self.key("protect-configuration", name))
    }

    pub(super) async fn protect_configuration(&mut self, said: &ProtectConfiguration) -> Result<(), Why> {
        let key = self.protect_key(&said.name);
        let id = ProtectConfigurationId::of(key);
        let met = self.meet(&id.path(), key).await?;
        let all = steps::protect_configuration(said, id.as_str(), met.1.as_ref().map(|(arn, _)| arn.as_str()));
        self.steps(all, met.0).await?;
        self.keep_name(&said.name, id.as_str(), key).await?;
        self.end(&said.name, id.as_str(), &id.path(), met).await
    }

    pub(super) async fn configuration_set(&mut self, said: &ConfigurationSet, file: &File) -> Result<(), Why> {
        let protect = match &said.protect_configuration {
            Some(name) if file.protect_configurations.iter().all(|one| one.name != *name) => {
                return Err(Why::Refused(format!("there is no protect configuration {name} in the file")));
            }
            Some(name) => Some(ProtectConfigurationId::of(self.protect_key(name))),
            None => None,
        };
        let path = format!("configuration-set/{}", said.name);
        let met = self.meet(&path, self.key("configuration-set", &said.name)).await?;
        let destinations = store::seed::destinations(self.tx, met.0).await?;
        let (arn, protect) = (met.1.as_ref().map(|(arn, _)| arn.as_str()), protect.as_ref());
        let all = steps::configuration_set(said, arn, &destinations, protect.map(ProtectConfigurationId::as_str));
        self.steps(all, met.0).await?;
        self.end(&said.name, &said.name, &path, met).await
    }
}
