-- squawk-ignore-file constraint-missing-not-valid
-- Nothing is released, so this is one clean step: nobody waits for the locks.

-- What is sent in the stead of an RCS message, as the columns of its message will say it: from the moment at which it falls back, when
-- it moves there and is null again. Null, too, where nothing is to be sent in its stead.
alter table callsign.message
    add column falls_back_to jsonb,
    add constraint message_falls_back_from_rcs check (falls_back_to is null or channel = 'RCS');
