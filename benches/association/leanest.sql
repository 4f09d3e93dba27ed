with token as (
    insert into callsign.client_token
        (account_id, region, operation, client_token, request_digest, answer, expires_at)
    -- The answer is always the same: its length counts, not its text.
    values ('000000000000', 'us-east-1', 'AssociateOriginationIdentity', lpad(:n::bigint::text, 32, '0'),
            '\x0123456789012345678901234567890101234567890123456789012345678901'::bytea,
            E'{"PoolArn"\x3A"arn\x3Aaws\x3Asms-voice\x3Aus-east-1\x3A000000000000\x3Apool/pool-00000000000000000000000000000001","PoolId"\x3A"pool-00000000000000000000000000000001","OriginationIdentityArn"\x3A"arn\x3Aaws\x3Asms-voice\x3Aus-east-1\x3A000000000000\x3Aphone-number/phone-00000000000000000000000000000001","OriginationIdentity"\x3A"phone-00000000000000000000000000000001","IsoCountryCode"\x3A"US"}',
            now() + make_interval(secs => 86400))),
pool as materialized (
    select id from callsign.pool where id = lpad(:p::bigint::text, 32, '0')::uuid for no key update),
number as materialized (
    select id from callsign.phone_number where id = lpad(:n::bigint::text, 32, '0')::uuid for no key update),
association as (
    insert into callsign.pool_origination_identity (id, pool_id, phone_number_id, sender_id_id, created_at, request_id)
    select lpad((:n::bigint + 1000000000)::text, 32, '0')::uuid, pool.id, number.id, null, now(),
           '0191f000-0000-7000-8000-000000000000'
    from pool, number)
insert into callsign.association_event
    (account_id, region, event, pool_id, pool_arn, origination_identity, origination_identity_arn, iso_country_code, at,
     request_id)
values ('000000000000', 'us-east-1', 'ASSOCIATED', 'pool-' || lpad(:p::bigint::text, 32, '0'),
        E'arn\x3Aaws\x3Asms-voice\x3Aus-east-1\x3A000000000000\x3Apool/pool-' || lpad(:p::bigint::text, 32, '0'),
        'phone-' || lpad(:n::bigint::text, 32, '0'),
        E'arn\x3Aaws\x3Asms-voice\x3Aus-east-1\x3A000000000000\x3Aphone-number/phone-' || lpad(:n::bigint::text, 32, '0'),
        'US', now(), '0191f000-0000-7000-8000-000000000000');
