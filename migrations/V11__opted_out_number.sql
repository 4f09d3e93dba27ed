-- Destinations that opted out, by list. They go with their list.
create table callsign.opted_out_number (
    id                  uuid        primary key,
    opt_out_list_id     uuid        not null references callsign.opt_out_list on delete cascade,
    opted_out_number    text        not null check (opted_out_number ~ '^\+[1-9][0-9]{1,18}$'),
    end_user_opted_out  boolean     not null,
    created_at          timestamptz not null,
    constraint opted_out_number_is_once_on_a_list unique (opt_out_list_id, opted_out_number)
);

create index opted_out_number_page on callsign.opted_out_number (opt_out_list_id, created_at, id);

-- When a number was last taken off a list: it can't be taken off again for 30 days.
create table callsign.opted_out_number_deletion (
    opt_out_list_id  uuid        not null references callsign.opt_out_list on delete cascade,
    opted_out_number text        not null,
    deleted_at       timestamptz not null,
    primary key (opt_out_list_id, opted_out_number)
);

create view inspect.opted_out_numbers as
select l.name as opt_out_list_name,
       callsign.arn(l.account_id, l.region, 'opt-out-list/' || l.name) as opt_out_list_arn,
       o.opted_out_number,
       o.end_user_opted_out,
       o.created_at as opted_out_timestamp,
       l.account_id,
       l.region
from callsign.opted_out_number o
join callsign.opt_out_list l on l.id = o.opt_out_list_id;

comment on view inspect.opted_out_numbers is 'Destinations that opted out, by list';
comment on column inspect.opted_out_numbers.opt_out_list_name is 'OptOutListName: the name of the opt-out list';
comment on column inspect.opted_out_numbers.opt_out_list_arn is 'OptOutListArn: the ARN of the opt-out list';
comment on column inspect.opted_out_numbers.opted_out_number is 'OptedOutNumber: the destination in E.164 form';
comment on column inspect.opted_out_numbers.end_user_opted_out is 'EndUserOptedOut: whether the end user asked for it';
comment on column inspect.opted_out_numbers.opted_out_timestamp is 'OptedOutTimestamp: when it was put on the list';
comment on column inspect.opted_out_numbers.account_id is 'The AWS account that owns the list, twelve digits';
comment on column inspect.opted_out_numbers.region is 'The AWS region that the list is in';
