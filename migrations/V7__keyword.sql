-- Keywords of pools and phone numbers that differ from the constants HELP and STOP, which every pool and every number
-- has: a row here either adds a word or replaces one of the two.
create table callsign.keyword (
    id              uuid not null primary key default gen_random_uuid(),
    pool_id         uuid references callsign.pool on delete cascade,
    phone_number_id uuid references callsign.phone_number on delete cascade,
    keyword         text not null check (length(keyword) between 1 and 30),
    keyword_message text not null check (length(keyword_message) between 1 and 1600),
    keyword_action  text not null check (keyword_action in ('AUTOMATIC_RESPONSE', 'OPT_OUT', 'OPT_IN')),
    constraint keyword_has_one_owner check (num_nonnulls(pool_id, phone_number_id) = 1),
    constraint keyword_is_once_on_a_pool unique (pool_id, keyword),
    constraint keyword_is_once_on_a_phone_number unique (phone_number_id, keyword)
);
