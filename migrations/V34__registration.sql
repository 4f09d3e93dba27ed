-- squawk-ignore-file constraint-missing-not-valid
-- Registrations: forms that somebody reviews before a number or a sender ID may be used.
create table callsign.registration (
    id                     uuid        primary key,
    account_id             text        not null,
    region                 text        not null,
    registration_type      text        not null check (registration_type ~ '^[A-Za-z0-9_]{1,64}$'),
    registration_status    text        not null check (registration_status in (
                               'CREATED', 'SUBMITTED', 'AWS_REVIEWING', 'REVIEWING', 'REQUIRES_AUTHENTICATION',
                               'PROVISIONING', 'COMPLETE', 'REQUIRES_UPDATES', 'CLOSED')),
    current_version_number bigint      not null check (current_version_number between 1 and 100000),
    -- When its review goes on by itself; null: never.
    next_due_at            timestamptz,
    created_at             timestamptz not null,
    sequence               bigint      generated always as identity,
    foreign key (account_id, region) references callsign.account_region,
    -- Deferred, because the row is there before the trigger makes its resource.
    constraint registration_is_a_resource
        foreign key (id) references callsign.resource deferrable initially deferred
);

create index registration_page on callsign.registration (account_id, region, created_at, id);
create index registration_due on callsign.registration (account_id, next_due_at, sequence)
    where next_due_at is not null;

create trigger insert_resources after insert on callsign.registration referencing new table as made
    for each statement execute function callsign.insert_resources('registration/registration-');
create trigger delete_resources after delete on callsign.registration referencing old table as gone
    for each statement execute function callsign.delete_resources();

-- The versions of its form. Only the newest is written.
create table callsign.registration_version (
    registration_id             uuid        not null references callsign.registration on delete cascade,
    version_number              bigint      not null check (version_number between 1 and 100000),
    registration_version_status text        not null check (registration_version_status in (
                                    'DRAFT', 'SUBMITTED', 'AWS_REVIEWING', 'REVIEWING', 'REQUIRES_AUTHENTICATION',
                                    'APPROVED', 'DISCARDED', 'DENIED', 'REVOKED', 'ARCHIVED',
                                    'REQUIRES_OFFLINE_REVIEW')),
    aws_review                  boolean     not null default false,
    draft_at                    timestamptz not null,
    submitted_at                timestamptz,
    aws_reviewing_at            timestamptz,
    reviewing_at                timestamptz,
    requires_authentication_at  timestamptz,
    approved_at                 timestamptz,
    discarded_at                timestamptz,
    denied_at                   timestamptz,
    revoked_at                  timestamptz,
    archived_at                 timestamptz,
    -- RegistrationDeniedReasonInformation, one an item.
    denied_reasons              jsonb       not null default '[]',
    feedback                    text,
    constraint registration_version_is_once_in_a_registration primary key (registration_id, version_number)
);

-- What is attached to registrations: documents.
create table callsign.registration_attachment (
    id             uuid        primary key,
    account_id     text        not null,
    region         text        not null,
    kind           text        not null check (kind in ('PDF', 'JPEG', 'PNG')),
    -- Null where it lies in Amazon S3, which is never asked.
    size           bigint      check (size between 1 and 5242880),
    sha256         text        check (sha256 ~ '^[0-9a-f]{64}$'),
    attachment_url text        check (length(attachment_url) between 1 and 2048),
    -- Status in time is data: UPLOAD_IN_PROGRESS before this moment, UPLOAD_COMPLETE from it on.
    complete_at    timestamptz not null,
    created_at     timestamptz not null,
    foreign key (account_id, region) references callsign.account_region,
    constraint registration_attachment_has_one_source check (num_nonnulls(sha256, attachment_url) = 1),
    constraint registration_attachment_is_a_resource
        foreign key (id) references callsign.resource deferrable initially deferred
);

create index registration_attachment_page
    on callsign.registration_attachment (account_id, region, created_at, id);

create trigger insert_resources after insert on callsign.registration_attachment referencing new table as made
    for each statement execute function callsign.insert_resources('registration-attachment/attachment-');
create trigger delete_resources after delete on callsign.registration_attachment referencing old table as gone
    for each statement execute function callsign.delete_resources();

-- Their bytes, apart from what is listed.
create table callsign.registration_attachment_body (
    registration_attachment_id uuid  primary key references callsign.registration_attachment on delete cascade,
    body                       bytea not null
);

