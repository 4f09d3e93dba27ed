//! Phones of a seed.

use serde_json::{Map, Value};

use super::{Seeding, Why};
use crate::{
    staging::handsets,
    store::{self, view::Reach},
};

impl Seeding<'_> {
    pub(super) async fn handset(&mut self, said: &Map<String, Value>) -> Result<(), Why> {
        let said: handsets::Said =
            serde_json::from_value(Value::Object(said.clone())).map_err(|error| Why::Refused(error.to_string()))?;
        let rule = said.rule().map_err(|refusal| Why::Refused(refusal.body()["error"]["message"].to_string()))?;
        let scope = self.scope();
        let reach = Reach {
            account_id: Some(scope.account_id().to_owned()),
            region: Some(scope.region().to_owned()),
            among: None,
        };
        let there = store::seed::handset(self.tx, &scope, &rule.phone).await?;
        let key = there.unwrap_or_else(|| self.key("handset", &rule.phone));
        let before = store::seed::print(self.tx, key).await?;
        if !store::handset::rule::update(self.tx, key, &reach, &rule).await? {
            let now = self.present.of(scope.account_id());
            store::handset::rule::insert(self.tx, key, &reach, &rule, now).await?;
            self.seeded.created += 1;
        } else if before == store::seed::print(self.tx, key).await? {
            self.seeded.unchanged += 1;
        } else {
            self.seeded.changed += 1;
        }
        Ok(())
    }
}
