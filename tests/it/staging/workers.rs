//! Test workers that run at once, each with an account of its own.

use futures_util::future::join_all;
use serde_json::{Value, json};

use super::{ask_again, called_by, get};
use crate::harness::App;

const WORKERS: u32 = 8;
const ROUNDS: u32 = 25;
const PHONE: &str = "+12065550142";

/// The README's quick start, from nothing.
async fn quick_start(app: &App, account: &str, round: u32) {
    let call = |operation: &'static str, body: Value| called_by(app, account, operation, body);
    for (operation, list) in [("DescribePools", "Pools"), ("DescribePhoneNumbers", "PhoneNumbers")] {
        assert_eq!(call(operation, json!({})).await[list], json!([]), "{account} begins with nothing");
    }
    let number = json!({ "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL", "NumberCapabilities": ["SMS"],
                         "NumberType": "TOLL_FREE" });
    let first = call("RequestPhoneNumber", number.clone()).await["PhoneNumberId"].clone();
    let pool = json!({ "OriginationIdentity": first, "IsoCountryCode": "US", "MessageType": "TRANSACTIONAL" });
    let pool = call("CreatePool", pool).await["PoolId"].clone();
    let second = call("RequestPhoneNumber", number).await["PhoneNumberId"].clone();
    let joins = json!({ "PoolId": pool, "OriginationIdentity": second, "IsoCountryCode": "US" });
    call("AssociateOriginationIdentity", joins).await;
    let members = call("ListPoolOriginationIdentities", json!({ "PoolId": pool })).await;
    let members = members["OriginationIdentities"].as_array().expect("a list").clone();
    assert_eq!(members.iter().map(|one| &one["OriginationIdentity"]).collect::<Vec<_>>(), [&first, &second]);
    let body = format!("{account} {round}");
    let text = json!({ "DestinationPhoneNumber": PHONE, "OriginationIdentity": pool, "MessageBody": body });
    let sent = call("SendTextMessage", text).await["MessageId"].clone();
    let seen = get(app, &format!("messages?to=%2B12065550142&account_id={account}")).await;
    let seen = seen["items"].as_array().expect("a list").clone();
    assert_eq!(seen.len(), 1, "{account} sees its own only: {seen:?}");
    assert_eq!((&seen[0]["message_id"], &seen[0]["message_body"]), (&sent, &json!(body)));
}

#[tokio::test]
async fn eight_workers_run_the_quick_start_25_times_with_resets_and_never_see_each_other() {
    let app = App::with(|settings| {
        settings.auth.credentials.clear();
        settings.database.max_connections = 12;
    })
    .await;
    let workers = (1..=WORKERS).map(|worker| {
        let (app, account) = (&app, format!("{worker:012}"));
        async move {
            for round in 0..ROUNDS {
                quick_start(app, &account, round).await;
                let reset = ask_again(app, "POST", "reset", json!({ "account_id": account })).await;
                assert_eq!(reset.status, 200, "{account} {round}: {reset:?}");
                assert_eq!(reset.json()["removed"]["phone_number"], 2, "its own, and nobody else's: {reset:?}");
            }
        }
    });
    join_all(workers).await;
    for nothing in ["select count(*) from inspect.messages", "select count(*) from inspect.phone_numbers"] {
        assert_eq!(app.count(nothing).await, 0, "{nothing}");
    }
    let deadlocks = "select deadlocks from pg_stat_database where datname = current_database()";
    assert_eq!(app.count(deadlocks).await, 0);
}
