with spend as (
    insert into callsign.monthly_spend as there (account_id, region, channel, month, spent, max_limit)
    values (@account@, 'us-east-1', 'TEXT', date_trunc('month', now() at time zone 'UTC')::date, 883, 1000000)
    on conflict (account_id, region, channel, month) do update set spent = there.spent + excluded.spent
    where there.spent + excluded.spent <= 100000000000
    returning account_id),
message as (
    insert into callsign.message
        (id, account_id, region, direction, channel, kind, status, origination_identity, origination_identity_arn,
         origination_identity_key, origination_phone_number, origination_kind, destination_phone_number, iso_country_code,
         pool_id, chosen_by, message_type, message_body, message_encoding, total_message_price, total_carrier_fee,
         spend_month, time_to_live, mcc, mnc, carrier_name, request_id, created_at, next_due_at)
    select lpad(:n::bigint::text, 32, '0')::uuid, account_id, 'us-east-1', 'OUTBOUND', 'TEXT', 'API', 'ACCEPTED',
           'phone-00000000000000000000000000000001',
           E'arn\x3Aaws\x3Asms-voice\x3Aus-east-1\x3A000000000000\x3Aphone-number/phone-00000000000000000000000000000001',
           lpad('1', 32, '0')::uuid, '+12065550100', 'LONG_CODE', '+1' || (2062000000 + :n::bigint), 'US',
           'pool-00000000000000000000000000000001', 'ONLY', 'TRANSACTIONAL', 'Hello from a load.', 'GSM', 583, 300,
           date_trunc('month', now() at time zone 'UTC')::date, 259200, '310', '260', 'A carrier',
           '0191f000-0000-7000-8000-000000000000', now(), now() + make_interval(secs => 86400)
    from spend)
insert into callsign.message_event (message_id, ordinal, event_type, message_status, is_final, due_at)
values (lpad(:n::bigint::text, 32, '0')::uuid, 1, 'TEXT_SUCCESSFUL', 'SUCCESSFUL', false,
        now() + make_interval(secs => 86400)),
       (lpad(:n::bigint::text, 32, '0')::uuid, 2, 'TEXT_DELIVERED', 'DELIVERED', true,
        now() + make_interval(secs => 86403));
