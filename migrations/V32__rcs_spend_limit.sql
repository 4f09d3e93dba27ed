-- squawk-ignore-file ban-drop-constraint,constraint-missing-not-valid
-- Nothing is released, so this is one clean step: nobody waits for the locks.

-- RCS messages have a monthly limit of their own, too.
alter table callsign.spend_limit_override
    drop constraint spend_limit_override_name_check,
    add constraint spend_limit_override_name_check check (name in (
        'TEXT_MESSAGE_MONTHLY_SPEND_LIMIT', 'VOICE_MESSAGE_MONTHLY_SPEND_LIMIT', 'MEDIA_MESSAGE_MONTHLY_SPEND_LIMIT',
        'NOTIFY_MESSAGE_MONTHLY_SPEND_LIMIT', 'RCS_MESSAGE_MONTHLY_SPEND_LIMIT'));
