//! Carrying a seed out: item by item through the operations, on one transaction.

use std::sync::{Arc, Mutex};

use ring::digest::{SHA256, digest};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    file::{File, OptOutList, PhoneNumber, Pool, SenderId},
    places::Places,
    steps::{self, Identity, Step},
};
use crate::{
    api,
    database::{present::Present, unit_of_work::Tx},
    domain::{country, deployment::Deployment, sharing::Grants},
    model::{
        arn::Scope,
        caller::{AccountId, Caller, Region},
        error::{Exception, ServiceError},
        message::MessageType,
        phone_number::{NumberType, PhoneNumberId},
        pool::PoolId,
        resource::Key,
        sender_id::SenderIdKey,
    },
    path::{Call, Refusal as CallRefusal},
    store::{self, next_token::NextTokens},
};

mod carrier;
mod configuration_set;
mod handset;
mod identity;
mod notify_configuration;
mod rcs_agent;
mod registration;
mod verified_destination_number;

/// What becomes of a seed.
#[derive(Default)]
pub struct Seeded {
    /// How many items were made.
    pub created: u64,
    /// How many were there and are different now.
    pub changed: u64,
    /// How many were there as they are.
    pub unchanged: u64,
    /// Each name's id and ARN.
    pub ids: Map<String, Value>,
}

/// Why a seed isn't carried out.
#[derive(Debug)]
pub enum NotSeeded {
    /// An item can't be. The text says which, where, and why.
    Item(String),
    /// The database failed.
    Failed(ServiceError),
}

impl From<ServiceError> for NotSeeded {
    fn from(error: ServiceError) -> Self {
        Self::Failed(error)
    }
}

/// A seed being carried out.
pub struct Seeding<'s> {
    tx: &'s mut Tx,
    caller: Caller,
    present: Present,
    deployment: Arc<Deployment>,
    next_tokens: NextTokens,
    places: Places<'s>,
    request_id: Uuid,
    steps: i64,
    seeded: Seeded,
}

/// An item as it was met: its key, its ARN, and all that it was, if it was there.
type Met = (Uuid, Option<(String, String)>);

/// Why an item can't be.
enum Why {
    Refused(String),
    Failed(ServiceError),
}

impl From<ServiceError> for Why {
    fn from(error: ServiceError) -> Self {
        match error.exception() {
            Exception::InternalServerException | Exception::ThrottlingException => Self::Failed(error),
            _ => Self::Refused(error.to_string()),
        }
    }
}

impl<'s> Seeding<'s> {
    /// In this scope, whose present this is.
    pub fn new(
        tx: &'s mut Tx,
        (account_id, region): (AccountId, String),
        present: Present,
        deployment: Arc<Deployment>,
        next_tokens: NextTokens,
        places: Places<'s>,
    ) -> Self {
        let user_arn = format!("arn:aws:iam::{account_id}:root");
        let caller = Caller { account_id, region: Region::new(region), user_arn };
        let (request_id, seeded) = (Uuid::new_v4(), Seeded::default());
        Self { tx, caller, present, deployment, next_tokens, places, request_id, steps: 0, seeded }
    }

