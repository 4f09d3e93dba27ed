-- Deliveries: what goes out of events, and of what was received. Each is a row before anything is sent.

-- Instants here are those of the real clock: what waits for a target waits in real time, wherever an account's clock stands.
create table callsign.delivery (
    id                     uuid        primary key,
    account_id             text        not null,
    region                 text        not null,
    message_id             uuid        not null references callsign.message on delete cascade,
    -- Null for what was received.
    event_type             text,
    -- Null for what was received, and for EventBridge, which gets events whatever sets say.
    configuration_set_name text,
    event_destination_name text,
    destination_arn        text        not null,
    -- As it is delivered: jsonb would lose the order of its members.
    record                 text        not null,
    status                 text        not null default 'PENDING'
                                       check (status in ('PENDING', 'DELIVERED', 'FAILED', 'NO_TARGET')),
    -- How many there were, and how many of them came before somebody asked for it again.
    attempts               bigint      not null default 0 check (attempts >= 0),
    attempts_before        bigint      not null default 0 check (attempts_before between 0 and attempts),
    next_attempt_at        timestamptz default clock_timestamp(),
    last_attempt_at        timestamptz,
    last_error             text,
    -- Who sends it now, and until when nobody else may.
    claimed_by             uuid,
    claimed_until          timestamptz,
    recorded_at            timestamptz not null default clock_timestamp(),
    sequence               bigint      generated always as identity,
    foreign key (account_id, region) references callsign.account_region,
    constraint delivery_that_is_pending_has_a_next_attempt check ((status = 'PENDING') = (next_attempt_at is not null)),
    constraint delivery_of_a_set_has_its_destination check (
        num_nulls(configuration_set_name, event_destination_name) <> 1)
);

create index delivery_due on callsign.delivery (destination_arn, next_attempt_at, sequence) where status = 'PENDING';
create index delivery_pending on callsign.delivery (recorded_at) where status = 'PENDING';
create index delivery_failed on callsign.delivery (recorded_at) where status = 'FAILED';
create index delivery_of_message on callsign.delivery (message_id);
create index delivery_page on callsign.delivery (account_id, region, sequence);
create index delivery_sequence on callsign.delivery (sequence);

create table callsign.delivery_attempt (
    delivery_id  uuid        not null references callsign.delivery on delete cascade,
    -- 1, 2 … within the delivery.
    attempt      bigint      not null check (attempt >= 1),
    attempted_at timestamptz not null,
    duration_ms  bigint      not null check (duration_ms >= 0),
    -- The HTTP status; null where nothing answered.
    status_code  bigint,
    -- The beginning of what was answered.
    answer       text,
    -- Null where it was delivered.
    error        text,
    primary key (delivery_id, attempt)
);

-- An HTTP endpoint that gets what a topic gets, as its consumer confirmed it.
create table callsign.sns_subscription (
    id           uuid        primary key,
    topic_arn    text        not null,
    url          text        not null,
    token        text        not null unique,
    confirmed_at timestamptz,
    constraint sns_subscription_is_unique unique (topic_arn, url)
);

-- What envelopes are signed with: one row, so that all processes sign alike.
create table callsign.sns_signing_key (
    is_only            boolean     primary key default true check (is_only),
    -- PKCS #8, PEM.
    private_key        text        not null,
    -- X.509, PEM.
    certificate        text        not null,
    -- Of the certificate, in hexadecimal: its name.
    certificate_sha256 text        not null,
    created_at         timestamptz not null default clock_timestamp()
);

create view inspect.event_deliveries as
select d.id::text as delivery_id,
       d.message_id::text as message_id,
       d.event_type,
       d.configuration_set_name,
       d.event_destination_name,
       d.destination_arn,
       d.record,
       d.status,
       d.attempts,
       d.last_attempt_at,
       d.last_error,
       d.next_attempt_at,
       d.account_id,
       d.region,
       d.recorded_at as created_timestamp,
       d.sequence
from callsign.delivery d;

create view inspect.delivery_attempts as
select a.delivery_id::text as delivery_id,
       a.attempt,
       a.attempted_at,
       a.duration_ms,
       a.status_code,
       a.answer,
       a.error,
       d.account_id,
       d.region
from callsign.delivery_attempt a
join callsign.delivery d on d.id = a.delivery_id;

comment on view inspect.event_deliveries is 'What goes to event destinations and two-way channels';
comment on column inspect.event_deliveries.delivery_id is 'The id of the delivery';
comment on column inspect.event_deliveries.message_id is 'MessageId: the id of the message';
comment on column inspect.event_deliveries.event_type is 'eventType, such as TEXT_DELIVERED; null for what was received';
comment on column inspect.event_deliveries.configuration_set_name is
    'ConfigurationSetName of the set that sends it there; null for EventBridge and for what was received';
comment on column inspect.event_deliveries.event_destination_name is
    'EventDestinationName of the destination; null for EventBridge and for what was received';
comment on column inspect.event_deliveries.destination_arn is 'The ARN that it goes to; the settings say where that is';
comment on column inspect.event_deliveries.record is 'What is delivered, as text: the order of its members is AWS''s';
comment on column inspect.event_deliveries.status is
    'PENDING, DELIVERED, FAILED after the last attempt, or NO_TARGET where the settings name nothing for the ARN';
comment on column inspect.event_deliveries.attempts is 'How many attempts there were';
comment on column inspect.event_deliveries.last_attempt_at is 'When the last attempt began; null before the first';
comment on column inspect.event_deliveries.last_error is 'Why the last attempt failed; null where it did not';
comment on column inspect.event_deliveries.next_attempt_at is 'When the next attempt may begin; null where there is none';
comment on column inspect.event_deliveries.account_id is 'The AWS account that the message is of, twelve digits';
comment on column inspect.event_deliveries.region is 'The AWS region that the message is in';
comment on column inspect.event_deliveries.created_timestamp is 'When it was written, by the real clock';
comment on column inspect.event_deliveries.sequence is 'The order of deliveries, those of one moment included';

comment on view inspect.delivery_attempts is 'Each attempt to deliver';
comment on column inspect.delivery_attempts.delivery_id is 'The id of the delivery';
comment on column inspect.delivery_attempts.attempt is '1, 2 and so on within the delivery';
comment on column inspect.delivery_attempts.attempted_at is 'When it began, by the real clock';
comment on column inspect.delivery_attempts.duration_ms is 'How long it took, in milliseconds';
comment on column inspect.delivery_attempts.status_code is 'The HTTP status; null where nothing answered';
comment on column inspect.delivery_attempts.answer is 'The first 2 KiB of the answer; null where nothing answered';
comment on column inspect.delivery_attempts.error is 'Why it failed; null where it was delivered';
comment on column inspect.delivery_attempts.account_id is 'The AWS account that the message is of, twelve digits';
comment on column inspect.delivery_attempts.region is 'The AWS region that the message is in';
