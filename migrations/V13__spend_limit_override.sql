-- Monthly limits by which an account goes below those that the settings give it. A kind without a row has no override.
create table callsign.spend_limit_override (
    account_id    text        not null,
    region        text        not null,
    name          text        not null check (name in (
                      'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', 'VOICE_MESSAGE_MONTHLY_SPEND_LIMIT',
                      'MEDIA_MESSAGE_MONTHLY_SPEND_LIMIT', 'NOTIFY_MESSAGE_MONTHLY_SPEND_LIMIT')),
    monthly_limit bigint      not null check (monthly_limit between 0 and 1000000000),
    set_at        timestamptz not null,
    primary key (account_id, region, name),
    foreign key (account_id, region) references callsign.account_region
);

create view inspect.spend_limits as
select s.name,
       s.monthly_limit,
       s.set_at,
       s.account_id,
       s.region
from callsign.spend_limit_override s;

comment on view inspect.spend_limits is 'Overrides of monthly spend limits; a limit without one has no row';
comment on column inspect.spend_limits.name is 'Name of the limit, as DescribeSpendLimits has it';
comment on column inspect.spend_limits.monthly_limit is 'MonthlyLimit: the limit that the account set, in whole US dollars';
comment on column inspect.spend_limits.set_at is 'When it was set last';
comment on column inspect.spend_limits.account_id is 'The AWS account that the limit is of, twelve digits';
comment on column inspect.spend_limits.region is 'The AWS region that the limit is for';
