//! POST `/handsets`: a rule for a phone, or for all whose numbers begin so.

use serde_json::json;
use uuid::Uuid;

use super::rule::Said;
use crate::{
    database::unit_of_work::{Mode, Patience, Tx},
    model::caller::AccountId,
    staging::{
        Asked, Outcome, body,
        parameters::{Parameters, bad, same},
    },
    store::{
        handset::rule,
        view::{Reach, handset},
    },
};

/// Makes a rule, and answers it. Without an account it is for all of them; a caller that is bound to several makes one for each, and
/// is answered `{"items"}`.
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
    let reach = asked.reach_all(account_id, region)?;
    if reach.region.is_some() && reach.accounts().is_none() {
        return Err(bad("account_id", "there beside region"));
    }
    // One for each account that the caller is bound to; for all if he isn't.
    let accounts = reach.accounts().map_or(vec![None], |accounts| accounts.into_iter().map(Some).collect());
    let rule = said.rule()?;
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::Write(Patience::Wait)).await?;
        // What is for all goes by the real clock: no account is called so.
        let mut made = Vec::new();
        for account_id in accounts {
            let now = tx.present().of(account_id.as_deref().unwrap_or_default());
            let (id, of) = (Uuid::now_v7(), Reach { account_id, region: reach.region.clone(), among: None });
            rule::insert(&mut tx, id, &of, &rule, now).await?;
            made.extend(handset::find(&mut tx, &of, id).await?);
        }
        tx.commit().await?;
        Ok(made)
    };
    let mut made = asked.shared.database.work(work).await?;
    match made.len() {
        1 => Ok((201, made.swap_remove(0))),
        _ => Ok((201, json!({ "items": made }))),
    }
}
