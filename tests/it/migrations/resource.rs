//! The table `resource`, made from what a database holds: every answer about it stays.

use std::{collections::BTreeMap, fs, path::PathBuf};

use aws_sdk_pinpointsmsvoicev2::{Client, types::Owner};
use callsign::database::migrate;
use serde_json::{Value, json};
use sqlx::{AssertSqlSafe, Executor, PgConnection};

use crate::{
    harness::{ACCOUNT, App, OTHER_ACCOUNT, REGION, cluster, raw::call},
    sharing::{KINDS, Wanted, describe},
};

/// The migrations' texts, in order: those before the table is made, and the others.
fn migrations() -> (Vec<String>, Vec<String>) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let names = fs::read_dir(&folder).expect("the folder is there").map(|entry| entry.expect("an entry").file_name());
    let mut versions: BTreeMap<u32, String> = BTreeMap::new();
    for name in names {
        let name = name.into_string().expect("a name in UTF-8");
        let version = name.trim_start_matches('V').split("__").next().expect("a name has a version");
        versions.insert(version.parse().expect("a version is a number"), name.clone());
    }
    let read = |name: &String| fs::read_to_string(folder.join(name)).expect("a migration is text");
    let made = versions.values().position(|name| name.ends_with("__resource.sql")).expect("it is there");
    (versions.values().take(made).map(read).collect(), versions.values().skip(made).map(read).collect())
}

async fn apply(connection: &mut PgConnection, migrations: Vec<String>) {
    for migration in migrations {
        let migration = format!("begin; {migration}; commit");
        connection.execute(sqlx::raw_sql(AssertSqlSafe(migration))).await.expect("a migration is applied");
    }
}

/// A thousand resources of each kind for each of two accounts, in the tables as they were. Every second one has two tags, every
/// third one a policy, which shares it with the other account, with everybody, or with nobody.
const BEFORE: &str = r#"
    insert into callsign.account_region
    select account, 'us-east-1', now() from unnest(array['000000000000', '111111111111']) account;
    create temporary table made as
    select n, account_id, timestamptz '2026-01-01' + n * interval '1 second' as at
    from callsign.account_region, generate_series(1, 1000) n;
    insert into callsign.opt_out_list
    select gen_random_uuid(), account_id, 'us-east-1', case n when 1 then 'Default' else 'List' || n end, at from made;
    insert into callsign.pool
    select gen_random_uuid(), account_id, 'us-east-1', 'TRANSACTIONAL', false, null, null, false, l.id, false, false, at, at
    from made join callsign.opt_out_list l using (account_id) where l.name = 'Default';
    insert into callsign.phone_number
    select gen_random_uuid(), account_id, 'us-east-1', '+' || (447700900000 + n), 'GB', 'TRANSACTIONAL', '{SMS}',
           'LONG_CODE', '1.00', false, null, null, false, l.id, false, false, at, at
    from made join callsign.opt_out_list l using (account_id) where l.name = 'Default';
    insert into callsign.sender_id
    select gen_random_uuid(), account_id, 'us-east-1', 'S' || n / 2, case n % 2 when 0 then 'GB' else 'FR' end,
           '{TRANSACTIONAL}', '0.00', false, false, at
    from made;

    create temporary table owned as
    select row_number() over (order by id) as n, owned.* from (
        select id, account_id, id as pool, null::uuid as number, null::uuid as sender_id, null::uuid as list
        from callsign.pool
        union all select id, account_id, null, id, null, null from callsign.phone_number
        union all select id, account_id, null, null, id, null from callsign.sender_id
        union all select id, account_id, null, null, null, id from callsign.opt_out_list) owned;
    insert into callsign.tag (pool_id, phone_number_id, sender_id_id, opt_out_list_id, key, value)
    select pool, number, sender_id, list, key, 'of ' || n from owned, unnest(array['Stage', 'team']) key where n % 2 = 0;
    insert into callsign.resource_policy (id, pool_id, phone_number_id, sender_id_id, opt_out_list_id, policy, created_at)
    select id, pool, number, sender_id, list,
           '{"Version": "2012-10-17", "Statement": [{"Sid": "' || id || '", "Effect": "Allow", "Action": "sms-voice:*", '
           || '"Resource": "*", "Principal": ' || case n % 9 when 0 then '"*"' else '{"AWS": "111111111111"}' end || '}]}',
           timestamptz '2026-02-01' + n * interval '1 second'
    from owned where n % 3 = 0;
    insert into callsign.resource_policy_grantee
    select id, case n % 9 when 0 then '*' else '111111111111' end from owned where n % 3 = 0;
    insert into callsign.client_token
    select '000000000000', 'us-east-1', 'CreatePool', 'token-' || n, sha256('x'), '{}', now(), now() + interval '1 day'
    from made where account_id = '000000000000'"#;

