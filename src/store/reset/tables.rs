//! What a reset removes, table by table.

/// What is removed of which table, children before parents. Messages come before what workers write under their locks, and client
/// tokens last: nobody waits for anything who has written one.
pub(super) const DELETES: [(&str, &str); 38] = [
    (
        "delivery",
        "delete from callsign.delivery
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "message_event",
        "delete from callsign.message_event e using callsign.message m
         where m.id = e.message_id
           and ($1::text is null or m.account_id = $1) and ($2::text is null or m.region = $2)",
    ),
    (
        "message",
        "delete from callsign.message
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "sticky_identity",
        "delete from callsign.sticky_identity
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "request",
        "delete from callsign.request
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "registration_association",
        "delete from callsign.registration_association a using callsign.registration r
         where r.id = a.registration_id
           and ($1::text is null or r.account_id = $1) and ($2::text is null or r.region = $2)",
    ),
    (
        "registration_field_value",
        "delete from callsign.registration_field_value f using callsign.registration r
         where r.id = f.registration_id
           and ($1::text is null or r.account_id = $1) and ($2::text is null or r.region = $2)",
    ),
    (
        "registration_version",
        "delete from callsign.registration_version v using callsign.registration r
         where r.id = v.registration_id
           and ($1::text is null or r.account_id = $1) and ($2::text is null or r.region = $2)",
    ),
    (
        "registration",
        "delete from callsign.registration
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "registration_attachment_body",
        "delete from callsign.registration_attachment_body b using callsign.registration_attachment t
         where t.id = b.registration_attachment_id
           and ($1::text is null or t.account_id = $1) and ($2::text is null or t.region = $2)",
    ),
    (
        "registration_attachment",
        "delete from callsign.registration_attachment
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "pool_origination_identity",
        "delete from callsign.pool_origination_identity where id in (
             select a.id from callsign.pool_origination_identity a
             join callsign.pool p on p.id = a.pool_id
             left join callsign.phone_number n on n.id = a.phone_number_id
             left join callsign.sender_id s on s.id = a.sender_id_id
             left join callsign.rcs_agent g on g.id = a.rcs_agent_id
             where (($1::text is null or p.account_id = $1) and ($2::text is null or p.region = $2))
                or (($1::text is null or coalesce(n.account_id, s.account_id, g.account_id) = $1)
                    and ($2::text is null or coalesce(n.region, s.region, g.region) = $2)))",
    ),
    (
        "keyword",
        "delete from callsign.keyword where id in (
             select k.id from callsign.keyword k
             left join callsign.pool p on p.id = k.pool_id
             left join callsign.phone_number n on n.id = k.phone_number_id
             left join callsign.rcs_agent g on g.id = k.rcs_agent_id
             where ($1::text is null or coalesce(p.account_id, n.account_id, g.account_id) = $1)
               and ($2::text is null or coalesce(p.region, n.region, g.region) = $2))",
    ),
    (
        "tag",
        "delete from callsign.tag t using callsign.resource r
         where r.id = t.resource_id
           and ($1::text is null or r.account_id = $1) and ($2::text is null or r.region = $2)",
    ),
    (
        "resource_policy",
        "delete from callsign.resource_policy t using callsign.resource r
         where r.id = t.resource_id
           and ($1::text is null or r.account_id = $1) and ($2::text is null or r.region = $2)",
    ),
    (
        "event_destination",
        "delete from callsign.event_destination d using callsign.configuration_set s
         where s.id = d.configuration_set_id
           and ($1::text is null or s.account_id = $1) and ($2::text is null or s.region = $2)",
    ),
    (
        "configuration_set",
        "delete from callsign.configuration_set
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "protect_country_rule",
        "delete from callsign.protect_country_rule r using callsign.protect_configuration c
         where c.id = r.protect_configuration_id
           and ($1::text is null or c.account_id = $1) and ($2::text is null or c.region = $2)",
    ),
    (
        "protect_number_override",
        "delete from callsign.protect_number_override o using callsign.protect_configuration c
         where c.id = o.protect_configuration_id
           and ($1::text is null or c.account_id = $1) and ($2::text is null or c.region = $2)",
    ),
    (
        "protect_configuration",
        "delete from callsign.protect_configuration
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "verified_destination_number",
        "delete from callsign.verified_destination_number
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "notify_configuration",
        "delete from callsign.notify_configuration
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "pool",
        "delete from callsign.pool
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "phone_number",
        "delete from callsign.phone_number
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "rcs_agent",
        "delete from callsign.rcs_agent
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "sender_id",
        "delete from callsign.sender_id
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "opted_out_number",
        "delete from callsign.opted_out_number o using callsign.opt_out_list l
         where l.id = o.opt_out_list_id
           and ($1::text is null or l.account_id = $1) and ($2::text is null or l.region = $2)",
    ),
    (
        "opted_out_number_deletion",
        "delete from callsign.opted_out_number_deletion o using callsign.opt_out_list l
         where l.id = o.opt_out_list_id
           and ($1::text is null or l.account_id = $1) and ($2::text is null or l.region = $2)",
    ),
    (
        "opt_out_list",
        "delete from callsign.opt_out_list
         where name <> 'Default' and ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "association_event",
        "delete from callsign.association_event
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "pool_event",
        "delete from callsign.pool_event
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "spend_limit_override",
        "delete from callsign.spend_limit_override
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        MONTHLY_SPEND,
        "delete from callsign.monthly_spend
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        HANDSET,
        "delete from callsign.handset
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "carrier_lookup",
        "delete from callsign.carrier_lookup
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        "client_token",
        "delete from callsign.client_token
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (
        FAULT,
        "delete from callsign.fault
         where ($1::text is null or account_id = $1) and ($2::text is null or region = $2)",
    ),
    (CLOCK, "delete from callsign.clock where ($1::text is null or account_id = $1) and $2::text is null"),
];

pub(super) const MONTHLY_SPEND: &str = "monthly_spend";
pub(super) const HANDSET: &str = "handset";
pub(super) const FAULT: &str = "fault";
pub(super) const CLOCK: &str = "clock";
