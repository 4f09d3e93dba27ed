//! `/reset`: what goes, what stays, and that nobody is left with half of anything.

use aws_sdk_pinpointsmsvoicev2::{Client, error::ProvideErrorMetadata, types::RequestableNumberType};
use callsign::staging::seed::EXAMPLE;
use futures_util::future::join_all;
use serde_json::{Value, json};
use sqlx::Row;
use std::time::SystemTime;

use super::{ask, refused, request, send_as};
use crate::{
    harness::{ACCOUNT, App, Fixture, Folder, OTHER_ACCOUNT, REGION, Stage},
    message::stage::{self, PHONE},
};

async fn reset(app: &App, said: Value) -> Value {
    let answer = ask(app, "POST", "reset", said).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json()
}

/// `table rows` of each table that has rows of an account, without the resources, which go with their own rows, and what settings say.
async fn left(app: &App, account: &str) -> Vec<String> {
    let tables = "select c.relname::text as name from pg_class c join pg_attribute a on a.attrelid = c.oid
                  where c.relnamespace = 'callsign'::regnamespace and c.relkind = 'r' and a.attname = 'account_id'
                    and c.relname not in ('resource', 'resource_policy_grantee', 'request', 'credential') order by 1";
    let mut left = Vec::new();
    for row in app.rows(tables).await {
        let table: String = row.get("name");
        let count = format!("select count(*) from callsign.{table} where account_id = $1");
        let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(count))
            .bind(account)
            .fetch_one(&mut app.connection().await)
            .await
            .expect("rows are counted");
        if count > 0 {
            left.push(format!("{table} {count}"));
        }
    }
    left
}

/// An app with everything that there is in both accounts, and in a second region.
async fn full() -> App {
    let app = App::with(crate::harness::settings_without_quotas).await;
    for (key, region) in [("test", REGION), ("other", REGION), ("test", "eu-west-1")] {
        Stage::build(&app, key, region).await;
    }
    for (account, region) in [(ACCOUNT, REGION), (OTHER_ACCOUNT, REGION), (ACCOUNT, "eu-west-1")] {
        send_as(&mut app.connection().await, account, region, PHONE, "Hello").await;
    }
    app.execute(
        "insert into callsign.handset (id, account_id, region, phone, outcome, created_at)
         select gen_random_uuid(), account, null, '*', 'DELIVERED', now()
         from unnest(array['000000000000', '111111111111', null]) account;
         insert into callsign.fault (id, account_id, operation, created_at)
         select gen_random_uuid(), account, '*', now() from unnest(array['000000000000', '111111111111', null]) account;
         insert into callsign.carrier_lookup (account_id, region, phone_number, phone_number_type)
         select account, 'us-east-1', '+12065550142', 'VOIP' from unnest(array['000000000000', '111111111111']) account;
         insert into callsign.client_token (account_id, region, operation, client_token, request_digest, answer, expires_at)
         select account, 'us-east-1', 'CreatePool', 'token', sha256('x'), '{}', now() + interval '1 day'
         from unnest(array['000000000000', '111111111111']) account",
    )
    .await;
    app.freeze().await;
    app
}

#[tokio::test]
async fn an_account_keeps_its_scopes_and_default_lists_and_nothing_else() {
    let app = full().await;
    let (own, others) = (left(&app, ACCOUNT).await, left(&app, OTHER_ACCOUNT).await);
    for table in [
        "pool ",
        "phone_number ",
        "message ",
        "monthly_spend ",
        "client_token ",
        "handset ",
        "fault ",
        "clock ",
        "carrier_lookup ",
    ] {
        assert!(own.iter().any(|line| line.starts_with(table)), "{table}: {own:?}");
    }
    let answer = reset(&app, json!({ "account_id": ACCOUNT })).await;
    assert_eq!(left(&app, ACCOUNT).await, ["account_region 2", "opt_out_list 2"]);
    assert_eq!(left(&app, OTHER_ACCOUNT).await, others, "others keep what they have");
    let removed = answer["removed"].as_object().expect("counts by table");
    let sum: u64 = removed.values().filter_map(Value::as_u64).sum();
    assert_eq!(answer["total"], sum);
    assert_eq!((&removed["clock"], &removed["handset"], &removed["fault"]), (&json!(1), &json!(1), &json!(1)));
    assert_eq!(app.count("select count(*) from callsign.handset where account_id is null").await, 1);
    let children = "select (select count(*) from callsign.tag) + (select count(*) from callsign.keyword)
                         + (select count(*) from callsign.resource_policy) + (select count(*) from callsign.event_destination)";
    assert!(app.count(children).await > 0, "the other account's");
    reset(&app, json!({ "account_id": OTHER_ACCOUNT })).await;
    assert_eq!(app.count(children).await, 0);
    assert_eq!(app.count("select count(*) from callsign.resource").await, 3, "the lists Default");
    Stage::build(&app, "test", REGION).await;
}

