-- squawk-ignore-file constraint-missing-not-valid
-- Verified destination numbers: the phones that an account in the sandbox may write to, and the codes that verify them.
create table callsign.verified_destination_number (
    id                       uuid        primary key,
    account_id               text        not null,
    region                   text        not null,
    destination_phone_number text        not null check (destination_phone_number ~ '^\+[1-9][0-9]{1,18}$'),
    created_at               timestamptz not null,
    -- When the last code was sent. It stays when codes go.
    code_sent_at             timestamptz,
    -- Null while it is PENDING.
    verified_at              timestamptz,
    foreign key (account_id, region) references callsign.account_region,
    -- Deferred, because the row is there before the trigger makes its resource.
    constraint verified_destination_number_is_a_resource
        foreign key (id) references callsign.resource deferrable initially deferred,
    -- Messages ask for a number by it, too.
    constraint verified_destination_number_is_unique unique (account_id, region, destination_phone_number)
);

create index verified_destination_number_page
    on callsign.verified_destination_number (account_id, region, created_at, id);

create trigger insert_resources after insert on callsign.verified_destination_number referencing new table as made
    for each statement execute function callsign.insert_resources('verified-destination-number/vdn-');
create trigger delete_resources after delete on callsign.verified_destination_number referencing old table as gone
    for each statement execute function callsign.delete_resources();

-- The codes of a number that were sent within a day, and the last one. Only the last one counts.
create table callsign.verification_code (
    -- The message that carries it, which may be gone.
    message_id                     uuid        primary key,
    verified_destination_number_id uuid        not null
        references callsign.verified_destination_number on delete cascade,
    code                           text        not null check (code ~ '^[0-9]{6}$'),
    sent_at                        timestamptz not null,
    expires_at                     timestamptz not null,
    -- How often a wrong one may still be tried; null: as often as anybody likes.
    tries_left                     bigint      check (tries_left >= 0),
    sequence                       bigint      generated always as identity
);

create index verification_code_of_number
    on callsign.verification_code (verified_destination_number_id, sequence);

-- What an account is in a region, where it isn't what the settings say of all.
alter table callsign.account_region add column tier text check (tier in ('PRODUCTION', 'SANDBOX'));

create view inspect.account_regions as
select s.account_id,
       s.region,
       s.tier,
       s.created_at as created_timestamp
from callsign.account_region s;

create view inspect.verified_destination_numbers as
select r.id as verified_destination_number_id,
       callsign.arn(v.account_id, v.region, 'verified-destination-number/' || r.id) as verified_destination_number_arn,
       v.destination_phone_number,
       case when v.verified_at is null then 'PENDING' else 'VERIFIED' end as status,
       (select c.code from callsign.verification_code c
        where c.verified_destination_number_id = v.id order by c.sequence desc limit 1) as verification_code,
       v.code_sent_at,
       v.verified_at,
       v.account_id,
       v.region,
       v.created_at as created_timestamp
from callsign.verified_destination_number v
cross join lateral (select 'vdn-' || replace(v.id::text, '-', '') as id) r;

create view inspect.verification_codes as
select c.message_id::text as message_id,
       'vdn-' || replace(v.id::text, '-', '') as verified_destination_number_id,
       v.destination_phone_number,
       c.code as verification_code,
       c.sent_at,
       c.expires_at,
       c.tries_left,
       v.verified_at is null
           and c.expires_at > callsign.present(v.account_id)
           and coalesce(c.tries_left > 0, true)
           and not exists (select from callsign.verification_code l
                           where l.verified_destination_number_id = v.id and l.sequence > c.sequence) as is_valid,
       v.account_id,
       v.region
from callsign.verification_code c
join callsign.verified_destination_number v on v.id = c.verified_destination_number_id;

comment on view inspect.account_regions is 'The accounts and regions in use';
comment on column inspect.account_regions.account_id is 'An AWS account, twelve digits';
comment on column inspect.account_regions.region is 'An AWS region';
comment on column inspect.account_regions.tier is
    'PRODUCTION or SANDBOX, if a seed said so for this account and region; null: as the setting account.tier';
comment on column inspect.account_regions.created_timestamp is 'When it was first used';

comment on view inspect.verified_destination_numbers is
    'Verified destination numbers, as DescribeVerifiedDestinationNumbers shows them, and their codes';
comment on column inspect.verified_destination_numbers.verified_destination_number_id is 'VerifiedDestinationNumberId';
comment on column inspect.verified_destination_numbers.verified_destination_number_arn is
    'VerifiedDestinationNumberArn';
comment on column inspect.verified_destination_numbers.destination_phone_number is
    'DestinationPhoneNumber: the number in E.164 form';
comment on column inspect.verified_destination_numbers.status is 'Status: PENDING or VERIFIED';
comment on column inspect.verified_destination_numbers.verification_code is
    'The last code that was sent, whether or not it still counts; null if none was';
comment on column inspect.verified_destination_numbers.code_sent_at is
    'When the last code was sent; null if none was';
comment on column inspect.verified_destination_numbers.verified_at is
    'When the right code was said; null while it is PENDING';
comment on column inspect.verified_destination_numbers.account_id is
    'The AWS account that owns the resource, twelve digits';
comment on column inspect.verified_destination_numbers.region is 'The AWS region that the resource is in';
comment on column inspect.verified_destination_numbers.created_timestamp is
    'CreatedTimestamp: when the resource was created';

comment on view inspect.verification_codes is
    'The codes of verified destination numbers: those of a day, and the last one of each number';
comment on column inspect.verification_codes.message_id is 'MessageId: the message that carries the code';
comment on column inspect.verification_codes.verified_destination_number_id is 'VerifiedDestinationNumberId';
comment on column inspect.verification_codes.destination_phone_number is
    'DestinationPhoneNumber: the number in E.164 form';
comment on column inspect.verification_codes.verification_code is 'VerificationCode: six digits';
comment on column inspect.verification_codes.sent_at is 'When it was sent';
comment on column inspect.verification_codes.expires_at is 'When it ceases to count';
comment on column inspect.verification_codes.tries_left is
    'How many wrong tries it survives; null: any number of them';
comment on column inspect.verification_codes.is_valid is 'Whether it would verify the number now';
comment on column inspect.verification_codes.account_id is 'The AWS account that owns the number, twelve digits';
comment on column inspect.verification_codes.region is 'The AWS region that the number is in';
