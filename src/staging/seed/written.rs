//! GET `/seed`: what an account has in a region, as a file that makes it.

use super::{File, Language};
use crate::{
    database::unit_of_work::{Mode, Tx},
    model::error::ServiceError,
    staging::{Asked, Document, Refusal, parameters::Parameters},
    store::view::seed,
};

/// The file of a scope: TOML, or JSON for who accepts that and not TOML. What it makes is what is there, but for what no file of a seed
/// can say.
///
/// # Errors
///
/// 403 for another account than the caller's; 422 where none is named and there are several; 400 and 422 for parameters.
pub async fn write(asked: Asked) -> Result<Document, Refusal> {
    let mut parameters = Parameters::of(asked.query.clone())?;
    let (account_id, region) = parameters.scope()?;
    parameters.end("account_id and region")?;
    let (account_id, region) = asked.one_scope(account_id, region)?;
    let connections = asked.shared.database.connections().clone();
    let work = async move {
        let mut tx = Tx::begin(&connections, Mode::SingleRead).await?;
        let state = seed::state(&mut tx, &account_id, &region).await?;
        tx.commit().await?;
        Ok(state)
    };
    let state = asked.shared.database.work(work).await?;
    let file: File = serde_json::from_value(state).map_err(ServiceError::internal)?;
    let (language, media_type) =
        if asked.wants_json { (Language::Json, "application/json") } else { (Language::Toml, "application/toml") };
    Ok(Document { media_type, body: file.text(language)?.into_bytes() })
}
