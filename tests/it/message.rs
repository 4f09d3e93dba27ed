//! The rules of sending, each by its own: where a message goes, what it costs, what it is sent from, what refuses it, and what
//! happens to it.

use callsign::{
    domain::message::{channel::Channel, destination::Destination, direct::Asked},
    model::{
        caller::{AccountId, Caller, Region},
        error::ServiceError,
        message::MessageType,
    },
};
use time::{OffsetDateTime, macros::datetime};

mod body;
mod checks;
mod content;
mod cost;
mod course;
mod destination;
mod direct;
mod falling_back;
mod falling_back_by_hand;
mod handset;
mod identity;
mod judged_again;
mod month;
mod one_time_code;
mod price;
mod protection;
mod put_message_feedback;
mod rcs_bounds;
mod rcs_roads;
mod recipient;
mod record;
mod request;
mod route;
mod schedule;
mod selecting;
mod selection;
mod send_media_message;
pub mod send_rcs_message;
mod send_text_message;
mod send_voice_message;
pub mod stage;

const NOW: OffsetDateTime = datetime!(2026-11-27 02:00 UTC);

#[track_caller]
fn to(phone_number: &str) -> Destination {
    Destination::read(phone_number).expect("it is a number of some country")
}

fn asked(channel: Channel, destination: &Destination, message_type: Option<MessageType>) -> Asked<'_> {
    Asked { channel, destination, message_type }
}

fn caller() -> Caller {
    Caller {
        account_id: AccountId::parse("111122223333").expect("it has twelve digits"),
        region: Region::new("us-east-1".to_owned()),
        user_arn: "arn:aws:iam::111122223333:user/alice".to_owned(),
    }
}

/// What answers: `ok`, or the exception, its Reason, and the resource or the Fields that it names.
fn answer<T>(result: Result<T, ServiceError>) -> String {
    let Err(error) = result else { return "ok".to_owned() };
    let members = serde_json::to_value(&error).expect("an error is JSON");
    let mut words = vec![error.exception().as_ref().to_owned()];
    words.extend(
        ["Reason", "ResourceType", "ResourceId"].iter().filter_map(|name| members[name].as_str()).map(str::to_owned),
    );
    if let Some(fields) = members["Fields"].as_array() {
        let names: Vec<&str> = fields.iter().filter_map(|field| field["Name"].as_str()).collect();
        words.push(names.join("+"));
    }
    words.join(" ")
}
