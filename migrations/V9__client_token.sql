-- Client tokens of requests that succeeded, with the answer that a retry gets again byte for byte. The answer is null
-- only inside the transaction that claims the token: it is written before the commit, and a failure leaves no row.
create table callsign.client_token (
    account_id     text        not null,
    region         text        not null,
    operation      text        not null,
    client_token   text        not null check (length(client_token) between 1 and 64),
    request_digest bytea       not null check (length(request_digest) = 32),
    answer         text,
    created_at     timestamptz not null default now(),
    expires_at     timestamptz not null,
    primary key (account_id, region, operation, client_token)
);

create index client_token_expires_at on callsign.client_token (expires_at);
