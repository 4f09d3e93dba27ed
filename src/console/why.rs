//! Why an identity can't join a pool, or that it can: all checks of AssociateOriginationIdentity, told and not made.

use askama::Template;
use serde_json::{Map, Value};

use super::{
    Asked, Failure, Outcome,
    checks::{self, Explained},
    frame::{self, Frame, around},
    link::read_place,
    numbers::compact,
    text::filters,
};
use crate::{
    database::unit_of_work::{Mode, Tx},
    model::pool::PoolId,
    store::view::{phone_number, pool},
};

/// How many numbers that begin like it are looked at.
const LOOKED_AT: i64 = 10;

/// What is asked about.
const OPERATION: &str = "AssociateOriginationIdentity";

#[derive(Template)]
#[template(path = "why.html", config = ".askama.toml")]
struct Asking<'a> {
    frame: Frame,
    pool_id: &'a str,
    identity: &'a str,
    country: String,
    explained: Option<Explained>,
    refusal: Option<String>,
}

/// The question about a pool, and its answer once an identity is named: by its id, its ARN, or its number.
///
/// # Errors
///
/// [`Failure`].
pub async fn show(asked: &Asked, id: &str) -> Outcome {
    let key = PoolId::new(id).key().ok_or(Failure::NotThere)?;
    let (home, sight, connections) = (asked.home(), asked.sight(), asked.connections());
    let identity = asked.asks("identity").trim();
    // A leased number is known by its digits, too: AWS knows it by its id.
    let number = compact(identity);
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Read).await?;
        let around = around(&mut tx, &sight).await?;
        let pool = pool::find(&mut tx, &home, key).await?;
        let numbers = match number.as_str() {
            "" => Vec::new(),
            number => phone_number::page(&mut tx, &home, number, read_place(""), LOOKED_AT).await?.rows,
        };
        tx.commit().await?;
        Ok((around, pool, numbers.into_iter().find(|one| one.phone_number == number || one.phone_number_id == number)))
    };
    let (around, pool, number) = asked.shared.database.work(work).await?;
    let pool = pool.ok_or(Failure::NotThere)?;
    let country = match (asked.asks("country").trim().to_uppercase(), &number) {
        (none, Some(number)) if none.is_empty() => number.iso_country_code.clone(),
        (country, _) => country,
    };
    let named = number.as_ref().map_or(identity, |number| &number.phone_number_id);
    let input = Value::Object(input(id, named, &country));
    let (explained, refusal) = if identity.is_empty() {
        (None, None)
    } else {
        match checks::explain(asked, OPERATION, &input).await {
            Ok(explained) => (Some(explained), None),
            Err(refusal) => (None, Some(refusal.sentences())),
        }
    };
    let sql = Frame::select(asked, "associations", &[("pool_id", id)], "associated_at");
    let call = Frame::explaining(asked, OPERATION, &input);
    let frame = Frame::new(asked, &around, "Why refused?", "pools", sql, call);
    frame::page(&Asking { frame, pool_id: &pool.pool_id, identity, country, explained, refusal })
}

/// The members of the call that is asked about.
fn input(pool_id: &str, identity: &str, country: &str) -> Map<String, Value> {
    let members = [("PoolId", pool_id), ("OriginationIdentity", identity), ("IsoCountryCode", country)];
    let members = members.into_iter().filter(|(_, value)| !value.is_empty());
    members.map(|(name, value)| (name.to_owned(), Value::from(value))).collect()
}