/// The two accounts, each with its access key.
const FIRST: (&str, &str) = (ACCOUNT, "test");
const SECOND: (&str, &str) = (OTHER_ACCOUNT, "other");

/// What the views show, each as its rows.
async fn shown(connection: &mut PgConnection) -> BTreeMap<String, Vec<Value>> {
    let views = "select table_name::text from information_schema.views where table_schema = 'inspect' order by 1";
    let views: Vec<String> = sqlx::query_scalar(views).fetch_all(&mut *connection).await.expect("the views are listed");
    let mut shown = BTreeMap::new();
    for view in views {
        let rows = format!("select to_jsonb(v) from inspect.{view} v order by 1");
        let rows = sqlx::query_scalar(AssertSqlSafe(rows)).fetch_all(&mut *connection).await.expect("a view is read");
        shown.insert(view, rows);
    }
    shown
}

/// The columns of rows that others have, too, in an order that doesn't hang on those that they haven't: views get columns.
fn in_order(rows: &[Value], others: &[Value]) -> Vec<String> {
    let columns =
        others.first().and_then(Value::as_object).map(|row| row.keys().collect::<Vec<_>>()).unwrap_or_default();
    let kept = |row: &Value| columns.iter().map(|column| format!("{column}={}", row[column.as_str()])).collect();
    let mut kept: Vec<String> = rows.iter().map(|row| -> Vec<String> { kept(row) }).map(|row| row.join(" ")).collect();
    kept.sort();
    kept
}

fn text<'v>(row: &'v Value, column: &str) -> &'v str {
    row[column].as_str().expect("the column holds a text")
}

/// The ARNs of all resources of a kind that the client's account owns, or that others share with it, in order.
async fn listed(client: &Client, kind: &str, owner: &Owner) -> Vec<String> {
    let (mut arns, mut next_token) = (Vec::new(), None);
    loop {
        let owner = Some(owner.clone());
        let wanted = Wanted { owner, next_token, max_results: Some(100), ..Wanted::default() };
        let page = describe(client, kind, wanted).await.expect("the list is answered");
        arns.extend(page.arns);
        next_token = page.next_token;
        if next_token.is_none() {
            arns.sort();
            return arns;
        }
    }
}

/// Keeps a client token as a call keeps it, of a request that makes the list `Kept`: its answer.
async fn keep_a_client_token(connection: &mut PgConnection) -> String {
    let app = App::start().await;
    let answer = call(&app, "CreateOptOutList", KEPT).await;
    assert_eq!(answer.status, 200);
    let kept = "select request_digest, answer from callsign.client_token where client_token = 'kept'";
    let kept = sqlx::query_as(kept).fetch_one(&mut app.connection().await).await.expect("the token is kept");
    let (request_digest, kept): (Vec<u8>, String) = kept;
    let keep = "insert into callsign.client_token
                select account_id, region, 'CreateOptOutList', 'kept', $1, $2, created_at, expires_at
                from callsign.client_token where client_token = 'token-1'";
    let keep = sqlx::query(keep).bind(request_digest).bind(kept);
    keep.execute(connection).await.expect("the token is taken over");
    answer.body
}

const KEPT: &str = r#"{"OptOutListName":"Kept","ClientToken":"kept"}"#;

