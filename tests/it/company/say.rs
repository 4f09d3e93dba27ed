//! The operation of these tests, which nothing else serves: it says a word, once. A request may say how it breaks what it shares.

use callsign::{
    database::unit_of_work::{Patience, Tx},
    domain::sharing::Permission,
    model::{
        error::{ConflictReason, ServiceError},
        opt_out_list::OptOutListName,
        resource::{self, Named},
        resource_type::ResourceType,
    },
    path::{Asked, Call, Granted, LockedRows, Operation, Served, Together, together},
};
use serde::{Deserialize, Serialize};
use sqlx::{Executor, PgConnection};
use time::OffsetDateTime;

/// Its tables: words that somebody may hold, and words that were said, of which one that is undone refuses the commit. The sequences
/// count what is undone, too: how often rows were locked, and for how many requests at most.
pub const SCHEMA: &str = "
    create table public.word (word text primary key);
    create table public.said (word text not null, at timestamptz not null, is_undone boolean not null);
    create function public.undo() returns trigger language plpgsql as
    $$ begin if new.is_undone then raise 'the test wants it so'; end if; return new; end $$;
    create constraint trigger undo after insert on public.said
    deferrable initially deferred for each row execute function public.undo();
    create sequence public.locked;
    create sequence public.largest";

/// The row of the operation.
pub static SAY: Served = together::<Say>();

/// The operation.
pub struct Say;

/// How a request breaks what it shares with others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub enum Manner {
    /// It panics before anything is locked.
    PanicsLocking,
    /// It panics in its rule.
    PanicsDeciding,
    /// It panics once everything is written.
    PanicsWriting,
    /// Its statement fails.
    Fails,
    /// Its commit is refused.
    Undone,
    /// It waits for whoever holds the lock 2.
    Waits,
}

/// What a request says.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Input {
    word: String,
    manner: Option<Manner>,
    list: Option<String>,
    client_token: Option<String>,
}

/// The same, read.
#[derive(Serialize)]
pub struct Request {
    word: String,
    manner: Option<Manner>,
    list: Option<Named<OptOutListName>>,
    #[serde(skip)]
    client_token: Option<String>,
}

/// What is answered.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Output {
    word: String,
}

impl Operation for Say {
    const NAME: &'static str = "Say";
    type Input = Input;
    type Request = Request;
    type Output = Output;

    fn read(input: Input, call: &Call) -> Result<Request, ServiceError> {
        let Input { word, manner, list, client_token } = input;
        let list = list.map(|list| resource::opt_out_list("list", &list, &call.caller)).transpose()?;
        Ok(Request { word, manner, list, client_token })
    }

    fn permissions(request: &Request) -> Vec<Permission> {
        vec![request.list.as_ref().map_or(Permission::Account, |list| Permission::Use(list.resource()))]
    }

    fn client_token(request: &Request) -> Option<&str> {
        request.client_token.as_deref()
    }
}

impl Together for Say {
    /// Whether the word was said.
    type Locked = bool;

    fn lane(_request: &Request, _call: &Call) -> String {
        "words".to_owned()
    }

    fn apart(request: &Request, _call: &Call) -> Option<String> {
        Some(request.word.clone())
    }

    async fn lock(
        asked: &[Asked<'_, Self>],
        patience: Patience,
        tx: &mut Tx,
    ) -> Result<LockedRows<bool>, ServiceError> {
        let words: Vec<String> = asked.iter().map(|one| one.request.word.clone()).collect();
        count(tx, i64::try_from(words.len()).map_err(ServiceError::internal)?).await?;
        assert!(asked.iter().all(|one| one.request.manner != Some(Manner::PanicsLocking)), "the test wants it so");
        let held = held(tx, &words, patience).await?;
        let said = said(tx, &words).await?;
        let locked = words.iter().map(|word| (!held.contains(word)).then(|| Ok(said.contains(word))));
        Ok(locked.collect())
    }

    /// No two of a group say the same word.
    fn after(_locked: &mut bool, _granted: &Granted<'_, Self>) {}

    fn decide(asked: &Asked<'_, Self>, locked: &bool) -> Result<Output, ServiceError> {
        let word = asked.request.word.clone();
        assert!(asked.request.manner != Some(Manner::PanicsDeciding), "the test wants it so");
        if *locked {
            return Err(ServiceError::conflict(ConflictReason::ResourceAlreadyExists, ResourceType::Keyword, word));
        }
        Ok(Output { word })
    }

    async fn write(granted: &[Granted<'_, Self>], tx: &mut Tx) -> Result<(), ServiceError> {
        for Granted { asked: Asked { request, call }, .. } in granted {
            insert(tx, &request.word, call.now(), request.manner == Some(Manner::Undone)).await?;
            match request.manner {
                Some(Manner::Fails) => fail(tx).await?,
                Some(Manner::Waits) => wait(tx).await?,
                _ => {}
            }
        }
        let panics = granted.iter().any(|one| one.asked.request.manner == Some(Manner::PanicsWriting));
        assert!(!panics, "the test wants it so");
        Ok(())
    }
}

async fn count(tx: &mut PgConnection, together: i64) -> Result<(), ServiceError> {
    sqlx::query(
        "select nextval('public.locked'),
                setval('public.largest', greatest($1, (select last_value from public.largest)))",
    )
    .bind(together)
    .execute(tx)
    .await?;
    Ok(())
}

/// Locks those of the words that have a row, and answers which of them others hold, if that isn't waited for.
async fn held(tx: &mut PgConnection, words: &[String], patience: Patience) -> Result<Vec<String>, ServiceError> {
    let there = "select word from public.word where word = any($1)";
    let there: Vec<String> = sqlx::query_scalar(there).bind(words).fetch_all(&mut *tx).await?;
    let lock = match patience {
        Patience::Wait => "select word from public.word where word = any($1) order by word for update",
        Patience::Skip | Patience::Nowait => {
            "select word from public.word where word = any($1) order by word for update skip locked"
        }
    };
    let locked: Vec<String> = sqlx::query_scalar(lock).bind(words).fetch_all(tx).await?;
    Ok(there.into_iter().filter(|word| !locked.contains(word)).collect())
}

async fn said(tx: &mut PgConnection, words: &[String]) -> Result<Vec<String>, ServiceError> {
    let said = "select word from public.said where word = any($1)";
    Ok(sqlx::query_scalar(said).bind(words).fetch_all(tx).await?)
}

async fn insert(tx: &mut PgConnection, word: &str, at: OffsetDateTime, is_undone: bool) -> Result<(), ServiceError> {
    let insert = "insert into public.said (word, at, is_undone) values ($1, $2, $3)";
    sqlx::query(insert).bind(word).bind(at).bind(is_undone).execute(tx).await?;
    Ok(())
}

async fn fail(tx: &mut PgConnection) -> Result<(), ServiceError> {
    tx.execute(sqlx::raw_sql("select 1 / 0")).await?;
    Ok(())
}

async fn wait(tx: &mut PgConnection) -> Result<(), ServiceError> {
    tx.execute(sqlx::raw_sql("set local lock_timeout = 0; select pg_advisory_xact_lock_shared(2)")).await?;
    Ok(())
}
