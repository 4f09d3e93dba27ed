//! The rules of keywords and of opt-out lists that go, check by check.

use serde_json::json;

use super::{explain_and_call, failing, first_failing};
use crate::harness::{App, Fixture};

#[tokio::test]
async fn all_that_keeps_a_keyword_is_told() {
    let app = App::with(|settings| settings.quotas.keywords_per_phone_number = 1).await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    let number = fixture.number().await;
    fixture.keyword(&number, "OFFERS", "Here they are").await;
    let put = json!({ "OriginationIdentity": number, "Keyword": "MORE", "KeywordMessage": "More" });
    let told = explain_and_call(&app, "PutKeyword", &put).await;
    assert_eq!(failing(&told), ["has_room_for_a_keyword"], "{told}");
    let stop = json!({ "OriginationIdentity": number, "Keyword": "STOP", "KeywordMessage": "Bye",
                       "KeywordAction": "AUTOMATIC_RESPONSE" });
    let told = explain_and_call(&app, "PutKeyword", &stop).await;
    assert_eq!(failing(&told), ["keyword_keeps_its_action"], "{told}");

    let delete = |keyword: &str| json!({ "OriginationIdentity": number, "Keyword": keyword });
    for (keyword, name) in [("HELP", "keyword_may_be_deleted"), ("NONE", "keyword_exists")] {
        let told = explain_and_call(&app, "DeleteKeyword", &delete(keyword)).await;
        assert_eq!(failing(&told), [name], "{told}");
    }

    fixture.keyword(&pool, "OFFERS", "Here they are").await;
    fixture.associate(&pool, &number, "US").await;
    app.execute("update callsign.phone_number set active_at = clock_timestamp() + interval '1 day'").await;
    let told = explain_and_call(&app, "PutKeyword", &stop).await;
    let names = ["is_in_no_pool", "phone_number_is_active", "keyword_keeps_its_action"];
    assert_eq!(failing(&told), names, "{told}");
    for check in told["checks"].as_array().expect("a list").iter().filter(|check| check["holds"] == false) {
        assert!(check["remedy"].is_string() && check["left"] != check["right"], "{check}");
    }
}

#[tokio::test]
async fn a_list_that_stays_is_told_why() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let pool = fixture.pool().await;
    fixture.list("Offers").await;
    let update = app.client().update_pool().pool_id(&pool).opt_out_list_name("Offers").send();
    update.await.expect("the pool uses the list");
    for (list, names) in [("Offers", &["is_not_in_use"][..]), ("Default", &["is_not_the_default_list"])] {
        let told = explain_and_call(&app, "DeleteOptOutList", &json!({ "OptOutListName": list })).await;
        assert_eq!(failing(&told), names, "{told}");
        assert!(first_failing(&told)["remedy"].is_string(), "{told}");
    }
    let back = app.client().update_pool().pool_id(&pool).opt_out_list_name("Default").send();
    back.await.expect("the pool uses another list");
    let told = explain_and_call(&app, "DeleteOptOutList", &json!({ "OptOutListName": "Offers" })).await;
    assert_eq!(told["verdict"], "accepted", "the way out: {told}");
}