-- The values of a version, and what a denial says of fields, with or without one.
create table callsign.registration_field_value (
    registration_id            uuid   not null,
    version_number             bigint not null,
    field_path                 text   not null check (field_path ~ '^[A-Za-z0-9_.]{1,100}$'),
    select_choices             text[] check (cardinality(select_choices) between 1 and 100),
    text_value                 text   check (length(text_value) between 1 and 2048),
    registration_attachment_id uuid   references callsign.registration_attachment,
    denied_reason              text,
    feedback                   text,
    constraint registration_field_value_is_once_in_a_version primary key (registration_id, version_number, field_path),
    constraint registration_field_value_is_of_one_kind
        check (num_nonnulls(select_choices, text_value, registration_attachment_id) <= 1),
    foreign key (registration_id, version_number) references callsign.registration_version on delete cascade
);

create index registration_field_value_attachment on callsign.registration_field_value (registration_attachment_id)
    where registration_attachment_id is not null;

-- What a registration is for: numbers and sender IDs, or the registration that it stands on.
create table callsign.registration_association (
    id                     uuid        primary key,
    registration_id        uuid        not null references callsign.registration on delete cascade,
    phone_number_id        uuid        references callsign.phone_number on delete cascade,
    sender_id_id           uuid        references callsign.sender_id on delete cascade,
    parent_registration_id uuid        references callsign.registration,
    created_at             timestamptz not null,
    constraint registration_association_is_one_thing
        check (num_nonnulls(phone_number_id, sender_id_id, parent_registration_id) = 1),
    constraint phone_number_is_in_one_registration unique (phone_number_id),
    constraint sender_id_is_in_one_registration unique (sender_id_id),
    constraint registration_stands_on_another_once unique (registration_id, parent_registration_id)
);

create index registration_association_page on callsign.registration_association (registration_id, created_at, id);
create index registration_association_parent on callsign.registration_association (parent_registration_id)
    where parent_registration_id is not null;

create function callsign.registration_id(key uuid) returns text
    language sql immutable strict parallel safe
    return 'registration-' || replace(key::text, '-', '');

create function callsign.registration_attachment_id(key uuid) returns text
    language sql immutable strict parallel safe
    return 'attachment-' || replace(key::text, '-', '');

create or replace view inspect.phone_numbers as
select callsign.phone_number_id(n.id) as phone_number_id,
       callsign.arn(n.account_id, n.region, 'phone-number/' || callsign.phone_number_id(n.id)) as phone_number_arn,
       n.account_id,
       n.region,
       n.phone_number,
       case when n.active_at > callsign.present(c.mode, c.at, c.offset_ms) then 'PENDING'
            when n.changing_until > callsign.present(c.mode, c.at, c.offset_ms) then n.changing_status
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
       n.created_at as created_timestamp,
       callsign.registration_id(r.registration_id) as registration_id
from callsign.phone_number n
join callsign.opt_out_list l on l.id = n.opt_out_list_id
left join callsign.pool_origination_identity a on a.phone_number_id = n.id
left join callsign.clock c on c.account_id = n.account_id
left join callsign.registration_association r on r.phone_number_id = n.id;

create or replace view inspect.sender_ids as
select s.sender_id,
       callsign.arn(s.account_id, s.region, 'sender-id/' || s.sender_id || '/' || s.iso_country_code) as sender_id_arn,
       s.account_id,
       s.region,
       s.iso_country_code,
       s.message_types,
       s.monthly_leasing_price,
       s.deletion_protection_enabled,
       s.registered,
       s.created_at as created_timestamp,
       callsign.registration_id(r.registration_id) as registration_id
from callsign.sender_id s
left join callsign.registration_association r on r.sender_id_id = s.id;

create view inspect.registrations as
select callsign.registration_id(r.id) as registration_id,
       callsign.arn(r.account_id, r.region, 'registration/' || callsign.registration_id(r.id)) as registration_arn,
       r.registration_type,
       r.registration_status,
       r.current_version_number,
       (select max(v.version_number) from callsign.registration_version v
        where v.registration_id = r.id and v.registration_version_status = 'APPROVED') as approved_version_number,
       (select max(v.version_number) from callsign.registration_version v
        where v.registration_id = r.id and v.registration_version_status = 'DENIED') as latest_denied_version_number,
       r.next_due_at,
       r.account_id,
       r.region,
       r.created_at as created_timestamp
from callsign.registration r;

create view inspect.registration_versions as
select callsign.registration_id(r.id) as registration_id,
       v.version_number,
       v.registration_version_status,
       v.aws_review,
       v.draft_at as draft_timestamp,
       v.submitted_at as submitted_timestamp,
       v.aws_reviewing_at as aws_reviewing_timestamp,
       v.reviewing_at as reviewing_timestamp,
       v.requires_authentication_at as requires_authentication_timestamp,
       v.approved_at as approved_timestamp,
       v.discarded_at as discarded_timestamp,
       v.denied_at as denied_timestamp,
       v.revoked_at as revoked_timestamp,
       v.archived_at as archived_timestamp,
       v.denied_reasons,
       v.feedback,
       r.account_id,
       r.region