    /// Carries out all of a file.
    ///
    /// # Errors
    ///
    /// [`NotSeeded`]: nothing may be committed then.
    pub async fn run(mut self, file: &File) -> Result<Seeded, NotSeeded> {
        if let Some(tier) = file.tier {
            let scope = self.scope();
            let is_changed = store::account_region::set_tier(self.tx, &scope, tier).await?;
            self.seeded.changed += u64::from(is_changed);
            self.seeded.unchanged += u64::from(!is_changed);
        }
        for (index, said) in file.opt_out_lists.iter().enumerate() {
            let outcome = self.opt_out_list(said).await;
            self.note("opt_out_lists", index, outcome)?;
        }
        for (index, said) in file.phone_numbers.iter().enumerate() {
            let outcome = self.phone_number(said).await;
            self.note("phone_numbers", index, outcome)?;
        }
        for (index, said) in file.sender_ids.iter().enumerate() {
            let outcome = self.sender_id(said).await;
            self.note("sender_ids", index, outcome)?;
        }
        for (index, said) in file.rcs_agents.iter().enumerate() {
            let outcome = self.rcs_agent(said).await;
            self.note("rcs_agents", index, outcome)?;
        }
        self.registrations(file, false).await?;
        for (index, said) in file.pools.iter().enumerate() {
            let outcome = self.pool(said, file).await;
            self.note("pools", index, outcome)?;
        }
        for (index, said) in file.notify_configurations.iter().enumerate() {
            let outcome = self.notify_configuration(said, file).await;
            self.note("notify_configurations", index, outcome)?;
        }
        self.registrations(file, true).await?;
        for (index, said) in file.protect_configurations.iter().enumerate() {
            let outcome = self.protect_configuration(said).await;
            self.note("protect_configurations", index, outcome)?;
        }
        for (index, said) in file.configuration_sets.iter().enumerate() {
            let outcome = self.configuration_set(said, file).await;
            self.note("configuration_sets", index, outcome)?;
        }
        for (index, said) in file.verified_destination_numbers.iter().enumerate() {
            let outcome = self.verified_destination_number(said, file).await;
            self.note("verified_destination_numbers", index, outcome)?;
        }
        for (index, said) in file.carriers.iter().enumerate() {
            let outcome = self.carrier(said).await;
            self.note("carriers", index, outcome)?;
        }
        for (index, said) in file.handsets.iter().enumerate() {
            let outcome = self.handset(said).await;
            self.note("handsets", index, outcome)?;
        }
        Ok(self.seeded)
    }

    fn note(&self, kind: &str, index: usize, outcome: Result<(), Why>) -> Result<(), NotSeeded> {
        match outcome {
            Ok(()) => Ok(()),
            Err(Why::Refused(text)) => Err(NotSeeded::Item(format!("{}: {text}", self.places.of_item(kind, index)))),
            Err(Why::Failed(error)) => Err(NotSeeded::Failed(error)),
        }
    }

    fn call(&self, operation: &'static str, present: Present, key: Option<Uuid>) -> Call {
        Call {
            caller: self.caller.clone(),
            identity_policy: None,
            operation,
            request_id: self.request_id,
            present,
            deployment: Arc::clone(&self.deployment),
            next_tokens: self.next_tokens.clone(),
            grants: Grants::default(),
            throttle: None,
            exposed: Arc::default(),
            explanation: None,
            keys: Uuid::now_v7,
            first_key: key.map(|key| Arc::new(Mutex::new(Some(key)))),
        }
    }

    fn scope(&self) -> Scope {
        self.call("", self.present.clone(), None).own_scope()
    }

    /// One step, as the account itself; the resource that it makes has this key.
    async fn step(&mut self, (operation, request): Step, key: Option<Uuid>) -> Result<Value, Why> {
        let served = api::dispatch(operation).ok_or_else(|| ServiceError::internal("a step is no operation"))?;
        self.steps += 1;
        let call = self.call(served.name, self.present.later(self.steps), key);
        let outcome = served.step(&call, request.to_string().as_bytes(), self.tx).await;
        let answer = outcome.map_err(|refusal| match refusal {
            CallRefusal::Exception(error) => {
                let fields = error.fields().map(|fields| format!(" ({fields})")).unwrap_or_default();
                match Why::from(error) {
                    Why::Refused(text) => Why::Refused(format!("{operation}: {text}{fields}")),
                    failed @ Why::Failed(_) => failed,
                }
            }
            CallRefusal::Unreadable(text) => Why::Refused(format!("{operation}: {text}")),
            CallRefusal::Lost => Why::Failed(ServiceError::internal("a step met a fault")),
        })?;
        serde_json::from_str(&answer).map_err(|error| ServiceError::internal(error).into())
    }

    async fn steps(&mut self, all: Vec<Step>, key: Uuid) -> Result<(), Why> {
        for (place, step) in all.into_iter().enumerate() {
            // Only the first makes the resource; of an item that is there, none does.
            self.step(step, (place == 0).then_some(key)).await?;
        }
        Ok(())
    }

