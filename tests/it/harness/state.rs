//! The whole state, to see whether a call changed anything.

use super::App;

/// Every row that a call of the API may change, as one comparable text. The list `Default` of a scope isn't among them:
/// any first call makes it.
pub async fn state(app: &App) -> String {
    let rows = "
        select string_agg(kind || ' ' || content, e'\n' order by kind, content) from (
            select 'association', a::text from callsign.pool_origination_identity a
            union all select 'event', e::text from callsign.association_event e
            union all select 'client token', t::text from callsign.client_token t
            union all select 'pool', p::text from callsign.pool p
            union all select 'phone number', n::text from callsign.phone_number n
            union all select 'sender ID', s::text from callsign.sender_id s
            union all select 'opt-out list', l::text from callsign.opt_out_list l where l.name <> 'Default'
            union all select 'keyword', k::text from callsign.keyword k
            union all select 'tag', t::text from callsign.tag t) rows (kind, content)";
    let text: Option<String> =
        sqlx::query_scalar(rows).fetch_one(&mut app.connection().await).await.expect("the state is read");
    text.unwrap_or_default()
}
