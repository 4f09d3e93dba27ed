//! RCS agents of a seed.

use super::{Seeding, Why, key_in};
use crate::{
    model::{rcs_agent::RcsAgentId, resource::Key},
    staging::seed::{
        file::{File, RcsAgent},
        steps,
    },
    store,
};

impl Seeding<'_> {
    pub(super) async fn rcs_agent(&mut self, said: &RcsAgent) -> Result<(), Why> {
        let id = self.agent_called(&said.name);
        let key = id.key().unwrap_or_else(|| self.key("rcs-agent", &said.name));
        let met = self.meet(&id.path(), key).await?;
        if met.1.is_none() {
            self.step(steps::new_rcs_agent(said), Some(key)).await?;
        }
        let arn = met.1.as_ref().map(|(arn, _)| arn.as_str());
        let there = store::seed::rcs_agent(self.tx, id.as_str()).await?;
        for step in steps::rcs_agent(said, id.as_str(), &there, arn) {
            self.step(step, None).await?;
        }
        self.keep_name(&said.name, id.as_str(), key).await?;
        self.end(&said.name, id.as_str(), &id.path(), met).await
    }

    fn agent_called(&self, name: &str) -> RcsAgentId {
        RcsAgentId::of(key_in(name, "rcs-").unwrap_or_else(|| self.key("rcs-agent", name)))
    }

    /// The RCS agent of the file with this name.
    pub(super) fn agent_of(&self, name: &str, file: &File) -> Option<RcsAgentId> {
        let agent = file.rcs_agents.iter().find(|agent| agent.name == name)?;
        Some(self.agent_called(&agent.name))
    }
}
