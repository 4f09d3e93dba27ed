-- squawk-ignore-file constraint-missing-not-valid
-- Nothing is released, so this is one clean step: nobody waits for the locks.

-- What comes in: what phones are to answer, what two-way channels are told, and who opted out with the carriers.

alter table callsign.message
    -- What the phone is to answer, and when; the second is null once it did.
    add column reply_body          text,
    add column reply_due_at        timestamptz,
    -- Where a message that came in goes, and the record as it is delivered there: text, since jsonb loses the order of members.
    add column two_way_channel_arn text,
    add column two_way_record      text,
    add constraint message_is_answered_with_a_text check (reply_due_at is null or reply_body is not null),
    add constraint message_goes_somewhere_with_a_record check (num_nonnulls(two_way_channel_arn, two_way_record) <> 1);

create index message_reply_due on callsign.message (account_id, reply_due_at, sequence) where reply_due_at is not null;

-- Who told the carriers of a toll-free number that he wants nothing from it. They block it for him, whatever a list says.
create table callsign.network_opt_out (
    phone_number_id          uuid        not null references callsign.phone_number on delete cascade,
    destination_phone_number text        not null,
    created_at               timestamptz not null,
    primary key (phone_number_id, destination_phone_number)
);

create view inspect.network_opt_outs as
select 'phone-' || replace(n.id::text, '-', '') as phone_number_id,
       n.phone_number,
       o.destination_phone_number,
       o.created_at as opted_out_timestamp,
       n.account_id,
       n.region
from callsign.network_opt_out o
join callsign.phone_number n on n.id = o.phone_number_id;

comment on view inspect.network_opt_outs is 'Phones for which carriers block a toll-free number, since STOP was texted to it';
comment on column inspect.network_opt_outs.phone_number_id is 'PhoneNumberId: the id of the toll-free number';
comment on column inspect.network_opt_outs.phone_number is 'PhoneNumber: the toll-free number in E.164 form';
comment on column inspect.network_opt_outs.destination_phone_number is 'The phone, with its +';
comment on column inspect.network_opt_outs.opted_out_timestamp is 'When STOP came in';
comment on column inspect.network_opt_outs.account_id is 'The AWS account that has the number, twelve digits';
comment on column inspect.network_opt_outs.region is 'The AWS region that the number is in';
