-- The views that people read the state with. They are a contract (docs/sql.md): names and columns stay, ids and ARNs are
-- those that the API shows, and every column says what it is. They compare with the database's clock.
create schema inspect;

create function callsign.arn(account_id text, region text, path text) returns text
    language sql immutable strict parallel safe
    return 'arn:' || case
               when region like 'cn-%' then 'aws-cn'
               when region like 'us-gov-%' then 'aws-us-gov'
               when region like 'eusc-%' then 'aws-eusc'
               else 'aws'
           end || ':sms-voice:' || region || ':' || account_id || ':' || path;

create function callsign.pool_id(key uuid) returns text
    language sql immutable strict parallel safe
    return 'pool-' || replace(key::text, '-', '');

create function callsign.phone_number_id(key uuid) returns text
    language sql immutable strict parallel safe
    return 'phone-' || replace(key::text, '-', '');

create view inspect.pools as
select callsign.pool_id(p.id) as pool_id,
       callsign.arn(p.account_id, p.region, 'pool/' || callsign.pool_id(p.id)) as pool_arn,
       p.account_id,
       p.region,
       case when p.active_at > now() then 'CREATING' else 'ACTIVE' end as status,
       p.message_type,
       p.two_way_enabled,
       case when p.two_way_enabled then p.two_way_channel_arn end as two_way_channel_arn,
       case when p.two_way_enabled then p.two_way_channel_role end as two_way_channel_role,
       p.self_managed_opt_outs_enabled,
       l.name as opt_out_list_name,
       p.shared_routes_enabled,
       p.deletion_protection_enabled,
       p.created_at as created_timestamp
from callsign.pool p
join callsign.opt_out_list l on l.id = p.opt_out_list_id;

create view inspect.phone_numbers as
select callsign.phone_number_id(n.id) as phone_number_id,
       callsign.arn(n.account_id, n.region, 'phone-number/' || callsign.phone_number_id(n.id)) as phone_number_arn,
       n.account_id,
       n.region,
       n.phone_number,
       case when n.active_at > now() then 'PENDING'
            when n.changing_until > now() then n.changing_status
            else 'ACTIVE'
       end as status,
       n.iso_country_code,
       n.message_type,
       n.number_capabilities,
       n.number_type,
       n.monthly_leasing_price,
       n.two_way_enabled,
       case when n.two_way_enabled then n.two_way_channel_arn end as two_way_channel_arn,
       case when n.two_way_enabled then n.two_way_channel_role end as two_way_channel_role,
       n.self_managed_opt_outs_enabled,
       l.name as opt_out_list_name,
       n.international_sending_enabled,
       n.deletion_protection_enabled,
       callsign.pool_id(a.pool_id) as pool_id,
       n.created_at as created_timestamp
from callsign.phone_number n
join callsign.opt_out_list l on l.id = n.opt_out_list_id
left join callsign.pool_origination_identity a on a.phone_number_id = n.id;

create view inspect.sender_ids as
select s.sender_id,
       callsign.arn(s.account_id, s.region, 'sender-id/' || s.sender_id || '/' || s.iso_country_code) as sender_id_arn,
       s.account_id,
       s.region,
       s.iso_country_code,
       s.message_types,
       s.monthly_leasing_price,
       s.deletion_protection_enabled,
       s.registered,
       s.created_at as created_timestamp
from callsign.sender_id s;

create view inspect.opt_out_lists as
select l.name as opt_out_list_name,
       callsign.arn(l.account_id, l.region, 'opt-out-list/' || l.name) as opt_out_list_arn,
       l.account_id,
       l.region,
       l.created_at as created_timestamp
from callsign.opt_out_list l;

create view inspect.associations as
select callsign.pool_id(p.id) as pool_id,
       callsign.arn(p.account_id, p.region, 'pool/' || callsign.pool_id(p.id)) as pool_arn,
       coalesce(callsign.phone_number_id(n.id), s.sender_id) as origination_identity,
       case when n.id is not null
            then callsign.arn(n.account_id, n.region, 'phone-number/' || callsign.phone_number_id(n.id))
            else callsign.arn(s.account_id, s.region, 'sender-id/' || s.sender_id || '/' || s.iso_country_code)
       end as origination_identity_arn,
       coalesce(n.iso_country_code, s.iso_country_code) as iso_country_code,
       n.phone_number,
       p.account_id,
       p.region,
       a.created_at as associated_at,
       a.request_id
