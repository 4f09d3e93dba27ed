-- Messages: what was sent or received, what happens to it, what a month spent, and how phones behave.

-- The number of the running transaction, which may be asked for by the owner alone where administrators took that from others.
create function callsign.transaction_id() returns xid8
    language sql volatile security definer set search_path = pg_catalog
    return pg_current_xact_id();

-- Money is whole hundred-thousandths of a US dollar. Instants are the account's present, but for recorded_at. Ids of
-- identities, pools and sets are text: messages outlive them, and keep what was resolved when they were accepted.
create table callsign.message (
    id                             uuid        primary key,
    account_id                     text        not null,
    region                         text        not null,
    direction                      text        not null check (direction in ('OUTBOUND', 'INBOUND')),
    channel                        text        not null check (channel in ('TEXT', 'MEDIA', 'VOICE', 'RCS')),
    -- Null for what was received.
    kind                           text        check (kind in ('API', 'AUTO_REPLY', 'VERIFICATION_CODE', 'NOTIFY')),
    -- ACCEPTED, then the messageStatus of the last event that happened; RECEIVED for what was received.
    status                         text        not null,
    -- Null for shared routes.
    origination_identity           text,
    origination_identity_arn       text,
    -- The key that its row has, or had.
    origination_identity_key       uuid,
    -- What is shown as the sender: a number, a short code, a sender ID, NOTICE; the phone, for what was received.
    origination_phone_number       text        not null,
    -- A number type, SENDER_ID or SHARED_ROUTE.
    origination_kind               text,
    is_international_send          boolean     not null default false,
    destination_phone_number       text        not null,
    iso_country_code               text        not null,
    pool_id                        text,
    chosen_by                      text,
    message_type                   text        check (message_type in ('TRANSACTIONAL', 'PROMOTIONAL')),
    message_body                   text,
    message_encoding               text        check (message_encoding in ('GSM', 'UNICODE')),
    total_message_parts            bigint      not null default 1,
    -- Of the whole message.
    total_message_price            bigint      not null default 0,
    total_carrier_fee              bigint      not null default 0,
    -- The month that its cost was counted in, and whether it was given back.
    spend_month                    date,
    spend_given_back               boolean     not null default false,
    call_seconds                   bigint,
    call_minutes                   bigint,
    voice_id                       text,
    message_body_text_type         text        check (message_body_text_type in ('TEXT', 'SSML')),
    media_urls                     text[]      not null default '{}',
    context                        jsonb       not null default '{}',
    destination_country_parameters jsonb       not null default '{}',
    keyword                        text,
    -- MaxPrice, or MaxPricePerMinute of a call.
    max_price                      bigint,
    -- In seconds. Null for what was received.
    time_to_live                   bigint,
    configuration_set_name         text,
    protect_configuration_id       text,
    protect_status                 text        check (protect_status in ('ALLOW', 'BLOCK', 'MONITOR', 'FILTER')),
    message_feedback_enabled       boolean     not null default false,
    -- Only what was set: that feedback failed because nobody gave any is a matter of the clock.
    message_feedback_status        text        check (message_feedback_status in ('RECEIVED', 'FAILED')),
    -- What the phone was when the message was accepted.
    mcc                            text,
    mnc                            text,
    carrier_name                   text,
    is_suspicious                  boolean     not null default false,
    handset_id                     uuid,
    -- What it answers, and the keyword that was found in what was received.
    reply_to_message_id            uuid,
    message_keyword                text,
    request_id                     text        not null,
    created_at                     timestamptz not null,
    -- The real clock: what is swept goes by it.
    recorded_at                    timestamptz not null default clock_timestamp(),
    sequence                       bigint      generated always as identity,
    -- Sequences are drawn before the commit, so that a message may show after one with a greater sequence. Whoever reads on
    -- keeps the snapshot of his last reading, and takes those whose transaction_id it didn't show: none is missed, and nobody
    -- waits for a transaction that is still open.
    transaction_id                 xid8        not null default callsign.transaction_id(),
    -- The due_at of the next event; null when nothing is to come. What is due at the same moment is carried out in the
    -- order of messages.
    next_due_at                    timestamptz,
    foreign key (account_id, region) references callsign.account_region,
    constraint message_has_what_its_direction_needs check (
        direction = 'INBOUND'
        or num_nulls(kind, origination_kind, chosen_by, time_to_live) = 0)
);

