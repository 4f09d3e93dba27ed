//! What a message would be sent from, and why: the choice of a send, told and not made. It is made by the same code.

use serde::Serialize;

use super::{
    Names, message_type,
    origination::{Ranked, Source, origin_of},
};
use crate::{
    database::unit_of_work::Tx,
    domain::message::{
        channel::Channel,
        direct::Asked,
        selection::{ChosenBy, SHARED_ROUTE},
    },
    model::{error::ServiceError, message::MessageType},
    path::Call,
    store::message::Origin,
};

/// How many identities are told.
const MOST: i64 = 1_000;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// What a send would name as its OriginationIdentity, if anything.
    pub origination_identity: Option<String>,
    /// The destination.
    pub to: String,
    /// MessageType, if one would be named.
    pub message_type: Option<MessageType>,
    /// As what it would be sent.
    pub channel: Channel,
    /// The configuration set that would be named.
    pub configuration_set_name: Option<String>,
}

/// The identities in the order of choice.
#[derive(Debug, Serialize)]
pub struct Route {
    /// The place of the chosen one; `None` if nothing is.
    pub chosen: Option<usize>,
    /// What a send would be refused with by the choice: exception and Reason.
    pub refused: Option<String>,
    /// The identities: 1,000 at most.
    pub items: Vec<Item>,
}

/// An identity, or what stands in for one.
#[derive(Debug, Serialize)]
#[expect(missing_docs, reason = "the members are those of a message")]
pub struct Item {
    pub origination_identity: Option<String>,
    pub origination_identity_arn: Option<String>,
    pub origination_phone_number: String,
    /// Whether it is what the message would be sent from.
    pub chosen: bool,
    /// Whether it can carry the message.
    pub usable: bool,
    /// `chosen_by`, by what it comes behind (`BEHIND_BY_…`), or why it can't.
    pub why: String,
}

/// What a send would be sent from. Whether the phone may be written to, and what it costs, isn't asked.
///
/// # Errors
///
/// Those of a send that names what isn't there, or a destination that is none.
pub async fn route(question: &Question, call: &Call, tx: &mut Tx) -> Result<Route, ServiceError> {
    let (identity, set) = (question.origination_identity.as_deref(), question.configuration_set_name.as_deref());
    let names = Names::read(&question.to, identity, set, None, call)?;
    let destination = names.destination.as_ref().map_err(Clone::clone)?;
    let set = names.configuration_set(call, tx).await?;
    let source = Source::find(&names.origination, destination, call, tx).await?;
    let message_type = message_type(question.channel, question.message_type, &set);
    let asked = Asked { channel: question.channel, destination, message_type };
    let ranked = source.ranked(&asked, MOST, call, tx).await?;
    let mut items: Vec<Item> = ranked.into_iter().map(|ranked| item(ranked, call)).collect();
    match source.resolve(&asked, &set, call, tx).await {
        Ok(resolved) => Ok(chosen(items, &resolved.origin)),
        Err(refusal) if refusal.is_a_rules() => {
            let reason = refusal.reason().unwrap_or_default();
            // What is refused as a whole can use none of them.
            for item in items.iter_mut().filter(|item| item.usable) {
                (item.usable, item.why) = (false, reason.to_owned());
            }
            let refused = Some(format!("{} {reason}", refusal.exception().as_ref()).trim().to_owned());
            Ok(Route { chosen: None, refused, items })
        }
        Err(failure) => Err(failure),
    }
}

fn item(ranked: Ranked, call: &Call) -> Item {
    let Ranked { identity, is_candidate, why } = ranked;
    // By what it would be chosen is known of the first only.
    let origin = origin_of(&identity, ChosenBy::Only, MessageType::default(), None, call);
    let (id, known) = origin.identity.map_or((None, None), |(id, known)| (Some(id), known));
    Item {
        origination_identity: id,
        origination_identity_arn: known.map(|(arn, _)| arn),
        origination_phone_number: origin.phone_number,
        chosen: false,
        usable: is_candidate,
        why,
    }
}

/// The route with what is chosen marked in it, put in front where it is none of the identities.
fn chosen(mut items: Vec<Item>, origin: &Origin) -> Route {
    let (id, arn) = match &origin.identity {
        Some((id, known)) => (Some(id.clone()), known.as_ref().map(|(arn, _)| arn.clone())),
        None => (None, None),
    };
    let is_it = |item: &Item| arn.is_some() && item.origination_identity_arn == arn;
    let place = items.iter().position(is_it).unwrap_or_else(|| {
        let shown = if id.is_none() { SHARED_ROUTE } else { origin.phone_number.as_str() };
        items.insert(
            0,
            Item {
                origination_identity: id.clone(),
                origination_identity_arn: arn.clone(),
                origination_phone_number: shown.to_owned(),
                chosen: false,
                usable: true,
                why: String::new(),
            },
        );
        0
    });
    items[place].chosen = true;
    origin.chosen_by.as_ref().clone_into(&mut items[place].why);
    Route { chosen: Some(place), refused: None, items }
}