    /// The key of a name, the same each time.
    fn key(&self, kind: &str, name: &str) -> Uuid {
        let Caller { account_id, region, .. } = &self.caller;
        let text = json!([account_id.as_str(), region.as_str(), kind, name]).to_string();
        let digest = digest(&SHA256, text.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest.as_ref()[..16]);
        Uuid::new_v8(bytes)
    }

    /// What stands at a path, or the key that will.
    async fn meet(&mut self, path: &str, key: Uuid) -> Result<Met, Why> {
        let scope = self.scope();
        match store::seed::find(self.tx, &scope, path).await? {
            Some((key, arn)) => Ok((key, Some((arn, store::seed::print(self.tx, key).await?)))),
            None if store::seed::is_anothers(self.tx, &scope, key).await? => {
                Err(Why::Refused(format!("{path} is the id of a resource of another account or region")))
            }
            None => Ok((key, None)),
        }
    }

    /// Counts an item that is as it is to be.
    async fn end(&mut self, name: &str, id: &str, path: &str, (key, before): Met) -> Result<(), Why> {
        let scope = self.scope();
        let after = store::seed::print(self.tx, key).await?;
        match before {
            None => self.seeded.created += 1,
            Some((_, before)) if before == after => self.seeded.unchanged += 1,
            Some(_) => self.seeded.changed += 1,
        }
        self.seeded.ids.insert(name.to_owned(), json!({ "id": id, "arn": scope.arn(path.to_owned()) }));
        Ok(())
    }

    async fn opt_out_list(&mut self, said: &OptOutList) -> Result<(), Why> {
        let path = format!("opt-out-list/{}", said.name);
        let met = self.meet(&path, self.key("opt-out-list", &said.name)).await?;
        let all = steps::opt_out_list(said, met.1.as_ref().map(|(arn, _)| arn.as_str()));
        self.steps(all, met.0).await?;
        self.end(&said.name, &said.name, &path, met).await
    }

    async fn phone_number(&mut self, said: &PhoneNumber) -> Result<(), Why> {
        let key = key_in(&said.name, "phone-").unwrap_or_else(|| self.key("phone-number", &said.name));
        let id = PhoneNumberId::of(key);
        let met = self.meet(&id.path(), key).await?;
        if said.status.as_deref().is_some_and(|status| !["ACTIVE", "PENDING"].contains(&status)) {
            return Err(Why::Refused("status must be ACTIVE or PENDING".to_owned()));
        }
        let is_short_code = said.number_type == "SHORT_CODE";
        if met.1.is_none() {
            self.step(steps::new_phone_number(said), Some(key)).await?;
            if let Some(number) = &said.phone_number {
                self.may_be(said, number, key).await?;
            } else if is_short_code {
                return Err(Why::Refused("a short code needs its phone_number, such as \"55501\"".to_owned()));
            }
            let is_pending = said.status.as_deref() == Some("PENDING");
            store::seed::provision(self.tx, key, said.phone_number.as_deref(), is_short_code, is_pending).await?;
        } else {
            let wanted = (said.iso_country_code.clone(), said.number_type.clone(), said.message_type.clone());
            let (country, kind, message_type) = store::seed::kind_of(self.tx, key).await?;
            if (&country, &kind, &message_type) != (&wanted.0, &wanted.1, &wanted.2) {
                let text = format!("it is there as {country} {kind} {message_type}, which can't be changed");
                return Err(Why::Refused(text));
            }
        }
        let arn = met.1.as_ref().map(|(arn, _)| arn.as_str());
        let there = store::seed::phone_number(self.tx, id.as_str()).await?;
        for step in steps::phone_number(said, id.as_str(), &there, arn) {
            self.step(step, None).await?;
        }
        self.keep_name(&said.name, id.as_str(), key).await?;
        self.end(&said.name, id.as_str(), &id.path(), met).await
    }