create index message_due on callsign.message (account_id, next_due_at, sequence) where next_due_at is not null;
create index message_page on callsign.message (account_id, region, transaction_id, sequence);
create index message_of_destination on callsign.message (account_id, region, destination_phone_number, created_at);
create index message_call on callsign.message (account_id, region, created_at) where channel = 'VOICE';
create index message_recorded_at on callsign.message (recorded_at);

-- What happened to messages, and what is to happen.
create table callsign.message_event (
    message_id     uuid        not null references callsign.message on delete cascade,
    -- 1, 2 … within the message: the order in which they happen, whatever due_at says.
    ordinal        bigint      not null check (ordinal >= 1),
    event_type     text        not null,
    message_status text        not null,
    is_final       boolean     not null,
    -- When it is to happen, and what the record has as its eventTimestamp.
    due_at         timestamptz not null,
    -- The same once it happened; null while it is to come.
    happened_at    timestamptz,
    -- The record, as it is delivered, written when it happens.
    event          text,
    sequence       bigint      generated always as identity,
    primary key (message_id, ordinal),
    constraint message_event_is_told_when_it_happens check ((happened_at is null) = (event is null))
);

create index message_event_sequence on callsign.message_event (sequence);

-- What the messages of a month cost. Sends of one channel lock their row, so that a limit is kept exactly.
create table callsign.monthly_spend (
    account_id text   not null,
    region     text   not null,
    channel    text   not null check (channel in ('TEXT', 'MEDIA', 'VOICE', 'RCS', 'NOTIFY')),
    -- Its first day, in UTC.
    month      date   not null check (extract(day from month) = 1),
    spent      bigint not null default 0 check (spent >= 0),
    -- MaxLimit in whole dollars, as the settings had it at the last send.
    max_limit  bigint not null,
    primary key (account_id, region, channel, month),
    foreign key (account_id, region) references callsign.account_region
);

-- What delivered last to a destination through a pool, or for the whole account, where pool_id is empty.
create table callsign.sticky_identity (
    account_id               text        not null,
    region                   text        not null,
    pool_id                  text        not null,
    destination_phone_number text        not null,
    channel                  text        not null,
    -- The key of the number or sender ID.
    origination_identity_key uuid        not null,
    delivered_at             timestamptz not null,
    recorded_at              timestamptz not null default clock_timestamp(),
    primary key (account_id, region, pool_id, destination_phone_number, channel),
    foreign key (account_id, region) references callsign.account_region
);

create index sticky_identity_recorded_at on callsign.sticky_identity (recorded_at);

-- How phones behave: rules for a number, or for a prefix with `*` behind it.
create table callsign.handset (
    id                 uuid        primary key,
    -- Null: for every account, or for every region.
    account_id         text        check (account_id ~ '^[0-9]{12}$'),
    region             text,
    phone              text        not null check (phone ~ '^(\+[0-9]{1,15}\*?|\*)$'),
    outcome            text        not null check (outcome in (
                           'DELIVERED', 'SUCCESSFUL', 'SILENT', 'PENDING', 'TTL_EXPIRED', 'INVALID', 'INVALID_MESSAGE',
                           'UNREACHABLE', 'CARRIER_UNREACHABLE', 'BLOCKED', 'CARRIER_BLOCKED', 'SPAM', 'UNKNOWN',
                           'FILE_INACCESSIBLE', 'FILE_TYPE_UNSUPPORTED', 'FILE_SIZE_EXCEEDED',
                           'COMPLETED', 'BUSY', 'NO_ANSWER', 'FAILED')),
    after_ms           bigint      check (after_ms >= 0),
    -- How many messages it is still for; null: for all.
    times              bigint      check (times >= 0),
    rcs                text        check (rcs in ('CAPABLE', 'NOT_CAPABLE', 'REJECTED', 'READ')),
    suspicious         boolean     not null default false,
    -- {"mcc", "mnc", "name"}
    carrier            jsonb,
    -- {"body", "after_ms"}
    reply              jsonb,
    duplicate_receipts boolean     not null default false,
    out_of_order       boolean     not null default false,
    created_at         timestamptz not null,
    sequence           bigint      generated always as identity,
    constraint handset_of_a_region_is_of_an_account check (account_id is not null or region is null)
);

