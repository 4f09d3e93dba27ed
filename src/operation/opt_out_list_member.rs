//! The member OptOutListName of a request about something that uses a list.

use uuid::Uuid;

use super::Call;
use crate::{
    model::{
        arn::{Named, OptOutListName},
        error::ServiceError,
    },
    store::{self, unit_of_work::Tx},
};

/// The key of the list that the request names, locked, if it names one.
///
/// # Errors
///
/// ResourceNotFoundException.
pub async fn lock(
    list: Option<&Named<OptOutListName>>,
    call: &Call,
    tx: &mut Tx,
) -> Result<Option<Uuid>, ServiceError> {
    let Some(named) = list else { return Ok(None) };
    let key = store::opt_out_list::lock(tx, &call.scope_of(&named.resource())?, &named.key).await?;
    key.map(Some).ok_or_else(|| named.not_found())
}
