//! `/seed` and `seed.file`: what a file makes, the same each time, all of it or nothing.

use std::time::SystemTime;

use callsign::staging::seed::EXAMPLE;
use futures_util::future::join_all;
use serde_json::{Value, json};
use sqlx::Row;

use super::{ask, ask_again, called_by, refused, request};
use crate::harness::{ACCOUNT, App, Folder, OTHER_ACCOUNT, RawAnswer, RawConnection, View, settings};

mod rcs_agents;
mod registrations;

async fn put(app: &App, path: &str, media_type: &str, text: &str) -> RawAnswer {
    let mut asked = request(app.address(), "PUT", path, &Value::Null);
    asked.body = text.as_bytes().to_vec();
    asked.with("content-type", media_type).send(app.address()).await
}

/// A seed. Who is told to ask again, since the machine is busy with other tests, does.
async fn seed(app: &App, text: &str) -> RawAnswer {
    for _ in 0..10 {
        let answer = put(app, "seed", "application/toml", text).await;
        if answer.status != 503 {
            return answer;
        }
    }
    put(app, "seed", "application/toml", text).await
}

/// `created changed unchanged` of an answer.
#[track_caller]
fn counts(answer: &RawAnswer) -> [u64; 3] {
    assert_eq!(answer.status, 200, "{answer:?}");
    let body = answer.json();
    ["created", "changed", "unchanged"].map(|name| body[name].as_u64().expect("a count"))
}

/// All that the views show of what a seed makes, without request ids and times.
async fn rows(app: &App) -> Vec<String> {
    let mut all = Vec::new();
    for view in [
        "opt_out_lists",
        "opted_out_numbers",
        "phone_numbers",
        "sender_ids",
        "pools",
        "associations",
        "keywords",
        "tags",
        "protect_configurations",
        "protect_country_rules",
        "protect_number_overrides",
        "configuration_sets",
        "event_destinations",
        "verified_destination_numbers",
        "rcs_agents",
        "registrations",
        "registration_field_values",
        "registration_associations",
        "account_regions",
        "handsets",
        "carrier_lookups",
    ] {
        let query = format!(
            "select (to_jsonb(v) - '{{created_timestamp,opted_out_timestamp,associated_at,request_id,sequence,verified_at}}'::text[])::text
             from inspect.{view} v order by 1"
        );
        let rows = sqlx::query(sqlx::AssertSqlSafe(query)).fetch_all(&mut app.connection().await).await;
        all.extend(rows.expect("rows are read").iter().map(|row| row.get::<String, _>(0)));
    }
    all
}

#[tokio::test]
async fn ten_resets_and_seeds_give_equal_ids_and_equal_rows() {
    let app = App::start().await;
    let first = seed(&app, EXAMPLE).await;
    assert_eq!(counts(&first), [9, 0, 0]);
    let (ids, first_rows) = (first.json()["ids"].clone(), rows(&app).await);
    assert!(first_rows.len() > 15, "{first_rows:?}");
    for _ in 0..10 {
        let reset = ask(&app, "POST", "reset", json!({ "account_id": ACCOUNT })).await;
        assert_eq!(reset.status, 200, "{reset:?}");
        let again = seed(&app, EXAMPLE).await;
        assert_eq!(counts(&again), [9, 0, 0]);
        assert_eq!(again.json()["ids"], ids);
        assert_eq!(rows(&app).await, first_rows);
    }
    let pool = ids["otp"]["id"].as_str().expect("an id");
    let members = View(app.client()).identities(pool).await;
    assert_eq!(members, [ids["first"]["id"].as_str().expect("an id"), "MYBRAND"], "in the file's order");
    assert_eq!(ids["otp"]["arn"], format!("arn:aws:sms-voice:us-east-1:{ACCOUNT}:pool/{pool}"));
}

