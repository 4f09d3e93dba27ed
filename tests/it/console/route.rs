//! Which would be chosen, and why.

use super::{get, open};
use crate::harness::{App, Fixture};

#[tokio::test]
async fn the_candidates_of_a_pool_are_shown_in_order_each_with_why() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let (first, number) = (fixture.long_code("US").await, fixture.long_code("US").await);
    let pool = fixture.pool_of(&first, "US").await;
    fixture.associate(&pool, &number, "US").await;
    let sender = fixture.sender_id("MYBRAND", "GB").await;
    fixture.associate(&pool, &sender, "GB").await;
    let screen = open(&app, &format!("route?origination_identity={pool}&to=%2B12065550142")).await;
    assert_eq!(screen.texts("td[data-l=Choice]"), ["chosen", "could be", "can’t be"]);
    assert_eq!(screen.texts("td[data-l=Why]")[2], "It doesn’t reach that country. OUT_OF_REACH");
    assert_eq!(screen.all("input[name=to]", "value"), ["+12065550142"]);
    assert_eq!(app.count("select count(*) from callsign.message").await, 0);
    // The pool's own page asks.
    let asking = open(&app, &format!("pools/{pool}")).await;
    assert_eq!(asking.all("form[action$='/route'] input[name=origination_identity]", "value"), [pool]);
}

#[tokio::test]
async fn what_a_send_would_be_refused_for_is_told() {
    let app = App::start().await;
    let gone = format!("pool-{}", "0".repeat(32));
    assert!(
        open(&app, &format!("route?origination_identity={gone}&to=%2B12065550142"))
            .await
            .says("AWS would answer ResourceNotFoundException")
    );
    assert!(open(&app, "route?to=nobody").await.says("AWS would answer ValidationException"));
    assert!(open(&app, "route?to=%2B12065550142&message_type=NEWS").await.says("message_type must be"));
    assert_eq!(get(&app, "route").await.status, 200);
}
