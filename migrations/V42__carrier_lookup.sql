-- What CarrierLookup tells of numbers, where that isn't made up from the number itself.
create table callsign.carrier_lookup (
    account_id        text not null check (account_id ~ '^[0-9]{12}$'),
    region            text not null,
    phone_number      text not null check (phone_number ~ '^\+[1-9][0-9]{1,18}$'),
    phone_number_type text not null
        check (phone_number_type in ('MOBILE', 'LANDLINE', 'VOIP', 'PREPAID', 'OTHER', 'INVALID')),
    -- Null: as it is made up.
    carrier           text check (length(carrier) between 1 and 100),
    mcc               text check (mcc ~ '^[0-9]{3}$'),
    mnc               text check (mnc ~ '^[0-9]{2,3}$'),
    primary key (account_id, region, phone_number)
);

create view inspect.carrier_lookups as
select l.phone_number,
       l.phone_number_type,
       l.carrier,
       l.mcc,
       l.mnc,
       l.account_id,
       l.region
from callsign.carrier_lookup l;

comment on view inspect.carrier_lookups is 'What CarrierLookup tells of numbers, where somebody said so';
comment on column inspect.carrier_lookups.phone_number is 'The number in E.164 form';
comment on column inspect.carrier_lookups.phone_number_type is
    'PhoneNumberType: MOBILE, LANDLINE, VOIP, PREPAID, OTHER or INVALID';
comment on column inspect.carrier_lookups.carrier is 'Carrier; null: the invented one of its country';
comment on column inspect.carrier_lookups.mcc is 'MCC; null: the one for tests, where the type has one';
comment on column inspect.carrier_lookups.mnc is 'MNC; null: the one for tests, where the type has one';
comment on column inspect.carrier_lookups.account_id is 'The AWS account that it is for, twelve digits';
comment on column inspect.carrier_lookups.region is 'The AWS region that it is for';