from callsign.pool_origination_identity a
join callsign.pool p on p.id = a.pool_id
left join callsign.phone_number n on n.id = a.phone_number_id
left join callsign.sender_id s on s.id = a.sender_id_id;

create view inspect.association_history as
select e.event,
       e.at,
       e.pool_id,
       e.pool_arn,
       e.origination_identity,
       e.origination_identity_arn,
       e.iso_country_code,
       e.account_id,
       e.region,
       e.request_id
from callsign.association_event e;

create view inspect.client_tokens as
select t.client_token,
       t.operation,
       t.account_id,
       t.region,
       t.answer,
       t.created_at,
       t.expires_at
from callsign.client_token t;

-- HELP and STOP are constants of the program, the same texts as in src/domain/keyword.rs.
create view inspect.keywords as
with owner as (
    select id as pool_key, null::uuid as phone_number_key, account_id, region from callsign.pool
    union all
    select null::uuid, id, account_id, region from callsign.phone_number
), constant (keyword, keyword_message, keyword_action) as (
    values ('HELP', 'For help, contact the sender of this message. Reply STOP to opt out.', 'AUTOMATIC_RESPONSE'),
           ('STOP', 'You are now opted out and will no longer receive messages.', 'OPT_OUT')
), effective as (
    select o.*, k.keyword, k.keyword_message, k.keyword_action
    from owner o
    join callsign.keyword k on k.pool_id = o.pool_key or k.phone_number_id = o.phone_number_key
    union all
    select o.*, c.keyword, c.keyword_message, c.keyword_action
    from owner o cross join constant c
    where not exists (
        select from callsign.keyword k
        where k.keyword = c.keyword and (k.pool_id = o.pool_key or k.phone_number_id = o.phone_number_key))
)
select coalesce(callsign.pool_id(e.pool_key), callsign.phone_number_id(e.phone_number_key)) as origination_identity,
       callsign.arn(e.account_id, e.region, coalesce(
           'pool/' || callsign.pool_id(e.pool_key),
           'phone-number/' || callsign.phone_number_id(e.phone_number_key))) as origination_identity_arn,
       e.keyword,
       e.keyword_message,
       e.keyword_action,
       e.account_id,
       e.region
from effective e;

create view inspect.tags as
select coalesce(
           callsign.arn(p.account_id, p.region, 'pool/' || callsign.pool_id(p.id)),
           callsign.arn(n.account_id, n.region, 'phone-number/' || callsign.phone_number_id(n.id)),
           callsign.arn(s.account_id, s.region, 'sender-id/' || s.sender_id || '/' || s.iso_country_code),
           callsign.arn(l.account_id, l.region, 'opt-out-list/' || l.name)) as resource_arn,
       t.key,
       t.value,
       coalesce(p.account_id, n.account_id, s.account_id, l.account_id) as account_id,
       coalesce(p.region, n.region, s.region, l.region) as region
from callsign.tag t
left join callsign.pool p on p.id = t.pool_id
left join callsign.phone_number n on n.id = t.phone_number_id
left join callsign.sender_id s on s.id = t.sender_id_id
left join callsign.opt_out_list l on l.id = t.opt_out_list_id;


comment on view inspect.pools is 'Pools, as DescribePools shows them';
comment on column inspect.pools.pool_id is 'PoolId: the id of the pool';
comment on column inspect.pools.pool_arn is 'PoolArn: the ARN of the pool';
comment on column inspect.pools.account_id is 'The AWS account that owns the resource, twelve digits';
comment on column inspect.pools.region is 'The AWS region that the resource is in';
comment on column inspect.pools.status is 'Status: CREATING or ACTIVE';
comment on column inspect.pools.message_type is 'MessageType: TRANSACTIONAL or PROMOTIONAL';
comment on column inspect.pools.two_way_enabled is 'TwoWayEnabled: whether incoming messages go to a channel';
comment on column inspect.pools.two_way_channel_arn is 'TwoWayChannelArn: the channel that incoming messages go to, while two-way is on';
comment on column inspect.pools.two_way_channel_role is 'TwoWayChannelRole: the IAM role that may write to the channel, while two-way is on';
comment on column inspect.pools.self_managed_opt_outs_enabled is 'SelfManagedOptOutsEnabled: whether the account answers HELP and STOP itself';
comment on column inspect.pools.opt_out_list_name is 'OptOutListName: the name of the opt-out list';
comment on column inspect.pools.shared_routes_enabled is 'SharedRoutesEnabled: whether shared routes may send for the pool';
comment on column inspect.pools.deletion_protection_enabled is 'DeletionProtectionEnabled: whether the resource is protected against removal';
comment on column inspect.pools.created_timestamp is 'CreatedTimestamp: when the resource was created';

