//! What is there before the load, made with SQL. Keys are made from numbers, so that pgbench can reckon them.

/// How many pools there are to join.
pub const POOLS: usize = 2_000;

/// Where the numbers of what is present beside the load begin.
pub const BESIDE: usize = 10_000_000;

/// How many identities a pool may have by default, and each pool beside the load has.
const IDENTITIES_PER_POOL: usize = 100;

/// Foreign keys are checked by triggers, which would take most of the time; what is made here refers to what is made here.
const UNCHECKED: &str = "set session_replication_role = replica;";

/// Pools by a query that has `n` and `created_at`.
fn pools(from: &str) -> String {
    format!(
        "insert into callsign.pool (id, account_id, region, message_type, two_way_enabled, two_way_channel_arn,
             two_way_channel_role, self_managed_opt_outs_enabled, opt_out_list_id, shared_routes_enabled,
             deletion_protection_enabled, created_at, active_at)
         select lpad(n::text, 32, '0')::uuid, l.account_id, l.region, 'TRANSACTIONAL', false, null, null, false, l.id,
                false, false, g.created_at, g.created_at
         from callsign.opt_out_list l, ({from}) g where l.name = 'Default';"
    )
}

/// Phone numbers by a query that has `n` and `created_at`; which list and from when on active are expressions of `n`.
fn numbers(from: &str, list: &str, active_at: &str) -> String {
    format!(
        "insert into callsign.phone_number (id, account_id, region, phone_number, iso_country_code, message_type,
             number_capabilities, number_type, monthly_leasing_price, two_way_enabled, self_managed_opt_outs_enabled,
             opt_out_list_id, international_sending_enabled, deletion_protection_enabled, created_at, active_at)
         select lpad(n::text, 32, '0')::uuid, l.account_id, l.region, '+1' || (2010000000 + n), 'US', 'TRANSACTIONAL',
                array['SMS'], 'SIMULATOR', '1.00', false, false, l.id, false, false, g.created_at, {active_at}
         from ({from}) g join callsign.opt_out_list l on l.name = {list};"
    )
}

/// Phone numbers, pools and sender IDs that all match each other, and nothing in a pool.
pub fn writes(phone_numbers: usize, sender_ids: usize) -> String {
    let series = |count: usize| {
        format!(
            "select n, timestamptz '2025-01-01 00:00Z' + n * interval '1 millisecond' as created_at
             from generate_series(1, {count}) n"
        )
    };
    format!(
        "{UNCHECKED} {} {}
         insert into callsign.sender_id (id, account_id, region, sender_id, iso_country_code, message_types,
             monthly_leasing_price, deletion_protection_enabled, registered, created_at)
         select lpad(n::text, 32, '0')::uuid, l.account_id, l.region, 'S' || n, 'GB', array['TRANSACTIONAL'], '1.00',
                false, false, g.created_at
         from callsign.opt_out_list l, ({}) g where l.name = 'Default'",
        pools(&series(POOLS)),
        numbers(&series(phone_numbers), "'Default'", "g.created_at"),
        series(sender_ids),
    )
}

/// As many associations as `count`, each of a phone number of its own, with history and tokens, in pools of their own.
pub fn present(count: usize) -> String {
    let at = "timestamptz '2025-02-01 00:00Z' + n * interval '1 millisecond'";
    let series =
        |count: usize| format!("select {BESIDE} + n as n, {at} as created_at from generate_series(0, {}) n", count - 1);
    let pool_count = count.div_ceil(IDENTITIES_PER_POOL);
    let scope = "'000000000000', 'us-east-1'";
    let pool = format!("lpad(({BESIDE} + n % {pool_count})::text, 32, '0')");
    let number = "lpad(n::text, 32, '0')";
    let arn = "'arn:aws:sms-voice:us-east-1:000000000000:";
    format!(
        "{UNCHECKED} {} {}
         insert into callsign.pool_origination_identity
             (id, pool_id, phone_number_id, sender_id_id, created_at, request_id)
         select lpad((n + 1000000000)::text, 32, '0')::uuid, {pool}::uuid, {number}::uuid, null, created_at,
                gen_random_uuid()::text
         from ({2}) g;
         insert into callsign.association_event (account_id, region, event, pool_id, pool_arn, origination_identity,
             origination_identity_arn, iso_country_code, at, request_id)
         select {scope}, 'ASSOCIATED', 'pool-' || {pool}, {arn}pool/pool-' || {pool}, 'phone-' || {number},
                {arn}phone-number/phone-' || {number}, 'US', created_at, gen_random_uuid()::text
         from ({2}) g;
         insert into callsign.client_token (account_id, region, operation, client_token, request_digest, answer,
             created_at, expires_at)
         select {scope}, 'AssociateOriginationIdentity', gen_random_uuid()::text,
                sha256(convert_to(n::text, 'UTF8')), repeat('x', 380), now(), now() + interval '1 day'
         from ({2}) g",
        pools(&series(pool_count)),
        numbers(&series(count), "'Default'", "g.created_at"),
        series(count),
    )
}

/// Where the middle of the rows to read from is.
const MIDDLE: usize = 5_000_000;

/// The lists that the rows to read from are on, beside the default one.
pub fn lists() -> String {
    let list = |name: &str| {
        format!(
            "insert into callsign.opt_out_list (id, account_id, region, name, created_at)
             select gen_random_uuid(), account_id, region, '{name}', created_at
             from callsign.opt_out_list where name = 'Default';"
        )
    };
    list("Half") + &list("Few")
}

/// Rows to read from, as many before the middle as after it: `from` of each table are there, `to` will be.
///
/// Every second number is on the list Half and one in a hundred on the list Few. Twenty next to the middle are PENDING. All
/// are in one pool, the first of the first thousand.
pub fn grow(from: usize, to: usize) -> String {
    let big = MIDDLE - 500;
    let series = format!(
        "select n, timestamptz '2025-03-01 00:00Z' + (n - {MIDDLE}) * interval '1 second' as created_at
         from generate_series({}, {}) n where n < {} or n >= {}",
        MIDDLE - to / 2,
        MIDDLE + to / 2 - 1,
        MIDDLE - from / 2,
        MIDDLE + from / 2,
    );
    let list = "case when n % 2 = 0 then 'Half' when n % 100 = 1 then 'Few' else 'Default' end";
    let active_at = format!(
        "case when n % 5 = 0 and n between {} and {} then timestamptz '2999-01-01 00:00Z' else g.created_at end",
        MIDDLE - 50,
        MIDDLE + 49,
    );
    format!(
        "{UNCHECKED} {} {}
         insert into callsign.pool_origination_identity
             (id, pool_id, phone_number_id, sender_id_id, created_at, request_id)
         select lpad((n + 1000000000)::text, 32, '0')::uuid, lpad('{big}', 32, '0')::uuid,
                lpad(n::text, 32, '0')::uuid, null, created_at, 'seed'
         from ({series}) g",
        pools(&series),
        numbers(&series, list, &active_at),
    )
}

/// The id of the pool that all rows to read from are in.
pub fn big_pool() -> String {
    format!("pool-{:032}", MIDDLE - 500)
}
