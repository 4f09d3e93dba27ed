//! The account.

use super::{open, submit, submit_in_vain};
use crate::harness::{App, Fixture};

#[tokio::test]
async fn quotas_spend_tags_policies_and_credentials_are_shown() {
    let app = App::start().await;
    let empty = open(&app, "account").await;
    for text in ["Nothing was spent yet.", "Nothing is tagged.", "Nothing is shared with other accounts."] {
        assert!(empty.says(text), "{text}");
    }
    let fixture = Fixture(app.client());
    let number = fixture.long_code("US").await;
    let pool = fixture.pool_of(&number, "US").await;
    let tag =
        aws_sdk_pinpointsmsvoicev2::types::Tag::builder().key("team").value("login").build().expect("it is whole");
    let arn = crate::harness::arn(&format!("pool/{pool}"));
    app.client().tag_resource().resource_arn(&arn).tags(tag).send().await.expect("it is tagged");
    let send = app.client().send_text_message().destination_phone_number("+12065550142").origination_identity(&number);
    send.message_body("hello").send().await.expect("it is sent");
    let screen = open(&app, "account").await;
    assert_eq!(screen.texts("td[data-l=Used]")[..2], ["1", "1"]);
    assert_eq!(screen.texts("td[data-l=Channel]"), ["text"]);
    assert!(screen.says("team=login"));
    assert_eq!(screen.texts("#credentials ~ ul .mono"), ["test"]);
    // Never the secret of anybody, nor the credentials of others.
    let others = open(&app, "/_callsign/console/222222222222/us-east-1/account").await;
    assert!(others.says("No credential of the settings is of this account."));
}

#[tokio::test]
async fn limits_of_a_month_are_set_and_cleared() {
    let app = App::start().await;
    let screen = submit(&app, "account", "SetTextMessageSpendLimitOverride", &[("MonthlyLimit", "20")]).await;
    assert_eq!(screen.all("input[name=MonthlyLimit]", "value")[0], "20");
    for wrong in ["5000", "many"] {
        let screen =
            submit_in_vain(&app, "account", "SetTextMessageSpendLimitOverride", &[("MonthlyLimit", wrong)]).await;
        assert!(!screen.refusal().0.is_empty(), "{wrong}");
    }
    let screen = submit(&app, "account", "DeleteTextMessageSpendLimitOverride", &[]).await;
    assert_eq!(screen.all("input[name=MonthlyLimit]", "value")[0], "");
}
