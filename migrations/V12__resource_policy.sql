-- Resource policies: what the owner of a resource lets other accounts do with it. A resource has one at most, and it goes
-- with the resource.
create table callsign.resource_policy (
    id              uuid not null primary key default gen_random_uuid(),
    pool_id         uuid references callsign.pool on delete cascade,
    phone_number_id uuid references callsign.phone_number on delete cascade,
    sender_id_id    uuid references callsign.sender_id on delete cascade,
    opt_out_list_id uuid references callsign.opt_out_list on delete cascade,
    -- As it was put, byte for byte.
    policy          text        not null check (length(policy) between 1 and 10000),
    created_at      timestamptz not null,
    constraint resource_policy_has_one_resource
        check (num_nonnulls(pool_id, phone_number_id, sender_id_id, opt_out_list_id) = 1),
    constraint resource_policy_is_once_on_a_pool unique (pool_id),
    constraint resource_policy_is_once_on_a_phone_number unique (phone_number_id),
    constraint resource_policy_is_once_on_a_sender_id unique (sender_id_id),
    constraint resource_policy_is_once_on_an_opt_out_list unique (opt_out_list_id)
);

-- The accounts that a policy allows anything, '*' for all: so that what is shared with an account is found by an index. What
-- exactly it may do is for the policy to say.
create table callsign.resource_policy_grantee (
    resource_policy_id uuid not null references callsign.resource_policy on delete cascade,
    account_id         text not null check (account_id = '*' or account_id ~ '^[0-9]{12}$'),
    primary key (account_id, resource_policy_id)
);

create index resource_policy_grantee_of_policy on callsign.resource_policy_grantee (resource_policy_id);

create view inspect.resource_policies as
select coalesce(
           callsign.arn(p.account_id, p.region, 'pool/' || callsign.pool_id(p.id)),
           callsign.arn(n.account_id, n.region, 'phone-number/' || callsign.phone_number_id(n.id)),
           callsign.arn(s.account_id, s.region, 'sender-id/' || s.sender_id || '/' || s.iso_country_code),
           callsign.arn(l.account_id, l.region, 'opt-out-list/' || l.name)) as resource_arn,
       r.policy,
       (select array_agg(g.account_id order by g.account_id)
        from callsign.resource_policy_grantee g where g.resource_policy_id = r.id) as grantee_account_ids,
       r.created_at as created_timestamp,
       coalesce(p.account_id, n.account_id, s.account_id, l.account_id) as account_id,
       coalesce(p.region, n.region, s.region, l.region) as region
from callsign.resource_policy r
left join callsign.pool p on p.id = r.pool_id
left join callsign.phone_number n on n.id = r.phone_number_id
left join callsign.sender_id s on s.id = r.sender_id_id
left join callsign.opt_out_list l on l.id = r.opt_out_list_id;

comment on view inspect.resource_policies is 'Resource policies, by which accounts share what they own';
comment on column inspect.resource_policies.resource_arn is 'ResourceArn: the ARN of the shared resource';
comment on column inspect.resource_policies.policy is 'Policy: the JSON text, as it was put';
comment on column inspect.resource_policies.grantee_account_ids is
    'The accounts that the policy allows something, * for all; null if it allows nobody anything';
comment on column inspect.resource_policies.created_timestamp is 'CreatedTimestamp: when the policy was put';
comment on column inspect.resource_policies.account_id is 'The AWS account that owns the resource, twelve digits';
comment on column inspect.resource_policies.region is 'The AWS region that the resource is in';
