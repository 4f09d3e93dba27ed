//! POST `/handsets`: a rule for a phone, or for all whose numbers begin so.

use uuid::Uuid;

use super::rule::Said;
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    model::{caller::AccountId, error::ServiceError},
    staging::{
        Asked, Outcome, Refusal, body,
        parameters::{Parameters, bad},
    },
    store::{handset::rule, view::handset},
};

/// Makes a rule, and answers it. Without an account it is for all of them, unless the request is signed.
///
/// # Errors
///
/// 400 and 422 for a member that no rule has, or that is out of its bounds.
pub async fn create(asked: Asked) -> Outcome {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let mut said: Said = body::read(&asked.body)?;
    let account_id = same("account_id", account_id, said.account_id.take())?;
    let region = same("region", region, said.region.take())?;
    if account_id.as_deref().is_some_and(|text| AccountId::parse(text).is_none()) {
        return Err(bad("account_id", "twelve digits"));
    }
    let reach = asked.reach(account_id, region)?;
    if reach.region.is_some() && reach.account_id.is_none() {
        return Err(bad("account_id", "there beside region"));
    }
    let rule = said.rule()?;
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        // What is for all goes by the real clock: no account is called so.
        let now = tx.present().of(reach.account_id.as_deref().unwrap_or_default());
        let id = Uuid::now_v7();
        rule::insert(&mut tx, id, &reach, &rule, now).await?;
        let made = handset::find(&mut tx, &reach, id).await?;
        tx.commit().await?;
        made.ok_or_else(|| ServiceError::internal("the handset is gone"))
    };
    Ok((201, asked.shared.database.work(work).await?))
}

/// What the query and the body say about the same thing.
fn same(name: &str, in_query: Option<String>, in_body: Option<String>) -> Result<Option<String>, Refusal> {
    match (in_query, in_body) {
        (Some(query), Some(body)) if query != body => Err(bad(name, "the same in the query and in the body")),
        (query, body) => Ok(query.or(body)),
    }
}
