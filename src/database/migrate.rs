//! Migrations: what brings a database to the schema that this program needs.
//!
//! The only place where SQL text that isn't a constant of a function is run: the migrations are files of the program, and
//! refinery hands them over as strings.

use std::{cmp::Ordering, fmt, time::Duration};

use refinery::{AsyncMigrate, Migration};
use refinery_core::traits::r#async::{AsyncQuery, AsyncTransaction};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, PgConnection, Row, postgres::PgConnectOptions};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use tokio::time::Instant;

use super::error::{said, sqlstate};

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// Where refinery notes what it applied.
const HISTORY: &str = "callsign.schema_history";

/// The newest schema version that the release before this one knows, whose programs go on while instances are replaced. There
/// is no release yet: until the first, each migration is a clean step. Each release sets it.
const RELEASE_BEFORE: Option<i32> = None;

/// How long one attempt waits for a lock: calls wait behind it. The time-outs that the role may have are those of calls.
const PATIENCE: &str = "set local lock_timeout = '2s'; set local statement_timeout = 0; \
                        set local idle_in_transaction_session_timeout = 0";

/// How long attempts are made.
const ATTEMPTS: Duration = Duration::from_mins(1);

/// Why a database could not be brought to the program's schema. Each text is one sentence for the user.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// The database was migrated by a newer program.
    #[error(
        "the database has schema version {database}, but this callsign knows {program} at most: run the newer callsign, \
         or point database.url at another database"
    )]
    Newer {
        /// The version in the database.
        database: i32,
        /// The newest version that this program knows.
        program: i32,
    },
    /// The database isn't migrated, and the settings forbid it.
    #[error(
        "the database has schema version {database}, but this callsign needs {program}: run `callsign migrate`, or set \
         database.migrate = true"
    )]
    Older {
        /// The version in the database; 0 for none.
        database: i32,
        /// The version that this program needs.
        program: i32,
    },
    /// Another program migrates for too long, or a session holds a table.
    #[error(
        "another session has held what a migration of the database needs for a minute: end it, or let it end (it is in \
         pg_stat_activity), then start callsign again"
    )]
    Locked,
    /// A statement failed.
    #[error("the database can't be migrated: {}", said(.0))]
    Database(#[from] sqlx::Error),
    /// refinery refuses.
    #[error("the database can't be migrated: {}", said(.0))]
    Refinery(#[from] refinery::Error),
}

impl MigrateError {
    /// Whether another attempt may succeed: another program migrates, or a session holds a lock.
    fn may_pass(&self) -> bool {
        let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(self);
        let mut code = None;
        while let Some(error) = cause {
            code = code.or_else(|| error.downcast_ref::<sqlx::Error>().and_then(sqlstate));
            cause = error.source();
        }
        // lock_not_available, deadlock_detected; unique_violation, duplicate_schema and duplicate_table of a twin.
        matches!(code.as_deref(), Some("55P03" | "40P01" | "23505" | "42P06" | "42P07"))
    }
}

/// The newest schema version that this program knows.
#[must_use]
pub fn program_version() -> i32 {
    embedded::migrations::runner().get_migrations().iter().map(Migration::version).max().unwrap_or_default()
}

/// The schema that a database has.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// Its version; 0 for none.
    version: i32,
    /// Whether it says that this program may serve it. Asked only where it is newer than the program.
    serves_program: bool,
}

impl Schema {
    /// That of the database.
    ///
    /// # Errors
    ///
    /// The database's.
    pub async fn of(connection: &mut PgConnection) -> Result<Self, sqlx::Error> {
        let version = database_version(connection).await?;
        let mut serves_program = false;
        if version > program_version() {
            serves_program = sqlx::query_scalar(
                "select exists (select from callsign.schema_served where version = $1 and oldest_program <= $2)",
            )
            .bind(version)
            .bind(program_version())
            .fetch_one(connection)
            .await?;
        }
        Ok(Self { version, serves_program })
    }

    /// Its version; 0 for none.
    #[must_use]
    pub fn version(self) -> i32 {
        self.version
    }

    /// Refuses a schema that is older than this program's, or newer than the next release's.
    ///
    /// # Errors
    ///
    /// [`MigrateError::Newer`] or [`MigrateError::Older`].
    pub fn require_served(self) -> Result<(), MigrateError> {
        let (database, program) = (self.version, program_version());
        match database.cmp(&program) {
            Ordering::Less => Err(MigrateError::Older { database, program }),
            Ordering::Greater if !self.serves_program => Err(MigrateError::Newer { database, program }),
            Ordering::Equal | Ordering::Greater => Ok(()),
        }
    }
}