create index handset_phone on callsign.handset (phone);

create view inspect.messages as
select m.id::text as message_id,
       m.direction,
       m.channel,
       m.kind,
       m.status,
       m.origination_identity,
       m.origination_identity_arn,
       m.origination_phone_number,
       m.is_international_send,
       m.destination_phone_number,
       m.iso_country_code,
       m.pool_id,
       m.chosen_by,
       m.message_type,
       m.message_body,
       m.message_encoding,
       m.total_message_parts,
       (m.total_message_price * 0.00001)::numeric(14, 5) as total_message_price,
       (m.total_carrier_fee * 0.00001)::numeric(14, 5) as total_carrier_fee,
       m.spend_month,
       m.spend_given_back,
       m.call_seconds as call_duration_in_seconds,
       m.call_minutes as total_duration_in_minutes,
       m.voice_id,
       m.message_body_text_type,
       m.media_urls,
       m.context,
       m.destination_country_parameters,
       m.keyword,
       (m.max_price * 0.00001)::numeric(14, 5) as max_price,
       m.time_to_live,
       m.configuration_set_name,
       m.protect_configuration_id,
       m.protect_status,
       m.message_feedback_enabled,
       case when not m.message_feedback_enabled then null
            when m.message_feedback_status is not null then m.message_feedback_status
            when m.created_at + interval '1 hour' <= callsign.present(c.mode, c.at, c.offset_ms) then 'FAILED'
            else 'PENDING'
       end as message_feedback_status,
       m.mcc,
       m.mnc,
       m.carrier_name,
       m.is_suspicious,
       m.handset_id::text as handset_id,
       m.reply_to_message_id::text as reply_to_message_id,
       m.message_keyword,
       m.account_id,
       m.region,
       m.request_id,
       m.created_at as created_timestamp,
       m.sequence
from callsign.message m
left join callsign.clock c on c.account_id = m.account_id;

create view inspect.message_events as
select e.message_id::text as message_id,
       e.sequence,
       e.event_type,
       e.message_status,
       e.event::jsonb ->> 'messageStatusDescription' as message_status_description,
       e.is_final,
       e.happened_at as event_timestamp,
       e.event::jsonb as event,
       m.account_id,
       m.region
from callsign.message_event e
join callsign.message m on m.id = e.message_id
where e.happened_at is not null;

create view inspect.scheduled_message_events as
select e.message_id::text as message_id,
       e.sequence,
       e.event_type,
       e.message_status,
       e.is_final,
       e.due_at,
       m.account_id,
       m.region
from callsign.message_event e
join callsign.message m on m.id = e.message_id
where e.happened_at is null;

create view inspect.monthly_spend as
select s.channel,
       s.month,
       (s.spent * 0.00001)::numeric(14, 5) as spent,
       coalesce(o.monthly_limit, s.max_limit) as enforced_limit,
       s.account_id,
       s.region
from callsign.monthly_spend s
left join callsign.spend_limit_override o
    on o.account_id = s.account_id and o.region = s.region and o.name = s.channel || '_MESSAGE_MONTHLY_SPEND_LIMIT';

create view inspect.handsets as
select h.id::text as handset_id,
       h.phone,
       h.outcome,
       h.after_ms,
       h.times,
       h.rcs,
       h.suspicious,
       h.carrier,
       h.reply,
       h.duplicate_receipts,
       h.out_of_order,
       h.account_id,
       h.region,
       h.created_at as created_timestamp,
       h.sequence
from callsign.handset h;

comment on view inspect.messages is 'Messages that were sent or received';
comment on column inspect.messages.message_id is 'MessageId: the id of the message';
comment on column inspect.messages.direction is 'OUTBOUND or INBOUND';
comment on column inspect.messages.channel is 'TEXT, MEDIA, VOICE or RCS';
comment on column inspect.messages.kind is 'API, AUTO_REPLY, VERIFICATION_CODE or NOTIFY; null for what was received';
comment on column inspect.messages.status is
    'The messageStatus of the last event that happened; ACCEPTED before the first, RECEIVED for what was received';