#[tokio::test]
async fn a_region_goes_alone_and_leaves_the_clock() {
    let app = full().await;
    reset(&app, json!({ "account_id": ACCOUNT, "region": REGION })).await;
    assert_eq!(
        app.count("select count(*) from callsign.pool where region = 'us-east-1' and account_id = '000000000000'")
            .await,
        0
    );
    assert!(app.count("select count(*) from callsign.pool where region = 'eu-west-1'").await > 0);
    assert_eq!(app.count("select count(*) from callsign.clock where account_id = '000000000000'").await, 1);
    assert_eq!(app.count("select count(*) from callsign.handset where account_id = '000000000000'").await, 1);
}

#[tokio::test]
async fn all_goes_but_what_is_to_be_kept() {
    let app = full().await;
    reset(&app, json!({ "all": true, "keep": ["clock", "faults", "handsets"] })).await;
    let kept = ["account_region 2", "clock 1", "fault 1", "handset 1", "opt_out_list 2"];
    assert_eq!(left(&app, ACCOUNT).await, kept);
    reset(&app, json!({ "all": true })).await;
    assert_eq!(left(&app, OTHER_ACCOUNT).await, ["account_region 1", "opt_out_list 1"]);
    for table in ["select count(*) from callsign.handset", "select count(*) from callsign.fault"] {
        assert_eq!(app.count(table).await, 0, "{table}");
    }
    let removed = reset(&app, json!({ "all": true })).await["removed"].clone();
    let others = removed.as_object().expect("counts by table").iter().filter(|(table, _)| *table != "request");
    assert_eq!(others.filter_map(|(_, count)| count.as_u64()).sum::<u64>(), 0, "calls are noted a little later");
}

#[tokio::test]
async fn what_does_not_say_whom_it_resets_is_refused() {
    let app = App::start().await;
    for (said, line) in [
        (json!({}), "422 NOTHING_NAMED"),
        (json!({ "all": false }), "422 NOTHING_NAMED"),
        (json!({ "all": true, "account_id": ACCOUNT }), "422 NOTHING_NAMED"),
        (json!({ "account_id": "1" }), "422 INVALID_VALUE"),
        (json!({ "account_id": ACCOUNT, "keep": ["messages"] }), "422 INVALID_VALUE"),
        (json!({ "acount_id": ACCOUNT }), "400 INVALID_BODY"),
    ] {
        assert_eq!(refused(&ask(&app, "POST", "reset", said).await), line);
    }
    assert_eq!(refused(&ask(&app, "POST", "reset?account_id=000000000000", json!({})).await), "400 UNKNOWN_PARAMETER");
    for (said, status) in [
        (json!({ "all": true }), 403),
        (json!({ "account_id": OTHER_ACCOUNT }), 403),
        (json!({ "account_id": ACCOUNT }), 200),
    ] {
        let asked = request(app.address(), "POST", "reset", &said).signed_by("test", "test", None, SystemTime::now());
        assert_eq!(asked.send(app.address()).await.status, status, "{said}");
    }
}

