//! What a message by a notify configuration is sent from.

use super::{OptOuts, Resolved, choice_in_account, choice_in_pool, chosen, origin_of, standing_in};
use crate::{
    database::unit_of_work::Tx,
    domain::{
        message::{
            direct::Asked,
            selection::{self, Fallback},
        },
        notify::country::needs_own_identity,
    },
    model::{error::ServiceError, message::MessageType, pool::PoolId},
    path::Call,
    store::message::{
        origin,
        selection::{Among, select},
    },
};

/// What a message by a notify configuration is sent from. Documented: those of its pool that reach the phone come first, then AWS's own,
/// but where a country wants the customer's.
///
/// # Errors
///
/// ConflictException NO_ORIGINATION_IDENTITIES_FOUND. Assumed: the Reason.
pub async fn for_notify(
    pool: Option<&origin::Pool>,
    asked: &Asked<'_>,
    call: &Call,
    tx: &mut Tx,
) -> Result<Resolved, ServiceError> {
    let scope = call.own_scope();
    let has_own = !needs_own_identity(&asked.destination.iso_country_code);
    let Some(pool) = pool else {
        let resolved = has_own.then(|| standing_in(Fallback::SharedRoute, MessageType::Transactional, None));
        let resolved = resolved.map(|resolved| Resolved { opt_outs: OptOuts::Nowhere, ..resolved });
        let among = Among { scope: &scope, pool: None, is_at_home: false };
        let account = selection::Among::Account(call.caller.account_id.as_str());
        return chosen(resolved, account, false, (among, &choice_in_account(asked, call)), call, tx).await;
    };
    let id = PoolId::of(pool.key);
    let rule = selection::Pool { id: id.as_str(), is_active: true, message_type: pool.message_type };
    let choice = choice_in_pool(pool, asked, call);
    let among = Among { scope: &scope, pool: Some(pool.key), is_at_home: false };
    let pool_id = Some(id.as_str().to_owned());
    let resolved = match select(tx, among, &choice).await? {
        Some((identity, chosen_by)) => Some(Resolved {
            origin: origin_of(&identity, chosen_by, pool.message_type, pool_id, call),
            opt_outs: OptOuts::on(pool.opt_out_list),
            from_registered_sender_id: identity.is_registered_sender_id(),
            instead: None,
        }),
        None => has_own.then(|| Resolved {
            opt_outs: OptOuts::on(pool.opt_out_list),
            ..standing_in(Fallback::SharedRoute, pool.message_type, pool_id)
        }),
    };
    chosen(resolved, selection::Among::Pool(&rule), false, (among, &choice), call, tx).await
}
