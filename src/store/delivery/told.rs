//! To whom events are told: the destinations of the configuration set that the message named, and the event bus.

use sqlx::PgConnection;
use uuid::Uuid;

use super::{NewDelivery, Of};
use crate::{
    domain::{
        deployment::Events,
        event_destination,
        message::record::{Happened, Message, text_for_event_bus},
    },
    model::{caller::Region, error::ServiceError},
    store::event_destination::{Listener, listeners},
};

/// The ARN of the event bus that AWS tells an account of. Documented: its own one.
#[must_use]
pub fn event_bus(account_id: &str, region: &str) -> String {
    let partition = Region::new(region.to_owned()).partition();
    format!("arn:{partition}:events:{region}:{account_id}:event-bus/default")
}

/// Whose message an event is of, and which set it named.
#[derive(Clone, Debug)]
pub struct Sender<'s> {
    /// The account.
    pub account_id: &'s str,
    /// The region.
    pub region: &'s str,
    /// The message's key.
    pub message_id: Uuid,
    /// The configuration set.
    pub configuration_set_name: Option<&'s str>,
}

/// Events that happened, in their order.
#[derive(Debug)]
pub struct Told<'e> {
    events: &'e Events,
    of_sets: Vec<(String, NewDelivery)>,
    of_event_bus: Vec<NewDelivery>,
}

impl<'e> Told<'e> {
    /// None yet.
    #[must_use]
    pub fn new(events: &'e Events) -> Self {
        Self { events, of_sets: Vec::new(), of_event_bus: Vec::new() }
    }

    /// One more, with its record.
    ///
    /// # Errors
    ///
    /// Those of the JSON writer.
    pub fn add(
        &mut self,
        sender: &Sender<'_>,
        message: &Message,
        happened: &Happened,
        record: &str,
    ) -> Result<(), serde_json::Error> {
        let Sender { account_id, region, message_id, configuration_set_name } = *sender;
        let event_type = happened.status.event_type(message.channel);
        let told = NewDelivery {
            account_id: account_id.to_owned(),
            region: region.to_owned(),
            of: Of::Message(message_id),
            event_type: Some(event_type),
            sent_by: None,
            destination_arn: event_bus(account_id, region),
            record: String::new(),
        };
        if self.events.go_to_event_bus(&told.destination_arn) {
            let record = text_for_event_bus(message, happened)?;
            self.of_event_bus.push(NewDelivery { record, ..told.clone() });
        }
        if let Some(set) = configuration_set_name {
            self.of_sets.push((set.to_owned(), NewDelivery { record: record.to_owned(), ..told }));
        }
        Ok(())
    }

    /// Writes a delivery for each destination that takes an event now. Settled: a set or destination that is gone, or isn't enabled,
    /// gets nothing, and nothing is kept for it.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn write(self, tx: &mut PgConnection) -> Result<(), ServiceError> {
        let mut deliveries = self.of_event_bus;
        if !self.of_sets.is_empty() {
            let sets = self.of_sets.iter().map(|(set, told)| [&*told.account_id, &*told.region, &**set]);
            let listeners = listeners(tx, sets.collect()).await?;
            for (set, told) in self.of_sets {
                let event_type = told.event_type.as_deref().unwrap_or_default();
                let takes = |one: &&Listener| {
                    one.is_of(&told.account_id, &told.region, &set)
                        && event_destination::takes(&one.matching_event_types, event_type)
                };
                let all = listeners.iter().filter(takes).map(|listener| NewDelivery {
                    sent_by: Some((set.clone(), listener.name.clone())),
                    destination_arn: listener.destination_arn.clone(),
                    ..told.clone()
                });
                deliveries.extend(all.collect::<Vec<_>>());
            }
        }
        super::insert(tx, &deliveries).await
    }
}