from callsign.registration_version v
join callsign.registration r on r.id = v.registration_id;

create view inspect.registration_field_values as
select callsign.registration_id(r.id) as registration_id,
       f.version_number,
       f.field_path,
       f.select_choices,
       f.text_value,
       callsign.registration_attachment_id(f.registration_attachment_id) as registration_attachment_id,
       f.denied_reason,
       f.feedback,
       r.account_id,
       r.region
from callsign.registration_field_value f
join callsign.registration r on r.id = f.registration_id;

create view inspect.registration_associations as
select callsign.registration_id(r.id) as registration_id,
       coalesce('phone-' || replace(n.id::text, '-', ''), s.sender_id, callsign.registration_id(p.id)) as resource_id,
       case when n.id is not null then callsign.arn(n.account_id, n.region, 'phone-number/phone-' || replace(n.id::text, '-', ''))
            when s.id is not null then callsign.arn(s.account_id, s.region, 'sender-id/' || s.sender_id || '/' || s.iso_country_code)
            else callsign.arn(p.account_id, p.region, 'registration/' || callsign.registration_id(p.id)) end as resource_arn,
       case when n.id is not null then n.number_type
            when s.id is not null then 'SENDER_ID'
            else p.registration_type end as resource_type,
       coalesce(n.iso_country_code, s.iso_country_code) as iso_country_code,
       n.phone_number,
       r.account_id,
       r.region,
       a.created_at as associated_at
from callsign.registration_association a
join callsign.registration r on r.id = a.registration_id
left join callsign.phone_number n on n.id = a.phone_number_id
left join callsign.sender_id s on s.id = a.sender_id_id
left join callsign.registration p on p.id = a.parent_registration_id;

create view inspect.registration_attachments as
select callsign.registration_attachment_id(t.id) as registration_attachment_id,
       callsign.arn(t.account_id, t.region, 'registration-attachment/' || callsign.registration_attachment_id(t.id))
           as registration_attachment_arn,
       case when t.complete_at > callsign.present(t.account_id) then 'UPLOAD_IN_PROGRESS' else 'UPLOAD_COMPLETE' end
           as attachment_status,
       t.kind,
       t.size,
       t.sha256,
       t.attachment_url,
       t.account_id,
       t.region,
       t.created_at as created_timestamp
from callsign.registration_attachment t;

comment on column inspect.phone_numbers.registration_id is 'RegistrationId: the registration that it has; null without one';
comment on column inspect.sender_ids.registration_id is 'RegistrationId: the registration that it has; null without one';

comment on view inspect.registrations is 'Registrations, as DescribeRegistrations shows them';
comment on column inspect.registrations.registration_id is 'RegistrationId: registration- and 32 digits';
comment on column inspect.registrations.registration_arn is 'RegistrationArn: the ARN';
comment on column inspect.registrations.registration_type is 'RegistrationType: such as US_TOLL_FREE_REGISTRATION';
comment on column inspect.registrations.registration_status is 'RegistrationStatus: where it stands';
comment on column inspect.registrations.current_version_number is 'CurrentVersionNumber: the version that is written';
comment on column inspect.registrations.approved_version_number is
    'ApprovedVersionNumber: the version that counts; null if none does';
comment on column inspect.registrations.latest_denied_version_number is
    'LatestDeniedVersionNumber: the version that was denied last; null if none was';
comment on column inspect.registrations.next_due_at is
    'When its review goes on by itself; null if it never does';
comment on column inspect.registrations.account_id is 'The AWS account that owns the resource, twelve digits';
comment on column inspect.registrations.region is 'The AWS region that the resource is in';
comment on column inspect.registrations.created_timestamp is 'CreatedTimestamp: when the resource was created';

comment on view inspect.registration_versions is 'The versions of registrations, as DescribeRegistrationVersions shows them';
comment on column inspect.registration_versions.registration_id is 'RegistrationId: whose version it is';
comment on column inspect.registration_versions.version_number is 'VersionNumber: from 1 on';
comment on column inspect.registration_versions.registration_version_status is
    'RegistrationVersionStatus: where it stands';
comment on column inspect.registration_versions.aws_review is
    'AwsReview: whether AWS was asked to check it beforehand';