comment on column inspect.messages.origination_identity is
    'PhoneNumberId or sender ID that it was sent from; null for a shared route';
comment on column inspect.messages.origination_identity_arn is 'The ARN of the phone number or sender ID, where there is one';
comment on column inspect.messages.origination_phone_number is
    'What is shown as the sender: a number, a short code, a sender ID or NOTICE; the phone, for what was received';
comment on column inspect.messages.is_international_send is 'InternationalSendingEnabled of the number it was sent from';
comment on column inspect.messages.destination_phone_number is 'DestinationPhoneNumber, with its +';
comment on column inspect.messages.iso_country_code is 'The country of the phone, ISO 3166-1 alpha-2';
comment on column inspect.messages.pool_id is 'PoolId of the pool that it was sent through; null without one';
comment on column inspect.messages.chosen_by is
    'Why it was sent from there: DIRECT, STICKY, CLASS, HOME, TYPE, AGE, ONLY, DEFAULT_SENDER_ID or SHARED_ROUTE';
comment on column inspect.messages.message_type is 'MessageType: what was asked, else what the identity or the pool sends';
comment on column inspect.messages.message_body is 'MessageBody: the text';
comment on column inspect.messages.message_encoding is 'GSM or UNICODE; null for calls';
comment on column inspect.messages.total_message_parts is 'How many parts it was sent in';
comment on column inspect.messages.total_message_price is 'Price of all parts or minutes in US dollars, without the fee';
comment on column inspect.messages.total_carrier_fee is 'Fee of all parts or minutes in US dollars';
comment on column inspect.messages.spend_month is 'The first day of the month that its cost was counted in';
comment on column inspect.messages.spend_given_back is 'Whether its cost was taken off the month again';
comment on column inspect.messages.call_duration_in_seconds is 'How long the call takes; null for other messages';
comment on column inspect.messages.total_duration_in_minutes is 'How many minutes of the call are started; null for other messages';
comment on column inspect.messages.voice_id is 'VoiceId: the voice of the call; null for other messages';
comment on column inspect.messages.message_body_text_type is 'MessageBodyTextType of a call: TEXT or SSML';
comment on column inspect.messages.media_urls is 'MediaUrls: the files that it carries';
comment on column inspect.messages.context is 'Context: what its events echo';
comment on column inspect.messages.destination_country_parameters is 'DestinationCountryParameters, as they were sent';
comment on column inspect.messages.keyword is 'Keyword, as it was sent';
comment on column inspect.messages.max_price is 'MaxPrice, or MaxPricePerMinute of a call, in US dollars; null if it was not sent';
comment on column inspect.messages.time_to_live is 'TimeToLive in seconds; null for what was received';
comment on column inspect.messages.configuration_set_name is 'ConfigurationSetName of the set that its events go by; null without one';
comment on column inspect.messages.protect_configuration_id is 'ProtectConfigurationId of the one in effect; null without one';
comment on column inspect.messages.protect_status is 'What the protect configuration said: ALLOW, MONITOR or FILTER';
comment on column inspect.messages.message_feedback_enabled is 'Whether it waits for feedback';
comment on column inspect.messages.message_feedback_status is
    'RECEIVED or FAILED as it was put last; PENDING before, and FAILED an hour after; null where it waits for none';
comment on column inspect.messages.mcc is 'Mobile country code of the phone''s network';
comment on column inspect.messages.mnc is 'Mobile network code of the phone''s network';
comment on column inspect.messages.carrier_name is 'Name of the phone''s network';
comment on column inspect.messages.is_suspicious is 'Whether it looks like artificial traffic';
comment on column inspect.messages.handset_id is 'The rule that the phone went by; null without one';
comment on column inspect.messages.reply_to_message_id is 'MessageId of the message that it answers';
comment on column inspect.messages.message_keyword is 'The keyword that was found in what was received';
comment on column inspect.messages.account_id is 'The AWS account that sent or received it, twelve digits';
comment on column inspect.messages.region is 'The AWS region that it was sent or received in';
comment on column inspect.messages.request_id is 'The x-amzn-RequestId of the request that did it';
comment on column inspect.messages.created_timestamp is 'When it was accepted or received';
comment on column inspect.messages.sequence is 'The order of messages, those of one moment included';

