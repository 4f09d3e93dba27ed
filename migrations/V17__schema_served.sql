-- squawk-ignore-file prefer-bigint-over-int
-- refinery's own versions are integers.

-- Which programs may serve this schema. While instances are replaced one by one, those of the release before go on on the
-- schema that the new release made: a program that knows schema version `oldest_program` or a later one serves it.
-- The program that migrates writes the one row, in the transaction of its migrations. A row whose `version` isn't the
-- schema's says nothing.
create table callsign.schema_served (
    only_row boolean primary key default true check (only_row),
    version integer not null,
    oldest_program integer not null
);

-- The lock of programs that migrate, which take it in turn. Nobody else has a right on it: a session that may only read
-- could hold an advisory lock.
create table if not exists callsign.migration_lock ();