async fn database_version(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    let is_migrated: bool = sqlx::query_scalar("select to_regclass('callsign.schema_history') is not null")
        .fetch_one(&mut *connection)
        .await?;
    if !is_migrated {
        return Ok(0);
    }
    sqlx::query_scalar("select coalesce(max(version), 0) from callsign.schema_history").fetch_one(connection).await
}

/// What a migration did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Migrated {
    /// Nothing: the database had this version.
    AlreadyAt(i32),
    /// It brought the database from one version to another; 0 is an empty database.
    FromTo(i32, i32),
}

impl fmt::Display for Migrated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlreadyAt(version) => write!(f, "already at {version}"),
            Self::FromTo(from, to) => write!(f, "migrated from {from} to {to}"),
        }
    }
}

/// Brings the database to the program's schema, one program at a time, and makes the role `callsign_inspect`.
///
/// # Errors
///
/// Those of [`migrate_on`].
pub async fn migrate(options: &PgConnectOptions) -> Result<Migrated, MigrateError> {
    migrate_on(options.clone().application_name("callsign migrate").connect().await?).await
}

/// Does as [`migrate`] on a connection that is open already.
///
/// An attempt is one transaction, and so is the lock that programs take in turn: a program that is killed leaves the schema
/// as it was, and a pooler that gives each transaction another session can't keep the lock. Where there is nothing to migrate
/// nothing is waited for.
///
/// # Errors
///
/// [`MigrateError`]; the database then has the schema that it had.
pub async fn migrate_on(mut connection: PgConnection) -> Result<Migrated, MigrateError> {
    let deadline = Instant::now() + ATTEMPTS;
    let migrated = loop {
        match attempt(&mut connection).await {
            Ok(migrated) => break migrated,
            Err(error) if !error.may_pass() => return Err(error),
            Err(_) if Instant::now() >= deadline => return Err(MigrateError::Locked),
            Err(_) => end_readers(&mut connection).await,
        }
        tokio::time::sleep(RETRY_EVERY).await;
    };
    sqlx::Connection::close(connection).await?;
    Ok(migrated)
}

async fn attempt(connection: &mut PgConnection) -> Result<Migrated, MigrateError> {
    let schema = Schema::of(connection).await?;
    let mut transaction = sqlx::Connection::begin(connection).await?;
    transaction.execute(sqlx::raw_sql(PATIENCE)).await?;
    let outcome = match schema.require_served() {
        Err(MigrateError::Older { .. }) => apply(&mut transaction).await,
        otherwise => otherwise.map(|()| Migrated::AlreadyAt(schema.version)),
    };
    match outcome {
        Ok(migrated) => {
            make_inspect_role(&mut transaction).await?;
            transaction.commit().await?;
            Ok(migrated)
        }
        Err(error) => {
            transaction.rollback().await?;
            Err(error)
        }
    }
}

/// Applies what is missing once it is this program's turn.
async fn apply(transaction: &mut PgConnection) -> Result<Migrated, MigrateError> {
    // Who makes them at the same time as another waits for the other's end, and then begins anew.
    transaction.execute("create schema if not exists callsign").await?;
    transaction.execute("create table if not exists callsign.migration_lock ()").await?;
    transaction.execute("lock table callsign.migration_lock in access exclusive mode").await?;
    let from = database_version(transaction).await?;
    if from >= program_version() {
        Schema::of(transaction).await?.require_served()?;
        return Ok(Migrated::AlreadyAt(from));
    }
    let mut runner = embedded::migrations::runner();
    runner.set_migration_table_name(HISTORY);
    runner.run_async(&mut Migrating(transaction)).await?;
    sqlx::query(
        "insert into callsign.schema_served (version, oldest_program) values ($1, $2)
         on conflict (only_row) do update set version = excluded.version, oldest_program = excluded.oldest_program",
    )
    .bind(program_version())
    .bind(RELEASE_BEFORE.unwrap_or_else(program_version))
    .execute(transaction)
    .await?;
    tracing::info!(from, to = program_version(), "database migrated");
    Ok(Migrated::FromTo(from, program_version()))
}

