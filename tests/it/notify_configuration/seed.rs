//! Notify configurations in the file of a seed.

use serde_json::{Value, json};

use crate::{
    harness::{ACCOUNT, App, RawAnswer},
    staging::{ask, request},
};

/// What the file of a seed says of notify configurations.
const FILE: &str = r#"
account_id = "000000000000"

[[phone_numbers]]
name = "first"
iso_country_code = "US"
number_type = "TOLL_FREE"

[[pools]]
name = "otp"
identities = ["first"]

[[notify_configurations]]
name = "codes"
display_name = "Example Shop"
enabled_channels = ["SMS", "VOICE"]
enabled_countries = ["US", "ZA"]
default_template_id = "notify-code-verification-english-001"
pool = "otp"
tier = "ADVANCED"
deletion_protection_enabled = true
tags = { team = "login" }

[[notify_configurations]]
name = "refused"
display_name = "Somebody"
status = "REJECTED"
rejection_reason = "It is so"

[[notify_configurations]]
name = "waiting"
display_name = "Other"
status = "PENDING"

[[notify_configurations]]
name = "registered"
display_name = "Third"

[[registrations]]
name = "upgrade"
registration_type = "NOTIFY_TIER_UPGRADE_REGISTRATION"
status = "COMPLETE"
associations = ["registered"]
"#;

async fn put(app: &App, text: &str) -> RawAnswer {
    let mut asked = request(app.address(), "PUT", "seed", &Value::Null);
    asked.body = text.as_bytes().to_vec();
    asked.with("content-type", "application/toml").send(app.address()).await
}

async fn written(app: &App) -> String {
    let asked = request(app.address(), "GET", &format!("seed?account_id={ACCOUNT}&region=us-east-1"), &Value::Null);
    asked.send(app.address()).await.body
}

async fn shown(app: &App) -> Vec<String> {
    let rows =
        "select concat_ws(' ', display_name, tier, status, rejection_reason, pool_id is not null, enabled_countries)
                from inspect.notify_configurations where account_id = $1 order by display_name";
    app.texts_of(rows, ACCOUNT).await
}

#[tokio::test]
async fn they_are_seeded_and_written_and_make_the_same_again() {
    let app = App::start().await;
    let made = put(&app, FILE).await;
    assert_eq!((made.status, made.json()["created"].as_u64()), (200, Some(7)), "{made:?}");
    let expected = [
        "Example Shop ADVANCED ACTIVE t {US,ZA}",
        "Other BASIC PENDING f",
        "Somebody BASIC REJECTED It is so f",
        "Third ADVANCED ACTIVE f",
    ];
    assert_eq!(shown(&app).await, expected);
    let file = written(&app).await;
    let again = put(&app, &file).await.json();
    assert_eq!(
        (&again["created"], &again["changed"], &again["unchanged"]),
        (&json!(0), &json!(0), &json!(7)),
        "{file}"
    );
    let reset = ask(&app, "POST", "reset", json!({ "account_id": ACCOUNT })).await;
    assert_eq!(reset.status, 200, "{reset:?}");
    assert_eq!(shown(&app).await, Vec::<String>::new());
    assert_eq!(put(&app, &file).await.json()["created"], 7, "{file}");
    assert_eq!(shown(&app).await, expected);
    assert_eq!(written(&app).await, file);
}

#[tokio::test]
async fn what_cannot_be_is_refused() {
    let app = App::start().await;
    put(&app, FILE).await;
    for (from, to, told) in [
        ("pool = \"otp\"", "pool = \"nobody\"", "there is no pool nobody in the file"),
        ("\"Example Shop\"", "\"Renamed\"", "it is there as Example Shop, which can't be changed"),
        ("tier = \"ADVANCED\"", "tier = \"GOLD\"", "tier must be one of BASIC, ADVANCED"),
        ("status = \"PENDING\"", "status = \"DONE\"", "status must be one of"),
        ("-english-001", "-none", "ResourceNotFound"),
    ] {
        let refused = put(&app, &FILE.replace(from, to)).await;
        assert_eq!(refused.status, 422, "{refused:?}");
        assert!(refused.body.contains(told) || told == "ResourceNotFound", "{refused:?}");
    }
}