#[tokio::test]
async fn a_pool_of_another_account_loses_the_number_and_its_history_says_so() {
    let app = App::start().await;
    let (own, other) = (Fixture(app.client()), Fixture(app.client_of("other", REGION)));
    let number = own.number().await;
    own.list("Offers").await;
    let pool = other.pool().await;
    app.execute(
        "insert into callsign.pool_origination_identity (id, pool_id, phone_number_id, created_at, request_id)
         select gen_random_uuid(), p.id, n.id, now(), 'r' from callsign.pool p, callsign.phone_number n
         where n.account_id = '000000000000';
         update callsign.pool set opt_out_list_id = (select id from callsign.opt_out_list where name = 'Offers')",
    )
    .await;
    reset(&app, json!({ "account_id": ACCOUNT })).await;
    let history = app
        .rows(
            "select event || ' ' || pool_id || ' ' || origination_identity as line from inspect.association_history
             order by sequence desc limit 1",
        )
        .await;
    assert_eq!(history[0].get::<String, _>("line"), format!("DISASSOCIATED {pool} {number}"));
    let list = app.rows("select opt_out_list_name from inspect.pools").await;
    assert_eq!(list[0].get::<String, _>("opt_out_list_name"), "Default");
}

/// One client at work: it leases, founds, joins and sends, and takes what it is answered. Whatever went wrong inside.
async fn work(client: Client) -> Vec<String> {
    let mut failures = Vec::new();
    let mut note = |failed: Option<&str>| {
        failures.extend(failed.filter(|code| *code == "InternalServerException").map(str::to_owned));
    };
    for _ in 0..12 {
        let kind = RequestableNumberType::LongCode;
        let number = crate::harness::simulator(&client).number_type(kind).send().await;
        let Ok(number) = number else {
            note(number.err().as_ref().and_then(ProvideErrorMetadata::code));
            continue;
        };
        let number = number.phone_number_id.expect("it has an id");
        let text = client.send_text_message().destination_phone_number(PHONE).message_body("Hello");
        note(
            text.clone().origination_identity(&number).send().await.err().as_ref().and_then(ProvideErrorMetadata::code),
        );
        let pool = client.create_pool().origination_identity(&number).iso_country_code("US");
        let pool = pool.message_type("TRANSACTIONAL".into()).send().await;
        note(pool.as_ref().err().and_then(ProvideErrorMetadata::code));
        let keyword = client.put_keyword().origination_identity(&number).keyword("HOURS").keyword_message("9 to 5");
        note(keyword.send().await.err().as_ref().and_then(ProvideErrorMetadata::code));
        if let Some(pool) = pool.ok().and_then(|pool| pool.pool_id) {
            note(text.origination_identity(pool).send().await.err().as_ref().and_then(ProvideErrorMetadata::code));
        }
    }
    failures
}

#[tokio::test]
async fn resets_under_load_neither_deadlock_nor_leave_halves() {
    let app = App::with(|settings| {
        crate::harness::settings_without_quotas(settings);
        settings.database.max_connections = 12;
        settings.delivery.accepted_ms = 0;
        settings.delivery.delivered_ms = 0;
    })
    .await;
    app.begin("test", REGION).await;
    let workers = join_all((0..6).map(|_| work(app.client())));
    let resets = async {
        for _ in 0..10 {
            reset(&app, json!({ "account_id": ACCOUNT })).await;
        }
    };
    let (failures, ()) = tokio::join!(workers, resets);
    assert_eq!(failures.concat(), Vec::<String>::new());
    let halves = "select count(*) from callsign.message m
                  where not exists (select from callsign.phone_number n where n.id = m.origination_identity_key)";
    assert_eq!(app.count(halves).await, 0, "nobody released a number, so every message has its own");
    let deadlocks = "select deadlocks from pg_stat_database where datname = current_database()";
    assert_eq!(app.count(deadlocks).await, 0);
}

#[tokio::test]
async fn a_send_that_waited_for_a_reset_finds_its_number_gone() {
    let stage = stage::Stage::new().await;
    let mut held = stage.app.connection().await;
    sqlx::raw_sql("begin; lock table callsign.monthly_spend in share row exclusive mode")
        .execute(&mut held)
        .await
        .expect("the months are held");
    let sending = tokio::spawn(stage.text(PHONE).send());
    crate::harness::until("the send waits for the month", || async {
        let waiting = "select count(*) from pg_stat_activity where datname = current_database()
                       and wait_event_type = 'Lock' and query like 'insert into callsign.monthly_spend%'";
        stage.app.count(waiting).await == 1
    })
    .await;
    sqlx::raw_sql("delete from callsign.phone_number; commit").execute(&mut held).await.expect("the number goes");
    let answer = sending.await.expect("the send doesn't panic");
    let refused = crate::harness::refusal(answer);
    assert_eq!(refused.exception, "ResourceNotFoundException");
    assert_eq!(stage.app.count("select count(*) from callsign.message").await, 0);
    assert_eq!(stage.app.count("select count(*) from callsign.monthly_spend").await, 0);
}