/// Ends the sessions of those who may only read and hold a lock on a table or view: a migration waits for no reader.
async fn end_readers(connection: &mut PgConnection) {
    let ended = sqlx::query(
        "select pg_terminate_backend(pid) from (
             select distinct a.pid
             from pg_locks l
             join pg_class c on c.oid = l.relation
             join pg_namespace s on s.oid = c.relnamespace and s.nspname in ('callsign', 'inspect')
             join pg_stat_activity a on a.pid = l.pid and a.datname = current_database()
             where l.database = (select oid from pg_database where datname = current_database())
             and not has_schema_privilege(a.usesysid, 'callsign', 'usage')) as reader",
    )
    .execute(connection)
    .await;
    match ended {
        Ok(ended) if ended.rows_affected() > 0 => {
            tracing::warn!(
                sessions = ended.rows_affected(),
                "sessions that only read kept the migration waiting and were ended"
            );
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(
            error = said(&error),
            "a session that only reads may keep the migration waiting: grant pg_signal_backend to the role that migrates"
        ),
    }
}

/// Refuses a database whose schema this program doesn't serve.
///
/// # Errors
///
/// [`MigrateError::Newer`], [`MigrateError::Older`], or the database's.
pub async fn require_served(mut connection: PgConnection) -> Result<(), MigrateError> {
    Schema::of(&mut connection).await?.require_served()
}

/// Roles belong to the whole cluster, so programs on other databases may make the same one at the same time, and an
/// administrator may not let callsign make any: then reading with SQL needs the two lines of `docs/sql.md`.
async fn make_inspect_role(transaction: &mut PgConnection) -> Result<(), sqlx::Error> {
    let mut attempt = sqlx::Connection::begin(transaction).await?;
    let made = attempt
        .execute(sqlx::raw_sql(
            "do $$ begin
                 if not exists (select from pg_roles where rolname = 'callsign_inspect') then
                     create role callsign_inspect nologin;
                 end if;
             exception when duplicate_object or unique_violation then null;
             end $$;
             do $$ begin
                 -- A start that finds all of it granted writes nothing.
                 if not has_schema_privilege('callsign_inspect', 'inspect', 'usage') or exists (
                     select from pg_class where relnamespace = 'inspect'::regnamespace and relkind = 'v'
                     and not has_table_privilege('callsign_inspect', oid, 'select'))
                 then
                     grant usage on schema inspect to callsign_inspect;
                     grant select on all tables in schema inspect to callsign_inspect;
                 end if;
             end $$",
        ))
        .await;
    match made {
        Ok(_) => attempt.commit().await,
        Err(error) => {
            tracing::warn!(
                error = said(&error),
                "the role callsign_inspect could not be made; docs/sql.md has the lines for an administrator"
            );
            attempt.rollback().await
        }
    }
}

/// A connection in a transaction, as refinery wants to see it: what it calls transactions are savepoints.
struct Migrating<'c>(&'c mut PgConnection);

impl AsyncTransaction for Migrating<'_> {
    type Error = sqlx::Error;

    async fn execute<'a, T: Iterator<Item = &'a str> + Send + 'a>(&mut self, queries: T) -> Result<usize, sqlx::Error> {
        let mut transaction = sqlx::Connection::begin(&mut *self.0).await?;
        let mut count = 0;
        for query in queries {
            transaction.execute(sqlx::raw_sql(AssertSqlSafe(query.to_owned()))).await?;
            count += 1;
        }
        transaction.commit().await?;
        Ok(count)
    }
}

impl AsyncQuery<Vec<Migration>> for Migrating<'_> {
    async fn query(&mut self, query: &str) -> Result<Vec<Migration>, sqlx::Error> {
        let rows = self.0.fetch_all(sqlx::raw_sql(AssertSqlSafe(query.to_owned()))).await?;
        rows.iter()
            .map(|row| {
                let applied_on: String = row.try_get(2)?;
                let checksum: String = row.try_get(3)?;
                let applied_on = OffsetDateTime::parse(&applied_on, &Rfc3339).map_err(decode)?;
                Ok(Migration::applied(row.try_get(0)?, row.try_get(1)?, applied_on, checksum.parse().map_err(decode)?))
            })
            .collect()
    }
}

impl AsyncMigrate for Migrating<'_> {}

fn decode(error: impl std::error::Error + Send + Sync + 'static) -> sqlx::Error {
    sqlx::Error::Decode(Box::new(error))
}

/// How long a start may wait for the database to answer at all is a setting; this is how often it asks.
pub const RETRY_EVERY: Duration = Duration::from_millis(250);
