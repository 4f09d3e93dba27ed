-- squawk-ignore-file constraint-missing-not-valid,adding-foreign-key-constraint,ban-drop-constraint,disallowed-unique-constraint
-- Nothing is released, so this is one clean step: nobody waits for the locks.

-- A registration may be for a notify configuration, which it makes ADVANCED.
alter table callsign.registration_association
    add column notify_configuration_id uuid references callsign.notify_configuration on delete cascade,
    drop constraint registration_association_is_one_thing,
    add constraint registration_association_is_one_thing check (
        num_nonnulls(phone_number_id, sender_id_id, parent_registration_id, notify_configuration_id) = 1),
    add constraint notify_configuration_is_in_one_registration unique (notify_configuration_id);

create or replace view inspect.registration_associations as
select callsign.registration_id(r.id) as registration_id,
       coalesce('phone-' || replace(n.id::text, '-', ''), s.sender_id, callsign.notify_configuration_id(f.id),
                callsign.registration_id(p.id)) as resource_id,
       case when n.id is not null then callsign.arn(n.account_id, n.region, 'phone-number/phone-' || replace(n.id::text, '-', ''))
            when s.id is not null then callsign.arn(s.account_id, s.region, 'sender-id/' || s.sender_id || '/' || s.iso_country_code)
            when f.id is not null then callsign.arn(f.account_id, f.region, 'notify-configuration/' || callsign.notify_configuration_id(f.id))
            else callsign.arn(p.account_id, p.region, 'registration/' || callsign.registration_id(p.id)) end as resource_arn,
       case when n.id is not null then n.number_type
            when s.id is not null then 'SENDER_ID'
            when f.id is not null then 'NOTIFY_CONFIGURATION'
            else p.registration_type end as resource_type,
       coalesce(n.iso_country_code, s.iso_country_code) as iso_country_code,
       n.phone_number,
       r.account_id,
       r.region,
       a.created_at as associated_at
from callsign.registration_association a
join callsign.registration r on r.id = a.registration_id
left join callsign.phone_number n on n.id = a.phone_number_id
left join callsign.sender_id s on s.id = a.sender_id_id
left join callsign.notify_configuration f on f.id = a.notify_configuration_id
left join callsign.registration p on p.id = a.parent_registration_id;

comment on column inspect.registration_associations.resource_id is
    'ResourceId: of the number, the sender ID, the notify configuration or the other registration';
comment on column inspect.registration_associations.resource_type is
    'ResourceType: the number''s type, SENDER_ID, NOTIFY_CONFIGURATION, or the other registration''s type';