async fn pool_ids(app: &App) -> Vec<String> {
    let pools = app.client().describe_pools().send().await.expect("pools");
    pools.pools().iter().map(|pool| pool.pool_id.clone()).collect()
}

#[tokio::test]
async fn a_reset_may_begin_anew_with_the_seed_of_the_settings_as_its_file_is_now() {
    let scratch = Folder::new();
    let file = scratch.join("seed.toml");
    std::fs::write(&file, EXAMPLE).expect("the file is written");
    let app = App::with(|settings| settings.seed.file = Some(file.clone())).await;
    let pools = pool_ids(&app).await;
    app.client().create_opt_out_list().opt_out_list_name("Mine").send().await.expect("a list is made");
    let ahead = ask(&app, "POST", "clock/advance", json!({ "account_id": ACCOUNT, "by": "72h" })).await;
    assert_eq!(ahead.status, 200, "{ahead:?}");

    let answer = reset(&app, json!({ "account_id": ACCOUNT, "seed": true })).await;
    assert_eq!(answer["seeded"]["created"], 9, "{answer}");
    assert_eq!(
        answer["total"].as_u64(),
        answer["removed"].as_object().map(|removed| { removed.values().filter_map(Value::as_u64).sum() })
    );
    assert_eq!(app.count("select count(*) from inspect.opt_out_lists").await, 2, "Default and Marketing");
    assert_eq!((pool_ids(&app).await, pools.len()), (pools.clone(), 1), "the same ids");
    let ahead = "select count(*) from inspect.pools where created_timestamp > clock_timestamp()";
    assert_eq!(app.count(ahead).await, 0, "its clock is real again, also for what the seed makes");

    // What is refused keeps everything as it was.
    for (text, code) in [
        ("[[opt_out_lists]]\nname = \"Other\"\n[[opt_out_lists]]\nname = \"No name\"\n", "422 SEED_REFUSED"),
        ("[[pools]\n", "422 SEED_REFUSED"),
    ] {
        std::fs::write(&file, format!("account_id = \"{ACCOUNT}\"\n{text}")).expect("the file is written");
        let refusal = ask(&app, "POST", "reset", json!({ "account_id": ACCOUNT, "seed": true })).await;
        assert_eq!(refused(&refusal), code, "{refusal:?}");
        assert!(refusal.body.contains("line "), "{refusal:?}");
        assert_eq!(app.count("select count(*) from inspect.pools").await, 1, "{code}");
    }
    std::fs::write(&file, format!("account_id = \"{ACCOUNT}\"\n[[opt_out_lists]]\nname = \"Now\"\n")).expect("written");
    for said in [json!({ "account_id": OTHER_ACCOUNT }), json!({ "account_id": ACCOUNT, "region": "eu-west-1" })] {
        let mut said = said;
        said["seed"] = json!(true);
        assert_eq!(refused(&ask(&app, "POST", "reset", said).await), "422 SEED_ELSEWHERE");
    }
    let answer = reset(&app, json!({ "all": true, "seed": true })).await;
    assert_eq!(answer["seeded"]["created"], 1, "{answer}");
    assert_eq!(app.count("select count(*) from inspect.pools").await, 0);
    std::fs::remove_file(&file).expect("the file goes");
    let gone = ask(&app, "POST", "reset", json!({ "account_id": ACCOUNT, "seed": true })).await;
    assert_eq!(refused(&gone), "422 SEED_REFUSED");
    let app = App::start().await;
    assert_eq!(
        refused(&ask(&app, "POST", "reset", json!({ "account_id": ACCOUNT, "seed": true })).await),
        "422 NO_SEED"
    );
}