#[tokio::test]
async fn what_a_database_holds_is_answered_as_before_when_resources_get_a_table_of_their_own() {
    let url = cluster::empty_database().await;
    let mut connection = cluster::connect(&url).await;
    connection.execute("create schema callsign").await.expect("a schema");
    let (older, newer) = migrations();
    apply(&mut connection, older).await;
    connection.execute(sqlx::raw_sql(BEFORE)).await.expect("the database is filled");
    let kept = keep_a_client_token(&mut connection).await;
    let before = shown(&mut connection).await;
    let known = ["pools", "phone_numbers", "sender_ids", "opt_out_lists"].map(|view| before[view].len());
    assert_eq!(known, [2000; 4]);
    assert_eq!((before["tags"].len(), before["resource_policies"].len()), (8000, 2666));

    apply(&mut connection, newer).await;

    let mut after = shown(&mut connection).await;
    after.retain(|view, _| before.contains_key(view));
    for (view, rows) in &before {
        assert!(in_order(rows, rows) == in_order(&after[view], rows), "inspect.{view} shows the same");
    }
    let history =
        "create table callsign.schema_history (version int4 primary key, name text, applied_on text, checksum text);
                   insert into callsign.schema_history values ($1, 'all', '', '')";
    let history = history.replace("$1", &migrate::program_version().to_string());
    connection.execute(sqlx::raw_sql(AssertSqlSafe(history))).await.expect("the history is written");
    let app = App::on_database(url).await;
    answers_as(&app, &before).await;
    assert_eq!(call(&app, "CreateOptOutList", KEPT).await.body, kept, "a retry is answered again");
    let used =
        r#"{"OriginationIdentity":"S1","IsoCountryCode":"FR","MessageType":"TRANSACTIONAL","ClientToken":"token-1"}"#;
    let used = call(&app, "CreatePool", used).await;
    assert_eq!(
        (used.line().as_str(), &used.json()["Reason"]),
        ("400 ValidationException", &json!("INVALID_PARAMETER"))
    );
}

/// The view of a kind, and its column of ARNs.
fn of(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "pool" => ("pools", "pool_arn"),
        "phone-number" => ("phone_numbers", "phone_number_arn"),
        "sender-id" => ("sender_ids", "sender_id_arn"),
        _ => ("opt_out_lists", "opt_out_list_arn"),
    }
}

/// Whether the API answers what the views showed: all that an account has and that is shared with it, and of each kind tags and
/// policies from the first to the last.
async fn answers_as(app: &App, before: &BTreeMap<String, Vec<Value>>) {
    for ((account, key), (other, other_key)) in [(FIRST, SECOND), (SECOND, FIRST)] {
        let client = app.client_of(key, REGION);
        for (kind, _) in KINDS {
            let path = format!(":{account}:{kind}/");
            let of_kind = |view: &str, column: &'static str| {
                let rows = before[view].iter().filter(|row| text(row, column).contains(&path));
                rows.cloned().collect::<Vec<Value>>()
            };
            let policies = of_kind("resource_policies", "resource_arn");
            for policy in policies.iter().step_by(10) {
                let asked = client.get_resource_policy().resource_arn(text(policy, "resource_arn"));
                let answer = asked.send().await.expect("the policy is there");
                assert_eq!(answer.policy.as_deref(), policy["policy"].as_str());
            }
            for tag in of_kind("tags", "resource_arn").iter().step_by(21) {
                let asked = client.list_tags_for_resource().resource_arn(text(tag, "resource_arn"));
                let answer = asked.send().await.expect("the resource is there");
                let tags: Vec<_> = answer.tags().iter().map(|tag| (tag.key(), tag.value())).collect();
                assert_eq!(tags, [("Stage", text(tag, "value")), ("team", text(tag, "value"))]);
            }
            let is_for = |policy: &&Value| {
                let grantees = policy["grantee_account_ids"].as_array().expect("accounts");
                grantees.iter().any(|grantee| grantee == "*" || grantee == other)
            };
            let mut expected: Vec<&str> = policies.iter().filter(is_for).map(|row| text(row, "resource_arn")).collect();
            expected.sort_unstable();
            assert!(!expected.is_empty());
            let shared = listed(&app.client_of(other_key, REGION), kind, &Owner::Shared).await;
            assert_eq!(shared, expected, "{kind} of {account}");
            let (view, column) = of(kind);
            let own = of_kind(view, column);
            let mut own: Vec<&str> = own.iter().map(|row| text(row, column)).collect();
            own.sort_unstable();
            assert_eq!(own.len(), 1_000);
            assert_eq!(listed(&client, kind, &Owner::SelfValue).await, own, "{kind} of {account}");
        }
    }
}