comment on view inspect.phone_numbers is 'Phone numbers, as DescribePhoneNumbers shows them';
comment on column inspect.phone_numbers.phone_number_id is 'PhoneNumberId: the id of the phone number';
comment on column inspect.phone_numbers.phone_number_arn is 'PhoneNumberArn: the ARN of the phone number';
comment on column inspect.phone_numbers.account_id is 'The AWS account that owns the resource, twelve digits';
comment on column inspect.phone_numbers.region is 'The AWS region that the resource is in';
comment on column inspect.phone_numbers.phone_number is 'PhoneNumber: the number in E.164 form';
comment on column inspect.phone_numbers.status is 'Status: PENDING, ACTIVE, ASSOCIATING or DISASSOCIATING';
comment on column inspect.phone_numbers.iso_country_code is 'IsoCountryCode: the country of the origination identity, ISO 3166-1 alpha-2';
comment on column inspect.phone_numbers.message_type is 'MessageType: TRANSACTIONAL or PROMOTIONAL';
comment on column inspect.phone_numbers.number_capabilities is 'NumberCapabilities: what the number can carry';
comment on column inspect.phone_numbers.number_type is 'NumberType: the kind of number';
comment on column inspect.phone_numbers.monthly_leasing_price is 'MonthlyLeasingPrice: US dollars a month';
comment on column inspect.phone_numbers.two_way_enabled is 'TwoWayEnabled: whether incoming messages go to a channel';
comment on column inspect.phone_numbers.two_way_channel_arn is 'TwoWayChannelArn: the channel that incoming messages go to, while two-way is on';
comment on column inspect.phone_numbers.two_way_channel_role is 'TwoWayChannelRole: the IAM role that may write to the channel, while two-way is on';
comment on column inspect.phone_numbers.self_managed_opt_outs_enabled is 'SelfManagedOptOutsEnabled: whether the account answers HELP and STOP itself';
comment on column inspect.phone_numbers.opt_out_list_name is 'OptOutListName: the name of the opt-out list';
comment on column inspect.phone_numbers.international_sending_enabled is 'InternationalSendingEnabled: whether it may send to other countries';
comment on column inspect.phone_numbers.deletion_protection_enabled is 'DeletionProtectionEnabled: whether the resource is protected against removal';
comment on column inspect.phone_numbers.pool_id is 'PoolId: the pool that the number is in, if any';
comment on column inspect.phone_numbers.created_timestamp is 'CreatedTimestamp: when the resource was created';

comment on view inspect.sender_ids is 'Sender IDs, as DescribeSenderIds shows them';
comment on column inspect.sender_ids.sender_id is 'SenderId: the text, as it was requested';
comment on column inspect.sender_ids.sender_id_arn is 'SenderIdArn: the ARN of the sender ID';
comment on column inspect.sender_ids.account_id is 'The AWS account that owns the resource, twelve digits';
comment on column inspect.sender_ids.region is 'The AWS region that the resource is in';
comment on column inspect.sender_ids.iso_country_code is 'IsoCountryCode: the country of the origination identity, ISO 3166-1 alpha-2';
comment on column inspect.sender_ids.message_types is 'MessageTypes: the kinds of messages it may send';
comment on column inspect.sender_ids.monthly_leasing_price is 'MonthlyLeasingPrice: US dollars a month';
comment on column inspect.sender_ids.deletion_protection_enabled is 'DeletionProtectionEnabled: whether the resource is protected against removal';
comment on column inspect.sender_ids.registered is 'Registered: whether it is registered';
comment on column inspect.sender_ids.created_timestamp is 'CreatedTimestamp: when the resource was created';

