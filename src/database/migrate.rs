//! Migrations: what brings a database to the schema that this program needs.
//!
//! The only place where SQL text that isn't a constant of a function is run: the migrations are files of the program, and
//! refinery hands them over as strings.

use std::time::Duration;

use refinery::{AsyncMigrate, Migration};
use refinery_core::traits::r#async::{AsyncQuery, AsyncTransaction};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor, PgConnection, Row, postgres::PgConnectOptions};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

use super::error::sqlstate;

mod embedded {
    refinery::embed_migrations!("migrations");
}

/// Where refinery notes what it applied.
const HISTORY: &str = "callsign.schema_history";

/// The key of the advisory lock that migrating programs take in turn: "callsign" in ASCII.
const LOCK_KEY: i64 = 0x6361_6c6c_7369_676e;

/// How long a migration waits for a lock. The time-outs that the role may have are those of calls.
const PATIENCE: &str = "set local lock_timeout = '60s'; set local statement_timeout = 0; \
                        set local idle_in_transaction_session_timeout = 0";

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
    /// Another program migrates for too long.
    #[error(
        "another program has been migrating the database for a minute: wait for it to end, then start callsign again"
    )]
    Locked,
    /// A statement failed.
    #[error("the database can't be migrated: {0}")]
    Database(#[from] sqlx::Error),
    /// refinery refuses.
    #[error("the database can't be migrated: {0}")]
    Refinery(#[from] refinery::Error),
}

/// The newest schema version that this program knows.
#[must_use]
pub fn program_version() -> i32 {
    embedded::migrations::runner().get_migrations().iter().map(Migration::version).max().unwrap_or_default()
}

/// The schema version of the database; 0 for none.
///
/// # Errors
///
/// The database's.
pub async fn database_version(connection: &mut PgConnection) -> Result<i32, sqlx::Error> {
    let is_migrated: bool = sqlx::query_scalar("select to_regclass('callsign.schema_history') is not null")
        .fetch_one(&mut *connection)
        .await?;
    if !is_migrated {
        return Ok(0);
    }
    sqlx::query_scalar("select coalesce(max(version), 0) from callsign.schema_history").fetch_one(connection).await
}

/// Brings the database to the program's schema, one program at a time, and makes the role `callsign_inspect`.
///
/// All of it is one transaction, and so is the lock that programs take in turn: a program that is killed leaves the schema
/// as it was, and a pooler that gives each transaction another session can't keep the lock.
///
/// # Errors
///
/// [`MigrateError`]; the database then has the schema that it had.
pub async fn migrate(options: &PgConnectOptions) -> Result<(), MigrateError> {
    migrate_on(options.clone().application_name("callsign migrate").connect().await?).await
}

/// Does as [`migrate`] on a connection that is open already.
///
/// # Errors
///
/// Those of [`migrate`].
pub async fn migrate_on(mut connection: PgConnection) -> Result<(), MigrateError> {
    let mut transaction = sqlx::Connection::begin(&mut connection).await?;
    transaction.execute(sqlx::raw_sql(PATIENCE)).await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(LOCK_KEY).execute(&mut *transaction).await.map_err(
        |error| match sqlstate(&error).as_deref() {
            Some("55P03") => MigrateError::Locked,
            _ => error.into(),
        },
    )?;
    let database = database_version(&mut transaction).await?;
    if database > program_version() {
        return Err(MigrateError::Newer { database, program: program_version() });
    }
    if database < program_version() {
        transaction.execute("create schema if not exists callsign").await?;
        let mut runner = embedded::migrations::runner();
        runner.set_migration_table_name(HISTORY);
        runner.run_async(&mut Migrating(&mut transaction)).await?;
        tracing::info!(from = database, to = program_version(), "database migrated");
    }
    make_inspect_role(&mut transaction).await?;
    transaction.commit().await?;
    sqlx::Connection::close(connection).await?;
    Ok(())
}

/// Refuses a database that isn't at the program's schema.
///
/// # Errors
///
/// [`MigrateError::Newer`], [`MigrateError::Older`], or the database's.
pub async fn require_migrated(mut connection: PgConnection) -> Result<(), MigrateError> {
    let database = database_version(&mut connection).await?;
    let program = program_version();
    match database.cmp(&program) {
        std::cmp::Ordering::Less => Err(MigrateError::Older { database, program }),
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Greater => Err(MigrateError::Newer { database, program }),
    }
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
            tracing::warn!(%error, "the role callsign_inspect could not be made; docs/sql.md has the lines for an administrator");
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
