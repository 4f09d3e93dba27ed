//! Sender IDs.

use super::{open, submit, submit_in_vain};
use crate::harness::{App, Fixture};

#[tokio::test]
async fn a_sender_id_is_requested_protected_and_released() {
    let app = App::start().await;
    assert!(open(&app, "sender-ids").await.says("There are no sender IDs."));
    let screen = submit(&app, "sender-ids", "RequestSenderId", &[("SenderId", "MyBrand")]).await;
    assert_eq!(screen.texts("td[data-l='Sender ID'] strong"), ["MYBRAND"]);
    let screen = submit(&app, "sender-ids", "UpdateSenderId", &[]).await;
    assert!(screen.texts("td[data-l=Protected]")[0].starts_with("yes"));
    assert_eq!(submit_in_vain(&app, "sender-ids", "ReleaseSenderId", &[]).await.refusal().0, "ConflictException");
    submit(&app, "sender-ids", "UpdateSenderId", &[]).await;
    assert!(submit(&app, "sender-ids", "ReleaseSenderId", &[]).await.says("There are no sender IDs."));
}

#[tokio::test]
async fn the_pools_that_use_it_are_shown() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    let sender = fixture.sender_id("MYBRAND", "GB").await;
    let pools = [fixture.pool_of(&sender, "GB").await, fixture.pool_of(&sender, "GB").await];
    assert_eq!(open(&app, "sender-ids").await.all("td[data-l=Pools] a", "title"), pools);
}

#[tokio::test]
async fn sender_ids_are_found_by_their_beginning_and_paged() {
    let app = App::start().await;
    let fixture = Fixture(app.client());
    for place in 0..55 {
        fixture.sender_id(&format!("S{place}"), "GB").await;
    }
    let texts = super::all_pages(&app, "sender-ids", |screen| screen.texts("td[data-l='Sender ID']")).await;
    assert_eq!(texts.len(), 55);
    assert!(texts[0].starts_with("S54") && texts[54].starts_with("S0"), "{texts:?}");
    assert_eq!(open(&app, "sender-ids?q=s5").await.texts("td[data-l='Sender ID']").len(), 6);
    assert!(open(&app, "sender-ids?q=x").await.says("No sender ID begins with “x”."));
}