#[tokio::test]
async fn what_only_aws_provisions_is_made_and_sends() {
    let app = App::start().await;
    let ids = seed(&app, EXAMPLE).await.json()["ids"].clone();
    let numbers = app.rows("select phone_number, number_type, status from inspect.phone_numbers order by 1 desc").await;
    let line = |row: &sqlx::postgres::PgRow| [0, 1, 2].map(|column| row.get::<String, _>(column)).join(" ");
    let lines: Vec<String> = numbers.iter().map(line).collect();
    assert!(lines.contains(&"55501 SHORT_CODE ACTIVE".to_owned()), "{lines:?}");
    assert!(lines.contains(&"+18335550100 TOLL_FREE ACTIVE".to_owned()), "{lines:?}");
    assert!(lines.iter().any(|line| line.ends_with("TEN_DLC PENDING")), "{lines:?}");
    let text = app.client().send_text_message().destination_phone_number("+14255550142").message_body("Hello");
    let code = text.origination_identity(ids["code"]["id"].as_str().expect("an id")).send().await;
    code.expect("a short code sends");
    let shown = app.rows("select origination_phone_number from inspect.messages").await;
    assert_eq!(shown[0].get::<String, _>(0), "55501");
}

#[tokio::test]
async fn a_merge_makes_what_is_missing_and_changes_what_differs() {
    let app = App::start().await;
    seed(&app, EXAMPLE).await;
    assert_eq!(counts(&seed(&app, EXAMPLE).await), [0, 0, 9]);
    let other = EXAMPLE.replace("Welcome back", "Hello again").replace("\"SPAM\"", "\"BLOCKED\"");
    assert_eq!(counts(&seed(&app, &other).await), [0, 2, 7]);
    let more = format!("{other}\n[[opt_out_lists]]\nname = \"More\"\n");
    assert_eq!(counts(&seed(&app, &more).await), [1, 0, 9]);
    app.client().create_opt_out_list().opt_out_list_name("Mine").send().await.expect("a list is made");
    assert_eq!(counts(&put(&app, "seed?mode=merge", "application/toml", EXAMPLE).await), [0, 2, 7]);
    assert_eq!(app.count("select count(*) from inspect.opt_out_lists").await, 4, "what isn't named stays");
    assert_eq!(counts(&put(&app, "seed?mode=replace", "application/toml", EXAMPLE).await), [9, 0, 0]);
    assert_eq!(app.count("select count(*) from inspect.opt_out_lists").await, 2, "what isn't named goes");
    assert_eq!(app.count("select count(*) from inspect.monthly_spend").await, 0);
}

#[tokio::test]
async fn the_same_as_json_is_the_same_seed() {
    let app = App::start().await;
    seed(&app, EXAMPLE).await;
    let file: toml::Table = toml::from_str(EXAMPLE).expect("the example is TOML");
    let text = serde_json::to_string(&file).expect("it can be JSON");
    assert_eq!(counts(&put(&app, "seed", "application/json", &text).await), [0, 0, 9]);
}

