//! GET `/info`: what this callsign is, and what is in it.

use serde_json::{Value, json};

use super::{Asked, Outcome, parameters::Parameters};
use crate::{
    database::unit_of_work::{Mode, Tx},
    domain::message::handset::{MAGIC, Magic},
    store::view::scope,
};

/// What is built of the interface.
const FEATURES: [&str; 15] = [
    "messages",
    "messages/wait",
    "otp",
    "conversations",
    "route",
    "stream",
    "inbound",
    "handsets",
    "events",
    "deliveries",
    "requests",
    "clock",
    "faults",
    "reset",
    "seed",
];

/// Version, database, scopes with counts, clocks and magic numbers.
///
/// # Errors
///
/// 400 for a parameter that isn't known.
pub async fn info(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let reach = asked.reach_all(account_id, region)?;
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let version = scope::database_version(&mut tx).await?;
        let scopes = scope::list(&mut tx, &reach).await?;
        let clocks = scope::clocks(&mut tx, &reach).await?;
        tx.commit().await?;
        Ok((version, scopes, clocks))
    };
    let (database_version, scopes, clocks) = asked.shared.database.work(work).await?;
    let info = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "database": { "version": database_version, "is_embedded": asked.staging.is_embedded },
        "features": FEATURES,
        "scopes": scopes,
        "clocks": clocks,
        "magic_numbers": MAGIC.iter().map(magic_number).collect::<Vec<_>>(),
        "console_url": format!("{}/_callsign/", asked.staging.public_url),
    });
    Ok((200, info))
}

fn magic_number((first, last, magic): &(u8, u8, Magic)) -> Value {
    let phone = format!("+1NPA55501{first:02}");
    let last = (first != last).then(|| format!("+1NPA55501{last:02}"));
    let does = match magic {
        Magic::Ends(outcome) => json!({ "outcome": outcome.as_ref() }),
        Magic::Suspicious => json!({ "suspicious": true }),
        Magic::Twice => json!({ "duplicate_receipts": true }),
        Magic::OutOfOrder => json!({ "out_of_order": true }),
        Magic::Answers(body) => json!({ "reply": { "body": body } }),
    };
    json!({ "phone": phone, "to": last, "does": does })
}