comment on column inspect.registration_versions.draft_timestamp is 'DraftTimestamp: when it was made';
comment on column inspect.registration_versions.submitted_timestamp is 'SubmittedTimestamp; null if it never was';
comment on column inspect.registration_versions.aws_reviewing_timestamp is 'AwsReviewingTimestamp; null if it never was';
comment on column inspect.registration_versions.reviewing_timestamp is 'ReviewingTimestamp; null if it never was';
comment on column inspect.registration_versions.requires_authentication_timestamp is
    'RequiresAuthenticationTimestamp; null if it never was';
comment on column inspect.registration_versions.approved_timestamp is 'ApprovedTimestamp; null if it never was';
comment on column inspect.registration_versions.discarded_timestamp is 'DiscardedTimestamp; null if it never was';
comment on column inspect.registration_versions.denied_timestamp is 'DeniedTimestamp; null if it never was';
comment on column inspect.registration_versions.revoked_timestamp is 'RevokedTimestamp; null if it never was';
comment on column inspect.registration_versions.archived_timestamp is 'ArchivedTimestamp; null if it never was';
comment on column inspect.registration_versions.denied_reasons is 'DeniedReasons: why it was denied, as JSON';
comment on column inspect.registration_versions.feedback is 'Feedback: what AWS''s own check found; null if none was asked for';
comment on column inspect.registration_versions.account_id is 'The AWS account that owns the registration, twelve digits';
comment on column inspect.registration_versions.region is 'The AWS region that the registration is in';

comment on view inspect.registration_field_values is
    'The values in the forms of registrations, and the fields that a denial names';
comment on column inspect.registration_field_values.registration_id is 'RegistrationId: whose form it is';
comment on column inspect.registration_field_values.version_number is 'VersionNumber: which version of it';
comment on column inspect.registration_field_values.field_path is 'FieldPath: such as companyInfo.companyName';
comment on column inspect.registration_field_values.select_choices is 'SelectChoices; null where there are none';
comment on column inspect.registration_field_values.text_value is 'TextValue; null where there is none';
comment on column inspect.registration_field_values.registration_attachment_id is
    'RegistrationAttachmentId; null where there is none';
comment on column inspect.registration_field_values.denied_reason is
    'DeniedReason: why the field led to a denial; null if it didn''t';
comment on column inspect.registration_field_values.feedback is 'Feedback: what AWS''s own check says of it';
comment on column inspect.registration_field_values.account_id is
    'The AWS account that owns the registration, twelve digits';
comment on column inspect.registration_field_values.region is 'The AWS region that the registration is in';

comment on view inspect.registration_associations is
    'What registrations are for and stand on, as ListRegistrationAssociations shows it';
comment on column inspect.registration_associations.registration_id is 'RegistrationId: whose association it is';
comment on column inspect.registration_associations.resource_id is
    'ResourceId: of the number, the sender ID or the other registration';
comment on column inspect.registration_associations.resource_arn is 'ResourceArn: its ARN';
comment on column inspect.registration_associations.resource_type is
    'ResourceType: the number''s type, SENDER_ID, or the other registration''s type';
comment on column inspect.registration_associations.iso_country_code is 'IsoCountryCode; null for a registration';
comment on column inspect.registration_associations.phone_number is 'PhoneNumber; null for what isn''t a number';
comment on column inspect.registration_associations.account_id is
    'The AWS account that owns the registration, twelve digits';
comment on column inspect.registration_associations.region is 'The AWS region that the registration is in';
comment on column inspect.registration_associations.associated_at is 'When they were associated';

comment on view inspect.registration_attachments is
    'What is attached to registrations, as DescribeRegistrationAttachments shows it';
comment on column inspect.registration_attachments.registration_attachment_id is
    'RegistrationAttachmentId: attachment- and 32 digits';
comment on column inspect.registration_attachments.registration_attachment_arn is 'RegistrationAttachmentArn: the ARN';
comment on column inspect.registration_attachments.attachment_status is
    'AttachmentStatus: UPLOAD_IN_PROGRESS or UPLOAD_COMPLETE';
comment on column inspect.registration_attachments.kind is 'PDF, JPEG or PNG';
comment on column inspect.registration_attachments.size is 'How many bytes it has; null for a file in Amazon S3';
comment on column inspect.registration_attachments.sha256 is
    'What SHA-256 makes of its bytes, in hexadecimal digits; null for a file in Amazon S3';
comment on column inspect.registration_attachments.attachment_url is
    'AttachmentUrl: where it lies in Amazon S3; null for a file that came whole';
comment on column inspect.registration_attachments.account_id is 'The AWS account that owns the resource, twelve digits';
comment on column inspect.registration_attachments.region is 'The AWS region that the resource is in';
comment on column inspect.registration_attachments.created_timestamp is 'CreatedTimestamp: when the resource was created';
