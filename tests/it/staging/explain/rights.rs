//! Who may ask what.

use std::time::SystemTime;

use callsign::config::{AccountIds, SecretText, Token, TokenAccess};
use serde_json::json;

use crate::{
    harness::{ACCOUNT, App},
    staging::{refused, request},
};

const READER: &str = "reader-0123456789-0123456789-0123";

#[tokio::test]
async fn who_may_read_asks_about_operations_that_read() {
    let app = App::with(|settings| {
        settings.staging.tokens = vec![Token {
            name: "reader".to_owned(),
            token: SecretText::new(READER),
            account_ids: AccountIds::Of(vec![ACCOUNT.to_owned()]),
            access: TokenAccess::Read,
        }];
    })
    .await;
    let ask = async |operation: &str| {
        let body = json!({ "operation": operation, "input": { "OptOutListName": "Offers" } });
        let request = request(app.address(), "POST", "explain", &body);
        request.with("authorization", &format!("Bearer {READER}")).send(app.address()).await
    };
    let read = ask("DescribePools").await;
    assert_eq!((read.status, &read.json()["verdict"]), (200, &json!("accepted")), "{read:?}");
    assert_eq!(refused(&ask("CreateOptOutList").await), "403 READ_ONLY");
}

#[tokio::test]
async fn who_signs_asks_as_himself() {
    let app = App::with(|settings| {
        let mut bound = settings.auth.credentials[0].clone();
        bound.access_key_id = "bound".to_owned();
        bound.secret_access_key = SecretText::new("bound");
        let statement = json!({ "Effect": "Allow", "Action": "sms-voice:DescribePools", "Resource": "*" });
        bound.policy = Some(json!({ "Version": "2012-10-17", "Statement": statement }).to_string());
        settings.auth.credentials.push(bound);
    })
    .await;
    for (operation, verdict) in [("DescribePools", "accepted"), ("DescribeOptOutLists", "refused")] {
        for body in [json!({ "operation": operation }), json!({ "operation": operation, "access_key_id": "bound" })] {
            let request = request(app.address(), "POST", "explain", &body);
            let told = request.signed_by("bound", "bound", None, SystemTime::now()).send(app.address()).await;
            assert_eq!((told.status, &told.json()["verdict"]), (200, &json!(verdict)), "{told:?}");
        }
    }
    let body = json!({ "operation": "DescribePools", "access_key_id": "test" });
    let request = request(app.address(), "POST", "explain", &body);
    let told = request.signed_by("bound", "bound", None, SystemTime::now()).send(app.address()).await;
    assert_eq!(refused(&told), "403 NOT_YOURS");
}
