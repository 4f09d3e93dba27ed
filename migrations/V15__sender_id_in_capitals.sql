-- squawk-ignore-file require-concurrent-index-deletion,ban-drop-constraint,constraint-missing-not-valid,disallowed-unique-constraint
-- Nothing is released, so this is one clean step: no older program writes otherwise, and nobody waits for the locks.

-- Sender IDs are kept in capitals, as AWS answers them. No two differ in case only: the old index saw to that.
update callsign.sender_id set sender_id = upper(sender_id);

drop index callsign.sender_id_is_unique;
alter table callsign.sender_id
    drop constraint sender_id_sender_id_check,
    add constraint sender_id_is_in_capitals check (sender_id ~ '^[A-Z0-9_-]{1,11}$'),
    add constraint sender_id_is_unique unique (account_id, region, iso_country_code, sender_id);

-- The history names them as everything else does.
update callsign.association_event
set origination_identity = upper(origination_identity),
    origination_identity_arn = split_part(origination_identity_arn, ':sender-id/', 1) || ':sender-id/'
                               || upper(split_part(origination_identity_arn, ':sender-id/', 2))
where origination_identity_arn like '%:sender-id/%';

-- Only toll-free numbers of the US send to other countries.
update callsign.phone_number set international_sending_enabled = false
where international_sending_enabled and not (iso_country_code = 'US' and number_type = 'TOLL_FREE');