comment on view inspect.message_events is 'What happened to messages';
comment on column inspect.message_events.message_id is 'MessageId: the id of the message';
comment on column inspect.message_events.sequence is 'The order of the events of a message';
comment on column inspect.message_events.event_type is 'eventType, such as TEXT_DELIVERED';
comment on column inspect.message_events.message_status is 'messageStatus, such as DELIVERED';
comment on column inspect.message_events.message_status_description is 'messageStatusDescription: the sentence about it; null for calls';
comment on column inspect.message_events.is_final is 'isFinal: whether nothing follows';
comment on column inspect.message_events.event_timestamp is 'eventTimestamp: when it was due';
comment on column inspect.message_events.event is 'The whole record; it is kept and delivered as text, in the order of AWS''s members';
comment on column inspect.message_events.account_id is 'The AWS account that the message is of, twelve digits';
comment on column inspect.message_events.region is 'The AWS region that the message is in';

comment on view inspect.scheduled_message_events is 'What is to happen to messages';
comment on column inspect.scheduled_message_events.message_id is 'MessageId: the id of the message';
comment on column inspect.scheduled_message_events.sequence is 'The order of the events of a message';
comment on column inspect.scheduled_message_events.event_type is 'eventType, such as TEXT_DELIVERED';
comment on column inspect.scheduled_message_events.message_status is 'messageStatus, such as DELIVERED';
comment on column inspect.scheduled_message_events.is_final is 'isFinal: whether nothing follows';
comment on column inspect.scheduled_message_events.due_at is 'When it is due, by the account''s clock';
comment on column inspect.scheduled_message_events.account_id is 'The AWS account that the message is of, twelve digits';
comment on column inspect.scheduled_message_events.region is 'The AWS region that the message is in';

comment on view inspect.monthly_spend is 'What the messages of each month cost';
comment on column inspect.monthly_spend.channel is 'TEXT, MEDIA, VOICE, RCS or NOTIFY';
comment on column inspect.monthly_spend.month is 'The first day of the month, in UTC';
comment on column inspect.monthly_spend.spent is 'US dollars: prices and fees';
comment on column inspect.monthly_spend.enforced_limit is
    'The limit in whole US dollars: the account''s own, else that of the settings at the last send';
comment on column inspect.monthly_spend.account_id is 'The AWS account that spent it, twelve digits';
comment on column inspect.monthly_spend.region is 'The AWS region that it was spent in';

comment on view inspect.handsets is 'Rules for how phones behave';
comment on column inspect.handsets.handset_id is 'The id of the rule';
comment on column inspect.handsets.phone is 'The number, or a prefix with * behind it';
comment on column inspect.handsets.outcome is 'What becomes of messages to it';
comment on column inspect.handsets.after_ms is 'When the last event comes, in milliseconds after acceptance; null: as usual';
comment on column inspect.handsets.times is 'How many messages it is still for; null: for all';
comment on column inspect.handsets.rcs is 'CAPABLE, NOT_CAPABLE, REJECTED or READ; null: as usual';
comment on column inspect.handsets.suspicious is 'Whether messages to it look like artificial traffic';
comment on column inspect.handsets.carrier is 'Its network as {"mcc", "mnc", "name"}; null: the invented one of its country';
comment on column inspect.handsets.reply is 'What it answers as {"body", "after_ms"}; null: nothing';
comment on column inspect.handsets.duplicate_receipts is 'Whether each event comes twice';
comment on column inspect.handsets.out_of_order is 'Whether the last two events change places';
comment on column inspect.handsets.account_id is 'The AWS account that it is for, twelve digits; null: every one';
comment on column inspect.handsets.region is 'The AWS region that it is for; null: every one';
comment on column inspect.handsets.created_timestamp is 'When it was made';
comment on column inspect.handsets.sequence is 'The order of rules, those of one moment included';
