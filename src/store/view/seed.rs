//! What a scope has, as the file of a seed would say it.

use serde_json::Value;
use sqlx::PgConnection;

use crate::model::{caller::AccountId, caller::Region, error::ServiceError};

/// What is as it would be without being said is left out. A number in a pool has the pool's keywords; identities of other accounts, and
/// rules for phones that aren't this scope's alone, are nobody's own to
/// make; nor is an override for a number that has expired. Of several rules for a phone the one counts that it goes by.
const STATE: &str = "
    with tags as (
        select t.resource_id, jsonb_object_agg(t.key, t.value) as tags
        from callsign.tag t join callsign.resource r on r.id = t.resource_id
        where r.account_id = $1 and r.region = $2 group by t.resource_id),
    keywords as (
        select coalesce(k.pool_id, k.phone_number_id, k.rcs_agent_id) as owner,
               jsonb_agg(jsonb_build_object('keyword', k.keyword, 'message', k.keyword_message, 'action', k.keyword_action)
                         order by k.keyword) as keywords
        from callsign.keyword k
        join callsign.resource r on r.id = coalesce(k.pool_id, k.phone_number_id, k.rcs_agent_id)
        where r.account_id = $1 and r.region = $2 group by 1)
    select jsonb_strip_nulls(jsonb_build_object(
        'account_id', $1, 'region', $2,
        'tier', (select s.tier from callsign.account_region s where s.account_id = $1 and s.region = $2),
        'opt_out_lists', (
            select jsonb_agg(jsonb_build_object('name', l.name, 'opted_out_numbers', o.numbers, 'tags', t.tags)
                             order by l.created_at, l.id)
            from callsign.opt_out_list l
            left join tags t on t.resource_id = l.id
            cross join lateral (
                select jsonb_agg(o.opted_out_number order by o.opted_out_number) as numbers
                from callsign.opted_out_number o where o.opt_out_list_id = l.id) o
            where l.account_id = $1 and l.region = $2
              and (l.name <> 'Default' or o.numbers is not null or t.tags is not null)),
        'phone_numbers', (
            select jsonb_agg(jsonb_build_object(
                       'name', coalesce(s.name, n.phone_number_id), 'iso_country_code', n.iso_country_code,
                       'number_type', n.number_type, 'message_type', n.message_type,
                       'number_capabilities', n.number_capabilities, 'phone_number', n.phone_number,
                       -- As only a seed makes one.
                       'status', case when r.active_at >= '9000-01-01 00:00Z' then 'PENDING' end,
                       'international_sending_enabled', nullif(n.international_sending_enabled, false),
                       'opt_out_list_name', nullif(n.opt_out_list_name, 'Default'),
                       'two_way_channel_arn', n.two_way_channel_arn, 'two_way_channel_role', n.two_way_channel_role,
                       'self_managed_opt_outs_enabled', nullif(n.self_managed_opt_outs_enabled, false),
                       'deletion_protection_enabled', nullif(n.deletion_protection_enabled, false),
                       'keywords', case when n.pool_id is null then k.keywords end, 'tags', t.tags)
                       order by r.created_at, r.id)
            from inspect.phone_numbers n
            join callsign.phone_number r on callsign.phone_number_id(r.id) = n.phone_number_id
            left join callsign.seed_name s on s.resource_id = r.id
            left join tags t on t.resource_id = r.id
            left join keywords k on k.owner = r.id
            where n.account_id = $1 and n.region = $2),
        'sender_ids', (
            select jsonb_agg(jsonb_build_object(
                       'sender_id', s.sender_id, 'iso_country_code', s.iso_country_code, 'message_types', s.message_types,
                       'deletion_protection_enabled', nullif(s.deletion_protection_enabled, false), 'tags', t.tags)
                       order by s.created_at, s.id)
            from callsign.sender_id s left join tags t on t.resource_id = s.id
            where s.account_id = $1 and s.region = $2),
        'rcs_agents', (
            select jsonb_agg(jsonb_build_object(
                       'name', coalesce(s.name, g.rcs_agent_id), 'opt_out_list_name', nullif(g.opt_out_list_name, 'Default'),
                       'two_way_channel_arn', g.two_way_channel_arn, 'two_way_channel_role', g.two_way_channel_role,
                       'two_way_media_s3_bucket_name', g.two_way_media_s3_bucket_name,
                       'two_way_media_s3_key_prefix', g.two_way_media_s3_key_prefix,
                       'two_way_media_s3_role', g.two_way_media_s3_role,
                       'two_way_rcs_events_enabled', g.two_way_rcs_events_enabled,
                       'self_managed_opt_outs_enabled', nullif(g.self_managed_opt_outs_enabled, false),
                       'deletion_protection_enabled', nullif(g.deletion_protection_enabled, false),
                       'keywords', case when g.pool_id is null then k.keywords end, 'tags', t.tags)
                       order by r.created_at, r.id)
            from inspect.rcs_agents g
            join callsign.rcs_agent r on callsign.rcs_agent_id(r.id) = g.rcs_agent_id
            left join callsign.seed_name s on s.resource_id = r.id
            left join tags t on t.resource_id = r.id
            left join keywords k on k.owner = r.id
            where g.account_id = $1 and g.region = $2),
        'registrations', (
            select jsonb_agg(jsonb_build_object(
                       'name', coalesce(s.name, callsign.registration_id(r.id)), 'registration_type', r.registration_type,
                       'status', case when r.registration_status = 'COMPLETE' then 'COMPLETE' end,
                       'associations', a.names, 'values', f.said, 'tags', t.tags)
                       order by r.created_at, r.id)
            from callsign.registration r
            left join callsign.seed_name s on s.resource_id = r.id
            left join tags t on t.resource_id = r.id
            cross join lateral (
                select jsonb_agg(coalesce(o.name, callsign.phone_number_id(a.phone_number_id),
                                          callsign.rcs_agent_id(a.rcs_agent_id),
                                          callsign.notify_configuration_id(a.notify_configuration_id),
                                          callsign.registration_id(a.parent_registration_id))
                                 order by a.created_at, a.id) as names
                from callsign.registration_association a
                left join callsign.seed_name o on o.resource_id = coalesce(
                    a.phone_number_id, a.rcs_agent_id, a.notify_configuration_id, a.parent_registration_id)
                where a.registration_id = r.id and a.sender_id_id is null) a
            cross join lateral (
                select jsonb_object_agg(f.field_path, coalesce(to_jsonb(f.text_value), to_jsonb(f.select_choices))) as said
                from callsign.registration_field_value f
                where f.registration_id = r.id and f.version_number = r.current_version_number
                  and num_nonnulls(f.text_value, f.select_choices) = 1) f
            where r.account_id = $1 and r.region = $2 and r.registration_status <> 'CLOSED'),
        'pools', (
            select jsonb_agg(jsonb_build_object(
                       'name', coalesce(s.name, p.pool_id), 'identities', coalesce(i.identities, '[]'),
                       'message_type', p.message_type, 'opt_out_list_name', nullif(p.opt_out_list_name, 'Default'),
                       'two_way_channel_arn', p.two_way_channel_arn, 'two_way_channel_role', p.two_way_channel_role,
                       'self_managed_opt_outs_enabled', nullif(p.self_managed_opt_outs_enabled, false),
                       'shared_routes_enabled', nullif(p.shared_routes_enabled, false),
                       'deletion_protection_enabled', nullif(p.deletion_protection_enabled, false),
                       'keywords', k.keywords, 'tags', t.tags)
                       order by r.created_at, r.id)
            from inspect.pools p
            join callsign.pool r on callsign.pool_id(r.id) = p.pool_id
            left join callsign.seed_name s on s.resource_id = r.id
            left join tags t on t.resource_id = r.id
            left join keywords k on k.owner = r.id
            cross join lateral (
                select jsonb_agg(coalesce(e.name, callsign.phone_number_id(n.id), callsign.rcs_agent_id(g.id),
                                          d.sender_id || '/' || d.iso_country_code)
                                 order by a.created_at, a.sequence) as identities
                from callsign.pool_origination_identity a
                left join callsign.phone_number n on n.id = a.phone_number_id
                left join callsign.rcs_agent g on g.id = a.rcs_agent_id
                left join callsign.seed_name e on e.resource_id = coalesce(n.id, g.id)
                left join callsign.sender_id d on d.id = a.sender_id_id
                where a.pool_id = r.id and coalesce(n.account_id, d.account_id, g.account_id) = $1) i
            where p.account_id = $1 and p.region = $2),
        'notify_configurations', (
            select jsonb_agg(jsonb_build_object(
                       'name', coalesce(s.name, c.notify_configuration_id), 'display_name', c.display_name,
                       'enabled_channels', c.enabled_channels, 'enabled_countries', c.enabled_countries,
                       'default_template_id', c.default_template_id, 'pool', coalesce(p.name, c.pool_id),
                       'tier', nullif(c.tier, 'BASIC'), 'status', c.status, 'rejection_reason', c.rejection_reason,
                       'deletion_protection_enabled', nullif(c.deletion_protection_enabled, false), 'tags', t.tags)
                       order by n.created_at, n.id)
            from callsign.notify_configuration n
            join inspect.notify_configurations c on c.notify_configuration_id = callsign.notify_configuration_id(n.id)
            left join callsign.seed_name s on s.resource_id = n.id
            left join callsign.seed_name p on p.resource_id = n.pool_id
            left join tags t on t.resource_id = n.id
            where n.account_id = $1 and n.region = $2),
        'protect_configurations', (
            select jsonb_agg(jsonb_build_object(
                       'name', coalesce(s.name, callsign.protect_configuration_id(c.id)),
                       'account_default', nullif(c.account_default, false),
                       'deletion_protection_enabled', nullif(c.deletion_protection_enabled, false),
                       'country_rules', r.rules, 'number_overrides', o.overrides, 'tags', t.tags)
                       order by c.created_at, c.id)
            from callsign.protect_configuration c
            left join callsign.seed_name s on s.resource_id = c.id
            left join tags t on t.resource_id = c.id
            cross join lateral (
                select jsonb_object_agg(r.number_capability, r.rules) as rules
                from (select r.number_capability, jsonb_object_agg(r.iso_country_code, r.protect_status) as rules
                      from callsign.protect_country_rule r
                      where r.protect_configuration_id = c.id group by r.number_capability) r) r
            cross join lateral (
                select jsonb_agg(jsonb_build_object(
                           'destination_phone_number', o.destination_phone_number, 'action', o.action,
                           'expiration_timestamp',
                           to_char(o.expires_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"'))
                           order by o.created_at, o.id) as overrides
                from callsign.protect_number_override o
                where o.protect_configuration_id = c.id
                  and (o.expires_at > (select callsign.present($1)) or o.expires_at is null)) o
            where c.account_id = $1 and c.region = $2),
        'configuration_sets', (
            select jsonb_agg(jsonb_build_object(
                       'name', s.name, 'default_message_type', s.default_message_type,
                       'default_sender_id', s.default_sender_id,
                       'default_message_feedback_enabled', nullif(s.default_message_feedback_enabled, false),
                       'protect_configuration',
                       coalesce(p.name, callsign.protect_configuration_id(s.protect_configuration_id)),
                       'event_destinations', d.destinations, 'tags', t.tags)
                       order by s.created_at, s.id)
            from callsign.configuration_set s
            left join tags t on t.resource_id = s.id
            left join callsign.seed_name p on p.resource_id = s.protect_configuration_id
            cross join lateral (
                select jsonb_agg(jsonb_build_object(
                           'name', d.name, 'matching_event_types', d.matching_event_types, 'topic_arn', d.topic_arn,
                           'log_group_arn', d.log_group_arn, 'delivery_stream_arn', d.delivery_stream_arn,
                           'iam_role_arn', d.iam_role_arn, 'enabled', nullif(d.enabled, true))
                           order by d.created_at, d.name) as destinations
                from callsign.event_destination d where d.configuration_set_id = s.id) d
            where s.account_id = $1 and s.region = $2),
        'verified_destination_numbers', (
            select jsonb_agg(jsonb_build_object(
                       'name', coalesce(s.name, r.id), 'destination_phone_number', v.destination_phone_number,
                       'rcs_agent', coalesce(o.name, callsign.rcs_agent_id(v.rcs_agent_id)),
                       'status',
                       case when v.is_unsupported then 'UNSUPPORTED' when v.verified_at is not null then 'VERIFIED' end,
                       'tags', t.tags)
                       order by v.created_at, v.id)
            from callsign.verified_destination_number v
            cross join lateral (select 'vdn-' || replace(v.id::text, '-', '') as id) r
            left join callsign.seed_name s on s.resource_id = v.id
            left join callsign.seed_name o on o.resource_id = v.rcs_agent_id
            left join tags t on t.resource_id = v.id
            where v.account_id = $1 and v.region = $2),
        'carriers', (
            select jsonb_agg(jsonb_build_object(
                       'phone_number', l.phone_number, 'phone_number_type', l.phone_number_type, 'carrier', l.carrier,
                       'mcc', l.mcc, 'mnc', l.mnc)
                       order by l.phone_number)
            from callsign.carrier_lookup l
            where l.account_id = $1 and l.region = $2),
        'handsets', (
            select jsonb_agg(jsonb_build_object(
                       'phone', h.phone, 'outcome', h.outcome, 'after_ms', h.after_ms, 'times', h.times, 'rcs', h.rcs,
                       'suspicious', nullif(h.suspicious, false), 'carrier', h.carrier, 'reply', h.reply,
                       'duplicate_receipts', nullif(h.duplicate_receipts, false),
                       'out_of_order', nullif(h.out_of_order, false))
                       order by h.sequence)
            from (select distinct on (phone) * from callsign.handset
                  where account_id = $1 and region = $2 and times is distinct from 0
                  order by phone, sequence desc) h)))";

/// What a scope has, as an object with the members of a seed's file.
///
/// # Errors
///
/// The database's.
pub async fn state(tx: &mut PgConnection, account_id: &AccountId, region: &Region) -> Result<Value, ServiceError> {
    Ok(sqlx::query_scalar(STATE).bind(account_id.as_str()).bind(region.as_str()).fetch_one(tx).await?)
}
