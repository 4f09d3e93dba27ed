//! What a seed says of numbers.

use serde_json::{Map, Value};

use super::{Seeding, Why};
use crate::{staging::carriers, store::carrier_lookup};

impl Seeding<'_> {
    pub(super) async fn carrier(&mut self, said: &Map<String, Value>) -> Result<(), Why> {
        let mut said = said.clone();
        let number = said.remove("phone_number").and_then(|number| number.as_str().map(str::to_owned));
        let number = number.ok_or_else(|| Why::Refused("phone_number must be a number".to_owned()))?;
        let said: carriers::Said =
            serde_json::from_value(Value::Object(said)).map_err(|error| Why::Refused(error.to_string()))?;
        let refused = said.told(&number);
        let told = refused.map_err(|refusal| Why::Refused(refusal.body()["error"]["message"].to_string()))?;
        let scope = self.scope();
        let of = (scope.account_id(), scope.region());
        let before = carrier_lookup::find(self.tx, of, &number).await?;
        let count = match &before {
            None => &mut self.seeded.created,
            Some(before) if *before == told => &mut self.seeded.unchanged,
            Some(_) => &mut self.seeded.changed,
        };
        *count += 1;
        carrier_lookup::put(self.tx, of, &number, &told).await?;
        Ok(())
    }
}
