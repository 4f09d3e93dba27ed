//! `/info`.

use serde_json::{Value, json};

use super::{ask, get, refused, send};
use crate::harness::{ACCOUNT, App, REGION};

#[tokio::test]
async fn info_says_what_runs_and_what_is_in_it() {
    let app = App::start().await;
    app.client().create_opt_out_list().opt_out_list_name("more").send().await.expect("a list is made");
    send(&mut app.connection().await, "+12065550142", "hello").await;
    let info = get(&app, "info").await;
    assert_eq!(info["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(info["database"]["is_embedded"], false);
    assert!(info["database"]["version"].as_str().is_some_and(|version| !version.is_empty()), "{info}");
    let scope = &info["scopes"][0];
    assert_eq!((&scope["account_id"], &scope["region"]), (&json!(ACCOUNT), &json!(REGION)));
    assert_eq!((&scope["opt_out_lists"], &scope["messages"], &scope["pools"]), (&json!(2), &json!(1), &json!(0)));
    assert_eq!(info["clocks"], json!([]));
    let magic = info["magic_numbers"].as_array().expect("a list");
    assert!(
        magic.contains(&json!({ "phone": "+1NPA5550155", "to": null, "does": { "outcome": "SPAM" } })),
        "{magic:?}"
    );
    assert!(
        magic.contains(&json!({ "phone": "+1NPA5550100", "to": "+1NPA5550149", "does": { "outcome": "DELIVERED" } }))
    );

    app.freeze().await;
    let info = get(&app, "info?account_id=000000000000").await;
    assert_eq!(info["clocks"][0]["mode"], "frozen");
    assert!(info["clocks"][0]["now"].as_str().is_some_and(|now| now.ends_with('Z')), "{info}");
    assert_eq!(get(&app, "info?account_id=222222222222").await["scopes"], json!([]));
    assert_eq!(refused(&ask(&app, "GET", "info?acount_id=1", Value::Null).await), "400 UNKNOWN_PARAMETER");
}