comment on view inspect.opt_out_lists is 'Opt-out lists';
comment on column inspect.opt_out_lists.opt_out_list_name is 'OptOutListName: the name of the opt-out list';
comment on column inspect.opt_out_lists.opt_out_list_arn is 'OptOutListArn: the ARN of the opt-out list';
comment on column inspect.opt_out_lists.account_id is 'The AWS account that owns the resource, twelve digits';
comment on column inspect.opt_out_lists.region is 'The AWS region that the resource is in';
comment on column inspect.opt_out_lists.created_timestamp is 'CreatedTimestamp: when the resource was created';

comment on view inspect.associations is 'Which origination identity is in which pool now';
comment on column inspect.associations.pool_id is 'PoolId: the id of the pool';
comment on column inspect.associations.pool_arn is 'PoolArn: the ARN of the pool';
comment on column inspect.associations.origination_identity is 'OriginationIdentity: PhoneNumberId or SenderId';
comment on column inspect.associations.origination_identity_arn is 'OriginationIdentityArn: the ARN of the phone number or sender ID';
comment on column inspect.associations.iso_country_code is 'IsoCountryCode: the country of the origination identity, ISO 3166-1 alpha-2';
comment on column inspect.associations.phone_number is 'PhoneNumber: the number in E.164 form; null for a sender ID';
comment on column inspect.associations.account_id is 'The AWS account that owns the resource, twelve digits';
comment on column inspect.associations.region is 'The AWS region that the resource is in';
comment on column inspect.associations.associated_at is 'When the identity joined the pool';
comment on column inspect.associations.request_id is 'The x-amzn-RequestId of the request that did it';

comment on view inspect.association_history is 'Every joining and leaving, kept for history.retention_days';
comment on column inspect.association_history.event is 'ASSOCIATED or DISASSOCIATED';
comment on column inspect.association_history.at is 'When it happened';
comment on column inspect.association_history.pool_id is 'PoolId: the id of the pool';
comment on column inspect.association_history.pool_arn is 'PoolArn: the ARN of the pool';
comment on column inspect.association_history.origination_identity is 'OriginationIdentity: PhoneNumberId or SenderId';
comment on column inspect.association_history.origination_identity_arn is 'OriginationIdentityArn: the ARN of the phone number or sender ID';
comment on column inspect.association_history.iso_country_code is 'IsoCountryCode: the country of the origination identity, ISO 3166-1 alpha-2';
comment on column inspect.association_history.account_id is 'The AWS account that owns the resource, twelve digits';
comment on column inspect.association_history.region is 'The AWS region that the resource is in';
comment on column inspect.association_history.request_id is 'The x-amzn-RequestId of the request that did it';

comment on view inspect.client_tokens is 'Client tokens of requests that succeeded, kept for client_tokens.retention_hours';
comment on column inspect.client_tokens.client_token is 'ClientToken: the token';
comment on column inspect.client_tokens.operation is 'The operation it came with';
comment on column inspect.client_tokens.account_id is 'The AWS account that owns the resource, twelve digits';
comment on column inspect.client_tokens.region is 'The AWS region that the resource is in';
comment on column inspect.client_tokens.answer is 'The stored answer, which a retry gets again byte for byte';
comment on column inspect.client_tokens.created_at is 'When it was used first';
comment on column inspect.client_tokens.expires_at is 'Until when it is remembered';

comment on view inspect.keywords is 'Keywords of pools and phone numbers, HELP and STOP included';
comment on column inspect.keywords.origination_identity is 'PoolId or PhoneNumberId';
comment on column inspect.keywords.origination_identity_arn is 'The ARN of the pool or phone number';
comment on column inspect.keywords.keyword is 'Keyword: the word, in upper case';
comment on column inspect.keywords.keyword_message is 'KeywordMessage: the text that is sent back';
comment on column inspect.keywords.keyword_action is 'KeywordAction: AUTOMATIC_RESPONSE, OPT_OUT or OPT_IN';
comment on column inspect.keywords.account_id is 'The AWS account that owns the resource, twelve digits';
comment on column inspect.keywords.region is 'The AWS region that the resource is in';

comment on view inspect.tags is 'Tags of every kind of resource';
comment on column inspect.tags.resource_arn is 'The ARN of the tagged resource';
comment on column inspect.tags.key is 'Key of the tag';
comment on column inspect.tags.value is 'Value of the tag';
comment on column inspect.tags.account_id is 'The AWS account that owns the resource, twelve digits';
comment on column inspect.tags.region is 'The AWS region that the resource is in';