#[tokio::test]
async fn a_fault_is_told_with_its_line_and_nothing_is_kept() {
    let app = App::start().await;
    let before = rows(&app).await;
    let good = "account_id = \"000000000000\"\n[[opt_out_lists]]\nname = \"Offers\"\n\n";
    for (text, code, said) in [
        ("[[pools]]\nname = \"a\"\nidentities = [\"b\"]\nidentitys = 1\n", "400 INVALID_SEED", "line 8"),
        ("[[pools]\n", "400 INVALID_SEED", "line 5"),
        ("[[pools]]\nidentities = []\n", "400 INVALID_SEED", "line 5"),
        ("[[pools]]\nname = \"a\"\nidentities = [\"b\"]\n", "422 SEED_REFUSED", "line 5"),
        ("[[opt_out_lists]]\nname = \"More\"\n[[opt_out_lists]]\nname = \"No name\"\n", "422 SEED_REFUSED", "line 7"),
        (
            "[[sender_ids]]\nsender_id = \"MYBRAND\"\niso_country_code = \"US\"\n",
            "422 SEED_REFUSED",
            "SENDER_ID_NOT_SUPPORTED",
        ),
        (
            "[[phone_numbers]]\nname = \"a\"\niso_country_code = \"US\"\nnumber_type = \"SHORT_CODE\"\n",
            "422 SEED_REFUSED",
            "line 5",
        ),
        (
            "[[phone_numbers]]\nname = \"a\"\niso_country_code = \"US\"\nnumber_type = \"TOLL_FREE\"\nphone_number = \"+12065551234\"\n",
            "422 SEED_REFUSED",
            "no range",
        ),
        ("[[handsets]]\nphone = \"0206\"\n", "422 SEED_REFUSED", "phone must"),
        ("[[carriers]]\nphone_number = \"0206\"\nphone_number_type = \"VOIP\"\n", "422 SEED_REFUSED", "number must"),
    ] {
        let answer = seed(&app, &format!("{good}{text}")).await;
        assert_eq!(refused(&answer), code, "{text}");
        assert!(answer.body.contains(said), "{said}: {answer:?}");
        assert_eq!(rows(&app).await, before, "{text}");
    }
    let answer =
        put(&app, "seed", "application/json", r#"{"account_id": "000000000000", "pools": [{"name": 1}]}"#).await;
    assert_eq!(refused(&answer), "400 INVALID_SEED");
    assert!(answer.body.contains("pools[0].name"), "{answer:?}");
    let behind = put(&app, "seed", "application/json", r#"{"account_id": "000000000000"} {"pools": []}"#).await;
    assert_eq!(refused(&behind), "400 INVALID_SEED", "what follows the file is no part of it");
    let replaced =
        put(&app, "seed?mode=replace", "application/toml", &format!("{good}[[handsets]]\nphone = \"x\"\n")).await;
    assert_eq!(refused(&replaced), "422 SEED_REFUSED");
    assert_eq!(refused(&put(&app, "seed?mode=other", "application/toml", good).await), "422 INVALID_VALUE");
    assert_eq!(refused(&put(&app, "seed", "text/plain", good).await), "415 NOT_JSON");
    assert_eq!(refused(&seed(&app, "region = \"us-east-1\"\n").await), "422 NO_ACCOUNT");
}

#[tokio::test]
async fn whoever_signs_seeds_his_own_account_only() {
    let app = App::start().await;
    for (account, status) in [(ACCOUNT, 200), (OTHER_ACCOUNT, 403)] {
        let body = json!({ "account_id": account, "opt_out_lists": [{ "name": "Offers" }] });
        let asked = request(app.address(), "PUT", "seed", &body).signed_by("test", "test", None, SystemTime::now());
        assert_eq!(asked.send(app.address()).await.status, status, "{account}");
    }
}

#[tokio::test]
async fn a_name_that_is_an_id_is_that_id_unless_it_is_anothers() {
    let app = App::start().await;
    let text = |account: &str| {
        format!(
            "account_id = \"{account}\"\n[[phone_numbers]]\nname = \"phone-0123456789abcdef0123456789abcdef\"\n\
             iso_country_code = \"US\"\nnumber_type = \"LONG_CODE\"\n"
        )
    };
    let ids = seed(&app, &text(ACCOUNT)).await.json()["ids"].clone();
    let name = "phone-0123456789abcdef0123456789abcdef";
    assert_eq!(ids[name]["id"], name);
    assert_eq!(counts(&seed(&app, &text(ACCOUNT)).await), [0, 0, 1]);
    assert_eq!(refused(&seed(&app, &text(OTHER_ACCOUNT)).await), "422 SEED_REFUSED");
}

#[tokio::test]
async fn a_file_of_the_settings_is_there_when_callsign_is_ready() {
    let scratch = Folder::new();
    let file = scratch.join("seed.toml");
    std::fs::write(&file, EXAMPLE).expect("the file is written");
    let app = App::with(|settings| settings.seed.file = Some(file.clone())).await;
    assert_eq!(app.count("select count(*) from inspect.pools").await, 1);
    assert_eq!(counts(&seed(&app, EXAMPLE).await), [0, 0, 9]);
    std::fs::write(&file, "nonsense = 1\n").expect("the file is written");
    let mut settings = settings(app.database_url());
    settings.seed.file = Some(file);
    let error = callsign::serve::Serving::start(&settings, |_| {}).await.err().expect("the start fails").to_string();
    assert!(error.starts_with("seed.file ") && error.contains("line 1") && !error.contains('\n'), "{error}");
}

#[tokio::test]
async fn eight_workers_with_accounts_of_their_own_never_see_each_other() {
    let app = App::with(|settings| {
        settings.auth.credentials.clear();
        settings.database.max_connections = 12;
    })
    .await;
    let workers = (1..=8).map(|worker| {
        let (app, account) = (&app, format!("{worker:012}"));
        async move {
            for _ in 0..4 {
                let file = EXAMPLE.replace("\"000000000000\"", &format!("\"{account}\""));
                assert_eq!(counts(&seed(app, &file).await), [9, 0, 0], "{account}");
                let frozen = json!({ "account_id": account, "mode": "frozen" });
                assert_eq!(ask_again(app, "PUT", "clock", frozen).await.status, 200);
                let pools = called_by(app, &account, "DescribePools", json!({})).await;
                let pool = pools["Pools"][0]["PoolId"].as_str().expect("there is one").to_owned();
                let send = json!({ "DestinationPhoneNumber": "+14255550142", "OriginationIdentity": pool,
                                   "MessageBody": account });
                called_by(app, &account, "SendTextMessage", send).await;
                let passed = ask(app, "POST", "clock/advance", json!({ "account_id": account, "by": "1h" })).await;
                assert_eq!(passed.json()["events"], 2, "{account}: {passed:?}");
                let seen = ask(app, "GET", &format!("messages?account_id={account}"), Value::Null).await.json();
                let bodies: Vec<&Value> =
                    seen["items"].as_array().expect("a list").iter().map(|one| &one["message_body"]).collect();
                assert_eq!(bodies, [&json!(account)]);
                let reset = ask_again(app, "POST", "reset", json!({ "account_id": account })).await;
                assert_eq!(reset.status, 200, "{reset:?}");
            }
        }
    });
    join_all(workers).await;
    assert_eq!(app.count("select count(*) from inspect.messages").await, 0);
}

#[tokio::test]
async fn a_file_has_eight_mebibytes_at_most_and_other_bodies_one() {
    let app = App::start().await;
    let begin = format!("account_id = \"{ACCOUNT}\"\n[[opt_out_lists]]\nname = \"Offers\"\n#");
    let of = |length: usize| begin.clone() + &"x".repeat(length - begin.len());
    let most = 8 * 1024 * 1024;
    assert_eq!(counts(&seed(&app, &of(most)).await), [1, 0, 0]);
    let longer = seed(&app, &of(most + 1)).await;
    assert_eq!(refused(&longer), "413 BODY_TOO_LARGE");
    assert!(longer.body.contains("8 MiB"), "{longer:?}");
    // What one had is given back, also on the same connection.
    let mut connection = RawConnection::open(app.address()).await;
    for _ in 0..3 {
        let mut asked = request(app.address(), "PUT", "seed", &Value::Null).with("content-type", "application/toml");
        asked.body = of(most - 100).into_bytes();
        connection.write(&asked.bytes()).await;
        assert_eq!(counts(&connection.answer().await.expect("an answer")), [0, 0, 1]);
    }
    let other = put(&app, "handsets/x", "application/json", &of(1024 * 1024 + 1)).await;
    assert_eq!(refused(&other), "413 BODY_TOO_LARGE");
    assert!(other.body.contains("1 MiB"), "{other:?}");
}

/// The file of what there is.
async fn written(app: &App, query: &str, accept: &str) -> RawAnswer {
    let asked = request(app.address(), "GET", &format!("seed{query}"), &Value::Null);
    let asked = if accept.is_empty() { asked } else { asked.with("accept", accept) };
    asked.send(app.address()).await
}

const SCOPE: &str = "?account_id=000000000000";

/// What the example has not: sender IDs of a kind, capabilities, what a pool hands on, phones that answer.
const MORE: &str = r#"account_id = "000000000000"

[[opt_out_lists]]
name = "Default"
opted_out_numbers = ["+12025550188", "+12025550199"]
tags = { kept = "yes" }

[[phone_numbers]]
name = "second"
iso_country_code = "US"
number_type = "TOLL_FREE"
phone_number = "+18335550101"
two_way_channel_arn = "arn:aws:sns:us-east-1:000000000000:inbound"
keywords = [{ keyword = "START", message = "Welcome back", action = "OPT_IN" }]

[[phone_numbers]]
name = "voice"
iso_country_code = "US"
number_type = "TOLL_FREE"
number_capabilities = ["SMS", "VOICE"]
international_sending_enabled = true
two_way_channel_arn = "arn:aws:sns:us-east-1:000000000000:inbound"
self_managed_opt_outs_enabled = true
deletion_protection_enabled = true
keywords = [{ keyword = "HELP", message = "Ask us" }, { keyword = "ÄHM", message = "\"quoted\", é, #" }]

[[sender_ids]]
sender_id = "OFFERS"
iso_country_code = "FR"
message_types = ["PROMOTIONAL"]
deletion_protection_enabled = true
tags = { "a key.with dots" = "" }

[[pools]]
name = "more"
identities = ["voice", "MYBRAND/GB"]
shared_routes_enabled = true
deletion_protection_enabled = true

[[configuration_sets]]
name = "other"
default_message_type = "PROMOTIONAL"
default_sender_id = "OFFERS"
default_message_feedback_enabled = true
event_destinations = [
  { name = "logs", matching_event_types = ["TEXT_DELIVERED", "TEXT_BLOCKED"], log_group_arn = "arn:aws:logs:us-east-1:000000000000:log-group:x", iam_role_arn = "arn:aws:iam::000000000000:role/x", enabled = false },
]

[[carriers]]
phone_number = "+12065550112"
phone_number_type = "PREPAID"
carrier = "A carrier"
mcc = "310"

[[handsets]]
phone = "+12065550111"
after_ms = 5
times = 2
suspicious = true
carrier = { mcc = "310", mnc = "260", name = "A carrier" }
reply = { body = "STOP", after_ms = 1 }
"#;

#[tokio::test]
async fn what_is_there_is_written_as_a_file_that_changes_nothing_and_makes_it_again() {
    let app = App::start().await;
    seed(&app, EXAMPLE).await;
    let more = seed(&app, MORE).await;
    assert_eq!(more.status, 200, "{more:?}");
    // Nobody named these in a file.
    let client = app.client();
    client.create_opt_out_list().opt_out_list_name("Mine").send().await.expect("a list is made");
    let number = crate::harness::Fixture(app.client()).number().await;
    let rule = json!({ "phone": "+44*", "outcome": "BLOCKED", "account_id": ACCOUNT, "region": "us-east-1" });
    for outcome in ["SILENT", "BLOCKED"] {
        let mut rule = rule.clone();
        rule["outcome"] = json!(outcome);
        assert_eq!(ask(&app, "POST", "handsets", rule).await.status, 201);
    }
    let before = rows(&app).await;
    let file = written(&app, SCOPE, "").await;
    assert_eq!((file.status, file.header("content-type")), (200, "application/toml"), "{file:?}");
    for said in ["name = \"first\"", "name = \"otp\"", &format!("name = \"{number}\""), "\"MYBRAND/GB\"", "\"ÄHM\""] {
        assert!(file.body.contains(said), "{said}: {}", file.body);
    }
    let [created, changed, unchanged] = counts(&seed(&app, &file.body).await);
    assert_eq!((created, changed), (0, 0), "{}", file.body);
    assert_eq!(unchanged, 20, "{}", file.body);
    assert_eq!(rows(&app).await, before);

    // The same as JSON, for who asks for it.
    let json = written(&app, SCOPE, "text/html, application/json;q=0.9").await;
    assert_eq!((json.status, json.header("content-type")), (200, "application/json"));
    let as_toml: toml::Table = toml::from_str(&file.body).expect("it is TOML");
    assert_eq!(json.json(), serde_json::to_value(as_toml).expect("it can be JSON"));
    assert_eq!(counts(&put(&app, "seed", "application/json", &json.body).await), [0, 0, 20]);
    for accept in ["application/toml, application/json", "*/*"] {
        assert_eq!(written(&app, SCOPE, accept).await.header("content-type"), "application/toml");
    }

    // From nothing it makes what there was; the rule that was hidden is gone.
    app.execute("delete from callsign.handset where outcome = 'SILENT'").await;
    let before = rows(&app).await;
    let again = put(&app, "seed?mode=replace", "application/toml", &file.body).await;
    assert_eq!(counts(&again)[1..], [1, 0], "the list Default stays: {again:?}");
    let without_ids = |rows: Vec<String>| -> Vec<String> {
        let hide = |row: String| row.split("\"handset_id\"").next().unwrap_or_default().to_owned();
        rows.into_iter().map(hide).collect()
    };
    assert_eq!(without_ids(rows(&app).await), without_ids(before));
    assert_eq!(written(&app, SCOPE, "").await.body, file.body);
}

#[tokio::test]
async fn a_file_is_written_of_one_scope_for_who_may_change_it() {
    let app = App::start().await;
    assert_eq!(refused(&written(&app, "", "").await), "422 NAME_AN_ACCOUNT");
    assert_eq!(refused(&written(&app, "?account=1", "").await), "400 UNKNOWN_PARAMETER");
    let nothing = "account_id = \"000000000000\"\nregion = \"eu-west-1\"\n";
    assert_eq!(written(&app, &format!("{SCOPE}&region=eu-west-1"), "").await.body, nothing);
    assert_eq!(app.count("select count(*) from callsign.account_region").await, 0, "reading makes no scope");
    seed(&app, EXAMPLE).await;
    let signed = |path: &str| {
        let asked = request(app.address(), "GET", path, &Value::Null);
        asked.signed_by("other", "other", None, SystemTime::now())
    };
    let own = signed("seed").send(app.address()).await;
    assert_eq!(own.body, format!("account_id = \"{OTHER_ACCOUNT}\"\nregion = \"us-east-1\"\n"));
    assert_eq!(refused(&signed(&format!("seed{SCOPE}")).send(app.address()).await), "403 NOT_YOURS");
}

const PROTECTED: &str = r#"
account_id = "000000000000"
[[protect_configurations]]
name = "strict"
account_default = true
deletion_protection_enabled = true
country_rules = { SMS = { FR = "BLOCK", GB = "FILTER" }, VOICE = { US = "BLOCK" } }
number_overrides = [{ destination_phone_number = "+33639980000", action = "ALLOW" }]
tags = { team = "a" }

[[configuration_sets]]
name = "orders"
protect_configuration = "strict"
"#;

#[tokio::test]
async fn what_protects_an_account_and_its_sets_is_seeded_and_the_same_again_changes_nothing() {
    let app = App::start().await;
    assert_eq!(counts(&seed(&app, PROTECTED).await), [2, 0, 0]);
    let shown = "select concat_ws(' ', s.configuration_set_name, c.account_default, c.deletion_protection_enabled,
                     (select count(*) from inspect.protect_country_rules), (select count(*) from inspect.protect_number_overrides))
                 from inspect.configuration_sets s join inspect.protect_configurations c using (protect_configuration_id)
                 where s.account_id = $1";
    assert_eq!(app.texts_of(shown, ACCOUNT).await, ["orders t t 3 1"]);
    assert_eq!(counts(&seed(&app, PROTECTED).await), [0, 0, 2]);
    let laxer = PROTECTED.replace("FR = \"BLOCK\"", "FR = \"MONITOR\"");
    assert_eq!(counts(&seed(&app, &laxer).await), [0, 1, 1]);
    let unknown = PROTECTED.replace("protect_configuration = \"strict\"", "protect_configuration = \"other\"");
    let answer = seed(&app, &unknown).await;
    assert!(answer.body.contains("there is no protect configuration other in the file"), "{answer:?}");
}

/// What the file of a seed says of an override that ends, and what is verified.
const MORE_PROTECTED: &str = r#"
tier = "SANDBOX"

[[protect_configurations]]
name = "brief"
number_overrides = [
  { destination_phone_number = "+33639980001", action = "BLOCK", expiration_timestamp = "2099-12-31T23:59:59.25Z" },
  { destination_phone_number = "+12065550199", action = "ALLOW" },
]

[[verified_destination_numbers]]
destination_phone_number = "+12065550142"
status = "VERIFIED"
tags = { team = "login" }

[[verified_destination_numbers]]
name = "boss"
destination_phone_number = "+12065550143"
"#;

#[tokio::test]
async fn what_protects_an_account_and_what_it_verified_is_written_and_makes_the_same_again() {
    let app = App::start().await;
    let (whose, protected) = PROTECTED.trim_start().split_once('\n').expect("the account comes first");
    let seeded = seed(&app, &format!("{whose}\n{MORE_PROTECTED}\n{protected}")).await;
    assert_eq!(counts(&seeded), [5, 1, 0], "{seeded:?}");
    // Nobody named these in a file, and what has expired is no longer said.
    let client = app.client();
    let unnamed = client.create_protect_configuration().send().await.expect("one is made").protect_configuration_id;
    let over = client.put_protect_configuration_rule_set_number_override().protect_configuration_id(&unnamed);
    let over = over.destination_phone_number("+12065550177").action("BLOCK".into());
    let soon = std::time::SystemTime::now() + std::time::Duration::from_hours(1);
    over.expiration_timestamp(soon.into()).send().await.expect("it is put");
    app.execute("update callsign.protect_number_override set expires_at = created_at where destination_phone_number = '+12065550177'").await;
    let entered = client.create_verified_destination_number().destination_phone_number("+447700900123").send().await;
    let entered = entered.expect("it is entered").verified_destination_number_id;

    let file = written(&app, SCOPE, "").await;
    for said in [
        "tier = \"SANDBOX\"",
        "name = \"strict\"",
        "account_default = true",
        "FR = \"BLOCK\"",
        "protect_configuration = \"strict\"",
        "expiration_timestamp = \"2099-12-31T23:59:59.25Z\"",
        "name = \"boss\"",
        &format!("name = \"{unnamed}\""),
        &format!("name = \"{entered}\""),
    ] {
        assert!(file.body.contains(said), "{said}: {}", file.body);
    }
    assert!(!file.body.contains("+12065550177"), "{}", file.body);

    let before = rows(&app).await;
    assert_eq!(counts(&seed(&app, &file.body).await), [0, 0, 8], "{}", file.body);
    assert_eq!(rows(&app).await, before);

    app.execute("delete from callsign.protect_number_override where destination_phone_number = '+12065550177'").await;
    let before = rows(&app).await;
    let again = put(&app, "seed?mode=replace", "application/toml", &file.body).await;
    assert_eq!(counts(&again), [7, 1, 0], "the tier is of what stays: {again:?}");
    assert_eq!(rows(&app).await, before);
    assert_eq!(written(&app, SCOPE, "").await.body, file.body);
    let as_json = written(&app, SCOPE, "application/json").await;
    assert_eq!(counts(&put(&app, "seed", "application/json", &as_json.body).await), [0, 0, 8]);
}

#[tokio::test]
async fn an_override_that_ends_at_no_time_or_in_the_past_is_told_with_its_line() {
    let app = App::start().await;
    let ending = |at: &str| {
        format!(
            "account_id = \"{ACCOUNT}\"\n[[protect_configurations]]\nname = \"brief\"\n\
             number_overrides = [{{ destination_phone_number = \"+12065550142\", action = \"ALLOW\", expiration_timestamp = \"{at}\" }}]\n"
        )
    };
    for (at, status) in [("tomorrow", 400), ("2001-01-01T00:00:00Z", 422)] {
        let answer = seed(&app, &ending(at)).await;
        assert_eq!(answer.status, status, "{answer:?}");
        assert!(answer.body.contains("line 2") || answer.body.contains("line 4"), "{answer:?}");
        assert_eq!(app.count("select count(*) from inspect.protect_configurations").await, 0);
    }
}