    /// Whether a number can be had: free, and of a range for fiction.
    async fn may_be(&mut self, said: &PhoneNumber, number: &str, key: Uuid) -> Result<(), Why> {
        let digits = number.strip_prefix('+').unwrap_or(number);
        let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let is_of_a_range = if said.number_type == "SHORT_CODE" {
            is_plain && (3..=8).contains(&number.len()) && !number.starts_with('0') && digits == number
        } else {
            let number_type: NumberType = said.number_type.parse().map_err(ServiceError::internal)?;
            let message_type: MessageType = said.message_type.parse().map_err(ServiceError::internal)?;
            let ranges = country::number_ranges(&said.iso_country_code, number_type, message_type)?;
            let value: i64 = digits.parse().unwrap_or_default();
            let is_within = |first: i64, count: i64| (first..first + count).contains(&value);
            is_plain && digits != number && ranges.iter().any(|range| is_within(range.first, range.count))
        };
        if !is_of_a_range {
            return Err(Why::Refused(format!("phone_number {number} is of no range that is kept for fiction")));
        }
        let scope = self.scope();
        if store::seed::is_taken(self.tx, &scope, number, key).await? {
            return Err(Why::Refused(format!("phone_number {number} is leased already")));
        }
        Ok(())
    }

    async fn sender_id(&mut self, said: &SenderId) -> Result<(), Why> {
        let name = SenderIdKey::new(&said.sender_id, said.iso_country_code.clone());
        let handle = format!("{}/{}", said.sender_id, said.iso_country_code);
        let met = self.meet(&name.path(), self.key("sender-id", &name.path())).await?;
        let all = steps::sender_id(said, met.1.as_ref().map(|(arn, _)| arn.as_str()));
        self.steps(all, met.0).await?;
        self.end(&handle, name.id(), &name.path(), met).await
    }

    async fn pool(&mut self, said: &Pool, file: &File) -> Result<(), Why> {
        let key = key_in(&said.name, "pool-").unwrap_or_else(|| self.key("pool", &said.name));
        let id = PoolId::of(key);
        let met = self.meet(&id.path(), key).await?;
        let mut joining: Vec<Identity> = Vec::new();
        let scope = self.scope();
        for name in &said.identities {
            let (identity, path) = self.identity(name, file)?;
            let there = store::seed::find(self.tx, &scope, &path).await?;
            let (identity_key, _) = there.ok_or_else(|| Why::Refused(format!("there is no identity {name}")))?;
            if !store::seed::is_member(self.tx, key, identity_key).await? {
                joining.push(identity);
            }
        }
        if met.1.is_none() {
            let founder = joining.first().ok_or_else(|| Why::Refused("a pool needs an identity".to_owned()))?.clone();
            let first = said.identities.first().map(String::as_str).unwrap_or_default();
            let number = file.phone_numbers.iter().find(|number| number.name == first);
            let message_type = number.map_or("TRANSACTIONAL", |number| number.message_type.as_str());
            self.step(steps::new_pool(said, &founder, message_type), Some(key)).await?;
            joining.remove(0);
        }
        let arn = met.1.as_ref().map(|(arn, _)| arn.as_str());
        let there = store::seed::pool(self.tx, id.as_str()).await?;
        for step in steps::pool(said, id.as_str(), &joining, &there, arn) {
            self.step(step, None).await?;
        }
        self.keep_name(&said.name, id.as_str(), key).await?;
        self.end(&said.name, id.as_str(), &id.path(), met).await
    }

    /// Keeps a name that isn't the id itself.
    async fn keep_name(&mut self, name: &str, id: &str, key: Uuid) -> Result<(), Why> {
        if name == id { Ok(()) } else { Ok(store::seed::name(self.tx, key, name).await?) }
    }
}

/// The key in a name that is itself an id.
fn key_in(name: &str, prefix: &str) -> Option<Uuid> {
    let digits = name.strip_prefix(prefix).filter(|digits| digits.len() == 32)?;
    Uuid::try_parse(digits).ok()
}
